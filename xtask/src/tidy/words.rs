//! Leftovers in the code, and names that say nothing.

use super::Finding;
use super::tree::Tree;

/// Marks of work put off.
const PUT_OFF: &[&str] = &["TODO", "FIXME", "XXX", "HACK"];
/// File names under which anything could stand.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "manager", "service", "impl", "impls", "misc", "shared"];

/// No `allow`, no `dbg!`, no marks of work put off.
pub(super) fn no_leftovers(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        for (number, line) in rust.numbered() {
            let mut find = |what: String| findings.push(Finding::error(&file.path, number, what));
            let attribute = line.code.contains("#[") || line.code.contains("#![");
            if attribute && line.code.contains("allow(") {
                find("`allow` outlives its reason; write `#[expect(…, reason = \"…\")]`".to_owned());
            }
            if line.code.contains("dbg!(") {
                find("`dbg!` left behind; delete it".to_owned());
            }
            let mut marks = PUT_OFF.iter().filter(|mark| {
                line.remark
                    .iter()
                    .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
                    .any(|word| word == **mark)
            });
            if let Some(mark) = marks.next() {
                find(format!("`{mark}` puts work off; do it, or file an issue and delete the comment"));
            }
        }
    }
    findings
}

/// No `mod.rs`, and no name under which anything could stand.
pub(super) fn files_are_named_after_what_is_in_them(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, _) in tree.rust() {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let stem = name.trim_end_matches(".rs");
        if stem == "mod" {
            findings.push(Finding::error(&file.path, 1, format!("`mod.rs` hides its name; call it {folder}.rs")));
        }
        let parts = folder.split('/').chain([stem]);
        if let Some(part) = parts.into_iter().find(|part| EMPTY_NAMES.contains(part)) {
            let what = format!("`{part}` says nothing; name the file after the one thing in it");
            findings.push(Finding::error(&file.path, 1, what));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leftovers_are_found_and_nothing_else() {
        let clean =
            "//! B.\n#[expect(dead_code, reason = \"x\")]\nfn f() { g(\"dbg!( TODO #[allow(x)]\"); if allow(x) {} }\n";
        assert_eq!(no_leftovers(&Tree::of(&[("b.rs", clean)])), []);
        for dirty in [
            "#[allow(dead_code)]",
            "#![allow(x)]",
            "#[cfg_attr(test, allow(x))]",
            "dbg!(x);",
            "// TODO: later",
            "x(); // XXX",
        ] {
            assert_eq!(no_leftovers(&Tree::of(&[("b.rs", dirty)])).len(), 1, "{dirty}");
        }
    }

    #[test]
    fn empty_names_are_found() {
        for (path, n) in [("a/src/utils.rs", 1), ("a/src/common/b.rs", 1), ("a/src/b/mod.rs", 1), ("a/src/vault.rs", 0)]
        {
            assert_eq!(files_are_named_after_what_is_in_them(&Tree::of(&[(path, "")])).len(), n, "{path}");
        }
    }
}
