//! The forecasts agree with the formulas of one tie, and learning never sees what comes after.

use tertius_model::{Channel, Timestamp};
use tertius_ties::forecast::{
    Candidates, Depth, Example, Exchange, ExchangeLog, Horizon, Learning, Learnt, NextTerms, Outlook, PersonIdx,
    Sample, Weights,
};
use tertius_ties::parameters::forecast::LEARNING;
use tertius_ties::{Activity, Contact, Share, TieHistory, Toward, alive};

const DAY: i64 = 86_400;

/// Numbers that look random and are the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(n)) as u32
    }
}

/// Two workshops of twelve with two people in both; everybody answers somebody sometimes.
fn workshops(days: u32) -> Vec<Exchange> {
    let mut dice = Dice(7);
    let mut all = Vec::new();
    for day in 0..days {
        for _ in 0..6 {
            let shop = dice.below(2) * 10;
            let (from, to) = (shop + dice.below(12), shop + dice.below(12));
            if from == to {
                continue;
            }
            let time = i64::from(day) * DAY + i64::from(dice.below(40_000));
            let n_recipients = 1 + dice.below(4);
            all.push(Exchange {
                from: PersonIdx(from),
                to: PersonIdx(to),
                time: Timestamp(time),
                n_recipients,
                channel: Channel::Mail,
            });
            if dice.below(3) == 0 {
                let time = Timestamp(time + 3_600);
                all.push(Exchange {
                    from: PersonIdx(to),
                    to: PersonIdx(from),
                    time,
                    n_recipients: 1,
                    channel: Channel::Mail,
                });
            }
        }
    }
    all
}

#[test]
fn one_tie_is_weighed_as_the_vault_weighs_it() {
    let (ego, them) = (PersonIdx(0), PersonIdx(1));
    let messages = [(3, ego, them), (3, them, ego), (40, them, ego), (58, ego, them), (75, ego, them)];
    let exchange = |(day, from, to): (i64, PersonIdx, PersonIdx)| Exchange {
        from,
        to,
        time: Timestamp(day * DAY + i64::from(to.0)),
        n_recipients: 1,
        channel: Channel::Mail,
    };
    let contact = |(day, from, to): (i64, PersonIdx, PersonIdx)| Contact {
        time: Timestamp(day * DAY + i64::from(to.0)),
        toward: if from == ego { Toward::Them } else { Toward::Ego },
        share: Share::WHOLE,
        channel: Channel::Mail,
    };
    let now = Timestamp(100 * DAY);
    let log = ExchangeLog::new(messages.map(exchange).to_vec(), 2);
    let summary = TieHistory::summarise(messages.map(contact).to_vec());
    let terms = Outlook::at(&log, now).alive_terms(them, ego);
    let here = Learnt::shipped().alive.probability(&terms.0);
    let there = alive(&summary, Activity::seen_in(&summary), now).value;
    assert!((here - there).abs() < 1e-12, "{here} is not {there}");
}

#[test]
fn nothing_after_the_moment_counts() {
    let all = workshops(300);
    let now = Timestamp(200 * DAY);
    let until: Vec<Exchange> = all.iter().copied().filter(|exchange| exchange.time <= now).collect();
    assert!(until.len() < all.len());
    let (long, short) = (ExchangeLog::new(all, 22), ExchangeLog::new(until, 22));
    let horizon = Horizon { seconds: 20 * DAY, most_recipients: 3 };
    let (from_long, from_short) =
        (Learnt::from_past(&long, now, horizon, &LEARNING), Learnt::from_past(&short, now, horizon, &LEARNING));
    assert_eq!(from_long, from_short);
    assert_ne!(from_long, Learnt::shipped());
    let (long, short) = (Outlook::at(&long, now), Outlook::at(&short, now));
    for (a, b) in [(0, 1), (3, 11), (11, 20), (0, 21)].map(|(a, b)| (PersonIdx(a), PersonIdx(b))) {
        assert_eq!(long.alive_terms(a, b), short.alive_terms(a, b));
        assert_eq!(long.answer_terms(a, b), short.answer_terms(a, b));
    }
    let candidates: Vec<Candidates> = (0..22).map(|ego| long.two_steps_from(PersonIdx(ego))).collect();
    let mut scores = [Vec::new(), Vec::new()];
    for (outlook, scores) in [&long, &short].into_iter().zip(scores.iter_mut()) {
        outlook.next_scores(&candidates, &from_long.next, |_, found| scores.extend_from_slice(found));
    }
    assert!(!scores[0].is_empty());
    assert_eq!(scores[0], scores[1]);
}

#[test]
fn what_weights_leave_out_changes_nothing() {
    let log = ExchangeLog::new(workshops(120), 22);
    let outlook = Outlook::at(&log, Timestamp(90 * DAY));
    let shipped = Learnt::shipped();
    let couples = (0..22).flat_map(|a| (0..22).map(move |b| (PersonIdx(a), PersonIdx(b))));
    for (a, b) in couples {
        let terms = outlook.alive_terms(a, b);
        for weights in [&shipped.alive, &shipped.revival] {
            assert_eq!(outlook.alive_probability(a, b, weights), weights.probability(&terms.0));
        }
        let expected = shipped.answer.probability(&outlook.answer_terms(a, b).0);
        assert_eq!(outlook.answer_probability(a, b, &shipped.answer), expected);
    }
    let candidates: Vec<Candidates> = (0..22).map(|ego| outlook.two_steps_from(PersonIdx(ego))).collect();
    let alone =
        |term: usize| Weights { base: 0.0, of: (0..NextTerms::N).map(|at| f64::from(u8::from(at == term))).collect() };
    for term in 0..NextTerms::N {
        let (mut all, mut found) = (Vec::new(), Vec::new());
        outlook.next_terms(&candidates, Depth::Walks, |_, terms| all.extend(terms.iter().map(|terms| terms.0[term])));
        outlook.next_scores(&candidates, &alone(term), |_, scores| found.extend_from_slice(scores));
        assert!(!all.is_empty());
        assert_eq!(found, all, "{}", NextTerms::NAMES[term]);
    }
}

#[test]
fn where_few_got_to_know_anybody_earlier_moments_are_asked_too() {
    let log = ExchangeLog::new(workshops(40), 22);
    let horizon = Horizon { seconds: 4 * DAY, most_recipients: 3 };
    let learnt = |learning: &Learning| Learnt::from_past(&log, Timestamp(40 * DAY), horizon, learning);
    let rest = |learnt: &Learnt| (learnt.alive.clone(), learnt.revival.clone(), learnt.answer.clone());
    let (few, more) = (learnt(&Learning { most_of_choices: 3, ..LEARNING }), learnt(&LEARNING));
    assert_ne!(few.next, more.next);
    assert_eq!(rest(&few), rest(&more));
    let nobody_asks = learnt(&Learning { most: Sample { seekers: 0, ..LEARNING.most }, ..LEARNING });
    assert_eq!(nobody_asks.next, Learnt::shipped().next);
    assert_eq!(rest(&nobody_asks), rest(&more));
}

#[test]
fn people_nobody_heard_of_have_a_probability_too() {
    let log = ExchangeLog::new(Vec::new(), 2);
    let outlook = Outlook::at(&log, Timestamp(0));
    for person in [1, 77].map(PersonIdx) {
        let shipped = Learnt::shipped();
        assert!(shipped.alive.probability(&outlook.alive_terms(PersonIdx(0), person).0) < 0.01);
        assert!((0.0..1.0).contains(&shipped.answer.probability(&outlook.answer_terms(PersonIdx(0), person).0)));
        assert!(outlook.two_steps_from(person).people.is_empty());
    }
    let learnt = Learnt::from_past(&log, Timestamp(0), Horizon { seconds: DAY, most_recipients: 3 }, &LEARNING);
    assert_eq!(learnt, Learnt::shipped());
}

fn examples(n: u32) -> Vec<Example<2>> {
    let mut dice = Dice(11);
    let mut coin = |p: f64| f64::from(dice.below(1 << 20)) < p * f64::from(1 << 20);
    let mut all = Vec::new();
    for i in 0..n {
        let terms = [f64::from(i % 7) - 3.0, f64::from(i % 5) - 2.0];
        let p = 1.0 / (1.0 + (-(0.5 + terms[0] - 0.5 * terms[1])).exp());
        all.push(Example { terms, happened: coin(p), weight: 1.0 });
    }
    all
}

#[test]
fn many_outcomes_decide_and_few_change_little() {
    let begun = Weights { base: 0.0, of: vec![0.0, 0.0] };
    let many = begun.learnt(&examples(50_000), 16.0);
    assert!((many.base - 0.5).abs() < 0.05, "{many:?}");
    assert!((many.of[0] - 1.0).abs() < 0.05 && (many.of[1] + 0.5).abs() < 0.05, "{many:?}");
    let few = begun.learnt(&examples(40), 50.0);
    assert!(few.of.iter().all(|weight| weight.abs() < 0.2), "{few:?}");
    assert_eq!(begun.learnt(&examples(24), 50.0), begun);
    assert_eq!(begun.learnt::<2>(&[], 16.0), begun);
}

#[test]
fn choices_teach_what_people_choose_by() {
    let mut dice = Dice(13);
    let choice = |dice: &mut Dice| {
        let terms: Vec<[f64; 2]> = (0..8).map(|_| [f64::from(dice.below(5)), f64::from(dice.below(5))]).collect();
        let weights: Vec<f64> = terms.iter().map(|terms| (0.8 * terms[0]).exp()).collect();
        let mut at = f64::from(dice.below(1 << 20)) / f64::from(1 << 20) * weights.iter().sum::<f64>();
        let mut chosen = None;
        for (place, weight) in weights.iter().enumerate() {
            at -= weight;
            if at <= 0.0 && chosen.is_none() {
                chosen = Some(place);
            }
        }
        let example = |(place, terms)| Example { terms, happened: chosen == Some(place), weight: 1.0 };
        terms.into_iter().enumerate().map(example).collect::<Vec<Example<2>>>()
    };
    let choices: Vec<_> = (0..4_000).map(|_| choice(&mut dice)).collect();
    let learnt = Weights { base: 0.0, of: vec![0.0, 0.0] }.learnt_choices(&choices, 2.0);
    assert!((learnt.of[0] - 0.8).abs() < 0.06 && learnt.of[1].abs() < 0.06, "{learnt:?}");
}
