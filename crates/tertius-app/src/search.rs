//! Finds people by what is known of them: whole words of names, employers, titles, places.
//!
//! What a goal in plain words asks for, and which company is meant, is `tertius-relevance`'s to say.

/// The words of a text, folded for comparison (case, diacritics, width), in order.
pub fn words(text: &str) -> Vec<String> {
    tertius_resolve::fold_name(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether every word of `needle` begins some word of `field`.
pub fn contains_prefixes(field: &[String], needle: &[String]) -> bool {
    needle.iter().all(|wanted| field.iter().any(|word| word.starts_with(wanted.as_str())))
}
