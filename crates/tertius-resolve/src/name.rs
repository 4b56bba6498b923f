//! Names of people: reading what sources wrote, and comparing what was read.
//!
//! Reading never fails: whatever is no person's name becomes a [`Name`] of another [`NameKind`]. Scripts are
//! kept; transliteration makes candidates only. Titles, credentials, pronouns, emoji and quoted junk are not
//! part of a name, `Jr`, `Sr` and numerals are, because they tell fathers from sons.

mod compare;
mod fold;
pub(crate) mod frequency;
mod likeness;
mod parse;
pub(crate) mod tables;

pub use compare::{Agreement, compare};
pub(crate) use fold::{collapse, has_transliteration, skeleton};
pub use fold::{fold_expanded, fold_name};
pub(crate) use likeness::{Likeness, likeness};
pub use parse::{parse_card_name, parse_name};
pub(crate) use tables::nickname_groups;

/// One word of a name, folded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token {
    /// Without diacritics: `muller`.
    pub plain: String,
    /// With umlauts written out, where that differs: `mueller`.
    pub expanded: Option<String>,
}

impl Token {
    /// Whether it is one letter of an alphabet; a single Chinese character is a whole word.
    pub fn is_initial(&self) -> bool {
        let mut chars = self.plain.chars();
        matches!((chars.next(), chars.next()), (Some(only), None) if !is_syllabic(only))
    }

    /// Whether both are spellings of one word.
    pub fn same_word(&self, other: &Token) -> bool {
        self.plain == other.plain
            || self.expanded.as_deref() == Some(&other.plain)
            || other.expanded.as_deref() == Some(&self.plain)
    }
}

/// Whether a character stands for a syllable or a word: Han, kana, Hangul.
pub(crate) fn is_syllabic(c: char) -> bool {
    matches!(Script::of(c), Some(Script::Han | Script::Kana | Script::Hangul))
}

/// What tells a father from a son.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suffix {
    /// Sr, senior.
    Senior,
    /// Jr, junior, II, filho.
    Junior,
    /// III, neto.
    Third,
    /// IV.
    Fourth,
}

impl Suffix {
    /// Reads a folded word.
    pub(crate) fn parse(folded: &str) -> Option<Suffix> {
        Some(match folded {
            "sr" | "snr" | "senior" => Suffix::Senior,
            "jr" | "jnr" | "jun" | "junior" | "ii" | "2nd" | "filho" => Suffix::Junior,
            "iii" | "3rd" | "neto" => Suffix::Third,
            "iv" | "4th" => Suffix::Fourth,
            _ => return None,
        })
    }

    /// How it is shown.
    pub fn title(self) -> &'static str {
        match self {
            Suffix::Senior => "Sr",
            Suffix::Junior => "Jr",
            Suffix::Third => "III",
            Suffix::Fourth => "IV",
        }
    }
}

/// The script most letters of a name are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    /// Latin.
    Latin,
    /// Cyrillic.
    Cyrillic,
    /// Greek.
    Greek,
    /// Arabic.
    Arabic,
    /// Hebrew.
    Hebrew,
    /// Chinese characters.
    Han,
    /// Hiragana or katakana.
    Kana,
    /// Korean.
    Hangul,
    /// Any other.
    Other,
}

impl Script {
    /// The script of one letter; `None` for digits, signs and blanks.
    pub(crate) fn of(c: char) -> Option<Script> {
        if !c.is_alphabetic() {
            return None;
        }
        Some(match c as u32 {
            0..=0x024F | 0x1E00..=0x1EFF => Script::Latin,
            0x0370..=0x03FF | 0x1F00..=0x1FFF => Script::Greek,
            0x0400..=0x052F => Script::Cyrillic,
            0x0590..=0x05FF => Script::Hebrew,
            0x0600..=0x06FF | 0x0750..=0x077F | 0xFB50..=0xFDFF | 0xFE70..=0xFEFF => Script::Arabic,
            0x3040..=0x30FF => Script::Kana,
            0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x2FFFF => Script::Han,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
            _ => Script::Other,
        })
    }
}

/// What a written name turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A name of at least two words (or of a family and a given part without a blank between).
    Full,
    /// One word.
    Single,
    /// What one calls a relative; the number tells relatives apart.
    Kin(u8),
    /// An address, a handle or a nickname of the net: tells nothing.
    Account,
    /// A company, a team, a machine.
    Organisation,
    /// Nothing readable.
    Nothing,
}

/// A name as read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The clean name for screens.
    pub shown: String,
    /// What it is.
    pub kind: NameKind,
    /// Given and middle names; empty for [`NameKind::Single`] names that are a family name at best.
    pub given: Vec<Token>,
    /// Family names, without particles.
    pub family: Vec<Token>,
    /// What tells father from son.
    pub suffix: Option<Suffix>,
    /// Nicknames in quotes or brackets.
    pub nicknames: Vec<Token>,
    /// Family name before a marriage.
    pub maiden: Vec<Token>,
    /// The script.
    pub script: Script,
    /// Set for "Ana Ruiz via Some List": the address is not hers.
    pub via: bool,
}

impl Name {
    /// Words in the order given, family.
    pub fn tokens(&self) -> impl Iterator<Item = &Token> + Clone {
        self.given.iter().chain(&self.family)
    }

    /// Whether at least a given and a family name are written out, so that the name can be evidence.
    pub fn is_full(&self) -> bool {
        self.kind == NameKind::Full
            && self.given.first().is_some_and(|token| !token.is_initial())
            && self.family.iter().any(|token| !token.is_initial())
    }

    /// How rare the full name is, in bits; 0 for a name that is not full.
    pub fn rarity(&self) -> f64 {
        if !self.is_full() {
            return 0.0;
        }
        let given = self.given.first().map_or(0.0, |token| frequency::given_bits(&token.plain));
        let extra: f64 = self.given.iter().skip(1).filter(|token| !token.is_initial()).map(|_| 2.0).sum();
        let family = self.family.iter().map(|token| frequency::family_bits(&token.plain)).fold(0.0, f64::max);
        let syllabic = matches!(self.script, Script::Han | Script::Hangul | Script::Kana);
        let romanised = self.tokens().any(|token| frequency::is_romanised(&token.plain)) && self.tokens().count() <= 3;
        let bits = given + family + extra.min(4.0);
        match (syllabic, romanised) {
            (true, _) => bits.min(16.0),
            (_, true) => bits.min(frequency::ROMANISED_CAP),
            _ => bits,
        }
    }

    /// A key that equal names share whatever their order, spelling of umlauts, and Cyrillic or Latin script.
    pub fn block_key(&self) -> Option<String> {
        if self.kind != NameKind::Full {
            return None;
        }
        let first = self.given.first()?;
        let mut words: Vec<String> =
            std::iter::once(first).chain(&self.family).map(|token| collapse(&token.plain)).collect();
        words.retain(|word| !word.is_empty());
        words.sort_unstable();
        (words.len() >= 2 || matches!(self.script, Script::Han | Script::Hangul)).then(|| words.join(" "))
    }
}

/// The clean name for screens: titles kept out, credentials, pronouns, emoji and addresses dropped, capitals mended.
pub fn display_name(text: &str) -> String {
    parse_name(text).shown
}

/// A key for finding people by typing: folded, Cyrillic and Greek also in Latin letters after a blank.
pub fn search_key(text: &str) -> String {
    let folded = fold_name(text);
    let expanded = fold_expanded(text);
    let mut key = folded.clone();
    for other in [fold::to_latin(&folded), expanded] {
        if other != folded {
            key.push(' ');
            key.push_str(&other);
        }
    }
    key
}

#[cfg(test)]
mod tests;
