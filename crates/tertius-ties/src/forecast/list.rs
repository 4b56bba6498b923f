//! The few to show: chosen so that together they open much, with few hits fewer than the best scores would have.
//!
//! A greedy choice ([`cover()`]) among the best-scored, where a score's exponential is how likely the candidate is. Measured on
//! two logs with learnt weights, ten shown of fifty: 1 and 5 % fewer hits among the ten than by score alone, and 67 and 24 %
//! more people newly within two steps.

use super::log::PersonIdx;
use super::next::Candidates;
use super::outlook::Outlook;
use crate::cover::{Opening, cover};

/// How many of the best are looked at for a list.
const LOOKED_AT: usize = 50;

impl Outlook<'_> {
    /// The places of the candidates to show first, at most so many; equal scores in the order given.
    pub fn list(&self, candidates: &Candidates, scores: &[f64], n_shown: usize) -> Vec<usize> {
        let mut best: Vec<usize> = (0..candidates.people.len().min(scores.len())).collect();
        best.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
        best.truncate(LOOKED_AT);
        let Some(most) = best.first().map(|place| scores[*place]) else { return best };
        let opening = |place: &usize| Opening {
            chance: (scores[*place] - most).exp(),
            opens: self.opened_by(candidates.ego, candidates.people[*place]),
        };
        let openings: Vec<Opening> = best.iter().map(opening).collect();
        cover(&openings, n_shown).into_iter().map(|at| best[at]).collect()
    }

    /// Those whom somebody knows and ego does not.
    fn opened_by(&self, ego: PersonIdx, them: PersonIdx) -> Vec<u32> {
        let known = self.ties.of(ego);
        let is_new = |other: &PersonIdx| *other != ego && known.binary_search_by_key(other, |tie| tie.them).is_err();
        self.ties.of(them).iter().map(|tie| tie.them).filter(is_new).map(|other| other.0).collect()
    }
}
