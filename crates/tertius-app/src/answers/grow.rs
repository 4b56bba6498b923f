//! Which tie to add or revive, and how many people each brings within two steps.
//!
//! Maximum coverage by lazy greedy choice (Minoux 1978): near the best, since coverage is submodular (Nemhauser, Wolsey,
//! Fisher 1978). What is covered to begin with: whoever is known to somebody with whom ego's tie is live: not resting, and
//! connected on LinkedIn where that export was imported. Three kinds of candidates: *connect* a close friend who is not
//! connected, *revive* a tie that rests, *meet* a loose connection. Each counts by people newly reached times the chance that
//! it comes about; the chances are an assumption but for the warmth of a meeting. Cost: the candidates' ties, and a
//! heap. Odd inputs: who opens nobody is left out.

use super::people::brief;
use super::weigh::{Scale, is_hidden, tie_graph};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, Person, PersonIdx};
use crate::views::{GrowRow, Reason, rounded};
use rustc_hash::FxHashSet;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use tertius_graph::{Graph, LooseOrder, LooseQuery, NodeIdx, Wanted, loose};
use tertius_ties::{Asked, resting};

/// Depth from which an unconnected person counts as close.
const CLOSE: f64 = 0.25;
/// Assumption: a close friend who is asked to connect does.
const CONNECTS: f64 = 0.9;
/// Loose connections among whom it is worth looking.
const LOOSE_WEIGHED: usize = 500;
/// People named for each.
const NAMED: usize = 5;

/// Somebody who may be added or revived.
struct Candidate {
    person: PersonIdx,
    kind: &'static str,
    chance: f64,
    opens: Vec<u32>,
}

impl App {
    /// Ties to add or revive, the most opening first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn grow(&self, top: usize) -> Result<Vec<GrowRow>, AppError> {
        let network = self.network()?;
        let scale = Scale::learning(network, self.now(), &self.ask_log()?);
        let graph = tie_graph(network, &scale)?;
        let plan = Plan::new(network, &scale, &graph);
        let candidates = plan.candidates();
        let mut covered = plan.covered;
        let mut total = covered.len() as u64;
        let mut rows = Vec::new();
        for at in lazy_greedy(&candidates, &covered, top) {
            let one = &candidates[at];
            let new: Vec<u32> = one.opens.iter().copied().filter(|node| !covered.contains(node)).collect();
            covered.extend(&new);
            total += new.len() as u64;
            rows.push(row(network, &scale, one, &new, total));
        }
        Ok(rows)
    }
}

/// Who is reached already, and through whom.
struct Plan<'a> {
    network: &'a Network,
    scale: &'a Scale<'a>,
    graph: &'a Graph,
    live: Vec<bool>,
    known: Vec<bool>,
    covered: FxHashSet<u32>,
}

impl<'a> Plan<'a> {
    fn new(network: &'a Network, scale: &'a Scale<'a>, graph: &'a Graph) -> Plan<'a> {
        let imported = network.linkedin_connections > 0;
        let known: Vec<bool> = network.people.iter().map(|person| scale.is_tie(person)).collect();
        let is_live = |(person, known): (&Person, &bool)| {
            let connected = !imported || person.stated.linkedin.is_some();
            *known && !is_hidden(person) && connected && !resting(&person.contact, scale.now())
        };
        let live: Vec<bool> = network.people.iter().zip(&known).map(is_live).collect();
        let mut plan = Plan { network, scale, graph, live, known, covered: FxHashSet::default() };
        for person in 0..network.people.len() as PersonIdx {
            if plan.live[person as usize] {
                let opens = plan.opens(person);
                plan.covered.extend(opens);
            }
        }
        plan
    }

    /// The people around somebody whom ego does not know.
    fn opens(&self, person: PersonIdx) -> Vec<u32> {
        let around = self.graph.arcs_from(NodeIdx(person)).iter().map(|arc| arc.node.0);
        around.filter(|&node| self.known.get(node as usize) == Some(&false)).collect()
    }

    fn candidates(&self) -> Vec<Candidate> {
        let people = self.network.people.iter().enumerate();
        let not_live = people.filter(|(idx, person)| self.known[*idx] && !self.live[*idx] && !is_hidden(person));
        let mut all: Vec<Candidate> = not_live
            .filter_map(|(idx, person)| {
                let rests = resting(&person.contact, self.scale.now());
                let (kind, chance) = match rests {
                    true => ("revive", self.scale.strength(person, Asked::Them).value),
                    false if self.scale.depth(person).value >= CLOSE => ("connect", CONNECTS),
                    false => return None,
                };
                let person = idx as PersonIdx;
                Some(Candidate { person, kind, chance, opens: self.opens(person) })
            })
            .collect();
        let query = LooseQuery { top: LOOSE_WEIGHED, by: LooseOrder::Warmth, wanted: Wanted::Everybody };
        let strangers = loose(self.graph, NodeIdx(self.network.ego_node()), &query).into_iter();
        all.extend(strangers.filter(|one| !is_hidden(&self.network.people[one.target.0 as usize])).map(|one| {
            let person = one.target.0;
            Candidate { person, kind: "meet", chance: one.warmth, opens: self.opens(person) }
        }));
        all.retain(|one| one.chance > 0.0 && !one.opens.is_empty());
        all
    }
}

/// A candidate with the gain it had when last looked at.
struct Waiting {
    gain: f64,
    at: usize,
    /// How many had been chosen then.
    seen: usize,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Waiting) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Waiting) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Waiting {
    fn cmp(&self, other: &Waiting) -> Ordering {
        self.gain.total_cmp(&other.gain).then(other.at.cmp(&self.at))
    }
}

/// The places of the best candidates, each by what it adds to those before it.
fn lazy_greedy(candidates: &[Candidate], covered: &FxHashSet<u32>, top: usize) -> Vec<usize> {
    let mut covered = covered.clone();
    let gain = |one: &Candidate, covered: &FxHashSet<u32>| {
        one.chance * one.opens.iter().filter(|node| !covered.contains(node)).count() as f64
    };
    let mut heap: BinaryHeap<Waiting> =
        candidates.iter().enumerate().map(|(at, one)| Waiting { gain: gain(one, &covered), at, seen: 0 }).collect();
    let mut chosen = Vec::new();
    while let Some(best) = heap.pop().filter(|best| best.gain > 0.0 && chosen.len() < top) {
        if best.seen == chosen.len() {
            covered.extend(&candidates[best.at].opens);
            chosen.push(best.at);
        } else {
            heap.push(Waiting { gain: gain(&candidates[best.at], &covered), at: best.at, seen: chosen.len() });
        }
    }
    chosen
}

fn row(network: &Network, scale: &Scale<'_>, one: &Candidate, new: &[u32], total: u64) -> GrowRow {
    let person = &network.people[one.person as usize];
    let reason = |kind: &str, text: String| Reason { kind: kind.to_owned(), text };
    let reasons = match one.kind {
        "connect" => vec![
            reason("depth", format!("close ({:.2}) and not connected on LinkedIn", scale.depth(person).value)),
            reason("chance", "that they say yes is an assumption".to_owned()),
        ],
        "revive" => {
            let last = person.contact.last().map(|last| last.day().to_string()).unwrap_or_default();
            let usual = person.contact.usual_gap().max(1.0);
            vec![
                reason("last-contact", format!("last contact {last}, used to be every {usual:.0} days")),
                reason("chance", "that they answer is measured on other people's mail".to_owned()),
            ]
        }
        _ => vec![reason("warmth", "two steps away; the chance is that of the introduction".to_owned())],
    };
    GrowRow {
        person: brief(person),
        kind: one.kind.to_owned(),
        gain: new.len() as u64,
        total,
        chance: rounded(one.chance),
        opens: new.iter().take(NAMED).map(|&node| brief(&network.people[node as usize])).collect(),
        reasons,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Greedy choice as one would write it down.
    fn obvious(candidates: &[Candidate], top: usize) -> Vec<usize> {
        let mut covered: FxHashSet<u32> = FxHashSet::default();
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < top {
            let gain = |at: &usize| {
                let one = &candidates[*at];
                one.chance * one.opens.iter().filter(|node| !covered.contains(node)).count() as f64
            };
            let left = (0..candidates.len()).filter(|at| !chosen.contains(at));
            let best = left.max_by(|a, b| gain(a).total_cmp(&gain(b)).then(b.cmp(a)));
            match best.filter(|at| gain(at) > 0.0) {
                Some(at) => {
                    covered.extend(&candidates[at].opens);
                    chosen.push(at);
                }
                None => break,
            }
        }
        chosen
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn lazy_choice_is_greedy_choice(
            doors in proptest::collection::vec((0.1f64..1.0, proptest::collection::btree_set(0u32..20, 0..8)), 0..12),
            top in 0usize..6,
        ) {
            let candidates: Vec<Candidate> = doors
                .into_iter()
                .map(|(chance, opens)| Candidate { person: 0, kind: "meet", chance, opens: opens.into_iter().collect() })
                .collect();
            prop_assert_eq!(lazy_greedy(&candidates, &FxHashSet::default(), top), obvious(&candidates, top));
        }
    }
}
