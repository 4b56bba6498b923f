//! Mail: mbox files and their cousins MMDF and Babyl, Maildirs and folders of single messages, one message as a file.
//!
//! Reads who wrote to whom and when. Subjects and texts are never kept; a subject is digested into the identity of
//! a message that has no other. Robots and lists are kept and marked, so that their addresses can be profiled;
//! drafts, spam and deleted messages are passed over.

mod dates;
mod headers;
mod marked;
mod message;
mod newlines;
mod owner;
mod people;
mod splitter;

use super::{Format, Reader};
use crate::{Context, Head, Intake, Member, ReadError};
use headers::Name;
use marked::Marks;
use message::{Memory, Place};
use owner::Folder;
use std::io::BufRead;
use tertius_model::Position;

/// What is remembered from message to message of one mailbox.
#[derive(Default)]
pub struct MessageState {
    memory: Memory,
    /// Reused for every message of a folder.
    buffer: Vec<u8>,
    n_messages: u64,
}

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "mbox",
        title: "Mailbox (mbox)",
        obtain: "Google: takeout.google.com, Deselect all, choose Mail, Next step, Create export, and import the zip or tgz as \
                 it is; Thunderbird: Help, Troubleshooting Information, Profile Folder, Open Folder, and import the folders \
                 Mail and ImapMail; Apple Mail: choose a mailbox, Mailbox, Export Mailbox, and import the folder that ends \
                 in .mbox; mailboxes of MMDF and of Emacs (Babyl) are read too",
        reads: "senders, recipients, dates and conversations of every message; whose mailbox it is",
        never: "texts, subjects, attachments; drafts, spam and deleted messages, where the mailbox marks them",
        detect: is_mbox,
        reader: Reader::Stream(read_mbox),
        may_yield_nobody: false,
    },
    Format {
        id: "maildir",
        title: "Folder of messages (Maildir, .eml, .emlx)",
        obtain: "a Maildir as mbsync, offlineimap or Dovecot keep it; a folder of messages saved as .eml or .emlx; \
                 a folder of numbered messages as MH, Claws Mail or Cyrus keep it",
        reads: "senders, recipients, dates and conversations of every message; whose mailbox it is",
        never: "texts, subjects, attachments",
        detect: |_| false,
        reader: Reader::Messages { each: read_member, done: conclude },
        may_yield_nobody: false,
    },
    Format {
        id: "eml",
        title: "Single message (.eml, .emlx)",
        obtain: "any mail program: save the message as a file, or drag it onto the desktop",
        reads: "sender, recipients, date and conversation",
        never: "text, subject, attachments",
        detect: is_message,
        reader: Reader::Stream(read_eml),
        may_yield_nobody: false,
    },
];

fn is_mbox(head: &Head<'_>) -> bool {
    let bytes = newlines::straight(head.bytes);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start();
    splitter::is_first_separator(bytes) || Marks::of(bytes).is_some()
}

/// Whether the bytes start with header lines, at least two of them well known and one that only mail has, or that
/// only mail has all together.
fn is_message(head: &Head<'_>) -> bool {
    let bytes = newlines::straight(head.bytes);
    let mut bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start();
    // What was pasted from a mailbox keeps its quoted separator.
    if bytes.starts_with(b">From ") {
        bytes = &bytes[memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1)..];
    }
    let n_digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if n_digits > 0 {
        bytes = bytes[n_digits..].trim_ascii_start();
    }
    // Outlook's own .msg is a container with a message somewhere inside.
    let is_named = ["eml", "emlx", "msg", "mail", "mime", "mim"].contains(&ending(head.path).as_str())
        && !bytes.starts_with(b"\xd0\xcf\x11\xe0");
    if Name::at(bytes).is_none() && !is_named {
        return false;
    }
    let end = splitter::blank_line(bytes).unwrap_or(bytes.len());
    let names: Vec<Name> = headers::fields(&bytes[..end]).map(|field| field.name).collect();
    let n_known = names.iter().filter(|name| **name != Name::Other).count();
    let of_mail = [Name::From, Name::Received, Name::ReturnPath, Name::MessageId, Name::DeliveredTo];
    let has = |name: Name| names.contains(&name);
    let is_letter = has(Name::Subject) && (has(Name::To) || has(Name::Date)) && has(Name::MimeVersion);
    n_known >= 2 && (is_letter || names.iter().any(|name| of_mail.contains(name))) || is_named && n_known > 0
}

/// What follows the last dot of a path, in lower case.
fn ending(path: &str) -> String {
    path.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase())
}

fn read_mbox(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut memory = Memory::default();
    let folder = Folder::of_path(context.path);
    let place = |offset: u64| Place { position: Position::Byte(offset), folder, name: "" };
    let malformed = |(offset, cause)| ReadError::Io { position: Position::Byte(offset), cause };
    let start = input.fill_buf().map_err(|cause| malformed((0, cause)))?;
    if let Some(marks) = Marks::of(start.trim_ascii_start()) {
        marked::split(input, marks, &mut |section, is_deleted| {
            if is_deleted {
                intake.record();
                intake.skip(Position::Byte(section.offset), "deleted");
                return;
            }
            message::take(&section, place(section.offset), context.now, &mut memory, intake);
        })
        .map_err(malformed)?;
        memory.ballot.conclude().into_iter().for_each(|fact| intake.own(fact));
        return Ok(());
    }
    splitter::split(input, &mut |section| {
        message::take(&section, place(section.offset), context.now, &mut memory, intake);
    })
    .map_err(malformed)?;
    memory.ballot.conclude().into_iter().for_each(|fact| intake.own(fact));
    Ok(())
}

fn read_eml(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut memory = Memory::default();
    let folder = context.path.rsplit_once(['/', '\\']).and_then(|(folders, _)| Folder::of_path(folders));
    let position = Position::Byte(0);
    let mut input = input;
    splitter::first_section(&mut input, &mut Vec::new(), &mut |section| {
        message::take(&section, Place { position, folder, name: "" }, context.now, &mut memory, intake);
    })
    .map_err(|cause| ReadError::Io { position, cause })?;
    memory.ballot.conclude().into_iter().for_each(|fact| intake.own(fact));
    Ok(())
}

fn read_member(member: &mut Member<'_>, context: Context<'_>, state: &mut MessageState, intake: &mut Intake<'_>) {
    state.n_messages += 1;
    let position = Position::Item(state.n_messages);
    let MessageState { memory, buffer, .. } = state;
    let name = member.name.as_str();
    if let Some(reason) = flagged(name) {
        intake.record();
        intake.skip_member(position, name, reason);
        return;
    }
    let folder = Folder::of_member(name).or_else(|| Folder::of_path(context.path));
    let read = splitter::first_section(&mut member.bytes, buffer, &mut |section| {
        message::take(&section, Place { position, folder, name }, context.now, memory, intake);
    });
    if let Err(error) = read {
        intake.record();
        intake.skip_member(position, name, format!("cannot be read: {error}"));
    }
}

fn conclude(state: MessageState, _context: Context<'_>, intake: &mut Intake<'_>) {
    state.memory.ballot.conclude().into_iter().for_each(|fact| intake.own(fact));
}

/// What a Maildir's flags (`:2,DS`; `;2,` and `!2,` where colons cannot be) say against a message.
fn flagged(name: &str) -> Option<&'static str> {
    let flags = [":2,", ";2,", "!2,"].iter().find_map(|mark| Some(name.rsplit_once(mark)?.1))?;
    if flags.contains('D') {
        Some("a draft")
    } else if flags.contains('T') {
        Some("deleted")
    } else {
        None
    }
}
