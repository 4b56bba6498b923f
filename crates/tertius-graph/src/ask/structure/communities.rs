//! The circles among a node's friends: who of them know each other.
//!
//! Definition: the friends and the ties between them, both ways added, without the node itself; split so that
//! modularity (Newman and Girvan 2004) is high. Modularity is the sum over circles of in/2m - (total/2m)², where `in` is
//! the strength within the circle counted from both ends, `total` all strength of its members, and 2m that of all.
//! Method: Louvain (Blondel, Guillaume, Lambiotte, Lefebvre 2008): friends move, one at a time and in the order of ids,
//! to the circle that gains most, or away from all, until none gains; then circles move as friends did; then friends again. At the end
//! no single friend can move and gain. Nothing is drawn by lot: equal networks have equal circles.
//! Cost: the friends' arcs, then some passes over the ties between friends.
//! Odd inputs: friends without ties to other friends stand alone; strengths of 0 tie nobody.

use super::super::Scratch;
use crate::{NodeIdx, Snapshot, SnapshotError};

/// Moves that gain less are rounding.
const LEAST_GAIN: f64 = 1e-12;
/// Enough for every network that was seen; each pass gains.
const MAX_PASSES: usize = 100;

/// The circles of a node's friends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Communities {
    /// Every friend and the number of its circle, by circle and then by id. Circles are numbered by size falling, then
    /// by their first friend.
    pub members: Vec<(NodeIdx, u32)>,
    /// How much better than chance the split is; 0 when no friends know each other.
    pub modularity: f64,
}

#[derive(Debug, Default)]
pub(in crate::ask) struct Room {
    friends: Vec<u32>,
    /// Place among the friends plus one, by node.
    places: Vec<u32>,
    ties: Ties,
    lumped: Ties,
    /// Of every friend, and of every circle of the first pass.
    circle: Vec<u32>,
    circle_of_circle: Vec<u32>,
    moves: Moves,
    arcs: Vec<(u32, u32, f64)>,
    sizes: Vec<(u32, u32, u32)>,
}

/// A weighted network of few members.
#[derive(Debug, Default)]
struct Ties {
    starts: Vec<usize>,
    arcs: Vec<(u32, f64)>,
    /// All strength of a member, its own inner strength included.
    totals: Vec<f64>,
    sum: f64,
}

#[derive(Debug, Default)]
struct Moves {
    /// All strength of a circle.
    totals: Vec<f64>,
    /// How many members it has.
    sizes: Vec<u32>,
    /// Strength from the member in question to a circle; those above 0 stand in `near`.
    toward: Vec<f64>,
    near: Vec<u32>,
}

/// Splits a node's friends into circles, into `out`. Panics when the node is not in the graph.
pub fn communities(
    snapshot: &Snapshot,
    scratch: &mut Scratch,
    node: NodeIdx,
    out: &mut Communities,
) -> Result<(), SnapshotError> {
    let room = &mut scratch.structure.communities;
    room.gather(snapshot, node);
    let n = room.friends.len();
    room.circle.clear();
    room.circle.extend(0..n as u32);
    for _ in 0..MAX_PASSES {
        let moved = room.moves.run(&room.ties, &mut room.circle);
        let n_circles = renumber(&mut room.circle, &mut room.sizes);
        room.lump(n_circles);
        room.circle_of_circle.clear();
        room.circle_of_circle.extend(0..n_circles as u32);
        let lumps_moved = room.moves.run(&room.lumped, &mut room.circle_of_circle);
        for circle in &mut room.circle {
            *circle = room.circle_of_circle[*circle as usize];
        }
        if !lumps_moved || !moved {
            break;
        }
    }
    // Friends have the last word.
    room.moves.run(&room.ties, &mut room.circle);
    room.write(out);
    for friend in room.friends.drain(..) {
        room.places[friend as usize] = 0;
    }
    snapshot.intact()
}

impl Room {
    /// The friends by id, and the ties between them.
    fn gather(&mut self, snapshot: &Snapshot, node: NodeIdx) {
        if self.places.len() < snapshot.n_nodes() {
            self.places.resize(snapshot.n_nodes(), 0);
        }
        let (leaving, arriving) = (snapshot.leaving(), snapshot.arriving());
        self.friends.extend(leaving.nodes(node).iter().chain(arriving.nodes(node).iter()));
        self.friends.sort_unstable_by_key(|friend| snapshot.rank(*friend));
        self.friends.dedup();
        for (friend, place) in self.friends.iter().zip(1..) {
            self.places[*friend as usize] = place;
        }
        self.arcs.clear();
        for (friend, place) in self.friends.iter().zip(0..) {
            for (other, strength) in leaving.arcs(NodeIdx(*friend)).take_while(|arc| arc.1 > 0.0) {
                if let Some(other) = self.places[other as usize].checked_sub(1) {
                    self.arcs.push((place, other, f64::from(strength)));
                    self.arcs.push((other, place, f64::from(strength)));
                }
            }
        }
        self.ties.fill(self.friends.len(), &mut self.arcs);
    }

    /// One member for each circle.
    fn lump(&mut self, n_circles: usize) {
        self.arcs.clear();
        for (member, circle) in self.circle.iter().enumerate() {
            let arcs = self.ties.of(member as u32).iter();
            self.arcs.extend(arcs.map(|(other, strength)| (*circle, self.circle[*other as usize], *strength)));
        }
        self.lumped.fill(n_circles, &mut self.arcs);
    }

    fn write(&mut self, out: &mut Communities) {
        out.members.clear();
        let n_circles = renumber(&mut self.circle, &mut self.sizes);
        // Circles are numbered by their first friend now; the largest come first.
        self.sizes.clear();
        self.sizes.extend((0..n_circles as u32).map(|circle| (0, circle, 0)));
        self.circle.iter().for_each(|circle| self.sizes[*circle as usize].0 += 1);
        self.sizes.sort_unstable_by_key(|(size, circle, _)| (u32::MAX - size, *circle));
        self.circle_of_circle.clear();
        self.circle_of_circle.resize(n_circles, 0);
        for ((_, circle, _), place) in self.sizes.iter().zip(0..) {
            self.circle_of_circle[*circle as usize] = place;
        }
        let circle = |place: usize| self.circle_of_circle[self.circle[place] as usize];
        // Friends stand by id already; places keep that order within a circle.
        self.sizes.clear();
        self.sizes.extend((0..self.friends.len()).map(|place| (circle(place), place as u32, 0)));
        self.sizes.sort_unstable();
        let member = |(circle, place, _): &(u32, u32, u32)| (NodeIdx(self.friends[*place as usize]), *circle);
        out.members.extend(self.sizes.iter().map(member));
        out.modularity = self.ties.modularity(&self.circle, &mut self.moves.totals);
    }
}

/// Numbers circles from 0 in the order of their first members; how many there are.
fn renumber(circle: &mut [u32], firsts: &mut Vec<(u32, u32, u32)>) -> usize {
    firsts.clear();
    let n = circle.iter().max().map_or(0, |max| *max as usize + 1);
    firsts.resize(n, (u32::MAX, 0, 0));
    let mut n_circles = 0;
    for circle in circle {
        let number = &mut firsts[*circle as usize].0;
        if *number == u32::MAX {
            *number = n_circles;
            n_circles += 1;
        }
        *circle = *number;
    }
    n_circles as usize
}

impl Ties {
    /// Takes arcs in any order, repeats added.
    fn fill(&mut self, n_members: usize, arcs: &mut Vec<(u32, u32, f64)>) {
        arcs.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        arcs.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        self.starts.clear();
        self.starts.resize(n_members + 1, 0);
        self.totals.clear();
        self.totals.resize(n_members, 0.0);
        self.arcs.clear();
        for (member, other, strength) in arcs.iter() {
            self.starts[*member as usize + 1] += 1;
            self.totals[*member as usize] += strength;
            self.arcs.push((*other, *strength));
        }
        for member in 0..n_members {
            self.starts[member + 1] += self.starts[member];
        }
        self.sum = self.totals.iter().sum();
    }

    fn of(&self, member: u32) -> &[(u32, f64)] {
        &self.arcs[self.starts[member as usize]..self.starts[member as usize + 1]]
    }

    fn modularity(&self, circle: &[u32], totals: &mut Vec<f64>) -> f64 {
        if self.sum == 0.0 {
            return 0.0;
        }
        totals.clear();
        totals.resize(circle.len(), 0.0);
        let mut inner = 0.0;
        for (member, own) in circle.iter().enumerate() {
            totals[*own as usize] += self.totals[member];
            let arcs = self.of(member as u32).iter().filter(|(other, _)| circle[*other as usize] == *own);
            inner += arcs.map(|(_, strength)| strength).sum::<f64>();
        }
        inner / self.sum - totals.iter().map(|total| (total / self.sum).powi(2)).sum::<f64>()
    }
}

impl Moves {
    /// Moves members while that gains; whether any moved.
    fn run(&mut self, ties: &Ties, circle: &mut [u32]) -> bool {
        self.totals.clear();
        self.totals.resize(circle.len(), 0.0);
        self.toward.clear();
        self.toward.resize(circle.len(), 0.0);
        self.sizes.clear();
        self.sizes.resize(circle.len(), 0);
        for (member, own) in circle.iter().enumerate() {
            self.totals[*own as usize] += ties.totals[member];
            self.sizes[*own as usize] += 1;
        }
        let mut any = false;
        for _ in 0..MAX_PASSES {
            let mut moved = false;
            for member in 0..circle.len() {
                moved |= self.offer(ties, circle, member);
            }
            any |= moved;
            if !moved {
                break;
            }
        }
        any
    }

    /// Moves one member to the best circle near it.
    fn offer(&mut self, ties: &Ties, circle: &mut [u32], member: usize) -> bool {
        let (own, weight) = (circle[member], ties.totals[member]);
        for (other, strength) in ties.of(member as u32).iter().filter(|(other, _)| *other as usize != member) {
            let near = circle[*other as usize];
            if self.toward[near as usize] == 0.0 {
                self.near.push(near);
            }
            self.toward[near as usize] += strength;
        }
        self.totals[own as usize] -= weight;
        let worth = |circle: u32| self.toward[circle as usize] - weight * self.totals[circle as usize] / ties.sum;
        let (mut best, mut most) = (own, worth(own));
        for near in &self.near {
            if worth(*near) > most + LEAST_GAIN * ties.sum {
                (best, most) = (*near, worth(*near));
            }
        }
        // Better alone: where two share a circle, another has none.
        if most < -LEAST_GAIN * ties.sum && self.sizes[own as usize] > 1 {
            best = self.sizes.iter().position(|size| *size == 0).map_or(own, |empty| empty as u32);
        }
        self.totals[best as usize] += weight;
        self.sizes[own as usize] -= 1;
        self.sizes[best as usize] += 1;
        for near in self.near.drain(..) {
            self.toward[near as usize] = 0.0;
        }
        circle[member] = best;
        best != own
    }
}
