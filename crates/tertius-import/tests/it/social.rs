//! Networks, chats, meetings and tools for keeping people: what each sample gives, and what must never be kept.

use crate::read::{check_folder, files_under, read, testdata};

/// The folders of samples that this file answers for.
const FOLDERS: [&str; 15] = [
    "bluesky",
    "contacts-database",
    "git-log",
    "github-people",
    "html-export",
    "mastodon",
    "meet-attendance",
    "monica-json",
    "monica-sql",
    "nostr",
    "packet",
    "slack-alone",
    "teams-attendance",
    "x",
    "zoom-attendance",
];

#[test]
fn every_sample_is_read_as_its_snapshot_says() {
    FOLDERS.iter().for_each(|folder| check_folder(folder));
}

#[test]
fn nothing_of_what_was_said_is_kept() {
    for folder in FOLDERS {
        for file in files_under(&testdata().join(folder)) {
            let bytes = std::fs::read(&file).expect("a sample that can be read");
            let text = read(&file.to_string_lossy(), &bytes);
            assert!(!text.contains("secret"), "{}: {text}", file.display());
        }
    }
}
