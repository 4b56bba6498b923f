//! The k warmest paths between two nodes of a snapshot: by product of strengths, of at most six arcs, nobody twice.
//!
//! Definition: among the paths of at most H arcs that visit no node twice, the k with the greatest product; of equal
//! products the ones with fewer arcs. Which of several equal ones of equal length are given is fixed, and nothing more
//! is promised. Products that agree to one part in 10^15 count as equal.
//! Method: from the goal backward the best products of one, two and three arcs are tabulated, from the start forward
//! paths of up to three arcs are enumerated, and every path is met once at its middle. A path of five arcs is
//! three and two, for example. All steps are cut by a threshold T: a partial product goes on only if, times the best
//! that the other side can add in that many arcs, it exceeds T. Rows are sorted by strength, so a row is left at the
//! first arc that fails: arcs that do not count are not read. T is first guessed, close to the best conceivable; a
//! sweep that finds k paths above the guess is the answer, and otherwise the sweep is repeated with what it
//! found, or with a lower guess. Since work grows as a high power of the logarithm of T, the failed sweeps cost less
//! than the last one. The bounds are Hart, Nilsson and Raphael's (1968) admissible ones; the meeting in the middle is
//! Pohl's (1971); for k = 1 a partial path is dropped when a better one of no more arcs leads to its end (Bellman 1958).
//! Cost: about the arcs within three steps of either end that are strong enough; 4 bytes a node.
//! Odd inputs: equal ends give no path; arcs of strength 0 carry none; H above 6 is cut.

use super::path_table::Table;
use super::{Routes, Scratch};
use crate::snapshot::Rows;
use crate::{MAX_HOPS, NodeIdx, Snapshot, SnapshotError};

/// How many paths, and how long they may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// At most this many paths.
    pub k: usize,
    /// Of at most this many arcs; never more than [`MAX_HOPS`].
    pub max_hops: usize,
}

#[derive(Debug, Default)]
pub(super) struct Room {
    table: Table,
    /// Paths of two arcs from the start.
    pairs: Vec<Pair>,
    found: Vec<Found>,
}

#[derive(Clone, Copy, Debug)]
struct Pair {
    product: f64,
    first: u32,
    second: u32,
}

#[derive(Clone, Copy, Debug)]
struct Found {
    strength: f64,
    hops: usize,
    nodes: [u32; MAX_HOPS + 1],
}

/// The first guess: this much below the best conceivable, as a logarithm.
const FIRST_GUESS: f64 = 0.15;
/// Each guess lies so many times further below.
const NEXT_GUESS: f64 = 2.0;
/// Below this the guess is zero, which leaves nothing out.
const LAST_GUESS: f64 = 12.0;

/// The warmest paths from one node to another, the best first, into `out`. Panics when a node is not in the graph.
pub fn paths(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    from: NodeIdx,
    to: NodeIdx,
    ask: Ask,
    out: &mut Routes,
) -> Result<(), SnapshotError> {
    out.clear();
    let max_hops = ask.max_hops.min(MAX_HOPS);
    let near = super::distance(snapshot, scratch, from, to)?.is_some_and(|hops| hops as usize <= max_hops);
    if from == to || !near || ask.k == 0 {
        return Ok(());
    }
    let room = &mut scratch.path;
    room.table.grow(snapshot.n_nodes());
    let (leaving, arriving) = (snapshot.leaving(), snapshot.arriving());
    let mut sweep = Sweep { leaving, arriving, room, from: from.0, to: to.0, k: ask.k, max_hops, guess: 0.0 };
    let conceivable = f64::from(leaving.strongest(from)) * f64::from(arriving.strongest(to));
    let mut below = FIRST_GUESS;
    loop {
        sweep.guess = if below > LAST_GUESS { 0.0 } else { conceivable * (-below).exp() };
        sweep.run();
        let kth = sweep.kth();
        if kth >= sweep.guess {
            break;
        }
        if kth > 0.0 {
            sweep.guess = kth * (1.0 - 1e-9);
            sweep.run();
            break;
        }
        below *= NEXT_GUESS;
    }
    room.found.sort_unstable_by(|a, b| {
        let ranks = |path: &Found| path.nodes.map(|node| snapshot.rank(node));
        b.strength.total_cmp(&a.strength).then(a.hops.cmp(&b.hops)).then_with(|| ranks(a).cmp(&ranks(b)))
    });
    for path in room.found.drain(..) {
        out.push(path.nodes[..=path.hops].iter().copied().map(NodeIdx), path.strength);
    }
    snapshot.intact()
}

struct Sweep<'s, 'r> {
    leaving: Rows<'s>,
    arriving: Rows<'s>,
    room: &'r mut Room,
    from: u32,
    to: u32,
    k: usize,
    max_hops: usize,
    guess: f64,
}

impl Sweep<'_, '_> {
    /// The strength of the k-th path found so far, 0 while there are fewer.
    fn kth(&self) -> f64 {
        if self.room.found.len() < self.k { 0.0 } else { self.room.found[self.k - 1].strength }
    }

    /// What a path must exceed to matter.
    fn bar(&self) -> f64 {
        self.kth().max(self.guess)
    }

    /// Whether a path of this strength and length would be among the first k.
    fn counts(&self, strength: f64, hops: usize) -> bool {
        match self.room.found.get(self.k - 1) {
            None => true,
            Some(kth) => strength > kth.strength || (strength == kth.strength && hops < kth.hops),
        }
    }

    fn is_end(&self, node: u32) -> bool {
        node == self.from || node == self.to
    }

    /// Finds every path above the guess that is among the first k, and perhaps some below.
    fn run(&mut self) {
        self.room.found.clear();
        self.one_arc_each_side();
        if self.max_hops >= 2 {
            self.paths_of_two();
        }
        if self.max_hops >= 3 {
            let (best_out, best_back) = (self.best_pair(Side::Out), self.best_pair(Side::Back));
            self.paths_of_three(best_out);
            if self.max_hops >= 4 {
                self.paths_of_four(best_back);
            }
            if self.max_hops >= 5 {
                self.longer_paths();
            }
        }
        self.room.table.clean();
        self.room.pairs.clear();
    }

    fn one_arc_each_side(&mut self) {
        for (node, strength) in self.leaving.arcs(NodeIdx(self.from)) {
            if node == self.to {
                self.offer(f64::from(strength), &[self.from, self.to]);
            } else if strength > 0.0 {
                self.room.table.entry(node).out[0] = f64::from(strength);
            }
        }
        for (node, strength) in self.arriving.arcs(NodeIdx(self.to)) {
            if node != self.from && strength > 0.0 {
                self.room.table.entry(node).back[0] = f64::from(strength);
            }
        }
    }

    fn paths_of_two(&mut self) {
        for place in 0..self.room.table.len() {
            let label = self.room.table.label(place);
            let strength = label.out[0] * label.back[0];
            if strength > self.kth() {
                self.offer(strength, &[self.from, label.node, self.to]);
            }
        }
    }

    /// The best product of two arcs on one side, not over either end.
    fn best_pair(&self, side: Side) -> f64 {
        let mut best = 0.0;
        for place in 0..self.room.table.len() {
            let label = self.room.table.label(place);
            let (one, rows) = match side {
                Side::Out => (label.out[0], self.leaving),
                Side::Back => (label.back[0], self.arriving),
            };
            if one > best {
                let second = rows.arcs(NodeIdx(label.node)).find(|(node, _)| !self.is_end(*node));
                best = second.map_or(best, |(_, strength)| best.max(one * f64::from(strength)));
            }
        }
        best
    }

    /// Meets paths of three arcs, and tabulates two arcs to the goal.
    fn paths_of_three(&mut self, best_out_pair: f64) {
        let best_out = f64::from(self.leaving.strongest(NodeIdx(self.from)));
        for place in 0..self.room.table.len() {
            let last = self.room.table.label(place);
            if last.back[0] * best_out <= self.bar() {
                continue;
            }
            for (node, strength) in self.arriving.arcs(NodeIdx(last.node)) {
                let product = f64::from(strength) * last.back[0];
                if product * best_out <= self.bar() {
                    break;
                }
                if self.is_end(node) {
                    continue;
                }
                let known = self.room.table.get(node).map_or(0.0, |label| label.out[0]);
                if known * product > self.kth() {
                    self.offer(known * f64::from(strength) * last.back[0], &[self.from, node, last.node, self.to]);
                }
                if product * best_out_pair > self.guess {
                    let label = self.room.table.entry(node);
                    label.back[1] = label.back[1].max(product);
                }
            }
        }
    }

    /// Lists two arcs from the start, and meets paths of four arcs.
    fn paths_of_four(&mut self, best_back_pair: f64) {
        for place in 0..self.room.table.len() {
            let first = self.room.table.label(place);
            if first.out[0] * best_back_pair <= self.bar() {
                continue;
            }
            for (node, strength) in self.leaving.arcs(NodeIdx(first.node)) {
                let product = first.out[0] * f64::from(strength);
                if product * best_back_pair <= self.bar() {
                    break;
                }
                if self.is_end(node) {
                    continue;
                }
                self.room.pairs.push(Pair { product, first: first.node, second: node });
                let known = self.room.table.get(node).map_or(0.0, |label| label.back[1]);
                if known * product > self.kth() {
                    self.end_with_two(product, &[self.from, first.node, node]);
                }
            }
        }
        for place in 0..self.room.pairs.len() {
            let Pair { product, second, .. } = self.room.pairs[place];
            let label = self.room.table.entry(second);
            label.out[1] = label.out[1].max(product);
        }
    }

    /// Tabulates three arcs to the goal, and meets paths of five and six arcs.
    fn longer_paths(&mut self) {
        let best_triple = self.best_triple_out();
        let (mut best_back_pair, mut best_back_triple) = (0.0_f64, 0.0_f64);
        let n_before = self.room.table.len();
        for place in 0..n_before {
            let label = self.room.table.label(place);
            best_back_pair = best_back_pair.max(label.back[1]);
            if self.max_hops < 6 || label.back[1] * best_triple <= self.bar() {
                continue;
            }
            for (node, strength) in self.arriving.arcs(NodeIdx(label.node)) {
                let product = f64::from(strength) * label.back[1];
                if product * best_triple <= self.bar() {
                    break;
                }
                if !self.is_end(node) {
                    best_back_triple = best_back_triple.max(product);
                    let label = self.room.table.entry(node);
                    label.back[2] = label.back[2].max(product);
                }
            }
        }
        let best_back = best_back_pair.max(best_back_triple);
        for place in 0..self.room.pairs.len() {
            let pair = self.room.pairs[place];
            if self.k > 1 || !self.is_dominated(pair) {
                self.third_arcs(pair, best_back);
            }
        }
    }

    /// Whether a path of no more arcs to the same node is better; then the best path does not begin with this one.
    fn is_dominated(&self, pair: Pair) -> bool {
        let label = self.room.table.get(pair.second);
        label.is_some_and(|label| label.out[0] >= pair.product || label.out[1] > pair.product)
    }

    fn third_arcs(&mut self, pair: Pair, best_back: f64) {
        for (node, strength) in self.leaving.arcs(NodeIdx(pair.second)) {
            let product = pair.product * f64::from(strength);
            let bound = product * best_back;
            if bound <= self.guess || !self.counts(bound, 5) {
                return;
            }
            let Some(label) = self.room.table.get(node).copied() else { continue };
            if self.is_end(node) || node == pair.first {
                continue;
            }
            let so_far = [self.from, pair.first, pair.second, node];
            if self.counts(product * label.back[1], 5) && label.back[1] > 0.0 {
                self.end_with_two(product, &so_far);
            }
            if self.counts(product * label.back[2], 6) && label.back[2] > 0.0 {
                self.end_with_three(product, &so_far);
            }
        }
    }

    /// Ends a path by every two arcs to the goal that are good enough.
    fn end_with_two(&mut self, so_far: f64, nodes: &[u32]) {
        let mut path = [0; MAX_HOPS + 1];
        path[..nodes.len()].copy_from_slice(nodes);
        path[nodes.len() + 1] = self.to;
        let best_back = f64::from(self.arriving.strongest(NodeIdx(self.to)));
        for (node, strength) in self.leaving.arcs(NodeIdx(nodes[nodes.len() - 1])) {
            let product = so_far * f64::from(strength);
            if !self.counts(product * best_back, nodes.len() + 1) {
                return;
            }
            let known = self.room.table.get(node).map_or(0.0, |label| label.back[0]);
            if known > 0.0 && self.counts(product * known, nodes.len() + 1) && !nodes.contains(&node) {
                path[nodes.len()] = node;
                self.offer(product * known, &path[..nodes.len() + 2]);
            }
        }
    }

    /// Ends a path by every three arcs to the goal that are good enough.
    fn end_with_three(&mut self, so_far: f64, nodes: &[u32]) {
        let mut path = [0; MAX_HOPS + 1];
        path[..nodes.len()].copy_from_slice(nodes);
        let best_back = f64::from(self.arriving.strongest(NodeIdx(self.to)));
        for (node, strength) in self.leaving.arcs(NodeIdx(nodes[nodes.len() - 1])) {
            let product = so_far * f64::from(strength);
            if !self.counts(product * best_back, nodes.len() + 2) {
                return;
            }
            let known = self.room.table.get(node).map_or(0.0, |label| label.back[1]);
            if known > 0.0 && self.counts(product * known, nodes.len() + 2) && !nodes.contains(&node) {
                path[nodes.len()] = node;
                self.end_with_two(product, &path[..=nodes.len()]);
            }
        }
    }

    /// The best product of three arcs from the start, not over either end.
    fn best_triple_out(&self) -> f64 {
        let mut best = 0.0;
        for pair in &self.room.pairs {
            if pair.product > best {
                let mut arcs = self.leaving.arcs(NodeIdx(pair.second));
                let third = arcs.find(|(node, _)| !self.is_end(*node) && *node != pair.first);
                best = third.map_or(best, |(_, strength)| f64::max(best, pair.product * f64::from(strength)));
            }
        }
        best
    }

    /// Takes a path if it is among the first k so far.
    fn offer(&mut self, strength: f64, nodes: &[u32]) {
        let hops = nodes.len() - 1;
        let found = &mut self.room.found;
        let place =
            found.partition_point(|path| path.strength > strength || (path.strength == strength && path.hops <= hops));
        if strength <= 0.0 || place >= self.k {
            return;
        }
        let mut path = Found { strength, hops, nodes: [0; MAX_HOPS + 1] };
        path.nodes[..nodes.len()].copy_from_slice(nodes);
        found.truncate(self.k - 1);
        found.insert(place, path);
    }
}

#[derive(Clone, Copy)]
enum Side {
    Out,
    Back,
}
