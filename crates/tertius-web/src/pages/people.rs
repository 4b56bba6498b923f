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
use tertius_app::views::{PathRow, PersonRow, PersonView, RulingRow, TimelineRow};
use tertius_app::wording::ago;

/// People on one page.
const PAGE: usize = 50;
/// Months drawn in the picture of contact.
const MONTHS: usize = 36;

#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    shown: usize,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    q: String,
    rows: Vec<PersonRow>,
    total: u64,
    more: Option<usize>,
    today: String,
}

#[derive(Template)]
#[template(path = "people_rows.html")]
struct PeopleRows {
    q: String,
    rows: Vec<PersonRow>,
    total: u64,
    more: Option<usize>,
    today: String,
}

/// The list.
pub async fn people(State(shared): State<Shared>, Query(search): Query<Search>, headers: HeaderMap) -> Page {
    let (q, wanted) = (search.q.clone(), search.shown.clamp(PAGE, 10_000));
    let found = shared.desk.ask(move |app| app.people(&q, wanted)).await?;
    let more = (found.total > found.rows.len() as u64).then(|| found.rows.len() + PAGE);
    let today = shared.desk.now().day().to_string();
    let (q, rows, total) = (search.q, found.rows, found.total);
    if wants_part(&headers) {
        page(&PeopleRows { q, rows, total, more, today })
    } else {
        page(&PeoplePage { q, rows, total, more, today })
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
