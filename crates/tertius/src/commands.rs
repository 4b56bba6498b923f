//! One file per command: its arguments, the use case it calls, how its answer looks on a terminal.

pub mod backup;
pub mod changes;
pub mod demo;
pub mod different;
pub mod doctor;
pub mod erase;
pub mod export;
pub mod forget;
pub mod gaps;
pub mod generate;
pub mod import;
pub mod label;
pub mod loose;
pub mod me;
pub mod path;
pub mod people;
pub mod person;
pub mod reach;
pub mod resolve;
pub mod restore;
pub mod review;
pub mod rulings;
pub mod same;
pub mod sources;
pub mod undo;
mod words;
