//! The search from outside: what it finds, what it never tells, and what an attacker gets.

mod attack;
mod found;
mod helpers;
mod interference;
mod world;
