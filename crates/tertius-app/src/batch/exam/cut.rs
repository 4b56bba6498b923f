//! One cut of the exam: its history, its questions, their answers.

use super::{CutRow, ExamRequest, Listing, Parameters};
use crate::batch::rows::Rows;
use crate::error::AppError;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use tertius_model::{Channel, Timestamp};
use tertius_ties::forecast::{Candidates, Exchange, ExchangeLog, Horizon, Learnt, Outlook, PersonIdx};
use tertius_ties::parameters::PERSONAL_RECIPIENTS;
use tertius_ties::parameters::forecast::LEARNING;

/// What `meta.json` must say.
#[derive(Deserialize)]
struct Meta {
    #[serde(rename = "T")]
    now: i64,
    #[serde(rename = "H")]
    horizon: i64,
    nodes: usize,
}

/// One of the exam's tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Alive,
    Next,
    Answers,
    Revival,
}

impl Task {
    const ALL: [Task; 4] = [Task::Alive, Task::Next, Task::Answers, Task::Revival];

    fn file(self) -> &'static str {
        match self {
            Task::Alive => "A.csv",
            Task::Next => "B.csv",
            Task::Answers => "C.csv",
            Task::Revival => "D.csv",
        }
    }
}

type Question = (PersonIdx, PersonIdx);

/// A cut whose history has been read.
pub(super) struct Cut {
    /// Its folder's name.
    pub name: String,
    now: Timestamp,
    horizon: i64,
    n_people: usize,
    n_exchanges: u64,
    log: Arc<ExchangeLog>,
}

/// Reads the cuts of a set, the longest history first: it takes longest, and others may be its beginning.
pub(super) fn open(names: &[String], paper: &Path) -> Result<Vec<Cut>, AppError> {
    let mut histories = Vec::with_capacity(names.len());
    for name in names {
        let folder = paper.join(name);
        histories.push((read(&folder.join("history.csv"))?, meta(&folder.join("meta.json"))?, name));
    }
    histories.sort_by_key(|(bytes, _, name)| (std::cmp::Reverse(bytes.len()), *name));
    let mut logs: Vec<Shared<'_>> = Vec::new();
    let mut cuts = Vec::with_capacity(names.len());
    for (bytes, meta, name) in &histories {
        let at = match logs.iter().position(|shared| shared.begins_with(bytes, meta)) {
            Some(at) => at,
            None => {
                logs.push(Shared::new(bytes, meta, &paper.join(name).join("history.csv"))?);
                logs.len() - 1
            }
        };
        cuts.push(Cut {
            name: (*name).clone(),
            now: Timestamp(meta.now),
            horizon: meta.horizon,
            n_people: meta.nodes,
            n_exchanges: logs[at].times.partition_point(|time| *time <= meta.now) as u64,
            log: Arc::clone(&logs[at].log),
        });
    }
    Ok(cuts)
}

/// A log, and what it was read from.
struct Shared<'b> {
    bytes: &'b [u8],
    n_people: usize,
    /// The times of its rows, rising.
    times: Vec<i64>,
    log: Arc<ExchangeLog>,
}

impl<'b> Shared<'b> {
    fn new(bytes: &'b [u8], meta: &Meta, path: &Path) -> Result<Shared<'b>, AppError> {
        let exchanges = history(bytes, path, meta)?;
        let mut times: Vec<i64> = exchanges.iter().map(|exchange| exchange.time.0).collect();
        times.sort_unstable();
        let log = Arc::new(ExchangeLog::new(exchanges, meta.nodes));
        Ok(Shared { bytes, n_people: meta.nodes, times, log })
    }

    /// Whether a history is what this one held up to the other's moment: the same rows and no others.
    fn begins_with(&self, bytes: &[u8], meta: &Meta) -> bool {
        let rows = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
        self.n_people == meta.nodes
            && bytes.ends_with(b"\n")
            && self.bytes.starts_with(bytes)
            && self.times.partition_point(|time| *time <= meta.now) + 1 == rows(bytes)
    }
}

impl Cut {
    /// Answers all tasks that have questions.
    pub fn answer(&self, paper: &Path, answers: &Path, request: &ExamRequest) -> Result<CutRow, AppError> {
        let began = Instant::now();
        let learnt = match request.parameters {
            Parameters::Reference => Learnt::shipped(),
            Parameters::Learnt => {
                let horizon = Horizon { seconds: self.horizon, most_recipients: PERSONAL_RECIPIENTS };
                Learnt::from_past(&self.log, self.now, horizon, &LEARNING)
            }
        };
        let outlook = Outlook::at(&self.log, self.now);
        std::fs::create_dir_all(answers).map_err(|error| cannot("make", answers, &error))?;
        let answer = |task: Task| -> Result<u64, AppError> {
            let path = paper.join(task.file());
            if !path.exists() {
                return Ok(0);
            }
            let questions = questions(&path, self.n_people)?;
            let text = answers_of(task, &questions, &outlook, &learnt, request.listing);
            let path = answers.join(task.file());
            std::fs::write(&path, text).map_err(|error| cannot("write", &path, &error))?;
            Ok(questions.len() as u64)
        };
        let n_answers = std::thread::scope(|scope| {
            let answer = &answer;
            let threads: Vec<_> = Task::ALL.iter().map(|task| scope.spawn(move || answer(*task))).collect();
            let answered = threads.into_iter().map(|thread| thread.join());
            answered.map(|n| n.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).sum::<Result<u64, AppError>>()
        })?;
        Ok(CutRow {
            cut: self.name.clone(),
            exchanges: self.n_exchanges,
            answers: n_answers,
            seconds: began.elapsed().as_secs_f64(),
        })
    }
}

fn answers_of(task: Task, questions: &[Question], outlook: &Outlook<'_>, learnt: &Learnt, listing: Listing) -> Vec<u8> {
    let mut text = Vec::with_capacity(32 * (questions.len() + 1));
    text.extend_from_slice(if task == Task::Next { b"a,b,score\n" } else { b"a,b,prob\n" });
    let mut tell = |(a, b): Question, score: f64| write_row(&mut text, a, b, score);
    match task {
        Task::Next => outlook.next_scores(&by_seeker(questions), &learnt.next, |candidates, scores| {
            let mut scores = scores.to_vec();
            if listing == Listing::Coverage {
                let first = outlook.list(candidates, &scores, LIST);
                put_first(&mut scores, &first);
            }
            for (them, score) in candidates.people.iter().zip(scores) {
                tell((candidates.ego, *them), score);
            }
        }),
        Task::Alive | Task::Revival => {
            let weights = if task == Task::Alive { &learnt.alive } else { &learnt.revival };
            for (a, b) in questions {
                tell((*a, *b), outlook.alive_probability(*a, *b, weights));
            }
        }
        Task::Answers => {
            for (a, b) in questions {
                tell((*a, *b), outlook.answer_probability(*a, *b, &learnt.answer));
            }
        }
    }
    text
}

/// Numbers as JSON writes them: the shortest that read back the same.
fn write_row(text: &mut Vec<u8>, a: PersonIdx, b: PersonIdx, score: f64) {
    let written = "because writing to memory cannot fail";
    serde_json::to_writer(&mut *text, &a.0).expect(written);
    text.push(b',');
    serde_json::to_writer(&mut *text, &b.0).expect(written);
    text.push(b',');
    serde_json::to_writer(&mut *text, &score).expect(written);
    text.push(b'\n');
}

/// The exam looks at so many.
const LIST: usize = 10;

/// Lifts those above all others, in this order.
fn put_first(scores: &mut [f64], first: &[usize]) {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for (rank, place) in first.iter().enumerate() {
        scores[*place] = most + (first.len() - rank) as f64;
    }
}

fn by_seeker(questions: &[Question]) -> Vec<Candidates> {
    let groups = questions.chunk_by(|one, next| one.0 == next.0);
    let candidates = |group: &[Question]| {
        let ego = group.first().map(|(ego, _)| *ego)?;
        Some(Candidates { ego, people: group.iter().map(|(_, them)| *them).collect() })
    };
    groups.filter_map(candidates).collect()
}

fn meta(path: &Path) -> Result<Meta, AppError> {
    let bytes = read(path)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        AppError::data(
            format!("{}: {error}", path.display()),
            "it should give T and H in seconds and the number of nodes",
        )
    })
}

/// The exchanges up to the cut.
fn history(bytes: &[u8], path: &Path, meta: &Meta) -> Result<Vec<Exchange>, AppError> {
    let rows = Rows::new(path, bytes, &["t", "src", "dst", "k"])?;
    let mut exchanges = Vec::with_capacity(bytes.len() / 16);
    let mut stranger = None;
    rows.read(|[time, from, to, k]: [i64; 4]| match (person(from, meta.nodes), person(to, meta.nodes)) {
        (Some(from), Some(to)) if time <= meta.now => {
            let n_recipients = u32::try_from(k.max(1)).unwrap_or(u32::MAX);
            exchanges.push(Exchange { from, to, time: Timestamp(time), n_recipients, channel: Channel::Mail });
        }
        (Some(_), Some(_)) => {}
        _ => stranger = stranger.or(Some(from.max(to))),
    })?;
    match stranger {
        Some(stranger) => Err(unknown(path, stranger, meta.nodes)),
        None => Ok(exchanges),
    }
}

fn questions(path: &Path, n_people: usize) -> Result<Vec<Question>, AppError> {
    let bytes = read(path)?;
    let mut questions = Vec::with_capacity(bytes.len() / 8);
    let mut stranger = None;
    Rows::new(path, &bytes, &["a", "b"])?.read(|[a, b]: [i64; 2]| {
        match (person(a, n_people), person(b, n_people)) {
            (Some(a), Some(b)) => questions.push((a, b)),
            _ => stranger = stranger.or(Some(a.max(b))),
        }
    })?;
    match stranger {
        Some(stranger) => Err(unknown(path, stranger, n_people)),
        None => Ok(questions),
    }
}

fn person(id: i64, n_people: usize) -> Option<PersonIdx> {
    u32::try_from(id).ok().filter(|id| (*id as usize) < n_people).map(PersonIdx)
}

fn unknown(path: &Path, id: i64, n_people: usize) -> AppError {
    let message = format!("{}: person {id} is none of the {n_people} that meta.json speaks of", path.display());
    AppError::data(message, "ids run from 0 to nodes - 1; export the exam again")
}

fn read(path: &Path) -> Result<Vec<u8>, AppError> {
    std::fs::read(path).map_err(|error| cannot("read", path, &error))
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> AppError {
    AppError::user(format!("cannot {what} {}: {error}", path.display()), "check the folder and its rights")
}
