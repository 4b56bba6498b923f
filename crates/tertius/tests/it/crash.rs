//! Killed at any moment of an import: the vault opens, is healthy, and the finished import equals an uninterrupted one.

use crate::mutation::Random;
use crate::scene::{Answer, Scene};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Kills at random moments, spread evenly over the time that the import takes.
const N_BY_TIME: usize = 40;
/// Kills while the transaction is being written to the disk.
const N_IN_COMMIT: usize = 10;
/// Processes at a time: the tests of other crates need processors too.
const N_AT_ONCE: usize = 3;
/// Messages kept of each mailbox of the demo, so that fifty imports stay cheap.
const N_MESSAGES: usize = 400;

/// Where an import was when it was killed, as far as the vault tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reached {
    /// Nothing is in the vault.
    Reading,
    /// Everything is, and the process was still deriving people and ties.
    Deriving,
    /// The process had ended before it was to be killed.
    End,
}

#[test]
fn killed_at_fifty_moments_an_import_is_nothing_or_whole_and_can_be_finished() {
    let files = demo_files();
    let whole = Scene::empty();
    let began = Instant::now();
    import(&whole, files.path("demo")).done();
    let duration = began.elapsed();
    let expected = export(&whole);
    assert!(expected.len() > 10_000, "the export holds the network");
    let next = AtomicUsize::new(0);
    let reached: Vec<Reached> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..N_AT_ONCE)
            .map(|_| {
                scope.spawn(|| {
                    let mut reached = Vec::new();
                    loop {
                        let round = next.fetch_add(1, Ordering::Relaxed);
                        if round >= N_BY_TIME + N_IN_COMMIT {
                            return reached;
                        }
                        reached.push(one_round(round, &files, duration, &expected));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let count = |what| reached.iter().filter(|&&reached| reached == what).count();
    let counts = [count(Reached::Reading), count(Reached::Deriving), count(Reached::End)];
    eprintln!("killed while reading, while deriving, too late: {counts:?}; an import took {duration:?}");
    assert!(counts[0] >= 10 && counts[1] >= 5, "killed while reading, while deriving, too late: {counts:?}");
}

/// Kills one import, looks at what is left, finishes it.
fn one_round(round: usize, files: &Scene, duration: Duration, expected: &str) -> Reached {
    let scene = Scene::empty();
    let mut child = spawn(&scene, &files.path("demo"));
    if round < N_BY_TIME {
        let share = (round as f64 + Random(round as u64).below(1_000) as f64 / 1_000.0) / N_BY_TIME as f64;
        // Three run at once on few processors: each takes longer than the one that was measured.
        std::thread::sleep(duration.mul_f64(share * 1.8));
    } else {
        wait_for_commit(&scene, &mut child, (round - N_BY_TIME) as u64);
    }
    child.kill().unwrap();
    let ended = child.wait().unwrap().success();
    let mut reached = Reached::Reading;
    if scene.vault().exists() {
        let health = scene.run(&["doctor", "--json"]);
        assert_eq!(health.code, 0, "round {round}: {health:?}");
        let health = health.json();
        assert_eq!(health["healthy"], true, "round {round}: {health}");
        if health["sources"] != 0 {
            reached = if ended { Reached::End } else { Reached::Deriving };
        }
    }
    import(&scene, files.path("demo")).done();
    assert!(export(&scene) == expected, "round {round}, {reached:?}: the finished import differs");
    reached
}

/// Waits until the write-ahead log has grown beyond what opening a vault puts there, and a little longer.
fn wait_for_commit(scene: &Scene, child: &mut Child, extra: u64) {
    let log = scene.path("vault.db-wal");
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() && began.elapsed() < Duration::from_secs(20) {
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > 100_000) {
            std::thread::sleep(Duration::from_micros(300 * extra));
            return;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

/// The demo's files, the mailboxes shortened.
fn demo_files() -> Scene {
    let scene = Scene::empty();
    scene.run(&["demo", "--files-only", "--out", "demo"]).done();
    let mut kinds = Kinds::default();
    shorten(&scene.path("demo"), &mut kinds);
    assert!(kinds.mailboxes >= 2 && kinds.calendars >= 2 && kinds.cards >= 2 && kinds.linkedin, "{kinds:?}");
    scene
}

#[derive(Debug, Default)]
struct Kinds {
    mailboxes: usize,
    calendars: usize,
    cards: usize,
    linkedin: bool,
}

fn shorten(folder: &Path, kinds: &mut Kinds) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            shorten(&path, kinds);
            continue;
        }
        let mut bytes = std::fs::read(&path).unwrap();
        if bytes.starts_with(b"From ") {
            kinds.mailboxes += 1;
            if let Some(end) = nth_message(&bytes, N_MESSAGES) {
                bytes.truncate(end);
                std::fs::write(&path, bytes).unwrap();
            }
        } else if path.extension().is_some_and(|extension| extension == "ics") {
            kinds.calendars += 1;
        } else if path.extension().is_some_and(|extension| extension == "vcf") {
            kinds.cards += 1;
        }
        kinds.linkedin |= path.ends_with("Connections.csv");
    }
}

/// Where the n-th message of a mailbox begins.
fn nth_message(mbox: &[u8], n: usize) -> Option<usize> {
    mbox.windows(7).enumerate().filter(|(_, window)| window == b"\n\nFrom ").map(|(at, _)| at + 2).nth(n)
}

fn spawn(scene: &Scene, files: &Path) -> Child {
    scene.command(&["import"]).arg(files).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn import(scene: &Scene, files: impl AsRef<Path>) -> Answer {
    crate::scene::finish(scene.command(&["import"]).arg(files.as_ref()))
}

fn export(scene: &Scene) -> String {
    scene.run(&["export"]).done()
}
