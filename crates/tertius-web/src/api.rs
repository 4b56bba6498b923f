//! The API under `/api/v1`: the same views as `--json`, errors as problems, described in OpenAPI.

mod act;
mod ask;
mod document;
mod imports;
mod number;
mod people;

pub use document::document;

use crate::server::Shared;
use crate::trouble::{Problem, ProblemBody, Trouble};
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::IntoResponses;

/// An answer of the API.
type Answer = Result<Response, Problem>;

/// Questions whose answers follow from the vault alone, so that they need not be worked out twice.
pub(crate) fn answers() -> Router<Shared> {
    Router::new()
        .route("/api/v1/people", get(people::people))
        .route("/api/v1/people/{id}", get(ask::person).delete(act::erase))
        .route("/api/v1/me", get(ask::me).post(act::me))
        .route("/api/v1/gaps", get(ask::gaps))
        .route("/api/v1/loose", get(ask::loose))
        .route("/api/v1/paths", get(ask::paths))
        .route("/api/v1/reach", get(ask::reach))
        .route("/api/v1/keep", get(ask::keep))
        .route("/api/v1/grow", get(ask::grow))
        .route("/api/v1/review", get(ask::review))
        .route("/api/v1/changes", get(ask::changes))
        .route("/api/v1/rulings", get(ask::rulings).post(act::rule))
        .route("/api/v1/sources", get(ask::sources))
        .route("/api/v1/map", get(ask::map))
        .method_not_allowed_fallback(wrong_method)
}

/// Every other route of the API.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/v1/openapi.json", get(document::serve))
        .route("/api/v1/people/{id}/labels", post(act::label))
        .route("/api/v1/people/{id}/gap", post(act::gap))
        .route("/api/v1/rulings/{id}", delete(act::undo))
        .route("/api/v1/asks", post(act::asked))
        .route("/api/v1/sources/{id}", delete(act::forget))
        .route("/api/v1/disclosures", get(ask::disclosures))
        .route("/api/v1/doctor", get(ask::doctor))
        .route("/api/v1/imports", post(imports::begin).layer(crate::pages::without_limit()))
        .route("/api/v1/imports/{id}", get(imports::state))
        .route("/api/v1/imports/{id}/events", get(imports::events))
        .route("/api/v1/{*rest}", get(nowhere).fallback(nowhere))
        .method_not_allowed_fallback(wrong_method)
}

async fn nowhere() -> Problem {
    Problem(Trouble::not_found("the API has no such place; /api/v1/openapi.json lists all"))
}

async fn wrong_method() -> Problem {
    let hint = "/api/v1/openapi.json lists what each place takes".to_owned();
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Problem(Trouble { status, message: "this place does not take that method".to_owned(), hint })
}

/// What every call can also answer.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never built")]
pub(crate) enum Refusals {
    /// The caller has this answer already: the tag it names is still the right one.
    #[response(status = 304)]
    NotModified,
    /// The call cannot be understood.
    #[response(status = 400, content_type = "application/problem+json")]
    NotUnderstood(ProblemBody),
    /// Neither session nor token was shown.
    #[response(status = 401, content_type = "application/problem+json")]
    NoSession(ProblemBody),
    /// The call does not come from this machine's own pages or programs.
    #[response(status = 403, content_type = "application/problem+json")]
    Refused(ProblemBody),
    /// Nothing is named so.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(ProblemBody),
    /// The data is bad.
    #[response(status = 422, content_type = "application/problem+json")]
    BadData(ProblemBody),
}

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

/// The query of a call; one that cannot be read is a problem.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Problem))]
struct Query<T>(T);

/// What stands in the path of a call.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Problem))]
struct Path<T>(T);

/// The body of a call: a JSON object.
struct Body<T>(T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Problem> {
        let Json(value) = Json::<serde_json::Value>::from_request(request, state).await?;
        // A list of the fields' values would be read as well; the description does not promise that.
        if !value.is_object() {
            return Err(not_understood("the body is no JSON object".to_owned()));
        }
        serde_json::from_value(value).map(Body).map_err(|error| not_understood(error.to_string()))
    }
}

fn not_understood(message: String) -> Problem {
    Problem(Trouble::bad_request(message, "/api/v1/openapi.json says what is taken"))
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Problem {
        not_understood(rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    fn from(rejection: PathRejection) -> Problem {
        not_understood(rejection.body_text())
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Problem {
        not_understood(rejection.body_text())
    }
}
