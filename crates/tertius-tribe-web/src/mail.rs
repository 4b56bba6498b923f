//! Mail: a job in the store until a worker has handed it over.
//!
//! A mail is written whole when its cause is kept, in that transaction, with an id that is its job's. A worker leases it,
//! hands it to a mail server or puts it into a folder, and ends the job. A worker that dies between the mail server's yes and
//! the end of the job leaves a job that is done again: the same bytes with the same `Message-ID`, by which mail servers and
//! programs know a second copy for one. No mail is lost, and none has a twin of another id.

use crate::steps::{Step, reached};
use crate::trouble::Trouble;
use lettre::address::Envelope;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tertius_tribe::letter::{Address, Letter, Mailbox, MessageId, OneLine, WayOut};
use tertius_tribe_store::{Held, Job, LetterState, MAX_ATTEMPTS, Store, StoreError, Who};

/// How long a mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where mail goes.
pub enum Outbox {
    /// A folder of `.eml` files, for whatever sends mail on the machine.
    Folder(PathBuf),
    /// A mail server.
    Smtp(Box<MailServer>),
}

/// A mail server that takes our mail.
pub struct MailServer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Address,
}

/// Why a mail server cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// Its address is none.
    #[error("the mail server's address cannot be read; write smtps://user:password@mail.example.org")]
    Address,
    /// Passwords and letters would travel in the open.
    #[error("mail beyond this machine needs TLS; write smtps://… or add ?tls=required")]
    NeedsTls,
}

impl Outbox {
    /// The mail server at `smtp://…` or `smtps://…`, which gets mail from the tribe's address.
    ///
    /// # Errors
    /// When the address cannot be read, or would send in the open beyond this machine.
    pub fn smtp(url: &str, sender: Address) -> Result<Outbox, OutboxError> {
        let rest = url.strip_prefix("smtp://").map(|rest| (rest, url.contains("tls=required")));
        let (rest, is_safe) =
            rest.or(url.strip_prefix("smtps://").map(|rest| (rest, true))).ok_or(OutboxError::Address)?;
        let place = rest.split(['/', '?']).next().unwrap_or_default();
        let host = place.rsplit('@').next().unwrap_or_default();
        let is_here = ["127.0.0.1", "localhost", "[::1]"]
            .iter()
            .any(|local| host.strip_prefix(local).is_some_and(|port| port.is_empty() || port.starts_with(':')));
        if !is_safe && !is_here {
            return Err(OutboxError::NeedsTls);
        }
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| OutboxError::Address)?;
        let transport = builder.timeout(Some(PATIENCE)).build();
        Ok(Outbox::Smtp(Box::new(MailServer { transport, sender })))
    }
}

/// How a try to hand a mail over ended.
enum Handed {
    Over,
    /// It may go well later.
    NotYet,
    /// It never will; what the mail server said.
    Never(String),
}

/// A mail that is to be sent, as a job.
pub(crate) fn job(id: String, to: &str, mail: &str, now: i64) -> Job {
    let payload = serde_json::json!({ "to": to, "mail": mail }).to_string();
    Job { id, kind: "mail".to_owned(), payload, due: now }
}

/// A mail that its reader asked for, or that invites: no letter of a matter.
pub(crate) fn plain(from: &Mailbox, to: &str, subject: &str, text: &str, now: i64) -> Result<Job, Trouble> {
    let address = Address::parse(to).map_err(|error| Trouble::bad(error.to_string()))?;
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    let id = MessageId::random(bytes, &from.address);
    let number = id.number().to_owned();
    let letter = Letter {
        from: from.clone(),
        to: Mailbox { name: OneLine::default(), address },
        reply_to: None,
        subject: OneLine::new(subject),
        id,
        way_out: WayOut::AskedFor,
        text: text.to_owned(),
    };
    Ok(job(number, to, &letter.to_eml(tertius_model::Timestamp(now)), now))
}

/// Hands every mail that is due over; how many.
///
/// # Errors
/// When the store does not answer. A mail that cannot be handed over stays a job and is tried again later.
pub async fn deliver(store: &Store, outbox: &Outbox, now: i64) -> Result<usize, StoreError> {
    let holder = format!("outbox-{}", std::process::id());
    let mut n_done = 0;
    loop {
        let mut on = store.write(Who::Door).await?;
        let held = on.lease_job(&holder, now).await?;
        on.commit().await?;
        let Some(held) = held else { return Ok(n_done) };
        reached(Step::Leased);
        let handed = hand_over(outbox, &held.job).await;
        reached(Step::HandedOver);
        let mut on = store.write(Who::Door).await?;
        n_done += usize::from(matches!(handed, Handed::Over));
        settle(&mut on, &held, &holder, handed, now).await?;
        reached(Step::Noted);
        on.commit().await?;
    }
}

/// Ends the job, or gives it back; the letter's line says the same.
async fn settle(
    on: &mut tertius_tribe_store::Transaction,
    held: &Held,
    holder: &str,
    handed: Handed,
    now: i64,
) -> Result<(), StoreError> {
    let id = &held.job.id;
    match handed {
        Handed::Over => {
            on.note_letter(id, LetterState::Sent, "").await?;
            on.finish_job(id, holder).await?;
        }
        Handed::Never(said) => {
            on.note_letter(id, LetterState::Bounced, &said).await?;
            on.finish_job(id, holder).await?;
        }
        Handed::NotYet => {
            if held.attempt >= MAX_ATTEMPTS {
                on.note_letter(id, LetterState::Bounced, "given up").await?;
            }
            on.fail_job(held, holder, now).await?;
        }
    }
    Ok(())
}

async fn hand_over(outbox: &Outbox, job: &Job) -> Handed {
    let Ok(payload) = serde_json::from_str::<serde_json::Value>(&job.payload) else {
        return Handed::Never("unreadable".to_owned());
    };
    let part = |name: &str| payload[name].as_str().unwrap_or_default();
    match outbox {
        Outbox::Folder(folder) => match put(folder, &job.id, part("mail")) {
            Ok(()) => Handed::Over,
            Err(_) => Handed::NotYet,
        },
        Outbox::Smtp(server) => server.send(part("to"), part("mail")).await,
    }
}

/// Puts a mail into a folder; a second time writes the same file.
fn put(folder: &Path, id: &str, mail: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let whole = folder.join(format!("{id}.eml"));
    let part = folder.join(format!("{id}.part"));
    std::fs::write(&part, mail)?;
    std::fs::rename(part, whole)
}

impl MailServer {
    async fn send(&self, to: &str, mail: &str) -> Handed {
        let addresses = (self.sender.as_str().parse(), to.parse());
        let (Ok(from), Ok(to)) = addresses else { return Handed::Never("no address".to_owned()) };
        let Ok(envelope) = Envelope::new(Some(from), vec![to]) else { return Handed::Never("no address".to_owned()) };
        match self.transport.send_raw(&envelope, mail.as_bytes()).await {
            Ok(_) => Handed::Over,
            // Its words may name people; the number says enough.
            Err(error) if error.is_permanent() => {
                Handed::Never(error.status().map_or_else(|| "refused".to_owned(), |code| code.to_string()))
            }
            Err(_) => Handed::NotYet,
        }
    }
}
