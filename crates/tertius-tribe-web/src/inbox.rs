//! Replies: mail that was delivered into a folder, read as answers to the letters it names.
//!
//! A reply counts when it names a letter's id, which nobody but its reader has, and comes from the reader's address. What a
//! program cannot read for sure is put aside for a person, and machines' replies say nothing but that a letter came back.
//! What was read is deleted: its words are its writer's. A "yes" by mail gives the name alone; an address is given on the page.

use crate::asks::{self, do_it};
use crate::introductions::{self, do_all};
use crate::office::{Done, Office};
use crate::server::Shared;
use mail_parser::{HeaderValue, Message, MessageParser, PartType};
use std::path::{Path, PathBuf};
use tertius_tribe::introduction::Party;
use tertius_tribe::reply::{Incoming, Reply, own_words, read};
use tertius_tribe_store::{LetterState, MatterKind, Posted, Who};

/// Bytes of a reply that is looked at.
const MOST: u64 = 1 << 20;

/// What became of a file.
enum Taken {
    /// It was an answer, or no answer to us.
    Done,
    /// A person has to read it.
    Aside,
}

/// Reads every mail of a folder, or of a Maildir.
///
/// # Errors
/// When the folder cannot be read or the store does not answer; the mail then stays.
pub(crate) async fn collect(shared: &Shared, folder: &Path) -> Done<usize> {
    let mut n_read = 0;
    for file in files(folder) {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let taken = match MessageParser::default().parse(&bytes) {
            Some(message) => take(shared, &message).await?,
            None => Taken::Aside,
        };
        n_read += 1;
        // A file that stays is read again, and says the same again.
        drop(match taken {
            Taken::Done => std::fs::remove_file(&file),
            Taken::Aside => put_aside(folder, &file),
        });
    }
    Ok(n_read)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let is_mail = |path: &PathBuf| path.metadata().is_ok_and(|about| about.is_file() && about.len() <= MOST);
    let in_folder = |place: PathBuf| std::fs::read_dir(place).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = ["", "new", "cur"].iter().flat_map(|part| in_folder(folder.join(part))).collect();
    found.retain(is_mail);
    found.sort();
    found
}

fn put_aside(folder: &Path, file: &Path) -> std::io::Result<()> {
    let aside = folder.join("aside");
    std::fs::create_dir_all(&aside)?;
    std::fs::rename(file, aside.join(file.file_name().unwrap_or_default()))
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

async fn take(shared: &Shared, message: &Message<'_>) -> Done<Taken> {
    let auto = message.header("Auto-Submitted").and_then(HeaderValue::as_text);
    let body = message.body_text(0).unwrap_or_default();
    let said = read(Incoming { subject: message.subject().unwrap_or_default(), text: &body, auto_submitted: auto });
    let from = message.from().and_then(|from| from.first()).and_then(|one| one.address()).unwrap_or_default();
    let tribes = shared.store.read(Who::Door).await?.tribe_ids().await?;
    for number in numbers(message).into_iter().rev() {
        for tribe in &tribes {
            let mut office = Office::writing(shared, tribe, shared.now()).await?;
            let Some(letter) = office.on.letter(&number).await? else { continue };
            if said == Reply::Machine {
                if is_report(message) {
                    office.on.note_letter(&letter.id, LetterState::Bounced, "came back").await?;
                    office.close().await?;
                }
                return Ok(Taken::Done);
            }
            let side = office.on.sides(&letter.matter).await?.into_iter().find(|side| side.name == letter.side);
            if !side.is_some_and(|side| side.email.eq_ignore_ascii_case(from)) {
                return Ok(Taken::Aside);
            }
            return Box::pin(answer(office, &letter, said, &own_words(&body))).await;
        }
    }
    Ok(if said == Reply::Machine { Taken::Done } else { Taken::Aside })
}

fn is_report(message: &Message<'_>) -> bool {
    let kind = message.header("Content-Type").and_then(HeaderValue::as_content_type);
    kind.is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("report"))
}

/// Does what a reply says; what was answered before, or cannot be done by mail, a person looks at.
async fn answer(mut office: Office, letter: &Posted, said: Reply, words: &str) -> Done<Taken> {
    office.on.one_at_a_time().await?;
    office.on.hold_matter(&letter.matter).await?;
    let Some(matter) = office.on.matter(&letter.matter).await? else { return Ok(Taken::Done) };
    let done = match matter.kind {
        MatterKind::Introduction => {
            let mut play = office.introduction(&matter.id).await?;
            let Some(party) = Party::ALL.into_iter().find(|party| party.id() == letter.side) else {
                return Ok(Taken::Aside);
            };
            let act = match (said, party) {
                (Reply::Never, _) => "never-again",
                (Reply::No, Party::Connector | Party::Target) => "decline",
                (Reply::Yes, Party::Target) => "accept",
                (Reply::Yes, Party::Connector) if letter.kind == "target-agreed" => "introduce",
                // The connector's yes takes an address and words of their own, which the page asks for.
                _ => return Ok(Taken::Aside),
            };
            let (act, reveal) = (act.to_owned(), "name".to_owned());
            let said = introductions::Said { act, reveal, ..introductions::Said::default() };
            do_all(&mut office, &mut play, party, &said).await
        }
        MatterKind::Ask => {
            let mut play = office.ask(&matter.id).await?;
            let Some(side) = play.sides.iter().find(|side| side.name == letter.side).cloned() else {
                return Ok(Taken::Aside);
            };
            let act = match said {
                Reply::Never => "never-again",
                Reply::No => "pass",
                _ if words.chars().count() > 3 => "answer",
                _ => return Ok(Taken::Aside),
            };
            let said = asks::Said { act: act.to_owned(), text: words.to_owned(), ..asks::Said::default() };
            do_it(&mut office, &mut play, &side, &said).await
        }
    };
    match done {
        Ok(()) => {
            office.close().await?;
            Ok(Taken::Done)
        }
        Err(trouble) if trouble.status.is_client_error() => Ok(Taken::Aside),
        Err(trouble) => Err(trouble),
    }
}
