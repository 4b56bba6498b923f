//! What went wrong, as a page for people and as `application/problem+json` (RFC 9457) for programs.

use crate::pages::TroublePage;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tertius_tribe_store::{PutError, StoreError};

/// A request that cannot be answered.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    pub status: StatusCode,
    /// What happened, one line. Never names what the one who asks may not see.
    pub message: String,
    /// What to do next.
    pub hint: &'static str,
}

impl Trouble {
    pub fn new(status: StatusCode, message: impl Into<String>, hint: &'static str) -> Trouble {
        Trouble { status, message: message.into(), hint }
    }

    pub fn not_found() -> Trouble {
        Trouble::new(StatusCode::NOT_FOUND, "there is nothing here", "go back to the first page")
    }

    pub fn bad(message: impl Into<String>) -> Trouble {
        Trouble::new(StatusCode::BAD_REQUEST, message, "go back and change it")
    }

    pub fn spent() -> Trouble {
        let message = "you have asked as often as a member may today";
        Trouble::new(StatusCode::TOO_MANY_REQUESTS, message, "come back tomorrow")
    }

    /// As `application/problem+json`.
    pub fn problem(&self) -> Response {
        let body = serde_json::json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "detail": self.message,
            "hint": self.hint,
        });
        (self.status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

impl From<StoreError> for Trouble {
    fn from(_: StoreError) -> Trouble {
        // The cause may hold what the database refused to take; it is for the keeper's terminal, not for the answer.
        let message = "the tribe's database does not answer";
        Trouble::new(StatusCode::SERVICE_UNAVAILABLE, message, "try again in a minute")
    }
}

impl From<getrandom::Error> for Trouble {
    fn from(_: getrandom::Error) -> Trouble {
        Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "the system gives no random bytes", "try again")
    }
}

impl From<PutError> for Trouble {
    fn from(error: PutError) -> Trouble {
        match error {
            PutError::Store(error) => error.into(),
            other => Trouble::new(StatusCode::CONFLICT, other.to_string(), "make a new packet and send that"),
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        match (TroublePage { trouble: &self }).render() {
            Ok(body) => (self.status, Html(body)).into_response(),
            Err(_) => (self.status, self.message).into_response(),
        }
    }
}
