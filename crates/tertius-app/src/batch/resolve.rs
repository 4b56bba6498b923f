//! `resolve` on a plain file: which records are one person.

use super::people_csv::{read_people, record_id};
use crate::error::AppError;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::io::{Read, Write};
use std::sync::mpsc::sync_channel;
use tertius_model::RecordId;
use tertius_resolve::{Candidate, ListOptions, Listing, PairList, Record, resolve_list};

/// Batches of records that reading may be ahead of resolving.
const BATCHES_AHEAD: usize = 8;

/// Where the records come from, and where the answers go.
pub struct ResolveFiles<'a> {
    /// The records.
    pub input: &'a mut (dyn Read + Send),
    /// What errors call the input.
    pub path: &'a str,
    /// Gets `record_id,person_id`.
    pub out: &'a mut dyn Write,
    /// Gets `a,b,probability,because` for every pair above one half.
    pub pairs: Option<&'a mut dyn Write>,
}

/// What was done.
#[derive(Debug, Serialize)]
pub struct ResolvedView {
    /// Records read.
    pub records: usize,
    /// People found.
    pub people: usize,
}

/// Finds out which records of a file are one person's. Without a threshold only the automatic tier joins.
///
/// # Errors
/// Data errors for an unreadable file, user errors for a threshold outside 0.5 to 1, internal ones when an answer
/// cannot be written.
pub fn resolve(files: ResolveFiles<'_>, threshold: Option<f64>) -> Result<ResolvedView, AppError> {
    if threshold.is_some_and(|threshold| !(0.5..=1.0).contains(&threshold)) {
        let hint = "use a probability from 0.5 to 1; without --threshold only what is certain joins";
        return Err(AppError::user("the threshold is outside 0.5 to 1", hint));
    }
    let pairs = if files.pairs.is_some() { PairList::Explained } else { PairList::LeftOut };
    let options = ListOptions { threshold, pairs, ..ListOptions::default() };
    let (ids, listing) = read_and_resolve(files.input, files.path, &options)?;
    let unwritten = |error: csv::Error| AppError::internal(format!("cannot write the answer: {error}"));
    write_people(&ids, &listing, files.out).map_err(unwritten)?;
    if let Some(out) = files.pairs {
        write_pairs(&ids, &listing.pairs, out).map_err(unwritten)?;
    }
    Ok(ResolvedView { records: ids.len(), people: listing.n_people })
}

/// Resolves while the file is still being read.
fn read_and_resolve(
    input: &mut (dyn Read + Send),
    path: &str,
    options: &ListOptions,
) -> Result<(Vec<String>, Listing), AppError> {
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel::<Vec<Record>>(BATCHES_AHEAD);
        let hand_over = move |batch| sender.send(batch).expect("because all batches are awaited");
        let reader = scope.spawn(move || read_people(input, path, hand_over));
        let listing = resolve_list(batches.into_iter().flatten(), options);
        let ids = reader.join().expect("because reading does not panic")?;
        Ok((ids, listing))
    })
}

fn write_people(ids: &[String], listing: &Listing, out: &mut dyn Write) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["record_id", "person_id"])?;
    for (id, person) in ids.iter().zip(&listing.person_of) {
        writer.write_record([id, &ids[*person]])?;
    }
    Ok(writer.flush()?)
}

fn write_pairs(ids: &[String], pairs: &[Candidate], out: &mut dyn Write) -> Result<(), csv::Error> {
    let by_id: FxHashMap<RecordId, &String> = ids.iter().map(|id| (record_id(id), id)).collect();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["a", "b", "probability", "because"])?;
    for pair in pairs.iter().filter(|pair| pair.probability > 0.5) {
        let because: Vec<String> =
            pair.because.iter().map(|reason| format!("{} ({:+.1} bits)", reason.text, reason.bits)).collect();
        let (a, b) = (by_id[&pair.a], by_id[&pair.b]);
        writer.write_record([a, b, &format!("{:.4}", pair.probability), &because.join("; ")])?;
    }
    Ok(writer.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str, threshold: Option<f64>) -> (String, String) {
        let (mut out, mut pairs) = (Vec::new(), Vec::new());
        let files =
            ResolveFiles { input: &mut text.as_bytes(), path: "in.csv", out: &mut out, pairs: Some(&mut pairs) };
        resolve(files, threshold).unwrap();
        (String::from_utf8(out).unwrap(), String::from_utf8(pairs).unwrap())
    }

    #[test]
    fn the_threshold_decides_whether_a_likely_pair_joins() {
        let text = "record_id,name,email\n\
                    a,James Smith,jsm@acme.example\n\
                    b,James Smith,zorbax@elsewhere.example\n\
                    c,J. Smith,jsm@acme.example\n";
        let n_people = |answer: &str| {
            let people = answer.lines().skip(1).filter_map(|line| line.split(',').nth(1));
            people.collect::<std::collections::BTreeSet<&str>>().len()
        };
        let (certain, pairs) = run(text, None);
        assert_eq!(n_people(&certain), 2);
        assert!(pairs.contains("both have jsm@acme.example") && pairs.contains("same name, James Smith"));
        let (likely, _) = run(text, Some(0.5));
        assert_eq!(n_people(&likely), 1);
    }

    /// Addresses of lists and of many, namesakes, slips: whatever is counted over all lines.
    const LINES: [&str; 14] = [
        "a,Ottilie Quirrenbach,oq@acme.example,,Acme,",
        "b,O. Quirrenbach,oq@acme.example,,,",
        "c,Ottilie Quirrenbach,,,Acme GmbH,Ulm",
        "d,Jane Doe via Users,users@lists.example,,,",
        "e,Tom Miller via Users,users@lists.example,,,",
        "f,Jane Doe,jane@home.example,+15550100001,,",
        "g,Tom Doe,,+15550100001,,",
        "h,Jane Doe,team7@acme.example,,,",
        "i,Tom Miller,team7@acme.example,,,",
        "j,Eva Klein,team7@acme.example,,,",
        "k,Ida Lang,team7@acme.example,,,",
        "l,Max Braun,team7@acme.example,,,",
        "m,\"Doe, Jane\",jane@home.example,,,Ulm",
        "n,,ottilie.quirrenbach@home.example,,,",
    ];

    #[test]
    fn the_order_of_lines_changes_nothing() {
        let answer = |lines: &[&str], threshold| {
            let text = format!("record_id,name,email,phone,employer,city\n{}\n", lines.join("\n"));
            let (people, pairs) = run(&text, threshold);
            let sorted = |text: String| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<String>>();
            (sorted(people), sorted(pairs))
        };
        for threshold in [None, Some(0.5)] {
            let expected = answer(&LINES, threshold);
            let mut lines = LINES;
            for step in [3, 5, 9, 11, 13] {
                // A walk by a step that has no factor in common with the number of lines meets each once.
                lines = std::array::from_fn(|at| LINES[(at * step + step) % LINES.len()]);
                assert_eq!(answer(&lines, threshold), expected, "{step}");
            }
            lines.reverse();
            assert_eq!(answer(&lines, threshold), expected);
        }
    }

    #[test]
    fn a_threshold_that_is_no_probability_is_refused() {
        let files = ResolveFiles { input: &mut "".as_bytes(), path: "-", out: &mut Vec::new(), pairs: None };
        assert_eq!(resolve(files, Some(7.0)).unwrap_err().message, "the threshold is outside 0.5 to 1");
    }
}
