//! Who can help with a question, as each member's own ties say, with the reason for that member alone.
//!
//! Nothing of this is for the one who asks: not who, not how many, not whether anybody. A member who shows the asker nothing is
//! not among them. The reason counts people and names a place, never a person, because it travels by mail.

use crate::fits::Fits;
use crate::search::{BY_A_WORD, WORTH_TELLING, odds};
use crate::union::Union;
use rustc_hash::FxHashMap;
use tertius_model::Band;
use tertius_relevance::Goal;

/// A member who can help.
#[derive(Clone, Debug, PartialEq)]
pub struct Helper {
    /// Who.
    pub member: String,
    /// Why, for their eyes alone.
    pub reason: String,
    /// The chance that a request passes them.
    pub chance: f64,
}

/// What one member's ties come to.
#[derive(Default)]
struct Sum {
    best: f64,
    /// The place of the best ties, as its owner wrote it.
    at: String,
    n: usize,
    n_there: usize,
}

impl Sum {
    fn add(&mut self, worth: f64, at: &str, n: usize) {
        self.n += n;
        if worth > self.best || self.n_there == 0 {
            (self.best, self.at, self.n_there) = (worth, at.to_owned(), n);
        } else if self.at == at {
            self.n_there += n;
        }
    }

    fn reason(&self) -> String {
        let people = |n: usize| if n == 1 { "somebody".to_owned() } else { format!("{n} people") };
        let place = if self.at.is_empty() { String::from(" who may fit") } else { format!(" at {}", self.at) };
        let more = self.n - self.n_there;
        let rest = if more > 0 { format!(", and {more} more elsewhere") } else { String::new() };
        format!("you know {}{place}{rest}", people(self.n_there))
    }
}

impl Union {
    /// Everybody but the asker who can help, the best first. Cost: that of the cells that could fit.
    pub fn helpers(&self, asker: &str, question: &str) -> Vec<Helper> {
        let goal = Goal::parse(question);
        if goal.is_empty() {
            return Vec::new();
        }
        let fits = Fits::new(self, goal);
        let asker = self.owner_number(asker);
        let may = |owner: u32| {
            let state = &self.owners[owner as usize];
            Some(owner) != asker && asker.is_none_or(|asker| !state.barred.contains(&asker))
        };
        let mut sums: FxHashMap<u32, Sum> = FxHashMap::default();
        for (number, cell) in (0u32..).zip(&self.cells) {
            let rough = fits.rough(cell.standing, cell.employer);
            if rough <= 0.0 {
                continue;
            }
            for behind in cell.behind.iter().filter(|one| may(one.owner)) {
                let far = behind.best().and_then(|band| Band::ALL.get(usize::from(band)).copied());
                let owner = &self.owners[behind.owner as usize];
                let at =
                    self.rows_in(owner, number).next().map_or("", |(shelf, row)| self.written(shelf, row).employer);
                sums.entry(behind.owner).or_default().add(rough * odds(far), at, behind.count());
            }
        }
        if !fits.free_words.is_empty() {
            self.helpers_by_words(&fits, &may, &mut sums);
        }
        let near = |owner: u32| asker.and_then(|asker| self.owners[owner as usize].close.get(&asker).copied());
        let helper = |(owner, sum): (&u32, &Sum)| Helper {
            member: self.owners[*owner as usize].id.clone(),
            reason: sum.reason(),
            chance: (sum.best * odds(near(*owner))).min(1.0),
        };
        let best = sums.values().map(|sum| sum.best).fold(0.0, f64::max);
        let mut helpers: Vec<Helper> =
            sums.iter().filter(|(_, sum)| sum.best >= WORTH_TELLING * best).map(helper).collect();
        helpers.sort_by(|a, b| b.chance.total_cmp(&a.chance).then_with(|| a.member.cmp(&b.member)));
        helpers
    }

    fn helpers_by_words(&self, fits: &Fits, may: &dyn Fn(u32) -> bool, sums: &mut FxHashMap<u32, Sum>) {
        let Some(titles) = self.titles.with_a_word(&fits.free_words) else { return };
        for (number, owner) in (0u32..).zip(&self.owners).filter(|(number, _)| may(*number)) {
            for (shelf, row) in self.rows_of(owner).filter(|(_, row)| titles[row.title as usize]) {
                let cell = &self.cells[row.cell as usize];
                if fits.rough(cell.standing, cell.employer) <= 0.0 {
                    sums.entry(number).or_default().add(BY_A_WORD, self.written(shelf, row).employer, 1);
                }
            }
        }
    }
}
