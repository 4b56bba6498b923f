//! The order of loose connections: what foretells a new tie, times fit, chosen so that the list opens much together.
//!
//! `chance = warmth^a · openness^b · addressed together^c`, each measured against its ceiling so that the product is
//! 0..1, with a, b, c as measured on nine public logs (unseen MRR 0.198); each user's own outcomes move them, by ridge, from
//! the 25th outcome on. Warmth is the noisy-or over all connectors; the weights were measured with a sum over saturated
//! loads in its place, so that using them here is an assumption. Openness (how much the target gets to know people
//! of late) is capped, or the popular would be asked by everybody. Times relevance, which is an assumption. The list
//! is then chosen by greedy coverage of the people it brings within two steps. No bell curve over mutual contacts: its
//! width is not known. Cost: one pass over the links, and the length of the list times the candidates.

use crate::derive::evidence_of;
use crate::network::{Network, PersonIdx};
use rustc_hash::FxHashSet;
use tertius_graph::{Graph, NodeIdx};
use tertius_model::{AskOutcome, Day, Timestamp};
use tertius_ties::forecast::{Example, Weights};
use tertius_ties::parameters::forecast::{LEARNING, NEXT};
use tertius_ties::parameters::{COVERED_AGAIN, OUTCOMES_ENOUGH};
use tertius_ties::{Opening, cover};
use tertius_tribe::goodwill::Ask;

/// Assumption: openness beyond this counts no more: four people got to know within the last months.
const OPENNESS_MOST: f64 = 0.5;
/// Assumption: being addressed together counts no more beyond this.
const TOGETHER_MOST: f64 = 1.0;
/// Days that a tie of unknown beginning is taken to have lasted.
const UNKNOWN_AGE: f64 = 3_650.0;
/// Candidates of whom a list is chosen: more would cost time and stand below anyway.
const CANDIDATES: usize = 400;

/// What foretells that ego gets to know somebody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Signs {
    /// The chance that some connector's request arrives.
    pub warmth: f64,
    /// Sum over the target's ties of age^-0.5, capped.
    pub openness: f64,
    /// How much ego and the target were addressed together, capped.
    pub together: f64,
}

/// Knows how to rank for one ego at one moment.
pub(crate) struct Ranker<'n> {
    network: &'n Network,
    now: Timestamp,
    openness: Vec<f64>,
    weights: Weights,
    /// Outcomes that were learnt from, and how many there are.
    pub n_outcomes: usize,
}

impl Signs {
    fn terms(&self) -> [f64; 3] {
        [(self.warmth + 1e-4).ln(), (self.openness + 1e-2).ln(), (1_000.0 * self.together).ln_1p()]
    }

    const CEILING: Signs = Signs { warmth: 1.0, openness: OPENNESS_MOST, together: TOGETHER_MOST };
}

impl<'n> Ranker<'n> {
    /// Learns from the asks whose outcome is known.
    pub fn new(network: &'n Network, graph: &Graph, log: &[Ask], now: Timestamp) -> Ranker<'n> {
        let shipped = Weights { base: 0.0, of: NEXT.of[..3].to_vec() };
        let openness = openness(network, now.day());
        let mut ranker = Ranker { network, now, openness, weights: shipped, n_outcomes: 0 };
        let settled = log.iter().filter(|ask| ask.outcome != AskOutcome::Open);
        let examples: Vec<Example<3>> = settled
            .map(|ask| {
                let warmth = warmth_toward(graph, NodeIdx(network.ego_node()), NodeIdx(ask.about));
                let happened = ask.outcome == AskOutcome::Answered;
                Example { terms: ranker.signs(ask.about, warmth).terms(), happened, weight: 1.0 }
            })
            .collect();
        ranker.n_outcomes = examples.len();
        ranker.weights = ranker.weights.learnt(&examples, LEARNING.trust.asks);
        // A sign that counts against somebody would be read off too few outcomes.
        ranker.weights.of.iter_mut().for_each(|weight| *weight = weight.max(0.0));
        ranker
    }

    /// What is known of a target.
    pub fn signs(&self, target: PersonIdx, warmth: f64) -> Signs {
        let days = &self.network.people[target as usize].together;
        let age = |day: i32| f64::from((self.now.day().0 - day).max(1));
        let together: f64 = days.iter().map(|&(day, share)| f64::from(share) / 1e6 / age(day).sqrt()).sum();
        let openness = self.openness[target as usize].min(OPENNESS_MOST);
        Signs { warmth, openness, together: together.min(TOGETHER_MOST) }
    }

    /// Likelihood beside the best there could be, 0..1: for ranking, no probability.
    pub fn chance(&self, signs: &Signs) -> f64 {
        (self.weights.sum(&signs.terms()) - self.weights.sum(&Signs::CEILING.terms())).exp().min(1.0)
    }

    /// Whether the weights are the user's own by now.
    pub fn learnt(&self) -> String {
        match self.n_outcomes {
            0 => "weights as shipped: no outcome of an ask is recorded yet".to_owned(),
            n if n < OUTCOMES_ENOUGH => {
                format!(
                    "weights as shipped; too little data: {n} of the {OUTCOMES_ENOUGH} outcomes that learning needs"
                )
            }
            n => format!("weights learnt from your {n} outcomes"),
        }
    }
}

fn openness(network: &Network, today: Day) -> Vec<f64> {
    let mut openness = vec![0.0; network.people.len()];
    for (n, link) in network.links.iter().enumerate() {
        let evidence = network.evidence_of(n).iter().filter_map(evidence_of);
        let first = evidence.filter_map(|one| one.first).min();
        let age = first.map_or(UNKNOWN_AGE, |first| f64::from((today.0 - first.0).max(1)));
        for end in [link.a, link.b] {
            openness[end as usize] += age.powf(-0.5);
        }
    }
    openness
}

/// The noisy-or over everybody between, whether or not ego knows the target too.
fn warmth_toward(graph: &Graph, ego: NodeIdx, target: NodeIdx) -> f64 {
    let around = graph.arcs_from(target).iter().filter(|arc| arc.node != ego);
    let hops: Vec<(f64, f64)> =
        around.filter_map(|arc| Some((graph.strength(ego, arc.node)?, graph.strength(arc.node, target)?))).collect();
    tertius_ties::warmth(&hops)
}

/// Somebody who could stand on the list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranked {
    /// Who.
    pub target: PersonIdx,
    /// Chance times relevance.
    pub worth: f64,
}

/// A place on the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Chosen {
    /// The place among the candidates.
    pub at: usize,
    /// `1 - e^-gain` of what it adds to those above it: falls along the list.
    pub score: f64,
    /// People it brings within two steps whom nobody above it does.
    pub n_opened: usize,
}

/// Chooses a list that opens much together. The candidates may stand in any order.
pub(crate) fn choose(graph: &Graph, ego: NodeIdx, candidates: &[Ranked], top: usize) -> Vec<Chosen> {
    let mut best: Vec<usize> = (0..candidates.len()).collect();
    let by_worth = |&a: &usize, &b: &usize| {
        let (one, other) = (&candidates[a], &candidates[b]);
        other.worth.total_cmp(&one.worth).then(one.target.cmp(&other.target))
    };
    best.sort_unstable_by(by_worth);
    best.truncate(CANDIDATES.max(top.min(candidates.len())));
    let near = within_two(graph, ego);
    let openings: Vec<Opening> = best
        .iter()
        .map(|&at| {
            let around = graph.arcs_from(NodeIdx(candidates[at].target)).iter().map(|arc| arc.node);
            let opens = around.filter(|node| !near.contains(node)).map(|node| node.0).collect();
            Opening { chance: candidates[at].worth, opens }
        })
        .collect();
    let mut times_covered = vec![0u32; graph.n_nodes()];
    let order = cover(&openings, top.min(openings.len()));
    order
        .into_iter()
        .map(|place| {
            let opens = &openings[place].opens;
            let reached: f64 = opens.iter().map(|node| COVERED_AGAIN.powi(times_covered[*node as usize] as i32)).sum();
            let n_opened = opens.iter().filter(|node| times_covered[**node as usize] == 0).count();
            opens.iter().for_each(|node| times_covered[*node as usize] += 1);
            let gain = openings[place].chance * (1.0 + reached).sqrt();
            Chosen { at: best[place], score: 1.0 - (-gain).exp(), n_opened }
        })
        .collect()
}

/// Everybody whom ego reaches in two steps, ego included.
fn within_two(graph: &Graph, ego: NodeIdx) -> FxHashSet<NodeIdx> {
    let mut near: FxHashSet<NodeIdx> = FxHashSet::default();
    near.insert(ego);
    for friend in graph.arcs_from(ego) {
        near.insert(friend.node);
        near.extend(graph.arcs_from(friend.node).iter().map(|arc| arc.node));
    }
    near
}
