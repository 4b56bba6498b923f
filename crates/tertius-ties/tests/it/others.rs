//! Ties between others.

use crate::contacts::day;
use tertius_model::{Platform, StatedKind};
use tertius_ties::{Evidence, OtherEvidence, OtherKind, link_strength, warmth};

fn seen(kind: OtherKind, n: u32, shares: f64) -> OtherEvidence {
    OtherEvidence { kind, n, shares, first: Some(day("2022-01-01")), last: Some(day("2023-01-01")) }
}

fn check(evidence: &[OtherEvidence], expected: &str) {
    let link = link_strength(evidence, day("2024-01-01"));
    let shown = link.map_or("nothing".to_owned(), |link| {
        let reasons: Vec<&str> = link.strength.reasons.iter().map(|reason| reason.text.as_str()).collect();
        format!("{:.2} {}: {}", link.strength.value, link.evidence.id(), reasons.join("; "))
    });
    assert_eq!(shown, expected);
}

#[test]
fn the_second_hop_starts_at_the_measured_prior() {
    check(&[seen(OtherKind::Thread, 1, 0.5)], "0.20 observed: together in 1 message, last 12 months ago");
    check(&[seen(OtherKind::Thread, 40, 20.0)], "0.20 observed: together in 40 messages, last 12 months ago");
    check(&[seen(OtherKind::Gathering, 1, 0.05)], "0.02 observed: together in 1 gathering, last 12 months ago");
}

#[test]
fn direct_and_stated_evidence_adds_to_it() {
    check(
        &[seen(OtherKind::Thread, 1, 0.5), seen(OtherKind::Wrote, 3, 3.0)],
        "0.33 observed: together in 1 message, last 12 months ago; one wrote to the other 3 times, last 12 months ago",
    );
    check(
        &[
            seen(OtherKind::Stated(StatedKind::Connected(Platform::LinkedIn)), 1, 0.0),
            seen(OtherKind::SameEmployer, 1, 0.0),
        ],
        "0.18 stated: connected with each other; same employer at the same time (inferred)",
    );
}

#[test]
fn the_inferred_is_flagged_and_small() {
    check(&[seen(OtherKind::SameEmployer, 1, 0.0)], "0.03 inferred: same employer at the same time (inferred)");
    check(&[], "nothing");
    let link = link_strength(&[seen(OtherKind::SameEmployer, 1, 0.0)], day("2024-01-01"));
    assert!(link.is_some_and(|link| link.evidence < Evidence::Observed));
}

#[test]
fn many_connectors_are_warmer_than_the_best_of_them() {
    assert_eq!(warmth(&[]), 0.0);
    assert_eq!(warmth(&[(0.5, 0.5)]), 0.25);
    assert_eq!(warmth(&[(0.5, 0.5), (1.0, 0.5)]), 0.625);
}
