//! Counts what is new while batches go to the vault, and keeps out whom the user erased.

use crate::erase::Erased;
use crate::redact::{Gone, without};
use rustc_hash::FxHashSet;
use tertius_model::{Batch, Card, Key, Position};
use tertius_store::{Import, SourceDraft, StoreError, Vault};

/// Every observation key that the vault held before, read only when needed.
#[derive(Default)]
pub(super) struct KnownKeys {
    keys: Option<FxHashSet<Key>>,
}

impl KnownKeys {
    pub fn get(&mut self, import: &Import<'_>) -> Result<&mut FxHashSet<Key>, StoreError> {
        if self.keys.is_none() {
            self.keys = Some(known_keys(import.vault())?);
        }
        Ok(self.keys.get_or_insert_default())
    }
}

/// Whether the content itself says of which time it speaks; the date of a file that holds it then tells nothing.
pub(super) fn is_dated(vault: &Vault, held: &tertius_store::SourceRow) -> Result<bool, StoreError> {
    let mut dated = held.counts.exchanges + held.counts.gatherings > 0;
    if !dated {
        let is_dated = |card: &Card| card.revised.is_some() || card.connection.is_some_and(|one| one.since.is_some());
        vault.batches(held.id, &mut |batch| {
            dated |= batch.cards.iter().any(is_dated) || batch.stated.iter().any(|stated| stated.time.is_some());
        })?;
    }
    Ok(dated)
}

/// The keys of everything held. Cards count by what they say, so that a changed card counts as new.
fn known_keys(vault: &Vault) -> Result<FxHashSet<Key>, StoreError> {
    let mut all = FxHashSet::default();
    for source in vault.sources()? {
        if source.counts.cards == 0 {
            all.extend(vault.keys(source.id)?);
        } else {
            vault.batches(source.id, &mut |batch| all.extend(keys(&batch)))?;
        }
    }
    Ok(all)
}

/// Counts what is new while batches go to the vault, and keeps out whom the user erased.
pub(super) struct Tally<'t, 's> {
    known: &'t mut FxHashSet<Key>,
    suppressions: &'t Erased,
    draft: &'t mut SourceDraft<'s>,
    /// Whether the keys are wanted afterwards, to compare with earlier versions of the same file.
    pub remember: bool,
    pub mine: FxHashSet<Key>,
    pub new: u64,
    pub unchanged: u64,
    pub dropped: bool,
    pub failure: Option<StoreError>,
}

impl<'t, 's> Tally<'t, 's> {
    pub fn new(known: &'t mut FxHashSet<Key>, suppressions: &'t Erased, draft: &'t mut SourceDraft<'s>) -> Self {
        Tally {
            known,
            suppressions,
            draft,
            remember: false,
            mine: FxHashSet::default(),
            new: 0,
            unchanged: 0,
            dropped: false,
            failure: None,
        }
    }

    /// Takes a batch; after a failure nothing more.
    pub fn push(&mut self, batch: Batch) {
        if self.failure.is_some() {
            return;
        }
        let before = batch.len();
        let batch = if self.suppressions.is_empty() { batch } else { self.without_erased(batch) };
        self.dropped |= batch.len() < before;
        for key in keys(&batch) {
            if self.remember {
                self.mine.insert(key);
            }
            if self.known.insert(key) { self.new += 1 } else { self.unchanged += 1 }
        }
        if !batch.is_empty()
            && let Err(error) = self.draft.push(&batch)
        {
            self.failure = Some(error);
        }
    }

    fn without_erased(&self, batch: Batch) -> Batch {
        let suppressed = self.suppressions;
        let gone =
            Gone { mention: &|mention| suppressed.holds_mention(mention), card: &|card| suppressed.holds_card(card) };
        without(batch, &gone)
    }
}

/// The keys of a batch's observations; facts about ego have none.
fn keys(batch: &Batch) -> impl Iterator<Item = Key> {
    let cards = batch.cards.iter().map(card_key);
    let exchanges = batch.exchanges.iter().map(|exchange| exchange.key);
    let gatherings = batch.gatherings.iter().map(|gathering| gathering.key);
    cards.chain(exchanges).chain(gatherings).chain(batch.stated.iter().map(|stated| stated.key))
}

/// Names a card by everything it says, wherever it stands.
fn card_key(card: &Card) -> Key {
    let anywhere = Card { position: Position::Item(0), ..card.clone() };
    Key::of_text([format!("{anywhere:?}").as_str()])
}
