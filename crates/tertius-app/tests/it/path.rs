//! Paths: at most six hops, nobody twice, the weakest link named.

use crate::scenario::{Scene, play};
use insta::assert_snapshot;

/// A chain: ego knows p1, p1 writes with p2, and so on.
fn chain(n: usize) -> String {
    let mut text =
        "me me@x.example\nletters 2024-01-01..2026-04-20 every 7 p1@chain.example <-> me@x.example\n".to_owned();
    for i in 1..n {
        let (a, b) = (i, i + 1);
        text += &format!("mail 2026-03-01..2026-03-20 every 5 p{a}@chain.example -> p{b}@chain.example\n");
    }
    text
}

#[test]
fn six_hops_are_the_most() {
    let mut scene = Scene::new();
    scene.play(&chain(8));
    let hops = |scene: &Scene, who: &str| scene.app.path(who, 3, 20).unwrap().first().map(|path| path.hops);
    assert_eq!(hops(&scene, "p1@chain.example"), Some(1));
    assert_eq!(hops(&scene, "p6@chain.example"), Some(6));
    assert_eq!(hops(&scene, "p7@chain.example"), None);
    assert_eq!(scene.app.path("p6@chain.example", 3, 5).unwrap(), []);
}

#[test]
fn several_paths_nobody_twice_and_the_weakest_link() {
    let said = "
        me me@x.example
        letters 2024-01-01..2026-04-20 every 7 Ana Ruiz <ana@x.example> <-> me@x.example
        letters 2024-01-01..2026-04-20 every 30 Bo Lindqvist <bo@y.example> <-> me@x.example
        mail 2026-03-01 Ana Ruiz <ana@x.example> -> me@x.example, Bo Lindqvist <bo@y.example>, Zoe Quist <zoe@quist.example>";
    let mut scene = Scene::new();
    assert_snapshot!(scene.play(&format!("{said}\nask path Zoe Quist")), @r"
    you → Bo Lindqvist → Zoe Quist · 0.087 · weakest Bo Lindqvist → Zoe Quist (together in 1 message, last 2 months ago)
    you → Ana Ruiz → Zoe Quist · 0.054 · weakest Ana Ruiz → Zoe Quist (one wrote to the other 1 time, last 2 months ago)
    you → Ana Ruiz → Bo Lindqvist → Zoe Quist · 0.007 · weakest Ana Ruiz → Bo Lindqvist (one wrote to the other 1 time, last 2 months ago)
    ");
    for path in scene.app.path("Zoe Quist", 50, 6).unwrap() {
        let mut ids: Vec<&String> = path.people.iter().map(|person| &person.id).collect();
        assert_eq!((path.hops, path.links.len()), (ids.len() - 1, ids.len() - 1));
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), path.people.len(), "somebody is on the path twice");
        let product: f64 = path.links.iter().map(|link| link.strength).product();
        assert!((product - path.warmth).abs() < 1e-3);
    }
}

#[test]
fn a_path_needs_a_link() {
    let error = Scene::new().app.path("ana@x.example", 0, 6).unwrap_err();
    assert_eq!(error.kind, tertius_app::Kind::User);
    assert!(error.message.contains("at least one link"), "{error}");
}

#[test]
fn the_best_ways_into_a_company() {
    let said = play(
        "me me@x.example
         letters 2024-01-01..2026-04-20 every 7 Ana Ruiz <ana@x.example> <-> me@x.example
         letters 2025-01-01..2026-04-20 every 30 Bo Lindqvist <bo@halden.example> <-> me@x.example
         mail 2026-03-01 Ana Ruiz <ana@x.example> -> me@x.example, Zoe Quist <zoe@halden.example>
         ask reach Halden",
    );
    assert_snapshot!(said, @r"
    Bo Lindqvist (there) opens
    Ana Ruiz opens Zoe Quist
    ");
}
