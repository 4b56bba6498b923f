//! `tertius doctor`: check the vault.

use super::words::{count, grouped};
use crate::terminal::Session;
use std::process::ExitCode;

/// Arguments of `doctor`.
#[derive(clap::Args)]
pub struct Arguments {}

/// Checks; exit code 2 when something is wrong.
pub fn run(_arguments: &Arguments, session: &Session) -> anyhow::Result<ExitCode> {
    let app = session.open_as_it_is()?;
    let view = app.doctor()?;
    session.answer(&view, || {
        let screen = session.screen;
        let mut out = format!(
            "{}  {} bytes, {}, {} observations, {} people\n",
            view.vault,
            grouped(view.bytes),
            count(view.sources, "source", "sources"),
            grouped(view.observations),
            grouped(view.people),
        );
        for finding in &view.findings {
            let mark = if finding.ok { screen.good("✓") } else { screen.warn("✗") };
            out.push_str(&format!("{mark} {}: {}\n", finding.check, finding.text));
        }
        out.push_str(if view.healthy {
            "The vault is healthy.\n"
        } else {
            "Something is wrong: see the lines with ✗.\n"
        });
        out
    })?;
    Ok(if view.healthy { ExitCode::SUCCESS } else { ExitCode::from(2) })
}
