//! Damaged files into one vault, and a damaged vault: always an answer, never a loss.

use crate::mutation::{Random, damaged};
use crate::scene::Scene;
use std::path::{Path, PathBuf};

/// Damaged copies imported, in runs of many files each.
const N_RUNS: u64 = 12;
const PER_RUN: usize = 30;
/// Damaged copies of a vault.
const N_VAULTS: u64 = 60;

fn samples() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "README.md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

#[test]
fn hundreds_of_damaged_files_leave_the_vault_healthy() {
    let scene = Scene::imported();
    let samples = samples();
    let mut random = Random(20_261_101);
    let mut n_errors = 0;
    for run in 0..N_RUNS {
        for n in 0..PER_RUN {
            let sample = &samples[random.below(samples.len())];
            let (bytes, _) = damaged(&std::fs::read(sample).unwrap(), &mut random);
            let name = sample.file_name().unwrap().to_string_lossy();
            scene.write(&format!("damaged/{run}/{n}/{name}"), &bytes);
        }
        let answer = scene.run(&["import", &format!("damaged/{run}"), "--json"]);
        assert!(answer.code == 0 || answer.code == 2, "run {run}: {answer:?}");
        let view = answer.json();
        for error in view["errors"].as_array().unwrap() {
            n_errors += 1;
            let (path, message) = (error["path"].as_str().unwrap(), error["message"].as_str().unwrap());
            assert!(Path::new(path).starts_with(scene.path("damaged")), "{path}");
            let has_position = ["line ", "byte ", "item "].iter().any(|word| message.contains(word));
            assert!(has_position, "{path}: no position in \"{message}\"");
            assert!(!error["hint"].as_str().unwrap().is_empty(), "{path}: {message}");
        }
        for source in view["sources"].as_array().unwrap() {
            for skip in source["skipped"].as_array().unwrap() {
                let position = skip["position"].as_str().unwrap();
                assert!(position.split_once(' ').is_some_and(|(_, n)| n.parse::<u64>().is_ok()), "{skip}");
            }
        }
        let health = scene.run(&["doctor", "--json"]);
        assert_eq!(health.code, 0, "after run {run}: {health:?}");
        assert_eq!(health.json()["healthy"], true, "after run {run}");
    }
    assert!(n_errors > 20, "{n_errors} of {} were refused", N_RUNS as usize * PER_RUN);
    scene.run(&["person", "ana@example.com"]).done();
    for question in [&["people"][..], &["gaps"], &["loose"], &["review"], &["changes"], &["export"]] {
        scene.run(question).done();
    }
}

#[test]
fn a_damaged_vault_gives_the_same_answer_or_says_that_it_is_damaged() {
    let sound = Scene::imported();
    let bytes = std::fs::read(sound.vault()).unwrap();
    let questions: [&[&str]; 3] = [&["people"], &["export"], &["doctor"]];
    let answers = questions.map(|question| sound.run(question).done());
    let mut n_reported = 0;
    for round in 0..N_VAULTS {
        let (copy, what) = damaged(&bytes, &mut Random(round));
        for (question, right) in questions.iter().zip(&answers) {
            let scene = Scene::empty();
            scene.write("vault.db", &copy);
            let answer = scene.run(question);
            let what = format!("round {round}, {what:?}: {question:?}: {answer:?}");
            match answer.code {
                // Damage in free or cached pages need not harm an answer.
                0 => assert!(question[0] == "doctor" || answer.out == *right, "a wrong answer: {what}"),
                2 => {
                    n_reported += 1;
                    let said = format!("{}{}", answer.out, answer.err);
                    let clear = ["damaged", "no Tertius vault", "✗"].iter().any(|word| said.contains(word));
                    assert!(clear && !said.contains("panicked"), "{what}");
                    assert!(std::fs::read(scene.vault()).unwrap() == copy, "the file was changed: {what}");
                }
                _ => panic!("{what}"),
            }
        }
    }
    assert!(n_reported > N_VAULTS, "{n_reported}");
}

#[test]
fn a_torn_vault_is_never_overwritten() {
    let sound = Scene::imported();
    let bytes = std::fs::read(sound.vault()).unwrap();
    for torn in [&bytes[..bytes.len() / 2], &bytes[..100], &bytes[..7]] {
        let scene = Scene::with_files();
        scene.write("vault.db", torn);
        for act in [&["import", "in"][..], &["people"], &["doctor"], &["restore", "in/phone.vcf"]] {
            let answer = scene.run(act);
            assert_eq!(answer.code, 2, "{act:?} on {} bytes: {answer:?}", torn.len());
            assert_eq!(std::fs::read(scene.vault()).unwrap(), torn, "{act:?} changed the vault");
        }
    }
}
