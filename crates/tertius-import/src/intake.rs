//! Collects what a format reads: interns mentions, cuts batches, counts what was skipped and why.

use crate::ReadError;
use rustc_hash::FxHashMap;
use tertius_model::{
    Attendance, Batch, Card, Channel, Exchange, Gathering, Guest, Key, Mention, MentionIdx, OwnFact, Part, Party,
    Position, Recipient, StatedKind, StatedTie, Timestamp,
};
use tertius_tribe::{Audience, Owner, PacketId, Revocation};

/// Skipped records whose position is kept; beyond that they are only counted.
const SKIPS_KEPT: usize = 1_000;
/// Conclusions that are told; more of them would be no help.
const NOTES_KEPT: usize = 20;
/// A batch is cut after this many observations at the latest.
const BATCH_MAX: usize = 8_192;
/// On average one observation in this many ends a batch, chosen by its key, so that a grown file repeats its old batches.
const BATCH_CUT: u128 = 4_096;

/// What a format may know about the world.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The source's path as shown to the user; a hint only (a mailbox named "Sent").
    pub path: &'a str,
    /// The moment of the import: dates after it plus a day are wrong.
    pub now: Timestamp,
}

/// One record that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it stands.
    pub position: Position,
    /// Why, lower case, no full stop.
    pub reason: String,
    /// The file of a folder of messages, for the report alone: it often repeats the subject, which is never kept.
    pub member: Option<String>,
}

/// What a friend's file says about itself: under which terms it holds, or which packet it takes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PacketFact {
    /// It is a packet.
    Shares {
        /// Its number.
        id: PacketId,
        /// Who shares.
        owner: Owner,
        /// For whom it is.
        audience: Audience,
        /// When it was made.
        made: Timestamp,
        /// When it ends.
        expires: Timestamp,
    },
    /// It takes a packet back.
    Revokes(Revocation),
}

/// What came of reading one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Records looked at, taken or not.
    pub records: u64,
    /// Cards taken.
    pub cards: u64,
    /// Exchanges taken.
    pub exchanges: u64,
    /// Gatherings taken.
    pub gatherings: u64,
    /// Stated ties taken.
    pub stated: u64,
    /// Facts about ego taken.
    pub own: u64,
    /// Records not taken, the first thousand.
    pub skipped: Vec<Skipped>,
    /// How many records were not taken.
    pub n_skipped: u64,
    /// What was concluded from the whole file and could be wrong, such as the order of day and month; sentences
    /// without a capital and a full stop.
    pub notes: Vec<String>,
    /// The latest moment that the content speaks of and that is not after the import.
    pub latest: Option<Timestamp>,
    /// Set for a friend's packet or revocation.
    pub packet: Option<PacketFact>,
}

impl Outcome {
    /// Whether nothing at all was taken.
    pub fn is_empty(&self) -> bool {
        self.cards + self.exchanges + self.gatherings + self.stated + self.own == 0
    }
}

/// An exchange as a format reads it, before its parties are interned.
#[derive(Clone, Debug)]
pub struct ExchangeDraft {
    /// See [`Exchange::key`].
    pub key: Key,
    /// See [`Exchange::position`].
    pub position: Position,
    /// See [`Exchange::time`].
    pub time: Timestamp,
    /// See [`Exchange::channel`].
    pub channel: Channel,
    /// The sender.
    pub from: Party,
    /// The recipients.
    pub to: Vec<(Party, Part)>,
    /// See [`Exchange::thread`].
    pub thread: Key,
    /// See [`Exchange::bulk`].
    pub bulk: bool,
}

/// A gathering as a format reads it.
#[derive(Clone, Debug)]
pub struct GatheringDraft {
    /// See [`Gathering::key`].
    pub key: Key,
    /// See [`Gathering::position`].
    pub position: Position,
    /// See [`Gathering::start`].
    pub start: Timestamp,
    /// See [`Gathering::minutes`].
    pub minutes: u32,
    /// See [`Gathering::size`].
    pub size: u32,
    /// The organiser.
    pub organizer: Option<Party>,
    /// The invited people.
    pub guests: Vec<(Party, Attendance)>,
}

/// A stated tie as a format reads it.
#[derive(Clone, Debug)]
pub struct StatedDraft {
    /// See [`StatedTie::key`].
    pub key: Key,
    /// See [`StatedTie::position`].
    pub position: Position,
    /// The one who acted.
    pub a: Party,
    /// The other.
    pub b: Party,
    /// What was stated.
    pub kind: StatedKind,
    /// When.
    pub time: Option<Timestamp>,
}

/// Where a format puts what it reads. Full batches go to the caller at once, so memory stays bounded.
pub struct Intake<'a> {
    batch: Batch,
    interned: FxHashMap<Mention, MentionIdx>,
    outcome: Outcome,
    now: Timestamp,
    emit: &'a mut dyn FnMut(Batch),
}

impl<'a> Intake<'a> {
    /// Starts a source; `emit` receives each full batch.
    pub fn new(now: Timestamp, emit: &'a mut dyn FnMut(Batch)) -> Intake<'a> {
        Intake { batch: Batch::default(), interned: FxHashMap::default(), outcome: Outcome::default(), now, emit }
    }

    /// Hands over the last batch.
    pub fn finish(mut self) -> Outcome {
        self.flush();
        self.outcome
    }

    /// Counts one record as looked at. Every record is counted once, taken or skipped.
    pub fn record(&mut self) {
        self.outcome.records += 1;
    }

    /// Notes that a record (already counted with [`Intake::record`]) was not taken.
    pub fn skip(&mut self, position: Position, reason: impl Into<String>) {
        self.outcome.n_skipped += 1;
        if self.outcome.skipped.len() < SKIPS_KEPT {
            self.outcome.skipped.push(Skipped { position, reason: reason.into(), member: None });
        }
    }

    /// As [`Intake::skip`], for one file of a folder of messages.
    pub fn skip_member(&mut self, position: Position, member: &str, reason: impl Into<String>) {
        self.skip(position, reason);
        if let Some(skipped) = self.outcome.skipped.last_mut().filter(|skipped| skipped.position == position) {
            skipped.member = (!member.is_empty()).then(|| member.to_owned());
        }
    }

    /// Notes a malformed part of a source that was otherwise read.
    pub fn skip_error(&mut self, error: &ReadError) {
        let position = match error {
            ReadError::Io { position, .. } | ReadError::Malformed { position, .. } => *position,
        };
        self.skip(position, error.to_string());
    }

    /// Tells what was concluded from the whole file, once each.
    pub fn note(&mut self, text: impl Into<String>) {
        let text = text.into();
        if self.outcome.notes.len() < NOTES_KEPT && !self.outcome.notes.contains(&text) {
            self.outcome.notes.push(text);
        }
    }

    /// Notes a moment that the content speaks of; moments in the future are ignored.
    pub fn seen(&mut self, time: Timestamp) {
        if time <= self.now {
            self.outcome.latest = self.outcome.latest.max(Some(time));
        }
    }

    /// Takes a card.
    pub fn card(&mut self, card: Card) {
        if let Some(since) = card.connection.and_then(|connection| connection.since) {
            self.seen(since.start());
        }
        if let Some(revised) = card.revised {
            self.seen(revised);
        }
        let key = card.key;
        self.batch.cards.push(card);
        self.outcome.cards += 1;
        self.cut(key);
    }

    /// Takes an exchange; the caller has made sure that it has a recipient.
    pub fn exchange(&mut self, draft: ExchangeDraft) {
        let size = draft.to.len() as u32;
        self.exchange_in_crowd(draft, size);
    }

    /// As [`Intake::exchange`], where it was addressed to `size` and the draft lists only some of them.
    pub fn exchange_in_crowd(&mut self, draft: ExchangeDraft, size: u32) {
        let ExchangeDraft { key, position, time, channel, from, to, thread, bulk } = draft;
        let from = self.intern(from);
        let to: Vec<Recipient> =
            to.into_iter().map(|(party, part)| Recipient { who: self.intern(party), part }).collect();
        self.batch.exchanges.push(Exchange { key, position, time, channel, from, to, size, thread, bulk });
        self.outcome.exchanges += 1;
        self.seen(time);
        self.cut(key);
    }

    /// Takes a gathering.
    pub fn gathering(&mut self, draft: GatheringDraft) {
        let GatheringDraft { key, position, start, minutes, size, organizer, guests } = draft;
        let organizer = organizer.map(|party| self.intern(party));
        let guests =
            guests.into_iter().map(|(party, attendance)| Guest { who: self.intern(party), attendance }).collect();
        self.batch.gatherings.push(Gathering { key, position, start, minutes, size, organizer, guests });
        self.outcome.gatherings += 1;
        self.seen(start);
        self.cut(key);
    }

    /// Takes a stated tie.
    pub fn stated(&mut self, draft: StatedDraft) {
        let StatedDraft { key, position, a, b, kind, time } = draft;
        let (a, b) = (self.intern(a), self.intern(b));
        self.batch.stated.push(StatedTie { key, position, a, b, kind, time });
        self.outcome.stated += 1;
        if let Some(time) = time {
            self.seen(time);
        }
        self.cut(key);
    }

    /// Tells that the source is a friend's packet or revocation.
    pub fn packet(&mut self, fact: PacketFact) {
        self.outcome.packet = Some(fact);
    }

    /// Takes a fact about ego.
    pub fn own(&mut self, fact: OwnFact) {
        self.batch.own.push(fact);
        self.outcome.own += 1;
    }

    fn intern(&mut self, party: Party) -> MentionIdx {
        let Party::Who(mention) = party else { return MentionIdx::EGO };
        if let Some(&idx) = self.interned.get(&mention) {
            return idx;
        }
        let idx = MentionIdx(self.batch.mentions.len() as u32);
        self.batch.mentions.push(mention.clone());
        self.interned.insert(mention, idx);
        idx
    }

    fn cut(&mut self, last: Key) {
        let n = self.batch.len();
        if n >= BATCH_MAX || (n >= BATCH_MAX / 16 && last.0.is_multiple_of(BATCH_CUT)) {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.batch.is_empty() {
            self.interned.clear();
            (self.emit)(std::mem::take(&mut self.batch));
        }
    }
}
