//! What one source gave: whom it names, which ties it shows, of which time it speaks.
//!
//! Counted in people, after recognition, so that ten addresses of one person are one; and by the rules of the links:
//! a message or a meeting of more than twenty says nothing about any two of them, and following is a tie where both do.

use crate::gather::{bare_record, card_record, handle_record};
use crate::network::{EGO, Network, PersonIdx};
use rustc_hash::FxHashSet;
use tertius_model::{
    Attendance, Batch, Channel, MentionIdx, Position, RecordId, SourceId, StatedKind, StatedTie, Timestamp,
};
use tertius_store::{StoreError, Vault};

/// Beyond this many people nobody is taken to know anybody.
const CROWD: usize = 20;

/// What a source gave.
#[derive(Default)]
pub(crate) struct Gives {
    people: FxHashSet<PersonIdx>,
    of_ego: FxHashSet<PersonIdx>,
    between: FxHashSet<(PersonIdx, PersonIdx)>,
    followed: FxHashSet<(PersonIdx, PersonIdx)>,
    first: Option<Timestamp>,
    last: Option<Timestamp>,
}

/// Reads a source once more and counts.
pub(crate) fn gives(vault: &Vault, network: &Network, source: SourceId, now: Timestamp) -> Result<Gives, StoreError> {
    let mut gives = Gives::default();
    vault.batches(source, &mut |batch| gives.take(&batch, network, now))?;
    Ok(gives)
}

impl Gives {
    pub(crate) fn people(&self) -> u64 {
        self.people.len() as u64
    }

    pub(crate) fn ties_of_ego(&self) -> u64 {
        self.of_ego.len() as u64
    }

    pub(crate) fn ties_between_others(&self) -> u64 {
        self.between.len() as u64
    }

    /// The first day that the source speaks of.
    pub(crate) fn first(&self) -> Option<String> {
        self.first.map(|time| time.day().to_string())
    }

    /// The last one that is not to come.
    pub(crate) fn last(&self) -> Option<String> {
        self.last.map(|time| time.day().to_string())
    }

    fn take(&mut self, batch: &Batch, network: &Network, now: Timestamp) {
        for card in &batch.cards {
            let person = network.find(card_record(card));
            self.people.extend(person.filter(|&person| person != EGO));
            if let Some(connection) = card.connection {
                self.tie(Some(EGO), person);
                self.seen(connection.since.map(|day| day.start()), now);
            }
        }
        for exchange in batch.exchanges.iter().filter(|exchange| !exchange.bulk) {
            let all = [exchange.from].into_iter().chain(exchange.to.iter().map(|to| to.who));
            let all: Vec<Option<PersonIdx>> = all.map(|who| person(batch, network, exchange.channel, who)).collect();
            self.seen(Some(exchange.time), now);
            // What is said to a room joins the one who says it with each who hears it, and them with nobody.
            let is_room = exchange.channel.is_chat() && exchange.to.len() > 2;
            let with = if is_room { 1 } else { all.len() };
            self.together(&all, with, exchange.size as usize);
        }
        for gathering in &batch.gatherings {
            let there =
                gathering.guests.iter().filter(|guest| guest.attendance != Attendance::No).map(|guest| guest.who);
            let there = there.chain(gathering.organizer);
            let all: Vec<_> = there.map(|who| person(batch, network, Channel::Calendar, who)).collect();
            self.seen(Some(gathering.start), now);
            self.together(&all, all.len(), gathering.size as usize);
        }
        for tie in &batch.stated {
            self.stated(tie, batch, network, now);
        }
    }

    /// In a packet the card of the owner stands at place 0, and everybody else's at the place of the tie.
    fn vouched(&mut self, tie: &StatedTie, batch: &Batch, network: &Network, now: Timestamp) {
        let at = |place: Position| {
            let card = batch.cards.iter().find(|card| card.position == place)?;
            network.find(card_record(card))
        };
        let (owner, other) = (at(Position::Item(0)), at(tie.position));
        self.people.extend([owner, other].into_iter().flatten().filter(|&person| person != EGO));
        self.seen(tie.time, now);
        self.tie(owner, other);
    }

    fn stated(&mut self, tie: &StatedTie, batch: &Batch, network: &Network, now: Timestamp) {
        let channel = match tie.kind {
            StatedKind::Related(_) => Channel::AddressBook,
            StatedKind::Follows => Channel::Social,
            StatedKind::Vouched(_) => return self.vouched(tie, batch, network, now),
            _ => Channel::LinkedIn,
        };
        let a = person(batch, network, channel, tie.a);
        let near = record(batch, channel, 0, tie.a).map_or(0, |record| record.0);
        let b = match tie.b {
            MentionIdx::EGO => Some(EGO),
            who => record(batch, channel, near, who).and_then(|record| network.find(record)),
        };
        self.people.extend([a, b].into_iter().flatten().filter(|&person| person != EGO));
        self.seen(tie.time, now);
        let (Some(a), Some(b)) = (a, b) else { return };
        if tie.kind != StatedKind::Follows {
            return self.tie(Some(a), Some(b));
        }
        self.followed.insert((a, b));
        let other = if a == EGO { b } else { a };
        let with_ego = (a == EGO || b == EGO) && other != EGO && {
            let stated = &network.people[other as usize].stated;
            stated.follows_me && stated.followed_by_me
        };
        if with_ego || self.followed.contains(&(b, a)) {
            self.tie(Some(a), Some(b));
        }
    }

    /// Several people in one message or meeting of a size: the first `n` of them with all who come after.
    fn together(&mut self, all: &[Option<PersonIdx>], n: usize, size: usize) {
        self.people.extend(all.iter().flatten().filter(|&&person| person != EGO));
        if size > CROWD {
            return;
        }
        for (at, one) in all.iter().enumerate().take(n) {
            all[at + 1..].iter().for_each(|other| self.tie(*one, *other));
        }
    }

    fn tie(&mut self, a: Option<PersonIdx>, b: Option<PersonIdx>) {
        match (a, b) {
            (Some(EGO), Some(EGO)) | (None, _) | (_, None) => {}
            (Some(EGO), Some(other)) | (Some(other), Some(EGO)) => drop(self.of_ego.insert(other)),
            (Some(a), Some(b)) if a != b => drop(self.between.insert((a.min(b), a.max(b)))),
            _ => {}
        }
    }

    fn seen(&mut self, time: Option<Timestamp>, now: Timestamp) {
        if let Some(time) = time.filter(|&time| time <= now) {
            self.first = Some(self.first.map_or(time, |first| first.min(time)));
            self.last = self.last.max(Some(time));
        }
    }
}

fn record(batch: &Batch, channel: Channel, near: u64, who: MentionIdx) -> Option<RecordId> {
    let mention = batch.mention(who)?;
    Some(match &mention.handle {
        Some(handle) => handle_record(handle),
        None => bare_record(channel, near, &mention.name),
    })
}

/// The person behind a party; `None` for what is nobody.
fn person(batch: &Batch, network: &Network, channel: Channel, who: MentionIdx) -> Option<PersonIdx> {
    match who {
        MentionIdx::EGO => Some(EGO),
        who => network.find(record(batch, channel, 0, who)?),
    }
}
