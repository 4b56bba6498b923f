//! What the fuzz targets share: bytes into a family of formats, or into an archive, and what must hold after.
//!
//! No input may panic or hang. Whatever is read must be well formed: every index names a mention, every
//! record taken or skipped was counted.

use std::io::{BufReader, Read, Seek, Write};
use std::path::PathBuf;
use std::sync::{Mutex, OnceLock};
use tempfile::{Builder, NamedTempFile};
use tertius_import::formats::{self, Format};
use tertius_import::{Context, Entry, Head, HeldFiles, Intake, Kind, Limits, Member, Outcome, Reader, Visit, visit};
use tertius_model::{Batch, MentionIdx, Timestamp};

/// The moment at which every fuzzed import happens: 2026-01-01.
const NOW: Timestamp = Timestamp(1_767_225_600);
/// A name that hints at nothing.
const PATH: &str = "fuzzed";

/// Reads the bytes with the formats whose id is `family` or begins with `family` and `-` or `_`.
///
/// The row of the family that detects them reads them; where none does, their first byte chooses. Rows of other families
/// are not asked: that takes most of the time, and [`fuzz_detected`] does it.
///
/// # Panics
/// When no row of the table belongs to the family: the target is out of date.
pub fn fuzz_family(family: &str, bytes: &[u8]) {
    let rows: Vec<&Format> = formats::all().filter(|format| belongs(format.id, family)).collect();
    assert!(!rows.is_empty(), "no format belongs to the family {family}");
    let detected = with_head(bytes, |head| rows.iter().find(|format| (format.detect)(head)).copied());
    let chosen = usize::from(bytes.first().copied().unwrap_or_default()) % rows.len();
    fuzz_format(detected.unwrap_or(rows[chosen]), bytes);
}

/// Asks every format in order and reads the bytes with the one that is chosen.
pub fn fuzz_detected(bytes: &[u8]) {
    if let Some(format) = with_head(bytes, formats::detect) {
        fuzz_format(format, bytes);
    }
}

fn with_head<T>(bytes: &[u8], look: impl FnOnce(&Head<'_>) -> T) -> T {
    let start = &bytes[..bytes.len().min(Head::LEN)];
    look(&Head { path: PATH, bytes: start, text: &tertius_import::decode(start) })
}

/// Reads the bytes with one format; a mailbox gets them as several messages, cut at zero bytes.
pub fn fuzz_format(format: &Format, bytes: &[u8]) {
    let context = Context { path: PATH, now: NOW };
    let mut emit = |batch: Batch| assert_well_formed(&batch);
    let mut intake = Intake::new(NOW, &mut emit);
    match format.reader {
        Reader::Stream(read) => {
            let mut stream = BufReader::with_capacity(512, bytes);
            if let Err(error) = read(&mut stream, context, &mut intake) {
                intake.skip_error(&error);
            }
        }
        Reader::Messages { each, done } => {
            let mut state = formats::MessageState::default();
            for (at, message) in bytes.split(|&byte| byte == 0).take(64).enumerate() {
                let mut member = Member { name: format!("{at}.eml"), bytes: Box::new(message) };
                each(&mut member, context, &mut state, &mut intake);
            }
            done(state, context, &mut intake);
        }
        Reader::Export { read, .. } => {
            let mut files = HeldFiles::new(files_in(bytes));
            if let Err(error) = read(&mut files, context, &mut intake) {
                intake.skip_error(&error);
            }
        }
    }
    assert_counted(&intake.finish());
}

/// Several files in one input: a line `=== name` begins each.
fn files_in(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = String::from_utf8_lossy(bytes);
    let files = text.split("=== ").skip(1).take(64).filter_map(|file| file.split_once('\n'));
    files.map(|(name, bytes)| (name.trim().to_owned(), bytes.as_bytes().to_vec())).collect()
}

/// Walks the bytes as a file with this ending and reads every entry to its end.
///
/// # Panics
/// When an entry leaves the archive, or more is unpacked than the limits allow.
pub fn fuzz_source(ending: &str, bytes: &[u8]) {
    const LIMITS: Limits = Limits { max_ratio: 100, max_unpacked: 16 << 20, max_entries: 1_000 };
    let path = one_file(ending, bytes);
    let mut unpacked = 0;
    let walked = visit(&path, &LIMITS, &mut |visited| {
        if let Visit::Entry(entry) = visited {
            assert!(!entry.path().split('/').any(|part| part == ".."), "{} leaves the archive", entry.path());
            unpacked += read_entry(entry);
        }
    });
    drop(walked);
    assert!(unpacked <= 4 * LIMITS.max_unpacked + bytes.len() as u64, "{unpacked} bytes passed the limit");
}

/// The bytes as a file: the same one every time, because making and removing files takes longer than reading them.
fn one_file(ending: &str, bytes: &[u8]) -> PathBuf {
    static FILE: OnceLock<Mutex<NamedTempFile>> = OnceLock::new();
    let file = FILE
        .get_or_init(|| Mutex::new(Builder::new().suffix(ending).tempfile().expect("a temporary file can be made")));
    let mut held = file.lock().expect("nobody panicked while holding it");
    let file = held.as_file_mut();
    let written = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(bytes));
    written.expect("a temporary file can be written");
    held.path().to_owned()
}

/// How many bytes an entry has, in whatever form it hands them over.
fn read_entry(entry: &mut dyn Entry) -> u64 {
    let mut unpacked = 0;
    let mut count = |stream: &mut dyn Read| {
        unpacked += std::io::copy(stream, &mut std::io::sink()).unwrap_or_default();
    };
    match entry.kind() {
        Kind::File => {
            if let Ok(mut stream) = entry.open() {
                count(&mut stream);
            }
        }
        Kind::Messages => drop(entry.members(&mut |mut member| count(&mut member.bytes))),
        Kind::Export => {
            let Some((_, files)) = entry.export() else { return unpacked };
            for name in files.names().to_vec() {
                if let Ok(mut stream) = files.open(&name) {
                    count(&mut stream);
                }
            }
        }
    }
    unpacked
}

fn belongs(id: &str, family: &str) -> bool {
    id.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

fn assert_well_formed(batch: &Batch) {
    let check = |idx: MentionIdx| {
        assert!(idx == MentionIdx::EGO || batch.mention(idx).is_some(), "{idx:?} names no mention");
    };
    for exchange in &batch.exchanges {
        check(exchange.from);
        exchange.to.iter().for_each(|recipient| check(recipient.who));
        assert!(!exchange.to.is_empty(), "an exchange without a recipient at {}", exchange.position);
    }
    for gathering in &batch.gatherings {
        gathering.organizer.into_iter().chain(gathering.guests.iter().map(|guest| guest.who)).for_each(check);
    }
    for tie in &batch.stated {
        check(tie.a);
        check(tie.b);
    }
    for mention in &batch.mentions {
        assert!(mention.handle.is_some() || !mention.name.is_empty(), "a mention of nobody");
    }
}

fn assert_counted(outcome: &Outcome) {
    assert!(outcome.skipped.len() as u64 <= outcome.n_skipped);
    assert!(outcome.latest.is_none_or(|latest| latest <= NOW), "the content speaks of the future");
}
