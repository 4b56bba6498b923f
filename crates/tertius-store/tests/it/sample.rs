//! Invented sources: numbered messages between numbered people.

use std::path::PathBuf;
use tempfile::TempDir;
use tertius_model::{
    Batch, Card, Channel, Exchange, Handle, Key, Mention, MentionIdx, Part, PersonName, Position, Recipient, SourceId,
    Timestamp,
};
use tertius_store::{Finished, Import, SourceFacts, Vault};

/// A folder that lives as long as the test, and the path of a vault in it that is not there yet.
pub fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nest/my vault?.tertius");
    (folder, path)
}

pub fn email(n: u64) -> Handle {
    Handle::email(&format!("person{n}@example.org")).unwrap()
}

/// Messages `from..to`, each from its own person to ego.
pub fn messages(from: u64, to: u64) -> Batch {
    let mut batch = Batch::default();
    for n in from..to {
        batch.mentions.push(Mention { handle: Some(email(n)), name: format!("Person {n}") });
        batch.exchanges.push(Exchange {
            key: key(n),
            position: Position::Byte(n * 1_000),
            time: Timestamp(1_000_000_000 + n as i64),
            channel: Channel::Mail,
            from: MentionIdx((n - from) as u32),
            to: vec![Recipient { who: MentionIdx::EGO, part: Part::To }],
            thread: key(n),
            bulk: false,
            size: 1,
        });
    }
    batch
}

pub fn key(n: u64) -> Key {
    Key::of([n.to_le_bytes().as_slice()])
}

/// One card with this name and note.
pub fn card(name: &str, note: &str) -> Batch {
    let card = Card {
        key: Key::of_text([name]),
        position: Position::Line(2),
        name: PersonName { full: name.to_owned(), ..PersonName::default() },
        handles: vec![email(1)],
        jobs: Vec::new(),
        place: String::new(),
        birthday: None,
        groups: Vec::new(),
        note: note.to_owned(),
        connection: None,
        revised: None,
    };
    Batch { cards: vec![card], ..Batch::default() }
}

/// The facts of a source whose content is this text.
pub fn facts(content: &str) -> SourceFacts {
    let mut content_hash = [0; 32];
    content_hash[..16].copy_from_slice(&Key::of_text([content]).0.to_le_bytes());
    SourceFacts {
        format: "mbox".into(),
        content_hash,
        content_len: content.len() as u64,
        path: format!("mail/{content}"),
        container: None,
        seen_at: Some(Timestamp(1_500_000_000)),
        records: 1,
        n_skipped: 0,
        skipped: Vec::new(),
    }
}

pub fn add(import: &mut Import<'_>, content: &str, batches: &[Batch]) -> Finished {
    let mut source = import.source();
    for batch in batches {
        source.push(batch).unwrap();
    }
    source.finish(facts(content)).unwrap()
}

/// Imports one source in a transaction of its own.
pub fn import(vault: &mut Vault, content: &str, batches: &[Batch]) -> SourceId {
    let mut import = vault.begin_import().unwrap();
    let id = add(&mut import, content, batches).id();
    import.commit().unwrap();
    id
}

/// Everything that the vault says, for comparing.
pub fn all(vault: &Vault) -> Vec<(SourceId, Batch)> {
    let mut all = Vec::new();
    vault.all_batches(&mut |id, batch| all.push((id, batch))).unwrap();
    all
}
