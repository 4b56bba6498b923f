//! The web application: private pages and an API over one vault, on this machine alone.
//!
//! [`serve`] binds to a loopback address and answers until told to stop. Pages are rendered on the server and work
//! without scripts; scripts add search as you type, dropping files, keys and the map. Everything a page needs is
//! inside the program: no request ever leaves the machine. Whoever opens the pages first shows the one-time link that
//! the terminal printed; whoever calls the API shows a token.

mod answers;
mod api;
mod assets;
mod desk;
mod doors;
mod jobs;
mod lock;
mod pages;
mod part;
mod phrase;
mod server;
mod trouble;

pub use api::document;
pub use desk::Clock;
pub use server::{Opened, ServeError, ServeOptions, serve};
