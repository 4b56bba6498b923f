//! What the questions to a network's file answer, as the interface promises it.

use serde::Serialize;

/// One loose connection.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LooseView {
    /// Who.
    pub id: String,
    /// What the list is sorted by.
    pub score: f64,
    /// How many friends stand between.
    pub mutual: u32,
    /// Sum of 1/ln(degree) over them.
    pub adamic_adar: f64,
    /// Sum of 1/degree over them.
    pub resource_allocation: f64,
    /// The friend on the strongest way.
    pub bridge: String,
    /// The product of that way's two strengths.
    pub bridge_strength: f64,
    /// The chance that at least one friend passes a request on.
    pub warmth: f64,
}

/// One path.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RouteView {
    /// Where it leads.
    pub id: String,
    /// Everybody on it, both ends included.
    pub people: Vec<String>,
    /// The product of its strengths.
    pub strength: f64,
    /// How many ties it has.
    pub hops: usize,
}

/// The fewest ties from one to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Distance {
    /// `None` when there is no way.
    pub distance: Option<u32>,
}

/// One to tie next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GrowRow {
    /// Who.
    pub id: String,
    /// How many come within two steps by this tie, after those above it.
    pub gain: u64,
    /// How many are within two steps then.
    pub total: u64,
}

/// One person's place in a network.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceView {
    /// Who.
    pub id: String,
    /// People with a tie, one way or the other.
    pub friends: usize,
    /// Burt's constraint: how far the friends lead back to each other.
    pub constraint: f64,
    /// Burt's effective size: the friends less what they have in common.
    pub effective_size: f64,
    /// People within two steps.
    pub two_steps: u64,
    /// How clearly the friends fall into circles: 0 not at all.
    pub modularity: f64,
    /// The circles of friends who know each other, the largest first.
    pub circles: Vec<CircleView>,
}

/// Friends who know each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CircleView {
    /// By id.
    pub people: Vec<String>,
}

/// What went into a file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BuiltView {
    /// People in it.
    pub people: u64,
    /// Ties in it; of a directed network its arcs.
    pub ties: u64,
    /// Lines with both ends the same, left out.
    pub loops: u64,
    /// Lines that repeat a tie; the largest strength was kept.
    pub repeats: u64,
    /// Size of the file.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
}

/// What was added beside a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct AddedView {
    /// Lines read.
    pub lines: u64,
    /// Ties that were not there before.
    pub new: u64,
    /// Ties that are only beside the file now.
    pub recent: u64,
}

/// One attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttributeStats {
    /// Its name.
    pub name: String,
    /// How many different values it has.
    pub values: usize,
}

/// What became of strengths when a file was written.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StrengthStats {
    /// They are as they were given.
    Exact,
    /// They were rounded.
    Rounded {
        /// By at most this part.
        by: f64,
        /// What weaker ones count as.
        weakest: f64,
    },
}

/// A network in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GraphStats {
    /// People in it.
    pub people: u64,
    /// Ties in it; of a directed network its arcs.
    pub ties: u64,
    /// Whether a tie one way says nothing about the other.
    pub directed: bool,
    /// People without ties.
    pub without_ties: u64,
    /// Ties a person has: on average,
    pub degree_mean: f64,
    /// in the middle,
    pub degree_median: u64,
    /// above 99 %,
    pub degree_p99: u64,
    /// and at most.
    pub degree_max: u64,
    /// Strength of a tie on average.
    pub strength_mean: f64,
    /// What is known about people.
    pub attributes: Vec<AttributeStats>,
    /// Ties that are only beside the file; see `tertius graph add`.
    pub recent: u64,
    /// `plain` or `packed`.
    pub form: &'static str,
    /// Whether strengths are as they were given.
    pub strengths: StrengthStats,
    /// Size of the file.
    pub bytes: u64,
    /// Size of the file for each direction of each tie.
    pub bytes_per_directed_tie: f64,
}
