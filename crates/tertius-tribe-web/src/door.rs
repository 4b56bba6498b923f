//! Coming in: an address gets a link, a link or an invitation gets a session. Pages only, no script needed.
//!
//! A link is shown as a page with a button, since mail programs open links by themselves; the button uses it up. Whether
//! an address is a member's is told by no answer: the same words, and the same work up to the mail.

use crate::guard::COOKIE;
use crate::mail;
use crate::office::Done;
use crate::pace;
use crate::pages::{DoorPage, Page, Step, page};
use crate::secret::{hash, number, secret};
use crate::server::Shared;
use crate::trouble::Trouble;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tertius_model::Handle;
use tertius_tribe_store::{Member, Shows, Transaction, Who};
use tokio::time::Instant;

/// How long a sign-in link holds.
const LINK_SECONDS: i64 = 15 * 60;
/// Links that may wait at the same time: nobody's mailbox is flooded from here.
const LINKS: i64 = 3;
/// How long a session holds.
pub(crate) const SESSION_SECONDS: i64 = 30 * 86_400;

pub(crate) async fn sign_in_page() -> Page {
    page(&DoorPage { step: Step::Ask })
}

#[derive(Deserialize)]
pub(crate) struct Address {
    email: String,
}

/// Sends a link where the address is a member's. That takes longer, so the answer leaves at a whole step.
pub(crate) async fn send_link(State(shared): State<Shared>, Form(form): Form<Address>) -> Page {
    let came = Instant::now();
    let done = send(&shared, &form.email).await;
    pace::until_a_step(came, shared.step).await;
    done?;
    page(&DoorPage { step: Step::Sent })
}

async fn send(shared: &Shared, email: &str) -> Done<()> {
    let now = shared.now();
    let email = Handle::email(email).map(|handle| handle.value().to_owned()).unwrap_or_default();
    let mut on = shared.store.write(Who::Door).await?;
    for (tribe, member) in on.memberships(&email).await? {
        if on.n_links(&member, now).await? >= LINKS {
            continue;
        }
        let key = secret()?;
        on.add_link(&hash(&key), &tribe, &member, now + LINK_SECONDS).await?;
        let text = format!(
            "Sign in to the tribe {tribe}:\n\n{}/sign-in/{key}\n\nThe link works once, for a quarter of an hour. Nobody else should have it.\n",
            shared.address
        );
        on.add_job(&tribe, &mail::plain(&shared.mailbox(), &email, "Your link", &text, now)?).await?;
    }
    on.commit().await?;
    shared.wake_the_sender();
    Ok(())
}

pub(crate) async fn link_page(Path(key): Path<String>) -> Page {
    page(&DoorPage { step: Step::Use { key: &key } })
}

pub(crate) async fn use_link(State(shared): State<Shared>, Path(key): Path<String>) -> Result<Response, Trouble> {
    let mut on = shared.store.write(Who::Door).await?;
    let Some((tribe, member)) = on.use_link(&hash(&key), shared.now()).await? else {
        // The link, if it was one, is used up all the same.
        on.commit().await?;
        return Err(gone());
    };
    come_in(&shared, on, &tribe, &member).await
}

fn gone() -> Trouble {
    Trouble::new(StatusCode::FORBIDDEN, "this link does not hold, or no longer", "ask for a new one")
}

pub(crate) async fn join_page(State(shared): State<Shared>, Path(key): Path<String>) -> Page {
    let mut on = shared.store.read(Who::Door).await?;
    let invited = on.invitation(&hash(&key), shared.now()).await?.ok_or_else(gone)?;
    page(&DoorPage { step: Step::Join { key: &key, tribe: &invited.tribe } })
}

#[derive(Deserialize)]
pub(crate) struct Named {
    name: String,
}

pub(crate) async fn join(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Form(form): Form<Named>,
) -> Result<Response, Trouble> {
    let now = shared.now();
    let name = tertius_tribe::Line::tidied(&form.name).map_err(|error| Trouble::bad(format!("the name {error}")))?;
    let mut on = shared.store.write(Who::Door).await?;
    let invited = on.invitation(&hash(&key), now).await?.ok_or_else(gone)?;
    let is_member = on.memberships(&invited.email).await?.iter().any(|(tribe, _)| *tribe == invited.tribe);
    if is_member || !on.use_invitation(&hash(&key)).await? {
        return Err(gone());
    }
    let new = Member { id: number()?, name: name.to_string(), role: invited.role, shows: Shows::Hidden, joined: now };
    on.add_member(&invited.tribe, &invited.email, &new).await?;
    come_in(&shared, on, &invited.tribe, &new.id).await
}

pub(crate) async fn come_in(
    shared: &Shared,
    mut on: Transaction,
    tribe: &str,
    member: &str,
) -> Result<Response, Trouble> {
    let session = secret()?;
    on.add_session(&hash(&session), tribe, member, shared.now() + SESSION_SECONDS).await?;
    on.commit().await?;
    let secure = if shared.address.starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={session}; HttpOnly; SameSite=Lax; Path=/; Max-Age={SESSION_SECONDS}{secure}");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}
