//! Exports of several files that are one source: snapshots, and damaged copies.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking; its helpers are no tests by themselves")]

use crate::mutation::{Random, damaged};
use crate::read::{NOW, files_under, render, testdata};
use std::path::{Path, PathBuf};
use tertius_import::{
    Context, Format, HeldFiles, Intake, Kind, Limits, Outcome, ReadError, Reader, Visit, formats, visit,
};
use tertius_model::Batch;

/// The folders of testdata whose folders are exports.
pub const FAMILIES: [&str; 2] = ["discord", "slack"];

/// Every export of a family, by the folder it is in.
pub fn exports_of(family: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(testdata().join(family)).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The files below a folder with their names.
pub fn files_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
    files_under(folder).into_iter().map(|path| (name(&path), std::fs::read(&path).unwrap())).collect()
}

/// Reads an export of a format from memory.
pub fn read_held(format: &Format, files: Vec<(String, Vec<u8>)>) -> (Vec<Batch>, Outcome, Result<(), ReadError>) {
    let Reader::Export { read, .. } = format.reader else { panic!("{} is no export", format.id) };
    let mut batches = Vec::new();
    let mut emit = |batch| batches.push(batch);
    let mut intake = Intake::new(NOW, &mut emit);
    let result = read(&mut HeldFiles::new(files), Context { path: "export", now: NOW }, &mut intake);
    let outcome = intake.finish();
    (batches, outcome, result)
}

/// What is read from a path on disk, export by export, and what is left over.
fn read_path(path: &Path) -> String {
    let mut text = String::new();
    visit(path, &Limits::default(), &mut |found| match found {
        Visit::Passed { path, reason } => text += &format!("passed {path}: {reason}\n"),
        Visit::Entry(entry) => {
            let shown = entry.path().rsplit('/').next().unwrap().to_owned();
            let Some((format, files)) = entry.export() else {
                text += &format!("beside: {shown}\n");
                return;
            };
            let Reader::Export { read, .. } = format.reader else { panic!("{} is no export", format.id) };
            let mut batches = Vec::new();
            let mut emit = |batch| batches.push(batch);
            let mut intake = Intake::new(NOW, &mut emit);
            read(files, Context { path: "export", now: NOW }, &mut intake).unwrap();
            let outcome = intake.finish();
            text += &format!("format {}\n{}", format.id, render(&batches, &outcome));
        }
    })
    .unwrap();
    text
}

/// A zip of these files below a folder of its own, as browsers and people pack them again.
pub fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(format!("top/{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The same as a packed tar.
fn tarred(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(gzip);
    for (name, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append_data(&mut header, format!("top/{name}"), bytes.as_slice()).unwrap();
    }
    archive.into_inner().unwrap().finish().unwrap()
}

#[test]
fn an_archive_of_mastodon_reads_the_same_from_every_container() {
    let files = files_of(&testdata().join("mastodon"));
    let dir = tempfile::tempdir().unwrap();
    let (packed, mut plain) = (tarred(&files), Vec::new());
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut plain).unwrap();
    let read = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let mut found = Vec::new();
        visit(&path, &Limits::default(), &mut |visited| {
            let Visit::Entry(entry) = visited else { return };
            let file = entry.path().rsplit('/').next().unwrap().to_owned();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry.open().unwrap(), &mut bytes).unwrap();
            found.push((file.clone(), crate::read::read(&file, &bytes)));
        })
        .unwrap();
        found.sort();
        found
    };
    let zip = read("archive.zip", &zipped(&files));
    assert_eq!(zip.len(), files.len());
    assert!(zip.iter().any(|(file, text)| file == "outbox.json" && text.contains("format mastodon-posts")));
    assert_eq!(read("archive.tar.gz", &packed), zip);
    assert_eq!(read("archive.tar", &plain), zip);
}

#[test]
fn every_export_is_read_as_its_snapshot_says() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    for family in FAMILIES {
        for folder in exports_of(family) {
            let name = format!("{family}_{}", folder.file_name().unwrap().to_string_lossy());
            let text = read_path(&folder);
            assert!(!text.contains("secret"), "{name}: the text of a message was kept");
            settings.bind(|| insta::assert_snapshot!(name.clone(), text.clone()));
            let dir = tempfile::tempdir().unwrap();
            let packed = dir.path().join("export.zip");
            std::fs::write(&packed, zipped(&files_of(&folder))).unwrap();
            assert_eq!(read_path(&packed), text, "{name}: zipped it reads differently");
            let packed = dir.path().join("export.tgz");
            std::fs::write(&packed, tarred(&files_of(&folder))).unwrap();
            assert_eq!(read_path(&packed), text, "{name}: in a tgz it reads differently");
        }
    }
}

#[test]
fn files_of_an_export_are_no_sources_of_their_own() {
    let mut kinds = Vec::new();
    visit(&testdata().join("slack/today"), &Limits::default(), &mut |found| {
        if let Visit::Entry(entry) = found {
            kinds.push(entry.kind());
        }
    })
    .unwrap();
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Export).count(), 1);
    assert!(kinds.len() <= 2, "{kinds:?}");
}

/// Reads copies of every export of a family in which one file is damaged or missing.
pub fn survive_exports(family: &str, n_copies: usize) {
    let format = formats::by_id(family).unwrap();
    for folder in exports_of(family) {
        let whole = files_of(&folder);
        let (_, sound, _) = read_held(format, whole.clone());
        for copy in 0..n_copies {
            let mut random = Random(copy as u64);
            let mut files = whole.clone();
            let at = random.below(files.len());
            let what = format!("{} copy {copy}: {}", folder.display(), files[at].0);
            files[at].1 = damaged(&files[at].1, &mut random).0;
            let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
            let (_, outcome, result) = read_held(format, files);
            assert!(result.is_ok(), "{what}: one file takes the others with it");
            assert!(!outcome.is_empty(), "{what}: nobody is left of {} records", sound.records);
            crate::corruption::check_positions(&what, &outcome, None, total);
        }
    }
}
