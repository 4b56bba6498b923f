//! Times a blind match of 5,000 with 5,000 contacts, both sides, on one core.
#![expect(clippy::print_stdout, reason = "it exists to print a number")]

use std::collections::BTreeSet;
use std::time::Instant;
use tertius_tribe::blind::{Agreement, Answer, Asker, Question, answer};

fn main() {
    let n = 5_000;
    let agreement = Agreement { asker: "ana".to_owned(), answerer: "ben".to_owned() };
    let items = |from: u32| (from..from + n).map(|i| format!("email\nperson{i}@example.org")).collect::<BTreeSet<_>>();
    let (mine, theirs) = (items(0), items(n - 1_000));
    let began = Instant::now();
    let asker = Asker::begin(&agreement, &mine, &[1; 32]).expect("the size fits");
    let question = asker.question().to_bytes();
    let read = Question::from_bytes(&question).expect("it was just written");
    let answered = answer(&agreement, &theirs, &read, &[2; 32]).expect("the question is sound").to_bytes();
    let shared = asker.finish(&Answer::from_bytes(&answered).expect("it was just written")).expect("it answers this");
    let seconds = began.elapsed().as_secs_f64();
    assert_eq!(shared.len(), 1_000);
    println!("{n} × {n}: {seconds:.2} s; question {} bytes, answer {} bytes", question.len(), answered.len());
}
