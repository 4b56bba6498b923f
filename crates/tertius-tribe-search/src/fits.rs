//! A goal beside the standings and employers of a union, and the cells that could fit, the best first.
//!
//! What fits equally comes in an order of its own: groups by their words, the cells of a group by a number that follows from
//! their words. So whoever has found enough may stop, and finds the same whatever came first into the union, and whatever else
//! is in it.

use crate::union::Union;
use tertius_relevance::{Facet, Goal};

/// The goal beside the standings and employers there are.
pub(crate) struct Fits {
    pub goal: Goal,
    pub wants_employer: bool,
    wants_title: bool,
    /// Words to look for in open titles as they are written; none where a title or an employer is asked for.
    pub free_words: Vec<String>,
    pub standing: Vec<f64>,
    pub employer: Vec<f64>,
    /// How many employers fit.
    n_employers: usize,
    best_standing: f64,
}

impl Fits {
    pub fn new(union: &Union, goal: Goal) -> Fits {
        let facets: Vec<Facet> = goal.facets().into_iter().flatten().collect();
        let wants_title = facets.iter().any(|facet| matches!(facet, Facet::Function(_) | Facet::Level(_)));
        let wants_employer = facets.iter().any(|facet| matches!(facet, Facet::Employer(_)));
        let by_employer = facets.iter().any(|facet| !matches!(facet, Facet::Function(_) | Facet::Level(_)));
        let free_words = facets.iter().filter_map(|facet| match facet {
            Facet::Word(word) if !wants_title && !wants_employer => Some(word.clone()),
            _ => None,
        });
        let free_words = free_words.collect();
        let standing: Vec<f64> = union.standings.iter().map(|(_, profile)| goal.fit(profile).relevance).collect();
        let employer: Vec<f64> = if by_employer {
            let sieve = goal.sieve();
            let all = union.employer_profiles.iter().zip(&union.employer_sieves);
            all.map(|(profile, of)| if of.meets(sieve) { goal.fit(profile).relevance } else { 0.0 }).collect()
        } else {
            vec![0.0; union.employer_profiles.len()]
        };
        let n_employers = employer.iter().filter(|fit| **fit > 0.0).count();
        let best_standing = standing.iter().copied().fold(0.0, f64::max);
        Fits { goal, wants_employer, wants_title, free_words, standing, employer, n_employers, best_standing }
    }

    /// At most this is the judgement of a cell at an employer.
    fn at_best(&self, employer: u32) -> f64 {
        let by_employer = self.employer[employer as usize];
        let by_title = self.best_standing;
        if self.wants_title { by_title + by_employer } else { by_title.max(by_employer) }
    }

    /// A first judgement of a cell from its halves; 0 where it cannot fit.
    pub fn rough(&self, standing: u32, employer: u32) -> f64 {
        let (by_title, by_employer) = (self.standing[standing as usize], self.employer[employer as usize]);
        if self.wants_employer && by_employer == 0.0 {
            return 0.0;
        }
        match (self.wants_title, by_employer > 0.0) {
            (true, true) => by_title + by_employer,
            (true, false) => by_title,
            (false, _) => by_title.max(by_employer),
        }
    }
}

/// The cells of one employer or one standing.
pub(crate) struct Group {
    side: Half,
    /// No cell of it is judged better.
    pub at_best: f64,
}

#[derive(Clone, Copy)]
enum Half {
    Employer(u32),
    Standing(u32),
}

/// A cell that could fit, with its first judgement.
pub(crate) struct Met {
    pub cell: u32,
    pub rough: f64,
}

impl Union {
    /// Groups that hold every cell that could fit, the best first.
    pub(crate) fn groups(&self, fits: &Fits) -> Vec<Group> {
        let employers = (0u32..).zip(&fits.employer).filter(|(_, fit)| **fit > 0.0);
        let mut groups: Vec<Group> = employers
            .map(|(employer, _)| Group { side: Half::Employer(employer), at_best: fits.at_best(employer) })
            .collect();
        if !fits.wants_employer {
            let standings = (0u32..).zip(&fits.standing).filter(|(_, fit)| **fit > 0.0);
            groups.extend(standings.map(|(standing, fit)| Group { side: Half::Standing(standing), at_best: *fit }));
        }
        let words = |group: &Group| match group.side {
            Half::Employer(employer) => (0, self.employers.text(employer)),
            Half::Standing(standing) => (1, self.standing_words[standing as usize].as_str()),
        };
        groups.sort_by(|a, b| b.at_best.total_cmp(&a.at_best).then_with(|| words(a).cmp(&words(b))));
        groups
    }

    /// The cells of a group that could fit and behind which so many members stand; those at employers that fit are of the
    /// employers' groups alone.
    pub(crate) fn met<'u>(&'u self, fits: &'u Fits, group: &Group, least: usize) -> impl Iterator<Item = Met> + 'u {
        let side = match group.side {
            Half::Employer(employer) => &self.by_employer[employer as usize],
            Half::Standing(standing) => &self.by_standing[standing as usize],
        };
        let (half, at_best) = (group.side, group.at_best);
        let many = side.cells.iter().zip(&side.n_behind).filter(move |(_, n)| **n as usize >= least);
        many.filter_map(move |(cell, _)| match half {
            // Looking where a cell is costs more than all else here.
            Half::Standing(_) if fits.n_employers == 0 => Some(Met { cell: *cell, rough: at_best }),
            Half::Standing(_) => {
                let employer = self.cells[*cell as usize].employer;
                (fits.employer[employer as usize] == 0.0).then_some(Met { cell: *cell, rough: at_best })
            }
            Half::Employer(employer) => {
                let rough = fits.rough(self.cells[*cell as usize].standing, employer);
                (rough > 0.0).then_some(Met { cell: *cell, rough })
            }
        })
    }
}

/// Counts what was found, and says when so much of it is at least as good as all that can come.
pub(crate) struct Enough {
    most: usize,
    found: Vec<f64>,
    /// What can come is no better.
    at_best: f64,
    /// How much of what was found is no worse than that.
    n: usize,
    /// When there was enough.
    since: Option<u32>,
}

impl Enough {
    /// So much is enough; this was found so far.
    pub fn of(most: usize, found: impl Iterator<Item = f64>) -> Enough {
        Enough { most, found: found.collect(), at_best: f64::INFINITY, n: 0, since: None }
    }

    /// From here on nothing better than this can come.
    pub fn turn_to(&mut self, at_best: f64) {
        if at_best < self.at_best {
            self.at_best = at_best;
            self.n = self.found.iter().filter(|worth| **worth >= at_best).count();
            if self.n >= self.most {
                self.since.get_or_insert(0);
            }
        }
    }

    /// Something was found.
    pub fn add(&mut self, worth: f64) {
        self.add_at(worth, 0);
    }

    /// Something was found at a turn; what is found at one turn belongs together.
    pub fn add_at(&mut self, worth: f64, turn: u32) {
        self.found.push(worth);
        self.n += usize::from(worth >= self.at_best);
        if self.n >= self.most {
            self.since.get_or_insert(turn);
        }
    }

    /// Whether nothing more is needed.
    pub fn is_had(&self) -> bool {
        self.since.is_some()
    }

    /// Whether nothing more was needed before a turn.
    pub fn is_had_before(&self, turn: u32) -> bool {
        self.since.is_some_and(|since| since < turn)
    }
}
