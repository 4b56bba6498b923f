//! Where one is signed in, and signing out everywhere at once: for whoever lost a phone, or clicked a link on a strange machine.

use crate::api::{Answer, answer, nothing};
use crate::door::SESSION_SECONDS;
use crate::guard::{Here, session};
use crate::office::Done;
use crate::pages::{Moved, Page, page};
use crate::secret::hash;
use crate::views::moment;
use askama::Template;
use axum::http::HeaderMap;
use axum::response::Redirect;
use serde::Serialize;
use utoipa::ToSchema;

/// One session of one's own.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// When it began.
    pub since: String,
    /// When it ends by itself.
    pub until: String,
    /// Whether it is the one that asks.
    pub here: bool,
}

async fn all(here: &Here, headers: &HeaderMap) -> Done<Vec<SessionView>> {
    let own = hash(&session(headers).unwrap_or_default());
    let held = here.read().await?.own_sessions(here.now).await?;
    let view = |one: &tertius_tribe_store::Session| SessionView {
        since: moment(one.expires - SESSION_SECONDS),
        until: moment(one.expires),
        here: one.hash == own,
    };
    Ok(held.iter().map(view).collect())
}

async fn end_all(here: &Here) -> Done<()> {
    let mut on = here.engine().await?;
    on.end_sessions(&here.seat.member).await?;
    Ok(on.commit().await?)
}

#[derive(Template)]
#[template(path = "sessions.html")]
struct SessionsPage {
    sessions: Vec<SessionView>,
}

pub(crate) async fn page_of_all(here: Here, headers: HeaderMap) -> Page {
    page(&SessionsPage { sessions: all(&here, &headers).await? })
}

pub(crate) async fn end(here: Here) -> Moved {
    end_all(&here).await?;
    Ok(Redirect::to("/sign-in"))
}

pub(crate) async fn api_all(here: Here, headers: HeaderMap) -> Answer {
    answer(all(&here, &headers).await)
}

pub(crate) async fn api_end(here: Here) -> Answer {
    nothing(end_all(&here).await)
}
