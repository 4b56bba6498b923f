//! The ties exam: what do a log's exchanges up to a moment say about what comes next?
//!
//! Reads `OUT/paper/<set>-<cut>/{meta.json,history.csv,A.csv … D.csv}`, writes `ANSWERS/<set>-<cut>/<A … D>.csv`. Every
//! cut is answered from its own history alone: where one history is the beginning of another, both are answered from
//! one log, each from what came up to its moment. The arithmetic is in `tertius_ties::forecast`.

mod cut;

use crate::error::AppError;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Where the weights come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameters {
    /// The shipped weights as they are: the answers of the reference scorer.
    Reference,
    /// The shipped weights, changed by what each history shows of its own past.
    Learnt,
}

/// Who stands first among those whom somebody may get to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// The likeliest.
    Score,
    /// Ten chosen so that they open much together; then the likeliest.
    Coverage,
}

/// What to answer.
#[derive(Clone, Debug)]
pub struct ExamRequest {
    /// The folder with the folder `paper`.
    pub out: PathBuf,
    /// Where the answers go; made when it is missing.
    pub answers: PathBuf,
    /// With which weights.
    pub parameters: Parameters,
    /// In which order the next ties are listed.
    pub listing: Listing,
}

/// What was answered.
#[derive(Clone, Debug, Serialize)]
pub struct ExamView {
    /// Every cut, by name.
    pub cuts: Vec<CutRow>,
    /// The whole time.
    pub seconds: f64,
}

/// One cut.
#[derive(Clone, Debug, Serialize)]
pub struct CutRow {
    /// Its folder's name.
    pub cut: String,
    /// Exchanges in its history.
    pub exchanges: u64,
    /// Questions answered, all tasks together.
    pub answers: u64,
    /// The time.
    pub seconds: f64,
}

/// Answers every cut, as many of a set at once as the machine has processors, up to four.
pub fn exam(request: &ExamRequest) -> Result<ExamView, AppError> {
    let began = Instant::now();
    let paper = request.out.join("paper");
    let names = cuts(&paper)?;
    let set_of = |name: &String| name.rsplit_once('-').map_or(name.clone(), |(set, _)| set.to_owned());
    let mut done = Vec::with_capacity(names.len());
    for set in names.chunk_by(|one, next| set_of(one) == set_of(next)) {
        done.extend(answer_set(set, &paper, request)?);
    }
    done.sort_by(|a, b| a.cut.cmp(&b.cut));
    Ok(ExamView { cuts: done, seconds: began.elapsed().as_secs_f64() })
}

/// Answers the cuts of one set; those whose history is the beginning of another's share its log.
fn answer_set(names: &[String], paper: &Path, request: &ExamRequest) -> Result<Vec<CutRow>, AppError> {
    let cuts = cut::open(names, paper)?;
    let n_workers = std::thread::available_parallelism().map_or(1, usize::from).min(4).min(cuts.len());
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<CutRow>, AppError> {
        let mut done = Vec::new();
        while let Some(cut) = cuts.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(cut.answer(&paper.join(&cut.name), &request.answers.join(&cut.name), request)?);
        }
        Ok(done)
    };
    let done = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..n_workers).map(|_| scope.spawn(work)).collect();
        let rows = workers.into_iter().map(|worker| worker.join());
        rows.map(|rows| rows.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(done.into_iter().flatten().collect())
}

/// The folders below `paper`, by name.
fn cuts(paper: &Path) -> Result<Vec<String>, AppError> {
    let wrong = |error: std::io::Error| {
        AppError::user(
            format!("cannot read {}: {error}", paper.display()),
            "name the folder that the exam was exported to; it holds a folder \"paper\"",
        )
    };
    let mut cuts = Vec::new();
    for entry in std::fs::read_dir(paper).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        if entry.path().join("meta.json").exists() {
            cuts.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    cuts.sort();
    if cuts.is_empty() {
        return Err(AppError::user(
            format!("there is no exam in {}", paper.display()),
            "export one first; each of its folders holds a meta.json",
        ));
    }
    Ok(cuts)
}

#[cfg(test)]
mod tests;
