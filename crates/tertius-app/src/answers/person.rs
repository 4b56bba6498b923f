//! One person in full: the records behind them, why they are one, contact by month, the tie and its reasons.

use super::people::{handle_row, row};
use super::weigh::{Scale, reasons, stated, value};
use crate::app::App;
use crate::error::AppError;
use crate::gather::{EGO as EGO_NAMING, Ground, NamingIdx, gather};
use crate::network::{EGO, Network, Person, PersonIdx};
use crate::views::{MergeRow, PersonView, Reason, RecordRow, TieView, TimelineRow, rounded};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tertius_model::{Attendance, RecordId};
use tertius_ties::{Activity, Asked, Standing, alive};

impl App {
    /// Everything known of one person.
    ///
    /// # Errors
    /// User error when nobody or several are meant.
    pub fn person(&self, who: &str) -> Result<PersonView, AppError> {
        let idx = self.who(who)?;
        let network = self.network()?;
        let person = &network.people[idx as usize];
        let scale = Scale::learning(network, self.now(), &self.ask_log()?);
        let ground = gather(self.vault(), self.now())?;
        let ids: Vec<u64> = network.records.iter().filter(|(_, of)| *of == idx).map(|(record, _)| *record).collect();
        let identity = self.identity()?;
        let merges = identity
            .merges
            .iter()
            .filter(|merge| ids.binary_search(&merge.a).is_ok() && ids.binary_search(&merge.b).is_ok())
            .map(|merge| MergeRow {
                a: RecordId(merge.a).to_string(),
                b: RecordId(merge.b).to_string(),
                because: merge.because.clone(),
                probability: rounded(merge.probability),
            })
            .collect();
        Ok(PersonView {
            row: row(person, &scale),
            records: self.records(&ground, &ids)?,
            merges,
            timeline: timeline(&ground, network, idx),
            tie: tie(person, &scale),
            notes: person.notes.clone(),
            groups: person.groups.clone(),
        })
    }

    fn records(&self, ground: &Ground, ids: &[u64]) -> Result<Vec<RecordRow>, AppError> {
        let paths: FxHashMap<_, _> =
            self.vault().sources()?.into_iter().map(|source| (source.id, source.paths.into_iter().next())).collect();
        let mut rows = Vec::new();
        for record in ids.iter().filter_map(|&id| ground.record(RecordId(id))) {
            for seen in &record.seen {
                rows.push(RecordRow {
                    id: record.id.to_string(),
                    source: paths.get(&seen.source).cloned().flatten().unwrap_or_default(),
                    source_id: seen.source.to_string(),
                    position: seen.position.to_string(),
                    name: seen.name.clone(),
                    handles: seen.handles.iter().map(handle_row).collect(),
                });
            }
        }
        rows.sort_by(|a, b| (&a.source, &a.id, &a.position).cmp(&(&b.source, &b.id, &b.position)));
        Ok(rows)
    }
}

fn tie(person: &Person, scale: &Scale<'_>) -> TieView {
    let (depth, freshness) = (scale.depth(person), scale.freshness(person));
    let (strength, back) = (scale.strength(person, Asked::Them), scale.strength(person, Asked::Ego));
    let alive = alive(&person.contact, Activity::seen_in(&person.contact), scale.now());
    let mut why: Vec<Reason> = Vec::new();
    for reason in reasons(&depth).into_iter().chain(reasons(&freshness)).chain(reasons(&strength)) {
        if !why.iter().any(|held| held.text == reason.text) {
            why.push(reason);
        }
    }
    let day = |time: tertius_model::Timestamp| time.day().to_string();
    TieView {
        depth: value(&depth),
        freshness: value(&freshness),
        strength: value(&strength),
        strength_from_me: value(&back),
        alive: value(&alive),
        standing: standing_id(scale.standing(person)).to_owned(),
        channels: channels(person),
        first: person.contact.first().map(day),
        last: person.contact.last().map(day),
        reasons: why,
    }
}

fn standing_id(standing: Standing) -> &'static str {
    match standing {
        Standing::Tie => "tie",
        Standing::Listed => "listed",
        Standing::OneWayIn => "one-way-in",
        Standing::OneWayOut => "one-way-out",
        Standing::None => "none",
    }
}

fn channels(person: &Person) -> Vec<String> {
    let used = person.contact.channels().filter(|(_, n)| *n > 0).map(|(channel, _)| channel.id().to_owned());
    let mut all: Vec<String> = used.collect();
    let stated = stated(person);
    if !stated.card.is_empty() {
        all.push("address book".to_owned());
    }
    if !stated.connected.is_empty() && !all.iter().any(|channel| channel == "linkedin") {
        all.push("linkedin".to_owned());
    }
    all
}

/// Contact with ego by month and channel, newest first.
fn timeline(ground: &Ground, network: &Network, idx: PersonIdx) -> Vec<TimelineRow> {
    let person_of: Vec<PersonIdx> =
        ground.records.iter().map(|record| network.find(record.id).unwrap_or(EGO - 1)).collect();
    let person = |who: NamingIdx| match who {
        EGO_NAMING => EGO,
        who => person_of[ground.naming[who as usize].record as usize],
    };
    let mut months: BTreeMap<(String, &'static str), (u32, u32)> = BTreeMap::new();
    let month = |time: tertius_model::Timestamp| time.day().to_string()[..7].to_owned();
    for message in ground.messages.iter().filter(|message| !message.bulk) {
        let from = person(message.from);
        let to = |wanted: PersonIdx| ground.recipients(message).iter().any(|&who| person(who) == wanted);
        let counts = match from {
            from if from == idx && to(EGO) => (1, 0),
            EGO if to(idx) => (0, 1),
            _ => continue,
        };
        add(&mut months, (month(message.time), message.channel.id()), counts);
    }
    for meeting in &ground.meetings {
        let there = meeting.guests.iter().any(|&(who, attendance)| person(who) == idx && attendance != Attendance::No);
        if there || meeting.organizer.is_some_and(|who| person(who) == idx) {
            add(&mut months, (month(meeting.start), "calendar"), (1, 1));
        }
    }
    let rows = months.into_iter().rev().map(|((month, channel), (from_them, from_me))| TimelineRow {
        month,
        channel: channel.to_owned(),
        from_them,
        from_me,
    });
    rows.collect()
}

fn add<K: Ord>(months: &mut BTreeMap<K, (u32, u32)>, key: K, counts: (u32, u32)) {
    let sum = months.entry(key).or_default();
    sum.0 += counts.0;
    sum.1 += counts.1;
}
