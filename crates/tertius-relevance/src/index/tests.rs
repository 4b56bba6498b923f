//! The index against a slow and obvious search, and by example.

use super::*;
use proptest::prelude::*;

type Row<'a> = (&'a str, &'a str, &'a str, &'a str);

const PEOPLE: [Row<'_>; 7] = [
    ("Ana Ruiz", "Machine Learning Scientist", "Halden Analytics GmbH", "Oslo"),
    ("Bo Lindqvist", "Buyer", "Banana Inc.", "Göteborg"),
    ("Jürgen Müller", "Leiter Entwicklung", "Airbus Nordwerk", "Hamburg"),
    ("Anastasia Novak", "Nurse", "Klinikum Ostmark", "Jena"),
    ("Engin Kaya", "Rechtsanwalt", "Kanzlei Brehm", "Köln"),
    ("Cy Neu", "ML Engineer", "Lumen", "Hamburg"),
    ("Di Stay", "Engineer", "Learning Machines Ltd", "Leeds"),
];

fn index() -> PeopleIndex {
    let names: Vec<[&str; 1]> = PEOPLE.iter().map(|row| [row.0]).collect();
    let entries = PEOPLE.iter().zip(&names).map(|(row, names)| Entry {
        names,
        title: row.1,
        employer: row.2,
        place: row.3,
        more: &[],
    });
    PeopleIndex::build(entries)
}

fn check(query: &str, typing: Typing, expected: &[&str]) {
    let hits = index().search(query, typing, expected.len().max(1));
    let found: Vec<&str> = hits.iter().map(|hit| PEOPLE[hit.entry as usize].0).collect();
    assert_eq!(found, expected, "{query}");
}

#[test]
fn names_are_found_folded_begun_and_misspelt() {
    check("muller", Typing::Finished, &["Jürgen Müller"]);
    check("Mueller", Typing::Finished, &["Jürgen Müller"]);
    check("lindqvits", Typing::Finished, &["Bo Lindqvist"]);
    check("ana", Typing::Unfinished, &["Ana Ruiz", "Anastasia Novak"]);
    check("anas", Typing::Unfinished, &["Anastasia Novak"]);
    check("ruiz ana", Typing::Finished, &["Ana Ruiz"]);
}

#[test]
fn titles_are_found_by_meaning() {
    check("vp engineering hamburg", Typing::Finished, &["Jürgen Müller"]);
    check("lawyer", Typing::Finished, &["Engin Kaya"]);
    check("krankenschwester", Typing::Finished, &["Anastasia Novak"]);
    let hits = index().search("machine learning engineer", Typing::Finished, 2);
    let mut found: Vec<u32> = hits.iter().map(|hit| hit.entry).collect();
    found.sort_unstable();
    assert_eq!(found, [0, 5]);
}

#[test]
fn part_of_a_companys_name_is_no_word() {
    check("ana", Typing::Finished, &["Ana Ruiz"]);
    assert!(index().search("bus", Typing::Unfinished, 9).is_empty());
    assert!(index().search("", Typing::Finished, 9).is_empty());
    assert!(PeopleIndex::build([]).search("ana", Typing::Finished, 9).is_empty());
}

fn word() -> impl Strategy<Value = String> {
    // Letters that spell no word of the table of titles.
    proptest::string::string_regex("[xqzj]{1,4}").unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whoever_has_every_word_is_found_before_whoever_has_not(
        names in proptest::collection::vec(proptest::collection::vec(word(), 1..4), 1..30),
        wanted in proptest::collection::vec(word(), 1..3),
    ) {
        let texts: Vec<String> = names.iter().map(|name| name.join(" ")).collect();
        let lists: Vec<[&str; 1]> = texts.iter().map(|text| [text.as_str()]).collect();
        let index = PeopleIndex::build(lists.iter().map(|names| Entry { names, ..Entry::default() }));
        let hits = index.search(&wanted.join(" "), Typing::Finished, usize::MAX);
        let has_all = |at: usize| wanted.iter().all(|word| names[at].contains(word));
        let found: Vec<usize> = hits.iter().map(|hit| hit.entry as usize).collect();
        for at in (0..names.len()).filter(|&at| has_all(at)) {
            prop_assert!(found.contains(&at), "{:?}", names[at]);
        }
        prop_assert!(hits.is_sorted_by(|a, b| a.score >= b.score));
        prop_assert_eq!(hits.clone(), index.search(&wanted.join(" "), Typing::Finished, usize::MAX));
        let head = index.search(&wanted.join(" "), Typing::Finished, 3);
        prop_assert_eq!(&head[..], &hits[..hits.len().min(3)]);
    }
}

#[test]
fn every_word_may_be_begun_and_all_must_be_found() {
    let found = |query: &str| {
        let mut matches = index().matches(query);
        matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        matches.iter().map(|one| PEOPLE[one.entry as usize].0).collect::<Vec<_>>()
    };
    assert_eq!(found("jur mul"), ["Jürgen Müller"]);
    assert_eq!(found("hamb ml"), ["Cy Neu"]);
    assert_eq!(found("lindqvits"), ["Bo Lindqvist"]);
    assert_eq!(found("ana"), ["Ana Ruiz", "Anastasia Novak"]);
    // Nobody has both: those who have one of them.
    assert_eq!(found("ruiz zzzz"), ["Ana Ruiz"]);
    assert!(found("").is_empty() && found("zzzz").is_empty());
}

#[test]
fn a_given_name_written_behind_the_family_name_is_found_alone() {
    let index = PeopleIndex::build(
        [["王小明"], ["李明"], ["小林 直子"]].iter().map(|names| Entry { names, ..Entry::default() }),
    );
    let found = |query: &str| {
        let mut entries: Vec<u32> = index.matches(query).iter().map(|one| one.entry).collect();
        entries.sort_unstable();
        entries
    };
    assert_eq!(found("小明"), [0]);
    assert_eq!(found("明"), [0, 1]);
    assert_eq!(found("小"), [0, 2]);
    assert_eq!(found("王"), [0]);
}
