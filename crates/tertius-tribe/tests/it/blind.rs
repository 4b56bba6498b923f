//! The blind match against plain intersection, its transcript, and what it refuses.

use proptest::prelude::*;
use std::collections::BTreeSet;
use tertius_tribe::blind::{Agreement, Answer, Asker, MatchError, Question, answer};

fn agreement() -> Agreement {
    Agreement { asker: "ana".to_owned(), answerer: "ben".to_owned() }
}

fn set(items: &[&str]) -> BTreeSet<String> {
    items.iter().map(|item| (*item).to_owned()).collect()
}

fn matched(mine: &BTreeSet<String>, theirs: &BTreeSet<String>, seeds: [u8; 2]) -> BTreeSet<String> {
    let asker = Asker::begin(&agreement(), mine, &[seeds[0]; 32]).unwrap();
    let question = Question::from_bytes(&asker.question().to_bytes()).unwrap();
    let answered = answer(&agreement(), theirs, &question, &[seeds[1]; 32]).unwrap();
    asker.finish(&Answer::from_bytes(&answered.to_bytes()).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn it_is_the_plain_intersection(
        mine in proptest::collection::btree_set("[a-f]{1,2}", 1..12),
        theirs in proptest::collection::btree_set("[a-f]{1,2}", 1..12),
        seeds in any::<[u8; 2]>(),
    ) {
        let plain: BTreeSet<String> = mine.intersection(&theirs).cloned().collect();
        prop_assert_eq!(matched(&mine, &theirs, seeds), plain);
    }
}

/// The messages of one run, written down: a program that changes them can talk to no other.
#[test]
fn the_transcript_is_the_one_written_down() {
    let (mine, theirs) = (set(&["email\nana@example.org", "linkedin\nben"]), set(&["linkedin\nben", "linkedin\ncaro"]));
    let asker = Asker::begin(&agreement(), &mine, &[7; 32]).unwrap();
    let question = asker.question().to_bytes();
    let answered = answer(&agreement(), &theirs, asker.question(), &[8; 32]).unwrap().to_bytes();
    let digits = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let held = include_str!("../vectors/blind_match.txt");
    assert_eq!(format!("question {}\nanswer {}\n", digits(&question), digits(&answered)), held);
    assert_eq!(asker.finish(&Answer::from_bytes(&answered).unwrap()).unwrap(), set(&["linkedin\nben"]));
}

#[test]
fn runs_and_pairs_of_people_share_no_element() {
    let mine = set(&["linkedin\nben"]);
    let begin = |asker: &str, seed: u8| {
        let agreement = Agreement { asker: asker.to_owned(), answerer: "ben".to_owned() };
        Asker::begin(&agreement, &mine, &[seed; 32]).unwrap().question().to_bytes()
    };
    assert_eq!(begin("ana", 1), begin("ana", 1));
    let tails: BTreeSet<Vec<u8>> = [begin("ana", 1), begin("ana", 2), begin("eva", 1)]
        .iter()
        .map(|bytes| bytes[bytes.len() - 32..].to_vec())
        .collect();
    assert_eq!(tails.len(), 3);
}

#[test]
fn what_is_no_message_of_a_match_is_refused() {
    let mine = set(&["a", "b"]);
    let asker = Asker::begin(&agreement(), &mine, &[1; 32]).unwrap();
    let other = Asker::begin(&agreement(), &mine, &[2; 32]).unwrap();
    let answered = answer(&agreement(), &mine, other.question(), &[3; 32]).unwrap();
    assert_eq!(asker.finish(&answered).err(), Some(MatchError::Mismatch));
    let bytes = other.question().to_bytes();
    for cut in 0..bytes.len() {
        assert_eq!(Question::from_bytes(&bytes[..cut]), Err(MatchError::Damaged));
    }
    let at = bytes.len() - 64;
    let mut twice = bytes.clone();
    twice.copy_within(at..at + 32, at + 32);
    let mut nothing = bytes.clone();
    nothing[at..at + 32].fill(0);
    let mut outside = bytes;
    outside[at..at + 32].fill(0xff);
    for damaged in [twice, nothing, outside] {
        let question = Question::from_bytes(&damaged).unwrap();
        assert_eq!(answer(&agreement(), &mine, &question, &[3; 32]), Err(MatchError::Damaged));
    }
    let crowd: BTreeSet<String> = (0..10_001).map(|n| n.to_string()).collect();
    assert_eq!(Asker::begin(&agreement(), &crowd, &[1; 32]).err(), Some(MatchError::Size));
    assert_eq!(Asker::begin(&agreement(), &BTreeSet::new(), &[1; 32]).err(), Some(MatchError::Size));
}
