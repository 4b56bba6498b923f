//! Blind matches: two members find which contacts they share, and the server carries two messages that it cannot read.
//!
//! The messages are made and read where the contacts are, by `tertius packet match`. Here a question waits for the other's
//! consent, which is the answer itself; a no looks like silence; both logs say that a match was made and how large the sides
//! were. A member asks three times a day and has one match at a time with another member: whoever asks chooses what they
//! ask about, so the number of questions is what bounds guessing.

use crate::act::{day, fellow, names};
use crate::api::{Answer, Asked, answer as json, nothing};
use crate::guard::Here;
use crate::office::Done;
use crate::pages::{Moved, Page, file, page};
use crate::secret::number;
use crate::trouble::Trouble;
use crate::views::moment;
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Multipart, Path};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use tertius_tribe::blind::{Answer as Second, Question};
use tertius_tribe_store::{Disclosed, MATCH_SECONDS, Matching, MatchingState, Message, Spent};
use utoipa::ToSchema;

/// Blind matches a member may ask for a day.
const MATCHES: i64 = 3;

/// One blind match, as one of the two sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatchView {
    pub id: String,
    pub asker: String,
    pub other: String,
    /// `asked` or `answered`.
    pub state: &'static str,
    pub mine: bool,
    /// When it is over, whatever it has come to.
    pub until: String,
    /// What both sides name the asker by.
    pub asker_name: String,
    /// What both sides name the one who answers by.
    pub answerer_name: String,
}

impl MatchView {
    fn is_answered(&self) -> bool {
        self.state == MatchingState::Answered.word()
    }
}

/// A member of a tribe in the agreement of a match.
fn party(here: &Here, member: &str) -> String {
    format!("{}/{member}", here.seat.tribe)
}

async fn all(here: &Here) -> Done<Vec<MatchView>> {
    let mut on = here.read().await?;
    let names = names(&on.members().await?);
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let view = |one: Matching| MatchView {
        asker: name(&one.asker),
        other: name(&one.other),
        state: one.state.word(),
        mine: one.asker == here.seat.member,
        until: moment(one.moment + MATCH_SECONDS),
        asker_name: party(here, &one.asker),
        answerer_name: party(here, &one.other),
        id: one.id,
    };
    Ok(on.matches(here.now).await?.into_iter().map(view).collect())
}

async fn ask(here: &Here, other: &str, first: &[u8]) -> Done<String> {
    Question::from_bytes(first)
        .ok()
        .filter(|question| !question.is_empty())
        .ok_or_else(|| Trouble::bad("this is no question of a blind match"))?;
    let mut on = here.write().await?;
    fellow(here, &mut on, other).await?;
    if on.spend("match", day(here.now), MATCHES).await? == Spent::Out {
        return Err(Trouble::spent());
    }
    let id = number()?;
    if !on.ask_match(&id, other, first, here.now).await? {
        let message = "a match with this member is under way";
        return Err(Trouble::new(StatusCode::CONFLICT, message, "wait until its day"));
    }
    on.commit().await?;
    Ok(id)
}

/// Says yes to a blind match; both logs say so.
async fn agree(here: &Here, id: &str, second: &[u8]) -> Done<()> {
    let mut on = here.read().await?;
    let all = on.matches(here.now).await?;
    let one = all.iter().find(|one| one.id == id).ok_or_else(Trouble::not_found)?;
    let first = on.match_message(id, Message::Question, here.now).await?.ok_or_else(Trouble::not_found)?;
    let wrong = || Trouble::bad("this is no answer to the question of this match");
    let question = Question::from_bytes(&first).map_err(|_| wrong())?;
    let answer = Second::from_bytes(second).ok().filter(|answer| answer.is_to(&question)).ok_or_else(wrong)?;
    drop(on);
    let about =
        format!("which people you both know: {} addresses asked about, {} compared", question.len(), answer.len());
    let log = |owner: &str, viewer: &str| -> Done<Disclosed> {
        let (owner, viewer) = (owner.to_owned(), viewer.to_owned());
        Ok(Disclosed {
            id: number()?,
            owner,
            viewer,
            what: "matched".to_owned(),
            about: about.clone(),
            moment: here.now,
        })
    };
    // Whoever reads an answer is in the log, so both are kept or neither.
    let mut engine = here.engine().await?;
    if !engine.answer_match(&here.seat.member, id, second, here.now).await? {
        return Err(Trouble::not_found());
    }
    engine.disclose(&[log(&one.asker, &one.other)?, log(&one.other, &one.asker)?]).await?;
    Ok(engine.commit().await?)
}

async fn end(here: &Here, id: &str) -> Done<()> {
    let mut on = here.write().await?;
    if !on.end_match(id).await? {
        return Err(Trouble::not_found());
    }
    Ok(on.commit().await?)
}

async fn message(here: &Here, id: &str, which: Message) -> Done<Response> {
    let bytes = here.read().await?.match_message(id, which, here.now).await?.ok_or_else(Trouble::not_found)?;
    let name = match which {
        Message::Question => "attachment; filename=\"question.match\"",
        Message::Answer => "attachment; filename=\"answer.match\"",
    };
    let headers = [(header::CONTENT_TYPE, "application/octet-stream"), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

#[derive(Template)]
#[template(path = "matches.html")]
struct MatchesPage {
    matches: Vec<MatchView>,
}

#[derive(Template)]
#[template(path = "match.html")]
struct MatchPage {
    id: String,
    name: String,
    asker_name: String,
    answerer_name: String,
}

pub(crate) async fn page_of_all(here: Here) -> Page {
    page(&MatchesPage { matches: all(&here).await? })
}

pub(crate) async fn page_of_one(here: Here, Path(id): Path<String>) -> Page {
    let mut on = here.read().await?;
    let name = fellow(&here, &mut on, &id).await?.name;
    page(&MatchPage { name, asker_name: party(&here, &here.seat.member), answerer_name: party(&here, &id), id })
}

pub(crate) async fn send_question(here: Here, Path(id): Path<String>, form: Multipart) -> Moved {
    ask(&here, &id, &file(form, "question").await?).await?;
    Ok(Redirect::to("/matches"))
}

pub(crate) async fn send_answer(here: Here, Path(id): Path<String>, form: Multipart) -> Moved {
    agree(&here, &id, &file(form, "answer").await?).await?;
    Ok(Redirect::to("/matches"))
}

pub(crate) async fn send_end(here: Here, Path(id): Path<String>) -> Moved {
    end(&here, &id).await?;
    Ok(Redirect::to("/matches"))
}

pub(crate) async fn question(here: Here, Path(id): Path<String>) -> Result<Response, Trouble> {
    message(&here, &id, Message::Question).await
}

pub(crate) async fn answer(here: Here, Path(id): Path<String>) -> Result<Response, Trouble> {
    message(&here, &id, Message::Answer).await
}

pub(crate) async fn api_all(here: Here) -> Answer {
    json(all(&here).await)
}

pub(crate) async fn api_ask(here: Here, Path(other): Path<String>, bytes: Bytes) -> Answer {
    json(ask(&here, &other, &bytes).await.map(|id| Asked { id }))
}

pub(crate) async fn api_agree(here: Here, Path(id): Path<String>, bytes: Bytes) -> Answer {
    nothing(agree(&here, &id, &bytes).await)
}

pub(crate) async fn api_end(here: Here, Path(id): Path<String>) -> Answer {
    nothing(end(&here, &id).await)
}

pub(crate) async fn api_question(here: Here, Path(id): Path<String>) -> Answer {
    Answer(message(&here, &id, Message::Question).await.unwrap_or_else(|trouble| trouble.problem()))
}

pub(crate) async fn api_answer(here: Here, Path(id): Path<String>) -> Answer {
    Answer(message(&here, &id, Message::Answer).await.unwrap_or_else(|trouble| trouble.problem()))
}
