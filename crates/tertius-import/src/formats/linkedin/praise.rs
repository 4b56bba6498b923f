//! Endorsements and recommendations, received and given: somebody vouched for somebody, with a date.

use super::{PersonColumns, identity, moment};
use crate::dates::us_moment;
use crate::table::{Header, Table};
use crate::{Context, Intake, ReadError, StatedDraft};
use std::io::BufRead;
use tertius_model::{Key, Mention, Party, Position, StatedKind, Timestamp};

/// Whose word it was.
#[derive(Clone, Copy)]
enum Direction {
    Received,
    Given,
}

pub(super) fn is_endorsement_received(header: &Header) -> bool {
    header.has_all(&["Skill Name", "Endorser First Name", "Endorser Last Name"])
}

pub(super) fn is_endorsement_given(header: &Header) -> bool {
    header.has_all(&["Skill Name", "Endorsee First Name", "Endorsee Last Name"])
}

/// The same header in both directions.
pub(super) fn is_recommendation(header: &Header) -> bool {
    header.has_all(&["First Name", "Last Name", "Job Title", "Text", "Creation Date"])
}

pub(super) fn read_endorsements_received(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let table = Table::read(stream, is_endorsement_received)?;
    let columns = PersonColumns::of(table.header(), "Endorser First Name", "Endorser Last Name", "Endorser Public Url");
    endorsements(&table, &columns, Direction::Received, intake)
}

pub(super) fn read_endorsements_given(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let table = Table::read(stream, is_endorsement_given)?;
    let columns = PersonColumns::of(table.header(), "Endorsee First Name", "Endorsee Last Name", "Endorsee Public Url");
    endorsements(&table, &columns, Direction::Given, intake)
}

fn endorsements(
    table: &Table,
    columns: &PersonColumns,
    direction: Direction,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let (date, skill) = (table.header().column("Endorsement Date"), table.header().column("Skill Name"));
    table.each_row(intake, |row, intake| {
        let who = columns.mention(row).ok_or("the row names nobody")?;
        let detail = ["linkedin-endorsement", row.get(skill), row.get(date)];
        take(row.position, who, direction, StatedKind::Endorsed, moment(row.get(date)), detail, intake);
        Ok(())
    })
}

pub(super) fn read_recommendations_received(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    recommendations(stream, Direction::Received, intake)
}

pub(super) fn read_recommendations_given(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    recommendations(stream, Direction::Given, intake)
}

fn recommendations(stream: &mut dyn BufRead, direction: Direction, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_recommendation)?;
    let header = table.header();
    let columns = PersonColumns::of(header, "First Name", "Last Name", "Public Url");
    let (date, status) = (header.column("Creation Date"), header.column("Status"));
    table.each_row(intake, |row, intake| {
        let who = columns.mention(row).ok_or("the row names nobody")?;
        if row.get(status).eq_ignore_ascii_case("DRAFT") {
            return Err("the recommendation is a draft");
        }
        let detail = ["linkedin-recommendation", "", row.get(date)];
        take(row.position, who, direction, StatedKind::Recommended, us_moment(row.get(date)), detail, intake);
        Ok(())
    })
}

pub(super) fn read_recommendations_undecided(
    stream: &mut dyn BufRead,
    _: Context<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), ReadError> {
    let table = Table::read(stream, is_recommendation)?;
    table.each_row(intake, |_, _| {
        Err("only the file's name tells who recommended whom; name it Recommendations_Received.csv or Recommendations_Given.csv")
    })
}

fn take(
    position: Position,
    who: Mention,
    direction: Direction,
    kind: StatedKind,
    time: Option<Timestamp>,
    [book, detail, date]: [&str; 3],
    intake: &mut Intake<'_>,
) {
    let (way, a, b) = match direction {
        Direction::Received => ("received", Party::Who(who.clone()), Party::Ego),
        Direction::Given => ("given", Party::Ego, Party::Who(who.clone())),
    };
    let key = Key::of_text([book, way, &identity(&who), detail, date]);
    intake.stated(StatedDraft { key, position, a, b, kind, time });
}
