//! Birthdays as cards write them: with and without hyphens, without a year, with a made-up year.

use tertius_model::{Birthday, Day};

/// The year that Apple writes for an unknown one.
const APPLE_NO_YEAR: i32 = 1604;

/// Reads `1985-06-19`, `19850619`, `--0619`, `--06-19` and the like, with or without a time after it.
pub(super) fn birthday(text: &str, omitted_year: Option<&str>) -> Option<Birthday> {
    let date = text.trim().split(['T', ' ']).next()?;
    let (year, rest) = match date.strip_prefix("--") {
        Some(rest) => (None, rest),
        None => (Some(date.get(..4)?.parse().ok()?), date.get(4..)?),
    };
    let digits = rest.replace('-', "");
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (month, day): (u8, u8) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
    let omitted = omitted_year.and_then(|year| year.parse().ok());
    let year = year.filter(|&year| year > 0 && year != APPLE_NO_YEAR && Some(year) != omitted);
    Day::from_date(year.unwrap_or(2000), month.into(), day.into())?;
    Some(Birthday { year, month, day })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birthdays_are_written_in_many_ways() {
        let check = |text: &str| birthday(text, Some("1800")).map(|b| (b.year, b.month, b.day));
        for text in ["1985-06-19", "19850619", "1985-06-19T00:00:00Z", " 1985-06-19 "] {
            assert_eq!(check(text), Some((Some(1985), 6, 19)), "{text}");
        }
        for text in ["--0619", "--06-19", "1604-06-19", "1800-06-19"] {
            assert_eq!(check(text), Some((None, 6, 19)), "{text}");
        }
        for text in ["", "1985", "1985-06", "circa 1985", "1985-02-30", "---19", "--é1", "süß"] {
            assert_eq!(check(text), None, "{text}");
        }
        assert_eq!(check("--0229"), Some((None, 2, 29)));
    }
}
