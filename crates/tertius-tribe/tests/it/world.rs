//! A small world for exploring introductions: few words, short waits, every event that anybody could try.

use tertius_model::Timestamp;
use tertius_tribe::Rules;
use tertius_tribe::introduction::{
    Circumstances, Conditions, Draft, Effect, Event, Field, Introduces, Introduction, IntroductionId, Party, PartySet,
    Person, Refusal, Request, Reveal, Sending, apply, tick,
};
use tertius_tribe::outcome::OutcomeKind;

/// Waits of two ticks that end on even ticks.
pub const RULES: Rules = Rules {
    quantum: 2,
    draft: 1,
    connector: 1,
    target: 1,
    introduce: 1,
    outcome: 1,
    ask: 2,
    most_hops: 3,
    most_forwards: 2,
};

/// What exploring remembers of the past beside the state, to judge the next step by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Past {
    pub state: Introduction,
    pub now: i64,
    /// How much each gave away with a yes.
    pub yes: [Option<Reveal>; 3],
    pub never: PartySet,
    pub sent: Vec<Sending>,
}

pub fn draft(known: &[Field], now: i64) -> Introduction {
    let person = |name: &str, address: Option<&str>| Person { name: name.into(), address: address.map(str::to_owned) };
    let draft = Draft {
        asker: person("Asker Name", Some("asker@one.example")),
        connector: person("Connector Name", Some("connector@two.example")),
        target: person("Target Name", None),
        known: known.to_vec(),
        request: request(),
    };
    Introduction::draft(IntroductionId(7), draft, Timestamp(now), &RULES)
}

fn request() -> Request {
    Request { goal: "advice".into(), to_connector: String::new(), to_target: String::new() }
}

/// Everything that a party could try. Words are left as they are: no rule reads them, and they would only multiply states.
pub fn events() -> Vec<Event> {
    let mut all = vec![
        Event::Edit { request: request() },
        Event::Endorse { words: String::new() },
        Event::Introduce,
        Event::Decline,
        Event::Withdraw,
        Event::NeverAgain,
        Event::Report { kind: OutcomeKind::Meeting },
    ];
    for reveal in [Reveal::Name, Reveal::NameAndAddress] {
        all.push(Event::Send { reveal });
        all.push(Event::Accept { reveal });
        for introduces in [Introduces::AtOnce, Introduces::Myself] {
            let conditions = Conditions { introduces, note: String::new() };
            all.push(Event::Agree { reveal, conditions, target_address: Some("target@three.example".into()) });
        }
    }
    all
}

impl Past {
    pub fn new(state: Introduction) -> Past {
        Past { state, now: 0, yes: [None; 3], never: PartySet::default(), sent: Vec::new() }
    }

    /// The next moment in exploring, with the letters that were set free.
    pub fn after(&self, by: Party, event: &Event) -> Result<(Past, Vec<Effect>), Refusal> {
        let circumstances = Circumstances { now: Timestamp(self.now), rules: &RULES, muted: self.never };
        let change = apply(&self.state, by, event, circumstances)?;
        let mut next = Past { state: change.state, ..self.clone() };
        match event {
            Event::Send { reveal } | Event::Agree { reveal, .. } | Event::Accept { reveal } => {
                next.yes[by as usize] = Some(*reveal);
            }
            Event::NeverAgain => next.never = next.never.with(by),
            _ => {}
        }
        for effect in &change.effects {
            if let Effect::Letter(sending) = effect {
                next.sent.push(*sending);
                next.sent.sort_unstable();
            }
        }
        Ok((next, change.effects))
    }

    pub fn later(&self) -> Past {
        let now = self.now + 1;
        Past { now, state: tick(&self.state, Timestamp(now)), ..self.clone() }
    }
}
