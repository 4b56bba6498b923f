//! People: the list with instant search, and one person in full.

use super::{Page, page, typed, wants_part};
use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Redirect;
use serde::Deserialize;
use tertius_app::views::{Facet, FacetValue, PathRow, PersonView, RulingRow, TimelineRow};
use tertius_app::wording::ago;
use tertius_app::{PeoplePage, PeopleRequest};

/// People on one page.
const PAGE: usize = 50;
/// Months drawn in the picture of contact.
const MONTHS: usize = 36;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Search {
    q: String,
    employer: String,
    place: String,
    kind: String,
    depth: String,
    freshness: String,
    after: String,
}

impl Search {
    fn request(&self) -> PeopleRequest {
        PeopleRequest {
            query: self.q.clone(),
            employer: typed(&self.employer),
            place: typed(&self.place),
            kind: typed(&self.kind),
            depth: typed(&self.depth),
            freshness: typed(&self.freshness),
            after: typed(&self.after),
            top: PAGE,
        }
    }

    /// What was chosen of the facets: name and value.
    fn chosen(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("employer", &self.employer),
            ("place", &self.place),
            ("kind", &self.kind),
            ("depth", &self.depth),
            ("freshness", &self.freshness),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name, typed(value)?))).collect()
    }

    /// The address of this search with one facet set, or left out where there is no value.
    fn address(&self, facet: &str, value: Option<&str>) -> String {
        let mut pairs: Vec<(&str, String)> = typed(&self.q).map(|q| ("q", q)).into_iter().collect();
        pairs.extend(self.chosen().into_iter().filter(|(name, _)| *name != facet));
        pairs.extend(value.map(|value| (facet, value.to_owned())));
        let pair = |(name, value): &(&str, String)| format!("{name}={}", crate::phrase::encoded(value));
        let query = pairs.iter().map(pair).collect::<Vec<_>>().join("&");
        if query.is_empty() { "/people".to_owned() } else { format!("/people?{query}") }
    }
}

/// One facet as links.
struct FacetLinks {
    title: &'static str,
    values: Vec<FacetLink>,
}

struct FacetLink {
    text: String,
    people: u64,
    chosen: bool,
    address: String,
}

/// What the list shows, alone or inside its page.
struct Found {
    search: Search,
    chosen: Vec<(&'static str, String)>,
    page: PeoplePage,
    facets: Vec<FacetLinks>,
    next: Option<String>,
    first: Option<String>,
    today: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct WholePage {
    found: Found,
}

#[derive(Template)]
#[template(path = "people_rows.html")]
struct Part {
    found: Found,
}

/// The list.
pub async fn people(State(shared): State<Shared>, Query(search): Query<Search>, headers: HeaderMap) -> Page {
    let request = search.request();
    let found = shared.desk.ask(move |app| app.find_people(&request)).await?;
    let links = |facet: &Facet| FacetLinks {
        title: facet_title(&facet.name),
        values: facet.values.iter().map(|value| facet_link(&search, &facet.name, value)).collect(),
    };
    let facets = found.facets.iter().filter(|facet| !facet.values.is_empty()).map(links).collect();
    let found = Found {
        facets,
        next: found.next.as_deref().map(|after| search.address("after", Some(after))),
        first: typed(&search.after).map(|_| search.address("after", None)),
        today: shared.desk.now().day().to_string(),
        chosen: search.chosen(),
        page: found,
        search,
    };
    if wants_part(&headers) { page(&Part { found }) } else { page(&WholePage { found }) }
}

fn facet_link(search: &Search, name: &str, value: &FacetValue) -> FacetLink {
    FacetLink {
        text: if name == "kind" { crate::phrase::kind(&value.value).to_owned() } else { value.value.clone() },
        people: value.people,
        chosen: value.chosen,
        address: search.address(name, (!value.chosen).then_some(value.value.as_str())),
    }
}

fn facet_title(name: &str) -> &'static str {
    match name {
        "employer" => "Employer",
        "place" => "Place",
        "kind" => "To you",
        "depth" => "Depth",
        _ => "Freshness",
    }
}

/// One month in the picture of contact.
struct Month {
    label: String,
    x: usize,
    from_them: u32,
    from_me: u32,
    up: u32,
    down: u32,
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    view: PersonView,
    months: Vec<Month>,
    paths: Vec<PathRow>,
    rulings: Vec<RulingRow>,
    today: String,
    labels: Vec<&'static str>,
}

/// One person.
pub async fn person(State(shared): State<Shared>, Path(id): Path<String>) -> Page {
    let today = shared.desk.now().day().to_string();
    let (view, paths, rulings) = shared
        .desk
        .ask(move |app| {
            let view = app.person(&id)?;
            // A person with no way to them is shown without one.
            let paths = app.path(&id, 3, 6).unwrap_or_default();
            let rulings = app.rulings()?.into_iter().filter(|ruling| ruling.text.contains(&view.row.brief.name));
            let rulings = rulings.collect();
            Ok((view, paths, rulings))
        })
        .await?;
    let months = months(&view.timeline, &today);
    let labels = tertius_app::labels();
    page(&PersonPage { view, months, paths, rulings, today, labels })
}

/// The last months of contact, oldest first, all channels together.
fn months(timeline: &[TimelineRow], today: &str) -> Vec<Month> {
    let number = |month: &str| -> Option<usize> {
        let (year, month) = month.get(..7)?.split_once('-')?;
        Some(year.parse::<usize>().ok()? * 12 + month.parse::<usize>().ok()? - 1)
    };
    let Some(last) = number(today) else { return Vec::new() };
    let mut months: Vec<Month> = (0..MONTHS)
        .map(|x| {
            let at = last + 1 + x - MONTHS;
            let label = format!("{:04}-{:02}", at / 12, at % 12 + 1);
            Month { label, x: x * 10, from_them: 0, from_me: 0, up: 0, down: 0 }
        })
        .collect();
    for row in timeline {
        if let Some(month) = number(&row.month).and_then(|at| (at + MONTHS).checked_sub(last + 1))
            && let Some(month) = months.get_mut(month)
        {
            month.from_them += row.from_them;
            month.from_me += row.from_me;
        }
    }
    let most = months.iter().map(|month| month.from_them.max(month.from_me)).max().unwrap_or(0);
    for month in &mut months {
        let height = |n: u32| if n == 0 { 0 } else { (n * 30).div_ceil(most).max(2) };
        (month.up, month.down) = (height(month.from_them), height(month.from_me));
    }
    if most == 0 { Vec::new() } else { months }
}

#[derive(Deserialize)]
pub struct LabelForm {
    label: String,
}

/// Says what somebody is to ego.
pub async fn label(
    State(shared): State<Shared>,
    Path(id): Path<String>,
    Form(form): Form<LabelForm>,
) -> Result<Redirect, Trouble> {
    let label = typed(&form.label)
        .ok_or_else(|| Trouble::bad_request("no label was chosen", "choose one, then press the button"))?;
    let back = format!("/people/{id}");
    shared.desk.change(move |app| app.label(&id, &[label])).await?;
    Ok(Redirect::to(&back))
}

/// Erases a person for good.
pub async fn erase(State(shared): State<Shared>, Path(id): Path<String>) -> Result<Redirect, Trouble> {
    shared.desk.change(move |app| app.erase(&id)).await?;
    Ok(Redirect::to("/people"))
}
