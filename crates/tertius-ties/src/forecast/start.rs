//! Where the ranking of next ties begins to learn, and who checks it: the classical measures, by what happened.
//!
//! On some networks a single classical measure foretells new ties better than the shipped weights do: the number of ties
//! where a few are known by everybody, PageRank where few people's calls are seen. Each of them is one of the terms,
//! so each is a weight vector. The one under which the log's own past choices are likeliest is looked for, and learning
//! begins half way between it and the shipped weights, the more held back the fewer choices there are. What was learnt from
//! the older moments is then tried on the latest: where that classical measure alone does better there by clearly more
//! than chance, it stands alone. Cost: a pass over the choices for each measure and scale, and one more fit.
//! Odd inputs: fewer than 10 people's choices leave the shipped weights; a single moment leaves nothing to try on.

use super::learn::{CHOICES_ENOUGH, Example, Weights};
use super::next::NextTerms;

/// One person's candidates, and whom they chose.
type Choice = Vec<Example<{ NextTerms::N }>>;

/// The terms that are the logarithm of a classical measure: PageRank twice, Adamic-Adar, resource allocation, noisy-or of the
/// ways, preferential attachment, Adamic-Adar by strength, common neighbours.
const CLASSICAL: [usize; 8] = [3, 4, 5, 6, 7, 8, 10, 14];
/// How steeply chances may follow a measure.
const SCALES: [f64; 4] = [0.25, 0.5, 1.0, 2.0];
/// So many people's choices are enough to tell measures apart.
const LOOKED_AT: usize = 200;
/// Assumption: of fewer choices than this, each teaches less.
const CHOICES_MANY: f64 = 150.0;
/// Assumption: a classical measure must do better by so many standard errors, or chance would choose it too often.
const CLEARLY: f64 = 1.5;

/// The weights for this log: the shipped ones, changed by its own past.
pub(super) fn learn_next(shipped: &Weights, choices: &[Choice], trust: f64) -> Weights {
    if choices.len() < CHOICES_ENOUGH {
        return shipped.clone();
    }
    let classical = likeliest(choices);
    if is_beaten(shipped, choices, trust) {
        return classical;
    }
    learn_from(&half_way(shipped, &classical), choices, trust)
}

fn learn_from(begun: &Weights, choices: &[Choice], trust: f64) -> Weights {
    begun.learnt_choices(choices, trust * (CHOICES_MANY / choices.len() as f64).max(1.0))
}

fn half_way(one: &Weights, other: &Weights) -> Weights {
    let of = one.of.iter().zip(&other.of).map(|(one, other)| (one + other) / 2.0).collect();
    Weights { base: (one.base + other.base) / 2.0, of }
}

/// The classical measure, and its scale, under which the choices are likeliest.
fn likeliest(choices: &[Choice]) -> Weights {
    let step = choices.len().div_ceil(LOOKED_AT);
    let looked_at: Vec<&Choice> = choices.iter().step_by(step).collect();
    let mut best = (f64::NEG_INFINITY, CLASSICAL[0], 1.0);
    for term in CLASSICAL {
        for scale in SCALES {
            let likelihood = looked_at.iter().map(|choice| log_likelihood(choice, term, scale)).sum();
            if likelihood > best.0 {
                best = (likelihood, term, scale);
            }
        }
    }
    let mut of = vec![0.0; NextTerms::N];
    of[best.1] = best.2;
    Weights { base: 0.0, of }
}

/// The mean over those chosen, weighed by how recent the choice is.
fn log_likelihood(choice: &Choice, term: usize, scale: f64) -> f64 {
    let Some(weight) = choice.first().map(|example| example.weight) else { return 0.0 };
    let most = choice.iter().map(|example| example.terms[term]).fold(f64::NEG_INFINITY, f64::max);
    let all: f64 = choice.iter().map(|example| (scale * (example.terms[term] - most)).exp()).sum();
    let chosen = choice.iter().filter(|example| example.happened);
    let (n, sum) = chosen.fold((0.0, 0.0), |(n, sum), one| (n + 1.0, sum + scale * (one.terms[term] - most)));
    if n > 0.0 { weight * (sum / n - all.ln()) } else { 0.0 }
}

/// Whether a classical measure does better on the latest moment than what the moments before it teach.
fn is_beaten(shipped: &Weights, choices: &[Choice], trust: f64) -> bool {
    let recency = |choice: &Choice| choice.first().map_or(0.0, |example| example.weight);
    let latest = choices.iter().map(recency).fold(0.0, f64::max);
    let (new, old): (Vec<Choice>, Vec<Choice>) = choices.iter().cloned().partition(|choice| recency(choice) == latest);
    if new.len() < CHOICES_ENOUGH || old.len() < CHOICES_ENOUGH {
        return false;
    }
    let classical = likeliest(&old);
    let learnt = learn_from(&half_way(shipped, &classical), &old, trust);
    let gains: Vec<f64> = new.iter().map(|choice| found_at(&classical, choice) - found_at(&learnt, choice)).collect();
    let n = gains.len() as f64;
    let mean = gains.iter().sum::<f64>() / n;
    let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / n;
    mean > CLEARLY * (variance / n).sqrt()
}

/// One over the rank of the first who was chosen; those with equal scores share their ranks.
fn found_at(weights: &Weights, choice: &Choice) -> f64 {
    let scores: Vec<f64> = choice.iter().map(|example| weights.sum(&example.terms)).collect();
    let chosen = scores.iter().zip(choice).filter(|(_, example)| example.happened).map(|(score, _)| *score);
    let best = chosen.fold(f64::NEG_INFINITY, f64::max);
    let above = scores.iter().filter(|score| **score > best).count() as f64;
    let beside = scores.iter().filter(|score| **score == best).count() as f64;
    2.0 / (2.0 * above + beside.max(1.0) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Choices that follow one term exactly; every other term is noise.
    fn choices_by(term: usize, n: u64) -> Vec<Choice> {
        let mut state = 7u64;
        let mut random = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1u32 << 31)
        };
        (0..n)
            .map(|at| {
                let rows: Vec<[f64; NextTerms::N]> = (0..20).map(|_| std::array::from_fn(|_| random())).collect();
                let best = rows.iter().map(|row| row[term]).fold(0.0, f64::max);
                let weight = if at % 2 == 0 { 1.0 } else { 0.8 };
                rows.into_iter().map(|terms| Example { terms, happened: terms[term] == best, weight }).collect()
            })
            .collect()
    }

    fn shipped() -> Weights {
        super::super::past::Learnt::shipped().next
    }

    #[test]
    fn each_classical_measure_is_found_where_it_rules() {
        for term in CLASSICAL {
            let of = likeliest(&choices_by(term, 40)).of;
            assert!(of[term] > 0.0 && of.iter().filter(|weight| **weight != 0.0).count() == 1, "term {term}: {of:?}");
        }
    }

    #[test]
    fn what_rules_the_past_ranks_what_follows() {
        let all = choices_by(4, 120);
        let (past, next) = all.split_at(60);
        let found = |weights: &Weights| next.iter().map(|choice| found_at(weights, choice)).sum::<f64>() / 60.0;
        let learnt = learn_next(&shipped(), past, 5.0);
        let alone = likeliest(past);
        assert!((found(&alone) - 1.0).abs() < 1e-12);
        assert!(found(&learnt) > found(&shipped()) + 0.3 && found(&learnt) > 0.8, "{}", found(&learnt));
    }

    #[test]
    fn few_choices_teach_nothing() {
        assert_eq!(learn_next(&shipped(), &choices_by(4, 9), 5.0), shipped());
    }
}
