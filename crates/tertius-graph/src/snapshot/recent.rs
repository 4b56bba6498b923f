//! Recent ties on top of a snapshot: seen by every question at once, without building the file again.
//!
//! Every node that a recent tie touches has its whole row here, merged with the file's; all other rows are read from
//! the file. Nodes that the file does not know follow after its own. Of a tie that is there already the largest
//! strength counts. Cost: the rows touched; four bytes for every node of the network. A new file of everything is
//! made with [`SnapshotBuilder::add_snapshot`](crate::build::SnapshotBuilder::add_snapshot).

use super::{Direction, Rows, Snapshot, SnapshotError};
use crate::NodeIdx;
use rustc_hash::FxHashMap;

/// What lies on top of a file.
#[derive(Debug, Default)]
pub(super) struct Recent {
    pub(super) leaving: Merged,
    /// Empty when ties count both ways.
    pub(super) arriving: Merged,
    /// Names of nodes behind the file's.
    pub(super) ids: Vec<String>,
    by_id: FxHashMap<String, u32>,
    /// The places of all nodes in the order of names, once there are names that the file does not know.
    pub(super) ranks: Vec<u32>,
}

/// Whole rows of some nodes.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// By node the place of its row, counted from 1; 0 is the file's row.
    places: Vec<u32>,
    rows: Vec<Row>,
    /// Arcs that the file does not have.
    n_more: u64,
}

/// One row, sorted as the file's.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) nodes: Vec<u32>,
    pub(super) strengths: Vec<f32>,
}

impl Merged {
    #[inline]
    pub(super) fn row(&self, node: NodeIdx) -> Option<&Row> {
        match self.places.get(node.slot()) {
            None | Some(0) => None,
            Some(place) => Some(&self.rows[*place as usize - 1]),
        }
    }

    /// Makes a place for every node; those behind the file's have an empty row.
    fn grow(&mut self, n_in_file: usize, n_nodes: usize) {
        self.places.resize(self.places.len().max(n_in_file), 0);
        while self.places.len() < n_nodes {
            self.rows.push(Row::default());
            self.places.push(self.rows.len() as u32);
        }
    }

    fn add(&mut self, of_file: Rows<'_>, node: NodeIdx, other: u32, strength: f32) {
        if self.places[node.slot()] == 0 {
            let nodes = of_file.nodes(node).iter().collect();
            let strengths = of_file.strengths(node).iter().collect();
            self.rows.push(Row { nodes, strengths });
            self.places[node.slot()] = self.rows.len() as u32;
        }
        let row = &mut self.rows[self.places[node.slot()] as usize - 1];
        match row.nodes.iter().position(|known| *known == other) {
            Some(at) if row.strengths[at] >= strength => return,
            Some(at) => {
                row.nodes.remove(at);
                row.strengths.remove(at);
            }
            None => self.n_more += 1,
        }
        let mut at = row.strengths.partition_point(|stronger| *stronger > strength);
        while row.strengths.get(at) == Some(&strength) && row.nodes[at] < other {
            at += 1;
        }
        row.nodes.insert(at, other);
        row.strengths.insert(at, strength);
    }
}

/// A strength cut to 0..1; no number is 0.
pub(crate) fn within(strength: f32) -> f32 {
    if strength.is_nan() { 0.0 } else { strength.clamp(0.0, 1.0) }
}

impl Snapshot {
    /// Lays recent ties on top: two ids and a strength, which is cut to 0..1; no number is 0. Ties of one with
    /// oneself are passed over.
    pub fn add_ties<'t>(
        &mut self,
        ties: impl IntoIterator<Item = (&'t str, &'t str, f32)>,
    ) -> Result<(), SnapshotError> {
        let mut recent = self.recent.take().unwrap_or_default();
        let n_in_file = self.header.n_nodes as usize;
        let n_named = recent.ids.len();
        let mut added: Vec<(u32, u32, f32)> = Vec::new();
        for (src, dst, strength) in ties {
            let (src, dst) = (self.node_of(&mut recent, src), self.node_of(&mut recent, dst));
            if src != dst {
                added.push((src, dst, within(strength)));
            }
        }
        let n_nodes = n_in_file + recent.ids.len();
        recent.leaving.grow(n_in_file, n_nodes);
        recent.arriving.grow(n_in_file, n_nodes);
        // The file's own rows: nothing lies on top while they are merged.
        for (src, dst, strength) in added {
            recent.leaving.add(self.leaving(), NodeIdx(src), dst, strength);
            match self.direction() {
                Direction::Undirected => recent.leaving.add(self.leaving(), NodeIdx(dst), src, strength),
                Direction::Directed => recent.arriving.add(self.arriving(), NodeIdx(dst), src, strength),
            }
        }
        if recent.ids.len() > n_named {
            recent.ranks = self.merged_ranks(&recent.ids);
        }
        self.recent = Some(recent);
        self.intact()
    }

    /// How many arcs lie on top that the file does not have.
    pub fn n_recent_arcs(&self) -> u64 {
        self.recent.as_ref().map_or(0, |recent| recent.leaving.n_more)
    }

    fn node_of(&self, recent: &mut Recent, id: &str) -> u32 {
        if let Some(node) = recent.by_id.get(id) {
            return *node;
        }
        if let Some(node) = self.search(id) {
            return node.0;
        }
        let node = (self.header.n_nodes as usize + recent.ids.len()) as u32;
        recent.ids.push(id.to_owned());
        recent.by_id.insert(id.to_owned(), node);
        node
    }

    /// The node behind the file's with this name.
    pub(super) fn recent_node(&self, id: &str) -> Option<NodeIdx> {
        self.recent.as_ref()?.by_id.get(id).copied().map(NodeIdx)
    }

    fn merged_ranks(&self, ids: &[String]) -> Vec<u32> {
        let mut sorted: Vec<(u32, &str, usize)> =
            ids.iter().enumerate().map(|(place, id)| (self.n_names_before(id), id.as_str(), place)).collect();
        sorted.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        let in_file = self.file_ranks();
        let before: Vec<u32> = sorted.iter().map(|(before, ..)| *before).collect();
        let mut ranks: Vec<u32> =
            in_file.iter().map(|rank| rank + before.partition_point(|before| before <= rank) as u32).collect();
        ranks.resize(in_file.len() + ids.len(), 0);
        for (nth, (before, _, place)) in sorted.iter().enumerate() {
            ranks[in_file.len() + place] = before + nth as u32;
        }
        ranks
    }
}
