//! The picture of the network: who lies where. Friends by depth, loose connections by warmth, in circles.
//!
//! Who was in the picture before keeps the place they had (see [`mod@places`]); circles and sizes follow the ties of today.

mod places;

use super::weigh::{Scale, is_hidden, tie_graph, value};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, PersonIdx};
use crate::views::{MapPerson, MapTie, MapView, PersonBrief, rounded};
use places::{Node, places};
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tertius_graph::{Graph, LooseOrder, LooseQuery, NodeIdx, Place, Wanted, loose};
use tertius_model::{PersonId, RecordId};

/// The most ties drawn for each person on average: more are only grey.
const TIES_EACH: usize = 5;
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
    pub fn map(&self, most: usize) -> Result<Arc<MapView>, AppError> {
        let held = self.held()?;
        let day = self.now().day();
        if let Some(map) = held.picture(most, day) {
            return Ok(map);
        }
        let network = &held.network;
        let scale = Scale::new(network, self.now());
        let graph = tie_graph(network, &scale)?;
        let (drawn, total) = drawn(network, &scale, &graph, most);
        let before = self.places_before(most)?.into_iter().collect();
        let map = Arc::new(picture(network, &scale, &graph, &drawn, &before, total));
        held.keep_picture(most, day, Arc::clone(&map));
        Ok(map)
    }

    /// Remembers where everybody lies in the picture of at most so many people, for the next one.
    ///
    /// # Errors
    /// When the vault cannot be read or written.
    pub fn keep_places(&mut self, most: usize) -> Result<(), AppError> {
        let map = self.map(most)?;
        let place = |one: &MapPerson| Some((one.id.parse::<RecordId>().ok()?.0, [one.x, one.y]));
        let mut places: Vec<(u64, Place)> = map.people.iter().filter_map(place).collect();
        places.sort_unstable_by_key(|(id, _)| *id);
        if places == self.places_before(most)? {
            return Ok(());
        }
        let failed = |error: postcard::Error| AppError::internal(format!("places cannot be written: {error}"));
        let bytes = postcard::to_stdvec(&places).map_err(failed)?;
        Ok(self.vault_mut().cache_put(&places_of(most), PLACES, &bytes)?)
    }

    /// Where everybody lay in the last picture of this size, by id.
    fn places_before(&self, most: usize) -> Result<Vec<(u64, Place)>, AppError> {
        let bytes = self.vault().cache_get(&places_of(most), PLACES)?;
        Ok(bytes.and_then(|bytes| postcard::from_bytes(&bytes).ok()).unwrap_or_default())
    }

    /// The picture of at most so many people and of everybody on the warmest paths to one person, each path as places
    /// in the list of people, ego left out.
    ///
    /// # Errors
    /// User error where nobody or several are meant.
    pub fn map_with_paths(&self, who: &str, most: usize) -> Result<(MapView, Vec<Vec<u32>>), AppError> {
        let mut map = MapView::clone(&*self.map(most)?);
        let mut places: FxHashMap<String, u32> =
            map.people.iter().enumerate().map(|(at, one)| (one.id.clone(), at as u32)).collect();
        let mut paths = Vec::new();
        for row in self.path(who, 3, 6)? {
            let mut path: Vec<u32> = Vec::new();
            for (person, link) in row.people.iter().skip(1).zip(&row.links) {
                let at = match places.get(&person.id) {
                    Some(&at) => at,
                    None => {
                        let at = map.people.len() as u32;
                        let beside = path.last().map_or([0.0, 1.1], |&last| {
                            let last = &map.people[last as usize];
                            [last.x * 1.04, last.y * 1.04 + 0.02]
                        });
                        map.people.push(passer(person, beside));
                        places.insert(person.id.clone(), at);
                        at
                    }
                };
                if let Some(&last) = path.last()
                    && !map.ties.iter().any(|tie| (tie.a, tie.b) == (last.min(at), last.max(at)))
                {
                    map.ties.push(MapTie { a: last.min(at), b: last.max(at), strength: link.strength });
                }
                path.push(at);
            }
            paths.push(path);
        }
        Ok((map, paths))
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
        Ok(picture(network, &scale, &graph, &drawn, &FxHashMap::default(), total))
    }
}

/// Under which name the places of a picture are remembered, whatever the vault holds by then.
fn places_of(most: usize) -> String {
    format!("places-{most}")
}

/// The shape in which they are.
const PLACES: &[u8] = b"1";

/// Somebody on a path who is not in the picture by themself.
fn passer(person: &PersonBrief, place: Place) -> MapPerson {
    let role = [&person.title, &person.employer].into_iter().flatten();
    MapPerson {
        id: person.id.clone(),
        name: person.name.clone(),
        role: role.cloned().collect::<Vec<_>>().join(", "),
        x: place[0],
        y: place[1],
        depth: 0.0,
        freshness: 0.0,
        circle: None,
        loose: true,
    }
}

fn picture(
    network: &Network,
    scale: &Scale<'_>,
    graph: &Graph,
    drawn: &[Drawn],
    before: &FxHashMap<u64, Place>,
    total: u64,
) -> MapView {
    let ties = ties_between(graph, drawn);
    let node = |one: &Drawn| {
        let id = network.people[one.idx as usize].id;
        Node { id, before: before.get(&id).copied() }
    };
    let places = places(&drawn.iter().map(node).collect::<Vec<_>>(), &ties);
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
