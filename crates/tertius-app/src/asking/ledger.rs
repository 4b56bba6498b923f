//! How much ego has asked of whom, and whether more may be asked now.
//!
//! One ledger for all ways of asking: introductions, questions, and what `tertius asked` recorded.

use super::journal::{Introduction, Known};
use super::{WISHES, as_text, rules};
use crate::answers::person_of;
use crate::app::App;
use crate::error::AppError;
use serde::{Deserialize, Serialize};
use tertius_model::{AskOutcome, Key, MatterId, RulingKind, Timestamp};
use tertius_tribe::Who;
use tertius_tribe::budget::{Allowance, Entry, Months, Wanted, Wishes, may_ask, within_allowance};
use tertius_tribe::introduction::{Event, Party};

/// Ego in the ledger.
const EGO: Who = Who(0);

/// What somebody who may be asked told ego they wish. Its serial form is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FriendWishes {
    /// Days between two asks.
    #[serde(default)]
    pub cool_down_days: Option<i32>,
    /// Months of quiet, 1 to 12.
    #[serde(default)]
    pub quiet: Vec<u32>,
    /// Topics they want nothing of.
    #[serde(default)]
    pub no_go: Vec<String>,
}

/// A friend's wishes as they are kept.
#[derive(Serialize, Deserialize)]
struct KeptWishes {
    who: Known,
    wishes: FriendWishes,
}

impl App {
    /// Everything that ego asked, for the budget.
    pub(crate) fn ledger(&self, introductions: &[Introduction]) -> Result<Vec<Entry>, AppError> {
        let mut entries = Vec::new();
        let is_send = |event: &Event| matches!(event, Event::Send { .. });
        for held in introductions.iter().filter(|held| held.log.own == Party::Asker) {
            let Some(at) = held.when(Party::Asker, is_send) else { continue };
            let address = held.log.draft.connector.address.as_deref().unwrap_or_default();
            entries.push(Entry {
                ask: held.id.0,
                asker: EGO,
                connector: self.number_of(held.connector.as_ref(), address)?,
                at,
                until: rules().end(at, rules().connector),
                agreed: held.when(Party::Connector, |event| matches!(event, Event::Agree { .. })),
                withdrawn: held.when(Party::Asker, |event| matches!(event, Event::Withdraw)),
            });
        }
        for held in self.all_asks()?.iter().filter(|held| held.is_own()) {
            let Some(at) = held.posted else { continue };
            for &who in &held.to {
                let Some(friend) = held.neighbour(who) else { continue };
                let known = Known { name: friend.name.clone(), handle: friend.handle.clone() };
                let answered = held.answers.iter().find(|answer| answer.over == who).map(|answer| answer.at);
                entries.push(Entry {
                    ask: held.id.0,
                    asker: EGO,
                    connector: self.number_of(Some(&known), friend.address.as_deref().unwrap_or_default())?,
                    at,
                    until: rules().end(at, rules().ask),
                    agreed: answered,
                    withdrawn: held.withdrawn,
                });
            }
        }
        entries.extend(self.asked_entries()?);
        Ok(entries)
    }

    /// What `tertius asked` recorded; what came of an ask closes it.
    fn asked_entries(&self) -> Result<Vec<Entry>, AppError> {
        let mut entries: Vec<(Entry, String)> = Vec::new();
        for ruling in self.vault().rulings()? {
            let RulingKind::Asked(who, about, outcome) = &ruling.kind else { continue };
            let known = Known::of(who, &who.name);
            let address = known.handle.clone().unwrap_or_default();
            let connector = self.number_of(Some(&known), &address)?;
            let about = format!("{about:?}");
            let is_answer = *outcome != AskOutcome::Open;
            let same = |(entry, of): &&mut (Entry, String)| {
                entry.connector == connector && *of == about && entry.agreed.is_none()
            };
            match entries.iter_mut().rev().find(same) {
                Some((entry, _)) if is_answer => entry.agreed = Some(ruling.at),
                _ => {
                    let until = rules().end(ruling.at, rules().connector);
                    let agreed = is_answer.then_some(ruling.at);
                    let ask = Key::of_text(["asked", &ruling.id.0.to_string()]).0 as u64;
                    let at = ruling.at;
                    entries.push((Entry { ask, asker: EGO, connector, at, until, agreed, withdrawn: None }, about));
                }
            }
        }
        Ok(entries.into_iter().map(|(entry, _)| entry).collect())
    }

    /// The number by which the ledger knows a friend: their person's, else one made of their address.
    pub(crate) fn number_of(&self, known: Option<&Known>, address: &str) -> Result<Who, AppError> {
        let network = self.network()?;
        let found = known.and_then(|known| person_of(network, &known.mention()));
        Ok(match found {
            Some(idx) => Who(self.person_at(idx)?.id),
            None => Who(Key::of_text(["address", &address.to_lowercase()]).0 as u64),
        })
    }

    /// Whether ego may ask this friend now.
    ///
    /// # Errors
    /// User error that says why not, and from when on.
    pub(crate) fn may_ask_now(
        &self,
        introductions: &[Introduction],
        friend: &Known,
        address: &str,
        topic: &str,
    ) -> Result<(), AppError> {
        let ledger = self.ledger(introductions)?;
        let connector = self.number_of(Some(friend), address)?;
        let wishes = self.wishes_of(connector)?;
        let wanted = Wanted { asker: EGO, connector, topic };
        may_ask(&ledger, wanted, &wishes, Allowance::default(), self.now())
            .map_err(|refusal| too_much(&refusal, &friend.name))
    }

    /// Whether ego may begin one more ask, to so many people.
    ///
    /// # Errors
    /// As [`App::may_ask_now`].
    pub(crate) fn may_ask_so_many(&self, introductions: &[Introduction], people: usize) -> Result<(), AppError> {
        let ledger = self.ledger(introductions)?;
        within_allowance(&ledger, EGO, people, Allowance::default(), self.now())
            .map_err(|refusal| too_much(&refusal, "them"))
    }

    fn wishes_of(&self, friend: Who) -> Result<Wishes, AppError> {
        let mut wishes = Wishes::default();
        for (known, kept) in self.all_wishes()? {
            if self.number_of(Some(&known), known.handle.as_deref().unwrap_or_default())? == friend {
                wishes.cool_down_days = kept.cool_down_days.unwrap_or(wishes.cool_down_days);
                wishes.quiet = Months::of(&kept.quiet);
                wishes.no_go = kept.no_go;
            }
        }
        Ok(wishes)
    }

    /// What friends told ego they wish: the latest of each.
    pub(crate) fn all_wishes(&self) -> Result<Vec<(Known, FriendWishes)>, AppError> {
        let matters = self.vault().matters()?;
        let kept = matters.iter().filter(|matter| matter.kind == WISHES);
        let latest = kept.filter_map(|matter| serde_json::from_str::<KeptWishes>(&matter.events.last()?.text).ok());
        Ok(latest.map(|kept| (kept.who, kept.wishes)).collect())
    }

    /// Notes what a friend wishes: from now on nothing goes to them that does not fit.
    ///
    /// # Errors
    /// User error when nobody or several are meant, or a month is none.
    pub fn note_wishes(&mut self, who: &str, wishes: FriendWishes) -> Result<(), AppError> {
        if wishes.quiet.iter().any(|month| !(1..=12).contains(month)) {
            return Err(AppError::user("a month is a number from 1 to 12", "--quiet-months 7 8 is July and August"));
        }
        let idx = self.who(who)?;
        let known = Known::of(&self.mention_of(who)?, &self.person_at(idx)?.name);
        let id = MatterId(Key::of_text(["wishes", &self.person_at(idx)?.person_id().to_string()]).0 as u64);
        let before = self.vault().matters()?.into_iter().find(|matter| matter.id == id);
        let n_before = before.map_or(0, |matter| matter.events.len());
        self.write_down(id, WISHES, n_before, &[as_text(&KeptWishes { who: known, wishes })?])
    }

    /// Whether somebody wrote to ego that they want no such letter any more.
    pub(crate) fn wants_none(
        &self,
        introductions: &[Introduction],
        address: &str,
    ) -> Result<Option<Timestamp>, AppError> {
        if address.is_empty() {
            return Ok(None);
        }
        for held in introductions {
            let same = |party: &Party| {
                let theirs = held.address(*party).unwrap_or_default();
                *party != held.log.own && theirs.eq_ignore_ascii_case(address)
            };
            let said = |party: Party| held.when(party, |event| matches!(event, Event::NeverAgain));
            if let Some(at) = Party::ALL.into_iter().find(same).and_then(said) {
                return Ok(Some(at));
            }
        }
        for held in self.all_asks()? {
            let wrote = |who: &&Who| {
                let theirs = held.neighbour(**who).and_then(|one| one.address.as_deref()).unwrap_or_default();
                theirs.eq_ignore_ascii_case(address)
            };
            if held.never.iter().any(|who| wrote(&who)) {
                return Ok(held.posted);
            }
        }
        Ok(None)
    }
}

fn too_much(refusal: &tertius_tribe::budget::Refusal, friend: &str) -> AppError {
    let text = refusal.to_string();
    let named = match text.strip_prefix("they wish") {
        Some(rest) => format!("{friend} wishes{rest}"),
        None => text
            .replace("you asked them", &format!("you asked {friend}"))
            .replace("open with them", &format!("open with {friend}")),
    };
    AppError::user(named, "tertius intro list shows what is open; a friend asked rarely says yes more often")
}

/// The day of a moment, as views show it.
pub(crate) fn day(at: Timestamp) -> String {
    at.day().to_string()
}
