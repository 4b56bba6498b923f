//! The chores as a person runs them.

mod tidy;
