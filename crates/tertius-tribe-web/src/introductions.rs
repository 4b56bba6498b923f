//! Introductions: drafted by a member, moved on by whoever's turn it is, here or by the link in a letter.

use crate::budgets::{known_to_askers, wishes};
use crate::guard::Here;
use crate::office::{Done, Introduced, Office, ledger_who, new_number, write};
use crate::steps;
use crate::trouble::Trouble;
use crate::views::asking::{self, IntroductionView};
use serde::Deserialize;
use tertius_model::{Handle, Timestamp};
use tertius_tribe::budget::{Allowance, Wanted, may_ask};
use tertius_tribe::introduction::{
    Circumstances, Conditions, Draft, Effect, Event, Field, Introduces, Introduction, IntroductionId, Party, PartySet,
    Person, Phase, Request, Reveal, apply,
};
use tertius_tribe::letter::{Address, Facts, OneLine, request};
use tertius_tribe::outcome::OutcomeKind;
use tertius_tribe_store::{LedgerLine, Matter, MatterKind, Side, Spent, Step};
use utoipa::ToSchema;

/// Drafts a member may begin a day.
const DRAFTS: i64 = 40;
/// Letters of a text that people write here.
const TEXT_MOST: usize = 4_000;

/// What a new draft is made of.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewIntroduction {
    /// The member who is asked to introduce.
    pub connector: String,
    /// Whom to meet.
    pub target: String,
    /// What for.
    #[serde(default)]
    pub goal: String,
    /// Why this person.
    #[serde(default)]
    pub why: String,
}

/// What somebody says about an introduction. Which words count depends on the act.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = IntroductionAct)]
pub(crate) struct Said {
    /// `edit`, `send`, `agree`, `accept`, `introduce`, `decline`, `withdraw`, `never-again`, `report` or `thank`.
    pub act: String,
    pub goal: String,
    pub to_connector: String,
    pub to_target: String,
    pub endorsement: String,
    pub note: String,
    /// `at-once` or `myself`.
    pub introduces: String,
    /// `name` or `name-and-address`.
    pub reveal: String,
    pub target_address: String,
    /// What came of it.
    pub kind: String,
    /// A thank-you.
    pub text: String,
}

/// A text as people write it, if it is not too long.
pub(crate) fn text(what: &str) -> Done<String> {
    if what.chars().count() > TEXT_MOST {
        return Err(Trouble::bad("this is too long; say it in up to 4,000 letters"));
    }
    Ok(tertius_tribe::letter::paragraph(what))
}

/// An address that a letter can go to.
pub(crate) fn address(what: &str) -> Done<String> {
    let handle = Handle::email(what).ok_or_else(|| Trouble::bad(tertius_tribe::letter::Refusal.to_string()))?;
    let parsed = Address::parse(handle.value()).map_err(|error| Trouble::bad(error.to_string()))?;
    Ok(parsed.as_str().to_owned())
}

fn reveal(word: &str) -> Reveal {
    if word == "name" { Reveal::Name } else { Reveal::NameAndAddress }
}

impl Said {
    fn request(&self) -> Done<Request> {
        let goal = OneLine::new(&self.goal).to_string();
        Ok(Request { goal, to_connector: text(&self.to_connector)?, to_target: text(&self.to_target)? })
    }

    /// What it comes to, step by step.
    fn events(&self) -> Done<Vec<Event>> {
        let reveal = reveal(&self.reveal);
        Ok(match self.act.as_str() {
            "edit" => vec![Event::Edit { request: self.request()? }],
            "send" => {
                let is_edited = !(self.goal.is_empty() && self.to_connector.is_empty() && self.to_target.is_empty());
                let edit = if is_edited { Some(Event::Edit { request: self.request()? }) } else { None };
                edit.into_iter().chain([Event::Send { reveal }]).collect()
            }
            "agree" => {
                let introduces = if self.introduces == "myself" { Introduces::Myself } else { Introduces::AtOnce };
                let given = self.target_address.trim();
                let target_address = if given.is_empty() { None } else { Some(address(given)?) };
                let conditions = Conditions { introduces, note: text(&self.note)? };
                let words = text(&self.endorsement)?;
                vec![Event::Endorse { words }, Event::Agree { reveal, conditions, target_address }]
            }
            "accept" => vec![Event::Accept { reveal }],
            "introduce" => vec![Event::Introduce],
            "decline" => vec![Event::Decline],
            "withdraw" => vec![Event::Withdraw],
            "never-again" => vec![Event::NeverAgain],
            "report" => {
                let kind = OutcomeKind::parse(&self.kind);
                vec![Event::Report { kind: kind.ok_or_else(|| Trouble::bad("say what came of it"))? }]
            }
            _ => return Err(Trouble::bad("say what is to be done")),
        })
    }
}

/// Begins a draft, which only its asker sees.
pub(crate) async fn draft(here: &Here, new: &NewIntroduction) -> Done<String> {
    let target = OneLine::new(&new.target).to_string();
    if target.is_empty() {
        return Err(Trouble::bad("say whom you want to meet"));
    }
    let own = &here.seat.member;
    let mut on = here.write().await?;
    if on.spend("draft", here.now.div_euclid(86_400), DRAFTS).await? == Spent::Out {
        return Err(Trouble::spent());
    }
    on.commit().await?;
    let mut office = Office::writing(&here.shared, &here.seat.tribe, here.now).await?;
    let connector = office.member(&new.connector).await?.filter(|one| one.id != *own).ok_or_else(Trouble::not_found)?;
    let connectors = office.on.address_of(&connector.id).await?.unwrap_or_default();
    let askers = office.on.address_of(own).await?.unwrap_or_default();
    let (asker, goal) = (here.seat.name.clone(), OneLine::new(&new.goal).to_string());
    let facts = Facts {
        asker: asker.clone(),
        connector: connector.name.clone(),
        target: target.clone(),
        goal: goal.clone(),
        why_them: OneLine::new(&new.why).to_string(),
        how_you_know: format!("you share with {} that you know them", office.tribe_name),
        ..Facts::default()
    };
    let person = |name: &str, address: &str| Person {
        name: name.to_owned(),
        address: (!address.is_empty()).then(|| address.to_owned()),
    };
    let opening = Draft {
        asker: person(&asker, &askers),
        connector: person(&connector.name, &connectors),
        target: person(&target, ""),
        known: vec![Field::ConnectorName, Field::TargetName],
        request: Request { goal, to_connector: request(&facts), to_target: String::new() },
    };
    let id = new_number()?;
    let matter = Matter {
        id: id.clone(),
        kind: MatterKind::Introduction,
        asker: own.clone(),
        opening: write(&opening)?,
        made: here.now,
    };
    office.on.open_matter(&matter).await?;
    for (party, member, called, email) in [
        (Party::Asker, own.as_str(), &asker, askers),
        (Party::Connector, connector.id.as_str(), &connector.name, connectors),
        (Party::Target, "", &target, String::new()),
    ] {
        let (name, member, called) = (party.id().to_owned(), member.to_owned(), called.clone());
        let side = Side { name, number: new_number()?, member, called, email, reason: String::new() };
        office.on.add_side(&id, &side).await?;
    }
    office.close().await?;
    Ok(id)
}

/// One's introductions, as far as one may see them, the newest first.
pub(crate) async fn all(here: &Here) -> Done<Vec<IntroductionView>> {
    let mut office = Office::reading(&here.shared, &here.seat.tribe, here.now).await?;
    let mut views = Vec::new();
    for matter in office.on.matters_of(&here.seat.member, MatterKind::Introduction).await? {
        let play = office.introduction(&matter.id).await?;
        views.extend(view(&play, &here.seat.member, here.now));
    }
    Ok(views)
}

/// One introduction, as far as one may see it.
pub(crate) async fn one(here: &Here, id: &str) -> Done<IntroductionView> {
    let mut office = Office::reading(&here.shared, &here.seat.tribe, here.now).await?;
    let play = office.introduction(id).await?;
    view(&play, &here.seat.member, here.now).ok_or_else(Trouble::not_found)
}

fn view(play: &Introduced, member: &str, now: i64) -> Option<IntroductionView> {
    let party = play.party_of(member)?;
    let view = play.state.view_for(party, Timestamp(now))?;
    Some(asking::introduction(&play.matter.id, &view, Timestamp(now)))
}

/// Does what a member says.
pub(crate) async fn act(here: &Here, id: &str, said: &Said) -> Done<()> {
    let mut office = Office::writing(&here.shared, &here.seat.tribe, here.now).await?;
    office.on.one_at_a_time().await?;
    office.on.hold_matter(id).await?;
    let mut play = office.introduction(id).await?;
    let party = play.party_of(&here.seat.member).ok_or_else(Trouble::not_found)?;
    play.state.view_for(party, office.at()).ok_or_else(Trouble::not_found)?;
    if said.act == "thank" {
        thank(&mut office, &play, party, said).await?;
    } else {
        do_all(&mut office, &mut play, party, said).await?;
    }
    office.close().await
}

/// Does everything that a party says, in order; the first refusal undoes it all, since the office is then not closed.
pub(crate) async fn do_all(office: &mut Office, play: &mut Introduced, party: Party, said: &Said) -> Done<()> {
    for event in said.events()? {
        step(office, play, party, event).await?;
    }
    Ok(())
}

async fn thank(office: &mut Office, play: &Introduced, party: Party, said: &Said) -> Done<()> {
    let view = play.state.view_for(party, office.at()).ok_or_else(Trouble::not_found)?;
    if party != Party::Asker || view.told.is_empty() {
        return Err(Trouble::bad("say first what came of it"));
    }
    let words = text(&said.text)?;
    if words.is_empty() {
        return Err(Trouble::bad("the thank-you says nothing yet"));
    }
    let email = play.side(Party::Connector).map(|side| side.email.clone()).unwrap_or_default();
    if office.is_muted(&email, &play.matter.asker).await? {
        return Ok(());
    }
    office.write_thanks(play, Party::Connector, &words).await
}

async fn muted(office: &mut Office, play: &Introduced) -> Done<Vec<Party>> {
    let mut muted = Vec::new();
    for party in Party::ALL {
        let email = play.side(party).map(|side| side.email.clone()).unwrap_or_default();
        if office.is_muted(&email, &play.matter.asker).await? {
            muted.push(party);
        }
    }
    Ok(muted)
}

/// Keeps one step with everything that follows from it.
async fn step(office: &mut Office, play: &mut Introduced, by: Party, event: Event) -> Done<()> {
    if let Event::Agree { target_address: Some(address), .. } = &event {
        for side in play.sides.iter_mut().filter(|side| side.name == Party::Target.id()) {
            side.email.clone_from(address);
        }
    }
    let muted = muted(office, play).await?;
    let set: PartySet = muted.iter().copied().collect();
    let change = {
        let circumstances = Circumstances { now: office.at(), rules: &office.rules, muted: set };
        apply(&play.state, by, &event, circumstances)?
    };
    if matches!(event, Event::Send { .. }) {
        within_budget(office, play, &change.state).await?;
    }
    let kept = crate::office::Written { event: event.clone(), muted, typed: String::new() };
    let step = Step { by: by.id().to_owned(), about: String::new(), event: write(&kept)?, moment: office.now };
    office.on.add_step(&play.matter.id, &step).await?;
    steps::reached(steps::Step::HalfWritten);
    if let Event::Agree { target_address: Some(address), .. } = &event {
        office.on.address_side(&play.matter.id, Party::Target.id(), address).await?;
    }
    enter(office, play, by, &event).await?;
    play.state = change.state;
    for effect in change.effects {
        match effect {
            Effect::Letter(sending) => office.write_introduction(play, sending).await?,
            Effect::Mute(party) => mute(office, play, party).await?,
        }
    }
    Ok(())
}

/// Whoever has no account has nowhere to say more, so to them "never again" is about the whole tribe.
async fn mute(office: &mut Office, play: &Introduced, party: Party) -> Done<()> {
    let Some(side) = play.side(party).filter(|side| !side.email.is_empty()) else { return Ok(()) };
    let asker = if side.member.is_empty() { "" } else { play.matter.asker.as_str() };
    let (reader, email, now) = (office.reader(&side.email), side.email.clone(), office.now);
    Ok(office.on.mute(&reader, &email, asker, now).await?)
}

/// Refuses an ask that is one too many; else it goes into the ledger.
async fn within_budget(office: &mut Office, play: &Introduced, sent: &Introduction) -> Done<()> {
    let connector = play.side(Party::Connector).map(|side| side.member.clone()).unwrap_or_default();
    let lines = office.on.ledger().await?;
    let known = known_to_askers(&lines);
    let topic = topic(sent, office.at());
    let wanted = Wanted { asker: ledger_who(&play.matter.asker), connector: ledger_who(&connector), topic: &topic };
    let wished = office.on.wished(&connector).await?;
    may_ask(&known, wanted, &wishes(wished.as_ref()), Allowance::default(), office.at())?;
    let line = LedgerLine {
        matter: play.matter.id.clone(),
        kind: MatterKind::Introduction,
        asker: play.matter.asker.clone(),
        connector,
        asked: office.now,
        until: sent.until().map_or(office.now, |until| until.0),
        agreed: 0,
        withdrawn: 0,
    };
    Ok(office.on.enter(&line).await?)
}

fn topic(state: &Introduction, now: Timestamp) -> String {
    let view = state.view_for(Party::Asker, now);
    view.map(|view| format!("{} {}", view.request.goal, view.request.to_connector)).unwrap_or_default()
}

/// Writes into the ledger what everybody may know: a yes, and what the asker took back.
async fn enter(office: &mut Office, play: &Introduced, by: Party, event: &Event) -> Done<()> {
    let now = office.now;
    match (event, by) {
        (Event::Agree { .. }, _) => {
            let connector = play.side(Party::Connector).map(|side| side.member.clone()).unwrap_or_default();
            office.on.enter_yes(&play.matter.id, &connector, now).await?;
        }
        (Event::Withdraw, Party::Asker) if play.state.phase() != Phase::Drafted => {
            office.on.enter_withdrawal(&play.matter.id, now).await?;
        }
        _ => {}
    }
    Ok(())
}

/// The number of an introduction as its id is written.
pub(crate) fn id_of(number: IntroductionId) -> String {
    format!("{:016x}", number.0)
}
