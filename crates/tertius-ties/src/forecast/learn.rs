//! Weights of terms, and how outcomes change them: ridge toward the weights one began with.
//!
//! Probabilities: minimises `-sum log likelihood + 1/2 · trust · sum over terms of (spread · (w - w0))²`, with the terms
//! centred, by Newton's method. Rankings: the same with the likelihood of each person's choice among their candidates
//! (conditional logit, McFadden 1974). The prior holds every weight, measured in spreads of its term, to within
//! `trust^-0.5` of where it began; so a few outcomes change little and many decide. Cost: d² an example and d³ a step.
//! Odd inputs: fewer than 25
//! outcomes, or 10 people's choices, leave all as it was; no spread in a term leaves its weight.

use crate::parameters::OUTCOMES_ENOUGH;

/// One thing that happened or did not, with what was known before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example<const N: usize> {
    /// The terms.
    pub terms: [f64; N],
    /// What came of it.
    pub happened: bool,
    /// How much it counts: 1, or less for what is long past.
    pub weight: f64,
}

/// What each term adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Added always.
    pub base: f64,
    /// By term.
    pub of: Vec<f64>,
}

/// Assumption: so many people's choices are enough to begin with; the prior holds back what few of them say.
pub(super) const CHOICES_ENOUGH: usize = 10;
/// How firmly the base is held: within 0.7 of where it began, as measured for a user's own outcomes.
const BASE_TRUST: f64 = 2.0;
/// Newton's method is there long before.
pub(super) const STEPS: usize = 25;
const SMALLEST_STEP: f64 = 1e-5;

impl Weights {
    /// The weighted sum of terms.
    pub fn sum(&self, terms: &[f64]) -> f64 {
        self.base + self.of.iter().zip(terms).map(|(weight, term)| weight * term).sum::<f64>()
    }

    /// The sum read as log odds.
    pub fn probability(&self, terms: &[f64]) -> f64 {
        crate::reasons::logistic(self.sum(terms))
    }

    /// These weights, changed by what happened.
    pub fn learnt<const N: usize>(&self, examples: &[Example<N>], trust: f64) -> Weights {
        let n_happened = examples.iter().filter(|example| example.happened).count();
        if examples.len() < OUTCOMES_ENOUGH || n_happened == 0 || n_happened == examples.len() {
            return self.clone();
        }
        let (mean, spread) = spreads(examples.iter().map(|example| &example.terms));
        let rows: Vec<[f64; N]> = examples.iter().map(|example| scaled(&example.terms, &mean, &spread)).collect();
        let begun = self.scaled(&mean, &spread);
        let mut weights = begun.clone();
        for _ in 0..STEPS {
            let mut system = Sums::new();
            let (mut base_slope, mut base_curvature, mut across) = (0.0, 0.0, [0.0; N]);
            for (row, example) in rows.iter().zip(examples) {
                let p = crate::reasons::logistic(weights[N] + dot(&weights[..N], row));
                let slope = example.weight * (f64::from(u8::from(example.happened)) - p);
                let curvature = example.weight * p * (1.0 - p);
                system.add(row, curvature, slope);
                across.iter_mut().zip(row).for_each(|(sum, term)| *sum += curvature * term);
                base_slope += slope;
                base_curvature += curvature;
            }
            let mut system = system.into_system(1);
            system.border(&across, base_curvature, base_slope);
            for place in 0..=N {
                let trust = if place == N { BASE_TRUST } else { trust };
                system.hold(place, trust, begun[place] - weights[place]);
            }
            if !step(&mut weights, system) {
                break;
            }
        }
        unscaled(&weights, &mean, &spread)
    }

    /// These weights, changed by whom people chose among candidates. The base stays.
    pub fn learnt_choices<const N: usize, C: AsRef<[Example<N>]>>(&self, choices: &[C], trust: f64) -> Weights {
        self.learnt_choices_in(STEPS, choices, trust)
    }

    /// The same in at most so many steps; a few come near enough for a trial.
    pub(super) fn learnt_choices_in<const N: usize, C: AsRef<[Example<N>]>>(
        &self,
        n_steps: usize,
        choices: &[C],
        trust: f64,
    ) -> Weights {
        if choices.len() < CHOICES_ENOUGH {
            return self.clone();
        }
        let (mean, spread) = spreads(choices.iter().flat_map(|choice| choice.as_ref()).map(|example| &example.terms));
        let choices: Vec<Choice<N>> =
            choices.iter().filter_map(|choice| Choice::among(choice.as_ref(), &mean, &spread)).collect();
        let begun = self.scaled(&mean, &spread)[..N].to_vec();
        let (mut weights, mut chances) = (begun.clone(), Vec::new());
        for _ in 0..n_steps {
            let mut system = Sums::new();
            choices.iter().for_each(|choice| choice.add_to(&mut system, &weights, &mut chances));
            let mut system = system.into_system(0);
            for place in 0..N {
                system.hold(place, trust, begun[place] - weights[place]);
            }
            if !step(&mut weights, system) {
                break;
            }
        }
        weights.push(0.0);
        Weights { base: self.base, ..unscaled(&weights, &mean, &spread) }
    }

    /// As weights of scaled terms; the base last.
    fn scaled<const N: usize>(&self, mean: &[f64; N], spread: &[f64; N]) -> Vec<f64> {
        let mut weights: Vec<f64> = self.of.iter().zip(spread).map(|(weight, spread)| weight * spread).collect();
        weights.push(self.base + dot(&self.of, mean));
        weights
    }
}

fn unscaled<const N: usize>(weights: &[f64], mean: &[f64; N], spread: &[f64; N]) -> Weights {
    let of: Vec<f64> = weights.iter().zip(spread).map(|(weight, spread)| weight / spread).collect();
    Weights { base: weights[N] - dot(&of, mean), of }
}

/// Takes a step of Newton's method; whether another is worth taking.
fn step(weights: &mut [f64], system: System) -> bool {
    let Some(change) = system.solve() else { return false };
    let largest = change.iter().fold(0.0f64, |largest, change| largest.max(change.abs()));
    // A long step means the approximation does not hold that far.
    let length = if largest > 2.0 { 2.0 / largest } else { 1.0 };
    weights.iter_mut().zip(&change).for_each(|(weight, change)| *weight += length * change);
    largest > SMALLEST_STEP
}

/// One person's candidates, in scaled terms.
struct Choice<const N: usize> {
    rows: Vec<[f64; N]>,
    /// The mean of the terms of those chosen.
    chosen: [f64; N],
    weight: f64,
}

impl<const N: usize> Choice<N> {
    /// `None` where nothing or everything was chosen: that teaches nothing.
    fn among(choice: &[Example<N>], mean: &[f64; N], spread: &[f64; N]) -> Option<Choice<N>> {
        let n_chosen = choice.iter().filter(|example| example.happened).count();
        if n_chosen == 0 || n_chosen == choice.len() {
            return None;
        }
        let rows: Vec<[f64; N]> = choice.iter().map(|example| scaled(&example.terms, mean, spread)).collect();
        let mut chosen = [0.0; N];
        for (row, _) in rows.iter().zip(choice).filter(|(_, example)| example.happened) {
            chosen.iter_mut().zip(row).for_each(|(sum, term)| *sum += term / n_chosen as f64);
        }
        Some(Choice { rows, chosen, weight: choice[0].weight })
    }

    fn add_to(&self, system: &mut Sums<N>, weights: &[f64], chances: &mut Vec<f64>) {
        chances.clear();
        chances.extend(self.rows.iter().map(|row| wide_dot(weights, row)));
        let most = chances.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        chances.iter_mut().for_each(|chance| *chance = (*chance - most).exp());
        let share = 1.0 / chances.iter().sum::<f64>();
        let mut expected = [0.0; N];
        for (row, chance) in self.rows.iter().zip(chances.iter_mut()) {
            *chance *= share;
            expected.iter_mut().zip(row).for_each(|(sum, term)| *sum += *chance * term);
            *chance *= self.weight;
        }
        system.add_curvatures(&self.rows, chances);
        // The spread about what was expected is the mean square less the square of the mean.
        system.add(&expected, -self.weight, -self.weight);
        system.slope.iter_mut().zip(&self.chosen).for_each(|(slope, term)| *slope += self.weight * term);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The same sum in four parts, which do not wait for each other.
fn wide_dot<const N: usize>(a: &[f64], b: &[f64; N]) -> f64 {
    let ((a_tiles, a_rest), (b_tiles, b_rest)) = (a.as_chunks::<TILE>(), b.as_chunks::<TILE>());
    let mut sums = [0.0; TILE];
    for (a, b) in a_tiles.iter().zip(b_tiles) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    sums.iter().sum::<f64>() + dot(a_rest, b_rest)
}

fn scaled<const N: usize>(terms: &[f64; N], mean: &[f64; N], spread: &[f64; N]) -> [f64; N] {
    std::array::from_fn(|place| (terms[place] - mean[place]) / spread[place])
}

/// Mean and standard deviation of each term; a term that never differs counts as spread by one.
fn spreads<'e, const N: usize>(rows: impl Iterator<Item = &'e [f64; N]>) -> ([f64; N], [f64; N]) {
    let (mut n, mut sum, mut squares) = (0.0, [0.0; N], [0.0; N]);
    for row in rows {
        n += 1.0;
        for place in 0..N {
            sum[place] += row[place];
            squares[place] += row[place] * row[place];
        }
    }
    let n = f64::max(n, 1.0);
    let mean = sum.map(|sum| sum / n);
    let spread = std::array::from_fn(|place| {
        let variance = squares[place] / n - mean[place] * mean[place];
        if variance > 1e-12 { variance.sqrt() } else { 1.0 }
    });
    (mean, spread)
}

/// So many sums by so many are added to at once.
const TILE: usize = 4;

/// Sums over rows of terms, the whole square: a fixed width adds faster than half of it would.
struct Sums<const N: usize> {
    curvature: [[f64; N]; N],
    slope: [f64; N],
}

impl<const N: usize> Sums<N> {
    fn new() -> Sums<N> {
        Sums { curvature: [[0.0; N]; N], slope: [0.0; N] }
    }

    fn add(&mut self, row: &[f64; N], curvature: f64, slope: f64) {
        for (sums, term) in self.curvature.iter_mut().zip(row) {
            let weighted = curvature * term;
            sums.iter_mut().zip(row).for_each(|(sum, other)| *sum += weighted * other);
        }
        self.slope.iter_mut().zip(row).for_each(|(sum, term)| *sum += slope * term);
    }

    /// Adds many rows' curvature, the lower triangle of it, square by square: a square of sums stays in registers.
    fn add_curvatures(&mut self, rows: &[[f64; N]], curvatures: &[f64]) {
        let n_tiles = N / TILE;
        for (high, left) in (0..n_tiles).flat_map(|high| (0..=high).map(move |left| (high, left))) {
            let mut sums = [[0.0; TILE]; TILE];
            for (row, curvature) in rows.iter().zip(curvatures) {
                let (tiles, _) = row.as_chunks::<TILE>();
                let one = tiles[high].map(|term| curvature * term);
                for (sums, term) in sums.iter_mut().zip(one) {
                    sums.iter_mut().zip(&tiles[left]).for_each(|(sum, other)| *sum += term * other);
                }
            }
            for (kept, sums) in self.curvature.iter_mut().skip(high * TILE).zip(sums) {
                kept.iter_mut().skip(left * TILE).zip(sums).for_each(|(kept, sum)| *kept += sum);
            }
        }
        for place in n_tiles * TILE..N {
            for (row, curvature) in rows.iter().zip(curvatures) {
                let weighted = curvature * row[place];
                self.curvature[place].iter_mut().zip(row).for_each(|(sum, other)| *sum += weighted * other);
            }
        }
    }

    /// As a system with so many more unknowns after the terms.
    fn into_system(self, n_more: usize) -> System {
        let n = N + n_more;
        let mut system = System { n, curvature: vec![0.0; n * n], slope: vec![0.0; n] };
        for (i, sums) in self.curvature.iter().enumerate() {
            system.curvature[i * n..i * n + N].copy_from_slice(sums);
        }
        system.slope[..N].copy_from_slice(&self.slope);
        system
    }
}

/// The linear system of one step: curvature (its lower triangle is read) and slope.
#[derive(Debug)]
struct System {
    n: usize,
    curvature: Vec<f64>,
    slope: Vec<f64>,
}

impl System {
    /// Sets the last unknown's row.
    fn border(&mut self, across: &[f64], curvature: f64, slope: f64) {
        let last = self.n - 1;
        self.curvature[last * self.n..last * self.n + last].copy_from_slice(across);
        self.curvature[last * self.n + last] = curvature;
        self.slope[last] = slope;
    }

    fn hold(&mut self, place: usize, trust: f64, away: f64) {
        self.curvature[place * self.n + place] += trust;
        self.slope[place] += trust * away;
    }

    /// Cholesky's method; `None` where the curvature is not positive.
    fn solve(mut self) -> Option<Vec<f64>> {
        let n = self.n;
        for i in 0..n {
            for j in 0..=i {
                let (above, row) = self.curvature.split_at(i * n);
                let other = if i == j { &row[..j] } else { &above[j * n..j * n + j] };
                let left = row[j] - dot(&row[..j], other);
                self.curvature[i * n + j] = if i != j {
                    left / self.curvature[j * n + j]
                } else if left > 0.0 {
                    left.sqrt()
                } else {
                    return None;
                };
            }
            let known = dot(&self.curvature[i * n..i * n + i], &self.slope[..i]);
            self.slope[i] = (self.slope[i] - known) / self.curvature[i * n + i];
        }
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|j| self.curvature[j * n + i] * self.slope[j]).sum();
            self.slope[i] = (self.slope[i] - known) / self.curvature[i * n + i];
        }
        Some(self.slope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Curvatures added square by square are those added row by row, for widths with and without a rest.
    fn check<const N: usize>() {
        let rows: Vec<[f64; N]> =
            (0..50).map(|row| std::array::from_fn(|at| f64::from((row * 37 + at as u32 * 101) % 19) - 9.0)).collect();
        let curvatures: Vec<f64> = (0..50).map(|row| f64::from(row % 7) / 7.0).collect();
        let (mut together, mut singly) = (Sums::<N>::new(), Sums::<N>::new());
        together.add_curvatures(&rows, &curvatures);
        for (row, curvature) in rows.iter().zip(&curvatures) {
            singly.add(row, *curvature, 0.0);
            assert!((wide_dot(&rows[7], row) - dot(&rows[7], row)).abs() < 1e-9);
        }
        for place in 0..N {
            for other in 0..=place {
                let (found, expected) = (together.curvature[place][other], singly.curvature[place][other]);
                assert!((found - expected).abs() < 1e-9, "{N} terms, {place} with {other}: {found} for {expected}");
            }
        }
    }

    #[test]
    fn squares_of_sums_are_the_sums() {
        check::<3>();
        check::<4>();
        check::<13>();
        check::<16>();
    }
}
