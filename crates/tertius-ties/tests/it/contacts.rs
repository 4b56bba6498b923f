//! Contacts written short.

use tertius_model::{Channel, Day, Timestamp};
use tertius_ties::{Contact, Share, Toward};

pub fn day(text: &str) -> Day {
    let parts: Vec<i32> = text.split('-').map(|part| part.parse().expect("because tests write dates")).collect();
    Day::from_date(parts[0], parts[1] as u32, parts[2] as u32).expect("because tests write dates that exist")
}

pub fn mail(time: Timestamp, toward: Toward, k: u32) -> Contact {
    Contact { time, toward, share: Share::among(k), channel: Channel::Mail }
}

pub fn meeting(time: Timestamp, n_others: u32) -> Contact {
    Contact { time, toward: Toward::Both, share: Share::among(n_others), channel: Channel::Calendar }
}

/// Mail both ways, ego first and an answer two hours later, every so many days.
pub fn letters(from: Day, to: Day, every_days: i32) -> Vec<Contact> {
    (from.0..=to.0)
        .step_by(every_days as usize)
        .flat_map(|at| {
            let morning = Timestamp(Day(at).start().0 + 9 * 3_600);
            [mail(morning, Toward::Them, 1), mail(Timestamp(morning.0 + 7_200), Toward::Ego, 1)]
        })
        .collect()
}

/// Letters on working days.
pub fn working_days(from: Day, to: Day) -> Vec<Contact> {
    let is_working = |contact: &Contact| !matches!(contact.time.day().0.rem_euclid(7), 2 | 3);
    letters(from, to, 1).into_iter().filter(is_working).collect()
}

/// Meetings of two, every so many days.
pub fn evenings(from: Day, to: Day, every_days: i32) -> Vec<Contact> {
    (from.0..=to.0)
        .step_by(every_days as usize)
        .map(|at| meeting(Timestamp(Day(at).start().0 + 19 * 3_600), 1))
        .collect()
}
