//! Samples of iCalendar, and what survives when they are cut.

use crate::read::{check_folder, files_under, read, testdata};

#[test]
fn samples() {
    check_folder("icalendar");
}

#[test]
fn any_truncation_is_survived() {
    for file in files_under(&testdata().join("icalendar")) {
        let bytes = std::fs::read(&file).unwrap();
        let step = (bytes.len() / 200).max(13);
        for len in (0..bytes.len()).step_by(step) {
            let text = read("cut.ics", &bytes[..len]);
            assert!(text.starts_with("format"), "{} at {len}", file.display());
        }
    }
}

#[test]
fn nothing_of_what_it_was_about_is_kept() {
    let bytes = std::fs::read(testdata().join("icalendar/google.ics")).unwrap();
    assert!(!read("google.ics", &bytes).contains("secret"));
}

#[test]
fn every_sample_of_cards_and_calendars_has_a_snapshot() {
    let snapshots = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    for folder in ["vcard", "icalendar"] {
        for file in files_under(&testdata().join(folder)) {
            let name = format!("{folder}_{}.snap", file.file_name().unwrap().to_string_lossy());
            assert!(snapshots.join(&name).exists(), "no snapshot {name}");
        }
    }
}
