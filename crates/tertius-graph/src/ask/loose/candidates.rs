//! Arcs grouped by the node they lead to, with the node's exact score.

use super::friends::Friends;
use super::sieve::Hits;
use crate::NodeIdx;
use crate::snapshot::Rows;

const NONE: u32 = u32::MAX;
/// Of the golden ratio: spreads numbers that follow each other (Knuth, volume 3, 6.4).
const SPREAD: u32 = 0x9e37_79b9;

#[derive(Clone, Copy, Debug)]
struct Candidate {
    node: u32,
    standing: Standing,
    units: u128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// A friend, the asker, or one whom the filter leaves out.
    Unwanted,
    Wanted,
    /// In the answer, at this place of the tallies.
    Chosen(u32),
}

#[derive(Debug, Default)]
pub(super) struct Candidates {
    list: Vec<Candidate>,
    /// The candidate of every hit.
    of_hits: Vec<u32>,
    /// Places in the list by node: open addressing, a power of two.
    table: Vec<u32>,
    /// Places of the wanted ones, and then of the chosen ones.
    order: Vec<u32>,
}

impl Candidates {
    pub(super) fn group(&mut self, rows: Rows<'_>, friends: &Friends, hits: &Hits, is_wanted: impl Fn(u32) -> bool) {
        self.list.clear();
        self.of_hits.clear();
        self.order.clear();
        self.table.clear();
        self.table.resize((2 * hits.len()).next_power_of_two().max(2), NONE);
        for (place, friend) in friends.list.iter().enumerate() {
            let row = rows.nodes(NodeIdx(friend.node));
            for hit in hits.of(place) {
                let Some(node) = row.get(hits.at(hit)) else { continue };
                let candidate = self.place_of(node, &is_wanted);
                self.list[candidate as usize].units += u128::from(friend.weight);
                self.of_hits.push(candidate);
            }
        }
    }

    fn place_of(&mut self, node: u32, is_wanted: impl Fn(u32) -> bool) -> u32 {
        let last = self.table.len() - 1;
        let mut at = (node.wrapping_mul(SPREAD) >> 7) as usize & last;
        loop {
            match self.table[at] {
                NONE => break,
                place if self.list[place as usize].node == node => return place,
                _ => at = (at + 1) & last,
            }
        }
        let place = self.list.len() as u32;
        self.table[at] = place;
        let standing = if is_wanted(node) { Standing::Wanted } else { Standing::Unwanted };
        if standing == Standing::Wanted {
            self.order.push(place);
        }
        self.list.push(Candidate { node, standing, units: 0 });
        place
    }

    /// The k-th largest score; `None` when there are fewer candidates.
    pub(super) fn kth(&mut self, k: usize) -> Option<u128> {
        let list = &self.list;
        if self.order.len() < k {
            return None;
        }
        let units = |place: &u32| list[*place as usize].units;
        let (_, kth, _) = self.order.select_nth_unstable_by(k - 1, |a, b| units(b).cmp(&units(a)));
        Some(units(kth))
    }

    /// Chooses the best `top`; of equal ones the first by rank.
    pub(super) fn choose(&mut self, top: usize, rank: impl Fn(u32) -> u32) {
        let list = &self.list;
        if self.order.len() > top {
            self.order.select_nth_unstable_by(top - 1, |a, b| {
                let (a, b) = (&list[*a as usize], &list[*b as usize]);
                b.units.cmp(&a.units).then_with(|| rank(a.node).cmp(&rank(b.node)))
            });
            self.order.truncate(top);
        }
        self.choose_all();
    }

    /// Chooses everybody who is wanted.
    pub(super) fn choose_all(&mut self) {
        for (chosen, place) in self.order.iter().enumerate() {
            self.list[*place as usize].standing = Standing::Chosen(chosen as u32);
        }
    }

    /// The chosen nodes.
    pub(super) fn chosen(&self) -> impl Iterator<Item = u32> {
        self.order.iter().map(|place| self.list[*place as usize].node)
    }

    /// Which of the chosen ones a hit leads to.
    #[inline]
    pub(super) fn chosen_place(&self, hit: usize) -> Option<usize> {
        match self.list[*self.of_hits.get(hit)? as usize].standing {
            Standing::Chosen(place) => Some(place as usize),
            Standing::Wanted | Standing::Unwanted => None,
        }
    }
}
