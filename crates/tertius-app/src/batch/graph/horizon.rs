//! The estimated number of people within two steps of everybody, as CSV.

use super::GraphFile;
use super::lines::{Stopped, push_field};
use crate::AppError;
use std::fmt::Write as _;
use std::io::Write;
use tertius_graph::ask;

/// Registers of a sketch, as a logarithm: 6.5 % error for 256 bytes a person.
const BITS: u32 = 8;
/// Written at once.
const BLOCK: usize = 1 << 16;

/// Writes `id,two_steps` for everybody; returns the standard error of the estimate, as a part of it.
pub fn write_horizon(graph: &GraphFile, out: &mut dyn Write) -> Result<f64, AppError> {
    let snapshot = &graph.snapshot;
    let mut text = String::from("id,two_steps\n");
    let answered = ask::horizon(snapshot, BITS, |node, size| {
        push_field(&mut text, snapshot.id(node));
        writeln!(text, ",{size:.0}").expect("because a string takes everything");
        if text.len() > BLOCK {
            out.write_all(text.as_bytes()).map_err(Stopped::Disk)?;
            text.clear();
        }
        snapshot.intact().map_err(Stopped::Damaged)
    });
    let written = answered.and_then(|()| out.write_all(text.as_bytes()).map_err(Stopped::Disk));
    let flushed = written.and_then(|()| out.flush().map_err(Stopped::Disk));
    flushed.map(|()| ask::horizon_error(BITS)).map_err(Stopped::into_error)
}
