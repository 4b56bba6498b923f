//! What a log of exchanges says about what comes next, for everybody in it at once.
//!
//! The way through: exchanges go into an [`ExchangeLog`]; [`Outlook::at`] sums up what was known at a moment, and
//! answers four questions from nothing after that moment: will a tie be used again ([`Outlook::alive_terms`]), will a
//! message be answered ([`Outlook::answer_terms`]), will a silent tie come back (the terms of the first, other
//! weights), whom will somebody get to know next ([`Outlook::next_terms`]). [`Weights`] turn terms into a probability or a
//! score, where what they leave out is not computed ([`Outlook::alive_probability`]); they are shipped ones, or
//! [`learnt`](Weights::learnt) from what the log itself shows to have happened.
//! Loads are exact here; the constant-size summaries of [`crate::TieHistory`] approximate them.

mod learn;
mod list;
mod log;
mod next;
mod outlook;
mod past;
mod people;
mod start;
mod terms;
mod ties;
mod walk;

pub use learn::{Example, Weights};
pub use log::{Exchange, ExchangeLog, PersonIdx};
pub use next::{Candidates, Depth, NextTerms};
pub use outlook::Outlook;
pub use past::{Horizon, Learning, Learnt, Sample, Trust};
pub use terms::{AliveTermsFull, AnswerTermsFull};
