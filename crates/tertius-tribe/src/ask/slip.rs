//! A slip: one signed file between two neighbours on the way of a question, for people without a server.
//!
//! The question goes out, answers come back, thanks go out again, each step by a slip of its own that its sender writes
//! and signs anew. So a slip holds what its reader may know and nothing else: who sent it, how far the question has
//! come, and of the asker and of whoever answered only what they said may be shown.

use super::{AskId, AskerShownTo, Offer};
use crate::signing::Purpose;
use crate::{OwnKey, PublicKey, hex};
use serde::{Deserialize, Serialize};

/// The largest slip that is read.
const MOST_BYTES: usize = 64 * 1024;
/// Letters of any text in a slip.
const MOST_LETTERS: usize = 4_000;

/// Somebody as a slip names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Their name, where it may be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their address, where it may be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// What a slip carries. Its serial form passes between people: variants and fields are only ever added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "slip")]
pub enum Slip {
    /// A question on its way out.
    Question(Question),
    /// An answer on its way back.
    Answer(Answered),
    /// The asker's thanks on their way out.
    Thanks {
        /// Of which question.
        id: AskId,
        /// For which answer.
        answer: u64,
        /// In the asker's words.
        text: String,
    },
}

/// A question on its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its number.
    pub id: AskId,
    /// What is asked.
    pub question: String,
    /// When the asker sent it, in seconds since 1970: all its slips end on one day.
    pub posted: i64,
    /// How many steps its reader is from the asker.
    pub steps: u8,
    /// Who hands it on: the reader knows them.
    pub from: Named,
    /// The reader, as who hands it on knows them: who answers without a vault of their own signs so.
    #[serde(default)]
    pub to: Named,
    /// Who asks, where the reader may know.
    pub asker: Named,
    /// Whether the reader may tell who asks when they pass it on.
    pub shown_to: AskerShownTo,
    /// Why the asker deserves an answer, in the words of who hands it on.
    #[serde(default)]
    pub endorsement: String,
}

/// An answer on its way back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Of which question.
    pub id: AskId,
    /// The number of the answer; random.
    pub answer: u64,
    /// What was written.
    pub text: String,
    /// What it offers.
    pub offer: Offer,
    /// How many steps whoever answered is from who sends this slip: none, one …
    pub steps: u8,
    /// Who sends this slip: the reader knows them, for they handed them the question.
    pub from: Named,
    /// Who answered, where the reader may know.
    pub by: Named,
}

/// Why a slip is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no question file, or it was changed on the way: {0}")]
pub struct Unreadable(&'static str);

/// The file around a slip.
#[derive(Serialize, Deserialize)]
struct Envelope {
    tertius_ask: u8,
    slip: String,
    key: String,
    signature: String,
}

impl Slip {
    /// The question it belongs to.
    pub fn ask(&self) -> AskId {
        match self {
            Slip::Question(question) => question.id,
            Slip::Answer(answer) => answer.id,
            Slip::Thanks { id, .. } => *id,
        }
    }

    /// The file.
    pub fn sign(&self, key: &OwnKey) -> String {
        let slip = serde_json::to_string(self).unwrap_or_default();
        let signature = hex::write(&key.sign(Purpose::Ask, &slip));
        let envelope = Envelope { tertius_ask: 1, slip, key: key.public().to_string(), signature };
        serde_json::to_string_pretty(&envelope).unwrap_or_default()
    }

    /// What a file says, and whose key signed it.
    ///
    /// # Errors
    /// [`Unreadable`] when it is no slip, was changed, or is larger than any honest one.
    pub fn read(file: &str) -> Result<(Slip, PublicKey), Unreadable> {
        if file.len() > MOST_BYTES {
            return Err(Unreadable("it is too large"));
        }
        let envelope: Envelope = serde_json::from_str(file).map_err(|_| Unreadable("its form is unknown"))?;
        if envelope.tertius_ask != 1 {
            return Err(Unreadable("it is of a newer version of this program"));
        }
        let key = PublicKey::parse(&envelope.key).ok_or(Unreadable("its key is damaged"))?;
        let signature = hex::read::<64>(&envelope.signature).ok_or(Unreadable("its signature is damaged"))?;
        if !key.signed(Purpose::Ask, &envelope.slip, &signature) {
            return Err(Unreadable("its signature does not fit"));
        }
        let slip: Slip = serde_json::from_str(&envelope.slip).map_err(|_| Unreadable("its content is unknown"))?;
        if slip.texts().into_iter().any(|text| text.chars().count() > MOST_LETTERS) {
            return Err(Unreadable("a text in it is too long"));
        }
        Ok((slip, key))
    }

    fn texts(&self) -> Vec<&str> {
        match self {
            Slip::Question(question) => vec![&question.question, &question.endorsement],
            Slip::Answer(answer) => vec![&answer.text],
            Slip::Thanks { text, .. } => vec![text],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_reads_back_and_every_change_is_refused() {
        let from = Named { name: Some("Ana Sol".into()), address: None };
        let slip = Slip::Question(Question {
            id: AskId(u64::MAX),
            question: "does anyone know a printer of maps?".into(),
            posted: 7,
            steps: 1,
            from: from.clone(),
            to: Named::default(),
            asker: from,
            shown_to: AskerShownTo::Neighbours,
            endorsement: String::new(),
        });
        let key = OwnKey::from_secret(&[7; 32]);
        let file = slip.sign(&key);
        assert_eq!(Slip::read(&file), Ok((slip.clone(), key.public())));
        assert_eq!(slip.ask(), AskId(u64::MAX));
        for changed in [file.replace("maps", "money"), file.replace("\"tertius_ask\": 1", "\"tertius_ask\": 2")] {
            assert!(Slip::read(&changed).is_err(), "{changed}");
        }
        for cut in 0..file.len() {
            assert!(Slip::read(&file[..cut]).is_err(), "{cut}");
        }
        let long = Slip::Thanks { id: AskId(1), answer: 1, text: "x".repeat(MOST_LETTERS + 1) };
        assert!(Slip::read(&long.sign(&key)).is_err());
    }
}
