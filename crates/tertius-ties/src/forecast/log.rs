//! Exchanges sorted by pair and time, once, so that every earlier moment is a prefix of each pair's events.
//!
//! Cost: O(m) for up to two million exchanges in order of time; O(m log m) for more, or out of order. Memory: 16 bytes an
//! exchange and some 60 a pair, and while it is made 24 to 48 bytes an exchange more.

use crate::contact::{Contact, Share, Toward};
use crate::parameters::{ANSWER_DAYS, DAY, PERSONAL_RECIPIENTS};
use tertius_model::{Channel, Timestamp};

/// A person in a log: 0, 1, 2 … without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIdx(pub u32);

impl PersonIdx {
    /// As a place in a list.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// One message as one recipient got it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exchange {
    /// Who wrote.
    pub from: PersonIdx,
    /// Who got it.
    pub to: PersonIdx,
    /// When.
    pub time: Timestamp,
    /// How many got the same message; zero is taken as one.
    pub n_recipients: u32,
    /// How it travelled. What a calendar tells is contact, but neither asks nor answers.
    pub channel: Channel,
}

/// An exchange of a known pair.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub time: i64,
    pub n_recipients: u32,
    pub channel: Channel,
    /// Whether it is the pair's first of its day.
    pub opens_day: bool,
    pub asks: Asks,
}

/// Whether a message asks, and what came of it: the first personal message of each day asks; any message back within
/// [`ANSWER_DAYS`] answers. Known once that time is up, whenever it is looked at later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    Nothing,
    InVain,
    Answered,
}

impl Event {
    /// Whether it can ask or answer.
    pub fn is_message(&self) -> bool {
        self.channel != Channel::Calendar
    }

    fn contact(&self, toward: Toward) -> Contact {
        Contact {
            time: Timestamp(self.time),
            toward: if self.is_message() { toward } else { Toward::Both },
            share: Share::among(self.n_recipients),
            channel: self.channel,
        }
    }
}

/// All that one person sent to one other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub from: PersonIdx,
    pub to: PersonIdx,
    /// Its events: from here to the next pair's.
    pub start: u32,
    pub end: u32,
}

/// Somebody whom a person ever wrote to or heard from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbour {
    pub them: PersonIdx,
    /// What the person sent them.
    pub sent: Option<PairIdx>,
    /// What they sent the person.
    pub received: Option<PairIdx>,
}

/// A place in the list of directed pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PairIdx(u32);

impl PairIdx {
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// A message to 2 up to 20 people: they have seen each other's names.
#[derive(Clone, Copy, Debug)]
pub(super) struct Message {
    pub time: i64,
    /// Its recipients: from here to `end`.
    pub start: u32,
    pub end: u32,
}

/// Every exchange there was, in an order that serves every question.
#[derive(Debug)]
pub struct ExchangeLog {
    n_people: usize,
    events: Vec<Event>,
    pairs: Vec<Pair>,
    /// First pair of each sender, and one past the last.
    sent_starts: Vec<u32>,
    neighbours: Vec<Neighbour>,
    neighbour_starts: Vec<u32>,
    messages: Vec<Message>,
    recipients: Vec<PersonIdx>,
    /// For each person the messages to several that they got.
    got: Vec<u32>,
    got_starts: Vec<u32>,
    first: i64,
    last: i64,
}

/// A message to more people than this introduces nobody.
const TOGETHER_RECIPIENTS: u32 = 20;

impl ExchangeLog {
    /// Takes exchanges in any order; `n_people` is at least one more than the greatest index in them.
    pub fn new(mut exchanges: Vec<Exchange>, n_people: usize) -> ExchangeLog {
        if !exchanges.is_sorted_by_key(|exchange| exchange.time) {
            exchanges.sort_unstable_by_key(|exchange| exchange.time);
        }
        let (first, last) = (exchanges.first().map_or(0, |e| e.time.0), exchanges.last().map_or(0, |e| e.time.0));
        let (messages, recipients) = messages(&exchanges, n_people);
        let (pairs, mut events) = events_by_pair(by_pair(exchanges, n_people));
        let sent_starts = starts(n_people, pairs.iter().map(|pair| pair.from.place()));
        let (neighbours, neighbour_starts) = neighbours(n_people, &pairs, &sent_starts);
        mark_asks(&mut events, &pairs, &neighbours);
        let got_starts = starts(n_people, recipients.iter().map(|person| person.place()));
        let mut next = got_starts.clone();
        let mut got = vec![0; recipients.len()];
        for (idx, message) in messages.iter().enumerate() {
            for person in &recipients[message.start as usize..message.end as usize] {
                got[next[person.place()] as usize] = idx as u32;
                next[person.place()] += 1;
            }
        }
        ExchangeLog {
            n_people,
            events,
            pairs,
            sent_starts,
            neighbours,
            neighbour_starts,
            messages,
            recipients,
            got,
            got_starts,
            first,
            last,
        }
    }

    /// How many people.
    pub fn n_people(&self) -> usize {
        self.n_people
    }

    /// The first and the last exchange; the epoch twice when there is none.
    pub fn span(&self) -> (Timestamp, Timestamp) {
        (Timestamp(self.first), Timestamp(self.last))
    }

    /// Calls for every pair that had exchanged anything by a moment, once, the lesser index first, with what is between
    /// them in order of time. The first of the two is taken as ego.
    pub fn contacts_of_couples(&self, until: Timestamp, mut each: impl FnMut(PersonIdx, PersonIdx, &[Contact])) {
        let mut contacts = Vec::new();
        for ego in (0..self.n_people).map(|place| PersonIdx(place as u32)) {
            for other in self.neighbours(ego).iter().filter(|other| other.them > ego) {
                contacts.clear();
                for (pair, toward) in [(other.sent, Toward::Them), (other.received, Toward::Ego)] {
                    let Some(pair) = pair else { continue };
                    let known = self.events(self.pair(pair)).iter().take_while(|event| event.time <= until.0);
                    contacts.extend(known.map(|event| event.contact(toward)));
                }
                // A meeting stands in both directions.
                contacts.sort_unstable();
                contacts.dedup_by(|a, b| a.toward == Toward::Both && a == b);
                if !contacts.is_empty() {
                    each(ego, other.them, &contacts);
                }
            }
        }
    }

    pub(super) fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    pub(super) fn events(&self, pair: &Pair) -> &[Event] {
        &self.events[pair.start as usize..pair.end as usize]
    }

    pub(super) fn pair(&self, idx: PairIdx) -> &Pair {
        &self.pairs[idx.place()]
    }

    pub(super) fn find(&self, from: PersonIdx, to: PersonIdx) -> Option<PairIdx> {
        let start = *self.sent_starts.get(from.place())?;
        let end = *self.sent_starts.get(from.place() + 1)?;
        let row = &self.pairs[start as usize..end as usize];
        row.binary_search_by_key(&to, |pair| pair.to).ok().map(|at| PairIdx(start + at as u32))
    }

    /// Everybody a person ever exchanged anything with, by rising index.
    pub(super) fn neighbours(&self, person: PersonIdx) -> &[Neighbour] {
        row(&self.neighbours, &self.neighbour_starts, person)
    }

    /// The messages to several that a person got.
    pub(super) fn got(&self, person: PersonIdx) -> impl Iterator<Item = (&Message, &[PersonIdx])> {
        row(&self.got, &self.got_starts, person).iter().map(|idx| {
            let message = &self.messages[*idx as usize];
            (message, &self.recipients[message.start as usize..message.end as usize])
        })
    }
}

fn row<'r, T>(all: &'r [T], starts: &[u32], person: PersonIdx) -> &'r [T] {
    match (starts.get(person.place()), starts.get(person.place() + 1)) {
        (Some(start), Some(end)) => &all[*start as usize..*end as usize],
        _ => &[],
    }
}

/// Where each place's row begins when items are grouped by place; one entry more than places.
fn starts(n: usize, places: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut starts = vec![0u32; n + 1];
    for place in places {
        starts[place + 1] += 1;
    }
    for place in 0..n {
        starts[place + 1] += starts[place];
    }
    starts
}

/// Joins what each person sent and received; both lists are sorted, so they are merged.
fn neighbours(n_people: usize, pairs: &[Pair], sent_starts: &[u32]) -> (Vec<Neighbour>, Vec<u32>) {
    let received_starts = starts(n_people, pairs.iter().map(|pair| pair.to.place()));
    let mut next = received_starts.clone();
    let mut received = vec![0u32; pairs.len()];
    for (idx, pair) in pairs.iter().enumerate() {
        received[next[pair.to.place()] as usize] = idx as u32;
        next[pair.to.place()] += 1;
    }
    let mut all = Vec::with_capacity(pairs.len() * 2);
    let mut all_starts = Vec::with_capacity(n_people + 1);
    all_starts.push(0);
    for person in 0..n_people {
        let mut sent = (sent_starts[person]..sent_starts[person + 1]).peekable();
        let mut got =
            received[received_starts[person] as usize..received_starts[person + 1] as usize].iter().peekable();
        loop {
            let to = sent.peek().map(|idx| pairs[*idx as usize].to);
            let from = got.peek().map(|idx| pairs[**idx as usize].from);
            let Some(them) = [to, from].into_iter().flatten().min() else { break };
            let sent = if to == Some(them) { sent.next().map(PairIdx) } else { None };
            let received = if from == Some(them) { got.next().map(|idx| PairIdx(*idx)) } else { None };
            all.push(Neighbour { them, sent, received });
        }
        all_starts.push(all.len() as u32);
    }
    (all, all_starts)
}

/// So many exchanges are given back at a time while events take their place.
const GIVEN_BACK: usize = 1 << 20;

/// Takes exchanges apart into pairs and their events, and gives back the room of those taken.
fn events_by_pair(mut exchanges: Vec<Exchange>) -> (Vec<Pair>, Vec<Event>) {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut events: Vec<Event> = Vec::with_capacity(exchanges.len());
    exchanges.reverse();
    while let Some(exchange) = exchanges.pop() {
        if exchanges.len().is_multiple_of(GIVEN_BACK) {
            exchanges.shrink_to_fit();
        }
        let at = events.len() as u32;
        let known = pairs.last_mut().filter(|pair| (pair.from, pair.to) == (exchange.from, exchange.to));
        let opens_day = known.is_none() || !same_day(events.last(), &exchange);
        match known {
            Some(pair) => pair.end = at + 1,
            None => pairs.push(Pair { from: exchange.from, to: exchange.to, start: at, end: at + 1 }),
        }
        events.push(Event {
            time: exchange.time.0,
            n_recipients: exchange.n_recipients.max(1),
            channel: exchange.channel,
            opens_day,
            asks: Asks::Nothing,
        });
    }
    (pairs, events)
}

fn same_day(before: Option<&Event>, exchange: &Exchange) -> bool {
    before.is_some_and(|before| Timestamp(before.time).day() == exchange.time.day())
}

/// Finds out which messages ask, and which of them are answered.
fn mark_asks(events: &mut [Event], pairs: &[Pair], neighbours: &[Neighbour]) {
    let wait = ANSWER_DAYS * DAY as i64;
    let mut answers: Vec<i64> = Vec::new();
    for neighbour in neighbours {
        let Some(pair) = neighbour.sent.map(|pair| pairs[pair.place()]) else { continue };
        answers.clear();
        if let Some(back) = neighbour.received.map(|back| pairs[back.place()]) {
            let back = events[back.start as usize..back.end as usize].iter().filter(|event| event.is_message());
            answers.extend(back.map(|event| event.time));
        }
        let (mut next, mut has_asked) = (0, false);
        for event in &mut events[pair.start as usize..pair.end as usize] {
            has_asked &= !event.opens_day;
            if has_asked || event.n_recipients > PERSONAL_RECIPIENTS || !event.is_message() {
                continue;
            }
            has_asked = true;
            while answers.get(next).is_some_and(|answer| *answer <= event.time) {
                next += 1;
            }
            let is_answered = answers.get(next).is_some_and(|answer| answer - event.time <= wait);
            event.asks = if is_answered { Asks::Answered } else { Asks::InVain };
        }
    }
}

/// Sorts by place and leaves the order of those that share one (counting sort: two passes, no comparison).
fn grouped<T: Copy>(items: &[T], n: usize, place: impl Fn(&T) -> usize) -> Vec<T> {
    let Some(any) = items.first() else { return Vec::new() };
    let mut next = starts(n, items.iter().map(&place));
    let mut sorted = vec![*any; items.len()];
    for item in items {
        let at = &mut next[place(item)];
        sorted[*at as usize] = *item;
        *at += 1;
    }
    sorted
}

/// So many exchanges are sorted through copies of them, which is quick; more of them in place, which needs no room.
const COPIED_MOST: usize = 2_000_000;

/// Sorts what is in order of time by sender and recipient. What a pair exchanged in one second is put in a fixed order,
/// so that sums do not depend on that of the input.
fn by_pair(mut exchanges: Vec<Exchange>, n_people: usize) -> Vec<Exchange> {
    if exchanges.len() > COPIED_MOST {
        exchanges.sort_unstable();
        return exchanges;
    }
    let by_recipient = grouped(&exchanges, n_people, |exchange| exchange.to.place());
    drop(exchanges);
    let mut sorted = grouped(&by_recipient, n_people, |exchange| exchange.from.place());
    let moment = |exchange: &Exchange| (exchange.from, exchange.to, exchange.time);
    for at_once in sorted.chunk_by_mut(|one, next| moment(one) == moment(next)).filter(|at_once| at_once.len() > 1) {
        at_once.sort_unstable();
    }
    sorted
}

/// Messages to several, each once, with its recipients, by sender and time. The exchanges are in order of time.
fn messages(exchanges: &[Exchange], n_people: usize) -> (Vec<Message>, Vec<PersonIdx>) {
    let is_several = |exchange: &&Exchange| (2..=TOGETHER_RECIPIENTS).contains(&exchange.n_recipients);
    let several: Vec<Exchange> = exchanges.iter().filter(is_several).copied().collect();
    let mut several = grouped(&several, n_people, |exchange| exchange.from.place());
    for at_once in several.chunk_by_mut(|one, next| (one.from, one.time) == (next.from, next.time)) {
        at_once.sort_unstable_by_key(|exchange| exchange.to);
    }
    let mut messages: Vec<Message> = Vec::new();
    let mut recipients: Vec<PersonIdx> = Vec::with_capacity(several.len());
    let mut sender = None;
    for exchange in &several {
        let this = (exchange.from, exchange.time);
        if sender != Some(this) {
            sender = Some(this);
            let at = recipients.len() as u32;
            messages.push(Message { time: exchange.time.0, start: at, end: at });
        }
        let Some(message) = messages.last_mut() else { continue };
        if recipients[message.start as usize..].last() != Some(&exchange.to) {
            recipients.push(exchange.to);
            message.end += 1;
        }
    }
    (messages, recipients)
}
