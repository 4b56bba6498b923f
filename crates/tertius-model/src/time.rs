//! Points in time as the evidence knows them: seconds, days, and dates with parts missing.

use std::fmt;

/// Seconds since 1970-01-01 UTC; a time without a zone is taken as UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The UTC day this moment falls on.
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(86_400) as i32)
    }
}

/// Whole days since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

impl Day {
    /// Midnight UTC at the start of this day.
    pub fn start(self) -> Timestamp {
        Timestamp(i64::from(self.0) * 86_400)
    }

    /// The day of a date in the proleptic Gregorian calendar; `None` when there is no such date.
    ///
    /// Algorithm: Howard Hinnant, "chrono-compatible low-level date algorithms", days_from_civil.
    pub fn from_date(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) {
            return None;
        }
        let y = i64::from(year) - i64::from(month <= 2);
        let era = y.div_euclid(400);
        let year_of_era = y - era * 400;
        let shifted_month = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        i32::try_from(era * 146_097 + day_of_era - 719_468).ok().map(Day)
    }

    /// Year, month (1-12) and day of month (1-31).
    pub fn date(self) -> (i32, u32, u32) {
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = (day_of_year - (153 * shifted_month + 2) / 5 + 1) as u32;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 } as u32;
        let year = (year_of_era + era * 400 + i64::from(month <= 2)) as i32;
        (year, month, day)
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// A date as people write it on a career: a year, a year and month, or a full date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// Year of the Gregorian calendar.
    pub year: i32,
    /// Month, 1-12, when known.
    pub month: Option<u8>,
    /// Day of month, 1-31, when known.
    pub day: Option<u8>,
}

impl PartialDate {
    /// The earliest day this date can mean.
    pub fn first_day(self) -> Day {
        let (month, day) = (self.month.unwrap_or(1), self.day.unwrap_or(1));
        Day::from_date(self.year, u32::from(month), u32::from(day)).unwrap_or_default()
    }

    /// The latest day this date can mean.
    pub fn last_day(self) -> Day {
        let month = u32::from(self.month.unwrap_or(12));
        let day = self.day.map_or_else(|| days_in_month(self.year, month), u32::from);
        Day::from_date(self.year, month, day).unwrap_or_default()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (Some(month), Some(day)) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => write!(f, "{:04}-{month:02}", self.year),
            _ => write!(f, "{:04}", self.year),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_survive_the_way_to_a_date_and_back() {
        for day in (-800_000..800_000).step_by(13) {
            let (y, m, d) = Day(day).date();
            assert_eq!(Day::from_date(y, m, d), Some(Day(day)));
        }
        assert_eq!(Day::from_date(2000, 3, 1).map(|d| d.0), Some(11_017));
        assert_eq!(Day::from_date(2023, 2, 29), None);
    }

    #[test]
    fn a_partial_date_spans_its_whole_period() {
        let year = PartialDate { year: 2020, month: None, day: None };
        assert_eq!(
            (year.first_day().to_string(), year.last_day().to_string()),
            ("2020-01-01".into(), "2020-12-31".into())
        );
        let month = PartialDate { year: 2020, month: Some(2), day: None };
        assert_eq!(month.last_day().to_string(), "2020-02-29");
    }
}
