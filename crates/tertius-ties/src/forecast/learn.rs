//! Weights of terms, and how outcomes change them: ridge toward the weights one began with.
//!
//! Probabilities: minimises `-sum log likelihood + 1/2 · trust · sum over terms of (spread · (w - w0))²`, with the terms
//! centred, by Newton's method. Rankings: the same with the likelihood of each person's choice among their candidates
//! (conditional logit, McFadden 1974). The prior holds every weight, measured in spreads of its term, to within
//! `trust^-0.5` of where it began; so a few outcomes change little and many decide. Cost: d² an example and d³ a step.
//! Odd inputs: fewer than 25
//! examples leave all as it was; no spread in a term leaves its weight.

use crate::parameters::OUTCOMES_ENOUGH;

/// One thing that happened or did not, with what was known before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Example<const N: usize> {
    /// The terms.
    pub terms: [f64; N],
    /// What came of it.
    pub happened: bool,
}

/// What each term adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Added always.
    pub base: f64,
    /// By term.
    pub of: Vec<f64>,
}

/// How firmly the base is held: within 0.7 of where it began, as measured for a user's own outcomes.
const BASE_TRUST: f64 = 2.0;
const STEPS: usize = 25;
const SMALLEST_STEP: f64 = 1e-6;

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
            let mut system = System::new(N + 1);
            for (row, example) in rows.iter().zip(examples) {
                let p = crate::reasons::logistic(weights[N] + dot(&weights[..N], row));
                system.add(row, p * (1.0 - p), f64::from(u8::from(example.happened)) - p);
            }
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
    pub fn learnt_choices<const N: usize>(&self, choices: &[Vec<Example<N>>], trust: f64) -> Weights {
        if choices.len() < OUTCOMES_ENOUGH {
            return self.clone();
        }
        let (mean, spread) = spreads(choices.iter().flatten().map(|example| &example.terms));
        let begun = self.scaled(&mean, &spread)[..N].to_vec();
        let mut weights = begun.clone();
        for _ in 0..STEPS {
            let mut system = System::new(N);
            for choice in choices {
                choose(choice, &weights, &mean, &spread, &mut system);
            }
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

fn choose<const N: usize>(
    choice: &[Example<N>],
    weights: &[f64],
    mean: &[f64; N],
    spread: &[f64; N],
    system: &mut System,
) {
    let n_chosen = choice.iter().filter(|example| example.happened).count();
    if n_chosen == 0 || n_chosen == choice.len() {
        return;
    }
    let rows: Vec<[f64; N]> = choice.iter().map(|example| scaled(&example.terms, mean, spread)).collect();
    let sums: Vec<f64> = rows.iter().map(|row| dot(weights, row)).collect();
    let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let chances: Vec<f64> = sums.iter().map(|sum| (sum - most).exp()).collect();
    let total: f64 = chances.iter().sum();
    let mut expected = [0.0; N];
    for (row, chance) in rows.iter().zip(&chances) {
        expected.iter_mut().zip(row).for_each(|(expected, term)| *expected += chance / total * term);
    }
    for ((row, chance), example) in rows.iter().zip(&chances).zip(choice) {
        let mut about: [f64; N] = *row;
        about.iter_mut().zip(&expected).for_each(|(term, expected)| *term -= expected);
        let chosen = if example.happened { 1.0 / n_chosen as f64 } else { 0.0 };
        system.add_choice(&about, chance / total, chosen);
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
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

/// The linear system of one step: curvature and slope.
#[derive(Debug)]
struct System {
    n: usize,
    curvature: Vec<f64>,
    slope: Vec<f64>,
}

impl System {
    fn new(n: usize) -> System {
        System { n, curvature: vec![0.0; n * n], slope: vec![0.0; n] }
    }

    /// A row and the base, in the lower triangle.
    fn add(&mut self, row: &[f64], curvature: f64, slope: f64) {
        let base = self.n - 1;
        for (i, term) in row.iter().enumerate() {
            self.slope[i] += slope * term;
            let weighted = curvature * term;
            for (j, other) in row[..=i].iter().enumerate() {
                self.curvature[i * self.n + j] += weighted * other;
            }
            self.curvature[base * self.n + i] += weighted;
        }
        self.slope[base] += slope;
        self.curvature[base * self.n + base] += curvature;
    }

    /// A candidate: its terms less what was expected.
    fn add_choice(&mut self, about: &[f64], chance: f64, chosen: f64) {
        for (i, term) in about.iter().enumerate() {
            self.slope[i] += chosen * term;
            let weighted = chance * term;
            for (j, other) in about[..=i].iter().enumerate() {
                self.curvature[i * self.n + j] += weighted * other;
            }
        }
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
