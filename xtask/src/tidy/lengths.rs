//! How long a file and a function may be.

use super::Finding;
use super::tree::{Tree, is_test_file};

const FILE_LOOK: usize = 500;
const FILE_MAX: usize = 800;
/// The same limit as `too-many-lines-threshold` in clippy.toml; tidy also sees the crates outside the workspace.
const FUNCTION_MAX: usize = 70;

/// A file over 800 lines says why at its top; one over 500 deserves a second look.
pub(super) fn files_are_short(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, _) in tree.rust() {
        let n_lines = file.text.lines().count();
        let says_why = file.text.lines().any(|line| line.starts_with("//! Long because"));
        if n_lines > FILE_MAX && !says_why {
            let what =
                format!("{n_lines} lines; split the file at its second idea, or say `//! Long because …` at the top");
            findings.push(Finding::error(&file.path, 1, what));
        } else if n_lines > FILE_LOOK && !says_why {
            findings.push(Finding::warning(&file.path, 1, format!("{n_lines} lines; look whether it holds two ideas")));
        }
    }
    findings
}

/// A function over 70 lines of code carries an `expect` with its reason; a test may be one long table.
pub(super) fn functions_are_short(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust().filter(|(file, _)| !is_test_file(&file.path)) {
        for function in rust.functions().into_iter().filter(|function| function.n_lines > FUNCTION_MAX) {
            let above = rust.lines[..function.line - 1].iter().rev().take(8);
            if rust.lines[function.line - 1].is_test || above.clone().any(|line| line.code.contains("too_many_lines")) {
                continue;
            }
            let what = format!("fn {} has {} lines of code; split it", function.name, function.n_lines);
            findings.push(Finding::error(&file.path, function.line, what));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::Weight;

    #[test]
    fn long_files_say_why() {
        let weights = |head: &str, n: usize| -> Vec<Weight> {
            let tree = Tree::of(&[("crates/a/src/b.rs", &format!("{head}\n{}", "a();\n".repeat(n)))]);
            files_are_short(&tree).into_iter().map(|finding| finding.weight).collect()
        };
        assert_eq!(weights("//! B.", 499), []);
        assert_eq!(weights("//! B.", 500), [Weight::Warning]);
        assert_eq!(weights("//! B.", 800), [Weight::Error]);
        assert_eq!(weights("//! B.\n//!\n//! Long because the table is one table.", 900), []);
    }

    #[test]
    fn long_functions_are_found() {
        let text = |n: usize| format!("fn short() {{}}\nfn long() {{\n{}}}\n", "    a();\n".repeat(n));
        assert_eq!(functions_are_short(&Tree::of(&[("a.rs", &text(70))])), []);
        let findings = functions_are_short(&Tree::of(&[("a.rs", &text(71))]));
        assert_eq!((findings.len(), findings[0].line), (1, 2));
        let expected = format!("#[expect(clippy::too_many_lines, reason = \"a table\")]\n{}", text(90));
        assert_eq!(functions_are_short(&Tree::of(&[("a.rs", &expected)])), []);
    }
}
