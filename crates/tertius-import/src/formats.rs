//! The table of formats: one row each, read by detection, help, documentation and tests.

mod attendance;
mod bluesky;
mod chat;
mod contacts_database;
mod content_line;
mod discord;
mod git_log;
mod github;
mod google_csv;
mod google_voice;
mod html_export;
mod icalendar;
mod json_walk;
mod linkedin;
mod mail;
mod mastodon;
mod meta;
mod monica;
mod nostr;
mod outlook_csv;
mod packet;
mod plain_csv;
mod records;
mod signal;
mod slack;
mod sms_backup;
mod tags;
mod telegram;
mod thunderbird_csv;
mod vcard;
mod whatsapp;
mod x;

use crate::{Claim, Context, Files, Head, Intake, Member, ReadError};
use std::io::BufRead;

/// How a format is read.
#[derive(Clone, Copy)]
pub enum Reader {
    /// From one stream.
    Stream(fn(&mut dyn BufRead, Context<'_>, &mut Intake<'_>) -> Result<(), ReadError>),
    /// Message by message from a folder, then once at its end.
    Messages {
        /// Reads one message.
        each: fn(&mut Member<'_>, Context<'_>, &mut MessageState, &mut Intake<'_>),
        /// Concludes what only the whole mailbox tells, such as whose it is.
        done: fn(MessageState, Context<'_>, &mut Intake<'_>),
    },
    /// From several files that belong together; [`Format::detect`] judges the beginning of the marker.
    Export {
        /// Which of the files with these names may be an export of this format.
        claim: fn(&[&str]) -> Vec<Claim>,
        /// Reads them.
        read: fn(&mut dyn Files, Context<'_>, &mut Intake<'_>) -> Result<(), ReadError>,
    },
}

pub use mail::MessageState;

/// One row of the table.
pub struct Format {
    /// The name in commands and JSON.
    pub id: &'static str,
    /// The name on screens.
    pub title: &'static str,
    /// How to obtain such a file.
    pub obtain: &'static str,
    /// What is read from it.
    pub reads: &'static str,
    /// What never is.
    pub never: &'static str,
    /// Whether a file that starts like this is of this format. Rows are tried in order; the first yes wins.
    pub detect: fn(&Head<'_>) -> bool,
    /// Reads it.
    pub reader: Reader,
    /// Whether a file may rightly hold nobody but the owner (a profile, a list of own addresses).
    pub may_yield_nobody: bool,
}

impl Format {
    /// Whether it only says which other export to ask for.
    pub fn refuses(&self) -> bool {
        matches!(self.id, "html-export" | "contacts-database")
    }

    /// Whether a newer file at the same place repeats what an older one said: a mailbox grows, an address book changes.
    pub fn grows(&self) -> bool {
        matches!(self.id, "mbox" | "maildir" | "whatsapp" | "telegram" | "signal" | "sms-backup" | "sms-backup-calls")
    }
}

/// Every format, the most specific first.
pub static FORMATS: &[&[Format]] = &[
    // What friends share begins with its own name.
    packet::FORMATS,
    // Chats and networks come first: a look at the first character tells that a file is none of theirs.
    telegram::FORMATS,
    meta::FORMATS,
    signal::FORMATS,
    sms_backup::FORMATS,
    google_voice::FORMATS,
    linkedin::FORMATS,
    // Networks, work places, meetings.
    slack::FORMATS,
    mastodon::FORMATS,
    bluesky::FORMATS,
    x::FORMATS,
    github::FORMATS,
    git_log::FORMATS,
    discord::FORMATS,
    nostr::FORMATS,
    attendance::FORMATS,
    monica::FORMATS,
    html_export::FORMATS,
    contacts_database::FORMATS,
    // Address books, calendars, mail.
    google_csv::FORMATS,
    outlook_csv::FORMATS,
    thunderbird_csv::FORMATS,
    vcard::FORMATS,
    icalendar::FORMATS,
    mail::FORMATS,
    whatsapp::FORMATS,
    plain_csv::FORMATS,
];

pub(crate) use discord::is_conversation_folder;

/// Every row of the table in order.
pub fn all() -> impl Iterator<Item = &'static Format> {
    FORMATS.iter().copied().flatten()
}

/// The format with this id.
pub fn by_id(id: &str) -> Option<&'static Format> {
    all().find(|format| format.id == id)
}

/// The format of a stream that starts like this.
pub fn detect(head: &Head<'_>) -> Option<&'static Format> {
    all().filter(|format| matches!(format.reader, Reader::Stream(_))).find(|format| (format.detect)(head))
}
