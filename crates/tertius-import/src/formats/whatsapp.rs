//! WhatsApp: a chat exported as text, by itself or in a zip with its pictures, from any phone in any language.
//!
//! Reads who wrote when and who was in the group. Texts are digested into the identity of a message, which has no
//! other, and not kept. The file has no time zone, so times are taken as they stand; they may be off by hours.

pub(super) mod clock;
mod head;
mod notice;
mod order;

use super::chat::{Conversation, MemberIdx, Repeats, Said, named_or_numbered};
use super::content_line::{Line, Lines};
use super::{Format, Reader};
use crate::{Context, Head, Intake, ReadError};
use head::{Style, Written};
use notice::Change;
use order::Order;
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::{self, BufRead};
use tertius_model::{Card, Channel, Handle, Key, Mention, OwnFact, Party, PersonName, Position, Timestamp};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "whatsapp",
    title: "WhatsApp: exported chat",
    obtain: "Android: open the chat, tap the three dots, More, Export chat, Without media. iPhone: open the chat, tap \
             its name at the top, scroll down, Export Chat, Without Media. Send the file to yourself or save it; \
             import the .txt or the .zip as it is. Each chat is exported by itself, the latest 40,000 messages of it",
    reads: "who wrote and when, who joined, was added or left, who changed numbers, how many are in a group; deleted \
            messages, pictures and polls count as messages, notices of WhatsApp do not; the order of day and month is \
            told by the whole file; which member you are, where the file shows it",
    never: "texts, pictures, recordings, documents",
    detect,
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

/// Lines held until it is clear how the file writes its heads.
const HELD_LINES: usize = 400;
/// Characters of a text that enter the identity of a message.
const TEXT_IN_KEY: usize = 80;
/// A notice that a newer phone puts at the top of a chat is longer than this; a letter of a wide script counts twice.
const NOTICE_MIN: usize = 50;

fn detect(head: &Head<'_>) -> bool {
    let lines: Vec<String> = head.lines().take(300).map(|line| head::clean(line.as_bytes())).collect();
    let written: Vec<&String> = lines.iter().filter(|line| !line.trim().is_empty()).collect();
    if !written.iter().take(3).any(|line| head::read(line).is_some()) {
        return false;
    }
    let Some(style) = style(lines.iter().map(String::as_str)) else { return false };
    let heads = written.iter().filter_map(|line| head::read(line)).filter(|head| head.style == style);
    let (mut n_said, mut authors) = (0, FxHashSet::default());
    for (author, text) in heads.filter_map(|head| head::author(head.rest)) {
        n_said += usize::from(!notice::is_notice(author, text));
        authors.insert(author);
    }
    let is_log = authors.iter().any(|author| is_of_a_log(author)) || (n_said > 20 && authors.len() * 5 > n_said * 4);
    let is_bare =
        style.is_bare() && (!style.is_of_a_phone() || authors.iter().any(|author| author.contains(['[', '('])));
    let is_named = head.path.to_lowercase().contains("whatsapp") || head.path.ends_with("_chat.txt");
    !is_log && (is_named || (n_said > 0 && !is_bare))
}

/// Logs of programs look like chats in which the levels of severity talk.
fn is_of_a_log(author: &str) -> bool {
    const LEVELS: [&str; 9] = ["info", "warn", "warning", "error", "debug", "trace", "fatal", "critical", "notice"];
    let is_level = |word: &str| LEVELS.contains(&word.to_lowercase().as_str());
    let mut words = author.split(|c: char| !c.is_alphabetic());
    words.any(|word| is_level(word) && (word == word.to_uppercase() || word == author))
}

/// How most of these lines write their heads; of equally many the way that comes first.
fn style<'l>(lines: impl Iterator<Item = &'l str>) -> Option<Style> {
    let mut counts: Vec<(Style, u32)> = Vec::new();
    for head in lines.filter_map(head::read) {
        match counts.iter_mut().find(|(style, _)| *style == head.style) {
            Some((_, n)) => *n += 1,
            None => counts.push((head.style, 1)),
        }
    }
    let most = counts.iter().map(|(_, n)| *n).max()?;
    counts.into_iter().find(|(_, n)| *n == most).map(|(style, _)| style)
}

fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let failed = |line, cause: io::Error| ReadError::Io { position: Position::Line(line), cause };
    let mut lines = Lines::new(input).map_err(|cause| failed(1, cause))?;
    let mut held: Vec<(u64, String)> = Vec::new();
    while held.len() < HELD_LINES
        && let Some(line) = lines.next().map_err(|cause| failed(lines.number() + 1, cause))?
    {
        held.push((line.number, head::clean(&line.bytes)));
    }
    let Some(style) = style(held.iter().map(|(_, line)| line.as_str())) else {
        return Err(ReadError::Malformed {
            position: Position::Line(1),
            reason: "no line begins with a date and a time as WhatsApp writes them".to_owned(),
            hint: "export the chat again; an edited or translated file cannot be read",
        });
    };
    let mut chat = Chat::new();
    for (number, line) in held {
        chat.take(number, &line, style);
    }
    let failure = loop {
        match lines.next() {
            Ok(Some(Line { number, bytes })) => chat.take(number, &head::clean(&bytes), style),
            Ok(None) => break Ok(()),
            Err(cause) => break Err(failed(lines.number() + 1, cause)),
        }
    };
    chat.conclude(context, intake);
    failure
}

/// One message while the file is read: the order of its date is not known yet.
struct Raw {
    date: u32,
    seconds: u32,
    by: u32,
    line: u64,
    text: u64,
    /// How the text begins, where the phone marked it as its own: a picture that is left out, a notice.
    marked: Option<Box<str>>,
}

/// The chat of one file.
struct Chat {
    /// Whoever the file names, by their place in `names`.
    authors: FxHashMap<String, u32>,
    names: Vec<String>,
    /// Each date once in a row.
    dates: Vec<Written>,
    messages: Vec<Raw>,
    /// Who is the owner by the words of their phone.
    owners: Vec<u32>,
    /// Who is in the chat by what a notice says.
    noticed: FxHashSet<u32>,
    /// What the first notice calls the chat: a group's name, or the other's.
    title: Option<String>,
    cards: Vec<Card>,
    n_heads: u64,
}

impl Chat {
    fn new() -> Chat {
        Chat {
            authors: FxHashMap::default(),
            names: Vec::new(),
            dates: Vec::new(),
            messages: Vec::new(),
            owners: Vec::new(),
            noticed: FxHashSet::default(),
            title: None,
            cards: Vec::new(),
            n_heads: 0,
        }
    }

    /// Takes a line; one without a head in the file's own style continues the message before.
    fn take(&mut self, number: u64, line: &str, style: Style) {
        let Some(head) = head::read(line).filter(|head| head.style == style) else { return };
        self.n_heads += 1;
        if self.dates.last() != Some(&head.date) {
            self.dates.push(head.date);
        }
        let Some((author, text)) = head::author(head.rest) else { return self.notice(head.rest, number) };
        let is_first_notice = self.n_heads <= 2 && text.starts_with(head::MARK) && notice::is_long(text, NOTICE_MIN);
        if is_first_notice || notice::is_notice(author, text) {
            if self.n_heads == 1 {
                self.title = Some(author.to_owned());
            }
            return self.notice(text, number);
        }
        let by = self.author(author);
        if notice::is_deleted_by_owner(text) && !self.owners.contains(&by) {
            self.owners.push(by);
        }
        let end = text.char_indices().nth(TEXT_IN_KEY).map_or(text.len(), |(at, _)| at);
        let marked = text.starts_with(head::MARK).then(|| text[..end].trim_start_matches(head::MARK).into());
        let text = Key::of_text(["whatsapp-text", &text[..end]]).0 as u64;
        let date = self.dates.len() as u32 - 1;
        self.messages.push(Raw { date, seconds: head.seconds, by, line: number, text, marked });
    }

    fn author(&mut self, author: &str) -> u32 {
        if let Some(&known) = self.authors.get(author) {
            return known;
        }
        let idx = self.names.len() as u32;
        self.names.push(author.to_owned());
        self.authors.insert(author.to_owned(), idx);
        idx
    }

    fn notice(&mut self, text: &str, line: u64) {
        match notice::change(text) {
            Some(Change::Added(by, who)) => {
                for name in who.into_iter().chain([by]) {
                    self.member_by_notice(name);
                }
            }
            Some(Change::Member(name)) => self.member_by_notice(name),
            Some(Change::NewNumber(old, new)) => {
                let handles: Vec<Handle> = [old, new].into_iter().filter_map(Handle::phone).collect();
                self.cards.extend(new_number(handles, line));
            }
            None => {}
        }
    }

    /// The owner is named in notices in ways that differ from the name they write under, so they are left out.
    fn member_by_notice(&mut self, name: &str) {
        if !notice::is_owner(name) {
            let member = self.author(name);
            self.noticed.insert(member);
        }
    }

    fn conclude(mut self, context: Context<'_>, intake: &mut Intake<'_>) {
        self.drop_notices(context.path);
        if self.messages.is_empty() {
            intake.record();
            intake.skip(Position::Line(1), "the chat holds notices of WhatsApp, but no message of anybody");
        }
        let (order, ground) = Order::of(&self.dates, context.now);
        if let Some(note) = order.note(ground).filter(|_| !self.messages.is_empty()) {
            intake.note(note);
        }
        let (mut conversation, members) = self.members();
        if let Some(owner) = self.owner(context.path)
            && let Some(owner) = members[owner as usize]
        {
            conversation.ego_is(owner);
            let Mention { handle, name } = conversation.who(owner);
            if handle.is_none() && !name.is_empty() {
                intake.own(OwnFact::Name(name.clone()));
            }
        }
        let latest = Timestamp(context.now.0 + 86_400);
        let (mut repeats, mut is_first) = (Repeats::default(), true);
        for Raw { date, seconds, by, line, text, .. } in self.messages {
            intake.record();
            let position = Position::Line(line);
            let day = order.day(self.dates[date as usize]);
            let time = day.map(|day| Timestamp(day.start().0 + i64::from(seconds)));
            let (time, by) = match (time, members[by as usize]) {
                (None, _) => {
                    intake.skip(position, format!("there is no such day, read as {}", order.words()));
                    continue;
                }
                (Some(time), _) if time > latest => {
                    intake.skip(position, "the date is in the future");
                    continue;
                }
                (_, None) => {
                    intake.skip(position, "the author has no name");
                    continue;
                }
                (Some(time), Some(by)) => (time, by),
            };
            let Mention { handle, name } = conversation.who(by);
            let who = handle.as_ref().map_or(name.as_str(), Handle::value);
            let shared = Key::of_text(["whatsapp", &time.0.to_string(), who, &text.to_string()]);
            let key = repeats.key(time, shared);
            if std::mem::take(&mut is_first) {
                conversation.is_thread(key);
            }
            conversation.say(Said { by, time, position, key }, intake);
        }
        conversation.tell(intake);
        self.cards.into_iter().for_each(|card| intake.card(card));
    }

    /// Newer iPhones write notices with an author: whoever did something, or the group's own name. In tongues that are
    /// not known here the shape tells: the phone marked the text and it begins with the name of somebody in the chat;
    /// or the author bears the chat's name, wrote nothing that the phone did not mark, and at least two others write.
    fn drop_notices(&mut self, path: &str) {
        let names = &self.names;
        let is_of_somebody = |text: &str| names.iter().any(|name| notice::begins_with_name(text, name));
        self.messages.retain(|raw| !raw.marked.as_deref().is_some_and(is_of_somebody));
        let mut n_said = vec![0_u32; self.names.len()];
        let mut is_a_person = vec![false; self.names.len()];
        for raw in &self.messages {
            n_said[raw.by as usize] += 1;
            is_a_person[raw.by as usize] |= raw.marked.is_none();
        }
        let is_the_group = |at: usize| {
            let is_called_so = self.title.as_ref() == Some(&names[at]) || is_chat_of(path, &names[at]);
            is_called_so
                && !is_a_person[at]
                && n_said.iter().enumerate().filter(|(by, n)| *by != at && **n > 0).count() >= 2
        };
        let groups: Vec<bool> = (0..names.len()).map(is_the_group).collect();
        self.messages.retain(|raw| !groups[raw.by as usize]);
        for at in 0..self.names.len() {
            // Whoever said nothing is in the chat only where a notice says so.
            if groups[at] || (n_said[at] == 0 && !self.noticed.contains(&(at as u32))) {
                self.names[at].clear();
            }
        }
    }

    /// Everybody who is named, and the member that each name is.
    fn members(&self) -> (Conversation, Vec<Option<MemberIdx>>) {
        let mut conversation = Conversation::new(Channel::WhatsApp, Key::default());
        let mut member = |name: &String| {
            let party = match notice::is_owner(name) {
                true => Party::Ego,
                false => Party::Who(named_or_numbered(name.trim_start_matches('~').trim())?),
            };
            let idx = conversation.member(party);
            if name == "Meta AI" || name == "WhatsApp" {
                conversation.is_robot(idx);
            }
            Some(idx)
        };
        let members = self.names.iter().map(&mut member).collect();
        (conversation, members)
    }

    /// Who the export's owner is: the one whose own phone says "you", or the one of two after whom the chat is not
    /// called.
    fn owner(&self, path: &str) -> Option<u32> {
        if let [owner] = self.owners.as_slice() {
            return Some(*owner);
        }
        let mut authors: Vec<u32> = Vec::new();
        for raw in &self.messages {
            if !authors.contains(&raw.by) {
                authors.push(raw.by);
            }
            if authors.len() > 2 {
                return None;
            }
        }
        let &[one, other] = authors.as_slice() else { return None };
        let is_called_after = |idx: u32| {
            let name = self.names[idx as usize].as_str();
            self.title.as_deref() == Some(name) || is_chat_of(path, name)
        };
        match (is_called_after(one), is_called_after(other)) {
            (true, false) => Some(other),
            (false, true) => Some(one),
            _ => None,
        }
    }
}

/// Whether a part of the path is called after somebody: `WhatsApp Chat with Ana Ruiz.txt`, `WhatsApp-Chat mit …`.
fn is_chat_of(path: &str, name: &str) -> bool {
    path.split(['/', '\\']).any(|part| {
        let stem = part.strip_suffix(".txt").or_else(|| part.strip_suffix(".zip")).unwrap_or(part);
        let stem = stem.trim_end_matches(|c: char| c.is_ascii_digit() || "() ".contains(c));
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || "() ".contains(c));
        !name.is_empty() && stem.strip_suffix(name).is_some_and(|before| before.ends_with([' ', '-', '_']))
    })
}

/// One person's old and new number as a card.
fn new_number(handles: Vec<Handle>, line: u64) -> Option<Card> {
    let [old, new] = handles.as_slice() else { return None };
    Some(Card {
        key: Key::of_text(["whatsapp-new-number", old.value(), new.value()]),
        position: Position::Line(line),
        name: PersonName::default(),
        handles,
        jobs: Vec::new(),
        place: String::new(),
        birthday: None,
        groups: Vec::new(),
        note: String::new(),
        connection: None,
        revised: None,
    })
}
