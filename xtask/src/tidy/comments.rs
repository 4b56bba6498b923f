//! Comments that say what the code says, and files that do not say what they are for.

use super::Finding;
use super::lexer::Rust;
use super::tree::Tree;
use std::collections::BTreeSet;

/// Words that carry no meaning of their own.
const EMPTY: &[&str] = &[
    "a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "with", "from", "by", "is", "are", "it", "its",
    "this", "that", "we", "our", "all", "each", "every", "new", "first", "then", "now", "next", "here", "if",
];
/// Verbs with which a comment narrates a statement.
const NARRATING: &[&str] = &[
    "increment",
    "decrement",
    "increase",
    "decrease",
    "set",
    "get",
    "return",
    "returns",
    "loop",
    "iterate",
    "over",
    "through",
    "create",
    "initialize",
    "initialise",
    "init",
    "call",
    "check",
    "add",
    "update",
    "define",
    "declare",
    "import",
    "print",
    "assign",
    "make",
    "build",
    "compute",
    "calculate",
    "parse",
    "read",
    "write",
    "sort",
    "push",
];

/// A comment gives a reason, never the code again; no banners.
pub(super) fn comments_do_not_echo(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, rust) in tree.rust() {
        for (number, line) in rust.numbered() {
            let Some(remark) = &line.remark else { continue };
            if is_banner(remark) {
                let what = "a banner; delete it, or make the part a file of its own";
                findings.push(Finding::error(&file.path, number, what));
            } else if stands_alone(rust, number) && echoes(remark, code_beside(rust, number)) {
                let what = format!("the comment `{remark}` says what the code says; delete it, or give the reason");
                findings.push(Finding::error(&file.path, number, what));
            }
        }
    }
    findings
}

/// Every file of Rust opens with `//!`.
pub(super) fn files_say_what_they_are_for(tree: &Tree) -> Vec<Finding> {
    let silent = tree.rust().filter(|(file, _)| !file.text.trim_start().starts_with("//!"));
    silent
        .map(|(file, _)| {
            Finding::error(&file.path, 1, "does not open with `//!`; say what the file is for and what it does not do")
        })
        .collect()
}

fn is_banner(remark: &str) -> bool {
    remark.len() >= 4 && remark.chars().filter(|c| "=-*#~_/".contains(*c)).count() * 2 > remark.chars().count()
}

/// Whether the comment is one line long; a paragraph is judged by people.
fn stands_alone(rust: &Rust, number: usize) -> bool {
    let is_only_remark =
        |at: usize| rust.lines.get(at).is_some_and(|line| line.remark.is_some() && line.code.trim().is_empty());
    let before = number.checked_sub(2).is_some_and(is_only_remark);
    !is_only_remark(number - 1) || (!before && !is_only_remark(number))
}

/// The code on the comment's own line, or else on the next line that has any.
fn code_beside(rust: &Rust, number: usize) -> &str {
    let from = rust.lines.get(number - 1..).unwrap_or_default();
    from.iter().take(3).map(|line| line.code.trim()).find(|code| !code.is_empty()).unwrap_or_default()
}

fn echoes(remark: &str, code: &str) -> bool {
    let named: BTreeSet<String> = words(code).collect();
    let told: Vec<String> = words(remark).filter(|word| !EMPTY.contains(&word.as_str())).collect();
    let in_code = |word: &String| named.contains(word) || named.contains(word.trim_end_matches('s'));
    let is_known = |word: &String| in_code(word) || NARRATING.contains(&word.as_str());
    !code.is_empty() && told.iter().any(in_code) && told.iter().all(is_known)
}

/// The words of a text or of its identifiers, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    let mut split = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            split.push(' ');
        }
        split.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    split.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn echoes_are_told_from_reasons() {
        for (remark, code) in [
            ("increment x", "x += 1;"),
            ("Sort the people", "people.sort_by_key(Person::name);"),
            ("Return the result", "result"),
            ("loop over all sources", "for source in &sources {"),
            ("tests", "mod tests {"),
        ] {
            assert!(echoes(remark, code), "{remark}");
        }
        for (remark, code) in [
            ("A head cut in the middle of a character is still UTF-8.", "if error.error_len().is_none() {"),
            ("RFC 5322 §3.6.4", "let thread = message.references();"),
            ("Hinnant, days_from_civil", "let era = y.div_euclid(400);"),
            ("the last batch may be empty", "flush();"),
        ] {
            assert!(!echoes(remark, code), "{remark}");
        }
    }

    #[test]
    fn findings_name_the_line() {
        let text =
            "//! B.\n\nfn f() {\n    // increment x\n    x += 1;\n    // -------- next part\n    y(); // call y\n}\n";
        let lines: Vec<_> = comments_do_not_echo(&Tree::of(&[("b.rs", text)])).iter().map(|f| f.line).collect();
        assert_eq!(lines, [4, 7]);
        assert_eq!(comments_do_not_echo(&Tree::of(&[("b.rs", "// ==========\nfn f() {}\n")])).len(), 1);
    }

    #[test]
    fn a_silent_file_is_found() {
        assert_eq!(files_say_what_they_are_for(&Tree::of(&[("b.rs", "//! B.\n")])), []);
        assert_eq!(files_say_what_they_are_for(&Tree::of(&[("b.rs", "fn f() {}\n")])).len(), 1);
    }
}
