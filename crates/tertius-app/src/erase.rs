//! Erasing a person: out of the vault at once, and out of every later import.

use crate::app::{App, EraseView};
use crate::error::AppError;
use crate::gather::{Ground, card_record, gather};
use crate::network::{Network, PersonIdx};
use crate::redact::{Gone, without};
use crate::who::holders;
use rustc_hash::FxHashSet;
use tertius_model::{Card, Handle, Mention, RecordId, RulingKind};
use tertius_resolve::{Options, canonical, fold_name};
use tertius_store::{Disclosed, Erasure, Residue, Suppress, Suppressions};

/// Who was erased, asked about what an import brings.
pub(crate) struct Erased {
    list: Suppressions,
    options: Options,
}

impl Erased {
    /// Reads the list; `region` completes phone numbers as it did when they were erased.
    pub fn new(list: Suppressions, region: Option<[u8; 2]>) -> Erased {
        Erased { list, options: Options { region } }
    }

    /// Whether nobody was erased.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether a mention names somebody erased: by handle, or by name where it has no handle.
    pub fn holds_mention(&self, mention: &Mention) -> bool {
        match &mention.handle {
            Some(handle) => self.holds(handle),
            None => self.list.has_name(&fold_name(&mention.name)),
        }
    }

    /// Whether a card is about somebody erased: the very card, any handle of theirs, or its name where it has none.
    pub fn holds_card(&self, card: &Card) -> bool {
        let bare = card.handles.is_empty() && self.list.has_name(&fold_name(&card.name.full));
        bare || self.list.has_name(&card_word(card)) || card.handles.iter().any(|handle| self.holds(handle))
    }

    fn holds(&self, handle: &Handle) -> bool {
        self.list.has_handle(handle) || self.list.has_handle(&canonical(handle, &self.options))
    }
}

/// How the list names a card whose handles are shared with others. No folded name looks like it.
fn card_word(card: &Card) -> String {
    format!("card {}", card_record(card))
}

/// What is to be erased of one person.
struct Gathered {
    records: FxHashSet<RecordId>,
    /// Handles that nobody else holds.
    handles: FxHashSet<Handle>,
    /// Folded bare names.
    names: FxHashSet<String>,
}

impl Gathered {
    fn of(idx: PersonIdx, network: &Network, ground: &Ground) -> Gathered {
        let mut all =
            Gathered { records: FxHashSet::default(), handles: FxHashSet::default(), names: FxHashSet::default() };
        for record in ground.records.iter().filter(|record| network.find(record.id) == Some(idx)) {
            all.records.insert(record.id);
            all.handles.extend(record.handles.iter().cloned());
            if record.handles.is_empty() {
                all.names.extend(record.seen.iter().map(|seen| fold_name(&seen.name)));
            }
        }
        all.handles.retain(|handle| holders(network, handle).iter().all(|&holder| holder == idx));
        all
    }

    fn holds_mention(&self, mention: &Mention) -> bool {
        match &mention.handle {
            Some(handle) => self.handles.contains(handle),
            None => self.names.contains(&fold_name(&mention.name)),
        }
    }

    fn holds_card(&self, card: &Card) -> bool {
        self.records.contains(&card_record(card)) || card.handles.iter().any(|handle| self.handles.contains(handle))
    }

    /// What later imports leave out.
    fn suppressions(&self, ground: &Ground, options: &Options) -> Vec<Suppress> {
        let canonical = self.handles.iter().map(|handle| canonical(handle, options));
        let handles: FxHashSet<Handle> = self.handles.iter().cloned().chain(canonical).collect();
        let cards = ground.records.iter().filter(|record| self.records.contains(&record.id));
        let words = cards.filter_map(|record| record.card.as_ref()).map(|(_, card)| card_word(card));
        let names: Vec<String> = self.names.iter().cloned().chain(words).collect();
        handles.into_iter().map(Suppress::Handle).chain(names.into_iter().map(Suppress::Name)).collect()
    }
}

impl App {
    /// Erases a person: every card, message, meeting and statement of theirs goes, and later imports leave them out.
    /// An address that others hold too stays with the others.
    ///
    /// # Errors
    /// User error when nobody or several are meant; internal when the vault cannot be written.
    pub fn erase(&mut self, text: &str) -> Result<EraseView, AppError> {
        let idx = self.who(text)?;
        let ground = gather(self.vault(), self.now())?;
        let network = self.network()?;
        let gathered = Gathered::of(idx, network, &ground);
        let list = gathered.suppressions(&ground, &Options { region: network.region() });
        let is_mine = |mention: &Mention| gathered.holds_mention(mention);
        let gone = Gone { mention: &is_mine, card: &|card| gathered.holds_card(card) };
        let person = &network.people[idx as usize];
        let names: FxHashSet<String> =
            std::iter::once(&person.name).chain(&person.other_names).map(|name| fold_name(name)).collect();
        let is_theirs = |person: &Disclosed| {
            let url = person.url.as_deref().and_then(Handle::url);
            names.contains(&fold_name(&person.name)) || url.is_some_and(|url| gathered.handles.contains(&url))
        };
        let is_part = |name: &str, address: Option<&str>| match address.and_then(Handle::parse) {
            Some(handle) => gathered.handles.contains(&handle),
            None => names.contains(&fold_name(name)),
        };
        let removed = self.vault_mut().erase(Erasure {
            suppress: &list,
            batch: &mut |_, batch| without(batch, &gone),
            keeps_ruling: &mut |ruling| !mentions_of(&ruling.kind).into_iter().any(is_mine),
            keeps_disclosed: &mut |person| !is_theirs(person),
            keeps_matter: &mut |matter| !crate::asking::takes_part(matter, &is_part),
            keeps_skip: &mut |reason| !gathered.handles.iter().any(|handle| reason.contains(handle.value())),
        })?;
        self.forget_network();
        Ok(EraseView {
            records_removed: gathered.records.len() as u64,
            observations_removed: removed.observations,
            handles_suppressed: list.len() as u64,
            residue: removed.residue == Residue::UntilReopened,
        })
    }
}

fn mentions_of(kind: &RulingKind) -> Vec<&Mention> {
    match kind {
        RulingKind::Same(a, b) | RulingKind::Different(a, b) | RulingKind::Asked(a, b, _) => vec![a, b],
        RulingKind::Label(who, _) | RulingKind::Gap(who, _) => vec![who],
        RulingKind::Me(_) | RulingKind::NotMe(_) => Vec::new(),
    }
}
