//! The questions, one file each.

mod asks;
mod changes;
mod directory;
mod doctor;
mod find;
mod gaps;
mod grow;
mod keep;
mod loose;
mod map;
mod me;
mod packet;
mod path;
mod people;
mod person;
mod rank;
mod reach;
mod rehearse;
mod review;
mod rulings;
mod search;
mod weigh;

pub use find::{PeoplePage, PeopleRequest};
pub use gaps::FoundGaps;
pub use loose::LooseRequest;
pub use packet::{
    MadeAnswer, MadePacket, MadeQuestion, MadeRevocation, PacketLevel, PacketRequest, finish_match, packet_number,
    show_packet,
};
pub use people::FoundPeople;
pub use rehearse::Rehearsal;

pub(crate) use asks::person_of;
pub(crate) use directory::Directory;
pub(crate) use packet::{SIGNING_SECRET, audience_text, random};
pub(crate) use people::brief;
pub(crate) use weigh::{Scale, is_hidden, tie_graph};
