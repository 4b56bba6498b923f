//! The one integration test binary: what each format reads, as snapshots.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking; its helpers are no tests by themselves")]

mod contacts_csv;
mod icalendar;
mod linkedin;
mod mail;
mod read;
mod source;
mod vcard;
