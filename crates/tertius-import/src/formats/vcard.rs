//! vCard 2.1, 3.0 and 4.0, as phones, mail programs and address books write them.
//!
//! One bad card never loses the file, and only one card is held at a time. Pictures, sounds and keys are not
//! even decoded. What is left after the byte-level reading is a few splits, so no parser library stands
//! between the card and the reading of it.

mod birthday;
mod person;
mod scan;

use super::content_line::{Lines, begins};
use super::{Format, Reader};
use crate::{Context, Head, Intake, ReadError};
use rustc_hash::FxHashMap;
use scan::{End, Guess, RawCard};
use std::io::{self, BufRead};
use tertius_model::{Key, Mention, Position};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "vcard",
    title: "Contacts (vCard)",
    obtain: "Google: contacts.google.com, Export, vCard, Export; iCloud: icloud.com/contacts, select all, the share or \
             gear button, Export vCard; Contacts on a Mac: select all, File, Export, Export vCard; Android: Contacts, \
             Fix & manage or Settings, Export to file; any other address book: export as vCard (.vcf)",
    reads: "names, e-mail addresses, phone numbers, profiles, employers and titles, city and country, birthday, \
            groups, notes, relations",
    never: "pictures, sounds, keys, streets",
    detect,
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

/// Bytes of cards held back while their encoding is unknown.
const HELD_MAX: usize = 4 << 20;

fn detect(head: &Head<'_>) -> bool {
    begins(head.text, &["VCARD"])
}

fn read(input: &mut dyn BufRead, _context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let failed = |line, cause: io::Error| ReadError::Io { position: Position::Line(line), cause };
    let mut lines = Lines::new(input).map_err(|cause| failed(1, cause))?;
    let mut book = Book { guess: Guess::default(), held: Vec::new(), held_bytes: 0, uids: FxHashMap::default() };
    let mut failure = None;
    loop {
        match scan::next_card(&mut lines) {
            Ok(Some(card)) => book.hold_or_take(card, intake),
            Ok(None) => break,
            Err((card, cause)) => {
                if let Some(card) = card {
                    book.hold_or_take(card, intake);
                }
                failure = Some(failed(lines.number() + 1, cause));
                break;
            }
        }
    }
    book.take_held(intake);
    failure.map_or(Ok(()), Err)
}

/// The cards of one file on their way to the intake.
struct Book {
    guess: Guess,
    held: Vec<RawCard>,
    held_bytes: usize,
    /// What the card of each UID says: some exporters give one UID to several people.
    uids: FxHashMap<Key, Key>,
}

impl Book {
    /// Cards wait from the first text of unknown encoding on, until enough of it is seen to guess well.
    fn hold_or_take(&mut self, card: RawCard, intake: &mut Intake<'_>) {
        let unknown = self.guess.feed(&card);
        if self.guess.is_settled() || (self.held.is_empty() && !unknown) {
            return self.take(&card, intake);
        }
        self.held_bytes += card.size();
        self.held.push(card);
        if self.held_bytes > HELD_MAX {
            self.take_held(intake);
        }
    }

    fn take_held(&mut self, intake: &mut Intake<'_>) {
        if !self.held.is_empty() {
            self.guess.settle();
        }
        for card in std::mem::take(&mut self.held) {
            self.take(&card, intake);
        }
    }

    fn take(&mut self, raw: &RawCard, intake: &mut Intake<'_>) {
        let owner = self.take_one(raw, intake);
        for agent in &raw.agents {
            let agent = self.take_one(agent, intake);
            if let (Some(owner), Some(agent)) = (&owner, agent) {
                intake.stated(person::assisted(owner, agent, Position::Line(raw.line)));
            }
        }
    }

    /// Takes one card; gives the person as others may name them.
    fn take_one(&mut self, raw: &RawCard, intake: &mut Intake<'_>) -> Option<Mention> {
        intake.record();
        let position = Position::Line(raw.line);
        let properties: Vec<_> = raw.properties.iter().map(|property| self.guess.decode(property)).collect();
        let mut who = None;
        match person::read(&properties, position) {
            Ok(mut person) => {
                if let Some(uid) = person.uid.take() {
                    let first = *self.uids.entry(uid).or_insert(person.card.key);
                    if first == person.card.key {
                        person.card.key = uid;
                    }
                }
                let ties = person.ties();
                who = Some(person.mention());
                intake.card(person.card);
                for tie in ties {
                    intake.stated(tie);
                }
            }
            Err(reason) => intake.skip(position, reason),
        }
        let reason = match raw.end {
            End::Closed => return who,
            End::Cut => "the file ends inside this card",
            End::Unclosed => "this card has no END:VCARD",
        };
        intake.skip_error(&ReadError::Malformed {
            position,
            reason: reason.to_owned(),
            hint: "what stands there was read; export it again if something is missing",
        });
        who
    }
}
