//! Where everybody lies: who lay somewhere in the last picture stays there, so that people find each other again from
//! visit to visit; newcomers settle among those they have ties with.
//!
//! Where nobody lay anywhere, or most are new, the whole picture is laid out anew from what there is; places to begin
//! with follow from each person's own id, so that a newcomer changes nobody else's.

use rustc_hash::FxHashMap;
use tertius_graph::{Place, layout};

/// Somebody to lay somewhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub id: u64,
    pub before: Option<Place>,
}

/// Rounds of the layout; fewer for many people, whose places change little late.
const ROUNDS: (usize, usize) = (300, 90);
/// From how many people on the fewer rounds do.
const MANY: usize = 2_000;
/// Of so many there may be one newcomer before everybody is laid out anew.
const FEW: usize = 3;
/// Rounds in which newcomers settle.
const SETTLING: usize = 30;
/// How far newcomers among the same friends keep from each other.
const APART: f32 = 0.03;

/// Places within about -1..1.
pub(super) fn places(nodes: &[Node], ties: &[(u32, u32, f32)]) -> Vec<Place> {
    let n_new = nodes.iter().filter(|node| node.before.is_none()).count();
    let mut places = if n_new * FEW <= nodes.len() { settled(nodes, ties) } else { laid_out(nodes, ties) };
    for place in &mut places {
        *place = place.map(|part| (part.clamp(-1.3, 1.3) * 1e4).round() / 1e4);
    }
    places
}

fn laid_out(nodes: &[Node], ties: &[(u32, u32, f32)]) -> Vec<Place> {
    let span = (nodes.len() as f32).sqrt();
    let start = |node: &Node| node.before.unwrap_or_else(|| within_a_disc(node.id)).map(|part| part * span);
    let start: Vec<Place> = nodes.iter().map(start).collect();
    let mut places = layout(&start, ties, if nodes.len() > MANY { ROUNDS.1 } else { ROUNDS.0 });
    let mut far: Vec<f32> = places.iter().map(|place| place[0].hypot(place[1])).collect();
    far.sort_by(f32::total_cmp);
    // The outermost hundredth may lie outside, so that one stray does not shrink everybody.
    let reach = far.get(far.len().saturating_sub(1 + far.len() / 100)).copied().unwrap_or(1.0).max(f32::MIN_POSITIVE);
    places.iter_mut().for_each(|place| *place = place.map(|part| part / reach));
    places
}

/// Each newcomer comes to lie in the middle of those they have ties with, the strongest pulling most.
fn settled(nodes: &[Node], ties: &[(u32, u32, f32)]) -> Vec<Place> {
    let mut around: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
    for &(a, b, weight) in ties {
        for (one, other) in [(a, b), (b, a)] {
            if nodes[one as usize].before.is_none() {
                around.entry(one).or_default().push((other, weight));
            }
        }
    }
    let mut places: Vec<Option<Place>> = nodes.iter().map(|node| node.before).collect();
    let mut newcomers: Vec<u32> = (0..nodes.len() as u32).filter(|at| nodes[*at as usize].before.is_none()).collect();
    newcomers.sort_unstable_by_key(|at| nodes[*at as usize].id);
    for _ in 0..SETTLING {
        for at in &newcomers {
            let friends = around.get(at).map(Vec::as_slice).unwrap_or_default();
            let (mut sum, mut weights) = ([0.0f32; 2], 0.0f32);
            for &(friend, weight) in friends {
                if let Some(place) = places[friend as usize] {
                    sum = [sum[0] + weight * place[0], sum[1] + weight * place[1]];
                    weights += weight;
                }
            }
            if weights > 0.0 {
                places[*at as usize] = Some(sum.map(|part| part / weights));
            }
        }
    }
    let own = |node: &Node, place: Option<Place>| {
        let spot = within_a_disc(node.id);
        match (node.before, place) {
            (Some(before), _) => before,
            (None, Some(place)) => [place[0] + APART * spot[0], place[1] + APART * spot[1]],
            // Nobody in the picture knows them: on the rim.
            (None, None) => {
                let far = spot[0].hypot(spot[1]).max(f32::MIN_POSITIVE);
                spot.map(|part| part / far * (1.0 + 0.1 * far))
            }
        }
    };
    nodes.iter().zip(places).map(|(node, place)| own(node, place)).collect()
}

/// A place in the disc of radius one that follows from an id alone; ids are digests, so places are spread evenly.
fn within_a_disc(id: u64) -> Place {
    let part = |bits: u64| (bits & 0xffff_ffff) as f32 / u32::MAX as f32;
    let (radius, angle) = (part(id >> 32).sqrt(), part(id) * std::f32::consts::TAU);
    [radius * angle.cos(), radius * angle.sin()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A digest, near enough.
    fn id(n: u64) -> u64 {
        (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
    }

    /// Three circles of twenty, all within knowing each other.
    fn ties() -> Vec<(u32, u32, f32)> {
        (0..60u32).flat_map(|a| (a + 1..60).filter(move |b| a / 20 == b / 20).map(move |b| (a, b, 0.5))).collect()
    }

    #[test]
    fn who_was_there_stays_and_newcomers_lie_with_their_friends() {
        let new = |n: u64| Node { id: id(n), before: None };
        let first = places(&(0..60).map(new).collect::<Vec<_>>(), &ties());
        let mut nodes: Vec<Node> = (0..60).map(|n| Node { id: id(n), before: Some(first[n as usize]) }).collect();
        // Two join: one knows the first circle, the other nobody.
        nodes.extend([new(60), new(61)]);
        let mut more = ties();
        more.extend((0..20).map(|friend| (friend, 60, 0.5)));
        let then = places(&nodes, &more);
        assert_eq!(then[..60], first[..]);
        let far = |a: Place, b: Place| (a[0] - b[0]).hypot(a[1] - b[1]);
        let nearest = (0..60).min_by(|a, b| far(then[60], then[*a]).total_cmp(&far(then[60], then[*b]))).unwrap();
        assert!(nearest < 20, "{nearest}");
        assert!(far(then[61], [0.0, 0.0]) >= 1.0 && far(then[61], [0.0, 0.0]) < 1.2);
        // Who leaves moves nobody.
        nodes.truncate(55);
        let fewer: Vec<_> = ties().into_iter().filter(|tie| tie.1 < 55).collect();
        assert_eq!(places(&nodes, &fewer)[..], first[..55]);
    }

    #[test]
    fn nobody_alone_and_strangers_have_finite_places() {
        assert!(places(&[], &[]).is_empty());
        let strangers: Vec<Node> = (0..5).map(|n| Node { id: n, before: None }).collect();
        assert!(places(&strangers, &[]).iter().flatten().all(|part| part.is_finite()));
        assert!(places(&strangers[..1], &[]).iter().flatten().all(|part| part.is_finite()));
    }
}
