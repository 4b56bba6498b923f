//! The words of each letter, from facts that ego can check. People edit them before anything is sent.

use super::{Letter, Mailbox, MessageId, OneLine, WayOut, paragraph};
use crate::outcome::OutcomeKind;

/// What a draft rests on. Everything here was read from ego's own evidence or written by ego; what is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Who asks.
    pub asker: String,
    /// The friend between.
    pub connector: String,
    /// Whom the asker wants to meet.
    pub target: String,
    /// What the introduction is for.
    pub goal: String,
    /// How the asker and the connector know each other: "we worked together at …, 2019 to 2022".
    pub how_we_know: String,
    /// Why this person: "head of data at …".
    pub why_them: String,
    /// How ego knows that the connector knows them.
    pub how_you_know: String,
}

/// The links of a letter; nothing where the reader answers by mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// To answer.
    pub answer: Option<String>,
    /// To get no letter any more.
    pub never_again: Option<String>,
}

/// The draft of the asker's words to the connector.
pub fn request(facts: &Facts) -> String {
    let [asker, connector, target] = [&facts.asker, &facts.connector, &facts.target].map(|name| OneLine::new(name));
    let mut parts = vec![format!("Hello {},", first_name(connector.as_str()))];
    parts.extend(sentence("", &facts.how_we_know));
    parts.push(match OneLine::new(&facts.goal) {
        goal if goal.is_empty() => format!("Would you introduce me to {target}?"),
        goal => format!("Would you introduce me to {target}? What I am after: {goal}."),
    });
    parts.extend(sentence("Why them: ", &facts.why_them));
    parts.extend(sentence("Why I ask you: ", &facts.how_you_know));
    parts.push(format!(
        "If you would rather not, leave it at that: no answer is needed, and I will not ask why. {target} is asked first, and hears nothing of me unless you pass this on."
    ));
    parts.push(asker.to_string());
    parts.join("\n\n")
}

/// The draft of the words to the target: the connector's endorsement comes first, then what the asker wants.
pub fn invitation(facts: &Facts, endorsement: &str, to_target: &str) -> String {
    let [asker, connector, target] = [&facts.asker, &facts.connector, &facts.target].map(|name| OneLine::new(name));
    let mut parts = vec![format!("Hello {},", first_name(target.as_str()))];
    parts.push(format!("may I introduce {asker} to you?"));
    let endorsement = paragraph(endorsement);
    if !endorsement.is_empty() {
        parts.push(endorsement);
    }
    let words = paragraph(to_target);
    match (words.is_empty(), OneLine::new(&facts.goal)) {
        (false, _) => parts.push(format!("In {}'s words: {words}", first_name(asker.as_str()))),
        (true, goal) if !goal.is_empty() => parts.push(format!("What it is about: {goal}.")),
        (true, _) => {}
    }
    parts.push(format!(
        "Your address stays with me until you say yes. If you would rather not, leave it at that; {} cannot tell a no from no answer.",
        first_name(asker.as_str())
    ));
    parts.push(connector.to_string());
    parts.join("\n\n")
}

/// The words with which two people are introduced, the same to both.
pub fn introduction_letters(facts: &Facts, endorsement: &str, note: &str) -> String {
    let [asker, connector, target] = [&facts.asker, &facts.connector, &facts.target].map(|name| OneLine::new(name));
    let mut parts = vec![format!("{}, {}:", first_name(asker.as_str()), first_name(target.as_str()))];
    parts.push(format!("you both said yes, so meet each other: {asker}, {target}."));
    parts.extend([paragraph(endorsement), paragraph(note)].into_iter().filter(|part| !part.is_empty()));
    parts.push(format!("{}, the next word is yours.", first_name(asker.as_str())));
    parts.push(connector.to_string());
    parts.join("\n\n")
}

/// A thank-you for somebody who helped.
pub fn thanks(asker: &str, helper: &str, target: &str, kind: OutcomeKind) -> String {
    let [asker, helper, target] = [asker, helper, target].map(OneLine::new);
    let about = if target.is_empty() { String::new() } else { format!(" with {target}") };
    let first = first_name(helper.as_str()).to_owned();
    format!(
        "Hello {first},\n\nyou opened a door for me{about}, and I want you to know what came of it: {}.\n\nThank you.\n\n{asker}",
        kind.phrase()
    )
}

/// The letter that carries a text: the way to answer and the way out stand below it.
pub fn thanks_to(from: Mailbox, to: Mailbox, id: MessageId, text: &str) -> Letter {
    Letter::new(from, to, "Thank you", id, text, &Links::default())
}

impl Letter {
    /// A letter around words that somebody looked at: below them stand the way to answer and the way out.
    pub fn new(from: Mailbox, to: Mailbox, subject: &str, id: MessageId, text: &str, links: &Links) -> Letter {
        let mut text = paragraph(text);
        if let Some(answer) = links.answer.as_deref().map(OneLine::new) {
            text.push_str(&format!("\n\nTo answer, yes or no:\n{answer}"));
        }
        let way_out = match links.never_again.as_deref().map(OneLine::new) {
            Some(link) => {
                text.push_str(&format!("\n\nNo letter like this ever again:\n{link}"));
                WayOut::Link(link)
            }
            None => WayOut::Reply,
        };
        text.push('\n');
        Letter { from, to, reply_to: None, subject: OneLine::new(subject), id, way_out, text }
    }

    /// With the words to answer by, for somebody who has no link.
    #[must_use]
    pub fn answered_by_mail(mut self) -> Letter {
        self.text.push_str(
            "\n--\nTo answer, reply with one word at the top: yes, no, or \"never again\" for no letter like this any more.\n",
        );
        self
    }
}

fn sentence(before: &str, fact: &str) -> Option<String> {
    let fact = OneLine::new(fact);
    (!fact.is_empty()).then(|| {
        let end = if fact.as_str().ends_with(['.', '!', '?', '…']) { "" } else { "." };
        format!("{before}{fact}{end}")
    })
}

/// The name to greet somebody by: all of it where it has no blank, or a title before it.
fn first_name(name: &str) -> &str {
    let first = name.split(' ').next().unwrap_or(name);
    if first.ends_with('.') || first.ends_with(',') { name } else { first }
}
