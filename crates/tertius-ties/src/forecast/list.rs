//! The few to show: chosen so that together they open much, with few hits fewer than the best scores would have.
//!
//! The likeliest come first; the rest of the list is a greedy choice ([`cover_after()`]) among the best-scored, where a
//! score's exponential is how likely the candidate is. Measured on thirteen logs and parts of logs with learnt weights, ten
//! shown of fifty, six of them the likeliest: hits among the ten .3962 for .3964 by score alone, and 24 % more people newly
//! within two steps (mean; half of the logs 19 % or more). Nearly as likely ones alone, or a share of the chances forgone,
//! brought less at equal hits.

use super::log::PersonIdx;
use super::next::Candidates;
use super::outlook::Outlook;
use crate::cover::{Opening, cover_after};

/// How many of the best are looked at for a list.
const LOOKED_AT: usize = 50;
/// Measured: of each ten shown so many are the likeliest.
const LIKELIEST_OF_TEN: usize = 6;

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
        cover_after(&openings, n_shown * LIKELIEST_OF_TEN / 10, n_shown).into_iter().map(|at| best[at]).collect()
    }

    /// Those whom somebody knows and ego does not.
    fn opened_by(&self, ego: PersonIdx, them: PersonIdx) -> Vec<u32> {
        let known = self.ties.of(ego);
        let is_new = |other: &PersonIdx| *other != ego && known.binary_search_by_key(other, |tie| tie.them).is_err();
        self.ties.of(them).iter().map(|tie| tie.them).filter(is_new).map(|other| other.0).collect()
    }
}
