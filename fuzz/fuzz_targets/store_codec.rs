//! Chunks, rulings and skipped records as the vault stores them.
#![cfg_attr(feature = "link_libfuzzer", no_main)]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| tertius_store::fuzz_codec(bytes));

#[cfg(not(feature = "link_libfuzzer"))]
fn main() {}
