//! One transaction of the program in which introductions and asks are read, moved on, and written to.
//!
//! A log is played anew each time from the steps that were kept; each step holds who wanted no letters at its moment, so
//! that playing it later gives the same. Step, side, ledger and letter are kept together or not at all.

use crate::secret::secret;
use crate::server::Shared;
use crate::steps::{Step, reached};
use crate::trouble::Trouble;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tertius_model::Timestamp;
use tertius_tribe::introduction::{self, Introduction, IntroductionId, Party, PartySet};
use tertius_tribe::link::LinkKey;
use tertius_tribe::{Rules, Who, ask};
use tertius_tribe_store::{Matter, MatterKind, Member, Side, Transaction, Who as Acting};

/// What may be done, or why not.
pub(crate) type Done<T> = Result<T, Trouble>;

/// The name of the side that asks, in introductions and asks alike.
pub(crate) const ASKER: &str = "asker";

/// Where introductions and asks are handled: one transaction, and what every letter needs.
pub(crate) struct Office {
    pub on: Transaction,
    pub shared: Shared,
    pub tribe: String,
    pub tribe_name: String,
    pub key: LinkKey,
    secret: Vec<u8>,
    pub now: i64,
    pub rules: Rules,
}

/// A step as text: what was done, and who wanted no letters then.
#[derive(Serialize, Deserialize)]
pub(crate) struct Written<E, M> {
    pub event: E,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub muted: Vec<M>,
    /// How they called whom they passed a question on to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
}

/// An introduction as it stands.
pub(crate) struct Introduced {
    pub matter: Matter,
    pub sides: Vec<Side>,
    pub state: Introduction,
}

impl Introduced {
    /// What a member is in it.
    pub fn party_of(&self, member: &str) -> Option<Party> {
        let side = self.sides.iter().find(|side| side.member == member)?;
        Party::ALL.into_iter().find(|party| party.id() == side.name)
    }

    /// The side of a party.
    pub fn side(&self, party: Party) -> Option<&Side> {
        self.sides.iter().find(|side| side.name == party.id())
    }
}

/// What an ask began with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The question in the asker's words.
    pub question: String,
    /// What the tribe's ties are held against; the question where it is empty.
    #[serde(default)]
    pub goal: String,
}

/// An ask as it stands.
pub(crate) struct Asking {
    pub matter: Matter,
    pub asked: Asked,
    pub sides: Vec<Side>,
    /// Who passed it on to whom, and how they called them: another's spelling would tell that another had them too.
    pub passed: Vec<(Who, Who, String)>,
    pub state: ask::Ask,
}

impl Asking {
    /// What a member is in it.
    pub fn side_of(&self, member: &str) -> Option<&Side> {
        self.sides.iter().find(|side| side.member == member)
    }

    /// The side of a number.
    pub fn side(&self, who: Who) -> Option<&Side> {
        self.sides.iter().find(|side| who_of(side) == who)
    }

    /// How a side is called by somebody: as they wrote it themself, if they did.
    pub fn called_by(&self, viewer: Who, who: Who) -> String {
        let typed =
            self.passed.iter().find(|(by, to, _)| (*by, *to) == (viewer, who)).map(|(_, _, typed)| typed.clone());
        typed.or_else(|| self.side(who).map(|side| side.called.clone())).unwrap_or_default()
    }
}

/// What a side of an ask is to the machine.
pub(crate) fn who_of(side: &Side) -> Who {
    Who(number_of(&side.number))
}

/// What a member is to the ledger.
pub(crate) fn ledger_who(member: &str) -> Who {
    let digest = *blake3::hash(member.as_bytes()).as_bytes();
    let mut number = [0; 8];
    number.copy_from_slice(&digest[..8]);
    Who(u64::from_be_bytes(number))
}

/// The number that sixteen hexadecimal digits name.
pub(crate) fn number_of(digits: &str) -> u64 {
    u64::from_str_radix(digits, 16).unwrap_or_default()
}

/// A new number of sixteen hexadecimal digits.
pub(crate) fn new_number() -> Result<String, getrandom::Error> {
    secret().map(|mut text| {
        text.truncate(16);
        text
    })
}

/// Reads what the store keeps as text.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Done<T> {
    serde_json::from_str(text).map_err(|_| {
        let message = "the tribe's database holds a step that this program does not know";
        Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, message, "use the newest program")
    })
}

/// Writes what the store keeps as text.
pub(crate) fn write<T: Serialize>(value: &T) -> Done<String> {
    serde_json::to_string(value).map_err(|_| Trouble::bad("this cannot be kept"))
}

impl Office {
    /// An office that looks.
    pub async fn reading(shared: &Shared, tribe: &str, now: i64) -> Done<Office> {
        let on = shared.store.read(Acting::Engine { tribe: tribe.to_owned() }).await?;
        Office::with(on, shared, tribe, now).await
    }

    /// An office that changes something; nothing is kept before [`Office::close`].
    pub async fn writing(shared: &Shared, tribe: &str, now: i64) -> Done<Office> {
        let mut on = shared.store.write(Acting::Engine { tribe: tribe.to_owned() }).await?;
        if on.tribe().await?.is_none() {
            return Err(Trouble::not_found());
        }
        if on.link_secret().await?.is_empty() {
            let mut fresh = [0; 32];
            getrandom::fill(&mut fresh)?;
            on.make_link_secret(&fresh).await?;
        }
        Office::with(on, shared, tribe, now).await
    }

    async fn with(mut on: Transaction, shared: &Shared, tribe: &str, now: i64) -> Done<Office> {
        let found = on.tribe().await?.ok_or_else(Trouble::not_found)?;
        let mut secret = on.link_secret().await?;
        if secret.len() != 32 {
            // No link was ever signed here, so none may open.
            secret = vec![0; 32];
            getrandom::fill(&mut secret)?;
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(&secret);
        let key = LinkKey::from_secret(&bytes);
        let (shared, tribe, tribe_name) = (shared.clone(), tribe.to_owned(), found.name);
        Ok(Office { on, shared, tribe, tribe_name, key, secret, now, rules: Rules::default() })
    }

    /// Keeps everything that was done.
    pub async fn close(self) -> Done<()> {
        reached(Step::AllWritten);
        self.on.commit().await?;
        self.shared.wake_the_sender();
        reached(Step::Kept);
        Ok(())
    }

    /// The moment.
    pub fn at(&self) -> Timestamp {
        Timestamp(self.now)
    }

    /// What is kept of an address in the list of those who want no letters.
    pub fn reader(&self, email: &str) -> Vec<u8> {
        let mut hasher = blake3::Hasher::new_derive_key("tertius tribe reader 1");
        hasher.update(&self.secret).update(email.to_lowercase().as_bytes());
        hasher.finalize().as_bytes().to_vec()
    }

    /// Whether whoever reads at an address wants no letter of a member.
    pub async fn is_muted(&mut self, email: &str, asker: &str) -> Done<bool> {
        let reader = self.reader(email);
        Ok(!email.is_empty() && self.on.is_muted(&reader, asker).await?)
    }

    /// A fellow member.
    pub async fn member(&mut self, id: &str) -> Done<Option<Member>> {
        Ok(self.on.members().await?.into_iter().find(|one| one.id == id))
    }

    /// An introduction as it stands.
    pub async fn introduction(&mut self, id: &str) -> Done<Introduced> {
        let matter = self.on.matter(id).await?.filter(|one| one.kind == MatterKind::Introduction);
        let matter = matter.ok_or_else(Trouble::not_found)?;
        let sides = self.on.sides(id).await?;
        let (number, made) = (IntroductionId(number_of(id)), Timestamp(matter.made));
        let mut state = Introduction::draft(number, read(&matter.opening)?, made, &self.rules);
        for step in self.on.steps(id).await? {
            let kept: Written<introduction::Event, Party> = read(&step.event)?;
            let by = Party::ALL.into_iter().find(|party| party.id() == step.by).ok_or_else(Trouble::not_found)?;
            let muted: PartySet = kept.muted.into_iter().collect();
            let circumstances = introduction::Circumstances { now: Timestamp(step.moment), rules: &self.rules, muted };
            if let Ok(change) = introduction::apply(&state, by, &kept.event, circumstances) {
                state = change.state;
            }
        }
        Ok(Introduced { matter, sides, state })
    }

    /// An ask as it stands. Steps that lean on somebody who left are passed over.
    pub async fn ask(&mut self, id: &str) -> Done<Asking> {
        let matter = self.on.matter(id).await?.filter(|one| one.kind == MatterKind::Ask);
        let matter = matter.ok_or_else(Trouble::not_found)?;
        let sides = self.on.sides(id).await?;
        let asked: Asked = read(&matter.opening)?;
        let asker = sides.iter().find(|side| side.name == ASKER).map(who_of).ok_or_else(Trouble::not_found)?;
        let made = Timestamp(matter.made);
        let mut state = ask::Ask::draft(ask::AskId(number_of(id)), asker, &asked.question, made, &self.rules);
        let mut passed = Vec::new();
        for step in self.on.steps(id).await? {
            let kept: Written<ask::Event, Who> = read(&step.event)?;
            let Some(by) = sides.iter().find(|side| side.name == step.by).map(who_of) else { continue };
            let event = match kept.event {
                ask::Event::Post { shown_to, .. } => ask::Event::Post { matches: matches(&sides), shown_to },
                event => event,
            };
            let is_muted = |who: Who| kept.muted.contains(&who);
            let now = Timestamp(step.moment);
            let circumstances = ask::Circumstances { now, rules: &self.rules, is_muted: &is_muted };
            if let Ok(change) = ask::apply(&state, by, &event, circumstances) {
                state = change.state;
                if let ask::Event::Forward { to, .. } = event {
                    passed.push((by, to, kept.typed));
                }
            }
        }
        Ok(Asking { matter, asked, sides, passed, state })
    }
}

/// Those who got an ask first, each with their reason; kept as sides, so that they go when their member goes.
pub(crate) fn matches(sides: &[Side]) -> Vec<ask::Match> {
    let first = sides.iter().filter(|side| !side.reason.is_empty());
    first.map(|side| ask::Match { who: who_of(side), reason: side.reason.clone() }).collect()
}

impl From<introduction::Refusal> for Trouble {
    fn from(refusal: introduction::Refusal) -> Trouble {
        let status = match refusal {
            introduction::Refusal::Empty | introduction::Refusal::NoAddress => StatusCode::BAD_REQUEST,
            _ => StatusCode::CONFLICT,
        };
        Trouble::new(status, refusal.to_string(), "go back and look at where it stands")
    }
}

impl From<ask::Refusal> for Trouble {
    fn from(refusal: ask::Refusal) -> Trouble {
        let status = match refusal {
            ask::Refusal::Empty | ask::Refusal::Yourself => StatusCode::BAD_REQUEST,
            ask::Refusal::NotYours => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT,
        };
        Trouble::new(status, refusal.to_string(), "go back and look at where it stands")
    }
}

impl From<tertius_tribe::budget::Refusal> for Trouble {
    fn from(refusal: tertius_tribe::budget::Refusal) -> Trouble {
        Trouble::new(
            StatusCode::TOO_MANY_REQUESTS,
            refusal.to_string(),
            "the draft is kept; try somebody else, or later",
        )
    }
}

impl From<tertius_tribe::link::Refusal> for Trouble {
    fn from(refusal: tertius_tribe::link::Refusal) -> Trouble {
        let status = match refusal {
            tertius_tribe::link::Refusal::Invalid => StatusCode::FORBIDDEN,
            _ => StatusCode::GONE,
        };
        Trouble::new(status, refusal.to_string(), "whoever wrote to you can send a new letter")
    }
}
