//! The glossary as types: what every other crate means by handle, card, exchange, ruling and person.
//!
//! Nothing here reads a file, a clock or a database, and nothing derives `Serialize`: a serialisable
//! type is a promise, and the promises live in the application's views.

mod handle;
mod ids;
mod observation;
mod relation;
mod role;
mod ruling;
mod time;

pub use handle::{Handle, HandleKind};
pub use ids::{Key, MatterId, PersonId, RecordId, SourceId};
pub use observation::{
    Attendance, Batch, Birthday, Card, Channel, Connection, Exchange, Gathering, Guest, Job, Mention, MentionIdx,
    OwnFact, Part, Party, PersonName, Position, Recipient, StatedTie,
};
pub use relation::{Band, Label, Platform, Relation, StatedKind};
pub use role::{AddressRole, address_role};
pub use ruling::{AskOutcome, GapAnswer, Ruling, RulingId, RulingKind};
pub use time::{Day, PartialDate, Timestamp};
