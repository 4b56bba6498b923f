//! Asks told from beginning to end: who sees whom, how far a question goes, what joins.

use tertius_model::Timestamp;
use tertius_tribe::ask::*;
use tertius_tribe::introduction::Reveal;
use tertius_tribe::{Rules, Who};

const DAY: i64 = 86_400;

struct Told {
    ask: Ask,
    letters: Vec<(u64, LetterKind)>,
}

impl Told {
    fn posted(matches: &[u64]) -> Told {
        let ask = Ask::draft(AskId(5), Who(0), "Does anyone know a notary?", Timestamp(0), &Rules::default());
        let mut told = Told { ask, letters: Vec::new() };
        let matches = matches.iter().map(|&who| Match { who: Who(who), reason: format!("you know {who}") }).collect();
        told.act(0, Event::Post { matches, shown_to: AskerShownTo::Neighbours }).expect("a draft can be posted");
        told
    }

    fn act(&mut self, by: u64, event: Event) -> Result<(), Refusal> {
        let rules = Rules::default();
        let is_muted = |who: Who| who == Who(66);
        let circumstances = Circumstances { now: Timestamp(DAY), rules: &rules, is_muted: &is_muted };
        let change = apply(&self.ask, Who(by), &event, circumstances)?;
        self.ask = change.state;
        for effect in change.effects {
            if let Effect::Letter(letter) = effect {
                self.letters.push((letter.to.0, letter.kind));
            }
        }
        Ok(())
    }

    fn forward(&mut self, by: u64, to: u64) -> Result<(), Refusal> {
        self.act(by, Event::Forward { to: Who(to), endorsement: format!("{by} says") })
    }

    fn answer(&mut self, by: u64, reveal: Option<Reveal>) -> Result<(), Refusal> {
        self.act(by, Event::Answer { text: "here is one".into(), offer: Offer::Introduction, reveal })
    }

    fn view(&self, who: u64) -> AskView {
        self.ask.view_for(Who(who), Timestamp(DAY)).expect("the question reached them")
    }
}

#[test]
fn an_answer_travels_back_over_everybody_who_passed_the_question_on() {
    let mut told = Told::posted(&[1, 2]);
    told.forward(1, 3).unwrap();
    told.forward(3, 4).unwrap();
    told.letters.clear();
    told.answer(4, None).unwrap();
    use LetterKind::{Answer, Thanks};
    assert_eq!(told.letters, [(3, Answer), (1, Answer), (0, Answer)]);
    let views: Vec<(Seen, Vec<Seen>)> =
        [0, 1, 3].map(|who| told.view(who).answers.remove(0)).map(|answer| (answer.from, answer.way)).to_vec();
    assert_eq!(views[0], (Seen::Unnamed, vec![Seen::Unnamed, Seen::Unnamed]));
    assert_eq!(views[1], (Seen::Unnamed, vec![Seen::Named(Who(3)), Seen::Named(Who(1))]));
    assert_eq!(views[2], (Seen::Named(Who(4)), vec![Seen::Named(Who(3)), Seen::Named(Who(1))]));
    assert_eq!((told.view(1).asker, told.view(3).asker), (Seen::Named(Who(0)), Seen::Unnamed));
    assert!(told.view(2).answers.is_empty());
    told.act(3, Event::Reveal { reveal: Reveal::Name }).unwrap();
    assert_eq!(told.view(0).answers[0].way, [Seen::Named(Who(3)), Seen::Unnamed]);
    told.letters.clear();
    told.act(0, Event::Thank { answer: 0 }).unwrap();
    assert_eq!(told.letters, [(4, Thanks), (3, Thanks), (1, Thanks)]);
    assert_eq!(told.act(0, Event::Thank { answer: 0 }), Err(Refusal::Already));
}

#[test]
fn a_question_goes_six_steps_and_no_further() {
    let mut told = Told::posted(&[1]);
    for hop in 1..6 {
        told.forward(hop, hop + 1).unwrap();
    }
    assert_eq!(told.forward(6, 7), Err(Refusal::TooFar));
    told.answer(6, None).unwrap();
    assert_eq!(told.view(0).answers[0].way.len(), 5);
}

#[test]
fn loops_and_second_ways_join_without_a_word() {
    let mut told = Told::posted(&[1, 2]);
    told.letters.clear();
    told.forward(1, 3).unwrap();
    // Back to the asker, back to somebody before, to somebody who has it, to somebody who wants none.
    told.forward(3, 0).unwrap();
    told.forward(3, 1).unwrap();
    told.forward(2, 3).unwrap();
    told.forward(2, 66).unwrap();
    assert_eq!(told.letters, [(3, LetterKind::Forwarded)]);
    assert!(told.ask.view_for(Who(66), Timestamp(DAY)).is_none());
    assert_eq!(told.view(3).endorsements.len(), 2);
    told.answer(3, Some(Reveal::Name)).unwrap();
    for who in [1, 2] {
        assert_eq!(told.view(who).answers.len(), 1);
    }
    // Whoever passed it back to somebody on its way learns nothing of them by it.
    assert_eq!(told.view(3).answers[0].way.len(), 2);
    assert_eq!(told.forward(2, 2), Err(Refusal::Yourself));
    assert_eq!(told.forward(2, 3), Err(Refusal::Already));
}

#[test]
fn passing_back_to_somebody_on_the_way_tells_nothing_of_them() {
    let mut told = Told::posted(&[1]);
    told.forward(1, 2).unwrap();
    told.forward(2, 3).unwrap();
    told.forward(3, 1).unwrap();
    told.answer(3, None).unwrap();
    assert_eq!(told.view(3).answers[0].way, [Seen::Named(Who(2)), Seen::Unnamed]);
}

#[test]
fn the_reason_is_for_ones_own_eyes() {
    let told = Told::posted(&[1, 2]);
    assert_eq!(told.view(1).reason.as_deref(), Some("you know 1"));
    assert_eq!(told.view(0).reason, None);
    assert!(told.ask.view_for(Who(9), Timestamp(DAY)).is_none());
    assert_eq!(told.ask.digest_line(Timestamp(DAY)), Some("Does anyone know a notary?"));
    assert_eq!(told.ask.digest_line(Timestamp(60 * DAY)), None);
}

#[test]
fn the_same_question_again_is_the_same_ask() {
    let told = Told::posted(&[1]);
    let again = |asker, text: &str| duplicate_of([&told.ask], Who(asker), text, Timestamp(DAY));
    assert_eq!(again(0, "does anyone know a NOTARY"), Some(AskId(5)));
    assert_eq!(again(0, "does anyone know a lawyer"), None);
    assert_eq!(again(1, "Does anyone know a notary?"), None);
}
