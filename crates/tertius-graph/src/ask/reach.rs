//! Reach: the best paths from one node to each of a set.
//!
//! Definition: for each target the path of at most H arcs with the greatest product of strengths, of equal ones one
//! with the fewest arcs. Targets are sorted by that product, then by id.
//! Method: the best product to every node within H-1 arcs, level by level (Bellman 1958; an arc is followed only where
//! the levels before found nothing as good, so that the last label of a node holds its best); the last arc is read
//! from the targets' side, so that the last and largest ring is never made. Rows are sorted by strength, and are left
//! where no better product can follow. Where fewer targets are asked for than there are, a product is first guessed
//! that the best ones exceed, and what does not exceed it is not followed; a sweep that finds too few is repeated
//! with a lower guess, in the end none.
//! Cost: the arcs within H-1 steps and those of the targets that are strong enough; 4 bytes and a bit a node, 16 bytes
//! a label.
//! Odd inputs: the asker is no target; targets out of reach are left out; arcs of strength 0 carry nothing.

use super::{Bits, Routes, Scratch};
use crate::snapshot::{Members, Rows};
use crate::{MAX_HOPS, NodeIdx, Snapshot, SnapshotError};

/// Which nodes are wanted.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    /// These.
    Nodes(&'a [NodeIdx]),
    /// Those with a value of an attribute.
    Members(Members<'a>),
}

/// The first guess: this much below the strongest arc, as a logarithm.
const FIRST_GUESS: f64 = 0.2;
/// Each guess lies so many times further below.
const NEXT_GUESS: f64 = 2.5;
/// Below this nothing is left out.
const LAST_GUESS: f64 = 12.0;
/// So many ends more than asked for may wait to be sorted out.
const WAITING: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Room {
    /// The last label of a node plus one, by node.
    places: Vec<u32>,
    seen: Bits,
    /// Level after level.
    labels: Vec<Label>,
    /// Where each level begins.
    levels: Vec<usize>,
    targets: Vec<u32>,
    ends: Vec<End>,
}

/// The best product to a node with so many arcs as its level says, where that beats fewer arcs.
#[derive(Clone, Copy, Debug)]
struct Label {
    best: f64,
    node: u32,
    /// The label that the last arc comes from.
    before: u32,
}

/// The best path to a target: it ends at this label, or an arc after it.
#[derive(Clone, Copy, Debug)]
struct End {
    strength: f64,
    target: u32,
    label: u32,
}

/// The best `top` of the best paths, one a target, into `out`. Panics when a node is not in the graph.
pub fn reach(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    from: NodeIdx,
    among: Among<'_>,
    max_hops: usize,
    top: usize,
    out: &mut Routes,
) -> Result<(), SnapshotError> {
    out.clear();
    let max_hops = max_hops.min(MAX_HOPS);
    if max_hops == 0 || top == 0 {
        return Ok(());
    }
    let room = &mut scratch.reach;
    room.prepare(snapshot.n_nodes(), from, among);
    // The greatest product of an origin of a last arc; the asker's own arcs are last arcs only where one is allowed.
    let strongest = if max_hops == 1 { 1.0 } else { f64::from(snapshot.leaving().strongest(from)) };
    let mut below = if top < room.targets.len() { FIRST_GUESS } else { f64::INFINITY };
    loop {
        let guess = if below > LAST_GUESS { 0.0 } else { strongest * (-below).exp() };
        room.spread(snapshot.leaving(), from, max_hops - 1, guess);
        room.look_at_targets(snapshot, strongest, guess, top);
        if guess == 0.0 || room.ends.len() >= top {
            break;
        }
        room.clean();
        below *= NEXT_GUESS;
    }
    room.keep_the_best(snapshot, top);
    for end in &room.ends {
        out.push(room.backward(*end), end.strength);
        out.reverse_last();
    }
    room.clean();
    snapshot.intact()
}

impl Room {
    fn prepare(&mut self, n_nodes: usize, from: NodeIdx, among: Among<'_>) {
        if self.places.len() < n_nodes {
            self.places.resize(n_nodes, 0);
            self.seen.grow(n_nodes);
        }
        self.targets.clear();
        match among {
            Among::Nodes(nodes) => self.targets.extend(nodes.iter().map(|node| node.0).filter(|node| *node != from.0)),
            Among::Members(members) => self.targets.extend(members.nodes.iter().filter(|node| **node != from.0)),
        }
        self.targets.sort_unstable();
        self.targets.dedup();
    }

    /// Labels all nodes within so many levels whose product exceeds the guess.
    fn spread(&mut self, rows: Rows<'_>, from: NodeIdx, n_levels: usize, guess: f64) {
        self.add(Label { best: 1.0, node: from.0, before: 0 });
        self.levels.push(0);
        for _ in 0..n_levels {
            let (first, end) = (self.levels[self.levels.len() - 1], self.labels.len());
            self.levels.push(end);
            for before in first..end {
                let Label { best, node, .. } = self.labels[before];
                for (next, strength) in rows.arcs(NodeIdx(node)) {
                    let product = best * f64::from(strength);
                    if product <= guess {
                        break;
                    }
                    let place = self.places[next as usize] as usize;
                    let label = Label { best: product, node: next, before: before as u32 };
                    match place.checked_sub(1).map(|place| (place, self.labels[place].best)) {
                        Some((_, known)) if known >= product => {}
                        Some((place, _)) if place >= end => self.labels[place] = label,
                        _ => self.add(label),
                    }
                }
            }
        }
    }

    fn add(&mut self, label: Label) {
        self.labels.push(label);
        self.places[label.node as usize] = self.labels.len() as u32;
        self.seen.insert(label.node);
    }

    /// Lists the ends above the guess; where more than `top`, perhaps only the best of them.
    fn look_at_targets(&mut self, snapshot: &Snapshot, strongest: f64, guess: f64, top: usize) {
        let targets = std::mem::take(&mut self.targets);
        let mut bar = 0.0;
        for target in &targets {
            let end = self.end(snapshot.arriving(), *target, strongest, f64::max(bar, guess));
            if end.strength > guess && end.strength >= bar {
                self.ends.push(end);
            }
            if self.ends.len() > top.saturating_add(WAITING).saturating_add(top) {
                self.keep_the_best(snapshot, top);
                bar = self.ends[top - 1].strength;
            }
        }
        self.targets = targets;
    }

    /// The best path to a target, if it is not below the bar.
    fn end(&self, arriving: Rows<'_>, target: u32, strongest: f64, bar: f64) -> End {
        let mut end = End { strength: 0.0, target, label: 0 };
        if self.seen.has(target) {
            end.label = self.places[target as usize] - 1;
            end.strength = self.labels[end.label as usize].best;
        }
        for (origin, strength) in arriving.arcs(NodeIdx(target)) {
            let strength = f64::from(strength);
            if strength == 0.0 || strength * strongest < f64::max(end.strength, bar) {
                break;
            }
            if !self.seen.has(origin) {
                continue;
            }
            let label = self.places[origin as usize] - 1;
            let product = self.labels[label as usize].best * strength;
            let is_shorter = || !self.is_own(end) && self.level(label) < self.level(end.label);
            if product > end.strength || (product == end.strength && is_shorter()) {
                end = End { strength: product, target, label };
            }
        }
        end
    }

    /// Whether the path ends at its label, with no arc after it.
    fn is_own(&self, end: End) -> bool {
        self.labels[end.label as usize].node == end.target
    }

    fn level(&self, label: u32) -> usize {
        self.levels.partition_point(|start| *start <= label as usize)
    }

    fn keep_the_best(&mut self, snapshot: &Snapshot, top: usize) {
        let order = |a: &End, b: &End| {
            let by_id = || snapshot.rank(a.target).cmp(&snapshot.rank(b.target));
            b.strength.total_cmp(&a.strength).then_with(by_id)
        };
        if self.ends.len() > top {
            self.ends.select_nth_unstable_by(top - 1, order);
            self.ends.truncate(top);
        }
        self.ends.sort_unstable_by(order);
    }

    /// The nodes of a path from its end to its start.
    fn backward(&self, end: End) -> impl Iterator<Item = NodeIdx> {
        let target = (!self.is_own(end)).then_some(NodeIdx(end.target));
        let mut next = Some(end.label);
        let labelled = std::iter::from_fn(move || {
            let here = next?;
            let label = self.labels[here as usize];
            next = (here > 0).then_some(label.before);
            Some(NodeIdx(label.node))
        });
        target.into_iter().chain(labelled)
    }

    fn clean(&mut self) {
        for label in self.labels.drain(..) {
            self.places[label.node as usize] = 0;
            self.seen.remove(label.node);
        }
        self.levels.clear();
        self.ends.clear();
    }
}
