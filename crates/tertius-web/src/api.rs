//! The API under `/api/v1`: the same views as `--json`, errors as problems.

use crate::server::Shared;
use crate::trouble::{Problem, Trouble};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;
use tertius_app::LooseRequest;
use tokio_stream::{Stream, StreamExt, wrappers::WatchStream};

/// An answer of the API.
type Answer = Result<Response, Problem>;

/// Every route of the API.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/people", get(people))
        .route("/api/v1/people/{id}", get(person))
        .route("/api/v1/me", get(me))
        .route("/api/v1/gaps", get(gaps))
        .route("/api/v1/loose", get(loose))
        .route("/api/v1/paths", get(paths))
        .route("/api/v1/reach", get(reach))
        .route("/api/v1/review", get(review))
        .route("/api/v1/changes", get(changes))
        .route("/api/v1/rulings", get(rulings))
        .route("/api/v1/sources", get(sources))
        .route("/api/v1/map", get(map))
        .route("/api/v1/imports/{id}", get(import))
        .route("/api/v1/imports/{id}/events", get(import_events))
}

/// The most rows of one answer.
const MOST: usize = 1000;

/// Answers with a tag of its content, or says that the caller has it already.
fn tagged(headers: &HeaderMap, view: &impl Serialize) -> Answer {
    let broken = |error: serde_json::Error| Problem(tertius_app::AppError::internal(error.to_string()).into());
    let body = serde_json::to_vec(view).map_err(broken)?;
    let tag = format!("\"{}\"", &blake3::hash(&body).to_hex()[..32]);
    let held = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let tags = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if held.is_some_and(|held| held == "*" || held.split(',').any(|one| one.trim().trim_start_matches("W/") == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, tags).into_response());
    }
    Ok((tags, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    q: String,
    to: String,
    r#for: Option<String>,
    company: Option<String>,
    title: Option<String>,
    place: Option<String>,
    on: Option<String>,
    since: Option<String>,
    top: Option<usize>,
    k: Option<usize>,
    max_hops: Option<usize>,
}

impl Asked {
    fn top(&self, usual: usize) -> usize {
        self.top.unwrap_or(usual).clamp(1, MOST)
    }
}

/// A page of people, and how many there are.
#[derive(Serialize)]
struct PeopleView {
    total: u64,
    people: Vec<tertius_app::views::PersonRow>,
}

async fn people(State(shared): State<Shared>, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let top = asked.top(50);
    let found = shared.desk.ask(move |app| app.people(&asked.q, top)).await?;
    tagged(&headers, &PeopleView { total: found.total, people: found.rows })
}

async fn person(State(shared): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(move |app| app.person(&id)).await?)
}

async fn me(State(shared): State<Shared>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(|app| app.whoami()).await?)
}

async fn gaps(State(shared): State<Shared>, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let top = asked.top(15);
    let on = asked.on.unwrap_or_else(|| "linkedin".to_owned());
    tagged(&headers, &shared.desk.ask(move |app| app.gaps(&on, top)).await?.rows)
}

async fn loose(State(shared): State<Shared>, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let top = asked.top(20);
    let Asked { r#for: goal, company, title, place, .. } = asked;
    let request = LooseRequest { goal, company, title, place, top };
    tagged(&headers, &shared.desk.ask(move |app| app.loose(&request)).await?)
}

async fn paths(State(shared): State<Shared>, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let (k, hops) = (asked.k.unwrap_or(3).clamp(1, 20), asked.max_hops.unwrap_or(6).clamp(1, 6));
    tagged(&headers, &shared.desk.ask(move |app| app.path(&asked.to, k, hops)).await?)
}

async fn reach(State(shared): State<Shared>, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let top = asked.top(15);
    tagged(&headers, &shared.desk.ask(move |app| app.reach(&asked.to, top)).await?)
}

async fn review(State(shared): State<Shared>, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let top = asked.top(50);
    tagged(&headers, &shared.desk.ask(move |app| app.review(top)).await?)
}

async fn changes(State(shared): State<Shared>, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(move |app| app.changes(asked.since.as_deref())).await?)
}

async fn rulings(State(shared): State<Shared>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(|app| app.rulings()).await?)
}

async fn sources(State(shared): State<Shared>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(|app| app.sources()).await?)
}

/// People in the largest picture.
const LARGEST_MAP: usize = 10_000;

async fn map(State(shared): State<Shared>, Query(asked): Query<Asked>, headers: HeaderMap) -> Answer {
    let most = asked.top.unwrap_or(LARGEST_MAP).clamp(1, LARGEST_MAP);
    tagged(&headers, &shared.desk.ask(move |app| app.map(most)).await?)
}

fn job(shared: &Shared, id: u64) -> Result<tokio::sync::watch::Receiver<crate::jobs::JobView>, Problem> {
    shared.jobs.find(id).ok_or_else(|| Problem(Trouble::not_found("no import of this run has that number")))
}

async fn import(State(shared): State<Shared>, Path(id): Path<u64>) -> Answer {
    let view = job(&shared, id)?.borrow().clone();
    Ok(Json(view).into_response())
}

async fn import_events(
    State(shared): State<Shared>,
    Path(id): Path<u64>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let states = WatchStream::new(job(&shared, id)?);
    let events = states.map(|view| Ok(Event::default().json_data(view).unwrap_or_default()));
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
