//! One question as a line of JSON, one answer as a line of JSON, with the time it took.
//!
//! Questions: `{"op":"loose","from":ID}` with `top`, `by`, `where`; `{"op":"path","from":ID,"to":ID}` with `k`,
//! `max_hops`, `hops_only`; `{"op":"distance","from":ID,"to":ID}`; `{"op":"reach","from":ID}` with `targets` or
//! `where`, `max_hops`, `top`; `{"op":"grow","from":ID}` with `candidates`, `top`; `{"op":"structure","from":ID}`;
//! `{"op":"stats"}`. Answers:
//! `{"op":…,"answer":…,"micros":…}`, or `{"op":…,"error":{…},"micros":…}`. A bad question costs its own answer only.

use super::{GraphFile, LooseAsk, Targets, Where, parse_order};
use crate::AppError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
enum Question {
    Loose {
        from: Id,
        top: Option<usize>,
        by: Option<String>,
        #[serde(rename = "where")]
        only: Option<String>,
    },
    Path {
        from: Id,
        to: Id,
        k: Option<usize>,
        max_hops: Option<usize>,
        hops_only: Option<bool>,
    },
    Distance {
        from: Id,
        to: Id,
    },
    Reach {
        from: Id,
        targets: Option<Vec<Id>>,
        #[serde(rename = "where")]
        only: Option<String>,
        max_hops: Option<usize>,
        top: Option<usize>,
    },
    Grow {
        from: Id,
        candidates: Option<Vec<Id>>,
        top: Option<usize>,
    },
    Structure {
        from: Id,
    },
    Stats {},
}

/// An id; a whole number is taken for its digits.
#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(u64),
}

impl Id {
    fn text(self) -> String {
        match self {
            Id::Text(text) => text,
            Id::Number(number) => number.to_string(),
        }
    }
}

/// Answers one line with one line, without its line break.
pub fn answer_line(graph: &mut GraphFile, line: &str) -> String {
    let question: Result<Question, _> = serde_json::from_str(line);
    let (op, answer, took) = match question {
        Ok(question) => {
            let op = op(&question);
            let (answer, took) = ask(graph, question);
            (Some(op), answer, took)
        }
        Err(error) => {
            let hint = "a question is {\"op\":\"loose\",\"from\":ID}, or path, distance, reach, grow, structure, stats";
            (None, Err(AppError::user(format!("the question cannot be read: {error}"), hint)), Duration::ZERO)
        }
    };
    let micros = took.as_nanos() as f64 / 1000.0;
    let document = match answer {
        Ok(answer) => json!({"op": op, "answer": answer, "micros": micros}),
        Err(error) => {
            let error = json!({"kind": error.kind.id(), "message": error.message, "hint": error.hint});
            json!({"op": op, "error": error, "micros": micros})
        }
    };
    document.to_string()
}

fn op(question: &Question) -> &'static str {
    match question {
        Question::Loose { .. } => "loose",
        Question::Path { .. } => "path",
        Question::Distance { .. } => "distance",
        Question::Reach { .. } => "reach",
        Question::Grow { .. } => "grow",
        Question::Structure { .. } => "structure",
        Question::Stats {} => "stats",
    }
}

/// The answer, and the time without reading the question and writing the answer down.
fn ask(graph: &mut GraphFile, question: Question) -> (Result<Value, AppError>, Duration) {
    match question {
        Question::Loose { from, top, by, only } => {
            let request = loose_request(from, top, by, only);
            timed(|| graph.loose(&request?))
        }
        Question::Path { from, to, hops_only: Some(true), .. } | Question::Distance { from, to } => {
            let (from, to) = (from.text(), to.text());
            timed(|| graph.distance(&from, &to))
        }
        Question::Path { from, to, k, max_hops, .. } => {
            let (from, to) = (from.text(), to.text());
            timed(|| graph.path(&from, &to, k.unwrap_or(3), max_hops.unwrap_or(6)))
        }
        Question::Reach { from, targets, only, max_hops, top } => {
            let (from, targets) = (from.text(), targets_of(targets, only));
            timed(|| graph.reach(&from, &targets?, max_hops.unwrap_or(3), top.unwrap_or(10)))
        }
        Question::Grow { from, candidates, top } => {
            let from = from.text();
            let candidates: Option<Vec<String>> = candidates.map(|ids| ids.into_iter().map(Id::text).collect());
            timed(|| graph.grow(&from, candidates.as_deref(), top.unwrap_or(5)))
        }
        Question::Structure { from } => {
            let from = from.text();
            timed(|| graph.place(&from))
        }
        Question::Stats {} => timed(|| graph.stats()),
    }
}

fn timed<T: Serialize>(question: impl FnOnce() -> Result<T, AppError>) -> (Result<Value, AppError>, Duration) {
    let began = Instant::now();
    let answer = question();
    let took = began.elapsed();
    let unwritable = |error: serde_json::Error| AppError::internal(format!("the answer cannot be written: {error}"));
    (answer.and_then(|answer| serde_json::to_value(answer).map_err(unwritable)), took)
}

fn loose_request(from: Id, top: Option<usize>, by: Option<String>, only: Option<String>) -> Result<LooseAsk, AppError> {
    Ok(LooseAsk {
        from: from.text(),
        top: top.unwrap_or(20),
        by: parse_order(by.as_deref().unwrap_or("adamic_adar"))?,
        only: only.as_deref().map(Where::parse).transpose()?,
    })
}

fn targets_of(targets: Option<Vec<Id>>, only: Option<String>) -> Result<Targets, AppError> {
    match (targets, only) {
        (Some(ids), None) => Ok(Targets::Ids(ids.into_iter().map(Id::text).collect())),
        (None, Some(only)) => Ok(Targets::Where(Where::parse(&only)?)),
        _ => Err(AppError::user("it is not clear whom to reach", "give either targets or where")),
    }
}
