//! User names: how rare they are, and whether a name spells one (`jdoe`, `janedoe`, `doe.jane`).
//!
//! A user name that its owner's name spells says nothing new about the owner; one that a stranger's name spells
//! is a hint that the stranger is its owner. Cost: linear in the letters.

use crate::name::{self, Name, Token, collapse, fold_name, frequency};
use rustc_hash::FxHashSet;
use std::sync::OnceLock;

/// How a name makes a user name, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spelling {
    /// Given and family name, in any order.
    Whole,
    /// The family name and the first letters of the given name.
    Family {
        /// Letters of the given name.
        letters: usize,
    },
    /// The given name and the first letters of the family name.
    Given {
        /// Letters of the family name.
        letters: usize,
    },
    /// First letters of each.
    Initials {
        /// How many.
        letters: usize,
    },
}

/// Letters and digits of a user name, in the spelling that compares: `Jane.Doe_42` → `janedoe42`.
pub(crate) fn squeeze(user: &str) -> String {
    collapse(&fold_name(user).replace(' ', ""))
}

/// A squeezed user name without the digits at its end, unless little else is left.
pub(crate) fn stem(squeezed: &str) -> &str {
    let bare = squeezed.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.chars().count() >= 3 { bare } else { squeezed }
}

/// User names of many people: what one calls a mailbox when nobody else is there.
const ANYBODYS: &str = "mail me email contact info git dev devel developer development hello hi home ofice \
     web work admin administrator root user test code coding coder oss opensource public private personal spam post \
     postmaster inbox webmaster hey name first last foo bar none devnull nobody unknown null noemail nomail na noreply asdf localhost buildbot jenkins travis dependabot renovate  codecov robot bot builder release releases security suport sales comunity colab project team my own self main i oficial junk lists list ml bugs patches \
     debian ubuntu linux kernel archlinux fedora gentoo software tech it support";

fn is_anybodys(word: &str) -> bool {
    static SET: OnceLock<FxHashSet<&'static str>> = OnceLock::new();
    SET.get_or_init(|| ANYBODYS.split_whitespace().collect()).contains(word)
}

/// A given name of so few bits is seen in a user name whatever follows it.
const USUAL_GIVEN: f64 = 10.0;

/// How rare a squeezed user name is, in bits, whoever bears it.
pub(crate) fn user_name_bits(squeezed: &str) -> f64 {
    rarity_of_user_name(squeezed, name_like_bits(squeezed))
}

/// The same, the rarity of the name that it is like being known.
pub(crate) fn rarity_of_user_name(squeezed: &str, name_bits: Option<f64>) -> f64 {
    let word = stem(squeezed);
    let machine = ["github", "gitlab", "noreply", "actions"].iter().any(|mark| word.contains(mark));
    if machine || word.ends_with("bot") || is_anybodys(word) {
        return 0.0;
    }
    let digits = squeezed.len() - word.len();
    let letters = word.chars().count() as f64;
    let mut bits = 2.4 * letters;
    if frequency::is_common_given(word) {
        bits = bits.min(frequency::given_bits(word));
    }
    if frequency::is_common_family(word) {
        bits = bits.min(frequency::family_bits(word));
    }
    bits = bits.min(name_bits.unwrap_or(bits));
    (bits + 2.5 * digits.min(4) as f64).min(24.0)
}

/// The rarity of the name that a squeezed user name is made of, where it begins or ends with a given name or is an
/// initial and a family name: `janedoe` is as rare as Jane Doe, whoever uses it.
pub(crate) fn name_like_bits(squeezed: &str) -> Option<f64> {
    let word = stem(squeezed);
    let splits = (3..word.len().saturating_sub(2)).filter_map(|at| word.split_at_checked(at));
    let whole = splits.flat_map(|(a, b)| [(a, b), (b, a)]).filter(|(given, family)| {
        let known = frequency::is_common_given(given);
        known && (frequency::given_bits(given) <= USUAL_GIVEN || frequency::is_common_family(family))
    });
    let whole = whole.map(|(given, family)| frequency::given_bits(given) + frequency::family_bits(family));
    let family = word.split_at_checked(1).map(|(_, rest)| rest).filter(|rest| rest.len() >= 3);
    let short = family.filter(|rest| frequency::is_common_family(rest)).map(|rest| frequency::family_bits(rest) + 4.0);
    whole.chain(short).min_by(f64::total_cmp)
}

/// How a name spells a squeezed user name; digits at its end are overlooked.
pub(crate) fn spelling(squeezed: &str, name: &Name) -> Option<Spelling> {
    let user = stem(squeezed);
    if user.chars().count() < 2 {
        return None;
    }
    let families = families(name);
    let of_pairs = givens(name).into_iter().filter_map(|given| {
        let alone = (families.is_empty() && user == given).then_some(Spelling::Given { letters: 0 });
        families.iter().filter_map(|family| spelled_by(user, &given, family)).chain(alone).min()
    });
    of_pairs.min().or_else(|| initials(user, name))
}

fn spelled_by(user: &str, given: &str, family: &str) -> Option<Spelling> {
    let begins = |word: &str, part: &str| word.starts_with(part).then(|| part.chars().count());
    if user.len() == given.len() + family.len()
        && (user.starts_with(given) && user.ends_with(family) || user.starts_with(family) && user.ends_with(given))
    {
        return Some(Spelling::Whole);
    }
    let long = given.len() + family.len() >= 8 && user.len() > given.len() + family.len();
    if long && (user.contains(&format!("{given}{family}")) || user.contains(&format!("{family}{given}"))) {
        return Some(Spelling::Whole);
    }
    let of_family = [user.strip_suffix(family), user.strip_prefix(family)].into_iter().flatten();
    if let Some(letters) = of_family.filter_map(|rest| begins(given, rest)).max() {
        return Some(Spelling::Family { letters });
    }
    let of_given = [user.strip_prefix(given), user.strip_suffix(given)].into_iter().flatten();
    if let Some(letters) = of_given.filter_map(|rest| begins(family, rest)).max() {
        return Some(Spelling::Given { letters });
    }
    // `jquirren`: an initial and a family name cut to fit.
    let first = given.chars().next()?;
    let cut = user.strip_prefix(first).filter(|rest| rest.len() >= 5 && family.starts_with(rest));
    cut.map(|_| Spelling::Family { letters: 0 })
}

fn initials(user: &str, name: &Name) -> Option<Spelling> {
    let letters: String = name.tokens().filter_map(|token| token.plain.chars().next()).collect();
    let user_letters = user.chars().count();
    let ends: String = letters.chars().next().into_iter().chain(letters.chars().last()).collect();
    let fits = user_letters >= 2 && (user == letters || user == ends || user == collapse(&letters));
    fits.then_some(Spelling::Initials { letters: user_letters })
}

fn spellings_of(token: &Token) -> impl Iterator<Item = String> {
    let expanded = token.expanded.as_deref().map(collapse);
    std::iter::once(collapse(&token.plain)).chain(expanded)
}

fn givens(name: &Name) -> Vec<String> {
    let full = |token: &&Token| !token.is_initial();
    let mut found: Vec<String> = name.given.iter().filter(full).take(2).flat_map(spellings_of).collect();
    found.extend(name.nicknames.iter().filter(full).flat_map(spellings_of));
    if name.given.len() >= 2 {
        found.push(collapse(&name.given.iter().map(|token| token.plain.as_str()).collect::<String>()));
    }
    if found.is_empty() {
        found.extend(name.given.first().map(|token| token.plain.clone()));
    }
    found.retain(|word| !word.is_empty());
    found
}

fn families(name: &Name) -> Vec<String> {
    let full = |token: &&Token| token.plain.chars().count() >= 2;
    let mut found: Vec<String> = name.family.iter().chain(&name.maiden).filter(full).flat_map(spellings_of).collect();
    if name.family.len() >= 2 {
        found.push(collapse(&name.family.iter().map(|token| token.plain.as_str()).collect::<String>()));
    }
    found.retain(|word| !word.is_empty());
    found
}

/// What it says, in bits, that a name spells a user name of somebody whose name is not known.
pub(crate) fn spelling_bits(spelling: Spelling, name: &Name) -> f64 {
    let given = name.given.first().map_or(0.0, |token| frequency::given_bits(&token.plain));
    let family = name.family.iter().map(|token| frequency::family_bits(&token.plain)).fold(0.0, f64::max);
    let whole = (given + family).min(name.rarity().max(8.0)) - 2.0;
    let bits = match spelling {
        Spelling::Whole => whole,
        Spelling::Family { letters } => family + 2.5 * letters as f64 - 3.0,
        Spelling::Given { letters } => given + 2.5 * letters as f64 - 4.0,
        Spelling::Initials { letters } => 3.0 * letters as f64 - 3.0,
    };
    bits.min(whole).max(0.0)
}

/// The block keys under which user names and the names that may spell them meet.
pub(crate) fn likely_user_names(name: &Name) -> Vec<String> {
    let (Some(given), Some(family)) = (name.given.first(), name.family.last()) else { return Vec::new() };
    let (given, family) = (name::collapse(&given.plain), name::collapse(&family.plain));
    let first = |word: &str| word.chars().take(1).collect::<String>();
    let mut keys = vec![
        format!("{given}{family}"),
        format!("{family}{given}"),
        format!("{}{family}", first(&given)),
        format!("{family}{}", first(&given)),
        format!("{given}{}", first(&family)),
    ];
    if family.chars().count() >= 5 {
        keys.push(family);
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::parse_name;

    #[test]
    fn names_squeezed_together_are_found() {
        for (user, name, expected) in [
            ("jane.doe", "Jane Doe", Some(Spelling::Whole)),
            ("DoeJane77", "Jane Doe", Some(Spelling::Whole)),
            ("jdoe", "Jane Doe", Some(Spelling::Family { letters: 1 })),
            ("doe.j", "Jane Doe", Some(Spelling::Family { letters: 1 })),
            ("janed", "Jane Doe", Some(Spelling::Given { letters: 1 })),
            ("doe", "Jane Doe", Some(Spelling::Family { letters: 0 })),
            ("jqd", "Jane Q. Doe", Some(Spelling::Initials { letters: 3 })),
            ("bobsmith", "Robert \"Bob\" Smith", Some(Spelling::Whole)),
            ("jquirren", "Jane Quirrenbach", Some(Spelling::Family { letters: 0 })),
            ("juergen.mueller", "Jürgen Müller", Some(Spelling::Whole)),
            ("batman", "Jane Doe", None),
        ] {
            assert_eq!(spelling(&squeeze(user), &parse_name(name)), expected, "{user} {name}");
        }
    }

    #[test]
    fn a_made_up_user_name_is_rarer_than_a_first_name() {
        assert!(user_name_bits("zorbaxian") > 18.0);
        assert!(user_name_bits("jane") < 9.0);
        assert!(user_name_bits(&squeeze("info")) == 0.0);
    }
}
