//! The use cases, shared by every surface: import, recognise, weigh, ask.
//!
//! The only crate that sees all others. It owns the flow from ground state to answers: [`App`] opens a vault,
//! derives people, ties and the graph from it, and answers with [`views`]. Derived state is a cache.

mod answers;
mod app;
mod asking;
pub mod batch;
pub mod demo;
mod derive;
mod disclosures;
mod erase;
mod error;
mod export;
mod gather;
mod gives;
mod held;
mod import;
mod network;
pub mod picture;
mod redact;
mod search;
mod tokens;
pub mod views;
mod who;
pub mod wording;

pub use answers::{
    FoundGaps, FoundPeople, LooseRequest, MadeAnswer, MadePacket, MadeQuestion, MadeRevocation, PacketLevel,
    PacketRequest, PeoplePage, PeopleRequest, Rehearsal, finish_match, packet_number, show_packet,
};
pub use app::{App, BackupView, EraseView, ForgetView, HeldSource, ResidueView, RestoreView};
pub use asking::{
    Agreement, Delivery, EndAsk, FriendWishes, IntroductionDraft, OwnAnswer, Said, Words, introduction_in,
};
pub use disclosures::Disclosed;
pub use error::{AppError, Kind};
pub use held::Derived;
pub use import::{ImportMode, ImportRequest, Progress};
pub use tertius_model::{AskOutcome, Day, GapAnswer, Handle, Timestamp};
pub use tertius_relevance::index::Typing;
pub use tertius_tribe::ask::{AskerShownTo, Offer};
pub use tertius_tribe::contribution_page;
pub use tertius_tribe::introduction::{Event, Introduces, Party, Reveal};
pub use tertius_tribe::outcome::OutcomeKind;
pub use tertius_tribe::story::Consent;
/// What a person can be labelled: the words that `label` takes.
pub fn labels() -> Vec<&'static str> {
    tertius_model::Label::ALL.iter().map(|label| label.id()).collect()
}
