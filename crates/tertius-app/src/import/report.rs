//! The rows of an import's report.

use crate::views::{IgnoredRow, ImportView, PassedRow, SkippedRow, SourceError, SourceRow};
use tertius_import::formats::Format;
use tertius_import::{Entry, Outcome, ReadError};

/// Counts a file of no known kind by the ending of its name; of an empty one that is all there is to say.
pub(super) fn ignore(view: &mut ImportView, entry: &dyn Entry, path: String) {
    /// Longer endings are parts of names.
    const ENDING_MAX: usize = 8;
    if entry.size() == Some(0) {
        return view.passed.push(PassedRow { path, reason: "the file is empty".to_owned() });
    }
    view.not_recognised += 1;
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    let fits = (1..=ENDING_MAX).contains(&ending.chars().count()) && ending.chars().all(char::is_alphanumeric);
    let ending = if fits { format!(".{ending}") } else { String::new() };
    match view.ignored.iter_mut().find(|row| row.ending == ending) {
        Some(row) => row.files += 1,
        None => view.ignored.push(IgnoredRow { ending, files: 1 }),
    }
    view.ignored.sort_by(|a, b| (b.files, &a.ending).cmp(&(a.files, &b.ending)));
}

pub(super) fn source_error(path: &str, format: &Format, error: &ReadError) -> SourceError {
    let hint = match error {
        ReadError::Io { .. } => "check the disk or the download, then import the file again",
        ReadError::Malformed { hint, .. } => hint,
    };
    let message = match error {
        ReadError::Io { .. } => error.to_string(),
        ReadError::Malformed { position, reason, .. } => format!("{position}: {reason}"),
    };
    SourceError { path: path.to_owned(), format: format.id.to_owned(), message, hint: hint.to_owned() }
}

pub(super) fn nobody_in_it(path: &str, format: &Format, outcome: &Outcome, len: u64) -> SourceError {
    let why = match outcome.skipped.first() {
        Some(skip) => {
            let n = match outcome.n_skipped {
                1 => "the only record was skipped,".to_owned(),
                n => format!("{n} records were skipped, the first"),
            };
            format!("{n} at {}: {}", skip.position, skip.reason)
        }
        None => format!("it holds no records up to its end at byte {len}"),
    };
    SourceError {
        path: path.to_owned(),
        format: format.id.to_owned(),
        message: format!("recognised as {}, but nobody is in it: {why}", format.title),
        hint: "export the file again; if it does hold people, please report its first lines".to_owned(),
    }
}

pub(super) fn skipped_row(skip: &tertius_import::Skipped) -> SkippedRow {
    SkippedRow {
        position: match &skip.member {
            Some(member) => format!("{}, {member}", skip.position),
            None => skip.position.to_string(),
        },
        reason: skip.reason.clone(),
    }
}

pub(super) fn empty_row(path: &str, format: &Format) -> SourceRow {
    SourceRow {
        id: String::new(),
        path: path.to_owned(),
        format: format.id.to_owned(),
        records: 0,
        people: 0,
        participants: 0,
        ties_of_ego: 0,
        ties_between_others: 0,
        first: None,
        last: None,
        exchanges: 0,
        gatherings: 0,
        stated_ties: 0,
        skipped: Vec::new(),
        n_skipped: 0,
        notes: Vec::new(),
        new: 0,
        unchanged: 0,
        seconds: 0.0,
    }
}

/// The report on a source whose content was there before.
pub(super) fn known_row(held: &tertius_store::SourceRow, path: &str) -> SourceRow {
    let counts = held.counts;
    SourceRow {
        id: held.id.to_string(),
        path: path.to_owned(),
        format: held.format.clone(),
        records: held.records,
        people: counts.cards,
        participants: 0,
        ties_of_ego: 0,
        ties_between_others: 0,
        first: None,
        last: None,
        exchanges: counts.exchanges,
        gatherings: counts.gatherings,
        stated_ties: counts.stated,
        skipped: held
            .skipped
            .iter()
            .map(|skip| SkippedRow { position: skip.position.to_string(), reason: skip.reason.clone() })
            .collect(),
        n_skipped: held.n_skipped,
        notes: Vec::new(),
        new: 0,
        unchanged: counts.cards + counts.exchanges + counts.gatherings + counts.stated,
        seconds: 0.0,
    }
}
