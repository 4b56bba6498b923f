//! The bound of loose connections: a plain lazy scatter-add over rows of numbers.
//!
//! Every friend's weight is added into one `f32` a person; whoever is touched first is listed. The k-th largest sum
//! less what rounding can have cost says who can be among the best; only they get exact scores, mutual friends and
//! bridge, from their own rows. No file, no checks beyond Rust's own, people in the order of the input, no filters, no
//! second plan: what a good programmer writes in an afternoon, and what the tables call plain Rust.

use crate::arrays::Arrays;

/// One loose connection.
pub struct Row {
    target: u32,
    score: f64,
    mutual: u32,
    bridge: u32,
    bridge_strength: f64,
}

/// A sum of up to 10,000 positive `f32` is off by less than this part of itself.
const ROUNDING: f32 = 1e-3;

/// The arrays and what is kept from question to question.
pub struct Bound<'a> {
    arrays: &'a Arrays,
    weights: Vec<f32>,
    sums: Vec<f32>,
    /// Below zero for those who are no friends.
    friend: Vec<f32>,
    touched: Vec<u32>,
    waiting: Vec<(f32, u32)>,
}

impl<'a> Bound<'a> {
    /// Nothing asked yet.
    pub fn new(arrays: &'a Arrays) -> Bound<'a> {
        let n = arrays.n_people();
        let weights = arrays.weights.iter().map(|weight| *weight as f32).collect();
        let (touched, waiting) = (Vec::new(), Vec::new());
        Bound { arrays, weights, sums: vec![0.0; n], friend: vec![-1.0; n], touched, waiting }
    }

    /// The best loose connections of a person.
    pub fn ask(&mut self, person: u32, top: usize) -> Vec<Row> {
        self.scatter(person);
        self.sums[person as usize] = 0.0;
        for friend in self.arrays.friends(person) {
            self.sums[*friend as usize] = 0.0;
        }
        self.sift(top);
        let mut rows: Vec<Row> = self.waiting.iter().map(|(_, target)| self.detail(*target)).collect();
        rows.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.target.cmp(&b.target)));
        rows.truncate(top);
        for friend in self.arrays.friends(person) {
            self.friend[*friend as usize] = -1.0;
        }
        rows
    }

    fn scatter(&mut self, person: u32) {
        self.touched.clear();
        for (friend, strength) in self.arrays.ties(person) {
            self.friend[friend as usize] = strength;
            let (weight, row) = (self.weights[friend as usize], self.arrays.friends(friend));
            let before = self.touched.len();
            self.touched.resize(before + row.len(), 0);
            let fresh = &mut self.touched[before..];
            let mut n_fresh = 0;
            for node in row {
                let sum = &mut self.sums[*node as usize];
                fresh[n_fresh] = *node;
                n_fresh += usize::from(*sum == 0.0);
                *sum += weight;
            }
            self.touched.truncate(before + n_fresh);
        }
    }

    /// Takes the sums back to zero and keeps in `waiting` all that can be among the best.
    fn sift(&mut self, top: usize) {
        self.waiting.clear();
        let (mut bar, mut full_at) = (0.0, 8 * top);
        for place in 0..=self.touched.len() {
            if let Some(node) = self.touched.get(place) {
                let sum = std::mem::take(&mut self.sums[*node as usize]);
                if sum > bar {
                    self.waiting.push((sum, *node));
                }
            }
            let is_last = place == self.touched.len();
            if self.waiting.len() > top && (is_last || self.waiting.len() == full_at) {
                self.waiting.select_nth_unstable_by(top - 1, |a, b| b.0.total_cmp(&a.0));
                bar = self.waiting[top - 1].0 * (1.0 - ROUNDING);
                self.waiting.retain(|(sum, _)| *sum > bar);
                full_at = (8 * top).max(2 * self.waiting.len());
            }
        }
    }

    fn detail(&self, target: u32) -> Row {
        let mut row = Row { target, score: 0.0, mutual: 0, bridge: target, bridge_strength: -1.0 };
        for (friend, strength) in self.arrays.ties(target) {
            let own = self.friend[friend as usize];
            if own >= 0.0 {
                row.mutual += 1;
                row.score += self.arrays.weights[friend as usize];
                let through = f64::from(own) * f64::from(strength);
                if through > row.bridge_strength {
                    (row.bridge, row.bridge_strength) = (friend, through);
                }
            }
        }
        row
    }
}

/// Rows as JSON.
pub fn written(rows: &[Row]) -> String {
    let row =
        |row: &Row| format!("[{},{:e},{},{},{:e}]", row.target, row.score, row.mutual, row.bridge, row.bridge_strength);
    format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(","))
}
