//! Acts: rulings, erasing, forgetting.

use super::{Answer, Body, Path, Refusals, not_understood};
use crate::server::Shared;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::Deserialize;
use tertius_app::views::{MeView, RulingRow};
use tertius_app::{AskOutcome, EraseView, ForgetView, GapAnswer};
use utoipa::ToSchema;

/// One person or two.
#[derive(Deserialize, ToSchema)]
pub struct Pair {
    /// A person's id, a name or an address.
    a: String,
    /// The other.
    b: String,
    /// What they are.
    verdict: Verdict,
}

/// Whether two are one.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// One person.
    Same,
    /// Two people.
    Different,
}

/// Says that two are one person, or are not.
#[utoipa::path(post, path = "/api/v1/rulings", request_body = Pair, responses((status = 201, body = RulingRow), Refusals))]
pub async fn rule(State(shared): State<Shared>, Body(pair): Body<Pair>) -> Answer {
    let Pair { a, b, verdict } = pair;
    let made = shared.desk.change(move |app| match verdict {
        Verdict::Same => app.rule_same(&a, &b),
        Verdict::Different => app.rule_different(&a, &b),
    });
    Ok((StatusCode::CREATED, Json(made.await?)).into_response())
}

/// Takes a ruling back.
#[utoipa::path(delete, path = "/api/v1/rulings/{id}", params(("id" = i64, Path, description = "The ruling's number")), responses((status = 200, body = RulingRow), Refusals))]
pub async fn undo(State(shared): State<Shared>, Path(id): Path<i64>) -> Answer {
    Ok(Json(shared.desk.change(move |app| app.undo(Some(id))).await?).into_response())
}

/// What somebody is to ego.
#[derive(Deserialize, ToSchema)]
pub struct Labels {
    /// `close-friend`, `family`, `manager` …
    #[schema(min_items = 1)]
    labels: Vec<String>,
}

/// Says what somebody is to ego.
#[utoipa::path(post, path = "/api/v1/people/{id}/labels", params(("id" = String, Path, description = "A person's id, a name or an address")), request_body = Labels, responses((status = 201, body = Vec<RulingRow>), Refusals))]
pub async fn label(State(shared): State<Shared>, Path(id): Path<String>, Body(form): Body<Labels>) -> Answer {
    if form.labels.is_empty() {
        return Err(not_understood("no label was given".to_owned()));
    }
    let made = shared.desk.change(move |app| app.label(&id, &form.labels)).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// What to do about somebody close who is not connected on a platform.
#[derive(Deserialize, ToSchema)]
pub struct GapForm {
    /// What to do.
    answer: GapWord,
}

/// What to do about a gap.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GapWord {
    /// Nothing is left to do.
    Done,
    /// Nothing for three months.
    NotNow,
}

/// Says that a gap is closed or can wait, so that it is not shown; a ruling, to be taken back like any other.
#[utoipa::path(post, path = "/api/v1/people/{id}/gap", params(("id" = String, Path, description = "A person's id, a name or an address")), request_body = GapForm, responses((status = 201, body = RulingRow), Refusals))]
pub async fn gap(State(shared): State<Shared>, Path(id): Path<String>, Body(form): Body<GapForm>) -> Answer {
    let answer = match form.answer {
        GapWord::Done => GapAnswer::Done,
        GapWord::NotNow => GapAnswer::NotNow,
    };
    let made = shared.desk.change(move |app| app.answer_gap(&id, answer)).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Erases a person and keeps them out of later imports.
#[utoipa::path(delete, path = "/api/v1/people/{id}", params(("id" = String, Path, description = "A person's id, a name or an address")), responses((status = 200, body = EraseView), Refusals))]
pub async fn erase(State(shared): State<Shared>, Path(id): Path<String>) -> Answer {
    Ok(Json(shared.desk.change(move |app| app.erase(&id)).await?).into_response())
}

/// Drops everything that came from a source.
#[utoipa::path(delete, path = "/api/v1/sources/{id}", params(("id" = String, Path, description = "The source's id")), responses((status = 200, body = ForgetView), Refusals))]
pub async fn forget(State(shared): State<Shared>, Path(id): Path<String>) -> Answer {
    Ok(Json(shared.desk.change(move |app| app.forget(&id)).await?).into_response())
}

/// Ego's addresses.
#[derive(Deserialize, ToSchema)]
pub struct OwnHandles {
    /// Addresses that are ego's.
    #[serde(default)]
    add: Vec<String>,
    /// Addresses that are not.
    #[serde(default)]
    remove: Vec<String>,
}

/// Says which addresses are ego's.
#[utoipa::path(post, path = "/api/v1/me", request_body = OwnHandles, responses((status = 200, body = MeView), Refusals))]
pub async fn me(State(shared): State<Shared>, Body(own): Body<OwnHandles>) -> Answer {
    Ok(Json(shared.desk.change(move |app| app.me(&own.add, &own.remove)).await?).into_response())
}

/// An ask for an introduction.
#[derive(Deserialize, ToSchema)]
pub struct AskForm {
    /// The friend who was asked.
    who: String,
    /// To whom.
    about: String,
    /// What came of it so far.
    outcome: Outcome,
}

/// What came of an ask.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// No answer yet.
    Open,
    /// A yes.
    Answered,
    /// A no.
    Declined,
}

/// Records that a friend was asked for an introduction, or what came of it.
#[utoipa::path(post, path = "/api/v1/asks", request_body = AskForm, responses((status = 201, body = RulingRow), Refusals))]
pub async fn asked(State(shared): State<Shared>, Body(form): Body<AskForm>) -> Answer {
    let outcome = match form.outcome {
        Outcome::Open => AskOutcome::Open,
        Outcome::Answered => AskOutcome::Answered,
        Outcome::Declined => AskOutcome::Declined,
    };
    let made = shared.desk.change(move |app| app.asked(&form.who, &form.about, outcome)).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}
