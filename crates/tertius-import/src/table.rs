//! CSV as people and programs write it: any encoding, `,` `;` or tab, lines above the header, broken rows.
//!
//! Columns are found by name and never by position; the header is the first line that a format knows, so
//! preambles need no rule of their own. What a column means is the formats' business.

pub(crate) mod contact;
mod header;

pub(crate) use header::{Column, Header};

use crate::{Head, Intake, ReadError, decode};
use std::io::{BufRead, Cursor, Read};
use tertius_model::Position;

/// A table larger than this is no address book.
const MAX_BYTES: u64 = 1 << 30;
/// A row larger than this is a broken one.
const MAX_ROW_BYTES: u64 = 1 << 20;
/// A row may have this many cells more than the header has columns.
const SPARE_CELLS: usize = 64;
/// A longer line is no header.
const MAX_HEADER_BYTES: usize = 16 << 10;
/// Most column names of a header are shorter than this.
const MAX_NAME_BYTES: usize = 64;
/// Lines above the header, at most.
const MAX_PREAMBLE: usize = 30;

/// Why a row was not taken; lower case, no full stop.
pub(crate) type Refused = &'static str;

/// Whether a source starts with a header that `is_header` knows.
pub(crate) fn has_header(head: &Head<'_>, is_header: fn(&Header) -> bool) -> bool {
    find_header(head.text, is_header).is_some()
}

/// The first rows of a source with such a header, for a look at the values.
pub(crate) fn sample(head: &Head<'_>, is_header: fn(&Header) -> bool) -> Option<Table> {
    Table::of_text(head.text.to_owned(), is_header)
}

/// A decoded table and its header.
pub(crate) struct Table {
    text: String,
    header: Header,
    delimiter: u8,
    body: csv::Position,
}

impl Table {
    /// Reads a stream to its end and finds the header.
    pub(crate) fn read(stream: &mut dyn BufRead, is_header: fn(&Header) -> bool) -> Result<Table, ReadError> {
        let mut bytes = Vec::new();
        let result = stream.take(MAX_BYTES + 1).read_to_end(&mut bytes);
        let position = Position::Byte(bytes.len() as u64);
        result.map_err(|cause| ReadError::Io { position, cause })?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(ReadError::Malformed {
                position,
                reason: "the table is larger than 1 GiB".to_owned(),
                hint: "split it into smaller files, each with the header line",
            });
        }
        Table::of_text(decode(&bytes).into_owned(), is_header).ok_or_else(|| ReadError::Malformed {
            position: Position::Line(1),
            reason: format!("none of the first {MAX_PREAMBLE} lines is the expected header"),
            hint: "export the file again, or put the header line back",
        })
    }

    fn of_text(text: String, is_header: fn(&Header) -> bool) -> Option<Table> {
        // Classic Mac line ends; the line count of the reader needs line feeds.
        let text = if text.contains('\r') && !text.contains('\n') { text.replace('\r', "\n") } else { text };
        let found = find_header(&text, is_header)?;
        let mut body = csv::Position::new();
        body.set_byte(found.end as u64).set_line(found.n_lines);
        Some(Table { header: found.header, delimiter: found.delimiter, body, text })
    }

    /// The header.
    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    /// Hands over each row; counts it, and reports it as skipped where `take` refuses it.
    pub(crate) fn each_row(
        &self,
        intake: &mut Intake<'_>,
        mut take: impl FnMut(&Row<'_>, &mut Intake<'_>) -> Result<(), Refused>,
    ) -> Result<(), ReadError> {
        self.scan(|found| {
            intake.record();
            let (position, taken) = match found {
                Found::Row(row) => (row.position, take(&row, intake)),
                Found::Broken(position, reason) => (position, Err(reason)),
            };
            if let Err(reason) = taken {
                intake.skip(position, reason);
            }
        })
    }

    /// Hands over each row, or why it cannot be read, to a reader that counts for itself.
    pub(crate) fn each(&self, mut each: impl FnMut(Result<&Row<'_>, Refused>)) -> Result<(), ReadError> {
        self.scan(|found| match found {
            Found::Row(row) => each(Ok(&row)),
            Found::Broken(_, reason) => each(Err(reason)),
        })
    }

    /// Looks at each readable row without taking it.
    pub(crate) fn look(&self, mut each: impl FnMut(&Row<'_>)) -> Result<(), ReadError> {
        self.scan(|found| {
            if let Found::Row(row) = found {
                each(&row);
            }
        })
    }

    fn scan(&self, mut each: impl FnMut(Found<'_>)) -> Result<(), ReadError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(Cursor::new(self.text.as_bytes()));
        let malformed = |position, cause: csv::Error| ReadError::Malformed {
            position,
            reason: format!("the row cannot be read: {cause}"),
            hint: "open the file in a spreadsheet and save it as CSV",
        };
        let seek = |reader: &mut csv::Reader<_>, to: csv::Position| {
            reader.seek(to.clone()).map_err(|cause| malformed(Position::Line(to.line()), cause))
        };
        seek(&mut reader, self.body.clone())?;
        // Each restart reads some bytes twice; a hostile file could make that quadratic.
        let mut budget = 4 * self.text.len() as u64 + 64 * MAX_ROW_BYTES;
        let mut record = csv::StringRecord::new();
        loop {
            let start = self.skip_blank(reader.position());
            let position = Position::Line(start.line());
            if !reader.read_record(&mut record).map_err(|cause| malformed(position, cause))? {
                return Ok(());
            }
            let raw = &self.text.as_bytes()[start.byte() as usize..reader.position().byte() as usize];
            let Some(reason) = self.fault(raw, &record) else {
                each(Found::Row(Row { record: &record, position }));
                continue;
            };
            each(Found::Broken(position, reason));
            let Some(end_of_line) = memchr::memchr(b'\n', raw) else { continue };
            budget = budget.checked_sub(raw.len() as u64).ok_or_else(|| ReadError::Malformed {
                position,
                reason: "too many rows have an unbalanced quotation mark".to_owned(),
                hint: "open the file in a spreadsheet and save it as CSV",
            })?;
            let mut next_line = start.clone();
            next_line.set_byte(start.byte() + end_of_line as u64 + 1).set_line(start.line() + 1);
            seek(&mut reader, next_line)?;
        }
    }

    /// The reader's position is before the blank lines that it is about to skip; a row's line is after them.
    fn skip_blank(&self, position: &csv::Position) -> csv::Position {
        let mut at = position.clone();
        let rest = &self.text.as_bytes()[at.byte() as usize..];
        let blank = rest.iter().take_while(|&&byte| byte == b'\n' || byte == b'\r').count();
        let n_lines = rest[..blank].iter().filter(|&&byte| byte == b'\n').count();
        at.set_byte(position.byte() + blank as u64).set_line(position.line() + n_lines as u64);
        at
    }

    fn fault(&self, raw: &[u8], record: &csv::StringRecord) -> Option<Refused> {
        if raw.len() as u64 > MAX_ROW_BYTES {
            return Some("the row is longer than 1 MiB; a quotation mark may not be closed");
        }
        if record.len() > self.header.len() + SPARE_CELLS {
            return Some("the row has far more cells than the header has columns");
        }
        let body = raw.trim_ascii_end();
        // A quote that is closed in the wrong place may have swallowed lines or cells. Where it has swallowed
        // neither, it is only a sloppy quotation inside one cell.
        let has_all_cells = record.len() == self.header.len() && memchr::memchr(b'\n', body).is_none();
        if !is_well_quoted(body, self.delimiter) && !has_all_cells {
            return Some("a quotation mark is not closed");
        }
        None
    }
}

/// Whether every quoted cell is closed, and closed where a cell ends.
fn is_well_quoted(row: &[u8], delimiter: u8) -> bool {
    let mut rest = row;
    if memchr::memchr(b'"', row).is_none() {
        return true;
    }
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            rest = quoted;
            loop {
                let Some(at) = memchr::memchr(b'"', rest) else { return false };
                rest = &rest[at + 1..];
                match rest.strip_prefix(b"\"") {
                    Some(after_escape) => rest = after_escape,
                    None => break,
                }
            }
            if rest.first().is_some_and(|&byte| byte != delimiter) {
                return false;
            }
        }
        match memchr::memchr(delimiter, rest) {
            Some(at) => rest = &rest[at + 1..],
            None => return true,
        }
    }
}

enum Found<'r> {
    Row(Row<'r>),
    Broken(Position, Refused),
}

/// One row; cells are addressed by column.
pub(crate) struct Row<'r> {
    record: &'r csv::StringRecord,
    /// The line on which it starts.
    pub(crate) position: Position,
}

impl Row<'_> {
    /// A cell without the spaces around it; empty where the row or the table has no such column.
    pub(crate) fn get(&self, column: Column) -> &str {
        column.0.and_then(|index| self.record.get(index)).unwrap_or("").trim()
    }

    /// Whether every cell is empty.
    pub(crate) fn is_blank(&self) -> bool {
        self.record.iter().all(|cell| cell.trim().is_empty())
    }
}

struct FoundHeader {
    header: Header,
    delimiter: u8,
    end: usize,
    n_lines: u64,
}

/// Looks at single lines: no header of any known export breaks over two.
fn find_header(text: &str, is_header: fn(&Header) -> bool) -> Option<FoundHeader> {
    // Address books and calendars of the other kind, JSON and scripts come by the thousand and are no tables.
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with(['{', '[']) || start.starts_with("BEGIN:") || start.starts_with("window.") {
        return None;
    }
    let mut end = 0;
    for (n_before, line) in text.split_inclusive('\n').take(MAX_PREAMBLE).enumerate() {
        end += line.len();
        if line.len() > MAX_HEADER_BYTES {
            continue;
        }
        let line = line.trim_end_matches(['\r', '\n']).trim_start_matches('\u{feff}');
        for delimiter in [b',', b';', b'\t'] {
            let is_only_try = delimiter == b',' && !line.contains([';', '\t']);
            if !is_only_try && !line.contains(char::from(delimiter)) {
                continue;
            }
            if !is_plausible(line, delimiter) {
                continue;
            }
            let header = Header::parse(line, delimiter);
            if is_header(&header) {
                return Some(FoundHeader { header, delimiter, end, n_lines: n_before as u64 + 2 });
            }
        }
    }
    None
}

/// Column names are short; prose is not. Most files that are no tables are turned away here.
fn is_plausible(line: &str, delimiter: u8) -> bool {
    let (mut n_cells, mut n_long) = (0, 0);
    for cell in line.split(char::from(delimiter)) {
        n_cells += 1;
        n_long += usize::from(cell.len() > MAX_NAME_BYTES);
    }
    n_long * 2 < n_cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use tertius_model::Timestamp;

    /// Reads the columns Name and Mail of a table, one row a line.
    fn check(bytes: &[u8], expected: &str) {
        let table = Table::read(&mut &bytes[..], |header| header.has_all(&["Name", "Mail"])).unwrap();
        let (name, mail) = (table.header().column("name"), table.header().column("MAIL"));
        let mut text = String::new();
        let mut emit = |_| ();
        let mut intake = Intake::new(Timestamp(0), &mut emit);
        table
            .each_row(&mut intake, |row, _| {
                text += &format!("{}: {}|{}\n", row.position, row.get(name), row.get(mail));
                Ok(())
            })
            .unwrap();
        for skipped in intake.finish().skipped {
            text += &format!("{}: {}\n", skipped.position, skipped.reason);
        }
        assert_eq!(text, expected);
    }

    #[test]
    fn any_delimiter_and_any_preamble() {
        check(b"Name,Mail\nAna,a@x\n", "line 2: Ana|a@x\n");
        check(b"sep=;\r\nmail;x;_NAME_\r\na@x;;\"Ruiz; Ana\"\r\n", "line 3: Ruiz; Ana|a@x\n");
        check(b"Notes:\n\"a, b\"\n\n\xef\xbb\xbfName\tMail\n\n\n Ana \ta@x", "line 7: Ana|a@x\n");
        check(b"Name,Mail\rAna,a@x\rBo,b@x", "line 2: Ana|a@x\nline 3: Bo|b@x\n");
    }

    #[test]
    fn missing_cells_are_empty_and_extra_cells_are_harmless() {
        check(b"Name,Mail\nAna\nBo,b@x,,,,\n,\n", "line 2: Ana|\nline 3: Bo|b@x\nline 4: |\n");
    }

    #[test]
    fn an_open_quote_costs_one_row() {
        check(
            b"Name,Mail\n\"Ana,a@x\nBo,b@x\nCy,\"c\nd\"\n",
            "line 3: Bo|b@x\nline 4: Cy|c\nd\nline 2: a quotation mark is not closed\n",
        );
        check(b"Name,Mail\nAna,a@x\n\"Bo,b@x", "line 2: Ana|a@x\nline 3: a quotation mark is not closed\n");
    }

    #[test]
    fn a_row_far_too_long_costs_one_row() {
        let mut bytes = b"Name,Mail\nAna,\"".to_vec();
        bytes.extend(vec![b'x'; 2 << 20]);
        bytes.extend(b"\"\nBo,b@x\n");
        check(&bytes, "line 3: Bo|b@x\nline 2: the row is longer than 1 MiB; a quotation mark may not be closed\n");
        let wide = format!("Name,Mail\n{}\nBo,b@x\n", ",".repeat(500));
        check(wide.as_bytes(), "line 3: Bo|b@x\nline 2: the row has far more cells than the header has columns\n");
    }
}
