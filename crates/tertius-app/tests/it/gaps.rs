//! The question this product started from: who of the closest is missing, and how sure that is.

use crate::scenario::{Scene, play};
use insta::assert_snapshot;

const FRIENDS: &str = "
    me me@x.example
    letters 2020-01-01..2026-04-20 every 14 Ana Ruiz <ana@x.example> <-> me@x.example
    letters 2020-01-01..2026-04-20 every 14 Bo Lindqvist <bo@y.example> <-> me@x.example
    mail 2026-03-01 Ana Ruiz <ana@x.example> -> me@x.example, Zoe Quist <zoe@quist.example>";

#[test]
fn without_the_export_nobody_is_called_not_connected() {
    assert_snapshot!(play(&format!("{FRIENDS}\nask gaps")), @r"
    0.49 Ana Ruiz · not found · opens 1
    0.49 Bo Lindqvist · not found · opens 0
    ");
}

#[test]
fn with_the_export_it_is_certain() {
    let export = "linkedin Bo Lindqvist, Ytterby AB, Buyer, since 2020-01-01, bo@y.example";
    assert_snapshot!(play(&format!("{FRIENDS}\n{export}\nask gaps")), @r"
    0.49 Ana Ruiz · not connected · opens 1
    ");
}

#[test]
fn a_connection_of_the_same_name_makes_it_uncertain() {
    let export = "
        linkedin Bo Lindqvist, Ytterby AB, Buyer, since 2020-01-01, bo@y.example
        linkedin Ana Ruiz, Norte SA, Nurse, since 2020-01-01";
    assert_snapshot!(play(&format!("{FRIENDS}\n{export}\nask gaps")), @r"
    0.49 Ana Ruiz · not found · maybe Ana Ruiz · opens 1
    ");
}

#[test]
fn an_export_without_its_connections_is_not_the_export() {
    let rest = "chat 2025-01-01 Rex Rauch -> Kim Berg\nworked Halden GmbH, Analyst, Jan 2019";
    let said = play(&format!("{FRIENDS}\n{rest}\nask gaps"));
    assert!(said.contains("not found") && !said.contains("not connected"), "{said}");
}

#[test]
fn somebody_hidden_is_in_no_ranking_and_comes_back() {
    let mut scene = Scene::new();
    let before = scene.play(&format!("{FRIENDS}\nask gaps"));
    assert_snapshot!(scene.play("label Ana Ruiz hide\nask gaps\nask loose"), @r"
    0.49 Bo Lindqvist · not found · opens 0
    nobody
    ");
    assert_eq!(scene.play("undo\nask gaps"), before);
}

#[test]
fn only_linkedin_is_known_so_far() {
    let error = Scene::new().app.gaps("xing", 10).unwrap_err();
    assert_eq!(error.to_string(), "no platform \"xing\"\nknown: linkedin");
}
