//! Measures the people search on invented people: `cargo run --release -p tertius-relevance --example search_speed`.

use std::io::Write;
use std::time::Instant;
use tertius_relevance::index::{Entry, PeopleIndex, Typing};

const SYLLABLES: [&str; 24] = [
    "an", "bo", "cla", "der", "el", "fri", "go", "han", "il", "jo", "ka", "lin", "mar", "no", "os", "pe", "qui", "ro",
    "sa", "ti", "ul", "ver", "wil", "zo",
];
const TITLES: [&str; 8] = [
    "Senior Product Manager",
    "ML Engineer",
    "Vertriebsleiter DACH",
    "Registered Nurse",
    "Chief Financial Officer",
    "Développeur back-end",
    "Head of Marketing",
    "Abogada laboralista",
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn word(&mut self, n: usize) -> String {
        (0..n).map(|_| SYLLABLES[self.next(SYLLABLES.len())]).collect()
    }
}

fn main() -> std::io::Result<()> {
    let mut dice = Dice(7);
    let n = 100_000;
    let people: Vec<(String, String, &str, String)> = (0..n)
        .map(|_| {
            let name = format!("{} {}", dice.word(2), dice.word(3));
            (name, format!("{} GmbH", dice.word(3)), TITLES[dice.next(TITLES.len())], dice.word(2))
        })
        .collect();
    let start = Instant::now();
    let names: Vec<[&str; 1]> = people.iter().map(|person| [person.0.as_str()]).collect();
    let index = PeopleIndex::build(people.iter().zip(&names).map(|(person, names)| Entry {
        names,
        employer: &person.1,
        title: person.2,
        place: &person.3,
        more: &[],
    }));
    let built = start.elapsed();
    let mut took: Vec<f64> = Vec::new();
    for round in 0..2_000 {
        let person = &people[dice.next(n)];
        let query = match round % 5 {
            0 => person.0.clone(),
            1 => person.0[..person.0.len().min(2 + dice.next(8))].to_owned(),
            2 => format!("{} {}", person.2, person.3),
            3 => person.0.replacen('r', "x", 1),
            _ => "machine learning engineer".to_owned(),
        };
        let start = Instant::now();
        let hits = index.search(&query, Typing::Unfinished, 20);
        took.push(start.elapsed().as_secs_f64() * 1e3);
        std::hint::black_box(hits);
    }
    took.sort_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    writeln!(
        std::io::stdout(),
        "{n} people: built in {:.2} s; a query takes {:.2} ms (median), {:.2} ms (p95), {:.2} ms (most)",
        built.as_secs_f64(),
        at(0.5),
        at(0.95),
        at(1.0)
    )
}
