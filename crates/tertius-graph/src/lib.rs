//! Questions about a graph of strengths: who is two steps away, which path is warmest, who opens a set of nodes.
//!
//! Knows no people: nodes are numbers, arcs carry a strength 0..1, and every answer is in numbers. One file per
//! algorithm, each with its definition, its paper, its cost and what it does with odd inputs. Reads no clock,
//! no file and no environment; equal graphs give equal answers in equal order.

mod bounds;
mod horizon;
mod loose;
mod paths;
mod reach;
mod snapshot;

pub use horizon::{Horizon, two_step_size, would_open};
pub use loose::{Connector, Loose, LooseOrder, LooseQuery, Wanted, loose};
pub use paths::{Path, PathQuery, paths};
pub use reach::{Opened, ReachQuery, WayIn, reach};
pub use snapshot::{Arc, BuildError, Graph, GraphBuilder, NodeIdx};

/// The most hops a path may have: nobody survives more introductions.
pub const MAX_HOPS: usize = 6;
