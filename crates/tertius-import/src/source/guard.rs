//! Readers that turn a hostile or cut archive into an error instead of endless bytes or a silent end.

use super::Limits;
use std::cell::Cell;
use std::io::{self, Read};

/// Unpacked bytes before the ratio counts: small files may well shrink a thousandfold.
const RATIO_FREE: u64 = 64 << 20;

/// What one archive, with everything nested in it, may still cost.
pub(super) struct Budget {
    max_ratio: u64,
    max_unpacked: u64,
    max_entries: u64,
    unpacked: Cell<u64>,
    entries: Cell<u64>,
}

impl Budget {
    pub(super) fn new(limits: &Limits) -> Budget {
        let Limits { max_ratio, max_unpacked, max_entries } = *limits;
        Budget { max_ratio, max_unpacked, max_entries, unpacked: Cell::new(0), entries: Cell::new(0) }
    }

    /// Counts one entry; `Err` says why no more are read.
    pub(super) fn entry(&self) -> Result<(), String> {
        self.entries.set(self.entries.get() + 1);
        if self.entries.get() > self.max_entries {
            return Err(format!(
                "more than {} files: the rest is not read; import its parts one by one",
                self.max_entries
            ));
        }
        Ok(())
    }

    fn unpacked(&self, n: u64) -> io::Result<()> {
        self.unpacked.set(self.unpacked.get() + n);
        if self.unpacked.get() > self.max_unpacked {
            return Err(hostile(format!("the archive unpacks to more than {} bytes", self.max_unpacked)));
        }
        Ok(())
    }
}

/// Counts what an unpacking reader yields and stops it at the limits.
pub(super) struct Guarded<'b, R> {
    inner: R,
    budget: &'b Budget,
    packed: u64,
    at: u64,
    /// How far this entry was read before: reading again costs nothing.
    high: &'b Cell<u64>,
}

impl<'b, R: Read> Guarded<'b, R> {
    /// Guards an entry that takes `packed` bytes in the archive.
    pub(super) fn new(inner: R, packed: u64, budget: &'b Budget, high: &'b Cell<u64>) -> Self {
        Guarded { inner, budget, packed, at: 0, high }
    }
}

impl<R: Read> Read for Guarded<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.at += n as u64;
        if self.at > self.high.get() {
            self.budget.unpacked(self.at - self.high.get())?;
            self.high.set(self.at);
        }
        if self.at > RATIO_FREE && self.at / self.packed.max(1) > self.budget.max_ratio {
            return Err(hostile(format!("unpacks to more than {} times its packed size", self.budget.max_ratio)));
        }
        Ok(n)
    }
}

/// Makes a missing rest an error: a tar or a stored zip entry that is cut just ends.
pub(super) struct Exact<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Exact<R> {
    pub(super) fn new(inner: R, size: u64) -> Self {
        Exact { inner, left: size }
    }
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        if n == 0 && !buf.is_empty() && self.left > 0 {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                format!("the archive ends here, {} bytes too early: download it again", self.left),
            ));
        }
        self.left = self.left.saturating_sub(n as u64);
        Ok(n)
    }
}

/// Yields its error instead of bytes, so that whoever reads learns why there are none.
pub(super) struct Failing(pub(super) Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _buf: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn hostile(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{reason}: not read on, it looks built to exhaust the reader"))
}
