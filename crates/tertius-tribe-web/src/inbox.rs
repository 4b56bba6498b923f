//! Replies: mail in a folder or in a mailbox, read as answers to the letters it names.
//!
//! A reply counts when it names a letter's id, which nobody but its reader has, and comes from the reader's address. What a
//! program cannot read for sure is put aside for a person, and machines' replies say nothing but that a letter came back.
//! What was read is deleted: its words are its writer's. Each reply counts once, however often it is read: a server that is
//! killed between the answer and the deletion finds the mail again. A target's "yes" by mail gives the name alone; their
//! address is given on the page.

mod folder;
mod imap;

pub use imap::{Account, InboxError};

use crate::asks::{self, do_it};
use crate::introductions::{self, do_all};
use crate::office::{Asking, Done, Introduced, Office, who_of};
use crate::server::Shared;
use crate::steps::{Step, reached};
use mail_parser::{HeaderValue, Message, MessageParser, PartType};
use std::path::PathBuf;
use std::time::Duration;
use tertius_tribe::introduction::Party;
use tertius_tribe::reply::{Incoming, Reply, own_words, read, with_address};
use tertius_tribe_store::{LetterState, MatterKind, Posted, Who};

/// Bytes of a reply that is looked at.
const MOST: u32 = 1 << 20;
/// How often a folder is looked into.
const LOOK: Duration = Duration::from_secs(5);
/// How long it is remembered that a reply was answered to: longer than any letter's link holds.
const REMEMBERED_SECONDS: i64 = 400 * 86_400;

/// Where replies are read.
pub enum Inbox {
    /// A folder or Maildir into which they are delivered.
    Folder(PathBuf),
    /// A mailbox on a mail server.
    Imap(Box<Account>),
}

/// What became of a mail.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It was an answer, or no answer to us.
    Done,
    /// A person has to read it.
    Aside,
}

/// Who hands a mail in.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    /// A mail server delivered it.
    Delivery,
    /// A member of a tribe pasted it: tribe and member.
    Member(&'a str, &'a str),
}

/// Reads every mail that has come; how many.
///
/// # Errors
/// When the mailbox cannot be read or the store does not answer; the mail then stays.
pub(crate) async fn collect(shared: &Shared, inbox: &Inbox) -> Done<usize> {
    match inbox {
        Inbox::Folder(folder) => folder::collect(shared, folder).await,
        Inbox::Imap(account) => imap::collect(shared, account).await,
    }
}

/// Reads for as long as the server runs.
pub(crate) async fn keep_reading(shared: Shared, inbox: Inbox) {
    match inbox {
        Inbox::Folder(folder) => loop {
            // What cannot be read now may be read the next time.
            drop(folder::collect(&shared, &folder).await);
            tokio::time::sleep(LOOK).await;
        },
        Inbox::Imap(account) => imap::keep_reading(&shared, &account).await,
    }
}

/// The numbers of letters that a mail names, in its own headers and, in a report, in those of the mail that came back.
fn numbers(message: &Message<'_>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut add = |value: &HeaderValue<'_>| match value {
        HeaderValue::Text(id) => ids.push(id.to_string()),
        HeaderValue::TextList(all) => ids.extend(all.iter().map(ToString::to_string)),
        _ => {}
    };
    add(message.in_reply_to());
    add(message.references());
    for part in &message.parts {
        match &part.body {
            PartType::Message(inner) => ids.extend(inner.message_id().map(str::to_owned)),
            PartType::Text(text) => {
                let lines = text.lines().filter_map(|line| line.split_once(':'));
                let own = lines.filter(|(name, _)| name.trim().eq_ignore_ascii_case("message-id"));
                ids.extend(own.map(|(_, id)| id.trim().trim_matches(['<', '>']).to_owned()));
            }
            _ => {}
        }
    }
    let number = |id: &String| id.split('@').next().unwrap_or_default().to_owned();
    let mut numbers: Vec<String> = ids.iter().map(number).filter(|one| one.len() == 32).collect();
    numbers.dedup();
    numbers
}

/// Reads one mail as it came, and does what it says.
pub(crate) async fn take(shared: &Shared, bytes: &[u8], by: By<'_>) -> Done<Taken> {
    let Some(message) = MessageParser::default().parse(bytes) else { return Ok(Taken::Aside) };
    let auto = message.header("Auto-Submitted").and_then(HeaderValue::as_text);
    let body = message.body_text(0).unwrap_or_default();
    let incoming = Incoming { subject: message.subject().unwrap_or_default(), text: &body, auto_submitted: auto };
    let said = read(incoming);
    let from = message.from().and_then(|from| from.first()).and_then(|one| one.address()).unwrap_or_default();
    let tribes = match by {
        By::Delivery => shared.store.read(Who::Door).await?.tribe_ids().await?,
        By::Member(tribe, _) => vec![tribe.to_owned()],
    };
    for number in numbers(&message).into_iter().rev() {
        for tribe in &tribes {
            let mut office = Office::writing(shared, tribe, shared.now()).await?;
            let Some(letter) = office.on.letter(&number).await? else { continue };
            if said == Reply::Machine {
                if is_report(&message) {
                    office.on.note_letter(&letter.id, LetterState::Bounced, "came back").await?;
                    office.close().await?;
                }
                return Ok(Taken::Done);
            }
            let sides = office.on.sides(&letter.matter).await?;
            let side = sides.iter().find(|side| side.name == letter.side);
            if !side.is_some_and(|side| side.email.eq_ignore_ascii_case(from)) {
                return Ok(Taken::Aside);
            }
            if !office.on.use_nonce(&mark(&message, bytes, &letter.id), office.now + REMEMBERED_SECONDS).await? {
                return Ok(Taken::Done);
            }
            let said = Said { reply: said, incoming, words: own_words(&body) };
            return Box::pin(answer(office, &letter, &said, by)).await;
        }
    }
    Ok(if said == Reply::Machine { Taken::Done } else { Taken::Aside })
}

/// What a reply is known by when it comes again.
fn mark(message: &Message<'_>, bytes: &[u8], letter: &str) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key("tertius tribe reply 1");
    hasher.update(letter.as_bytes());
    hasher.update(message.message_id().map_or(bytes, str::as_bytes));
    let mut mark = [0; 16];
    mark.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    mark
}

/// What a reply says.
struct Said<'a> {
    reply: Reply,
    incoming: Incoming<'a>,
    /// Its writer's own words.
    words: String,
}

fn is_report(message: &Message<'_>) -> bool {
    let kind = message.header("Content-Type").and_then(HeaderValue::as_content_type);
    kind.is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("report"))
}

/// Does what a reply says; what was answered before, or cannot be done by mail, a person looks at.
async fn answer(mut office: Office, letter: &Posted, said: &Said<'_>, by: By<'_>) -> Done<Taken> {
    office.on.one_at_a_time().await?;
    office.on.hold_matter(&letter.matter).await?;
    let Some(matter) = office.on.matter(&letter.matter).await? else { return Ok(Taken::Done) };
    let done = match matter.kind {
        MatterKind::Introduction => {
            let mut play = office.introduction(&matter.id).await?;
            let Some((party, act)) = said_of(&play, letter, said).filter(|_| may_hand_in(by, &play, letter)) else {
                return Ok(Taken::Aside);
            };
            do_all(&mut office, &mut play, party, &act).await
        }
        MatterKind::Ask => {
            let mut play = office.ask(&matter.id).await?;
            let side = play.sides.iter().find(|side| side.name == letter.side).cloned();
            let Some(side) = side.filter(|_| may_hand_in_answer(by, &office, &play, letter)) else {
                return Ok(Taken::Aside);
            };
            let act = match said.reply {
                Reply::Never => "never-again",
                Reply::No => "pass",
                _ if said.words.chars().count() > 3 => "answer",
                _ => return Ok(Taken::Aside),
            };
            let said = asks::Said { act: act.to_owned(), text: said.words.clone(), ..asks::Said::default() };
            do_it(&mut office, &mut play, &side, &said).await
        }
    };
    match done {
        Ok(()) => {
            office.close().await?;
            reached(Step::ReplyKept);
            Ok(Taken::Done)
        }
        Err(trouble) if trouble.status.is_client_error() => Ok(Taken::Aside),
        Err(trouble) => Err(trouble),
    }
}

/// Who says what about an introduction, where that can be said by mail.
fn said_of(play: &Introduced, letter: &Posted, said: &Said<'_>) -> Option<(Party, introductions::Said)> {
    let party = Party::ALL.into_iter().find(|party| party.id() == letter.side)?;
    let mut target_address = String::new();
    let act = match (said.reply, party) {
        (Reply::Never, _) => "never-again",
        (Reply::No, Party::Connector | Party::Target) => "decline",
        (Reply::Yes, Party::Target) => "accept",
        (Reply::Yes, Party::Connector) if letter.kind == "target-agreed" => "introduce",
        // A letter can go to the target only where the connector says where they are reached.
        (_, Party::Connector) if letter.kind == "request" => {
            let given = with_address(said.incoming)?;
            // Whoever asks or is between is not the one to meet.
            if play.sides.iter().any(|side| side.email.eq_ignore_ascii_case(given.as_str())) {
                return None;
            }
            target_address = given.as_str().to_owned();
            "agree"
        }
        _ => return None,
    };
    let reveal = if act == "agree" { "name-and-address" } else { "name" };
    let (act, reveal) = (act.to_owned(), reveal.to_owned());
    Some((party, introductions::Said { act, reveal, target_address, ..introductions::Said::default() }))
}

/// Whether somebody may hand in what another wrote: the friend between for the one they wrote to, everybody for themself.
fn may_hand_in(by: By<'_>, play: &Introduced, letter: &Posted) -> bool {
    let By::Member(_, member) = by else { return true };
    let Some(party) = play.party_of(member) else { return false };
    party.id() == letter.side || (party == Party::Connector && letter.side == Party::Target.id())
}

/// The same for an ask: whoever passed it on, for the one they passed it on to.
fn may_hand_in_answer(by: By<'_>, office: &Office, play: &Asking, letter: &Posted) -> bool {
    let By::Member(_, member) = by else { return true };
    let (Some(own), Some(writer)) = (play.side_of(member), play.sides.iter().find(|side| side.name == letter.side))
    else {
        return false;
    };
    let view = play.state.view_for(who_of(own), office.at());
    own.name == writer.name || view.is_some_and(|view| view.forwarded.contains(&who_of(writer)))
}
