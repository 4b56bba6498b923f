//! Reads one entry through its format while its bytes are metered: digest, length, progress.

use super::Progress;
use super::tally::Tally;
use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, BufReader, Read};
use tertius_import::formats::{self, Format, MessageState, Reader};
use tertius_import::{Context, Entry, Files, Head, Intake, Kind, Member, Outcome, ReadError, decode};
use tertius_model::Batch;

/// What reading one entry gave.
pub(super) struct ReadOut {
    pub outcome: Outcome,
    pub error: Option<ReadError>,
    pub hash: [u8; 32],
    pub len: u64,
}

/// Reads an entry as the format it is of; `None` when it is of none.
pub(super) fn read_entry(
    entry: &mut dyn Entry,
    format: &'static Format,
    forced: bool,
    context: Context<'_>,
    tally: &mut Tally<'_, '_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> io::Result<Option<(&'static Format, ReadOut)>> {
    let meter = Meter::new(progress);
    let stop = Cell::new(false);
    let tally = RefCell::new(tally);
    let mut emit = |batch: Batch| {
        let mut tally = tally.borrow_mut();
        tally.push(batch);
        stop.set(tally.failure.is_some());
    };
    let mut intake = Intake::new(context.now, &mut emit);
    match format.reader {
        Reader::Messages { each, done } if entry.kind() == Kind::Messages => {
            let mut state = MessageState::default();
            let mut members = 0;
            entry.members(&mut |member: Member<'_>| {
                members += 1;
                let Member { name, bytes } = member;
                let mut metered = Metered { inner: bytes, meter: &meter, stop: &stop };
                each(&mut Member { name, bytes: Box::new(&mut metered) }, context, &mut state, &mut intake);
                // What the format did not need still belongs to the content; an unreadable rest is hashed as far as it goes.
                let _rest = io::copy(&mut metered, &mut io::sink());
            })?;
            done(state, context, &mut intake);
            Ok(Some((format, meter.out(intake.finish(), None))))
        }
        Reader::Export { read, .. } => {
            let Some((_, files)) = entry.export() else { return Ok(None) };
            let mut files = MeteredFiles { inner: files, meter: &meter, stop: &stop };
            let error = read(&mut files, context, &mut intake).err();
            Ok(Some((format, meter.out(intake.finish(), error))))
        }
        _ if entry.kind() != Kind::File => Ok(None),
        _ => {
            let mut stream =
                BufReader::with_capacity(256 * 1024, Metered { inner: entry.open()?, meter: &meter, stop: &stop });
            let head = stream.fill_buf()?.to_vec();
            let mut head_len = head.len();
            let mut head = head;
            if head_len < Head::LEN {
                // A short first read: take more before judging.
                stream.consume(head_len);
                (&mut stream).take((Head::LEN - head_len) as u64).read_to_end(&mut head)?;
                head_len = head.len();
            } else {
                stream.consume(head_len);
            }
            let judged = &head[..head_len.min(Head::LEN)];
            let format = if forced {
                Some(format)
            } else {
                formats::detect(&Head { path: context.path, bytes: judged, text: &decode(judged) })
            };
            let Some(format) = format else { return Ok(None) };
            let Reader::Stream(read) = format.reader else { return Ok(None) };
            let mut whole = BufReader::with_capacity(256 * 1024, io::Cursor::new(head).chain(stream));
            let error = read(&mut whole, context, &mut intake).err();
            // What the format did not need still belongs to the content; an unreadable rest is hashed as far as it goes.
            let _rest = io::copy(&mut whole, &mut io::sink());
            drop(whole);
            Ok(Some((format, meter.out(intake.finish(), error))))
        }
    }
}

/// Digest and length of an entry's content.
pub(super) fn hash_entry(entry: &mut dyn Entry, progress: &mut dyn FnMut(Progress<'_>)) -> io::Result<([u8; 32], u64)> {
    let meter = Meter::new(progress);
    let stop = Cell::new(false);
    match entry.kind() {
        Kind::File => {
            io::copy(&mut Metered { inner: entry.open()?, meter: &meter, stop: &stop }, &mut io::sink())?;
        }
        // Which of its files count is known only after reading them.
        Kind::Export => {}
        Kind::Messages => entry.members(&mut |member| {
            let mut metered = Metered { inner: member.bytes, meter: &meter, stop: &stop };
            // An unreadable member differs from the readable one that was imported: its digest differs.
            let _rest = io::copy(&mut metered, &mut io::sink());
        })?,
    }
    let out = meter.out(Outcome::default(), None);
    Ok((out.hash, out.len))
}

/// Digest, length and progress of what passes.
struct Meter<'p> {
    state: RefCell<MeterState<'p>>,
}

struct MeterState<'p> {
    hasher: blake3::Hasher,
    len: u64,
    reported: u64,
    progress: &'p mut dyn FnMut(Progress<'_>),
}

impl<'p> Meter<'p> {
    fn new(progress: &'p mut dyn FnMut(Progress<'_>)) -> Meter<'p> {
        Meter { state: RefCell::new(MeterState { hasher: blake3::Hasher::new(), len: 0, reported: 0, progress }) }
    }

    fn pass(&self, bytes: &[u8]) {
        let mut state = self.state.borrow_mut();
        state.hasher.update(bytes);
        state.len += bytes.len() as u64;
        if state.len - state.reported > 4 << 20 {
            state.reported = state.len;
            let len = state.len;
            (state.progress)(Progress::Bytes(len));
        }
    }

    fn out(self, outcome: Outcome, error: Option<ReadError>) -> ReadOut {
        let state = self.state.into_inner();
        ReadOut { outcome, error, hash: *state.hasher.finalize().as_bytes(), len: state.len }
    }
}

/// A reader whose bytes are metered, and which stops when the vault has failed.
struct Metered<'m, 'p, R> {
    inner: R,
    meter: &'m Meter<'p>,
    stop: &'m Cell<bool>,
}

impl<R: Read> Read for Metered<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stop.get() {
            return Err(io::Error::other("the vault cannot be written"));
        }
        let n = self.inner.read(buffer)?;
        self.meter.pass(&buffer[..n]);
        Ok(n)
    }
}

/// The files of an export, metered: each file's name and bytes are content.
struct MeteredFiles<'m, 'p> {
    inner: &'m mut dyn Files,
    meter: &'m Meter<'p>,
    stop: &'m Cell<bool>,
}

impl Files for MeteredFiles<'_, '_> {
    fn names(&self) -> &[String] {
        self.inner.names()
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn BufRead + '_>> {
        self.meter.pass(name.as_bytes());
        let inner = Metered { inner: self.inner.open(name)?, meter: self.meter, stop: self.stop };
        Ok(Box::new(BufReader::with_capacity(1 << 16, inner)))
    }
}
