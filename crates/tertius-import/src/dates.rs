//! Dates as exports write them: one reader per notation, and each column names the notations it may hold.
//!
//! Nothing here guesses. Where day and month could be swapped, [`DayOrder`] decides from the whole column or
//! leaves the date out.

use tertius_model::{Birthday, Day, PartialDate, Timestamp};

/// `16 Dec 2024`, and `05-Jun-24` as spreadsheets rewrite it.
pub(crate) fn day_month_name_year(text: &str) -> Option<Day> {
    let mut parts = words(text);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let day = Day::from_date(full_year(year)?, month_by_name(month)?, number(day)?);
    day.filter(|_| parts.next().is_none())
}

/// `2024-06-05`.
pub(crate) fn iso_day(text: &str) -> Option<Day> {
    let mut parts = text.trim().split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let day = Day::from_date(full_year(year).filter(|_| year.len() == 4)?, number(month)?, number(day)?);
    day.filter(|_| parts.next().is_none())
}

/// `9/25/18, 9:25 AM`, zero-padded too, and `9/25/2018 9:25` as spreadsheets rewrite it. Month first, UTC.
pub(crate) fn us_moment(text: &str) -> Option<Timestamp> {
    let mut parts = words(text);
    let (date, clock) = (parts.next()?, parts.next()?);
    let mut date = date.split('/');
    let (month, day, year) = (date.next()?, date.next()?, date.next()?);
    let day = Day::from_date(full_year(year)?, number(month)?, number(day)?)?;
    let second = seconds_of(clock, parts.next())?;
    Some(Timestamp(day.start().0 + second))
}

/// `1/31/24, 10:00:05 AM`, `31.01.2024 10:00` and the like, in the order that the whole file shows.
pub(crate) fn local_moment(text: &str, order: DayOrder) -> Option<Timestamp> {
    let (date, rest) = text.trim().split_once([' ', ',', '\u{202f}'])?;
    let mut words = rest.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
    let (clock, half) = (words.next()?, words.next());
    let (first, second, third) = numbers(date)?;
    let (year, month, day) = match order {
        _ if first > 31 => (first, second, third),
        DayOrder::DayFirst => (third, second, first),
        _ if date.contains('.') => (third, second, first),
        _ => (third, first, second),
    };
    let year = if year < 100 { 2_000 + year } else { year };
    let day = Day::from_date(i32::try_from(year).ok()?, month, day)?;
    Some(Timestamp(day.start().0 + seconds_of(clock, half)?))
}

/// `2024-06-18 10:42:03 UTC`, with slashes too, the zone left out too.
pub(crate) fn utc_moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let text = text.strip_suffix("UTC").or_else(|| text.strip_suffix('Z')).unwrap_or(text);
    let (date, clock) = text.trim_end().split_once([' ', 'T'])?;
    let day = iso_day(&date.replace('/', "-"))?;
    Some(Timestamp(day.start().0 + seconds_of(clock, None)?))
}

/// `2024-06-18T10:42:03Z`, with a fraction, with an offset such as `+02:00`, with a space for the `T`; UTC where no
/// offset is given.
pub(crate) fn iso_moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let (date, clock) = text.split_at_checked(10)?;
    let clock = clock.strip_prefix(['T', 't', ' '])?;
    let end = clock.find(['Z', 'z', '+', '-', ' ']).unwrap_or(clock.len());
    let (clock, zone) = clock.split_at(end);
    let offset = match zone.trim() {
        "" | "Z" | "z" | "UTC" => 0,
        zone => {
            let ahead = if zone.starts_with('-') { -1 } else { 1 };
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            let (hours, minutes) = digits.split_at_checked(2)?;
            let minutes = if minutes.is_empty() { 0 } else { number(minutes)? };
            ahead * i64::from(number(hours)? * 60 + minutes) * 60
        }
    };
    Some(Timestamp(iso_day(date)?.start().0 + seconds_of(clock, None)? - offset))
}

/// `Jan 2019` or `2019`.
pub(crate) fn month_name_year(text: &str) -> Option<PartialDate> {
    let mut parts = words(text);
    let first = parts.next()?;
    let Some(year) = parts.next() else {
        return Some(PartialDate { year: four_digits(first)?, month: None, day: None });
    };
    let month = u8::try_from(month_by_name(first)?).ok();
    Some(PartialDate { year: four_digits(year)?, month, day: None }).filter(|_| parts.next().is_none())
}

/// `1990-04-12`, and `--04-12` or `--0412` where the year is unknown.
pub(crate) fn iso_birthday(text: &str) -> Option<Birthday> {
    let text = text.trim();
    let Some(rest) = text.strip_prefix("--") else {
        let (year, month, day) = iso_day(text)?.date();
        // Some address books write the years 1604, 1900 or 0000 for an unknown one; no living person is that old.
        return birthday(Some(year).filter(|&year| year > 1_900), month, day);
    };
    let (month, day) = rest.split_once('-').or_else(|| rest.split_at_checked(2))?;
    birthday(None, number(month)?, number(day)?)
}

/// `Apr 12, 1990` or `Apr 12`.
pub(crate) fn month_name_birthday(text: &str) -> Option<Birthday> {
    let mut parts = words(text);
    let (month, day) = (month_by_name(parts.next()?)?, number(parts.next()?)?);
    let year = match parts.next() {
        Some(year) => Some(four_digits(year)?),
        None => None,
    };
    birthday(year, month, day)
}

/// A birthday, if there is such a day.
pub(crate) fn birthday(year: Option<i32>, month: u32, day: u32) -> Option<Birthday> {
    // A leap year stands in for an unknown one, so that 29 February is a day.
    Day::from_date(year.unwrap_or(2_000), month, day)?;
    Some(Birthday { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? })
}

/// Which of day, month and year comes first in dates made of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DayOrder {
    /// 31/12/1999
    DayFirst,
    /// 12/31/1999
    MonthFirst,
    /// Nothing tells; dates that read the same both ways are still read.
    Unknown,
}

impl DayOrder {
    /// What the dates of a whole column show; `Unknown` too where they contradict each other.
    pub(crate) fn of<'a>(cells: impl IntoIterator<Item = &'a str>) -> DayOrder {
        let (mut day_first, mut month_first) = (false, false);
        for (first, second, _) in cells.into_iter().filter_map(numbers) {
            day_first |= first > 12 && first <= 31 && second <= 12;
            month_first |= second > 12 && second <= 31 && first <= 12;
        }
        match (day_first, month_first) {
            (true, false) => DayOrder::DayFirst,
            (false, true) => DayOrder::MonthFirst,
            _ => DayOrder::Unknown,
        }
    }

    /// This order, or the other where this one is unknown.
    pub(crate) fn or(self, other: DayOrder) -> DayOrder {
        if self == DayOrder::Unknown { other } else { self }
    }

    /// A birthday in this order: `4/12/1990`, `12.04.1990`, `1990/4/12`; `0/0/00` is none.
    pub(crate) fn birthday(self, text: &str) -> Option<Birthday> {
        let (first, second, third) = numbers(text)?;
        if first > 31 {
            return birthday(i32::try_from(first).ok(), second, third);
        }
        // Dots stand between day, month and year only, in every locale that has them.
        let order = if text.contains('.') { DayOrder::DayFirst } else { self };
        let (day, month) = match order {
            DayOrder::DayFirst => (first, second),
            DayOrder::MonthFirst => (second, first),
            DayOrder::Unknown if first == second => (first, second),
            DayOrder::Unknown => return None,
        };
        let year = i32::try_from(third).ok().filter(|&year| year > 1_900);
        birthday(year, month, day)
    }
}

fn numbers(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.trim().split(['/', '.', '-']).map(|part| part.split_whitespace().next().and_then(number));
    let numbers = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(numbers)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == '-').filter(|word| !word.is_empty())
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn four_digits(text: &str) -> Option<i32> {
    if text.len() == 4 { text.parse().ok() } else { None }
}

/// Two digits are years from 1970 to 2069: none of these exports is older.
fn full_year(text: &str) -> Option<i32> {
    let year: i32 = text.parse().ok()?;
    match text.len() {
        4 => Some(year),
        2 => Some(if year < 70 { 2_000 + year } else { 1_900 + year }),
        _ => None,
    }
}

fn month_by_name(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let head = text.get(..3)?.to_lowercase();
    let is_word = text.chars().all(|c| c.is_ascii_alphabetic() || c == '.');
    let month = MONTHS.iter().position(|month| *month == head)?;
    u32::try_from(month + 1).ok().filter(|_| is_word)
}

/// Seconds since midnight of `9:25` with `AM` or `PM`, or of `21:25:07`.
fn seconds_of(clock: &str, half: Option<&str>) -> Option<i64> {
    let mut parts = clock.trim().split(':');
    let hour = number(parts.next()?)?;
    let minute = number(parts.next()?)?;
    let second = match parts.next() {
        Some(second) => number(second.split('.').next()?)?,
        None => 0,
    };
    let hour = match half.map(str::to_uppercase).as_deref() {
        None => hour,
        Some("AM") if (1..=12).contains(&hour) => hour % 12,
        Some("PM") if (1..=12).contains(&hour) => hour % 12 + 12,
        Some(_) => return None,
    };
    let in_range = hour < 24 && minute < 60 && second < 61 && parts.next().is_none();
    in_range.then(|| i64::from(hour * 3_600 + minute * 60 + second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(day: Option<Day>, expected: &str) {
        assert_eq!(day.map_or_else(|| "-".to_owned(), |day| day.to_string()), expected);
    }

    #[test]
    fn days_with_a_month_name() {
        check(day_month_name_year("16 Dec 2024"), "2024-12-16");
        check(day_month_name_year("05-Jun-24"), "2024-06-05");
        for text in ["16 déc. 2024", "31 Feb 2024", "16 Dec", "", "6/5/2024", "16 Dec 2024 1"] {
            check(day_month_name_year(text), "-");
        }
        check(iso_day("2024-06-05"), "2024-06-05");
        check(iso_day("24-06-05"), "-");
    }

    #[test]
    fn moments() {
        let seconds = |moment: Option<Timestamp>| moment.map(|time| time.0 - 1_537_833_600);
        assert_eq!(seconds(us_moment("9/25/18, 9:25 PM")), Some(77_100));
        assert_eq!(seconds(us_moment("09/25/2018 00:01")), Some(60));
        assert_eq!(seconds(us_moment("9/25/18, 12:00\u{202f}AM")), Some(0));
        assert_eq!(seconds(us_moment("25/9/18, 9:25 AM")), None);
        assert_eq!(seconds(us_moment("9/25/18")), None);
        assert_eq!(seconds(utc_moment("2018-09-25 00:00:07 UTC")), Some(7));
        assert_eq!(seconds(utc_moment("2018/09/25 00:00:07 UTC")), Some(7));
        assert_eq!(seconds(utc_moment("2018-09-25 00:00:07.123")), Some(7));
        assert_eq!(seconds(local_moment("9/25/18, 12:00:07 AM", DayOrder::MonthFirst)), Some(7));
        assert_eq!(seconds(local_moment("25/09/2018 00:00:07", DayOrder::DayFirst)), Some(7));
        assert_eq!(seconds(local_moment("25.09.2018 00:00:07", DayOrder::Unknown)), Some(7));
        assert_eq!(seconds(local_moment("2018-09-25 00:00:07", DayOrder::MonthFirst)), Some(7));
        assert_eq!(seconds(local_moment("10:00 AM", DayOrder::MonthFirst)), None);
        assert_eq!(seconds(utc_moment("2018-09-25")), None);
        for text in
            ["2018-09-25T00:00:07.123Z", "2018-09-25 02:00:07+02:00", "2018-09-24T19:00:07-0500", "2018-09-25T00:00:07"]
        {
            assert_eq!(seconds(iso_moment(text)), Some(7), "{text}");
        }
        assert_eq!(seconds(iso_moment("2018-09-25")), None);
        assert_eq!(seconds(iso_moment("2018-09-25T00:00:07+é")), None);
    }

    #[test]
    fn birthdays_with_and_without_a_year() {
        let text = |b: Option<Birthday>| b.map(|b| (b.year, b.month, b.day));
        assert_eq!(text(iso_birthday(" --02-29")), Some((None, 2, 29)));
        assert_eq!(text(iso_birthday("1604-04-12")), Some((None, 4, 12)));
        assert_eq!(text(month_name_birthday("Apr 12, 1990")), Some((Some(1990), 4, 12)));
        assert_eq!(text(month_name_birthday("Apr 12")), Some((None, 4, 12)));
        assert_eq!(text(iso_birthday("--13-01")), None);
    }

    #[test]
    fn the_whole_column_tells_the_order() {
        assert_eq!(DayOrder::of(["1/2/1990", "1/13/1991"]), DayOrder::MonthFirst);
        assert_eq!(DayOrder::of(["1/2/1990", "13/1/1991"]), DayOrder::DayFirst);
        assert_eq!(DayOrder::of(["1/13/1990", "13/1/1991"]), DayOrder::Unknown);
        assert_eq!(DayOrder::of(["0/0/00", "5/6/1990"]), DayOrder::Unknown);
        assert_eq!(DayOrder::Unknown.birthday("5/6/1990"), None);
        assert_eq!(DayOrder::Unknown.birthday("5.6.1990"), birthday(Some(1990), 6, 5));
        assert_eq!(DayOrder::MonthFirst.birthday("0/0/00"), None);
        assert_eq!(DayOrder::MonthFirst.birthday("1990/5/6"), birthday(Some(1990), 5, 6));
    }
}
