//! What plain Rust needs for the same questions, and petgraph, answered in the process that asks the engine too.
//!
//! `tertius-bound ARRAYS SNAPSHOT [petgraph]` reads the arrays that `bench/run` prepared, maps the snapshot, and answers
//! lines of words between tabs: `loose PERSON TOP`, `path ONE OTHER 1`, `path3 ONE OTHER 3` in numbers of people, and
//! `ours-loose ID TOP`. Each answer is one line of JSON with the microseconds of processor it took. `readers SECONDS` compares one
//! thread that asks the engine with two.

mod arrays;
mod loose;
mod ours;
mod path;
mod pet;
mod readers;
mod yen;

use arrays::Arrays;
use cpu_time::ThreadTime;
use std::error::Error;
use std::io::{BufRead, Write};

/// One answer, as JSON, and the microseconds of processor it took without writing it down.
type Answer = Result<(String, f64), Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, snapshot, rest @ ..] = arguments.as_slice() else {
        return Err("give the folder of the arrays and the snapshot".into());
    };
    let snapshot = ours::open(snapshot)?;
    let mut engine = ours::Engine::new(&snapshot);
    let arrays = Arrays::read(folder.as_ref())?;
    let began = ThreadTime::now();
    let pet = rest.first().is_some_and(|word| word == "petgraph").then(|| pet::Pet::new(&arrays));
    let loaded = began.elapsed().as_secs_f64();
    let mut plain = Plain { loose: loose::Bound::new(&arrays), path: path::Search::new(&arrays), arrays: &arrays };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{{\"load_s\":{loaded}}}")?;
    out.flush()?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split('\t').collect();
        let (answer, micros) = match (words[0].starts_with("ours-"), words[0], &pet) {
            (true, ..) => engine.answer(&words)?,
            (_, "readers", _) => (readers::compare(&snapshot, words[1].parse()?)?, 0.0),
            (.., Some(pet)) => pet.answer(&words)?,
            (.., None) => plain.answer(&words)?,
        };
        writeln!(out, "{{\"answer\":{answer},\"micros\":{micros}}}")?;
        out.flush()?;
    }
    Ok(())
}

/// The plain programs.
struct Plain<'a> {
    loose: loose::Bound<'a>,
    path: path::Search<'a>,
    arrays: &'a Arrays,
}

impl Plain<'_> {
    fn answer(&mut self, words: &[&str]) -> Answer {
        let number = |place: usize| -> Result<u32, Box<dyn Error>> { Ok(words.get(place).ok_or("too few")?.parse()?) };
        let (one, two) = (number(1)?, number(2)?);
        let began = ThreadTime::now();
        Ok(match words[0] {
            "loose" => {
                let rows = self.loose.ask(one, two as usize);
                let micros = began.elapsed().as_secs_f64() * 1e6;
                (loose::written(&rows), micros)
            }
            "path" => {
                let best = self.path.warmest(one, two, &path::Closed::default());
                let micros = began.elapsed().as_secs_f64() * 1e6;
                (written(best.iter().map(|found| found.strength)), micros)
            }
            "path3" => {
                let found = yen::best_paths(&mut self.path, self.arrays, one, two, 3);
                let micros = began.elapsed().as_secs_f64() * 1e6;
                (written(found.iter().map(|found| found.strength)), micros)
            }
            other => return Err(format!("no question {other}").into()),
        })
    }
}

/// Numbers as a JSON list.
fn written(numbers: impl Iterator<Item = f64>) -> String {
    let numbers: Vec<String> = numbers.map(|number| format!("{number:e}")).collect();
    format!("[{}]", numbers.join(","))
}
