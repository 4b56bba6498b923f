//! The rules of the house that no compiler checks, each a function from the repository to findings.
//!
//! A rule is a row of [`RULES`]. It sees a [`Tree`], which a test can also build from a few lines of text.

mod comments;
mod dependencies;
mod documents;
mod layout;
mod lengths;
mod lexer;
mod places;
mod purity;
mod tree;
mod words;

use anyhow::bail;
use std::fmt;
use std::io::Write;
use std::path::Path;
use tree::Tree;

/// One thing that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    /// What, and what to do.
    what: String,
    weight: Weight,
}

/// Whether a finding stops a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Error,
    Warning,
}

impl Finding {
    fn error(path: &str, line: usize, what: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, what: what.into(), weight: Weight::Error }
    }

    fn warning(path: &str, line: usize, what: impl Into<String>) -> Finding {
        Finding { weight: Weight::Warning, ..Finding::error(path, line, what) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let warning = match self.weight {
            Weight::Error => "",
            Weight::Warning => "warning: ",
        };
        write!(f, "{}:{}: {warning}{}", self.path, self.line, self.what)
    }
}

/// A rule and where it is written.
type Rule = fn(&Tree) -> Vec<Finding>;

/// Every rule.
const RULES: &[Rule] = &[
    dependencies::edges_are_listed,
    dependencies::outside_crates_stay_where_they_belong,
    dependencies::licences_are_allowed,
    lengths::files_are_short,
    lengths::functions_are_short,
    comments::comments_do_not_echo,
    comments::files_say_what_they_are_for,
    words::no_leftovers,
    words::files_are_named_after_what_is_in_them,
    purity::pure_crates_do_no_io,
    purity::sql_stays_in_the_store,
    purity::the_model_promises_no_serial_form,
    documents::names_in_documents_exist,
    documents::every_crate_is_documented,
    documents::invariants_name_what_holds_them,
    documents::decisions_are_complete,
    layout::every_sample_folder_explains_itself,
    layout::no_source_file_is_forgotten,
    layout::one_integration_binary_per_crate,
    layout::every_format_is_fuzzed,
    places::no_machine_is_named,
];

/// Prints every finding; fails when one of them is an error.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let tree = Tree::read(root)?;
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    findings.sort();
    findings.dedup();
    let mut out = std::io::stdout().lock();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let n_errors = findings.iter().filter(|finding| finding.weight == Weight::Error).count();
    if n_errors > 0 {
        bail!("tidy: {n_errors} findings; each line above says what to do");
    }
    writeln!(out, "tidy: {} rules hold in {} files", RULES.len(), tree.files.len())?;
    Ok(())
}
