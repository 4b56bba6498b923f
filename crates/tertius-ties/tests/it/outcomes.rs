//! Learning from a user's own outcomes: equal to a search over all slopes and intercepts, and modest.

use tertius_ties::{Correction, Introductions, Lesson, Outcome, Score, lesson};

/// So many outcomes whose log odds are the forecast's times a slope and plus an intercept.
fn outcomes(n: u32, slope: f64, intercept: f64) -> Vec<Outcome> {
    let mut state = 88_172_645_463_325_252_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..n)
        .map(|_| {
            let forecast = 0.05 + 0.9 * random();
            let p = 1.0 / (1.0 + (-(slope * (forecast / (1.0 - forecast)).ln() + intercept)).exp());
            Outcome { forecast, happened: random() < p }
        })
        .collect()
}

fn loss(outcomes: &[Outcome], slope: f64, intercept: f64) -> f64 {
    let one = |outcome: &Outcome| {
        let p = 1.0 / (1.0 + (-(slope * (outcome.forecast / (1.0 - outcome.forecast)).ln() + intercept)).exp());
        -(if outcome.happened { p } else { 1.0 - p }).ln()
    };
    let ridge = ((slope - 1.0) / 0.25).powi(2) / 2.0 + (intercept / 0.7).powi(2) / 2.0;
    outcomes.iter().map(one).sum::<f64>() + ridge
}

/// The best of a grid, again and again around the best so far.
fn search(outcomes: &[Outcome]) -> (f64, f64) {
    let (mut slope, mut intercept, mut width) = (1.0, 0.0, 1.5);
    while width > 1e-6 {
        let steps = || (-10..=10).map(|step| f64::from(step) / 10.0 * width);
        let tried = steps().flat_map(|a| steps().map(move |b| (slope + a, intercept + b)));
        (slope, intercept) =
            tried.min_by(|a, b| loss(outcomes, a.0, a.1).total_cmp(&loss(outcomes, b.0, b.1))).expect("there are 441");
        width /= 3.0;
    }
    (slope, intercept)
}

fn learnt(outcomes: &[Outcome]) -> Correction {
    match lesson(outcomes) {
        Lesson::Learnt(correction) => correction,
        Lesson::TooLittleData { .. } => panic!("{} outcomes are enough", outcomes.len()),
    }
}

#[test]
fn the_correction_is_the_best_there_is() {
    for (n, slope, intercept) in [(25, 1.0, 0.0), (40, 0.3, -1.0), (200, 1.6, 0.8), (1_000, 0.8, -2.0)] {
        let outcomes = outcomes(n, slope, intercept);
        let found = learnt(&outcomes);
        let (slope, intercept) = search(&outcomes);
        assert!(
            (found.slope - slope).abs() < 1e-4 && (found.intercept - intercept).abs() < 1e-4,
            "{found:?} {slope} {intercept}"
        );
        assert_eq!(found.n_outcomes, n as usize);
    }
}

#[test]
fn few_outcomes_teach_nothing_and_say_so() {
    let few = outcomes(24, 1.0, -3.0);
    assert_eq!(lesson(&few), Lesson::TooLittleData { n_outcomes: 24, n_needed: 25 });
    assert_eq!(lesson(&few).apply(0.37), 0.37);
}

#[test]
fn outcomes_draw_a_forecast_their_way_and_keep_the_order() {
    // Nobody ever answers this user: forecasts sink, the more the more often it happened, and never to zero.
    let never = |n: usize| vec![Outcome { forecast: 0.6, happened: false }; n];
    let after = [25, 50, 300].map(|n| lesson(&never(n)).apply(0.6));
    assert!(0.6 > after[0] && after[0] > after[1] && after[1] > after[2] && after[2] > 0.0, "{after:?}");
    let correction = learnt(&outcomes(300, 1.4, -0.5));
    let changed: Vec<f64> = (0..=10).map(|tenths| correction.apply(f64::from(tenths) / 10.0)).collect();
    assert!(changed.is_sorted() && changed.iter().all(|p| (0.0..=1.0).contains(p)), "{changed:?}");
    // Forecasts that were certain and wrong break nothing.
    let wrong = vec![Outcome { forecast: 1.0, happened: false }; 30];
    assert!(learnt(&wrong).slope >= 0.0 && lesson(&wrong).apply(1.0).is_finite());
}

#[test]
fn an_introducer_begins_at_what_was_measured_and_is_judged_by_outcomes() {
    let chance = |asked, came_about| Introductions { asked, came_about }.chance();
    assert_eq!(chance(0, 0), 0.2);
    assert_eq!(chance(10, 10), 0.6);
    assert_eq!(chance(10, 0), 0.1);
    assert!((chance(1_000, 500) - 0.5).abs() < 0.01);
}

#[test]
fn a_strength_says_what_it_was_learnt_from() {
    let taught = |n: usize| {
        let mut score = Score { value: 0.6, reasons: Vec::new() };
        lesson(&vec![Outcome { forecast: 0.6, happened: false }; n]).teach(&mut score);
        (score.value, score.reasons.into_iter().map(|reason| reason.text).collect::<Vec<_>>())
    };
    assert_eq!(taught(0), (0.6, vec![]));
    assert_eq!(taught(3), (0.6, vec!["as shipped; too little data of your own: 3 of 25 outcomes".to_owned()]));
    let (value, why) = taught(40);
    assert!(value < 0.4, "{value}");
    assert_eq!(why, [format!("60 % as shipped, {:.0} % by your own 40 outcomes", value * 100.0)]);
}
