//! What is uncertain: the order of the questions, answers that last, and nothing drafted for whom it may not be meant.

use crate::scenario::Scene;

/// Two pairs that may be one person each: one close to ego, one hardly known.
const STORY: &str = "
    me me@x.example
    file phone.vcf
        BEGIN:VCARD
        VERSION:3.0
        FN:Ana Ruiz
        EMAIL:ana@home.example
        ORG:Halden GmbH
        END:VCARD
        BEGIN:VCARD
        VERSION:3.0
        FN:Zoe Quist
        EMAIL:zoe@quist.example
        END:VCARD
        BEGIN:VCARD
        VERSION:3.0
        FN:Bo Lindqvist
        EMAIL:bo@y.example
        END:VCARD
    end
    letters 2024-01-01..2026-04-20 every 7 Ana Ruiz <ana@home.example> <-> me@x.example
    letters 2024-01-01..2026-04-20 every 7 Bo Lindqvist <bo@y.example> <-> me@x.example
    letters 2025-06-01..2026-04-20 every 14 Ana Ruiz <ana@halden.example> <-> me@x.example
    mail 2024-05-01 Zoe Quist <zq@quist.example> -> me@x.example
    mail 2026-03-01 Ana Ruiz <ana@home.example> -> me@x.example, Kim Berg <kim@berg.example>";

fn story() -> Scene {
    let mut scene = Scene::new();
    assert_eq!(scene.play(STORY), "");
    scene.write();
    scene
}

#[test]
fn the_closest_and_weightiest_question_comes_first() {
    let scene = story();
    let rows = scene.app.review(10).unwrap();
    let asked: Vec<&str> = rows.iter().map(|row| row.a.name.as_str()).collect();
    assert_eq!(asked, ["Ana Ruiz", "Zoe Quist"], "{rows:#?}");
    assert!(rows[0].value > rows[1].value, "{rows:#?}");
    assert!(rows[0].stake.starts_with("Ana Ruiz is close to you; one person would have"), "{}", rows[0].stake);
    assert!(rows[0].stake.contains("days of contact"), "{}", rows[0].stake);
}

#[test]
fn different_is_asked_no_more_after_forgetting_and_importing_again() {
    for forgotten in ["forget phone.vcf", "forget mail.mbox", "forget phone.vcf\nforget mail.mbox"] {
        let mut scene = story();
        let row = scene.app.review(1).unwrap().remove(0);
        scene.app.rule_different(&row.a.id, &row.b.id).unwrap();
        let names = |scene: &Scene| {
            let rows = scene.app.review(10).unwrap().into_iter();
            rows.map(|row| row.a.name).collect::<Vec<String>>()
        };
        assert_eq!(names(&scene), ["Zoe Quist"]);
        let after = scene.export();
        scene.play(&format!("{forgotten}\nimport phone.vcf, mail.mbox"));
        assert_eq!((names(&scene), scene.export()), (vec!["Zoe Quist".to_owned()], after), "{forgotten}");
    }
}

#[test]
fn nothing_is_drafted_for_somebody_who_may_be_two_people() {
    let mut scene = story();
    assert!(scene.app.settled("ana@home.example").unwrap_err().message.contains("not certain who"));
    assert_eq!(scene.app.settled("bo@y.example").unwrap().name, "Bo Lindqvist");
    let verdict = |scene: &Scene| {
        let rows = scene.app.loose(&tertius_app::LooseRequest { top: 10, ..Default::default() }).unwrap();
        rows.into_iter().find(|row| row.person.name == "Kim Berg").expect("Kim").verdict
    };
    assert_eq!(verdict(&scene).as_deref(), Some("not certain who Ana Ruiz is: tertius review first"));
    scene.play("same ana@home.example <> ana@halden.example");
    assert_eq!(verdict(&scene), None);
    assert_eq!(scene.app.settled("ana@home.example").unwrap().name, "Ana Ruiz");
}

#[test]
fn an_opening_line_waits_for_the_answer() {
    let mut scene = Scene::new();
    scene.play(&STORY.replace("2026-04-20", "2025-12-20"));
    let opening = |scene: &Scene| {
        let rows = scene.app.keep(600).unwrap();
        let row = rows.into_iter().find(|row| row.person.name == "Ana Ruiz").expect("Ana");
        (row.opening.is_empty(), row.reasons[0].kind.clone())
    };
    assert_eq!(opening(&scene), (true, "uncertain".to_owned()));
    scene.play("same ana@home.example <> ana@halden.example");
    let (is_empty, kind) = opening(&scene);
    assert!(!is_empty && kind != "uncertain");
}
