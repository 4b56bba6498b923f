//! Sums over arcs, by node: for orders in which the strengths of the second arcs matter.

use super::LooseBy;
use super::friends::Friends;
use super::tally::{best, openness};
use crate::NodeIdx;
use crate::snapshot::Rows;

/// Stands for a way of strength 0, so that a sum above 0 says that the node was met.
const FAINT: f64 = 1e-300;
/// Sums in another order differ by less than this part.
const ROUNDING: f64 = 1e-9;

#[derive(Debug, Default)]
pub(super) struct Sums {
    sums: Vec<f64>,
    touched: Vec<u32>,
    n_touched: usize,
    kept: Vec<(f64, u32)>,
    exact: Vec<(f64, u32)>,
}

impl Sums {
    pub(super) fn add_up(&mut self, rows: Rows<'_>, friends: &Friends, n_nodes: usize, by: LooseBy) {
        if self.sums.len() < n_nodes {
            self.sums.resize(n_nodes, 0.0);
        }
        self.n_touched = 0;
        for friend in &friends.list {
            let (nodes, strengths) = (rows.nodes(NodeIdx(friend.node)), rows.strengths(NodeIdx(friend.node)));
            if self.touched.len() < self.n_touched + nodes.len() {
                self.touched.resize(self.n_touched + nodes.len(), 0);
            }
            let fresh = &mut self.touched[self.n_touched..self.n_touched + nodes.len()];
            let first = f64::from(friend.strength);
            let factor = if by == LooseBy::Best { first * friend.per_root } else { first };
            // What is left to add of a chance, and all of a sum.
            let overlap = if by == LooseBy::Warmth { 1.0 } else { 0.0 };
            let mut n_fresh = 0;
            for (node, second) in nodes.iter().zip(strengths) {
                let sum = &mut self.sums[*node as usize];
                fresh[n_fresh] = *node;
                n_fresh += usize::from(*sum == 0.0);
                let through = (factor * f64::from(*second)).max(FAINT);
                *sum += through * (1.0 - overlap * *sum);
            }
            self.n_touched += n_fresh;
        }
    }

    /// Keeps all that can be among the best, and forgets the sums.
    pub(super) fn keep_the_best(&mut self, top: usize, by: LooseBy, into: Rows<'_>, is_wanted: impl Fn(u32) -> bool) {
        let Sums { sums, touched, n_touched, kept, exact } = self;
        kept.clear();
        for node in &touched[..*n_touched] {
            let sum = std::mem::take(&mut sums[*node as usize]);
            if is_wanted(*node) {
                // No strength is above 1, so the degree is an upper bound of openness.
                let bound = || best(sum, into.degree(NodeIdx(*node)) as f64);
                kept.push((if by == LooseBy::Best { bound() } else { sum }, *node));
            }
        }
        if by == LooseBy::Best {
            keep_the_best_scores(kept, exact, top, into);
        } else if kept.len() > top {
            let (_, kth, _) = kept.select_nth_unstable_by(top - 1, |a, b| b.0.total_cmp(&a.0));
            let bound = kth.0 * (1.0 - ROUNDING);
            kept.retain(|(sum, _)| *sum >= bound);
        }
    }

    /// Who was kept, each with a number that says no more.
    pub(super) fn kept(&self) -> &[(f64, u32)] {
        &self.kept
    }
}

/// Of nodes with upper bounds of *best*, those whose exact score is among the first `top` or too near to tell.
fn keep_the_best_scores(kept: &mut Vec<(f64, u32)>, exact: &mut Vec<(f64, u32)>, top: usize, into: Rows<'_>) {
    exact.clear();
    let mut wanted = (2 * top).min(kept.len());
    while exact.len() < kept.len() {
        let n_done = exact.len();
        let open = &mut kept[n_done..];
        if wanted - n_done < open.len() {
            open.select_nth_unstable_by(wanted - n_done, |a, b| b.0.total_cmp(&a.0));
        }
        // The bound holds the degree's part, which openness replaces.
        exact.extend(open[..wanted - n_done].iter().map(|(bound, node)| {
            let degree = into.degree(NodeIdx(*node)) as f64;
            (bound - best(0.0, degree) + best(0.0, openness(into, *node)), *node)
        }));
        if exact.len() > top {
            let (_, kth, _) = exact.select_nth_unstable_by(top - 1, |a, b| b.0.total_cmp(&a.0));
            let kth = kth.0 - ROUNDING;
            if kept.get(wanted).is_none_or(|next| kth > next.0) {
                exact.retain(|(score, _)| *score >= kth);
                break;
            }
        }
        wanted = (4 * wanted).min(kept.len());
    }
    std::mem::swap(kept, exact);
}
