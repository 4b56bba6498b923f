//! The one integration test binary: what each format reads, as snapshots.

mod icalendar;
mod read;
mod source;
mod vcard;
