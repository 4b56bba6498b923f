//! The one integration test binary: what each format reads, as snapshots.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking; its helpers are no tests by themselves")]

mod chats;
mod contacts_csv;
mod corruption;
mod docs;
mod exports;
mod hard;
mod icalendar;
mod linkedin;
mod mail;
mod memory;
mod mutation;
mod read;
mod round_trip;
mod round_trip_accounts;
mod round_trip_books;
mod round_trip_chats;
mod round_trip_linkedin;
mod round_trip_mail;
mod round_trip_networks;
mod social;
mod source;
mod vcard;
mod whatsapp;

#[test]
fn no_file_is_forgotten() {
    let main = include_str!("main.rs");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|module| *module != "main") {
            assert!(
                main.contains(&format!("mod {module};")),
                "tests/it/{name} is not compiled: main.rs does not name it"
            );
        }
    }
}
