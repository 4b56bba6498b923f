//! The contract of the vault, one file per promise.

mod crash;
mod damage;
mod erase;
mod files;
mod forget;
mod ground;
mod import;
mod sample;
