//! Reads the table of people: an id and attributes, whose values are numbered in the order of their bytes.

use super::fields::fields;
use super::ids::Ids;
use super::table::{TableError, lines};
use crate::snapshot::AttributeColumn;
use rustc_hash::FxHashMap;
use std::io::Read;

/// One attribute while it is read: values numbered from 1 by first appearance.
#[derive(Debug, Default)]
struct Growing {
    name: String,
    place: usize,
    codes: Vec<u32>,
    values: Vec<String>,
    by_value: FxHashMap<String, u32>,
}

pub(super) fn read_people(
    input: impl Read,
    ids: &mut Ids,
    attributes: &mut Vec<AttributeColumn>,
) -> Result<(), TableError> {
    let mut columns: Option<(usize, Vec<Growing>)> = None;
    lines(input, &mut |_| {}, &mut |line, number| {
        let fields = fields(line).ok_or_else(|| TableError::at(number, "a quote is not closed; close it"))?;
        let texts: Vec<&str> = fields
            .iter()
            .map(|field| std::str::from_utf8(field))
            .collect::<Result<_, _>>()
            .map_err(|_| TableError::at(number, "the line is not UTF-8; convert the file"))?;
        match &mut columns {
            None => columns = Some(header(&texts, number)?),
            Some((id_place, growing)) => {
                let id = *texts.get(*id_place).ok_or_else(|| TableError::at(number, "there is no id; add it"))?;
                let node = ids.number(id.as_bytes());
                for attribute in growing {
                    attribute.take(node, texts.get(attribute.place).copied().unwrap_or_default());
                }
            }
        }
        Ok(())
    })?;
    let Some((_, growing)) = columns else {
        return Err(TableError::at(1, "the file is empty; it needs a header with id and attributes"));
    };
    attributes.extend(growing.into_iter().map(Growing::finish));
    Ok(())
}

fn header(names: &[&str], number: u64) -> Result<(usize, Vec<Growing>), TableError> {
    let id_place = names.iter().position(|name| name.trim().eq_ignore_ascii_case("id"));
    let id_place = id_place.ok_or_else(|| TableError::at(number, "the header has no id; name the column of ids so"))?;
    let others = names.iter().enumerate().filter(|(place, _)| *place != id_place);
    let growing = others.map(|(place, name)| Growing { name: name.trim().to_owned(), place, ..Growing::default() });
    Ok((id_place, growing.collect()))
}

impl Growing {
    fn take(&mut self, node: u32, value: &str) {
        if self.codes.len() <= node as usize {
            self.codes.resize(node as usize + 1, 0);
        }
        self.codes[node as usize] = match self.by_value.get(value) {
            _ if value.is_empty() => 0,
            Some(code) => *code,
            None => {
                self.values.push(value.to_owned());
                let code = self.values.len() as u32;
                self.by_value.insert(value.to_owned(), code);
                code
            }
        };
    }

    /// Renumbers the values in the order of their bytes.
    fn finish(self) -> AttributeColumn {
        let mut order: Vec<u32> = (0..self.values.len() as u32).collect();
        order.sort_unstable_by_key(|place| &self.values[*place as usize]);
        let mut renumbered = vec![0_u32; self.values.len() + 1];
        for (place, old) in order.iter().enumerate() {
            renumbered[*old as usize + 1] = place as u32 + 1;
        }
        AttributeColumn {
            name: self.name,
            values: order.iter().map(|old| self.values[*old as usize].clone()).collect(),
            codes: self.codes.iter().map(|code| renumbered[*code as usize]).collect(),
        }
    }
}
