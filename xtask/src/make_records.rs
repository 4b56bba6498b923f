//! `make-records`: a large invented list of records for measurements, the same bytes for the same seed.
//!
//! People have one to six records each. A record is dirty as exports are: initials, nicknames, the family name first,
//! capitals, a slip of the keyboard, a missing address, another address of the same person, a former employer.
//! Some people share a name, some a phone, some write from a desk's address. The column `cid` says who is who.

use crate::random::Random;
use anyhow::{Context, Result};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Writes the list.
///
/// # Errors
/// When the file cannot be written.
pub fn run(n_records: u64, out: &Path, seed: u64) -> Result<()> {
    let file = File::create(out).with_context(|| format!("cannot create {}", out.display()))?;
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    let mut random = Random::new(seed);
    let unwritten = || format!("cannot write {}", out.display());
    writeln!(writer, "record_id,cid,name,email,phone,employer,city,source").with_context(unwritten)?;
    let (mut record, mut person) = (0, 0_u64);
    while record < n_records {
        let somebody = Somebody::invent(person, &mut random);
        for _ in 0..=random.rank(6) {
            if record < n_records {
                writeln!(writer, "r{record},p{person},{}", somebody.record(&mut random)).with_context(unwritten)?;
                record += 1;
            }
        }
        person += 1;
    }
    writer.flush().with_context(unwritten)
}

/// One invented person.
struct Somebody {
    given: String,
    middle: Option<char>,
    family: String,
    addresses: Vec<String>,
    phone: String,
    employers: [String; 2],
    city: &'static str,
}

impl Somebody {
    fn invent(number: u64, random: &mut Random) -> Somebody {
        let given = (*random.of(GIVEN)).to_owned();
        let family = family(random);
        let (g, f) = (given.to_lowercase(), family.to_lowercase());
        let initial = &g[..1];
        let employers = [employer(random), employer(random)];
        let domain = |employer: &str| format!("{}.example", employer.to_lowercase().replace(' ', "-"));
        let provider = *random.of(&["mail.example", "post.example", "box.example", "gmail.com"]);
        // Providers hand every user name out once, so a number follows.
        let private = match random.below(3) {
            0 => format!("{g}.{f}{number}@{provider}"),
            1 => format!("{initial}{f}{}@{provider}", number % 100_000),
            _ => format!("{}{}{number}@{provider}", random.of(HANDLES), random.of(HANDLES)),
        };
        let mut addresses = vec![private];
        for employer in &employers {
            let local =
                if random.per_mille(500) { format!("{g}.{f}") } else { format!("{initial}{f}{}", number % 1000) };
            addresses.push(format!("{local}{}@{}", number % 97, domain(employer)));
        }
        // One in forty shares a phone with the one before.
        let line = if random.per_mille(25) { number.saturating_sub(1) } else { number };
        Somebody {
            middle: random.per_mille(300).then(|| char::from(b'A' + random.below(26) as u8)),
            phone: format!("+1555{:07}", line % 10_000_000),
            city: random.of::<&str>(CITIES),
            given,
            family,
            addresses,
            employers,
        }
    }

    fn record(&self, random: &mut Random) -> String {
        let name = if random.per_mille(20) { String::new() } else { self.name(random) };
        let email = match random.below(100) {
            0..15 => String::new(),
            15..17 => format!("info@{}", self.addresses[1].split('@').nth(1).unwrap_or("desk.example")),
            17..60 => self.addresses[0].clone(),
            60..85 => self.addresses[1].clone(),
            _ => self.addresses[2].clone(),
        };
        let phone = if random.per_mille(300) { self.phone.clone() } else { String::new() };
        let employer = match random.below(10) {
            0..5 => String::new(),
            5..9 => self.employers[0].clone(),
            _ => format!("{} Inc.", self.employers[1]),
        };
        let city = if random.per_mille(300) { self.city } else { "" };
        let source = random.of(&["cards", "mail", "linkedin", "crm"]);
        format!("{name},{email},{phone},{employer},{city},{source}")
    }

    fn name(&self, random: &mut Random) -> String {
        let (given, family) = (&self.given, &self.family);
        match random.below(100) {
            0..62 => format!("{given} {family}"),
            62..72 => match self.middle {
                Some(middle) => format!("{given} {middle}. {family}"),
                None => format!("{given} {family}"),
            },
            72..80 => format!("\"{family}, {given}\""),
            80..85 => format!("{}. {family}", &given[..1]),
            85..89 => format!("{given} {family}").to_uppercase(),
            89..93 => format!("{given} {family}").to_lowercase(),
            93..96 => given.clone(),
            _ => slip(&format!("{given} {family}"), random),
        }
    }
}

/// Two neighbouring letters change places.
fn slip(name: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = 1 + random.below(letters.len().saturating_sub(3).max(1));
    letters.swap(at, at + 1);
    letters.into_iter().collect()
}

/// A family name: a quarter of the people share forty, most others have one of fourteen million.
fn family(random: &mut Random) -> String {
    if random.per_mille(250) {
        return (*random.of(COMMON)).to_owned();
    }
    let mut name = format!("{}{}", random.of(HEADS), random.of(MIDDLES));
    if random.per_mille(800) {
        name.push_str(&random.of::<&str>(HEADS).to_lowercase());
        name.push_str(random.of::<&str>(MIDDLES));
    }
    name.push_str(random.of::<&str>(TAILS));
    name
}

fn employer(random: &mut Random) -> String {
    let number = random.rank(20_000);
    format!(
        "{} {}",
        HEADS[number % HEADS.len()],
        ["Works", "Labs", "Trade", "Foods", "Motors"][number / HEADS.len() % 5]
    ) + &number.to_string()
}

const GIVEN: &[&str] = &[
    "James",
    "Mary",
    "Robert",
    "Linda",
    "William",
    "Susan",
    "Thomas",
    "Karen",
    "Daniel",
    "Nancy",
    "Andrea",
    "Peter",
    "Sabine",
    "Klaus",
    "Pierre",
    "Marie",
    "Luca",
    "Giulia",
    "Pablo",
    "Lucia",
    "Ivan",
    "Olga",
    "Piotr",
    "Anna",
    "Lars",
    "Ingrid",
    "Mehmet",
    "Ayse",
    "Omar",
    "Fatima",
    "Raj",
    "Priya",
    "Kenji",
    "Yuki",
    "Min",
    "Ottilie",
    "Zebulon",
    "Quincy",
    "Thorsten",
    "Wilhelmina",
    "Anselm",
    "Philippa",
    "Casimir",
    "Leocadia",
    "Balthasar",
    "Eulalia",
    "Tiberius",
    "Rosalind",
];
const COMMON: &[&str] = &[
    "Smith", "Johnson", "Miller", "Brown", "Jones", "Garcia", "Davis", "Lopez", "Wilson", "Anderson", "Taylor",
    "Moore", "Martin", "Lee", "White", "Clark", "Lewis", "Walker", "Hall", "Young", "King", "Wright", "Hill", "Green",
    "Baker", "Muller", "Schmidt", "Weber", "Wagner", "Becker", "Rossi", "Russo", "Silva", "Santos", "Kim", "Park",
    "Wang", "Li", "Singh", "Khan",
];
const HEADS: &[&str] = &[
    "Bram", "Cal", "Dorn", "Esk", "Fal", "Gren", "Holt", "Ibs", "Jar", "Kron", "Lomb", "Mirk", "Nord", "Ost", "Pel",
    "Quad", "Rask", "Stel", "Thorn", "Ulm", "Vanc", "Wolt", "Yard", "Zell", "Ald", "Birk", "Crem", "Drev", "Eng",
    "Fren",
];
const MIDDLES: &[&str] = &[
    "a", "e", "i", "o", "u", "ar", "er", "il", "on", "un", "ass", "ell", "ing", "ott", "urr", "ab", "ed", "ig", "om",
    "ust", "alo", "eri", "ino", "ova", "uli",
];
const TAILS: &[&str] = &[
    "ba", "ck", "dt", "ff", "gen", "hold", "ker", "land", "mann", "ner", "pool", "quist", "rich", "sen", "thal", "vik",
    "wick", "xen", "ya", "zak", "bach", "dorf", "feld", "hus", "stad",
];
const HANDLES: &[&str] = &[
    "blue", "code", "dark", "fast", "hex", "iron", "jazz", "kilo", "lazy", "moon", "neon", "owl", "pixel", "rust",
    "sky",
];
const CITIES: &[&str] = &["Ulm", "Porto", "Leeds", "Lyon", "Turin", "Gdansk", "Bergen", "Osaka", "Pune", "Quito"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_list() {
        let folder = tempfile::tempdir().unwrap();
        let make = |name: &str, seed| {
            let path = folder.path().join(name);
            run(3_000, &path, seed).unwrap();
            std::fs::read_to_string(path).unwrap()
        };
        let first = make("a", 1);
        assert!(first == make("b", 1) && first != make("c", 2));
        assert_eq!(first.lines().count(), 3_001);
        let n_people =
            first.lines().filter_map(|line| line.split(',').nth(1)).collect::<std::collections::BTreeSet<_>>();
        assert!((1_000..2_600).contains(&n_people.len()), "{}", n_people.len());
    }
}
