//! The numbers of one loose connection, friend by friend.

use super::friends::{Friend, UNIT};
use super::{LooseBy, LooseRow};
use crate::snapshot::Rows;
use crate::{NodeIdx, Snapshot};

/// Weight of the warmth of the ways in *best*.
pub(super) const Q_WEIGHT: f64 = 0.42;
/// Weight of openness in *best*.
pub(super) const O_WEIGHT: f64 = 0.66;

#[derive(Clone, Copy, Debug)]
pub(super) struct Tally {
    node: u32,
    mutual: u32,
    // Wide enough for friends in any number.
    adamic_adar: u128,
    allocation: u128,
    nobody: f64,
    q: f64,
    bridge: Option<u32>,
    bridge_strength: f64,
}

impl Tally {
    pub(super) fn new(node: u32) -> Tally {
        Tally {
            node,
            mutual: 0,
            adamic_adar: 0,
            allocation: 0,
            nobody: 1.0,
            q: 0.0,
            bridge: None,
            bridge_strength: 0.0,
        }
    }

    /// One friend more, in the order of friends.
    pub(super) fn add(&mut self, friend: &Friend, to_target: f32, snapshot: &Snapshot) {
        let through = f64::from(friend.strength) * f64::from(to_target);
        self.mutual += 1;
        self.adamic_adar += u128::from(friend.per_logarithm);
        self.allocation += u128::from(friend.per_degree);
        self.nobody *= 1.0 - through;
        self.q += through * friend.per_root;
        let is_better = self.bridge.is_none_or(|old| {
            through > self.bridge_strength
                || (through == self.bridge_strength && snapshot.rank(friend.node) < snapshot.rank(old))
        });
        if is_better {
            (self.bridge, self.bridge_strength) = (Some(friend.node), through);
        }
    }

    pub(super) fn row(&self, by: LooseBy, into: Rows<'_>) -> LooseRow {
        let adamic_adar = self.adamic_adar as f64 * UNIT;
        let resource_allocation = self.allocation as f64 * UNIT;
        let warmth = 1.0 - self.nobody;
        let score = match by {
            LooseBy::AdamicAdar => adamic_adar,
            LooseBy::ResourceAllocation => resource_allocation,
            LooseBy::Mutual => f64::from(self.mutual),
            LooseBy::Warmth => warmth,
            LooseBy::Best => best(self.q, openness(into, self.node)),
        };
        LooseRow {
            target: NodeIdx(self.node),
            score,
            mutual: self.mutual,
            adamic_adar,
            resource_allocation,
            bridge: NodeIdx(self.bridge.unwrap_or(self.node)),
            bridge_strength: self.bridge_strength,
            warmth,
        }
    }
}

/// The score of *best* from its two parts; rises with both.
pub(super) fn best(q: f64, openness: f64) -> f64 {
    Q_WEIGHT * (q + 1e-4).ln() + O_WEIGHT * (openness + 0.01).ln()
}

/// All strength that arrives at a node.
pub(super) fn openness(into: Rows<'_>, node: u32) -> f64 {
    into.strengths(NodeIdx(node)).iter().map(f64::from).sum()
}
