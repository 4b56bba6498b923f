//! Whether the documents tell the truth: what they name exists, and what exists is named.

use super::Finding;
use super::layout::format_ids;
use super::tree::{File, Tree};

/// The map of the code; holds the tables that other rules read.
pub(super) const ARCHITECTURE: &str = "ARCHITECTURE.md";
/// Documents whose every name is checked.
const CHECKED: &[&str] = &[ARCHITECTURE, "README.md", "CONTRIBUTING.md", "SECURITY.md"];
/// Folders whose paths are checked where a document names one.
const FOLDERS: &[&str] = &["crates/", "docs/", "testdata/", "xtask/", "fuzz/", ".ci/"];
/// Names of a holder of an invariant that is no test.
const HOLDERS: &[&str] = &["tidy", "clippy", "rustc"];
const DECISIONS: &str = "docs/decisions";

/// One row of a marked table.
pub(super) struct Row<'a> {
    pub(super) line: usize,
    pub(super) cells: Vec<&'a str>,
}

/// The rows of the table of ARCHITECTURE.md that follows `<!-- tidy: MARKER -->`, without its head.
pub(super) fn marked_table<'a>(tree: &'a Tree, marker: &str) -> Result<Vec<Row<'a>>, Finding> {
    let mark = format!("<!-- tidy: {marker} -->");
    let text = tree.file(ARCHITECTURE).map_or("", |file| file.text.as_str());
    let Some(first) = text.lines().position(|line| line.trim() == mark) else {
        return Err(Finding::error(ARCHITECTURE, 1, format!("no table marked `{mark}`; write one")));
    };
    let lines = text.lines().enumerate().skip(first + 1);
    let table = lines.skip_while(|(_, line)| line.trim().is_empty()).take_while(|(_, line)| line.starts_with('|'));
    Ok(table
        .skip(2)
        .map(|(at, line)| Row {
            line: at + 1,
            cells: line.trim().trim_matches('|').split('|').map(str::trim).collect(),
        })
        .collect())
}

/// What stands in backticks.
pub(super) fn ticked(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Crates, paths, formats and linked files that a document names exist.
pub(super) fn names_in_documents_exist(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in CHECKED.iter().filter_map(|path| tree.file(path)) {
        for (number, line) in prose(file) {
            let missing = ticked(line).filter_map(|name| missing_name(tree, name)).chain(missing_links(tree, line));
            findings.extend(missing.map(|what| Finding::error(&file.path, number, what)));
        }
    }
    findings
}

/// Every crate of the workspace has a place in the map of the code.
pub(super) fn every_crate_is_documented(tree: &Tree) -> Vec<Finding> {
    let text = tree.file(ARCHITECTURE).map_or("", |file| file.text.as_str());
    let unnamed = tree.crates().filter(|package| !ticked(text).any(|name| name == package.name));
    unnamed
        .map(|package| Finding::error(ARCHITECTURE, 1, format!("does not name the crate `{}`; add it", package.name)))
        .collect()
}

/// Each invariant names the test that holds it, and that test exists.
pub(super) fn invariants_name_what_holds_them(tree: &Tree) -> Vec<Finding> {
    let rows = match marked_table(tree, "invariants") {
        Ok(rows) => rows,
        Err(finding) => return vec![finding],
    };
    let mut findings = Vec::new();
    for row in rows {
        let holders: Vec<&str> = row.cells.last().map(|cell| ticked(cell).collect()).unwrap_or_default();
        if holders.is_empty() {
            findings.push(Finding::error(ARCHITECTURE, row.line, "an invariant that nothing holds; name its test"));
        }
        for name in holders.into_iter().filter(|name| !HOLDERS.contains(name) && !has_function(tree, name)) {
            let what = format!("names the test `{name}`, which does not exist; write it, or name the one that does");
            findings.push(Finding::error(ARCHITECTURE, row.line, what));
        }
    }
    findings
}

/// Decision records are numbered without gaps and have their three parts.
pub(super) fn decisions_are_complete(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let pages = tree.below(DECISIONS).filter(|name| name.ends_with(".md") && *name != "README.md");
    for (at, name) in pages.enumerate() {
        let path = format!("{DECISIONS}/{name}");
        let number = format!("{:04}-", at + 1);
        if !name.starts_with(&number) {
            let what = format!("number {number} is missing or taken twice; number the records without gaps");
            findings.push(Finding::error(&path, 1, what));
        }
        let text = tree.file(&path).map_or("", |file| file.text.as_str());
        for heading in ["## Context", "## Decision", "## Consequences"] {
            if !text.lines().any(|line| line.trim_end() == heading) {
                findings.push(Finding::error(&path, 1, format!("has no part `{heading}`; write it")));
            }
        }
    }
    findings
}

/// The lines outside fenced blocks, numbered from 1.
fn prose(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let mut is_fenced = false;
    file.text.lines().enumerate().filter_map(move |(at, line)| {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        (!is_fenced && !is_fence).then_some((at + 1, line))
    })
}

fn missing_name(tree: &Tree, name: &str) -> Option<String> {
    if name.starts_with("tertius-") && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        let exists = tree.crates().any(|package| package.name == name);
        return (!exists).then(|| format!("names the crate `{name}`, which does not exist; correct the name"));
    }
    if let Some((_, rest)) = name.split_once("import ").and_then(|(_, rest)| rest.split_once("--format ")) {
        let id = rest.split_whitespace().next().unwrap_or(rest);
        let is_placeholder = id.chars().all(|c| !c.is_lowercase());
        let exists = is_placeholder || format_ids(tree).iter().any(|known| known.id == id);
        return (!exists).then(|| format!("names the format `{id}`, which does not exist; correct the id"));
    }
    if FOLDERS.iter().any(|folder| name.starts_with(folder)) {
        let path = known_part(name);
        return (!tree.has(path)).then(|| format!("names `{path}`, which does not exist; correct the path"));
    }
    None
}

/// The part of a path before its first placeholder, item or blank.
fn known_part(name: &str) -> &str {
    let plain = name.split([':', ' ']).next().unwrap_or(name);
    let known = match plain.find(['<', '*', '{', '…']).or_else(|| plain.find("NNNN")) {
        Some(placeholder) => plain[..placeholder].rsplit_once('/').map_or("", |(folder, _)| folder),
        None => plain,
    };
    known.trim_end_matches('/')
}

fn missing_links(tree: &Tree, line: &str) -> Vec<String> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let local = targets.filter(|target| !target.is_empty() && !target.contains(':'));
    local
        .filter(|target| !tree.has(target.trim_start_matches("./").trim_end_matches('/')))
        .map(|target| format!("links to {target}, which does not exist; correct the link"))
        .collect()
}

fn has_function(tree: &Tree, name: &str) -> bool {
    let name = name.rsplit("::").next().unwrap_or(name);
    let head = format!("fn {name}(");
    tree.rust().any(|(_, rust)| rust.lines.iter().any(|line| line.code.contains(&head)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::Package;

    fn lines(findings: &[Finding]) -> Vec<usize> {
        findings.iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn names_must_exist() {
        let text = "`tertius-model` `crates/a/src/b.rs::f` `crates/a/src/<verb>.rs` [x](docs/x.md#part) <https://e.org>\n\
                    `tertius-nowhere`\n`crates/a/src/none.rs`\n[y](docs/y.md)\n`tertius import x --format nothing`\n\
                    ```\n`tertius-fenced`\n```\n`docs/<page>.md` `xtask/gone/<x>`\n";
        let mut tree =
            Tree::of(&[(ARCHITECTURE, text), ("crates/a/src/b.rs", "//! B.\nfn f() {}\n"), ("docs/x.md", "")]);
        tree.packages = vec![Package {
            name: "tertius-model".into(),
            manifest: "crates/m/Cargo.toml".into(),
            ..Package::default()
        }];
        assert_eq!(lines(&names_in_documents_exist(&tree)), [2, 3, 4, 5, 9]);
        assert_eq!(every_crate_is_documented(&tree), []);
        tree.packages[0].name = "tertius-store".into();
        assert_eq!(every_crate_is_documented(&tree).len(), 1);
    }

    #[test]
    fn invariants_name_tests_that_exist() {
        let text = "<!-- tidy: invariants -->\n\n| invariant | held by |\n|---|---|\n| a | `tidy` |\n| b | `b_holds` |\n| c | |\n| d | `d_holds` |\n";
        let tree = Tree::of(&[(ARCHITECTURE, text), ("crates/a/src/b.rs", "#[test]\nfn b_holds() {}\n")]);
        assert_eq!(lines(&invariants_name_what_holds_them(&tree)), [7, 8]);
    }

    #[test]
    fn decisions_have_numbers_and_parts() {
        let page = "# A\n\n## Context\n\n## Decision\n\n## Consequences\n";
        let good = Tree::of(&[("docs/decisions/0001-a.md", page), ("docs/decisions/0002-b.md", page)]);
        assert_eq!(decisions_are_complete(&good), []);
        let bad =
            Tree::of(&[("docs/decisions/0001-a.md", "## Context\n## Decision\n"), ("docs/decisions/0003-b.md", page)]);
        assert_eq!(decisions_are_complete(&bad).len(), 2);
    }
}
