//! Recognises the same human behind many records, explains every merge, and leaves doubt to the user.
//!
//! [`resolve()`] does so for a vault, with the user's rulings; [`Resolver`] keeps the answer true while records and
//! rulings come and go, at the cost of what a change touches; [`resolve_list`] does so for any list of rows.
//!
//! Pure: records and rulings in, people out; no file, no clock, no database. The same records give the same
//! people, ids and order however they are handed in.
//!
//! Three tiers. *Automatic*: an identifier that only one human uses, or a rare full name with an independent
//! second fact. *Review*: pairs worth a question. *Nothing*: the rest. A wrong merge is worse than a missed one,
//! because a private message goes to the wrong person.
//!
//! A person is named by one of their records, the anchor: the smallest record id among cards with a handle of
//! their owner's own, else among such handles' records, else among the other cards, else among what is left. An
//! unrelated import therefore renames nobody, and the ids of all other records redirect ([`Resolution::person`]).

mod blocks;
mod canonical;
mod cluster;
mod digest;
mod employer;
mod identifier;
mod list;
pub mod name;
mod pairs;
mod profile;
mod record;
mod region;
mod resolver;
mod score;
mod spelling;
mod table;
mod verdict;

pub use canonical::canonical;
pub use employer::{domain_matches_employer, employer_of_domain, is_free_mail, normalise_employer};
pub use list::resolve_list;
pub use name::{display_name, fold_name, search_key};
pub use record::{
    Book, Candidate, Change, Cluster, Evidence, EvidenceKind, ListOptions, Listing, Merge, Options, PairList, Profile,
    ProfileKind, Record, RecordKind, Resolution, SeenName,
};
pub use region::phone_region;
pub use resolver::{Resolver, resolve};
