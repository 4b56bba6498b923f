//! Answers that were given before: the same question to the same state of the vault, within one hour, has the same answer.
//!
//! Who asks while another works out the very same answer waits for it. Only whole answers that went well are kept.

use crate::server::Shared;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Bytes of answers kept; when there are more, all are dropped.
const MOST: usize = 64 << 20;
const LARGEST: usize = 16 << 20;

/// An answer, ready to be sent again.
#[derive(Clone)]
struct Kept {
    headers: HeaderMap,
    body: Bytes,
}

type Slot = Arc<OnceCell<Kept>>;

/// The answers of one state of the vault.
#[derive(Default)]
pub(crate) struct Answers {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// The vault's state, and the hour.
    of: (u64, i64),
    bytes: usize,
    slots: HashMap<String, Slot>,
}

impl Answers {
    fn slot(&self, of: (u64, i64), question: String) -> Slot {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.of != of || held.bytes > MOST {
            *held = Held { of, ..Held::default() };
        }
        // Questions take room too, those that were never answered among them.
        held.bytes += question.len() + 200;
        Arc::clone(held.slots.entry(question).or_default())
    }

    fn count(&self, of: (u64, i64), bytes: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.of == of {
            held.bytes += bytes;
        }
    }
}

/// Gives an answer that was given before, or keeps the one that is given now.
pub(crate) async fn again(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    let Ok(edition) = shared.desk.edition().await else { return next.run(request).await };
    let of = (edition, shared.desk.now().0.div_euclid(3600));
    let part = request.headers().contains_key("hx-request");
    let place = request.uri().path_and_query().map_or("/", |place| place.as_str());
    let slot = shared.answers.slot(of, format!("{}{place}", if part { "part " } else { "" }));
    let held_by_caller = request.headers().get(header::IF_NONE_MATCH).cloned();
    let answer = slot
        .get_or_try_init(|| async {
            let mut request = request;
            request.headers_mut().remove(header::IF_NONE_MATCH);
            let kept = keep(next.run(request).await).await?;
            shared.answers.count(of, kept.body.len());
            Ok::<Kept, Response>(kept)
        })
        .await;
    match answer {
        Ok(kept) => kept.send(held_by_caller.as_ref().and_then(|value| value.to_str().ok())),
        Err(refused) => refused,
    }
}

async fn keep(answer: Response) -> Result<Kept, Response> {
    let (parts, body) = answer.into_parts();
    if parts.status != StatusCode::OK {
        return Err(Response::from_parts(parts, body));
    }
    match to_bytes(body, LARGEST).await {
        Ok(body) => Ok(Kept { headers: parts.headers, body }),
        Err(_) => {
            let message = "the answer is too large; ask for less";
            Err((StatusCode::INTERNAL_SERVER_ERROR, message).into_response())
        }
    }
}

impl Kept {
    fn send(&self, held_by_caller: Option<&str>) -> Response {
        let tag = self.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
        let is_held =
            |held: &str| held == "*" || held.split(',').any(|one| Some(one.trim().trim_start_matches("W/")) == tag);
        let mut answer = if tag.is_some() && held_by_caller.is_some_and(is_held) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(self.body.clone()).into_response()
        };
        answer.headers_mut().extend(self.headers.clone());
        if answer.status() == StatusCode::NOT_MODIFIED {
            answer.headers_mut().remove(header::CONTENT_TYPE);
        }
        answer
    }
}
