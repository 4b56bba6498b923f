//! The list of people: found by words, narrowed down by facets, page by page.

use super::ask::MOST;
use super::number::Number;
use super::{Answer, Query, Refusals, tagged};
use crate::phrase::encoded;
use crate::server::Shared;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};
use tertius_app::PeopleRequest;
use tertius_app::views::{Facet, PersonRow};
use utoipa::{IntoParams, ToSchema};

/// Which people.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Words of a name, employer, title or place, each of them whole or begun, or an address; everybody where there are none.
    #[serde(default)]
    q: String,
    /// Only those employed there.
    employer: Option<String>,
    /// Only those who live there.
    place: Option<String>,
    /// Only those who are this to ego: `co-worker`, `close-friend` …
    kind: Option<String>,
    /// Only ties so deep: `very deep`, `deep`, `some`, `slight` or `none`.
    depth: Option<String>,
    /// Only ties so fresh: `fresh`, `recent`, `fading`, `long ago` or `never`.
    freshness: Option<String>,
    /// How many at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1000)]
    top: Option<Number>,
    /// The id of the last person of the page before.
    after: Option<String>,
}

/// A page of people, and what all who match are like.
#[derive(Serialize, ToSchema)]
pub struct PeopleView {
    /// All that match.
    total: u64,
    /// The page.
    people: Vec<PersonRow>,
    /// How those who match divide.
    facets: Vec<Facet>,
    /// Where the next page is, if there is one; the header `Link` says it too.
    next: Option<String>,
}

/// People, the deepest ties first, or those whom a search finds, the best first.
#[utoipa::path(get, path = "/api/v1/people", params(PeopleQuery), responses((status = 200, body = PeopleView, headers(("Link" = String, description = "The next page, if there is one"))), Refusals))]
pub async fn people(State(shared): State<Shared>, Query(asked): Query<PeopleQuery>, headers: HeaderMap) -> Answer {
    let top = Number::within(asked.top, 50, MOST)?;
    let request = asked.request(top);
    let found = shared.desk.ask(move |app| app.find_people(&request)).await?;
    let next = found.next.as_deref().map(|after| asked.behind(after, top));
    let link = next.as_deref().and_then(|next| HeaderValue::from_str(&format!("<{next}>; rel=\"next\"")).ok());
    let view = PeopleView { total: found.total, people: found.rows, facets: found.facets, next };
    let mut answer = tagged(&headers, &view)?;
    if let Some(link) = link {
        answer.headers_mut().insert(header::LINK, link);
    }
    Ok(answer)
}

impl PeopleQuery {
    fn request(&self, top: usize) -> PeopleRequest {
        PeopleRequest {
            query: self.q.clone(),
            employer: self.employer.clone(),
            place: self.place.clone(),
            kind: self.kind.clone(),
            depth: self.depth.clone(),
            freshness: self.freshness.clone(),
            after: self.after.clone(),
            top,
        }
    }

    /// The address of the page behind somebody.
    fn behind(&self, after: &str, top: usize) -> String {
        let chosen = [
            ("employer", &self.employer),
            ("place", &self.place),
            ("kind", &self.kind),
            ("depth", &self.depth),
            ("freshness", &self.freshness),
        ];
        let mut address = format!("/api/v1/people?top={top}&after={after}");
        let words = Some(&self.q).filter(|q| !q.is_empty()).map(|q| ("q", q));
        let chosen = chosen.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        for (name, value) in words.into_iter().chain(chosen) {
            address.push_str(&format!("&{name}={}", encoded(value)));
        }
        address
    }
}
