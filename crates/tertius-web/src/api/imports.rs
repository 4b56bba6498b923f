//! Imports as jobs: handed in, looked at, followed.

use super::{Answer, Path, Refusals};
use crate::jobs::JobView;
use crate::pages::{Sender, receive};
use crate::server::Shared;
use crate::trouble::{Problem, Trouble};
use axum::Json;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Deserialize;
use std::convert::Infallible;
use tokio::sync::watch::Receiver;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};

/// Files to import, as a form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only described: the form is read as a stream")]
pub struct Files {
    /// Exports as they came; several parts of this name may follow each other.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    files: String,
    /// An address of ego's own: e-mail, phone with its country code, or profile URL; or several parts of this name.
    #[schema(required = false, schema_with = addresses)]
    me: Vec<String>,
}

/// One address or a list of them: in a form both are parts of one name.
fn addresses() -> Schema {
    let address = || ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"[@/]|^\+"));
    Schema::OneOf(OneOfBuilder::new().item(address()).item(ArrayBuilder::new().items(address())).build())
}

/// One event of a job.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only described: events are written as they come")]
pub struct JobEvent {
    /// Always `message`.
    event: String,
    /// The job as JSON.
    data: String,
}

/// Begins to import files; the answer's `Location` is where the job stands.
#[utoipa::path(post, path = "/api/v1/imports", request_body(content = Files, content_type = "multipart/form-data"), responses((status = 202, body = JobView), Refusals))]
pub async fn begin(State(shared): State<Shared>, parts: Result<Multipart, MultipartRejection>) -> Answer {
    let unreadable = |error: MultipartRejection| {
        Problem(Trouble::bad_request(error.body_text(), "send the files as multipart/form-data"))
    };
    let upload = receive(&shared, parts.map_err(unreadable)?, Sender::Program).await?;
    let job = shared.jobs.begin(&shared.desk, upload);
    let place = format!("/api/v1/imports/{}", job.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, place)], Json(job)).into_response())
}

fn job(shared: &Shared, id: u64) -> Result<Receiver<JobView>, Problem> {
    shared.jobs.find(id).ok_or_else(|| Problem(Trouble::not_found("no import of this run has that number")))
}

/// How far an import is.
#[utoipa::path(get, path = "/api/v1/imports/{id}", params(("id" = u64, Path, description = "The job's number")), responses((status = 200, body = JobView), Refusals))]
pub async fn state(State(shared): State<Shared>, Path(id): Path<u64>) -> Answer {
    let view = job(&shared, id)?.borrow().clone();
    Ok(Json(view).into_response())
}

/// The same as server-sent events, until the import ends.
#[utoipa::path(get, path = "/api/v1/imports/{id}/events", params(("id" = u64, Path, description = "The job's number")), responses((status = 200, content_type = "text/event-stream", body = JobEvent), Refusals))]
pub async fn events(
    State(shared): State<Shared>,
    Path(id): Path<u64>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Problem> {
    let states = WatchStream::new(job(&shared, id)?);
    let events = states.map(|view| Ok(Event::default().json_data(view).unwrap_or_default()));
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
