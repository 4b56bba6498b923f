//! An introduction by file, for people without a server: three logs, one in each vault, kept in step by signed files.
//!
//! A log holds what began an introduction and every event since, and the state is played from it. A file for somebody is
//! the log as their view allows: a field they may not see yet is empty in it, another person's no is not in it at all, so
//! whoever opens the file in an editor learns nothing more than the view shows. Nobody speaks for the reader: what a file says
//! in the reader's own name has to be in their log already. The first file that comes from a party binds that party to the
//! key it was signed with.

use crate::introduction::{
    Circumstances, Draft, Event, Field, Introduction, IntroductionId, Party, PartySet, Person, Phase, Refusal, View,
    apply, tick,
};
use crate::signing::Purpose;
use crate::{OwnKey, PublicKey, Rules, hex};
use serde::{Deserialize, Serialize};
use tertius_model::Timestamp;

/// The largest file that is read.
const MOST_BYTES: usize = 256 * 1024;
/// Events of one introduction; no honest one has a tenth of it.
const MOST_ENTRIES: usize = 500;

/// One event of a log. Its serial form is kept: fields are only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who.
    pub by: Party,
    /// What.
    pub event: Event,
    /// Who of the three had said "never again" before, as the owner of the log knew then. In no file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub muted: Vec<Party>,
}

/// Everything that is known of one introduction in one vault. Its serial form is kept: fields are only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// Its number.
    pub id: IntroductionId,
    /// Whose log it is.
    pub own: Party,
    /// When it was drafted, in seconds since 1970.
    pub begun: i64,
    /// What it began with, as far as the owner of the log may know.
    pub draft: Draft,
    /// What happened since, as far as the owner of the log may know.
    pub entries: Vec<Entry>,
    /// The keys with which the others sign, in hexadecimal digits, once a file came from them.
    #[serde(default)]
    pub keys: Vec<(Party, String)>,
}

/// Why a file is not taken, or an event does not count.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// It is no such file.
    #[error("this is no introduction file, or it was changed on the way: {0}")]
    Unreadable(&'static str),
    /// It is for somebody else.
    #[error("this file is for the {0}, not for you")]
    NotForYou(&'static str),
    /// It belongs to another introduction, or to none here.
    #[error("this file belongs to another introduction")]
    Another,
    /// It is signed by another key than the files before.
    #[error("this file says it comes from the {0}, but is signed by another key than the one before; ask them")]
    WrongKey(&'static str),
    /// It says something in the reader's name.
    #[error("this file speaks in your name; it is not taken")]
    SpeaksForYou,
    /// Its sender has no part in what it says.
    #[error("this file speaks in the name of the {0}, and comes from somebody else")]
    SpeaksForAnother(&'static str),
    /// An event is from the future.
    #[error("this file is dated in the future; check the clock")]
    Future,
    /// The events do not follow from each other.
    #[error("what this file says does not fit together: {0}")]
    Refused(#[from] Refusal),
}

/// The content of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Parcel {
    from: Party,
    to: Party,
    id: IntroductionId,
    begun: i64,
    draft: Draft,
    entries: Vec<Entry>,
}

/// The file around it.
#[derive(Serialize, Deserialize)]
struct Envelope {
    tertius_introduction: u8,
    parcel: String,
    key: String,
    signature: String,
}

impl Log {
    /// The state that the log tells of.
    ///
    /// # Errors
    /// When an event does not follow from those before it.
    pub fn play(&self, rules: &Rules) -> Result<Introduction, Refusal> {
        let mut state = Introduction::draft(self.id, self.draft.clone(), Timestamp(self.begun), rules);
        for entry in &self.entries {
            let muted: PartySet = entry.muted.iter().copied().collect();
            let circumstances = Circumstances { now: Timestamp(entry.at), rules, muted };
            state = apply(&state, entry.by, &entry.event, circumstances)?.state;
        }
        Ok(state)
    }

    /// What the owner of the log may see now.
    ///
    /// # Errors
    /// As [`Log::play`].
    pub fn view(&self, now: Timestamp, rules: &Rules) -> Result<Option<View>, Refusal> {
        Ok(self.play(rules)?.view_for(self.own, now))
    }

    /// The owner of the log does something.
    ///
    /// # Errors
    /// A refusal; then nothing has changed.
    pub fn act(
        &mut self,
        event: Event,
        circumstances: Circumstances<'_>,
    ) -> Result<Vec<crate::introduction::Effect>, Refusal> {
        let change = apply(&self.play(circumstances.rules)?, self.own, &event, circumstances)?;
        let muted = Party::ALL.into_iter().filter(|party| circumstances.muted.has(*party)).collect();
        self.entries.push(Entry { at: circumstances.now.0, by: self.own, event, muted });
        Ok(change.effects)
    }

    /// Somebody without a vault answered by mail, and the owner of the log writes down what they said.
    ///
    /// # Errors
    /// A refusal; then nothing has changed. Nobody hears themself.
    pub fn hear(
        &mut self,
        by: Party,
        event: Event,
        circumstances: Circumstances<'_>,
    ) -> Result<Vec<crate::introduction::Effect>, Refusal> {
        if by == self.own {
            return Err(Refusal::NotYours);
        }
        let change = apply(&self.play(circumstances.rules)?, by, &event, circumstances)?;
        self.entries.push(Entry { at: circumstances.now.0, by, event, muted: Vec::new() });
        Ok(change.effects)
    }

    /// Which introduction a file belongs to, and for whom it is. The signature is checked, nothing else.
    ///
    /// # Errors
    /// When it is no such file or was changed.
    pub fn address_of(file: &str) -> Result<(IntroductionId, Party), ExchangeError> {
        let (parcel, _) = open(file)?;
        Ok((parcel.id, parcel.to))
    }

    /// The file for another party, as far as they may know; nothing where there is nothing for them.
    ///
    /// # Errors
    /// As [`Log::play`].
    pub fn file_for(
        &self,
        reader: Party,
        key: &OwnKey,
        now: Timestamp,
        rules: &Rules,
    ) -> Result<Option<String>, Refusal> {
        let state = tick(&self.play(rules)?, now);
        let Some(view) = state.view_for(reader, now).filter(|_| reader != self.own) else { return Ok(None) };
        if state.phase() == Phase::Drafted {
            return Ok(None);
        }
        let parcel = Parcel {
            from: self.own,
            to: reader,
            id: self.id,
            begun: self.begun,
            draft: redacted_draft(&self.draft, &view, reader),
            entries: self.entries.iter().filter_map(|entry| redacted(entry, &view, reader)).collect(),
        };
        let parcel = serde_json::to_string(&parcel).unwrap_or_default();
        let signature = key.sign(Purpose::Introduction, &parcel);
        let envelope = Envelope {
            tertius_introduction: 1,
            parcel,
            key: key.public().to_string(),
            signature: hex::write(&signature),
        };
        Ok(serde_json::to_string_pretty(&envelope).ok())
    }

    /// Takes a file in: the log it leads to. Nothing is taken from a file of which anything is wrong.
    ///
    /// # Errors
    /// An [`ExchangeError`] that says what is wrong.
    pub fn take(own: Option<&Log>, file: &str, now: Timestamp, rules: &Rules) -> Result<Log, ExchangeError> {
        let (parcel, key) = open(file)?;
        let own = match own {
            Some(own) if own.id != parcel.id => return Err(ExchangeError::Another),
            Some(own) if own.own != parcel.to => return Err(ExchangeError::NotForYou(parcel.to.id())),
            Some(own) => own.clone(),
            // A first file reaches the connector from the asker, and the target from the connector.
            None if matches!(
                (parcel.from, parcel.to),
                (Party::Asker, Party::Connector) | (Party::Connector, Party::Target)
            ) =>
            {
                let Parcel { id, to, begun, draft, .. } = parcel.clone();
                Log { id, own: to, begun, draft, entries: Vec::new(), keys: Vec::new() }
            }
            None => return Err(ExchangeError::Another),
        };
        let log = own.with(parcel, key, now)?;
        log.play(rules)?;
        Ok(log)
    }

    fn with(mut self, parcel: Parcel, key: PublicKey, now: Timestamp) -> Result<Log, ExchangeError> {
        let key = key.to_string();
        match self.keys.iter().find(|(party, _)| *party == parcel.from) {
            Some((_, known)) if *known != key => return Err(ExchangeError::WrongKey(parcel.from.id())),
            Some(_) => {}
            None => self.keys.push((parcel.from, key)),
        }
        for entry in parcel.entries {
            let entry = Entry { muted: Vec::new(), ..entry };
            if entry.at > now.0 {
                return Err(ExchangeError::Future);
            }
            let same = |known: &&mut Entry| {
                known.by == entry.by
                    && known.at == entry.at
                    && std::mem::discriminant(&known.event) == std::mem::discriminant(&entry.event)
            };
            match self.entries.iter_mut().find(same) {
                // One's own words stand as one wrote them; of another's, the fuller version counts.
                Some(known) if entry.by != self.own => *known = entry,
                Some(_) => {}
                None if entry.by == self.own => return Err(ExchangeError::SpeaksForYou),
                None if !may_relay(parcel.from, entry.by) => {
                    return Err(ExchangeError::SpeaksForAnother(entry.by.id()));
                }
                None => self.entries.push(entry),
            }
        }
        self.entries.sort_by_key(|entry| entry.at);
        for (party, own, theirs) in [
            (Party::Asker, &mut self.draft.asker, parcel.draft.asker),
            (Party::Connector, &mut self.draft.connector, parcel.draft.connector),
            (Party::Target, &mut self.draft.target, parcel.draft.target),
        ] {
            if party != self.own {
                fill(own, theirs);
            }
        }
        Ok(self)
    }
}

/// The connector stands between the two others, so a file of theirs tells of both; the others speak for themselves.
fn may_relay(from: Party, by: Party) -> bool {
    from == by || from == Party::Connector
}

fn fill(own: &mut Person, theirs: Person) {
    if own.name.is_empty() {
        own.name = theirs.name;
    }
    let is_blank = own.address.as_deref().is_none_or(str::is_empty);
    if is_blank && theirs.address.as_deref().is_some_and(|address| !address.is_empty()) {
        own.address = theirs.address;
    }
}

/// What began it, as far as the reader may know. An address that is there but not for the reader stands as empty.
fn redacted_draft(draft: &Draft, view: &View, reader: Party) -> Draft {
    let person = |person: &Person, shown: &crate::introduction::Shown| Person {
        name: shown.name.clone().unwrap_or_default(),
        address: person.address.as_ref().map(|_| shown.address.clone().unwrap_or_default()),
    };
    let known = match reader {
        Party::Asker => draft.known.clone(),
        _ => Vec::<Field>::new(),
    };
    let mut request = view.request.clone();
    if request.goal.trim().is_empty() && reader == Party::Target {
        request.goal = "an introduction".to_owned();
    }
    Draft {
        asker: person(&draft.asker, &view.asker),
        connector: person(&draft.connector, &view.connector),
        target: person(&draft.target, &view.target),
        known,
        request,
    }
}

/// An event as far as the reader may know; another's no is nothing.
fn redacted(entry: &Entry, view: &View, reader: Party) -> Option<Entry> {
    let mut entry = Entry { muted: Vec::new(), ..entry.clone() };
    let is_own = entry.by == reader;
    match &mut entry.event {
        Event::Decline | Event::NeverAgain if !is_own => return None,
        Event::Withdraw if !is_own && entry.by != Party::Asker => return None,
        // What was edited is in the draft already.
        Event::Edit { .. } if reader != Party::Asker => return None,
        Event::Endorse { words } if reader == Party::Asker => words.clone_from(&view.endorsement),
        Event::Agree { conditions, target_address, .. } if !is_own => {
            if reader == Party::Target {
                conditions.note.clear();
            }
            *target_address = Some(view.target.address.clone().unwrap_or_default());
        }
        _ => {}
    }
    Some(entry)
}

fn open(file: &str) -> Result<(Parcel, PublicKey), ExchangeError> {
    let wrong = ExchangeError::Unreadable;
    if file.len() > MOST_BYTES {
        return Err(wrong("it is too large"));
    }
    let envelope: Envelope = serde_json::from_str(file).map_err(|_| wrong("its form is unknown"))?;
    if envelope.tertius_introduction != 1 {
        return Err(wrong("it is of a newer version of this program"));
    }
    let key = PublicKey::parse(&envelope.key).ok_or(wrong("its key is damaged"))?;
    let signature = hex::read::<64>(&envelope.signature).ok_or(wrong("its signature is damaged"))?;
    if !key.signed(Purpose::Introduction, &envelope.parcel, &signature) {
        return Err(wrong("its signature does not fit"));
    }
    let parcel: Parcel = serde_json::from_str(&envelope.parcel).map_err(|_| wrong("its content is unknown"))?;
    if parcel.entries.len() > MOST_ENTRIES {
        return Err(wrong("it holds too many events"));
    }
    Ok((parcel, key))
}
