//! One line of text in a packet: a name, an employer, a title, a few words. The only free text there is.
//!
//! A line is refused when it holds what a packet never carries: an e-mail address, a phone number, or a character
//! that would let the preview show something else than the bytes say. The contribution page has the same rules.

use std::fmt;

/// The longest line, in characters.
pub const MAX_CHARS: usize = 200;
/// This many digits in a row, with the signs between that phone numbers have, are taken for a phone number.
const PHONE_DIGITS: usize = 7;

/// A line of text that may leave the vault.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(String);

/// Why a text may not stand in a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// More than `MAX_CHARS`.
    #[error("is longer than 200 characters")]
    TooLong,
    /// Space around it, a line break, a control character, or one that turns the direction of writing.
    #[error("has space around it, a line break, or characters that do not show")]
    Unclean,
    /// An e-mail address.
    #[error("holds what looks like an e-mail address")]
    Email,
    /// A phone number.
    #[error("holds what looks like a phone number")]
    Phone,
}

impl Line {
    /// Takes a text exactly as it is.
    ///
    /// # Errors
    /// When it may not stand in a packet.
    pub fn new(text: &str) -> Result<Line, LineError> {
        if text.is_empty() {
            return Err(LineError::Empty);
        }
        if text.chars().count() > MAX_CHARS {
            return Err(LineError::TooLong);
        }
        let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
        if is_space(text.chars().next()) || is_space(text.chars().next_back()) || text.chars().any(does_not_show) {
            return Err(LineError::Unclean);
        }
        if has_email(text) {
            return Err(LineError::Email);
        }
        if has_phone(text) {
            return Err(LineError::Phone);
        }
        Ok(Line(text.to_owned()))
    }

    /// Takes a text as people write it: characters that do not show become spaces, spaces one, and what is too long is
    /// cut at a word.
    ///
    /// # Errors
    /// When it still may not stand in a packet.
    pub fn tidied(text: &str) -> Result<Line, LineError> {
        let shown: String = text.chars().map(|c| if does_not_show(c) { ' ' } else { c }).collect();
        let mut line = String::new();
        let mut used = 0;
        for word in shown.split_whitespace() {
            let length = word.chars().count() + usize::from(used > 0);
            if used + length > MAX_CHARS {
                break;
            }
            if used > 0 {
                line.push(' ');
            }
            line.push_str(word);
            used += length;
        }
        Line::new(&line)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Controls, line and paragraph separators, and everything that is invisible or turns the direction of writing.
fn does_not_show(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        )
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}')
        || matches!(c, '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// An `@` (also its full-width and small forms) with something right before and right after it.
fn has_email(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(3).any(|three| {
        matches!(three[1], '@' | '\u{ff20}' | '\u{fe6b}') && !three[0].is_whitespace() && !three[2].is_whitespace()
    })
}

fn has_phone(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        if c.is_numeric() {
            digits += 1;
            if digits >= PHONE_DIGITS {
                return true;
            }
        } else if !(c == ' ' || "-./()+".contains(c)) {
            digits = 0;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_packet_never_carries_is_no_line() {
        for (text, error) in [
            ("", LineError::Empty),
            (" Ana", LineError::Unclean),
            ("Ana\nRuiz", LineError::Unclean),
            ("Ana \u{202e}ziuR", LineError::Unclean),
            ("ana@example.org", LineError::Email),
            ("write to ana＠example", LineError::Email),
            ("+49 151 123 456 78", LineError::Phone),
            ("call ٠١٥١-١٢٣٤", LineError::Phone),
        ] {
            assert_eq!(Line::new(text), Err(error), "{text:?}");
        }
        assert_eq!(Line::new(&"x".repeat(201)), Err(LineError::TooLong));
    }

    #[test]
    fn what_people_write_is_tidied() {
        for (text, line) in [
            ("  Ana\u{200b} \t Ruiz\n", "Ana Ruiz"),
            ("Engineer @ Acme", "Engineer @ Acme"),
            ("José Ñandú 🙂", "José Ñandú 🙂"),
            ("class of 2011", "class of 2011"),
        ] {
            assert_eq!(Line::tidied(text).unwrap().as_str(), line);
        }
        let long = Line::tidied(&"word ".repeat(100)).unwrap();
        assert!(long.as_str().chars().count() <= MAX_CHARS && long.as_str().ends_with("word"));
    }
}
