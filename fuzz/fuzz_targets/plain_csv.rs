//! Contacts as CSV that a person wrote, and text that looks like it and is not.
#![cfg_attr(feature = "link_libfuzzer", no_main)]

use libfuzzer_sys::fuzz_target;
use tertius_fuzz::fuzz_family;

fuzz_target!(|bytes: &[u8]| {
    fuzz_family("plain-csv", bytes);
    fuzz_family("not-csv", bytes);
});

#[cfg(not(feature = "link_libfuzzer"))]
fn main() {}
