//! `--json`: one document on standard output with the promised fields, nothing else on either stream.

use crate::scene::Scene;
use serde_json::Value;

/// What the command prints; its exit code is 0.
fn answer(scene: &Scene, arguments: &[&str]) -> Value {
    let mut arguments = arguments.to_vec();
    arguments.push("--json");
    let answer = scene.run(&arguments);
    assert_eq!(answer.code, 0, "{arguments:?}: {answer:?}");
    answer.json()
}

/// Expects these fields, separated by spaces.
fn has(value: &Value, fields: &str) {
    for field in fields.split(' ') {
        assert!(value.get(field).is_some(), "no {field} in {value}");
    }
}

/// The first row of a list that is not empty.
fn first(value: &Value) -> &Value {
    value.as_array().unwrap().first().unwrap_or_else(|| panic!("an empty list"))
}

fn is_share(value: &Value) {
    let share = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((0.0..=1.0).contains(&share), "{share}");
}

const PERSON: &str = "id name employer title place";

#[test]
fn import_tells_what_became_of_every_source() {
    let scene = Scene::with_files();
    let dry = answer(&scene, &["import", "in", "--dry-run"]);
    has(&dry, "sources people_before people_after");
    let view = answer(&scene, &["import", "in"]);
    has(&view, "sources people_before people_after errors passed not_recognised seconds");
    assert_eq!((&view["people_before"], &view["people_after"]), (&Value::from(0), &dry["people_after"]));
    for source in view["sources"].as_array().unwrap() {
        has(source, "id path format records people exchanges gatherings stated_ties skipped new unchanged seconds");
    }
    let skipped = view["sources"].as_array().unwrap().iter().flat_map(|source| source["skipped"].as_array().unwrap());
    let skipped: Vec<&Value> = skipped.collect();
    assert!(skipped.len() >= 3, "{skipped:?}");
    for skip in skipped {
        has(skip, "position reason");
    }
    let again = answer(&scene, &["import", "in"]);
    for source in again["sources"].as_array().unwrap() {
        assert_eq!(source["new"], 0, "{source}");
    }
}

#[test]
fn lists_carry_the_promised_fields() {
    let scene = Scene::imported();
    let people = answer(&scene, &["people"]);
    for row in people.as_array().unwrap() {
        has(row, PERSON);
        has(row, "handles depth freshness kinds last");
        is_share(&row["depth"]);
        is_share(&row["freshness"]);
    }
    has(&first(&people)["handles"][0], "kind value");
    assert_eq!(answer(&scene, &["people", "--top", "2"]).as_array().unwrap().len(), 2);
    assert_eq!(answer(&scene, &["people", "zzz"]), Value::Array(Vec::new()));

    let sources = answer(&scene, &["sources"]);
    has(first(&sources), "id path format people exchanges gatherings stated_ties n_skipped latest");

    let gaps = answer(&scene, &["gaps"]);
    has(first(&gaps), "person depth freshness reasons certain opens");
    has(&first(&gaps)["person"], PERSON);
    has(first(&first(&gaps)["reasons"]), "kind text");
    for row in gaps.as_array().unwrap() {
        let certain = row["certain"].as_str().unwrap();
        assert!(certain == "not connected" || certain == "not found", "{certain}");
        assert!(row["opens"].is_u64());
    }

    let loose = answer(&scene, &["loose"]);
    let row = first(&loose);
    has(row, "person score warmth relevance novelty connectors weakest_link reasons");
    has(&row["connectors"][0], "person strength_to_me strength_to_target evidence reasons");
    is_share(&row["score"]);

    let reach = answer(&scene, &["reach", "Kestrel Works"]);
    has(first(&reach), "connector opens warmth strength_to_me reasons");
}

#[test]
fn a_person_is_told_in_full() {
    let scene = Scene::imported();
    let person = answer(&scene, &["person", "Ana Ruiz"]);
    has(&person, PERSON);
    has(&person, "handles depth freshness kinds last records merges timeline tie");
    has(first(&person["records"]), "source position name handles");
    has(&person["tie"], "reasons depth freshness");
    let merged = answer(&scene, &["person", "jk@example.net"]);
    has(first(&merged["merges"]), "a b because probability");
    is_share(&first(&merged["merges"])["probability"]);
    for way in [person["id"].as_str().unwrap(), "ana@example.com", "+1 202 555 0101", "ana ruiz"] {
        assert_eq!(answer(&scene, &["person", way])["id"], person["id"], "{way}");
    }
}

#[test]
fn paths_go_from_ego_to_the_target() {
    let scene = Scene::imported();
    let paths = answer(&scene, &["path", "Chidi Okafor"]);
    let path = first(&paths);
    has(path, "people hops warmth links weakest_link");
    assert_eq!(path["people"].as_array().unwrap().last().unwrap()["name"], "Chidi Okafor");
    assert_eq!(path["links"].as_array().unwrap().len() as u64, path["hops"].as_u64().unwrap());
    has(first(&path["links"]), "from to strength evidence reasons");
}

#[test]
fn rulings_are_made_listed_and_undone() {
    let scene = Scene::imported();
    let review = answer(&scene, &["review"]);
    for row in review.as_array().unwrap() {
        has(row, "a b probability because");
    }
    has(&answer(&scene, &["same", "eva@example.net", "https://www.linkedin.com/in/eva-lind-1"]), "id at kind text");
    answer(&scene, &["person", "Eva Lind"]);
    has(&answer(&scene, &["undo"]), "id kind text");
    has(&answer(&scene, &["different", "eva@example.net", "https://www.linkedin.com/in/eva-lind-1"]), "id kind text");
    let labelled = answer(&scene, &["label", "Bo Ek", "mentor", "client"]);
    assert_eq!(labelled.as_array().unwrap().len(), 2);
    let rulings = answer(&scene, &["rulings"]);
    assert_eq!(rulings.as_array().unwrap().len(), 3, "{rulings}");
    has(first(&rulings), "id at kind text");
    let kinds = answer(&scene, &["person", "Bo Ek"])["kinds"].to_string();
    assert!(kinds.contains("mentor") && kinds.contains("client"), "{kinds}");
}

#[test]
fn the_vault_is_kept_copied_and_emptied() {
    let scene = Scene::imported();
    let me = answer(&scene, &["me"]);
    has(&me, "id names handles");
    has(first(&me["handles"]), "kind value basis");
    has(&answer(&scene, &["doctor"]), "healthy vault bytes sources observations people findings");
    assert!(answer(&scene, &["changes"]).is_array());
    let export = answer(&scene, &["export"]);
    assert!(export.is_object() || export.is_array());
    has(&answer(&scene, &["backup", "copy.db"]), "file bytes");
    let erased = answer(&scene, &["erase", "rick@talent-ahoy.example"]);
    has(&erased, "records_removed handles_suppressed");
    let forgot = answer(&scene, &["forget", "in/phone.vcf"]);
    has(&forgot, "sources people_before people_after residue");
    has(&answer(&scene, &["restore", "copy.db"]), "file kept");
    assert_eq!(answer(&scene, &["export"]), export);
    has(&answer(&scene, &["demo", "--files-only", "--out", "d"]), "folder files");
}

#[test]
fn the_global_options_stand_before_or_after_the_command() {
    let scene = Scene::imported();
    assert_eq!(scene.run(&["--json", "people"]).json(), scene.run(&["people", "--json"]).json());
}
