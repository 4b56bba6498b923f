//! Searching a tribe without opening anybody's address book.
//!
//! [`Union`] holds what all packets of one tribe share, as one structure in memory that changes with a packet and not by
//! being built anew. [`Union::search`] answers a member. What it may say follows two rules, and everything else follows
//! from them by construction:
//!
//! 1. **Open ties** are those of members who chose to be named, at the named level, in a packet that holds, of a person who
//!    is not private, toward a viewer who is not barred. They are shown as they are.
//! 2. **Hidden ties** enter an answer only through the *release*: for a standing ("vice president engineering"), an
//!    employer, or both, whether at least `crowd` members other than the viewer stand behind it, and the best band that
//!    at least `crowd` of them reach. Search, ranking and wording see the release, never the ties.
//!
//! Nothing that a viewer shared or said enters the release that the viewer sees, so uploading a guess teaches nothing:
//! the bound is zero for one member. Members who act together count as crowd for each other: against `c` of them the
//! crowd is as good as one of `crowd - c`.
//!
//! Pure: no file, no clock, no database.

mod answer;
mod fits;
mod recognise;
mod release;
mod said;
mod search;
mod shelf;
mod titles;
mod union;
mod who_can_help;
mod words;

pub use answer::{Answer, Connector, Counted, OpenPerson};
pub use said::said_of_hidden;
pub use search::{Query, Seeker};
pub use union::{Entry, MemberState, Sizes, Union};
pub use who_can_help::Helper;
