//! How fast an mbox is read on one core: `cargo run --release -p tertius-import --example mbox_speed FILE`.

use std::fs::File;
use std::io::{BufReader, Write};
use std::time::Instant;
use tertius_import::{Context, Intake, Reader, formats};
use tertius_model::Timestamp;

fn main() -> std::io::Result<()> {
    let path = std::env::args().nth(1).expect("the path of an mbox");
    let format = formats::by_id("mbox").expect("a row of the table");
    let Reader::Stream(read) = format.reader else { panic!("an mbox is one stream") };
    let now = Timestamp(4_000_000_000);
    let mut n_batches = 0;
    let mut n_mentions = 0;
    let mut own = Vec::new();
    let mut emit = |batch: tertius_model::Batch| {
        n_batches += 1;
        n_mentions += batch.mentions.len();
        own.extend(batch.own);
    };
    let mut intake = Intake::new(now, &mut emit);
    let start = Instant::now();
    read(&mut BufReader::new(File::open(&path)?), Context { path: &path, now }, &mut intake)
        .map_err(std::io::Error::other)?;
    let outcome = intake.finish();
    let seconds = start.elapsed().as_secs_f64();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} messages, {} exchanges, {} skipped, {n_batches} batches, {n_mentions} mentions, {seconds:.2} s, {:.0} messages/s",
        outcome.records,
        outcome.exchanges,
        outcome.n_skipped,
        outcome.records as f64 / seconds
    )?;
    for fact in own {
        writeln!(out, "{fact:?}")?;
    }
    for skipped in outcome.skipped.iter().take(5) {
        writeln!(out, "{}: {}", skipped.position, skipped.reason)?;
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmHWM")) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
