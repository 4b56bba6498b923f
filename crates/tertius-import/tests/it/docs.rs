//! docs/formats: a page for every row of the table of formats, written from it. `cargo xtask docs` writes them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking; its helpers are no tests by themselves")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tertius_import::{Format, Reader, formats};

/// Set by `cargo xtask docs`: write instead of compare.
const WRITE: &str = "TERTIUS_WRITE_DOCS";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats")
}

/// One step or fact a line: the table joins them with semicolons.
fn lines(text: &str) -> String {
    let mut lines = String::new();
    for part in text.split("; ") {
        let mut letters = part.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        writeln!(lines, "- {first}{}", letters.as_str()).unwrap();
    }
    lines
}

fn page(format: &Format) -> String {
    let shape = match format.reader {
        Reader::Stream(_) => {
            "One file, by itself or in a folder, a zip or a tgz. Its content tells what it is, not its name."
        }
        Reader::Messages { .. } => "A folder with one file for each message, by itself or in a zip or a tgz.",
        Reader::Export { .. } => {
            "Several files that belong together: the zip as it was downloaded, packed again, or the unpacked folder."
        }
    };
    let alone = if format.may_yield_nobody { "\nIt may rightly name nobody but you.\n" } else { "" };
    format!(
        "# {}\n\n{shape}\n{alone}\nTo read a file as this format whatever it looks like: `tertius import --format {} FILE`.\n\n\
         ## How to obtain it\n\n{}\n## What is read\n\n{}\n## What never is\n\n{}",
        format.title,
        format.id,
        lines(format.obtain),
        lines(format.reads),
        lines(format.never)
    )
}

fn index() -> String {
    let mut text =
        "# Formats\n\nWhat Tertius reads, in the order in which it asks. These pages are written from the table of \
                    formats by `cargo xtask docs`.\n\n| format | what is read |\n|---|---|\n"
            .to_owned();
    for format in formats::all() {
        writeln!(text, "| [{}]({}.md) | {} |", format.title.replace('|', "/"), format.id, format.reads).unwrap();
    }
    text
}

#[test]
fn every_format_has_its_page_and_every_page_is_up_to_date() {
    let mut pages: BTreeMap<String, String> =
        formats::all().map(|format| (format!("{}.md", format.id), page(format))).collect();
    pages.insert("README.md".to_owned(), index());
    if std::env::var_os(WRITE).is_some() {
        std::fs::create_dir_all(folder()).unwrap();
        for (name, text) in &pages {
            std::fs::write(folder().join(name), text).unwrap();
        }
    }
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(pages.contains_key(&name), "docs/formats/{name} is about no format: delete it");
    }
    for (name, text) in pages {
        let held = std::fs::read_to_string(folder().join(&name)).unwrap_or_default();
        assert_eq!(held, text, "docs/formats/{name} is out of date: run cargo xtask docs");
    }
}

#[test]
fn every_row_says_how_what_and_what_not() {
    for format in formats::all() {
        for text in [format.title, format.obtain, format.reads, format.never] {
            assert!(!text.trim().is_empty() && !text.contains("  ") && !text.ends_with('.'), "{}: {text:?}", format.id);
        }
    }
}

/// Formats of which nothing is read: they hold nobody, or only tell which file to ask for instead.
const OF_NOBODY: [&str; 7] = [
    "contacts-database",
    "html-export",
    "linkedin-other",
    "linkedin-recommendations",
    "mastodon-other",
    "not-csv",
    "x-other",
];

#[test]
fn every_format_has_a_round_trip() {
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it")).unwrap();
    let files = files.map(|entry| entry.unwrap().path());
    let tests: String = files
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("round_trip"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for Format { id, .. } in formats::all() {
        let is_written = tests.contains(&format!("\"{id}\""));
        assert!(
            is_written != OF_NOBODY.contains(id),
            "no test writes a random file of the format {id} and reads it back"
        );
    }
}
