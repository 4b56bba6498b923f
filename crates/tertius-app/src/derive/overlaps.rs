//! Who worked with ego at one employer at one time, as far as the evidence dates it.
//!
//! A dated job overlaps by its dates. An undated one (LinkedIn's export states only the present employer) overlaps
//! where something places the person there in ego's time: an export of those years, the day they connected, or mail
//! from the employer's domain.

use super::recognise::Cast;
use crate::gather::{Ground, Record};
use crate::network::{Person, PersonIdx, SavedOverlap};
use tertius_model::{Day, HandleKind, Job, PartialDate};
use tertius_resolve::{domain_matches_employer, normalise_employer};

/// Employers that are nobody's shared workplace.
const NO_WORKPLACE: &[&str] = &[
    "self employed",
    "selfemployed",
    "freelance",
    "freelancer",
    "independent",
    "stealth",
    "stealth startup",
    "confidential",
    "retired",
    "unemployed",
    "student",
    "none",
    "various",
    "selbstandig",
    "selbststandig",
    "independant",
];

/// One employer of ego's with the time there.
struct Stay {
    employer: String,
    key: String,
    from: Day,
    to: Option<Day>,
}

/// Fills in everybody's overlaps with ego's career.
pub(crate) fn note(ground: &Ground, cast: &Cast, people: &mut [Person]) {
    let stays = stays(ground, cast);
    if stays.is_empty() {
        return;
    }
    for (idx, person) in people.iter_mut().enumerate() {
        let mut overlaps: Vec<SavedOverlap> = Vec::new();
        for record in cast.records_of(ground, idx as PersonIdx) {
            for stay in &stays {
                overlaps.extend(by_jobs(stay, record));
            }
        }
        overlaps.extend(stays.iter().filter_map(|stay| by_domain(stay, person)));
        person.stated.overlaps = longest(overlaps);
    }
}

fn stays(ground: &Ground, cast: &Cast) -> Vec<Stay> {
    let of_cards = cast.ego_records(ground).flat_map(|record| record.jobs.iter().map(|(_, job)| job));
    let mut stays: Vec<Stay> = ground.own.jobs.iter().chain(of_cards).filter_map(stay).collect();
    stays.sort_by(|a, b| (&a.key, a.from, a.to).cmp(&(&b.key, b.from, b.to)));
    stays.dedup_by(|a, b| (&a.key, a.from, a.to) == (&b.key, b.from, b.to));
    stays
}

fn stay(job: &Job) -> Option<Stay> {
    let key = normalise_employer(&job.employer);
    if key.is_empty() || NO_WORKPLACE.contains(&key.as_str()) {
        return None;
    }
    Some(Stay {
        employer: job.employer.trim().to_owned(),
        key,
        from: job.from?.first_day(),
        to: job.to.map(PartialDate::last_day),
    })
}

fn by_jobs(stay: &Stay, record: &Record) -> Option<SavedOverlap> {
    let same = |job: &&Job| normalise_employer(&job.employer) == stay.key;
    let mut placed: Vec<Day> = Vec::new();
    for (stated_at, job) in record.jobs.iter().map(|(at, job)| (*at, job)).filter(|(_, job)| same(job)) {
        if let Some(from) = job.from {
            return meet(stay, from.first_day(), job.to.map(PartialDate::last_day));
        }
        placed.push(stated_at.day());
        let connected =
            record.card.as_ref().and_then(|(_, card)| card.connection).and_then(|connection| connection.since);
        placed.extend(connected);
    }
    within(stay, &placed)
}

/// The time both were there.
fn meet(stay: &Stay, from: Day, to: Option<Day>) -> Option<SavedOverlap> {
    let from = from.max(stay.from);
    let to = match (to, stay.to) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (one, other) => one.or(other),
    };
    if to.is_some_and(|to| to < from) {
        return None;
    }
    Some(SavedOverlap { employer: stay.employer.clone(), from: from.0, to: to.map(|to| to.0) })
}

/// From the first to the last day that places the person there in ego's time; still lasting where ego's job does.
fn within(stay: &Stay, placed: &[Day]) -> Option<SavedOverlap> {
    let inside = |day: &&Day| **day >= stay.from && stay.to.is_none_or(|to| **day <= to);
    let first = placed.iter().filter(inside).min()?;
    let last = placed.iter().filter(inside).max()?;
    let to = stay.to.map(|_| last.0);
    Some(SavedOverlap { employer: stay.employer.clone(), from: first.0, to })
}

fn by_domain(stay: &Stay, person: &Person) -> Option<SavedOverlap> {
    let works_there = person
        .handles
        .iter()
        .filter(|handle| handle.kind() == HandleKind::Email)
        .filter_map(|handle| handle.value.split_once('@'))
        .any(|(_, domain)| domain_matches_employer(domain, &stay.employer));
    let (first, last) = (person.contact.first()?.day(), person.contact.last()?.day());
    if !works_there {
        return None;
    }
    let ends_inside = [first.max(stay.from), stay.to.map_or(last, |to| to.min(last))];
    (ends_inside[0] <= ends_inside[1]).then(|| SavedOverlap {
        employer: stay.employer.clone(),
        from: ends_inside[0].0,
        to: stay.to.map(|_| ends_inside[1].0),
    })
}

/// One overlap per employer and stretch: of several that meet, the longest.
fn longest(mut overlaps: Vec<SavedOverlap>) -> Vec<SavedOverlap> {
    let end = |overlap: &SavedOverlap| overlap.to.unwrap_or(i32::MAX);
    overlaps.sort_by(|a, b| (&a.employer, a.from, end(b)).cmp(&(&b.employer, b.from, end(a))));
    let mut kept: Vec<SavedOverlap> = Vec::new();
    for overlap in overlaps {
        match kept.last_mut() {
            Some(last)
                if normalise_employer(&last.employer) == normalise_employer(&overlap.employer)
                    && overlap.from <= end(last) =>
            {
                if end(&overlap) > end(last) {
                    last.to = overlap.to;
                }
            }
            _ => kept.push(overlap),
        }
    }
    kept
}
