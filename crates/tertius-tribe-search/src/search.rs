//! One search: the goal, what of the union it fits, and the answer in order.
//!
//! Standings and employers are few, so the goal is compared with each of them once; cells that could fit are looked up in
//! the release before anything is ranked or cut. Open people are ranked by what is open. Cells are looked at from the best on,
//! and no further than something better can come. Cost: that of the standings, the employers, and some hundred cells; a goal
//! of free words reads the numbers of the titles of all open ties, too, and the ties of the few members who said how well they
//! know the viewer are all looked at.

use crate::answer::{Answer, Connector, Counted, OpenPerson};
use crate::fits::{Enough, Fits, Met};
use crate::recognise::recognise;
use crate::release::{Released, View};
use crate::shelf::Written;
use crate::union::{Behind, Union};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::Band;
use tertius_relevance::{Goal, Profile};
use tertius_resolve::fold_name;

/// What is sought.
#[derive(Clone, Debug)]
pub struct Query {
    /// The goal in plain words.
    pub goal: String,
    /// At most this many of each kind.
    pub top: usize,
}

/// Who seeks.
#[derive(Clone, Copy, Debug)]
pub struct Seeker<'a> {
    /// The member's id.
    pub member: &'a str,
    /// The tribe's minimum crowd; below two it counts as two.
    pub crowd: usize,
}

/// Open people that are looked at closely.
const CANDIDATES: usize = 160;
/// Cells whose words are compared with the goal as a whole.
const CLOSELY: usize = 400;
/// Assumption: of so many members all people are looked at; of more the cells are.
const SMALL: usize = 12;
/// Nobody said anything, or one of the bands.
const CIRCLES: usize = 1 + Band::ALL.len();
/// What an open tie is worth at first whose title holds a word of the goal.
pub(crate) const BY_A_WORD: f64 = 0.01;
/// Assumption: what fits worse than this beside the best is no answer.
pub(crate) const WORTH_TELLING: f64 = 0.3;

impl Union {
    /// Answers a member.
    pub fn search(&self, seeker: Seeker<'_>, query: &Query) -> Answer {
        let goal = Goal::parse(&query.goal);
        if goal.is_empty() {
            return Answer::default();
        }
        let view = View::new(self, seeker.member, seeker.crowd);
        let fits = Fits::new(self, goal);
        let (open, counted) = (view.open(&fits, query.top, CANDIDATES), view.counted(&fits, query.top, CLOSELY));
        Answer { open, counted }
    }
}

/// One open tie that could lead to an answer.
struct Hit<'a> {
    /// How good it looks before its own words are compared with the goal.
    worth: f64,
    owner: u32,
    /// 0 the slightest.
    band: u8,
    /// When it was found among ties that are found in an order; 0 for others.
    turn: u32,
    written: Written<'a>,
}

/// A statement of the release that could be an answer.
struct Statement {
    standing: Option<u32>,
    employer: Option<u32>,
    rough: f64,
    released: Released,
    /// When it was found, if it tells of both halves.
    turn: u32,
}

impl View<'_> {
    /// Statements of the release, the best first; so many are enough to choose from.
    fn counted(&self, fits: &Fits, top: usize, most: usize) -> Vec<Counted> {
        let union = self.union;
        let mut found = Vec::new();
        let mut tell = |standing: Option<u32>, employer: Option<u32>, rough: f64, behind: &[Behind]| {
            let released = self.release(behind);
            found.extend(released.map(|released| Statement { standing, employer, rough, released, turn: 0 }));
        };
        for (number, side) in (0u32..).zip(&union.by_employer) {
            let rough = fits.employer[number as usize];
            if rough > 0.0 {
                tell(None, Some(number), rough, &side.behind);
            }
        }
        for (number, side) in (0u32..).zip(&union.by_standing) {
            let rough = fits.standing[number as usize];
            if rough > 0.0 && !fits.wants_employer {
                tell(Some(number), None, rough, &side.behind);
            }
        }
        let mut enough = Enough::of(most, found.iter().map(|one| one.rough));
        let mut turn = 0;
        'all: for group in union.groups(fits) {
            enough.turn_to(group.at_best);
            for Met { cell: number, rough } in union.met(fits, &group, self.crowd) {
                if enough.is_had() {
                    break 'all;
                }
                turn += 1;
                let cell = &union.cells[number as usize];
                // What is empty is told by the coarser statements.
                if let Some(released) = self.release(&cell.behind).filter(|_| !union.is_blank(cell)) {
                    enough.add(rough);
                    let (standing, employer) = (Some(cell.standing), Some(cell.employer));
                    found.push(Statement { standing, employer, rough, released, turn });
                }
            }
        }
        self.told(fits, found, top)
    }

    /// The statements in order, each with its exact fit. Everything here follows from what was released.
    fn told(&self, fits: &Fits, mut found: Vec<Statement>, top: usize) -> Vec<Counted> {
        let said = |statement: &Statement| {
            let standing = statement.standing.map(|at| self.union.standing_words[at as usize].as_str());
            let employer = statement.employer.map(|at| self.union.employers.text(at));
            (standing.unwrap_or_default(), employer.unwrap_or_default())
        };
        let order = |a: &Statement, b: &Statement| {
            b.rough.total_cmp(&a.rough).then(a.turn.cmp(&b.turn)).then_with(|| said(a).cmp(&said(b)))
        };
        if found.len() > CLOSELY {
            found.select_nth_unstable_by(CLOSELY - 1, order);
        }
        found.truncate(CLOSELY);
        found.sort_by(order);
        let mut told: Vec<Counted> = found
            .iter()
            .map(|statement| {
                let (standing, employer) = said(statement);
                let fit = fits.goal.fit(&self.profile(statement)).relevance;
                let (standing, employer) = (standing.to_owned(), employer.to_owned());
                Counted { standing, employer, fit, near: statement.released.near, far: statement.released.far }
            })
            .filter(|counted| counted.fit > 0.0 && !(counted.standing.is_empty() && counted.employer.is_empty()))
            .collect();
        told.sort_by(|a, b| {
            let worth = |one: &Counted| one.fit * odds(one.near) * odds(Some(one.far));
            let tied = (&a.standing, &a.employer).cmp(&(&b.standing, &b.employer));
            worth(b).total_cmp(&worth(a)).then(tied)
        });
        let best = told.iter().map(|one| one.fit).fold(0.0, f64::max);
        told.retain(|one| one.fit >= WORTH_TELLING * best);
        told.truncate(top);
        told
    }

    /// Whom a statement tells of.
    fn profile(&self, statement: &Statement) -> Profile {
        let title = statement.standing.map(|at| &self.union.standings[at as usize].1);
        match (title, statement.employer.map(|at| &self.union.employer_profiles[at as usize])) {
            (Some(title), Some(employer)) => title.at_the_employer_of(employer),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => Profile::new("", "", "", &[], ""),
        }
    }

    /// People behind open ties, the best first; so many ties of a circle are enough to choose from.
    fn open(&self, fits: &Fits, top: usize, most: usize) -> Vec<OpenPerson> {
        let mut found: Vec<Hit<'_>> = Vec::new();
        let circles = self.circles();
        self.in_small_circles(fits, &circles, &mut found);
        self.in_large_circles(fits, &circles, most, &mut found);
        if !fits.free_words.is_empty() {
            self.by_words(fits, &mut found);
        }
        let order = |a: &Hit<'_>, b: &Hit<'_>| {
            let by_turn = b.worth.total_cmp(&a.worth).then(a.turn.cmp(&b.turn));
            by_turn.then_with(|| self.tied(a).cmp(&self.tied(b)))
        };
        if found.len() > CANDIDATES {
            found.select_nth_unstable_by(CANDIDATES - 1, order);
            found.truncate(CANDIDATES);
        }
        found.sort_by(order);
        self.people(fits, &found, top)
    }

    /// The open members, by how well they say they know the viewer.
    fn circles(&self) -> [Vec<u32>; CIRCLES] {
        let mut circles: [Vec<u32>; CIRCLES] = Default::default();
        for owner in (0..self.union.owners.len() as u32).filter(|owner| self.is_open(*owner)) {
            circles[circle(self.near(owner))].push(owner);
        }
        circles
    }

    /// Every open tie that could fit of the members of small circles: few, so all their people are looked at.
    fn in_small_circles<'f>(&'f self, fits: &Fits, circles: &[Vec<u32>; CIRCLES], found: &mut Vec<Hit<'f>>) {
        let union = self.union;
        for owner in circles.iter().filter(|circle| circle.len() <= SMALL).flatten() {
            let near = odds(self.near(*owner));
            for (shelf, row) in union.rows_of(&union.owners[*owner as usize]) {
                let cell = &union.cells[row.cell as usize];
                let rough = fits.rough(cell.standing, cell.employer);
                if rough > 0.0 {
                    let worth = rough * near * odds_of(row.band);
                    let written = union.written(shelf, row);
                    found.push(Hit { worth, owner: *owner, band: row.band, turn: 0, written });
                }
            }
        }
    }

    /// The best open ties of the members of large circles: in each circle a tie is worth what its cell and band are, so the cells
    /// are looked at from the best on until no better can come.
    fn in_large_circles<'f>(
        &'f self,
        fits: &Fits,
        circles: &[Vec<u32>; CIRCLES],
        most: usize,
        found: &mut Vec<Hit<'f>>,
    ) {
        let union = self.union;
        let nears = [None, Some(Band::Slight), Some(Band::Fair), Some(Band::Strong)];
        let mut enough: [Option<Enough>; CIRCLES] = Default::default();
        for near in nears.into_iter().filter(|near| circles[circle(*near)].len() > SMALL) {
            enough[circle(near)] = Some(Enough::of(most, std::iter::empty()));
        }
        let mut turn = 0;
        for group in union.groups(fits) {
            for near in nears {
                if let Some(enough) = &mut enough[circle(near)] {
                    enough.turn_to(group.at_best * odds(near) * odds(Some(Band::Strong)));
                }
            }
            for Met { cell, rough } in union.met(fits, &group, 1) {
                if enough.iter().flatten().all(Enough::is_had) {
                    return;
                }
                turn += 1;
                for behind in union.cells[cell as usize].behind.iter().filter(|one| self.is_open(one.owner)) {
                    let Some(enough) = &mut enough[circle(self.near(behind.owner))] else { continue };
                    if enough.is_had_before(turn) {
                        continue;
                    }
                    let near = odds(self.near(behind.owner));
                    for (shelf, row) in union.rows_in(&union.owners[behind.owner as usize], cell) {
                        let worth = rough * near * odds_of(row.band);
                        let written = union.written(shelf, row);
                        enough.add_at(worth, turn);
                        found.push(Hit { worth, owner: behind.owner, band: row.band, turn, written });
                    }
                }
            }
        }
    }

    /// What decides between open ties of one worth: all that is written, so that no order of arrival ever does.
    fn tied<'f>(&'f self, one: &Hit<'f>) -> ([&'f str; 5], u8) {
        let Written { name, employer, title, url } = one.written;
        ([name, employer, &self.union.owners[one.owner as usize].id, title, url], one.band)
    }

    /// Open ties that fit by nothing but a word of their titles.
    fn by_words<'f>(&'f self, fits: &Fits, found: &mut Vec<Hit<'f>>) {
        let Some(titles) = self.union.titles.with_a_word(&fits.free_words) else { return };
        for (number, owner) in (0u32..).zip(&self.union.owners).filter(|(number, _)| self.is_open(*number)) {
            for (shelf, row) in self.union.rows_of(owner).filter(|(_, row)| titles[row.title as usize]) {
                let cell = &self.union.cells[row.cell as usize];
                if fits.rough(cell.standing, cell.employer) <= 0.0 {
                    let written = self.union.written(shelf, row);
                    found.push(Hit { worth: BY_A_WORD, owner: number, band: row.band, turn: 0, written });
                }
            }
        }
    }

    /// People behind open ties: recognised, compared with the goal in their own words, ordered.
    fn people(&self, fits: &Fits, found: &[Hit<'_>], top: usize) -> Vec<OpenPerson> {
        if found.is_empty() {
            return Vec::new();
        }
        let own = self.own_namesakes(found);
        let all: Vec<Written<'_>> = found.iter().map(|one| one.written).chain(own.iter().copied()).collect();
        let person_of = recognise(&all);
        let known: FxHashSet<_> = person_of[found.len()..].iter().copied().collect();
        let mut people: Vec<OpenPerson> = Vec::new();
        let mut place_of = FxHashMap::default();
        for (Hit { owner, band, written, .. }, person) in found.iter().zip(&person_of) {
            let far = Band::ALL.get(usize::from(*band)).copied().unwrap_or(Band::Slight);
            let id = self.union.owners[*owner as usize].id.clone();
            let connector = Connector { member: id, near: self.near(*owner), far };
            let fit = fits.goal.fit(&Profile::new(written.title, written.employer, "", &[], "")).relevance;
            let place = *place_of.entry(*person).or_insert_with(|| {
                people.push(OpenPerson {
                    name: written.name.to_owned(),
                    employer: written.employer.to_owned(),
                    title: written.title.to_owned(),
                    url: written.url.to_owned(),
                    fit,
                    known: known.contains(person),
                    connectors: Vec::new(),
                });
                people.len() - 1
            });
            let held = &mut people[place];
            held.fit = held.fit.max(fit);
            if !held.connectors.iter().any(|one| one.member == connector.member) {
                held.connectors.push(connector);
            }
        }
        people.retain(|one| one.fit > 0.0);
        people.sort_by(|a, b| {
            let tied = (&a.name, &a.employer, &a.url).cmp(&(&b.name, &b.employer, &b.url));
            a.known.cmp(&b.known).then(warmth(b).total_cmp(&warmth(a))).then(tied)
        });
        let best = people.iter().map(|one| one.fit).fold(0.0, f64::max);
        people.retain(|one| one.fit >= WORTH_TELLING * best);
        people.truncate(top);
        people
    }

    /// The viewer's own people who could be one of those found. Only open people are held against them.
    fn own_namesakes(&self, found: &[Hit<'_>]) -> Vec<Written<'_>> {
        let Some(viewer) = self.viewer else { return Vec::new() };
        let names: FxHashSet<String> = found.iter().map(|one| fold_name(one.written.name)).collect();
        let urls: FxHashSet<&str> = found.iter().map(|one| one.written.url).filter(|url| !url.is_empty()).collect();
        let own =
            self.union.rows_of(&self.union.owners[viewer as usize]).map(|(shelf, row)| self.union.written(shelf, row));
        own.filter(|one| urls.contains(one.url) || names.contains(&fold_name(one.name))).collect()
    }
}

/// Assumption: the chance that a request passes a tie of a band; a fellow member of whom nothing is said still is one.
pub(crate) fn odds(band: Option<Band>) -> f64 {
    match band {
        Some(Band::Strong) => 0.75,
        Some(Band::Fair) => 0.5,
        Some(Band::Slight) => 0.2,
        None => 0.3,
    }
}

fn odds_of(band: u8) -> f64 {
    odds(Band::ALL.get(usize::from(band)).copied())
}

/// The place of those who say they know the viewer so well.
fn circle(near: Option<Band>) -> usize {
    near.map_or(0, |band| 1 + band as usize)
}

/// The chance that at least one connector passes a request on, times the fit.
fn warmth(person: &OpenPerson) -> f64 {
    let none = person.connectors.iter().map(|one| 1.0 - odds(one.near) * odds(Some(one.far))).product::<f64>();
    person.fit * (1.0 - none)
}

#[cfg(test)]
mod tests;
