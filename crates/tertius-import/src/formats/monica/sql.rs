//! The SQL export: one statement a table, with the names of its columns.
//!
//! Whatever PHP takes for a number stands there without quotation marks, phone numbers too; so every bare word is
//! read as text.

use super::{Activity, Book, reach, relation};
use crate::table::contact::Contact;
use crate::{Context, Head, Intake, ReadError};
use std::collections::BTreeMap;
use std::io::{BufRead, Read};
use tertius_model::{Mention, PersonName, Position, Relation};

/// A larger export of one person's contacts is none.
const MAX_BYTES: u64 = 512 << 20;
/// Cells of one row, at most.
const MAX_CELLS: usize = 256;

pub(super) fn detect(head: &Head<'_>) -> bool {
    let has = |mark: &str| head.text.contains(mark);
    (has("INSERT IGNORE INTO") || has("SET FOREIGN_KEY_CHECKS"))
        && (has("# ****") || has("onica"))
        && !has("-- MySQL dump")
}

/// A row of a table: its cells by the names of the columns.
type Cells<'s> = BTreeMap<&'s str, String>;

pub(super) fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut bytes = Vec::new();
    let read = input.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|cause| ReadError::Io { position: Position::Byte(bytes.len() as u64), cause })?;
    let text = crate::decode(&bytes);
    let mut tables: BTreeMap<String, Vec<(Cells<'_>, Position)>> = BTreeMap::new();
    let mut rest = Scanner { text: &text, at: 0, line: 1, counted: 0 };
    while let Some((table, columns)) = rest.statement() {
        while let Some(row) = rest.row() {
            let position = Position::Line(rest.line_here());
            match row {
                Ok(cells) if cells.len() == columns.len() => {
                    let cells: Cells<'_> = columns.iter().copied().zip(cells).collect();
                    tables.entry(table.clone()).or_default().push((cells, position));
                }
                Ok(_) => intake.skip(position, format!("a row of {table} has too few or too many cells")),
                Err(reason) => {
                    intake.skip(position, reason);
                    break;
                }
            }
        }
    }
    let mentions = book(&tables, intake).hand_over(intake);
    activities(&tables, &mentions, intake);
    Ok(())
}

fn activities(
    tables: &BTreeMap<String, Vec<(Cells<'_>, Position)>>,
    mentions: &BTreeMap<String, Mention>,
    intake: &mut Intake<'_>,
) {
    let rows = |table: &str| tables.get(table).map_or(&[][..], Vec::as_slice);
    let cell = |cells: &Cells<'_>, column: &str| cells.get(column).cloned().unwrap_or_default();
    let mut present: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (cells, _) in rows("activity_contact") {
        present.entry(cell(cells, "activity_id")).or_default().push(cell(cells, "contact_id"));
    }
    for (cells, position) in rows("activities") {
        intake.record();
        let (id, day) = (cell(cells, "id"), cell(cells, "happened_at"));
        let contacts = present.get(&id).map_or(&[][..], Vec::as_slice);
        Activity { id: &id, day: &day, contacts }.hand_over(mentions, *position, intake);
    }
}

fn book(tables: &BTreeMap<String, Vec<(Cells<'_>, Position)>>, intake: &mut Intake<'_>) -> Book {
    let rows = |table: &str| tables.get(table).map_or(&[][..], Vec::as_slice);
    let cell = |cells: &Cells<'_>, column: &str| cells.get(column).cloned().unwrap_or_default();
    let named = |table: &str, columns: [&str; 3]| -> BTreeMap<String, String> {
        let word =
            |cells: &Cells<'_>| columns.into_iter().map(|column| cell(cells, column)).find(|word| !word.is_empty());
        rows(table).iter().map(|(cells, _)| (cell(cells, "id"), word(cells).unwrap_or_default())).collect()
    };
    let field_kinds = named("contact_field_types", ["type", "protocol", "name"]);
    let relation_kinds = named("relationship_types", ["name", "name", "name"]);
    let mut book = Book::default();
    for (cells, position) in rows("contacts") {
        intake.record();
        let id = cell(cells, "id");
        let mut contact = Contact {
            name: PersonName {
                given: cell(cells, "first_name"),
                middle: cell(cells, "middle_name"),
                family: cell(cells, "last_name"),
                nickname: cell(cells, "nickname"),
                ..PersonName::default()
            },
            ..Contact::default()
        };
        contact.job(&cell(cells, "company"), &cell(cells, "job"));
        let through = ["first_met_through_contact_id", "first_met_through"].map(|column| cell(cells, column));
        if let Some(through) = through.into_iter().find(|through| !through.is_empty()) {
            book.relations.push((id.clone(), Relation::ReferredBy, through, *position));
        }
        book.contacts.insert(id, (contact, *position));
    }
    for (cells, position) in rows("contact_fields") {
        intake.record();
        let kind = field_kinds.get(&cell(cells, "contact_field_type_id")).cloned().unwrap_or_default();
        match book.contacts.get_mut(&cell(cells, "contact_id")) {
            Some((contact, _)) => reach(contact, &kind, &cell(cells, "data")),
            None => intake.skip(*position, "an address of a contact who is not in the export"),
        }
    }
    for (cells, position) in rows("relationships") {
        intake.record();
        let kind = relation_kinds.get(&cell(cells, "relationship_type_id")).map_or("", String::as_str);
        book.relations.push((cell(cells, "of_contact"), relation(kind), cell(cells, "contact_is"), *position));
    }
    book
}

/// Walks over the statements.
struct Scanner<'s> {
    text: &'s str,
    at: usize,
    line: u64,
    counted: usize,
}

impl<'s> Scanner<'s> {
    fn line_here(&mut self) -> u64 {
        let passed = &self.text.as_bytes()[self.counted..self.at];
        self.line += passed.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.counted = self.at;
        self.line
    }

    /// The table and the columns of the next statement that inserts rows.
    fn statement(&mut self) -> Option<(String, Vec<&'s str>)> {
        loop {
            let rest = self.text.get(self.at..)?;
            let found = rest.find("INSERT IGNORE INTO ")?;
            let head = &rest[found + "INSERT IGNORE INTO ".len()..];
            let end = head.find(") VALUES");
            self.at += found + "INSERT IGNORE INTO ".len();
            let Some((table, columns)) = end.and_then(|end| head[..end].split_once('(')) else { continue };
            if columns.len() > 16 << 10 {
                continue;
            }
            self.at += end.unwrap_or_default() + ") VALUES".len();
            let columns = columns.split(',').map(|column| column.trim().trim_matches('`')).collect();
            return Some((table.trim().trim_matches('`').to_owned(), columns));
        }
    }

    /// The next row of the statement; `None` after the last.
    fn row(&mut self) -> Option<Result<Vec<String>, &'static str>> {
        let rest = self.text.get(self.at..)?;
        let start = rest.find(|c: char| !c.is_whitespace() && c != ',')?;
        self.at += start;
        if !rest[start..].starts_with('(') {
            return None;
        }
        self.at += 1;
        Some(self.cells())
    }

    fn cells(&mut self) -> Result<Vec<String>, &'static str> {
        let mut cells = Vec::new();
        loop {
            cells.push(self.cell()?);
            let next = self.text[self.at..].chars().next();
            self.at += next.map_or(0, char::len_utf8);
            match next {
                Some(',') if cells.len() < MAX_CELLS => {}
                Some(')') => return Ok(cells),
                Some(_) => return Err("the row has no end where it should"),
                None => return Err("the file ends inside a row"),
            }
        }
    }

    /// One cell: a text in quotation marks, or a bare word; nothing for NULL.
    fn cell(&mut self) -> Result<String, &'static str> {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        let Some(quoted) = trimmed.strip_prefix('\'') else {
            let end = trimmed.find([',', ')', '\n']).ok_or("the file ends inside a row")?;
            self.at += end;
            let word = trimmed[..end].trim();
            return Ok(if word == "NULL" { String::new() } else { word.to_owned() });
        };
        let mut cell = String::new();
        let mut chars = quoted.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => cell.extend(chars.next().map(|(_, escaped)| escaped)),
                '\'' => {
                    self.at += 1 + at + 1;
                    let rest = &self.text[self.at..];
                    self.at += rest.len() - rest.trim_start().len();
                    return Ok(cell.trim().to_owned());
                }
                other => cell.push(other),
            }
        }
        self.at = self.text.len();
        Err("a quotation mark is not closed")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_texts_and_escapes_are_undone() {
        let text =
            "INSERT IGNORE INTO t (`a`,`b`,`c`) VALUES\n (+38640123456,'O\\'Neil, (x)\nline',NULL),\n (0171,'',1);\n";
        let mut scanner = Scanner { text, at: 0, line: 1, counted: 0 };
        assert_eq!(scanner.statement(), Some(("t".to_owned(), vec!["a", "b", "c"])));
        assert_eq!(
            scanner.row(),
            Some(Ok(vec!["+38640123456".to_owned(), "O'Neil, (x)\nline".to_owned(), String::new()]))
        );
        assert_eq!(scanner.row(), Some(Ok(vec!["0171".to_owned(), String::new(), "1".to_owned()])));
        assert_eq!(scanner.row(), None);
        assert_eq!(scanner.statement(), None);
    }
}
