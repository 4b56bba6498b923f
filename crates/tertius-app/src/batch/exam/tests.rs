//! The exam on an invented guild: equal to the reference scorer, and the same every time.

use super::*;

fn sample() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ties-exam"))
}

/// Every row's pair and number.
fn rows(path: &Path) -> (String, Vec<(String, f64)>) {
    let text = std::fs::read_to_string(path).expect("the answers are there");
    let (header, body) = text.split_once('\n').expect("there is a header");
    let row = |line: &str| {
        let (pair, number) = line.rsplit_once(',').expect("three fields");
        (pair.to_owned(), number.parse().expect("a number"))
    };
    (header.to_owned(), body.lines().map(row).collect())
}

fn answers(parameters: Parameters) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let request = ExamRequest { out: sample(), answers: folder.path().to_owned(), parameters, listing: Listing::Score };
    let view = exam(&request).expect("the exam is answered");
    assert_eq!(view.cuts.len(), 1);
    assert_eq!(view.cuts[0].cut, "guild-q70");
    folder
}

#[test]
fn the_shipped_weights_answer_as_the_reference_scorer_does() {
    let folder = answers(Parameters::Reference);
    for task in ["A", "B", "C", "D"] {
        let (header, found) = rows(&folder.path().join(format!("guild-q70/{task}.csv")));
        let (expected_header, expected) = rows(&sample().join(format!("expected/guild-q70/{task}.csv")));
        assert_eq!(header, expected_header);
        assert_eq!(found.len(), expected.len());
        for ((pair, found), (expected_pair, expected)) in found.iter().zip(&expected) {
            assert_eq!(pair, expected_pair);
            assert!((found - expected).abs() < 1e-9, "task {task}, {pair}: {found} for {expected}");
        }
    }
}

#[test]
fn learning_changes_answers_the_same_way_every_time() {
    let (first, second) = (answers(Parameters::Learnt), answers(Parameters::Learnt));
    let shipped = answers(Parameters::Reference);
    for task in ["A", "B", "C", "D"] {
        let file = format!("guild-q70/{task}.csv");
        let (_, learnt) = rows(&first.path().join(&file));
        assert_eq!(learnt, rows(&second.path().join(&file)).1);
        assert_ne!(learnt, rows(&shipped.path().join(&file)).1, "task {task} learnt nothing");
        assert!(task == "B" || learnt.iter().all(|(_, p)| (0.0..=1.0).contains(p)), "task {task} gives probabilities");
    }
}

#[test]
fn a_list_by_coverage_keeps_all_but_the_first_ten_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let answers_by = |listing, name: &str| {
        let answers = folder.path().join(name);
        let request =
            ExamRequest { out: sample(), answers: answers.clone(), parameters: Parameters::Reference, listing };
        exam(&request).expect("the exam is answered");
        rows(&answers.join("guild-q70/B.csv")).1
    };
    let (by_score, covering) = (answers_by(Listing::Score, "score"), answers_by(Listing::Coverage, "coverage"));
    let mut lifted = std::collections::BTreeMap::new();
    for ((pair, score), (same_pair, covered)) in by_score.iter().zip(&covering) {
        assert_eq!(pair, same_pair);
        if score != covered {
            assert!(covered > score);
            *lifted.entry(pair.split(',').next().expect("who seeks")).or_insert(0) += 1;
        }
    }
    assert!(!lifted.is_empty() && lifted.values().all(|n| *n <= 10), "{lifted:?}");
}

#[test]
fn what_is_no_exam_is_said_with_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |out: &Path| {
        let request = ExamRequest {
            out: out.to_owned(),
            answers: out.join("answers"),
            parameters: Parameters::Reference,
            listing: Listing::Score,
        };
        exam(&request).expect_err("it is no exam").message
    };
    assert!(at(folder.path()).starts_with("cannot read "));
    let cut = folder.path().join("paper/guild-q70");
    std::fs::create_dir_all(&cut).expect("a folder is made");
    assert!(at(folder.path()).starts_with("there is no exam in "));
    std::fs::write(cut.join("meta.json"), r#"{"T": 100, "H": 50, "nodes": 3}"#).expect("a file is written");
    std::fs::write(cut.join("history.csv"), "t,src,dst,k\n10,0,1,1\n20,0,3,1\n").expect("a file is written");
    assert!(at(folder.path()).ends_with("history.csv: person 3 is none of the 3 that meta.json speaks of"));
    std::fs::write(cut.join("history.csv"), "t,src,dst,k\n10,0,1,1\n20,0,x,1\n").expect("a file is written");
    assert!(at(folder.path()).ends_with("history.csv, line 3: a whole number is missing"));
}

#[test]
fn cuts_that_share_a_log_are_answered_as_each_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = sample().join("paper/guild-q70");
    let history = std::fs::read_to_string(whole.join("history.csv")).expect("a history");
    let meta = std::fs::read_to_string(whole.join("meta.json")).expect("what the cut is");
    let meta: serde_json::Value = serde_json::from_str(&meta).expect("JSON");
    let time = |line: &str| line.split(',').next().and_then(|time| time.parse::<i64>().ok()).expect("a time");
    let lines: Vec<&str> = history.lines().collect();
    let now = time(lines[lines.len() / 2]);
    let begun: String = lines
        .iter()
        .enumerate()
        .filter(|(at, line)| *at == 0 || time(line) <= now)
        .map(|(_, l)| format!("{l}\n"))
        .collect();
    let exam_of = |name: &str, cuts: &[(&str, &str, i64)]| {
        let out = folder.path().join(name);
        for (cut, history, now) in cuts {
            let paper = out.join("paper").join(cut);
            std::fs::create_dir_all(&paper).expect("a folder is made");
            for task in ["A.csv", "B.csv", "C.csv", "D.csv"] {
                std::fs::copy(whole.join(task), paper.join(task)).expect("questions are copied");
            }
            let mut meta = meta.clone();
            meta["T"] = (*now).into();
            std::fs::write(paper.join("meta.json"), meta.to_string()).expect("a file is written");
            std::fs::write(paper.join("history.csv"), history).expect("a file is written");
        }
        let answers = out.join("answers");
        let request =
            ExamRequest { out, answers: answers.clone(), parameters: Parameters::Learnt, listing: Listing::Score };
        (exam(&request).expect("the exam is answered"), answers)
    };
    let last = meta["T"].as_i64().expect("a moment");
    let (view, together) =
        exam_of("both", &[("guild-q40", begun.as_str(), now), ("guild-q70", history.as_str(), last)]);
    let (_, first) = exam_of("first", &[("guild-q40", begun.as_str(), now)]);
    let (_, second) = exam_of("second", &[("guild-q70", history.as_str(), last)]);
    assert_eq!(view.cuts[0].exchanges, begun.lines().count() as u64 - 1);
    for task in ["A.csv", "B.csv", "C.csv", "D.csv"] {
        for (cut, alone) in [("guild-q40", &first), ("guild-q70", &second)] {
            let read = |folder: &Path| std::fs::read_to_string(folder.join(cut).join(task)).expect("answers");
            assert_eq!(read(&together), read(alone), "{cut} {task}");
        }
    }
}
