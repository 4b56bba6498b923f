//! The pages, one file each below `pages/`; their words and order stand in `templates/`.

mod answers;
mod bring;
mod home;
mod people;
mod sort;
mod vault;

pub(crate) use bring::{receive, without_limit};

use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Router;
use axum::http::HeaderMap;
use axum::response::Html;
use axum::routing::{get, post};

/// A page, or why there is none.
pub(crate) type Page = Result<Html<String>, Trouble>;

/// The page that tells of trouble.
#[derive(Template)]
#[template(path = "trouble.html")]
pub(crate) struct Refused<'a> {
    /// In one or two words.
    pub title: &'static str,
    /// What happened.
    pub trouble: &'a Trouble,
}

/// Every page.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/", get(home::home))
        .route("/people", get(people::people))
        .route("/people/{id}", get(people::person))
        .route("/people/{id}/labels", post(people::label))
        .route("/people/{id}/erase", post(people::erase))
        .route("/map", get(home::map))
        .route("/loose", get(answers::loose))
        .route("/path", get(answers::path))
        .route("/reach", get(answers::reach))
        .route("/gaps", get(answers::gaps))
        .route("/keep", get(answers::keep))
        .route("/keep.ics", get(answers::keep_calendar))
        .route("/asked", post(answers::asked))
        .route("/changes", get(answers::changes))
        .route("/review", get(sort::review).post(sort::settle))
        .route("/rulings", get(sort::rulings).post(sort::undo))
        .route("/sources", get(bring::sources))
        .route("/sources/forget", post(bring::forget))
        .route("/import", get(bring::form).post(bring::upload).layer(bring::without_limit()))
        .route("/import/{id}", get(bring::job))
        .route("/me", get(vault::me).post(vault::change_me))
        .route("/privacy", get(vault::privacy))
        .route("/settings", get(vault::settings))
        .route("/settings/export/{format}", get(vault::export))
        .route("/settings/backup", get(vault::backup))
}

/// Renders a template.
fn page(template: &impl Template) -> Page {
    let broken = |error: askama::Error| Trouble::from(tertius_app::AppError::internal(error.to_string()));
    Ok(Html(template.render().map_err(broken)?))
}

/// Whether only a part of the page is wanted, since a script puts it into the page that is there.
fn wants_part(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// What was typed into a field: nothing where only spaces were.
fn typed(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
