//! The search from outside: what it finds, what it never tells, and what an attacker gets.

mod attack;
mod found;
mod interference;
mod who_can_help;
mod world;
