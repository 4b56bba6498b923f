//! Reads the table of people: an id and attributes, whose values are numbered in the order of their bytes.
//!
//! Odd inputs: of several lines with one id the last counts; an empty value is none; missing fields are empty.

use super::blocks::{Block, Cutter, Flaw, OPEN_QUOTE, next_record};
use super::fields::fields;
use super::ids::Dictionary;
use super::numbering::Numbering;
use super::table::TableError;
use crate::snapshot::{AttributeColumn, Snapshot};
use rustc_hash::FxHashMap;
use std::io::Read;

/// One table of people, by the keys of the threads that read it.
#[derive(Debug, Default)]
pub(super) struct People {
    names: Vec<String>,
    /// By attribute, then by thread: the values that a thread met, from code 1.
    values: Vec<Vec<FxHashMap<Box<str>, u32>>>,
    chunks: Vec<Chunk>,
}

/// The lines of one block.
#[derive(Debug)]
struct Chunk {
    place: usize,
    thread: usize,
    keys: Vec<u32>,
    /// Line after line, a code for every attribute.
    codes: Vec<u32>,
}

struct Worker<'d> {
    thread: usize,
    dictionary: &'d mut Dictionary,
    values: Vec<FxHashMap<Box<str>, u32>>,
    chunks: Vec<Chunk>,
}

/// Where the columns stand.
struct Header {
    id_place: usize,
    attributes: Vec<(usize, String)>,
}

pub(super) fn read_people(input: impl Read, dictionaries: &mut [Dictionary]) -> Result<People, TableError> {
    let mut ignore = |_| {};
    let mut cutter = Cutter::new(input, &mut ignore);
    let empty = "the file is empty; it needs a header with id and attributes";
    let (line, number) = cutter.header()?.ok_or_else(|| TableError::at(1, empty))?;
    let header = header(&line, number)?;
    let n_attributes = header.attributes.len();
    let worker = |(thread, dictionary)| Worker {
        thread,
        dictionary,
        values: vec![FxHashMap::default(); n_attributes],
        chunks: Vec::new(),
    };
    let mut workers: Vec<Worker<'_>> = dictionaries.iter_mut().enumerate().map(worker).collect();
    cutter.share(&mut workers, |worker, block| worker.take(block, &header))?;
    let mut people = People {
        names: header.attributes.into_iter().map(|(_, name)| name).collect(),
        values: (0..n_attributes).map(|_| Vec::new()).collect(),
        chunks: Vec::new(),
    };
    for worker in workers {
        people.chunks.extend(worker.chunks);
        people.values.iter_mut().zip(worker.values).for_each(|(all, values)| all.push(values));
    }
    people.chunks.sort_unstable_by_key(|chunk| chunk.place);
    Ok(people)
}

fn header(line: &[u8], number: u64) -> Result<Header, TableError> {
    let fields = fields(line).ok_or_else(|| TableError::at(number, OPEN_QUOTE))?;
    let names: Vec<String> = fields.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let id_place = names.iter().position(|name| name.eq_ignore_ascii_case("id"));
    let id_place = id_place.ok_or_else(|| TableError::at(number, "the header has no id; name the column of ids so"))?;
    let attributes = names.into_iter().enumerate().filter(|(place, _)| *place != id_place).collect();
    Ok(Header { id_place, attributes })
}

impl Worker<'_> {
    fn take(&mut self, block: &Block, header: &Header) -> Result<u64, Flaw> {
        let bytes = block.bytes();
        let mut chunk = Chunk { place: block.place, thread: self.thread, keys: Vec::new(), codes: Vec::new() };
        let (mut at, mut line) = (0, 0);
        while at < bytes.len() {
            let (record, len) = next_record(&bytes[at..], block.quotes);
            if !record.is_empty() {
                self.line(record, header, &mut chunk).map_err(|problem| Flaw { line, problem: problem.to_owned() })?;
            }
            line += memchr::memchr_iter(b'\n', &bytes[at..at + len]).count() as u64;
            at += len;
        }
        self.chunks.push(chunk);
        Ok(line)
    }

    fn line(&mut self, record: &[u8], header: &Header, chunk: &mut Chunk) -> Result<(), &'static str> {
        std::str::from_utf8(record).map_err(|_| "the line is not UTF-8; convert the file")?;
        let fields = fields(record).ok_or(OPEN_QUOTE)?;
        let id = fields.get(header.id_place).ok_or("there is no id; add it")?;
        chunk.keys.push(self.dictionary.key(id));
        for ((place, _), values) in header.attributes.iter().zip(&mut self.values) {
            let value = fields.get(*place).map_or(&b""[..], |field| field);
            let value = std::str::from_utf8(value).map_err(|_| "the line is not UTF-8; convert the file")?;
            chunk.codes.push(code_of(values, value));
        }
        Ok(())
    }
}

/// The code of a value, 0 for none; new values get the next one.
fn code_of(values: &mut FxHashMap<Box<str>, u32>, value: &str) -> u32 {
    let fresh = values.len() as u32 + 1;
    match values.get(value) {
        _ if value.is_empty() => 0,
        Some(code) => *code,
        None => *values.entry(value.into()).or_insert(fresh),
    }
}

impl People {
    /// A table from memory: every row is an id and a value for each attribute, empty for none.
    pub(super) fn of_rows<'t, const N: usize>(
        names: [&str; N],
        rows: impl IntoIterator<Item = (&'t str, [&'t str; N])>,
        dictionary: &mut Dictionary,
    ) -> People {
        let mut values = vec![FxHashMap::default(); N];
        let mut chunk = Chunk { place: 0, thread: 0, keys: Vec::new(), codes: Vec::new() };
        for (id, row) in rows {
            chunk.keys.push(dictionary.key(id.as_bytes()));
            chunk.codes.extend(values.iter_mut().zip(row).map(|(values, value)| code_of(values, value)));
        }
        People {
            names: names.map(str::to_owned).to_vec(),
            values: values.into_iter().map(|values| vec![values]).collect(),
            chunks: vec![chunk],
        }
    }

    /// What a snapshot says about its nodes, whose keys are given.
    pub(super) fn of_snapshot(snapshot: &Snapshot, keys: &[u32]) -> People {
        let mut people = People::default();
        let mut columns = Vec::new();
        for (name, attribute) in snapshot.attributes() {
            let (values, codes) = snapshot.column(attribute);
            people.names.push(name.to_owned());
            people.values.push(vec![values.into_iter().map(Box::from).zip(1..).collect()]);
            columns.push(codes);
        }
        let n_lines = columns.first().map_or(0, Vec::len);
        let codes = (0..n_lines).flat_map(|line| columns.iter().map(move |column| column[line])).collect();
        people.chunks.push(Chunk { place: 0, thread: 0, keys: keys[..n_lines].to_vec(), codes });
        people
    }

    /// The attributes by node.
    pub(super) fn columns(&self, numbering: &Numbering) -> Vec<AttributeColumn> {
        let nodes = self
            .chunks
            .iter()
            .map(|chunk| chunk.keys.iter().map(|key| numbering.node(chunk.thread, *key)).collect::<Vec<u32>>());
        let nodes: Vec<Vec<u32>> = nodes.collect();
        let column = |(attribute, name): (usize, &String)| {
            let (values, renumbered) = merge(&self.values[attribute]);
            let mut codes = vec![0; numbering.ids.len()];
            for (chunk, nodes) in self.chunks.iter().zip(&nodes) {
                let lines = chunk.codes.chunks_exact(self.names.len());
                for (node, line) in nodes.iter().zip(lines) {
                    codes[*node as usize] = renumbered[chunk.thread][line[attribute] as usize];
                }
            }
            AttributeColumn { name: name.clone(), values, codes }
        };
        self.names.iter().enumerate().map(column).collect()
    }
}

/// All values in the order of their bytes, and the new code of every thread's code.
fn merge(of_threads: &[FxHashMap<Box<str>, u32>]) -> (Vec<String>, Vec<Vec<u32>>) {
    let mut all: Vec<&str> = of_threads.iter().flat_map(|values| values.keys().map(|value| &**value)).collect();
    all.sort_unstable();
    all.dedup();
    let renumber = |values: &FxHashMap<Box<str>, u32>| {
        let mut renumbered = vec![0; values.len() + 1];
        for (value, code) in values {
            let place = all.binary_search(&&**value).expect("because every value is in the list");
            renumbered[*code as usize] = place as u32 + 1;
        }
        renumbered
    };
    let renumbered = of_threads.iter().map(renumber).collect();
    (all.iter().map(|value| (*value).to_owned()).collect(), renumbered)
}
