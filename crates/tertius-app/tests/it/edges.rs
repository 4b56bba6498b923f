//! What people really feed a program: nothing, the wrong thing, broken things, and every script.

use crate::scenario::{Scene, play};
use insta::assert_snapshot;
use tertius_app::{ImportMode, ImportRequest, Kind};

#[track_caller]
fn refused(scene: &mut Scene, path: &str) -> String {
    let path = scene.path(path);
    let error = scene.import(std::slice::from_ref(&path)).unwrap_err();
    assert_eq!(error.kind, Kind::User);
    error.to_string().replace(&path.display().to_string(), "PATH").lines().next().unwrap().to_owned()
}

#[test]
fn an_empty_folder_an_empty_file_and_unrelated_files_are_said_to_hold_nothing() {
    let mut scene = Scene::new();
    std::fs::create_dir(scene.path("empty")).unwrap();
    assert_snapshot!(refused(&mut scene, "empty"), @r"
    nothing in PATH is of a known kind
    ");
    scene.write_file(scene.path("nothing.csv"), b"");
    assert_snapshot!(refused(&mut scene, "nothing.csv"), @r"
    nothing in PATH is of a known kind (PATH: the file is empty)
    ");
    scene.write_file(scene.path("photos/a.jpg"), b"\xff\xd8\xff\xe0 a picture");
    scene.write_file(scene.path("photos/list.txt"), b"milk, bread, figs\n");
    assert_snapshot!(refused(&mut scene, "photos"), @r"
    nothing in PATH is of a known kind
    ");
    assert_eq!(scene.app.people("", 10).unwrap().total, 0);
}

#[test]
fn a_missing_path_imports_nothing_at_all() {
    let mut scene = Scene::new();
    scene.write_file(scene.path("people.csv"), b"Name,Email\nAna Ruiz,ana@x.example\n");
    let error = scene.import(&[scene.path("people.csv"), scene.path("gone.csv")]).unwrap_err();
    assert_eq!(error.kind, Kind::User);
    assert!(error.message.contains("gone.csv"), "{error}");
    assert_eq!(scene.app.sources().unwrap(), []);
}

#[test]
fn a_recognised_file_with_nobody_in_it_is_an_error_with_a_hint() {
    let mut scene = Scene::new();
    let csv = b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n,,,,,,01 Jan 2020\n";
    scene.write_file(scene.path("Connections.csv"), csv);
    let view = scene.import(&[scene.path("Connections.csv")]).unwrap();
    let errors: Vec<String> = view.errors.iter().map(|error| format!("{}\n{}", error.message, error.hint)).collect();
    assert_snapshot!(errors.join("\n"), @r"
    recognised as LinkedIn: Connections.csv, but nobody is in it: the only record was skipped, at line 2: the row names nobody: the member closed or hid the profile
    export the file again; if it does hold people, please report its first lines
    ");
    assert_eq!(scene.app.sources().unwrap(), []);
}

#[test]
fn the_good_files_of_a_folder_are_taken_beside_the_bad_ones() {
    let mut scene = Scene::new();
    scene.write_file(scene.path("all/people.csv"), b"Name,Email\nAna Ruiz,ana@x.example\n");
    scene.write_file(
        scene.path("all/Connections.csv"),
        b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n",
    );
    scene.write_file(scene.path("all/note.txt"), b"milk");
    let view = scene.import(&[scene.path("all")]).unwrap();
    assert_eq!((view.sources.len(), view.errors.len(), view.not_recognised), (1, 1, 1));
    assert_eq!(scene.app.people("", 10).unwrap().total, 1);
}

#[test]
fn names_in_every_script_survive() {
    let said = play(
        "me me@x.example
         file people.csv
             Name,Email,Company
             محمد علي,m.ali@x.example,شركة النور
             田中太郎,tanaka@x.example,株式会社山田
             יעל כהן,yael@x.example,חברת הצפון
             김민준,minjun@x.example,한빛
             🎉 Party Ana 🎉,party@x.example,Fête & Co
             Žofia O’Brien-Łuć,zofia@x.example,Ærø A/S
         end
         mail 2026-01-01 =?UTF-8?B?55Sw5Lit5aSq6YOO?= <tanaka@x.example> -> me@x.example
         ask people
         ask why 田中太郎
         ask why יעל
         ask loose --company 株式会社山田",
    );
    assert_snapshot!(said, @r"
    0.00 0.00 Party Ana at Fête & Co ·
    0.00 0.00 Žofia O’Brien-Łuć at Ærø A/S ·
    0.00 0.00 יעל כהן at חברת הצפון ·
    0.00 0.00 محمد علي at شركة النور ·
    0.00 0.00 田中太郎 at 株式会社山田 · unanswered
    0.00 0.00 김민준 at 한빛 ·
    田中太郎 · one-way-in 0.00
      one-way: they wrote 1 time, you never did
      no-evidence: no day of contact is known
      last-contact: last sign from them 4 months ago
    יעל כהן · none 0.00
      no-evidence: no day of contact is known
      no-evidence: no message or meeting with them was imported; assumed from how deep the tie is
    nobody
    ");
}

#[test]
fn a_file_that_lies_about_its_encoding_is_read_as_it_is() {
    let mut scene = Scene::new();
    // Says UTF-8, is Windows-1252; and the reverse.
    let latin = b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8:M\xfcller;J\xf6rg\r\nFN;CHARSET=UTF-8:J\xf6rg M\xfcller\r\nEMAIL:joerg@x.example\r\nEND:VCARD\r\n";
    scene.write_file(scene.path("latin.vcf"), latin);
    let utf8 = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=ISO-8859-1:Zoë Müller\r\nEMAIL:zoe@x.example\r\nEND:VCARD\r\n";
    scene.write_file(scene.path("utf8.vcf"), utf8.as_bytes());
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("Name,Email\nÅsa Ek,asa@x.example\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    scene.write_file(scene.path("wide.csv"), &wide);
    assert_snapshot!(scene.play("ask people"), @r"
    0.00 0.00 Jörg Müller ·
    0.00 0.00 Zoë Müller ·
    0.00 0.00 Åsa Ek ·
    ");
}

#[test]
fn a_dry_run_reports_and_changes_nothing() {
    let mut scene = Scene::in_a_file();
    scene.play("me me@x.example\nletters 2024-01-01..2024-12-31 every 7 Ana Ruiz <ana@x.example> <-> me@x.example");
    let state = |scene: &Scene| {
        let parts = ["vault.db", "vault.db-wal"];
        (scene.export(), parts.map(|part| std::fs::read(scene.path(part)).unwrap_or_default()))
    };
    let before = state(&scene);
    scene.write_file(scene.path("people.csv"), b"Name,Email\nBo Lindqvist,bo@y.example\n");
    let view = scene.import_as(&[scene.path("people.csv")], ImportMode::DryRun).unwrap();
    assert_eq!((view.sources[0].new, view.people_before, view.people_after), (1, 1, 2));
    assert!(before == state(&scene), "a dry run changed the vault");
}

#[test]
fn a_failed_import_does_not_change_who_ego_is() {
    let mut scene = Scene::in_a_file();
    scene.write_file(scene.path("list.txt"), b"milk, bread, figs\n");
    scene.write_file(scene.path("people.csv"), b"Name,Email\nAna Ruiz,ana@x.example\n");
    let import = |scene: &mut Scene, file: &str, mode| {
        let me = vec!["me@x.example".to_owned()];
        let request = ImportRequest { paths: vec![scene.path(file)], me, mode, format: None };
        scene.app.import(&request, &mut |_| {})
    };
    import(&mut scene, "list.txt", ImportMode::Keep).unwrap_err();
    import(&mut scene, "people.csv", ImportMode::DryRun).unwrap();
    assert_eq!(scene.app.rulings().unwrap(), []);
    import(&mut scene, "people.csv", ImportMode::Keep).unwrap();
    import(&mut scene, "people.csv", ImportMode::Keep).unwrap();
    assert_eq!(scene.app.rulings().unwrap().len(), 1);
}

#[test]
fn the_same_import_twice_reports_nothing_new() {
    let mut scene = Scene::in_a_file();
    scene.play("me me@x.example\nletters 2024-01-01..2024-12-31 every 7 Ana Ruiz <ana@x.example> <-> me@x.example\nmeeting 2025-01-01 me@x.example ana@x.example\nlinkedin Ana Ruiz, Halden GmbH, Engineer, since 2020-01-01");
    let before = scene.export();
    let files = ["mail.mbox", "calendar.ics", "Connections.csv"].map(|file| scene.path(file));
    let view = scene.import(&files).unwrap();
    assert_eq!(view.sources.iter().map(|source| source.new).collect::<Vec<_>>(), [0, 0, 0]);
    assert_eq!(scene.export(), before);
}

#[test]
fn an_address_is_told_from_no_address() {
    let mut scene = Scene::new();
    assert_snapshot!(scene.play("me not an address"), @r#"
    error: "not an address" is no address
    give an e-mail address, a phone number with its country code, or a profile URL
    "#);
    assert_snapshot!(scene.play("undo\nforget nothing.mbox"), @r#"
    error: there is no ruling to take back
    tertius rulings lists them
    error: no source "nothing.mbox"
    tertius sources lists them; give an id, or a path that was imported
    "#);
}
