//! Home: the network in one look; and the way from an empty vault to the import.

use super::page;
use crate::desk::SMALL_MAP;
use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use tertius_app::views::{Change, GapRow, KeepRow, PersonRow};
use tertius_app::{App, AppError, PeopleRequest, picture};

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    names: Vec<String>,
    n_people: u64,
    n_sources: usize,
    gaps: Vec<GapRow>,
    imported: bool,
    missing: usize,
    closest: usize,
    review: usize,
    changes: Vec<Change>,
    keep: Vec<KeepRow>,
    deepest: Vec<PersonRow>,
    picture: String,
}

/// The home page; an empty vault leads to the import.
pub async fn home(State(shared): State<Shared>) -> Result<Response, Trouble> {
    let found = shared.desk.ask(home_view).await?;
    Ok(match found {
        Some(view) => page(&view)?.into_response(),
        None => Redirect::to("/import").into_response(),
    })
}

fn home_view(app: &App) -> Result<Option<Home>, AppError> {
    let sources = app.sources()?;
    if sources.is_empty() {
        return Ok(None);
    }
    let people = app.find_people(&PeopleRequest { top: 8, ..PeopleRequest::default() })?;
    let gaps = app.gaps("linkedin", 3)?;
    let mut changes = app.changes(None)?;
    changes.truncate(5);
    let mut keep = app.keep(30)?;
    keep.truncate(4);
    Ok(Some(Home {
        keep,
        names: app.whoami()?.names,
        n_people: people.total,
        n_sources: sources.len(),
        imported: gaps.imported,
        missing: gaps.missing_among_closest,
        closest: gaps.closest,
        gaps: gaps.rows,
        review: app.review(100)?.len(),
        changes,
        deepest: people.rows,
        picture: picture::preview(&*app.map(SMALL_MAP)?),
    }))
}
