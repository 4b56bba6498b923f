//! An attacker who is a member, guesses who is in hidden packets, and may upload whatever they like: 1,000 guesses.
//!
//! Advantage is twice the share of right decisions minus one: 0 is tossing a coin, 1 is knowing. True and false guesses are
//! equally many; a false one has a title and employer like a true one, as somebody would who looks the guess up first.

use crate::world::{Dice, EMPLOYERS, TITLES, ask, entry, named};
use tertius_model::Band;
use tertius_tribe_search::{Answer, Entry, MemberState, Union};

const GUESSES: usize = 1000;

/// Forty hidden members with thirty contacts each, and as many look-alikes that nobody has.
fn tribe() -> (Union, Vec<(Entry, bool)>) {
    let mut dice = Dice(7);
    let mut union = Union::new();
    let mut guesses = Vec::new();
    for member in 0..40 {
        let mut people = Vec::new();
        for person in 0..30 {
            let employer = format!("{} {}", dice.of(&EMPLOYERS), dice.below(40));
            let band = Band::ALL[dice.below(3)];
            let held = entry(&format!("Held {member} {person}"), dice.of(&TITLES), &employer, band);
            let like = entry(&format!("Like {member} {person}"), &held.title, &held.employer, band);
            guesses.push((held.clone(), true));
            guesses.push((like, false));
            people.push(held);
        }
        union.put_packet(&format!("p{member}"), &format!("m{member}"), &people);
        union.set_member(&format!("m{member}"), &MemberState::default());
    }
    for at in (1..guesses.len()).rev() {
        guesses.swap(at, dice.below(at + 1));
    }
    guesses.truncate(GUESSES);
    (union, guesses)
}

fn goal(guess: &Entry) -> String {
    format!("{} at {}", guess.title, guess.employer)
}

fn advantage(n_right: f64) -> f64 {
    2.0 * n_right / GUESSES as f64 - 1.0
}

#[test]
fn uploading_a_guess_teaches_nothing() {
    let (mut union, guesses) = tribe();
    let mut n_told = 0;
    for (at, (guess, _)) in guesses.iter().enumerate() {
        // Every tenth is also sought by name.
        for goal in std::iter::once(goal(guess)).chain((at % 10 == 0).then(|| guess.name.clone())) {
            let before = ask(&union, "attacker", &goal);
            union.put_packet("guess", "attacker", std::slice::from_ref(guess));
            let after = ask(&union, "attacker", &goal);
            union.remove_packet("guess");
            assert_eq!(before, after, "{guess:?}");
            n_told += after.counted.len();
        }
    }
    assert!(n_told > 0);
}

/// A name for a rule, and what it says of an answer.
type Rule = (&'static str, fn(&Answer) -> bool);

/// How an attacker reads an answer and decides; each rule for itself.
const READERS: [Rule; 5] = [
    ("somebody of that standing there", |answer| answer.counted.iter().any(|one| told(&one.employer, &one.standing))),
    ("such a one is known well", |answer| {
        answer.counted.iter().any(|one| told(&one.employer, &one.standing) && one.far == Band::Strong)
    }),
    ("anybody there", |answer| answer.counted.iter().any(|one| !one.employer.is_empty())),
    ("anybody of that standing", |answer| answer.counted.iter().any(|one| !one.standing.is_empty())),
    ("many statements", |answer| answer.counted.len() > 2),
];

fn told(employer: &str, standing: &str) -> bool {
    !employer.is_empty() && !standing.is_empty()
}

/// The attacker decides by the best of several rules, chosen after the fact, and says yes or no as suits them better.
#[test]
fn reading_without_uploading_tells_held_from_look_alike_no_better_than_a_coin() {
    let (union, guesses) = tribe();
    let answers: Vec<(Answer, bool)> =
        guesses.iter().map(|(guess, is_held)| (ask(&union, "attacker", &goal(guess)), *is_held)).collect();
    for (rule, says_yes) in READERS {
        let n_right = answers.iter().filter(|(answer, is_held)| says_yes(answer) == *is_held).count();
        let found = advantage(n_right as f64);
        println!("advantage by \"{rule}\" over {GUESSES} guesses: {found:.3}");
        assert!(found.abs() < 0.1, "three standard deviations of a coin are 0.095: {rule} {found}");
    }
}

/// The measurement has teeth: who is shown by name is told from a look-alike every time.
#[test]
fn an_open_tie_is_told_from_a_look_alike() {
    let (mut union, guesses) = tribe();
    for member in 0..40 {
        union.set_member(&format!("m{member}"), &named());
    }
    let seen = |guess: &Entry| ask(&union, "attacker", &goal(guess)).open.iter().any(|one| one.name == guess.name);
    let n_right = guesses.iter().take(200).filter(|(guess, is_held)| seen(guess) == *is_held).count();
    assert!(n_right > 150, "{n_right} of 200");
}

/// Members who act together stand in for the crowd: below `crowd - 1` of them they learn of nobody whom one member has.
#[test]
fn accomplices_below_the_crowd_learn_nothing_of_one_member() {
    for (n_accomplices, learns) in [(0, false), (1, false), (2, true)] {
        let mut union = Union::new();
        let held = entry("Ida Holm", "CFO", "Halden Analytics", Band::Strong);
        for accomplice in 0..n_accomplices {
            let id = format!("accomplice {accomplice}");
            union.put_packet(&id, &id, std::slice::from_ref(&held));
        }
        let without = ask(&union, "attacker", "CFO at Halden Analytics");
        union.put_packet("p", "victim", &[held]);
        let with = ask(&union, "attacker", "CFO at Halden Analytics");
        assert_eq!(with != without, learns, "{n_accomplices} accomplices");
    }
}
