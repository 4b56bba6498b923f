//! Errors to exit codes and words: 0 done, 1 the user can mend it, 2 the data is bad, 3 internal.

use std::io::Write;
use std::process::ExitCode;
use tertius_app::{AppError, Kind};

/// Reports bad usage, help and version as clap words them; bad usage is exit code 1.
pub fn usage(error: &clap::Error) -> ExitCode {
    let wants_json = std::env::args_os().any(|argument| argument == "--json");
    if error.use_stderr() && wants_json {
        let message = error.to_string();
        let message = message.lines().next().unwrap_or_default().trim_start_matches("error: ");
        print_json("user", message, Some("see tertius --help"));
        return ExitCode::from(1);
    }
    // A closed pipe is no reason to fail twice.
    let _unprinted = error.print();
    if error.use_stderr() { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

/// Reports an error on standard error, as text or JSON.
pub fn report(error: &anyhow::Error, json: bool) -> ExitCode {
    if is_closed_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let (kind, hint) = match error.downcast_ref::<AppError>() {
        Some(error) => (error.kind, error.hint.clone()),
        None => (Kind::Internal, None),
    };
    let message = match error.downcast_ref::<AppError>() {
        Some(error) => error.message.clone(),
        None => format!("{error:#}"),
    };
    if json {
        print_json(kind.id(), &message, hint.as_deref());
    } else {
        let mut stderr = std::io::stderr().lock();
        let hint = hint.map(|hint| format!("  {}\n", hint.replace('\n', "\n  "))).unwrap_or_default();
        // Nobody is left to tell when standard error is closed.
        let _unprinted = write!(stderr, "tertius: {}\n{hint}", crate::table::printable_lines(&message));
    }
    ExitCode::from(match kind {
        Kind::User => 1,
        Kind::Data => 2,
        Kind::Internal => 3,
    })
}

fn print_json(kind: &str, message: &str, hint: Option<&str>) {
    let document = serde_json::json!({"error": {"kind": kind, "message": message, "hint": hint}});
    // Nobody is left to tell when standard error is closed.
    let _unprinted = writeln!(std::io::stderr().lock(), "{document}");
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
