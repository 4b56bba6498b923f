//! Exports as web pages: recognised, and answered with which export to ask for instead.
//!
//! They are made for reading, their words are those of the account's language, and they change from month to month.

use super::{Format, Reader};
use crate::{Context, Head, Intake, ReadError};
use std::io::{BufRead, Read};
use tertius_model::Position;

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "html-export",
    title: "Export as web pages (HTML)",
    obtain: "ask the platform for the same export as JSON: Facebook, Instagram and Threads offer it under Format, \
             Telegram Desktop under Format too, Google Takeout for contacts as vCard",
    reads: "nothing; it says which export to ask for instead",
    never: "everything in it",
    detect: |head| product(head).is_some(),
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

/// A platform, what its pages have that no others have, and what to ask it for.
struct Product {
    name: &'static str,
    marks: &'static [&'static str],
    /// Parts of the names of the pages that hold people; the others are passed over in silence.
    pages: &'static [&'static str],
    hint: &'static str,
}

const PRODUCTS: &[Product] = &[
    Product {
        name: "Instagram, Facebook or Threads",
        marks: &["class=\"_a6-g", "class=\"_3-95", "class=\"_a705", "class=\"pam _3-95"],
        pages: &["message_", "follow", "friend", "contacts", "connections"],
        hint: "ask for the information again with Format: JSON instead of HTML, and import the zip",
    },
    Product {
        name: "Telegram",
        marks: &["class=\"page_wrap", "class=\"history\"", "Exported Data"],
        pages: &["messages", "contacts", "frequent", "chats", "export_results"],
        hint: "export again in Telegram Desktop with Format: Machine-readable JSON, and import the folder",
    },
    Product {
        name: "DiscordChatExporter",
        marks: &["class=\"chatlog", "class=chatlog", "DiscordChatExporter"],
        pages: &[""],
        hint: "request your data package in Discord under Settings, Data & privacy, and import the zip",
    },
    Product {
        name: "Google Takeout",
        marks: &["<title>Google Takeout", "archive_browser"],
        pages: &["contacts", "hangouts", "chat"],
        hint: "ask Google Takeout for contacts as vCard and for mail as mbox, and import the zip",
    },
    Product {
        name: "LinkedIn",
        marks: &["<meta property=\"og:site_name\" content=\"LinkedIn\"", "linkedin.com/mynetwork"],
        pages: &["connections", "network", "contacts"],
        hint: "a saved page lists a few people only: ask LinkedIn for a copy of your data under Settings, Data privacy",
    },
];

fn product(head: &Head<'_>) -> Option<&'static Product> {
    let start = head.text.trim_start_matches('\u{feff}').trim_start();
    let start = start.get(..15).unwrap_or(start).to_ascii_lowercase();
    if !start.starts_with("<!doctype html") && !start.starts_with("<html") {
        return None;
    }
    let file = head.path.rsplit(['/', '\\']).next().unwrap_or("").to_lowercase();
    PRODUCTS.iter().find(|product| {
        product.marks.iter().any(|mark| head.text.contains(mark))
            && product.pages.iter().any(|page| file.contains(page))
    })
}

fn read(input: &mut dyn BufRead, context: Context<'_>, _: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    let read = input.take(Head::LEN as u64).read_to_end(&mut bytes);
    read.map_err(|cause| ReadError::Io { position: Position::Byte(bytes.len() as u64), cause })?;
    let head = Head { path: context.path, bytes: &bytes, text: &crate::decode(&bytes) };
    let (name, hint) = product(&head).map_or(("an unknown platform", FORMATS[0].obtain), |one| (one.name, one.hint));
    Err(ReadError::Malformed {
        position: Position::Byte(0),
        reason: format!("a web page of {name}, which cannot be read reliably"),
        hint,
    })
}
