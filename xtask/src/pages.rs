//! The web application in a real browser, driven by the tests beside it.

use crate::check::succeed;
use crate::machine;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The day on which the invented network of the tests stands.
const TODAY: &str = "2026-05-01";

/// Builds the program, installs what drives the browser, runs the tests.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let browser = machine::browser()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // What the tests need anyway, the program among it: a build of the program alone would compile much of it twice.
    succeed(Command::new(cargo).args(["test", "--locked", "--workspace", "--no-run", "--quiet"]).current_dir(root))?;
    let program = target(root)?.join("debug").join("tertius");
    let place = target(root)?.join("browser");
    let demo = place.join("demo");
    copy_tests(&root.join("crates/tertius-web/tests/browser"), &place)?;
    let install = ["install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];
    succeed(Command::new("npm").args(install).current_dir(&place))?;
    let words = ["--as-of", TODAY, "--quiet", "demo", "--files-only", "--out"];
    succeed(Command::new(&program).args(words).arg(&demo).env("TERTIUS_VAULT", place.join("unused.db")))?;
    let mut test = Command::new("npm");
    test.args(["test", "--silent"]).current_dir(&place);
    test.env("TERTIUS_DOVECOT", root.join("crates/tertius-tribe-web/tests/it/dovecot.conf"));
    test.env("TERTIUS_PROGRAM", program).env("TERTIUS_BROWSER", browser);
    succeed(test.env("TERTIUS_DEMO", demo).env("TERTIUS_TODAY", TODAY))
}

fn target(root: &Path) -> anyhow::Result<PathBuf> {
    let named = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    Ok(std::path::absolute(root.join(named))?)
}

/// The tests move out of the repository, so that what they install does not land in it.
fn copy_tests(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        std::fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
