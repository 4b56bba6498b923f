//! Measures the vault on a million invented messages: `cargo run --release -p tertius-store --example measure_vault`.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::time::Instant;
use tertius_model::{Batch, Channel, Exchange, Handle, Key, Mention, MentionIdx, Part, Position, Recipient, Timestamp};
use tertius_store::{SourceFacts, Vault};

const N_EXCHANGES: u64 = 1_000_000;
const N_PEOPLE: u64 = 20_000;
const BATCH: u64 = 4_096;

/// A small fixed generator, so that runs compare.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// Few people write most messages.
    fn person(&mut self) -> u64 {
        let sides = 1 + self.roll(N_PEOPLE);
        self.roll(sides)
    }
}

fn batch(dice: &mut Dice, from: u64) -> Batch {
    let mut batch = Batch::default();
    let mut interned = std::collections::HashMap::new();
    for n in from..(from + BATCH).min(N_EXCHANGES) {
        // A mailbox: nearly every message is from or to its owner, person 0.
        let of_owner = dice.roll(2 + 18 / 10);
        let parties: Vec<MentionIdx> = (0..2 + dice.roll(3) / 2)
            .map(|nth| {
                let who = if nth == of_owner { 0 } else { dice.person() };
                *interned.entry(who).or_insert_with(|| {
                    let handle = Handle::email(&format!("first.last{who}@company{}.example.org", who % 500));
                    batch.mentions.push(Mention { handle, name: format!("Firstname Lastname-{who}") });
                    MentionIdx(batch.mentions.len() as u32 - 1)
                })
            })
            .collect();
        let key = Key::of([n.to_le_bytes().as_slice()]);
        let root = n - dice.roll(4).min(n);
        batch.exchanges.push(Exchange {
            key,
            position: Position::Byte(n * 2_000 + dice.roll(1_500)),
            time: Timestamp(1_200_000_000 + (n * 400 + dice.roll(4_000)) as i64),
            channel: Channel::Mail,
            from: parties[0],
            to: parties[1..].iter().map(|&who| Recipient { who, part: Part::To }).collect(),
            thread: Key::of([root.to_le_bytes().as_slice()]),
            bulk: dice.roll(4) == 0,
            size: parties.len() as u32 - 1,
        });
    }
    batch
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("measure.vault");
    let mut out = std::io::stdout().lock();
    let mut dice = Dice(1);
    let batches: Vec<Batch> = (0..N_EXCHANGES).step_by(BATCH as usize).map(|from| batch(&mut dice, from)).collect();

    let start = Instant::now();
    let mut vault = Vault::open(&path)?;
    writeln!(out, "create            {:>9.1?}", start.elapsed())?;
    let start = Instant::now();
    let mut import = vault.begin_import()?;
    let mut source = import.source();
    for batch in &batches {
        source.push(batch)?;
    }
    let id = source
        .finish(SourceFacts {
            format: "mbox".into(),
            content_hash: [7; 32],
            content_len: 1,
            path: "mail.mbox".into(),
            container: None,
            seen_at: None,
            records: N_EXCHANGES,
            n_skipped: 0,
            skipped: Vec::new(),
        })?
        .id();
    import.commit()?;
    writeln!(out, "import            {:>9.1?}", start.elapsed())?;
    drop(vault);
    writeln!(out, "file              {:>9.1} MB", fs::metadata(&path)?.len() as f64 / 1e6)?;

    let mut vault = Vault::open(&path)?;
    let start = Instant::now();
    let mut n = 0;
    vault.all_batches(&mut |_, batch| n += batch.exchanges.len())?;
    let seconds = start.elapsed().as_secs_f64();
    writeln!(out, "decode {n}    {:>9.0} ms, {:.1} M exchanges/s", seconds * 1e3, n as f64 / seconds / 1e6)?;
    let start = Instant::now();
    let keys = vault.keys(id)?;
    writeln!(out, "keys   {}    {:>9.1?}", keys.len(), start.elapsed())?;

    let version = vault.ground_version()?;
    let data: Vec<u8> = (0..30_000_000u32).map(|n| (n >> 3) as u8).collect();
    let start = Instant::now();
    vault.cache_put("graph", &version.0, &data)?;
    writeln!(out, "cache_put 30 MB   {:>9.1?}", start.elapsed())?;
    drop(vault);
    for _ in 0..3 {
        let start = Instant::now();
        let vault = Vault::open(&path)?;
        let opened = start.elapsed();
        let version = vault.ground_version()?;
        let digested = start.elapsed();
        let found = vault.cache_get("graph", &version.0)?;
        let got = start.elapsed();
        drop(vault);
        writeln!(
            out,
            "open {opened:.1?}, + ground_version {digested:.1?}, + cache_get {got:.1?} ({} bytes), + close {:.1?}",
            found.map_or(0, |data| data.len()),
            start.elapsed()
        )?;
    }
    let mut vault = Vault::open(&path)?;
    let start = Instant::now();
    writeln!(out, "check finds {}     {:>9.1?}", vault.check()?.len(), start.elapsed())?;
    let start = Instant::now();
    vault.forget(&[id])?;
    writeln!(out, "forget            {:>9.1?}", start.elapsed())?;
    writeln!(out, "file              {:>9.1} MB", fs::metadata(&path)?.len() as f64 / 1e6)?;
    Ok(())
}
