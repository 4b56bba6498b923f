//! The pages, one file each below `pages/`; their words and order stand in `templates/`.

mod answers;
mod bring;
mod home;
mod map;
mod people;
mod sort;
mod tokens;
mod vault;

pub(crate) use bring::{Sender, receive, without_limit};

use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Router;
use axum::http::HeaderMap;
use axum::response::Html;
use axum::routing::{get, post};

/// Rows of a long list on one page.
const PART: usize = 50;

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

/// The page for those who are kept out: it leads nowhere.
#[derive(Template)]
#[template(path = "closed.html")]
pub(crate) struct Closed<'a> {
    /// In one or two words.
    pub title: &'static str,
    /// What happened.
    pub trouble: &'a Trouble,
}

/// Pages that follow from the vault alone, so that they need not be rendered twice.
pub(crate) fn answers() -> Router<Shared> {
    Router::new()
        .route("/", get(home::home))
        .route("/people", get(people::people))
        .route("/people/{id}", get(people::person))
        .route("/map", get(map::map))
        .route("/map/data", get(map::data))
        .route("/loose", get(answers::loose))
        .route("/path", get(answers::path))
        .route("/reach", get(answers::reach))
        .route("/gaps", get(answers::gaps).post(answers::answer_gap))
        .route("/keep", get(answers::keep))
        .route("/changes", get(answers::changes))
        .route("/review", get(sort::review).post(sort::settle))
        .route("/rulings", get(sort::rulings).post(sort::undo))
        .route("/sources", get(bring::sources))
        .route("/me", get(vault::me).post(vault::change_me))
}

/// All other pages, and what forms are sent to.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/people/{id}/labels", post(people::label))
        .route("/people/{id}/erase", post(people::erase))
        .route("/keep.ics", get(answers::keep_calendar))
        .route("/asked", post(answers::asked))
        .route("/sources/forget", post(bring::forget))
        .route("/import", get(bring::form).post(bring::upload).layer(bring::without_limit()))
        .route("/import/{id}", get(bring::job))
        .route("/privacy", get(vault::privacy))
        .route("/privacy/taken", post(vault::taken))
        .route("/settings", get(vault::settings))
        .route("/settings/tokens", post(tokens::make))
        .route("/settings/tokens/revoke", post(tokens::revoke))
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
