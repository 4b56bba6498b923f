//! A search that stops when it has enough finds what one finds that looks at everything.

use super::*;
use crate::{Entry, MemberState};

/// Numbers that look random and are the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

const TITLES: [&str; 8] =
    ["Engineer", "Senior Engineer", "VP Engineering", "Nurse", "Wizard of Oz", "CFO", "", "Head of Sales"];
const FIRMS: [&str; 4] = ["Halden", "Norte", "Quarz", "Climate"];
const GOALS: [&str; 9] = [
    "engineering",
    "VP engineering",
    "somebody at Halden",
    "engineer at Norte",
    "wizard",
    "climate",
    "nurse or sales at Quarz 3",
    "CFO at Halden 7",
    "Haldens",
];

/// Ninety members: named ones of whom some say how well they know the viewer, and hidden ones.
fn members(dice: &mut Dice) -> Vec<(MemberState, Vec<Entry>)> {
    let mut all = Vec::new();
    for at in 0..90 {
        let band = Band::ALL[dice.below(3)];
        let close = if at % 3 == 0 { vec![("viewer".to_owned(), band)] } else { Vec::new() };
        let state = MemberState { is_named: at < 60, barred: Vec::new(), close };
        let people = (0..40).map(|_| {
            let who = dice.below(900);
            let mut own = Dice(who as u64);
            Entry {
                name: format!("Person {who}"),
                title: TITLES[own.below(TITLES.len())].to_owned(),
                employer: format!("{} {}", FIRMS[own.below(FIRMS.len())], own.below(12)),
                band: Some(Band::ALL[dice.below(3)]),
                ..Entry::default()
            }
        });
        all.push((state, people.collect()));
    }
    all
}

fn union(members: &[(MemberState, Vec<Entry>)], order: impl Iterator<Item = usize>) -> Union {
    let mut union = Union::new();
    for at in order {
        let id = format!("m{at}");
        union.set_member(&id, &members[at].0);
        union.put_packet(&format!("p{at}"), &id, &members[at].1);
    }
    union
}

#[test]
fn stopping_early_and_the_order_of_arrival_change_nothing() {
    let members = members(&mut Dice(5));
    let one = union(&members, 0..90);
    let mut other = union(&members, (0..90).rev());
    // What came and went leaves cells behind.
    other.put_packet("gone", "m3", &members[80].1);
    other.remove_packet("gone");
    let mut n_found = 0;
    for goal in GOALS {
        let answer = |union: &Union, most: [usize; 2]| {
            let view = View::new(union, "viewer", 3);
            let fits = Fits::new(union, Goal::parse(goal));
            (view.open(&fits, 40, most[0]), view.counted(&fits, 40, most[1]))
        };
        let stopped = answer(&one, [CANDIDATES, CLOSELY]);
        n_found += stopped.0.len() + stopped.1.len();
        assert_eq!(stopped, answer(&one, [usize::MAX, usize::MAX]), "{goal}");
        assert_eq!(stopped, answer(&other, [CANDIDATES, CLOSELY]), "{goal}");
    }
    assert!(n_found > 200, "{n_found}");
}
