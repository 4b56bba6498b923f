//! `make-mbox`: a large invented mailbox for measurements, the same bytes for the same seed.
//!
//! Shaped like a mail export of twelve years: correspondents fall off like 1/rank, conversations go both ways and
//! keep their `References`, colleagues are copied (some of them never write: loose connections), and about a third
//! is newsletters, robots and lists. A few messages are malformed on purpose.

mod message;
pub(crate) mod random;
mod world;

use anyhow::{Context, Result};
use message::Mailbox;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes the mailbox.
///
/// # Errors
/// When the file cannot be written.
pub fn run(messages: u64, out: &Path, seed: u64) -> Result<()> {
    let file = File::create(out).with_context(|| format!("cannot create {}", out.display()))?;
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    let mut mailbox = Mailbox::new(messages, seed);
    let mut buffer = Vec::with_capacity(16 * 1024);
    for _ in 0..messages {
        buffer.clear();
        mailbox.next_message(&mut buffer);
        writer.write_all(&buffer).with_context(|| format!("cannot write {}", out.display()))?;
    }
    writer.flush().with_context(|| format!("cannot write {}", out.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_mailbox() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str, seed| {
            let path = folder.path().join(name);
            run(2_000, &path, seed).unwrap();
            std::fs::read(path).unwrap()
        };
        let first = make("a", 1);
        assert!(first == make("b", 1));
        assert!(first != make("c", 2));
        let n_messages = first.windows(6).filter(|window| window == b"\nFrom ").count() + 1;
        assert_eq!(n_messages, 2_000);
        let mean = first.len() / 2_000;
        assert!((1_700..2_500).contains(&mean), "{mean} bytes a message");
    }
}
