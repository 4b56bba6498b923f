//! The questions, one file each.

mod changes;
mod doctor;
mod gaps;
mod loose;
mod me;
mod path;
mod people;
mod person;
mod reach;
mod review;
mod rulings;
mod weigh;

pub use gaps::FoundGaps;
pub use loose::LooseRequest;
pub use people::FoundPeople;

pub(crate) use people::brief;
pub(crate) use weigh::{Scale, is_hidden, tie_graph};
