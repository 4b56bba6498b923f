//! Depth: how much a tie has ever carried. Silence never lowers it, and no contact does.
//!
//! Definition: noisy-or, `1 - product of (1 - part)`, over the parts below. Each part grows with the evidence and none
//! looks at how long ago it was, so depth on a later day is never less. Contact counts only as far as it went both
//! ways: every part from contact is bounded by the lesser direction, so mail nobody answered, and an invitation, give
//! nothing. All weights are assumptions (`parameters.rs`): no data set records how deep a tie is. The exception to
//! growth is the user's own word: somebody labelled an acquaintance stays one. Cost: constant.

use crate::parameters::*;
use crate::reasons::{Parts, ReasonKind, Score, count};
use crate::stated::{CardSign, Recommendation, Stated};
use crate::summary::TieSummary;
use tertius_model::{Label, Relation, Timestamp};

/// How deep the tie is. `now` ends the jobs that still last.
pub fn depth(summary: &TieSummary, stated: &Stated, now: Timestamp) -> Score {
    let mut parts = Parts::default();
    contact(&mut parts, summary);
    word(&mut parts, stated);
    platform(&mut parts, stated);
    card(&mut parts, &stated.card);
    overlaps(&mut parts, stated, now);
    one_way(&mut parts, summary);
    let mut score = parts.score();
    if stated.labels.contains(&Label::Acquaintance) {
        score.value = score.value.min(DEPTH_ACQUAINTANCE_MOST);
    }
    score
}

fn contact(parts: &mut Parts, summary: &TieSummary) {
    let verb = match (summary.n_meetings(), summary.channels().any(|(_, used)| used > summary.n_meetings())) {
        (0, _) => "wrote each other",
        (_, false) => "met",
        (_, true) => "met or wrote each other",
    };
    let span = summary.first().zip(summary.last()).map_or(0, |(first, last)| (last.day().0 - first.day().0) as u32);
    let years = crate::reasons::stretch(f64::from(span.max(1)));
    let peak = summary.peak_days();
    let days = count(summary.n_days(), "day");
    parts.add(
        ReasonKind::Intensity,
        DEPTH_PEAK.of(peak),
        format!("{verb} on {days} within {years}; at its height {peak:.0} of {PEAK_WINDOW_DAYS} days"),
    );
    parts.add(
        ReasonKind::Years,
        DEPTH_YEARS.of(f64::from(summary.two_way_years())),
        format!("in contact both ways in {}", count(summary.two_way_years(), "different year")),
    );
    parts.add(
        ReasonKind::OneToOne,
        DEPTH_ONE_TO_ONE.of(f64::from(summary.one_to_one_days())),
        format!("one to one on {}, each way", count(summary.one_to_one_days(), "day")),
    );
    let channels: Vec<&str> = summary.two_way_channels().map(|channel| channel.id()).collect();
    let n_more = channels.len().saturating_sub(1);
    parts.add(ReasonKind::Channels, DEPTH_CHANNELS.of(n_more as f64), format!("by {}", channels.join(" and ")));
}

/// The strongest thing that is said counts; two words for one tie are not two ties.
fn word(parts: &mut Parts, stated: &Stated) {
    let labels = stated.labels.iter().map(|label| (label_depth(*label), ReasonKind::Label, label.id()));
    let relations =
        stated.relations.iter().map(|relation| (relation_depth(*relation), ReasonKind::Relation, relation.id()));
    let strongest = labels.chain(relations).max_by(|a, b| a.0.total_cmp(&b.0).then(b.2.cmp(a.2)));
    if let Some((weight, kind, word)) = strongest {
        let word = word.replace('-', " ");
        let text = match kind {
            ReasonKind::Label => format!("you say: {word}"),
            _ => format!("written down as {word}"),
        };
        parts.add(kind, weight, text);
    }
    if stated.recommendations.contains(&Recommendation::ByThem) {
        parts.add(ReasonKind::Recommendation, DEPTH_RECOMMENDED_BY_THEM, "wrote you a recommendation".into());
    }
    if stated.recommendations.contains(&Recommendation::ByEgo) {
        parts.add(ReasonKind::Recommendation, DEPTH_RECOMMENDED_BY_EGO, "you wrote them a recommendation".into());
    }
}

/// Assumptions: what the user's word is worth before any evidence.
fn label_depth(label: Label) -> f64 {
    match label {
        Label::CloseFriend => 0.86,
        Label::Family => 0.80,
        Label::CoFounder => 0.70,
        Label::Mentor => 0.55,
        Label::Friend => 0.50,
        Label::Manager => 0.30,
        Label::Client => 0.20,
        Label::CoWorker | Label::FormerCoWorker => 0.18,
        Label::Acquaintance => 0.05,
        Label::Hide | Label::NotAPerson | Label::Private => 0.0,
    }
}

/// Assumptions: what a relation on a card is worth.
fn relation_depth(relation: Relation) -> f64 {
    match relation {
        Relation::Spouse => 0.95,
        Relation::Parent | Relation::Child | Relation::Sibling => 0.85,
        Relation::Relative => 0.65,
        Relation::Friend => 0.50,
        Relation::Manager | Relation::Assistant => 0.30,
        Relation::CoWorker => 0.18,
        Relation::ReferredBy | Relation::Other => 0.12,
    }
}

fn platform(parts: &mut Parts, stated: &Stated) {
    parts.add(
        ReasonKind::Endorsement,
        DEPTH_ENDORSED.of(f64::from(stated.n_endorsements)),
        count(stated.n_endorsements, "endorsement"),
    );
    if let Some((platform, since)) =
        stated.connected.iter().min_by_key(|(_, since)| since.map_or(i32::MAX, |day| day.0))
    {
        let since = since.map_or(String::new(), |day| format!(" since {day}"));
        parts.add(ReasonKind::Connection, DEPTH_CONNECTED, format!("connected on {}{since}", platform.title()));
    }
    if stated.follow_each_other {
        parts.add(ReasonKind::Connection, DEPTH_CONNECTED, "you follow each other".to_owned());
    }
}

fn card(parts: &mut Parts, signs: &[CardSign]) {
    let mut seen = Vec::new();
    for sign in signs {
        if seen.contains(&std::mem::discriminant(sign)) {
            continue;
        }
        seen.push(std::mem::discriminant(sign));
        let (weight, text) = match sign {
            CardSign::Phone => (DEPTH_CARD_PHONE, "you keep their phone number".to_owned()),
            CardSign::Birthday => (DEPTH_CARD_BIRTHDAY, "you keep their birthday".to_owned()),
            CardSign::Nickname => (DEPTH_CARD_NICKNAME, "you keep a nickname for them".to_owned()),
            CardSign::HomeAddress => (DEPTH_CARD_HOME, "you keep their home address".to_owned()),
            CardSign::Note => (DEPTH_CARD_NOTE, "you keep a note about them".to_owned()),
            CardSign::PersonalGroup(name) => (DEPTH_CARD_GROUP, format!("in your group \"{name}\"")),
        };
        parts.add(ReasonKind::AddressBook, weight, text);
    }
}

fn overlaps(parts: &mut Parts, stated: &Stated, now: Timestamp) {
    let years: f64 = stated.overlaps.iter().map(|overlap| overlap.years(now.day())).sum();
    let mut employers: Vec<&str> = stated.overlaps.iter().map(|overlap| overlap.employer.as_str()).collect();
    employers.sort_unstable();
    employers.dedup();
    let text = format!("at {} at the same time for {years:.1} years", employers.join(" and "));
    parts.add(ReasonKind::Overlap, DEPTH_OVERLAP.of(years), text);
}

fn one_way(parts: &mut Parts, summary: &TieSummary) {
    let (to_ego, to_them) = (summary.to_ego().n_contacts(), summary.to_them().n_contacts());
    match (to_ego, to_them) {
        (0, 0) => {}
        (0, n) => parts.explain(ReasonKind::OneWay, format!("you wrote {}, they never did", count(n, "time"))),
        (n, 0) => parts.explain(ReasonKind::OneWay, format!("they wrote {}, you never did", count(n, "time"))),
        _ if !summary.is_two_way() => {
            parts.explain(ReasonKind::OneWay, "only together with many others, never to each other".into());
        }
        _ => {}
    }
}
