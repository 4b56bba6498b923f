//! What passes between people: introductions, asks, goodwill, letters, outcomes. Pure state machines.
//!
//! Nothing here reads a clock, a file or the network, and nothing here draws lots: the moment and every random number
//! are handed in. A machine takes a state and an event and gives the next state, a line for the log, and the letters
//! that a person's press of "send" sets free; whoever calls keeps all three in one transaction. What somebody may
//! see is only ever what `view_for` gives them.

pub mod ask;
pub mod budget;
pub mod credit;
pub mod goodwill;
pub mod introduction;
pub mod letter;
pub mod link;
pub mod outcome;
pub mod reply;
mod rules;
pub mod story;

pub use rules::{Rules, Who};
