//! Killed at any moment, the vault opens and holds a transaction whole or not at all.

use crate::sample::{add, card, email, import, messages, place};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tertius_store::{Residue, StoreError, Vault};

const VAULT: &str = "TERTIUS_TEST_CRASH_VAULT";
const ACT: &str = "TERTIUS_TEST_CRASH_ACT";
/// Runs of observations in the import; together large enough to spill into the log long before the commit.
const N_RUNS: u64 = 60;
const RUN: u64 = 200;

/// Not a test of its own: what the child process of the tests below does.
#[test]
fn child() {
    let Some(path) = std::env::var_os(VAULT).map(PathBuf::from) else { return };
    let mut vault = Vault::open(&path).unwrap();
    match std::env::var(ACT).unwrap().as_str() {
        "forget" => {
            let sources = vault.sources().unwrap();
            let secret: Vec<_> = sources.iter().filter(|row| row.counts.cards > 0).map(|row| row.id).collect();
            vault.forget(&secret).unwrap();
        }
        "hold" => {
            let import = vault.begin_import().unwrap();
            std::fs::write(path.with_extension("held"), "").unwrap();
            std::thread::sleep(Duration::from_secs(60));
            drop(import);
        }
        _ => big_import(&mut vault),
    }
}

fn long_card(n: u64) -> tertius_model::Batch {
    card(&format!("Card {n}"), &n.to_string().repeat(300_000))
}

fn big_import(vault: &mut Vault) {
    let mut import = vault.begin_import().unwrap();
    for part in 0..3 {
        let runs = (0..N_RUNS / 3).map(|n| part * N_RUNS / 3 + n);
        let runs: Vec<_> = runs.flat_map(|n| [messages(n * RUN, n * RUN + RUN), long_card(n)]).collect();
        add(&mut import, &format!("part {part}"), &runs);
    }
    import.commit().unwrap();
}

fn spawn(path: &Path, act: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--nocapture"])
        .env(VAULT, path)
        .env(ACT, act)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Runs the child for this long, then kills it with SIGKILL.
fn kill_after(path: &Path, act: &str, time: Duration) {
    let mut child = spawn(path, act);
    std::thread::sleep(time);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_second_process_is_told_and_freed_when_the_first_dies() {
    let (_folder, path) = place();
    let mut vault = Vault::open(&path).unwrap();
    vault.wait_at_most(Duration::from_millis(20)).unwrap();
    let mut child = spawn(&path, "hold");
    while !path.with_extension("held").exists() {
        assert_eq!(child.try_wait().unwrap(), None, "the child ended early");
        std::thread::sleep(Duration::from_millis(5));
    }
    let error = vault.begin_import().map(drop).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }), "{error}");
    child.kill().unwrap();
    child.wait().unwrap();
    import(&mut vault, "a", &[messages(0, 3)]);
}

#[test]
fn an_import_killed_at_any_moment_is_whole_or_nothing_and_can_be_repeated() {
    let mut expected = Vault::in_memory().unwrap();
    import(&mut expected, "before", &[card("Ana Ruiz", "")]);
    let before = expected.ground_version().unwrap();
    big_import(&mut expected);
    let (_folder, path) = place();
    let start = std::time::Instant::now();
    assert!(spawn(&path, "import").wait().unwrap().success());
    let whole = start.elapsed();
    let after = expected.ground_version().unwrap();
    let mut n_nothing = 0;
    for round in 0..20 {
        let (_folder, path) = place();
        let mut vault = Vault::open(&path).unwrap();
        import(&mut vault, "before", &[card("Ana Ruiz", "")]);
        drop(vault);
        kill_after(&path, "import", whole * round / 18);
        let mut vault = Vault::open(&path).unwrap();
        let found = vault.ground_version().unwrap();
        assert!(found == before || found == after, "round {round}");
        assert_eq!(vault.check().unwrap(), [], "round {round}");
        n_nothing += u32::from(found == before);
        big_import(&mut vault);
        assert_eq!(vault.ground_version().unwrap(), after, "round {round}");
    }
    assert!(n_nothing > 0, "some were killed before the commit");
}

#[test]
fn a_vault_killed_while_it_is_created_opens() {
    for round in 0..10 {
        let (_folder, path) = place();
        kill_after(&path, "import", Duration::from_millis(round * 4));
        assert_eq!(Vault::open(&path).unwrap().check().unwrap(), [], "round {round}");
    }
}

#[test]
fn a_forget_killed_at_any_moment_leaves_no_byte_once_it_is_reopened() {
    for round in 0..10 {
        let (_folder, path) = place();
        let mut vault = Vault::open(&path).unwrap();
        import(&mut vault, "kept", &[messages(0, 20_000)]);
        import(&mut vault, "secret", &[card("Ana", &"canary-4711 ".repeat(50_000))]);
        drop(vault);
        kill_after(&path, "forget", Duration::from_millis(round * 15));
        let vault = Vault::open(&path).unwrap();
        assert_eq!(vault.check().unwrap(), [], "round {round}");
        let is_there = vault.sources().unwrap().len() == 2;
        drop(vault);
        assert_eq!(crate::forget::is_on_disk(&path, "canary-4711"), is_there, "round {round}");
    }
}

#[test]
fn erasing_needs_no_second_try() {
    let (_folder, path) = place();
    let mut vault = Vault::open(&path).unwrap();
    import(&mut vault, "a", &[messages(0, 10)]);
    let nothing = tertius_store::Erasure {
        suppress: &[tertius_store::Suppress::Handle(email(1))],
        batch: &mut |_, batch| batch,
        keeps_ruling: &mut |_| true,
        keeps_skip: &mut |_| true,
        keeps_disclosed: &mut |_| true,
        keeps_matter: &mut |matter| !matter.events.iter().any(|event| event.text.contains("person7@")),
    };
    let removed = vault.erase(nothing).unwrap();
    assert_eq!((removed.observations, removed.residue), (0, Residue::None));
}
