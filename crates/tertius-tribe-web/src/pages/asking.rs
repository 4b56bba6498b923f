//! The pages of introductions, asks, limits and stories.

use super::{Moved, Page, page};
use crate::act;
use crate::api::asking::InYear;
use crate::budgets::{self, BudgetView, WishesView};
use crate::guard::Here;
use crate::trouble::Trouble;
use crate::views::MemberView;
use crate::views::asking::{AskView, IntroductionView, OUTCOMES, StoryView, YearView};
use crate::{asks, introductions, stories};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "introductions.html")]
struct IntroductionsPage {
    all: Vec<IntroductionView>,
}

pub(crate) async fn introductions(here: Here) -> Page {
    page(&IntroductionsPage { all: introductions::all(&here).await? })
}

/// What a form is filled with at first.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    connector: String,
    target: String,
    goal: String,
    why: String,
}

#[derive(Template)]
#[template(path = "introduce.html")]
struct IntroducePage {
    filled: Filled,
    members: Vec<MemberView>,
    own: String,
}

pub(crate) async fn introduce(here: Here, Query(filled): Query<Filled>) -> Page {
    page(&IntroducePage { filled, members: act::members(&here).await?, own: here.seat.member.clone() })
}

pub(crate) async fn draft_introduction(here: Here, Form(new): Form<introductions::NewIntroduction>) -> Moved {
    let id = introductions::draft(&here, &new).await?;
    Ok(Redirect::to(&format!("/introductions/{id}")))
}

#[derive(Template)]
#[template(path = "introduction.html")]
struct IntroductionPage {
    one: IntroductionView,
}

pub(crate) async fn introduction(here: Here, Path(id): Path<String>) -> Page {
    page(&IntroductionPage { one: introductions::one(&here, &id).await? })
}

pub(crate) async fn act_on_introduction(
    here: Here,
    Path(id): Path<String>,
    Form(said): Form<introductions::Said>,
) -> Moved {
    introductions::act(&here, &id, &said).await?;
    Ok(Redirect::to(&format!("/introductions/{id}")))
}

#[derive(Template)]
#[template(path = "asks.html")]
struct AsksPage {
    all: Vec<AskView>,
    /// How many of them are others'.
    n_help: usize,
    filled: Filled,
}

pub(crate) async fn asks(here: Here, Query(filled): Query<Filled>) -> Page {
    let all = asks::all(&here).await?;
    let n_help = all.iter().filter(|one| !one.mine).count();
    page(&AsksPage { all, n_help, filled })
}

pub(crate) async fn draft_ask(here: Here, Form(new): Form<asks::NewAsk>) -> Moved {
    let id = asks::draft(&here, &new).await?;
    Ok(Redirect::to(&format!("/asks/{id}")))
}

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    one: AskView,
    members: Vec<MemberView>,
    own: String,
}

pub(crate) async fn ask(here: Here, Path(id): Path<String>) -> Page {
    page(&AskPage {
        one: asks::one(&here, &id).await?,
        members: act::members(&here).await?,
        own: here.seat.member.clone(),
    })
}

pub(crate) async fn act_on_ask(here: Here, Path(id): Path<String>, Form(said): Form<asks::Said>) -> Moved {
    asks::act(&here, &id, &said).await?;
    Ok(Redirect::to(&format!("/asks/{id}")))
}

/// The months by number and name.
const MONTHS: [(u32, &str); 12] = [
    (1, "January"),
    (2, "February"),
    (3, "March"),
    (4, "April"),
    (5, "May"),
    (6, "June"),
    (7, "July"),
    (8, "August"),
    (9, "September"),
    (10, "October"),
    (11, "November"),
    (12, "December"),
];

#[derive(Template)]
#[template(path = "budget.html")]
struct BudgetPage {
    budget: BudgetView,
    no_go: String,
}

pub(crate) async fn budget(here: Here) -> Page {
    let budget = budgets::budget(&here).await?;
    let no_go = budget.wishes.no_go.join(", ");
    page(&BudgetPage { budget, no_go })
}

pub(crate) async fn wish(here: Here, Form(pairs): Form<Vec<(String, String)>>) -> Moved {
    let all = |name: &'static str| pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim());
    let number = |name| {
        let given = all(name).next().and_then(|value| value.parse::<i64>().ok());
        given.ok_or_else(|| Trouble::bad("give numbers"))
    };
    let wishes = WishesView {
        most_open: number("most_open")?,
        most_in_quarter: number("most_in_quarter")?,
        cool_down: number("cool_down")?,
        quiet: all("quiet").filter_map(|month| month.parse().ok()).collect(),
        no_go: all("no_go").flat_map(|topics| topics.split(',')).map(|word| word.trim().to_owned()).collect(),
    };
    budgets::wish(&here, &wishes).await?;
    Ok(Redirect::to("/budget"))
}

pub(crate) async fn hear_again(here: Here) -> Moved {
    budgets::hear_again(&here).await?;
    Ok(Redirect::to("/budget"))
}

#[derive(Template)]
#[template(path = "stories.html")]
struct StoriesPage {
    all: Vec<StoryView>,
    tellable: Vec<IntroductionView>,
}

pub(crate) async fn stories(here: Here) -> Page {
    page(&StoriesPage { all: stories::all(&here).await?, tellable: stories::tellable(&here).await? })
}

pub(crate) async fn tell_story(here: Here, Form(new): Form<stories::NewStory>) -> Moved {
    stories::tell(&here, &new).await?;
    Ok(Redirect::to("/stories"))
}

pub(crate) async fn act_on_story(here: Here, Path(id): Path<String>, Form(said): Form<stories::SaidToStory>) -> Moved {
    stories::act(&here, &id, &said).await?;
    Ok(Redirect::to("/stories"))
}

#[derive(Template)]
#[template(path = "doors.html")]
struct DoorsPage {
    year: YearView,
}

pub(crate) async fn doors(here: Here, Query(wanted): Query<InYear>) -> Page {
    page(&DoorsPage { year: stories::doors(&here, wanted.year).await? })
}
