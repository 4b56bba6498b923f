//! Dates and times as each format writes them.

use tertius_model::{Day, Timestamp};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// 0 for Monday to 6 for Sunday.
pub(super) fn weekday(day: Day) -> i32 {
    (day.0 + 3).rem_euclid(7)
}

/// The first day from `day` on that falls on this weekday.
pub(super) fn next_weekday(day: Day, wanted: i32) -> Day {
    Day(day.0 + (wanted - weekday(day)).rem_euclid(7))
}

/// The moment of an hour and minute of a day, UTC.
pub(super) fn at(day: Day, hour: i64, minute: i64) -> Timestamp {
    Timestamp(day.start().0 + hour * 3600 + minute * 60)
}

/// `09:05:07`
fn clock(time: Timestamp) -> String {
    let second = time.0.rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}

fn month(day: Day) -> &'static str {
    MONTHS[day.date().1 as usize - 1]
}

/// The `Date:` header, `Fri, 16 Sep 2016 23:26:51 +0100`.
pub(super) fn mail_date(time: Timestamp) -> String {
    let local = Timestamp(time.0 + 3600);
    let day = local.day();
    let (year, _, date) = day.date();
    format!("{}, {date} {} {year} {} +0100", WEEKDAYS[weekday(day) as usize], month(day), clock(local))
}

/// The tail of a Takeout separator, with the zone before the year: `Fri Sep 16 22:26:51 +0000 2016`.
pub(super) fn takeout_date(time: Timestamp) -> String {
    let day = time.day();
    let (year, _, date) = day.date();
    format!("{} {} {date:02} {} +0000 {year}", WEEKDAYS[weekday(day) as usize], month(day), clock(time))
}

/// The tail of a Thunderbird separator: `Mon Jun  3 12:50:27 1996`.
pub(super) fn asctime(time: Timestamp) -> String {
    let day = time.day();
    let (year, _, date) = day.date();
    format!("{} {} {date:>2} {} {year}", WEEKDAYS[weekday(day) as usize], month(day), clock(time))
}

/// iCalendar's UTC form, `20160916T222651Z`.
pub(super) fn ical_utc(time: Timestamp) -> String {
    format!("{}Z", ical_local(time))
}

/// iCalendar's floating form, to stand after a TZID.
pub(super) fn ical_local(time: Timestamp) -> String {
    format!("{}T{}", ical_day(time.day()), clock(time).replace(':', ""))
}

/// iCalendar's date, `20160916`.
pub(super) fn ical_day(day: Day) -> String {
    day.to_string().replace('-', "")
}

/// LinkedIn's Connected On, `16 Dec 2024`.
pub(super) fn connected_on(day: Day) -> String {
    let (year, _, date) = day.date();
    format!("{date:02} {} {year}", month(day))
}

/// LinkedIn's message date, `2024-06-18 10:42:03 UTC`.
pub(super) fn linkedin_message(time: Timestamp) -> String {
    format!("{} {} UTC", time.day(), clock(time))
}

/// LinkedIn's invitation date, `1/29/26, 2:37 PM`.
pub(super) fn linkedin_short(time: Timestamp) -> String {
    let (year, month, date) = time.day().date();
    format!("{month}/{date}/{:02}, {}", year % 100, clock12(time, false))
}

/// LinkedIn's recommendation date, `01/29/26, 02:37 PM`.
pub(super) fn linkedin_padded(time: Timestamp) -> String {
    let (year, month, date) = time.day().date();
    format!("{month:02}/{date:02}/{:02}, {}", year % 100, clock12(time, true))
}

fn clock12(time: Timestamp, padded: bool) -> String {
    let second = time.0.rem_euclid(86_400);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = (hour + 11) % 12 + 1;
    if padded { format!("{hour:02}:{minute:02} {half}") } else { format!("{hour}:{minute:02} {half}") }
}

/// LinkedIn's endorsement date, `2024/08/01 10:00:00 UTC`.
pub(super) fn linkedin_endorsement(time: Timestamp) -> String {
    format!("{} {} UTC", time.day().to_string().replace('-', "/"), clock(time))
}

/// LinkedIn's Followed On, `Tue Jun 18 10:42:03 UTC 2024`.
pub(super) fn java_date(time: Timestamp) -> String {
    takeout_date(time).replace("+0000", "UTC")
}

/// A month of a career, `Jan 2019`.
pub(super) fn month_year(day: Day) -> String {
    format!("{} {}", month(day), day.date().0)
}

/// A birth date in a LinkedIn profile, `Apr 12, 1990`.
pub(super) fn birth_date(day: Day) -> String {
    let (year, _, date) = day.date();
    format!("{} {date}, {year}", month(day))
}
