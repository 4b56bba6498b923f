//! Positions in an export of several files: numbers of records, counted over all files together.

use crate::Intake;
use tertius_model::Position;

/// The records seen so far.
#[derive(Default)]
pub(in crate::formats) struct Records(u64);

impl Records {
    /// Counts one more record and says where it stands.
    pub(in crate::formats) fn next(&mut self, intake: &mut Intake<'_>) -> Position {
        intake.record();
        self.0 += 1;
        Position::Item(self.0)
    }

    /// For a complaint about a whole file: the record that would have been next.
    pub(in crate::formats) fn here(&self) -> Position {
        Position::Item(self.0 + 1)
    }
}
