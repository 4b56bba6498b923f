//! Companies by name: whole words, legal forms aside, and other names of the same firm.
//!
//! Never by substring: "Ana" is not in "Banana Inc.". The table of other names is short on purpose: firms whose common
//! name and legal or former name share no word. A firm's other name counts only where it begins the employer's name
//! and nothing but a place or a legal form follows.

use crate::words::{company_words, contains_phrase, words};
use std::sync::OnceLock;
use tertius_resolve::normalise_employer;

/// Names of one firm, each line a firm. Former names and well-known parts count.
const ALIASES: &[&[&str]] = &[
    &["google", "alphabet", "deepmind", "google deepmind"],
    &["meta", "facebook", "meta platforms", "instagram", "whatsapp"],
    &["amazon", "aws", "amazon web services"],
    &["twitter", "x corp"],
    &["volkswagen", "vw"],
    &["bmw", "bayerische motoren werke"],
    &["mercedes benz", "daimler"],
    &["ibm", "international business machines"],
    &["pwc", "pricewaterhousecoopers", "price waterhouse coopers"],
    &["ey", "ernst and young"],
    &["bcg", "boston consulting group"],
    &["hp", "hewlett packard"],
    &["ge", "general electric"],
    &["deutsche bahn", "db"],
    &["gsk", "glaxosmithkline"],
    &["jp morgan", "jpmorgan", "jpmorgan chase", "j p morgan"],
    &["tcs", "tata consultancy services"],
    &["basf", "badische anilin und soda fabrik"],
    &["lse", "london school of economics"],
    &["mit", "massachusetts institute of technology"],
];

/// Words that may follow another name of a firm.
const AFTER_AN_ALIAS: &str = "germany deutschland france uk us usa ireland switzerland schweiz suisse austria italia \
    italy spain espana nederland netherlands belgium polska poland sweden norway denmark finland portugal europe emea \
    international group holding holdings global services systems labs research";

/// Whether an employer is the company that is meant.
pub fn company_matches(employer: &str, wanted: &str) -> bool {
    Company::of(wanted).matches(employer, &company_words(employer))
}

/// A company that is meant, prepared once and compared with many employers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Company {
    words: Vec<String>,
    /// Its place in the table of other names.
    firm: Option<usize>,
}

impl Company {
    pub fn of(wanted: &str) -> Company {
        let key = normalise_employer(wanted);
        let words = words(if key.is_empty() { wanted } else { &key });
        let firm = firms().iter().position(|names| names.contains(&words));
        Company { words, firm }
    }

    /// The first words of all its names: the name of an employer that is it holds one of them.
    pub fn first_words(&self) -> impl Iterator<Item = &str> {
        let others = self.firm.into_iter().flat_map(|firm| &firms()[firm]);
        std::iter::once(&self.words).chain(others).filter_map(|name| name.first()).map(String::as_str)
    }

    /// Whether an employer is it; `of_employer` is the employer's name in words.
    pub fn matches(&self, employer: &str, of_employer: &[String]) -> bool {
        if self.words.is_empty() {
            return false;
        }
        if contains_phrase(of_employer, &self.words) {
            return true;
        }
        let Some(firm) = self.firm else { return false };
        let normal = words(&normalise_employer(employer));
        firms()[firm].iter().any(|name| is_other_name(&normal, name))
    }
}

/// The firms of the table, each name in words.
fn firms() -> &'static [Vec<Vec<String>>] {
    static FIRMS: OnceLock<Vec<Vec<Vec<String>>>> = OnceLock::new();
    FIRMS.get_or_init(|| ALIASES.iter().map(|names| names.iter().map(|name| words(name)).collect()).collect())
}

fn is_other_name(employer: &[String], name: &[String]) -> bool {
    let after = || AFTER_AN_ALIAS.split_whitespace();
    employer.starts_with(name) && employer[name.len()..].iter().all(|word| after().any(|one| one == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_and_other_names() {
        for (employer, wanted, expected) in [
            ("Shell Energy plc", "Shell", true),
            ("Shelley & Sons", "Shell", false),
            ("Banana Inc.", "Ana", false),
            ("Airbus SE", "AI", false),
            ("Google UK Ltd.", "Google Inc", true),
            ("Alphabet Inc.", "google", true),
            ("Alphabet Bakery", "google", false),
            ("Meta Platforms, Inc.", "Facebook", true),
            ("Metabolics GmbH", "Meta", false),
            ("Halden Analytics GmbH", "Halden Analytics", true),
            ("Ernst & Young GmbH", "EY", true),
            ("", "Google", false),
            ("Google", "", false),
        ] {
            assert_eq!(company_matches(employer, wanted), expected, "{employer} / {wanted}");
        }
    }
}
