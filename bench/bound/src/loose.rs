//! The bound of loose connections: a plain lazy scatter-add over rows of numbers.
//!
//! Every friend's weight is added into one `f64` a person; whoever is touched first is listed. The best are kept in a
//! short sorted list, and only they get their mutual friends and their bridge, from their own rows. No file, no
//! checks beyond Rust's own, people in the order of the input, no cleverness: what a good programmer writes in an
//! afternoon, and what `bench/results` calls the bound.

use crate::arrays::Arrays;

/// One loose connection.
pub struct Row {
    target: u32,
    score: f64,
    mutual: u32,
    bridge: u32,
    bridge_strength: f64,
}

/// The arrays and what is kept from question to question.
pub struct Bound<'a> {
    arrays: &'a Arrays,
    scores: Vec<f64>,
    /// Below zero for those who are no friends.
    friend: Vec<f32>,
    touched: Vec<u32>,
    best: Vec<(f64, u32)>,
}

impl<'a> Bound<'a> {
    /// Nothing asked yet.
    pub fn new(arrays: &'a Arrays) -> Bound<'a> {
        let n = arrays.n_people();
        Bound { arrays, scores: vec![0.0; n], friend: vec![-1.0; n], touched: Vec::new(), best: Vec::new() }
    }

    /// The best loose connections of a person.
    pub fn ask(&mut self, person: u32, top: usize) -> Vec<Row> {
        self.touched.clear();
        self.best.clear();
        for (friend, strength) in self.arrays.ties(person) {
            self.friend[friend as usize] = strength;
            let weight = self.arrays.weights[friend as usize];
            for node in self.arrays.friends(friend) {
                let score = &mut self.scores[*node as usize];
                if *score == 0.0 {
                    self.touched.push(*node);
                }
                *score += weight;
            }
        }
        self.scores[person as usize] = 0.0;
        for friend in self.arrays.friends(person) {
            self.scores[*friend as usize] = 0.0;
        }
        for node in &self.touched {
            let score = std::mem::take(&mut self.scores[*node as usize]);
            let is_among = self.best.len() < top || self.best.last().is_some_and(|last| before((score, *node), *last));
            if score > 0.0 && is_among {
                let place = self.best.partition_point(|other| before(*other, (score, *node)));
                self.best.truncate(top - 1);
                self.best.insert(place, (score, *node));
            }
        }
        let rows = self.best.iter().map(|(score, target)| self.detail(*score, *target)).collect();
        for friend in self.arrays.friends(person) {
            self.friend[*friend as usize] = -1.0;
        }
        rows
    }

    fn detail(&self, score: f64, target: u32) -> Row {
        let mut row = Row { target, score, mutual: 0, bridge: target, bridge_strength: -1.0 };
        for (friend, strength) in self.arrays.ties(target) {
            let own = self.friend[friend as usize];
            if own >= 0.0 {
                row.mutual += 1;
                let through = f64::from(own) * f64::from(strength);
                if through > row.bridge_strength {
                    (row.bridge, row.bridge_strength) = (friend, through);
                }
            }
        }
        row
    }
}

/// Better, or equal and of a smaller number.
fn before(one: (f64, u32), other: (f64, u32)) -> bool {
    one.0 > other.0 || (one.0 == other.0 && one.1 < other.1)
}

/// Rows as JSON.
pub fn written(rows: &[Row]) -> String {
    let row = |row: &Row| {
        format!("[{},{:e},{},{},{:e}]", row.target, row.score, row.mutual, row.bridge, row.bridge_strength)
    };
    format!("[{}]", rows.iter().map(row).collect::<Vec<_>>().join(","))
}
