//! Learning from what came of ego's own asks and introductions.
//!
//! Asks: `logit p' = slope · logit p + intercept`, fitted by maximum likelihood with the ridge
//! `(slope - 1)² / (2 · 0.25²) + intercept² / (2 · 0.7²)` (Platt 1999, shrunk toward no change), by Newton's method.
//! Introductions: a Beta count for each introducer that begins with the measured prior Beta(2, 8). Cost: a dozen passes over
//! the outcomes. Odd inputs: fewer than 25 outcomes teach nothing and are told as [`Lesson::TooLittleData`]; probabilities of
//! 0 and 1 are taken as nearly so; the same outcome every time is held back by the ridge.

use crate::parameters::{INTERCEPT_SPREAD, OUTCOMES_ENOUGH, SECOND_HOP_ALPHA, SECOND_HOP_BETA, SLOPE_SPREAD};
use crate::reasons::{Reason, ReasonKind, Score, logistic};

/// An ask whose time is up: what was forecast, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// The probability shown when ego asked, 0..1.
    pub forecast: f64,
    /// Whether it happened.
    pub happened: bool,
}

/// What a user's outcomes teach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lesson {
    /// Too few to learn from: the shipped forecast stands.
    TooLittleData {
        /// How many there are.
        n_outcomes: usize,
        /// How many it takes.
        n_needed: usize,
    },
    /// How to change a forecast.
    Learnt(Correction),
}

/// A change of forecasts that keeps their order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// Over 1: forecasts were too timid. Never negative.
    pub slope: f64,
    /// Over 0: people answer this user more than forecast.
    pub intercept: f64,
    /// From how many outcomes.
    pub n_outcomes: usize,
}

const STEPS: usize = 50;
const NEARLY: f64 = 1e-6;

/// Learns from all outcomes of one kind.
pub fn lesson(outcomes: &[Outcome]) -> Lesson {
    let n_outcomes = outcomes.len();
    if n_outcomes < OUTCOMES_ENOUGH {
        return Lesson::TooLittleData { n_outcomes, n_needed: OUTCOMES_ENOUGH };
    }
    let mut correction = Correction { slope: 1.0, intercept: 0.0, n_outcomes };
    let mut loss = correction.loss(outcomes);
    for _ in 0..STEPS {
        let [by_slope, by_intercept] = correction.newton_step(outcomes);
        let mut length = 1.0;
        let better = loop {
            let next = Correction {
                slope: (correction.slope + length * by_slope).max(0.0),
                intercept: correction.intercept + length * by_intercept,
                n_outcomes,
            };
            if next.loss(outcomes) <= loss || length < NEARLY {
                break next;
            }
            length /= 2.0;
        };
        let gain = loss - better.loss(outcomes);
        (correction, loss) = (better, better.loss(outcomes));
        if gain < 1e-12 {
            break;
        }
    }
    Lesson::Learnt(correction)
}

impl Lesson {
    /// A forecast in the light of the lesson.
    pub fn apply(&self, forecast: f64) -> f64 {
        match self {
            Lesson::TooLittleData { .. } => forecast,
            Lesson::Learnt(correction) => correction.apply(forecast),
        }
    }

    /// A forecast in the light of the lesson, and the reason. Nothing is said where there is no outcome at all.
    pub fn teach(&self, score: &mut Score) {
        let before = score.value;
        score.value = self.apply(before);
        let text = match self {
            Lesson::TooLittleData { n_outcomes: 0, .. } => return,
            Lesson::TooLittleData { n_outcomes, n_needed } => {
                format!("as shipped; too little data of your own: {n_outcomes} of {n_needed} outcomes")
            }
            Lesson::Learnt(correction) => {
                let (before, after) = (before * 100.0, score.value * 100.0);
                format!("{before:.0} % as shipped, {after:.0} % by your own {} outcomes", correction.n_outcomes)
            }
        };
        score.reasons.push(Reason { kind: ReasonKind::Outcomes, text, weight: 0.0 });
    }
}

impl Correction {
    /// The forecast as it should have been.
    pub fn apply(&self, forecast: f64) -> f64 {
        logistic(self.slope * log_odds(forecast) + self.intercept)
    }

    /// Minus the log likelihood, and the ridge.
    fn loss(&self, outcomes: &[Outcome]) -> f64 {
        let unlikely = |outcome: &Outcome| {
            let sum = self.slope * log_odds(outcome.forecast) + self.intercept;
            // ln(1 + e^x) without overflow.
            let against = if outcome.happened { -sum } else { sum };
            against.max(0.0) + (-against.abs()).exp().ln_1p()
        };
        let away = [(self.slope - 1.0) / SLOPE_SPREAD, self.intercept / INTERCEPT_SPREAD];
        outcomes.iter().map(unlikely).sum::<f64>() + 0.5 * (away[0] * away[0] + away[1] * away[1])
    }

    fn newton_step(&self, outcomes: &[Outcome]) -> [f64; 2] {
        let trust = [SLOPE_SPREAD, INTERCEPT_SPREAD].map(|spread| 1.0 / (spread * spread));
        let mut down = [(1.0 - self.slope) * trust[0], -self.intercept * trust[1]];
        let (mut slopes, mut across, mut intercepts) = (trust[0], 0.0, trust[1]);
        for outcome in outcomes {
            let x = log_odds(outcome.forecast);
            let p = logistic(self.slope * x + self.intercept);
            let (miss, curvature) = (f64::from(u8::from(outcome.happened)) - p, p * (1.0 - p));
            down[0] += miss * x;
            down[1] += miss;
            slopes += curvature * x * x;
            across += curvature * x;
            intercepts += curvature;
        }
        let determinant = slopes * intercepts - across * across;
        [(down[0] * intercepts - down[1] * across) / determinant, (down[1] * slopes - down[0] * across) / determinant]
    }
}

fn log_odds(probability: f64) -> f64 {
    let p = probability.clamp(NEARLY, 1.0 - NEARLY);
    (p / (1.0 - p)).ln()
}

/// What came of the introductions that one friend was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Introductions {
    /// Asked for, and their time is up.
    pub asked: u32,
    /// Of those, how many led to contact.
    pub came_about: u32,
}

impl Introductions {
    /// The chance that the next one leads to contact: 0.2 at first, then more and more what this friend showed.
    pub fn chance(self) -> f64 {
        (SECOND_HOP_ALPHA + f64::from(self.came_about)) / (SECOND_HOP_ALPHA + SECOND_HOP_BETA + f64::from(self.asked))
    }
}
