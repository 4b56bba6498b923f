//! Mail samples, one snapshot each; and that texts and subjects are never kept.

use crate::read::{NOW, batches, check_folder, files_under, read, render, snapshot_name, testdata};
use std::path::Path;
use tertius_import::formats::MessageState;
use tertius_import::{Context, Intake, Member, Reader, formats};

#[test]
fn mbox_samples() {
    check_folder("mbox");
}

#[test]
fn single_messages() {
    check_folder("eml");
}

#[test]
fn a_folder_of_messages() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    settings.bind(|| insta::assert_snapshot!("maildir", read_folder(&testdata().join("maildir"))));
}

#[test]
fn no_sample_is_without_a_snapshot() {
    let snapshots = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    for folder in ["mbox", "eml"] {
        for file in files_under(&testdata().join(folder)) {
            let path = file.strip_prefix(testdata()).unwrap().to_string_lossy().into_owned();
            let snapshot = snapshots.join(format!("{}.snap", snapshot_name(&path)));
            assert!(snapshot.exists(), "{} is missing", snapshot.display());
        }
    }
    let whole = std::fs::read_to_string(snapshots.join("maildir.snap")).unwrap();
    let n_files = files_under(&testdata().join("maildir")).len();
    assert!(whole.contains(&format!("records {n_files}, ")), "not every message of the folder is in its snapshot");
}

#[test]
fn texts_and_subjects_are_never_kept() {
    let mail = b"From - \nFrom: Ana Ruiz <ana@example.com>\nTo: mira@example.org\nSubject: Zanzibar\n\
        Date: Tue, 1 Mar 2011 10:00:00 +0000\n\nQuetzalcoatl\n";
    let text = read("x.mbox", mail);
    assert!(text.contains("ana@example.com") && !text.contains("Zanzibar") && !text.contains("Quetzalcoatl"));
}

#[test]
fn a_conversation_has_the_key_of_the_message_that_began_it() {
    let headers = [
        "Message-ID: <a@x>",
        "Message-ID: <b@x>\nIn-Reply-To: <a@x>",
        "Message-ID: <c@x>\nIn-Reply-To: <b@x>\nReferences: <a@x>\n <b@x>",
    ];
    let mail = headers.map(|ids| {
        format!("From - \nFrom: ana@example.com\nTo: bo@example.net\nDate: 1 Mar 2011 10:00:00 +0000\n{ids}\n\n")
    });
    let read = batches("mbox", "x.mbox", mail.concat().as_bytes());
    let root = read[0].exchanges[0].key;
    assert_eq!(read[0].exchanges.iter().map(|exchange| exchange.thread).collect::<Vec<_>>(), [root; 3]);
}

#[test]
fn every_cut_and_every_flipped_byte_of_a_mailbox_is_read_without_panic() {
    for file in files_under(&testdata().join("mbox")).into_iter().chain(files_under(&testdata().join("eml"))) {
        let bytes = std::fs::read(&file).unwrap();
        let name = file.to_string_lossy();
        for at in (0..bytes.len()).step_by(7) {
            let mut cut = bytes[..at].to_vec();
            read(&name, &cut);
            cut.extend_from_slice(&bytes[at..]);
            cut[at] ^= 0x5a;
            read(&name, &cut);
        }
    }
}

#[test]
fn what_is_no_mail_is_not_taken_for_mail() {
    for text in ["From here to eternity\n\nA book.\n", "Date: today\nPlace: here\n\nNotes\n", "a,b\n1,2\n", "", "12\n"]
    {
        assert_eq!(read("notes.txt", text.as_bytes()), "format none\n", "{text:?}");
    }
}

/// What is read from a folder, its members in the order of their names.
fn read_folder(folder: &Path) -> String {
    let Some(Reader::Messages { each, done }) = formats::by_id("maildir").map(|format| format.reader) else {
        panic!("a maildir is read message by message")
    };
    let context = Context { path: "maildir", now: NOW };
    let mut batches = Vec::new();
    let mut emit = |batch| batches.push(batch);
    let mut intake = Intake::new(NOW, &mut emit);
    let mut state = MessageState::default();
    for file in files_under(folder) {
        let name = file.strip_prefix(folder).expect("a path under the folder").to_string_lossy().into_owned();
        let bytes = Box::new(std::fs::File::open(&file).expect("a sample that can be opened"));
        each(&mut Member { name, bytes }, context, &mut state, &mut intake);
    }
    done(state, context, &mut intake);
    let outcome = intake.finish();
    render(&batches, &outcome)
}
