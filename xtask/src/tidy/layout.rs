//! Where files stand: sample folders, modules, integration tests, fuzz targets.

use super::Finding;
use super::tree::Tree;
use std::collections::BTreeSet;

const FORMATS: &str = "crates/tertius-import/src/formats";
const FUZZ_TARGETS: &str = "fuzz/fuzz_targets";

/// A format as its row in the table names it.
pub(super) struct FormatId<'a> {
    pub(super) id: &'a str,
    path: &'a str,
    line: usize,
}

/// The ids of all formats, read from the rows of the table.
pub(super) fn format_ids(tree: &Tree) -> Vec<FormatId<'_>> {
    let mut ids = Vec::new();
    for (file, rust) in tree.rust().filter(|(file, _)| file.path.starts_with(FORMATS)) {
        for literal in &rust.literals {
            let line = &rust.lines[literal.line - 1];
            if !line.is_test && line.code.trim_start().starts_with("id: \"\"") {
                ids.push(FormatId { id: &literal.text, path: &file.path, line: literal.line });
            }
        }
    }
    ids
}

/// Every folder of sample data says where its samples come from.
pub(super) fn every_sample_folder_explains_itself(tree: &Tree) -> Vec<Finding> {
    let folders: BTreeSet<&str> = tree.below("testdata").filter_map(|path| Some(path.split_once('/')?.0)).collect();
    let silent =
        folders.into_iter().map(|folder| format!("testdata/{folder}/README.md")).filter(|path| !tree.has(path));
    silent.map(|path| Finding::error(&path, 1, "missing; say what each sample shows and who invented it")).collect()
}

/// Every source file is a module of its parent; rustc does not miss one that is not.
pub(super) fn no_source_file_is_forgotten(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, _) in tree.rust() {
        let Some((root, inside)) = module_root(&file.path) else { continue };
        let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
        let stem = name.trim_end_matches(".rs");
        let parents = if folder.is_empty() {
            vec![format!("{root}/lib.rs"), format!("{root}/main.rs")]
        } else {
            vec![format!("{root}/{folder}.rs"), format!("{root}/{folder}/main.rs")]
        };
        let is_root = folder == "bin" || (folder.is_empty() && matches!(stem, "lib" | "main"));
        let declares = |path: &String| {
            let rust = tree.file(path).and_then(|parent| parent.rust.as_ref());
            rust.is_some_and(|rust| rust.lines.iter().any(|line| line.code.contains(&format!("mod {stem};"))))
        };
        if !is_root && stem != "mod" && !parents.iter().any(declares) {
            let what =
                format!("no `mod {stem};` in {}, so nothing compiles it; add it, or delete the file", parents[0]);
            findings.push(Finding::error(&file.path, 1, what));
        }
    }
    findings
}

/// A crate has one integration binary, `tests/it/main.rs`: one link, one place.
pub(super) fn one_integration_binary_per_crate(tree: &Tree) -> Vec<Finding> {
    let stray = tree.rust().filter(|(file, _)| {
        let inside = file.path.strip_prefix("crates/").and_then(|path| path.split_once("/tests/"));
        inside
            .is_some_and(|(_, inside)| !inside.contains('/') || inside.ends_with("/main.rs") && inside != "it/main.rs")
    });
    stray
        .map(|(file, _)| {
            Finding::error(&file.path, 1, "a second integration binary; make it a module of tests/it/main.rs")
        })
        .collect()
}

/// Every format has a fuzz target, `fuzz_family("ID")`, of its own or of its family `ID-…`.
pub(super) fn every_format_is_fuzzed(tree: &Tree) -> Vec<Finding> {
    let targets = tree.rust().filter(|(file, _)| file.path.starts_with(FUZZ_TARGETS));
    let families: BTreeSet<&str> =
        targets.flat_map(|(_, rust)| rust.literals.iter().map(|literal| literal.text.as_str())).collect();
    let is_in = |id: &str, family: &str| {
        id.strip_prefix(family)
            .is_some_and(|rest| !family.is_empty() && (rest.is_empty() || rest.starts_with(['-', '_'])))
    };
    let unfuzzed =
        format_ids(tree).into_iter().filter(|format| !families.iter().any(|family| is_in(format.id, family)));
    unfuzzed
        .map(|format| {
            let what = format!("the format {} has no fuzz target; add one to {FUZZ_TARGETS}", format.id);
            Finding::error(format.path, format.line, what)
        })
        .collect()
}

/// Splits a path at the folder from which its crate's modules are counted.
fn module_root(path: &str) -> Option<(&str, &str)> {
    if !path.starts_with("crates/") && !path.starts_with("xtask/") {
        return None;
    }
    let folder = ["/tests/it/", "/src/"].into_iter().find(|folder| path.contains(folder))?;
    let cut = path.find(folder)? + folder.len();
    Some((&path[..cut - 1], &path[cut..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(findings: &[Finding]) -> Vec<&str> {
        findings.iter().map(|finding| finding.path.as_str()).collect()
    }

    #[test]
    fn sample_folders_have_a_readme() {
        let tree =
            Tree::of(&[("testdata/vcard/README.md", ""), ("testdata/vcard/a/b.vcf", ""), ("testdata/mbox/c.mbox", "")]);
        assert_eq!(paths(&every_sample_folder_explains_itself(&tree)), ["testdata/mbox/README.md"]);
    }

    #[test]
    fn forgotten_files_are_found() {
        let tree = Tree::of(&[
            ("crates/a/src/lib.rs", "pub mod b;\n"),
            ("crates/a/src/b.rs", "mod c;\n"),
            ("crates/a/src/b/c.rs", ""),
            ("crates/a/src/b/lost.rs", ""),
            ("crates/a/tests/it/main.rs", "mod scenario;\n"),
            ("crates/a/tests/it/scenario.rs", ""),
            ("crates/a/tests/it/forgotten.rs", ""),
        ]);
        let found = no_source_file_is_forgotten(&tree);
        assert_eq!(paths(&found), ["crates/a/src/b/lost.rs", "crates/a/tests/it/forgotten.rs"]);
    }

    #[test]
    fn a_second_integration_binary_is_found() {
        let tree = Tree::of(&[
            ("crates/a/tests/it/main.rs", ""),
            ("crates/a/tests/b.rs", ""),
            ("crates/a/tests/c/main.rs", ""),
        ]);
        assert_eq!(
            paths(&one_integration_binary_per_crate(&tree)),
            ["crates/a/tests/b.rs", "crates/a/tests/c/main.rs"]
        );
    }

    #[test]
    fn a_format_without_a_fuzz_target_is_found() {
        let rows = "Format {\n    id: \"linkedin-messages\",\n},\nFormat {\n    id: \"vcard\",\n},\n";
        let tree = Tree::of(&[
            ("crates/tertius-import/src/formats/x.rs", rows),
            ("fuzz/fuzz_targets/linkedin.rs", "fuzz_target!(|bytes: &[u8]| fuzz_family(\"linkedin\", bytes));"),
        ]);
        assert_eq!(format_ids(&tree).len(), 2);
        let found = every_format_is_fuzzed(&tree);
        assert_eq!((found.len(), found[0].line), (1, 5));
    }
}
