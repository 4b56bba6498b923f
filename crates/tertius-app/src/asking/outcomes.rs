//! What came of it, walked back to everybody who helped, and what it teaches the forecasts.

use super::journal::Introduction;
use super::ledger::day;
use super::questions::{HeldAsk, KeptAsk};
use super::{Own, mailbox};
use crate::answers::Scale;
use crate::app::App;
use crate::error::AppError;
use crate::views::{CreditRow, DoorsRow, DueRow, LearningRow, LetterRow, OutcomeRow, OutcomesView, ToldView, YearView};
use tertius_model::Timestamp;
use tertius_ties::Lesson;
use tertius_tribe::Who;
use tertius_tribe::credit::{Credit, Doors, Outcome, Part, walk_back, year};
use tertius_tribe::introduction::{Event, Party, Stage};
use tertius_tribe::letter::{MessageId, OneLine, thanks, thanks_to};
use tertius_tribe::outcome::{OutcomeKind, next_question};

/// Ego among those who helped.
const EGO: Who = Who(0);

/// Somebody on the way to an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Helper {
    pub name: String,
    pub address: Option<String>,
}

/// Outcomes with their people, numbered from 1; 0 is ego.
#[derive(Default)]
pub(crate) struct Told {
    pub people: Vec<Helper>,
    pub outcomes: Vec<(String, Outcome)>,
}

impl Told {
    fn number(&mut self, name: &str, address: Option<&str>) -> Who {
        let address = address.map(str::trim).filter(|address| !address.is_empty());
        let same = |known: &Helper| match (known.address.as_deref(), address) {
            (Some(known), Some(address)) => known.eq_ignore_ascii_case(address),
            _ => known.name == name,
        };
        let at = self.people.iter().position(same).unwrap_or_else(|| {
            self.people.push(Helper { name: name.to_owned(), address: address.map(str::to_owned) });
            self.people.len() - 1
        });
        Who(at as u64 + 1)
    }

    pub fn helper(&self, who: Who) -> Option<&Helper> {
        self.people.get((who.0 as usize).checked_sub(1)?)
    }

    fn name(&self, who: Who) -> String {
        self.helper(who).map_or_else(|| "you".to_owned(), |helper| helper.name.clone())
    }
}

impl App {
    /// What came of everything, what is due to be told, and what it teaches.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn outcomes(&self) -> Result<OutcomesView, AppError> {
        let told = self.told()?;
        let outcomes = told.outcomes.iter().map(|(id, outcome)| outcome_row(&told, id, outcome)).collect();
        let mut due = Vec::new();
        for held in self.all_introductions()? {
            due.extend(self.due(&held)?);
        }
        Ok(OutcomesView { outcomes, due, learning: self.learning()? })
    }

    /// When to ask what came of an introduction of ego's own.
    fn due(&self, held: &Introduction) -> Result<Option<DueRow>, AppError> {
        let is_done = held.stage(self.now())? == Some(Stage::Introduced) && held.log.own == Party::Asker;
        let introduced = held
            .when(Party::Connector, |event| matches!(event, Event::Introduce))
            .or_else(|| held.when(Party::Target, |event| matches!(event, Event::Accept { .. })));
        let (true, Some(introduced)) = (is_done, introduced) else { return Ok(None) };
        let reports = held.log.entries.iter().filter_map(|entry| match entry.event {
            Event::Report { kind } if entry.by == held.log.own => Some(kind),
            _ => None,
        });
        let (asked, best) = (reports.clone().count(), reports.max());
        let nothing = held.log.entries.iter().any(|entry| entry.event == Event::Report { kind: OutcomeKind::Nothing });
        let next = next_question(introduced, asked, best).filter(|_| !nothing || best > Some(OutcomeKind::Nothing));
        Ok(next.map(|ask_on| DueRow {
            id: held.id.to_string(),
            to: held.log.draft.target.name.clone(),
            introduced: day(introduced),
            ask_on: day(ask_on),
        }))
    }

    /// Ego tells what came of an introduction or of an answer to a question; a thank-you is drafted for everybody who
    /// helped.
    ///
    /// # Errors
    /// User errors: there is nothing that anything could have come of, or several things are meant.
    pub fn tell_outcome(
        &mut self,
        which: &str,
        kind: OutcomeKind,
        answer: Option<usize>,
    ) -> Result<ToldView, AppError> {
        let id = match self.introduction_named(which) {
            Ok(held) => {
                self.act(&held, Event::Report { kind })?;
                held.id.to_string()
            }
            Err(no_introduction) => match self.ask_named(which) {
                Ok(held) => self.tell_of_answer(&held, kind, answer)?,
                Err(_) => return Err(no_introduction),
            },
        };
        let told = self.told()?;
        let mut of_it = told.outcomes.iter().filter(|(of, outcome)| *of == id && outcome.kind == kind);
        let (_, outcome) = of_it.next_back().ok_or_else(|| AppError::internal("the outcome was not kept"))?;
        let credits = walk_back(outcome);
        let own = self.own()?;
        let letters =
            credits.iter().filter(|_| outcome.by == EGO).filter_map(|credit| thank_you(&told, &own, outcome, credit));
        Ok(ToldView {
            outcome: outcome_row(&told, &id, outcome),
            credits: credits.iter().map(|credit| credit_row(&told, credit)).collect(),
            letters: letters.collect(),
            learning: self.learning()?,
        })
    }

    fn tell_of_answer(&mut self, held: &HeldAsk, kind: OutcomeKind, answer: Option<usize>) -> Result<String, AppError> {
        if !held.is_own() {
            return Err(AppError::user("whoever asked tells what came of it", "tertius ask show"));
        }
        let chosen = match answer {
            Some(number) => number.checked_sub(1).and_then(|at| held.answers.get(at)),
            None if held.answers.len() == 1 => held.answers.first(),
            None => None,
        };
        let missing =
            || AppError::user("say which answer it came of", "--answer NUMBER; tertius ask show has the numbers");
        let answer = chosen.ok_or_else(missing)?.number;
        self.keep_ask(Some(held), held.id, &KeptAsk::Told { answer, kind })?;
        Ok(held.id.to_string())
    }

    /// Everything that was told, with the way that led to it.
    pub(crate) fn told(&self) -> Result<Told, AppError> {
        let mut told = Told::default();
        for held in self.all_introductions()? {
            let number = |told: &mut Told, party: Party| match party == held.log.own {
                true => EGO,
                false => told.number(&held.person(party).name, held.address(party)),
            };
            for entry in &held.log.entries {
                let Event::Report { kind } = entry.event else { continue };
                let by = number(&mut told, Party::Asker);
                let way = vec![number(&mut told, Party::Connector)];
                let to = Some(number(&mut told, Party::Target));
                let outcome = Outcome { kind, at: Timestamp(entry.at), by, way, to };
                told.outcomes.push((held.id.to_string(), outcome));
            }
        }
        for held in self.all_asks()?.iter().filter(|held| held.is_own()) {
            for answer in &held.answers {
                let Some(friend) = held.neighbour(answer.over) else { continue };
                for &(at, kind) in &answer.told {
                    let way = vec![told.number(&friend.name, friend.address.as_deref())];
                    let by_name = answer.by.name.as_deref().filter(|_| answer.steps > 0);
                    let to = by_name.map(|name| told.number(name, answer.by.address.as_deref()));
                    told.outcomes.push((held.id.to_string(), Outcome { kind, at, by: EGO, way, to }));
                }
            }
        }
        Ok(told)
    }

    /// What ego's own outcomes teach; below what it takes, that it is too little data.
    fn learning(&self) -> Result<LearningRow, AppError> {
        let network = self.network()?;
        Ok(match Scale::learning(network, self.now(), &self.ask_log()?).lesson() {
            Lesson::TooLittleData { n_outcomes, n_needed } => LearningRow {
                outcomes: n_outcomes,
                needed: n_needed,
                text: format!("too little data: {n_outcomes} of the {n_needed} outcomes that learning needs"),
            },
            Lesson::Learnt(correction) => LearningRow {
                outcomes: correction.n_outcomes,
                needed: tertius_ties::parameters::OUTCOMES_ENOUGH,
                text: format!("forecasts follow your own {} outcomes", correction.n_outcomes),
            },
        })
    }

    /// Who opened doors for ego in a year, and for whom ego did.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn doors(&self, of: Option<i32>) -> Result<YearView, AppError> {
        let wanted = of.unwrap_or_else(|| self.now().day().date().0);
        let told = self.told()?;
        let outcomes: Vec<Outcome> = told.outcomes.iter().map(|(_, outcome)| outcome.clone()).collect();
        let found = year(&outcomes, EGO, wanted);
        let row = |doors: &Doors| DoorsRow {
            name: told.name(doors.who),
            led_to: doors.led_to.iter().map(|(kind, n)| (kind.id().to_owned(), *n)).collect(),
        };
        Ok(YearView {
            year: wanted,
            for_me: found.for_me.iter().map(row).collect(),
            by_me: found.by_me.iter().map(row).collect(),
        })
    }
}

fn outcome_row(told: &Told, id: &str, outcome: &Outcome) -> OutcomeRow {
    OutcomeRow {
        id: id.to_owned(),
        kind: outcome.kind.id().to_owned(),
        at: day(outcome.at),
        by: told.name(outcome.by),
        way: outcome.way.iter().map(|&who| told.name(who)).collect(),
        to: outcome.to.map(|who| told.name(who)),
    }
}

fn credit_row(told: &Told, credit: &Credit) -> CreditRow {
    let part = match credit.part {
        Part::OpenedTheDoor => "opened-the-door",
        Part::PassedItOn => "passed-it-on",
        Part::Was => "was-met",
    };
    CreditRow { name: told.name(credit.who), part: part.to_owned() }
}

/// A thank-you for one who helped, as a letter to hand over.
fn thank_you(told: &Told, own: &Own, outcome: &Outcome, credit: &Credit) -> Option<LetterRow> {
    let helper = told.helper(credit.who)?;
    let met = outcome.to.filter(|to| *to != credit.who).map(|to| told.name(to)).unwrap_or_default();
    let text = thanks(&own.name, &helper.name, &met, outcome.kind);
    let mut row = LetterRow {
        name: OneLine::new(&helper.name).to_string(),
        address: helper.address.clone(),
        subject: "Thank you".to_owned(),
        text: text.clone(),
        mailto: None,
        files: Vec::new(),
    };
    if let (Some(from), Some(to)) = (own.mailbox(), mailbox(&helper.name, helper.address.as_deref())) {
        let ask = tertius_tribe::ask::AskId(outcome.at.0.cast_unsigned());
        let id = MessageId::of_ask(ask, "thanks", credit.who, 0, &from.address);
        row.mailto = Some(thanks_to(from, to, id, &text).to_mailto());
    }
    Some(row)
}
