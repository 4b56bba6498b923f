//! Whom ego asked for an introduction to whom, and what came of it: introductions of this vault, and what `tertius asked`
//! recorded of asks made elsewhere (rulings, so that they can be undone). Everything that learns from asks reads this one log.

use super::rulings::row;
use crate::app::App;
use crate::asking::Introduction;
use crate::error::AppError;
use crate::network::{EGO, Network, PersonIdx};
use crate::views::RulingRow;
use crate::who::holders;
use tertius_model::{AskOutcome, Mention, RulingKind};
use tertius_resolve::fold_name;
use tertius_tribe::goodwill::Ask;
use tertius_tribe::introduction::{Event, Party, Stage};

impl App {
    /// Records that ego asked somebody for an introduction to a target, or what came of an ask that is open.
    ///
    /// # Errors
    /// User error when one of them is nobody or several, or both are one.
    pub fn asked(&mut self, who: &str, about: &str, outcome: AskOutcome) -> Result<RulingRow, AppError> {
        if self.who(who)? == self.who(about)? {
            let hint = "tertius asked FRIEND --about TARGET";
            return Err(AppError::user("nobody is asked for an introduction to themself", hint));
        }
        let kind = RulingKind::Asked(self.mention_of(who)?, self.mention_of(about)?, outcome);
        let ruling = self.rule(kind)?;
        self.prepare()?;
        Ok(row(&ruling))
    }

    /// Every ask that stands, the oldest first, by what the friend who was asked did; what came of one closes the latest open
    /// ask about the same two. A no that ego read in a mail stays unread here: it counts as silence.
    pub(crate) fn ask_log(&self) -> Result<Vec<Ask>, AppError> {
        Ok(self.asks_made()?.into_iter().map(|made| made.ask).collect())
    }

    /// The same by whether the target was reached: a friend who agreed has not brought the two together yet.
    pub(crate) fn ask_log_of_targets(&self) -> Result<Vec<Ask>, AppError> {
        let outcome = |made: Made| match (made.ask.outcome, made.reached) {
            (AskOutcome::Answered, Reached::NotYet) => AskOutcome::Open,
            (AskOutcome::Answered, Reached::No) => AskOutcome::Declined,
            (outcome, _) => outcome,
        };
        Ok(self.asks_made()?.into_iter().map(|made| Ask { outcome: outcome(made), ..made.ask }).collect())
    }

    /// The asks that wait for an answer still.
    pub(crate) fn asks_waiting(&self) -> Result<Vec<Ask>, AppError> {
        let waits = |made: &Made| made.ask.outcome == AskOutcome::Open && made.reached != Reached::No;
        Ok(self.asks_made()?.into_iter().filter(waits).map(|made| made.ask).collect())
    }

    fn asks_made(&self) -> Result<Vec<Made>, AppError> {
        let network = self.network()?;
        let mut log: Vec<Made> = Vec::new();
        for ruling in self.vault().rulings()? {
            let RulingKind::Asked(who, about, outcome) = &ruling.kind else { continue };
            let (Some(connector), Some(about)) = (person_of(network, who), person_of(network, about)) else { continue };
            let same = |made: &&mut Made| made.ask.connector == connector && made.ask.about == about;
            let open = log.iter_mut().rev().filter(|made| made.ask.outcome == AskOutcome::Open).find(same);
            let reached = if *outcome == AskOutcome::Answered { Reached::Yes } else { Reached::NotYet };
            match (open, outcome) {
                (Some(made), AskOutcome::Answered | AskOutcome::Declined) => {
                    made.ask.outcome = *outcome;
                    made.reached = reached;
                }
                _ => {
                    let ask = Ask { connector, about, day: ruling.at.day(), outcome: *outcome };
                    log.push(Made { ask, reached });
                }
            }
        }
        for held in self.all_introductions()? {
            log.extend(self.made_by(&held)?);
        }
        log.sort_by_key(|made| made.ask.day);
        Ok(log)
    }

    /// The ask that an introduction is, where ego sent it.
    fn made_by(&self, held: &Introduction) -> Result<Option<Made>, AppError> {
        let sent = held.when(Party::Asker, |event| matches!(event, Event::Send { .. }));
        let (Some(sent), Some(friend), Some(target)) = (sent, &held.connector, &held.target) else { return Ok(None) };
        let network = self.network()?;
        let (friend, target) = (person_of(network, &friend.mention()), person_of(network, &target.mention()));
        let (Some(connector), Some(about)) = (friend, target) else { return Ok(None) };
        let agreed = held.when(Party::Connector, |event| matches!(event, Event::Agree { .. })).is_some();
        let outcome = if agreed { AskOutcome::Answered } else { AskOutcome::Open };
        let reached = match held.stage(self.now())? {
            Some(Stage::Introduced | Stage::PutAway) => Reached::Yes,
            Some(Stage::NothingCame | Stage::Withdrawn) => Reached::No,
            _ => Reached::NotYet,
        };
        Ok(Some(Made { ask: Ask { connector, about, day: sent.day(), outcome }, reached }))
    }
}

/// An ask, and whether it led to the target.
#[derive(Clone, Copy)]
struct Made {
    ask: Ask,
    reached: Reached,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    Yes,
    NotYet,
    No,
}

/// The person whom a ruling names, where there is one still.
pub(crate) fn person_of(network: &Network, mention: &Mention) -> Option<PersonIdx> {
    let name = fold_name(&mention.name);
    let bears = |idx: &PersonIdx| {
        let person = network.people.get(*idx as usize);
        let names = person.map(|person| std::iter::once(&person.name).chain(&person.other_names));
        names.into_iter().flatten().any(|one| fold_name(one) == name)
    };
    let mut found: Vec<PersonIdx> = match &mention.handle {
        Some(handle) => holders(network, handle),
        None => (0..network.people.len() as PersonIdx).filter(bears).collect(),
    };
    found.retain(|&idx| idx != EGO);
    if found.len() > 1 && !name.is_empty() {
        found.retain(bears);
    }
    match found.as_slice() {
        [only] => Some(*only),
        [first, ..] if mention.handle.is_some() => Some(*first),
        _ => None,
    }
}
