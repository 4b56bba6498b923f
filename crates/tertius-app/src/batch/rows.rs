//! Rows of whole numbers in a CSV file: machine-made tables, read fast and strictly.
//!
//! A header names the columns; those asked for may stand in any order among others. Anything that is not a whole number
//! is an error with its file and line: these files come from a program, so a bad row means a bad file.

use crate::error::AppError;
use std::path::Path;

/// A table of whole numbers, all in memory.
pub(super) struct Rows<'b> {
    path: &'b Path,
    body: &'b [u8],
    places: Vec<usize>,
}

impl<'b> Rows<'b> {
    /// The columns asked for, of a file's bytes.
    pub fn new(path: &'b Path, bytes: &'b [u8], columns: &[&str]) -> Result<Rows<'b>, AppError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let (header, body) = line(bytes).ok_or_else(|| {
            AppError::data(
                format!("{} is empty", path.display()),
                format!("it should begin with {}", columns.join(",")),
            )
        })?;
        let header: Vec<&[u8]> = header.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).collect();
        let place = |column: &&str| {
            header.iter().position(|name| *name == column.as_bytes()).ok_or_else(|| {
                let message = format!("{}, line 1: there is no column {column}", path.display());
                AppError::data(message, format!("the header should name {}", columns.join(",")))
            })
        };
        let places = columns.iter().map(place).collect::<Result<Vec<usize>, AppError>>()?;
        Ok(Rows { path, body, places })
    }

    /// Gives every row's numbers, in the order in which the columns were asked for. Empty lines are passed over.
    pub fn read<const N: usize>(&self, mut each: impl FnMut([i64; N])) -> Result<(), AppError> {
        // What each column is wanted for; those after the last wanted one are not looked at.
        let n_places = self.places.iter().max().map_or(0, |last| last + 1);
        let mut slots = vec![None; n_places];
        self.places.iter().enumerate().for_each(|(slot, place)| slots[*place] = Some(slot));
        let mut rest = self.body;
        let mut number = 1;
        loop {
            if let Some((numbers, after)) = plain_row(rest, &slots) {
                rest = after;
                number += 1;
                each(numbers);
                continue;
            }
            let Some((row, after)) = line(rest) else { return Ok(()) };
            rest = after;
            number += 1;
            if row.trim_ascii().is_empty() {
                continue;
            }
            let mut found = [None; N];
            let mut fields = row;
            for slot in &slots {
                let end = fields.iter().position(|byte| *byte == b',');
                if let Some(slot) = slot {
                    found[*slot] = whole_number(&fields[..end.unwrap_or(fields.len())]);
                }
                let Some(end) = end else { break };
                fields = &fields[end + 1..];
            }
            let mut numbers = [0; N];
            for (number_found, slot) in found.into_iter().zip(numbers.iter_mut()) {
                *slot = number_found.ok_or_else(|| self.not_a_number(number))?;
            }
            each(numbers);
        }
    }

    fn not_a_number(&self, line: usize) -> AppError {
        AppError::data(
            format!("{}, line {line}: a whole number is missing", self.path.display()),
            "every row needs a number in each named column",
        )
    }
}

/// A row of nothing but digits and commas that ends with the last wanted column, in one pass; any other is `None`.
fn plain_row<'b, const N: usize>(bytes: &'b [u8], slots: &[Option<usize>]) -> Option<([i64; N], &'b [u8])> {
    let mut numbers = [0; N];
    let mut at = 0;
    for (place, slot) in slots.iter().enumerate() {
        let start = at;
        let mut value = 0i64;
        while let Some(digit) = bytes.get(at).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit < 10) {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit));
            at += 1;
        }
        if at == start || at - start > DIGITS_MOST {
            return None;
        }
        if let Some(slot) = slot {
            numbers[*slot] = value;
        }
        let end = if place + 1 == slots.len() { b'\n' } else { b',' };
        if bytes.get(at) != Some(&end) {
            return None;
        }
        at += 1;
    }
    Some((numbers, &bytes[at..]))
}

/// So many digits surely fit.
const DIGITS_MOST: usize = 18;

fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    if bytes.is_empty() {
        return None;
    }
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    Some((&bytes[..end], bytes.get(end + 1..).unwrap_or(&[])))
}

fn whole_number(field: &[u8]) -> Option<i64> {
    let field = field.trim_ascii();
    let (digits, sign) = match field.strip_prefix(b"-") {
        Some(digits) => (digits, -1),
        None => (field, 1),
    };
    if digits.is_empty() || digits.len() > DIGITS_MOST {
        return None;
    }
    let mut value = 0i64;
    for digit in digits {
        value = value * 10 + i64::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    Some(sign * value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&[[i64; 2]], &str>) {
        let mut found = Vec::new();
        let read = Rows::new(Path::new("file.csv"), text.as_bytes(), &["a", "b"])
            .and_then(|rows| rows.read(|row: [i64; 2]| found.push(row)));
        match (read, expected) {
            (Ok(()), Ok(expected)) => assert_eq!(found, expected),
            (Err(error), Err(expected)) => assert_eq!(error.message, expected),
            (read, expected) => panic!("{read:?} is not {expected:?}"),
        }
    }

    #[test]
    fn columns_are_found_by_name_and_bad_rows_by_line() {
        check("a,b\n1,2\n3,-4\n", Ok(&[[1, 2], [3, -4]]));
        check("\u{feff}b,x,a\r\n2,,1\r\n\r\n4,y,3", Ok(&[[1, 2], [3, 4]]));
        check("a,b\n", Ok(&[]));
        check("x,b,a\n7,2,1\ny,4,3\n-1,+6,5", Err("file.csv, line 4: a whole number is missing"));
        check("x,b,a\n7,2,1\n 8 , 4 , 3 \n9,6,5", Ok(&[[1, 2], [3, 4], [5, 6]]));
        check("a,b,x\n1,2,z\n3,4\n\n5,6,7\n", Ok(&[[1, 2], [3, 4], [5, 6]]));
        check("a,b\n1,123456789012345678\n", Ok(&[[1, 123_456_789_012_345_678]]));
        check("", Err("file.csv is empty"));
        check("a,c\n1,2\n", Err("file.csv, line 1: there is no column b"));
        check("a,b\n1,2\n1\n", Err("file.csv, line 3: a whole number is missing"));
        check("a,b\n1,two\n", Err("file.csv, line 2: a whole number is missing"));
        check("a,b\n1,9999999999999999999\n", Err("file.csv, line 2: a whole number is missing"));
    }
}
