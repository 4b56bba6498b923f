//! What went wrong, as a page for people and as `application/problem+json` (RFC 9457) for programs.

use crate::pages::{Closed, Refused};
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use tertius_app::{AppError, Kind};
use utoipa::ToSchema;

/// A request that cannot be answered.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// The status of the answer.
    pub status: StatusCode,
    /// What happened, one line.
    pub message: String,
    /// What to do next.
    pub hint: String,
}

/// The same for programs.
#[derive(Debug)]
pub(crate) struct Problem(pub Trouble);

/// What a program reads of a problem.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemBody {
    /// Always `about:blank`: the status says what kind of problem it is.
    r#type: String,
    /// The status in words.
    title: String,
    /// The status.
    status: u16,
    /// What happened.
    detail: String,
    /// What to do next.
    hint: String,
}

impl Trouble {
    /// Something that is not here.
    pub fn not_found(message: &str) -> Trouble {
        let hint = "go back, or search for it".to_owned();
        Trouble { status: StatusCode::NOT_FOUND, message: message.to_owned(), hint }
    }

    /// A request that cannot be understood.
    pub fn bad_request(message: impl Into<String>, hint: &str) -> Trouble {
        Trouble { status: StatusCode::BAD_REQUEST, message: message.into(), hint: hint.to_owned() }
    }
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Trouble {
        let status = match error.kind {
            Kind::User => StatusCode::NOT_FOUND,
            Kind::Data => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Trouble { status, message: error.message, hint: error.hint.unwrap_or_default() }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Problem {
        Problem(error.into())
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Problem {
        Problem(trouble)
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let title = heading(self.status);
        let is_outside = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&self.status);
        let page = if is_outside {
            Closed { title, trouble: &self }.render()
        } else {
            Refused { title, trouble: &self }.render()
        };
        match page {
            Ok(body) => (self.status, Html(body)).into_response(),
            Err(_) => (self.status, self.message).into_response(),
        }
    }
}

fn heading(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "Not here",
        StatusCode::UNAUTHORIZED => "Closed",
        StatusCode::FORBIDDEN => "Refused",
        StatusCode::BAD_REQUEST => "Not understood",
        StatusCode::UNPROCESSABLE_ENTITY => "That file is damaged",
        _ => "Something broke",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Problem(trouble) = self;
        let body = ProblemBody {
            r#type: "about:blank".to_owned(),
            title: trouble.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: trouble.status.as_u16(),
            detail: trouble.message,
            hint: trouble.hint,
        };
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        (trouble.status, kind, serde_json::to_string(&body).unwrap_or_default()).into_response()
    }
}
