//! Whom to ask: connectors in the order in which to ask them, so that nobody is worn out.
//!
//! Every number here is an assumption that no data set could test; the rules rest on what is known of load and of
//! endorsement: people under load answer less (Kooti 2015), a friend who gave no answer twice will not the third time, and two
//! friends from different circles of the target say more than two from one (Ugander 2012). Pure: the log of asks and the
//! day are handed in.

use tertius_model::{AskOutcome, Day};

/// One ask that was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Who was asked.
    pub connector: u32,
    /// About whom.
    pub about: u32,
    /// When.
    pub day: Day,
    /// What came of it.
    pub outcome: AskOutcome,
}

/// Days for which an ask that was made keeps the next one waiting.
const COOL_DOWN_DAYS: i32 = 30;
/// What is left of somebody's goodwill on the day of an ask.
const JUST_ASKED: f64 = 0.4;
/// What each ask leaves that is still open.
const STILL_OPEN: f64 = 0.5;
/// After so many asks in a row without an answer there is no further one.
pub(crate) const UNANSWERED_MOST: usize = 2;
/// What each place costs at which somebody already stands first on the same list.
const FIRST_ELSEWHERE: f64 = 0.8;
/// What belonging to the circle of somebody costs who is to be asked before.
const SAME_CIRCLE: f64 = 0.7;
/// Prior of an introduction that takes: Beta(2, 8), as measured for being addressed together.
const TAKES: (f64, f64) = (2.0, 10.0);

/// How much may be asked of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Goodwill {
    /// 1 nothing stands against asking, 0 do not ask.
    pub value: f64,
    /// What stands against it, or for it, in words.
    pub why: Vec<String>,
}

/// How much may be asked of a connector about a target on a day.
pub fn goodwill(log: &[Ask], connector: u32, about: u32, today: Day) -> Goodwill {
    let mut asks: Vec<&Ask> = log.iter().filter(|ask| ask.connector == connector && ask.day <= today).collect();
    asks.sort_by_key(|ask| ask.day);
    let Some(last) = asks.last() else { return Goodwill { value: 1.0, why: Vec::new() } };
    let days = today.0 - last.day.0;
    if asks.iter().any(|ask| ask.about == about && ask.outcome == AskOutcome::Declined) {
        return Goodwill { value: 0.0, why: vec!["they declined to introduce you to this person".to_owned()] };
    }
    let unanswered = asks.iter().rev().take_while(|ask| ask.outcome == AskOutcome::Open).count();
    if unanswered >= UNANSWERED_MOST {
        let why =
            format!("you asked {unanswered} times in a row without an answer; do not ask again before they answer");
        return Goodwill { value: 0.0, why: vec![why] };
    }
    let mut value = 1.0;
    let mut why = Vec::new();
    if unanswered > 0 {
        value *= STILL_OPEN;
        why.push("one ask of yours is still open with them".to_owned());
    }
    if days < COOL_DOWN_DAYS {
        value *= JUST_ASKED + (1.0 - JUST_ASKED) * f64::from(days) / f64::from(COOL_DOWN_DAYS);
        why.push(format!("you asked them {days} days ago; better wait until {}", Day(last.day.0 + COOL_DOWN_DAYS)));
    }
    let answered = asks.iter().filter(|ask| ask.outcome == AskOutcome::Answered).count();
    if answered > 0 {
        why.push(format!("{answered} of your {} asks of them led to the person", asks.len()));
    }
    Goodwill { value, why }
}

/// How much likelier than at first an introduction by this connector takes, by what came of earlier ones.
pub fn success(log: &[Ask], connector: u32) -> f64 {
    let of_them = log.iter().filter(|ask| ask.connector == connector);
    let settled = of_them.filter(|ask| ask.outcome != AskOutcome::Open);
    let (answered, all) = settled.fold((0.0, 0.0), |(answered, all), ask| {
        (answered + f64::from(u8::from(ask.outcome == AskOutcome::Answered)), all + 1.0)
    });
    ((TAKES.0 + answered) / (TAKES.1 + all)) / (TAKES.0 / TAKES.1)
}

/// Somebody who could be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub connector: u32,
    /// The chance that a request passes both steps.
    pub chance: f64,
    /// The part of the target's circle that they belong to.
    pub circle: u32,
    /// How much may be asked of them.
    pub goodwill: f64,
    /// On how many rows of the list above they stand first already.
    pub first_elsewhere: u32,
}

/// The places of the candidates in the order in which to ask them; those not to be asked come last.
pub fn order(candidates: &[Candidate]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..candidates.len()).collect();
    let mut chosen: Vec<usize> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let worth = |at: usize| {
            let one = &candidates[at];
            let same = chosen.iter().any(|&before| candidates[before].circle == one.circle);
            let spread = FIRST_ELSEWHERE.powi(one.first_elsewhere.min(64) as i32);
            one.chance * one.goodwill * spread * if same { SAME_CIRCLE } else { 1.0 }
        };
        let best = (0..left.len()).max_by(|&a, &b| {
            let by_worth = worth(left[a]).total_cmp(&worth(left[b]));
            let (one, other) = (&candidates[left[a]], &candidates[left[b]]);
            let by_chance = one.chance.total_cmp(&other.chance);
            by_worth.then(by_chance).then(other.connector.cmp(&one.connector))
        });
        match best {
            Some(at) => chosen.push(left.remove(at)),
            None => break,
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(1000);

    fn ask(days_ago: i32, outcome: AskOutcome) -> Ask {
        Ask { connector: 1, about: 9, day: Day(TODAY.0 - days_ago), outcome }
    }

    fn check(log: &[Ask], about: u32, expected: f64) {
        let value = goodwill(log, 1, about, TODAY).value;
        assert!((value - expected).abs() < 1e-9, "{value} {log:?}");
    }

    #[test]
    fn nobody_is_asked_a_third_time_without_an_answer() {
        use AskOutcome::{Answered, Declined, Open};
        check(&[], 9, 1.0);
        check(&[ask(200, Open), ask(100, Open)], 9, 0.0);
        check(&[ask(200, Open), ask(150, Answered), ask(100, Open)], 9, 0.5);
        check(&[ask(200, Declined)], 9, 0.0);
        check(&[ask(200, Declined)], 8, 1.0);
        check(&[ask(15, Answered)], 9, 0.7);
        check(&[ask(0, Open)], 9, 0.2);
        // What is recorded for another day does not count yet.
        check(&[ask(-5, Open)], 9, 1.0);
    }

    #[test]
    fn what_came_of_asks_changes_the_odds() {
        assert!((success(&[], 1) - 1.0).abs() < 1e-9);
        assert!(success(&[ask(9, AskOutcome::Answered)], 1) > 1.3);
        assert!(success(&[ask(9, AskOutcome::Declined)], 1) < 1.0);
        assert!((success(&[ask(9, AskOutcome::Answered)], 2) - 1.0).abs() < 1e-9);
    }

    fn candidate(connector: u32, chance: f64, circle: u32) -> Candidate {
        Candidate { connector, chance, circle, goodwill: 1.0, first_elsewhere: 0 }
    }

    #[test]
    fn friends_from_different_circles_come_first_and_load_is_spread() {
        let all = [candidate(1, 0.30, 0), candidate(2, 0.28, 0), candidate(3, 0.22, 1)];
        assert_eq!(order(&all), [0, 2, 1]);
        let mut loaded = all.to_vec();
        loaded[0].first_elsewhere = 3;
        assert_eq!(order(&loaded)[0], 1);
        let mut worn = all.to_vec();
        worn[0].goodwill = 0.0;
        assert_eq!(order(&worn).last(), Some(&0));
        assert_eq!(order(&[]), [0; 0]);
    }
}
