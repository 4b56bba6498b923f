//! Reads a Parquet file as the CSV text that it stands for, so that a table means the same in either form.
//!
//! Only the columns that are asked for are read, some thousand rows at a time. Ids may be text or whole numbers,
//! strengths any number; of people every column of text, numbers or truth counts. An absent strength is 1 and an
//! absent attribute is none, as in CSV; an absent id is an error. Cost: a row is decoded and written as text on one
//! thread, while others parse what is before it.

use parquet::basic::{ConvertedType, LogicalType, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::{SerializedFileReader, SerializedPageReader};
use parquet::schema::types::ColumnDescriptor;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Rows that are decoded together.
const ROWS: usize = 4096;

/// Which columns are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::batch) enum Table {
    /// `src`, `dst` and perhaps `strength`.
    Ties,
    /// `id` and whatever else there is.
    People,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Id,
    Strength,
    Attribute,
}

/// How the numbers in a column are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Signed,
    Unsigned,
}

struct Wanted {
    place: usize,
    name: String,
    role: Role,
    sign: Sign,
    /// The level of a value that is there; 0 where all must be.
    level: i16,
}

/// One column of some rows, as fields of CSV.
#[derive(Default)]
struct Fields {
    text: Vec<u8>,
    ends: Vec<usize>,
}

/// The text of a file.
pub(in crate::batch) struct AsCsv {
    file: Arc<File>,
    metadata: Arc<ParquetMetaData>,
    wanted: Vec<Wanted>,
    next_group: usize,
    /// The columns of the row group that is being read.
    open: Vec<ColumnReader>,
    rows_left: usize,
    /// Rows before those that are being read.
    n_rows: u64,
    fields: Vec<Fields>,
    text: Vec<u8>,
    at: usize,
}

fn broken(problem: impl Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem.to_string())
}

/// Damage in the middle of a file makes the reader of the format panic; it is told as any other damage.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> io::Result<T> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(found)) => Ok(found),
        Ok(Err(error)) => Err(broken(format_args!("it cannot be read as Parquet: {error}"))),
        Err(_) => Err(broken("it cannot be read as Parquet: it is damaged")),
    }
}

impl AsCsv {
    /// Reads what stands at the file's end, and finds the columns.
    pub(in crate::batch) fn open(file: File, table: Table) -> io::Result<AsCsv> {
        let again = file.try_clone()?;
        let metadata = guarded(|| Ok(SerializedFileReader::new(again)?.metadata().clone()))?;
        let metadata = Arc::new(metadata);
        let columns = metadata.file_metadata().schema_descr().columns();
        let mut wanted = Vec::new();
        for (place, column) in columns.iter().enumerate() {
            let name = column.path().parts().join(".");
            if let Some(role) = role(table, name.trim()) {
                let told = |problem| broken(format_args!("column {name}: {problem}"));
                let sign = kind(column, role).map_err(told)?;
                wanted.push(Wanted { place, name, role, sign, level: column.max_def_level() });
            }
        }
        let has = |name: &str| wanted.iter().any(|column| column.name.trim().eq_ignore_ascii_case(name));
        let needed: &[&str] = if table == Table::Ties { &["src", "dst"] } else { &["id"] };
        if let Some(missing) = needed.iter().find(|name| !has(name)) {
            return Err(broken(format_args!("there is no column {missing}; name one so")));
        }
        let mut text = Vec::new();
        for (nth, column) in wanted.iter().enumerate() {
            text.extend_from_slice(if nth == 0 { b"" } else { b"," });
            push_field(&mut text, column.name.trim().as_bytes());
        }
        text.push(b'\n');
        let fields = wanted.iter().map(|_| Fields::default()).collect();
        let file = Arc::new(file);
        let (open, next_group, rows_left, n_rows, at) = (Vec::new(), 0, 0, 0, 0);
        Ok(AsCsv { file, metadata, wanted, next_group, open, rows_left, n_rows, fields, text, at })
    }

    /// Some more rows; `false` at the end.
    fn refill(&mut self) -> io::Result<bool> {
        self.text.clear();
        self.at = 0;
        while self.rows_left == 0 {
            if self.next_group == self.metadata.num_row_groups() {
                return Ok(false);
            }
            self.open_group()?;
        }
        let n_rows = self.rows_left.min(ROWS);
        for ((column, reader), fields) in self.wanted.iter().zip(&mut self.open).zip(&mut self.fields) {
            fields.text.clear();
            fields.ends.clear();
            let told = |problem: String| broken(format_args!("column {}{problem}", column.name));
            column.read(reader, self.n_rows, n_rows, fields).map_err(told)?;
        }
        for row in 0..n_rows {
            for (nth, fields) in self.fields.iter().enumerate() {
                self.text.extend_from_slice(if nth == 0 { b"" } else { b"," });
                let start = if row == 0 { 0 } else { fields.ends[row - 1] };
                self.text.extend_from_slice(&fields.text[start..fields.ends[row]]);
            }
            self.text.push(b'\n');
        }
        self.rows_left -= n_rows;
        self.n_rows += n_rows as u64;
        Ok(true)
    }

    fn open_group(&mut self) -> io::Result<()> {
        let group = self.metadata.row_group(self.next_group);
        let n_rows = usize::try_from(group.num_rows()).map_err(|_| broken("it has a group of less than no rows"))?;
        self.next_group += 1;
        self.rows_left = n_rows;
        let open = |column: &Wanted| {
            let chunk = group.column(column.place);
            let pages = SerializedPageReader::new(Arc::clone(&self.file), chunk, n_rows, None)?;
            Ok(get_column_reader(chunk.column_descr_ptr(), Box::new(pages)))
        };
        self.open = guarded(|| self.wanted.iter().map(open).collect())?;
        Ok(())
    }
}

impl Read for AsCsv {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() && !self.refill()? {
            return Ok(0);
        }
        let n_bytes = into.len().min(self.text.len() - self.at);
        into[..n_bytes].copy_from_slice(&self.text[self.at..self.at + n_bytes]);
        self.at += n_bytes;
        Ok(n_bytes)
    }
}

fn role(table: Table, name: &str) -> Option<Role> {
    let is = |word: &str| name.eq_ignore_ascii_case(word);
    match table {
        Table::Ties if is("src") || is("dst") => Some(Role::Id),
        Table::Ties if is("strength") => Some(Role::Strength),
        Table::Ties => None,
        Table::People if is("id") => Some(Role::Id),
        Table::People => Some(Role::Attribute),
    }
}

/// Whether a column can be read in its role, and how its numbers are meant.
fn kind(column: &ColumnDescriptor, role: Role) -> Result<Sign, String> {
    let is_flat = column.path().parts().len() == 1 && column.max_rep_level() == 0;
    let is_text = matches!(column.physical_type(), Type::BYTE_ARRAY);
    let is_whole = matches!(column.physical_type(), Type::INT32 | Type::INT64);
    let is_real = matches!(column.physical_type(), Type::FLOAT | Type::DOUBLE);
    let is_truth = column.physical_type() == Type::BOOLEAN;
    let means_itself = match column.logical_type_ref() {
        None => matches!(
            column.converted_type(),
            ConvertedType::NONE
                | ConvertedType::UTF8
                | ConvertedType::ENUM
                | ConvertedType::INT_8
                | ConvertedType::INT_16
                | ConvertedType::INT_32
                | ConvertedType::INT_64
                | ConvertedType::UINT_8
                | ConvertedType::UINT_16
                | ConvertedType::UINT_32
                | ConvertedType::UINT_64
        ),
        Some(LogicalType::String | LogicalType::Enum | LogicalType::Integer(_)) => true,
        // A column of nothing but absent values.
        Some(LogicalType::Unknown) => role != Role::Id,
        Some(_) => false,
    };
    let fits = match role {
        Role::Id => is_text || is_whole,
        Role::Strength => is_real || is_whole,
        Role::Attribute => is_text || is_whole || is_real || is_truth,
    };
    if !is_flat || !means_itself || !fits {
        let wanted = match role {
            Role::Id => "text or whole numbers",
            Role::Strength => "floating-point numbers",
            Role::Attribute => "text, numbers or truth values, or leave it out",
        };
        return Err(format!("it holds something else; store it as {wanted}"));
    }
    let is_unsigned = match column.logical_type_ref() {
        Some(LogicalType::Integer(whole)) => !whole.is_signed,
        _ => matches!(
            column.converted_type(),
            ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64
        ),
    };
    Ok(if is_unsigned { Sign::Unsigned } else { Sign::Signed })
}

impl Wanted {
    /// Decodes so many rows; an error begins behind the column's name.
    fn read(&self, reader: &mut ColumnReader, before: u64, n_rows: usize, out: &mut Fields) -> Result<(), String> {
        let rows = Rows { column: self, before, n_rows };
        let is_signed = self.sign == Sign::Signed;
        match reader {
            ColumnReader::BoolColumnReader(reader) => rows.read(reader, out, |value, out| write_to(out, value)),
            ColumnReader::Int32ColumnReader(reader) => rows.read(reader, out, |value, out| match is_signed {
                true => self.push_whole(i64::from(*value), out),
                false => self.push_whole(i64::from(*value as u32), out),
            }),
            ColumnReader::Int64ColumnReader(reader) => rows.read(reader, out, |value, out| match is_signed {
                true => self.push_whole(*value, out),
                false => write_to(out, &(*value as u64)),
            }),
            ColumnReader::FloatColumnReader(reader) => {
                rows.read(reader, out, |value, out| self.push_real(value, f64::from(*value), out))
            }
            ColumnReader::DoubleColumnReader(reader) => {
                rows.read(reader, out, |value, out| self.push_real(value, *value, out))
            }
            ColumnReader::ByteArrayColumnReader(reader) => rows.read(reader, out, |value, out| {
                std::str::from_utf8(value.data()).map_err(|_| "it is not UTF-8".to_owned())?;
                push_field(out, value.data());
                Ok(())
            }),
            ColumnReader::Int96ColumnReader(_) | ColumnReader::FixedLenByteArrayColumnReader(_) => {
                Err(": it holds something else than its description says".to_owned())
            }
        }
    }

    fn push_whole(&self, value: i64, out: &mut Vec<u8>) -> Result<(), String> {
        if self.role == Role::Strength && !(0..=1).contains(&value) {
            return Err(no_strength(&value));
        }
        write_to(out, &value)
    }

    fn push_real(&self, shown: &dyn Display, value: f64, out: &mut Vec<u8>) -> Result<(), String> {
        if self.role == Role::Strength && !(0.0..=1.0).contains(&value) {
            return Err(no_strength(shown));
        }
        write_to(out, shown)
    }
}

fn no_strength(value: &dyn Display) -> String {
    format!("{value} is no strength; give a number from 0 to 1")
}

fn write_to(out: &mut Vec<u8>, value: &dyn Display) -> Result<(), String> {
    write!(out, "{value}").map_err(|error| error.to_string())
}

struct Rows<'c> {
    column: &'c Wanted,
    before: u64,
    n_rows: usize,
}

impl Rows<'_> {
    fn read<T: DataType>(
        &self,
        reader: &mut ColumnReaderImpl<T>,
        out: &mut Fields,
        push: impl Fn(&T::T, &mut Vec<u8>) -> Result<(), String>,
    ) -> Result<(), String> {
        let (mut levels, mut values) = (Vec::new(), Vec::new());
        let read = guarded(|| reader.read_records(self.n_rows, Some(&mut levels), None, &mut values));
        let (n_read, ..) = read.map_err(|error| format!(": {error}"))?;
        let cut_short = || ": it has fewer rows than the file says".to_owned();
        if n_read != self.n_rows {
            return Err(cut_short());
        }
        let mut values = values.iter();
        for row in 0..self.n_rows {
            let at_row = |problem: String| format!(", row {}: {problem}", self.before + row as u64 + 1);
            if self.column.level == 0 || levels.get(row) == Some(&self.column.level) {
                push(values.next().ok_or_else(cut_short)?, &mut out.text).map_err(at_row)?;
            } else if self.column.role == Role::Id {
                return Err(at_row("there is no id; add it".to_owned()));
            }
            out.ends.push(out.text.len());
        }
        Ok(())
    }
}

/// A field of CSV; an empty one is quoted, so that no line is empty.
fn push_field(out: &mut Vec<u8>, field: &[u8]) {
    if !field.is_empty() && !field.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(field);
        return;
    }
    out.push(b'"');
    for byte in field {
        out.extend_from_slice(if *byte == b'"' { b"\"\"" } else { std::slice::from_ref(byte) });
    }
    out.push(b'"');
}
