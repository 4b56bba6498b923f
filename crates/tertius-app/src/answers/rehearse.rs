//! A rehearsal: splits every merge, one after the other, takes the split back, and looks whether all is as before.
//!
//! Nothing is written. Cost: a full run, and what each merge touches.

use super::rulings::mention_of_record;
use crate::app::App;
use crate::derive::Question;
use crate::error::AppError;
use crate::gather::gather;
use rustc_hash::FxHashMap;
use tertius_model::{Handle, RecordId, Ruling, RulingId, RulingKind};
use tertius_resolve::{Merge, Resolver};

/// What a rehearsal found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rehearsal {
    /// People in the vault.
    pub people: usize,
    /// Merges by evidence.
    pub merges: usize,
    /// Those that say why in words.
    pub explained: usize,
    /// Those of records that differ in nothing by which a ruling could name them.
    pub indistinguishable: usize,
    /// Those that a ruling took apart.
    pub split: usize,
    /// Those whose split, taken back, left everything as it was.
    pub restored: usize,
}

impl App {
    /// Rehearses undoing every merge.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn rehearse_undo(&self) -> Result<Rehearsal, AppError> {
        let ground = gather(self.vault(), self.now())?;
        let question = Question::new(&ground, &self.vault().rulings()?);
        let mut resolver = Resolver::new(&question.records, &question.rulings, &question.options);
        let before = resolver.resolution();
        let mut n_holders: FxHashMap<&Handle, usize> = FxHashMap::default();
        for handle in ground.records.iter().flat_map(|record| &record.handles) {
            *n_holders.entry(handle).or_default() += 1;
        }
        let mention = |id: RecordId| {
            let record = ground.record(id)?;
            Some(mention_of_record(record, |handle| n_holders.get(handle).copied().unwrap_or_default()))
        };
        let by_evidence: Vec<&Merge> = before.merges.iter().filter(|merge| merge.ruling.is_none()).collect();
        let mut found = Rehearsal { people: before.people.len(), merges: by_evidence.len(), ..Rehearsal::default() };
        for merge in by_evidence {
            found.explained += usize::from(merge.because.iter().any(|why| !why.text.is_empty()));
            let (Some(a), Some(b)) = (mention(merge.a), mention(merge.b)) else {
                found.indistinguishable += 1;
                continue;
            };
            if a == b {
                found.indistinguishable += 1;
                continue;
            }
            let id = RulingId(question.rulings.iter().map(|ruling| ruling.id.0).max().unwrap_or_default() + 1);
            let split = Ruling { id, at: self.now(), kind: RulingKind::Different(a, b) };
            resolver.rule(&[question.rulings.as_slice(), &[split]].concat());
            found.split += usize::from(resolver.person(merge.a) != resolver.person(merge.b));
            resolver.rule(&question.rulings);
            let is_back = |id| resolver.person(id) == before.person(id) && resolver.merges(id).contains(merge);
            found.restored += usize::from(is_back(merge.a) && is_back(merge.b));
        }
        if resolver.resolution() != before {
            found.restored = 0;
        }
        Ok(found)
    }
}
