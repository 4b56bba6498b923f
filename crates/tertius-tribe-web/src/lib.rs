//! The tribe server: pages and an API over one tribe's store, for members who came in by invitation.
//!
//! Every route is a row of [`ROUTES`], which says who may use it; a request reaches its handler only past the guard that
//! reads that table. What a search may say is decided in `tertius-tribe-search`; what is kept, in `tertius-tribe-store`.

mod act;
mod api;
mod asks;
mod assets;
mod budgets;
mod describe;
mod door;
mod guard;
mod inbox;
mod introductions;
mod links;
mod mail;
mod matches;
mod office;
mod pace;
mod pages;
mod passkeys;
mod paste;
mod post;
mod preview;
mod routes;
mod secret;
mod server;
mod sessions;
mod steps;
mod stories;
mod tribes;
mod trouble;
mod views;

pub use describe::document;
pub use inbox::{Account, Inbox, InboxError};
pub use mail::{MailServer, Outbox, OutboxError, deliver};
pub use routes::{Access, ROUTES, Route};
pub use server::{Clock, Server, ServerError, ServerOptions, sender_of, serve};
pub use tertius_tribe::letter::Address;
