//! What joins two people, weighed by evidence: load, strength, alive, depth, freshness, kinds; and ties between others.
//!
//! The way through: [`Contact`]s of one person go into a [`TieHistory`], which gives a [`TieSummary`] of fixed size;
//! the summary and what people wrote down ([`Stated`]) go into the functions here, each with the day it is asked on.
//! Two numbers stay apart: [`depth()`], which silence never lowers, and [`freshness()`], which silence alone lowers.
//! Every number that is no formula stands in `parameters.rs`, with what it rests on. Nothing here reads a clock, a
//! file or the network, and nothing here decides who is who.

mod alive;
mod answers;
mod contact;
mod cover;
mod depth;
pub mod forecast;
mod freshness;
mod history;
mod kinds;
mod link;
mod load;
mod outcomes;
pub mod parameters;
mod reasons;
mod standing;
mod stated;
mod summary;

pub use alive::{Activity, AliveTerms, alive, resting, revival};
pub use answers::{AnswerTerms, Asked, Replies, Responder, base_rate, strength};
pub use contact::{Contact, Share, Toward};
pub use cover::{Opening, cover, cover_after};
pub use depth::depth;
pub use freshness::freshness;
pub use history::TieHistory;
pub use kinds::{Kind, kinds};
pub use link::{Evidence, Link, OtherEvidence, OtherKind, link_strength, link_value, warmth};
pub use load::load;
pub use outcomes::{Correction, Introductions, Lesson, Outcome, lesson};
pub use reasons::{Reason, ReasonKind, Score};
pub use standing::{Standing, standing};
pub use stated::{CardSign, Overlap, Recommendation, Stated};
pub use summary::{TieSummary, Trail};
