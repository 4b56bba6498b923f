//! Bluesky: a repository as it is exported (CAR), and saved pages of follows and followers.
//!
//! A repository is public, so it need not be ego's own: its owner is named by the commit, and ego is told by
//! `tertius me --add did:plc:…`. It holds whom the owner follows and names, and no list of followers.

mod car;
mod cbor;
mod lists;
mod repository;

use super::{Format, Reader};
use crate::Head;

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "bluesky-repository",
        title: "Bluesky: repository (CAR)",
        obtain: "Bluesky > Settings > Account > Export my data > Download CAR file; anybody's is public as \
                 com.atproto.sync.getRepo",
        reads: "whom the owner follows and since when; whom the owner's posts name or answer",
        never: "texts, pictures, likes, reposts, blocks, lists; records of other applications",
        detect: car::is_car,
        reader: Reader::Stream(repository::read),
        may_yield_nobody: false,
    },
    Format {
        id: "bluesky-people",
        title: "Bluesky: saved follows and followers",
        obtain: "save the answers of app.bsky.graph.getFollows and getFollowers as files",
        reads: "who follows whom, with names and handles",
        never: "biographies, pictures, labels",
        detect: |head: &Head<'_>| lists::detect(head),
        reader: Reader::Stream(lists::read),
        may_yield_nobody: false,
    },
];
