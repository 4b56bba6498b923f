//! Cuts a table into blocks that end where a record ends, and hands them to workers on several threads.
//!
//! A line break within a quoted field ends no record. Blocks without a quote are cut by their last line break, others
//! record by record. Errors are told by the number of their line, whichever thread meets them: the first in the file
//! counts.

use super::table::TableError;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, MutexGuard};

const BLOCK: usize = 1 << 20;
/// A quoted field that is longer than this was not meant.
const LONGEST_RECORD: usize = 1 << 26;
pub(super) const OPEN_QUOTE: &str = "a quote is not closed; close it";

/// Whole records.
pub(super) struct Block {
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// The place among the blocks.
    pub(super) place: usize,
    pub(super) quotes: Quotes,
}

/// Whether a block has quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    Absent,
    Present,
}

impl Block {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }
}

/// What is wrong in a block, at a line counted from the block's first, which is 0.
#[derive(Debug)]
pub(super) struct Flaw {
    pub(super) line: u64,
    pub(super) problem: String,
}

/// The length of the first record, its line break included; `None` when it goes on behind the bytes.
pub(super) fn record_len(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                at += memchr::memchr(b'"', &bytes[at..])? + 1;
                match bytes.get(at)? {
                    b'"' => at += 1,
                    _ => break,
                }
            }
        }
        at += memchr::memchr2(b',', b'\n', &bytes[at..])? + 1;
        if bytes[at - 1] == b'\n' {
            return Some(at);
        }
    }
}

/// The first record of a block and its length, line break included; the last record may lack it.
pub(super) fn next_record(bytes: &[u8], quotes: Quotes) -> (&[u8], usize) {
    let len = match quotes {
        Quotes::Absent => memchr::memchr(b'\n', bytes).map(|at| at + 1),
        Quotes::Present => record_len(bytes),
    };
    let len = len.unwrap_or(bytes.len());
    let record = bytes[..len].strip_suffix(b"\n").unwrap_or(&bytes[..len]);
    (record.strip_suffix(b"\r").unwrap_or(record), len)
}

/// Where the last whole record ends.
fn last_end(bytes: &[u8]) -> (usize, Quotes) {
    if memchr::memchr(b'"', bytes).is_none() {
        return (memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1), Quotes::Absent);
    }
    let mut end = 0;
    while let Some(len) = record_len(&bytes[end..]) {
        end += len;
    }
    (end, Quotes::Present)
}

/// How many lines each block had, and the first flaw.
#[derive(Default)]
struct Tally {
    n_lines: Vec<u64>,
    flaw: Option<(usize, Flaw)>,
}

impl Tally {
    /// Whether a block's lines can still matter.
    fn wants(&self, place: usize) -> bool {
        self.flaw.as_ref().is_none_or(|(first, _)| place < *first)
    }

    fn note(&mut self, place: usize, told: Result<u64, Flaw>) {
        match told {
            Ok(n_lines) => {
                self.n_lines.resize(self.n_lines.len().max(place + 1), 0);
                self.n_lines[place] = n_lines;
            }
            Err(flaw) => {
                if self.wants(place) {
                    self.flaw = Some((place, flaw));
                }
            }
        }
    }

    /// `n_before`: the lines before the first block.
    fn result(mut self, n_before: u64) -> Result<(), TableError> {
        match self.flaw {
            None => Ok(()),
            Some((place, flaw)) => {
                self.n_lines.resize(self.n_lines.len().max(place), 0);
                let before: u64 = self.n_lines[..place].iter().sum();
                Err(TableError::at(n_before + before + flaw.line + 1, flaw.problem))
            }
        }
    }
}

/// A table whose header is still to be read.
pub(super) struct Cutter<'s, R> {
    input: R,
    seen: &'s mut dyn FnMut(u64),
    /// What was read beyond the last block.
    rest: Vec<u8>,
    n_bytes: u64,
    n_blocks: usize,
    ended: bool,
    /// Lines up to the header.
    n_header_lines: u64,
}

impl<'s, R: Read> Cutter<'s, R> {
    pub(super) fn new(input: R, seen: &'s mut dyn FnMut(u64)) -> Cutter<'s, R> {
        Cutter { input, seen, rest: Vec::new(), n_bytes: 0, n_blocks: 0, ended: false, n_header_lines: 0 }
    }

    /// The first record that is not empty, and its line; `None` in an empty file. A byte-order mark is passed over.
    pub(super) fn header(&mut self) -> Result<Option<(Vec<u8>, u64)>, TableError> {
        let first = self.next_block(Vec::new()).map_err(|stop| match stop {
            Stop::OpenQuote => TableError::at(self.n_header_lines + 1, OPEN_QUOTE),
            Stop::Disk(error) => error.into(),
        })?;
        let Some(mut block) = first else { return Ok(None) };
        if block.bytes().starts_with(b"\xef\xbb\xbf") {
            block.start += 3;
        }
        let mut header = None;
        while header.is_none() && block.start < block.end {
            let (record, len) = next_record(block.bytes(), block.quotes);
            let n_lines = memchr::memchr_iter(b'\n', &block.bytes()[..len]).count() as u64;
            if !record.is_empty() {
                header = Some((record.to_vec(), self.n_header_lines + 1));
            }
            self.n_header_lines += n_lines.max(1);
            block.start += len;
        }
        // What follows the header is read once more, with what was left of the block.
        let mut rest = block.bytes().to_vec();
        rest.append(&mut self.rest);
        self.rest = rest;
        self.n_blocks = 0;
        if header.is_none() && !self.ended { self.header() } else { Ok(header) }
    }

    /// The next block, in the memory of one that was read; `None` at the end.
    fn next_block(&mut self, mut bytes: Vec<u8>) -> Result<Option<Block>, Stop> {
        bytes.clear();
        bytes.append(&mut self.rest);
        let mut searched = 0;
        loop {
            let (end, quotes) = if bytes.len() >= BLOCK.max(2 * searched) || self.ended {
                searched = bytes.len();
                last_end(&bytes)
            } else {
                (0, Quotes::Absent)
            };
            let place = self.n_blocks;
            let open = self.ended && quotes == Quotes::Present && is_open(&bytes[end..]);
            if end == 0 && (open || bytes.len() > LONGEST_RECORD) {
                return Err(Stop::OpenQuote);
            }
            if self.ended && !open {
                self.n_blocks += 1;
                let end = bytes.len();
                return Ok((end > 0).then_some(Block { bytes, start: 0, end, place, quotes }));
            }
            if end > 0 {
                self.n_blocks += 1;
                self.rest.extend_from_slice(&bytes[end..]);
                return Ok(Some(Block { bytes, start: 0, end, place, quotes }));
            }
            self.read_more(&mut bytes)?;
        }
    }

    fn read_more(&mut self, bytes: &mut Vec<u8>) -> io::Result<()> {
        let before = bytes.len();
        let wanted = (BLOCK + 4096).saturating_sub(before).max(BLOCK / 4);
        bytes.reserve(wanted);
        let n_read = self.input.by_ref().take(wanted as u64).read_to_end(bytes)?;
        self.n_bytes += n_read as u64;
        (self.seen)(self.n_bytes);
        self.ended = n_read == 0;
        Ok(())
    }

    /// Gives every block to one of the workers, each on a thread of its own; a worker returns a block's lines.
    pub(super) fn share<W: Send>(
        mut self,
        workers: &mut [W],
        take: impl Fn(&mut W, &Block) -> Result<u64, Flaw> + Sync,
    ) -> Result<(), TableError> {
        let tally = Mutex::new(Tally::default());
        let spare = Mutex::new(Vec::new());
        let work = |worker: &mut W, block: Block| {
            // Every block before a flaw is read still: it may have one too, and its lines count.
            if lock(&tally).wants(block.place) {
                let told = take(worker, &block);
                lock(&tally).note(block.place, told);
            }
            lock(&spare).push(block.bytes);
        };
        let stopped = match workers {
            [worker] => self.deal(&tally, &spare, |block| work(worker, block)),
            workers => {
                let (give, blocks) = sync_channel::<Block>(2 * workers.len());
                let blocks = Mutex::new(blocks);
                std::thread::scope(|scope| {
                    for worker in workers {
                        let (blocks, work) = (&blocks, &work);
                        scope.spawn(move || {
                            while let Some(block) = next_of(blocks) {
                                work(worker, block);
                            }
                        });
                    }
                    let stopped = self.deal(&tally, &spare, |block| {
                        give.send(block).expect("because workers take blocks until the last");
                    });
                    drop(give);
                    stopped
                })
            }
        };
        match stopped {
            Ok(()) => {}
            Err(Stop::Disk(error)) => return Err(error.into()),
            Err(Stop::OpenQuote) => {
                lock(&tally).note(self.n_blocks, Err(Flaw { line: 0, problem: OPEN_QUOTE.to_owned() }));
            }
        }
        tally.into_inner().expect("because nobody panics while counting").result(self.n_header_lines)
    }

    /// Hands out blocks until the last or until one had a flaw.
    fn deal(
        &mut self,
        tally: &Mutex<Tally>,
        spare: &Mutex<Vec<Vec<u8>>>,
        mut give: impl FnMut(Block),
    ) -> Result<(), Stop> {
        loop {
            // Memory that was just read is in the cache, and the system need not clear new one.
            let room = lock(spare).pop().unwrap_or_default();
            let Some(block) = self.next_block(room)? else { return Ok(()) };
            if !lock(tally).wants(block.place) {
                return Ok(());
            }
            give(block);
        }
    }
}

/// Why there is no next block.
enum Stop {
    Disk(io::Error),
    OpenQuote,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Disk(error)
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().expect("because nobody panics while counting")
}

fn next_of(blocks: &Mutex<Receiver<Block>>) -> Option<Block> {
    blocks.lock().ok()?.recv().ok()
}

/// Whether the rest of a file ends within quotes.
fn is_open(rest: &[u8]) -> bool {
    let mut closed = rest.to_vec();
    closed.push(b'\n');
    record_len(&closed).is_none()
}
