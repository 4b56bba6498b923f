//! Lists on their own: what joins by itself, what is only likely, and what must stay apart at any threshold.

use crate::scene::records;
use proptest::prelude::*;
use tertius_resolve::{ListOptions, PairList, Record, resolve_list};

/// People as groups of line numbers (from 1): `1 2 · 3`.
fn groups(records: &[Record], threshold: Option<f64>) -> String {
    let found = resolve_list(records.to_vec(), &ListOptions { threshold, ..ListOptions::default() });
    let mut groups: std::collections::BTreeMap<usize, Vec<usize>> = std::collections::BTreeMap::new();
    for (at, person) in found.person_of.iter().enumerate() {
        groups.entry(*person).or_default().push(at + 1);
    }
    assert_eq!(groups.len(), found.n_people);
    let mut lines: Vec<Vec<usize>> = groups.into_values().collect();
    lines.sort();
    let text = |group: &Vec<usize>| group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    lines.iter().map(text).collect::<Vec<_>>().join(" · ")
}

/// Checks the automatic tier, then both tiers.
#[track_caller]
fn check(text: &str, automatic: &str, likely: &str) {
    let records = records(text);
    assert_eq!((groups(&records, None).as_str(), groups(&records, Some(0.5)).as_str()), (automatic, likely), "{text}");
}

#[test]
fn names_and_user_names_that_belong_together() {
    check("card Ottilie Quirrenbach | a1@x.example\n card Ottilie Quirrenbach | b2@y.example", "1 2", "1 2");
    check("card James Smith | a1@x.example\n card James Smith | b2@y.example", "1 · 2", "1 2");
    check("card Ottilie Quirrenbach | a1@x.example\n card oquirrenbach | oquirrenbach@y.example", "1 · 2", "1 2");
    check("card Ottilie Quirrenbach | a1@x.example\n card | ottilie.quirrenbach@y.example", "1 · 2", "1 2");
    check("card quxblorp7 | z@x.example\n card Ottilie Quirrenbach | quxblorp7@y.example", "1 2", "1 2");
    check("card O. Quirrenbach | a1@x.example\n card Ottilie Quirrenbach | b2@y.example", "1 · 2", "1 2");
    check("card Quirrenbach Ottilie | a1@x.example\n card Ottilie Quirrenbach | b2@y.example", "1 2", "1 2");
    check("card Bill Quirrenbach | zeb77@x.example\n card William Quirrenbach | zeb77@y.example", "1 · 2", "1 2");
    check("card Ottilie Quirrenbach | quxblorp7@x.example\n card O Quirrenbach | quxblorp7@y.example", "1 2", "1 2");
    check("card Ottilie Quirrenbach | a1@x.example\n card Ottilei Quirrenbach | b2@y.example", "1 · 2", "1 2");
    check("card | ottiliequirrenbach@x.example\n card | ottilie.quirrenbach@y.example", "1 2", "1 2");
    check("card zorbaxian | a@zorbaxian.example\n card Ottilie Quirrenbach | zorbaxian@y.example", "1 · 2", "1 2");
    check(
        "card | linkedin.com/in/ottilie-quirrenbach-12ab34\n card Ottilie Quirrenbach | oq@x.example",
        "1 · 2",
        "1 2",
    );
    check("card Jane Doe | jdoe4711@x.example\n card Jane Doe | jdoe4711@y.example", "1 2", "1 2");
    check("card Zorbax | z@x.example\n card Ottilie Quirrenbach | z@x.example", "1 2", "1 2");
    check("card me | mail@ottiliequirrenbach.example\n card Ottilie Quirrenbach | b2@y.example", "1 · 2", "1 2");
}

#[test]
fn traps_of_lists() {
    let mut joined = Vec::new();
    for text in [
        "card J Smith | js@x.example\n card Jeff Smith | jeff@y.example",
        "card Alexander | a@x.example\n card Alexander Reelsen | r@y.example",
        "card Jane Doe | info@x.example\n card Tom Miller | info@x.example",
        "card Jane Doe | raw:root@localhost\n card Tom Miller | raw:root@localhost",
        "card Jane Doe | raw:devnull@localhost\n card Tom Miller | raw:devnull@localhost",
        "card Jane Doe | raw:none@none\n card Tom Miller | raw:none@none",
        "card Raimundo Junior | a@x.example\n card Evandro Junior | b@y.example",
        "card John Smith Jr | a@x.example\n card John Smith Sr | b@y.example",
        "card John Q Quirrenbach | a@x.example\n card John R Quirrenbach | b@y.example",
        "card Paul Quirrenbach | p1@x.example\n card Paula Quirrenbach | p2@y.example",
        "card chris | chris@x.example\n card Chris Miller | cm@y.example",
        "card dev | dev@x.example\n card dev | dev@y.example",
        "card Jane Doe | dev@x.example\n card Tom Miller | dev@y.example",
        "card Jane Doe | jane@x.example\n card Jane Miller | jane@y.example",
        "card Ann Lee | lee@x.example\n card Bob Lee | lee@y.example",
        "card Jane Doe | a@acme.example\n card acme | b@acme.example",
        "card Martin James | a@x.example\n card James Fox | b@y.example",
        "card Ottilie B. Fox | a@x.example\n card Ottilie Baumgarten | b@y.example",
        "card Zorbax | +4930901820\n card Ottilie Quirrenbach | +4930901820",
        "card Jane Doe | a@x.example | @Acme; in Ulm; born 1980-01-02\n card Tom Doe | b@x.example | @Acme; in Ulm; born 1980-01-02",
        "card Jane & Tom Doe | +4930901820\n card Tom Doe | +4930901820",
        "card Acme Support Team | a@x.example\n card Acme Support Team | b@y.example",
        "card Jane Doe via Patches | patches@x.example\n card Tom Miller via Patches | patches@x.example",
        "card Wei Wang | a@x.example | @Acme; born 1980-01-02\n card Wei Wang | b@y.example | @Acme; born 1990-01-02",
    ] {
        let found = groups(&records(text), Some(0.5));
        if found != "1 · 2" {
            joined.push(text);
        }
    }
    assert!(joined.is_empty(), "{}", joined.join("\n\n"));
}

/// What mail headers and rows without addresses make look alike: worth a question at most.
#[test]
fn traps_of_headers_and_rows_without_addresses() {
    let mut joined = Vec::new();
    for text in [
        "card John Smith | | @Acme\n card John Smith | jsmith7@acme.example",
        "card John Smith | john.smith@acme.example\n card John Smith | john.smith2@acme.example",
        "card Maria Garcia | | @Acme; in Ulm\n card Maria Garcia | mg@acme.example",
        "card Smith, John (Sales) | js1@acme.example\n card Smith, John (Research) | js2@acme.example",
        "card Weber, Anna (Sales) | aw1@acme.example\n card Anna Weber | | @Acme",
        "card 王伟 | a@x.example | @Hexa\n card 王伟 | b@y.example | @Hexa",
        "card Иван Иванов | a@x.example | @Zavod\n card Иван Иванов | b@y.example | @Zavod",
        "card Иван Иванов | a@x.example | @Zavod\n card Ivan Ivanov | b@y.example | @Zavod",
        "card Wei Zhang | wei.zhang@acme.example\n card Wei Zhang | | @Acme",
        "card Nguyen Van An | | @Acme\n card An Nguyen | an@acme.example",
        "card J. Smith | | @Acme\n card John Smith | john@acme.example",
        "card J Quirrenbach | | @Acme\n card Jonas Quirrenbach | jonas@acme.example",
        "card Jane Doe | linkedin.com/in/jane-doe-1 | @Acme\n card Jane Doe | linkedin.com/in/jane-doe-2 | @Acme",
        "card Anna Schmidt | anna.schmidt@acme.example\n card Anna Schmidt | anna.schmidt@beta.example",
        "card Otto Quirrenbach | | @Acme\n card Ottilie Quirrenbach | oquirrenbach@acme.example",
        "card Jenkins | jenkins@x.example\n card Jenkins | jenkins@y.example",
        "card Build Bot | ci@x.example\n card Build Bot | ci@y.example",
        "card Ottilie Quirrenbach via Users | users@lists.x.example\n card Tom Miller via Users | users@lists.x.example",
        "card root | root@alpha.example\n card root | root@beta.example",
        "card Admin | admin@acme.example\n card Jane Doe | admin@acme.example",
        "card GitHub | noreply@github.com\n card Jane Doe | noreply@github.com",
        "card Hans Gruber | a@x.example | born 1950-01-02; at 5 Elm Lane\n card Hans Gruber | b@y.example | born 1980-01-02; at 5 Elm Lane",
        "card Anna Quirrenbach | | born 1990-04-01; at 5 Elm Lane\n card Anja Quirrenbach | | born 1990-04-01; at 5 Elm Lane",
        "card Karl Quirrenbach | | at 5 Elm Lane; in Ulm\n card Karla Quirrenbach | | at 5 Elm Lane; in Ulm",
    ] {
        if groups(&records(text), None) != "1 · 2" {
            joined.push(text);
        }
    }
    assert!(joined.is_empty(), "{}", joined.join("\n\n"));
}

#[test]
fn a_birthday_and_a_home_forgive_slips_of_the_name() {
    check(
        "card Ottilie Quirrenbach | | born 1990-04-01; at 5 Elm Lane\n card Ottilie Quirrnebahc | | born 1990-04-01; at 5 Elm Lane",
        "1 2",
        "1 2",
    );
    check(
        "card Ottilie Quirrenbach | | born 1990-04-01; at 5 Elm Lane\n card Ottilie Weber | | born 1990-04-01; at 5 Elm Lane",
        "1 2",
        "1 2",
    );
    check(
        "card Ottilie Quirrenbach | | born 1990-04-01; at 5 Elm Lane\n card Ottilie Quirrenbach | | born 1990-04-10; at 5 Elm Lane",
        "1 2",
        "1 2",
    );
    check(
        "card Ottilie Quirrenbach | | born 1990-04-01\n card Ottxlie Quirrenbach | | born 1990-04-01",
        "1 · 2",
        "1 2",
    );
    check(
        "card Tom Quirrenbach | | born 1990-04-01; at 5 Elm Lane\n card Tim Quirrenbach | | born 1990-04-01; at 5 Elm Lane",
        "1 · 2",
        "1 · 2",
    );
}

#[test]
fn likely_pairs_do_not_chain_against_a_constraint() {
    let text = "card John Q Quirrenbach | a@x.example\n card John Quirrenbach | b@y.example\n \
                card John R Quirrenbach | c@z.example";
    let found = resolve_list(records(text), &ListOptions { threshold: Some(0.5), ..ListOptions::default() });
    assert_eq!(found.n_people, 2);
    assert_ne!(found.person_of[0], found.person_of[2]);
}

#[test]
fn every_pair_is_explained() {
    let records = records("card Ottilie Quirrenbach | a1@x.example\n card O. Quirrenbach | b2@y.example");
    let options = ListOptions { pairs: PairList::Explained, ..ListOptions::default() };
    let found = resolve_list(records, &options);
    assert_eq!(found.pairs.len(), 1);
    let text = &found.pairs[0].because[0].text;
    assert!(text.contains("can be"), "{text}");
}

const LINES: [&str; 12] = [
    "card Ottilie Quirrenbach | a1@x.example",
    "card O. Quirrenbach | b2@y.example",
    "card oquirrenbach | oq@z.example",
    "card Otto Quirrenbach | a1@z.example",
    "card Jane Doe | jane@x.example",
    "card Doe, Jane | info@x.example",
    "card jdoe | jdoe42@y.example",
    "card Jane Miller | jane@x.example",
    "card Tom Miller | info@x.example",
    "card | jane.doe@z.example",
    "card quxblorp7 | quxblorp7@q.example",
    "card Tom Miller | quxblorp7@r.example",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter(
        (sorted, shuffled) in proptest::sample::subsequence(LINES.to_vec(), 0..=LINES.len())
            .prop_map(|lines| lines.into_iter().map(crate::scene::record).collect::<Vec<_>>())
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        threshold in proptest::option::of(0.5..1.0f64),
    ) {
        let options = ListOptions { threshold, ..ListOptions::default() };
        let ids = |rows: &[Record]| {
            let found = resolve_list(rows.to_vec(), &options);
            let mut ids: Vec<_> = rows.iter().zip(&found.person_of).map(|(row, at)| (row.id, rows[*at].id)).collect();
            ids.sort_unstable();
            ids
        };
        prop_assert_eq!(ids(&sorted), ids(&shuffled));
    }
}
