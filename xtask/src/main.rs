//! The project's chores, one command each; this file is their table of contents.
//!
//! Nothing here is part of the product, and no crate depends on it.

mod asks_exam;
mod check;
mod exam_identity;
mod fuzz;
mod machine;
mod make_graph;
mod make_mbox;
mod make_records;
mod pages;
mod pictures;
mod random;
mod tidy;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Chores of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Everything that must hold before a change lands: format, rules, lints, documentation, tests
    Check,
    /// Installs what the check needs and this machine lacks: compiler, browser, Node.js, PostgreSQL, a mail server
    Tools,
    /// Writes docs/formats from the table of formats
    Docs,
    /// The rules of the house that no compiler checks
    Tidy {
        /// The repository to look at
        #[arg(long, default_value_os_t = repository())]
        root: PathBuf,
    },
    /// Writes a large invented mailbox for measurements
    MakeMbox {
        /// How many messages
        #[arg(long)]
        messages: u64,
        /// Where to
        #[arg(long)]
        out: PathBuf,
        /// Another seed, another mailbox
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Writes a large invented network for measurements: ties.csv and people.csv
    MakeGraph {
        /// How many people
        #[arg(long)]
        people: usize,
        /// About how many ties
        #[arg(long)]
        ties: usize,
        /// The folder to write into
        #[arg(long)]
        out: PathBuf,
        /// Another seed, another network
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Writes a large invented list of records for measurements
    MakeRecords {
        /// How many records
        #[arg(long)]
        records: u64,
        /// Where to
        #[arg(long)]
        out: PathBuf,
        /// Another seed, another list
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Scores `tertius resolve` on gold sets; see docs/identity-exam.md
    ExamIdentity {
        /// CSV files with the columns rid, cid and what the resolver reads
        #[arg(required = true)]
        sets: Vec<PathBuf>,
    },
    /// Simulates a tribe that asks for a year, with and without the goodwill budget; writes docs/asks.md
    AsksExam,
    /// Runs the story of the README on the demo and writes its pictures: docs/story-*.svg
    Pictures,
    /// Runs every fuzz target for an equal share of the time
    Fuzz {
        /// Minutes for all targets together
        #[arg(long, default_value_t = 10)]
        minutes: u64,
        /// Only this target
        #[arg(long)]
        target: Option<String>,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().chore {
        Chore::Check => check::run(&repository()),
        Chore::Tools => check::prepare(&repository()),
        Chore::Docs => docs(),
        Chore::Tidy { root } => tidy::run(&root),
        Chore::MakeMbox { messages, out, seed } => make_mbox::run(messages, &out, seed),
        Chore::MakeGraph { people, ties, out, seed } => make_graph::run(people, ties, &out, seed),
        Chore::MakeRecords { records, out, seed } => make_records::run(records, &out, seed),
        Chore::ExamIdentity { sets } => exam_identity::run(&repository(), &sets),
        Chore::AsksExam => asks_exam::run(&repository()),
        Chore::Pictures => pictures::run(&repository()),
        Chore::Fuzz { minutes, target } => fuzz::run(&repository(), minutes, target.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn repository() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    manifest.parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// The test that compares the pages of the formats writes them when it is told to.
fn docs() -> anyhow::Result<()> {
    let mut test = std::process::Command::new("cargo");
    test.args(["nextest", "run", "--locked", "-p", "tertius-import", "every_format_has_its_page"]);
    check::succeed(test.env("TERTIUS_WRITE_DOCS", "1").current_dir(repository()))
}
