//! Moments as packets write them: `2026-05-01T12:00:00Z`, always in UTC, always to the second.

use tertius_model::{Day, Timestamp};

const SECONDS_A_DAY: i64 = 86_400;

/// Writes a moment of the years 0 to 9999.
pub fn write_moment(moment: Timestamp) -> String {
    let (day, second) = (moment.day(), moment.0.rem_euclid(SECONDS_A_DAY));
    format!("{day}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

/// Reads what [`write_moment`] wrote; `None` for any other spelling.
pub fn read_moment(text: &str) -> Option<Timestamp> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let year = i32::try_from(number(0, 4)?).ok()?;
    let day = Day::from_date(year, number(5, 7)?, number(8, 10)?)?;
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let moment = Timestamp(day.start().0 + i64::from(hour * 3_600 + minute * 60 + second));
    let fits = hour < 24 && minute < 60 && second < 60 && write_moment(moment) == text;
    fits.then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling() {
        for seconds in [0, 1, 951_782_399, 1_777_636_800, 253_402_300_799] {
            assert_eq!(read_moment(&write_moment(Timestamp(seconds))), Some(Timestamp(seconds)));
        }
        assert_eq!(write_moment(Timestamp(1_777_636_801)), "2026-05-01T12:00:01Z");
        for text in [
            "2026-05-01",
            "2026-05-01T24:00:00Z",
            "2026-05-01T12:00:00z",
            "2026-02-30T00:00:00Z",
            "+026-05-01T12:00:00Z",
            "",
        ] {
            assert_eq!(read_moment(text), None, "{text}");
        }
    }
}
