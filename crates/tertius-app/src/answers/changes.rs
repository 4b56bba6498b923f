//! What successive exports and long silences tell: who moved, joined, left, went quiet.

use super::people::brief;
use super::weigh::{Scale, is_hidden};
use crate::app::App;
use crate::error::AppError;
use crate::gather::{Age, Ground, Record, gather};
use crate::network::{EGO, Network, Person};
use crate::views::Change;
use std::collections::BTreeMap;
use tertius_model::{Day, Job, SourceId, Timestamp};
use tertius_resolve::normalise_employer;
use tertius_ties::resting;

/// Only people at least this deep are missed when they go quiet.
const MISSED: f64 = 0.3;
/// A silence this many times the usual gap is one (Navarro 2017).
const SILENCE: f64 = 8.0;
/// Without a day to start from, silences that began to count within this many days are told.
const RECENT: i32 = 180;

impl App {
    /// Changes since a day, the newest first.
    ///
    /// # Errors
    /// User error for an unreadable day.
    pub fn changes(&self, since: Option<&str>) -> Result<Vec<Change>, AppError> {
        let since = since.map(parse_day).transpose()?;
        let ground = gather(self.vault(), self.now())?;
        self.changes_in(&ground, since)
    }

    /// See [`App::changes`].
    pub(super) fn changes_in(&self, ground: &Ground, since: Option<Day>) -> Result<Vec<Change>, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let mut changes = Vec::new();
        moves(ground, network, &mut changes);
        comings_and_goings(ground, network, &mut changes);
        silences(network, &scale, since, &mut changes);
        if let Some(since) = since {
            let since = since.to_string();
            changes.retain(|change| change.date.as_ref().is_some_and(|date| *date >= since));
        }
        changes.sort_by(|a, b| {
            let newest = b.date.cmp(&a.date);
            newest
                .then_with(|| a.kind.cmp(&b.kind))
                .then_with(|| a.person.id.cmp(&b.person.id))
                .then_with(|| a.text.cmp(&b.text))
        });
        changes.dedup();
        Ok(changes)
    }
}

/// Who is in a newer export of the connections and not in the one before, and the reverse.
fn comings_and_goings(ground: &Ground, network: &Network, changes: &mut Vec<Change>) {
    for pair in ground.connection_exports.windows(2) {
        let ((_, older), (seen_at, newer)) = (&pair[0], &pair[1]);
        for record in &ground.records {
            let inside = |export: &[SourceId]| record.seen.iter().any(|seen| export.contains(&seen.source));
            let (kind, text) = match (inside(older), inside(newer)) {
                (false, true) => ("joined", "connected with you on LinkedIn"),
                (true, false) => ("left", "no longer among your LinkedIn connections"),
                _ => continue,
            };
            let since = record.card.as_ref().and_then(|(_, card)| card.connection).and_then(|one| one.since);
            let date = since.filter(|_| kind == "joined").unwrap_or(seen_at.day());
            changes.extend(change(network, record, kind, Some(date), text.to_owned()));
        }
    }
}

fn parse_day(text: &str) -> Result<Day, AppError> {
    let mut parts = text.trim().splitn(3, '-').map(str::parse::<i32>);
    let day = match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) => {
            Day::from_date(year, u32::try_from(month).unwrap_or(0), u32::try_from(day).unwrap_or(0))
        }
        _ => None,
    };
    day.ok_or_else(|| AppError::user(format!("\"{text}\" is no day"), "write it as 2026-01-31"))
}

/// Jobs that differ from the ones an earlier version of the same record stated. Several jobs at once are no move.
fn moves(ground: &Ground, network: &Network, changes: &mut Vec<Change>) {
    for record in ground.records.iter().filter(|record| record.careers.len() > 1) {
        let versions: Vec<&[(Age, Vec<Job>)]> = record.careers.chunk_by(|a, b| a.0 == b.0).collect();
        for pair in versions.windows(2) {
            let day = pair[1][0].0.at.day();
            for text in moved(&jobs_of(pair[0]), &jobs_of(pair[1])) {
                changes.extend(change(network, record, "moved", Some(day), text));
            }
        }
    }
}

/// The jobs of one moment, by employer and title: how the employer's name is written does not matter.
fn jobs_of(version: &[(Age, Vec<Job>)]) -> BTreeMap<(String, &str), &Job> {
    let jobs = version.iter().flat_map(|(_, jobs)| jobs);
    jobs.map(|job| ((normalise_employer(&job.employer), job.title.trim()), job)).collect()
}

/// Each job that came, beside the one it took the place of: at the same employer rather than at another.
fn moved(before: &BTreeMap<(String, &str), &Job>, after: &BTreeMap<(String, &str), &Job>) -> Vec<String> {
    let mut gone: Vec<_> = before.iter().filter(|(job, _)| !after.contains_key(*job)).collect();
    let came = after.iter().filter(|(job, _)| !before.contains_key(*job));
    let mut texts = Vec::new();
    for ((employer, _), job) in came {
        let place = gone.iter().position(|((left, _), _)| left == employer);
        let place = place.or_else(|| (!gone.is_empty()).then_some(0));
        match place.map(|place| gone.remove(place)) {
            Some((_, left)) => texts.extend(pair_text(left, job)),
            None => texts.push(format!("also {}", role(job))),
        }
    }
    texts
}

fn pair_text(before: &Job, after: &Job) -> Option<String> {
    let moved =
        normalise_employer(&before.employer) != normalise_employer(&after.employer) && !after.employer.is_empty();
    if moved {
        return Some(format!("from {} to {}", role(before), role(after)));
    }
    let retitled = before.title.trim() != after.title.trim() && !after.title.trim().is_empty();
    retitled.then(|| format!("{} → {} at {}", before.title.trim(), after.title.trim(), after.employer.trim()))
}

fn role(job: &Job) -> String {
    match (job.title.trim(), job.employer.trim()) {
        ("", "") => "nowhere stated".to_owned(),
        ("", employer) => employer.to_owned(),
        (title, "") => title.to_owned(),
        (title, employer) => format!("{employer} ({title})"),
    }
}

fn silences(network: &Network, scale: &Scale<'_>, since: Option<Day>, changes: &mut Vec<Change>) {
    let now = scale.now();
    let from = since.unwrap_or(Day(now.day().0 - RECENT));
    for person in network.people.iter().filter(|person| !is_hidden(person) && resting(&person.contact, now)) {
        let Some(last) = person.contact.last() else { continue };
        let usual = person.contact.usual_gap();
        let began = Day(last.day().0.saturating_add((usual * SILENCE) as i32));
        if began >= from && scale.depth(person).value >= MISSED {
            changes.push(silence(person, began, usual, last));
        }
    }
}

fn silence(person: &Person, began: Day, usual: f64, last: Timestamp) -> Change {
    Change {
        kind: "quiet".to_owned(),
        person: brief(person),
        date: Some(began.to_string()),
        text: format!("last contact {}, used to be every {:.0} days", last.day(), usual.max(1.0)),
    }
}

fn change(network: &Network, record: &Record, kind: &str, date: Option<Day>, text: String) -> Option<Change> {
    let idx = network.find(record.id).filter(|&idx| idx != EGO)?;
    let person = brief(network.people.get(idx as usize)?);
    Some(Change { kind: kind.to_owned(), person, date: date.map(|day| day.to_string()), text })
}
