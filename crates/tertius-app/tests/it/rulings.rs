//! What the user decides: forget, erase, same, different, label; each holds, and each can be taken back.

use crate::scenario::{Scene, depth, play};
use insta::assert_snapshot;

const BOOKS: &str = "
    me me@x.example
    file phone.vcf
        BEGIN:VCARD
        VERSION:3.0
        FN:Ana Ruiz
        EMAIL:ana@home.example
        EMAIL:ana@halden.example
        TEL:+49 30 23125 014
        NOTE:likes figs
        END:VCARD
        BEGIN:VCARD
        VERSION:3.0
        FN:Bo Lindqvist
        EMAIL:bo@y.example
        END:VCARD
    end
    letters 2024-01-01..2026-04-20 every 14 Ana Ruiz <ana@home.example> <-> me@x.example
    letters 2025-01-01..2026-04-20 every 14 A. Ruiz <ana@halden.example> <-> me@x.example
    mail 2026-03-01 Ana Ruiz <ana@home.example> -> me@x.example, Zoe Quist <zoe@quist.example>";

fn books() -> Scene {
    let mut scene = Scene::new();
    assert_eq!(scene.play(BOOKS), "");
    scene.write();
    scene
}

#[test]
fn nothing_of_a_forgotten_source_remains() {
    let mut scene = books();
    let before = scene.export();
    scene.play("forget mail.mbox");
    let without = scene.export();
    assert!(!without.contains("Zoe") && !without.contains("mail.mbox"), "{without}");
    let mut never = Scene::new();
    let card_only =
        never.play(&BOOKS[..BOOKS.find("letters").unwrap()]) + &never.play("ask people\nask person Ana Ruiz");
    assert_eq!(scene.play("ask people\nask person Ana Ruiz"), card_only);
    scene.play("import mail.mbox");
    assert_eq!(scene.export(), before);
}

#[test]
fn somebody_erased_stays_out_of_later_imports_and_of_the_file() {
    let mut scene = Scene::in_a_file();
    scene.play(BOOKS);
    assert!(bytes_of_the_vault(&scene).windows(10).any(|bytes| bytes == b"likes figs"));
    assert_eq!(scene.play("erase Ana Ruiz"), "");
    for again in 0..2 {
        let people = scene.play("ask people\nask loose\nask sources");
        let export = scene.export();
        for word in ["Ana", "Ruiz", "ana@", "likes figs", "2312"] {
            assert!(!export.contains(word) && !people.contains(word), "{again}: {word} in {export}");
        }
        for word in ["ana@home.example", "ana@halden.example", "Ana Ruiz", "A. Ruiz", "likes figs", "+493023125014"] {
            let found = bytes_of_the_vault(&scene).windows(word.len()).any(|bytes| bytes == word.as_bytes());
            assert!(!found, "{again}: {word} is still in the vault's file");
        }
        assert_eq!(scene.play("import phone.vcf, mail.mbox"), "");
    }
    assert!(scene.export().contains("Bo Lindqvist"), "the others stay");
}

#[test]
fn somebody_erased_stays_out_of_a_newer_export() {
    let mut scene = books();
    scene.play("erase Ana Ruiz");
    let said = scene.play(
        "linkedin Ana Ruiz, Norte SA, Nurse, since 2020-01-01, ana@home.example
         linkedin Bo Lindqvist, Ytterby AB, Buyer, since 2020-01-01
         letters 2026-04-22..2026-04-30 every 1 Ana Ruiz <ana@home.example> <-> me@x.example
         ask people",
    );
    assert!(!said.contains("Ana") && said.contains("Bo Lindqvist"), "{said}");
    assert!(!scene.export().contains("ana@"));
}

/// The vault's file and what SQLite keeps beside it.
fn bytes_of_the_vault(scene: &Scene) -> Vec<u8> {
    let parts = ["vault.db", "vault.db-wal", "vault.db-journal"];
    parts.iter().filter_map(|part| std::fs::read(scene.path(part)).ok()).flatten().collect()
}

#[test]
fn every_ruling_can_be_taken_back_exactly() {
    for ruling in [
        "same Bo Lindqvist <> Zoe Quist",
        "different ana@home.example <> ana@halden.example",
        "label Ana Ruiz family",
        "label Ana Ruiz hide",
        "label Ana Ruiz not-a-person",
    ] {
        let mut scene = books();
        let before = scene.export();
        assert_eq!(scene.play(ruling), "");
        assert_ne!(scene.export(), before, "{ruling} changed nothing");
        assert_eq!(scene.play("undo"), "");
        assert_eq!(scene.export(), before, "{ruling}");
    }
}

#[test]
fn same_makes_one_person_of_two() {
    let mut scene = books();
    assert_snapshot!(scene.play("same Bo Lindqvist <> Zoe Quist\nask person bo@y.example\nask loose"), @r"
    Bo Lindqvist at Quist
      email bo@y.example
      email zoe@quist.example
      Zoe Quist in mail.mbox
      Bo Lindqvist in phone.vcf
      one because you said so
    Bo Lindqvist at Quist 0.043 via Ana Ruiz (observed)
    ");
    assert_snapshot!(scene.play("same bo@y.example <> zoe@quist.example\nask rulings"), @r"
    error: these are one person already
    tertius person shows why
    me@x.example is yours
    bo@y.example and zoe@quist.example are one person
    ");
}

#[test]
fn different_splits_a_person_and_holds_after_a_new_import() {
    let mut scene = books();
    assert_eq!(scene.app.people("", 10).unwrap().total, 3);
    scene.play("different ana@home.example <> ana@halden.example");
    let split = scene.export();
    assert_eq!(scene.app.people("", 10).unwrap().total, 4, "{split}");
    scene.play("forget phone.vcf\nforget mail.mbox");
    scene.play("import mail.mbox, phone.vcf");
    assert_eq!(scene.export(), split);
}

#[test]
fn a_label_changes_depth_and_holds_after_a_new_import() {
    let mut scene = books();
    let before = depth(&scene.app, "Bo Lindqvist");
    scene.play("label Bo Lindqvist close-friend");
    let after = depth(&scene.app, "Bo Lindqvist");
    assert!(after > before + 0.5, "{before} {after}");
    scene.play("forget phone.vcf\nimport phone.vcf");
    assert_eq!(depth(&scene.app, "Bo Lindqvist"), after);
    scene.play("label Bo Lindqvist acquaintance");
    assert!(depth(&scene.app, "Bo Lindqvist") <= 0.3);
}

#[test]
fn not_a_person_removes_from_everything() {
    let mut scene = books();
    scene.play("label Zoe Quist not-a-person");
    assert_snapshot!(scene.play("ask people\nask loose\nask person Zoe Quist"), @r#"
    0.56 0.63 Ana Ruiz at Halden · correspondent
    0.00 0.00 Bo Lindqvist ·
    nobody
    error: nobody is known as "Zoe Quist"
    tertius people WORDS searches names, employers, titles and places
    "#);
}

#[test]
fn a_relation_written_down_by_full_name_means_the_one_card_of_that_name() {
    let said = play(
        "file phone.vcf
             BEGIN:VCARD
             VERSION:3.0
             FN:Lea Arruda
             EMAIL:lea@x.example
             item1.X-ABRELATEDNAMES:Tomás Arruda
             item1.X-ABLabel:_$!<Spouse>!$_
             END:VCARD
             BEGIN:VCARD
             VERSION:3.0
             FN:Tomás Arruda
             EMAIL:tomas@y.example
             END:VCARD
         end
         ask people
         ask person tomas@y.example",
    );
    assert_snapshot!(said, @r"
    0.00 0.00 Lea Arruda ·
    0.00 0.00 Tomás Arruda ·
    Tomás Arruda
      email tomas@y.example
      Tomás Arruda in phone.vcf
      Tomás Arruda in phone.vcf
      one because named there, and one card alone bears this full name
    ");
}

#[test]
fn a_name_adopted_wrongly_is_split_off_for_good() {
    let mut scene = Scene::new();
    scene.play(
        "file phone.vcf
             BEGIN:VCARD
             VERSION:3.0
             FN:Lea Arruda
             EMAIL:lea@x.example
             item1.X-ABRELATEDNAMES:Tomás Arruda
             item1.X-ABLabel:_$!<Spouse>!$_
             END:VCARD
             BEGIN:VCARD
             VERSION:3.0
             FN:Tomás Arruda
             EMAIL:tomas@y.example
             END:VCARD
         end",
    );
    let before = scene.export();
    let records = scene.app.person("tomas@y.example").unwrap().records;
    let bare = records.iter().find(|record| record.handles.is_empty()).unwrap();
    assert_eq!(scene.play(&format!("different {} <> tomas@y.example", bare.id)), "");
    assert_eq!(scene.app.people("Arruda", 10).unwrap().total, 3);
    scene.play("undo");
    assert_eq!(scene.export(), before);
}

#[test]
fn a_relation_by_a_name_that_two_cards_bear_or_by_a_first_name_stays_open() {
    let said = play(
        "file phone.vcf
             BEGIN:VCARD
             VERSION:3.0
             FN:Lea Arruda
             EMAIL:lea@x.example
             item1.X-ABRELATEDNAMES:Tomás Arruda
             item1.X-ABLabel:_$!<Spouse>!$_
             item2.X-ABRELATEDNAMES:Bo
             item2.X-ABLabel:_$!<Brother>!$_
             END:VCARD
             BEGIN:VCARD
             VERSION:3.0
             FN:Tomás Arruda
             EMAIL:tomas@y.example
             ORG:Halden GmbH
             END:VCARD
             BEGIN:VCARD
             VERSION:3.0
             FN:Tomás Arruda
             EMAIL:arruda@z.example
             ORG:Norte SA
             END:VCARD
             BEGIN:VCARD
             VERSION:3.0
             FN:Bo
             EMAIL:bo@z.example
             END:VCARD
         end
         ask people",
    );
    assert_snapshot!(said, @r"
    0.00 0.00 Bo ·
    0.00 0.00 Bo ·
    0.00 0.00 Lea Arruda ·
    0.00 0.00 Tomás Arruda at Norte SA ·
    0.00 0.00 Tomás Arruda at Halden GmbH ·
    0.00 0.00 Tomás Arruda ·
    ");
}
