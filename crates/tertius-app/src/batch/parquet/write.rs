//! Writes tables as Parquet, a group of rows at a time: text and numbers, none absent, compressed by Snappy, which every
//! reader of the format knows.

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::io::{self, Write};
use std::sync::Arc;

/// One column of a group.
#[derive(Clone, Debug)]
pub(in crate::batch) enum Column {
    /// Texts, one after the other, and where each ends.
    Texts { bytes: Vec<u8>, ends: Vec<usize> },
    /// Whole numbers.
    Whole(Vec<i32>),
    /// Numbers.
    Real(Vec<f64>),
}

impl Column {
    /// No texts yet.
    pub(in crate::batch) fn texts() -> Column {
        Column::Texts { bytes: Vec::new(), ends: Vec::new() }
    }

    fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Column::Texts { .. } => ("binary", "(STRING)"),
            Column::Whole(_) => ("int32", ""),
            Column::Real(_) => ("double", ""),
        }
    }

    fn clear(&mut self) {
        match self {
            Column::Texts { bytes, ends } => {
                bytes.clear();
                ends.clear();
            }
            Column::Whole(numbers) => numbers.clear(),
            Column::Real(numbers) => numbers.clear(),
        }
    }
}

/// A file that is being written.
pub(in crate::batch) struct Sheet<W: Write + Send> {
    file: SerializedFileWriter<W>,
}

fn unwritable(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

impl<W: Write + Send> Sheet<W> {
    /// Begins a file with columns of these names and kinds.
    pub(in crate::batch) fn new(out: W, columns: &[(&str, Column)]) -> io::Result<Sheet<W>> {
        let fields = columns.iter().map(|(name, column)| {
            let (physical, meaning) = column.kind();
            format!("required {physical} {name} {meaning};")
        });
        let schema = format!("message table {{ {} }}", fields.collect::<String>());
        let schema = Arc::new(parse_message_type(&schema).map_err(unwritable)?);
        let properties = Arc::new(WriterProperties::builder().set_compression(Compression::SNAPPY).build());
        Ok(Sheet { file: SerializedFileWriter::new(out, schema, properties).map_err(unwritable)? })
    }

    /// Writes the columns, which have as many rows each, and empties them.
    pub(in crate::batch) fn write(&mut self, columns: &mut [(&str, Column)]) -> io::Result<()> {
        self.group(columns).map_err(unwritable)?;
        columns.iter_mut().for_each(|(_, column)| column.clear());
        Ok(())
    }

    fn group(&mut self, columns: &[(&str, Column)]) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for (_, column) in columns {
            let Some(mut out) = group.next_column()? else { break };
            match column {
                Column::Texts { bytes, ends } => {
                    let starts = std::iter::once(&0).chain(ends);
                    let text = |(start, end): (&usize, &usize)| ByteArray::from(bytes[*start..*end].to_vec());
                    let texts: Vec<ByteArray> = starts.zip(ends).map(text).collect();
                    out.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
                }
                Column::Whole(numbers) => {
                    out.typed::<Int32Type>().write_batch(numbers, None, None)?;
                }
                Column::Real(numbers) => {
                    out.typed::<DoubleType>().write_batch(numbers, None, None)?;
                }
            }
            out.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Writes what stands at a file's end.
    pub(in crate::batch) fn close(self) -> io::Result<()> {
        self.file.close().map(|_| ()).map_err(unwritable)
    }
}
