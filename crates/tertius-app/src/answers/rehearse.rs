//! A rehearsal: splits every merge, one after the other, takes the split back, and looks whether all is as before.
//!
//! Nothing is written. Cost: a full run, and what each merge touches.

use super::rulings::splitting;
use crate::app::App;
use crate::derive::Question;
use crate::error::AppError;
use crate::gather::gather;
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
    /// Those that no ruling can take apart, because the records differ in nothing by which it could name them.
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
        // What makes an address ego's own is taken back by `me --remove`.
        let is_anybodys = |merge: &&Merge| ground.record(merge.a).is_some() && ground.record(merge.b).is_some();
        let by_evidence: Vec<&Merge> =
            before.merges.iter().filter(|merge| merge.ruling.is_none()).filter(is_anybodys).collect();
        let mut found = Rehearsal { people: before.people.len(), merges: by_evidence.len(), ..Rehearsal::default() };
        for merge in by_evidence {
            found.explained += usize::from(merge.because.iter().any(|why| !why.text.is_empty()));
            let ends = (ground.record(merge.a), ground.record(merge.b));
            let (Some(a), Some(b)) = ends else { continue };
            let found_split = splitting(&mut resolver, &question.rulings, a, b);
            found.split += usize::from(found_split.is_some());
            found.indistinguishable += usize::from(found_split.is_none());
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
