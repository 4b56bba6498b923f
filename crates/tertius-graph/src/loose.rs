//! Loose connections: the nodes exactly two steps away, with everybody who stands between.
//!
//! Definition: t is loose from u when u has no arc to t, t is not u, and some friend f has arcs u to f and f to t.
//! Scores over those f: *mutual* is their number; *Adamic-Adar* the sum of 1/ln(degree of f) (Adamic and Adar 2003);
//! *resource allocation* the sum of 1/degree of f (Zhou, Lu, Zhang 2009); the *bridge* maximises s(u,f)·s(f,t);
//! *warmth* is 1 - product over f of (1 - s(u,f)·s(f,t)), the chance that at least one of them passes a request on.
//! Cost: one pass over the arcs of u's friends, a sort of the people found, and a second pass that lists the
//! connectors of those returned; memory for one record per node.
//! Odd inputs: a friend of degree one counts as degree two (its logarithm would be zero); arcs of strength 0 make a
//! friend but no warmth, and a bridge of strength 0 is still named, by the lowest number.

use crate::{Arc, Graph, NodeIdx};

/// What the list is sorted by; equal scores stand by rising node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LooseOrder {
    /// Shared friends, the busy ones discounted by their logarithm.
    #[default]
    AdamicAdar,
    /// Shared friends, the busy ones discounted by their degree.
    ResourceAllocation,
    /// The number of shared friends.
    Mutual,
    /// The chance that at least one friend passes a request on.
    Warmth,
}

/// Which loose connections are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub enum Wanted<'a> {
    /// All of them.
    #[default]
    Everybody,
    /// Only these nodes, in any order.
    These(&'a [NodeIdx]),
}

/// What to ask for.
#[derive(Clone, Copy, Debug)]
pub struct LooseQuery<'a> {
    /// At most this many.
    pub top: usize,
    /// Sorted by this.
    pub by: LooseOrder,
    /// Among these.
    pub wanted: Wanted<'a>,
}

impl Default for LooseQuery<'_> {
    fn default() -> Self {
        LooseQuery { top: 20, by: LooseOrder::default(), wanted: Wanted::default() }
    }
}

/// A friend who stands between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Connector {
    /// The friend.
    pub node: NodeIdx,
    /// Strength from the asker to the friend.
    pub to_connector: f64,
    /// Strength from the friend to the target.
    pub to_target: f64,
}

impl Connector {
    /// The chance that a request passes both steps.
    pub fn through(&self) -> f64 {
        self.to_connector * self.to_target
    }
}

/// One loose connection.
#[derive(Clone, Debug, PartialEq)]
pub struct Loose {
    /// Who.
    pub target: NodeIdx,
    /// What the list was sorted by.
    pub score: f64,
    /// How many friends stand between.
    pub mutual: u32,
    /// Sum of 1/ln(degree) over them.
    pub adamic_adar: f64,
    /// Sum of 1/degree over them.
    pub resource_allocation: f64,
    /// The strongest of them.
    pub bridge: NodeIdx,
    /// The product of the bridge's two strengths.
    pub bridge_strength: f64,
    /// The chance that at least one of them passes a request on.
    pub warmth: f64,
    /// All of them, the strongest first, then by rising node; the first is the bridge.
    pub connectors: Vec<Connector>,
}

/// The best loose connections of a node. Empty when the node is not in the graph.
pub fn loose(graph: &Graph, from: NodeIdx, query: &LooseQuery<'_>) -> Vec<Loose> {
    if !graph.contains(from) || query.top == 0 {
        return Vec::new();
    }
    let mut found = tally(graph, from, &Excluded::of(graph, from, query.wanted));
    for loose in &mut found {
        loose.warmth = 1.0 - loose.warmth;
        loose.score = match query.by {
            LooseOrder::AdamicAdar => loose.adamic_adar,
            LooseOrder::ResourceAllocation => loose.resource_allocation,
            LooseOrder::Mutual => f64::from(loose.mutual),
            LooseOrder::Warmth => loose.warmth,
        };
    }
    let better = |a: &Loose, b: &Loose| b.score.total_cmp(&a.score).then(a.target.cmp(&b.target));
    if found.len() > query.top {
        found.select_nth_unstable_by(query.top - 1, better);
        found.truncate(query.top);
    }
    found.sort_unstable_by(better);
    list_connectors(graph, from, &mut found);
    found
}

/// The nodes that cannot be answers, one flag per node.
struct Excluded(Vec<bool>);

impl Excluded {
    fn of(graph: &Graph, from: NodeIdx, wanted: Wanted<'_>) -> Excluded {
        let mut excluded = match wanted {
            Wanted::Everybody => vec![false; graph.n_nodes()],
            Wanted::These(nodes) => {
                let mut all = vec![true; graph.n_nodes()];
                for node in nodes.iter().filter(|node| graph.contains(**node)) {
                    all[node.slot()] = false;
                }
                all
            }
        };
        excluded[from.slot()] = true;
        for friend in graph.arcs_from(from) {
            excluded[friend.node.slot()] = true;
        }
        Excluded(excluded)
    }
}

/// Adds up every score in one pass; [`Loose::warmth`] still holds the chance that nobody passes the request on.
fn tally(graph: &Graph, from: NodeIdx, excluded: &Excluded) -> Vec<Loose> {
    const NOWHERE: u32 = u32::MAX;
    let mut places = vec![NOWHERE; graph.n_nodes()];
    let mut found: Vec<Loose> = Vec::new();
    for friend in graph.arcs_from(from) {
        let degree = graph.degree(friend.node).max(2) as f64;
        let (per_logarithm, per_degree) = (1.0 / degree.ln(), 1.0 / degree);
        for arc in graph.arcs_from(friend.node) {
            let slot = arc.node.slot();
            if excluded.0[slot] {
                continue;
            }
            if places[slot] == NOWHERE {
                places[slot] = found.len() as u32;
                found.push(stranger(arc.node, friend.node));
            }
            let loose = &mut found[places[slot] as usize];
            let through = friend.strength * arc.strength;
            loose.mutual += 1;
            loose.adamic_adar += per_logarithm;
            loose.resource_allocation += per_degree;
            loose.warmth *= 1.0 - through;
            if through > loose.bridge_strength {
                (loose.bridge, loose.bridge_strength) = (friend.node, through);
            }
        }
    }
    found
}

fn stranger(target: NodeIdx, first_friend: NodeIdx) -> Loose {
    Loose {
        target,
        score: 0.0,
        mutual: 0,
        adamic_adar: 0.0,
        resource_allocation: 0.0,
        bridge: first_friend,
        bridge_strength: 0.0,
        warmth: 1.0,
        connectors: Vec::new(),
    }
}

fn list_connectors(graph: &Graph, from: NodeIdx, found: &mut [Loose]) {
    let mut places: Vec<Option<u32>> = vec![None; graph.n_nodes()];
    for (place, loose) in found.iter().enumerate() {
        places[loose.target.slot()] = Some(place as u32);
    }
    for &Arc { node, strength } in graph.arcs_from(from) {
        for arc in graph.arcs_from(node) {
            if let Some(place) = places[arc.node.slot()] {
                let connector = Connector { node, to_connector: strength, to_target: arc.strength };
                found[place as usize].connectors.push(connector);
            }
        }
    }
    for loose in found {
        loose.connectors.sort_by(|a, b| b.through().total_cmp(&a.through()).then(a.node.cmp(&b.node)));
    }
}
