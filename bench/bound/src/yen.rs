//! The k warmest loopless paths by Yen's algorithm (1971) over the baseline's search for one.
//!
//! Every path found is left at each of its people in turn: what it began with stays, its next tie and those of other
//! paths that begin alike are closed, and the search is asked for the best rest. The best of all candidates is next.

use crate::arrays::Arrays;
use crate::path::{Closed, Found, Search};

/// The k best paths, the best first.
pub fn best_paths(search: &mut Search<'_>, arrays: &Arrays, from: u32, to: u32, k: usize) -> Vec<Found> {
    let mut found: Vec<Found> = search.warmest(from, to, &Closed::default()).into_iter().collect();
    let mut candidates: Vec<Found> = Vec::new();
    while let Some(last) = found.last().filter(|_| found.len() < k).cloned() {
        for place in 0..last.people.len() - 1 {
            let beginning = &last.people[..=place];
            let alike = found.iter().filter(|path| path.people.starts_with(beginning));
            let closed = Closed {
                people: beginning.iter().copied().collect(),
                first_steps: alike.map(|path| path.people[place + 1]).collect(),
                hops_spent: place,
            };
            if let Some(rest) = search.warmest(beginning[place], to, &closed) {
                let mut people = beginning[..place].to_vec();
                people.extend(rest.people);
                let candidate = Found { strength: product(arrays, &people), people };
                if !candidates.contains(&candidate) {
                    candidates.push(candidate);
                }
            }
        }
        candidates.sort_by(|one, other| other.strength.total_cmp(&one.strength));
        if candidates.is_empty() {
            break;
        }
        found.push(candidates.remove(0));
    }
    found
}

fn product(arrays: &Arrays, people: &[u32]) -> f64 {
    let strength = |pair: &[u32]| {
        let tie = arrays.ties(pair[0]).find(|(node, _)| *node == pair[1]);
        tie.map_or(0.0, |(_, strength)| f64::from(strength))
    };
    people.windows(2).map(strength).product()
}
