//! What to show of a person: one name, employer, title and place out of many records.
//!
//! The newest statement wins; equal ones are decided by their content, never by the order of import.

use super::recognise::Cast;
use crate::gather::{Ground, Record};
use crate::network::{Person, PersonIdx, SavedHandle};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::{Handle, HandleKind, Job, PartialDate, Timestamp};
use tertius_resolve::{display_name, employer_of_domain, fold_name, is_free_mail, normalise_employer};

/// Other names kept of one person. An address that relays for many comes with thousands of names.
const MOST_OTHER_NAMES: usize = 50;

/// Everybody, described but not yet weighed, in the order of their ids.
pub(crate) fn people(ground: &Ground, cast: &Cast) -> Vec<Person> {
    let uses = names_in_use(ground, cast);
    (0..cast.ids.len() as PersonIdx).map(|idx| person(ground, cast, idx, &uses)).collect()
}

/// Ego's names, the most used first.
pub(crate) fn ego_names(ground: &Ground, cast: &Cast) -> Vec<String> {
    let mut counts: FxHashMap<String, u64> = FxHashMap::default();
    for name in &ground.own.names {
        *counts.entry(display_name(name)).or_default() += 1_000_000;
    }
    for record in cast.ego_records(ground) {
        for seen in record.seen.iter().filter(|seen| !seen.name.is_empty() && !seen.name.contains('@')) {
            *counts.entry(display_name(&seen.name)).or_default() += 1;
        }
    }
    let mut names: Vec<(String, u64)> = counts.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    names.into_iter().map(|(name, _)| name).collect()
}

/// How often each record is addressed under each name.
fn names_in_use(ground: &Ground, cast: &Cast) -> FxHashMap<PersonIdx, Vec<(String, u32)>> {
    let mut uses: FxHashMap<PersonIdx, Vec<(String, u32)>> = FxHashMap::default();
    for naming in ground.naming.iter().filter(|naming| naming.uses > 0 && !naming.name.is_empty()) {
        uses.entry(cast.person_of(naming.record)).or_default().push((naming.name.clone(), naming.uses));
    }
    uses
}

fn person(ground: &Ground, cast: &Cast, idx: PersonIdx, uses: &FxHashMap<PersonIdx, Vec<(String, u32)>>) -> Person {
    let records: Vec<&Record> = cast.records_of(ground, idx).collect();
    let handles = handles(&records);
    let (name, other_names) = names(&records, uses.get(&idx).map_or(&[], Vec::as_slice), &handles);
    let mut person = Person {
        id: cast.ids[idx as usize].0,
        name,
        other_names,
        handles: handles.iter().map(SavedHandle::of).collect(),
        ..Person::default()
    };
    work(&records, &mut person);
    if person.employer.is_empty()
        && let Some(employer) = handles.iter().find_map(employer_by_domain)
    {
        person.employer = employer;
        person.employer_from_domain = true;
    }
    from_cards(&records, &mut person);
    person
}

/// All handles, ordered by kind and value, so that the first e-mail address comes first.
fn handles(records: &[&Record]) -> Vec<Handle> {
    let mut handles: Vec<Handle> = records.iter().flat_map(|record| record.handles.iter().cloned()).collect();
    handles.sort();
    handles.dedup();
    handles
}

/// The name to show, and the others. A full name beats a part, a card beats a mail header, then the more used.
fn names(records: &[&Record], uses: &[(String, u32)], handles: &[Handle]) -> (String, Vec<String>) {
    let mut ranked: Vec<(bool, u8, u32, String)> = Vec::new();
    let mut add = |text: &str, rank: u8, count: u32| {
        let name = display_name(text);
        if !name.is_empty() && !name.contains('@') {
            ranked.push((name.split_whitespace().count() < 2 && name.is_ascii(), rank, u32::MAX - count, name));
        }
    };
    for (_, card) in records.iter().filter_map(|record| record.card.as_ref()) {
        add(&card.name.full, u8::from(card.connection.is_none()), 1);
        add(&card.name.nickname, 3, 1);
        add(&card.name.maiden, 3, 1);
    }
    for (name, count) in uses {
        add(name, 2, *count);
    }
    for seen in records.iter().filter(|record| record.handle.is_none()).flat_map(|record| &record.seen) {
        add(&seen.name, 2, 0);
    }
    ranked.sort();
    let mut folded: FxHashSet<String> = FxHashSet::default();
    let distinct = ranked.into_iter().map(|(_, _, _, name)| name).filter(|name| folded.insert(fold_name(name)));
    let mut names: Vec<String> = distinct.take(1 + MOST_OTHER_NAMES).collect();
    if names.is_empty() {
        names.push(handles.first().map(Handle::to_string).unwrap_or_default());
    }
    let first = names.remove(0);
    (first, names)
}

/// The present job, and the employers before it.
fn work(records: &[&Record], person: &mut Person) {
    let mut jobs: Vec<(Timestamp, &Job)> =
        records.iter().flat_map(|record| &record.jobs).map(|(at, job)| (*at, job)).collect();
    let began = |job: &Job| job.from.map(PartialDate::first_day);
    jobs.sort_by(|a, b| {
        let ended = a.1.to.is_some().cmp(&b.1.to.is_some());
        ended.then(b.0.cmp(&a.0)).then_with(|| began(b.1).cmp(&began(a.1))).then_with(|| a.1.cmp(b.1))
    });
    let current = jobs.iter().find(|(_, job)| !job.employer.is_empty() || !job.title.is_empty());
    if let Some((_, job)) = current {
        person.employer = job.employer.trim().to_owned();
        person.title = job.title.trim().to_owned();
    }
    let now = normalise_employer(&person.employer);
    let mut past: Vec<String> =
        jobs.iter().map(|(_, job)| job.employer.trim().to_owned()).filter(|employer| !employer.is_empty()).collect();
    past.retain(|employer| normalise_employer(employer) != now);
    past.sort();
    past.dedup_by_key(|employer| normalise_employer(employer));
    person.past_employers = past;
}

/// Domains reserved for examples (RFC 2606): nobody works there.
const RESERVED: [&str; 3] = ["example.com", "example.net", "example.org"];

/// An employer read off a work address: `jane@halden.example` gives "Halden".
fn employer_by_domain(handle: &Handle) -> Option<String> {
    if handle.kind() != HandleKind::Email {
        return None;
    }
    let (_, domain) = handle.value().split_once('@')?;
    if is_free_mail(domain) || RESERVED.contains(&domain) {
        return None;
    }
    let label = employer_of_domain(domain)?;
    let mut words = label.split('-').map(|word| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    });
    let first = words.next()?;
    Some(words.fold(first, |all, word| format!("{all} {word}")))
}

/// Place, groups and notes, the newest card first.
fn from_cards(records: &[&Record], person: &mut Person) {
    let mut cards: Vec<_> = records.iter().filter_map(|record| record.card.as_ref()).collect();
    cards.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.key.cmp(&b.1.key)));
    for (_, card) in cards {
        person.has_card = true;
        if person.place.is_empty() {
            person.place = card.place.trim().to_owned();
        }
        person.groups.extend(card.groups.iter().cloned());
        if !card.note.is_empty() {
            person.notes.push(card.note.clone());
        }
    }
    person.groups.sort();
    person.groups.dedup();
    person.notes.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_thousands_of_names_keeps_the_most_used_ones() {
        let uses: Vec<(String, u32)> = (0..20_000).map(|n| (format!("Member Number{n}"), n + 1)).collect();
        let (name, others) = names(&[], &uses, &[]);
        assert_eq!((name.as_str(), others.len()), ("Member Number19999", MOST_OTHER_NAMES));
        assert_eq!(others[0], "Member Number19998");
    }

    #[test]
    fn spellings_of_one_name_are_one_name() {
        let uses = [("Zoë Müller".to_owned(), 3), ("zoe muller".to_owned(), 2), ("Zoë Keller".to_owned(), 1)];
        assert_eq!(names(&[], &uses, &[]), ("Zoë Müller".to_owned(), vec!["Zoë Keller".to_owned()]));
    }
}
