//! Whole numbers in a query, with the bounds that the description gives them.

use super::not_understood;
use crate::trouble::Problem;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// A whole number; `20.0` is one, as JSON Schema has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Number(f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        let text = Cow::<'_, str>::deserialize(deserializer)?;
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite() && number.fract() == 0.0);
        number.map(Number).ok_or_else(|| serde::de::Error::custom(format!("{text} is no whole number")))
    }
}

impl Number {
    /// The number, where it is within bounds; what is usual where none was given.
    pub fn within(given: Option<Number>, usual: usize, most: usize) -> Result<usize, Problem> {
        match given {
            None => Ok(usual),
            Some(Number(number)) if number >= 1.0 && number <= most as f64 => Ok(number as usize),
            Some(Number(number)) => Err(not_understood(format!("{number} is not between 1 and {most}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<usize>) {
        let read: Result<Number, serde_json::Error> =
            serde_json::from_value(serde_json::Value::String(text.to_owned()));
        let found = read.ok().and_then(|number| Number::within(Some(number), 5, 1000).ok());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_numbers_within_bounds() {
        check("20", Some(20));
        check("20.0", Some(20));
        check("1e3", Some(1000));
        for text in ["0", "-1", "1001", "2.5", "", "NaN", "many", "1e400"] {
            check(text, None);
        }
    }
}
