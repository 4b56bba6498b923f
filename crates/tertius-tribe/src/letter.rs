//! Letters: what is sent, in text and HTML, and the form in which mail programs take it.
//!
//! A letter is drafted from facts that ego can check, and edited by people. Whatever a person or a file wrote passes through
//! [`OneLine`] or [`Address`] before it stands in a header, so that no field can begin another one.

mod address;
mod compose;
mod eml;
mod line;

pub use address::{Address, Refusal};
pub use compose::{Facts, Links, introduction_letters, invitation, request, thanks, thanks_to};
pub use line::{OneLine, paragraph};

use crate::Who;
use crate::introduction::IntroductionId;
use crate::link::LinkKey;

/// A name and an address in a header.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mailbox {
    /// What they are called.
    pub name: OneLine,
    /// Where the letter goes.
    pub address: Address,
}

/// The id of a letter: the same letter has the same id however often it is written, so that a second copy is known
/// for one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// The id of one letter of an introduction.
    pub fn of_introduction(id: IntroductionId, kind: &str, to: &str, domain: &Address) -> MessageId {
        MessageId::of("introduction", id.0, &[kind, to], domain)
    }

    /// The id of one letter of an ask; `about` is the stop it tells of.
    pub fn of_ask(id: crate::ask::AskId, kind: &str, to: Who, about: usize, domain: &Address) -> MessageId {
        MessageId::of("ask", id.0, &[kind, &to.0.to_string(), &about.to_string()], domain)
    }

    /// The id of a letter of a server, which only whoever has the key or the letter can name: an answer that names it comes
    /// from its reader. Left of the `@` stand 32 hexadecimal digits.
    pub fn keyed(key: &LinkKey, parts: &[&str], domain: &Address) -> MessageId {
        MessageId(format!("<{}@{}>", key.name(parts), domain.domain()))
    }

    /// The id of a letter that follows from nothing but its being sent; the bytes are random.
    pub fn random(bytes: [u8; 16], domain: &Address) -> MessageId {
        MessageId(format!("<{:032x}@{}>", u128::from_be_bytes(bytes), domain.domain()))
    }

    /// What stands left of the `@`.
    pub fn number(&self) -> &str {
        self.0.trim_start_matches('<').split('@').next().unwrap_or_default()
    }

    fn of(machine: &str, id: u64, parts: &[&str], domain: &Address) -> MessageId {
        let id = id.to_string();
        let all = ["tertius letter", machine, &id].into_iter().chain(parts.iter().copied());
        let key = tertius_model::Key::of_text(all);
        MessageId(format!("<{:032x}@{}>", key.0, domain.domain()))
    }

    /// As it stands in the header, with its angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How its reader leaves: the header fields of RFC 2369 and RFC 8058.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WayOut {
    /// An address on the web; one press in the mail program is enough.
    Link(OneLine),
    /// By answering with a word, where there is no server.
    Reply,
    /// Not at all: its reader asked for this one letter.
    AskedFor,
}

/// A letter, ready to be looked at and sent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Letter {
    /// Who writes.
    pub from: Mailbox,
    /// To whom.
    pub to: Mailbox,
    /// Where an answer goes, where that is somebody else.
    pub reply_to: Option<Mailbox>,
    /// The subject.
    pub subject: OneLine,
    /// Its id.
    pub id: MessageId,
    /// How its reader leaves.
    pub way_out: WayOut,
    /// The text; paragraphs are separated by an empty line.
    pub text: String,
}
