//! Memory does not grow with the file: an archive of many megabytes is read to its end in a few.
//!
//! Measured by the system (`VmHWM`), so on Linux alone, and in a process of its own, so that no other test counts.

use crate::read::NOW;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;
use tertius_import::{Context, Head, Intake, Limits, Outcome, Reader, Visit, decode, formats, visit};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Set for the process that is measured.
const MEASURED: &str = "TERTIUS_TEST_MEASURED";
const N_MAILS: usize = 500;
const N_CHATS: usize = 20_000;
/// What reading may need beyond what the process has at its start, in KiB.
const MORE_MAX: u64 = 24 << 10;

/// 60 MB as Google Takeout packs them: a mailbox with attachments, a long chat, pictures, a few cards.
fn write_takeout(path: &Path) {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(path).unwrap()));
    let options = SimpleFileOptions::default().compression_level(Some(1));
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if state >> 26 == 0 { b'\n' } else { b'A' + (state >> 24) as u8 % 26 }
    })
    .take(20_000)
    .collect();
    zip.start_file("Takeout/Mail/All mail.mbox", options).unwrap();
    for n in 0..N_MAILS {
        let top = format!(
            "From {n}@xxx Thu Apr 16 09:53:04 +0000 2015\nFrom: person{}@example.org\nTo: me@example.org\n\
             Date: Thu, 16 Apr 2015 09:53:04 +0000\nMessage-ID: <{n}@example.org>\n\n",
            n % 50
        );
        zip.write_all(top.as_bytes()).unwrap();
        (0..5).for_each(|_| zip.write_all(&noise).unwrap());
        zip.write_all(b"\n\n").unwrap();
    }
    zip.start_file("Takeout/Photos/1.jpg", options).unwrap();
    zip.write_all(b"\xff\xd8\xff\xe0").unwrap();
    (0..300).for_each(|_| zip.write_all(&noise).unwrap());
    zip.start_file("Takeout/result.json", options).unwrap();
    zip.write_all(br#"{"name": "Ana", "type": "personal_chat", "id": 7, "messages": ["#).unwrap();
    for n in 0..N_CHATS {
        let comma = if n == 0 { "" } else { "," };
        let text = String::from_utf8_lossy(&noise[..200]).replace('\n', " ");
        let by = 7 + n % 2;
        let message = format!(
            r#"{comma}{{"id": {n}, "type": "message", "date": "2020-01-01T00:00:00", "date_unixtime": "15778{n:05}", "from": "P{by}", "from_id": "user{by}", "text": "{text}"}}"#
        );
        zip.write_all(message.as_bytes()).unwrap();
    }
    zip.write_all(b"]}").unwrap();
    zip.start_file("Takeout/Contacts/All.vcf", options).unwrap();
    let mut cards = String::new();
    (0..50).for_each(|n| {
        write!(cards, "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:P{n} Berg\r\nEMAIL:person{n}@example.org\r\nEND:VCARD\r\n")
            .unwrap();
    });
    zip.write_all(cards.as_bytes()).unwrap();
    zip.finish().unwrap().flush().unwrap();
}

/// Reads every entry that is of a known format; what each gave.
fn read_all(path: &Path) -> Vec<(&'static str, Outcome)> {
    let mut read = Vec::new();
    visit(path, &Limits::default(), &mut |visited| {
        let Visit::Entry(entry) = visited else { return };
        let shown = entry.path().to_owned();
        let mut stream = entry.open().unwrap();
        let start = stream.fill_buf().unwrap();
        let start = start[..start.len().min(Head::LEN)].to_vec();
        let Some(format) = formats::detect(&Head { path: &shown, bytes: &start, text: &decode(&start) }) else {
            return;
        };
        let Reader::Stream(reader) = format.reader else { return };
        let mut emit = |batch| drop(batch);
        let mut intake = Intake::new(NOW, &mut emit);
        reader(&mut *stream, Context { path: &shown, now: NOW }, &mut intake).unwrap();
        read.push((format.id, intake.finish()));
    })
    .unwrap();
    read
}

/// A line of `/proc/self/status`, in KiB.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches("kB").trim().parse().unwrap()
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "only Linux tells how much memory a process had at most")]
fn an_archive_of_60_mb_is_read_in_a_few() {
    if std::env::var_os(MEASURED).is_none() {
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", "memory::an_archive_of_60_mb_is_read_in_a_few", "--nocapture"]).env(MEASURED, "1");
        let output = again.output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("takeout.zip");
    write_takeout(&path);
    let before = status("VmHWM");
    let read = read_all(&path);
    let more = status("VmHWM") - before;
    let counts: Vec<(&str, u64)> = read.iter().map(|(id, outcome)| (*id, outcome.records)).collect();
    assert_eq!(counts, [("vcard", 50), ("mbox", N_MAILS as u64), ("telegram", N_CHATS as u64)]);
    assert!(more < MORE_MAX, "reading needed {more} KiB more");
}
