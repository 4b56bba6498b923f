//! The picture of the network: who lies where. Friends by depth, loose connections by warmth, in circles.
//!
//! The start of the layout follows from the people's ids, so that the same people lie at the same places at every
//! visit, and a newcomer moves the others only a little.

use super::weigh::{Scale, is_hidden, tie_graph, value};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, PersonIdx};
use crate::views::{MapPerson, MapTie, MapView, rounded};
use rustc_hash::FxHashMap;
use tertius_graph::{Graph, LooseOrder, LooseQuery, NodeIdx, Place, Wanted, layout, loose, sunflower};
use tertius_model::PersonId;

/// The most ties drawn for each person on average: more are only grey.
const TIES_EACH: usize = 5;
/// Rounds of the layout; fewer for many people, whose places change little late.
const ROUNDS: (usize, usize) = (300, 90);
/// From how many people on the fewer rounds do.
const MANY: usize = 2_000;
/// What share of the picture loose connections may fill.
const LOOSE_SHARE: f64 = 0.5;

/// Somebody in the picture.
struct Drawn {
    idx: PersonIdx,
    depth: f64,
    loose: bool,
}

impl App {
    /// The picture of at most so many people.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn map(&self, most: usize) -> Result<MapView, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let graph = tie_graph(network, &scale)?;
        let (drawn, total) = drawn(network, &scale, &graph, most);
        Ok(picture(network, &scale, &graph, &drawn, total))
    }

    /// The picture of one person and those around them, at most so many people.
    ///
    /// # Errors
    /// User error where nobody or several are meant.
    pub fn map_around(&self, who: &str, most: usize) -> Result<MapView, AppError> {
        let middle = self.who(who)?;
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let graph = tie_graph(network, &scale)?;
        let mut around: Vec<(f64, PersonIdx)> = graph
            .arcs_from(NodeIdx(middle))
            .iter()
            .filter(|arc| arc.node.0 != network.ego_node())
            .map(|arc| (arc.strength, arc.node.0))
            .collect();
        around.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let total = around.len() as u64 + 1;
        let people = std::iter::once(middle).chain(around.into_iter().map(|(_, idx)| idx)).take(most);
        let drawn: Vec<Drawn> = people
            .map(|idx| {
                let person = &network.people[idx as usize];
                Drawn { idx, depth: scale.depth(person).value, loose: !scale.is_tie(person) }
            })
            .collect();
        Ok(picture(network, &scale, &graph, &drawn, total))
    }
}

fn picture(network: &Network, scale: &Scale<'_>, graph: &Graph, drawn: &[Drawn], total: u64) -> MapView {
    let ties = ties_between(graph, drawn);
    let places = places(network, drawn, &ties);
    let circles = circles(drawn.len(), &ties);
    let people = drawn.iter().zip(&places).zip(&circles).map(|((one, place), circle)| {
        let person = &network.people[one.idx as usize];
        let role = [&person.title, &person.employer].into_iter().filter(|text| !text.is_empty());
        MapPerson {
            id: PersonId(person.id).to_string(),
            name: person.name.clone(),
            role: role.cloned().collect::<Vec<_>>().join(", "),
            x: place[0],
            y: place[1],
            depth: rounded(one.depth),
            freshness: value(&scale.freshness(person)),
            circle: *circle,
            loose: one.loose,
        }
    });
    let people = people.collect();
    let most_ties = TIES_EACH * drawn.len();
    let shown = strongest(ties, most_ties);
    let tie = |&(a, b, strength): &(u32, u32, f32)| MapTie { a, b, strength: rounded(f64::from(strength)) };
    MapView { people, ties: shown.iter().map(tie).collect(), total }
}

/// Who is in the picture, and how many could be.
fn drawn(network: &Network, scale: &Scale<'_>, graph: &Graph, most: usize) -> (Vec<Drawn>, u64) {
    let mut friends: Vec<Drawn> = network
        .people
        .iter()
        .enumerate()
        .filter(|(_, person)| !is_hidden(person) && scale.is_tie(person))
        .map(|(idx, person)| Drawn { idx: idx as PersonIdx, depth: scale.depth(person).value, loose: false })
        .collect();
    friends.sort_by(|a, b| b.depth.total_cmp(&a.depth).then(a.idx.cmp(&b.idx)));
    let query = LooseQuery { top: usize::MAX, by: LooseOrder::Warmth, wanted: Wanted::Everybody };
    let beyond = loose(graph, NodeIdx(network.ego_node()), &query);
    let total = (friends.len() + beyond.len()) as u64;
    let for_loose = ((most as f64 * LOOSE_SHARE) as usize).max(most.saturating_sub(friends.len()));
    let n_loose = beyond.len().min(for_loose);
    friends.truncate(most.saturating_sub(n_loose));
    friends.extend(beyond.iter().take(n_loose).map(|one| Drawn { idx: one.target.0, depth: 0.0, loose: true }));
    (friends, total)
}

/// Ties between those in the picture, by their places in it; the smaller place first.
fn ties_between(graph: &Graph, drawn: &[Drawn]) -> Vec<(u32, u32, f32)> {
    let place: FxHashMap<PersonIdx, u32> = drawn.iter().enumerate().map(|(at, one)| (one.idx, at as u32)).collect();
    let mut ties = Vec::new();
    for (at, one) in drawn.iter().enumerate() {
        for arc in graph.arcs_from(NodeIdx(one.idx)) {
            if let Some(&other) = place.get(&arc.node.0)
                && (at as u32) < other
            {
                ties.push((at as u32, other, arc.strength as f32));
            }
        }
    }
    ties
}

fn strongest(mut ties: Vec<(u32, u32, f32)>, most: usize) -> Vec<(u32, u32, f32)> {
    ties.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    ties.truncate(most);
    ties
}

/// Places within about -1..1.
fn places(network: &Network, drawn: &[Drawn], ties: &[(u32, u32, f32)]) -> Vec<Place> {
    let mut order: Vec<usize> = (0..drawn.len()).collect();
    order.sort_by_key(|&at| network.people[drawn[at].idx as usize].id);
    let flower = sunflower(drawn.len());
    let mut start = vec![[0.0; 2]; drawn.len()];
    for (place, at) in flower.into_iter().zip(order) {
        start[at] = place;
    }
    let rounds = if drawn.len() > MANY { ROUNDS.1 } else { ROUNDS.0 };
    let mut places = layout(&start, ties, rounds);
    let mut far: Vec<f32> = places.iter().map(|place| place[0].hypot(place[1])).collect();
    far.sort_by(f32::total_cmp);
    // The outermost hundredth may lie outside, so that one stray does not shrink everybody.
    let reach = far.get(far.len().saturating_sub(1 + far.len() / 100)).copied().unwrap_or(1.0).max(f32::MIN_POSITIVE);
    for place in &mut places {
        *place = [place[0] / reach, place[1] / reach].map(|part| (part.clamp(-1.3, 1.3) * 1e4).round() / 1e4);
    }
    places
}

/// The circle of everybody, the largest being 0: weighted label propagation (Raghavan, Albert & Kumara 2007), nodes in
/// fixed order, ties to the smaller label, so that the same picture gives the same circles.
fn circles(n: usize, ties: &[(u32, u32, f32)]) -> Vec<Option<u32>> {
    let mut rows: Vec<Vec<(u32, f32)>> = vec![Vec::new(); n];
    for &(a, b, strength) in ties {
        rows[a as usize].push((b, strength));
        rows[b as usize].push((a, strength));
    }
    let mut label: Vec<u32> = (0..n as u32).collect();
    for _ in 0..20 {
        let mut moved = false;
        for at in 0..n {
            let mut votes: FxHashMap<u32, f32> = FxHashMap::default();
            for &(other, strength) in &rows[at] {
                *votes.entry(label[other as usize]).or_default() += strength;
            }
            let best = votes.into_iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
            if let Some((best, _)) = best.filter(|(best, _)| *best != label[at]) {
                label[at] = best;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let mut sizes: FxHashMap<u32, u32> = FxHashMap::default();
    for at in (0..n).filter(|&at| !rows[at].is_empty()) {
        *sizes.entry(label[at]).or_default() += 1;
    }
    let mut by_size: Vec<(u32, u32)> = sizes.into_iter().collect();
    by_size.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let number: FxHashMap<u32, u32> = by_size.iter().enumerate().map(|(at, (label, _))| (*label, at as u32)).collect();
    (0..n).map(|at| number.get(&label[at]).copied().filter(|_| !rows[at].is_empty())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_are_numbered_by_size_and_loners_have_none() {
        let ties = [(0, 1, 1.0), (2, 3, 1.0), (3, 4, 1.0), (2, 4, 1.0)];
        let found = circles(6, &ties);
        assert_eq!(found, [Some(1), Some(1), Some(0), Some(0), Some(0), None]);
    }
}
