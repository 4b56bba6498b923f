//! Small invented tribes.

use tertius_model::Band;
use tertius_tribe_search::{Answer, Entry, MemberState, Query, Seeker, Union};

/// Numbers that look random and are the same every time (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    pub fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

pub const TITLES: [&str; 8] = [
    "VP Engineering",
    "Head of Sales",
    "Nurse",
    "Software Engineer",
    "CFO",
    "Product Manager",
    "Recruiter",
    "Architect",
];
pub const EMPLOYERS: [&str; 6] = ["Halden Analytics", "Norte SA", "Quarz GmbH", "Fjordkraft", "Obel Labs", "Tannen AG"];

pub fn entry(name: &str, title: &str, employer: &str, band: Band) -> Entry {
    Entry {
        name: name.to_owned(),
        title: title.to_owned(),
        employer: employer.to_owned(),
        url: String::new(),
        band: Some(band),
    }
}

pub fn named() -> MemberState {
    MemberState { is_named: true, ..MemberState::default() }
}

pub fn ask(union: &Union, member: &str, goal: &str) -> Answer {
    union.search(Seeker { member, crowd: 3 }, &Query { goal: goal.to_owned(), top: 20 })
}
