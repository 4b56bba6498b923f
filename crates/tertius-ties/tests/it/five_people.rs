//! Five people on whom published scores fail, and some that a user would argue about: the numbers and the reasons.

use crate::contacts::{day, evenings, letters, mail, working_days};
use std::fmt::Write;
use tertius_model::{Channel, Day, Label, Platform, Timestamp};
use tertius_ties::{
    Asked, CardSign, Contact, Overlap, Recommendation, Responder, Stated, TieHistory, TieSummary, Toward, depth,
    freshness, kinds, strength,
};

struct Person {
    summary: TieSummary,
    stated: Stated,
}

fn now() -> Day {
    day("2026-07-01")
}

fn person(contacts: Vec<Contact>, stated: Stated) -> Person {
    Person { summary: TieHistory::summarise(contacts), stated }
}

fn connected(since: &str) -> Vec<(Platform, Option<Day>)> {
    vec![(Platform::LinkedIn, Some(day(since)))]
}

fn best_friend() -> Person {
    let card = vec![CardSign::Phone, CardSign::Birthday, CardSign::Nickname, CardSign::PersonalGroup("Friends".into())];
    let stated = Stated { card, has_card: true, connected: connected("2014-03-09"), ..Stated::default() };
    person(evenings(day("2021-01-05"), day("2026-06-20"), 30), stated)
}

fn ex_cofounder() -> Person {
    let overlap = Overlap { employer: "Lumen".into(), from: day("2020-01-01"), to: Some(day("2024-12-31")) };
    let stated = Stated {
        recommendations: vec![Recommendation::ByThem],
        overlaps: vec![overlap],
        connected: connected("2019-05-01"),
        ..Stated::default()
    };
    person(working_days(day("2020-01-01"), day("2024-12-31")), stated)
}

fn colleague() -> Person {
    let overlap = Overlap { employer: "Acme".into(), from: day("2023-07-01"), to: None };
    person(
        working_days(day("2023-07-01"), day("2026-06-30")),
        Stated { overlaps: vec![overlap], connected: connected("2023-08-01"), ..Stated::default() },
    )
}

fn recruiter() -> Person {
    let contacts = (0..24)
        .map(|i| Contact {
            channel: Channel::LinkedIn,
            ..mail(Timestamp(now().start().0 - i * 5 * 86_400), Toward::Ego, 1)
        })
        .collect();
    person(contacts, Stated { connected: connected("2026-02-01"), ..Stated::default() })
}

fn handshake() -> Person {
    person(Vec::new(), Stated { connected: connected("2026-06-11"), ..Stated::default() })
}

fn christmas_friend() -> Person {
    person(letters(day("2013-12-20"), day("2025-12-25"), 365), Stated::default())
}

fn show(person: &Person) -> String {
    let Person { summary, stated } = person;
    let at = now().start();
    let deep = depth(summary, stated, at);
    let them = Responder::seen_by_ego(summary, Asked::Them, 0.45, at);
    let fresh = freshness(summary, stated, at);
    let kinds: Vec<&str> = kinds(summary, stated, deep.value, now()).into_iter().map(|kind| kind.id()).collect();
    let mut text = format!(
        "depth {:.2} freshness {:.2} answers {:.2} [{}]\n",
        deep.value,
        fresh.value,
        strength(summary, Asked::Them, &them, stated, at).value,
        kinds.join(", ")
    );
    for reason in deep.reasons.iter().chain(&fresh.reasons) {
        writeln!(text, "  {}: {}", reason.kind.id(), reason.text).expect("because text takes everything");
    }
    text
}

fn depth_of(person: &Person) -> f64 {
    depth(&person.summary, &person.stated, now().start()).value
}

#[test]
fn deep_and_silent_stands_above_shallow_and_loud() {
    for deep in [best_friend(), ex_cofounder()] {
        for shallow in [recruiter(), handshake()] {
            assert!(depth_of(&deep) > depth_of(&shallow) + 0.5, "{}{}", show(&deep), show(&shallow));
        }
    }
}

#[test]
fn the_numbers_look_sensible_to_a_person() {
    let labelled = |label| person(Vec::new(), Stated { labels: vec![label], ..Stated::default() });
    for (name, person, least, most) in [
        ("daily colleague of three years", colleague(), 0.70, 0.85),
        ("stated close friend", labelled(Label::CloseFriend), 0.85, 0.95),
        ("stated co-founder", labelled(Label::CoFounder), 0.70, 0.95),
        ("ex-cofounder by evidence", ex_cofounder(), 0.70, 0.95),
        ("best friend by evidence", best_friend(), 0.60, 0.90),
        ("handshake", handshake(), 0.01, 0.10),
        ("unanswered recruiter", recruiter(), 0.0, 0.02),
        ("friend of twelve Christmas letters", christmas_friend(), 0.30, 0.45),
        (
            "acquaintance mailed daily",
            person(working_days(day("2023-01-01"), now()), labelled(Label::Acquaintance).stated),
            0.2,
            0.3,
        ),
    ] {
        let depth = depth_of(&person);
        assert!(depth >= least - 1e-12 && depth <= most + 1e-12, "{name}: {}", show(&person));
    }
}

#[test]
fn the_reasons_say_why_in_plain_words() {
    check(
        &ex_cofounder(),
        "depth 0.85 freshness 0.11 answers 0.99 [former-co-worker]
  intensity: wrote each other on 1305 days within 5 years; at its height 65 of 90 days
  recommendation: wrote you a recommendation
  years: in contact both ways in 5 different years
  overlap: at Lumen at the same time for 5.0 years
  one-to-one: one to one on 1305 days, each way
  connection: connected on LinkedIn since 2019-05-01
  last-contact: last contact 18 months ago, usually every 1 day
",
    );
    check(
        &best_friend(),
        "depth 0.69 freshness 0.69 answers 0.54 [close-friend]
  address-book: in your group \"Friends\"
  years: in contact both ways in 6 different years
  address-book: you keep a nickname for them
  address-book: you keep their birthday
  one-to-one: one to one on 67 days, each way
  intensity: met on 67 days within 5 years; at its height 3 of 90 days
  address-book: you keep their phone number
  connection: connected on LinkedIn since 2014-03-09
  last-contact: last contact 3 weeks ago, usually every 3 weeks
",
    );
    check(
        &recruiter(),
        "depth 0.02 freshness 0.41 answers 0.73 [connection, unanswered]
  connection: connected on LinkedIn since 2026-02-01
  one-way: they wrote 24 times, you never did
  last-contact: connected 5 months ago
",
    );
}

fn check(person: &Person, expected: &str) {
    assert_eq!(show(person), expected);
}
