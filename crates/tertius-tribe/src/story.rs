//! A story: what a way led to, told to the tribe once everybody in it agreed to these very words.

use crate::Who;
use crate::outcome::OutcomeKind;
use serde::{Deserialize, Serialize};

/// What somebody in a story says to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Not asked, or no answer.
    Open,
    /// It may be told.
    Yes,
    /// It may not be told.
    No,
}

/// One story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    author: Who,
    kind: OutcomeKind,
    text: String,
    people: Vec<(Who, Consent)>,
}

impl Story {
    /// A story with everybody who is in it. The author agrees by writing it.
    pub fn new(author: Who, kind: OutcomeKind, text: &str, people: &[Who]) -> Story {
        let mut story = Story { author, kind, text: text.to_owned(), people: Vec::new() };
        for &who in people.iter().filter(|who| **who != author) {
            if story.consent_of(who).is_none() {
                story.people.push((who, Consent::Open));
            }
        }
        story
    }

    /// New words: everybody is asked anew.
    pub fn rewrite(&mut self, text: &str) {
        if self.text != text {
            text.clone_into(&mut self.text);
            self.people.iter_mut().for_each(|(_, consent)| *consent = Consent::Open);
        }
    }

    /// What somebody says to it; it can be changed at any time. False where they are not in it.
    pub fn answer(&mut self, who: Who, consent: Consent) -> bool {
        let own = self.people.iter_mut().find(|(person, _)| *person == who);
        own.map(|(_, before)| *before = consent).is_some()
    }

    /// What somebody in it said.
    pub fn consent_of(&self, who: Who) -> Option<Consent> {
        self.people.iter().find(|(person, _)| *person == who).map(|(_, consent)| *consent)
    }

    /// The words for the tribe, once everybody in it agreed to them.
    pub fn told(&self) -> Option<&str> {
        self.people.iter().all(|(_, consent)| *consent == Consent::Yes).then_some(self.text.as_str())
    }

    /// The words for those who are in it.
    pub fn text_for(&self, who: Who) -> Option<&str> {
        (who == self.author || self.consent_of(who).is_some()).then_some(self.text.as_str())
    }

    /// What it tells of.
    pub fn kind(&self) -> OutcomeKind {
        self.kind
    }

    /// Who wrote it.
    pub fn author(&self) -> Who {
        self.author
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_is_told_when_everybody_in_it_agreed_to_these_words() {
        let mut story = Story::new(Who(1), OutcomeKind::Job, "Ana led me to Ben.", &[Who(2), Who(3), Who(1), Who(2)]);
        assert!(story.told().is_none());
        assert!(story.answer(Who(2), Consent::Yes) && story.answer(Who(3), Consent::Yes));
        assert_eq!(story.told(), Some("Ana led me to Ben."));
        story.rewrite("Ana led me to Ben, at last.");
        assert!(story.told().is_none());
        assert!(!story.answer(Who(9), Consent::Yes));
        assert!(story.text_for(Who(9)).is_none() && story.text_for(Who(3)).is_some());
        assert!(story.answer(Who(2), Consent::Yes) && story.answer(Who(3), Consent::No));
        assert!(story.told().is_none());
    }
}
