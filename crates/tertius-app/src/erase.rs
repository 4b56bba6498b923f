//! Erasing a person: out of the vault at once, and out of every later import.

use crate::app::{App, EraseView};
use crate::error::AppError;
use crate::gather::gather;
use crate::redact::{Gone, without};
use crate::who::find_handle;
use rustc_hash::FxHashSet;
use tertius_model::{Card, Handle, Mention, RecordId, RulingKind};
use tertius_resolve::fold_name;
use tertius_store::{Erasure, Suppress, Suppressions};

/// Whether a mention names somebody erased: by handle, or by name where it has no handle.
pub(crate) fn mention_is_suppressed(suppressed: &Suppressions, mention: &Mention) -> bool {
    match &mention.handle {
        Some(handle) => suppressed.has_handle(handle),
        None => suppressed.has_name(&fold_name(&mention.name)),
    }
}

/// Whether a card is about somebody erased: any of its handles, or its name where it has none.
pub(crate) fn card_is_suppressed(suppressed: &Suppressions, card: &Card) -> bool {
    if card.handles.is_empty() {
        return suppressed.has_name(&fold_name(&card.name.full));
    }
    card.handles.iter().any(|handle| suppressed.has_handle(handle))
}

impl App {
    /// Erases a person: every card, message, meeting and statement of theirs goes, and later imports leave them out.
    ///
    /// # Errors
    /// User error when nobody or several are meant; internal when the vault cannot be written.
    pub fn erase(&mut self, text: &str) -> Result<EraseView, AppError> {
        let idx = self.who(text)?;
        let ground = gather(self.vault(), self.now())?;
        let network = self.network()?;
        let mine = |id: RecordId| network.find(id) == Some(idx);
        let mut handles: FxHashSet<Handle> = FxHashSet::default();
        let mut names: FxHashSet<String> = FxHashSet::default();
        let mut n_records = 0;
        for record in ground.records.iter().filter(|record| mine(record.id)) {
            n_records += 1;
            handles.extend(record.handles.iter().cloned());
            if record.handles.is_empty() {
                names.extend(record.seen.iter().map(|seen| fold_name(&seen.name)));
            }
        }
        let shared: Vec<&Handle> =
            handles.iter().filter(|handle| find_handle(network, handle).is_some_and(|owner| owner != idx)).collect();
        let keep: FxHashSet<Handle> = shared.into_iter().cloned().collect();
        handles.retain(|handle| !keep.contains(handle));
        let mut list: Vec<Suppress> = handles.iter().cloned().map(Suppress::Handle).collect();
        list.extend(names.iter().cloned().map(Suppress::Name));
        let is_mine = |mention: &Mention| match &mention.handle {
            Some(handle) => handles.contains(handle),
            None => names.contains(&fold_name(&mention.name)),
        };
        let card_is_mine = |card: &Card| {
            let bare = card.handles.is_empty() && names.contains(&fold_name(&card.name.full));
            bare || card.handles.iter().any(|handle| handles.contains(handle))
        };
        let gone = Gone { mention: &is_mine, card: &card_is_mine };
        let handles_suppressed = list.len() as u64;
        self.vault_mut().erase(Erasure {
            suppress: &list,
            batch: &mut |_, batch| without(batch, &gone),
            keeps_ruling: &mut |ruling| !mentions_of(&ruling.kind).into_iter().any(&is_mine),
            keeps_skip: &mut |reason| !handles.iter().any(|handle| reason.contains(handle.value())),
        })?;
        self.forget_network();
        Ok(EraseView { records_removed: n_records, handles_suppressed })
    }
}

fn mentions_of(kind: &RulingKind) -> Vec<&Mention> {
    match kind {
        RulingKind::Same(a, b) | RulingKind::Different(a, b) => vec![a, b],
        RulingKind::Label(who, _) => vec![who],
        RulingKind::Me(_) | RulingKind::NotMe(_) => Vec::new(),
    }
}
