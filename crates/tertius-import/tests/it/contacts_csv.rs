//! Address books as tables: Google, Outlook, Thunderbird, and what people write by hand.

use crate::read;
use std::collections::BTreeSet;

#[test]
fn every_google_sample_is_read_as_its_snapshot_says() {
    read::check_folder("google-csv");
}

#[test]
fn every_outlook_sample_is_read_as_its_snapshot_says() {
    read::check_folder("outlook-csv");
}

#[test]
fn every_thunderbird_sample_is_read_as_its_snapshot_says() {
    read::check_folder("thunderbird-csv");
}

#[test]
fn every_plain_sample_is_read_as_its_snapshot_says() {
    read::check_folder("plain-csv");
}

#[test]
fn a_table_that_is_no_address_book_has_no_format() {
    for text in [
        "Date,Name,Amount,Email\n2026-01-02,Ana,12.00,ana@example.org\n",
        "Name,Email,a,b,c,d\nAna,ana@example.org,1,2,3,4\n",
        "id,name,price\n1,Ana,2\n",
        "email\nnot an address\nneither\n",
        "Dear Ana,\nname, email: see below\n",
        "",
    ] {
        assert_eq!(read::detect("some.csv", text.as_bytes()).map(|format| format.id), None, "{text}");
    }
}

#[test]
fn the_same_contact_has_the_same_key_in_old_and_new_columns() {
    let old = "Name,Given Name,Family Name,Group Membership,E-mail 1 - Value\nAna Ruiz,Ana,Ruiz,,ana@example.org\n";
    let new = "First Name,Last Name,Labels,E-mail 1 - Value\nAna,Ruiz,,Ana@Example.org\n";
    let key = |text: &str| read::batches("google-csv", "x", text.as_bytes())[0].cards[0].key;
    assert_eq!(key(old), key(new));
}

#[test]
fn no_sample_is_without_a_snapshot_and_no_snapshot_without_a_sample() {
    let root = read::testdata();
    let folders = ["google-csv", "linkedin", "outlook-csv", "plain-csv", "thunderbird-csv"];
    let name = |path: &std::path::Path| {
        let path = path.strip_prefix(&root).expect("a path under testdata").to_string_lossy();
        read::snapshot_name(&path)
    };
    let samples: BTreeSet<String> =
        folders.iter().flat_map(|folder| read::files_under(&root.join(folder))).map(|path| name(&path)).collect();
    let snapshots = read::files_under(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots"));
    let snapshots: BTreeSet<String> = snapshots
        .iter()
        .filter_map(|path| path.file_name()?.to_str()?.strip_suffix(".snap").map(str::to_owned))
        .filter(|name| folders.iter().any(|folder| name.starts_with(&format!("{folder}_"))))
        .collect();
    assert_eq!(samples, snapshots);
}
