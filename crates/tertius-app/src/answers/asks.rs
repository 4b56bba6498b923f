//! Whom ego asked for an introduction to whom, and what came of it: rulings, so that they can be undone.

use super::rulings::row;
use crate::app::App;
use crate::error::AppError;
use crate::network::{EGO, Network, PersonIdx};
use crate::views::RulingRow;
use crate::who::holders;
use tertius_model::{AskOutcome, Mention, RulingKind};
use tertius_resolve::fold_name;
use tertius_tribe::goodwill::Ask;

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

    /// Every ask that stands, the oldest first; what came of one closes the latest open ask about the same two.
    pub(crate) fn ask_log(&self) -> Result<Vec<Ask>, AppError> {
        let network = self.network()?;
        let mut log: Vec<Ask> = Vec::new();
        for ruling in self.vault().rulings()? {
            let RulingKind::Asked(who, about, outcome) = &ruling.kind else { continue };
            let (Some(connector), Some(about)) = (person_of(network, who), person_of(network, about)) else { continue };
            let same = |ask: &&mut Ask| ask.connector == connector && ask.about == about;
            let open = log.iter_mut().rev().filter(|ask| ask.outcome == AskOutcome::Open).find(same);
            match (open, outcome) {
                (Some(ask), AskOutcome::Answered | AskOutcome::Declined) => ask.outcome = *outcome,
                _ => log.push(Ask { connector, about, day: ruling.at.day(), outcome: *outcome }),
            }
        }
        Ok(log)
    }
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
