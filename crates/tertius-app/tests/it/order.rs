//! Equal evidence gives equal people, ids and order: in any order of import, in one go or in many, and after
//! forgetting and importing again.

use crate::generated::day;
use crate::scenario::Scene;
use proptest::prelude::*;
use std::path::PathBuf;
use tertius_app::{App, Day, ImportMode, ImportRequest};

/// A small network in twelve files of six formats, with copies, aliases and uncertain pairs.
const STORY: &str = "
    folder a
    letters 2024-01-01..2024-12-31 every 14 Ana Ruiz <ana@halden.example> <-> me@x.example
    mail 2024-05-01 Ana Ruiz <ana@halden.example> -> me@x.example, Zoe Quist <zoe@quist.example> cc Bo <bo@y.example>
    mail 2024-06-01 Lindqvist, Bo <bo@y.example> -> me@x.example
    meeting 2024-02-01 me@x.example ana@halden.example bo@y.example
    linkedin Ana Ruiz, Halden GmbH, Engineer, since 2020-01-01
    linkedin Bo Lindqvist, Ytterby AB, Buyer, since 2021-01-01, bo@y.example
    linkedin Di Stay, Ytterby AB, Buyer, since 2025-01-10
    chat 2024-04-01 Bo Lindqvist -> Kim Berg
    chat 2024-04-02 Kim Berg -> Bo Lindqvist
    recommended 2024-12-01 Ana Ruiz, Halden GmbH
    worked Ytterby AB, Analyst, Jan 2019, Oct 2024
    folder b
    letters 2024-06-01..2025-03-01 every 20 A. Ruiz <ana@home.example> <-> me@x.example
    mail 2024-05-01 Ana Ruiz <ana@halden.example> -> me@x.example, Zoe Quist <zoe@quist.example> cc Bo <bo@y.example>
    meeting 2024-02-01 me@x.example ana@home.example bo@y.example
    linkedin Ana Ruiz, Norte SA, Head of Research, since 2020-01-01
    linkedin Di Stay, Ytterby AB, Buyer, since 2025-01-10
    linkedin Cy Neu, Lumen GmbH, Baker, since 2026-02-03
    file phone.vcf
        BEGIN:VCARD
        VERSION:3.0
        UID:ana-1
        FN:Ana Ruiz
        EMAIL:ana@halden.example
        EMAIL:ana@home.example
        CATEGORIES:Friends
        item1.X-ABRELATEDNAMES:Bo Lindqvist
        item1.X-ABLabel:_$!<Spouse>!$_
        END:VCARD
        BEGIN:VCARD
        VERSION:3.0
        FN:Zoë Quist
        TEL:+49 30 23125 014
        END:VCARD
    end
    file old-phone.vcf
        BEGIN:VCARD
        VERSION:3.0
        UID:ana-1
        FN:Ana R.
        EMAIL:ana@halden.example
        NOTE:moved in 2019
        END:VCARD
        BEGIN:VCARD
        VERSION:3.0
        FN:Zoe Quist
        EMAIL:zoe@quist.example
        END:VCARD
    end
    file people.csv
        Name,Email,Company,Title
        Zoe Quist,zoe@quist.example,Quist AG,CTO
        Yan Ohm,,Ohm AG,Nurse
    end
    ask people";

/// One vault that learns the same files again and again.
struct Retelling {
    /// Keeps the folder.
    _scene: Scene,
    files: Vec<PathBuf>,
}

impl Retelling {
    /// The story's files; the scene's own vault has read them in the order of the story.
    fn of_the_story() -> Retelling {
        let mut scene = Scene::new();
        let said = scene.play(STORY);
        assert!(said.contains("Ana Ruiz"), "{said}");
        let files = scene.app.sources().unwrap().into_iter().map(|source| PathBuf::from(source.path)).collect();
        Retelling { _scene: scene, files }
    }

    /// What an empty vault gives after these imports.
    fn told_as(&self, imports: &[Vec<PathBuf>]) -> App {
        fresh(imports, day("2026-05-01"), &[])
    }
}

fn fresh(imports: &[Vec<PathBuf>], today: Day, me: &[String]) -> App {
    let mut app = App::in_memory(today.start()).unwrap();
    for paths in imports {
        import(&mut app, paths, me);
    }
    app
}

fn import(app: &mut App, paths: &[PathBuf], me: &[String]) {
    let request = ImportRequest { paths: paths.to_vec(), me: me.to_vec(), mode: ImportMode::Keep, format: None };
    let view = app.import(&request, &mut |_| {}).unwrap();
    assert_eq!(view.errors, []);
}

/// Everything a user could compare.
fn everything(app: &App) -> String {
    let mut all = app.export("json").unwrap();
    for person in app.people("", usize::MAX).unwrap().rows {
        all += &format!("{:?}\n", app.person(&person.brief.id).unwrap());
    }
    all + &format!("{:?}\n{:?}\n", app.review(usize::MAX).unwrap(), app.changes(None).unwrap())
}

#[track_caller]
fn same(found: &str, expected: &str) {
    let differs = found.lines().zip(expected.lines()).find(|(a, b)| a != b);
    assert!(found == expected, "first difference:\n{differs:?}");
}

/// Cuts a list into runs behind each place marked.
fn runs(files: &[PathBuf], cuts: &[bool]) -> Vec<Vec<PathBuf>> {
    let mut runs = vec![Vec::new()];
    for (file, cut) in files.iter().zip(cuts) {
        runs.last_mut().expect("because it begins with one").push(file.clone());
        if *cut {
            runs.push(Vec::new());
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

#[test]
fn any_order_any_cuts_and_any_forgetting_give_the_same() {
    let story = Retelling::of_the_story();
    assert_eq!(story.files.len(), 12);
    let n = story.files.len();
    let expected = everything(&story.told_as(std::slice::from_ref(&story.files)));
    assert!(expected.contains("Zoe Quist"));
    let ways = (
        Just(story.files.clone()).prop_shuffle(),
        prop::collection::vec(any::<bool>(), n),
        prop::sample::subsequence(story.files.clone(), 1..n),
    );
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(24));
    let outcome = runner.run(&ways, |(order, cuts, forgotten)| {
        let mut app = story.told_as(&runs(&order, &cuts));
        same(&everything(&app), &expected);
        for path in &forgotten {
            app.forget(&path.display().to_string()).unwrap();
        }
        let rest: Vec<PathBuf> = order.iter().filter(|path| !forgotten.contains(path)).cloned().collect();
        let without = if rest.is_empty() { String::new() } else { everything(&story.told_as(&[rest])) };
        if !without.is_empty() {
            same(&everything(&app), &without);
        }
        import(&mut app, &forgotten, &[]);
        same(&everything(&app), &expected);
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn the_demo_comes_out_the_same_in_any_order() {
    let today = day("2026-05-06");
    let demo = tertius_app::demo::invent(7, today);
    let dir = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> = Vec::new();
    for file in demo.files.iter().filter(|file| file.path != "README.txt") {
        let path = dir.path().join(&file.path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &file.bytes).unwrap();
        files.push(path);
    }
    let whole = fresh(&[vec![dir.path().to_path_buf()]], today, &[]);
    let expected = whole.export("json").unwrap();
    assert!(whole.people("", 1).unwrap().total > 300);
    let held: Vec<PathBuf> = whole.sources().unwrap().into_iter().map(|source| PathBuf::from(source.path)).collect();
    files.retain(|file| held.contains(file));
    assert_eq!(files.len(), held.len(), "every source of the demo is one file");
    // Backwards, and with the middle first; then every second file is forgotten and comes again.
    files.reverse();
    let third = files.len() / 3;
    files.rotate_left(third);
    let mut app = fresh(&[files[..third].to_vec(), files[third..].to_vec()], today, &[]);
    same(&app.export("json").unwrap(), &expected);
    let again: Vec<PathBuf> = files.iter().step_by(2).cloned().collect();
    for path in &again {
        app.forget(&path.display().to_string()).unwrap();
    }
    import(&mut app, &again, &[]);
    same(&app.export("json").unwrap(), &expected);
    import(&mut app, &[dir.path().to_path_buf()], &[]);
    same(&app.export("json").unwrap(), &expected);
}

#[test]
fn what_a_file_says_of_its_time_outranks_the_date_of_the_file() {
    let story = Retelling::of_the_story();
    let mut app = story.told_as(std::slice::from_ref(&story.files));
    let expected = everything(&app);
    // A file that says nothing of its time is as old as its oldest copy.
    let dated = ["mail.mbox", "calendar.ics", "Connections.csv", "messages.csv", "Recommendations_Received.csv"];
    let is_dated = |file: &&PathBuf| dated.iter().any(|name| file.ends_with(name));
    let old: Vec<PathBuf> = story.files.iter().filter(is_dated).cloned().collect();
    assert_eq!(old.len(), 8);
    for (files, modified) in [(&old, day("1999-12-31")), (&story.files, day("2040-01-01"))] {
        for file in files {
            let modified = std::time::UNIX_EPOCH + std::time::Duration::from_secs(modified.start().0 as u64);
            std::fs::File::options().write(true).open(file).unwrap().set_modified(modified).unwrap();
        }
        import(&mut app, files, &[]);
        same(&everything(&app), &expected);
    }
}
