//! Newer exports and grown files: people update, and what changed is told.

use crate::scenario::Scene;
use insta::assert_snapshot;

/// Two exports: Ana moved, Cy joined, Bo left.
fn exports(first: &str, second: &str) -> Scene {
    let mut scene = Scene::new();
    scene.play(
        "folder 2025
         linkedin Ana Ruiz, Halden GmbH, Engineer, since 2020-01-01
         linkedin Bo Lindqvist, Ytterby AB, Buyer, since 2021-01-01
         linkedin Di Stay, Ytterby AB, Buyer, since 2025-01-10",
    );
    scene.app.forget(&scene.path("2025").display().to_string()).unwrap();
    scene.play(
        "folder 2026
         linkedin Ana Ruiz, Norte SA, Head of Research, since 2020-01-01
         linkedin Di Stay, Ytterby AB, Buyer, since 2025-01-10
         linkedin Cy Neu, Lumen GmbH, Baker, since 2026-02-03",
    );
    scene.app.forget(&scene.path("2026").display().to_string()).unwrap();
    assert_eq!(scene.app.people("", 10).unwrap().total, 0);
    for folder in [first, second] {
        assert_eq!(scene.play(&format!("import {folder}/Connections.csv")), "");
    }
    scene
}

#[test]
fn who_moved_joined_and_left_is_told() {
    let mut scene = exports("2025", "2026");
    assert_snapshot!(scene.play("ask changes\nask people"), @r"
    joined Cy Neu 2026-02-03: connected with you on LinkedIn
    left Bo Lindqvist 2026-02-03: no longer among your LinkedIn connections
    moved Ana Ruiz 2026-02-03: from Halden GmbH (Engineer) to Norte SA (Head of Research)
    0.02 0.51 Cy Neu · Baker at Lumen GmbH · connection
    0.02 0.24 Di Stay · Buyer at Ytterby AB · connection
    0.02 0.11 Ana Ruiz · Head of Research at Norte SA · connection
    0.00 0.00 Bo Lindqvist · Buyer at Ytterby AB ·
    ");
    assert_snapshot!(scene.play("ask changes 2026-01-01"), @r"
    joined Cy Neu 2026-02-03: connected with you on LinkedIn
    left Bo Lindqvist 2026-02-03: no longer among your LinkedIn connections
    moved Ana Ruiz 2026-02-03: from Halden GmbH (Engineer) to Norte SA (Head of Research)
    ");
}

#[test]
fn the_order_of_the_exports_does_not_matter() {
    let (mut one, mut other) = (exports("2025", "2026"), exports("2026", "2025"));
    assert_eq!(
        one.play("ask changes\nask people\nask person Ana Ruiz"),
        other.play("ask changes\nask people\nask person Ana Ruiz")
    );
}

#[test]
fn a_grown_mailbox_takes_the_place_of_the_old_one_and_the_old_one_adds_nothing() {
    let mut scene = Scene::new();
    scene.play("me me@x.example\nletters 2024-01-01..2024-12-31 every 7 Ana Ruiz <ana@x.example> <-> me@x.example");
    let old = std::fs::read(scene.path("mail.mbox")).unwrap();
    scene.play("letters 2025-01-01..2025-12-31 every 7 Ana Ruiz <ana@x.example> <-> me@x.example");
    assert_snapshot!(scene.play("ask sources"), @r"
    mail.mbox mbox 0 cards 212 messages
    ");
    let grown = scene.export();
    scene.write_file(scene.path("mail.mbox"), &old);
    let view = scene.import(&[scene.path("mail.mbox")]).unwrap();
    assert_eq!(view.sources.iter().map(|source| source.new).sum::<u64>(), 0);
    assert_eq!(scene.export(), grown);
}

#[test]
fn the_order_of_an_old_and_a_grown_mailbox_does_not_matter() {
    let mailboxes = |order: [&str; 2]| {
        let mut scene = Scene::new();
        for last in order {
            let letters = format!("letters 2024-01-01..{last} every 7 Ana Ruiz <ana@x.example> <-> me@x.example");
            scene.play(&format!("folder \n{letters}\nask people"));
        }
        scene.play("ask sources\nask people\nask person Ana Ruiz")
    };
    assert_eq!(mailboxes(["2024-06-30", "2025-12-31"]), mailboxes(["2025-12-31", "2024-06-30"]));
}

#[test]
fn a_long_silence_is_told_once_it_is_one() {
    let letters = "as of 2026-05-01
        me me@x.example
        letters 2023-01-01..2026-02-01 every 7 Ana Ruiz <ana@x.example> <-> me@x.example
        ask changes";
    assert_snapshot!(Scene::new().play(letters), @r"
    quiet Ana Ruiz 2026-03-10: last contact 2026-02-01, used to be every 5 days
    ");
}

#[test]
fn who_left_counts_as_connected_no_more() {
    let said = Scene::new().play(
        "me me@x.example
         folder newer
         linkedin Ana Ruiz, Norte SA, Engineer, since 2026-01-01
         folder older
         linkedin Bo Lindqvist, Ytterby AB, Buyer, since 2021-01-01, bo@y.example
         letters 2020-01-01..2026-04-20 every 14 Bo Lindqvist <bo@y.example> <-> me@x.example
         ask gaps
         forget newer
         ask gaps",
    );
    assert_snapshot!(said, @r"
    0.49 Bo Lindqvist · not connected · opens 0
    nobody
    ");
}
