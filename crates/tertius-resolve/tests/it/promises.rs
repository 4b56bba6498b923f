//! Properties: order does not matter, `different` holds, undo restores, strangers rename nobody.

use crate::scene::{options, record, rulings};
use proptest::prelude::*;
use tertius_model::{PersonId, RecordId, Ruling};
use tertius_resolve::{Record, Resolution, resolve};

const GIVEN: [&str; 8] = ["Jane", "J.", "Tom", "Ottilie", "Otto", "Ana", "John", "Mum"];
const FAMILY: [&str; 6] = ["Doe", "Quirrenbach", "Smith", "Ruiz", "Smith Jr", ""];
const ADDRESSES: [&str; 8] = [
    "a@example.org",
    "b@example.org",
    "c@acme.example",
    "jane.doe@gmail.com",
    "janedoe+x@gmail.com",
    "info@acme.example",
    "d@example.com",
    "e@example.com",
];
const OTHERS: [&str; 6] = [
    "+4915123456789",
    "015123456789",
    "linkedin.com/in/x1",
    "linkedin.com/in/x2",
    "https://acme.example",
    "github:jd42",
];
const FACTS: [&str; 6] = ["@Acme GmbH", "@Beta", "book 1", "born 1980-01-02", "born 1981-01-02", "in Ulm"];

pub fn any_record() -> impl Strategy<Value = Record> {
    let some = |list: &'static [&'static str], n| proptest::sample::subsequence(list.to_vec(), 0..=n);
    (0..GIVEN.len(), 0..FAMILY.len(), some(&ADDRESSES, 2), some(&OTHERS, 2), some(&FACTS, 2), any::<bool>(), 0..1000u32)
        .prop_map(|(given, family, addresses, others, facts, card, salt)| {
            let name = format!("{} {}", GIVEN[given], FAMILY[family]);
            let handles = addresses.into_iter().chain(others).collect::<Vec<_>>().join(";");
            let line = if card {
                format!("card {name} | {handles} | {}; salt {salt}", facts.join(";"))
            } else {
                format!("seen {handles} | {name} | salt {salt}")
            };
            record(&line)
        })
}

pub fn distinct(mut records: Vec<Record>) -> Vec<Record> {
    records.sort_by_key(|record| record.id);
    records.dedup_by_key(|record| record.id);
    records
}

pub fn any_rulings() -> impl Strategy<Value = Vec<Ruling>> {
    let one = (any::<bool>(), 0..ADDRESSES.len(), 0..ADDRESSES.len());
    proptest::collection::vec(one, 0..4).prop_map(|list| {
        let line = |(same, a, b): (bool, usize, usize)| {
            format!("{} {} <> {}", if same { "same" } else { "different" }, ADDRESSES[a], ADDRESSES[b])
        };
        rulings(&list.into_iter().map(line).collect::<Vec<_>>().join("\n"))
    })
}

fn by_record(records: &[Record], found: &Resolution) -> Vec<(RecordId, PersonId)> {
    let mut people: Vec<_> =
        records.iter().zip(&found.person_of).map(|(record, person)| (record.id, *person)).collect();
    people.sort_unstable();
    people
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_records_does_not_matter(
        (sorted, shuffled) in proptest::collection::vec(any_record(), 0..24).prop_map(distinct)
            .prop_flat_map(|records| (Just(records.clone()), Just(records).prop_shuffle())),
        ruled in any_rulings(),
    ) {
        let (one, two) = (resolve(&sorted, &ruled, &options()), resolve(&shuffled, &ruled, &options()));
        prop_assert_eq!(by_record(&sorted, &one), by_record(&shuffled, &two));
        prop_assert_eq!(one.people.iter().map(|p| p.id).collect::<Vec<_>>(), two.people.iter().map(|p| p.id).collect::<Vec<_>>());
        prop_assert_eq!((&one.merges, &one.review, &one.profiles), (&two.merges, &two.review, &two.profiles));
        prop_assert_eq!(&one.idle_rulings, &two.idle_rulings);
    }

    #[test]
    fn different_is_never_broken(
        records in proptest::collection::vec(any_record(), 0..24).prop_map(distinct),
        ruled in any_rulings(),
        a in 0..ADDRESSES.len(),
        b in 0..ADDRESSES.len(),
    ) {
        let mut ruled = ruled;
        let mut last = rulings(&format!("different {} <> {}", ADDRESSES[a], ADDRESSES[b]));
        last[0].id.0 = 99;
        ruled.append(&mut last);
        let found = resolve(&records, &ruled, &options());
        let holds = |record: &Record, address: &str| {
            let bare = |text: &str| if text.contains("gmail") { "janedoe@gmail.com".to_owned() } else { text.to_owned() };
            record.handles.iter().any(|handle| bare(handle.value()) == bare(address))
        };
        for (at, one) in records.iter().enumerate() {
            for (other, two) in records.iter().enumerate() {
                let only_a = holds(one, ADDRESSES[a]) && !holds(one, ADDRESSES[b]);
                let only_b = holds(two, ADDRESSES[b]) && !holds(two, ADDRESSES[a]);
                prop_assert!(!(only_a && only_b) || found.person_of[at] != found.person_of[other]);
            }
        }
    }

    #[test]
    fn strangers_rename_nobody(records in proptest::collection::vec(any_record(), 0..24).prop_map(distinct), n in 1..4usize) {
        let before = resolve(&records, &[], &options());
        let mut more = records.clone();
        for stranger in 0..n {
            more.insert(0, record(&format!("card Zebulon Vrxlq{stranger} | z{stranger}@elsewhere.example | @Zeta {stranger}")));
        }
        let after = resolve(&more, &[], &options());
        prop_assert_eq!(before.person_of, after.person_of[n..].to_vec());
        prop_assert_eq!(before.review, after.review);
    }

    #[test]
    fn merges_are_a_tree_and_each_is_explained(records in proptest::collection::vec(any_record(), 0..24).prop_map(distinct)) {
        let found = resolve(&records, &[], &options());
        prop_assert_eq!(found.merges.len() + found.people.len(), records.len());
        for merge in &found.merges {
            prop_assert_eq!(found.person(merge.a), found.person(merge.b));
            prop_assert!(!merge.because.is_empty() && merge.probability > 0.99);
        }
        for pair in &found.review {
            prop_assert!(found.person(pair.a) != found.person(pair.b) && pair.probability < 0.95 && pair.probability >= 0.5);
        }
    }

    #[test]
    fn taking_a_ruling_back_restores_the_past(
        records in proptest::collection::vec(any_record(), 0..24).prop_map(distinct),
        ruled in any_rulings(),
        (a, b) in (0..ADDRESSES.len(), 0..ADDRESSES.len()),
    ) {
        let before = resolve(&records, &ruled, &options());
        let mut more = ruled.clone();
        more.extend(rulings(&format!("different {} <> {}", ADDRESSES[a], ADDRESSES[b])));
        resolve(&records, &more, &options());
        more.pop();
        prop_assert_eq!(before, resolve(&records, &more, &options()));
    }
}
