//! Sorting out who is who: the review queue, the rulings, taking one back.

use super::{Page, page};
use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Redirect;
use serde::Deserialize;
use tertius_app::views::{ReviewRow, RulingRow};

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Place {
    /// How many pairs to pass over.
    later: usize,
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    pair: Option<ReviewRow>,
    left: usize,
    later: usize,
}

/// The next uncertain pair.
pub async fn review(State(shared): State<Shared>, Query(Place { later }): Query<Place>) -> Page {
    let rows = shared.desk.ask(|app| app.review(500)).await?;
    let left = rows.len().saturating_sub(later);
    let pair = rows.into_iter().nth(later);
    page(&ReviewPage { pair, left, later })
}

#[derive(Deserialize)]
pub struct Verdict {
    a: String,
    b: String,
    verdict: String,
    #[serde(default)]
    later: usize,
}

/// Same or different.
pub async fn settle(State(shared): State<Shared>, Form(form): Form<Verdict>) -> Result<Redirect, Trouble> {
    let next = format!("/review?later={}", form.later);
    shared
        .desk
        .change(move |app| match form.verdict.as_str() {
            "same" => app.rule_same(&form.a, &form.b),
            _ => app.rule_different(&form.a, &form.b),
        })
        .await?;
    Ok(Redirect::to(&next))
}

#[derive(Template)]
#[template(path = "rulings.html")]
struct RulingsPage {
    rows: Vec<RulingRow>,
}

/// Every decision, each with its undo.
pub async fn rulings(State(shared): State<Shared>) -> Page {
    let mut rows = shared.desk.ask(|app| app.rulings()).await?;
    rows.reverse();
    page(&RulingsPage { rows })
}

#[derive(Deserialize)]
pub struct Undo {
    id: i64,
    /// The page to go back to.
    #[serde(default)]
    back: String,
}

/// Takes a ruling back.
pub async fn undo(State(shared): State<Shared>, Form(Undo { id, back }): Form<Undo>) -> Result<Redirect, Trouble> {
    shared.desk.change(move |app| app.undo(Some(id))).await?;
    Ok(Redirect::to(if back == "gaps" { "/gaps" } else { "/rulings" }))
}
