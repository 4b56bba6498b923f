//! The API: what [`crate::act`] does, as JSON.

pub(crate) mod asking;

use crate::act;
use crate::guard::{Here, session};
use crate::secret::hash;
use crate::trouble::Trouble;
use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tertius_tribe_store::Role;
use utoipa::ToSchema;

/// An answer of the API: a view, or a problem.
pub(crate) struct Answer(pub(crate) Response);

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        self.0
    }
}

pub(crate) fn answer<T: Serialize>(done: Result<T, Trouble>) -> Answer {
    Answer(match done {
        Ok(view) => axum::Json(view).into_response(),
        Err(trouble) => trouble.problem(),
    })
}

pub(crate) fn nothing(done: Result<(), Trouble>) -> Answer {
    Answer(match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(trouble) => trouble.problem(),
    })
}

/// Reads a body as JSON; what it was is not repeated in the error.
pub(crate) fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Trouble> {
    serde_json::from_slice(bytes).map_err(|_| Trouble::bad("the body is not the JSON that this place takes"))
}

pub(crate) async fn me(here: Here) -> Answer {
    answer(act::me(&here).await)
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Showing {
    shows: String,
}

pub(crate) async fn show(here: Here, bytes: Bytes) -> Answer {
    nothing(match body::<Showing>(&bytes) {
        Ok(wish) => act::show(&here, &wish.shows).await,
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn leave(here: Here) -> Answer {
    nothing(act::leave(&here).await)
}

pub(crate) async fn sign_out(here: Here, headers: HeaderMap) -> Answer {
    nothing(end_session(&here, &headers).await)
}

/// Ends the session that a request shows.
pub(crate) async fn end_session(here: &Here, headers: &HeaderMap) -> Result<(), Trouble> {
    let mut on = here.door().await?;
    on.end_session(&hash(&session(headers).unwrap_or_default())).await?;
    Ok(on.commit().await?)
}

#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    pub r#for: String,
}

pub(crate) async fn search(here: Here, Query(wanted): Query<Wanted>) -> Answer {
    answer(act::search(&here, wanted.r#for).await)
}

pub(crate) async fn members(here: Here) -> Answer {
    answer(act::members(&here).await)
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Closeness {
    band: String,
}

pub(crate) async fn say_close(here: Here, Path(id): Path<String>, bytes: Bytes) -> Answer {
    nothing(match body::<Closeness>(&bytes) {
        Ok(said) => act::say_close(&here, &id, &said.band).await,
        Err(trouble) => Err(trouble),
    })
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Barred {
    barred: bool,
}

pub(crate) async fn bar(here: Here, Path(id): Path<String>, bytes: Bytes) -> Answer {
    nothing(match body::<Barred>(&bytes) {
        Ok(wish) => act::bar(&here, &id, wish.barred).await,
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn seen_by(here: Here, Path(id): Path<String>) -> Answer {
    answer(act::seen_by(&here, &id).await)
}

pub(crate) async fn packets(here: Here) -> Answer {
    answer(act::packets(&here).await)
}

pub(crate) async fn put_packet(here: Here, bytes: Bytes) -> Answer {
    answer(act::put_packet(&here, &bytes).await)
}

pub(crate) async fn packet(here: Here, Path(id): Path<String>) -> Answer {
    answer(act::packet(&here, &id).await)
}

pub(crate) async fn revoke(here: Here, Path(id): Path<String>) -> Answer {
    nothing(act::revoke(&here, &id).await)
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Private {
    private: bool,
}

pub(crate) async fn set_private(here: Here, Path((id, place)): Path<(String, i64)>, bytes: Bytes) -> Answer {
    nothing(match body::<Private>(&bytes) {
        Ok(wish) => act::set_private(&here, &id, place, wish.private).await,
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn log(here: Here) -> Answer {
    answer(act::log(&here).await)
}

pub(crate) async fn health(here: Here) -> Answer {
    answer(act::health(&here).await)
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Invitation {
    email: String,
    #[serde(default)]
    keeper: bool,
}

pub(crate) async fn invite(here: Here, bytes: Bytes) -> Answer {
    nothing(match body::<Invitation>(&bytes) {
        Ok(wish) => act::invite(&here, &wish.email, role(wish.keeper)).await,
        Err(trouble) => Err(trouble),
    })
}

/// The role of a tick in a form.
pub(crate) fn role(keeper: bool) -> Role {
    if keeper { Role::Keeper } else { Role::Member }
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct Erasure {
    pub who: String,
    #[serde(default)]
    pub employer: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Erased {
    packets: usize,
}

/// The number of what was asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct Asked {
    pub id: String,
}

pub(crate) async fn erase(here: Here, bytes: Bytes) -> Answer {
    answer(match body::<Erasure>(&bytes) {
        Ok(wish) => act::erase(&here, &wish.who, &wish.employer).await.map(|packets| Erased { packets }),
        Err(trouble) => Err(trouble),
    })
}
