//! Finds people by what is known of them: whole words of names, employers, titles, places.
//!
//! Companies match by whole words, never by substring: "Shell" does not find "Shelley & Sons". A goal in plain
//! words is scored field by field. The ontology of titles is a later step; here only common abbreviations expand.

/// The words of a text, folded for comparison (case, diacritics, width), in order.
pub fn words(text: &str) -> Vec<String> {
    tertius_resolve::fold_name(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether `needle` occurs in `field` as consecutive whole words.
pub fn contains_phrase(field: &[String], needle: &[String]) -> bool {
    !needle.is_empty() && field.windows(needle.len()).any(|window| window == needle)
}

/// Whether every word of `needle` begins some word of `field`.
pub fn contains_prefixes(field: &[String], needle: &[String]) -> bool {
    needle.iter().all(|wanted| field.iter().any(|word| word.starts_with(wanted.as_str())))
}

/// What of a person a goal is compared with.
pub struct Fields<'a> {
    /// Title and headline.
    pub title: &'a str,
    /// Employer, also as the address's domain spells it.
    pub employer: &'a str,
    /// Place.
    pub place: &'a str,
    /// Groups and notes.
    pub more: &'a str,
}

/// A goal in plain words, prepared once and compared with many people.
pub struct Goal {
    terms: Vec<Vec<String>>,
}

const STOP_WORDS: &[&str] = &[
    "a", "an", "and", "at", "for", "from", "i", "in", "is", "me", "my", "of", "on", "or", "somebody", "someone", "the",
    "to", "who", "with", "works", "working", "job", "role", "people", "person", "company", "der", "die", "das", "und",
    "bei", "in", "als", "le", "la", "de", "et", "en", "y", "el",
];

/// Abbreviations of titles that a goal or a title may use for each other.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("cto", "chief technology officer"),
    ("ceo", "chief executive officer"),
    ("cfo", "chief financial officer"),
    ("coo", "chief operating officer"),
    ("cmo", "chief marketing officer"),
    ("cpo", "chief product officer"),
    ("vp", "vice president"),
    ("svp", "senior vice president"),
    ("pm", "product manager"),
    ("ml", "machine learning"),
    ("ai", "artificial intelligence"),
    ("hr", "human resources"),
    ("swe", "software engineer"),
    ("sre", "site reliability engineer"),
    ("qa", "quality assurance"),
    ("ux", "user experience"),
    ("vc", "venture capital"),
    ("bd", "business development"),
];

impl Goal {
    /// Prepares a goal; words that say nothing are dropped.
    pub fn new(text: &str) -> Goal {
        let terms = words(text)
            .into_iter()
            .filter(|word| !STOP_WORDS.contains(&word.as_str()))
            .map(|word| match ABBREVIATIONS.iter().find(|(short, _)| *short == word) {
                Some((_, long)) => std::iter::once(word).chain(words(long)).collect(),
                None => vec![word],
            })
            .collect();
        Goal { terms }
    }

    /// Whether nothing is left to look for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// How well a person fits, 0..1: the mean over the goal's words of the best field that has the word
    /// (title 1, employer 0.9, place 0.8, groups and notes 0.6), and which words were found where.
    pub fn relevance(&self, fields: &Fields<'_>) -> (f64, Vec<String>) {
        let weighed = [
            ("title", 1.0, fields.title),
            ("employer", 0.9, fields.employer),
            ("place", 0.8, fields.place),
            ("notes", 0.6, fields.more),
        ];
        let columns = weighed.map(|(name, weight, text)| (name, weight, expanded_words(text)));
        let mut total = 0.0;
        let mut found = Vec::new();
        for term in &self.terms {
            let best = columns
                .iter()
                .find_map(|(name, weight, field)| term_in(term, field).map(|credit| (name, weight * credit)));
            if let Some((name, value)) = best {
                total += value;
                found.push(format!("{} in the {name}", term[0]));
            }
        }
        (total / self.terms.len().max(1) as f64, found)
    }
}

fn expanded_words(text: &str) -> Vec<String> {
    let mut all = words(text);
    let long: Vec<String> = all
        .iter()
        .filter_map(|word| ABBREVIATIONS.iter().find(|(short, _)| short == word))
        .flat_map(|(_, long)| words(long))
        .collect();
    all.extend(long);
    all
}

/// 1 for the word itself, 0.8 for its long form or the same stem.
fn term_in(term: &[String], field: &[String]) -> Option<f64> {
    let (word, long) = term.split_first()?;
    if field.contains(word) {
        return Some(1.0);
    }
    if !long.is_empty() && long.iter().all(|part| field.contains(part)) {
        return Some(0.8);
    }
    field.iter().any(|other| same_stem(word, other)).then_some(0.8)
}

/// Whether two words of five letters or more differ only in their last three letters at most.
fn same_stem(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (len_a, len_b) = (a.chars().count(), b.chars().count());
    shared >= 5 && len_a.max(len_b) - shared <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relevance(goal: &str, title: &str, employer: &str) -> f64 {
        Goal::new(goal).relevance(&Fields { title, employer, place: "", more: "" }).0
    }

    #[test]
    fn companies_match_by_whole_words() {
        assert!(contains_phrase(&words("Shell Energy plc"), &words("shell")));
        assert!(!contains_phrase(&words("Shelley & Sons"), &words("shell")));
        assert!(contains_phrase(&words("Zürich Re"), &words("zurich re")));
    }

    #[test]
    fn a_goal_finds_its_words_and_their_abbreviations() {
        assert!(relevance("product manager climate", "Senior Product Manager", "Climate Halden") > 0.9);
        assert!(relevance("PM", "Product Manager", "") > 0.7);
        assert!(relevance("machine learning", "ML Engineer", "") > 0.9);
        assert_eq!(relevance("nurse", "Product Manager", "Acme"), 0.0);
    }
}
