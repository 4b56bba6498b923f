//! Introductions, asks, budgets and stories, as JSON.

use super::{Answer, answer, body, nothing};
use crate::guard::Here;
use crate::{asks, budgets, introductions, paste, stories};
use axum::body::Bytes;
use axum::extract::{Path, Query};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The number of what was begun.
#[derive(Serialize, ToSchema)]
pub(crate) struct Begun {
    id: String,
}

pub(crate) async fn introductions(here: Here) -> Answer {
    answer(introductions::all(&here).await)
}

pub(crate) async fn draft_introduction(here: Here, bytes: Bytes) -> Answer {
    answer(match body(&bytes) {
        Ok(new) => introductions::draft(&here, &new).await.map(|id| Begun { id }),
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn introduction(here: Here, Path(id): Path<String>) -> Answer {
    answer(introductions::one(&here, &id).await)
}

pub(crate) async fn act_on_introduction(here: Here, Path(id): Path<String>, bytes: Bytes) -> Answer {
    nothing(match body(&bytes) {
        Ok(said) => introductions::act(&here, &id, &said).await,
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn asks(here: Here) -> Answer {
    answer(asks::all(&here).await)
}

pub(crate) async fn draft_ask(here: Here, bytes: Bytes) -> Answer {
    answer(match body(&bytes) {
        Ok(new) => asks::draft(&here, &new).await.map(|id| Begun { id }),
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn ask(here: Here, Path(id): Path<String>) -> Answer {
    answer(asks::one(&here, &id).await)
}

pub(crate) async fn act_on_ask(here: Here, Path(id): Path<String>, bytes: Bytes) -> Answer {
    nothing(match body(&bytes) {
        Ok(said) => asks::act(&here, &id, &said).await,
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn budget(here: Here) -> Answer {
    answer(budgets::budget(&here).await)
}

pub(crate) async fn wish(here: Here, bytes: Bytes) -> Answer {
    nothing(match body(&bytes) {
        Ok(new) => budgets::wish(&here, &new).await,
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn hear_again(here: Here) -> Answer {
    nothing(budgets::hear_again(&here).await)
}

pub(crate) async fn stories(here: Here) -> Answer {
    answer(stories::all(&here).await)
}

pub(crate) async fn tell_story(here: Here, bytes: Bytes) -> Answer {
    answer(match body(&bytes) {
        Ok(new) => stories::tell(&here, &new).await.map(|id| Begun { id }),
        Err(trouble) => Err(trouble),
    })
}

pub(crate) async fn act_on_story(here: Here, Path(id): Path<String>, bytes: Bytes) -> Answer {
    nothing(match body(&bytes) {
        Ok(said) => stories::act(&here, &id, &said).await,
        Err(trouble) => Err(trouble),
    })
}

/// Which year.
#[derive(Deserialize)]
pub(crate) struct InYear {
    pub year: Option<i32>,
}

pub(crate) async fn doors(here: Here, Query(wanted): Query<InYear>) -> Answer {
    answer(stories::doors(&here, wanted.year).await)
}

pub(crate) async fn hand_in(here: Here, bytes: Bytes) -> Answer {
    nothing(paste::read(&here, &bytes).await)
}
