//! Equality with the reference scorer: the expected numbers were written by its own functions on these same contacts.

use crate::contacts::mail;
use tertius_model::{Label, Timestamp};
use tertius_ties::{
    Activity, AnswerTerms, Asked, Contact, Replies, Responder, Stated, TieHistory, TieSummary, Toward, alive,
    base_rate, load, revival, strength,
};

const DAY: i64 = 86_400;
const NOW: Timestamp = Timestamp(100 * DAY + 5_000);

fn at(day: i64, seconds: i64, toward: Toward, k: u32) -> Contact {
    mail(Timestamp(day * DAY + seconds), toward, k)
}

/// Somebody who writes back.
fn friend() -> TieSummary {
    TieHistory::summarise(vec![
        at(10, 100, Toward::Them, 1),
        at(10, 9_000, Toward::Ego, 1),
        at(10, 9_500, Toward::Ego, 2),
        at(40, 0, Toward::Them, 3),
        at(52, 0, Toward::Them, 2),
        at(52, 60, Toward::Ego, 4),
        at(97, 40, Toward::Them, 1),
        at(99, 80_000, Toward::Ego, 1),
    ])
}

/// Somebody who wrote twice, unanswered.
fn stranger() -> TieSummary {
    TieHistory::summarise(vec![at(20, 0, Toward::Ego, 1), at(30, 0, Toward::Ego, 1)])
}

/// Somebody who was asked three times and never answered.
fn silent() -> TieSummary {
    TieHistory::summarise(vec![at(25, 0, Toward::Them, 1), at(35, 0, Toward::Them, 1), at(60, 0, Toward::Them, 2)])
}

fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
}

#[test]
fn loads() {
    close(load(friend().to_them(), NOW), 0.815_216_838_032_223_9);
    close(load(friend().to_ego(), NOW), 1.600_036_023_493_171_6);
    close(load(stranger().to_them(), NOW), 0.0);
    close(load(stranger().to_ego(), NOW), 0.231_236_468_251_735_3);
    close(load(silent().to_them(), NOW), 0.331_828_946_538_831_6);
}

#[test]
fn replies_count_the_first_ask_of_a_day_once_its_week_is_over_and_no_reply() {
    // The ask of day 97 is three days old, so it does not count although it was answered.
    assert_eq!(friend().replies(Asked::Them, NOW), Replies { asked: 3, answered: 2 });
    // What the friend wrote replied to ego; the reference counts the first of it as an ask that ego left unanswered.
    assert_eq!(friend().replies(Asked::Ego, NOW), Replies { asked: 0, answered: 0 });
    assert_eq!(silent().replies(Asked::Them, NOW), Replies { asked: 3, answered: 0 });
    let later = Timestamp(NOW.0 + 10 * DAY);
    assert_eq!(friend().replies(Asked::Them, later), Replies { asked: 4, answered: 3 });
}

#[test]
fn strengths() {
    let ties = [friend(), stranger(), silent()];
    // With the reference's asks, of which one is a reply.
    let base = base_rate(Replies { asked: 9, answered: 2 });
    close(base, 0.272_727_272_727_272_7);
    // What each sends, message by message, from the reference; the summary gives it by day.
    let sent = [0.958_749_559_691_502_1, 0.208_018_923_191_370_58, 0.0].map(f64::exp_m1);
    let expected = [0.668_026_880_343_559_3, 0.246_939_013_348_063_04, 0.098_816_227_962_911_26];
    for ((tie, sent_load), expected) in ties.iter().zip(sent).zip(expected) {
        let by_day = Responder::seen_by_ego(tie, Asked::Them, base, NOW);
        assert!((by_day.sent_load - sent_load).abs() < 1e-5, "{} is not {sent_load}", by_day.sent_load);
        let them = Responder { sent_load, ..by_day };
        close(strength(tie, Asked::Them, &them, &Stated::default(), NOW).value, expected);
    }
    // The friend asks ego, who was asked three times in all and sent mail to two people.
    let ego =
        Responder { replies: Replies { asked: 3, answered: 0 }, sent_load: 0.747_077_903_032_212_9_f64.exp_m1(), base };
    let terms = AnswerTerms {
        load_from_asked: load(friend().to_them(), NOW),
        load_to_asked: load(friend().to_ego(), NOW),
        days_since_wrote: friend().to_them().last().map(|last| (NOW.0 - last.0) as f64 / DAY as f64),
        replies: Replies { asked: 1, answered: 0 },
        responder: ego,
    };
    close(1.0 / (1.0 + (-terms.logit()).exp()), 0.372_560_576_117_115_8);
}

#[test]
fn alive_probabilities() {
    let ego = friend().to_them().last();
    for (tie, expected) in [
        (friend(), 0.633_980_179_541_835_3),
        (stranger(), 0.103_569_623_388_232_76),
        (silent(), 0.138_953_843_680_280_85),
    ] {
        let activity = Activity { ego, them: tie.to_ego().last() };
        close(alive(&tie, activity, NOW).value, expected);
    }
}

#[test]
fn labels_move_the_log_odds_and_kin_fade_slower() {
    let said = |labels: &[Label], summary: &TieSummary| {
        let responder = Responder::seen_by_ego(summary, Asked::Them, 0.5, NOW);
        let value =
            strength(summary, Asked::Them, &responder, &Stated { labels: labels.to_vec(), ..Stated::default() }, NOW)
                .value;
        (value / (1.0 - value)).ln()
    };
    let plain = said(&[], &friend());
    close(said(&[Label::CoWorker], &friend()) - plain, 0.17);
    close(said(&[Label::CloseFriend], &friend()) - plain, 0.5);
    assert!(said(&[Label::Family], &friend()) > plain + 0.5);
    // Whoever never wrote gains nothing from sharing a department.
    close(said(&[Label::CoWorker], &silent()), said(&[], &silent()));
}

#[test]
fn a_dormant_tie_comes_back_less_the_longer_it_rests() {
    let back = |days: i64, mutual: f64| {
        let now = Timestamp(NOW.0 + days * DAY);
        revival(&friend(), Activity::seen_in(&friend()), mutual, now)
    };
    let chances = [60, 200, 800, 2_000].map(|days| back(days, 0.0));
    assert!(chances.is_sorted_by(|earlier, later| earlier > later) && chances[0] < 0.5, "{chances:?}");
    assert!(back(200, 4.0) > back(200, 0.0));
    close(revival(&TieSummary::default(), Activity { ego: None, them: None }, 0.0, NOW), 0.0);
}
