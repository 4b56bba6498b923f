//! Who may use whom: the edges between our crates, the crates from outside, and their licences.
//!
//! The lists stand where people read them: the tables of ARCHITECTURE.md and the licences of deny.toml.

use super::Finding;
use super::documents::{ARCHITECTURE, marked_table, ticked};
use super::tree::{Package, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// The one list of licences, shared with cargo-deny.
const DENY: &str = "deny.toml";

/// Every edge between crates of the workspace stands in the table of allowed edges.
pub(super) fn edges_are_listed(tree: &Tree) -> Vec<Finding> {
    let rows = match marked_table(tree, "edges") {
        Ok(rows) => rows,
        Err(finding) => return vec![finding],
    };
    let mut allowed: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &rows {
        if let [from, to, ..] = row.cells.as_slice() {
            ticked(from).for_each(|from| allowed.entry(from).or_default().extend(ticked(to)));
        }
    }
    let ours: BTreeSet<&str> = tree.crates().map(|package| package.name.as_str()).collect();
    let mut findings = Vec::new();
    for package in tree.crates() {
        let Some(may_use) = allowed.get(package.name.as_str()) else {
            let what = format!("crate {} has no row in the table of edges of {ARCHITECTURE}; add one", package.name);
            findings.push(Finding::error(&package.manifest, 1, what));
            continue;
        };
        for used in package.uses.iter().filter(|used| ours.contains(used.as_str()) && !may_use.contains(used.as_str()))
        {
            let what = format!(
                "{} may not use {used}: the edge is not in the table of {ARCHITECTURE}; \
                 move the code, or list the edge and say why in docs/decisions",
                package.name
            );
            findings.push(Finding::error(&package.manifest, manifest_line(tree, package, used), what));
        }
    }
    findings
}

/// A crate from outside that the table confines is used only where the table says.
pub(super) fn outside_crates_stay_where_they_belong(tree: &Tree) -> Vec<Finding> {
    let rows = match marked_table(tree, "outside") {
        Ok(rows) => rows,
        Err(finding) => return vec![finding],
    };
    let mut homes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in &rows {
        if let [outside, home, ..] = row.cells.as_slice() {
            ticked(outside).for_each(|outside| homes.entry(outside).or_default().extend(ticked(home)));
        }
    }
    let mut findings = Vec::new();
    for package in tree.crates() {
        for used in &package.uses {
            if homes.get(used.as_str()).is_some_and(|home| !home.contains(package.name.as_str())) {
                let what = format!(
                    "{} may not use {used}: the table of {ARCHITECTURE} keeps it elsewhere; use the crate that has it",
                    package.name
                );
                findings.push(Finding::error(&package.manifest, manifest_line(tree, package, used), what));
            }
        }
    }
    findings
}

/// Every package that we build from has a licence that deny.toml allows.
pub(super) fn licences_are_allowed(tree: &Tree) -> Vec<Finding> {
    let Some(deny) = tree.file(DENY) else {
        return vec![Finding::error(DENY, 1, "missing; write the list of allowed licences, `allow = [...]`")];
    };
    let allowed = allowed_licences(&deny.text);
    let mut findings = Vec::new();
    for package in &tree.packages {
        let name = &package.name;
        match &package.licence {
            None => findings.push(Finding::error(DENY, 1, format!("{name} states no licence; use another crate"))),
            Some(licence) if !is_allowed(licence, &allowed) => {
                let what =
                    format!("{name} is under {licence}, which is not allowed; use another crate, or allow it here");
                findings.push(Finding::error(DENY, 1, what));
            }
            Some(_) => {}
        }
    }
    findings
}

fn manifest_line(tree: &Tree, package: &Package, used: &str) -> usize {
    let names = |line: &str| line.trim_start().strip_prefix(used).is_some_and(|rest| rest.starts_with([' ', '.', '=']));
    let file = tree.file(&package.manifest);
    file.and_then(|file| file.text.lines().position(names)).map_or(1, |at| at + 1)
}

fn allowed_licences(deny: &str) -> BTreeSet<&str> {
    let list = deny.split_once("\nallow = [").map_or("", |(_, rest)| rest.split(']').next().unwrap_or(rest));
    list.split('"').skip(1).step_by(2).collect()
}

/// Evaluates an SPDX expression; the old `A/B` means `A OR B`. `AND` binds more strongly than `OR`.
fn is_allowed(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    any_of(&mut words, allowed)
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, allowed: &BTreeSet<&str>) -> bool {
    let mut holds = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        holds |= all_of(words, allowed);
    }
    holds
}

fn all_of(words: &mut Words<'_>, allowed: &BTreeSet<&str>) -> bool {
    let mut holds = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        holds &= one(words, allowed);
    }
    holds
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<&str>) -> bool {
    match words.next() {
        Some("(") => {
            let holds = any_of(words, allowed);
            words.next_if_eq(&")").is_some() && holds
        }
        Some(licence) => match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
            Some(exception) => allowed.contains(format!("{licence} WITH {exception}").as_str()),
            None => allowed.contains(licence),
        },
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, uses: &[&str]) -> Package {
        Package {
            name: name.into(),
            licence: Some("MIT".into()),
            manifest: format!("crates/{name}/Cargo.toml"),
            uses: uses.iter().map(|used| (*used).to_owned()).collect(),
        }
    }

    #[test]
    fn only_listed_edges_pass() {
        let table = "<!-- tidy: edges -->\n\n| crate | may use |\n|---|---|\n| `app` | `graph`, `model` |\n| `graph` | |\n| `model` | |\n";
        let mut tree = Tree::of(&[
            (ARCHITECTURE, table),
            ("crates/graph/Cargo.toml", "[dependencies]\nserde = \"1\"\nmodel.workspace = true\n"),
        ]);
        tree.packages = vec![package("app", &["graph", "serde"]), package("graph", &["serde"]), package("model", &[])];
        assert_eq!(edges_are_listed(&tree), []);
        tree.packages[1].uses.push("model".into());
        let findings = edges_are_listed(&tree);
        assert_eq!(findings.len(), 1);
        assert!(
            findings[0].to_string().starts_with("crates/graph/Cargo.toml:3: graph may not use model"),
            "{findings:?}"
        );
        tree.packages = vec![package("stranger", &[])];
        assert_eq!(edges_are_listed(&tree).len(), 1);
    }

    #[test]
    fn a_confined_crate_stays_at_home() {
        let table =
            "<!-- tidy: outside -->\n| outside | only in |\n|---|---|\n| `rusqlite` | `store` |\n| `serde` | |\n";
        let mut tree = Tree::of(&[(ARCHITECTURE, table)]);
        tree.packages = vec![package("store", &["rusqlite", "memchr"])];
        assert_eq!(outside_crates_stay_where_they_belong(&tree), []);
        tree.packages = vec![package("app", &["rusqlite"]), package("model", &["serde"])];
        assert_eq!(outside_crates_stay_where_they_belong(&tree).len(), 2);
    }

    #[test]
    fn licence_expressions_are_understood() {
        let allowed = allowed_licences(
            "[licenses]\nallow = [\n  \"MIT\",\n  \"BSD-3-Clause\",\n  \"Apache-2.0 WITH LLVM-exception\",\n]\n",
        );
        for yes in [
            "MIT",
            "MIT OR GPL-3.0",
            "Unlicense/MIT",
            "(GPL-2.0 OR MIT) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(is_allowed(yes, &allowed), "{yes}");
        }
        for no in [
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT OR GPL-2.0) AND GPL-3.0",
            "Apache-2.0",
            "GPL-3.0 OR MIT AND GPL-2.0",
            "",
        ] {
            assert!(!is_allowed(no, &allowed), "{no}");
        }
    }
}
