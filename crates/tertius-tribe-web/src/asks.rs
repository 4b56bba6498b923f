//! Asks: a question goes to those whose own ties say that they can help, and answers come back the way it went.

use crate::budgets::{entries, known_to_askers, wishes};
use crate::guard::Here;
use crate::introductions::{address, text};
use crate::office::{ASKER, Asked, Asking, Done, Office, Written, ledger_who, matches, new_number, who_of, write};
use crate::steps;
use crate::trouble::Trouble;
use crate::views::asking::{self, AskView};
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::HashMap;
use tertius_tribe::ask::{AskerShownTo, Circumstances, Effect, Event, Offer, Phase, apply, duplicate_of};
use tertius_tribe::budget::{Allowance, Helper, Wishes, spread, within_allowance};
use tertius_tribe::introduction::Reveal;
use tertius_tribe::letter::OneLine;
use tertius_tribe::outcome::OutcomeKind;
use tertius_tribe::{Who, ask};
use tertius_tribe_store::{LedTo, LedgerLine, Matter, MatterKind, Side, Spent, Step};
use utoipa::ToSchema;

/// Drafts a member may begin a day.
const DRAFTS: i64 = 40;
/// Letters of a question.
const QUESTION_MOST: usize = 1_000;

/// What a new draft is made of.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewAsk {
    /// The question in one's own words.
    pub question: String,
    /// What the tribe's ties are held against; the question where it is empty.
    #[serde(default)]
    pub goal: String,
}

/// What somebody says about an ask. Which words count depends on the act.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = AskAct)]
pub(crate) struct Said {
    /// `send`, `withdraw`, `answer`, `forward`, `reveal`, `pass`, `never-again`, `thank` or `outcome`.
    pub act: String,
    pub text: String,
    /// `knowledge` or `introduction`.
    pub offer: String,
    /// `name`, `name-and-address`, or nothing to stay unnamed.
    pub reveal: String,
    /// `everybody` or `neighbours`: to whom the asker is named.
    pub shown_to: String,
    /// A member to pass it on to; or a name and an address.
    pub to: String,
    pub to_name: String,
    pub to_email: String,
    pub endorsement: String,
    /// The number of an answer.
    pub answer: usize,
    /// What came of it.
    pub kind: String,
}

impl Said {
    fn reveal(&self) -> Option<Reveal> {
        match self.reveal.as_str() {
            "name" => Some(Reveal::Name),
            "name-and-address" => Some(Reveal::NameAndAddress),
            _ => None,
        }
    }
}

/// Begins a draft, which only its asker sees; the same question that is open already is that one.
pub(crate) async fn draft(here: &Here, new: &NewAsk) -> Done<String> {
    let question = text(&new.question)?;
    if question.is_empty() || question.chars().count() > QUESTION_MOST {
        return Err(Trouble::bad("ask something, in up to 1,000 letters"));
    }
    let own = &here.seat.member;
    let mut on = here.write().await?;
    if on.spend("draft", here.now.div_euclid(86_400), DRAFTS).await? == Spent::Out {
        return Err(Trouble::spent());
    }
    on.commit().await?;
    let mut office = Office::writing(&here.shared, &here.seat.tribe, here.now).await?;
    let asked = Asked { question, goal: OneLine::new(&new.goal).to_string() };
    let id = new_number()?;
    let (asker, made) = (own.clone(), here.now);
    let matter = Matter { id: id.clone(), kind: MatterKind::Ask, asker, opening: write(&asked)?, made };
    office.on.open_matter(&matter).await?;
    let side = Side {
        name: ASKER.to_owned(),
        number: new_number()?,
        member: own.clone(),
        called: here.seat.name.clone(),
        email: office.on.address_of(own).await?.unwrap_or_default(),
        reason: String::new(),
    };
    office.on.add_side(&id, &side).await?;
    office.close().await?;
    Ok(id)
}

/// One's asks and those that reached one, as far as one may see them, the newest first.
pub(crate) async fn all(here: &Here) -> Done<Vec<AskView>> {
    let mut office = Office::reading(&here.shared, &here.seat.tribe, here.now).await?;
    let mut views = Vec::new();
    for matter in office.on.matters_of(&here.seat.member, MatterKind::Ask).await? {
        let play = office.ask(&matter.id).await?;
        views.extend(view(&mut office, &play, &here.seat.member).await?);
    }
    Ok(views)
}

/// One ask, as far as one may see it.
pub(crate) async fn one(here: &Here, id: &str) -> Done<AskView> {
    let mut office = Office::reading(&here.shared, &here.seat.tribe, here.now).await?;
    let play = office.ask(id).await?;
    view(&mut office, &play, &here.seat.member).await?.ok_or_else(Trouble::not_found)
}

async fn view(office: &mut Office, play: &Asking, member: &str) -> Done<Option<AskView>> {
    let Some(side) = play.side_of(member) else { return Ok(None) };
    let Some(view) = play.state.view_for(who_of(side), office.at()) else { return Ok(None) };
    let told = office.on.outcomes(&play.matter.id).await?;
    let led_to: Vec<(usize, String)> =
        told.into_iter().map(|one| (usize::try_from(one.answer).unwrap_or_default(), one.kind)).collect();
    Ok(Some(asking::ask(play, &view, &led_to)))
}

/// Does what a member says.
pub(crate) async fn act(here: &Here, id: &str, said: &Said) -> Done<()> {
    let mut office = Office::writing(&here.shared, &here.seat.tribe, here.now).await?;
    office.on.one_at_a_time().await?;
    office.on.hold_matter(id).await?;
    let mut play = office.ask(id).await?;
    let side = play.side_of(&here.seat.member).cloned().ok_or_else(Trouble::not_found)?;
    play.state.view_for(who_of(&side), office.at()).ok_or_else(Trouble::not_found)?;
    do_it(&mut office, &mut play, &side, said).await?;
    office.close().await
}

/// Does what one side says.
pub(crate) async fn do_it(office: &mut Office, play: &mut Asking, by: &Side, said: &Said) -> Done<()> {
    let event = match said.act.as_str() {
        "send" => return post(office, play, by, said).await,
        "forward" => return forward(office, play, by, said).await,
        "outcome" => return outcome(office, play, by, said).await,
        "withdraw" => Event::Withdraw,
        "answer" => {
            let offer = if said.offer == "introduction" { Offer::Introduction } else { Offer::Knowledge };
            Event::Answer { text: text(&said.text)?, offer, reveal: said.reveal() }
        }
        "reveal" => {
            let reveal = said.reveal().ok_or_else(|| Trouble::bad("say how much of you the others may see"))?;
            Event::Reveal { reveal }
        }
        "pass" => Event::Pass,
        "never-again" => Event::NeverAgain,
        "thank" => Event::Thank { answer: said.answer },
        _ => return Err(Trouble::bad("say what is to be done")),
    };
    let is_answer = matches!(event, Event::Answer { .. });
    let was_open = play.state.phase() == Phase::Open;
    let is_withdrawal = matches!(event, Event::Withdraw) && was_open;
    step(office, play, by, None, event).await?;
    let (id, now) = (play.matter.id.clone(), office.now);
    if is_answer {
        // An answer reaches the asker, so the question's own line may say yes.
        office.on.enter_yes(&id, "", now).await?;
        office.on.enter_yes(&id, &by.member, now).await?;
    }
    if is_withdrawal {
        office.on.enter_withdrawal(&id, now).await?;
    }
    Ok(())
}

/// Sends a draft: within the asker's budget, to the few who can help and wish to be asked.
async fn post(office: &mut Office, play: &mut Asking, by: &Side, said: &Said) -> Done<()> {
    let (own, now) = (play.matter.asker.clone(), office.at());
    if by.name != ASKER {
        return Err(ask::Refusal::NotYours.into());
    }
    if let Some(open) = duplicate(office, &own, &play.asked.question).await? {
        let message = format!("you asked this already, and it is still open: /asks/{open}");
        return Err(Trouble::new(StatusCode::CONFLICT, message, "look there for answers"));
    }
    let lines = office.on.ledger().await?;
    within_allowance(&known_to_askers(&lines), ledger_who(&own), 1, Allowance::default(), now)?;
    let goal = if play.asked.goal.is_empty() { &play.asked.question } else { &play.asked.goal };
    let found = tokio::task::block_in_place(|| office.shared.tribes.helpers(&office.tribe, &own, goal, office.now));
    let mut wished: HashMap<Who, Wishes> = HashMap::new();
    for helper in &found {
        let said = office.on.wished(&helper.member).await?;
        wished.insert(ledger_who(&helper.member), wishes(said.as_ref()));
    }
    let helpers: Vec<Helper> =
        found.iter().map(|one| Helper { who: ledger_who(&one.member), chance: one.chance }).collect();
    let wishes_of = |who: Who| wished.get(&who).cloned().unwrap_or_default();
    let topic = format!("{} {}", play.asked.goal, play.asked.question);
    let all = entries(lines.iter());
    let chosen = spread(&all, ledger_who(&own), &topic, &helpers, wishes_of, Allowance::default(), now);
    let members = office.on.members().await?;
    for who in chosen {
        let Some(helper) = found.iter().find(|one| ledger_who(&one.member) == who) else { continue };
        let Some(member) = members.iter().find(|one| one.id == helper.member) else { continue };
        let email = office.on.address_of(&member.id).await?.unwrap_or_default();
        let number = new_number()?;
        let side = Side {
            name: number.clone(),
            number,
            member: member.id.clone(),
            called: member.name.clone(),
            email,
            reason: helper.reason.clone(),
        };
        office.on.add_side(&play.matter.id, &side).await?;
        play.sides.push(side);
    }
    let shown_to = if said.shown_to == "everybody" { AskerShownTo::Everybody } else { AskerShownTo::Neighbours };
    step(office, play, by, None, Event::Post { matches: Vec::new(), shown_to }).await?;
    enter_post(office, play).await
}

/// Writes a question into the ledger: one line of its own whoever got it, and one for each who did.
async fn enter_post(office: &mut Office, play: &Asking) -> Done<()> {
    let until = play.state.until().map_or(office.now, |until| until.0);
    let reached = play.sides.iter().filter(|side| !side.reason.is_empty()).map(|side| side.member.clone());
    for connector in std::iter::once(String::new()).chain(reached) {
        let line = LedgerLine {
            matter: play.matter.id.clone(),
            kind: MatterKind::Ask,
            asker: play.matter.asker.clone(),
            connector,
            asked: office.now,
            until,
            agreed: 0,
            withdrawn: 0,
        };
        office.on.enter(&line).await?;
    }
    Ok(())
}

async fn duplicate(office: &mut Office, asker: &str, question: &str) -> Done<Option<String>> {
    let mut open = Vec::new();
    let mut who = None;
    for matter in office.on.matters_of(asker, MatterKind::Ask).await?.iter().filter(|one| one.asker == asker) {
        let play = office.ask(&matter.id).await?;
        let own = play.side_of(asker).map(who_of);
        // Each ask numbers its people anew, so each is held against the question by itself.
        if let Some(own) = own
            && let Some(found) = duplicate_of([&play.state], own, question, office.at())
        {
            open.push(found);
            who = Some(own);
        }
    }
    Ok(who.and_then(|_| open.first().map(|id| format!("{:016x}", id.0))))
}

/// Passes an ask on, to a member or to somebody without an account.
async fn forward(office: &mut Office, play: &mut Asking, by: &Side, said: &Said) -> Done<()> {
    let to = receiver(office, play, said).await?;
    let endorsement = text(&said.endorsement)?;
    let typed = if said.to.trim().is_empty() { OneLine::new(&said.to_name).to_string() } else { to.called.clone() };
    step(office, play, by, Some((to.name.as_str(), typed)), Event::Forward { to: who_of(&to), endorsement }).await
}

/// The side that a question is passed on to; a new one where they are not in it yet.
async fn receiver(office: &mut Office, play: &mut Asking, said: &Said) -> Done<Side> {
    let members = office.on.members().await?;
    let (mut member, mut called, mut email) = (said.to.trim().to_owned(), String::new(), String::new());
    if member.is_empty() {
        called = OneLine::new(&said.to_name).to_string();
        email = address(&said.to_email)?;
        if called.is_empty() {
            return Err(Trouble::bad("say what they are called"));
        }
        if let Some(known) = play.sides.iter().find(|side| side.email == email) {
            return Ok(known.clone());
        }
        for one in &members {
            if office.on.address_of(&one.id).await?.as_deref() == Some(email.as_str()) {
                member.clone_from(&one.id);
            }
        }
    }
    if !member.is_empty() {
        let found = members.iter().find(|one| one.id == member).ok_or_else(Trouble::not_found)?;
        if let Some(known) = play.side_of(&member) {
            return Ok(known.clone());
        }
        called.clone_from(&found.name);
        email = office.on.address_of(&member).await?.unwrap_or_default();
    }
    let number = new_number()?;
    let side = Side { name: number.clone(), number, member, called, email, reason: String::new() };
    office.on.add_side(&play.matter.id, &side).await?;
    play.sides.push(side.clone());
    Ok(side)
}

/// Keeps what an answer led to. Only the asker can say.
async fn outcome(office: &mut Office, play: &Asking, by: &Side, said: &Said) -> Done<()> {
    let kind = OutcomeKind::parse(&said.kind).ok_or_else(|| Trouble::bad("say what came of it"))?;
    let view = play.state.view_for(who_of(by), office.at()).ok_or_else(Trouble::not_found)?;
    if by.name != ASKER || !view.answers.iter().any(|answer| answer.number == said.answer) {
        return Err(Trouble::not_found());
    }
    let (answer, moment) = (i64::try_from(said.answer).unwrap_or_default(), office.now);
    let told = LedTo { matter: play.matter.id.clone(), answer, kind: kind.id().to_owned(), moment };
    Ok(office.on.tell_outcome(&told).await?)
}

/// Keeps one step with everything that follows from it.
async fn step(
    office: &mut Office,
    play: &mut Asking,
    by: &Side,
    passed_to: Option<(&str, String)>,
    event: Event,
) -> Done<()> {
    let (about, typed) = passed_to.unwrap_or_default();
    let mut muted = Vec::new();
    for side in &play.sides {
        if side.name != ASKER && office.is_muted(&side.email, &play.matter.asker).await? {
            muted.push(who_of(side));
        }
    }
    let played = match &event {
        Event::Post { shown_to, .. } => Event::Post { matches: matches(&play.sides), shown_to: *shown_to },
        event => event.clone(),
    };
    let change = {
        let is_muted = |who: Who| muted.contains(&who);
        let circumstances = Circumstances { now: office.at(), rules: &office.rules, is_muted: &is_muted };
        apply(&play.state, who_of(by), &played, circumstances)?
    };
    let event = write(&Written { event, muted, typed })?;
    let step = Step { by: by.name.clone(), about: about.to_owned(), event, moment: office.now };
    office.on.add_step(&play.matter.id, &step).await?;
    steps::reached(steps::Step::HalfWritten);
    play.state = change.state;
    for effect in change.effects {
        match effect {
            Effect::Letter(sending) => office.write_ask(play, sending).await?,
            Effect::Mute(who) => mute(office, play, who).await?,
        }
    }
    Ok(())
}

async fn mute(office: &mut Office, play: &Asking, who: Who) -> Done<()> {
    let Some(side) = play.side(who) else { return Ok(()) };
    let asker = if side.member.is_empty() { "" } else { play.matter.asker.as_str() };
    let (reader, email, now) = (office.reader(&side.email), side.email.clone(), office.now);
    Ok(office.on.mute(&reader, &email, asker, now).await?)
}
