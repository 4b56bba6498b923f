//! Texts as folded words: no case, no accents, no signs.
//!
//! German umlauts written out (`ae`, `oe`, `ue`) read as the plain vowels to which the others are folded, so that both
//! spellings meet; that this also folds "revenue" to "revenu" does no harm, since the table is folded alike.

use rustc_hash::FxHashSet;
use std::sync::OnceLock;
use tertius_resolve::fold_name;

/// Words that join others and say nothing themselves, in the languages of the table.
const JOINING: &str = "a of the and for in at to de des du d l la le les der die das den dem fur und el los y e en et \
    i o od do of van het voor som pa av til med och og da do dos das di del della dei degli delle per ds dla aux au \
    fuer m w f x h innen division";

/// The words of a text, folded, in order.
pub fn words(text: &str) -> Vec<String> {
    let spelled: String =
        text.replace("R&D", "RnD").chars().map(|c| if matches!(c, '\'' | '’' | '`' | '´') { ' ' } else { c }).collect();
    fold_name(&spelled)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(plain_vowels)
        .collect()
}

fn plain_vowels(word: &str) -> String {
    if !word.contains('e') {
        return word.to_owned();
    }
    word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// Whether a word only joins others.
pub(crate) fn joins(word: &str) -> bool {
    static SET: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| JOINING.split_whitespace().collect()).contains(word)
}

/// The words of a company's name; one that is written `DeepMind` is also the words "deep" and "mind".
pub(crate) fn company_words(text: &str) -> Vec<String> {
    let mut all = words(text);
    for written in text.split_whitespace() {
        let parts = camel_parts(written);
        if parts.len() > 1 {
            all.extend(parts.iter().flat_map(|part| words(part)));
        }
    }
    all
}

fn camel_parts(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = vec![String::new()];
    let mut before_is_small = false;
    for c in word.chars() {
        if c.is_uppercase() && before_is_small {
            parts.push(String::new());
        }
        before_is_small = c.is_lowercase();
        if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
}

/// Whether `needle` occurs in `field` as consecutive whole words.
pub(crate) fn contains_phrase(field: &[String], needle: &[String]) -> bool {
    !needle.is_empty() && field.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        assert_eq!(words("Geschäftsführer"), words("Geschaeftsfuehrer"));
        assert_eq!(words("directeur de l’ingénierie"), ["directeur", "de", "l", "ingenierie"]);
        assert_eq!(words("Redakteur:in (m/w/d)"), ["redakteur", "in", "m", "w", "d"]);
        assert_eq!(company_words("ClimateFold AG"), ["climatefold", "ag", "climate", "fold"]);
    }
}
