//! Mail: a job in the store until a worker has put it into the outbox.
//!
//! The outbox is a folder of `.eml` files for whatever sends mail on the machine. A file is named after its job, so
//! that doing a job twice writes one file.

use std::path::Path;
use tertius_tribe_store::{Job, Store, StoreError, Who};

/// A mail as a job.
pub(crate) fn job(id: String, to: &str, subject: &str, text: &str, now: i64) -> Job {
    let payload = serde_json::json!({ "to": to, "subject": subject, "text": text }).to_string();
    Job { id, kind: "mail".to_owned(), payload, due: now }
}

/// Puts every mail that is due into the outbox; how many.
///
/// # Errors
/// When the store does not answer. A mail that cannot be written stays a job and is tried again later.
pub async fn deliver(store: &Store, outbox: &Path, now: i64) -> Result<usize, StoreError> {
    let holder = format!("outbox-{}", std::process::id());
    let mut n_done = 0;
    loop {
        let mut on = store.write(Who::Door).await?;
        let held = on.lease_job(&holder, now).await?;
        on.commit().await?;
        let Some(held) = held else { return Ok(n_done) };
        let written = write(outbox, &held.job);
        let mut on = store.write(Who::Door).await?;
        match written {
            Ok(()) => {
                on.finish_job(&held.job.id, &holder).await?;
                n_done += 1;
            }
            Err(_) => on.fail_job(&held, &holder, now).await?,
        }
        on.commit().await?;
    }
}

fn write(outbox: &Path, job: &Job) -> std::io::Result<()> {
    let mail: serde_json::Value = serde_json::from_str(&job.payload)?;
    let part = |name: &str| mail[name].as_str().unwrap_or_default().to_owned();
    // One line each: nothing in an address or subject may begin a header of its own.
    let header = |name: &str| part(name).replace(['\r', '\n'], " ");
    let body = part("text").replace('\n', "\r\n");
    let text = format!(
        "Message-ID: <{}@tertius.invalid>\r\nTo: {}\r\nSubject: {}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}",
        job.id,
        header("to"),
        header("subject"),
    );
    std::fs::create_dir_all(outbox)?;
    let whole = outbox.join(format!("{}.eml", job.id));
    let part = outbox.join(format!("{}.part", job.id));
    std::fs::write(&part, text)?;
    std::fs::rename(part, whole)
}
