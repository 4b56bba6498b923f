//! petgraph: an undirected graph and a hash map of scores, as its users write it.

use crate::Answer;
use crate::arrays::Arrays;
use cpu_time::ThreadTime;
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::visit::EdgeRef;
use rustc_hash::{FxHashMap, FxHashSet};

/// A network in petgraph's own form.
pub struct Pet<'a> {
    graph: UnGraph<(), f32>,
    arrays: &'a Arrays,
}

impl<'a> Pet<'a> {
    /// Takes every tie over once.
    pub fn new(arrays: &'a Arrays) -> Pet<'a> {
        let n = arrays.n_people();
        let n_ties = (0..n).map(|person| arrays.friends(person as u32).len()).sum::<usize>() / 2;
        let mut graph = UnGraph::with_capacity(n, n_ties);
        for _ in 0..n {
            graph.add_node(());
        }
        for person in 0..n as u32 {
            for (friend, strength) in arrays.ties(person).filter(|(friend, _)| *friend > person) {
                graph.add_edge(NodeIndex::new(person as usize), NodeIndex::new(friend as usize), strength);
            }
        }
        Pet { graph, arrays }
    }

    /// Answers `loose`.
    pub fn answer(&self, words: &[&str]) -> Answer {
        let (one, two): (u32, u32) = (words[1].parse()?, words[2].parse()?);
        let began = ThreadTime::now();
        match words[0] {
            "loose" => {
                let rows = self.loose(one, two as usize);
                let micros = began.elapsed().as_secs_f64() * 1e6;
                Ok((format!("[{}]", rows.join(",")), micros))
            }
            other => Err(format!("no question {other}").into()),
        }
    }

    fn loose(&self, person: u32, top: usize) -> Vec<String> {
        let from = NodeIndex::new(person as usize);
        let friends: FxHashMap<NodeIndex, f32> =
            self.graph.edges(from).map(|tie| (other_end(&tie, from), *tie.weight())).collect();
        let mut scores: FxHashMap<NodeIndex, f64> = FxHashMap::default();
        for friend in friends.keys() {
            let weight = self.arrays.weights[friend.index()];
            for node in self.graph.neighbors(*friend) {
                *scores.entry(node).or_default() += weight;
            }
        }
        let known: FxHashSet<NodeIndex> = friends.keys().copied().chain([from]).collect();
        let mut best: Vec<(NodeIndex, f64)> = scores.into_iter().filter(|(node, _)| !known.contains(node)).collect();
        let order = |a: &(NodeIndex, f64), b: &(NodeIndex, f64)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if best.len() > top {
            best.select_nth_unstable_by(top - 1, order);
            best.truncate(top);
        }
        best.sort_unstable_by(order);
        best.iter().map(|(target, score)| self.detail(&friends, *target, *score)).collect()
    }

    fn detail(&self, friends: &FxHashMap<NodeIndex, f32>, target: NodeIndex, score: f64) -> String {
        let (mut mutual, mut bridge, mut strongest) = (0, target, -1.0);
        for tie in self.graph.edges(target) {
            let friend = other_end(&tie, target);
            let Some(own) = friends.get(&friend) else { continue };
            let through = f64::from(*own) * f64::from(*tie.weight());
            mutual += 1;
            if through > strongest || (through == strongest && friend < bridge) {
                (bridge, strongest) = (friend, through);
            }
        }
        format!("[{},{score:e},{mutual},{},{strongest:e}]", target.index(), bridge.index())
    }
}

fn other_end(tie: &petgraph::graph::EdgeReference<'_, f32>, here: NodeIndex) -> NodeIndex {
    if tie.source() == here { tie.target() } else { tie.source() }
}
