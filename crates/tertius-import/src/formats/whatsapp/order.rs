//! Which of the three numbers of a date is the day: told by the whole file, never by one line.
//!
//! A chat runs forward in time. The order is the one in which every date exists, none lies in the future or before 2009, time runs
//! back least, and the days pass most evenly, because days change faster than months. Where two orders do equally
//! well, the day comes first, except in the one notation that only Americans write.

use super::head::Written;
use tertius_model::{Day, Timestamp};

/// The year in which WhatsApp began.
const FIRST: Day = Day(14_245);

/// The order of day, month and year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

/// How sure the order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    /// The year has four digits and stands first.
    Written,
    /// No other order fits every date.
    OnlyOne,
    /// In another order time would run back, or the days pass less evenly.
    Even,
    /// Another order fits as well.
    Guess,
}

impl Order {
    /// The order that a file's dates show, each date once in a row.
    pub(super) fn of(dates: &[Written], now: Timestamp) -> (Order, Ground) {
        if dates.iter().any(|date| date.long == Some(0)) {
            return (Order::YearMonthDay, Ground::Written);
        }
        let first =
            if dates.iter().all(|date| date.looks_american) { Order::MonthDayYear } else { Order::DayMonthYear };
        let second = if first == Order::DayMonthYear { Order::MonthDayYear } else { Order::DayMonthYear };
        let mut trials: Vec<(Trial, Order)> =
            [first, second, Order::YearMonthDay].map(|order| (Trial::of(dates, order, now), order)).to_vec();
        // Stable: of equal trials the order named first stays in front.
        trials.sort_by_key(|(trial, _)| *trial);
        let ((best, order), (next, other)) = (trials[0], trials[1]);
        let differs = || dates.iter().any(|date| order.day(*date) != other.day(*date));
        let ground = match () {
            () if best.n_bad < next.n_bad => Ground::OnlyOne,
            () if best < next || !differs() => Ground::Even,
            () => Ground::Guess,
        };
        (order, ground)
    }

    /// The day that a date means in this order; `None` where there is none.
    pub(super) fn day(self, date: Written) -> Option<Day> {
        let [a, b, c] = date.numbers.map(u32::from);
        let (year, month, day) = match (self, date.long) {
            (_, Some(0)) => (a, b, c),
            (Order::YearMonthDay, Some(_)) => return None,
            // The year in the middle: `06/2018/13`.
            (Order::DayMonthYear, Some(1)) => (b, c, a),
            (Order::MonthDayYear, Some(1)) => (b, a, c),
            (Order::DayMonthYear, _) => (c, b, a),
            (Order::MonthDayYear, _) => (c, a, b),
            (Order::YearMonthDay, None) => (a, b, c),
        };
        let year = if date.long.is_some() { year } else { 2_000 + year };
        in_any_calendar(year, month, day)
    }

    /// As people write it.
    pub(super) fn words(self) -> &'static str {
        match self {
            Order::DayMonthYear => "day/month/year",
            Order::MonthDayYear => "month/day/year",
            Order::YearMonthDay => "year/month/day",
        }
    }

    /// What to tell about the dates of a file.
    pub(super) fn note(self, ground: Ground) -> Option<String> {
        let order = self.words();
        Some(match ground {
            Ground::Written => return None,
            Ground::OnlyOne => format!("dates were read as {order}: no other order fits the whole file"),
            Ground::Even => format!("dates were read as {order}: in that order time runs forward most evenly"),
            Ground::Guess => format!("dates were read as {order}, but nothing in the file tells day and month apart"),
        })
    }
}

/// How well an order does; less is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Trial {
    n_bad: u32,
    n_back: u32,
    n_days: u64,
}

impl Trial {
    fn of(dates: &[Written], order: Order, now: Timestamp) -> Trial {
        let mut trial = Trial::default();
        let mut last: Option<Day> = None;
        for date in dates {
            let Some(day) = order.day(*date).filter(|day| (FIRST.0..=now.day().0 + 1).contains(&day.0)) else {
                trial.n_bad += 1;
                continue;
            };
            if let Some(last) = last {
                // Clocks differ between phones, so one day back means nothing.
                trial.n_back += u32::from(day.0 < last.0 - 1);
                trial.n_days += u64::from(day.0.abs_diff(last.0));
            }
            last = Some(day);
        }
        trial
    }
}

/// Days of the Gregorian, the Thai, the Persian and the Islamic calendar, told apart by the year.
fn in_any_calendar(year: u32, month: u32, day: u32) -> Option<Day> {
    let epoch_day = |julian_day_number: u32| i32::try_from(julian_day_number).ok().map(|n| Day(n - 2_440_588));
    let exists = (1..=12).contains(&month) && (1..=31).contains(&day);
    match year {
        _ if !exists => None,
        2_500..=2_700 => Day::from_date(i32::try_from(year - 543).ok()?, month, day),
        1_380..=1_429 => {
            let (before, leaps) = (365 * (year - 1), (8 * year + 21) / 33);
            let months = if month <= 7 { (month - 1) * 31 } else { (month - 1) * 30 + 6 };
            epoch_day(1_948_319 + before + leaps + months + day)
        }
        1_430..=1_500 => {
            let leaps = (11 * year + 3) / 30;
            epoch_day(1_948_055 + leaps + 354 * year + 30 * month - (month - 1) / 2 + day)
        }
        1_990..=2_100 => Day::from_date(i32::try_from(year).ok()?, month, day),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_793_491_200);

    fn dates(dates: &[[u16; 3]]) -> Vec<Written> {
        let long = |numbers: &[u16; 3]| numbers.iter().position(|n| *n > 999).map(|at| at as u8);
        let written = |numbers: &[u16; 3]| Written { numbers: *numbers, long: long(numbers), ..Written::default() };
        dates.iter().map(written).collect()
    }

    #[test]
    fn the_whole_file_tells_the_order() {
        for (written, expected) in [
            (vec![[1, 29, 18], [2, 1, 18]], (Order::MonthDayYear, Ground::OnlyOne)),
            (vec![[1, 2, 20], [2, 2, 20], [3, 2, 20]], (Order::DayMonthYear, Ground::Even)),
            (vec![[2, 1, 20], [2, 2, 20], [2, 3, 20]], (Order::MonthDayYear, Ground::Even)),
            (vec![[11, 1, 20], [12, 1, 20], [1, 2, 20]], (Order::DayMonthYear, Ground::Even)),
            (vec![[1, 2, 2020]], (Order::DayMonthYear, Ground::Guess)),
            (vec![[3, 3, 2020]], (Order::DayMonthYear, Ground::Even)),
            (vec![[2020, 1, 13]], (Order::YearMonthDay, Ground::Written)),
            (vec![[18, 1, 29], [18, 2, 1], [18, 2, 11]], (Order::YearMonthDay, Ground::OnlyOne)),
            (vec![[1, 12, 26]], (Order::MonthDayYear, Ground::OnlyOne)),
            (vec![[6, 2018, 12], [6, 2018, 13]], (Order::MonthDayYear, Ground::OnlyOne)),
        ] {
            assert_eq!(Order::of(&dates(&written), NOW), expected, "{written:?}");
        }
    }

    #[test]
    fn other_calendars() {
        let day = |numbers| Order::DayMonthYear.day(dates(&[numbers])[0]).map(|day| day.to_string());
        assert_eq!(day([1, 1, 1403]).as_deref(), Some("2024-03-20"));
        assert_eq!(day([1, 1, 1400]).as_deref(), Some("2021-03-21"));
        assert_eq!(day([1, 9, 1445]).as_deref(), Some("2024-03-11"));
        assert_eq!(day([5, 6, 2567]).as_deref(), Some("2024-06-05"));
        assert_eq!(day([5, 6, 1850]), None);
    }
}
