//! Addresses that several people hold: no ruling and no erasure hits the wrong one.

use crate::scenario::{Scene, play};

const DESK: &str = "
    me me@x.example
    file phone.vcf
        BEGIN:VCARD
        VERSION:3.0
        FN:Bo Lindqvist
        TEL:+49 30 23125 014
        EMAIL:bo@y.example
        END:VCARD
        BEGIN:VCARD
        VERSION:3.0
        FN:Tom Marrow
        TEL:+49 30 23125 014
        END:VCARD
        BEGIN:VCARD
        VERSION:3.0
        FN:Ottilie Quast
        TEL:+49 30 23125 014
        EMAIL:ottilie.q@gmail.com
        END:VCARD
    end";

fn desk() -> Scene {
    let mut scene = Scene::new();
    assert_eq!(scene.play(DESK), "");
    scene.write();
    scene
}

#[test]
fn a_number_of_several_people_asks_which() {
    let answer = play(&format!("{DESK}\nask person +49 30 23125 014"));
    assert!(answer.contains("fits 3 people"), "{answer}");
}

#[test]
fn one_of_three_at_a_number_is_labelled_alone() {
    let mut scene = desk();
    scene.play("label Tom Marrow close-friend");
    let people = scene.app.people("", 10).unwrap().rows;
    let friends: Vec<_> = people.iter().filter(|row| row.kinds.contains(&"close-friend".to_owned())).collect();
    assert_eq!(friends.iter().map(|row| row.brief.name.as_str()).collect::<Vec<_>>(), ["Tom Marrow"]);
}

#[test]
fn one_of_three_at_a_number_is_erased_alone_and_stays_away() {
    for name in ["Tom Marrow", "Bo Lindqvist"] {
        let mut scene = desk();
        scene.play(&format!("erase {name}"));
        let left: Vec<String> = scene.app.people("", 10).unwrap().rows.into_iter().map(|row| row.brief.name).collect();
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(!left.contains(&name.to_owned()), "{left:?}");
        scene.play("forget phone.vcf\nimport phone.vcf");
        assert_eq!(scene.app.people("", 10).unwrap().rows.len(), 2, "{name} came back");
    }
}

#[test]
fn another_spelling_of_an_erased_address_stays_away() {
    let mut scene = desk();
    scene.play("erase Ottilie Quast");
    let answer =
        scene.play("letters 2026-01-01..2026-04-01 every 7 O. Quast <ottilieq@gmail.com> <-> me@x.example\nask people");
    assert!(!answer.to_lowercase().contains("quast"), "{answer}");
}

#[test]
fn the_end_of_a_foreign_number_is_nobody() {
    let answer = play(&format!("{DESK}\nask person +1 30 23125 014"));
    assert!(answer.contains("nobody is known"), "{answer}");
}
