//! Runs the fuzz targets: installs cargo-fuzz where it is missing, shares the time out, stops at a crash.

use crate::check::{answers, succeed};
use anyhow::{Context, bail};
use std::path::Path;
use std::process::Command;

/// Fuzzes every target, or one, for `minutes` altogether.
pub fn run(root: &Path, minutes: u64, only: Option<&str>) -> anyhow::Result<()> {
    let targets: Vec<String> =
        targets(root)?.into_iter().filter(|target| only.is_none_or(|only| only == target)).collect();
    if targets.is_empty() {
        bail!("no such fuzz target; the files of fuzz/fuzz_targets name them");
    }
    if !answers("cargo", &["fuzz", "--version"]) {
        succeed(Command::new("cargo").args(["install", "--locked", "cargo-fuzz"]))
            .context("cargo-fuzz is missing; install it with `cargo install cargo-fuzz`")?;
    }
    let seconds = (minutes * 60 / targets.len() as u64).max(1);
    for target in &targets {
        eprintln!("fuzz: {target} for {seconds} s");
        fuzz(root, target, seconds).with_context(|| format!("{target} found a crash; see fuzz/artifacts/{target}"))?;
    }
    Ok(())
}

/// The targets' names, sorted.
fn targets(root: &Path) -> anyhow::Result<Vec<String>> {
    let folder = root.join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in folder.read_dir().with_context(|| format!("cannot list {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".rs").map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// Folders that a target may start from: the samples of its family, and exports of several files packed into one.
fn seeds(root: &Path, family: &str) -> anyhow::Result<Vec<String>> {
    let mut folders = Vec::new();
    for parent in ["testdata", "fuzz/seeds"] {
        for entry in root.join(parent).read_dir().with_context(|| format!("cannot list {parent}"))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            // Detection is asked about everything.
            let is_asked = family == "detect" && parent == "testdata";
            if is_asked || name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')) {
                folders.push(format!("{parent}/{name}"));
            }
        }
    }
    folders.sort();
    Ok(folders)
}

fn fuzz(root: &Path, target: &str, seconds: u64) -> anyhow::Result<()> {
    let mut command = Command::new("cargo");
    // Coverage counters are an unstable flag; a stable compiler takes it only when told to.
    if answers("cargo", &["+nightly", "--version"]) {
        command.arg("+nightly");
    } else {
        command.env("RUSTC_BOOTSTRAP", "1");
    }
    let corpus = format!("fuzz/corpus/{target}");
    std::fs::create_dir_all(root.join(&corpus)).with_context(|| format!("cannot make {corpus}"))?;
    command.args(["fuzz", "run", target, &corpus]);
    // The first folder collects what is new; the samples are only read.
    command.args(seeds(root, &target.replace('_', "-"))?);
    let time = format!("-max_total_time={seconds}");
    succeed(command.current_dir(root).args(["--", &time, "-max_len=8192", "-timeout=20", "-rss_limit_mb=2048"]))
}
