//! Measures resolving 100,000 invented records (or as many as the first argument says), and one more or one less.
//!
//! `cargo run --release -p tertius-resolve --example hundred_thousand -- 100000`
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

use std::time::Instant;
use tertius_model::{Handle, Job, Key, RecordId};
use tertius_resolve::{Book, Options, Record, RecordKind, Resolver, SeenName, resolve};

fn main() {
    let n: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let records = invent(n);
    let start = Instant::now();
    let found = resolve(&records, &[], &Options { region: Some(*b"DE") });
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{} records, {} people, {} merges, {} questions, {} profiles, {} skipped blocks, {seconds:.2} s",
        records.len(),
        found.people.len(),
        found.merges.len(),
        found.review.len(),
        found.profiles.len(),
        found.skipped_blocks.len()
    );
    one_by_one(&records);
}

/// Takes the last thousand records in one by one, and the first thousand of these out again.
fn one_by_one(records: &[Record]) {
    let (first, last) = records.split_at(records.len().saturating_sub(1000));
    let mut resolver = Resolver::new(first, &[], &Options { region: Some(*b"DE") });
    let mut times = Vec::new();
    for record in last {
        let start = Instant::now();
        resolver.insert(record);
        times.push(start.elapsed());
    }
    for record in last {
        let start = Instant::now();
        resolver.remove(record.id);
        times.push(start.elapsed());
    }
    times.sort();
    let ms = |at: usize| times[(times.len() - 1) * at / 100].as_secs_f64() * 1000.0;
    println!(
        "one record in or out: median {:.3} ms, 99 of 100 below {:.3} ms, worst {:.3} ms",
        ms(50),
        ms(99),
        ms(100)
    );
}

/// About 2.2 records a person: a card, a LinkedIn row, an address seen in mail; a third of the names are common.
fn invent(n: u64) -> Vec<Record> {
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let syllables = ["ka", "lor", "min", "ta", "ves", "bru", "nel", "dor", "sha", "pim", "gol", "ter", "wi", "xan"];
    let common_given = ["John", "Anna", "Peter", "Maria", "Michael", "Laura", "Thomas", "Julia"];
    let common_family = ["Smith", "Müller", "Garcia", "Kim", "Rossi", "Meyer", "Jones", "Wagner"];
    let mut records = Vec::new();
    while (records.len() as u64) < n {
        let person = records.len() as u64;
        let mut coin = |parts: u64| {
            let word: String = (0..parts).map(|_| syllables[next(14) as usize]).collect();
            word[..1].to_uppercase() + &word[1..]
        };
        let (mut given, mut family) = (coin(2), coin(3));
        let employer = coin(2);
        if next(3) == 0 {
            given = common_given[next(8) as usize].to_owned();
        }
        if next(3) == 0 {
            family = common_family[next(8) as usize].to_owned();
        }
        let name = format!("{given} {family}");
        let local = format!("{}.{}{}", given.to_lowercase(), tertius_resolve::fold_name(&family), next(1000));
        let work = format!("{local}@{}.example", employer.to_lowercase());
        let phone = format!("+4915{:09}", 100_000_000 + next(800_000_000));
        let job = Job { employer: format!("{employer} GmbH"), ..Job::default() };
        let mut add = |part: u64, mut record: Record| {
            record.id = RecordId::from_key(Key::of_text([person.to_string().as_str(), part.to_string().as_str()]));
            record.names = vec![SeenName { text: name.clone(), count: 3 }];
            records.push(record);
        };
        let handles = [Handle::phone(&phone), Handle::email(&work)].into_iter().flatten().collect();
        add(0, Record { handles, ..Record::default() });
        if next(2) == 0 {
            let handles = Handle::linkedin_slug(&format!("{local}-{person}")).into_iter().collect();
            add(1, Record { handles, jobs: vec![job], book: Some(Book(1)), ..Record::default() });
        }
        if next(10) < 7 {
            let handles = Handle::email(&work).into_iter().collect();
            add(2, Record { kind: RecordKind::Handle, handles, ..Record::default() });
        }
    }
    records
}
