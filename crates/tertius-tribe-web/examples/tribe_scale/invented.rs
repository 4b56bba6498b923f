//! The invented tribe: who has whom, and what members ask. Everything is drawn from one seed.

use tertius_model::{Band, Timestamp};
use tertius_tribe::{Audience, Line, Named, OwnKey, Owner, Packet, PacketId, Shared, SignedPacket, TribeId};
use tertius_tribe_store::Person;

/// What counts as now at first.
pub const NOW: i64 = 1_790_000_000;
const GIVEN: [&str; 12] = ["Ida", "Jon", "Kai", "Nia", "Ove", "Pia", "Rolf", "Sara", "Timo", "Una", "Vera", "Wim"];
const LEVELS: [&str; 8] = ["Junior", "Senior", "", "Lead", "Head of", "Director of", "VP", "Principal"];
const FUNCTIONS: [&str; 16] = [
    "Engineering",
    "Sales",
    "Marketing",
    "Product Management",
    "Data Science",
    "Finance",
    "Design",
    "Nursing",
    "Recruiting",
    "Operations",
    "Legal",
    "Customer Success",
    "Software Development",
    "Accounting",
    "Procurement",
    "Security",
];
const MORE: [&str; 8] = ["", " EMEA", " Cloud", " and Growth", " (Platform)", " Health", " II", " International"];
const FIRMS: [&str; 10] = ["Halden", "Norte", "Quarz", "Fjord", "Obel", "Tannen", "Brisk", "Corvo", "Delph", "Erle"];
const KINDS: [&str; 10] =
    ["Analytics", "Bank", "Logistics", "Software", "Pharma", "Energy", "Media", "Foods", "Robotics", "Partners"];

/// Numbers that look random and are the same every time (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    pub fn of(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len() as u64) as usize]
    }

    /// Few numbers often, many seldom.
    fn skewed(&mut self, n: u64) -> u64 {
        let (one, two) = (self.below(n), self.below(n));
        one * two / n
    }
}

/// One of 400,000 people; the same number is the same person in every packet.
fn contact(place: i64, who: u64, band: i64) -> Person {
    let mut own = Dice(who);
    let name = format!("{} {}{}", own.of(&GIVEN), own.of(&FIRMS).to_lowercase(), who);
    let title = format!("{} {}{}", own.of(&LEVELS), own.of(&FUNCTIONS), own.of(&MORE)).trim().to_owned();
    let employer = format!("{} {} {}", own.of(&FIRMS), own.of(&KINDS), own.skewed(200));
    let url = format!("https://www.linkedin.com/in/p{who}");
    Person { place, name, employer, title, url, band, ..Person::default() }
}

/// So many contacts of one member.
pub fn contacts(dice: &mut Dice, n: usize) -> Vec<Person> {
    (0..n as i64).map(|place| contact(place, dice.skewed(400_000), 1 + dice.below(3) as i64)).collect()
}

/// What somebody could want to know. No two are likely to be equal; the kind says which sort of work an answer is.
pub fn goal(dice: &mut Dice) -> (&'static str, String) {
    let (function, other) = (dice.of(&FUNCTIONS), dice.of(&FUNCTIONS));
    let firm = format!("{} {}", dice.of(&FIRMS), dice.of(&KINDS));
    let number = dice.skewed(200);
    match dice.below(10) {
        0 => ("a function", function.to_owned()),
        1 => ("a function", format!("{function} {}", dice.of(&MORE[1..5]).trim())),
        2 | 3 => {
            ("a standing", format!("{} {function}", dice.of(&["VP", "Head of", "Senior", "Director of", "Junior"])))
        }
        4 => ("one or the other", format!("{function} or {} {other}", dice.of(&["Lead", "Principal"]))),
        5 => ("a function at firms", format!("{function} at {firm}")),
        6 => ("a function at a firm", format!("{function} at {firm} {number}")),
        7 => ("anybody at a firm", format!("somebody at {firm} {number}")),
        8 => ("anybody at firms", format!("somebody at {}", dice.of(&FIRMS))),
        _ => ("a name or a word", format!("{} {}{}", dice.of(&GIVEN), dice.of(&FIRMS), dice.skewed(400_000))),
    }
}

/// A packet as its owner signs it; one person in it is at a place that nobody else has.
pub fn signed(dice: &mut Dice, member: usize, each: usize) -> (String, Vec<u8>) {
    let mut people = contacts(dice, each);
    people[0].title = "Chief Financial Officer".to_owned();
    people[0].employer = place_of_one(member);
    let key = OwnKey::from_secret(blake3::hash(&member.to_le_bytes()).as_bytes());
    let line = |text: &str| Line::new(text).expect("a plain line");
    let named = |one: &Person| Named {
        name: line(&one.name),
        employer: Some(line(&one.employer)),
        title: Some(line(&one.title)),
        url: None,
        strength: Band::Fair,
        note: None,
    };
    let mut number = [9; 16];
    number[..8].copy_from_slice(&member.to_le_bytes());
    let id = PacketId::from_random(number);
    let packet = Packet {
        id,
        owner: Owner { name: line("A Member"), key: key.public(), url: None },
        audience: Audience::Tribe(TribeId::new("oak").expect("a plain id")),
        made: Timestamp(NOW),
        expires: Timestamp(NOW + 9000),
        people: Shared::Named(people.iter().map(named).collect()),
    };
    (id.to_string(), SignedPacket::sign(packet, &key).expect("a packet").text().as_bytes().to_vec())
}

/// Where one contact of a member works, and nobody else's.
pub fn place_of_one(member: usize) -> String {
    const WORDS: [&str; 10] = ["Ada", "Bor", "Cim", "Dov", "Eru", "Fip", "Gol", "Huk", "Ivo", "Jym"];
    format!("{}{} Arrivals", WORDS[member / 10 % 10], WORDS[member % 10].to_lowercase())
}
