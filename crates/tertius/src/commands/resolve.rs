//! `tertius resolve`: which records of a CSV file are one person; no vault is involved.

use crate::terminal::Session;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use tertius_app::AppError;
use tertius_app::batch::{ResolveFiles, resolve};

/// Arguments of `resolve`.
#[derive(clap::Args)]
pub struct Arguments {
    /// CSV with a header: record_id and any of name, first_name, last_name, email, phone, url, username, employer,
    /// title, city, country, birth_date, street, postcode; `-` is standard input
    input: PathBuf,
    /// Where `record_id,person_id` goes; `-` is standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// Also write `a,b,probability,because` for every pair above one half
    #[arg(long, value_name = "FILE")]
    pairs: Option<PathBuf>,
    /// Join likely pairs too, from this probability on; without it only what is certain joins
    #[arg(long, value_name = "P")]
    threshold: Option<f64>,
}

/// Reads, resolves, writes.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let path = arguments.input.display().to_string();
    let mut input = open(&arguments.input)?;
    let mut out = create(&arguments.out)?;
    let mut pairs = arguments.pairs.as_deref().map(create).transpose()?;
    let files = ResolveFiles {
        input: &mut input,
        path: &path,
        out: &mut out,
        pairs: pairs.as_mut().map(|pairs| pairs as &mut dyn Write),
    };
    let view = resolve(files, arguments.threshold)?;
    out.flush()?;
    if let Some(mut pairs) = pairs {
        pairs.flush()?;
    }
    let answer_is_elsewhere = !is_standard(&arguments.out);
    if session.json() && answer_is_elsewhere {
        return session.answer(&view, String::new);
    }
    if !session.quiet() && answer_is_elsewhere {
        return session.print(&format!("{} records are {} people.\n", view.records, view.people));
    }
    Ok(())
}

fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Read + Send>> {
    if is_standard(path) {
        return Ok(Box::new(BufReader::with_capacity(1 << 18, std::io::stdin())));
    }
    let file = File::open(path).map_err(|error| {
        AppError::user(format!("cannot open {}: {error}", path.display()), "name a CSV file, or - for standard input")
    })?;
    Ok(Box::new(BufReader::with_capacity(1 << 18, file)))
}

fn create(path: &Path) -> anyhow::Result<Box<dyn Write>> {
    if is_standard(path) {
        return Ok(Box::new(BufWriter::new(std::io::stdout().lock())));
    }
    let file = File::create(path).map_err(|error| {
        AppError::user(format!("cannot write {}: {error}", path.display()), "name a file in a folder that exists")
    })?;
    Ok(Box::new(BufWriter::with_capacity(1 << 18, file)))
}
