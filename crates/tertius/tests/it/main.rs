//! The contract of the program itself, tested on the real binary: answers, errors, exit codes, crashes.
#![expect(clippy::unwrap_used, reason = "a test that meets an unexpected error should fail at once")]

mod beside;
mod cli;
mod corruption;
mod crash;
mod exit_codes;
mod folders;
mod help;
mod introductions;
mod json;
mod killed;
#[path = "../../../tertius-tribe-web/tests/it/mail_server.rs"]
mod mail_server;
#[path = "../../../tertius-import/tests/it/mutation.rs"]
mod mutation;
mod packets;
mod readme;
mod scene;
mod screens;

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
