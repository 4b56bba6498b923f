//! What is written reads back; tables of another writer; errors say which file, row and column; damage is an error.

use super::{AsCsv, Column, Sheet, Table};
use proptest::prelude::*;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::PathBuf;

fn texts(all: &[impl AsRef<str>]) -> Column {
    let mut column = Column::texts();
    if let Column::Texts { bytes, ends } = &mut column {
        for text in all {
            bytes.extend_from_slice(text.as_ref().as_bytes());
            ends.push(bytes.len());
        }
    }
    column
}

/// A file of groups of equal columns.
fn file_of(groups: Vec<Vec<(&str, Column)>>) -> File {
    let mut file = tempfile::tempfile().unwrap();
    let mut sheet = Sheet::new(&mut file, &groups[0]).unwrap();
    for mut group in groups {
        sheet.write(&mut group).unwrap();
    }
    sheet.close().unwrap();
    file.rewind().unwrap();
    file
}

fn text_of(file: File, table: Table) -> std::io::Result<String> {
    let mut text = String::new();
    AsCsv::open(file, table)?.read_to_string(&mut text).map(|_| text)
}

fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/parquet").join(name)
}

#[test]
fn tables_of_another_writer() {
    let check = |name: &str, table: Table, expected: &str| {
        assert_eq!(text_of(File::open(sample(name)).unwrap(), table).unwrap(), expected, "{name}");
    };
    check(
        "ties.parquet",
        Table::Ties,
        "dst,src,strength\nbo,ann,0.5\ncy,bo,0.8\ncy,ann,0.25\ned,cy,\nbo,\"bo, the 2nd\",1\nann,bo,0.4\n",
    );
    check("numbers.parquet", Table::Ties, "src,dst,strength\n1,2,0.5\n2,3,0.25\n3,10,1\n10,1,0.75\n");
    check(
        "people.parquet",
        Table::People,
        "id,town,floor,lead\nann,Ulm,1,true\ncy,\"Basel, \"\"CH\"\"\",,false\ned,,-3,\nflo,Ulm,1,true\n",
    );
}

#[test]
fn errors_name_row_and_column() {
    let check = |file: File, expected: &str| assert_eq!(text_of(file, Table::Ties).unwrap_err().to_string(), expected);
    let ends = || [("src", texts(&["a", "b"])), ("dst", texts(&["b", "c"]))];
    let with = |name: &'static str, column: Column| ends().into_iter().chain([(name, column)]).collect::<Vec<_>>();
    let strengths = with("strength", Column::Real(vec![0.5, 1.5]));
    check(file_of(vec![strengths]), "column strength, row 2: 1.5 is no strength; give a number from 0 to 1");
    let second = vec![with("strength", Column::Whole(vec![1, 1])), with("strength", Column::Whole(vec![0, 2]))];
    check(file_of(second), "column strength, row 4: 2 is no strength; give a number from 0 to 1");
    let words = with("Strength", texts(&["strong", "weak"]));
    check(file_of(vec![words]), "column Strength: it holds something else; store it as floating-point numbers");
    check(file_of(vec![vec![("src", texts(&["a"]))]]), "there is no column dst; name one so");
    let real = vec![("src", Column::Real(vec![1.0])), ("dst", texts(&["a"]))];
    check(file_of(vec![real]), "column src: it holds something else; store it as text or whole numbers");
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"src,dst\na,b\n").unwrap();
    let error = text_of(file, Table::Ties).unwrap_err().to_string();
    assert!(error.starts_with("it cannot be read as Parquet: "), "{error}");
}

/// Damaged copies of the samples are errors, or other tables; nothing else.
#[test]
fn damage_is_an_error_at_most() {
    let mut n_refused = 0;
    for (name, table) in
        [("ties.parquet", Table::Ties), ("numbers.parquet", Table::Ties), ("people.parquet", Table::People)]
    {
        let whole = std::fs::read(sample(name)).unwrap();
        let cuts = (0..whole.len()).step_by(7).map(|len| whole[..len].to_vec());
        let flips = (0..whole.len()).map(|at| {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            bytes
        });
        for bytes in cuts.chain(flips) {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(&bytes).unwrap();
            n_refused += usize::from(text_of(file, table).is_err());
        }
    }
    assert!(n_refused > 500, "{n_refused}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_reads_back(
        groups in prop::collection::vec(
            prop::collection::vec(("[a-c,\"\r\n é]{0,4}", any::<i32>(), -1e9..1e9), 1..40), 1..3),
    ) {
        let group = |rows: &Vec<(String, i32, f64)>| vec![
            ("id", texts(&rows.iter().map(|row| &row.0).collect::<Vec<_>>())),
            ("whole", Column::Whole(rows.iter().map(|row| row.1).collect())),
            ("real", Column::Real(rows.iter().map(|row| row.2).collect())),
        ];
        let text = text_of(file_of(groups.iter().map(group).collect()), Table::People).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let read: Vec<(String, i32, f64)> = reader.deserialize().map(|row| row.unwrap()).collect();
        prop_assert_eq!(read, groups.concat());
    }
}
