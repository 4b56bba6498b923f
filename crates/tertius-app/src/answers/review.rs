//! Pairs that may be one person, the most useful first: those that are close to ego and least certain.

use super::people::brief;
use super::weigh::Scale;
use crate::app::App;
use crate::error::AppError;
use crate::network::{EGO, Person};
use crate::views::{ReviewRow, rounded};
use rustc_hash::FxHashSet;
use tertius_model::RecordId;

impl App {
    /// The uncertain pairs.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn review(&self, top: usize) -> Result<Vec<ReviewRow>, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let identity = self.identity()?;
        let mut rows: Vec<(f64, ReviewRow)> = Vec::new();
        let mut told: FxHashSet<(u32, u32)> = FxHashSet::default();
        for pair in &identity.review {
            let find = |id: u64| network.find(RecordId(id)).filter(|&idx| idx != EGO);
            let (Some(a), Some(b)) = (find(pair.a), find(pair.b)) else { continue };
            let key = (a.min(b), a.max(b));
            if a == b || !told.insert(key) {
                continue;
            }
            let (a, b) = (&network.people[key.0 as usize], &network.people[key.1 as usize]);
            let uncertainty = 4.0 * pair.probability * (1.0 - pair.probability);
            let depth = scale.depth(a).value.max(scale.depth(b).value);
            let row = ReviewRow {
                a: brief(a),
                b: brief(b),
                a_handles: handles(a),
                b_handles: handles(b),
                probability: rounded(pair.probability),
                because: pair.because.clone(),
            };
            rows.push(((0.05 + depth) * uncertainty, row));
        }
        rows.sort_by(|a, b| {
            b.0.total_cmp(&a.0).then_with(|| a.1.a.id.cmp(&b.1.a.id)).then_with(|| a.1.b.id.cmp(&b.1.b.id))
        });
        rows.truncate(top);
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }
}

fn handles(person: &Person) -> Vec<String> {
    person.handles.iter().take(3).map(|handle| handle.handle().to_string()).collect()
}
