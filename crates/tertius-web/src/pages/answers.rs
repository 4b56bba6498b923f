//! Answers: loose connections for a goal, paths, ways in, gaps, changes.

use super::sort::After;
use super::{PART, Page, page, typed};
use crate::part::{self, Part};
use crate::phrase::encoded;
use crate::server::Shared;
use crate::trouble::Trouble;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::Redirect;
use serde::Deserialize;
use tertius_app::views::{Change, GapRow, GrowRow, KeepRow, LooseRow, PathRow, ReachRow, RulingRow};
use tertius_app::wording::{ago, introduction};
use tertius_app::{AskOutcome, GapAnswer, LooseRequest};

/// Loose connections or gaps on one page, and how far down their lists go.
const TOP: usize = 25;
const LAST: usize = 500;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Wanted {
    r#for: String,
    company: String,
    title: String,
    place: String,
    /// The last person of the part before.
    after: String,
}

impl Wanted {
    /// The address of what follows somebody.
    fn behind(&self, after: &str) -> String {
        let fields = [("for", &self.r#for), ("company", &self.company), ("title", &self.title), ("place", &self.place)];
        let filled = fields.into_iter().filter_map(|(name, text)| Some((name, typed(text)?)));
        let mut address = format!("/loose?after={after}");
        filled.for_each(|(name, text)| address.push_str(&format!("&{name}={}", encoded(&text))));
        address
    }
}

/// A loose connection with the words to ask the friend between.
struct Way {
    row: LooseRow,
    draft: Option<String>,
}

#[derive(Template)]
#[template(path = "loose.html")]
struct LoosePage {
    wanted: Wanted,
    ways: Vec<Way>,
    next: Option<String>,
    /// Whether any source tells who knows whom.
    is_told: bool,
}

/// Loose connections for a goal.
pub async fn loose(State(shared): State<Shared>, Query(wanted): Query<Wanted>) -> Page {
    let request = LooseRequest {
        goal: typed(&wanted.r#for),
        company: typed(&wanted.company),
        title: typed(&wanted.title),
        place: typed(&wanted.place),
        top: if wanted.after.is_empty() { TOP + 1 } else { LAST },
    };
    let (rows, me, sources) =
        shared.desk.ask(move |app| Ok((app.loose(&request)?, app.whoami()?.names, app.sources()?))).await?;
    let is_told = sources.iter().any(|source| source.ties_between_others > 0);
    let Part { rows, next } = Part::behind(rows, typed(&wanted.after).as_deref(), TOP, part::of_loose);
    let next = next.map(|after| wanted.behind(&after));
    let me = me.first().map(String::as_str);
    let draft = |row: &LooseRow| {
        let friend = row.connectors.first().filter(|_| row.verdict.is_none())?;
        Some(introduction(me, &friend.person, &row.person, &wanted.r#for))
    };
    let ways = rows.into_iter().map(|row| Way { draft: draft(&row), row }).collect();
    page(&LoosePage { wanted, ways, next, is_told })
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct To {
    to: String,
}

#[derive(Template)]
#[template(path = "path.html")]
struct PathPage {
    to: String,
    rows: Vec<PathRow>,
    trouble: Option<(String, String)>,
}

/// The warmest paths to a person.
pub async fn path(State(shared): State<Shared>, Query(To { to }): Query<To>) -> Page {
    let Some(who) = typed(&to) else { return page(&PathPage { to, rows: Vec::new(), trouble: None }) };
    let found = shared.desk.ask(move |app| app.path(&who, 3, 6)).await;
    let to = found.as_ref().ok().and_then(|rows| rows.first()?.people.last()).map_or(to, |person| person.name.clone());
    let (rows, trouble) = match found {
        Ok(rows) => (rows, None),
        Err(error) => (Vec::new(), Some((error.message, error.hint.unwrap_or_default()))),
    };
    page(&PathPage { to, rows, trouble })
}

#[derive(Template)]
#[template(path = "reach.html")]
struct ReachPage {
    to: String,
    rows: Vec<ReachRow>,
    trouble: Option<(String, String)>,
}

/// The best ways into a company or group.
pub async fn reach(State(shared): State<Shared>, Query(To { to }): Query<To>) -> Page {
    let Some(target) = typed(&to) else { return page(&ReachPage { to, rows: Vec::new(), trouble: None }) };
    let found = shared.desk.ask(move |app| app.reach(&target, 15)).await;
    let (rows, trouble) = match found {
        Ok(rows) => (rows, None),
        Err(error) => (Vec::new(), Some((error.message, error.hint.unwrap_or_default()))),
    };
    page(&ReachPage { to, rows, trouble })
}

/// A gap with the words to close it.
struct Card {
    row: GapRow,
    invitation: String,
}

#[derive(Template)]
#[template(path = "gaps.html")]
struct GapsPage {
    cards: Vec<Card>,
    imported: bool,
    platform: &'static str,
    missing: usize,
    closest: usize,
    aside: Vec<RulingRow>,
    next: Option<String>,
}

/// Close people who are missing on LinkedIn.
pub async fn gaps(State(shared): State<Shared>, Query(After { after }): Query<After>) -> Page {
    let found = shared.desk.ask(|app| app.gaps("linkedin", LAST)).await?;
    let Part { rows, next } = Part::behind(found.rows, typed(&after).as_deref(), TOP, part::of_gap);
    let cards = rows.into_iter().map(|row| Card { invitation: invitation(&row), row }).collect();
    page(&GapsPage {
        cards,
        imported: found.imported,
        platform: found.platform,
        missing: found.missing_among_closest,
        closest: found.closest,
        aside: found.aside,
        next: next.map(|after| format!("/gaps?after={after}")),
    })
}

#[derive(Deserialize)]
pub struct GapForm {
    who: String,
    answer: String,
}

/// Says that a gap is closed, or can wait.
pub async fn answer_gap(State(shared): State<Shared>, Form(form): Form<GapForm>) -> Result<Redirect, Trouble> {
    let answer = GapAnswer::ALL.into_iter().find(|answer| answer.id() == form.answer);
    let answer = answer.ok_or_else(|| Trouble::bad_request("no answer was chosen", "press one of the buttons"))?;
    shared.desk.change(move |app| app.answer_gap(&form.who, answer)).await?;
    Ok(Redirect::to("/gaps"))
}

/// A note to send with an invitation, from what is known and nothing else.
fn invitation(row: &GapRow) -> String {
    let first = row.person.name.split_whitespace().next().unwrap_or(&row.person.name);
    let because = row.reasons.iter().any(|reason| reason.kind == "same-employer");
    let how = match (&row.person.employer, because) {
        (Some(employer), true) => format!(" since {employer}"),
        _ => String::new(),
    };
    format!("Hi {first}, we have known each other{how} and are still not connected here. Shall we change that?")
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Since {
    since: String,
    /// Behind which row the part begins.
    after: String,
}

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    since: String,
    rows: Vec<Change>,
    next: Option<String>,
    today: String,
}

/// Who moved, joined, left or went quiet.
pub async fn changes(State(shared): State<Shared>, Query(Since { since, after }): Query<Since>) -> Page {
    let day = typed(&since);
    let rows = shared.desk.ask(move |app| app.changes(day.as_deref())).await?;
    let Part { rows, next } = Part::behind(rows, typed(&after).as_deref(), PART, part::of_change);
    let next = next.map(|after| format!("/changes?since={}&after={after}", encoded(&since)));
    let today = shared.desk.now().day().to_string();
    page(&ChangesPage { since, rows, next, today })
}

#[derive(Deserialize)]
pub struct Minutes {
    #[serde(default = "half_an_hour")]
    minutes: u32,
}

fn half_an_hour() -> u32 {
    30
}

#[derive(Template)]
#[template(path = "keep.html")]
struct KeepPage {
    minutes: u32,
    rows: Vec<KeepRow>,
    grow: Vec<GrowRow>,
}

/// The week's few people, and which tie would add the most.
pub async fn keep(State(shared): State<Shared>, Query(Minutes { minutes }): Query<Minutes>) -> Page {
    let minutes = minutes.clamp(5, 600);
    let (rows, grow) = shared.desk.ask(move |app| Ok((app.keep(minutes)?, app.grow(5)?))).await?;
    page(&KeepPage { minutes, rows, grow })
}

/// The same as a calendar to subscribe to.
pub async fn keep_calendar(State(shared): State<Shared>, Query(Minutes { minutes }): Query<Minutes>) -> Calendar {
    let text = shared.desk.ask(move |app| app.keep_calendar(minutes.clamp(5, 600))).await?;
    let name = "attachment; filename=\"tertius-keep.ics\"";
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CONTENT_DISPOSITION, name)], text))
}

/// A calendar file, or why there is none.
type Calendar = Result<([(header::HeaderName, &'static str); 2], String), Trouble>;

#[derive(Deserialize)]
pub struct AskedForm {
    who: String,
    about: String,
    outcome: String,
}

/// Records that a friend was asked for an introduction, or what came of it.
pub async fn asked(State(shared): State<Shared>, Form(form): Form<AskedForm>) -> Result<Redirect, Trouble> {
    let outcome = match form.outcome.as_str() {
        "asked" => AskOutcome::Open,
        "answered" => AskOutcome::Answered,
        "declined" => AskOutcome::Declined,
        other => {
            return Err(Trouble::bad_request(format!("no outcome is called \"{other}\""), "press one of the buttons"));
        }
    };
    let back = format!("/people/{}", encoded(&form.who));
    shared.desk.change(move |app| app.asked(&form.who, &form.about, outcome)).await?;
    Ok(Redirect::to(&back))
}
