//! The lower bound for loose connections: a plain lazy scatter-add.

use std::hint::black_box;
use tertius_graph::ask::LooseRow;
use tertius_graph::snapshot::Rows;
use tertius_graph::{NodeIdx, Snapshot};

/// One answer: score, node, mutual friends, bridge, its strength.
pub type Answer = (f32, u32, u32, u32, f32);

/// Adds 1/ln(degree) for every friend's friend into an array of f32, lists each node when it is first met, keeps the
/// best twenty, then finds their mutual friends and bridge in the best ones' own rows. Only scores are added for
/// everybody; there are no branches that cannot be foreseen in the loop over arcs.
pub struct ScatterAdd<'s> {
    rows: Rows<'s>,
    scores: Vec<f32>,
    is_friend: Vec<f32>,
    touched: Vec<u32>,
    /// For a row of a packed file; a plain one does without.
    room: Vec<u32>,
}

impl<'s> ScatterAdd<'s> {
    pub fn new(snapshot: &'s Snapshot) -> ScatterAdd<'s> {
        let n = snapshot.n_nodes();
        ScatterAdd {
            rows: snapshot.leaving(),
            scores: vec![0.0; n],
            is_friend: vec![0.0; n],
            touched: Vec::new(),
            room: Vec::new(),
        }
    }

    pub fn clone_for_check(&self) -> ScatterAdd<'s> {
        let n = self.scores.len();
        ScatterAdd {
            rows: self.rows,
            scores: vec![0.0; n],
            is_friend: vec![0.0; n],
            touched: Vec::new(),
            room: Vec::new(),
        }
    }

    pub fn ask(&mut self, from: NodeIdx, top: usize) -> Vec<Answer> {
        let mut n_touched = 0;
        for (friend, strength) in self.rows.arcs(from) {
            self.is_friend[friend as usize] = strength;
            let row = self.rows.nodes(NodeIdx(friend));
            let weight = 1.0 / (row.len().max(2) as f32).ln();
            if self.touched.len() < n_touched + row.len() {
                self.touched.resize(n_touched + row.len(), 0);
            }
            let fresh = &mut self.touched[n_touched..n_touched + row.len()];
            let mut n_fresh = 0;
            for node in row.slice(&mut self.room) {
                let score = &mut self.scores[*node as usize];
                fresh[n_fresh] = *node;
                n_fresh += usize::from(*score == 0.0);
                *score += weight;
            }
            n_touched += n_fresh;
        }
        self.forget_known(from);
        let mut best = Best::new(top);
        for node in &self.touched[..n_touched] {
            best.offer(std::mem::take(&mut self.scores[*node as usize]), *node);
        }
        self.details(from, best)
    }

    /// The same without a list: the friends' rows are read once more.
    pub fn ask_reading_twice(&mut self, from: NodeIdx, top: usize) -> Vec<Answer> {
        for (friend, strength) in self.rows.arcs(from) {
            self.is_friend[friend as usize] = strength;
            let row = self.rows.nodes(NodeIdx(friend));
            let weight = 1.0 / (row.len().max(2) as f32).ln();
            row.slice(&mut self.room).iter().for_each(|node| self.scores[*node as usize] += weight);
        }
        self.forget_known(from);
        let mut best = Best::new(top);
        for friend in self.rows.nodes(from).iter() {
            for node in self.rows.nodes(NodeIdx(friend)).slice(&mut self.room) {
                best.offer(std::mem::take(&mut self.scores[*node as usize]), *node);
            }
        }
        self.details(from, best)
    }

    fn forget_known(&mut self, from: NodeIdx) {
        self.scores[from.slot()] = 0.0;
        self.rows.nodes(from).iter().for_each(|friend| self.scores[friend as usize] = 0.0);
    }

    fn details(&mut self, from: NodeIdx, best: Best) -> Vec<Answer> {
        let detail = |(score, node): &(f32, u32)| {
            let (mut mutual, mut bridge, mut strongest) = (0, 0, 0.0);
            for (friend, strength) in self.rows.arcs(NodeIdx(*node)) {
                let through = self.is_friend[friend as usize] * strength;
                mutual += u32::from(self.is_friend[friend as usize] > 0.0);
                if through > strongest {
                    (bridge, strongest) = (friend, through);
                }
            }
            (*score, *node, mutual, bridge, strongest)
        };
        let answer = best.found.iter().map(detail).collect();
        self.rows.nodes(from).iter().for_each(|friend| self.is_friend[friend as usize] = 0.0);
        black_box(answer)
    }

    /// The two answers must be the same but for rounding: scores place by place, and what is said of one node.
    pub fn check(&self, ours: &[LooseRow], plain: Vec<Answer>) {
        assert_eq!(ours.len(), plain.len());
        for (row, (score, ..)) in ours.iter().zip(&plain) {
            assert!((row.score - f64::from(*score)).abs() < 1e-3 * row.score, "{row:?} {score}");
            if let Some((_, _, mutual, _, strength)) = plain.iter().find(|answer| answer.1 == row.target.0) {
                assert_eq!(row.mutual, *mutual);
                assert!((row.bridge_strength - f64::from(*strength)).abs() < 1e-6);
            }
        }
    }
}

struct Best {
    found: Vec<(f32, u32)>,
    top: usize,
    bar: f32,
}

impl Best {
    fn new(top: usize) -> Best {
        Best { found: Vec::with_capacity(top + 1), top, bar: 0.0 }
    }

    #[inline]
    fn offer(&mut self, score: f32, node: u32) {
        if score > self.bar {
            let place = self.found.partition_point(|other| other.0 >= score);
            self.found.truncate(self.top - 1);
            self.found.insert(place, (score, node));
            self.bar = if self.found.len() < self.top { 0.0 } else { self.found[self.top - 1].0 };
        }
    }
}
