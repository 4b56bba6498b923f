//! The command line: this file is the table of contents, each command has a file under `commands/`.

mod commands;
mod failure;
mod progress;
mod table;
mod terminal;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Finds the way to people through the people you know. Everything stays on this machine.
#[derive(Parser)]
#[command(name = "tertius", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The vault file; by default in your data folder
    #[arg(long, global = true, env = "TERTIUS_VAULT", value_name = "FILE")]
    vault: Option<PathBuf>,
    /// What counts as "now": 2026-05-01 or 2026-05-01T12:00:00Z
    #[arg(long, global = true, value_name = "DATE-TIME")]
    as_of: Option<String>,
    /// Print one JSON document instead of tables
    #[arg(long, global = true)]
    json: bool,
    /// No progress, no advice, only the answer
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read files, folders, zips or tgz archives into the vault
    Import(commands::import::Arguments),
    /// List what has been imported
    Sources(commands::sources::Arguments),
    /// Drop everything that came from a source
    Forget(commands::forget::Arguments),
    /// Erase a person and keep them out of later imports
    Erase(commands::erase::Arguments),
    /// Show or correct which addresses are yours
    Me(commands::me::Arguments),
    /// List people, the deepest ties first, or search them
    People(commands::people::Arguments),
    /// Show one person: records, merges and why, contact over time, the tie
    Person(commands::person::Arguments),
    /// List pairs that may be one person
    Review(commands::review::Arguments),
    /// Say that two are one person
    Same(commands::pair::Arguments),
    /// Say that two are different people
    Different(commands::pair::Arguments),
    /// Take back a ruling
    Undo(commands::undo::Arguments),
    /// List your rulings
    Rulings(commands::rulings::Arguments),
    /// Say what somebody is to you: close-friend, family, manager, co-worker, mentor, client …
    Label(commands::label::Arguments),
    /// Close people who are missing on LinkedIn, and whom each would open
    Gaps(commands::gaps::Arguments),
    /// Loose connections for a goal, and the friend between
    Loose(commands::loose::Arguments),
    /// The warmest paths to a person
    Path(commands::path::Arguments),
    /// The best ways into a company or group
    Reach(commands::reach::Arguments),
    /// The picture of your network
    Map(commands::map::Arguments),
    /// Who moved, joined, left or went quiet
    Changes(commands::changes::Arguments),
    /// The week's few people to be in touch with, why, and a first line
    Keep(commands::keep::Arguments),
    /// Which tie to add or revive, and whom it opens
    Grow(commands::grow::Arguments),
    /// Ask a friend to introduce you, answer such a request, carry it to its end
    Intro(commands::intro::Arguments),
    /// Ask a few friends a question; answer one, pass it on, thank
    Ask(commands::ask::Arguments),
    /// Tell what came of an introduction or an answer, and thank everybody who helped
    Outcome(commands::outcome::Arguments),
    /// What it led to, told with everybody's consent; who opened doors
    Stories(commands::stories::Arguments),
    /// Record that you asked a friend for an introduction, and what came of it
    Asked(commands::asked::Arguments),
    /// Share whom you know with a friend, or take it back: a signed file that ends on its day
    Packet(commands::packet::Arguments),
    /// Find out which records of a CSV file are one person; no vault needed
    Resolve(commands::resolve::Arguments),
    /// Everything out, in open formats
    Export(commands::export::Arguments),
    /// Copy the vault to another file
    Backup(commands::backup::Arguments),
    /// Put a backup in the vault's place
    Restore(commands::restore::Arguments),
    /// Check the vault
    Doctor(commands::doctor::Arguments),
    /// Networks of any size as files of their own: build, ask, no vault needed
    Graph(commands::graph::Arguments),
    /// Weigh the ties in a plain list of exchanges
    Ties(commands::ties::Arguments),
    /// Answer the ties exam from plain files
    Exam(commands::exam::Arguments),
    /// Your network as private pages in the browser; with --tribe, a server for many
    Serve(commands::serve::Arguments),
    /// A made-up network to try everything on
    Demo(commands::demo::Arguments),
    /// Print shell completions or the manual page
    Generate(commands::generate::Arguments),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return failure::usage(&error),
    };
    let session = match terminal::Session::new(&arguments) {
        Ok(session) => session,
        Err(error) => return failure::report(&error, arguments.json),
    };
    match run(arguments.command, &session) {
        Ok(code) => code,
        Err(error) => failure::report(&error, session.json()),
    }
}

fn run(command: Command, session: &terminal::Session) -> anyhow::Result<ExitCode> {
    match command {
        Command::Import(arguments) => return commands::import::run(&arguments, session),
        Command::Doctor(arguments) => return commands::doctor::run(&arguments, session),
        Command::Sources(arguments) => commands::sources::run(&arguments, session),
        Command::Forget(arguments) => commands::forget::run(&arguments, session),
        Command::Erase(arguments) => commands::erase::run(&arguments, session),
        Command::Me(arguments) => commands::me::run(&arguments, session),
        Command::People(arguments) => commands::people::run(&arguments, session),
        Command::Person(arguments) => commands::person::run(&arguments, session),
        Command::Review(arguments) => commands::review::run(&arguments, session),
        Command::Same(arguments) => commands::pair::run_same(&arguments, session),
        Command::Different(arguments) => commands::pair::run_different(&arguments, session),
        Command::Undo(arguments) => commands::undo::run(&arguments, session),
        Command::Rulings(arguments) => commands::rulings::run(&arguments, session),
        Command::Label(arguments) => commands::label::run(&arguments, session),
        Command::Gaps(arguments) => commands::gaps::run(&arguments, session),
        Command::Loose(arguments) => commands::loose::run(&arguments, session),
        Command::Path(arguments) => commands::path::run(&arguments, session),
        Command::Reach(arguments) => commands::reach::run(&arguments, session),
        Command::Map(arguments) => commands::map::run(&arguments, session),
        Command::Changes(arguments) => commands::changes::run(&arguments, session),
        Command::Keep(arguments) => commands::keep::run(&arguments, session),
        Command::Grow(arguments) => commands::grow::run(&arguments, session),
        Command::Intro(arguments) => commands::intro::run(&arguments, session),
        Command::Ask(arguments) => commands::ask::run(&arguments, session),
        Command::Outcome(arguments) => commands::outcome::run(&arguments, session),
        Command::Stories(arguments) => commands::stories::run(&arguments, session),
        Command::Asked(arguments) => commands::asked::run(&arguments, session),
        Command::Packet(arguments) => commands::packet::run(&arguments, session),
        Command::Resolve(arguments) => commands::resolve::run(&arguments, session),
        Command::Export(arguments) => commands::export::run(&arguments, session),
        Command::Backup(arguments) => commands::backup::run(&arguments, session),
        Command::Restore(arguments) => commands::restore::run(&arguments, session),
        Command::Graph(arguments) => commands::graph::run(&arguments, session),
        Command::Serve(arguments) => commands::serve::run(&arguments, session),
        Command::Demo(arguments) => commands::demo::run(&arguments, session),
        Command::Ties(arguments) => commands::ties::run(&arguments, session),
        Command::Exam(arguments) => commands::exam::run(&arguments, session),
        Command::Generate(arguments) => commands::generate::run(&arguments),
    }?;
    Ok(ExitCode::SUCCESS)
}
