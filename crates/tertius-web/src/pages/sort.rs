//! Sorting out who is who: the review queue, the rulings, taking one back.

use super::{PART, Page, page, typed};
use crate::part::{self, Part};
use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Redirect;
use serde::Deserialize;
use tertius_app::views::{ReviewRow, RulingRow};
use tertius_app::wording::ago;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Place {
    /// How many pairs to pass over.
    later: usize,
    /// The decision just made.
    made: Option<i64>,
}

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    pair: Option<ReviewRow>,
    left: usize,
    later: usize,
    /// The decision just made, to be taken back at once where a key slipped.
    made: Option<RulingRow>,
}

/// The next uncertain pair.
pub async fn review(State(shared): State<Shared>, Query(Place { later, made }): Query<Place>) -> Page {
    let (rows, rulings) = shared.desk.ask(|app| Ok((app.review(500)?, app.rulings()?))).await?;
    let made = rulings.into_iter().find(|ruling| Some(ruling.id) == made && !ruling.undone);
    let left = rows.len().saturating_sub(later);
    let pair = rows.into_iter().nth(later);
    page(&ReviewPage { pair, left, later, made })
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
    let later = form.later;
    let made = shared
        .desk
        .change(move |app| match form.verdict.as_str() {
            "same" => app.rule_same(&form.a, &form.b),
            _ => app.rule_different(&form.a, &form.b),
        })
        .await?;
    Ok(Redirect::to(&format!("/review?later={later}&made={}", made.id)))
}

#[derive(Template)]
#[template(path = "rulings.html")]
struct RulingsPage {
    rows: Vec<RulingRow>,
    next: Option<String>,
    today: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct After {
    /// Behind which row the part begins.
    pub after: String,
}

/// Every decision, each with its undo.
pub async fn rulings(State(shared): State<Shared>, Query(After { after }): Query<After>) -> Page {
    let mut rows = shared.desk.ask(|app| app.rulings()).await?;
    rows.reverse();
    let Part { rows, next } = Part::behind(rows, typed(&after).as_deref(), PART, part::of_ruling);
    let today = shared.desk.now().day().to_string();
    page(&RulingsPage { rows, next: next.map(|after| format!("/rulings?after={after}")), today })
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
    Ok(Redirect::to(match back.as_str() {
        "gaps" => "/gaps",
        "review" => "/review",
        _ => "/rulings",
    }))
}
