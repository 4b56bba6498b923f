//! Google Voice: one page of HTML for each conversation, call and voicemail in a Takeout.
//!
//! The owner is called "Me" in pages of text messages and not at all in pages of calls.

use super::tags::{Piece, Tag, Tags};
use super::{Format, Reader};
use crate::{Context, ExchangeDraft, Head, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, Part, Party, Position, Timestamp};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "google-voice",
    title: "Google Voice (Takeout)",
    obtain: "takeout.google.com: Deselect all, choose Voice, Next step, Create export; download the zip and import it as \
             it is. Each conversation and each call is a page of HTML in Takeout/Voice/Calls",
    reads: "who wrote to whom, who called whom, and when",
    never: "texts, recordings, transcripts of voicemail",
    detect,
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

fn detect(head: &Head<'_>) -> bool {
    let has = |mark: &str| head.text.contains(mark);
    let text = head.text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    let is_page = text.starts_with('<') && has("<html");
    is_page && ((has("hChatLog") && has("class=\"message\"")) || (has("class=\"haudio\"") && has("contributor")))
}

/// What a stretch of the page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Elsewhere,
    /// The line that lists who takes part.
    Participants,
    /// One message, before its text.
    Message,
    /// The other side of a call.
    Contributor,
}

fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut input = input;
    let mut tags = Tags::new(&mut input);
    let mut page = Page::default();
    loop {
        let piece = tags.next();
        match piece {
            Ok(Some(piece)) => page.take(piece),
            Ok(None) => break,
            Err(cause) => return Err(ReadError::Io { position: Position::Byte(tags.position()), cause }),
        }
    }
    page.conclude(context.now, intake);
    Ok(())
}

/// One message or call as the page gives it.
#[derive(Default)]
struct Entry {
    at: u64,
    time: String,
    number: String,
    name: String,
}

struct Page {
    inside: Inside,
    is_name: bool,
    is_audio: bool,
    messages: Vec<Entry>,
    participants: Vec<Entry>,
    call: Option<Entry>,
    /// The words of the page's title and labels, which tell a call's direction.
    words: String,
}

impl Default for Page {
    fn default() -> Page {
        Page {
            inside: Inside::Elsewhere,
            is_name: false,
            is_audio: false,
            messages: Vec::new(),
            participants: Vec::new(),
            call: None,
            words: String::new(),
        }
    }
}

/// Entries kept of one page.
const ENTRIES_MAX: usize = 200_000;
/// Characters kept of titles and labels.
const WORDS_MAX: usize = 2_000;

impl Page {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::Open(tag) => self.open(&tag),
            Piece::Text(text) if self.is_name => {
                if let Some(entry) = self.entry().filter(|entry| entry.name.is_empty()) {
                    entry.name = text.trim().to_owned();
                }
            }
            Piece::Text(text) if self.messages.is_empty() && self.words.len() < WORDS_MAX => {
                self.words.push_str(&text.to_lowercase());
                self.words.push(' ');
            }
            Piece::Close(name) => {
                self.is_name = self.is_name && !matches!(name.as_str(), "span" | "abbr");
                if name == "div" || (name == "cite" && self.inside != Inside::Participants) {
                    self.inside = Inside::Elsewhere;
                }
            }
            Piece::Text(_) => {}
        }
    }

    fn open(&mut self, tag: &Tag) {
        let is = |class: &str| tag.get("class").split_whitespace().any(|one| one == class);
        let blank = || Entry { at: tag.at, ..Entry::default() };
        match () {
            () if is("haudio") => self.is_audio = true,
            () if is("participants") => self.inside = Inside::Participants,
            () if is("message") && self.messages.len() < ENTRIES_MAX => {
                self.inside = Inside::Message;
                self.messages.push(blank());
            }
            () if is("contributor") => {
                self.inside = Inside::Contributor;
                self.call.get_or_insert_with(blank);
            }
            () if is("published") => self.call.get_or_insert_with(blank).time = tag.get("title").to_owned(),
            () if is("dt") => {
                if let Some(message) = self.messages.last_mut() {
                    message.time = tag.get("title").to_owned();
                }
            }
            () if is("tel") => {
                if self.inside == Inside::Participants && self.participants.len() < ENTRIES_MAX {
                    self.participants.push(blank());
                }
                let number = tag.get("href").trim_start_matches("tel:").to_owned();
                if let Some(entry) = self.entry() {
                    entry.number = number;
                }
            }
            () if is("fn") => self.is_name = true,
            () => {}
        }
    }

    fn entry(&mut self) -> Option<&mut Entry> {
        match self.inside {
            Inside::Elsewhere => None,
            Inside::Participants => self.participants.last_mut(),
            Inside::Message => self.messages.last_mut(),
            Inside::Contributor => self.call.as_mut(),
        }
    }

    fn conclude(mut self, now: Timestamp, intake: &mut Intake<'_>) {
        if self.is_audio && self.messages.is_empty() {
            if let Some(call) = self.call.take() {
                self.call(&call, now, intake);
            }
            return;
        }
        let mut others: Vec<Mention> = self.participants.iter().chain(&self.messages).filter_map(mention).collect();
        others.sort_by(|a, b| (&a.handle, std::cmp::Reverse(&a.name)).cmp(&(&b.handle, std::cmp::Reverse(&b.name))));
        others.dedup_by(|a, b| a.handle == b.handle);
        let all: Vec<String> = others.iter().filter_map(|who| who.handle.as_ref()).map(Handle::to_string).collect();
        let thread = Key::of_text(["phone", &all.join(" ")]);
        for (nth, message) in self.messages.iter().enumerate() {
            intake.record();
            let position = Position::Byte(message.at);
            let Some(time) = moment(&message.time, now) else {
                intake.skip(position, "the date cannot be read, or is in the future");
                continue;
            };
            let sender = mention(message);
            if sender.is_none() && message.name != "Me" && !message.number.is_empty() {
                intake.skip(position, "the number is withheld or a service's");
                continue;
            }
            let is_sender = |who: &&Mention| sender.as_ref().is_some_and(|sender| sender.handle == who.handle);
            let to = others.iter().filter(|who| !is_sender(who)).cloned().map(Party::Who);
            let to: Vec<_> = sender.iter().map(|_| Party::Ego).chain(to).map(|party| (party, Part::To)).collect();
            if to.is_empty() {
                intake.skip(position, "the page names nobody but you");
                continue;
            }
            let from = sender.as_ref().and_then(|who| who.handle.as_ref()).map_or("ego".to_owned(), Handle::to_string);
            let key = Key::of_text(["google-voice", &message.time, &from, &all.join(" "), &nth.to_string()]);
            let from = sender.map_or(Party::Ego, Party::Who);
            let channel = Channel::Sms;
            intake.exchange(ExchangeDraft { key, position, time, channel, from, to, thread, bulk: false });
        }
    }

    fn call(&self, call: &Entry, now: Timestamp, intake: &mut Intake<'_>) {
        intake.record();
        let position = Position::Byte(call.at);
        let Some(time) = moment(&call.time, now) else {
            return intake.skip(position, "the date cannot be read, or is in the future");
        };
        let Some(who) = mention(call) else { return intake.skip(position, "the number is withheld") };
        let identity = who.handle.as_ref().map_or_else(String::new, Handle::to_string);
        let is_mine = self.words.contains("placed call") || self.words.contains("called to");
        let (from, to) = if is_mine { (Party::Ego, Party::Who(who)) } else { (Party::Who(who), Party::Ego) };
        intake.exchange(ExchangeDraft {
            key: Key::of_text(["google-voice-call", &call.time, &identity]),
            position,
            time,
            channel: Channel::Call,
            from,
            to: vec![(to, Part::To)],
            thread: Key::of_text(["phone", &identity]),
            bulk: false,
        });
    }
}

/// Who an entry names; `None` for the owner, for a withheld number and for a service.
fn mention(entry: &Entry) -> Option<Mention> {
    if entry.name == "Me" {
        return None;
    }
    let handle = Handle::phone(&entry.number)?;
    let is_a_name = entry.name.chars().any(char::is_alphabetic);
    Some(Mention { handle: Some(handle), name: if is_a_name { entry.name.clone() } else { String::new() } })
}

/// `2013-01-01T00:00:00.000-05:00`.
fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    let time: jiff::Timestamp = text.trim().parse().ok()?;
    Some(Timestamp(time.as_second())).filter(|time| time.0 > 0 && time.0 <= now.0 + 86_400)
}
