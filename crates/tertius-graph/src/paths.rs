//! The k warmest paths between two nodes: by product of strengths, of few hops, visiting nobody twice.
//!
//! Definition: among the paths from u to t of at most H arcs that visit no node twice, the k with the greatest
//! product of strengths; equal products stand by fewer arcs, then by the numbers of their nodes.
//! Method: Yen (1971) in Lawler's form (1972). The set of paths is split into classes "begins with this prefix, and
//! does not go on to these nodes". A queue holds the classes by an upper bound from [`HopBounds`]; only a class that
//! comes to the top is searched, by A* over (node, hops), for its best path; that path then splits its class.
//! The bounds ignore that a class may not re-enter its prefix. Where that misleads (a goal known to one friend only,
//! say), the search gives up after [`PATIENCE`] steps and starts again with bounds that avoid the prefix, which are
//! exact. So the cost is polynomial: one pass over the arcs within H/2 steps of either end, and in the worst case
//! another for each of the at most k·H classes searched.
//! Odd inputs: unknown or equal ends give no path; arcs of strength 0 carry none; H above [`crate::MAX_HOPS`] is cut.

use crate::bounds::{HopBounds, Rest};
use crate::{Graph, MAX_HOPS, NodeIdx};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// After so many nodes taken up, one search computes its own bounds.
const PATIENCE: usize = 2_000;

/// One path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The nodes in order, both ends included.
    pub nodes: Vec<NodeIdx>,
    /// The product of the strengths along it.
    pub strength: f64,
}

impl Path {
    /// How many arcs it has.
    pub fn hops(&self) -> usize {
        self.nodes.len().saturating_sub(1)
    }
}

/// How many paths, and how long they may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathQuery {
    /// At most this many paths.
    pub k: usize,
    /// Of at most this many arcs; never more than [`MAX_HOPS`].
    pub max_hops: usize,
}

impl Default for PathQuery {
    fn default() -> Self {
        PathQuery { k: 3, max_hops: MAX_HOPS }
    }
}

/// The warmest paths from one node to another, the best first.
pub fn paths(graph: &Graph, from: NodeIdx, to: NodeIdx, query: PathQuery) -> Vec<Path> {
    let max_hops = query.max_hops.min(MAX_HOPS);
    if !graph.contains(from) || !graph.contains(to) || from == to || max_hops == 0 || query.k == 0 {
        return Vec::new();
    }
    let mut search = Search::new(graph, from, to, max_hops);
    let mut answers = Vec::new();
    while let Some(Entry { key, step }) = search.queue.pop() {
        match step {
            Step::Class(class) => search.settle(class),
            Step::Best(class) => {
                answers.push(Path { nodes: key.nodes.to_vec(), strength: key.strength });
                if answers.len() == query.k {
                    break;
                }
                search.split(&class, &key.nodes);
            }
        }
    }
    answers
}

/// What everything is ordered by: strong first, then short, then by the nodes' numbers.
#[derive(Clone, Debug, PartialEq)]
struct Rank {
    strength: f64,
    hops: u32,
    nodes: Nodes,
}

impl Eq for Rank {}

impl Ord for Rank {
    /// The better rank is the greater, so that a [`BinaryHeap`] gives it first.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_strength = self.strength.total_cmp(&other.strength);
        by_strength.then(other.hops.cmp(&self.hops)).then_with(|| other.nodes.as_slice().cmp(self.nodes.as_slice()))
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The nodes of a path, without a heap allocation each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Nodes {
    len: u8,
    nodes: [NodeIdx; MAX_HOPS + 1],
}

impl Nodes {
    fn starting_at(node: NodeIdx) -> Nodes {
        Nodes { len: 1, nodes: [node; MAX_HOPS + 1] }
    }

    fn as_slice(&self) -> &[NodeIdx] {
        &self.nodes[..usize::from(self.len)]
    }

    fn to_vec(self) -> Vec<NodeIdx> {
        self.as_slice().to_vec()
    }

    fn hops(&self) -> usize {
        usize::from(self.len) - 1
    }

    fn last(&self) -> NodeIdx {
        self.nodes[self.hops()]
    }

    fn contains(&self, node: NodeIdx) -> bool {
        self.as_slice().contains(&node)
    }

    /// This path and one node more. Invariant of the callers: fewer than [`MAX_HOPS`] hops so far.
    fn then(&self, node: NodeIdx) -> Nodes {
        let mut longer = *self;
        longer.nodes[usize::from(self.len)] = node;
        longer.len += 1;
        longer
    }

    fn first(&self, len: usize) -> Nodes {
        Nodes { len: len as u8, ..*self }
    }
}

/// All paths that begin with a prefix and do not go on to certain nodes.
#[derive(Clone, Debug)]
struct Class {
    prefix: Nodes,
    strength: f64,
    barred: Vec<NodeIdx>,
}

#[derive(Clone, Debug)]
enum Step {
    /// A class not searched yet; the key is an upper bound.
    Class(Class),
    /// A class whose best path is the key.
    Best(Class),
}

#[derive(Clone, Debug)]
struct Entry {
    key: Rank,
    step: Step,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Entry {}

impl Ord for Entry {
    /// At equal keys a class goes before a finished path, since it may hold the better of the two.
    fn cmp(&self, other: &Self) -> Ordering {
        let unfinished = |entry: &Entry| matches!(entry.step, Step::Class(_));
        self.key.cmp(&other.key).then_with(|| unfinished(self).cmp(&unfinished(other)))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

struct Search<'g> {
    graph: &'g Graph,
    from: NodeIdx,
    to: NodeIdx,
    max_hops: usize,
    bounds: HopBounds,
    /// Bounds for one class, made when the first search loses patience.
    own_bounds: Option<HopBounds>,
    queue: BinaryHeap<Entry>,
}

impl<'g> Search<'g> {
    fn new(graph: &'g Graph, from: NodeIdx, to: NodeIdx, max_hops: usize) -> Search<'g> {
        let mut bounds = HopBounds::new(graph, from, max_hops);
        bounds.aim(graph, to, &[from]);
        let mut search = Search { graph, from, to, max_hops, bounds, own_bounds: None, queue: BinaryHeap::new() };
        search.enqueue(Class { prefix: Nodes::starting_at(from), strength: 1.0, barred: Vec::new() });
        search
    }

    /// The arcs on which a path of `hops` hops so far may go on, with what is left after each.
    fn onward<'s>(
        &'s self,
        bounds: &'s HopBounds,
        nodes: &'s Nodes,
        barred: &'s [NodeIdx],
    ) -> impl Iterator<Item = (NodeIdx, f64, Rest)> + 's {
        let hops_left = self.max_hops.saturating_sub(nodes.hops() + 1);
        let open = nodes.hops() < self.max_hops;
        let row = if open { self.graph.arcs_from(nodes.last()) } else { &[] };
        row.iter().filter_map(move |arc| {
            let rest = bounds.rest(hops_left, arc.node);
            let usable = arc.strength * rest.strength > 0.0 && !barred.contains(&arc.node) && !nodes.contains(arc.node);
            usable.then_some((arc.node, arc.strength, rest))
        })
    }

    /// Puts a class into the queue under the best that any of its paths can be.
    fn enqueue(&mut self, class: Class) {
        let best = self
            .onward(&self.bounds, &class.prefix, &class.barred)
            .map(|(_, strength, rest)| (class.strength * strength * rest.strength, rest.hops + 1))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some((strength, hops)) = best {
            let key = Rank { strength, hops: class.prefix.hops() as u32 + hops, nodes: class.prefix };
            self.queue.push(Entry { key, step: Step::Class(class) });
        }
    }

    /// Replaces a class by the same class with its best path, if it has one.
    fn settle(&mut self, class: Class) {
        let best = match self.best_of(&class, &self.bounds, PATIENCE) {
            Outcome::Found(best) => Some(best),
            Outcome::Empty => None,
            Outcome::OutOfPatience => {
                let mut bounds =
                    self.own_bounds.take().unwrap_or_else(|| HopBounds::new(self.graph, self.from, self.max_hops));
                bounds.aim(self.graph, self.to, class.prefix.as_slice());
                let outcome = self.best_of(&class, &bounds, usize::MAX);
                self.own_bounds = Some(bounds);
                match outcome {
                    Outcome::Found(best) => Some(best),
                    Outcome::Empty | Outcome::OutOfPatience => None,
                }
            }
        };
        if let Some(key) = best {
            self.queue.push(Entry { key, step: Step::Best(class) });
        }
    }

    /// A* from the end of the prefix. A state (node, hops) that was left before at no lower strength and no more
    /// hops cannot give a better path: the prefix is all that must be avoided, loops never pay.
    fn best_of(&self, class: &Class, bounds: &HopBounds, patience: usize) -> Outcome {
        let mut queue = BinaryHeap::from([(
            Rank { strength: f64::INFINITY, hops: 0, nodes: class.prefix },
            class.strength.to_bits(),
        )]);
        let mut left: HashMap<NodeIdx, Vec<(usize, f64)>> = HashMap::new();
        let mut n_taken = 0;
        while let Some((rank, bits)) = queue.pop() {
            let (nodes, strength) = (rank.nodes, f64::from_bits(bits));
            if nodes.last() == self.to {
                return Outcome::Found(Rank { strength, hops: nodes.hops() as u32, nodes });
            }
            n_taken += 1;
            if n_taken > patience {
                return Outcome::OutOfPatience;
            }
            let before = left.entry(nodes.last()).or_default();
            if before.iter().any(|&(hops, was)| hops <= nodes.hops() && was >= strength) {
                continue;
            }
            before.push((nodes.hops(), strength));
            let barred = if nodes.len == class.prefix.len { class.barred.as_slice() } else { &[] };
            for (node, step, rest) in self.onward(bounds, &nodes, barred) {
                let so_far = strength * step;
                let longer = nodes.then(node);
                let key =
                    Rank { strength: so_far * rest.strength, hops: longer.hops() as u32 + rest.hops, nodes: longer };
                queue.push((key, so_far.to_bits()));
            }
        }
        Outcome::Empty
    }

    /// Splits a class by its best path: for each point past the prefix, the paths that turn off there.
    fn split(&mut self, class: &Class, best: &Nodes) {
        let mut strength = class.strength;
        for len in usize::from(class.prefix.len)..usize::from(best.len) {
            let (here, next) = (best.nodes[len - 1], best.nodes[len]);
            let mut barred = if len == usize::from(class.prefix.len) { class.barred.clone() } else { Vec::new() };
            barred.push(next);
            self.enqueue(Class { prefix: best.first(len), strength, barred });
            strength *= self.graph.strength(here, next).unwrap_or(0.0);
        }
    }
}

enum Outcome {
    Found(Rank),
    Empty,
    OutOfPatience,
}
