//! The product's promises, driven through the application in memory: import these, rule this, ask that.

#![expect(clippy::unwrap_used, reason = "a test that meets an unexpected error should fail at once")]

mod changes;
mod downloads;
mod edges;
mod finding;
mod five_people;
mod gaps;
mod generated;
mod graph;
mod loose;
mod one_address_of_several;
mod order;
mod path;
mod questions;
mod ranking;
mod rulings;
mod scenario;
mod undoing;
mod who;

#[test]
fn no_file_is_forgotten() {
    let listed = include_str!("main.rs");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // The snapshot library leaves files with a dot while a snapshot waits for review.
        let module = name.trim_end_matches(".rs");
        let listed = listed.contains(&format!("mod {module};"));
        assert!(module == "main" || module == "snapshots" || name.starts_with('.') || listed, "{name} is not compiled");
    }
}
