//! Damaged copies of every sample and of archives: no panic, no hang, and every complaint says where.

use crate::exports::{FAMILIES, survive_exports};
use crate::mutation::{Random, damaged};
use crate::read::{NOW, detect, files_under, testdata};
use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tertius_import::formats::{self, MessageState};
use tertius_import::{
    Context, Format, HeldFiles, Intake, Kind, Limits, Member, Outcome, ReadError, Reader, Visit, visit,
};
use tertius_model::Position;

/// Copies of each sample.
const N_COPIES: usize = 1_000;
/// Reading all copies of one sample takes seconds; a minute is a hang.
const PATIENCE: Duration = Duration::from_secs(60);

/// One test per folder of samples, so that they run side by side, and a test that none is left out.
macro_rules! every_folder {
    ($($test:ident $folder:literal)*) => {
        $(#[test]
        fn $test() {
            survive_all($folder);
        })*

        #[test]
        fn no_folder_of_samples_is_left_out() {
            let mut folders: Vec<String> = std::fs::read_dir(testdata())
                .unwrap()
                .map(|entry| entry.unwrap())
                .filter(|entry| entry.path().is_dir())
                .map(|entry| entry.file_name().into_string().unwrap())
                .collect();
            folders.sort();
            assert_eq!(folders, [$($folder),*]);
        }
    };
}

every_folder! {
    damaged_repositories "bluesky"
    damaged_databases "contacts-database"
    damaged_discord_packages "discord"
    damaged_discord_channels "discord-chat"
    damaged_messages "eml"
    damaged_facebook_lists "facebook"
    damaged_histories "git-log"
    damaged_github_pages "github-people"
    damaged_google_tables "google-csv"
    damaged_google_voice_pages "google-voice"
    damaged_web_pages "html-export"
    damaged_calendars "icalendar"
    damaged_instagram_lists "instagram"
    damaged_linkedin_exports "linkedin"
    damaged_members_of_a_maildir "maildir"
    damaged_mastodon_archives "mastodon"
    damaged_mailboxes "mbox"
    damaged_meet_lists "meet-attendance"
    damaged_messenger_chats "messenger"
    damaged_monica_exports "monica-json"
    damaged_monica_statements "monica-sql"
    damaged_nostr_events "nostr"
    damaged_outlook_tables "outlook-csv"
    damaged_packets "packet"
    damaged_plain_tables "plain-csv"
    damaged_signal_exports "signal"
    damaged_slack_exports "slack"
    damaged_slack_files "slack-alone"
    damaged_text_messages "sms-backup"
    damaged_teams_lists "teams-attendance"
    damaged_telegram_exports "telegram"
    damaged_threads_lists "threads"
    damaged_thunderbird_tables "thunderbird-csv"
    damaged_cards "vcard"
    damaged_whatsapp_chats "whatsapp"
    damaged_x_archives "x"
    damaged_zoom_lists "zoom-attendance"
}

fn survive_all(folder: &str) {
    if FAMILIES.contains(&folder) {
        return survive_exports(folder, N_COPIES);
    }
    let files = files_under(&testdata().join(folder));
    assert!(!files.is_empty(), "no samples in {folder}");
    for file in files {
        survive(&file);
    }
}

/// Reads all damaged copies of a sample in a thread of its own, so that a hang ends in a message.
fn survive(file: &Path) {
    let now = Arc::new(Mutex::new(String::new()));
    let (say, done) = channel();
    let worker = {
        let (file, now) = (file.to_owned(), Arc::clone(&now));
        std::thread::spawn(move || {
            read_copies(&file, &now);
            drop(say);
        })
    };
    match done.recv_timeout(PATIENCE) {
        Err(RecvTimeoutError::Timeout) => panic!("{PATIENCE:?} were not enough: {}", now.lock().unwrap()),
        Ok(()) | Err(RecvTimeoutError::Disconnected) => {}
    }
    if let Err(panic) = worker.join() {
        std::panic::resume_unwind(panic);
    }
}

fn read_copies(file: &Path, now: &Mutex<String>) {
    let whole = std::fs::read(file).unwrap();
    let name = file.strip_prefix(testdata()).unwrap().to_string_lossy().into_owned();
    let right = detect(&name, &whole);
    let all: Vec<&Format> = formats::all().collect();
    for copy in 0..N_COPIES {
        let seed = seed_of(&name, copy);
        let mut random = Random(seed);
        let (bytes, damage) = damaged(&whole, &mut random);
        let any = Some(all[random.below(all.len())]).filter(|_| copy % 4 == 0);
        let ways = [(right, "forced"), (detect_calmly(&name, &bytes), "detected"), (any, "forced though wrong")];
        for (format, how) in ways {
            let Some(format) = format else { continue };
            let what = format!("{name} copy {copy} (seed {seed}, {damage:?}), {} {how}", format.id);
            now.lock().unwrap().clone_from(&what);
            let read = catch_unwind(AssertUnwindSafe(|| read_quietly(format, &name, &bytes)));
            let Ok((outcome, result)) = read else { panic!("{what}: panicked, see above") };
            check_positions(&what, &outcome, result.err().as_ref(), bytes.len());
        }
    }
}

/// The same seed for the same copy, whatever other samples there are.
fn seed_of(name: &str, copy: usize) -> u64 {
    name.bytes().fold(copy as u64, |seed, byte| seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte))
}

fn detect_calmly(name: &str, bytes: &[u8]) -> Option<&'static Format> {
    catch_unwind(|| detect(name, bytes)).unwrap_or_else(|_| panic!("{name}: detection panicked, see above"))
}

fn read_quietly(format: &Format, path: &str, bytes: &[u8]) -> (Outcome, Result<(), ReadError>) {
    let context = Context { path, now: NOW };
    let mut emit = |_| {};
    let mut intake = Intake::new(NOW, &mut emit);
    let result = match format.reader {
        Reader::Stream(read) => read(&mut &bytes[..], context, &mut intake),
        Reader::Messages { each, done } => {
            let mut state = MessageState::default();
            each(&mut Member { name: path.to_owned(), bytes: Box::new(bytes) }, context, &mut state, &mut intake);
            done(state, context, &mut intake);
            Ok(())
        }
        Reader::Export { read, .. } => {
            let files =
                [("users.json".to_owned(), bytes.to_vec()), ("c1000000000/messages.json".to_owned(), bytes.to_vec())];
            read(&mut HeldFiles::new(files), context, &mut intake)
        }
    };
    (intake.finish(), result)
}

/// Every complaint is about a place inside the file and says it.
pub fn check_positions(what: &str, outcome: &Outcome, error: Option<&ReadError>, len: usize) {
    let inside = |position: Position| match position {
        Position::Line(n) | Position::Item(n) => (1..=len as u64 + 1).contains(&n),
        Position::Byte(n) => n <= len as u64,
    };
    if let Some(error) = error {
        let (ReadError::Io { position, .. } | ReadError::Malformed { position, .. }) = error;
        assert!(inside(*position), "{what}: {error}: outside of the file");
        assert!(error.to_string().contains(&position.to_string()), "{what}: {error}: names no position");
    }
    for skip in &outcome.skipped {
        assert!(inside(skip.position), "{what}: skipped {}: outside of the file", skip.position);
        assert!(!skip.reason.is_empty(), "{what}: skipped {} without a reason", skip.position);
    }
    assert!(outcome.n_skipped >= outcome.skipped.len() as u64, "{what}: fewer skipped than listed");
}

/// What became of one damaged archive.
#[derive(Default)]
struct Seen {
    entries: usize,
    unreadable: usize,
    passed: usize,
    bytes: u64,
}

/// Walks a path to its last byte.
fn walk(path: &Path) -> Seen {
    let mut seen = Seen::default();
    // A container whose very first bytes are gone may be an error of the whole, which is a report too.
    let result = visit(path, &Limits::default(), &mut |found| match found {
        Visit::Passed { path, reason } => {
            assert!(!path.is_empty() && !reason.is_empty());
            seen.passed += 1;
        }
        Visit::Entry(entry) => {
            seen.entries += 1;
            let mut n = 0;
            let read = match entry.kind() {
                Kind::File => entry.open().and_then(|mut stream| {
                    n = std::io::copy(&mut stream, &mut std::io::sink())?;
                    Ok(())
                }),
                Kind::Export => Ok(()),
                Kind::Messages => {
                    let mut worst = Ok(());
                    let walked = entry.members(&mut |mut member| {
                        if let Err(error) = member.bytes.read_to_end(&mut Vec::new()) {
                            worst = Err(error);
                        }
                    });
                    walked.and(worst)
                }
            };
            seen.bytes += n;
            seen.unreadable += usize::from(read.is_err());
        }
    });
    seen.passed += usize::from(result.is_err());
    seen
}

/// Walks damaged copies of an archive; gives how many were whole, read with a report, or read as something else.
fn walk_copies(name: &str, whole: &[u8]) -> [usize; 2] {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    std::fs::write(&path, whole).unwrap();
    let sound = walk(&path);
    assert!(sound.passed + sound.unreadable == 0, "the archive itself is sound");
    let began = std::time::Instant::now();
    let (mut reported, mut unnoticed) = (0, 0);
    for copy in 0..N_COPIES {
        let seed = seed_of(name, copy);
        let (bytes, damage) = damaged(whole, &mut Random(seed));
        std::fs::write(&path, &bytes).unwrap();
        let seen = catch_unwind(|| walk(&path))
            .unwrap_or_else(|_| panic!("{name} copy {copy} (seed {seed}, {damage:?}): panicked, see above"));
        assert!(began.elapsed() < PATIENCE, "{name} copy {copy} (seed {seed}, {damage:?}): took too long");
        if seen.passed + seen.unreadable > 0 {
            reported += 1;
        } else if seen.entries < sound.entries {
            let still_an_archive = bytes.starts_with(&whole[..4]) && bytes.len() > 512;
            assert!(
                !still_an_archive || seen.entries == 1,
                "{name} copy {copy} (seed {seed}, {damage:?}): {} of {} entries and no word about the others",
                seen.entries,
                sound.entries
            );
            unnoticed += 1;
        }
    }
    [reported, unnoticed]
}

fn small_files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = ["vcard/apple-3.0.vcf", "icalendar/google.ics", "linkedin/own/Profile.csv"]
        .into_iter()
        .map(|name| (name.to_owned(), std::fs::read(testdata().join(name)).unwrap()))
        .collect();
    files.push(("box/cur/1".to_owned(), b"From: ana@example.org\nTo: bo@example.net\n\nhi\n".to_vec()));
    files.push(("box/new/2".to_owned(), b"From: bo@example.net\nTo: ana@example.org\n\nho\n".to_vec()));
    files
}

fn small_zip() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in small_files() {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn small_tgz() -> Vec<u8> {
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
    for (name, bytes) in small_files() {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append_data(&mut header, name, &bytes[..]).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

#[test]
fn damaged_zips_are_read_as_far_as_they_go_and_reported() {
    let [reported, _] = walk_copies("export.zip", &small_zip());
    assert!(reported > N_COPIES / 2, "only {reported} of {N_COPIES} damaged archives were reported");
}

#[test]
fn damaged_tgzs_are_read_as_far_as_they_go_and_reported() {
    let [reported, _] = walk_copies("export.tgz", &small_tgz());
    assert!(reported > N_COPIES / 2, "only {reported} of {N_COPIES} damaged archives were reported");
}

#[test]
fn a_maildir_with_damaged_members_is_walked_to_its_end() {
    let source = testdata().join("maildir");
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("maildir");
    let files: Vec<(PathBuf, Vec<u8>)> = files_under(&source)
        .into_iter()
        .map(|file| (root.join(file.strip_prefix(&source).unwrap()), std::fs::read(&file).unwrap()))
        .collect();
    for (path, bytes) in &files {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let sound = walk(&root);
    for copy in 0..N_COPIES {
        let mut random = Random(seed_of("maildir", copy));
        let (path, bytes) = &files[random.below(files.len())];
        std::fs::write(path, damaged(bytes, &mut random).0).unwrap();
        let seen = walk(&root);
        assert_eq!((seen.entries, seen.passed), (sound.entries, sound.passed), "copy {copy}: {}", path.display());
        std::fs::write(path, bytes).unwrap();
    }
}
