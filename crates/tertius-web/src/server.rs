//! Binding, the table of routes, and what every answer carries.

use crate::answers::{self, Answers};
use crate::desk::{Clock, Desk};
use crate::doors::{COOKIE, Doors, Refusal, shown_token};
use crate::jobs::Jobs;
use crate::lock::Lock;
use crate::trouble::{Problem, Trouble};
use crate::{api, assets, pages};
use axum::Router;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use tertius_app::AppError;
use thiserror::Error;
use tokio::net::TcpListener;

/// What to serve, and where.
pub struct ServeOptions {
    /// The vault's file; made where there is none.
    pub vault: PathBuf,
    /// An address of this machine; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What counts as now.
    pub clock: Clock,
}

/// What the caller shows its user once the server listens, and again whenever the link was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Opens the pages in a browser, once.
    pub link: String,
    /// What programs show as `Authorization: Bearer …`; the same as long as the server runs.
    pub token: String,
    /// Where it listens.
    pub address: SocketAddr,
}

/// Why the server cannot run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The address is not this machine's own.
    #[error("{0} can be reached from other machines; a vault is served on this machine alone")]
    NotLoopback(IpAddr),
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {cause}")]
    Bind {
        /// Which.
        address: SocketAddr,
        /// Why.
        cause: std::io::Error,
    },
    /// Another server runs over the same vault.
    #[error("{} is served already{}", vault.display(), if address.is_empty() { String::new() } else { format!(", at {address}") })]
    Served {
        /// Which.
        vault: PathBuf,
        /// Where, as far as known.
        address: String,
    },
    /// The vault cannot be opened.
    #[error(transparent)]
    Vault(#[from] AppError),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// The system gives no threads or sockets.
    #[error("the system refuses: {0}")]
    System(#[from] std::io::Error),
}

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct Shared {
    pub desk: Arc<Desk>,
    pub doors: Arc<Doors>,
    pub jobs: Arc<Jobs>,
    pub answers: Arc<Answers>,
    /// Tells the caller of a new link.
    told: Arc<dyn Fn(Opened) + Send + Sync>,
    address: SocketAddr,
    token: Arc<str>,
}

/// Serves until the process is interrupted; `told` gets each one-time link.
///
/// # Errors
/// When the address is not a loopback one or is taken, or the vault cannot be opened.
pub fn serve(options: ServeOptions, told: impl Fn(Opened) + Send + Sync + 'static) -> Result<(), ServeError> {
    if !options.listen.ip().is_loopback() {
        return Err(ServeError::NotLoopback(options.listen.ip()));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let bind = |cause| ServeError::Bind { address: options.listen, cause };
        let mut lock = Lock::take(&options.vault)?;
        let listener = TcpListener::bind(options.listen).await.map_err(bind)?;
        let address = listener.local_addr()?;
        lock.tell(address);
        let desk = Arc::new(Desk::new(options.vault, options.clock)?);
        desk.warm();
        let (doors, token) = Doors::new(address)?;
        let shared = Shared {
            desk,
            doors: Arc::new(doors),
            jobs: Arc::new(Jobs::default()),
            answers: Arc::new(Answers::default()),
            told: Arc::new(told),
            address,
            token: token.into(),
        };
        shared.tell_link()?;
        axum::serve(listener, router(shared)).with_graceful_shutdown(interrupted()).await?;
        Ok(())
    })
}

impl Shared {
    /// Whether a program shows a token that the user made and has not taken back.
    async fn knows_caller(&self, headers: &HeaderMap) -> bool {
        let Some(hash) = shown_token(headers) else { return false };
        self.desk.ask(move |app| app.knows_token(&hash)).await.unwrap_or(false)
    }

    fn tell_link(&self) -> Result<(), getrandom::Error> {
        let secret = self.doors.new_link()?;
        let link = format!("http://{}/open?key={secret}", self.address);
        (self.told)(Opened { link, token: self.token.to_string(), address: self.address });
        Ok(())
    }
}

async fn interrupted() {
    // Where the signal cannot be heard the server runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// All routes. Pages and API sit behind the doors; assets and the link do not.
fn router(shared: Shared) -> Router {
    let kept = middleware::from_fn_with_state(shared.clone(), answers::again);
    let answering = pages::answers().merge(api::answers()).route_layer(kept);
    let inside = pages::routes().merge(api::routes()).merge(answering);
    let inside = inside.layer(middleware::from_fn_with_state(shared.clone(), behind_the_doors));
    Router::new()
        .merge(inside)
        .route("/open", get(open))
        .route("/assets/{name}", get(assets::serve))
        .fallback(|| async { Trouble::not_found("there is no such page") })
        .layer(middleware::from_fn(harden))
        .with_state(shared)
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    key: String,
}

/// Exchanges the one-time link for a session.
async fn open(State(shared): State<Shared>, Query(link): Query<Link>, request: Request) -> Response {
    if let Err(refusal) = shared.doors.check_host(request.headers()) {
        return refused(refusal).into_response();
    }
    match shared.doors.open(&link.key) {
        Some(session) => {
            // Without another link the browser that has just come in is served all the same.
            shared.tell_link().unwrap_or_default();
            let cookie = format!("{COOKIE}={session}; HttpOnly; SameSite=Strict; Path=/");
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        None if shared.doors.check(request.method(), request.headers()).is_ok() => Redirect::to("/").into_response(),
        None => refused(Refusal::NoSession).into_response(),
    }
}

async fn behind_the_doors(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    match shared.doors.check(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(Refusal::NoSession) if shared.knows_caller(request.headers()).await => next.run(request).await,
        Err(refusal) if request.uri().path().starts_with("/api/") => Problem(refused(refusal)).into_response(),
        Err(refusal) => refused(refusal).into_response(),
    }
}

fn refused(refusal: Refusal) -> Trouble {
    let (status, message, hint) = match refusal {
        Refusal::NoSession => (
            StatusCode::UNAUTHORIZED,
            "these pages are private",
            "go to the terminal in which tertius serve runs and open the last link it shows; each link works once, and \
             the next one follows",
        ),
        Refusal::WrongHost => (
            StatusCode::FORBIDDEN,
            "the address of this page is not this machine's",
            "use the address that the terminal shows",
        ),
        Refusal::CrossOrigin => (
            StatusCode::FORBIDDEN,
            "this did not come from a page of Tertius",
            "go to the page itself and press the button there",
        ),
    };
    Trouble { status, message: message.to_owned(), hint: hint.to_owned() }
}

/// Everything may only come from here, nothing may frame it, nothing is kept by caches on the way.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

async fn harden(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let opener = header::HeaderName::from_static("cross-origin-opener-policy");
    headers.insert(opener, HeaderValue::from_static("same-origin"));
    let resource = header::HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(resource, HeaderValue::from_static("same-origin"));
    answer
}
