//! What ego does with introductions, and how each is shown.

use super::deliver::Delivery;
use super::journal::{Introduction, Kept};
use super::ledger::day;
use super::reply::over;
use super::rules;
use crate::app::App;
use crate::error::AppError;
use crate::views::{IntroductionView, PartyRow, StepRow, ToldRow};
use tertius_model::MatterId;
use tertius_resolve::fold_name;
use tertius_tribe::exchange::{ExchangeError, Log};
use tertius_tribe::introduction::{
    Act, Circumstances, Conditions, Event, Introduces, Party, PartySet, Refusal, Request, Reveal, Shown, Stage,
};
use tertius_tribe::letter::{OneLine, paragraph};

/// New words for a draft; what is not given stays.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// What it is for.
    pub goal: Option<String>,
    /// The letter to the friend.
    pub to_connector: Option<String>,
    /// What the friend may pass on.
    pub to_target: Option<String>,
}

/// A yes: on what terms, and how much of oneself it gives away.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// How much of ego the others may see.
    pub reveal: Reveal,
    /// The connector's words for the asker.
    pub endorsement: Option<String>,
    /// What the asker has to keep to.
    pub note: String,
    /// Who makes the introduction.
    pub introduces: Introduces,
    /// Where a letter reaches the target, where the vault does not say it.
    pub target_address: Option<String>,
}

impl Default for Agreement {
    fn default() -> Agreement {
        Agreement {
            reveal: Reveal::NameAndAddress,
            endorsement: None,
            note: String::new(),
            introduces: Introduces::AtOnce,
            target_address: None,
        }
    }
}

impl App {
    /// Every introduction, those that wait for ego first, then the latest.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn introductions(&self) -> Result<Vec<IntroductionView>, AppError> {
        let mut rows = Vec::new();
        for held in self.all_introductions()?.iter().rev() {
            rows.push(self.introduction_view(held)?);
        }
        rows.sort_by_key(|row| match row.stage.as_str() {
            "your-turn" => 0,
            "draft" => 1,
            "nothing-came" | "withdrawn" | "put-away" | "you-declined" | "not-shown" => 3,
            _ => 2,
        });
        Ok(rows)
    }

    /// One introduction, by its number or by the name of one of its people.
    ///
    /// # Errors
    /// User error when none or several are meant.
    pub fn introduction(&self, which: &str) -> Result<IntroductionView, AppError> {
        self.introduction_view(&self.introduction_named(which)?)
    }

    /// The introduction that the user means: by number, or by a name in it, where one that is not over bears it.
    pub(crate) fn introduction_named(&self, which: &str) -> Result<Introduction, AppError> {
        let all = self.all_introductions()?;
        let which = which.trim();
        if let Ok(id) = which.parse::<MatterId>() {
            let found = all.into_iter().find(|held| held.id == id);
            return found.ok_or_else(|| no_such(which));
        }
        let wanted = fold_name(which);
        let mut found = Vec::new();
        for held in all {
            let is_over = matches!(
                held.stage(self.now())?,
                None | Some(Stage::NothingCame | Stage::Withdrawn | Stage::PutAway | Stage::YouDeclined)
            );
            let bears = |party: &Party| {
                let person = held.person(*party);
                let name = fold_name(&person.name);
                let same = held.address(*party).is_some_and(|address| address.eq_ignore_ascii_case(which));
                *party != held.log.own
                    && (same || (!wanted.is_empty() && (name == wanted || has_words(&name, &wanted))))
            };
            if Party::ALL.iter().any(bears) {
                found.push((is_over, held));
            }
        }
        if found.iter().any(|(is_over, _)| !is_over) {
            found.retain(|(is_over, _)| !is_over);
        }
        match found.len() {
            0 => Err(no_such(which)),
            1 => Ok(found.remove(0).1),
            n => {
                let lines: Vec<String> = found.iter().map(|(_, held)| self.one_line(held)).collect();
                let message = format!("\"{which}\" stands in {n} introductions; say which, by number");
                Err(AppError::user(message, lines.join("\n")))
            }
        }
    }

    fn one_line(&self, held: &Introduction) -> String {
        let draft = &held.log.draft;
        format!("{}  {} → {} → {}", held.id, draft.asker.name, draft.connector.name, draft.target.name)
    }

    pub(crate) fn introduction_view(&self, held: &Introduction) -> Result<IntroductionView, AppError> {
        let begun = day(tertius_model::Timestamp(held.log.begun));
        let id = held.id.to_string();
        let role = held.log.own.id().to_owned();
        let Some(view) = held.view(self.now())? else {
            let nobody = || PartyRow { name: None, address: None };
            return Ok(IntroductionView {
                id,
                role,
                stage: "not-shown".to_owned(),
                until: None,
                begun,
                asker: nobody(),
                connector: nobody(),
                target: nobody(),
                goal: String::new(),
                to_connector: String::new(),
                to_target: String::new(),
                endorsement: String::new(),
                note: String::new(),
                told: Vec::new(),
                may: Vec::new(),
                why_not: None,
                steps: Vec::new(),
            });
        };
        let why_not = match view.stage {
            Stage::Draft => self.may_send(held).err().map(|error| error.message),
            _ => None,
        };
        Ok(IntroductionView {
            id,
            role,
            stage: stage_id(view.stage).to_owned(),
            until: view.until.map(day),
            begun,
            asker: party_row(&view.asker),
            connector: party_row(&view.connector),
            target: party_row(&view.target),
            goal: view.request.goal,
            to_connector: view.request.to_connector,
            to_target: view.request.to_target,
            endorsement: view.endorsement,
            note: view.note,
            told: view
                .told
                .iter()
                .map(|told| ToldRow { by: told.by.id().to_owned(), kind: told.kind.id().to_owned() })
                .collect(),
            may: view.may.iter().map(|act| act_id(*act).to_owned()).collect(),
            why_not,
            steps: steps(held),
        })
    }

    /// Changes the words of a draft.
    ///
    /// # Errors
    /// User error when it is no draft any more.
    pub fn edit_introduction(&mut self, which: &str, words: &Words) -> Result<IntroductionView, AppError> {
        let held = self.introduction_named(which)?;
        let before = held.view(self.now())?.map(|view| view.request).unwrap_or_default();
        let request = Request {
            goal: words.goal.as_deref().map_or(before.goal, |goal| OneLine::new(goal).to_string()),
            to_connector: words.to_connector.as_deref().map_or(before.to_connector, paragraph),
            to_target: words.to_target.as_deref().map_or(before.to_target, paragraph),
        };
        let held = self.act(&held, Event::Edit { request })?;
        self.introduction_view(&held)
    }

    /// Everything that stands against sending a draft now.
    fn may_send(&self, held: &Introduction) -> Result<(), AppError> {
        let (Some(friend), Some(target)) = (&held.connector, &held.target) else {
            return Err(refused(&Refusal::NotYours));
        };
        for known in [friend, target] {
            let named = known.handle.as_deref().unwrap_or(&known.name);
            self.settled(named)?;
        }
        let address = held.log.draft.connector.address.clone().unwrap_or_default();
        let all = self.all_introductions()?;
        if let Some(at) = self.wants_none(&all, &address)? {
            return Err(wants_none(&friend.name, at));
        }
        let goal = held.view(self.now())?.map(|view| view.request.goal).unwrap_or_default();
        self.may_ask_now(&all, friend, &address, &goal)
    }

    /// The user presses send: the request counts as made, and the words are handed out.
    ///
    /// # Errors
    /// User errors: it is no draft, the goodwill budget stands against it, or it is not certain who somebody is.
    pub fn send_introduction(&mut self, which: &str, reveal: Reveal) -> Result<Vec<Delivery>, AppError> {
        let held = self.introduction_named(which)?;
        if held.stage(self.now())? == Some(Stage::Draft) {
            self.may_send(&held)?;
        }
        let held = self.act(&held, Event::Send { reveal })?;
        self.deliveries(&held)
    }

    /// Ego says yes: as connector the target is asked now, as target ego agrees to be introduced.
    ///
    /// # Errors
    /// User error when it is not ego's turn, or there is nowhere to write to.
    pub fn accept_introduction(&mut self, which: &str, yes: &Agreement) -> Result<Vec<Delivery>, AppError> {
        let mut held = self.introduction_named(which)?;
        match held.log.own {
            Party::Asker => return Err(AppError::user("you asked; the others answer", "tertius intro show")),
            Party::Target => held = self.act(&held, Event::Accept { reveal: yes.reveal })?,
            Party::Connector => {
                self.check(&held, &Event::Decline)?;
                let target_address = self.targets_address(&held, yes)?;
                let all = self.all_introductions()?;
                if let Some(at) = self.wants_none(&all, &target_address)? {
                    return Err(wants_none(&held.log.draft.target.name, at));
                }
                if let Some(words) = &yes.endorsement {
                    held = self.act(&held, Event::Endorse { words: paragraph(words) })?;
                }
                let conditions = Conditions { introduces: yes.introduces, note: paragraph(&yes.note) };
                let target_address = Some(target_address);
                held = self.act(&held, Event::Agree { reveal: yes.reveal, conditions, target_address })?;
            }
        }
        self.deliveries(&held)
    }

    /// Where the connector reaches the target: as the user says, else from the connector's own vault.
    fn targets_address(&self, held: &Introduction, yes: &Agreement) -> Result<String, AppError> {
        if let Some(address) = &yes.target_address {
            return Ok(OneLine::new(address).to_string());
        }
        let name = &held.log.draft.target.name;
        let hint = "say where to write to: --address name@example.org";
        let found = self.settled(name).map_err(|error| AppError::user(error.message, hint))?;
        self.address_of(&found.id)?.ok_or_else(|| AppError::user(format!("your vault has no address of {name}"), hint))
    }

    /// Ego does one of the things that need no words: decline, withdraw, introduce, never again.
    ///
    /// # Errors
    /// User error when it cannot be done now.
    pub fn act_on_introduction(&mut self, which: &str, event: Event) -> Result<Vec<Delivery>, AppError> {
        let held = self.introduction_named(which)?;
        let held = self.act(&held, event)?;
        self.deliveries(&held)
    }

    /// Takes a file from one of the others.
    ///
    /// # Errors
    /// Data error when it was changed or forged; user errors when it is for somebody else, was taken before, comes too
    /// late, or from somebody whom ego wants nothing of.
    pub fn take_introduction(&mut self, file: &str) -> Result<Vec<Delivery>, AppError> {
        let (id, _) = Log::address_of(file).map_err(not_taken)?;
        let before = self.all_introductions()?.into_iter().find(|held| held.log.id == id);
        let own = before.as_ref().map(|held| &held.log);
        if before.as_ref().is_some_and(|held| held.files.contains(file)) {
            let hint = "nothing was changed; tertius intro show says where it stands";
            return Err(AppError::user("this file was taken already; it counted once", hint));
        }
        let log = Log::take(own, file, self.now(), &rules()).map_err(not_taken)?;
        if own.is_some_and(|own| *own == log) {
            let hint = "nothing was changed; tertius intro show says where it stands";
            return Err(AppError::user("this file says nothing that was not known already", hint));
        }
        let state = Introduction { log, ..before.clone().unwrap_or_else(|| fresh(MatterId(id.0))) };
        self.may_take(&state)?;
        let held = self.keep_introduction(before.as_ref(), MatterId(id.0), Kept::Took { file: file.to_owned() })?;
        self.deliveries(&held)
    }

    /// What stands against a file that reads well: it is too late, ego wants nothing of its sender, or erased somebody.
    fn may_take(&self, state: &Introduction) -> Result<(), AppError> {
        if state.stage(self.now())? == Some(Stage::NothingCame) {
            return Err(over(state));
        }
        let erased = crate::erase::Erased::new(self.vault().suppressions()?, self.region()?);
        for party in Party::ALL.into_iter().filter(|party| *party != state.log.own) {
            let person = state.person(party);
            let handle = state.address(party).and_then(tertius_model::Handle::parse);
            let mention = tertius_model::Mention { handle, name: person.name.clone() };
            if !erased.is_empty() && erased.holds_mention(&mention) {
                let hint = "you erased them; nothing about them comes back in";
                return Err(AppError::user(format!("this file is about {}, whom you erased", person.name), hint));
            }
        }
        let refused_before = self.all_introductions()?.into_iter().find(|held| {
            let said = held.when(held.log.own, |event| matches!(event, Event::NeverAgain)).is_some();
            said && held.id != state.id && same_sender(held, state)
        });
        match refused_before {
            None => Ok(()),
            Some(held) => {
                let sender = sender(&held.log);
                let message =
                    format!("you said that you want nothing like this from {} again", held.person(sender).name);
                Err(AppError::user(message, "the file was not taken; they are not told"))
            }
        }
    }

    /// Plays an event of ego's own and keeps it.
    pub(crate) fn act(&mut self, held: &Introduction, event: Event) -> Result<Introduction, AppError> {
        self.check(held, &event)?;
        self.keep_introduction(Some(held), held.id, Kept::Acted { event })
    }

    /// An error unless the event counts now.
    fn check(&self, held: &Introduction, event: &Event) -> Result<(), AppError> {
        let rules = rules();
        let circumstances = Circumstances { now: self.now(), rules: &rules, muted: PartySet::default() };
        held.log.clone().act(event.clone(), circumstances).map(drop).map_err(|refusal| refused(&refusal))
    }

    /// An error unless what somebody else said counts now.
    pub(crate) fn counts(&self, held: &Introduction, by: Party, event: &Event) -> Result<(), AppError> {
        let rules = rules();
        let circumstances = Circumstances { now: self.now(), rules: &rules, muted: PartySet::default() };
        held.log.clone().hear(by, event.clone(), circumstances).map(drop).map_err(|refusal| refused(&refusal))
    }
}

/// The number of the introduction that a file belongs to.
///
/// # Errors
/// Data error when it is no such file, or was changed.
pub fn introduction_in(file: &str) -> Result<String, AppError> {
    let (id, _) = Log::address_of(file).map_err(not_taken)?;
    Ok(MatterId(id.0).to_string())
}

fn fresh(id: MatterId) -> Introduction {
    let draft = tertius_tribe::introduction::Draft::default();
    let id_in_log = tertius_tribe::introduction::IntroductionId(id.0);
    let log = Log { id: id_in_log, own: Party::Target, begun: 0, draft, entries: Vec::new(), keys: Vec::new() };
    Introduction {
        id,
        n_events: 0,
        log,
        connector: None,
        target: None,
        letters: Default::default(),
        files: Default::default(),
    }
}

/// From whom ego heard of it: the target from the connector, the connector from the asker.
fn sender(log: &Log) -> Party {
    if log.own == Party::Target { Party::Connector } else { Party::Asker }
}

fn same_sender(a: &Introduction, b: &Introduction) -> bool {
    let key = |held: &Introduction| {
        let sender = sender(&held.log);
        held.log.keys.iter().find(|(party, _)| *party == sender).map(|(_, key)| key.clone())
    };
    key(a).is_some() && key(a) == key(b)
}

fn no_such(which: &str) -> AppError {
    AppError::user(format!("no introduction \"{which}\""), "tertius intro list has them, with numbers and names")
}

pub(crate) fn wants_none(name: &str, at: tertius_model::Timestamp) -> AppError {
    let message = format!("{name} wrote on {} that they want no letter like this again", day(at));
    AppError::user(message, "nothing may be sent to them; another friend may know the way: tertius path WHO")
}

pub(crate) fn refused(refusal: &Refusal) -> AppError {
    AppError::user(refusal.to_string(), "tertius intro show says where it stands and what you can do")
}

fn not_taken(error: ExchangeError) -> AppError {
    let hint = "nothing was changed; ask them to send the file again, as it was written";
    match error {
        ExchangeError::NotForYou(_) | ExchangeError::Another => {
            AppError::user(error.to_string(), "take the file that was written for you; nothing was changed")
        }
        ExchangeError::Refused(refusal) => AppError::data(
            format!("what this file says does not count: {refusal}"),
            "nothing was changed; tertius intro show says where it stands",
        ),
        _ => AppError::data(error.to_string(), hint),
    }
}

/// Whether the words stand in the name, in their order.
fn has_words(name: &str, wanted: &str) -> bool {
    let (name, wanted): (Vec<&str>, Vec<&str>) = (name.split(' ').collect(), wanted.split(' ').collect());
    name.windows(wanted.len()).any(|window| window == wanted)
}

/// An address that is not for ego stands as empty in a file.
fn party_row(shown: &Shown) -> PartyRow {
    let there = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    PartyRow { name: there(&shown.name), address: there(&shown.address) }
}

/// What happened, without another's no.
fn steps(held: &Introduction) -> Vec<StepRow> {
    let own = held.log.own;
    let is_shown = |by: Party, event: &Event| match event {
        Event::Decline | Event::NeverAgain => by == own,
        Event::Withdraw => by == own || by == Party::Asker,
        _ => true,
    };
    let entries = held.log.entries.iter().filter(|entry| is_shown(entry.by, &entry.event));
    let row = |at: i64, by: Party, act: &str| StepRow {
        at: day(tertius_model::Timestamp(at)),
        by: by.id().to_owned(),
        act: act.to_owned(),
    };
    entries.map(|entry| row(entry.at, entry.by, event_id(&entry.event))).collect()
}

fn event_id(event: &Event) -> &'static str {
    match event {
        Event::Edit { .. } => "edit",
        Event::Send { .. } => "send",
        Event::Endorse { .. } => "endorse",
        Event::Agree { .. } => "agree",
        Event::Accept { .. } => "accept",
        Event::Introduce => "introduce",
        Event::Decline => "decline",
        Event::Withdraw => "withdraw",
        Event::NeverAgain => "never-again",
        Event::Report { .. } => "report",
    }
}

/// The word of a stage, in JSON.
pub(crate) fn stage_id(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "draft",
        Stage::YourTurn => "your-turn",
        Stage::WaitingForConnector => "waiting-for-connector",
        Stage::WaitingForTarget => "waiting-for-target",
        Stage::WaitingForIntroduction => "waiting-for-introduction",
        Stage::Introduced => "introduced",
        Stage::YouDeclined => "you-declined",
        Stage::NothingCame => "nothing-came",
        Stage::Withdrawn => "withdrawn",
        Stage::PutAway => "put-away",
    }
}

fn act_id(act: Act) -> &'static str {
    match act {
        Act::Edit => "edit",
        Act::Send => "send",
        Act::Endorse => "endorse",
        Act::Agree | Act::Accept => "accept",
        Act::Introduce => "introduce",
        Act::Decline => "decline",
        Act::Withdraw => "withdraw",
        Act::Report => "outcome",
        Act::NeverAgain => "never",
    }
}
