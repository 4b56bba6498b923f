//! Ties out of a plain list of exchanges: how deep, how fresh, who answers whom, which will be used again.
//!
//! Exchanges may come in any order; what comes after the moment does not count. Depth and freshness are those of the
//! vault. Strength and activity begin with the shipped weights and are changed by the list's own past where that
//! shows enough. A message to oneself ties nobody; a row that stands twice counts twice, since two messages may be sent
//! in one second. Memory: some 50 bytes an exchange and recipient, in order of time or not.

mod exchanges;

use crate::error::AppError;
use exchanges::Exchanges;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;
use tertius_model::Timestamp;
use tertius_ties::forecast::{ExchangeLog, Horizon, Learning, Learnt, Outlook, PersonIdx, Sample};
use tertius_ties::parameters::forecast::LEARNING;
use tertius_ties::{Stated, TieHistory, depth, freshness};

/// What to weigh.
#[derive(Clone, Debug)]
pub struct TiesRequest {
    /// Exchanges as CSV; `-` is standard input.
    pub exchanges: PathBuf,
    /// Where the ties go as CSV; `-` is standard output.
    pub out: PathBuf,
    /// The moment that counts as now.
    pub now: Timestamp,
}

/// What was weighed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TiesView {
    /// Messages and meetings up to the moment.
    pub exchanges: u64,
    /// Those after the moment, which did not count.
    pub after: u64,
    /// People in them.
    pub people: u64,
    /// Lines written: ordered pairs that ever met.
    pub ties: u64,
    /// The time.
    pub seconds: f64,
}

/// Activity looks so far ahead.
const ACTIVE_SECONDS: i64 = 90 * 86_400;
/// The shipped weights look a month ahead; where a list's own past is too short to learn from, three such months are
/// taken as independent. An assumption, on the high side for ties that are dying.
const MONTHS: i32 = 3;

/// Weighs every pair that ever met.
pub fn ties(request: &TiesRequest) -> Result<TiesView, AppError> {
    let began = Instant::now();
    let read = if request.exchanges == Path::new("-") {
        exchanges::read("standard input", std::io::stdin().lock(), request.now)?
    } else {
        let name = request.exchanges.display().to_string();
        let file = std::fs::File::open(&request.exchanges)
            .map_err(|error| AppError::user(format!("cannot read {name}: {error}"), "name a CSV file of exchanges"))?;
        exchanges::read(&name, file, request.now)?
    };
    let (n_exchanges, after, n_people) = (read.n_messages, read.n_after, read.ids.len() as u64);
    let n_ties = if request.out == Path::new("-") {
        write(read, request.now, std::io::stdout().lock()).map_err(|error| unwritable("standard output", &error))?
    } else {
        let name = request.out.display().to_string();
        let file = std::fs::File::create(&request.out).map_err(|error| unwritable(&name, &error))?;
        write(read, request.now, file).map_err(|error| unwritable(&name, &error))?
    };
    Ok(TiesView {
        exchanges: n_exchanges,
        after,
        people: n_people,
        ties: n_ties,
        seconds: began.elapsed().as_secs_f64(),
    })
}

fn unwritable(name: &str, error: &std::io::Error) -> AppError {
    AppError::user(format!("cannot write {name}: {error}"), "check the folder and its rights")
}

/// Writes the ties in order of ids; how many.
fn write(read: Exchanges, now: Timestamp, out: impl Write) -> std::io::Result<u64> {
    let Exchanges { exchanges, ids, .. } = read;
    let log = ExchangeLog::new(exchanges, ids.len());
    let horizon = Horizon { seconds: ACTIVE_SECONDS, most_recipients: u32::MAX };
    let learning = Learning { most: Sample { seekers: 0, ..LEARNING.most }, ..LEARNING };
    let learnt = Learnt::from_past(&log, now, horizon, &learning);
    let outlook = Outlook::at(&log, now);
    let mut lines = Vec::new();
    let stated = Stated::default();
    log.contacts_of_couples(now, |a, b, contacts| {
        let summary = TieHistory::of_sorted(contacts);
        let (depth, freshness) = (depth(&summary, &stated, now).value, freshness(&summary, &stated, now).value);
        let active = active(&learnt, &outlook, a, b);
        for (from, to) in [(a, b), (b, a)] {
            let strength = outlook.answer_probability(from, to, &learnt.answer);
            lines.push(Line { from, to, numbers: [depth, freshness, strength, active].map(|number| number as f32) });
        }
    });
    lines.sort_unstable_by_key(|line| (line.from, line.to));
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["from", "to", "depth", "freshness", "strength", "active"])?;
    for line in &lines {
        let [depth, freshness, strength, active] = line.numbers.map(|number| format!("{number:.4}"));
        let ends = [line.from, line.to].map(|person| &ids[person.place()]);
        let numbers = [&depth, &freshness, &strength, &active].map(String::as_bytes);
        out.write_record(ends.into_iter().map(|id| &id[..]).chain(numbers))?;
    }
    out.flush()?;
    Ok(lines.len() as u64)
}

struct Line {
    from: PersonIdx,
    to: PersonIdx,
    /// Depth, freshness, strength, activity; four digits are printed.
    numbers: [f32; 4],
}

fn active(learnt: &Learnt, outlook: &Outlook<'_>, a: PersonIdx, b: PersonIdx) -> f64 {
    let p = outlook.alive_probability(a, b, &learnt.alive);
    if learnt.n_alive_outcomes > 0 { p } else { 1.0 - (1.0 - p).powi(MONTHS) }
}

#[cfg(test)]
mod tests;
