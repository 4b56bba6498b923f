//! One search: the goal, what of the union it fits, and the answer in order.
//!
//! Standings and employers are few, so the goal is compared with each of them once; cells that could fit are looked up in
//! the release before anything is ranked or cut. Open people are ranked by what is open. Cost: that of the standings, the
//! employers, and the cells that could fit; goals of free words read the titles of all open ties, too.

use crate::answer::{Answer, Connector, Counted, OpenPerson};
use crate::recognise::recognise;
use crate::release::{Released, View};
use crate::shelf::Written;
use crate::union::{Behind, Cell, Union};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::Band;
use tertius_relevance::{Facet, Goal, Profile, words};
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
/// What an open tie is worth at first whose title holds a word of the goal.
pub(crate) const BY_A_WORD: f64 = 0.01;
/// Assumption: what fits worse than this beside the best is no answer.
pub(crate) const WORTH_TELLING: f64 = 0.3;

/// The goal beside the standings and employers there are.
pub(crate) struct Fits {
    goal: Goal,
    wants_employer: bool,
    wants_title: bool,
    /// Words to look for in open titles as they are written; none where a title or an employer is asked for.
    pub free_words: Vec<String>,
    pub standing: Vec<f64>,
    pub employer: Vec<f64>,
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
        let standing = union.standings.iter().map(|(_, profile)| goal.fit(profile).relevance).collect();
        let employer = if by_employer {
            union.employer_profiles.iter().map(|profile| goal.fit(profile).relevance).collect()
        } else {
            vec![0.0; union.employer_profiles.len()]
        };
        Fits { goal, wants_employer, wants_title, free_words, standing, employer }
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

impl Union {
    /// Answers a member.
    pub fn search(&self, seeker: Seeker<'_>, query: &Query) -> Answer {
        let goal = Goal::parse(&query.goal);
        if goal.is_empty() {
            return Answer::default();
        }
        let view = View::new(self, seeker.member, seeker.crowd);
        let fits = Fits::new(self, goal);
        Answer { open: view.open(&fits, query.top), counted: view.counted(&fits, query.top) }
    }
}

/// One open tie that could lead to an answer.
struct Hit<'a> {
    /// How good it looks before its own words are compared with the goal.
    worth: f64,
    owner: u32,
    /// 0 the slightest.
    band: u8,
    written: Written<'a>,
}

/// Open ties of one member, in one cell, by one band.
struct Lead {
    worth: f64,
    owner: u32,
    cell: u32,
    band: u8,
}

/// A statement of the release that could be an answer.
struct Statement {
    standing: Option<u32>,
    employer: Option<u32>,
    rough: f64,
    released: Released,
}

impl View<'_> {
    /// The cells of employers that fit, each with a first judgement.
    fn at_fitting_employers<'f>(&'f self, fits: &'f Fits) -> impl Iterator<Item = (u32, f64)> + 'f {
        let union = self.union;
        let employers = (0..fits.employer.len()).filter(|at| fits.employer[*at] > 0.0);
        employers.flat_map(|at| &union.by_employer[at].cells).filter_map(|number| {
            let cell = &union.cells[*number as usize];
            let rough = fits.rough(cell.standing, cell.employer);
            (rough > 0.0).then_some((*number, rough))
        })
    }

    /// The standings that fit by themselves, the best first, with the judgement of all their cells at other employers.
    fn fitting_standings(&self, fits: &Fits) -> Vec<(u32, f64)> {
        if fits.wants_employer {
            return Vec::new();
        }
        let all = (0u32..).zip(&fits.standing).filter(|(_, fit)| **fit > 0.0);
        let mut all: Vec<(u32, f64)> = all.map(|(standing, fit)| (standing, *fit)).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all
    }

    /// The cells of a standing behind which at least so many members stand, but for those of employers that fit.
    fn elsewhere<'f>(&'f self, fits: &'f Fits, standing: u32, least: usize) -> impl Iterator<Item = u32> + 'f {
        let union = self.union;
        let side = &union.by_standing[standing as usize];
        let many = side.cells.iter().zip(&side.n_behind).filter(move |(_, n)| **n as usize >= least);
        many.map(|(number, _)| *number)
            .filter(|number| fits.employer[union.cells[*number as usize].employer as usize] == 0.0)
    }

    fn counted(&self, fits: &Fits, top: usize) -> Vec<Counted> {
        let union = self.union;
        let mut found = Vec::new();
        let mut tell = |standing: Option<u32>, employer: Option<u32>, rough: f64, behind: &[Behind]| {
            found.extend(self.release(behind).map(|released| Statement { standing, employer, rough, released }));
        };
        // What is empty is told by the coarser statements.
        let is_told = |cell: &Cell| cell.behind.len() >= self.crowd && !union.is_blank(cell);
        for (number, rough) in self.at_fitting_employers(fits) {
            let cell = &union.cells[number as usize];
            if is_told(cell) {
                tell(Some(cell.standing), Some(cell.employer), rough, &cell.behind);
            }
        }
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
        for (standing, rough) in self.fitting_standings(fits) {
            // Whatever follows is behind all that is looked at closely.
            if nth_best(&mut found, CLOSELY, |one| one.rough).is_some_and(|least| rough < least) {
                break;
            }
            for number in self.elsewhere(fits, standing, self.crowd) {
                let cell = &union.cells[number as usize];
                if is_told(cell) {
                    let (standing, employer) = (Some(standing), Some(cell.employer));
                    let released = self.release(&cell.behind);
                    found.extend(released.map(|released| Statement { standing, employer, rough, released }));
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
        let order = |a: &Statement, b: &Statement| b.rough.total_cmp(&a.rough).then_with(|| said(a).cmp(&said(b)));
        if found.len() > CLOSELY {
            found.select_nth_unstable_by(CLOSELY - 1, order);
        }
        found.truncate(CLOSELY);
        found.sort_by(order);
        let mut told: Vec<Counted> = found
            .iter()
            .map(|statement| {
                let (standing, employer) = said(statement);
                let fit = fits.goal.fit(&Profile::new(standing, employer, "", &[], "")).relevance;
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

    fn open(&self, fits: &Fits, top: usize) -> Vec<OpenPerson> {
        let mut found: Vec<Hit<'_>> = Vec::new();
        for Lead { worth, owner, cell, band } in self.leads(fits) {
            let rows = self.union.rows_in(&self.union.owners[owner as usize], cell);
            for (shelf, row) in rows.filter(|(_, row)| row.band == band) {
                found.push(Hit { worth, owner, band, written: shelf.written(row) });
            }
        }
        if !fits.free_words.is_empty() {
            self.by_words(fits, &mut found);
        }
        let order =
            |a: &Hit<'_>, b: &Hit<'_>| b.worth.total_cmp(&a.worth).then_with(|| self.tied(a).cmp(&self.tied(b)));
        if found.len() > CANDIDATES {
            found.select_nth_unstable_by(CANDIDATES - 1, order);
            found.truncate(CANDIDATES);
        }
        found.sort_by(order);
        self.people(fits, &found, top)
    }

    /// Where the best open ties are: every one that could be among the candidates. What is written is looked up for these alone.
    fn leads(&self, fits: &Fits) -> Vec<Lead> {
        let mut leads = Vec::new();
        for (cell, rough) in self.at_fitting_employers(fits) {
            self.leads_in(cell, rough, &mut leads);
        }
        let open = (0..self.union.owners.len() as u32).filter(|owner| self.is_open(*owner));
        let nearest = open.map(|owner| odds(self.near(owner))).fold(0.0, f64::max);
        for (standing, rough) in self.fitting_standings(fits) {
            let at_best = rough * nearest * odds(Some(Band::Strong));
            if let Some(least) = nth_best(&mut leads, CANDIDATES, |one| one.worth) {
                // Those of one worth are told apart by their words, so all of them stay.
                leads.retain(|lead| lead.worth >= least);
                if at_best < least {
                    break;
                }
            }
            for cell in self.elsewhere(fits, standing, 1) {
                self.leads_in(cell, rough, &mut leads);
            }
        }
        if let Some(least) = nth_best(&mut leads, CANDIDATES, |one| one.worth) {
            leads.retain(|lead| lead.worth >= least);
        }
        leads
    }

    fn leads_in(&self, cell: u32, rough: f64, leads: &mut Vec<Lead>) {
        for behind in self.union.cells[cell as usize].behind.iter().filter(|one| self.is_open(one.owner)) {
            let worth = rough * odds(self.near(behind.owner));
            for (band, of) in (0u8..).zip(Band::ALL).filter(|(band, _)| behind.has(*band)) {
                leads.push(Lead { worth: worth * odds(Some(of)), owner: behind.owner, cell, band });
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
        for (number, owner) in (0u32..).zip(&self.union.owners).filter(|(number, _)| self.is_open(*number)) {
            for (shelf, row) in self.union.rows_of(owner) {
                let cell = &self.union.cells[row.cell as usize];
                let written = shelf.written(row);
                if fits.rough(cell.standing, cell.employer) <= 0.0 && holds_a_word(&fits.free_words, &written) {
                    found.push(Hit { worth: BY_A_WORD, owner: number, band: row.band, written });
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
        let own = self.union.rows_of(&self.union.owners[viewer as usize]).map(|(shelf, row)| shelf.written(row));
        own.filter(|one| urls.contains(one.url) || names.contains(&fold_name(one.name))).collect()
    }
}

/// How good the so-manieth best is; `None` where there are fewer.
fn nth_best<T>(all: &mut [T], n: usize, worth: impl Fn(&T) -> f64) -> Option<f64> {
    if all.len() < n {
        return None;
    }
    let (_, nth, _) = all.select_nth_unstable_by(n - 1, |a, b| worth(b).total_cmp(&worth(a)));
    Some(worth(nth))
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

/// The chance that at least one connector passes a request on, times the fit.
fn warmth(person: &OpenPerson) -> f64 {
    let none = person.connectors.iter().map(|one| 1.0 - odds(one.near) * odds(Some(one.far))).product::<f64>();
    person.fit * (1.0 - none)
}

pub(crate) fn holds_a_word(wanted: &[String], written: &Written<'_>) -> bool {
    let held = words(written.title);
    wanted.iter().any(|word| held.contains(word))
}
