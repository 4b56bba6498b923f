//! Conversations: what every export of a chat has in common, from who said what and when to exchanges.
//!
//! A message is an exchange from its author to everybody else who is in the conversation. Up to [`LISTED_MAX`] others
//! are listed on every message. In a larger crowd a message is listed as going to ego alone, because a thousand names
//! on each of a million messages say nothing about any two of them; the size of the crowd stands beside, so that a
//! group of three weighs more than one of three thousand. The first message of a crowd lists its members once.
//!
//! Where the export does not say which member is its owner, ego stands among the recipients as well: the owner is in
//! the conversation, under one of its names.

use crate::{ExchangeDraft, Intake};
use rustc_hash::FxHashMap;
use tertius_model::{Channel, Handle, Key, Mention, Part, Party, Position, Timestamp};

/// Others listed on every message; in a larger crowd nobody is taken to know anybody.
const LISTED_MAX: usize = 20;
/// Members of a crowd listed once.
const CROWD_LISTED_MAX: usize = 1_000;
/// Messages held until the members are known; beyond that the members known so far count.
const HELD_MAX: usize = 500_000;

/// A member, by their place in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct MemberIdx(u32);

/// One message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) by: MemberIdx,
    pub(super) time: Timestamp,
    pub(super) position: Position,
    /// What makes it this message: an id, or what stands in for one.
    pub(super) key: Key,
}

/// One conversation while it is read.
pub(super) struct Conversation {
    channel: Channel,
    thread: Key,
    members: Vec<Member>,
    by_identity: FxHashMap<Identity, MemberIdx>,
    ego: Option<MemberIdx>,
    n_stated: u32,
    held: Vec<Said>,
    crowd_is_listed: bool,
}

struct Member {
    who: Mention,
    n_said: u32,
    is_robot: bool,
}

#[derive(PartialEq, Eq, Hash)]
enum Identity {
    Ego,
    Handle(Handle),
    Name(String),
}

impl Conversation {
    pub(super) fn new(channel: Channel, thread: Key) -> Conversation {
        Conversation {
            channel,
            thread,
            members: Vec::new(),
            by_identity: FxHashMap::default(),
            ego: None,
            n_stated: 0,
            held: Vec::new(),
            crowd_is_listed: false,
        }
    }

    /// The member that this is, a new one where needed. Of several names for one handle the first counts.
    pub(super) fn member(&mut self, party: Party) -> MemberIdx {
        let identity = match &party {
            Party::Ego => Identity::Ego,
            Party::Who(Mention { handle: Some(handle), .. }) => Identity::Handle(handle.clone()),
            Party::Who(Mention { handle: None, name }) => Identity::Name(name.clone()),
        };
        let next = MemberIdx(self.members.len() as u32);
        let idx = *self.by_identity.entry(identity).or_insert(next);
        if idx == next {
            let who = match party {
                Party::Ego => Mention { handle: None, name: String::new() },
                Party::Who(who) => who,
            };
            self.members.push(Member { who, n_said: 0, is_robot: false });
            if self.by_identity.get(&Identity::Ego) == Some(&idx) {
                self.ego = Some(idx);
            }
        } else if let Party::Who(Mention { name, .. }) = party
            && self.members[idx.0 as usize].who.name.is_empty()
        {
            self.members[idx.0 as usize].who.name = name;
        }
        idx
    }

    /// Says which member is the export's owner.
    pub(super) fn ego_is(&mut self, idx: MemberIdx) {
        self.ego = Some(idx);
    }

    /// Says that a member is a program.
    pub(super) fn is_robot(&mut self, idx: MemberIdx) {
        self.members[idx.0 as usize].is_robot = true;
    }

    /// Says how many members there are, ego included.
    pub(super) fn has_members(&mut self, n: u32) {
        self.n_stated = self.n_stated.max(n);
    }

    /// Who a member is.
    pub(super) fn who(&self, idx: MemberIdx) -> &Mention {
        &self.members[idx.0 as usize].who
    }

    /// Says which conversation it is, where that is known late.
    pub(super) fn is_thread(&mut self, thread: Key) {
        self.thread = thread;
    }

    /// Which conversation it is.
    pub(super) fn thread(&self) -> Key {
        self.thread
    }

    /// Whether a member bears this name.
    pub(super) fn has_name(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.who.name == name)
    }

    /// Takes one message, whose record was counted.
    pub(super) fn say(&mut self, said: Said, intake: &mut Intake<'_>) {
        self.members[said.by.0 as usize].n_said += 1;
        self.held.push(said);
        if self.held.len() >= HELD_MAX {
            self.tell(intake);
        }
    }

    /// Hands the messages over, with the members known so far.
    pub(super) fn tell(&mut self, intake: &mut Intake<'_>) {
        let held = std::mem::take(&mut self.held);
        let n_others = (self.members.len() as u32).max(self.n_stated).saturating_sub(1).max(1);
        let is_crowd = self.members.len() > LISTED_MAX + 1;
        let lively = if is_crowd { self.liveliest() } else { Vec::new() };
        for said in held {
            let to = if !is_crowd {
                self.everybody_but(said.by, LISTED_MAX)
            } else if !self.crowd_is_listed {
                self.crowd_is_listed = true;
                self.everybody_but(said.by, CROWD_LISTED_MAX)
            } else if self.ego == Some(said.by) {
                lively.iter().filter(|idx| **idx != said.by).map(|&idx| self.party(idx)).collect()
            } else {
                vec![Party::Ego]
            };
            if to.is_empty() {
                intake.skip(said.position, "nobody but you is in this conversation");
                continue;
            }
            let author = &self.members[said.by.0 as usize];
            let draft = ExchangeDraft {
                key: said.key,
                position: said.position,
                time: said.time,
                channel: self.channel,
                from: self.party(said.by),
                to: to.into_iter().map(|party| (party, Part::To)).collect(),
                thread: self.thread,
                bulk: author.is_robot,
            };
            intake.exchange_in_crowd(draft, n_others);
        }
    }

    /// Everybody but the author; ego too where no member is known to be ego.
    fn everybody_but(&self, author: MemberIdx, most: usize) -> Vec<Party> {
        let others = (0..self.members.len() as u32).map(MemberIdx).filter(|idx| *idx != author);
        let mut to: Vec<Party> = others.take(most).map(|idx| self.party(idx)).collect();
        if self.ego.is_none() || (self.ego != Some(author) && !to.contains(&Party::Ego)) {
            to.push(Party::Ego);
        }
        to
    }

    /// The members who said most, as ego's own words in a crowd are to somebody.
    fn liveliest(&self) -> Vec<MemberIdx> {
        let mut all: Vec<MemberIdx> = (0..self.members.len() as u32).map(MemberIdx).collect();
        all.sort_by_key(|idx| std::cmp::Reverse(self.members[idx.0 as usize].n_said));
        all.truncate(LISTED_MAX);
        all
    }

    fn party(&self, idx: MemberIdx) -> Party {
        if self.ego == Some(idx) { Party::Ego } else { Party::Who(self.members[idx.0 as usize].who.clone()) }
    }
}

/// Messages that nothing tells apart, such as three times "ok" within a minute, by how many there were before.
#[derive(Default)]
pub(super) struct Repeats {
    moment: Timestamp,
    seen: FxHashMap<Key, u32>,
}

impl Repeats {
    /// The key of one more message of that moment that says the same as others, given what they share.
    pub(super) fn key(&mut self, moment: Timestamp, shared: Key) -> Key {
        if moment != self.moment {
            self.seen.clear();
            self.moment = moment;
        }
        let n = self.seen.entry(shared).or_default();
        *n += 1;
        Key::of([shared.0.to_le_bytes().as_slice(), &n.to_le_bytes()])
    }
}

/// Somebody known by a name alone; `None` where there is none.
pub(super) fn named(name: &str) -> Option<Mention> {
    let name = name.trim();
    (!name.is_empty()).then(|| Mention { handle: None, name: name.to_owned() })
}

/// Somebody known by what stands in place of a name: a phone number where it is one.
pub(super) fn named_or_numbered(text: &str) -> Option<Mention> {
    let is_number = |c: char| c.is_numeric() || c.is_whitespace() || "+-()./".contains(c);
    let handle = if text.chars().all(is_number) { Handle::phone(text) } else { None };
    match handle {
        Some(handle) => Some(Mention { handle: Some(handle), name: String::new() }),
        None => named(text),
    }
}
