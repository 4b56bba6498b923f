//! Where the ranking of next ties begins to learn, and who checks it: the classical measures, by what happened.
//!
//! On some networks a single classical measure foretells new ties better than the shipped weights do: the number of ties
//! where a few are known by everybody, PageRank where few people's calls are seen. Each of them is one of the terms,
//! so each is a weight vector. The one under which the log's own past choices are likeliest is looked for, and learning
//! begins half way between it and the shipped weights, the more held back the fewer choices there are. What two thirds of
//! the choices teach is then tried on the others: where a classical measure alone finds those chosen sooner, by clearly
//! more than chance, it stands alone. Cost: a pass over the choices for each measure and scale, and three more fits.
//! Odd inputs: fewer than 10 people's choices leave the shipped weights.

use super::learn::{CHOICES_ENOUGH, Example, STEPS, Weights};
use super::next::NextTerms;

/// One person's candidates, and whom they chose.
type Choice = Vec<Example<{ NextTerms::N }>>;

/// The terms that are the logarithm of a classical measure: PageRank twice, Adamic-Adar, resource allocation, noisy-or of the
/// ways, preferential attachment, Adamic-Adar by strength, common neighbours.
const CLASSICAL: [usize; 8] = [3, 4, 5, 6, 7, 8, 10, 14];
/// How steeply chances may follow a measure; each is twice the one before, so its chances are their squares.
const SCALES: [f64; 4] = [0.25, 0.5, 1.0, 2.0];
/// So many people's choices are enough to tell measures apart.
const LOOKED_AT: usize = 200;
/// Assumption: of fewer choices than this, each teaches less.
const CHOICES_MANY: f64 = 150.0;
/// Assumption: a classical measure must do better by so many standard errors, or chance would choose it too often.
const CLEARLY: f64 = 1.0;
/// Choices are tried in so many parts, each by what the other parts teach.
const PARTS: usize = 3;
/// From where it begins, learning comes near its end in so many steps.
const STEPS_OF_TRIAL: usize = 4;

/// The weights for this log: the shipped ones, changed by its own past.
pub(super) fn learn_next(shipped: &Weights, choices: &[Choice], trust: f64) -> Weights {
    if choices.len() < CHOICES_ENOUGH {
        return shipped.clone();
    }
    let choices: Vec<&Choice> = choices.iter().collect();
    unbeaten(shipped, &choices, trust).unwrap_or_else(|| learn_beside(shipped, &choices, trust, STEPS))
}

/// Learns beginning half way between the shipped weights and the classical measure that foretells the choices best.
fn learn_beside(shipped: &Weights, choices: &[&Choice], trust: f64, n_steps: usize) -> Weights {
    let begun = half_way(shipped, &likeliest(choices));
    begun.learnt_choices_in(n_steps, choices, trust * (CHOICES_MANY / choices.len() as f64).max(1.0))
}

fn half_way(one: &Weights, other: &Weights) -> Weights {
    let of = one.of.iter().zip(&other.of).map(|(one, other)| (one + other) / 2.0).collect();
    Weights { base: (one.base + other.base) / 2.0, of }
}

/// The classical measure, and its scale, under which the choices are likeliest.
fn likeliest(choices: &[&Choice]) -> Weights {
    let step = choices.len().div_ceil(LOOKED_AT);
    let looked_at: Vec<&Choice> = choices.iter().step_by(step).copied().collect();
    let mut best = (f64::NEG_INFINITY, CLASSICAL[0], 1.0);
    for term in CLASSICAL {
        let mut likelihoods = [0.0; SCALES.len()];
        for choice in &looked_at {
            let found = log_likelihoods(choice, term);
            likelihoods.iter_mut().zip(found).for_each(|(sum, found)| *sum += found);
        }
        for (scale, likelihood) in SCALES.into_iter().zip(likelihoods) {
            if likelihood > best.0 {
                best = (likelihood, term, scale);
            }
        }
    }
    alone(best.1, best.2)
}

fn alone(term: usize, scale: f64) -> Weights {
    let mut of = vec![0.0; NextTerms::N];
    of[term] = scale;
    Weights { base: 0.0, of }
}

/// For each scale the mean over those chosen, weighed by how recent the choice is.
fn log_likelihoods(choice: &Choice, term: usize) -> [f64; SCALES.len()] {
    let Some(weight) = choice.first().map(|example| example.weight) else { return [0.0; SCALES.len()] };
    let most = choice.iter().map(|example| example.terms[term]).fold(f64::NEG_INFINITY, f64::max);
    let mut all = [0.0; SCALES.len()];
    for example in choice {
        let mut chance = (SCALES[0] * (example.terms[term] - most)).exp();
        for sum in &mut all {
            *sum += chance;
            chance *= chance;
        }
    }
    let chosen = choice.iter().filter(|example| example.happened);
    let (n, sum) = chosen.fold((0.0, 0.0), |(n, sum), one| (n + 1.0, sum + (one.terms[term] - most)));
    if n == 0.0 {
        return [0.0; SCALES.len()];
    }
    std::array::from_fn(|at| weight * (SCALES[at] * sum / n - all[at].ln()))
}

/// The classical measure that finds the chosen clearly sooner than what is learnt from other people's choices.
fn unbeaten(shipped: &Weights, choices: &[&Choice], trust: f64) -> Option<Weights> {
    let learnt = found_by_others(shipped, choices, trust);
    let found =
        |term: usize| -> Vec<f64> { choices.iter().map(|choice| found_at(|terms| terms[term], choice)).collect() };
    let by_term = CLASSICAL.map(|term| (term, found(term)));
    let total = |found: &[f64]| found.iter().sum::<f64>();
    let (term, found) = by_term.iter().max_by(|one, other| total(&one.1).total_cmp(&total(&other.1)))?;
    let n = choices.len() as f64;
    let gains: Vec<f64> = found.iter().zip(&learnt).map(|(classical, learnt)| classical - learnt).collect();
    let mean = total(&gains) / n;
    let variance = gains.iter().map(|gain| (gain - mean).powi(2)).sum::<f64>() / n;
    (mean > CLEARLY * (variance / n).sqrt()).then(|| alone(*term, 1.0))
}

/// How soon each choice is found by what the choices outside its own third teach.
fn found_by_others(shipped: &Weights, choices: &[&Choice], trust: f64) -> Vec<f64> {
    let mut found = vec![0.0; choices.len()];
    for part in 0..PARTS {
        let others = choices.iter().enumerate().filter(|(at, _)| at % PARTS != part).map(|(_, choice)| *choice);
        let learnt = learn_beside(shipped, &others.collect::<Vec<&Choice>>(), trust, STEPS_OF_TRIAL);
        for at in (part..choices.len()).step_by(PARTS) {
            found[at] = found_at(|terms| learnt.sum(terms), choices[at]);
        }
    }
    found
}

/// One over the rank of the first who was chosen; those with equal scores share their ranks.
fn found_at(score: impl Fn(&[f64; NextTerms::N]) -> f64, choice: &Choice) -> f64 {
    let scores: Vec<f64> = choice.iter().map(|example| score(&example.terms)).collect();
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
            let choices = choices_by(term, 40);
            let of = likeliest(&choices.iter().collect::<Vec<_>>()).of;
            assert!(of[term] > 0.0 && of.iter().filter(|weight| **weight != 0.0).count() == 1, "term {term}: {of:?}");
        }
    }

    #[test]
    fn what_rules_the_past_ranks_what_follows() {
        let all = choices_by(4, 120);
        let (past, next) = all.split_at(60);
        let found = |weights: &Weights| {
            next.iter().map(|choice| found_at(|terms| weights.sum(terms), choice)).sum::<f64>() / 60.0
        };
        let learnt = learn_next(&shipped(), past, 5.0);
        let alone = likeliest(&past.iter().collect::<Vec<_>>());
        assert!((found(&alone) - 1.0).abs() < 1e-12);
        assert!(found(&learnt) > found(&shipped()) + 0.3 && found(&learnt) > 0.8, "{}", found(&learnt));
    }

    #[test]
    fn a_measure_that_finds_sooner_than_what_is_learnt_stands_alone() {
        // Twelve choices, all held firmly: the terms that are noise would still blur what one measure says.
        let few = choices_by(4, 12);
        let learnt = learn_next(&shipped(), &few, 1e6);
        assert_eq!(learnt, alone(4, 1.0));
        let none = choices_by(4, 12)
            .into_iter()
            .map(|choice| {
                choice
                    .into_iter()
                    .map(|mut example| {
                        example.terms = example.terms.map(|_| 0.0);
                        example
                    })
                    .collect()
            })
            .collect::<Vec<Choice>>();
        assert_ne!(learn_next(&shipped(), &none, 5.0), alone(4, 1.0), "measures that say nothing beat nothing");
    }

    #[test]
    fn few_choices_teach_nothing() {
        assert_eq!(learn_next(&shipped(), &choices_by(4, 9), 5.0), shipped());
    }
}
