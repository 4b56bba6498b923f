//! What a goal in plain words asks for, and how well what is known of somebody fits it.
//!
//! Two ways in. [`Goal::parse`] turns "VP Eng in Berlin" into what somebody does, how high they stand, where and for whom they work,
//! and free words; [`Goal::fit`] compares that with a [`Profile`]. Titles mean what the curated table `titles.txt` says
//! they mean, in the main languages of Europe; companies match by whole words and a short table of other names.
//! [`index::PeopleIndex`] searches everybody while somebody types. Nothing here matches by substring, reads a clock or knows who is who.

mod company;
mod fit;
mod goal;
pub mod index;
mod ontology;
mod place;
mod sieve;
mod standing;
mod title;
mod words;

pub use company::company_matches;
pub use fit::{Fit, Found, Place, Profile};
pub use goal::{Facet, Goal};
pub use place::place_matches;
pub use sieve::Sieve;
pub use standing::Standing;
pub use title::{Level, title_level};
pub use words::words;
