//! Introductions, asks and stories of this vault: what happened in each is kept as it came, and played anew whenever somebody looks.
//!
//! A signed file is kept whole and verified again each time; what ego did is kept as the event it was. So a vault can be
//! asked at any moment how each matter stands, nothing can be changed afterwards, and two copies of one vault agree.
//! Nothing is ever sent from here: what a person presses "send" for is written down, and the words handed to them.

mod ask;
mod deliver;
mod draft;
mod introductions;
mod journal;
mod ledger;
mod outcomes;
mod questions;
mod reply;
mod slips;
mod stories;

pub use ask::{EndAsk, OwnAnswer};
pub use deliver::Delivery;
pub use draft::IntroductionDraft;
pub use introductions::{Agreement, Words, introduction_in};
pub(crate) use journal::{Introduction, takes_part};
pub use ledger::FriendWishes;
pub use reply::Said;

use crate::answers::SIGNING_SECRET;
use crate::app::App;
use crate::error::AppError;
use tertius_model::{Handle, HandleKind, MatterId};
use tertius_store::MatterEvent;
use tertius_tribe::letter::{Address, Mailbox, OneLine};
use tertius_tribe::{OwnKey, Rules};

/// The kinds of matters, as the vault names them.
pub(crate) const INTRODUCTION: &str = "introduction";
pub(crate) const ASK: &str = "ask";
pub(crate) const STORY: &str = "story";
pub(crate) const WISHES: &str = "wishes";

/// How long everybody has.
pub(crate) fn rules() -> Rules {
    Rules::default()
}

/// Who ego is to others: name and, where there is one, mail address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Own {
    pub name: String,
    pub address: Option<String>,
}

impl Own {
    /// In a header; nothing where ego has no mail address.
    pub fn mailbox(&self) -> Option<Mailbox> {
        mailbox(&self.name, self.address.as_deref())
    }
}

/// Somebody in a header; nothing where no letter reaches them.
pub(crate) fn mailbox(name: &str, address: Option<&str>) -> Option<Mailbox> {
    Some(Mailbox { name: OneLine::new(name), address: Address::parse(address?).ok()? })
}

impl App {
    /// Ego's own name and address.
    pub(crate) fn own(&self) -> Result<Own, AppError> {
        let network = self.network()?;
        let emails = network.ego_handles.iter().filter(|(handle, _)| handle.kind() == HandleKind::Email);
        let address = emails.map(|(handle, _)| handle.value.clone()).find(|value| Address::parse(value).is_ok());
        Ok(Own { name: network.ego_names.first().cloned().unwrap_or_default(), address })
    }

    /// The key with which ego signs; made when it is first needed.
    pub(crate) fn own_key(&mut self) -> Result<OwnKey, AppError> {
        let secret = self.signing_secret()?;
        self.vault_mut().keep_secret(SIGNING_SECRET, &secret)?;
        Ok(OwnKey::from_secret(&secret))
    }

    /// Where a letter reaches a person: their mail address that nobody else holds; else any address of theirs, by which the
    /// user can hand words over.
    pub(crate) fn address_of(&self, who: &str) -> Result<Option<String>, AppError> {
        let typed = Handle::parse(who.trim()).filter(|handle| handle.kind() == HandleKind::Email);
        if let Some(typed) = typed {
            return Ok(Some(typed.value().to_owned()));
        }
        let idx = self.who(who)?;
        let network = self.network()?;
        let person = self.person_at(idx)?;
        let mut handles: Vec<Handle> = person.handles.iter().map(|saved| saved.handle()).collect();
        handles.sort_by_key(|handle| {
            let reaches = handle.kind() == HandleKind::Email && Address::parse(handle.value()).is_ok();
            (!reaches, crate::who::holders(network, handle).len() > 1, handle.kind())
        });
        Ok(handles.into_iter().next().map(|handle| match handle.kind() {
            HandleKind::Email => handle.value().to_owned(),
            _ => handle.to_string(),
        }))
    }

    /// Adds to a matter what happened in it now; what was derived of people and ties stays.
    pub(crate) fn write_down(
        &mut self,
        id: MatterId,
        kind: &str,
        n_before: usize,
        happened: &[String],
    ) -> Result<(), AppError> {
        self.prepare_unless_held()?;
        let now = self.now();
        let events: Vec<MatterEvent> =
            happened.iter().map(|text| MatterEvent { at: now, text: text.clone() }).collect();
        self.vault_mut().add_to_matter(id, kind, n_before, &events)?;
        self.keep_derived()
    }

    /// A number for something new.
    pub(crate) fn new_matter(&self) -> Result<MatterId, AppError> {
        let bytes = crate::answers::random()?;
        let (first, _) = bytes.split_at(8);
        Ok(MatterId(first.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))))
    }
}

pub(crate) fn as_text<T: serde::Serialize>(event: &T) -> Result<String, AppError> {
    serde_json::to_string(event)
        .map_err(|error| AppError::internal(format!("cannot write down what happened: {error}")))
}
