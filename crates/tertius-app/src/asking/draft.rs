//! The draft of an introduction, from facts that ego can check: how the two know each other, why this person, how ego
//! knows that the friend knows them.

use super::journal::{Kept, Known};
use crate::answers::{Scale, is_hidden};
use crate::app::App;
use crate::derive::evidence_of;
use crate::error::AppError;
use crate::network::{Person, PersonIdx};
use crate::views::IntroductionView;
use tertius_model::Day;
use tertius_ties::{OtherKind, Standing};
use tertius_tribe::exchange::Log;
use tertius_tribe::introduction::{Draft, Field, IntroductionId, Party, Request};
use tertius_tribe::letter::{Facts, OneLine, paragraph, request};

/// What to draft.
#[derive(Clone, Debug, Default)]
pub struct IntroductionDraft {
    /// Whom ego wants to meet.
    pub target: String,
    /// The friend who could introduce them; the best one where none is named.
    pub via: Option<String>,
    /// What it is for, in one line.
    pub goal: String,
    /// The letter to the friend, where ego wrote it; otherwise it is drafted.
    pub words: Option<String>,
    /// What the friend may pass on, where ego wrote it.
    pub to_target: Option<String>,
}

impl App {
    /// Drafts an introduction and keeps the draft. Nothing leaves.
    ///
    /// # Errors
    /// User errors: nobody or several are meant, nobody is between, it is not certain who somebody is.
    pub fn draft_introduction(&mut self, wanted: &IntroductionDraft) -> Result<IntroductionView, AppError> {
        let target = self.who(&wanted.target)?;
        self.settled(&wanted.target)?;
        let via = self.connector_for(wanted, target)?;
        self.settled(&via)?;
        let connector = self.who(&via)?;
        if connector == target {
            let hint = "name the friend between with --via, or write to them yourself";
            return Err(AppError::user("nobody is asked for an introduction to themself", hint));
        }
        let own = self.own()?;
        let (friend, them) = (self.known(&via)?, self.known(&wanted.target)?);
        let goal = OneLine::new(&wanted.goal).to_string();
        let facts = self.facts(&own.name, connector, target, &goal)?;
        let request = Request {
            to_connector: wanted.words.as_deref().map_or_else(|| request(&facts), paragraph),
            to_target: wanted.to_target.as_deref().map(paragraph).unwrap_or_default(),
            goal,
        };
        let person = |known: &Known, address| tertius_tribe::introduction::Person { name: known.name.clone(), address };
        let draft = Draft {
            asker: tertius_tribe::introduction::Person { name: own.name, address: own.address },
            connector: person(&friend, self.address_of(&via)?),
            target: person(&them, None),
            known: vec![Field::ConnectorName, Field::TargetName],
            request,
        };
        let id = self.new_matter()?;
        let begun = self.now().0;
        let log =
            Log { id: IntroductionId(id.0), own: Party::Asker, begun, draft, entries: Vec::new(), keys: Vec::new() };
        let held =
            self.keep_introduction(None, id, Kept::Begun { log: Box::new(log), connector: friend, target: them })?;
        self.introduction_view(&held)
    }

    /// How ego's vault names somebody.
    pub(crate) fn known(&self, who: &str) -> Result<Known, AppError> {
        let idx = self.who(who)?;
        Ok(Known::of(&self.mention_of(who)?, &self.person_at(idx)?.name))
    }

    /// The friend to ask: the one ego names, else the first on the list of those between who may be asked now.
    fn connector_for(&self, wanted: &IntroductionDraft, target: PersonIdx) -> Result<String, AppError> {
        if let Some(via) = &wanted.via {
            return Ok(via.clone());
        }
        let name = self.person_at(target)?.name.clone();
        let network = self.network()?;
        let scale = Scale::learning(network, self.now(), &self.ask_log()?);
        if scale.standing(self.person_at(target)?) == Standing::Tie {
            let hint = format!("write to {name} yourself, or name a friend between with --via");
            return Err(AppError::user(format!("you know {name} yourself"), hint));
        }
        let paths = self.path(&self.person_at(target)?.person_id().to_string(), 8, 2)?;
        let all = self.all_introductions()?;
        let between = paths.iter().filter(|path| path.hops == 2 && path.verdict.is_none());
        let mut why_not = None;
        for path in between {
            let Some(friend) = path.people.get(1) else { continue };
            let known = self.known(&friend.id)?;
            let address = self.address_of(&friend.id)?.unwrap_or_default();
            match self.settled(&friend.id).and_then(|_| self.may_ask_now(&all, &known, &address, &wanted.goal)) {
                Ok(()) => return Ok(friend.id.clone()),
                Err(error) => why_not = why_not.or(Some(error)),
            }
        }
        Err(why_not.unwrap_or_else(|| {
            let hint = "name a friend with --via where you know that they know each other; tertius path WHO shows what the evidence says";
            AppError::user(format!("no friend of yours is known to know {name}"), hint)
        }))
    }

    /// What the evidence says of the three.
    fn facts(&self, asker: &str, connector: PersonIdx, target: PersonIdx, goal: &str) -> Result<Facts, AppError> {
        let (friend, them) = (self.person_at(connector)?, self.person_at(target)?);
        Ok(Facts {
            asker: asker.to_owned(),
            connector: friend.name.clone(),
            target: them.name.clone(),
            goal: goal.to_owned(),
            how_we_know: how_we_know(friend),
            why_them: role(them),
            how_you_know: self.how_they_know(connector, target)?,
        })
    }

    /// What was seen of the two together, the surest first; what is only guessed is not said.
    fn how_they_know(&self, connector: PersonIdx, target: PersonIdx) -> Result<String, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let Some(link) = scale.link_between(connector, target) else { return Ok(String::new()) };
        if is_hidden(self.person_at(target)?) {
            return Ok(String::new());
        }
        let mut seen: Vec<_> = network.evidence_of(link).iter().filter_map(evidence_of).collect();
        seen.sort_by_key(|one| (rank(one.kind), std::cmp::Reverse(one.n)));
        let Some(first) = seen.first() else { return Ok(String::new()) };
        Ok(in_words(first.kind, first.first))
    }
}

/// Which evidence is told first.
fn rank(kind: OtherKind) -> u8 {
    match kind {
        OtherKind::Stated(_) => 0,
        OtherKind::Wrote => 1,
        OtherKind::Gathering => 2,
        OtherKind::Thread => 3,
        OtherKind::Group => 4,
        OtherKind::SameEmployer => 5,
    }
}

fn in_words(kind: OtherKind, first: Option<Day>) -> String {
    let since = first.map(|day| format!(" in {}", day.date().0)).unwrap_or_default();
    match kind {
        OtherKind::Stated(_) => "what I have seen says that you two know each other".to_owned(),
        OtherKind::Wrote => "you two were writing to each other on mails that I was on, too".to_owned(),
        OtherKind::Gathering => format!("we were at one meeting, all three of us{since}"),
        OtherKind::Thread => format!("you two were on mails that I was on, too{since}"),
        OtherKind::Group => "you two are in one group with me".to_owned(),
        OtherKind::SameEmployer => String::new(),
    }
}

/// How ego and a friend know each other, as both can check.
fn how_we_know(friend: &Person) -> String {
    let mut parts = Vec::new();
    if let Some(overlap) = friend.stated.overlaps.iter().max_by_key(|one| one.to.unwrap_or(i32::MAX)) {
        let year = |day: i32| Day(day).date().0;
        let from = year(overlap.from);
        parts.push(match overlap.to.map(year) {
            None => format!("we have worked together at {} since {from}", overlap.employer),
            Some(to) if to == from => format!("we worked together at {} in {from}", overlap.employer),
            Some(to) => format!("we worked together at {}, {from} to {to}", overlap.employer),
        });
    }
    if let Some(first) = friend.contact.first() {
        let (year, ..) = first.day().date();
        let joint = if parts.is_empty() { "we have been in touch since" } else { "and have been in touch since" };
        parts.push(format!("{joint} {year}"));
    } else if let Some(Some(since)) = friend.stated.linkedin {
        parts.push(format!("we have been connected since {}", Day(since).date().0));
    }
    let text = parts.join(", ");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What somebody does, in one phrase.
fn role(person: &Person) -> String {
    let employer = if person.employer_from_domain { "" } else { person.employer.as_str() };
    match (person.title.as_str(), employer) {
        ("", "") => String::new(),
        (title, "") => title.to_owned(),
        ("", employer) => format!("at {employer}"),
        (title, employer) => format!("{title} at {employer}"),
    }
}
