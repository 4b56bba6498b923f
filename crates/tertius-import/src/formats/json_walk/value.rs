//! One value of a walked file, held: what stands under a key, read as text, number or moment.

use tertius_model::Timestamp;

/// One record, held.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::formats) enum Value {
    #[default]
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

static NULL: Value = Value::Null;

impl Value {
    /// What stands under a key; null where nothing does.
    pub(in crate::formats) fn get(&self, key: &str) -> &Value {
        match self {
            Value::Map(map) => map.iter().find(|(name, _)| name == key).map_or(&NULL, |(_, value)| value),
            _ => &NULL,
        }
    }

    /// Whether something stands under a key, null too.
    pub(in crate::formats) fn has(&self, key: &str) -> bool {
        matches!(self, Value::Map(map) if map.iter().any(|(name, _)| name == key))
    }

    /// A text or a number as text, trimmed; empty for anything else.
    pub(in crate::formats) fn text(&self) -> &str {
        match self {
            Value::Text(text) | Value::Number(text) => trimmed(text),
            _ => "",
        }
    }

    /// The text of the first of these keys that holds one.
    pub(in crate::formats) fn first(&self, keys: &[&str]) -> &str {
        keys.iter().map(|key| self.get(key).text()).find(|text| !text.is_empty()).unwrap_or("")
    }

    /// A whole number, written as one or as text; a fraction is cut off.
    pub(in crate::formats) fn whole(&self) -> Option<i64> {
        let text = self.text();
        let digits = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
        let whole = match text.split_once('.') {
            Some((whole, fraction)) if digits(fraction) => whole,
            _ => text,
        };
        whole.parse().ok()
    }

    /// Seconds or milliseconds since 1970; a moment of this millennium tells by its size which.
    pub(in crate::formats) fn moment(&self) -> Option<Timestamp> {
        let n = self.whole().filter(|n| *n > 0)?;
        Some(Timestamp(match n {
            0..100_000_000_000 => n,
            100_000_000_000..100_000_000_000_000 => n / 1_000,
            _ => n / 1_000_000,
        }))
    }

    /// The items of a list; none of anything else.
    pub(in crate::formats) fn items(&self) -> &[Value] {
        match self {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The keys and values of a map; none of anything else.
    pub(in crate::formats) fn entries(&self) -> &[(String, Value)] {
        match self {
            Value::Map(map) => map,
            _ => &[],
        }
    }
}

/// Without the spaces around; where each byte of UTF-8 became a character, a letter such as à ends in what looks like one.
fn trimmed(text: &str) -> &str {
    let text = text.trim_start();
    let outer = text.trim_ascii_end();
    let is_broken_letter = outer
        .strip_suffix(['\u{85}', '\u{a0}'])
        .is_some_and(|rest| rest.ends_with(|c| ('\u{80}'..='\u{ff}').contains(&c)));
    if is_broken_letter { outer } else { outer.trim_end() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_cut_and_letters_are_not() {
        for (text, expected) in [
            (" Ana\u{a0}\n", "Ana"),
            ("Nicol\u{c3}\u{a0} ", "Nicol\u{c3}\u{a0}"),
            ("\u{c3}\u{85}", "\u{c3}\u{85}"),
            ("\u{a0}", ""),
            ("", ""),
        ] {
            assert_eq!(Value::Text(text.to_owned()).text(), expected);
        }
    }
}
