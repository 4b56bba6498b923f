//! Freshness: how recently a tie carried something, against its own rhythm. 1 = just now.
//!
//! `freshness = (1 + gap / rhythm)^-0.5`, gap = days since the last contact, rhythm = the usual gap between a week and
//! a year. After one usual gap it is 0.71, after eight (where Navarro 2017 counts a tie as most likely dead) 0.33.
//! It is no probability: [`crate::alive()`] is. It answers "shall I say hello first?", and never touches depth.
//! What counts as contact: everything where both sides were in contact or something personal is stated; otherwise only
//! the day of connecting on a platform, so that mail nobody answered keeps nothing fresh. Odd inputs: nothing gives 0.

use crate::parameters::{DAY, DECAY, RHYTHM_CEILING, RHYTHM_FLOOR, USUAL_GAP_UNKNOWN};
use crate::reasons::{Parts, ReasonKind, Score, stretch};
use crate::stated::Stated;
use crate::summary::TieSummary;
use tertius_model::Timestamp;

/// How fresh the tie is on a day.
pub fn freshness(summary: &TieSummary, stated: &Stated, now: Timestamp) -> Score {
    let carries = summary.is_two_way() || stated.is_personal();
    let contact = summary.last().filter(|_| carries).map(|last| (last, summary.usual_gap(), "last contact"));
    let connected = stated.connected.iter().filter_map(|(_, since)| *since).max();
    let connected = connected.map(|day| (day.start(), USUAL_GAP_UNKNOWN, "connected"));
    let mut parts = Parts::default();
    let Some((last, usual_gap, what)) = contact.into_iter().chain(connected).max_by_key(|(last, ..)| *last) else {
        parts.explain(ReasonKind::NoEvidence, "no day of contact is known".into());
        return Score { value: 0.0, ..parts.score() };
    };
    let gap = ((now.0 - last.0) as f64 / DAY).max(0.0);
    let value = (1.0 + gap / usual_gap.clamp(RHYTHM_FLOOR, RHYTHM_CEILING)).powf(-DECAY);
    let rhythm = if what == "last contact" && summary.n_days() > 1 {
        format!(", usually every {}", stretch(usual_gap))
    } else {
        String::new()
    };
    parts.explain(ReasonKind::LastContact, format!("{what} {} ago{rhythm}", stretch(gap)));
    Score { value, ..parts.score() }
}
