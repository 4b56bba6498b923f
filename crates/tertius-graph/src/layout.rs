//! Places for nodes in the plane, so that those with ties lie together: a force-directed layout.
//!
//! Attraction grows with strength and the logarithm of distance (Noack 2009, *Modularity clustering is force-directed
//! layout*: this draws groups apart), repulsion with both degrees and falls with distance (Jacomy, Venturini, Heymann &
//! Bastian 2014, *ForceAtlas2*); repulsion from far groups is summed in a quadtree (Barnes & Hut 1986). The
//! steps shrink by a fixed plan instead of ForceAtlas2's adaptive speed, so that the same graph from the same start
//! gives the same places on every machine. Cost: rounds x (n log n + ties).

/// A place in the plane.
pub type Place = [f32; 2];

/// How strongly a tie of strength one pulls.
const ATTRACTION: f32 = 8.0;
/// How strongly two nodes with one tie each push at distance one.
const REPULSION: f32 = 0.2;
/// Pulls everybody to the middle, so that loose parts stay in sight.
const GRAVITY: f32 = 0.3;
/// A group that looks smaller than this from a node counts as one point.
const OPENING: f32 = 1.1;
/// Deeper cells hold their nodes together; places this near are one place.
const DEEPEST: usize = 24;
/// Below which distance forces no longer grow.
const NEAREST: f32 = 0.01;

/// Places for `start.len()` nodes. `ties` are pairs of nodes with a weight; the first places are `start`, which should
/// all differ. Panics when a tie names a node that is not there.
pub fn layout(start: &[Place], ties: &[(u32, u32, f32)], rounds: usize) -> Vec<Place> {
    let mut places = start.to_vec();
    let mut mass = vec![1.0f32; start.len()];
    for &(a, b, _) in ties {
        mass[a as usize] += 1.0;
        mass[b as usize] += 1.0;
    }
    let span = (start.len() as f32).sqrt();
    for round in 0..rounds {
        let step = span * 0.1 * (1.0 - round as f32 / rounds as f32).powi(2) + 0.02;
        let tree = Tree::over(&places, &mass);
        let mut forces: Vec<Place> = (0..places.len()).map(|at| tree.push(places[at], mass[at])).collect();
        for (force, (place, mass)) in forces.iter_mut().zip(places.iter().zip(&mass)) {
            let pull = GRAVITY * mass / length(*place).max(1.0);
            force[0] -= place[0] * pull;
            force[1] -= place[1] * pull;
        }
        for &(a, b, weight) in ties {
            let (a, b) = (a as usize, b as usize);
            let gap = [places[b][0] - places[a][0], places[b][1] - places[a][1]];
            let far = length(gap).max(NEAREST);
            let pull = ATTRACTION * weight * far.ln_1p() / far;
            for axis in 0..2 {
                forces[a][axis] += pull * gap[axis];
                forces[b][axis] -= pull * gap[axis];
            }
        }
        for ((place, force), mass) in places.iter_mut().zip(&forces).zip(&mass) {
            let size = length(*force) / mass;
            let scale = if size > step { step / size } else { 1.0 } / mass;
            place[0] += force[0] * scale;
            place[1] += force[1] * scale;
        }
    }
    places
}

/// A sunflower: n places, evenly dense, none twice. The start of a layout without an earlier one.
pub fn sunflower(n: usize) -> Vec<Place> {
    // The golden angle, in radians.
    const TURN: f32 = 2.399_963_2;
    let place = |at: usize| {
        let (radius, angle) = ((at as f32 + 0.5).sqrt(), at as f32 * TURN);
        [radius * angle.cos(), radius * angle.sin()]
    };
    (0..n).map(place).collect()
}

fn length(place: Place) -> f32 {
    place[0].hypot(place[1])
}

/// A cell of the quadtree.
#[derive(Clone, Copy)]
struct Cell {
    /// Mass, and mass times place.
    mass: f32,
    moment: Place,
    width: f32,
    /// The first of four cells below; 0 where there are none.
    below: u32,
    /// How many nodes it holds.
    n: u32,
}

struct Tree {
    cells: Vec<Cell>,
}

impl Tree {
    fn over(places: &[Place], mass: &[f32]) -> Tree {
        let reach = places.iter().flatten().fold(1.0f32, |most, part| most.max(part.abs()));
        let root = Cell { mass: 0.0, moment: [0.0; 2], width: 2.0 * reach, below: 0, n: 0 };
        let mut tree = Tree { cells: vec![root] };
        for (place, mass) in places.iter().zip(mass) {
            tree.add(*place, *mass, reach);
        }
        tree
    }

    fn add(&mut self, place: Place, mass: f32, reach: f32) {
        let (mut at, mut middle, mut half) = (0usize, [0.0f32; 2], reach);
        for _ in 0..DEEPEST {
            let before = self.cells[at];
            let cell = &mut self.cells[at];
            cell.mass += mass;
            cell.moment = [cell.moment[0] + mass * place[0], cell.moment[1] + mass * place[1]];
            cell.n += 1;
            if before.n == 0 {
                return;
            }
            half /= 2.0;
            if before.below == 0 {
                let below = self.cells.len() as u32;
                self.cells[at].below = below;
                let empty = Cell { mass: 0.0, moment: [0.0; 2], width: 2.0 * half, below: 0, n: 0 };
                self.cells.extend([empty; 4]);
                // The one node that was here moves down, so that every leaf is one node.
                let held = [before.moment[0] / before.mass, before.moment[1] / before.mass];
                let child = &mut self.cells[below as usize + quarter(held, middle)];
                *child = Cell { mass: before.mass, moment: before.moment, n: before.n, ..*child };
            }
            let next = quarter(place, middle);
            middle = inside(middle, half, next);
            at = self.cells[at].below as usize + next;
        }
        let cell = &mut self.cells[at];
        cell.mass += mass;
        cell.moment = [cell.moment[0] + mass * place[0], cell.moment[1] + mass * place[1]];
        cell.n += 1;
    }

    /// What pushes a node of this mass away from everybody.
    fn push(&self, place: Place, mass: f32) -> Place {
        let mut force = [0.0f32; 2];
        let mut open = vec![0u32];
        while let Some(at) = open.pop() {
            let cell = &self.cells[at as usize];
            if cell.n == 0 {
                continue;
            }
            let gap = [place[0] - cell.moment[0] / cell.mass, place[1] - cell.moment[1] / cell.mass];
            let far = gap[0].mul_add(gap[0], gap[1] * gap[1]);
            if cell.below == 0 || cell.width * cell.width < OPENING * OPENING * far {
                let strength = REPULSION * mass * cell.mass / far.max(NEAREST);
                force = [force[0] + gap[0] * strength, force[1] + gap[1] * strength];
            } else {
                open.extend(cell.below..cell.below + 4);
            }
        }
        force
    }
}

fn quarter(place: Place, middle: Place) -> usize {
    usize::from(place[0] >= middle[0]) + 2 * usize::from(place[1] >= middle[1])
}

fn inside(middle: Place, half: f32, quarter: usize) -> Place {
    let side = |bit: usize| if quarter & bit != 0 { half } else { -half };
    [middle[0] + side(1), middle[1] + side(2)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apart(a: Place, b: Place) -> f32 {
        length([a[0] - b[0], a[1] - b[1]])
    }

    /// Two circles of ten, all known to each other, and one tie between.
    fn two_circles() -> Vec<(u32, u32, f32)> {
        let pairs = |from: u32| (0..10).flat_map(move |a| (a + 1..10).map(move |b| (from + a, from + b, 1.0)));
        pairs(0).chain(pairs(10)).chain([(0, 10, 1.0)]).collect()
    }

    #[test]
    fn a_circle_lies_together_and_apart_from_the_other() {
        let places = layout(&sunflower(20), &two_circles(), 200);
        let mean = |pairs: &[(usize, usize)]| {
            pairs.iter().map(|&(a, b)| apart(places[a], places[b])).sum::<f32>() / pairs.len() as f32
        };
        let within: Vec<_> = (0..10).flat_map(|a| (a + 1..10).map(move |b| (a, b))).collect();
        let between: Vec<_> = (1..10).flat_map(|a| (11..20).map(move |b| (a, b))).collect();
        assert!(mean(&between) > 2.0 * mean(&within), "{} and {}", mean(&between), mean(&within));
    }

    #[test]
    fn the_same_start_gives_the_same_places() {
        assert_eq!(layout(&sunflower(20), &two_circles(), 50), layout(&sunflower(20), &two_circles(), 50));
    }

    #[test]
    fn nobody_and_everybody_at_one_place_end_in_finite_numbers() {
        assert!(layout(&[], &[], 10).is_empty());
        let places = layout(&[[1.0, 1.0]; 40], &[(0, 1, 1.0)], 10);
        assert!(places.iter().flatten().all(|part| part.is_finite()));
    }

    #[test]
    fn sums_over_groups_are_close_to_the_sum_over_nodes() {
        let places = sunflower(300);
        let mass = vec![1.0; 300];
        let tree = Tree::over(&places, &mass);
        for at in (0..300).step_by(17) {
            let exact = places.iter().fold([0.0f32; 2], |sum, other| {
                let gap = [places[at][0] - other[0], places[at][1] - other[1]];
                let strength = REPULSION / (gap[0] * gap[0] + gap[1] * gap[1]).max(NEAREST);
                [sum[0] + gap[0] * strength, sum[1] + gap[1] * strength]
            });
            assert!(apart(tree.push(places[at], 1.0), exact) < 0.15 * length(exact).max(5.0));
        }
    }
}
