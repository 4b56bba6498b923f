//! Who may come in: every request passes here, and the table of routes decides.

use crate::door;
use crate::routes::{Access, access};
use crate::secret::hash;
use crate::server::Shared;
use crate::trouble::Trouble;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tertius_tribe_store::{Role, Seat, StoreError, Transaction, Who};
use tokio::time::Instant;

/// The cookie that a session is known by.
pub(crate) const COOKIE: &str = "tertius-tribe";

/// A member at work: who they are, when it is, and the store as they see it.
#[derive(Clone)]
pub(crate) struct Here {
    pub shared: Shared,
    pub seat: Seat,
    pub now: i64,
    /// When the request came.
    pub came: Instant,
}

impl Here {
    fn who(&self) -> Who {
        Who::Member { tribe: self.seat.tribe.clone(), member: self.seat.member.clone() }
    }

    /// A transaction that looks at what is the member's.
    pub async fn read(&self) -> Result<Transaction, StoreError> {
        self.shared.store.read(self.who()).await
    }

    /// A transaction that changes what is the member's.
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        self.shared.store.write(self.who()).await
    }

    /// A transaction of the program that looks at the member's tribe.
    pub async fn engine_reading(&self) -> Result<Transaction, StoreError> {
        self.shared.store.read(Who::Engine { tribe: self.seat.tribe.clone() }).await
    }

    /// A transaction of the program that changes the member's tribe.
    pub async fn engine(&self) -> Result<Transaction, StoreError> {
        self.shared.store.write(Who::Engine { tribe: self.seat.tribe.clone() }).await
    }

    /// A transaction of the door.
    pub async fn door(&self) -> Result<Transaction, StoreError> {
        self.shared.store.write(Who::Door).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Here {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Here, Trouble> {
        parts.extensions.get::<Here>().cloned().ok_or_else(closed)
    }
}

fn closed() -> Trouble {
    let message = "these pages are for the tribe's members";
    Trouble::new(StatusCode::UNAUTHORIZED, message, "sign in with the address you were invited by")
}

/// Lets a request through to its handler, or answers it.
pub(crate) async fn guard(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let changes = !request.method().is_safe();
    match admit(&shared, &mut request).await {
        Ok(()) => {
            let here = request.extensions().get::<Here>().cloned();
            let answer = next.run(request).await;
            // What was changed holds in every answer from now on; where this fails, the next request does it.
            if let Some(here) = here.filter(|_| changes) {
                drop(shared.tribes.catch_up(&shared.store, &here.seat.tribe, here.now).await);
            }
            harden(if is_api { plainly(answer) } else { answer })
        }
        Err(trouble) if is_api => harden(trouble.problem()),
        // Who is not in wants to come in.
        Err(trouble) if trouble.status == StatusCode::UNAUTHORIZED && !changes => {
            harden((trouble.status, door::sign_in_page().await).into_response())
        }
        Err(trouble) => harden(trouble.into_response()),
    }
}

async fn admit(shared: &Shared, request: &mut Request) -> Result<(), Trouble> {
    let came = Instant::now();
    let headers = request.headers();
    if text(headers, header::HOST) != Some(shared.host()) {
        let message = "this is not the address of the tribe";
        return Err(Trouble::new(StatusCode::FORBIDDEN, message, "use the address in your invitation"));
    }
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let Some(path) = path else { return Err(Trouble::not_found()) };
    let Some(access) = access(request.method(), &path) else {
        let message = "this place does not take that method";
        return Err(Trouble::new(StatusCode::METHOD_NOT_ALLOWED, message, "/api/v1/openapi.json lists what it takes"));
    };
    // A link in a letter is its own proof: mail programs press its button without any origin (RFC 8058).
    if access == Access::Link {
        return Ok(());
    }
    if !request.method().is_safe() && !is_from_here(shared, headers) {
        if path.starts_with("/api/") && session(headers).is_none() {
            return Err(closed());
        }
        let message = "this did not come from a page of the tribe";
        return Err(Trouble::new(StatusCode::FORBIDDEN, message, "go to the page itself and press the button there"));
    }
    if access == Access::Anybody {
        return Ok(());
    }
    let now = shared.now();
    let secret = session(headers).ok_or_else(closed)?;
    let mut door = shared.store.read(Who::Door).await?;
    let seat = door.seat(&hash(&secret), now).await?.ok_or_else(closed)?;
    // Another process may serve the same database.
    let n_changes = door.n_changes(&seat.tribe).await?;
    drop(door);
    shared.tribes.reach(&shared.store, &seat.tribe, n_changes, now).await?;
    if access == Access::Keeper && seat.role != Role::Keeper {
        let message = "this page is for the keepers of the tribe";
        return Err(Trouble::new(StatusCode::FORBIDDEN, message, "ask a keeper"));
    }
    request.extensions_mut().insert(Here { shared: shared.clone(), seat, now, came });
    Ok(())
}

/// The secret of the session that a request shows, as a cookie or as a bearer token.
pub(crate) fn session(headers: &HeaderMap) -> Option<String> {
    let bearer = text(headers, header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
    let cookies = text(headers, header::COOKIE).unwrap_or_default().split(';');
    let cookie = cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == COOKIE);
    bearer.or(cookie.map(|(_, value)| value)).map(|secret| secret.trim().to_owned())
}

/// A page of ours sends its origin; a program shows a token, which no foreign page can.
fn is_from_here(shared: &Shared, headers: &HeaderMap) -> bool {
    match text(headers, header::ORIGIN) {
        Some(origin) => origin == &*shared.address,
        None => {
            headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
                || headers.contains_key(header::AUTHORIZATION)
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// An answer of the API as a problem, where the framework refused in words of its own.
fn plainly(answer: Response) -> Response {
    let is_problem = answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    match answer.status() {
        status if status.is_client_error() && !is_problem => {
            let status = if status == StatusCode::PAYLOAD_TOO_LARGE { status } else { StatusCode::BAD_REQUEST };
            let message = "the request is not what this place takes";
            Trouble::new(status, message, "/api/v1/openapi.json says what it takes").problem()
        }
        _ => answer,
    }
}

/// Nothing is loaded from elsewhere, no script runs but the one that asks for passkeys, nothing frames it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

fn harden(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Without any referrer browsers send `Origin: null` with forms, which would refuse them all.
        (header::REFERRER_POLICY, "same-origin"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}
