//! Random tribes, random operations, two worlds that one member cannot tell apart: every answer to that member is the same,
//! byte for byte.
//!
//! A plan is drawn from a seed and played twice. The worlds agree in what the viewer may see: who is a member, what members who
//! chose to be named show them, and which standings and employers a crowd of hidden members reaches by which band. In the other
//! world everything else is different:
//!
//! - the hidden members have **changed places**: what one brought, revoked, kept private and said of the viewer, another did;
//! - names, profiles and spellings are others, and whom nobody else knows comes in other numbers;
//! - who bars the viewer shares other people; private, expired and revoked people and blind tokens are others;
//! - members do more behind the viewer's back: search, introduce, ask, match, add passkeys, bar each other, fail, invite, erase;
//! - whomever the viewer asked for an introduction, an answer or a match says no, where in the first world they say nothing;
//! - the server was started anew in between, so that nothing can depend on the order in which things arrived.
//!
//! The viewer looks at every page and place of the API, searches, shares, guesses, asks, signs in by mail and passkey and makes
//! mistakes, between the others' steps and forty days later. `TERTIUS_TRIBE_CASES` says how many plans are played. A tribe's
//! server answers with pages, JSON and mail; it writes no log and no table of another form. Of time only the steps are promised:
//! no search leaves between two, see `pace` for their number.

mod play;

use crate::cluster::Cluster;
use crate::scene::{folder, runtime};
use play::{Differs, compare};

/// Plans played where nothing else is said: the whole check must stay short.
const CASES: u64 = 3;

fn cases() -> u64 {
    std::env::var("TERTIUS_TRIBE_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES)
}

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

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

/// The hidden members who change places. The viewer is cleo, gus is named, hana is named and bars cleo.
pub const HIDDEN: [&str; 4] = ["ana", "ben", "emil", "fay"];
pub const VIEWER: &str = "cleo";

/// Spellings of one standing, and of one employer.
const TITLES: [(&str, &str); 5] = [
    ("VP Engineering", "Vice President of Engineering"),
    ("CFO", "Chief Financial Officer"),
    ("Nurse", "nurse"),
    ("Head of Sales", "Sales Head"),
    ("", ""),
];
const EMPLOYERS: [(&str, &str); 4] =
    [("Halden Analytics", "halden analytics"), ("Norte SA", "Norte"), ("Quarz GmbH", "Quarz"), ("", "")];

/// What somebody is in both worlds.
#[derive(Clone, Debug)]
pub struct Contact {
    pub name: [String; 2],
    pub title: [String; 2],
    pub employer: [String; 2],
    pub url: [String; 2],
    pub band: usize,
}

impl Contact {
    /// The same to a crowd in both worlds, and otherwise another.
    fn alike(dice: &mut Dice, number: usize) -> Contact {
        let (title, employer) = (dice.of(&TITLES), dice.of(&EMPLOYERS));
        let both = |(one, other): (&str, &str)| [one.to_owned(), other.to_owned()];
        let url = format!("https://www.linkedin.com/in/canary-{number}");
        let name = [format!("Person {number}"), format!("Canary {number}")];
        Contact { name, title: both(title), employer: both(employer), url: [String::new(), url], band: dice.below(3) }
    }

    /// In no way alike.
    fn other(dice: &mut Dice, number: usize) -> Contact {
        let (one, two) = (Contact::alike(dice, number), Contact::alike(dice, number));
        let both = |[one, _]: [String; 2], [_, other]: [String; 2]| [one, other];
        Contact { title: both(one.title, two.title), employer: both(one.employer, two.employer), ..one }
    }

    /// Somebody whom nobody else has, at an employer whom nobody else names.
    fn alone(number: usize) -> Contact {
        let both = |one: &str, other: String| [one.to_owned(), other];
        Contact {
            name: both("Person alone", format!("Canary alone {number}")),
            title: both("Wizard", "Wizard".to_owned()),
            employer: [format!("Lone {number} Ltd"), format!("Canary {number} Ltd")],
            url: [String::new(), String::new()],
            band: 2,
        }
    }

    /// The same in both worlds, to the letter.
    fn same(dice: &mut Dice, number: usize) -> Contact {
        let [title, employer] =
            [dice.of(&TITLES).0, dice.of(&EMPLOYERS).0].map(|text| [text.to_owned(), text.to_owned()]);
        let name = format!("Open {}", number % 40);
        Contact {
            name: [name.clone(), name],
            title,
            employer,
            url: [String::new(), String::new()],
            band: dice.below(3),
        }
    }
}

/// What happens. What only one world has is drawn by the player.
#[derive(Clone, Debug)]
pub enum Step {
    /// One of the hidden shares a packet; another one in the other world.
    Bring { hidden: usize, number: usize, people: Vec<Contact>, lives: i64 },
    /// One of the hidden takes their packet back.
    Revoke { hidden: usize, number: usize },
    /// One of the hidden keeps somebody private.
    Private { hidden: usize, number: usize, place: usize },
    /// One of the hidden says how well they know the viewer.
    Close { hidden: usize, band: &'static str },
    /// One of the hidden shows the viewer nothing, or something again.
    Bar { hidden: usize, barred: bool },
    /// Who is named shares a packet, or keeps somebody private.
    Open { number: usize, people: Vec<Contact> },
    /// Who bars the viewer shares a packet.
    Barred { number: usize, people: Vec<Contact> },
    /// Somebody shares people whom nobody may see: private ones, tokens, and a packet that they revoke.
    Unseen { hidden: usize, number: usize, people: Vec<Contact> },
    /// Somebody joins, shares and leaves.
    PassThrough { number: usize, people: Vec<Contact> },
    /// Members do things behind the viewer's back, in the other world alone.
    BehindTheBack { what: usize },
    /// Members introduce, ask and match among themselves, in the other world alone.
    AmongOthers { what: usize },
    /// The viewer asks for an introduction or the tribe, says more about that, adds a passkey.
    Ask { what: usize, pick: usize },
    /// Whoever the viewer asked says no, in the other world alone.
    No { pick: usize },
    /// Who is named says yes to the viewer; whom they are to meet says no, in the other world alone.
    YesAndThenNo,
    /// Time passes, and what is due is done.
    Later { seconds: i64 },
    /// The server starts anew, in the other world alone.
    Restart,
    /// The viewer does something and reads the answer.
    View { what: usize, pick: usize, contact: Contact },
    /// The viewer looks at everything.
    LookAround,
}

/// Draws a plan.
pub fn plan(seed: u64) -> Vec<Step> {
    let mut dice = Dice(seed.wrapping_mul(0x51_7c_c1) + 77);
    let mut steps = Vec::new();
    let mut number = 0;
    let mut next = || {
        number += 1;
        number
    };
    for hidden in 0..HIDDEN.len() {
        let people = (0..6 + dice.below(6)).map(|_| Contact::alike(&mut dice, next())).collect();
        steps.push(Step::Bring { hidden, number: next(), people, lives: 9_000 });
    }
    steps.push(Step::Open { number: next(), people: (0..8).map(|at| Contact::same(&mut dice, at)).collect() });
    let mut brought: Vec<(usize, usize, usize)> = Vec::new();
    for _ in 0..64 {
        let hidden = dice.below(HIDDEN.len());
        let n = 1 + dice.below(6);
        steps.push(match dice.below(28) {
            0 | 1 => {
                let mut people: Vec<Contact> = (0..n).map(|_| Contact::alike(&mut dice, next())).collect();
                people.extend((0..dice.below(4)).map(|_| Contact::alone(next())));
                let packet = next();
                brought.push((hidden, packet, people.len()));
                let lives = if dice.one_in(3) { 60 } else { 9_000 };
                Step::Bring { hidden, number: packet, people, lives }
            }
            2 if !brought.is_empty() => {
                let (hidden, number, _) = brought.swap_remove(dice.below(brought.len()));
                Step::Revoke { hidden, number }
            }
            3 if !brought.is_empty() => {
                let (hidden, number, n) = dice.of(&brought);
                Step::Private { hidden, number, place: dice.below(n) }
            }
            4 => Step::Close { hidden, band: dice.of(&["", "slight", "fair", "strong"]) },
            // One at most: two would leave no crowd to tell of.
            5 => Step::Bar { hidden: HIDDEN.len() - 1, barred: dice.one_in(2) },
            6 => Step::Open { number: next(), people: (0..n).map(|_| Contact::same(&mut dice, next())).collect() },
            7 => Step::Barred { number: next(), people: (0..n).map(|_| Contact::other(&mut dice, next())).collect() },
            8 => Step::Unseen {
                hidden,
                number: next(),
                people: (0..n).map(|_| Contact::other(&mut dice, next())).collect(),
            },
            9 => Step::PassThrough {
                number: next(),
                people: (0..n).map(|_| Contact::other(&mut dice, next())).collect(),
            },
            10 | 11 => Step::BehindTheBack { what: dice.below(8) },
            12 => Step::Later { seconds: 10 + dice.below(60) as i64 },
            13 => Step::Restart,
            14..=17 => Step::Ask { what: dice.below(8), pick: dice.below(1_000) },
            18 => Step::No { pick: dice.below(2) },
            19 => Step::YesAndThenNo,
            20 | 21 => Step::AmongOthers { what: dice.below(6) },
            _ => {
                Step::View { what: dice.below(14), pick: dice.below(1_000), contact: Contact::alike(&mut dice, next()) }
            }
        });
    }
    steps.push(Step::LookAround);
    steps
}

#[test]
fn no_answer_depends_on_what_is_hidden_on_sqlite() {
    runtime().block_on(async {
        let mut n_told = 0;
        for seed in 0..cases() {
            let folder = folder();
            let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
            let told = compare(&file("one.db"), &file("other.db"), &plan(seed), Differs::InWhatIsHidden).await;
            n_told += told.unwrap_or_else(|where_from| panic!("plan {seed}: {where_from}"));
        }
        assert!(n_told > cases() as usize * 10, "the worlds must have something to tell: {n_told}");
    });
}

#[test]
fn no_answer_depends_on_what_is_hidden_on_postgresql() {
    let cluster = Cluster::start();
    runtime().block_on(async {
        for seed in 0..cases().div_ceil(2) {
            let (one, other) = (cluster.made(&format!("one{seed}")), cluster.made(&format!("other{seed}")));
            let told = compare(&one, &other, &plan(100 + seed), Differs::InWhatIsHidden).await;
            told.unwrap_or_else(|where_from| panic!("plan {}: {where_from}", 100 + seed));
        }
    });
}

/// The comparison has teeth: one thing more in the other world, of a kind that reaches the viewer, is found.
#[test]
fn a_planted_leak_is_found() {
    let both = |text: &str| [text.to_owned(), text.to_owned()];
    let (name, title) = (both("Open Wizard"), both("Wizard"));
    let contact = Contact { name, title, employer: both(""), url: both(""), band: 2 };
    // The viewer asks the tribe for wizards, gus to introduce, ben for a match.
    let asks = [
        Step::Open { number: 1, people: vec![contact.clone()] },
        Step::Ask { what: 2, pick: 3 },
        Step::Ask { what: 0, pick: 0 },
        Step::View { what: 10, pick: 1, contact },
    ];
    runtime().block_on(async {
        for (leak, steps) in [
            (Differs::ByAName, plan(0)),
            (Differs::ByACrowd, plan(0)),
            (Differs::ByAnError, plan(0)),
            (Differs::ByAYes, asks.to_vec()),
            (Differs::ByAnAnswer, asks.to_vec()),
            (Differs::ByARefusal, Vec::new()),
            (Differs::ByAMatch, asks.to_vec()),
            (Differs::ByAPasskey, asks.to_vec()),
            (Differs::InWhatIsHidden, asks.to_vec()),
        ] {
            let folder = folder();
            let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
            let found = compare(&file("one.db"), &file("other.db"), &steps, leak).await;
            assert_eq!(found.is_err(), leak != Differs::InWhatIsHidden, "{leak:?}: {found:?}");
        }
    });
}
