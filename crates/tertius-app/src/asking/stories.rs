//! Stories: what a way led to, in ego's words, told once everybody in it agreed to these very words.

use super::outcomes::Helper;
use super::{STORY, as_text, mailbox};
use crate::app::App;
use crate::error::AppError;
use crate::views::{LetterRow, StoryRow, StoryView};
use serde::{Deserialize, Serialize};
use tertius_model::MatterId;
use tertius_resolve::fold_name;
use tertius_store::Matter;
use tertius_tribe::Who;
use tertius_tribe::ask::AskId;
use tertius_tribe::letter::{Letter, Links, MessageId, paragraph};
use tertius_tribe::outcome::OutcomeKind;
use tertius_tribe::story::{Consent, Story};

/// Ego, who writes.
const EGO: Who = Who(0);

/// One event of a story. Its serial form is kept: variants and fields are only ever added.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
enum KeptStory {
    /// Ego wrote it.
    Written { kind: OutcomeKind, text: String, people: Vec<InIt> },
    /// Ego wrote other words: everybody is asked anew.
    Rewritten { text: String },
    /// Somebody in it answered.
    Said { who: u64, consent: Consent },
}

/// Somebody in a story.
#[derive(Clone, Serialize, Deserialize)]
struct InIt {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

struct HeldStory {
    id: MatterId,
    n_events: usize,
    story: Story,
    people: Vec<InIt>,
}

fn played(matter: &Matter) -> Option<HeldStory> {
    let mut held: Option<HeldStory> = None;
    for event in &matter.events {
        match (serde_json::from_str(&event.text).ok()?, &mut held) {
            (KeptStory::Written { kind, text, people }, _) => {
                let whos: Vec<Who> = (1..=people.len() as u64).map(Who).collect();
                let story = Story::new(EGO, kind, &text, &whos);
                held = Some(HeldStory { id: matter.id, n_events: matter.events.len(), story, people });
            }
            (KeptStory::Rewritten { text }, Some(held)) => held.story.rewrite(&text),
            (KeptStory::Said { who, consent }, Some(held)) => {
                held.story.answer(Who(who), consent);
            }
            _ => return None,
        }
    }
    held
}

impl App {
    /// Writes the story of an outcome; where there is one already, new words for it.
    ///
    /// # Errors
    /// User error when nothing came of it that could be told.
    pub fn write_story(&mut self, which: &str, words: Option<&str>) -> Result<StoryView, AppError> {
        let told = self.told()?;
        let id = match self.introduction_named(which) {
            Ok(held) => held.id,
            Err(unknown) => self.ask_named(which).map_err(|_| unknown)?.id,
        };
        let of_it = told.outcomes.iter().filter(|(of, outcome)| *of == id.to_string() && outcome.by == EGO);
        let best = of_it.max_by_key(|(_, outcome)| outcome.kind).filter(|(_, one)| one.kind != OutcomeKind::Nothing);
        let nothing = || {
            AppError::user(
                "nothing came of it yet that could be told",
                "tertius outcome WHICH KIND tells what came of it",
            )
        };
        let (_, outcome) = best.ok_or_else(nothing)?;
        let helpers: Vec<&Helper> = outcome.way.iter().chain(&outcome.to).filter_map(|&who| told.helper(who)).collect();
        let names: Vec<&str> = helpers.iter().map(|helper| helper.name.as_str()).collect();
        let text = words.map_or_else(|| first_words(&names, outcome.kind), paragraph);
        let people: Vec<InIt> =
            helpers.iter().map(|helper| InIt { name: helper.name.clone(), address: helper.address.clone() }).collect();
        // One story for one introduction or question.
        let story = MatterId(!id.0);
        let before = self.stories_held()?.into_iter().find(|held| held.id == story);
        let (n_before, kept) = match before {
            Some(held) => (held.n_events, KeptStory::Rewritten { text }),
            None => (0, KeptStory::Written { kind: outcome.kind, text, people }),
        };
        self.write_down(story, STORY, n_before, &[as_text(&kept)?])?;
        self.story(&story.to_string())
    }

    /// Notes what somebody in a story says to it.
    ///
    /// # Errors
    /// User error when there is no such story, or they are not in it.
    pub fn story_consent(&mut self, which: &str, who: &str, consent: Consent) -> Result<StoryView, AppError> {
        let held = self.story_named(which)?;
        let wanted = fold_name(who);
        let at = held.people.iter().position(|one| {
            fold_name(&one.name).contains(&wanted)
                || one.address.as_deref().is_some_and(|a| a.eq_ignore_ascii_case(who))
        });
        let at = at.ok_or_else(|| AppError::user(format!("\"{who}\" is not in this story"), "tertius stories show"))?;
        let kept = KeptStory::Said { who: at as u64 + 1, consent };
        self.write_down(held.id, STORY, held.n_events, &[as_text(&kept)?])?;
        self.story(&held.id.to_string())
    }

    /// Every story, the oldest first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn stories(&self) -> Result<Vec<StoryView>, AppError> {
        self.stories_held()?.iter().map(|held| self.story_view(held)).collect()
    }

    /// One story, by its number, or by a name in it.
    ///
    /// # Errors
    /// User error when none or several are meant.
    pub fn story(&self, which: &str) -> Result<StoryView, AppError> {
        self.story_view(&self.story_named(which)?)
    }

    fn story_named(&self, which: &str) -> Result<HeldStory, AppError> {
        let wanted = fold_name(which);
        let is = |held: &HeldStory| {
            held.id.to_string() == which.trim() || held.people.iter().any(|one| fold_name(&one.name).contains(&wanted))
        };
        let mut found: Vec<HeldStory> = self.stories_held()?.into_iter().filter(is).collect();
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(AppError::user(format!("no story \"{which}\""), "tertius stories lists them")),
            n => Err(AppError::user(
                format!("\"{which}\" stands in {n} stories"),
                "say which, by number: tertius stories",
            )),
        }
    }

    fn stories_held(&self) -> Result<Vec<HeldStory>, AppError> {
        let matters = self.vault().matters()?;
        Ok(matters.iter().filter(|matter| matter.kind == STORY).filter_map(played).collect())
    }

    fn story_view(&self, held: &HeldStory) -> Result<StoryView, AppError> {
        let own = self.own()?;
        let text = held.story.text_for(EGO).unwrap_or_default().to_owned();
        let may_be_told = held.story.told().is_some();
        let mut people = Vec::new();
        let mut letters = Vec::new();
        for (at, one) in held.people.iter().enumerate() {
            let who = Who(at as u64 + 1);
            let consent = held.story.consent_of(who).unwrap_or(Consent::Open);
            people.push(StoryRow { name: one.name.clone(), consent: consent_id(consent).to_owned() });
            if consent != Consent::Open {
                continue;
            }
            let first = one.name.split(' ').next().unwrap_or(&one.name);
            let words = format!(
                "Hello {first},\n\nI would like to tell this story, and you are in it:\n\n{text}\n\nMay I, in these words? If you would rather not, I leave it.\n\n{}",
                own.name
            );
            let mailto = match (own.mailbox(), mailbox(&one.name, one.address.as_deref())) {
                (Some(from), Some(to)) => {
                    let id = MessageId::of_ask(AskId(held.id.0), "story", who, held.n_events, &from.address);
                    Some(Letter::new(from, to, "May I tell this story?", id, &words, &Links::default()).to_mailto())
                }
                _ => None,
            };
            letters.push(LetterRow {
                name: one.name.clone(),
                address: one.address.clone(),
                subject: "May I tell this story?".to_owned(),
                text: words,
                mailto,
                files: Vec::new(),
            });
        }
        let kind = held.story.kind().id().to_owned();
        Ok(StoryView { id: held.id.to_string(), kind, text, may_be_told, people, letters })
    }
}

fn consent_id(consent: Consent) -> &'static str {
    match consent {
        Consent::Open => "open",
        Consent::Yes => "yes",
        Consent::No => "no",
    }
}

fn first_words(names: &[&str], kind: OutcomeKind) -> String {
    match names {
        [friend, met] => format!("{friend} introduced me to {met}, and it led to {}.", kind.phrase()),
        [friend] => format!("{friend} answered a question of mine, and it led to {}.", kind.phrase()),
        _ => format!("A question of mine was answered, and it led to {}.", kind.phrase()),
    }
}
