//! The one integration test binary: what each format reads, as snapshots.

mod contacts_csv;
mod icalendar;
mod linkedin;
mod mail;
mod read;
mod source;
mod vcard;
