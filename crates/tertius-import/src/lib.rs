//! Turns the files that platforms really export into observations.
//!
//! [`formats`] is the one static table of what can be read; help, documentation, detection and tests read
//! the same table. A format is recognised by its content, never by its name. Nothing here knows a vault, a
//! clock or the user: bytes go in, batches of observations and a list of skipped records come out.

mod dates;
mod error;
pub mod formats;
mod intake;
mod json_stream;
mod letter;
mod source;
mod table;
mod text;

pub use error::ReadError;
pub use formats::{Format, Reader};
pub use intake::{Context, ExchangeDraft, GatheringDraft, Intake, Outcome, PacketFact, Skipped, StatedDraft};
pub use letter::{Letter, letter};
pub use source::{Claim, Entry, Files, HeldFiles, Kind, Limits, Member, SourceError, Visit, visit};
pub use text::{Head, decode};
