//! The list of people while somebody types: found, narrowed down, page by page; the picture and the log beside it.

use crate::scenario::Scene;
use tertius_app::views::PersonRow;
use tertius_app::wording::{degree, recency};
use tertius_app::{Disclosed, GapAnswer, PeoplePage, PeopleRequest};

const NETWORK: &str = "
    me me@x.example
    letters 2020-01-01..2026-04-20 every 14 Ana Ruiz <ana@x.example> <-> me@x.example
    letters 2015-01-01..2018-04-20 every 20 Jürgen Müller <jm@y.example> <-> me@x.example
    letters 2026-01-01..2026-04-20 every 30 王小明 <ming@y.example> <-> me@x.example
    mail 2026-03-01 Ana Ruiz <ana@x.example> -> me@x.example, Zoe Quist <zoe@quist.example>
    mail 2026-03-02 Zoe Quist <zoe@quist.example> -> me@x.example, Yan Quist <yan@quist.example>
    linkedin Bo Lindqvist, Ytterby AB, Buyer, since 2020-01-01, bo@y.example
    linkedin Anastasia Novak, Ytterby AB, Nurse, since 2021-01-01
    linkedin Cy Neu, Lumen Labs, ML Engineer, since 2022-01-01
    import";

fn scene() -> Scene {
    let mut scene = Scene::new();
    scene.play(NETWORK);
    scene
}

fn everybody(top: usize) -> PeopleRequest {
    PeopleRequest { top, ..PeopleRequest::default() }
}

fn names(page: &PeoplePage) -> Vec<&str> {
    page.rows.iter().map(|row| row.brief.name.as_str()).collect()
}

#[test]
fn words_may_be_begun_in_any_script_and_closer_people_come_first() {
    let scene = scene();
    let check = |query: &str, expected: &[&str]| {
        let request = PeopleRequest { query: query.to_owned(), ..everybody(10) };
        assert_eq!(names(&scene.app.find_people(&request).unwrap()), expected, "{query}");
    };
    check("ana", &["Ana Ruiz", "Anastasia Novak"]);
    check("mul jur", &["Jürgen Müller"]);
    check("MULLER", &["Jürgen Müller"]);
    check("小明", &["王小明"]);
    check("ytterby nurse", &["Anastasia Novak"]);
    check("machine learning engineer", &["Cy Neu"]);
    check("bo@y.example", &["Bo Lindqvist"]);
    check("lindqvits", &["Bo Lindqvist"]);
    check("nobodyatall", &[]);
}

/// The slow and obvious way to tell whom a facet's value lets through.
fn has(row: &PersonRow, facet: &str, value: &str) -> bool {
    match facet {
        "employer" => row.brief.employer.as_deref() == Some(value),
        "place" => row.brief.place.as_deref() == Some(value),
        "kind" => row.kinds.iter().any(|kind| kind == value),
        "depth" => degree(row.depth) == value,
        _ => recency(row.freshness) == value,
    }
}

fn choosing(facet: &str, value: &str) -> PeopleRequest {
    let (mut request, value) = (everybody(100), Some(value.to_owned()));
    match facet {
        "employer" => request.employer = value,
        "place" => request.place = value,
        "kind" => request.kind = value,
        "depth" => request.depth = value,
        _ => request.freshness = value,
    }
    request
}

#[test]
fn a_facet_counts_what_choosing_it_gives() {
    let scene = scene();
    let all = scene.app.find_people(&everybody(100)).unwrap();
    assert_eq!(all.rows, scene.app.people("", 100).unwrap().rows, "everybody, in the order of the command line");
    let mut n_values = 0;
    for facet in &all.facets {
        for value in &facet.values {
            let expected: Vec<_> = all.rows.iter().filter(|row| has(row, &facet.name, &value.value)).cloned().collect();
            let found = scene.app.find_people(&choosing(&facet.name, &value.value)).unwrap();
            assert_eq!(found.rows, expected, "{} {}", facet.name, value.value);
            assert_eq!((found.total, value.people), (expected.len() as u64, expected.len() as u64));
            let again = found.facets.iter().find(|one| one.name == facet.name).unwrap();
            assert!(again.values.iter().any(|one| one.chosen && one.value == value.value));
            n_values += 1;
        }
    }
    assert!(n_values >= 8, "{n_values}");
    let nobody = scene.app.find_people(&choosing("employer", "Nowhere Inc")).unwrap();
    assert_eq!(nobody.total, 0);
}

#[test]
fn pages_show_everybody_once_also_when_somebody_joins_between_two() {
    let mut scene = scene();
    let all = scene.app.find_people(&everybody(100)).unwrap();
    let first = scene.app.find_people(&everybody(3)).unwrap();
    assert_eq!((first.rows.len(), first.total), (3, all.total));
    // Somebody closer than all joins.
    scene.play("letters 2010-01-01..2026-04-28 every 3 New Friend <new@z.example> <-> me@x.example\nimport");
    let mut seen: Vec<String> = names(&first).into_iter().map(str::to_owned).collect();
    let mut after = first.next;
    while let Some(id) = after {
        let page = scene.app.find_people(&PeopleRequest { after: Some(id), ..everybody(3) }).unwrap();
        seen.extend(names(&page).into_iter().map(str::to_owned));
        after = page.next;
    }
    let mut expected: Vec<&str> = names(&all);
    seen.sort();
    expected.sort_unstable();
    assert_eq!(seen, expected);
    let stranger = PeopleRequest { after: Some("p0000000000000".to_owned()), ..everybody(3) };
    assert!(scene.app.find_people(&stranger).is_err());
}

#[test]
fn a_gap_that_is_closed_or_can_wait_is_not_shown_until_that_is_taken_back() {
    let mut scene = scene();
    let shown = |scene: &Scene| {
        let found = scene.app.gaps("linkedin", 10).unwrap();
        (found.rows.iter().map(|row| row.person.name.clone()).collect::<Vec<_>>(), found.aside.len())
    };
    let before = shown(&scene);
    assert_eq!(before.0[0], "Ana Ruiz");
    let ruling = scene.app.answer_gap("Ana Ruiz", GapAnswer::NotNow).unwrap();
    assert_eq!(shown(&scene), (before.0[1..].to_vec(), 1));
    assert!(scene.app.rulings().unwrap().iter().any(|row| row.text.ends_with("can wait")));
    // Half a year later it has waited long enough.
    let now = scene.app.now();
    scene.app.set_now(tertius_app::Timestamp(now.0 + 180 * 86_400));
    assert!(shown(&scene).0.contains(&"Ana Ruiz".to_owned()));
    scene.app.set_now(now);
    scene.app.undo(Some(ruling.id)).unwrap();
    assert_eq!(shown(&scene), before);
    scene.app.answer_gap("Ana Ruiz", GapAnswer::Done).unwrap();
    assert_eq!(shown(&scene).1, 1);
}

#[test]
fn a_ruling_about_a_gap_derives_nothing_anew() {
    let mut scene = scene();
    scene.app.prepare().unwrap();
    let before = scene.app.derived().unwrap();
    scene.app.answer_gap("Ana Ruiz", GapAnswer::Done).unwrap();
    assert!(!scene.app.refresh(scene.app.now()).unwrap());
    assert!(!scene.app.derived().unwrap().is(&before), "the vault's state has another name");
    assert!(scene.app.find_people(&everybody(1)).unwrap().total > 5);
}

#[test]
fn who_was_on_the_map_stays_there_when_others_join() {
    let mut scene = scene();
    let before = scene.app.map(50).unwrap();
    scene.app.keep_places(50).unwrap();
    scene.play("letters 2026-01-01..2026-04-28 every 9 New Friend <new@z.example> <-> me@x.example\nimport");
    let after = scene.app.map(50).unwrap();
    assert!(after.people.len() > before.people.len());
    for one in &before.people {
        let then = after.people.iter().find(|other| other.id == one.id).unwrap();
        assert_eq!((then.x, then.y), (one.x, one.y), "{}", one.name);
    }
}

#[test]
fn paths_on_the_map_lead_from_a_friend_to_the_one_who_was_named() {
    let scene = scene();
    let (map, paths) = scene.app.map_with_paths("Yan Quist", 3).unwrap();
    assert!(!paths.is_empty());
    let asked = scene.app.path("Yan Quist", 3, 6).unwrap();
    for (path, row) in paths.iter().zip(&asked) {
        let on_map: Vec<&str> = path.iter().map(|&at| map.people[at as usize].name.as_str()).collect();
        let in_words: Vec<&str> = row.people[1..].iter().map(|person| person.name.as_str()).collect();
        assert_eq!(on_map, in_words);
        for pair in path.windows(2) {
            let (a, b) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            assert!(map.ties.iter().any(|tie| (tie.a, tie.b) == (a, b)), "every link of a path is drawn");
        }
    }
}

#[test]
fn what_left_is_listed_and_an_erased_person_is_no_longer_named() {
    let mut scene = scene();
    scene.app.disclose(&Disclosed::Export { format: "vcard".to_owned() }).unwrap();
    let (to, about) = ("Ana Ruiz".to_owned(), "Zoe Quist".to_owned());
    scene.app.disclose(&Disclosed::Introduction { to, about }).unwrap();
    scene.play("asked Ana Ruiz <> Zoe Quist");
    let told = |scene: &Scene| {
        let rows = scene.app.disclosures().unwrap();
        rows.iter().map(|row| format!("{} about {} to {}", row.what, row.about, row.to)).collect::<Vec<_>>()
    };
    let mut before = told(&scene);
    before.sort();
    assert_eq!(before[0], "ask for an introduction about Zoe Quist to Ana Ruiz");
    assert!(before[1].starts_with("export as vcard about ") && before[1].ends_with(" people to a file that you keep"));
    assert_eq!(before[2], "words of an introduction about Zoe Quist to Ana Ruiz");
    scene.app.erase("Zoe Quist").unwrap();
    assert!(told(&scene).iter().all(|line| !line.contains("Zoe")), "{:?}", told(&scene));
}
