//! Everything that must hold before a change lands, step by step, each with the time it took.
//!
//! Cheap steps come first. Clippy and the documentation share one compilation, the tests have another;
//! the tests come last so that what a run ends with is their count.

use crate::{machine, pages, tidy};
use anyhow::{Context, bail};
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs every step; stops at the first that fails.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let begun = Instant::now();
    step("tools", || prepare(root))?;
    step("format", || check_format(root).context("run `cargo fmt`, in fuzz/ too"))?;
    step("tidy", || tidy::run(root))?;
    step("clippy", || {
        cargo(root, &["clippy", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"], &[])
    })?;
    step("fuzz targets compile", || check_fuzz_targets(root))?;
    step("the bench's plain programs compile", || check_bound(root))?;
    step("documentation", || {
        let arguments = ["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"];
        cargo(root, &arguments, &[("RUSTDOCFLAGS", "--deny warnings")])
    })?;
    step("examples in the documentation", || {
        cargo(root, &["test", "--locked", "--workspace", "--doc", "--quiet"], &[])
    })?;
    step("pages in a browser", || pages::run(root))?;
    step("tests", || tests(root))?;
    say(&format!("check: all steps passed in {:.0} s", begun.elapsed().as_secs_f64()))
}

fn step(name: &str, act: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    say(&format!("── {name}"))?;
    let begun = Instant::now();
    act().with_context(|| format!("the step `{name}` failed"))?;
    say(&format!("── {name}: {:.1} s", begun.elapsed().as_secs_f64()))
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// Installs what a bare machine lacks.
pub fn prepare(root: &Path) -> anyhow::Result<()> {
    for (component, probe) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if !answers("cargo", &[probe, "--version"]) {
            succeed(Command::new("rustup").args(["component", "add", component]).current_dir(root)).with_context(
                || format!("{component} is missing; install it with `rustup component add {component}`"),
            )?;
        }
    }
    machine::c_compiler()?;
    machine::node()?;
    machine::browser()?;
    machine::postgresql()?;
    machine::mail_server()?;
    machine::mailbox_server()
}

fn check_format(root: &Path) -> anyhow::Result<()> {
    cargo(root, &["fmt", "--all", "--check"], &[])?;
    cargo(root, &["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"], &[])
}

/// The fuzz crate stands outside the workspace; without libFuzzer itself it needs no C++ compiler.
fn check_fuzz_targets(root: &Path) -> anyhow::Result<()> {
    let arguments = ["check", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--no-default-features"];
    let target = root.join("target");
    let target = target.to_str().context("the repository's path is not UTF-8; move it")?;
    cargo(root, &arguments, &[("CARGO_TARGET_DIR", target)])
}

/// The plain programs that we are measured beside stand outside the workspace, too, and call the graph's library.
fn check_bound(root: &Path) -> anyhow::Result<()> {
    let target = root.join("target").join("bound");
    let target = target.to_str().context("the repository's path is not UTF-8; move it")?;
    cargo(root, &["check", "--locked", "--manifest-path", "bench/bound/Cargo.toml"], &[("CARGO_TARGET_DIR", target)])
}

fn tests(root: &Path) -> anyhow::Result<()> {
    if answers("cargo", &["nextest", "--version"]) {
        return cargo(root, &["nextest", "run", "--locked", "--workspace", "--no-fail-fast"], &[]);
    }
    let mut child = Command::new(cargo_program())
        .args(["test", "--locked", "--workspace", "--all-targets", "--no-fail-fast"])
        .current_dir(root)
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run cargo test")?;
    let mut count = Count::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).lines() {
            let line = line?;
            count.add(&line);
            say(&line)?;
        }
    }
    let status = child.wait()?;
    say(&format!("{} passed, {} failed", count.passed, count.failed))?;
    if !status.success() {
        bail!("cargo test ended with {status}");
    }
    Ok(())
}

/// What the closing lines of `cargo test` add up to, one line for each test binary.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    fn add(&mut self, line: &str) {
        let Some(rest) = line.strip_prefix("test result: ") else { return };
        for part in rest.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (number, word) = (words.next().and_then(|word| word.parse::<u64>().ok()), words.next());
            match (number, word) {
                (Some(n), Some("passed")) => self.passed += n,
                (Some(n), Some("failed")) => self.failed += n,
                _ => {}
            }
        }
    }
}

fn cargo(root: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> anyhow::Result<()> {
    succeed(Command::new(cargo_program()).args(arguments).envs(environment.iter().copied()).current_dir(root))
}

/// The Cargo that runs this chore.
fn cargo_program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// Runs a command to its end; fails when the command does.
pub fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

/// Whether a program is there and willing.
pub fn answers(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_binaries_are_added_up() {
        let mut count = Count::default();
        for line in [
            "running 3 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        ] {
            count.add(line);
        }
        assert_eq!(count, Count { passed: 14, failed: 1 });
    }

    #[test]
    fn a_failed_command_is_an_error() {
        assert!(succeed(Command::new("cargo").arg("no-such-command").stderr(Stdio::null())).is_err());
        assert!(!answers("no-such-program", &[]));
    }
}
