//! Paths of somebody's machine in files that everybody gets.

use super::Finding;
use super::tree::{File, Tree, is_test_file};

/// First folders of paths that exist on one machine only.
const FIRST_FOLDERS: &[&str] = &["home", "root", "work", "tmp", "Users"];

/// No text outside the tests names a path of a machine.
pub(super) fn no_machine_is_named(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| !is_test_file(&file.path)) {
        for (at, line) in file.text.lines().enumerate() {
            if is_test_line(file, at) {
                continue;
            }
            if let Some(folder) = FIRST_FOLDERS.iter().find(|folder| names(line, folder)) {
                let what =
                    format!("names /{folder}/…, a path of one machine; use a relative path or a temporary folder");
                findings.push(Finding::error(&file.path, at + 1, what));
            }
        }
    }
    findings
}

fn is_test_line(file: &File, at: usize) -> bool {
    file.rust.as_ref().and_then(|rust| rust.lines.get(at)).is_some_and(|line| line.is_test)
}

fn names(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"._-/>*}~".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_a_machine_are_found() {
        let count = |path: &str, text: &str| no_machine_is_named(&Tree::of(&[(path, text)])).len();
        assert_eq!(count("docs/a.md", "see `/home/ana/x` and\n(/tmp/y)\n"), 2);
        assert_eq!(count("docs/a.md", "https://example.org/home/x crates/tmp/y /homework/ ./Users/x\n"), 0);
        assert_eq!(count("crates/a/tests/it/b.rs", "f(\"/tmp/x\");"), 0);
        assert_eq!(count("crates/a/src/b.rs", "f(\"/tmp/x\");\n#[cfg(test)]\nmod tests {\n f(\"/tmp/x\");\n}\n"), 1);
    }
}
