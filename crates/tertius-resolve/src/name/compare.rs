//! Whether two names can be one person's.
//!
//! The answer is about the names alone; how much it is worth depends on how rare they are and on what else
//! the records share. Cost: a few string comparisons.

use super::{Name, NameKind, Token, tables};

/// What two names say about each other, from the strongest to the weakest agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// The same words in the same order.
    Same,
    /// The same words in another order.
    SameReordered,
    /// One can be a shorter form of the other: initials, a missing middle name, a nickname.
    Compatible,
    /// The same given name with another family name, as after a marriage.
    OtherFamily,
    /// Nothing to compare: another script, an account name, no name.
    Unknown,
    /// Too close to call different, too far to join even on a shared address: `Jr` on one side only, one
    /// letter of difference in the given name, two unrelated single words.
    Doubtful,
    /// Clashing given names, middle initials or suffixes.
    Different,
}

/// Compares two names.
pub fn compare(a: &Name, b: &Name) -> Agreement {
    match (a.kind, b.kind) {
        (NameKind::Kin(a), NameKind::Kin(b)) => {
            if a == b {
                Agreement::Unknown
            } else {
                Agreement::Different
            }
        }
        (NameKind::Organisation, NameKind::Full) | (NameKind::Full, NameKind::Organisation) => Agreement::Doubtful,
        (NameKind::Organisation, NameKind::Organisation) if a.shown.to_lowercase() != b.shown.to_lowercase() => {
            Agreement::Doubtful
        }
        (NameKind::Single, NameKind::Single | NameKind::Full) => compare_single(a, b),
        (NameKind::Full, NameKind::Single) => compare_single(b, a),
        (NameKind::Full, NameKind::Full) => compare_full(a, b),
        _ => Agreement::Unknown,
    }
}

fn compare_single(single: &Name, other: &Name) -> Agreement {
    if single.script != other.script {
        return Agreement::Unknown;
    }
    let Some(word) = single.given.first() else { return Agreement::Unknown };
    if other.kind == NameKind::Single {
        return match other.given.first() {
            Some(second) if word.same_word(second) => Agreement::Same,
            Some(second) if tables::share_nickname(&word.plain, &second.plain) => Agreement::Compatible,
            Some(second) if both_given(word, second) => Agreement::Different,
            _ => Agreement::Doubtful,
        };
    }
    let known = |token: &Token| token.same_word(word) || word_agreement(word, token) == Some(WordAgreement::Short);
    if other.given.iter().take(1).any(known)
        || other.nicknames.iter().chain(&other.family).chain(&other.given).any(|token| token.same_word(word))
    {
        return Agreement::Compatible;
    }
    match other.given.first() {
        Some(given) if both_given(word, given) => Agreement::Different,
        _ => Agreement::Doubtful,
    }
}

fn both_given(a: &Token, b: &Token) -> bool {
    let given = |token: &Token| tables::is_known_given(&token.plain) || super::frequency::is_common_given(&token.plain);
    given(a) && given(b)
}

fn compare_full(a: &Name, b: &Name) -> Agreement {
    if a.script != b.script {
        return Agreement::Unknown;
    }
    let by_words = compare_words(a, b);
    match (a.suffix, b.suffix) {
        (Some(one), Some(two)) if one != two => Agreement::Different,
        (Some(_), None) | (None, Some(_)) if by_words < Agreement::Doubtful => Agreement::Doubtful,
        _ => by_words,
    }
}

fn compare_words(a: &Name, b: &Name) -> Agreement {
    if same_sequence(a.tokens(), b.tokens()) {
        return Agreement::Same;
    }
    let turned = b.family.iter().chain(&b.given);
    if same_sequence(a.tokens(), turned) || same_words_any_order(a, b) {
        return Agreement::SameReordered;
    }
    let (short, long) = if a.tokens().count() <= b.tokens().count() { (a, b) } else { (b, a) };
    if is_shortened(short, long) || goes_by_middle_name(short, long) {
        return Agreement::Compatible;
    }
    let straight = compare_parts(a, b);
    if straight <= Agreement::Compatible {
        return straight;
    }
    let turned = Name { given: b.family.clone(), family: b.given.clone(), ..b.clone() };
    match compare_parts(a, &turned) {
        Agreement::Compatible => Agreement::Compatible,
        _ => straight,
    }
}

/// Equal word by word, or equal when written without blanks (`Min-jun`, `Minjun`).
fn same_sequence<'a>(a: impl Iterator<Item = &'a Token> + Clone, b: impl Iterator<Item = &'a Token> + Clone) -> bool {
    if a.clone().count() == b.clone().count() && a.clone().zip(b.clone()).all(|(a, b)| a.same_word(b)) {
        return true;
    }
    a.flat_map(|token| token.plain.bytes()).eq(b.flat_map(|token| token.plain.bytes()))
}

fn same_words_any_order(a: &Name, b: &Name) -> bool {
    fn sorted(name: &Name) -> Vec<&str> {
        let mut words: Vec<&str> = name.tokens().map(|token| token.plain.as_str()).collect();
        words.sort_unstable();
        words
    }
    a.tokens().count() == b.tokens().count() && sorted(a) == sorted(b)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum WordAgreement {
    Equal,
    Short,
    Near,
}

fn word_agreement(a: &Token, b: &Token) -> Option<WordAgreement> {
    if a.same_word(b) {
        return Some(WordAgreement::Equal);
    }
    if (a.is_initial() || b.is_initial()) && a.plain.chars().next() == b.plain.chars().next() {
        return Some(WordAgreement::Short);
    }
    if tables::share_nickname(&a.plain, &b.plain) {
        return Some(WordAgreement::Short);
    }
    if is_clipped(&a.plain, &b.plain) || is_clipped(&b.plain, &a.plain) {
        return Some(WordAgreement::Short);
    }
    let shorter = a.plain.chars().count().min(b.plain.chars().count());
    (shorter >= 4 && one_edit_apart(&a.plain, &b.plain)).then_some(WordAgreement::Near)
}

/// `Tim` and `Timotheus`, but not `Paul` and `Paula` or `Martin` and `Martine`.
fn is_clipped(short: &str, long: &str) -> bool {
    const FEMININE: [&str; 9] = ["ia", "na", "ne", "ina", "ine", "ette", "etta", "elle", "ella"];
    let Some(rest) = long.strip_prefix(short) else { return false };
    short.chars().count() >= 3 && rest.chars().count() >= 2 && !FEMININE.contains(&rest)
}

/// Whether every word of the short name stands in the long one, in order, from the first word on.
fn is_shortened(short: &Name, long: &Name) -> bool {
    if short.tokens().filter(|token| !token.is_initial()).count() == 0 {
        return false;
    }
    let mut rest = long.tokens();
    let n_short = short.tokens().count();
    for (at, token) in short.tokens().enumerate() {
        // An initial in the middle is no family name.
        let last = at + 1 == n_short && !token.is_initial();
        let fits = |other: &Token| {
            matches!(word_agreement(token, other), Some(WordAgreement::Equal | WordAgreement::Short))
                && !(last && other.is_initial() && n_short < long.tokens().count())
        };
        let found = if at == 0 { rest.next().is_some_and(fits) } else { rest.any(fits) };
        if !found {
            return false;
        }
    }
    true
}

/// `J. Anton Bauer` and `Anton Bauer`.
fn goes_by_middle_name(short: &Name, long: &Name) -> bool {
    let initial = long.given.first().is_some_and(Token::is_initial);
    let full = short.given.first().is_some_and(|token| !token.is_initial());
    initial && full && long.given.len() >= 2 && same_sequence(short.tokens(), long.tokens().skip(1))
}

/// Middle names that clash: both have some, and none of the first ones agrees.
fn middles_clash(a: &Name, b: &Name) -> bool {
    match (a.given.get(1), b.given.get(1)) {
        (Some(one), Some(two)) => word_agreement(one, two).is_none(),
        _ => false,
    }
}

fn compare_parts(a: &Name, b: &Name) -> Agreement {
    let (Some(given_a), Some(given_b)) = (a.given.first(), b.given.first()) else { return Agreement::Unknown };
    let given = given_agreement(a, b, given_a, given_b);
    let family = families_agree(a, b);
    match (given, family) {
        (None, _) => Agreement::Different,
        (Some(_), true) if middles_clash(a, b) => Agreement::Different,
        (Some(WordAgreement::Near), true) => Agreement::Doubtful,
        (Some(_), true) => Agreement::Compatible,
        (Some(WordAgreement::Equal), false) if !given_a.is_initial() => Agreement::OtherFamily,
        _ => Agreement::Different,
    }
}

fn given_agreement(a: &Name, b: &Name, given_a: &Token, given_b: &Token) -> Option<WordAgreement> {
    let called = |name: &Name, token: &Token| name.nicknames.iter().any(|nick| nick.same_word(token));
    if called(a, given_b) || called(b, given_a) {
        return Some(WordAgreement::Short);
    }
    word_agreement(given_a, given_b)
}

fn families_agree(a: &Name, b: &Name) -> bool {
    fn words(name: &Name) -> impl Iterator<Item = &Token> {
        name.family.iter().chain(&name.maiden)
    }
    let agree = |one: &Token, two: &Token| {
        one.same_word(two)
            || (one.is_initial() || two.is_initial()) && one.plain.chars().next() == two.plain.chars().next()
    };
    if words(a).any(|one| words(b).any(|two| agree(one, two))) {
        return true;
    }
    let joined = |name: &Name| name.family.iter().map(|token| token.plain.as_str()).collect::<String>();
    let length = |name: &Name| name.family.iter().map(|token| token.plain.len()).sum::<usize>();
    let near = length(a).abs_diff(length(b)) <= 4 && length(a).min(length(b)) >= 5;
    near && {
        let (whole_a, whole_b) = (joined(a), joined(b));
        whole_a.chars().count().min(whole_b.chars().count()) >= 5 && one_edit_apart(&whole_a, &whole_b)
    }
}

/// Whether one insertion, deletion, replacement or swap of neighbours turns one word into the other.
fn one_edit_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let has_digit = |word: &[char]| word.iter().any(char::is_ascii_digit);
    if long.len() - short.len() > 1 || has_digit(short) || has_digit(long) {
        return false;
    }
    let head = short.iter().zip(long.iter()).take_while(|(x, y)| x == y).count();
    if short.len() < long.len() {
        return short[head..] == long[head + 1..];
    }
    let swapped = head + 1 < short.len()
        && short[head] == long[head + 1]
        && short[head + 1] == long[head]
        && short[head + 2..] == long[head + 2..];
    head < short.len() && (short[head + 1..] == long[head + 1..] || swapped)
}
