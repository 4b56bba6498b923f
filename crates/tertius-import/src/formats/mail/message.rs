//! One message's headers to one exchange, or to the reason why not.

use super::dates;
use super::headers::{self, Name};
use super::owner::{Ballot, Folder};
use super::people::{self, Mailbox, People};
use super::splitter::Section;
use crate::{ExchangeDraft, Intake};
use tertius_model::{AddressRole, Channel, Handle, Key, Mention, Part, Party, Position, Timestamp};

/// The oldest believable date, 1980-01-01.
const EARLIEST: Timestamp = Timestamp(315_532_800);
/// Clocks run ahead by no more than this, in seconds.
const AHEAD_MAX: i64 = 86_400;

/// What is remembered from message to message.
#[derive(Default)]
pub(super) struct Memory {
    pub ballot: Ballot,
    people: People,
}

/// One recipient.
struct Recipient {
    who: Mention,
    role: AddressRole,
    part: Part,
}

/// Where a message was found.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub position: Position,
    pub folder: Option<Folder>,
    /// Its file's name inside the folder; empty in an mbox.
    pub name: &'a str,
}

/// Takes one message.
pub(super) fn take(
    section: &Section<'_>,
    place: Place<'_>,
    now: Timestamp,
    memory: &mut Memory,
    intake: &mut Intake<'_>,
) {
    intake.record();
    match read(section, place, now, memory) {
        Ok(draft) => intake.exchange(draft),
        Err(reason) => intake.skip_member(place.position, place.name, reason),
    }
}

fn read(
    section: &Section<'_>,
    place: Place<'_>,
    now: Timestamp,
    memory: &mut Memory,
) -> Result<ExchangeDraft, &'static str> {
    let top = Top::of(section.headers);
    if top.is_empty {
        return Err("no mail headers");
    }
    let folder = top.labelled().or(place.folder);
    match folder {
        Some(Folder::Drafts) => return Err("a draft"),
        Some(Folder::Spam) => return Err("spam"),
        _ => {}
    }
    let time = top.time(section.separator, place.name, now).ok_or("no usable date")?;
    let from = top.sender(&mut memory.people).ok_or("no usable sender")?;
    let delivered: Vec<Handle> = top.delivered.iter().filter_map(|value| people::address(value)).collect();
    let to = recipients(&top, &delivered, &mut memory.people);
    let Memory { ballot, .. } = memory;
    ballot.taken();
    // A message that names nobody went to a list or to hidden many, whoever keeps it.
    let is_to_lists = to.iter().all(|to| to.role == AddressRole::List);
    let bulk = top.automatic || is_to_lists || !matches!(from.role, AddressRole::Person | AddressRole::Role);
    ballot.delivered(&delivered);
    if let (Some(Folder::Sent), Some(handle)) = (folder, &from.who.handle) {
        ballot.sent(handle);
    }
    if !bulk {
        ballot.took_part(from.who.handle.iter().chain(to.iter().filter_map(|to| to.who.handle.as_ref())));
    }
    let key = top.key(time, &from.who, &to);
    Ok(ExchangeDraft {
        key,
        position: place.position,
        time,
        channel: Channel::Mail,
        from: Party::Who(from.who),
        to: if to.is_empty() { vec![(Party::Ego, Part::To)] } else { named(to) },
        thread: top.thread().unwrap_or(key),
        bulk,
    })
}

fn named(to: Vec<Recipient>) -> Vec<(Party, Part)> {
    to.into_iter().map(|to| (Party::Who(to.who), to.part)).collect()
}

/// To, Cc and Bcc, each person once; where nobody is named, the mailbox it was delivered to.
fn recipients(top: &Top<'_>, delivered: &[Handle], people: &mut People) -> Vec<Recipient> {
    let mut to: Vec<Recipient> = Vec::new();
    for (values, part) in [(&top.to, Part::To), (&top.copies, Part::Copy)] {
        for value in values {
            for Mailbox { who, role } in people.of(value) {
                match to.iter_mut().find(|other| is_same(&other.who, who)) {
                    Some(other) if other.who.name.is_empty() => other.who.name.clone_from(&who.name),
                    Some(_) => {}
                    None => to.push(Recipient { who: who.clone(), role: *role, part }),
                }
            }
        }
    }
    if to.is_empty() {
        to.extend(delivered.first().map(|handle| Recipient {
            who: Mention { handle: Some(handle.clone()), name: String::new() },
            role: AddressRole::Person,
            part: Part::To,
        }));
    }
    to
}

fn is_same(a: &Mention, b: &Mention) -> bool {
    if a.handle.is_none() { b.handle.is_none() && a.name == b.name } else { a.handle == b.handle }
}

/// The headers of one message that matter, undecoded.
#[derive(Default)]
struct Top<'a> {
    from: Option<&'a [u8]>,
    sender: Option<&'a [u8]>,
    reply_to: Option<&'a [u8]>,
    return_path: Option<&'a [u8]>,
    to: Vec<&'a [u8]>,
    copies: Vec<&'a [u8]>,
    delivered: Vec<&'a [u8]>,
    date: Option<&'a [u8]>,
    other_date: Option<&'a [u8]>,
    received: Option<&'a [u8]>,
    message_id: Option<&'a [u8]>,
    in_reply_to: Option<&'a [u8]>,
    references: Option<&'a [u8]>,
    gmail_thread: Option<&'a [u8]>,
    gmail_labels: Option<&'a [u8]>,
    subject: Option<&'a [u8]>,
    /// Sent by a list or a robot.
    automatic: bool,
    is_empty: bool,
}

impl<'a> Top<'a> {
    fn of(section: &'a [u8]) -> Top<'a> {
        let mut top = Top { is_empty: true, ..Top::default() };
        for field in headers::fields(section) {
            top.is_empty &= field.name == Name::Other;
            top.put(field.name, field.value);
        }
        top
    }

    fn put(&mut self, name: Name, value: &'a [u8]) {
        // Where a header is repeated, the first one counts: it was added last, or a forger added the second.
        let slot = match name {
            Name::From => &mut self.from,
            Name::Sender => &mut self.sender,
            Name::ReplyTo => &mut self.reply_to,
            Name::Date => &mut self.date,
            Name::OtherDate => &mut self.other_date,
            Name::Received => &mut self.received,
            Name::MessageId => &mut self.message_id,
            Name::InReplyTo => &mut self.in_reply_to,
            Name::References => &mut self.references,
            Name::GmailThread => &mut self.gmail_thread,
            Name::GmailLabels => &mut self.gmail_labels,
            Name::Subject => &mut self.subject,
            Name::To => return self.to.push(value),
            Name::Cc | Name::Bcc => return self.copies.push(value),
            Name::DeliveredTo => return self.delivered.push(value),
            Name::ReturnPath => {
                self.automatic |= is_automatic(name, value);
                &mut self.return_path
            }
            _ => {
                self.automatic |= is_automatic(name, value);
                return;
            }
        };
        if slot.is_none() && !value.trim_ascii().is_empty() {
            *slot = Some(value);
        }
    }

    fn sender(&self, people: &mut People) -> Option<Mailbox> {
        // Where nobody signs, whoever wants the answer or the bounce has written.
        [self.from, self.sender, self.reply_to, self.return_path].into_iter().flatten().find_map(|value| {
            let found = people.of(value);
            found.iter().find(|mailbox| mailbox.who.handle.is_some()).or(found.first()).cloned()
        })
    }

    fn time(&self, separator: &[u8], name: &str, now: Timestamp) -> Option<Timestamp> {
        let believable = |time: &Timestamp| (EARLIEST..=Timestamp(now.0 + AHEAD_MAX)).contains(time);
        let stated = self.date.and_then(|date| dates::parse(date).or_else(|| encoded_date(date))).filter(believable);
        let received = || self.received.and_then(dates::parse_received).filter(believable);
        let other = || self.other_date.and_then(dates::parse).filter(believable);
        let delivered = || dates::of_maildir_name(name).filter(believable);
        let separated = || dates::parse_separator(separator).filter(believable);
        stated.or_else(received).or_else(other).or_else(separated).or_else(delivered)
    }

    /// The folder that Gmail's labels name.
    fn labelled(&self) -> Option<Folder> {
        let labels = self.gmail_labels?;
        let decoded = people::unstructured(labels);
        let found = || decoded.split(',').filter_map(Folder::named);
        // A message can carry several; one reason against it is enough.
        found().find(|folder| *folder != Folder::Sent).or_else(|| found().next())
    }

    /// Two copies of a message have one key: its id, or else what it says about itself.
    fn key(&self, time: Timestamp, from: &Mention, to: &[Recipient]) -> Key {
        if let Some(id) = self.message_id.and_then(first_id) {
            return id_key(id);
        }
        let spelt = |who: &Mention| who.handle.as_ref().map_or(who.name.clone(), |handle| handle.value().to_owned());
        let mut recipients: Vec<String> = to.iter().map(|to| spelt(&to.who)).collect();
        recipients.sort_unstable();
        let (time, from) = (time.0.to_string(), spelt(from));
        let subject = self.subject.unwrap_or_default().trim_ascii();
        let parts = [b"mail without id".as_slice(), time.as_bytes(), from.as_bytes(), subject];
        Key::of(parts.into_iter().chain(recipients.iter().map(String::as_bytes)))
    }

    /// The conversation: Gmail's own number, or the id of the message that began it.
    fn thread(&self) -> Option<Key> {
        if let Some(number) = self.gmail_thread {
            return Some(Key::of([b"mail thread".as_slice(), number.trim_ascii()]));
        }
        let root = self.references.and_then(first_id).or_else(|| self.in_reply_to.and_then(first_id));
        root.map(id_key)
    }
}

/// A date in an encoded word, where only texts may stand.
fn encoded_date(value: &[u8]) -> Option<Timestamp> {
    memchr::memmem::find(value, b"=?")?;
    dates::parse(people::unstructured(value).as_bytes())
}

fn is_automatic(name: Name, value: &[u8]) -> bool {
    let value = value.trim_ascii();
    match name {
        Name::BeenThere | Name::ListHint => !value.is_empty(),
        Name::AutoSubmitted => !value.is_empty() && !value.eq_ignore_ascii_case(b"no"),
        Name::Precedence => [&b"bulk"[..], b"list", b"junk"].iter().any(|word| value.eq_ignore_ascii_case(word)),
        // The return path of a bounce.
        Name::ReturnPath => value == b"<>",
        _ => false,
    }
}

fn id_key(id: &[u8]) -> Key {
    Key::of([b"mail".as_slice(), id])
}

/// The first message id in a header, without its brackets.
fn first_id(value: &[u8]) -> Option<&[u8]> {
    let id = match memchr::memchr(b'<', value) {
        Some(start) => {
            let rest = &value[start + 1..];
            rest[..memchr::memchr(b'>', rest).unwrap_or(rest.len())].trim_ascii()
        }
        None => {
            let word = value.trim_ascii().split(u8::is_ascii_whitespace).next()?;
            // `In-Reply-To: Your message of Monday` names no id.
            if word.len() < value.trim_ascii().len() && !word.contains(&b'@') { &[] } else { word }
        }
    };
    (!id.is_empty()).then_some(id)
}
