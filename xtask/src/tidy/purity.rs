//! What a crate must not touch: clocks, files, the environment, SQL, serial forms.

use super::Finding;
use super::lexer::Rust;
use super::tree::{Tree, is_test_file};

/// Part of the standard library that a crate does without.
struct Ban {
    /// Folder of the crate's sources.
    folder: &'static str,
    /// Paths below `std`.
    parts: &'static [&'static str],
    /// Files and folders below `folder` to which the ban does not apply.
    except: &'static [&'static str],
}

const BANS: &[Ban] = &[
    Ban { folder: "crates/tertius-model/src", parts: &["time", "fs", "env", "net", "process"], except: &[] },
    Ban { folder: "crates/tertius-relevance/src", parts: &["time", "fs", "env", "net", "process"], except: &[] },
    Ban { folder: "crates/tertius-resolve/src", parts: &["time", "fs", "env", "net", "process"], except: &[] },
    Ban { folder: "crates/tertius-ties/src", parts: &["time", "fs", "env", "net", "process"], except: &[] },
    Ban { folder: "crates/tertius-tribe/src", parts: &["time", "fs", "env", "net", "process"], except: &[] },
    Ban { folder: "crates/tertius-graph/src", parts: &["time", "fs", "env", "net", "process"], except: &[] },
    Ban { folder: "crates/tertius-tribe-search/src", parts: &["time", "fs", "env", "net", "process"], except: &[] },
    Ban { folder: "crates/tertius-import/src", parts: &["fs"], except: &["source.rs", "source/"] },
    Ban {
        folder: "crates/tertius-import/src",
        parts: &["time::SystemTime", "time::Instant", "env", "net", "process"],
        except: &[],
    },
];

/// The crates between the files and the vault read no clock, no environment and no file but those handed to them.
pub(super) fn pure_crates_do_no_io(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ban in BANS {
        for (file, rust) in tree.rust() {
            let Some(inside) = file.path.strip_prefix(ban.folder).and_then(|rest| rest.strip_prefix('/')) else {
                continue;
            };
            if ban.except.iter().any(|except| inside.starts_with(except)) || is_test_file(&file.path) {
                continue;
            }
            for (number, used) in std_paths(rust) {
                if let Some(part) = ban.parts.iter().find(|part| is_below(&used, part)) {
                    let what =
                        format!("uses std::{part}, which {} must not; take the value as a parameter", ban.folder);
                    findings.push(Finding::error(&file.path, number, what));
                }
            }
            for (number, _) in rust.product_code().filter(|(_, code)| code.contains("::now()")) {
                let what = "reads a clock; take the moment as a parameter";
                findings.push(Finding::error(&file.path, number, what));
            }
        }
    }
    findings
}

/// The crates that may speak SQL: one store for a vault, one for a tribe.
const STORES: [&str; 2] = ["crates/tertius-store/", "crates/tertius-tribe-store/"];

/// SQL stands in the stores' crates only.
pub(super) fn sql_stays_in_the_store(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        if !file.path.starts_with("crates/") || STORES.iter().any(|store| file.path.starts_with(store)) {
            continue;
        }
        for literal in rust.literals.iter().filter(|literal| is_sql(&literal.text)) {
            let what = "SQL outside the stores; give the store a method named for what is wanted";
            findings.push(Finding::error(&file.path, literal.line, what));
        }
    }
    findings
}

/// The model derives no serial form: a serialisable type is a promise.
pub(super) fn the_model_promises_no_serial_form(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust().filter(|(file, _)| file.path.starts_with("crates/tertius-model/")) {
        for (number, line) in rust.numbered() {
            if line.code.contains("Serialize") || line.code.contains("serde::") {
                let what =
                    "a serialisable type is a promise; write a view in tertius-app, or a row type in tertius-store";
                findings.push(Finding::error(&file.path, number, what));
            }
        }
    }
    findings
}

fn is_below(used: &str, part: &str) -> bool {
    used.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Every path below `std` that the product's code names, `use std::{…}` taken apart.
fn std_paths(rust: &Rust) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let product: Vec<(usize, &str)> = rust.product_code().collect();
    for (at, (number, code)) in product.iter().enumerate() {
        for (start, _) in code.match_indices("std::") {
            let starts_word = code[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
            if starts_word {
                let mut text = code[start + "std::".len()..].to_owned();
                text.extend(product[at + 1..].iter().take(20).map(|(_, code)| *code));
                expand("", &text, &mut |path| found.push((*number, path)));
            }
        }
    }
    found
}

/// Takes a use tree apart: `{a::{b, c}, d}` gives `a::b`, `a::c`, `d`. Returns what follows the tree.
fn expand<'a>(prefix: &str, text: &'a str, each: &mut dyn FnMut(String)) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = expand(prefix, rest, each).trim_start();
            match rest.strip_prefix(',') {
                Some(more) => rest = more,
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let path = if prefix.is_empty() { word.to_owned() } else { format!("{prefix}::{word}") };
    match rest.strip_prefix("::") {
        Some(rest) if !word.is_empty() => expand(&path, rest, each),
        _ => {
            if !word.is_empty() {
                each(path.trim_end_matches("::self").to_owned());
            }
            rest.trim_start().strip_prefix("as ").map_or(rest, |alias| {
                let alias = alias.trim_start();
                &alias[alias.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(alias.len())..]
            })
        }
    }
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start();
    let starts =
        ["INSERT INTO ", "INSERT OR ", "DELETE FROM ", "CREATE TABLE ", "CREATE INDEX ", "DROP TABLE ", "PRAGMA "];
    starts.iter().any(|start| text.starts_with(start))
        || (text.starts_with("SELECT ") && text.contains("FROM"))
        || (text.starts_with("UPDATE ") && text.contains(" SET "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        pure_crates_do_no_io(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn a_pure_crate_reads_no_clock() {
        for dirty in [
            "use std::time::Instant;",
            "use std::{fmt, fs};",
            "use std::{\n    fmt,\n    time::{self, Duration},\n};",
            "fn f() { std::env::var(\"X\"); }",
            "let now = jiff::Timestamp::now();",
        ] {
            assert!(findings("crates/tertius-ties/src/load.rs", dirty) > 0, "{dirty}");
            assert_eq!(findings("crates/tertius-app/src/load.rs", dirty), 0, "{dirty}");
        }
        for clean in
            ["use std::{fmt, io};", "use std::fmt::{self, Write as _};", "#[cfg(test)]\nmod tests {\n use std::fs;\n}"]
        {
            assert_eq!(findings("crates/tertius-ties/src/load.rs", clean), 0, "{clean}");
        }
    }

    #[test]
    fn only_the_source_of_the_importers_opens_files() {
        assert_eq!(findings("crates/tertius-import/src/source.rs", "use std::fs::File;"), 0);
        assert_eq!(findings("crates/tertius-import/src/source/archive.rs", "use std::fs::File;"), 0);
        assert_eq!(findings("crates/tertius-import/src/formats/vcard.rs", "use std::fs::File;"), 1);
        assert_eq!(findings("crates/tertius-import/src/source.rs", "use std::time::{Duration, SystemTime};"), 1);
    }

    #[test]
    fn sql_is_found_outside_the_store() {
        let text = "f(\"SELECT id FROM people\"); g(\"UPDATE people\\n SET a = 1\"); h(\"select a person\");";
        assert_eq!(sql_stays_in_the_store(&Tree::of(&[("crates/tertius-app/src/a.rs", text)])).len(), 2);
        for store in STORES {
            assert_eq!(sql_stays_in_the_store(&Tree::of(&[(&format!("{store}src/a.rs"), text)])), []);
        }
    }

    #[test]
    fn the_model_derives_no_serialize() {
        let text = "//! Never derives `Serialize`.\n#[derive(Clone, Serialize)]\nstruct A;";
        let lines: Vec<_> = the_model_promises_no_serial_form(&Tree::of(&[("crates/tertius-model/src/a.rs", text)]))
            .iter()
            .map(|finding| finding.line)
            .collect();
        assert_eq!(lines, [2]);
    }
}
