//! Questions: everything that only reads.

use super::number::Number;
use super::{Answer, Path, Query, Refusals, tagged};
use crate::desk::LARGEST_MAP;
use crate::part::{self, Part};
use crate::phrase::encoded;
use crate::server::Shared;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};
use tertius_app::views::{
    Change, DisclosureRow, DoctorView, GapRow, GrowRow, KeepRow, LooseRow, MapView, MeView, PathRow, PersonView,
    ReachRow, ReviewRow, RulingRow,
};
use tertius_app::{HeldSource, LooseRequest};
use utoipa::IntoParams;

/// The most rows of one answer.
pub(super) const MOST: usize = 1000;

/// One person in full: records, merges and why, contact over time, the tie.
#[utoipa::path(get, path = "/api/v1/people/{id}", params(("id" = String, Path, description = "A person's id, a name or an address")), responses((status = 200, body = PersonView), Refusals))]
pub async fn person(State(shared): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(move |app| app.person(&id)).await?)
}

/// Who ego is.
#[utoipa::path(get, path = "/api/v1/me", responses((status = 200, body = MeView), Refusals))]
pub async fn me(State(shared): State<Shared>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(|app| app.whoami()).await?)
}

/// Where to look for gaps.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GapsQuery {
    /// The platform; LinkedIn where none is named.
    on: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    top: Option<Number>,
}

/// Close people who are missing on a platform.
#[utoipa::path(get, path = "/api/v1/gaps", params(GapsQuery), responses((status = 200, body = Vec<GapRow>), Refusals))]
pub async fn gaps(State(shared): State<Shared>, Query(asked): Query<GapsQuery>, headers: HeaderMap) -> Answer {
    let (on, top) = (asked.on.unwrap_or_else(|| "linkedin".to_owned()), Number::within(asked.top, 15, MOST)?);
    tagged(&headers, &shared.desk.ask(move |app| app.gaps(&on, top)).await?.rows)
}

/// A goal.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LooseQuery {
    /// The goal in plain words.
    r#for: Option<String>,
    /// Whole words of the employer.
    company: Option<String>,
    /// Words of the title.
    title: Option<String>,
    /// Words of the place.
    place: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    top: Option<Number>,
}

/// Loose connections for a goal, and the friends between.
#[utoipa::path(get, path = "/api/v1/loose", params(LooseQuery), responses((status = 200, body = Vec<LooseRow>), Refusals))]
pub async fn loose(State(shared): State<Shared>, Query(asked): Query<LooseQuery>, headers: HeaderMap) -> Answer {
    let LooseQuery { r#for: goal, company, title, place, top } = asked;
    let request = LooseRequest { goal, company, title, place, top: Number::within(top, 20, MOST)? };
    tagged(&headers, &shared.desk.ask(move |app| app.loose(&request)).await?)
}

/// A way to somebody.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PathsQuery {
    /// A person's id, a name or an address.
    to: String,
    /// How many paths.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 20)]
    k: Option<Number>,
    /// Links of the longest.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 6)]
    max_hops: Option<Number>,
}

/// The warmest paths to a person.
#[utoipa::path(get, path = "/api/v1/paths", params(PathsQuery), responses((status = 200, body = Vec<PathRow>), Refusals))]
pub async fn paths(State(shared): State<Shared>, Query(asked): Query<PathsQuery>, headers: HeaderMap) -> Answer {
    let (k, hops) = (Number::within(asked.k, 3, 20)?, Number::within(asked.max_hops, 6, 6)?);
    tagged(&headers, &shared.desk.ask(move |app| app.path(&asked.to, k, hops)).await?)
}

/// A way into a company or group.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReachQuery {
    /// The company or group.
    to: String,
    /// How many at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    top: Option<Number>,
}

/// The best ways into a company or group.
#[utoipa::path(get, path = "/api/v1/reach", params(ReachQuery), responses((status = 200, body = Vec<ReachRow>), Refusals))]
pub async fn reach(State(shared): State<Shared>, Query(asked): Query<ReachQuery>, headers: HeaderMap) -> Answer {
    let top = Number::within(asked.top, 15, MOST)?;
    tagged(&headers, &shared.desk.ask(move |app| app.reach(&asked.to, top)).await?)
}

/// Time to keep ties alive.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct KeepQuery {
    /// Minutes of this week.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 600)]
    minutes: Option<Number>,
}

/// The week's few people, why, with an opening line.
#[utoipa::path(get, path = "/api/v1/keep", params(KeepQuery), responses((status = 200, body = Vec<KeepRow>), Refusals))]
pub async fn keep(State(shared): State<Shared>, Query(asked): Query<KeepQuery>, headers: HeaderMap) -> Answer {
    let minutes = Number::within(asked.minutes, 30, 600)? as u32;
    tagged(&headers, &shared.desk.ask(move |app| app.keep(minutes)).await?)
}

/// How many rows.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TopQuery {
    /// How many at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    top: Option<Number>,
}

/// Which tie to add or revive, and the reach that it adds.
#[utoipa::path(get, path = "/api/v1/grow", params(TopQuery), responses((status = 200, body = Vec<GrowRow>), Refusals))]
pub async fn grow(State(shared): State<Shared>, Query(asked): Query<TopQuery>, headers: HeaderMap) -> Answer {
    let top = Number::within(asked.top, 5, MOST)?.min(50);
    tagged(&headers, &shared.desk.ask(move |app| app.grow(top)).await?)
}

/// Pairs that may be one person, the most useful first.
#[utoipa::path(get, path = "/api/v1/review", params(TopQuery), responses((status = 200, body = Vec<ReviewRow>), Refusals))]
pub async fn review(State(shared): State<Shared>, Query(asked): Query<TopQuery>, headers: HeaderMap) -> Answer {
    let top = Number::within(asked.top, 50, MOST)?;
    tagged(&headers, &shared.desk.ask(move |app| app.review(top)).await?)
}

/// Since when.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    /// A day, `YYYY-MM-DD`.
    #[param(format = Date)]
    since: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    top: Option<Number>,
    /// Behind which row to go on, as `Link` says.
    after: Option<String>,
}

/// Which part of a long list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartQuery {
    /// How many at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    top: Option<Number>,
    /// Behind which row to go on, as `Link` says.
    after: Option<String>,
}

/// A part of a long list; the header `Link` says where the next one is.
fn parted<T: Serialize>(headers: &HeaderMap, part: &Part<T>, rest: &str) -> Answer {
    let mut answer = tagged(headers, &part.rows)?;
    let link = part.next.as_ref().map(|next| format!("<{rest}&after={next}>; rel=\"next\""));
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        answer.headers_mut().insert(header::LINK, link);
    }
    Ok(answer)
}

/// Who moved, joined, left or went quiet.
#[utoipa::path(get, path = "/api/v1/changes", params(ChangesQuery), responses((status = 200, body = Vec<Change>, headers(("Link" = String, description = "The next part, if there is one"))), Refusals))]
pub async fn changes(State(shared): State<Shared>, Query(asked): Query<ChangesQuery>, headers: HeaderMap) -> Answer {
    let top = Number::within(asked.top, MOST, MOST)?;
    let since = asked.since.as_deref().map(|since| format!("&since={}", encoded(since))).unwrap_or_default();
    let rows = shared.desk.ask(move |app| app.changes(asked.since.as_deref())).await?;
    let part = Part::behind(rows, asked.after.as_deref(), top, part::of_change);
    parted(&headers, &part, &format!("/api/v1/changes?top={top}{since}"))
}

/// The user's decisions, the first one first.
#[utoipa::path(get, path = "/api/v1/rulings", params(PartQuery), responses((status = 200, body = Vec<RulingRow>, headers(("Link" = String, description = "The next part, if there is one"))), Refusals))]
pub async fn rulings(State(shared): State<Shared>, Query(asked): Query<PartQuery>, headers: HeaderMap) -> Answer {
    let top = Number::within(asked.top, MOST, MOST)?;
    let rows = shared.desk.ask(|app| app.rulings()).await?;
    let part = Part::behind(rows, asked.after.as_deref(), top, part::of_ruling);
    parted(&headers, &part, &format!("/api/v1/rulings?top={top}"))
}

/// What left the vault: what, about whom, to whom, when; the latest first.
#[utoipa::path(get, path = "/api/v1/disclosures", params(PartQuery), responses((status = 200, body = Vec<DisclosureRow>, headers(("Link" = String, description = "The next part, if there is one"))), Refusals))]
pub async fn disclosures(State(shared): State<Shared>, Query(asked): Query<PartQuery>, headers: HeaderMap) -> Answer {
    let top = Number::within(asked.top, MOST, MOST)?;
    let rows = shared.desk.ask(|app| app.disclosures()).await?;
    let part = Part::behind(rows, asked.after.as_deref(), top, part::of_disclosure);
    parted(&headers, &part, &format!("/api/v1/disclosures?top={top}"))
}

/// What was imported.
#[utoipa::path(get, path = "/api/v1/sources", responses((status = 200, body = Vec<HeldSource>), Refusals))]
pub async fn sources(State(shared): State<Shared>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(|app| app.sources()).await?)
}

/// How large a picture.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MapQuery {
    /// How many people at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 10000)]
    top: Option<Number>,
}

/// The picture of the network: people with places, and ties between them.
#[utoipa::path(get, path = "/api/v1/map", params(MapQuery), responses((status = 200, body = MapView), Refusals))]
pub async fn map(State(shared): State<Shared>, Query(asked): Query<MapQuery>, headers: HeaderMap) -> Answer {
    let most = Number::within(asked.top, LARGEST_MAP, LARGEST_MAP)?;
    tagged(&headers, &*shared.desk.ask(move |app| app.map(most)).await?)
}

/// The vault's health.
#[utoipa::path(get, path = "/api/v1/doctor", responses((status = 200, body = DoctorView), Refusals))]
pub async fn doctor(State(shared): State<Shared>, headers: HeaderMap) -> Answer {
    tagged(&headers, &shared.desk.ask(|app| app.doctor()).await?)
}
