//! The pages: what [`crate::act`] does, rendered on the server. No script runs on them but the one for passkeys.

pub(crate) mod asking;

use crate::act;
use crate::api::{Wanted, end_session, role};
use crate::guard::Here;
use crate::trouble::Trouble;
use crate::views::{DisclosedView, HealthView, MeView, MemberView, PacketPeopleView, PacketView, SearchView, SeenView};
use askama::Template;
use axum::Form;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use tertius_tribe::passkey::read_base64url;

/// A page, or why there is none.
pub(crate) type Page = Result<Html<String>, Trouble>;
/// Where to after something was done.
pub(crate) type Moved = Result<Redirect, Trouble>;

/// The page that tells of trouble.
#[derive(Template)]
#[template(path = "trouble.html")]
pub(crate) struct TroublePage<'a> {
    pub trouble: &'a Trouble,
}

/// The pages before one is in.
#[derive(Template)]
#[template(path = "door.html")]
pub(crate) struct DoorPage<'a> {
    pub step: Step<'a>,
}

/// How far somebody at the door is.
pub(crate) enum Step<'a> {
    /// Asks for an address.
    Ask,
    /// Says that a mail may be on its way.
    Sent,
    /// Asks whether to sign in here.
    Use { key: &'a str },
    /// Asks for a name.
    Join { key: &'a str, tribe: &'a str },
}

/// Renders a template.
pub(crate) fn page(template: &impl Template) -> Page {
    let broken = |_: askama::Error| Trouble::bad("this page cannot be shown");
    Ok(Html(template.render().map_err(broken)?))
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    me: MeView,
    packets: Vec<PacketView>,
    found: Option<SearchView>,
}

pub(crate) async fn home(here: Here) -> Page {
    page(&HomePage { me: act::me(&here).await?, packets: act::packets(&here).await?, found: None })
}

pub(crate) async fn search(here: Here, Query(wanted): Query<Wanted>) -> Page {
    let found = Some(act::search(&here, wanted.r#for).await?);
    page(&HomePage { me: act::me(&here).await?, packets: act::packets(&here).await?, found })
}

#[derive(Template)]
#[template(path = "members.html")]
struct MembersPage {
    me: MeView,
    members: Vec<MemberView>,
}

pub(crate) async fn members(here: Here) -> Page {
    page(&MembersPage { me: act::me(&here).await?, members: act::members(&here).await? })
}

#[derive(Deserialize)]
pub(crate) struct Band {
    band: String,
}

pub(crate) async fn say_close(here: Here, Path(id): Path<String>, Form(form): Form<Band>) -> Moved {
    act::say_close(&here, &id, &form.band).await?;
    Ok(Redirect::to("/members"))
}

/// A tick: `yes` or anything else.
#[derive(Deserialize)]
pub(crate) struct Tick {
    #[serde(default)]
    set: String,
}

pub(crate) async fn bar(here: Here, Path(id): Path<String>, Form(form): Form<Tick>) -> Moved {
    act::bar(&here, &id, form.set == "yes").await?;
    Ok(Redirect::to("/members"))
}

#[derive(Template)]
#[template(path = "seen.html")]
struct SeenPage {
    seen: SeenView,
}

pub(crate) async fn seen_by(here: Here, Path(id): Path<String>) -> Page {
    page(&SeenPage { seen: act::seen_by(&here, &id).await? })
}

#[derive(Template)]
#[template(path = "packets.html")]
struct PacketsPage {
    packets: Vec<PacketView>,
    tribe: String,
}

pub(crate) async fn packets(here: Here) -> Page {
    page(&PacketsPage { packets: act::packets(&here).await?, tribe: here.seat.tribe.clone() })
}

/// The bytes of the file that a form sends under a name.
pub(crate) async fn file(form: Multipart, name: &str) -> Result<Bytes, Trouble> {
    Ok(one_of(form, &[name]).await?.1)
}

/// The first field of a form that has one of some names.
async fn one_of(mut form: Multipart, names: &[&str]) -> Result<(String, Bytes), Trouble> {
    let unread = |_: axum::extract::multipart::MultipartError| Trouble::bad("the file did not arrive whole");
    while let Some(field) = form.next_field().await.map_err(unread)? {
        let name = field.name().unwrap_or_default().to_owned();
        if names.contains(&name.as_str()) {
            return Ok((name, field.bytes().await.map_err(unread)?));
        }
    }
    Err(Trouble::bad("choose a file"))
}

/// Takes a packet as a file, or as the page that previewed it sends it.
pub(crate) async fn put_packet(here: Here, form: Multipart) -> Moved {
    let (name, mut bytes) = one_of(form, &["packet", "coded"]).await?;
    if name == "coded" {
        let text = String::from_utf8_lossy(&bytes);
        bytes = read_base64url(&text).ok_or_else(|| Trouble::bad("the packet did not arrive whole"))?.into();
    }
    let kept = act::put_packet(&here, &bytes).await?;
    Ok(Redirect::to(&format!("/packets/{}", kept.id)))
}

#[derive(Template)]
#[template(path = "packet.html")]
struct PacketPage {
    packet: PacketPeopleView,
}

pub(crate) async fn packet(here: Here, Path(id): Path<String>) -> Page {
    page(&PacketPage { packet: act::packet(&here, &id).await? })
}

pub(crate) async fn revoke(here: Here, Path(id): Path<String>) -> Moved {
    act::revoke(&here, &id).await?;
    Ok(Redirect::to("/packets"))
}

pub(crate) async fn set_private(here: Here, Path((id, place)): Path<(String, i64)>, Form(form): Form<Tick>) -> Moved {
    act::set_private(&here, &id, place, form.set == "yes").await?;
    Ok(Redirect::to(&format!("/packets/{id}")))
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage {
    rows: Vec<DisclosedView>,
}

pub(crate) async fn log(here: Here) -> Page {
    page(&LogPage { rows: act::log(&here).await? })
}

#[derive(Deserialize)]
pub(crate) struct Showing {
    shows: String,
}

pub(crate) async fn show(here: Here, Form(form): Form<Showing>) -> Moved {
    act::show(&here, &form.shows).await?;
    Ok(Redirect::to("/members"))
}

pub(crate) async fn sign_out(here: Here, headers: HeaderMap) -> Moved {
    end_session(&here, &headers).await?;
    Ok(Redirect::to("/sign-in"))
}

pub(crate) async fn leave(here: Here) -> Result<Response, Trouble> {
    act::leave(&here).await?;
    Ok(Redirect::to("/sign-in").into_response())
}

#[derive(Template)]
#[template(path = "keeper.html")]
struct KeeperPage {
    bytes: String,
    memory: String,
    health: HealthView,
}

pub(crate) async fn keeper(here: Here) -> Page {
    let health = act::health(&here).await?;
    page(&KeeperPage { bytes: size(health.bytes as f64), memory: size(health.memory as f64), health })
}

/// A size as people read it.
fn size(bytes: f64) -> String {
    if bytes < 1e6 { format!("{:.0} kB", (bytes / 1e3).ceil()) } else { format!("{:.0} MB", bytes / 1e6) }
}

#[derive(Deserialize)]
pub(crate) struct Invitation {
    email: String,
    #[serde(default)]
    keeper: String,
}

pub(crate) async fn invite(here: Here, Form(form): Form<Invitation>) -> Moved {
    act::invite(&here, &form.email, role(form.keeper == "yes")).await?;
    Ok(Redirect::to("/keeper"))
}

pub(crate) async fn erase(here: Here, Form(form): Form<crate::api::Erasure>) -> Moved {
    act::erase(&here, &form.who, &form.employer).await?;
    Ok(Redirect::to("/keeper"))
}
