//! Alive: the probability of personal contact in the next month; and of a dormant tie that it comes back.
//!
//! `logit = b0 + b1·L(both loads) + b2·clip(ln(gap / usual gap), -3, 6)` and three terms near zero that are kept so
//! that the number equals the measured one; weights and evidence in [`crate::parameters::ALIVE`]. Cost: constant.
//! Odd inputs: never in contact gives the intercept's 0.1 %.

use crate::load::{age, load, load_of_late};
use crate::parameters::forecast::REVIVAL;
use crate::parameters::{ALIVE, DAY, LOAD_SCALE, RESTING_GAPS};
use crate::reasons::{Parts, ReasonKind, Score, logistic, stretch};
use crate::summary::TieSummary;
use tertius_model::Timestamp;

/// When each of the two last wrote to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Ego.
    pub ego: Option<Timestamp>,
    /// The other.
    pub them: Option<Timestamp>,
}

impl Activity {
    /// As far as this tie shows.
    pub fn seen_in(summary: &TieSummary) -> Activity {
        Activity { ego: summary.to_them.last(), them: summary.to_ego.last() }
    }
}

/// The terms of the formula, for callers that have loads of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AliveTerms {
    /// Load toward one.
    pub load_one_way: f64,
    /// Load toward the other.
    pub load_other_way: f64,
    /// Days since the last contact, at least half a day.
    pub gap: f64,
    /// Usual days between contact-days.
    pub usual_gap: f64,
    /// Log days since the less active of the two wrote to anybody, -1..8.
    pub log_inactive: f64,
}

impl AliveTerms {
    /// The formula.
    pub fn logit(&self) -> f64 {
        let (more, less) = (self.load_one_way.max(self.load_other_way), self.load_one_way.min(self.load_other_way));
        let floor = 1.0 / LOAD_SCALE;
        ALIVE.base
            + ALIVE.log_load * (LOAD_SCALE * (more + less)).ln_1p()
            + ALIVE.silence * (self.gap / self.usual_gap).ln().clamp(-3.0, 6.0)
            + ALIVE.balance * ((less + floor) / (more + floor)).ln()
            - ALIVE.activity * self.log_inactive
            + ALIVE.gap * self.gap.ln()
    }
}

/// The probability that the two are in personal contact in the next month.
pub fn alive(summary: &TieSummary, activity: Activity, now: Timestamp) -> Score {
    let inactive = |last: Option<Timestamp>| {
        last.map_or(8.0, |last| ((now.0 - last.0) as f64 / DAY).max(0.5).ln().clamp(-1.0, 8.0))
    };
    let Some(last) = summary.last() else {
        let mut parts = Parts::default();
        parts.explain(ReasonKind::NoEvidence, "no message or meeting with them was imported".into());
        return Score { value: logistic(ALIVE.base), ..parts.score() };
    };
    let terms = AliveTerms {
        load_one_way: load(&summary.to_them, now),
        load_other_way: load(&summary.to_ego, now),
        gap: age(now, last.0),
        usual_gap: summary.usual_gap(),
        log_inactive: inactive(activity.ego).max(inactive(activity.them)),
    };
    let mut parts = Parts::default();
    let rhythm =
        if summary.n_days() > 1 { format!(", usually every {}", stretch(terms.usual_gap)) } else { String::new() };
    parts.explain(ReasonKind::LastContact, format!("last contact {} ago{rhythm}", stretch(terms.gap)));
    Score { value: logistic(terms.logit()), ..parts.score() }
}

/// The probability that a dormant tie comes back by itself within the next months, by the weights of section "comes back"
/// in `parameters/forecast.rs`. They were measured on silences of one to six months; for longer ones it is an
/// extrapolation. `mutual` is the sum over common ties of 1 / ln(their degree). Never in contact gives 0.
pub fn revival(summary: &TieSummary, activity: Activity, mutual: f64, now: Timestamp) -> f64 {
    let (Some(first), Some(last)) = (summary.first(), summary.last()) else { return 0.0 };
    let log_days_since = |last: Option<Timestamp>| last.map_or(8.0, |last| age(now, last.0).ln().clamp(-1.0, 8.0));
    let inactive = [log_days_since(activity.ego), log_days_since(activity.them)];
    let loads = [load(&summary.to_them, now), load(&summary.to_ego, now)];
    let (more, less) = (loads[0].max(loads[1]), loads[0].min(loads[1]));
    let of_late = load_of_late(&summary.to_them, now) + load_of_late(&summary.to_ego, now);
    let n_days = [summary.to_them.n_days, summary.to_ego.n_days];
    let days = f64::from(n_days[0].max(n_days[1])) + 0.5 * f64::from(n_days[0].min(n_days[1]));
    let (floor, gap) = (1.0 / LOAD_SCALE, age(now, last.0));
    let terms = [
        (LOAD_SCALE * (more + less)).ln_1p(),
        (LOAD_SCALE * of_late).ln_1p(),
        ((less + floor) / (more + floor)).ln(),
        days.ln_1p(),
        f64::from(u8::from(days < 2.0)),
        (gap / summary.usual_gap()).ln().clamp(-3.0, 6.0),
        gap.ln(),
        ((now.0 - first.0) as f64 / DAY).max(0.0).ln_1p(),
        -(inactive[0] + inactive[1]) / 2.0,
        -inactive[0].max(inactive[1]),
        mutual.ln_1p(),
    ];
    REVIVAL.weights().probability(&terms)
}

/// Whether the silence is longer than eight usual gaps (Navarro 2017). A resting tie may still be deep.
pub fn resting(summary: &TieSummary, now: Timestamp) -> bool {
    summary.last().is_some_and(|last| age(now, last.0) > RESTING_GAPS * summary.usual_gap())
}
