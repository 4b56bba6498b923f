//! Loose connections of a snapshot's node: the best at distance two, exactly.
//!
//! Definition: as in the crate's `loose` for small graphs: t has no arc from u, and some friend f has arcs u to f and
//! f to t. Adamic-Adar (Adamic and Adar 2003) sums 1/ln(degree of f), a degree below 2 counting as 2; resource
//! allocation (Zhou, Lu, Zhang 2009) sums 1/degree; warmth is 1 - product of (1 - s(u,f)·s(f,t)); *best*, our own,
//! sums s(u,f)·s(f,t)/ln(degree of f): shared friends who answer, the busy ones discounted.
//! Method: weights per friend are added into one 32-bit counter a node, rounded; the k-th largest counter less
//! the greatest rounding bounds who can be in the answer. Only those get exact scores, from their own arcs (or from a
//! second pass over the friends' rows, whichever is shorter). Exact sums are integers in units of 2^-44, so that equal
//! sets of degrees give equal scores in any order. With a filter, the members' own arcs are read instead when they
//! are fewer than the friends' friends. Warmth and best are added in `f64` in one pass.
//! Cost: one addition for each arc of each friend, one look at each node found.
//! Odd inputs: an unknown node panics; nodes with no arcs have no loose connections; equal scores stand by rising id.

use super::{Bits, Scratch};
use crate::snapshot::{Members, Rows};
use crate::{NodeIdx, Snapshot, SnapshotError};

/// What the list is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LooseBy {
    /// Shared friends, the busy ones discounted by their logarithm.
    #[default]
    AdamicAdar,
    /// Shared friends, the busy ones discounted by their degree.
    ResourceAllocation,
    /// The number of shared friends.
    Mutual,
    /// The chance that at least one friend passes a request on.
    Warmth,
    /// Shared friends, each by the strength of the way over them and discounted by the logarithm of their degree.
    Best,
}

/// One loose connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LooseRow {
    /// Who.
    pub target: NodeIdx,
    /// What the list was sorted by.
    pub score: f64,
    /// How many friends stand between.
    pub mutual: u32,
    /// Sum of 1/ln(degree) over them.
    pub adamic_adar: f64,
    /// Sum of 1/degree over them.
    pub resource_allocation: f64,
    /// The friend on the strongest way; of equal ones the first by id.
    pub bridge: NodeIdx,
    /// The product of the bridge's two strengths.
    pub bridge_strength: f64,
    /// The chance that at least one of them passes a request on.
    pub warmth: f64,
}

/// Exact scores are whole multiples of this.
const UNIT: f64 = 1.0 / (1_u64 << 44) as f64;
/// Degrees below have their weights in a table.
const TABLED: usize = 1 << 12;
/// Nodes that may wait for the threshold to rise.
const WAITING: usize = 2048;

#[derive(Debug, Default)]
pub(super) struct Room {
    counters: Vec<u32>,
    sums: Vec<f64>,
    exact: Vec<f64>,
    touched: Vec<u32>,
    waiting: Vec<u64>,
    chosen: Vec<Scored>,
    friends: Bits,
    friend_strengths: Vec<f32>,
    logarithms: Vec<f64>,
}

/// A node with an exact score.
#[derive(Clone, Copy, Debug)]
struct Scored {
    score: f64,
    rank: u32,
    node: u32,
}

impl Scored {
    /// The best first.
    fn order(&self, other: &Scored) -> std::cmp::Ordering {
        other.score.total_cmp(&self.score).then(self.rank.cmp(&other.rank))
    }
}

/// 1/ln(degree), a multiple of [`UNIT`].
fn per_logarithm(degree: usize) -> f64 {
    round_to_unit(1.0 / (degree.max(2) as f64).ln())
}

fn round_to_unit(weight: f64) -> f64 {
    (weight / UNIT).round() * UNIT
}

/// The best loose connections of a node, into `out`. Panics when the node is not in the graph.
pub fn loose(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    from: NodeIdx,
    top: usize,
    by: LooseBy,
    among: Option<Members<'_>>,
    out: &mut Vec<LooseRow>,
) -> Result<(), SnapshotError> {
    out.clear();
    let room = &mut scratch.loose;
    room.prepare(snapshot.n_nodes());
    let mut search = Search { snapshot, rows: snapshot.leaving(), into: snapshot.arriving(), room, from, by, among };
    if top > 0 && search.rows.degree(from) > 0 {
        search.mark_friends();
        search.choose(top);
        search.details(top, out);
        search.clean();
    }
    snapshot.intact()
}

impl Room {
    fn prepare(&mut self, n_nodes: usize) {
        if self.counters.len() < n_nodes {
            self.counters.resize(n_nodes, 0);
            self.friend_strengths.resize(n_nodes, 0.0);
            self.friends.grow(n_nodes);
        }
        if self.logarithms.is_empty() {
            self.logarithms = (0..TABLED).map(per_logarithm).collect();
        }
    }
}

struct Search<'s, 'r> {
    snapshot: &'s Snapshot,
    rows: Rows<'s>,
    into: Rows<'s>,
    room: &'r mut Room,
    from: NodeIdx,
    by: LooseBy,
    among: Option<Members<'s>>,
}

impl Search<'_, '_> {
    fn mark_friends(&mut self) {
        for (friend, strength) in self.rows.arcs(self.from) {
            self.room.friends.insert(friend);
            self.room.friend_strengths[friend as usize] = strength;
        }
    }

    fn clean(&mut self) {
        for friend in self.rows.nodes(self.from) {
            self.room.friends.remove(*friend);
        }
        self.room.chosen.clear();
    }

    fn logarithm(&self, degree: usize) -> f64 {
        self.room.logarithms.get(degree).copied().unwrap_or_else(|| per_logarithm(degree))
    }

    /// What a friend of this degree adds, for the sums that weigh friends alone.
    fn weight(&self, degree: usize) -> f64 {
        match self.by {
            LooseBy::ResourceAllocation => round_to_unit(1.0 / degree.max(2) as f64),
            LooseBy::Mutual => 1.0,
            LooseBy::AdamicAdar | LooseBy::Warmth | LooseBy::Best => self.logarithm(degree),
        }
    }

    fn is_wanted(&self, node: u32) -> bool {
        let wanted = self.among.is_none_or(|members| members.contains(NodeIdx(node)));
        wanted && node != self.from.0 && !self.room.friends.has(node)
    }

    /// Fills `chosen` with the answer and perhaps more, each with its exact score.
    fn choose(&mut self, top: usize) {
        let n_forward: usize = self.rows.nodes(self.from).iter().map(|f| self.rows.degree(NodeIdx(*f))).sum();
        if let Some(members) = self.among {
            let mut n_backward = 0;
            for node in members.nodes {
                n_backward += self.into.degree(NodeIdx(*node)) + 2;
                if n_backward > n_forward {
                    break;
                }
            }
            if n_backward <= n_forward {
                members.nodes.iter().for_each(|node| self.score_from_its_arcs(*node));
                return;
            }
        }
        match self.by {
            LooseBy::AdamicAdar | LooseBy::ResourceAllocation | LooseBy::Mutual => {
                self.choose_by_counters(top, n_forward)
            }
            LooseBy::Warmth | LooseBy::Best => self.choose_by_sums(top),
        }
    }

    fn choose_by_counters(&mut self, top: usize, n_forward: usize) {
        let degree = self.rows.degree(self.from);
        // A sum is below 1.45 times the number of friends, and each weight is rounded by at most one.
        let scale = match self.by {
            LooseBy::Mutual => 1.0,
            _ => (f64::from(u32::MAX) / (2.5 * degree as f64)).log2().floor().exp2(),
        };
        self.scatter(scale);
        self.room.counters[self.from.slot()] = 0;
        for friend in self.rows.nodes(self.from) {
            self.room.counters[*friend as usize] = 0;
        }
        let slack = if self.by == LooseBy::Mutual { 0 } else { 2 * degree as u32 };
        let threshold = self.sift(top, slack);
        let room = &mut *self.room;
        let survivors = room.waiting.iter().filter(|word| (**word >> 32) as u32 >= threshold);
        room.touched.clear();
        room.touched.extend(survivors.map(|word| *word as u32));
        if self.by == LooseBy::Mutual {
            for place in 0..self.room.waiting.len() {
                let (score, node) = ((self.room.waiting[place] >> 32) as u32, self.room.waiting[place] as u32);
                if score >= threshold {
                    let scored = Scored { score: f64::from(score), rank: self.snapshot.rank(node), node };
                    self.room.chosen.push(scored);
                }
            }
        } else {
            self.score_survivors(n_forward);
        }
        self.room.waiting.clear();
        self.room.touched.clear();
    }

    /// Adds every friend's weight to all whom the friend knows; lists each node once.
    fn scatter(&mut self, scale: f64) {
        for friend in self.rows.nodes(self.from) {
            let row = self.rows.nodes(NodeIdx(*friend));
            let weight = ((self.weight(row.len()) * scale) as u32).max(1);
            let (counters, touched) = (&mut self.room.counters[..], &mut self.room.touched);
            let before = touched.len();
            touched.resize(before + row.len(), 0);
            let fresh = &mut touched[before..];
            let mut n_fresh = 0;
            for node in row {
                let counter = &mut counters[*node as usize];
                fresh[n_fresh] = *node;
                n_fresh += usize::from(*counter == 0);
                *counter += weight;
            }
            touched.truncate(before + n_fresh);
        }
    }

    /// Takes the counters back to zero and keeps in `waiting` all that can be among the first; returns the bound.
    fn sift(&mut self, top: usize, slack: u32) -> u32 {
        let Room { counters, touched, waiting, .. } = &mut *self.room;
        let limit = WAITING.max(4 * top);
        let mut threshold = 1;
        let raise = |waiting: &mut Vec<u64>, threshold: &mut u32| {
            if waiting.len() >= top {
                let (_, kth, _) = waiting.select_nth_unstable_by(top - 1, |a, b| b.cmp(a));
                *threshold = (*threshold).max(((*kth >> 32) as u32).saturating_sub(slack).max(1));
                let bound = u64::from(*threshold) << 32;
                waiting.retain(|word| *word >= bound);
            }
        };
        let mut full_at = limit;
        for node in touched.iter() {
            let counter = std::mem::take(&mut counters[*node as usize]);
            let is_among = || self.among.is_none_or(|members| members.contains(NodeIdx(*node)));
            if counter >= threshold && is_among() {
                waiting.push(u64::from(counter) << 32 | u64::from(*node));
                if waiting.len() >= full_at {
                    raise(waiting, &mut threshold);
                    full_at = limit.max(2 * waiting.len());
                }
            }
        }
        raise(waiting, &mut threshold);
        threshold
    }

    /// Gives the nodes in `touched` exact scores by the shorter of two ways.
    fn score_survivors(&mut self, n_forward: usize) {
        let survivors = std::mem::take(&mut self.room.touched);
        let n_backward: usize = survivors.iter().map(|node| self.into.degree(NodeIdx(*node))).sum();
        if n_backward <= n_forward {
            survivors.iter().for_each(|node| self.score_from_its_arcs(*node));
        } else {
            // The counters are all zero again and serve as marks.
            for (place, node) in survivors.iter().enumerate() {
                self.room.counters[*node as usize] = place as u32 + 1;
            }
            let mut sums = std::mem::take(&mut self.room.exact);
            sums.clear();
            sums.resize(survivors.len(), 0.0);
            for friend in self.rows.nodes(self.from) {
                let row = self.rows.nodes(NodeIdx(*friend));
                let weight = self.weight(row.len());
                for node in row {
                    let mark = self.room.counters[*node as usize];
                    if mark > 0 {
                        sums[mark as usize - 1] += weight;
                    }
                }
            }
            for (node, score) in survivors.iter().zip(sums.drain(..)) {
                self.room.counters[*node as usize] = 0;
                self.room.chosen.push(Scored { score, rank: self.snapshot.rank(*node), node: *node });
            }
            self.room.exact = sums;
        }
        self.room.touched = survivors;
    }

    /// The exact score of one node from the arcs that arrive at it.
    fn score_from_its_arcs(&mut self, node: u32) {
        if !self.is_wanted(node) {
            return;
        }
        let row = self.detail(node);
        if row.mutual > 0 {
            let rank = self.snapshot.rank(node);
            self.room.chosen.push(Scored { score: row.score, rank, node });
        }
    }

    fn choose_by_sums(&mut self, top: usize) {
        let n_nodes = self.room.counters.len();
        self.room.sums.resize(n_nodes, 0.0);
        for (friend, first) in self.rows.arcs(self.from) {
            let discount = self.logarithm(self.rows.degree(NodeIdx(friend)));
            for (node, second) in self.rows.arcs(NodeIdx(friend)) {
                let through = f64::from(first) * f64::from(second);
                let Room { counters, sums, touched, .. } = &mut *self.room;
                if std::mem::replace(&mut counters[node as usize], 1) == 0 {
                    touched.push(node);
                    sums[node as usize] = if self.by == LooseBy::Warmth { 1.0 } else { 0.0 };
                }
                match self.by {
                    LooseBy::Warmth => sums[node as usize] *= 1.0 - through,
                    _ => sums[node as usize] += through * discount,
                }
            }
        }
        let touched = std::mem::take(&mut self.room.touched);
        for node in &touched {
            self.room.counters[*node as usize] = 0;
            if self.is_wanted(*node) {
                let sum = self.room.sums[*node as usize];
                let score = if self.by == LooseBy::Warmth { 1.0 - sum } else { sum };
                // The rank is read only for nodes that are among the first.
                self.room.chosen.push(Scored { score, rank: 0, node: *node });
            }
        }
        self.room.touched = touched;
        self.room.touched.clear();
        if self.room.chosen.len() > top {
            let (_, kth, _) = self.room.chosen.select_nth_unstable_by(top - 1, |a, b| b.score.total_cmp(&a.score));
            let bound = kth.score;
            self.room.chosen.retain(|scored| scored.score >= bound);
        }
        for scored in &mut self.room.chosen {
            scored.rank = self.snapshot.rank(scored.node);
        }
    }

    fn details(&mut self, top: usize, out: &mut Vec<LooseRow>) {
        if self.room.chosen.len() > top {
            self.room.chosen.select_nth_unstable_by(top - 1, Scored::order);
            self.room.chosen.truncate(top);
        }
        self.room.chosen.sort_unstable_by(Scored::order);
        for place in 0..self.room.chosen.len() {
            let Scored { score, node, .. } = self.room.chosen[place];
            out.push(LooseRow { score, ..self.detail(node) });
        }
    }

    /// Everything about one node, from the arcs that arrive at it.
    fn detail(&self, node: u32) -> LooseRow {
        let (mut mutual, mut adamic_adar, mut allocation, mut best, mut nobody) = (0, 0.0, 0.0, 0.0, 1.0);
        let mut bridge: Option<(f64, u32)> = None;
        for (friend, to_target) in self.into.arcs(NodeIdx(node)) {
            if !self.room.friends.has(friend) {
                continue;
            }
            let degree = self.rows.degree(NodeIdx(friend));
            let through = f64::from(self.room.friend_strengths[friend as usize]) * f64::from(to_target);
            mutual += 1;
            adamic_adar += self.logarithm(degree);
            allocation += round_to_unit(1.0 / degree.max(2) as f64);
            best += through * self.logarithm(degree);
            nobody *= 1.0 - through;
            let is_better = bridge.is_none_or(|(strength, old)| {
                through > strength || (through == strength && self.snapshot.rank(friend) < self.snapshot.rank(old))
            });
            if is_better {
                bridge = Some((through, friend));
            }
        }
        let (bridge_strength, bridge) = bridge.unwrap_or((0.0, node));
        let warmth = 1.0 - nobody;
        let score = match self.by {
            LooseBy::AdamicAdar => adamic_adar,
            LooseBy::ResourceAllocation => allocation,
            LooseBy::Mutual => f64::from(mutual),
            LooseBy::Warmth => warmth,
            LooseBy::Best => best,
        };
        LooseRow {
            target: NodeIdx(node),
            score,
            mutual,
            adamic_adar,
            resource_allocation: allocation,
            bridge: NodeIdx(bridge),
            bridge_strength,
            warmth,
        }
    }
}
