//! The promises of the machines, held by exploring them.

mod asks_explored;
mod asks_told;
mod budgets;
mod exchanged;
mod introductions_explored;
mod introductions_told;
mod letters;
mod links;
mod long_runs;
mod replies;
mod silence;
mod world;
