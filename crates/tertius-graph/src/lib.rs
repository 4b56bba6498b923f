//! Questions about a graph of strengths: who is two steps away, which path is warmest, who opens a set of nodes.
//!
//! Knows no people: nodes are numbers, arcs carry a strength 0..1, and every answer is in numbers. One file per
//! algorithm, each with its definition, its paper, its cost and what it does with odd inputs. Reads no clock,
//! no environment and no file but those handed in; equal graphs give equal answers in equal order.
//!
//! Two forms of a graph: [`Graph`], built in memory for one person's network, and [`Snapshot`], a mapped file for
//! networks of any size. [`ask`] holds the questions to a snapshot, [`build`] makes one from tables.

pub mod ask;
mod bounds;
pub mod build;
mod graph;
mod horizon;
mod layout;
mod loose;
mod paths;
mod reach;
pub mod snapshot;

pub use graph::{Arc, BuildError, Graph, GraphBuilder, NodeIdx};
pub use horizon::{Horizon, two_step_size, would_open};
pub use layout::{Place, layout, sunflower};
pub use loose::{Connector, Loose, LooseOrder, LooseQuery, Wanted, loose};
pub use paths::{Path, PathQuery, paths};
pub use reach::{Opened, ReachQuery, WayIn, reach};
pub use snapshot::{Direction, Form, Snapshot, SnapshotError};

/// The most hops a path may have: nobody survives more introductions.
pub const MAX_HOPS: usize = 6;
