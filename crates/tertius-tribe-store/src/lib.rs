//! What a tribe keeps: members, packets as they were signed, the people in them, who saw what, mail that waits.
//!
//! One [`Store`] over SQLite or PostgreSQL, with one text per statement. There is no way to a connection but [`Store::read`]
//! and [`Store::write`], which open a transaction *for somebody*: in PostgreSQL row-level security shows it that one's
//! rows alone, in SQLite the same functions ask the same questions. The one test suite runs on both. No rule about
//! people stands here.

mod changes;
mod door;
mod error;
mod health;
mod jobs;
mod leave;
mod ledger;
mod letters;
mod log;
mod matching;
mod matters;
mod members;
mod open;
mod packets;
mod passkeys;
mod row;
mod stories;
mod transaction;
mod wishes;

pub use changes::{Change, KEPT, News};
pub use door::{Invited, Seat, Session};
pub use error::StoreError;
pub use health::Health;
pub use jobs::{Held, Job, LEASE_SECONDS, MAX_ATTEMPTS};
pub use leave::{Left, Suppressed};
pub use ledger::{LedgerLine, Wished};
pub use letters::{LetterState, Posted};
pub use log::{Disclosed, Spent};
pub use matching::{MATCH_SECONDS, Matching, MatchingState, Message};
pub use matters::{Matter, MatterKind, Side, Step};
pub use members::{Member, Role, Shows, Tribe};
pub use open::Store;
pub use packets::{Arrived, Kept, Person, PutError};
pub use passkeys::Passkey;
pub use stories::{KeptStory, LedTo};
pub use transaction::{Transaction, Who};
pub use wishes::{Bar, Closeness};
