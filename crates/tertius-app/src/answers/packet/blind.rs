//! The blind match over one's own vault: what is asked about, what is compared, and who was found in both.
//!
//! The addresses of people with whom ego has a tie take part, those of the strongest first; nobody whom ego keeps private
//! does. A question is made once and read once: what reads its answer is a file of its own, for ego alone.

use super::{PacketLevel, PacketRequest, random};
use crate::app::App;
use crate::error::AppError;
use crate::views::MatchedPerson;
use std::collections::{BTreeMap, BTreeSet};
use tertius_store::Disclosure;
use tertius_tribe::blind::{self, Agreement, Asker, MAX_ITEMS, MatchError, Question};
use tertius_tribe::{Audience, Line};

/// What says of a file that it is what reads an answer.
const SECRET: &str = "secret of a blind match 1";

/// A question, and what reads its answer.
pub struct MadeQuestion {
    /// For the other side.
    pub question: Vec<u8>,
    /// For ego alone.
    pub secret: String,
    /// About how many addresses it asks.
    pub n_items: usize,
}

/// An answer to the question of another.
pub struct MadeAnswer {
    /// For the one who asked.
    pub answer: Vec<u8>,
    /// About how many addresses they asked.
    pub n_asked: usize,
    /// How many were compared.
    pub n_items: usize,
}

impl App {
    /// Asks which of ego's contacts another has.
    ///
    /// # Errors
    /// User errors: nobody to ask about, names that are empty.
    pub fn begin_match(&mut self, asker: &str, answerer: &str) -> Result<MadeQuestion, AppError> {
        let agreement = agreement(asker, answerer)?;
        let items = self.match_items()?;
        let seed = random()?;
        let begun = Asker::begin(&agreement, &items.keys().cloned().collect(), &seed).map_err(refused)?;
        let digits: String = seed.iter().map(|byte| format!("{byte:02x}")).collect();
        let secret = serde_json::json!({
            "tertius": SECRET, "asker": asker, "answerer": answerer, "seed": digits, "items": items,
        });
        self.log_match("question of a blind match", answerer, items.len())?;
        Ok(MadeQuestion { question: begun.question().to_bytes(), secret: format!("{secret}\n"), n_items: items.len() })
    }

    /// Answers another's question from ego's contacts, and writes down that it did.
    ///
    /// # Errors
    /// Data error when it is no question; user errors as for [`App::begin_match`].
    pub fn answer_match(&mut self, asker: &str, answerer: &str, question: &[u8]) -> Result<MadeAnswer, AppError> {
        let agreement = agreement(asker, answerer)?;
        let question = Question::from_bytes(question).map_err(refused)?;
        let items: BTreeSet<String> = self.match_items()?.into_keys().collect();
        let answer = blind::answer(&agreement, &items, &question, &random()?).map_err(refused)?;
        self.log_match("answer of a blind match", asker, items.len())?;
        Ok(MadeAnswer { answer: answer.to_bytes(), n_asked: question.len(), n_items: items.len() })
    }

    fn log_match(&mut self, what: &str, whom: &str, n_items: usize) -> Result<(), AppError> {
        let entry = Disclosure {
            id: 0,
            at: self.now(),
            what: what.to_owned(),
            level: "blind".to_owned(),
            whom: whom.to_owned(),
            packet: None,
            until: None,
            n_people: n_items as u64,
            revoked: None,
            about: Vec::new(),
        };
        self.vault_mut().disclose(&entry)?;
        Ok(())
    }

    /// The addresses that take part, each with whose it is.
    fn match_items(&self) -> Result<BTreeMap<String, String>, AppError> {
        let request =
            PacketRequest { top: Some(usize::MAX), level: PacketLevel::Blind(Vec::new()), ..PacketRequest::default() };
        let nobody = Line::tidied("a blind match").map_err(|error| AppError::internal(error.to_string()))?;
        let chosen = self.choose(&request, &Audience::Friend(nobody))?;
        let mut items = BTreeMap::new();
        for (person, handles) in chosen.named.iter().zip(&chosen.handles) {
            for handle in handles {
                if items.len() < MAX_ITEMS {
                    items.insert(format!("{} {}", handle.kind().id(), handle.value()), person.name.to_string());
                }
            }
        }
        if items.is_empty() {
            return Err(AppError::user("there is nobody to compare", "import an address book first"));
        }
        Ok(items)
    }
}

/// Who of ego's contacts is in the answer too, by the secret that was made with the question.
///
/// # Errors
/// Data errors: files that are not what they should be, an answer to another question.
pub fn finish_match(secret: &str, answer: &[u8]) -> Result<Vec<MatchedPerson>, AppError> {
    let wrong = || {
        AppError::data("this is not what was written beside the question", "give question.match.secret with --secret")
    };
    let held: serde_json::Value = serde_json::from_str(secret).map_err(|_| wrong())?;
    let text = |name: &str| held[name].as_str().map(str::to_owned).ok_or_else(wrong);
    if text("tertius")? != SECRET {
        return Err(wrong());
    }
    let seed = read_seed(&text("seed")?).ok_or_else(wrong)?;
    let items: BTreeMap<String, String> = serde_json::from_value(held["items"].clone()).map_err(|_| wrong())?;
    let asker = Asker::begin(&agreement(&text("asker")?, &text("answerer")?)?, &items.keys().cloned().collect(), &seed);
    let answer = blind::Answer::from_bytes(answer).map_err(refused)?;
    let shared = asker.and_then(|asker| asker.finish(&answer)).map_err(refused)?;
    let mut people: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in shared {
        let name = items.get(&item).cloned().unwrap_or_default();
        let by = item.split_once(' ').map_or(item.clone(), |(_, value)| value.to_owned());
        people.entry(name).or_default().push(by);
    }
    Ok(people.into_iter().map(|(name, by)| MatchedPerson { name, by }).collect())
}

fn read_seed(digits: &str) -> Option<[u8; 32]> {
    let mut seed = [0; 32];
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    for (at, byte) in seed.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(seed)
}

fn agreement(asker: &str, answerer: &str) -> Result<Agreement, AppError> {
    let (asker, answerer) = (asker.trim().to_owned(), answerer.trim().to_owned());
    if asker.is_empty() || answerer.is_empty() || asker == answerer {
        let hint = "both sides give the same two names: --asker oak/ana --answerer oak/ben";
        return Err(AppError::user("a blind match needs a name for each side", hint));
    }
    Ok(Agreement { asker, answerer })
}

fn refused(error: MatchError) -> AppError {
    AppError::data(error.to_string(), "both sides give the same names; ask for the file again, as it was made")
}
