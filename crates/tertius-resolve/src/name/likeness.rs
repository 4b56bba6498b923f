//! How like two names are that differ by more than the usual slip, for records that share a birthday and its year.
//!
//! On its own such likeness says nothing: it only weighs against names that would otherwise count as different. Words
//! are compared in both orders, written together (`Tal ia` is Talia), by the optimal string alignment distance (a swap of
//! neighbours is one edit). Cost: quadratic in the letters of two words.

use super::{Name, NameKind, Token, frequency};

/// How like two words are, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    Equal,
    /// One edit apart.
    Near,
    /// Up to a third of the letters differ.
    Alike,
    Unlike,
}

/// How like two full names are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Likeness {
    /// What the names are worth together, in bits.
    pub(crate) bits: f64,
    /// Whether each difference is one slip at most, or only the family name is another.
    pub(crate) is_close: bool,
}

/// Compares two full names of one script; `None` where the given names are two people's.
pub(crate) fn likeness(a: &Name, b: &Name) -> Option<Likeness> {
    if a.kind != NameKind::Full || b.kind != NameKind::Full || a.script != b.script || a.suffix != b.suffix {
        return None;
    }
    let (given_a, family_a) = (joined(&a.given), joined(&a.family));
    let (given_b, family_b) = (joined(&b.given), joined(&b.family));
    let straight = weigh(&given_a, &family_a, &given_b, &family_b);
    let turned = weigh(&given_a, &family_a, &family_b, &given_b);
    straight
        .into_iter()
        .chain(turned)
        .max_by(|x, y| (x.is_close, x.bits).partial_cmp(&(y.is_close, y.bits)).unwrap_or(std::cmp::Ordering::Equal))
}

fn joined(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.plain.as_str()).collect()
}

fn weigh(given_a: &str, family_a: &str, given_b: &str, family_b: &str) -> Option<Likeness> {
    let (given, family) = (alike_given(given_a, given_b), alike(family_a, family_b));
    let given_bits = frequency::given_bits(given_a).min(frequency::given_bits(given_b));
    let family_bits = frequency::family_bits(family_a).min(frequency::family_bits(family_b));
    let worth = |word: Word, bits: f64| match word {
        Word::Equal => bits,
        Word::Near => bits - 2.0,
        Word::Alike => bits - 5.0,
        Word::Unlike => -4.0,
    };
    let is_close = match (given, family) {
        (Word::Unlike, _) => return None,
        // A marriage changes the one, never the other.
        (Word::Equal, _) | (Word::Near, Word::Equal | Word::Near) => true,
        (_, Word::Unlike) => return None,
        _ => false,
    };
    Some(Likeness { bits: worth(given, given_bits) + worth(family, family_bits), is_close })
}

/// Two names that exist are two people's, twins' for example.
fn alike_given(a: &str, b: &str) -> Word {
    let exist = frequency::is_common_given(a) && frequency::is_common_given(b);
    match alike(a, b) {
        Word::Equal => Word::Equal,
        _ if exist => Word::Unlike,
        word => word,
    }
}

fn alike(a: &str, b: &str) -> Word {
    if a == b {
        return Word::Equal;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let shorter = a.len().min(b.len());
    match distance(&a, &b) {
        1 if shorter >= 4 => Word::Near,
        n if shorter >= 4 && n * 3 <= shorter.max(5) => Word::Alike,
        _ => Word::Unlike,
    }
}

/// Insertions, deletions, replacements and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::parse_name;

    #[track_caller]
    fn check(a: &str, b: &str, expected: Option<bool>) {
        let found = likeness(&parse_name(a), &parse_name(b));
        assert_eq!(found.map(|found| found.is_close), expected, "{a} {b}");
    }

    #[test]
    fn slips_are_seen_and_twins_are_not_one() {
        check("Ottilie Quirrenbach", "Ottilei Quirrenbahc", Some(true));
        check("Ottilie Quirrenbach", "Quirrenbach Ottilei", Some(true));
        check("Otti lie Quirrenbach", "Ottilie Quirrenbach", Some(true));
        check("Ottilie Quirrenbach", "Ottilie Weber", Some(true));
        check("Ottilie Quirrenbach", "Otxixie Quirrenbach", Some(false));
        check("Ottilie Quirrenbach", "Ottxlei Weber", None);
        check("Anna Quirrenbach", "Anja Quirrenbach", None);
        check("Tom Quirrenbach", "Tim Quirrenbach", None);
        check("Paul Quirrenbach", "Paula Quirrenbach", None);
        check("Karl Quirrenbach Jr", "Karl Quirrenbach Sr", None);
    }

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        for (a, b, expected) in [("", "abc", 3), ("abcd", "acbd", 1), ("abcd", "abed", 1), ("kitten", "sitting", 3)] {
            assert_eq!(distance(&letters(a), &letters(b)), expected, "{a} {b}");
        }
    }
}
