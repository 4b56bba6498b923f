//! SMS Backup & Restore for Android: text messages, group messages and calls as XML.
//!
//! The owner's number is nowhere; only a message that was received by one person alone bears it, among its addresses.

use super::tags::{Piece, Tag, Tags};
use super::{Format, Reader};
use crate::{Context, ExchangeDraft, Head, Intake, ReadError};
use rustc_hash::FxHashMap;
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, OwnFact, Part, Party, Position, Timestamp};

const OBTAIN: &str = "Android with the app SMS Backup & Restore (SyncTech): Set up a backup, choose Messages and Phone \
                      calls, back up to the phone or a drive, and copy sms-….xml and calls-….xml to this computer; a zip \
                      of them is read as well";

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "sms-backup",
        title: "SMS Backup & Restore: messages",
        obtain: OBTAIN,
        reads: "who wrote to whom and when, by SMS and MMS; who is in a group message; names of the phone's contacts",
        never: "texts, pictures; drafts and messages that were never sent",
        detect: |head| starts_with_tag(head) && head.text.contains("<smses"),
        reader: Reader::Stream(read_messages),
        may_yield_nobody: false,
    },
    Format {
        id: "sms-backup-calls",
        title: "SMS Backup & Restore: calls",
        obtain: OBTAIN,
        reads: "who called whom and when; names of the phone's contacts",
        never: "recordings; calls from withheld and blocked numbers",
        detect: |head| {
            starts_with_tag(head)
                && head.text.contains("<calls")
                && (head.text.contains("<call ") || head.text.contains("count="))
        },
        reader: Reader::Stream(read_calls),
        may_yield_nobody: false,
    },
];

type Refused = &'static str;

fn starts_with_tag(head: &Head<'_>) -> bool {
    head.text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).starts_with('<')
}

fn read_messages(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut owner = Owner::default();
    let mut open: Option<Mms> = None;
    let done = read(input, "smses", intake, &mut |piece, intake| match piece {
        Piece::Open(tag) if tag.name == "sms" => {
            take(tag.at, intake, sms(&tag, context.now));
            1
        }
        Piece::Open(tag) if tag.name == "mms" => {
            open = Some(Mms { tag, addresses: Vec::new() });
            1
        }
        Piece::Open(tag) if tag.name == "addr" => {
            if let Some(mms) = open.as_mut().filter(|mms| mms.addresses.len() < ADDRESSES_MAX) {
                mms.addresses.push((tag.get("type").to_owned(), tag.get("address").to_owned()));
            }
            0
        }
        Piece::Close(name) if name == "mms" => {
            if let Some(mms) = open.take() {
                take(mms.tag.at, intake, mms.exchange(context.now, &mut owner));
            }
            0
        }
        _ => 0,
    });
    if let Some(mms) = open.take() {
        take(mms.tag.at, intake, mms.exchange(context.now, &mut owner));
    }
    owner.conclude(intake);
    done
}

fn read_calls(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    read(input, "calls", intake, &mut |piece, intake| match piece {
        Piece::Open(tag) if tag.name == "call" => {
            take(tag.at, intake, call(&tag, context.now));
            1
        }
        _ => 0,
    })
}

/// Addresses kept of one message.
const ADDRESSES_MAX: usize = 1_000;

/// Walks the tags; `each` tells how many records a piece begins.
fn read(
    input: &mut dyn BufRead,
    root: &str,
    intake: &mut Intake<'_>,
    each: &mut dyn FnMut(Piece, &mut Intake<'_>) -> u64,
) -> Result<(), ReadError> {
    let mut input = input;
    let mut tags = Tags::new(&mut input);
    let (mut n_stated, mut n_read, mut is_closed) = (None, 0, false);
    loop {
        match tags.next() {
            Ok(Some(Piece::Open(tag))) if tag.name == root => n_stated = tag.get("count").parse::<u64>().ok(),
            Ok(Some(Piece::Close(name))) if name == root => is_closed = true,
            Ok(Some(piece)) => n_read += each(piece, intake),
            Ok(None) => break,
            Err(cause) => return Err(ReadError::Io { position: Position::Byte(tags.position()), cause }),
        }
    }
    if let Some(stated) = n_stated.filter(|stated| *stated != n_read) {
        intake.note(format!("the file says that it holds {stated} records; {n_read} stand in it"));
    }
    if is_closed {
        return Ok(());
    }
    Err(ReadError::Malformed {
        position: Position::Byte(tags.position()),
        reason: format!("the file ends without </{root}>"),
        hint: "what stands there was read; back up again and copy the whole file",
    })
}

fn take(at: u64, intake: &mut Intake<'_>, read: Result<ExchangeDraft, Refused>) {
    intake.record();
    match read {
        Ok(mut draft) => {
            draft.position = Position::Byte(at);
            intake.exchange(draft);
        }
        Err(reason) => intake.skip(Position::Byte(at), reason),
    }
}

/// Somebody a phone exchanges with; a number too short for a person, or a word, is a service.
enum Peer {
    Person(Mention),
    Service(Mention),
}

/// `None` for a withheld number.
fn peer(address: &str, name: &str) -> Option<Peer> {
    let name = if ["null", "(Unknown)", "(unknown)", "Unknown"].contains(&name) { "" } else { name };
    if matches!(address, "" | "null" | "-1" | "-2" | "-3" | "insert-address-token" | "Unknown") {
        return None;
    }
    let handle = Handle::phone(address).or_else(|| Handle::email(address));
    Some(match handle {
        Some(handle) => Peer::Person(Mention { handle: Some(handle), name: name.to_owned() }),
        None => Peer::Service(Mention { handle: None, name: if name.is_empty() { address } else { name }.to_owned() }),
    })
}

fn time(tag: &Tag, now: Timestamp) -> Result<Timestamp, Refused> {
    let millis: i64 = tag.get("date").parse().ok().filter(|n| *n > 0).ok_or("the date cannot be read")?;
    // Some phones write seconds.
    let time = Timestamp(if millis < 100_000_000_000 { millis } else { millis / 1_000 });
    if time.0 > now.0 + 86_400 { Err("the date is in the future") } else { Ok(time) }
}

fn sms(tag: &Tag, now: Timestamp) -> Result<ExchangeDraft, Refused> {
    let is_mine = match tag.get("type") {
        "1" => false,
        "2" => true,
        "3" => return Err("a draft"),
        "4" | "5" | "6" => return Err("the message was never sent"),
        _ => return Err("the kind of message is unknown"),
    };
    let time = time(tag, now)?;
    let addresses: Vec<&str> = tag.get("address").split('~').collect();
    if addresses.len() > 1 {
        let from = addresses.iter().find(|_| !is_mine).copied();
        return group(tag, time, &addresses, from);
    }
    let peer = peer(addresses[0], tag.get("contact_name")).ok_or("the number is withheld")?;
    Ok(one_to_one(Channel::Sms, tag, time, peer, is_mine))
}

fn call(tag: &Tag, now: Timestamp) -> Result<ExchangeDraft, Refused> {
    let is_mine = match tag.get("type") {
        "2" => true,
        "6" => return Err("the number is blocked"),
        "1" | "3" | "4" | "5" | "7" => false,
        _ => return Err("the kind of call is unknown"),
    };
    let time = time(tag, now)?;
    let peer = peer(tag.get("number"), tag.get("contact_name")).ok_or("the number is withheld")?;
    Ok(one_to_one(Channel::Call, tag, time, peer, is_mine))
}

fn one_to_one(channel: Channel, tag: &Tag, time: Timestamp, peer: Peer, is_mine: bool) -> ExchangeDraft {
    let (who, bulk) = match peer {
        Peer::Person(who) => (who, false),
        Peer::Service(who) => (who, true),
    };
    let identity = identity(&who);
    let (from, to) = if is_mine { (Party::Ego, Party::Who(who)) } else { (Party::Who(who), Party::Ego) };
    ExchangeDraft {
        key: Key::of_text([channel.id(), tag.get("date"), tag.get("type"), tag.get("msg_box"), &identity]),
        position: Position::Byte(tag.at),
        time,
        channel,
        from,
        to: vec![(to, Part::To)],
        thread: Key::of_text(["phone", &identity]),
        bulk,
    }
}

fn identity(who: &Mention) -> String {
    who.handle.as_ref().map_or_else(|| who.name.clone(), Handle::to_string)
}

/// A message between several, from one of them or from ego.
fn group(tag: &Tag, time: Timestamp, addresses: &[&str], from: Option<&str>) -> Result<ExchangeDraft, Refused> {
    let people = |address: &&str| match peer(address, "") {
        Some(Peer::Person(who)) => Some(who),
        _ => None,
    };
    let mut others: Vec<Mention> = addresses.iter().filter_map(people).collect();
    others.sort();
    others.dedup();
    let sender = match from {
        Some(address) => Some(people(&address).ok_or("the number is withheld")?),
        None => None,
    };
    let mut all: Vec<String> = others.iter().map(identity).collect();
    others.retain(|who| Some(who) != sender.as_ref());
    let mut to: Vec<(Party, Part)> = others.into_iter().map(|who| (Party::Who(who), Part::To)).collect();
    if sender.is_some() {
        to.insert(0, (Party::Ego, Part::To));
    }
    if to.is_empty() {
        return Err("the numbers are withheld");
    }
    all.sort_unstable();
    let from = sender.as_ref().map_or_else(|| "ego".to_owned(), identity);
    Ok(ExchangeDraft {
        key: Key::of_text(["sms", tag.get("date"), tag.get("msg_box"), &from, &all.join(" ")]),
        position: Position::Byte(tag.at),
        time,
        channel: Channel::Sms,
        from: sender.map_or(Party::Ego, Party::Who),
        to,
        thread: Key::of_text(["phone", &all.join(" ")]),
        bulk: false,
    })
}

/// A multimedia message: its own tag and the addresses inside.
struct Mms {
    tag: Tag,
    /// The kind of address (137 sender, 151 to, 130 copy, 129 blind copy) and the address.
    addresses: Vec<(String, String)>,
}

impl Mms {
    fn exchange(&self, now: Timestamp, owner: &mut Owner) -> Result<ExchangeDraft, Refused> {
        let tag = &self.tag;
        if ["134", "136"].contains(&tag.get("m_type")) {
            return Err("a report of delivery");
        }
        let is_mine = match tag.get("msg_box") {
            "1" => false,
            "2" => true,
            "3" => return Err("a draft"),
            "4" | "5" => return Err("the message was never sent"),
            _ => return Err("the kind of message is unknown"),
        };
        let time = time(tag, now)?;
        let of_kind = |kinds: &[&str]| -> Vec<&str> {
            let those = self.addresses.iter().filter(|(kind, _)| kinds.contains(&kind.as_str()));
            those.map(|(_, address)| address.as_str()).filter(|address| peer(address, "").is_some()).collect()
        };
        let (senders, recipients) = (of_kind(&["137"]), of_kind(&["151", "130", "129"]));
        let mut members: Vec<&str> = tag.get("address").split('~').filter(|one| peer(one, "").is_some()).collect();
        if members.is_empty() {
            members = if is_mine { recipients.clone() } else { senders.clone() };
        }
        if !is_mine && let ([_], [to]) = (members.as_slice(), recipients.as_slice()) {
            owner.vote(Handle::phone(to));
        }
        if let [only] = members.as_slice() {
            let peer = peer(only, tag.get("contact_name")).ok_or("the number is withheld")?;
            return Ok(one_to_one(Channel::Sms, tag, time, peer, is_mine));
        }
        let from = if is_mine { None } else { Some(*senders.first().ok_or("the sender is not named")?) };
        if let Some(from) = from.filter(|from| !members.contains(from)) {
            members.push(from);
        }
        group(tag, time, &members, from)
    }
}

/// The number that messages to one person alone went to.
#[derive(Default)]
struct Owner {
    votes: FxHashMap<Handle, u64>,
    of: u64,
}

impl Owner {
    fn vote(&mut self, handle: Option<Handle>) {
        if let Some(handle) = handle {
            self.of += 1;
            *self.votes.entry(handle).or_default() += 1;
        }
    }

    fn conclude(self, intake: &mut Intake<'_>) {
        let of = self.of;
        let most = self.votes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        if let Some((handle, votes)) = most.filter(|(_, votes)| votes * 2 > of) {
            intake.own(OwnFact::LikelyHandle { handle, votes, of });
        }
    }
}
