//! `tertius map`: the picture of the network, as a file or as data.

use crate::table::{long_text, text, whole};
use crate::terminal::Session;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tertius_app::views::MapView;
use tertius_app::{AppError, picture};

/// Arguments of `map`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where to write the picture; the ending decides: .svg, .png or .html
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Only this person's surroundings
    #[arg(long, value_name = "WHO")]
    around: Option<String>,
    /// How many people at most
    #[arg(long, value_name = "N", default_value_t = 500)]
    top: usize,
}

/// Draws.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let map = match &arguments.around {
        Some(who) => Arc::new(app.map_around(who, arguments.top)?),
        None => app.map(arguments.top)?,
    };
    if arguments.around.is_none() {
        // A vault that cannot be written shows its picture all the same; the next may lie otherwise.
        app.keep_places(arguments.top).unwrap_or_default();
    }
    if let Some(path) = &arguments.out {
        let bytes = drawn(&map, path)?;
        let failed = |cause: std::io::Error| {
            AppError::user(format!("cannot write {}: {cause}", path.display()), "name another place")
        };
        std::fs::write(path, bytes).map_err(failed)?;
        let view =
            serde_json::json!({"file": path.display().to_string(), "people": map.people.len(), "ties": map.ties.len()});
        return session.answer(&view, || {
            format!(
                "{} people and {} ties between them, drawn to {}\n",
                map.people.len(),
                map.ties.len(),
                path.display()
            )
        });
    }
    session.answer(&*map, || table(&map, session))
}

fn drawn(map: &MapView, path: &Path) -> anyhow::Result<Vec<u8>> {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    Ok(match ending.as_str() {
        "svg" => picture::svg(map).into_bytes(),
        "html" | "htm" => picture::html(map).into_bytes(),
        "png" => picture::png(map)?,
        _ => {
            let message = format!("no kind of picture ends in {}", path.display());
            return Err(AppError::user(message, "end the name in .svg, .png or .html").into());
        }
    })
}

fn table(map: &MapView, session: &Session) -> String {
    let rows: Vec<Vec<String>> = map
        .people
        .iter()
        .take(30)
        .map(|one| {
            let circle = one.circle.map_or_else(|| "·".to_owned(), |circle| (circle + 1).to_string());
            vec![
                one.name.clone(),
                circle,
                if one.loose { "loose".to_owned() } else { "tie".to_owned() },
                one.role.clone(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return "There are no ties to draw yet.\n".to_owned();
    }
    let columns = [text("name"), whole("circle"), whole("to you"), long_text("does")];
    session.table(&columns, &rows) + &session.next(&["tertius map --out network.svg   the picture itself"])
}
