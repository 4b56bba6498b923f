//! Which format a file is of, whatever it is, and the reader that is chosen.
#![cfg_attr(feature = "link_libfuzzer", no_main)]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| tertius_fuzz::fuzz_detected(bytes));

#[cfg(not(feature = "link_libfuzzer"))]
fn main() {}
