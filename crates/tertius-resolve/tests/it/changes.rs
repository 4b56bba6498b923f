//! Records and rulings that come and go one by one: at any time the answer is that of a full run.

use crate::promises::{any_record, any_rulings, distinct};
use crate::scene::{options, record};
use proptest::prelude::*;
use tertius_model::{RecordId, Ruling};
use tertius_resolve::{Record, Resolver, resolve};

/// A resolver, and the records and rulings that it should know.
struct Pair {
    resolver: Resolver,
    records: Vec<Record>,
    rulings: Vec<Ruling>,
}

impl Pair {
    fn new(records: &[Record]) -> Pair {
        Pair { resolver: Resolver::new(records, &[], &options()), records: records.to_vec(), rulings: Vec::new() }
    }

    fn insert(&mut self, record: &Record) {
        self.records.retain(|other| other.id != record.id);
        self.records.push(record.clone());
        self.expect_moved(|resolver| resolver.insert(record).moved);
    }

    fn remove(&mut self, id: RecordId) {
        self.records.retain(|other| other.id != id);
        self.expect_moved(|resolver| resolver.remove(id).moved);
    }

    fn rule(&mut self, rulings: Vec<Ruling>) {
        self.rulings = rulings;
        let rulings = self.rulings.clone();
        self.expect_moved(|resolver| resolver.rule(&rulings).moved);
    }

    /// What a change says it moved is what it moved.
    fn expect_moved(&mut self, change: impl FnOnce(&mut Resolver) -> Vec<(RecordId, tertius_model::PersonId)>) {
        let ids: Vec<RecordId> = self.records.iter().map(|record| record.id).collect();
        let before: Vec<_> = ids.iter().map(|id| self.resolver.person(*id)).collect();
        let moved = change(&mut self.resolver);
        for (id, before) in ids.into_iter().zip(before) {
            let now = self.resolver.person(id);
            assert_eq!(moved.contains(&(id, now.expect("a person"))), before != now, "{id:?}");
        }
    }

    fn check(&self) {
        assert_eq!(self.resolver.resolution(), resolve(&self.records, &self.rulings, &options()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_by_one_is_all_at_once(
        records in proptest::collection::vec(any_record(), 0..24).prop_map(distinct).prop_shuffle(),
        n_first in 0..24usize,
        leaving in proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
        one in any_rulings(),
        two in any_rulings(),
    ) {
        let mut pair = Pair::new(&records[..n_first.min(records.len())]);
        pair.rule(one);
        for record in &records[n_first.min(records.len())..] {
            pair.insert(record);
            pair.check();
        }
        pair.rule(two);
        pair.check();
        for index in leaving {
            if !pair.records.is_empty() {
                let record = pair.records[index.index(pair.records.len())].clone();
                pair.remove(record.id);
                pair.check();
                pair.insert(&record);
                pair.check();
            }
        }
    }
}

/// So many of a kind that every limit is crossed, upwards and down again.
#[test]
fn limits_are_crossed_like_in_a_full_run() {
    let lines = |nth: usize| {
        let place = nth % 3;
        vec![
            format!("card Ottilie Quirrenbach | a{nth}@acme{place}.example | @Acme"),
            format!("card Jane Doe | shared@example.org; b{nth}@doe{place}.example | salt {nth}"),
            format!("card | one@example.com; c{nth}@gmail.com | salt {nth}"),
            format!("card Zeno Vrxlq | z{nth}@x.example | book {place}; salt {nth}"),
            format!("seen quxblorp7@q{nth}.example | Tom Miller{nth} | salt {nth}"),
            format!("card Tom Miller | https://acme.example; t{nth}@y.example | salt {nth}"),
        ]
    };
    let records: Vec<Record> = (0..64).flat_map(lines).map(|line| record(&line)).collect();
    let mut pair = Pair::new(&records[..3]);
    for (at, one) in records.iter().enumerate().skip(3) {
        pair.insert(one);
        if at % 23 == 0 {
            pair.check();
        }
    }
    pair.check();
    for (at, one) in records.iter().enumerate().take(300) {
        pair.remove(one.id);
        if at % 23 == 0 {
            pair.check();
        }
    }
    pair.check();
}

#[test]
fn an_address_that_turns_out_to_be_shared_parts_whom_it_joined() {
    let mut pair = Pair::new(&[
        record("card Jane Doe | jd.north@acme.example | salt 1"),
        record("seen jd.north@acme.example | Jane Doe x3"),
    ]);
    let jane = pair.records[0].id;
    assert_eq!(pair.resolver.merges(jane).len(), 1);
    pair.insert(&record("card Tariq Haddad | jd.north@acme.example"));
    pair.check();
    assert!(pair.resolver.merges(jane).is_empty());
}
