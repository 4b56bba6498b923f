//! Observations: what one source says, never edited. A card, an exchange, a gathering, a stated tie, a fact about ego.

use crate::{Day, Handle, Key, PartialDate, Platform, StatedKind, Timestamp};
use std::fmt;

/// Where in its source an observation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// A line, counted from 1.
    Line(u64),
    /// A byte offset, counted from 0.
    Byte(u64),
    /// The n-th card, event or message, counted from 1.
    Item(u64),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Position::Line(at) => write!(f, "line {at}"),
            Position::Byte(at) => write!(f, "byte {at}"),
            Position::Item(at) => write!(f, "item {at}"),
        }
    }
}

/// How one record names somebody: a handle, a display name, or both. Never both empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mention {
    /// The address, when the record gives one.
    pub handle: Option<Handle>,
    /// The name as written, trimmed; may be empty.
    pub name: String,
}

/// Somebody in an observation: ego, or a mention.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// The owner of the source, where the source itself says so.
    Ego,
    /// Anybody else (or ego, recognised later by handle).
    Who(Mention),
}

/// An index into [`Batch::mentions`], or ego.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MentionIdx(pub u32);

impl MentionIdx {
    /// Stands for [`Party::Ego`].
    pub const EGO: MentionIdx = MentionIdx(u32::MAX);
}

/// A person's name as a card gives it; any part may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName {
    /// The whole name in the order the card shows it. Filled from the parts when the card has parts only.
    pub full: String,
    /// Given name.
    pub given: String,
    /// Middle or additional names.
    pub middle: String,
    /// Family name.
    pub family: String,
    /// Nickname.
    pub nickname: String,
    /// Family name before a marriage.
    pub maiden: String,
}

/// One position in somebody's career.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Job {
    /// The employer's name as written.
    pub employer: String,
    /// The title as written.
    pub title: String,
    /// When it began.
    pub from: Option<PartialDate>,
    /// When it ended; `None` for now or unknown.
    pub to: Option<PartialDate>,
}

/// A birthday; the year is often unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birthday {
    /// Year, when known.
    pub year: Option<i32>,
    /// Month, 1-12.
    pub month: u8,
    /// Day of month, 1-31.
    pub day: u8,
}

/// A confirmed connection of ego on a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Connection {
    /// Where.
    pub platform: Platform,
    /// Since when.
    pub since: Option<Day>,
}

/// One record about one person: a row of an address book, a vCard, a LinkedIn connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Names the record across successive exports of the same book, as far as the format allows.
    pub key: Key,
    /// Where it stands.
    pub position: Position,
    /// The name.
    pub name: PersonName,
    /// Addresses, in the order of the card, without repeats.
    pub handles: Vec<Handle>,
    /// Employers and titles.
    pub jobs: Vec<Job>,
    /// City, region or country as written; may be empty.
    pub place: String,
    /// Birthday.
    pub birthday: Option<Birthday>,
    /// Groups or labels of the address book ("Friends", "Climbing"), without the system ones.
    pub groups: Vec<String>,
    /// The owner's note about the person; may be empty.
    pub note: String,
    /// Set when the card is a confirmed connection of ego on a platform.
    pub connection: Option<Connection>,
    /// When the card itself says it was last changed.
    pub revised: Option<Timestamp>,
}

/// How a message or meeting travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// E-mail.
    Mail,
    /// Messages on LinkedIn.
    LinkedIn,
    /// A calendar.
    Calendar,
    /// An address book.
    AddressBook,
    /// Messages in a work place's or community's chat, and direct messages on a network.
    Chat,
    /// Public posts that name somebody, on a network.
    Social,
    /// WhatsApp.
    WhatsApp,
    /// Telegram.
    Telegram,
    /// Messages on Facebook, which are Messenger's.
    Messenger,
    /// Messages on Instagram.
    Instagram,
    /// Signal.
    Signal,
    /// Text messages between phones.
    Sms,
    /// Phone calls.
    Call,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Channel; 13] = [
        Channel::Mail,
        Channel::LinkedIn,
        Channel::Calendar,
        Channel::AddressBook,
        Channel::Chat,
        Channel::Social,
        Channel::WhatsApp,
        Channel::Telegram,
        Channel::Messenger,
        Channel::Instagram,
        Channel::Signal,
        Channel::Sms,
        Channel::Call,
    ];

    /// Whether people talk there in lasting groups, where a message is said to the room and not to each one in it.
    pub fn is_chat(self) -> bool {
        match self {
            Channel::Mail
            | Channel::LinkedIn
            | Channel::Calendar
            | Channel::AddressBook
            | Channel::Social
            | Channel::Call => false,
            Channel::Chat
            | Channel::WhatsApp
            | Channel::Telegram
            | Channel::Messenger
            | Channel::Instagram
            | Channel::Signal
            | Channel::Sms => true,
        }
    }

    /// The word on screens and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Channel::Mail => "mail",
            Channel::LinkedIn => "linkedin",
            Channel::Calendar => "calendar",
            Channel::AddressBook => "address book",
            Channel::Chat => "chat",
            Channel::Social => "public posts",
            Channel::WhatsApp => "whatsapp",
            Channel::Telegram => "telegram",
            Channel::Messenger => "messenger",
            Channel::Instagram => "instagram",
            Channel::Signal => "signal",
            Channel::Sms => "sms",
            Channel::Call => "call",
        }
    }
}

/// How a recipient was addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Addressed directly.
    To,
    /// Copied.
    Copy,
}

/// One recipient of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipient {
    /// Who.
    pub who: MentionIdx,
    /// How addressed.
    pub part: Part,
}

/// One message from one party to some others. Its text is never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The message's identity: two copies of one message have one key.
    pub key: Key,
    /// Where it stands.
    pub position: Position,
    /// When it was sent.
    pub time: Timestamp,
    /// How it travelled.
    pub channel: Channel,
    /// Who sent it.
    pub from: MentionIdx,
    /// To whom; at least one. Of a crowd the importer lists only some.
    pub to: Vec<Recipient>,
    /// How many it was addressed to, also where not all of them are listed in `to`.
    pub size: u32,
    /// The conversation it belongs to; equal keys are one conversation.
    pub thread: Key,
    /// Set for mailing lists, newsletters, robots: no exchange between people, kept only for profiling addresses.
    pub bulk: bool,
}

/// What an invited person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attendance {
    /// Accepted, or the organiser.
    Yes,
    /// Tentative, or no answer yet.
    Open,
    /// Declined.
    No,
}

/// One invited person at a gathering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guest {
    /// Who.
    pub who: MentionIdx,
    /// What they said.
    pub attendance: Attendance,
}

/// One occurrence of a meeting. Its title and text are never kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathering {
    /// The event's identity and the occurrence's start.
    pub key: Key,
    /// Where the event stands.
    pub position: Position,
    /// When it began.
    pub start: Timestamp,
    /// How long it was planned to last, in minutes.
    pub minutes: u32,
    /// How many people were invited, also where not all of them are listed in `guests`.
    pub size: u32,
    /// Who organised it.
    pub organizer: Option<MentionIdx>,
    /// The invited people, without rooms; the importer keeps at most its cap.
    pub guests: Vec<Guest>,
}

/// A tie that somebody stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedTie {
    /// Its identity.
    pub key: Key,
    /// Where it stands.
    pub position: Position,
    /// The one who acted: invited, endorsed, recommended, wrote the relation down.
    pub a: MentionIdx,
    /// The other.
    pub b: MentionIdx,
    /// What was stated.
    pub kind: StatedKind,
    /// When.
    pub time: Option<Timestamp>,
}

/// What a source says about its owner.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OwnFact {
    /// An address that the source states as the owner's.
    Handle(Handle),
    /// An address that looks like the owner's: `votes` of `of` records point to it.
    LikelyHandle {
        /// The address.
        handle: Handle,
        /// Records that point to it.
        votes: u64,
        /// Records looked at.
        of: u64,
    },
    /// The owner's name.
    Name(String),
    /// One of the owner's jobs.
    Job(Job),
    /// Where the owner studied.
    School(Job),
}

/// A run of observations from one source; the unit that the vault stores.
///
/// Mentions repeat from message to message, so exchanges, gatherings and stated ties point into one list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Who is mentioned, each once.
    pub mentions: Vec<Mention>,
    /// Cards.
    pub cards: Vec<Card>,
    /// Exchanges.
    pub exchanges: Vec<Exchange>,
    /// Gatherings.
    pub gatherings: Vec<Gathering>,
    /// Stated ties.
    pub stated: Vec<StatedTie>,
    /// Facts about ego.
    pub own: Vec<OwnFact>,
}

impl Batch {
    /// How many observations it holds.
    pub fn len(&self) -> usize {
        self.cards.len() + self.exchanges.len() + self.gatherings.len() + self.stated.len() + self.own.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The mention behind an index; `None` for ego.
    pub fn mention(&self, idx: MentionIdx) -> Option<&Mention> {
        self.mentions.get(idx.0 as usize)
    }
}
