//! Lists of who attended: Zoom, Google Meet, Microsoft Teams. One file is one meeting.
//!
//! Somebody who came and went has a row for each stay; rows of one address, or of one name without an address, are
//! one guest. Teams writes UTF-16 with tabs and several tables in one file, of which only the first lists people.

mod shape;
mod translated;

use super::{Format, Reader};
use crate::dates::{DayOrder, iso_day, iso_moment, local_moment};
use crate::table::contact::folded;
use crate::table::{Column, Header, Row, Table, has_header};
use crate::{Context, GatheringDraft, Intake, ReadError, decode};
use shape::Report;
use std::borrow::Cow;
use std::io::BufRead;
use tertius_model::{Attendance, Handle, Key, Mention, Party, Position, Timestamp};

/// Guests kept of one meeting; its size is known all the same.
const GUESTS_MAX: usize = 500;
const NEVER: &str = "the meeting's title, what was said or shown, devices, consent to recording";

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "zoom-attendance",
        title: "Zoom: participants of a meeting",
        obtain: "zoom.us > Reports > Usage > the number of participants > Export with meeting data",
        reads: "who was there, when and how long; their addresses; the host",
        never: NEVER,
        detect: |head| has_header(head, is_zoom) || shape::report(head.text) == Some(Report::Zoom),
        reader: Reader::Stream(|input, context, intake| read(input, context, intake, is_zoom)),
        may_yield_nobody: false,
    },
    Format {
        id: "meet-attendance",
        title: "Google Meet: attendance",
        obtain: "the attendance report that Google Meet mails to the organiser, downloaded as CSV; keep its name, which holds the day",
        reads: "who was there, when and how long; their addresses",
        never: NEVER,
        detect: |head| has_header(head, is_meet) || shape::report(head.text) == Some(Report::Meet),
        reader: Reader::Stream(|input, context, intake| read(input, context, intake, is_meet)),
        may_yield_nobody: false,
    },
    Format {
        id: "teams-attendance",
        title: "Microsoft Teams: attendance",
        obtain: "Teams > the meeting > Attendance > Download",
        reads: "who was there, when and how long; their addresses; the organiser",
        never: NEVER,
        detect: |head| has_header(head, is_teams) || translated::is_sections(head.text),
        reader: Reader::Stream(|input, context, intake| read(input, context, intake, is_teams)),
        may_yield_nobody: false,
    },
];

fn is_zoom(header: &Header) -> bool {
    header.has("Name (Original Name)") && (header.has("User Email") || header.has("Email"))
}

fn is_meet(header: &Header) -> bool {
    header.has_all(&["First name", "Last name", "Duration"]) && (header.has("Time joined") || header.has("Time exited"))
}

fn is_teams(header: &Header) -> bool {
    header.has_all(&["Full Name", "Join Time", "Leave Time"])
        || header.has_all(&["Name", "First Join", "Last Leave"])
        || header.has_all(&["Full Name", "User Action", "Timestamp"])
        || header.has_all(&["ParticipantId", "FullName", "UtcEventTimestamp"])
}

struct Columns {
    names: [Column; 2],
    emails: [Column; 2],
    join: Column,
    leave: Column,
    minutes: Column,
    role: Column,
    waiting: Column,
}

impl Columns {
    fn of(header: &Header) -> Columns {
        let first_of = |names: &[&str]| {
            let known = names.iter().find(|name| header.has(name));
            header.column(known.copied().unwrap_or(names[0]))
        };
        let whole = first_of(&["Name (Original Name)", "Full Name", "FullName", "Name", "First name"]);
        Columns {
            names: [whole, header.column("Last name")],
            emails: [first_of(&["User Email", "Email"]), header.column("Participant ID (UPN)")],
            join: first_of(&["Join Time", "First Join", "Time joined", "Timestamp", "UtcEventTimestamp"]),
            leave: first_of(&["Leave Time", "Last Leave", "Time exited", "Timestamp", "UtcEventTimestamp"]),
            minutes: first_of(&["Duration (Minutes)", "Total Duration (Minutes)"]),
            role: header.column("Role"),
            waiting: header.column("In Waiting Room"),
        }
    }

    fn name(&self, row: &Row<'_>) -> String {
        let name = crate::table::contact::joined(self.names.map(|column| row.get(column)), " ");
        // `Ana (Ana Ruiz)`: the name shown, and behind it the account's own, which is the fuller one.
        match name.strip_suffix(')').and_then(|name| name.split_once('(')) {
            Some((shown, own))
                if !own.trim().is_empty() && own.split_whitespace().count() >= shown.split_whitespace().count() =>
            {
                own.trim().to_owned()
            }
            Some((shown, _)) if !shown.trim().is_empty() => shown.trim().to_owned(),
            _ => name,
        }
    }
}

#[derive(Default)]
struct Meeting {
    guests: Vec<(Mention, Position)>,
    organizer: Option<Mention>,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    minutes: u32,
}

fn read(
    input: &mut dyn BufRead,
    context: Context<'_>,
    intake: &mut Intake<'_>,
    is_header: fn(&Header) -> bool,
) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    let read = input.read_to_end(&mut bytes);
    read.map_err(|cause| ReadError::Io { position: Position::Byte(bytes.len() as u64), cause })?;
    let text = decode(&bytes);
    // Only a header that nobody here knows is replaced.
    let english = match Table::read(&mut text.as_bytes(), is_header) {
        Ok(_) => Cow::Borrowed(&*text),
        Err(_) if translated::is_sections(&text) => translated::in_english(&text),
        Err(_) => shape::in_english(&text),
    };
    let table = Table::read(&mut english.as_bytes(), is_header)?;
    let columns = Columns::of(table.header());
    let mut cells: Vec<String> = Vec::new();
    table.look(|row| cells.extend([columns.join, columns.leave].map(|column| row.get(column).to_owned())))?;
    let order =
        DayOrder::of(cells.iter().map(|cell| cell.split([' ', ',']).next().unwrap_or(""))).or(DayOrder::MonthFirst);
    // Google writes the hour alone; the day is in the file's name.
    let day = context.path.rsplit(['/', '\\']).next().and_then(|file| iso_day(file.get(..10)?));
    let moment = |cell: &str| {
        iso_moment(cell)
            .or_else(|| local_moment(cell, order))
            .or_else(|| Some(Timestamp(day?.start().0 + shape::clock(cell)?)))
    };
    let mut meeting = Meeting::default();
    let mut is_over = false;
    table.each_row(intake, |row, _| {
        is_over |= is_title(row.get(columns.names[0]));
        // Behind the people come their comings and goings once more.
        if is_over || row.is_blank() {
            return Ok(());
        }
        if row.get(columns.waiting).eq_ignore_ascii_case("yes") {
            return Err("somebody who was left in the waiting room");
        }
        meeting.add(row, &columns, &moment)
    })?;
    if let Some((start, host)) = preamble(&text, order) {
        meeting.start = meeting.start.or(start);
        meeting.organizer = meeting.organizer.or(host);
    }
    meeting.conclude(intake)
}

/// Whether a role is the organiser's, in the languages of Europe and three more.
fn is_organizer(role: &str) -> bool {
    let role = role.to_lowercase();
    role.starts_with("organi")
        || ["организатор", "主催者", "開催者", "组织者", "召集人", "이끌이"].contains(&role.as_str())
}

/// `3. In-Meeting Activities`
fn is_title(cell: &str) -> bool {
    cell.split_once('.').is_some_and(|(number, rest)| {
        number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with(' ')
    })
}

/// Start and host of the lines that Zoom may write above the list.
fn preamble(text: &str, order: DayOrder) -> Option<(Option<Timestamp>, Option<Mention>)> {
    let is_preamble = |header: &Header| header.has_all(&["Meeting ID", "Start Time"]);
    let above = Table::read(&mut text.as_bytes(), is_preamble).ok()?;
    let [start, host] = ["Start Time", "User Email"].map(|column| above.header().column(column));
    let mut found = None;
    let looked = above.look(|row| {
        found.get_or_insert_with(|| {
            let moment = iso_moment(row.get(start)).or_else(|| local_moment(row.get(start), order));
            let host = Handle::email(row.get(host)).map(|handle| Mention { handle: Some(handle), name: String::new() });
            (moment, host)
        });
    });
    looked.ok().and(found)
}

impl Meeting {
    fn add(
        &mut self,
        row: &Row<'_>,
        columns: &Columns,
        moment: &dyn Fn(&str) -> Option<Timestamp>,
    ) -> Result<(), &'static str> {
        let handle = columns.emails.iter().find_map(|&column| Handle::email(row.get(column)));
        let name = columns.name(row);
        if handle.is_none() && name.is_empty() {
            return Err("the row names nobody");
        }
        let (join, leave) = (moment(row.get(columns.join)), moment(row.get(columns.leave)));
        if let Some(join) = join {
            self.start = Some(self.start.map_or(join, |start| start.min(join)));
        }
        self.end = self.end.max(leave);
        self.minutes = self.minutes.max(row.get(columns.minutes).parse().unwrap_or(0));
        let who = Mention { handle, name };
        if is_organizer(row.get(columns.role)) {
            self.organizer = self.organizer.take().or(Some(who.clone()));
        }
        let same = |held: &Mention| match (&held.handle, &who.handle) {
            (Some(a), Some(b)) => a == b,
            _ => folded(&held.name) == folded(&who.name) && !who.name.is_empty(),
        };
        match self.guests.iter_mut().find(|(held, _)| same(held)) {
            Some((held, _)) => held.handle = held.handle.take().or(who.handle),
            None => self.guests.push((who, row.position)),
        }
        Ok(())
    }

    fn conclude(self, intake: &mut Intake<'_>) -> Result<(), ReadError> {
        let Some((_, position)) = self.guests.first() else { return Ok(()) };
        let position = *position;
        let Some(start) = self.start else {
            return Err(ReadError::Malformed {
                position,
                reason: "nothing says on which day the meeting was".to_owned(),
                hint: "put the day in front of the file's name, as in \"2024-01-31 10-00 Meeting.csv\", or export it with meeting data",
            });
        };
        let planned = self.end.map_or(0, |end| (end.0 - start.0).max(0) / 60);
        let mut identities: Vec<String> = self
            .guests
            .iter()
            .map(|(who, _)| who.handle.as_ref().map_or_else(|| folded(&who.name), ToString::to_string))
            .collect();
        identities.sort_unstable();
        intake.gathering(GatheringDraft {
            key: Key::of_text(["attendance", &start.0.to_string(), &identities.join(" ")]),
            position,
            start,
            minutes: u32::try_from(planned).unwrap_or(0).max(self.minutes),
            size: self.guests.len() as u32,
            organizer: self.organizer.map(Party::Who),
            guests: self
                .guests
                .into_iter()
                .take(GUESTS_MAX)
                .map(|(who, _)| (Party::Who(who), Attendance::Yes))
                .collect(),
        });
        Ok(())
    }
}
