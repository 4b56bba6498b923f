//! Pairs that may be one person, the most useful first: those that are close to ego and least certain.

use super::people::brief;
use super::weigh::Scale;
use crate::app::App;
use crate::error::AppError;
use crate::network::{EGO, Person};
use crate::views::{PersonBrief, ReviewRow, rounded};
use rustc_hash::FxHashSet;
use tertius_model::RecordId;

impl App {
    /// Somebody to whom something may be sent: nobody who may be two people, or half of one. Whatever sends anything
    /// asks here first.
    ///
    /// # Errors
    /// User error when nobody or several are meant, or a question about them is open.
    pub fn settled(&self, who: &str) -> Result<PersonBrief, AppError> {
        let network = self.network()?;
        let idx = self.who(who)?;
        let open = self.identity()?.review.iter().any(|pair| {
            let ends = [pair.a, pair.b].map(|id| network.find(RecordId(id)));
            pair.probability >= 0.5 && ends.contains(&Some(idx)) && ends[0] != ends[1]
        });
        if open {
            let message = format!("it is not certain who \"{who}\" is, so nothing may be sent to them");
            return Err(AppError::user(message, "tertius review asks what is uncertain; answer that first"));
        }
        Ok(brief(&network.people[idx as usize]))
    }

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
