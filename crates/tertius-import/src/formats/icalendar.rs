//! iCalendar, as Google, Outlook, Apple and everybody else write it.
//!
//! An event becomes one gathering per occurrence. What a gathering was about is never kept: of titles,
//! descriptions and places nothing is read. One bad event never loses the file.

mod guests;
mod scan;
mod times;
mod when;

use super::content_line::{Lines, begins};
use super::{Format, Reader};
use crate::{Context, GatheringDraft, Head, Intake, ReadError};
use guests::People;
use rustc_hash::{FxHashMap, FxHashSet};
use scan::{Component, Event, Other, Scanner};
use std::io::BufRead;
use tertius_model::{Handle, Key, OwnFact, Party, Position, Timestamp};
use times::{Occurrence, Zones};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "icalendar",
    title: "Calendar (iCalendar)",
    obtain: "Google: calendar.google.com on a computer, the gear, Settings, Import & export, Export, and import the zip as \
             it is; Apple Calendar on a Mac: choose the calendar, File, Export, Export; Outlook for Windows: the calendar, \
             File, Save Calendar, More options, whole calendar with full details; any other program: export as iCalendar (.ics)",
    reads: "when people met or were to meet, who organised it, who was invited and what they answered",
    never: "titles, descriptions, places, attachments, tasks, journals, events in which nobody else is named",
    detect,
    reader: Reader::Stream(read),
    // A calendar of holidays or of one's own reminders names nobody, and that is no error.
    may_yield_nobody: true,
}];

/// Guests of a larger gathering are not listed: being among so many says nothing about two of them.
const GUESTS_LISTED: usize = 200;
/// So many of them are kept even then.
const GUESTS_KEPT: usize = 50;

/// Events that an address must take part in to be taken for the owner's.
const VOTES_MIN: u64 = 3;

const NOBODY: &str = "nobody else is named";
const CANCELLED: &str = "cancelled";

fn detect(head: &Head<'_>) -> bool {
    // Parts of a calendar that were cut out of it stand by themselves.
    begins(
        head.text,
        &["VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY", "VALARM"],
    )
}

fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let failed = |line, cause| ReadError::Io { position: Position::Line(line), cause };
    let mut scanner = Scanner::new(Lines::new(input).map_err(|cause| failed(1, cause))?);
    let mut calendar = Calendar { now: context.now, ..Calendar::default() };
    let outcome = loop {
        match scanner.next() {
            Ok(Some(Component::Zone(lines))) => calendar.zones.add(&lines),
            Ok(Some(Component::Event(event))) => calendar.take(&event, intake),
            Ok(Some(Component::Other(kind))) => calendar.passed[kind as usize] += 1,
            Ok(Some(Component::CalendarName(name))) => calendar.name = calendar.name.take().or(Handle::email(&name)),
            Ok(None) => break Ok(()),
            Err(cause) => break Err(failed(scanner.line() + 1, cause)),
        }
    };
    calendar.conclude(intake);
    outcome
}

/// What is known of one file while it is read.
#[derive(Default)]
struct Calendar {
    now: Timestamp,
    zones: Zones,
    /// The calendar's name, where it is an address: Google names the main calendar after its owner.
    name: Option<Handle>,
    /// In how many events each address takes part.
    votes: FxHashMap<Handle, u64>,
    n_with_people: u64,
    /// How many components of each kind are no events.
    passed: [u64; 3],
    /// Series, which wait for the exceptions that may follow them.
    series: Vec<Series>,
    /// Occurrences of a series that another event moves or cancels: their original starts by UID.
    replaced: FxHashMap<String, FxHashSet<Timestamp>>,
}

/// An event with all its occurrences.
struct Series {
    uid: String,
    position: Position,
    people: People,
    occurrences: Vec<Occurrence>,
    sequence: i64,
}

impl Calendar {
    fn take(&mut self, event: &Event, intake: &mut Intake<'_>) {
        intake.record();
        let position = Position::Line(event.line);
        if event.is_cut {
            intake.skip_error(&ReadError::Malformed {
                position,
                reason: "this event has no END:VEVENT".to_owned(),
                hint: "what stands there was read; export the calendar again if something is missing",
            });
        }
        let uid = event.text("UID");
        let original = event.first("RECURRENCE-ID").and_then(|id| times::single(id, &self.zones));
        if let Some(original) = original {
            self.replaced.entry(uid.clone()).or_default().insert(original);
        }
        if event.text("STATUS").eq_ignore_ascii_case("CANCELLED") {
            return intake.skip(position, CANCELLED);
        }
        let people = guests::read(event);
        if !people.include_somebody_else(self.name.as_ref()) {
            return intake.skip(position, NOBODY);
        }
        let mut occurrences = match times::occurrences(event, &self.zones, self.now) {
            Ok(occurrences) => occurrences,
            Err(reason) => return intake.skip(position, reason),
        };
        self.vote(&people);
        let sequence = event.text("SEQUENCE").parse().unwrap_or(0);
        if let Some(original) = original {
            occurrences.truncate(1);
            for occurrence in &mut occurrences {
                occurrence.named_by = original;
            }
        } else if event.repeats() && !uid.is_empty() {
            return self.series.push(Series { uid, position, people, occurrences, sequence });
        }
        emit(&uid, position, &people, &occurrences, intake);
    }

    fn vote(&mut self, people: &People) {
        self.n_with_people += 1;
        for handle in people.addresses() {
            *self.votes.entry(handle.clone()).or_default() += 1;
        }
    }

    fn conclude(mut self, intake: &mut Intake<'_>) {
        // The same series twice: the later revision holds.
        self.series.sort_by(|a, b| (&a.uid, b.sequence, a.position).cmp(&(&b.uid, a.sequence, b.position)));
        let mut last = None;
        for series in &mut self.series {
            let is_outdated = last.as_ref() == Some(&series.uid);
            last = Some(series.uid.clone());
            if is_outdated {
                intake.skip(series.position, "an older revision of an event of this file");
                continue;
            }
            if let Some(replaced) = self.replaced.get(&series.uid) {
                series.occurrences.retain(|one| !replaced.contains(&one.named_by));
            }
            emit(&series.uid, series.position, &series.people, &series.occurrences, intake);
        }
        self.tell_what_is_no_event(intake);
        self.hint_at_owner(intake);
    }

    fn tell_what_is_no_event(&self, intake: &mut Intake<'_>) {
        let kinds = [(Other::Task, "task"), (Other::Journal, "journal entry"), (Other::FreeBusy, "list of busy times")];
        let kinds = kinds.map(|(kind, words)| (self.passed[kind as usize], words));
        let passed: Vec<String> =
            kinds.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{words} ×{n}")).collect();
        if !passed.is_empty() {
            intake.note(format!("only events are read; no event is: {}", passed.join(", ")));
        }
    }

    fn hint_at_owner(self, intake: &mut Intake<'_>) {
        let of = self.n_with_people;
        let most = self.votes.values().copied().max().unwrap_or_default();
        let mut leading = self.votes.into_iter().filter(|(_, votes)| *votes == most);
        // Two who take part equally often cannot be told apart, and a few events tell nothing.
        if let (Some((handle, votes)), None) = (leading.next(), leading.next())
            && votes >= VOTES_MIN
            && self.name.as_ref() != Some(&handle)
        {
            intake.own(OwnFact::LikelyHandle { handle, votes, of });
        }
        // The calendar's name speaks for all of its events.
        if let Some(handle) = self.name {
            intake.own(OwnFact::LikelyHandle { handle, votes: of.max(1), of: of.max(1) });
        }
    }
}

fn emit(uid: &str, position: Position, people: &People, occurrences: &[Occurrence], intake: &mut Intake<'_>) {
    let kept = if people.guests.len() > GUESTS_LISTED { GUESTS_KEPT } else { people.guests.len() };
    for occurrence in occurrences {
        let moment = times::written(occurrence.named_by);
        // Without a UID the people name the event.
        let named = people.addresses().filter(|_| uid.is_empty()).map(Handle::value);
        let parts = ["event", uid, &moment];
        let guests = people.guests.iter().take(kept);
        intake.gathering(GatheringDraft {
            key: Key::of_text(parts.into_iter().chain(named)),
            position,
            start: occurrence.start,
            minutes: occurrence.minutes,
            size: people.size(),
            organizer: people.organizer.clone().map(Party::Who),
            guests: guests.map(|(who, attendance)| (Party::Who(who.clone()), *attendance)).collect(),
        });
    }
}
