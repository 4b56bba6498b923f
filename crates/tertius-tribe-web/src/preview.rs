//! A packet before it is taken: what it says, and what others will see of it. Nothing is kept.

use crate::act::{packet_people, read_packet};
use crate::api::{Answer, answer};
use crate::guard::Here;
use crate::office::Done;
use crate::pages::{Page, file, page};
use crate::trouble::Trouble;
use crate::views::{PersonView, moment, person};
use askama::Template;
use axum::body::Bytes;
use axum::extract::Multipart;
use serde::Serialize;
use std::collections::BTreeSet;
use tertius_tribe::passkey::base64url;
use tertius_tribe::preview;
use tertius_tribe_search::said_of_hidden;
use tertius_tribe_store::Shows;
use utoipa::ToSchema;

/// A packet that is not shared yet.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// What it says, from its own bytes.
    pub text: String,
    pub level: String,
    pub expires: String,
    pub people: Vec<PersonView>,
    /// Whether members see one's name beside these people.
    pub named: bool,
    /// Members to whom one shows nothing.
    pub barred: Vec<String>,
    /// What the people are counted as where one is hidden; told only when enough members say the same.
    pub counted: Vec<String>,
    /// Fewer members than this behind such a statement, and it is not told.
    pub crowd: i64,
}

async fn look(here: &Here, bytes: &[u8]) -> Done<PreviewView> {
    let signed = read_packet(here, bytes)?;
    let packet = signed.packet();
    let mut on = here.read().await?;
    let members = on.members().await?;
    let bars = on.bars().await?;
    let crowd = on.tribe().await?.ok_or_else(Trouble::not_found)?.crowd;
    let named = members.iter().any(|one| one.id == here.seat.member && one.shows == Shows::Named);
    let barred = members.iter().filter(|one| bars.iter().any(|bar| bar.viewer == one.id));
    let people: Vec<PersonView> = packet_people(&packet.people).iter().map(person).collect();
    let counted: BTreeSet<String> = people.iter().filter_map(|one| said_of_hidden(&one.title, &one.employer)).collect();
    Ok(PreviewView {
        text: preview::text(&signed),
        level: packet.people.level().id().to_owned(),
        expires: moment(packet.expires.0),
        named,
        barred: barred.map(|one| one.name.clone()).collect(),
        counted: counted.into_iter().collect(),
        people,
        crowd,
    })
}

#[derive(Template)]
#[template(path = "preview.html")]
struct PreviewPage {
    seen: PreviewView,
    /// The packet itself, for the button that shares it.
    coded: String,
}

pub(crate) async fn show(here: Here, form: Multipart) -> Page {
    let bytes = file(form, "packet").await?;
    page(&PreviewPage { seen: look(&here, &bytes).await?, coded: base64url(&bytes) })
}

pub(crate) async fn api(here: Here, bytes: Bytes) -> Answer {
    answer(look(&here, &bytes).await)
}
