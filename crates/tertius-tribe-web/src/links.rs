//! The links of letters: whoever holds one answers without an account and without a script.
//!
//! Looking changes nothing, because mail programs look by themselves; the press of a button acts, and uses the link up.
//! "Never again" stays open, so that one press in the mail program works as well (RFC 8058). A forged link, a broken one and
//! one of another server get the same words.

use crate::asks::{self, do_it};
use crate::introductions::{self, do_all};
use crate::office::{Asking, Done, Introduced, Office};
use crate::pages::{Page, page};
use crate::server::Shared;
use crate::steps;
use crate::trouble::Trouble;
use crate::views::asking::{self, AskView, IntroductionView, OUTCOMES};
use askama::Template;
use axum::Form;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use tertius_model::Timestamp;
use tertius_tribe::link::{self, Claim, Purpose, Refusal, open};
use tertius_tribe_store::Side;

/// What a link leads to.
enum Place {
    Introduction(Introduced),
    Ask(Asking, Side),
    /// Whoever asked has left with everything.
    Gone,
}

/// Pages behind links.
#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage<'a> {
    key: &'a str,
    step: Step<'a>,
}

enum Step<'a> {
    Introduction(&'a IntroductionView),
    Ask(&'a AskView),
    Never,
    Outcome(&'a IntroductionView),
    Done(&'a str),
}

/// The tribe of a link, and its token. A link names its tribe before the first point.
fn parts(key: &str) -> Done<(&str, &str)> {
    key.split_once('.').ok_or_else(|| Refusal::Invalid.into())
}

async fn office(shared: &Shared, tribe: &str, acts: bool) -> Done<Office> {
    let opened = if acts {
        Office::writing(shared, tribe, shared.now()).await
    } else {
        Office::reading(shared, tribe, shared.now()).await
    };
    // No tribe of that name: said like every other link that is none.
    opened.map_err(|trouble| if trouble.status == StatusCode::NOT_FOUND { Refusal::Invalid.into() } else { trouble })
}

/// What a token allows, if it is for one of these.
async fn claim(office: &mut Office, token: &str, purposes: &[Purpose]) -> Done<Claim> {
    let claim = open(&office.key, token, Timestamp(i64::MIN), |_| false)?;
    let used = office.on.is_used(&claim.nonce.0).await?;
    let claim = open(&office.key, token, office.at(), |_| used)?;
    if purposes.contains(&claim.purpose) { Ok(claim) } else { Err(Refusal::Invalid.into()) }
}

async fn place(office: &mut Office, claim: &Claim) -> Done<Place> {
    let gone = |trouble: Trouble| if trouble.status == StatusCode::NOT_FOUND { Ok(Place::Gone) } else { Err(trouble) };
    if matches!(claim.purpose, Purpose::AnswerAsk | Purpose::NeverAsk) {
        let number = introductions::id_of(claim.introduction);
        let Some((matter, name)) = office.on.side_of_number(&number).await? else { return Ok(Place::Gone) };
        office.on.one_at_a_time().await?;
        let play = match office.ask(&matter).await {
            Ok(play) => play,
            Err(trouble) => return gone(trouble),
        };
        let side = play.sides.iter().find(|side| side.name == name).cloned();
        return Ok(side.map_or(Place::Gone, |side| Place::Ask(play, side)));
    }
    office.on.one_at_a_time().await?;
    match office.introduction(&introductions::id_of(claim.introduction)).await {
        Ok(play) => Ok(Place::Introduction(play)),
        Err(trouble) => gone(trouble),
    }
}

fn over() -> Trouble {
    Trouble::new(StatusCode::GONE, "whoever asked has taken it back or left", "nothing more is to be done")
}

async fn use_up(office: &mut Office, claim: &Claim) -> Done<()> {
    let is_first = office.on.use_nonce(&claim.nonce.0, claim.expires.0).await?;
    steps::reached(steps::Step::LinkUsed);
    if is_first { Ok(()) } else { Err(link::Refusal::Used.into()) }
}

/// Shows what is asked.
pub(crate) async fn show(State(shared): State<Shared>, Path(key): Path<String>) -> Page {
    let (tribe, token) = parts(&key)?;
    let mut office = office(&shared, tribe, false).await?;
    let claim = claim(&mut office, token, &[Purpose::Answer, Purpose::AnswerAsk]).await?;
    match place(&mut office, &claim).await? {
        Place::Introduction(play) => {
            let view = play.state.view_for(claim.party, office.at()).ok_or_else(over)?;
            let view = asking::introduction(&play.matter.id, &view, office.at());
            page(&AnswerPage { key: &key, step: Step::Introduction(&view) })
        }
        Place::Ask(play, side) => {
            let view = play.state.view_for(crate::office::who_of(&side), office.at()).ok_or_else(over)?;
            let view = asking::ask(&play, &view, &[]);
            page(&AnswerPage { key: &key, step: Step::Ask(&view) })
        }
        Place::Gone => Err(over()),
    }
}

/// Does what the one who holds the link says, and uses it up.
pub(crate) async fn answer(State(shared): State<Shared>, Path(key): Path<String>, request: Request) -> Page {
    let unread = |_: axum::extract::rejection::FormRejection| Trouble::bad("the form did not arrive whole");
    let (tribe, token) = parts(&key)?;
    let mut office = office(&shared, tribe, true).await?;
    let claim = claim(&mut office, token, &[Purpose::Answer, Purpose::AnswerAsk]).await?;
    let done = match place(&mut office, &claim).await? {
        Place::Introduction(mut play) => {
            let Form(said): Form<introductions::Said> = Form::from_request(request, &()).await.map_err(unread)?;
            let allowed = ["agree", "accept", "introduce", "decline", "withdraw", "never-again"];
            if !allowed.contains(&said.act.as_str()) {
                return Err(Trouble::bad("say yes, no or never again"));
            }
            use_up(&mut office, &claim).await?;
            do_all(&mut office, &mut play, claim.party, &said).await?;
            thanks_for(&said.act)
        }
        Place::Ask(mut play, side) => {
            let Form(said): Form<asks::Said> = Form::from_request(request, &()).await.map_err(unread)?;
            if !["answer", "forward", "pass", "never-again"].contains(&said.act.as_str()) {
                return Err(Trouble::bad("answer, pass it on, or leave it"));
            }
            use_up(&mut office, &claim).await?;
            do_it(&mut office, &mut play, &side, &said).await?;
            thanks_for(&said.act)
        }
        Place::Gone => return Err(over()),
    };
    office.close().await?;
    page(&AnswerPage { key: &key, step: Step::Done(done) })
}

fn thanks_for(act: &str) -> &'static str {
    match act {
        "agree" => "The letter with your words is on its way. Whoever asked hears that you said yes.",
        "accept" => "Thank you. The introduction is made, or follows from the friend between.",
        "introduce" => "Both have your words.",
        "answer" => "Your answer is on its way.",
        "forward" => "The question went one step on, with your words.",
        "never-again" => NEVER,
        _ => "That is kept to yourself: to whoever asked it looks like no answer. Nothing more is to be done.",
    }
}

const NEVER: &str = "You get no such letter any more. What was waiting for you is not sent.";

/// Asks whether no letter is wanted any more.
pub(crate) async fn never_page(State(shared): State<Shared>, Path(key): Path<String>) -> Page {
    let (tribe, token) = parts(&key)?;
    let mut office = office(&shared, tribe, false).await?;
    claim(&mut office, token, &[Purpose::NeverAgain, Purpose::NeverAsk]).await?;
    page(&AnswerPage { key: &key, step: Step::Never })
}

/// Keeps that no letter is wanted any more; as often as somebody presses.
pub(crate) async fn never(State(shared): State<Shared>, Path(key): Path<String>) -> Page {
    let (tribe, token) = parts(&key)?;
    let mut office = office(&shared, tribe, true).await?;
    let claim = claim(&mut office, token, &[Purpose::NeverAgain, Purpose::NeverAsk]).await?;
    match place(&mut office, &claim).await? {
        Place::Introduction(mut play) => {
            let said = introductions::Said { act: "never-again".to_owned(), ..introductions::Said::default() };
            do_all(&mut office, &mut play, claim.party, &said).await?;
        }
        Place::Ask(mut play, side) => {
            let said = asks::Said { act: "never-again".to_owned(), ..asks::Said::default() };
            do_it(&mut office, &mut play, &side, &said).await?;
        }
        Place::Gone => {}
    }
    office.close().await?;
    page(&AnswerPage { key: &key, step: Step::Done(NEVER) })
}

/// Asks what came of an introduction.
pub(crate) async fn outcome_page(State(shared): State<Shared>, Path(key): Path<String>) -> Page {
    let (tribe, token) = parts(&key)?;
    let mut office = office(&shared, tribe, false).await?;
    let claim = claim(&mut office, token, &[Purpose::Outcome]).await?;
    let Place::Introduction(play) = place(&mut office, &claim).await? else { return Err(over()) };
    let view = play.state.view_for(claim.party, office.at()).ok_or_else(over)?;
    let view = asking::introduction(&play.matter.id, &view, office.at());
    page(&AnswerPage { key: &key, step: Step::Outcome(&view) })
}

/// Keeps what came of it.
pub(crate) async fn outcome(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Form(mut said): Form<introductions::Said>,
) -> Page {
    let (tribe, token) = parts(&key)?;
    let mut office = office(&shared, tribe, true).await?;
    let claim = claim(&mut office, token, &[Purpose::Outcome]).await?;
    let Place::Introduction(mut play) = place(&mut office, &claim).await? else { return Err(over()) };
    "report".clone_into(&mut said.act);
    use_up(&mut office, &claim).await?;
    do_all(&mut office, &mut play, claim.party, &said).await?;
    office.close().await?;
    page(&AnswerPage { key: &key, step: Step::Done("Thank you. Those who helped see what came of it.") })
}
