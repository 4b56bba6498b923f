//! Sums over arcs, by node: for orders in which the strengths of the second arcs matter.

use super::LooseBy;
use super::friends::Friends;
use super::tally::{O_WEIGHT, Q_WEIGHT, best, openness};
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
    kept: Vec<Kept>,
    exact: Vec<Kept>,
    /// Room for a row of a packed file.
    nodes: Vec<u32>,
    strengths: Vec<f32>,
}

/// A node that may be among the best.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) node: u32,
    sum: f64,
    /// Of its score; later the score itself.
    bound: f64,
}

impl Sums {
    pub(super) fn add_up(&mut self, rows: Rows<'_>, friends: &Friends, n_nodes: usize, by: LooseBy) {
        if self.sums.len() < n_nodes {
            self.sums.resize(n_nodes, 0.0);
        }
        self.n_touched = 0;
        let mut fetched = 0;
        for (place, friend) in friends.list.iter().enumerate() {
            if place == fetched {
                fetched += friends.fetch(rows, place);
            }
            let nodes = rows.nodes(NodeIdx(friend.node)).slice(&mut self.nodes);
            let strengths = rows.strengths(NodeIdx(friend.node)).slice(&mut self.strengths);
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
        let Sums { sums, touched, n_touched, kept, exact, .. } = self;
        kept.clear();
        for node in &touched[..*n_touched] {
            let sum = std::mem::take(&mut sums[*node as usize]);
            if is_wanted(*node) {
                // No strength is above 1, so the degree is an upper bound of openness.
                let bound = || best_at_most(sum, into.degree(NodeIdx(*node)) as f64);
                kept.push(Kept { node: *node, sum, bound: if by == LooseBy::Best { bound() } else { sum } });
            }
        }
        if by == LooseBy::Best {
            keep_the_best_scores(kept, exact, top, into);
        } else if kept.len() > top {
            let (_, kth, _) = kept.select_nth_unstable_by(top - 1, |a, b| b.bound.total_cmp(&a.bound));
            let bar = kth.bound * (1.0 - ROUNDING);
            kept.retain(|kept| kept.bound >= bar);
        }
    }

    /// Who was kept.
    pub(super) fn kept(&self) -> &[Kept] {
        &self.kept
    }
}

/// Of nodes with upper bounds of *best*, those whose exact score is among the first `top` or too near to tell.
fn keep_the_best_scores(kept: &mut Vec<Kept>, exact: &mut Vec<Kept>, top: usize, into: Rows<'_>) {
    exact.clear();
    let mut wanted = top.saturating_mul(4).min(kept.len());
    while exact.len() < kept.len() {
        let n_done = exact.len();
        let open = &mut kept[n_done..];
        if wanted - n_done < open.len() {
            open.select_nth_unstable_by(wanted - n_done, |a, b| b.bound.total_cmp(&a.bound));
        }
        let score = |kept: &Kept| Kept { bound: best(kept.sum, openness(into, kept.node)), ..*kept };
        exact.extend(open[..wanted - n_done].iter().map(score));
        if exact.len() > top {
            let kth = nth_score(exact, top) - ROUNDING;
            if kept.get(wanted).is_none_or(|next| kth > next.bound) {
                exact.retain(|kept| kept.bound >= kth);
                break;
            }
        }
        wanted = (4 * wanted).min(kept.len());
    }
    std::mem::swap(kept, exact);
}

fn nth_score(exact: &mut [Kept], n: usize) -> f64 {
    exact.select_nth_unstable_by(n - 1, |a, b| b.bound.total_cmp(&a.bound)).1.bound
}

/// At least *best*, and hardly more, without a logarithm.
fn best_at_most(q: f64, openness: f64) -> f64 {
    Q_WEIGHT * ln_at_most(q + 1e-4) + O_WEIGHT * ln_at_most(openness + 0.01)
}

/// A positive number's exponent and, as a straight line between powers of two, its mantissa; the logarithm is above
/// the line by less than 0.0861 (Mitchell 1962).
fn ln_at_most(x: f64) -> f64 {
    let line = x.to_bits() as f64 / (1_u64 << 52) as f64 - 1023.0;
    (line + 0.0861) * std::f64::consts::LN_2
}
