//! Views of importing.

use serde::Serialize;
use utoipa::ToSchema;

/// What an import did.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct ImportView {
    /// Every source found, in the order of reading.
    pub sources: Vec<SourceRow>,
    /// What was recognised but could not be used, and what to do about it.
    pub errors: Vec<SourceError>,
    /// What was passed over: not recognised, or unreadable.
    pub passed: Vec<PassedRow>,
    /// How many files were not recognised at all.
    pub not_recognised: u64,
    /// What they are by the endings of their names, the most frequent first.
    pub ignored: Vec<IgnoredRow>,
    /// People before.
    pub people_before: u64,
    /// People after.
    pub people_after: u64,
    /// Wall-clock seconds, deriving included.
    pub seconds: f64,
}

/// One source.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct SourceRow {
    /// Its id.
    pub id: String,
    /// Where it was found.
    pub path: String,
    /// The format's id.
    pub format: String,
    /// Records looked at.
    pub records: u64,
    /// Records about people.
    pub people: u64,
    /// People it names, ego aside, however many records and addresses they have in it.
    pub participants: u64,
    /// People to whom it shows a tie of ego.
    pub ties_of_ego: u64,
    /// Pairs of others between whom it shows a tie.
    pub ties_between_others: u64,
    /// The first day its content speaks of.
    pub first: Option<String>,
    /// The last day its content speaks of that is not to come.
    pub last: Option<String>,
    /// Messages.
    pub exchanges: u64,
    /// Meetings.
    pub gatherings: u64,
    /// Stated ties.
    pub stated_ties: u64,
    /// Records not taken, with the reason; at most a thousand are listed.
    pub skipped: Vec<SkippedRow>,
    /// How many records were not taken.
    pub n_skipped: u64,
    /// What was concluded from the whole file and could be wrong, such as the order of day and month.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Observations that the vault did not have.
    pub new: u64,
    /// Observations that it had.
    pub unchanged: u64,
    /// Wall-clock seconds.
    pub seconds: f64,
}

/// A record that was not taken.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct SkippedRow {
    /// Where it stands.
    pub position: String,
    /// Why.
    pub reason: String,
}

/// A recognised source that could not be used.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct SourceError {
    /// Which.
    pub path: String,
    /// The format's id.
    pub format: String,
    /// What is wrong, with its position.
    pub message: String,
    /// What to do.
    pub hint: String,
}

/// Files of no known kind that share an ending.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct IgnoredRow {
    /// The ending with its dot, in lower case; empty for names without one.
    pub ending: String,
    /// How many there are.
    pub files: u64,
}

/// Something passed over.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct PassedRow {
    /// Which.
    pub path: String,
    /// Why.
    pub reason: String,
}
