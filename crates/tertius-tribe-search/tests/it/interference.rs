//! Whatever is inside what a viewer may not see, the answers are the same.
//!
//! Two worlds are drawn together: they agree in what the viewer may see (open ties, and which standings and employers a
//! crowd of hidden members reaches by which band) and differ in everything else: names, profiles, spellings of titles,
//! statements below the crowd, what members say of each other, barred packets, and all that the viewer shared.

use crate::world::{Dice, EMPLOYERS, TITLES, ask, entry, named};
use tertius_model::Band;
use tertius_tribe_search::{Entry, MemberState, Union};

/// Other spellings with the same standing.
const AGAIN: [(&str, &str); 3] =
    [("VP Engineering", "Vice President of Engineering"), ("CFO", "Chief Financial Officer"), ("Nurse", "nurse")];

const GOALS: [&str; 12] = [
    "VP Engineering",
    "CFO at Norte",
    "nurse",
    "somebody at Quarz",
    "Head of Sales at Halden Analytics",
    "software",
    "recruiter at Tannen",
    "canary",
    "basket weaving",
    "architect or product manager",
    "Zorblax",
    "engineer",
];

struct Worlds {
    one: Union,
    other: Union,
}

fn draw(seed: u64) -> Worlds {
    let mut dice = Dice(seed);
    let (mut one, mut other) = (Union::new(), Union::new());
    for member in 0..9 {
        let id = format!("m{member}");
        let (is_open, bars) = (member >= 7, member == 6);
        let mut state = if is_open { named() } else { MemberState::default() };
        state.barred.extend(bars.then(|| "viewer".to_owned()));
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for person in 0..6 + dice.below(6) {
            let (title, employer) = (dice.of(&TITLES), dice.of(&EMPLOYERS));
            let band = Band::ALL[dice.below(3)];
            let base = entry(&format!("Person {member} {person}"), title, employer, band);
            let spelled = AGAIN.iter().find(|(plain, _)| *plain == title).map_or(title, |(_, again)| again);
            let canary = format!("Canary {seed} {member} {person}");
            let url = format!("https://www.linkedin.com/in/canary-{seed}-{member}-{person}");
            let changed = Entry { name: canary, title: spelled.to_owned(), url, ..base.clone() };
            right.push(if is_open {
                base.clone()
            } else if bars {
                alone(seed, member, person)
            } else {
                changed
            });
            left.push(base);
        }
        if !is_open {
            // Below the crowd: nobody else is at this employer, in neither world.
            left.push(alone(seed, member, 100));
            right.extend((0..dice.below(5)).map(|person| alone(seed, member, 200 + person)));
        }
        one.put_packet(&id, &id, &left);
        other.put_packet(&id, &id, &right);
        one.set_member(&id, &state);
        let gossip = vec![(format!("m{}", (member + 1) % 9), Band::Strong)];
        other.set_member(&id, &MemberState { close: gossip, ..state });
    }
    // What the viewer shared: in one world nothing, in the other every hidden person as a guess.
    let guesses: Vec<Entry> = (0..7).map(|member| alone(seed, member, 200)).collect();
    other.put_packet("guess", "viewer", &guesses);
    other.set_member("viewer", &MemberState { close: vec![("m0".to_owned(), Band::Strong)], ..named() });
    one.set_member("viewer", &MemberState::default());
    Worlds { one, other }
}

fn alone(seed: u64, member: usize, person: usize) -> Entry {
    entry(
        &format!("Canary {person}"),
        "Wizard of Zorblax",
        &format!("Canary {seed} {member} {person} Ltd"),
        Band::Strong,
    )
}

#[test]
fn answers_do_not_depend_on_what_is_hidden() {
    let mut n_told = 0;
    for seed in 0..60 {
        let Worlds { one, other } = draw(seed);
        for goal in GOALS {
            let (left, right) = (ask(&one, "viewer", goal), ask(&other, "viewer", goal));
            assert_eq!(left, right, "world {seed}, goal {goal:?}");
            let text = format!("{left:?}").to_lowercase();
            assert!(goal == "canary" || !text.contains("canary"), "world {seed}, goal {goal:?}: {text}");
            n_told += left.counted.len() + left.open.len();
        }
    }
    assert!(n_told > 2_000, "the worlds must have something to tell: {n_told}");
}
