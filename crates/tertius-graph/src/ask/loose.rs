//! Loose connections of a snapshot's node: the best at distance two, exactly.
//!
//! Definition: as in the crate's `loose` for small graphs: t has no arc from u, and some friend f has arcs u to f and
//! f to t. Adamic-Adar (Adamic and Adar 2003) sums 1/ln(degree of f), a degree below 2 counting as 2; resource
//! allocation (Zhou, Lu, Zhang 2009) sums 1/degree; warmth is 1 - product of (1 - s(u,f)·s(f,t)). *Best*, our own, is
//! 0.42·ln(Q + 0.0001) + 0.66·ln(O + 0.01): Q sums s(u,f)·s(f,t)/√(all strength that leaves f), the warmth of the
//! ways, the busy friends discounted; O, the openness of t, sums the strengths of the arcs that arrive at t. The two
//! numbers were learnt on dated networks of messages, where O sums the recency of t's ties and a third term counts
//! messages that both received; a plain network dates nothing, so strengths stand in and the third term is left out.
//! Method: `sieve` finds with two readings of the friends' rows a few candidates, among whom the best must be; their
//! scores are exact. Weights are integers in units of 2^-44, so that equal sets of degrees give equal scores in any
//! order. With a filter, the members' own arcs are read instead when they are fewer than the friends' friends.
//! Warmth and best are added in one pass (`sums`).
//! Cost: two looks at each arc of each friend, of which one writes a counter of two bytes in a table that fits the
//! nearest caches; then what the answer itself needs. The friends' rows lie anywhere in memory, so they are called
//! together before they are read ([`Rows::fetch`]).
//! What that gained, for everybody's best ten in a network of a million nodes and 50 million ties: a third of the
//! time. Fewer candidates beyond those wanted gained a tenth. What gained nothing: one reading that notes who passes
//! a bar, which comes from the shortest rows (it is too low for people with few friends); leaving the longest rows
//! out of the second reading, and scoring candidates by their own arcs; fewer or more counters; large pages for them.
//! Odd inputs: an unknown node panics; nodes with no arcs have no loose connections; equal scores stand by rising id.

mod candidates;
mod friends;
mod sieve;
mod sums;
mod tally;

use super::Scratch;
use crate::snapshot::{Members, Rows};
use crate::{NodeIdx, Snapshot, SnapshotError};
use tally::Tally;

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
    /// The warmth of the ways, and how open the other end is to ties.
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

#[derive(Debug, Default)]
pub(super) struct Room {
    friends: friends::Friends,
    sieve: sieve::Sieve,
    hits: sieve::Hits,
    candidates: candidates::Candidates,
    sums: sums::Sums,
    tallies: Vec<Tally>,
    last_steps: Vec<LastStep>,
    /// Places of friends before a node, with the strength of the second arc.
    ways: Vec<(u32, f32)>,
}

/// An arc from a friend to one of the answer.
#[derive(Clone, Copy, Debug)]
struct LastStep {
    /// The place among the tallies.
    tally: usize,
    /// The place among the friends.
    friend: usize,
    /// The place in the friend's row.
    at: usize,
    strength: f32,
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
    let (rows, into) = (snapshot.leaving(), snapshot.arriving());
    let mut search = Search { snapshot, rows, into, room: &mut scratch.loose, from, by, among };
    if top > 0 && rows.degree(from) > 0 {
        search.room.friends.mark(rows, snapshot.n_nodes(), from, by);
        search.find(top, out);
        search.room.friends.clear();
    }
    snapshot.intact()
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
    fn find(&mut self, top: usize, out: &mut Vec<LooseRow>) {
        match (self.among, self.by) {
            (Some(members), _) if self.members_are_cheaper(members) => {
                for node in members.nodes {
                    if self.room.friends.is_stranger(*node, self.from) {
                        out.extend(row_from_its_arcs(self.snapshot, self.into, self.room, *node, self.by));
                    }
                }
            }
            (Some(members), _) if members.nodes.len() < self.snapshot.n_nodes() / 16 => {
                self.room.sieve.take_all(members.nodes.iter().copied());
                self.collect();
                self.tally_all(out);
            }
            (_, LooseBy::AdamicAdar | LooseBy::ResourceAllocation | LooseBy::Mutual) => self.sift(top, out),
            (_, LooseBy::Warmth | LooseBy::Best) => self.add_up(top, out),
        }
        self.keep_the_best(top, out);
    }

    /// Whether the arcs that arrive at the members are fewer than those of the friends.
    fn members_are_cheaper(&self, members: Members<'_>) -> bool {
        let mut left = self.room.friends.n_arcs;
        members.nodes.iter().all(|node| {
            let cost = self.into.degree(NodeIdx(*node)) + 2;
            let enough = cost <= left;
            left = left.saturating_sub(cost);
            enough
        })
    }

    /// Lists the arcs to nodes that the sieve lets through, and groups them by node.
    fn collect(&mut self) {
        let Room { friends, sieve, hits, candidates, .. } = &mut *self.room;
        hits.collect(self.rows, friends, sieve);
        let (from, among) = (self.from, self.among);
        candidates.group(self.rows, friends, hits, |node| {
            friends.is_stranger(node, from) && among.is_none_or(|members| members.contains(NodeIdx(node)))
        });
    }

    /// Everything about every candidate.
    fn tally_all(&mut self, out: &mut Vec<LooseRow>) {
        self.room.candidates.choose_all();
        self.tally_chosen(out);
    }

    /// The best by a sum of weights of friends.
    fn sift(&mut self, top: usize, out: &mut Vec<LooseRow>) {
        let Room { friends, sieve, .. } = &mut *self.room;
        sieve.add_up(self.rows, friends, self.snapshot.n_nodes());
        // Shared counters and rounding put others before some of the best; a few more than needed save another turn.
        let mut threshold = sieve.threshold(friends, self.from, top.saturating_mul(2).saturating_add(12));
        loop {
            let Room { friends, sieve, .. } = &mut *self.room;
            sieve.let_through(friends, self.from, threshold);
            self.collect();
            let kth = self.room.candidates.kth(top);
            // Whom the sieve held back has less than the threshold.
            let sieve = &self.room.sieve;
            if threshold == 1 || kth.is_some_and(|kth| kth > sieve.units(threshold - 1)) {
                break;
            }
            threshold = kth.map_or(threshold / 4, |kth| sieve.below(kth)).clamp(1, threshold - 1);
        }
        let snapshot = self.snapshot;
        self.room.candidates.choose(top, |node| snapshot.rank(node));
        self.tally_chosen(out);
    }

    /// The rows of the chosen candidates, from the arcs that were listed.
    fn tally_chosen(&mut self, out: &mut Vec<LooseRow>) {
        let Room { friends, hits, candidates, tallies, last_steps, .. } = &mut *self.room;
        last_steps.clear();
        for friend in 0..friends.list.len() {
            for hit in hits.of(friend) {
                if let Some(tally) = candidates.chosen_place(hit) {
                    last_steps.push(LastStep { tally, friend, at: hits.at(hit), strength: 0.0 });
                }
            }
        }
        // Each strength is somewhere else: with nothing between them, the readings wait for memory together.
        for step in last_steps.iter_mut() {
            let strengths = self.rows.strengths(NodeIdx(friends.list[step.friend].node));
            step.strength = strengths.get(step.at).unwrap_or(0.0);
        }
        tallies.clear();
        tallies.extend(candidates.chosen().map(Tally::new));
        for step in last_steps.iter() {
            tallies[step.tally].add(&friends.list[step.friend], step.strength, self.snapshot);
        }
        out.extend(tallies.iter().map(|tally| tally.row(self.by, self.into)));
    }

    /// The best by a sum over arcs.
    fn add_up(&mut self, top: usize, out: &mut Vec<LooseRow>) {
        let Room { friends, sums, .. } = &mut *self.room;
        sums.add_up(self.rows, friends, self.snapshot.n_nodes(), self.by);
        let (from, among) = (self.from, self.among);
        sums.keep_the_best(top, self.by, self.into, |node| {
            friends.is_stranger(node, from) && among.is_none_or(|members| members.contains(NodeIdx(node)))
        });
        let n_backward: usize = sums.kept().iter().map(|kept| self.into.degree(NodeIdx(kept.node))).sum();
        if n_backward <= 2 * friends.n_arcs {
            for place in 0..self.room.sums.kept().len() {
                let node = self.room.sums.kept()[place].node;
                out.extend(row_from_its_arcs(self.snapshot, self.into, self.room, node, self.by));
            }
        } else {
            let Room { sums, sieve, .. } = &mut *self.room;
            sieve.take_all(sums.kept().iter().map(|kept| kept.node));
            self.collect();
            self.tally_all(out);
        }
    }

    fn keep_the_best(&self, top: usize, out: &mut Vec<LooseRow>) {
        let order = |a: &LooseRow, b: &LooseRow| {
            let by_id = || self.snapshot.rank(a.target.0).cmp(&self.snapshot.rank(b.target.0));
            b.score.total_cmp(&a.score).then_with(by_id)
        };
        if out.len() > top {
            out.select_nth_unstable_by(top - 1, order);
            out.truncate(top);
        }
        out.sort_unstable_by(order);
    }
}

/// Everything about one node, from the arcs that arrive at it; `None` when no friend leads there.
fn row_from_its_arcs(snapshot: &Snapshot, into: Rows<'_>, room: &mut Room, node: u32, by: LooseBy) -> Option<LooseRow> {
    let Room { friends, ways, .. } = room;
    ways.clear();
    ways.extend(into.arcs(NodeIdx(node)).filter_map(|(friend, strength)| Some((friends.place(friend)?, strength))));
    // In the order in which the friends' rows are read, so that products are equal to the last bit.
    ways.sort_unstable_by_key(|(place, _)| *place);
    let mut tally = Tally::new(node);
    for (place, strength) in ways.iter() {
        tally.add(&friends.list[*place as usize], *strength, snapshot);
    }
    (!ways.is_empty()).then(|| tally.row(by, into))
}
