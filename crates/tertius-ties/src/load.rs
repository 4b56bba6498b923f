//! Interaction load of one direction: how much contact there has been, the recent counting most.
//!
//! `A = sum over days D of log2(1 + sum over contacts m on D of 1/k_m) · max(age_D, 0.5)^-0.5`, ages in days. The
//! decay is ACT-R's (Anderson and Schooler 1991). The latest 16 days enter exactly; the n older ones as if spread
//! evenly from the oldest exact day (age m) to the first (age t): `n · mean credit · (t^0.5 - m^0.5) / (0.5 (t - m))`
//! (Petrov 2006). Cost: constant. Odd inputs: no contact gives 0; contact after `now` counts as of now.

use crate::parameters::{AGE_FLOOR, DAY, DECAY, FAST_HALF_LIFE, KIN_DECAY};
use crate::summary::{OlderDays, Trail, fraction};
use tertius_model::Timestamp;

/// Age in days, floored at half a day.
pub(crate) fn age(now: Timestamp, then: i64) -> f64 {
    ((now.0 - then) as f64 / DAY).max(AGE_FLOOR)
}

/// The load of one direction on a day.
pub fn load(trail: &Trail, now: Timestamp) -> f64 {
    let recent: f64 = trail.recent.iter().map(|day| day.credit() * age(now, day.last).powf(-DECAY)).sum();
    recent + trail.older.credit * older_decay(trail, now, DECAY)
}

/// The load where contact is kin's, which silence weakens less; never less than [`load()`].
pub(crate) fn load_of_kin(trail: &Trail, now: Timestamp) -> f64 {
    let decay = DECAY * KIN_DECAY;
    // Within the first day the slower decay would be the lower one.
    let kept = |age: f64| age.powf(-decay).max(age.powf(-DECAY));
    let recent: f64 = trail.recent.iter().map(|day| day.credit() * kept(age(now, day.last))).sum();
    recent + trail.older.credit * older_decay(trail, now, decay).max(older_decay(trail, now, DECAY))
}

/// Everything sent in one direction, days not compressed: `sum over m of age^-0.5 / k`, each at the age of its day's last.
pub(crate) fn sent_load(trail: &Trail, now: Timestamp) -> f64 {
    let recent: f64 = trail.recent.iter().map(|day| fraction(day.share) * age(now, day.last).powf(-DECAY)).sum();
    recent + trail.older.share * older_decay(trail, now, DECAY)
}

/// The load with a half-life of a week; days that are no longer kept one by one are too old to count.
pub(crate) fn load_of_late(trail: &Trail, now: Timestamp) -> f64 {
    trail.recent.iter().map(|day| day.credit() * (-age(now, day.last) / FAST_HALF_LIFE).exp2()).sum()
}

/// The mean of age^-decay over the older days.
fn older_decay(trail: &Trail, now: Timestamp, decay: f64) -> f64 {
    let OlderDays { n, first, .. } = trail.older;
    let oldest = age(now, first);
    let youngest = trail.recent.first().map_or(oldest, |day| age(now, day.last));
    match n {
        0 => 0.0,
        1 => oldest.powf(-decay),
        _ if oldest - youngest < 1e-9 => oldest.powf(-decay),
        _ => (oldest.powf(1.0 - decay) - youngest.powf(1.0 - decay)) / ((1.0 - decay) * (oldest - youngest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Contact, Share, TieHistory, Toward};
    use tertius_model::Channel;

    fn every(days: i64, n: i64) -> Vec<Contact> {
        (0..n)
            .map(|i| Contact {
                time: Timestamp(i * days * 86_400),
                toward: Toward::Ego,
                share: Share::WHOLE,
                channel: Channel::Mail,
            })
            .collect()
    }

    #[test]
    fn older_days_are_approximated_within_two_percent() {
        for (days, n) in [(1, 17), (1, 400), (7, 200), (30, 60)] {
            let contacts = every(days, n);
            let now = Timestamp(contacts[contacts.len() - 1].time.0 + 3 * 86_400);
            let exact: f64 = contacts.iter().map(|c| age(now, c.time.0).powf(-DECAY)).sum();
            let kept = load(TieHistory::summarise(contacts).to_ego(), now);
            assert!((kept / exact - 1.0).abs() < 0.02, "every {days} days, {n} times: {kept} for {exact}");
        }
    }
}
