//! The program among others: pipes, full disks, a second process, read-only files, terminals.

use crate::scene::{AS_OF, Scene, finish};
use std::fs::{File, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Every question that prints tables or text.
const QUESTIONS: [&[&str]; 14] = [
    &["people"],
    &["people", "kestrel"],
    &["person", "Ana Ruiz"],
    &["person", "jk@example.net"],
    &["gaps"],
    &["loose"],
    &["loose", "--for", "fernlight engineer"],
    &["path", "Chidi Okafor"],
    &["reach", "Kestrel Works"],
    &["review"],
    &["sources"],
    &["changes"],
    &["me"],
    &["doctor"],
];

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let scene = Scene::imported();
    for command in [&["export"][..], &["people"], &["--help"], &["generate", "man"], &["people", "--json"]] {
        let mut child = scene.command(command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{command:?}");
    }
    let piped = Command::new("sh")
        .arg("-c")
        .arg(format!("'{}' --vault '{}' export | head -1", env!("CARGO_BIN_EXE_tertius"), scene.vault().display()))
        .output()
        .unwrap();
    assert_eq!((piped.status.code(), piped.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_full_disk_under_standard_output_is_said() {
    let scene = Scene::imported();
    for command in [&["export"][..], &["people"], &["people", "--json"], &["generate", "man"], &["import", "in"]] {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let answer = finish(scene.command(command).stdout(full));
        assert_eq!(answer.code, 1, "{command:?}: {answer:?}");
        assert!(answer.err.contains("standard output") && answer.err.contains("space"), "{}", answer.err);
    }
}

#[test]
fn two_imports_at_once_end_as_one_after_the_other() {
    let expected = Scene::imported().run(&["export"]).done();
    let scene = Scene::with_files();
    let both: Vec<_> = (0..2)
        .map(|_| scene.command(&["import", "in"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    let mut n_done = 0;
    for child in both {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        match output.status.code() {
            Some(0) => n_done += 1,
            Some(1) => assert!(said.contains("in use by another process"), "{said}"),
            other => panic!("{other:?}: {said}"),
        }
    }
    assert!(n_done >= 1);
    let place = |scene: &Scene, text: &str| text.replace(&scene.path("").display().to_string(), "");
    let export = scene.run(&["export"]).done();
    assert_eq!(place(&scene, &export).len() > 1_000, place(&scene, &expected).len() > 1_000);
    assert_eq!(scene.run(&["import", "in", "--json"]).json()["people_before"], 9);
    assert_eq!(scene.run(&["doctor"]).code, 0);
}

#[test]
fn while_another_process_imports_the_vault_answers_and_a_second_import_is_told() {
    let scene = Scene::imported();
    scene.run(&["demo", "--files-only", "--out", "demo"]).done();
    let began = Instant::now();
    scene.run(&["import", "demo", "--dry-run"]).done();
    let whole = began.elapsed();
    let mut said = String::new();
    for share in [0.3, 0.2, 0.1, 0.4] {
        let scene = Scene::imported();
        let demo = scene.path("demo");
        scene.run(&["demo", "--files-only", "--out", "demo"]).done();
        let mut first =
            scene.command(&["import"]).arg(&demo).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(whole.mul_f64(share));
        signal("STOP", first.id());
        // Stopped in the middle of its transaction, the first import holds the vault until it goes on.
        let waited = Instant::now();
        let second = scene.run(&["import", "in/phone.vcf"]);
        let people = scene.run(&["people"]);
        signal("CONT", first.id());
        assert_eq!(first.wait().unwrap().code(), Some(0));
        assert!(people.done().contains("Ana Ruiz"), "questions are answered meanwhile");
        if second.code == 0 {
            continue;
        }
        assert_eq!(second.code, 1, "{second:?}");
        assert!(waited.elapsed() < Duration::from_secs(30));
        said = second.err;
        break;
    }
    assert!(said.contains("in use by another process"), "{said}");
}

fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([format!("-{name}"), process.to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_read_only_vault_answers_and_refuses_changes() {
    let scene = Scene::imported();
    let before = std::fs::read(scene.vault()).unwrap();
    std::fs::set_permissions(scene.vault(), Permissions::from_mode(0o444)).unwrap();
    for question in QUESTIONS {
        scene.run(question).done();
    }
    for change in [
        &["import", "in/mail.mbox", "--me", "new@example.org"][..],
        &["erase", "Bo Ek"],
        &["same", "Bo Ek", "Ana Ruiz"],
    ] {
        let answer = scene.run(change);
        assert_eq!((answer.code, answer.out.as_str()), (1, ""), "{change:?}: {answer:?}");
        assert!(answer.err.contains("read-only"), "{change:?}: {}", answer.err);
    }
    assert_eq!(std::fs::read(scene.vault()).unwrap(), before);
}

#[test]
fn quiet_is_the_answer_without_advice() {
    let scene = Scene::imported();
    for question in QUESTIONS {
        let loud = scene.run(question).done();
        let quiet = scene.run(&[question, &["--quiet"]].concat());
        assert_eq!((quiet.code, quiet.err.as_str()), (0, ""), "{question:?}");
        assert!(!quiet.out.contains('→') || question[0] == "loose" || question[0] == "path", "{}", quiet.out);
        assert!(loud.starts_with(quiet.out.trim_end()), "{question:?}: {loud}");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let scene = Scene::imported();
    for columns in [60, 80, 100] {
        for question in QUESTIONS {
            let out = finish(scene.command(question).env("COLUMNS", columns.to_string())).done();
            for line in out.lines() {
                // A path or a command to copy is never broken.
                let breakable = line.trim_start().contains(' ') && !line.starts_with('→') && !line.contains('/');
                assert!(width(line) <= columns || !breakable, "{question:?} at {columns}: {line}");
            }
        }
    }
}

/// Columns on a terminal, as far as these tests' names need it.
fn width(line: &str) -> usize {
    line.chars().map(|c| if ('\u{4e00}'..='\u{9fff}').contains(&c) { 2 } else { 1 }).sum()
}

#[test]
fn without_a_terminal_there_is_no_colour() {
    let scene = Scene::imported();
    for question in QUESTIONS {
        assert!(!scene.run(question).done().contains('\u{1b}'), "{question:?}");
    }
}

#[test]
fn on_a_terminal_there_is_colour_unless_it_is_unwanted() {
    let scene = Scene::imported();
    let on_terminal = |variables: &[(&str, &str)]| {
        let line =
            format!("'{}' --vault '{}' --as-of {AS_OF} gaps", env!("CARGO_BIN_EXE_tertius"), scene.vault().display());
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).stdin(Stdio::null()).env_remove("NO_COLOR").env("TERM", "xterm");
        finish(command.envs(variables.iter().copied())).done()
    };
    if Command::new("script").arg("--version").output().is_err() {
        // The tool that lends a terminal is not installed here; CI has it.
        return;
    }
    assert!(on_terminal(&[]).contains("\u{1b}["));
    assert!(!on_terminal(&[("NO_COLOR", "1")]).contains("\u{1b}["));
    assert!(!on_terminal(&[("TERM", "dumb")]).contains("\u{1b}["));
}

#[test]
fn what_a_card_says_cannot_steer_the_terminal() {
    let scene = Scene::imported();
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Mal Ory\r\nORG:Halden\x1b]0;owned\x07\x1b[2J\r\nTITLE:Clerk\u{9b}2J\r\nEMAIL:mal@example.org\r\nEND:VCARD\r\n";
    scene.write("mal.vcf", card.as_bytes());
    scene.run(&["import", "mal.vcf"]).done();
    for question in [&["person", "Mal Ory"][..], &["people"], &["reach", "Halden"], &["doctor"], &["sources"]] {
        let out = scene.run(question).done();
        assert!(out.chars().all(|c| c == '\n' || !c.is_control()), "{question:?}: {out:?}");
    }
    assert!(scene.run(&["person", "Mal Ory"]).done().contains("Halden"));
}

#[test]
fn a_dry_run_makes_no_file() {
    let scene = Scene::with_files();
    let temporary = scene.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let said = finish(scene.command(&["import", "in", "--dry-run"]).env("TMPDIR", &temporary)).done();
    assert!(said.contains("Dry run") && !scene.vault().exists(), "{said}");
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
}

#[test]
fn the_demo_can_be_run_twice() {
    let scene = Scene::empty();
    let told = |answer: &str| scene.plain(answer);
    let first = scene.run(&["demo", "--out", "demo"]).done();
    let second = scene.run(&["demo", "--out", "demo"]).done();
    assert_eq!(told(&first), told(&second));
    assert!(first.contains("is invented"), "it says so");
    assert!(first.lines().count() < 110, "{}", first.lines().count());
    scene.write("mine/precious.txt", b"do not touch");
    let refused = scene.run(&["demo", "--out", "mine"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert_eq!(std::fs::read(scene.path("mine/precious.txt")).unwrap(), b"do not touch");
}

#[test]
fn the_demo_removes_nothing_that_is_not_a_demo() {
    let scene = Scene::imported();
    let refused = |folder: &str| {
        let answer = scene.run(&["demo", "--out", folder]);
        assert_eq!(answer.code, 1, "{answer:?}");
    };
    scene.write("mine/README.txt", b"How to bake bread\n");
    scene.write("mine/precious.txt", b"do not touch");
    refused("mine");
    assert_eq!(std::fs::read(scene.path("mine/precious.txt")).unwrap(), b"do not touch");
    scene.write("other.db", b"another vault");
    refused("other");
    assert_eq!(std::fs::read(scene.path("other.db")).unwrap(), b"another vault");
    let vault = std::fs::read(scene.vault()).unwrap();
    scene.run(&["demo", "--files-only", "--out", "vault"]).done();
    refused("vault");
    assert!(std::fs::read(scene.vault()).unwrap() == vault, "the vault in use was changed");
}

#[test]
fn a_damaged_vault_gives_way_to_a_backup_and_is_kept() {
    let scene = Scene::imported();
    scene.run(&["backup", "copy.db"]).done();
    let people = scene.run(&["people"]).done();
    for torn in [&b"no vault at all"[..], &std::fs::read(scene.vault()).unwrap()[..40_000]] {
        std::fs::write(scene.vault(), torn).unwrap();
        let refused = scene.run(&["restore", "in/phone.vcf"]);
        assert_eq!((refused.code, std::fs::read(scene.vault()).unwrap() == torn), (2, true), "{refused:?}");
        let view = scene.run(&["restore", "copy.db", "--json"]).json();
        let kept = view["kept"].as_str().unwrap();
        assert!(std::fs::read(kept).unwrap() == torn, "the damaged file is kept as it was");
        std::fs::remove_file(kept).unwrap();
        assert_eq!(scene.run(&["people"]).done(), people);
    }
}

#[test]
fn an_import_twice_changes_nothing() {
    let scene = Scene::imported();
    let before = scene.run(&["export"]).done();
    let again = scene.run(&["import", "in"]).done();
    assert!(again.contains("Imported: 0 new"), "{again}");
    assert_eq!(scene.run(&["export"]).done(), before);
}
