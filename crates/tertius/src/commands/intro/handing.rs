//! Handing words over: printed to copy, as links, or as files. A file that is there is never overwritten.

use super::arguments::Handing;
use super::screen;
use crate::terminal::Session;
use std::io::Write;
use std::path::Path;
use tertius_app::views::LetterRow;
use tertius_app::{App, AppError, Delivery};

/// Makes sure before anything counts as sent that the words can be handed over.
pub fn ready(handing: &Handing) -> anyhow::Result<()> {
    let Some(folder) = &handing.out else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|error| {
        let message = format!("cannot write into {}: {error}", folder.display());
        AppError::user(message, "name a folder of yours; nothing was sent or changed").into()
    })
}

/// Writes the files and prints the rest.
pub fn hand_over(
    app: &App,
    which: &str,
    deliveries: Vec<Delivery>,
    handing: &Handing,
    session: &Session,
) -> anyhow::Result<()> {
    let rows = written(deliveries, handing)?;
    let view = app.acted(which, rows)?;
    session.answer(&view, || screen::acted(&view, handing.mailto, session))
}

/// Writes the files of each delivery, where the user wants files.
pub fn written(deliveries: Vec<Delivery>, handing: &Handing) -> anyhow::Result<Vec<LetterRow>> {
    let mut rows = Vec::new();
    for delivery in deliveries {
        let mut row = delivery.row;
        if let Some(folder) = &handing.out {
            let forms = [("eml", delivery.eml), ("json", delivery.file)];
            for (ending, text) in forms.into_iter().filter_map(|(ending, text)| Some((ending, text?))) {
                row.files.push(write_beside(folder, &row.name, ending, &text)?);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Writes `for-NAME.ENDING`, with a number where that is taken.
fn write_beside(folder: &Path, name: &str, ending: &str, text: &str) -> anyhow::Result<String> {
    let stem = format!("for-{}", slug(name));
    for n in 1..1_000 {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let path = folder.join(format!("{stem}{number}.{ending}"));
        let opened = std::fs::OpenOptions::new().write(true).create_new(true).open(&path);
        match opened.and_then(|mut file| file.write_all(text.as_bytes())) {
            Ok(()) => return Ok(path.display().to_string()),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                let hint = "the step itself is done; tertius intro letters hands the words out again";
                return Err(AppError::user(format!("cannot write {}: {error}", path.display()), hint).into());
            }
        }
    }
    Err(AppError::user(format!("{} is full of files for {name}", folder.display()), "name an empty folder").into())
}

/// A name as part of a file's name.
fn slug(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let slug = plain.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join("-");
    let slug: String = slug.chars().take(60).collect();
    if slug.is_empty() { "them".to_owned() } else { slug }
}
