//! Packets of friends and what takes them back.
#![cfg_attr(feature = "link_libfuzzer", no_main)]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| tertius_fuzz::fuzz_family("packet", bytes));

#[cfg(not(feature = "link_libfuzzer"))]
fn main() {}
