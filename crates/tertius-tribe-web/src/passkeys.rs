//! Passkeys: adding one, and signing in with one. E-mail links stay the way in for who has none, or lost it.
//!
//! These two pages run a script, `passkey.js`, since browsers give passkeys to scripts alone. Every challenge is random, kept as
//! a hash, for one use within minutes. Whoever shows a passkey that does not hold is told one thing, whatever was wrong.

use crate::door::come_in;
use crate::guard::Here;
use crate::office::Done;
use crate::pages::{Moved, Page, page};
use crate::secret::{hash, secret};
use crate::server::Shared;
use crate::trouble::Trouble;
use crate::views::moment;
use askama::Template;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use tertius_tribe::Line;
use tertius_tribe::passkey::{NewPasskey, Site, UsedPasskey, base64url, check_new, check_use, read_base64url};
use tertius_tribe_store::{Passkey, Who};

/// How long a challenge holds.
const CHALLENGE_SECONDS: i64 = 5 * 60;
/// Passkeys of one member.
const MOST: usize = 20;

fn site(shared: &Shared) -> Site<'_> {
    let host = shared.host();
    Site { host: host.rsplit_once(':').map_or(host, |(host, _)| host), origin: &shared.address }
}

fn refused() -> Trouble {
    let message = "this passkey does not hold here, or no longer";
    Trouble::new(StatusCode::FORBIDDEN, message, "try again, or sign in by mail")
}

/// What the script needs to ask the browser for a passkey.
#[derive(Serialize)]
pub(crate) struct Begun {
    challenge: String,
    host: String,
    /// Whose a new passkey will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<User>,
    /// Passkeys that are there already.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    known: Vec<String>,
}

#[derive(Serialize)]
struct User {
    id: String,
    name: String,
}

/// Whose a challenge is, so that it names nobody who has left meanwhile.
fn whose(member: &str) -> String {
    if member.is_empty() { String::new() } else { base64url(&hash(member)) }
}

async fn challenge(shared: &Shared, member: &str) -> Done<String> {
    let (text, now) = (secret()?, shared.now());
    let mut on = shared.store.write(Who::Door).await?;
    on.add_challenge(&hash(&text), &whose(member), now, now + CHALLENGE_SECONDS).await?;
    on.commit().await?;
    Ok(text)
}

/// Uses a challenge up, whatever comes of it.
async fn use_up(shared: &Shared, challenge: &str, member: &str) -> Done<()> {
    let mut on = shared.store.write(Who::Door).await?;
    let holds = on.use_challenge(&hash(challenge), &whose(member), shared.now()).await?;
    on.commit().await?;
    if holds { Ok(()) } else { Err(refused()) }
}

fn told<T: Serialize>(done: Done<T>) -> Response {
    match done {
        Ok(view) => Json(view).into_response(),
        Err(trouble) => trouble.problem(),
    }
}

pub(crate) async fn begin_sign_in(State(shared): State<Shared>) -> Response {
    let begun = challenge(&shared, "").await.map(|challenge| Begun {
        challenge,
        host: site(&shared).host.to_owned(),
        user: None,
        known: Vec::new(),
    });
    told(begun)
}

/// What the script says of a passkey; bytes are in base64 for URLs.
#[derive(Deserialize)]
struct Said {
    challenge: String,
    id: String,
    authenticator: String,
    client: String,
    /// Of a new one.
    #[serde(default)]
    key: String,
    #[serde(default)]
    name: String,
    /// Of one that is used.
    #[serde(default)]
    signature: String,
}

fn read(body: &Bytes) -> Done<Said> {
    serde_json::from_slice(body).map_err(|_| refused())
}

fn bytes(text: &str) -> Done<Vec<u8>> {
    read_base64url(text).ok_or_else(refused)
}

pub(crate) async fn sign_in(State(shared): State<Shared>, body: Bytes) -> Response {
    signed_in(&shared, &body).await.unwrap_or_else(|trouble| trouble.problem())
}

async fn signed_in(shared: &Shared, body: &Bytes) -> Done<Response> {
    let said = read(body)?;
    use_up(shared, &said.challenge, "").await?;
    let used = UsedPasskey {
        authenticator: bytes(&said.authenticator)?,
        client: bytes(&said.client)?,
        signature: bytes(&said.signature)?,
    };
    let mut on = shared.store.write(Who::Door).await?;
    let (tribe, member, held) = on.passkey_of(&said.id).await?.ok_or_else(refused)?;
    let before = u32::try_from(held.counter).unwrap_or(u32::MAX);
    let counter = check_use(site(shared), &said.challenge, &held.key, before, &used).map_err(|_| refused())?;
    on.count_passkey(&held.id, i64::from(counter)).await?;
    come_in(shared, on, &tribe, &member).await
}

pub(crate) async fn begin_new(here: Here) -> Response {
    told(begun_new(&here).await)
}

async fn begun_new(here: &Here) -> Done<Begun> {
    let known = here.read().await?.passkeys().await?;
    if known.len() >= MOST {
        return Err(Trouble::bad("you have as many passkeys as a member may"));
    }
    let challenge = challenge(&here.shared, &here.seat.member).await?;
    let user = User { id: base64url(here.seat.member.as_bytes()), name: here.seat.name.clone() };
    let known = known.into_iter().map(|one| one.id).collect();
    Ok(Begun { challenge, host: site(&here.shared).host.to_owned(), user: Some(user), known })
}

pub(crate) async fn add(here: Here, body: Bytes) -> Response {
    match added(&here, &body).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(trouble) => trouble.problem(),
    }
}

async fn added(here: &Here, body: &Bytes) -> Done<()> {
    let said = read(body)?;
    use_up(&here.shared, &said.challenge, &here.seat.member).await?;
    let new = NewPasskey {
        id: bytes(&said.id)?,
        key: bytes(&said.key)?,
        authenticator: bytes(&said.authenticator)?,
        client: bytes(&said.client)?,
    };
    let counter = check_new(site(&here.shared), &said.challenge, &new).map_err(|_| refused())?;
    let name = Line::tidied(&said.name).map_or_else(|_| "passkey".to_owned(), |line| line.to_string());
    let id = base64url(&new.id);
    let kept = Passkey { id, key: new.key, counter: i64::from(counter), name, made: here.now };
    let mut on = here.write().await?;
    if !on.add_passkey(&kept).await? {
        return Err(refused());
    }
    Ok(on.commit().await?)
}

pub(crate) async fn remove(here: Here, Path(id): Path<String>) -> Moved {
    let mut on = here.write().await?;
    if !on.remove_passkey(&id).await? {
        return Err(Trouble::not_found());
    }
    on.commit().await?;
    Ok(Redirect::to("/passkeys"))
}

struct PasskeyView {
    id: String,
    name: String,
    made: String,
}

#[derive(Template)]
#[template(path = "passkeys.html")]
struct PasskeysPage {
    passkeys: Vec<PasskeyView>,
}

pub(crate) async fn page_of_all(here: Here) -> Page {
    let all = here.read().await?.passkeys().await?;
    let view = |one: Passkey| PasskeyView { id: one.id, name: one.name, made: moment(one.made) };
    page(&PasskeysPage { passkeys: all.into_iter().map(view).collect() })
}
