//! Five people on whom published scores fail: the whole way from files to depths and the reasons printed beside them.

use crate::scenario::{Scene, depth, play};
use insta::assert_snapshot;

/// A colleague mailed daily, with a shallow chat.
const COLLEAGUE: &str = "
    worked Halden GmbH, Analyst, Jul 2023
    letters 2023-07-03..2026-04-30 every 1 Cole Amsel <cole@halden.example> <-> me@halden.example
    linkedin Cole Amsel, Halden GmbH, Analyst, since 2023-08-01, cole@halden.example
    chat 2024-02-01 Cole Amsel -> Kim Berg";
/// The best friend: on LinkedIn since 2014, where neither ever wrote. The address book knows.
const FRIEND_CARD: &str = "
    file phone.vcf
        BEGIN:VCARD
        VERSION:3.0
        FN:Bea Friedl
        N:Friedl;Bea;;;
        NICKNAME:Bee
        EMAIL:bea@friedl.example
        TEL;TYPE=CELL:+49 30 23125 014
        BDAY:1988-04-12
        CATEGORIES:Friends
        END:VCARD
    end";
const BARE_FRIEND_CARD: &str = "
    file phone.vcf
        BEGIN:VCARD
        VERSION:3.0
        FN:Bea Friedl
        N:Friedl;Bea;;;
        EMAIL:bea@friedl.example
        END:VCARD
    end";
const FRIEND: &str = "linkedin Bea Friedl, Atelier Nord, Architect, since 2014-03-09, bea@friedl.example";
const DINNERS: &str = "meeting 2021-01-05..2026-04-20 every 30 me@home.example bea@friedl.example";
const LABEL: &str = "label bea@friedl.example close-friend";
/// The ex-cofounder: five years of dense mail, then eighteen months of silence.
const COFOUNDER: &str = "
    worked Lumen GmbH, CTO, Jan 2019, Oct 2024
    letters 2020-01-01..2024-10-31 every 1 Ines Coral <ines@lumen.example> <-> me@lumen.example
    linkedin Ines Coral, Lumen GmbH, CEO, since 2019-05-01, ines@lumen.example
    recommended 2024-12-01 Ines Coral, Lumen GmbH";
/// A recruiter who wrote and wrote and was never answered.
const RECRUITER: &str = "
    linkedin Rex Rauch, Talentwerk AG, Recruiter, since 2026-01-10
    chat 2026-01-11..2026-04-28 every 4 Rex Rauch -> Kim Berg";
/// Met once, connected twenty days ago.
const HANDSHAKE: &str = "linkedin Hana Shake, Expo Ltd, Sales, since 2026-04-11";

const EGO: &str = "
    as of 2026-05-01
    me me@home.example
    me me@halden.example
    me me@lumen.example
    me https://www.linkedin.com/in/kim-berg";

fn scene(friend: &[&str]) -> Scene {
    let mut scene = Scene::new();
    let said = scene.play(&[&[EGO, COLLEAGUE, COFOUNDER, RECRUITER, HANDSHAKE], friend].concat().join("\n"));
    assert_eq!(said, "");
    scene
}

#[track_caller]
fn deep_above_shallow(scene: &Scene) {
    for deep in ["Bea Friedl", "Ines Coral"] {
        for shallow in ["Rex Rauch", "Hana Shake"] {
            let (deep, shallow) = (depth(&scene.app, deep), depth(&scene.app, shallow));
            assert!(deep > shallow + 0.25, "{deep} is not well above {shallow}");
        }
    }
}

#[test]
fn the_friend_and_the_cofounder_stand_above_the_recruiter_and_the_handshake() {
    let mut scene = scene(&[FRIEND_CARD, FRIEND, DINNERS, LABEL]);
    deep_above_shallow(&scene);
    assert_snapshot!(scene.play("ask people"), @r"
    0.96 0.70 Bea Friedl · Architect at Atelier Nord · close-friend
    0.85 0.11 Ines Coral · CEO at Lumen GmbH · former-co-worker
    0.75 0.96 Cole Amsel · Analyst at Halden GmbH · co-worker
    0.02 0.77 Hana Shake · Sales at Expo Ltd · connection
    0.02 0.46 Rex Rauch · Recruiter at Talentwerk AG · connection, unanswered
    ");
}

#[test]
fn the_reasons_say_why() {
    let mut scene = scene(&[FRIEND_CARD, FRIEND, DINNERS, LABEL]);
    let why = "ask why Bea Friedl\nask why Ines Coral\nask why Rex Rauch\nask why Hana Shake\nask why Cole Amsel";
    assert_snapshot!(scene.play(why), @r#"
    Bea Friedl · tie 0.96
      label: you say: close friend
      address-book: in your group "Friends"
      years: in contact both ways in 6 different years
      address-book: you keep a nickname for them
      address-book: you keep their birthday
      one-to-one: one to one on 65 days, each way
      intensity: met on 65 days within 5 years; at its height 3 of 90 days
      address-book: you keep their phone number
      connection: connected on LinkedIn since 2014-03-09
      last-contact: last contact 3 weeks ago, usually every 3 weeks
      label: you say they are close or family (assumed to answer more readily)
      last-contact: last sign from them 3 weeks ago
    Ines Coral · tie 0.85
      intensity: wrote each other on 1766 days within 5 years; at its height 90 of 90 days
      recommendation: wrote you a recommendation
      years: in contact both ways in 5 different years
      overlap: at Lumen GmbH at the same time for 4.8 years
      one-to-one: one to one on 1766 days, each way
      connection: connected on LinkedIn since 2019-05-01
      last-contact: last contact 18 months ago, usually every 1 day
      last-contact: last sign from them 18 months ago
      answers: you never had to write first, so how they answer is not known
    Rex Rauch · tie 0.02
      connection: connected on LinkedIn since 2026-01-10
      one-way: they wrote 27 times, you never did
      last-contact: connected 4 months ago
      last-contact: last sign from them 6 days ago
    Hana Shake · tie 0.02
      connection: connected on LinkedIn since 2026-04-11
      last-contact: connected 3 weeks ago
      no-evidence: no message or meeting with them was imported; assumed from how deep the tie is
    Cole Amsel · tie 0.75
      intensity: wrote each other on 1033 days within 3 years; at its height 90 of 90 days
      years: in contact both ways in 4 different years
      one-to-one: one to one on 1033 days, each way
      overlap: at Halden GmbH at the same time for 2.8 years
      connection: connected on LinkedIn since 2023-08-01
      last-contact: last contact 1 day ago, usually every 1 day
      last-contact: last sign from them 1 day ago
      answers: you never had to write first, so how they answer is not known
    "#);
}

#[test]
fn without_the_label_the_address_book_and_the_dinners_tell() {
    let mut scene = scene(&[FRIEND_CARD, FRIEND, DINNERS]);
    deep_above_shallow(&scene);
    assert_snapshot!(scene.play("ask why Bea Friedl"), @r#"
    Bea Friedl · tie 0.69
      address-book: in your group "Friends"
      years: in contact both ways in 6 different years
      address-book: you keep a nickname for them
      address-book: you keep their birthday
      one-to-one: one to one on 65 days, each way
      intensity: met on 65 days within 5 years; at its height 3 of 90 days
      address-book: you keep their phone number
      connection: connected on LinkedIn since 2014-03-09
      last-contact: last contact 3 weeks ago, usually every 3 weeks
      last-contact: last sign from them 3 weeks ago
    "#);
}

#[test]
fn without_signs_in_the_address_book_the_dinners_tell() {
    let mut scene = scene(&[BARE_FRIEND_CARD, FRIEND, DINNERS]);
    deep_above_shallow(&scene);
    assert_snapshot!(scene.play("ask why Bea Friedl"), @r"
    Bea Friedl · tie 0.39
      years: in contact both ways in 6 different years
      one-to-one: one to one on 65 days, each way
      intensity: met on 65 days within 5 years; at its height 3 of 90 days
      connection: connected on LinkedIn since 2014-03-09
      last-contact: last contact 3 weeks ago, usually every 3 weeks
      last-contact: last sign from them 3 weeks ago
    ");
}

#[test]
fn almost_no_digital_trace_and_a_label_are_enough() {
    let mut scene = scene(&[BARE_FRIEND_CARD, FRIEND, LABEL]);
    deep_above_shallow(&scene);
    assert_snapshot!(scene.play("ask why Bea Friedl"), @r"
    Bea Friedl · tie 0.86
      label: you say: close friend
      connection: connected on LinkedIn since 2014-03-09
      last-contact: connected 12 years ago
      no-evidence: no message or meeting with them was imported; assumed from how deep the tie is
    ");
}

#[test]
fn silence_makes_a_tie_stale_and_never_shallow() {
    let mut scene = scene(&[FRIEND_CARD, FRIEND, DINNERS]);
    let now: Vec<f64> = ["Bea Friedl", "Ines Coral"].map(|name| depth(&scene.app, name)).to_vec();
    scene.play("as of 2031-05-01");
    let later: Vec<f64> = ["Bea Friedl", "Ines Coral"].map(|name| depth(&scene.app, name)).to_vec();
    assert_eq!(now, later);
}

#[test]
fn mail_that_nobody_answers_is_no_tie() {
    let said = play(
        "me me@x.example
         mail 2025-01-01..2026-04-01 every 7 Sal Pitch <sal@pitch.example> -> me@x.example
         mail 2025-01-01..2026-04-01 every 30 me@x.example -> Far Away <far@away.example>
         ask why Sal Pitch
         ask why Far Away",
    );
    assert_snapshot!(said, @r"
    Sal Pitch · one-way-in 0.00
      one-way: they wrote 66 times, you never did
      no-evidence: no day of contact is known
      last-contact: last sign from them 4 weeks ago
    Far Away · one-way-out 0.00
      one-way: you wrote 16 times, they never did
      no-evidence: no day of contact is known
      last-contact: they never wrote; you did
      answers: you wrote first 16 times and they never answered within a week
    ");
}
