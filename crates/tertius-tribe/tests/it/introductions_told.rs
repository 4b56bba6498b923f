//! One introduction told from beginning to end, with what each of the three sees.

use tertius_model::Timestamp;
use tertius_tribe::Rules;
use tertius_tribe::introduction::*;
use tertius_tribe::outcome::OutcomeKind;

const DAY: i64 = 86_400;

fn on(day: i64, rules: &Rules) -> Circumstances<'_> {
    Circumstances { now: Timestamp(day * DAY), rules, muted: PartySet::default() }
}

fn line(state: &Introduction, viewer: Party, day: i64) -> String {
    let Some(view) = state.view_for(viewer, Timestamp(day * DAY)) else { return "sees nothing".into() };
    let shown = |one: &Shown| match (&one.name, &one.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(name), None) => name.clone(),
        (None, Some(address)) => format!("<{address}>"),
        (None, None) => "?".into(),
    };
    let until = view.until.map_or("over".into(), |until| format!("day {}", until.0 / DAY));
    format!("{:?}, {until}: {}, {}, {}", view.stage, shown(&view.asker), shown(&view.connector), shown(&view.target))
}

fn story(events: &[(i64, Party, Event)]) -> (Introduction, Vec<String>) {
    let rules = Rules::default();
    let person =
        |name: &str| Person { name: name.into(), address: Some(format!("{}@{0}.example", name.to_lowercase())) };
    let draft = Draft {
        asker: person("Ana"),
        connector: person("Ben"),
        target: Person { address: None, ..person("Cleo") },
        known: vec![],
        request: Request { goal: "data work".into(), to_connector: "please".into(), to_target: String::new() },
    };
    let mut state = Introduction::draft(IntroductionId(1), draft, Timestamp(0), &rules);
    let mut log = Vec::new();
    for (day, by, event) in events {
        let change = apply(&state, *by, event, on(*day, &rules)).expect("a story goes on");
        state = change.state;
        let letters = change.effects.iter().filter_map(|effect| match effect {
            Effect::Letter(letter) => Some(format!("{}→{}", letter.kind.id(), letter.to.id())),
            Effect::Mute(_) => None,
        });
        log.push(format!("{} | {:?}", letters.collect::<Vec<_>>().join(" "), change.step.revealed));
    }
    (state, log)
}

fn send() -> Event {
    Event::Send { reveal: Reveal::NameAndAddress }
}

fn agree(introduces: Introduces) -> Event {
    let conditions = Conditions { introduces, note: "keep it short".into() };
    Event::Agree { reveal: Reveal::NameAndAddress, conditions, target_address: Some("cleo@cleo.example".into()) }
}

#[test]
fn names_come_before_addresses_and_each_with_its_owners_yes() {
    use Party::{Asker, Connector, Target};
    let accept = Event::Accept { reveal: Reveal::NameAndAddress };
    let (state, _) = story(&[(1, Asker, send())]);
    assert_eq!(line(&state, Asker, 1), "WaitingForConnector, day 16: Ana <ana@ana.example>, ?, ?");
    assert_eq!(line(&state, Connector, 1), "YourTurn, day 16: Ana <ana@ana.example>, Ben <ben@ben.example>, Cleo");
    assert_eq!(line(&state, Target, 1), "sees nothing");
    let (state, _) = story(&[(1, Asker, send()), (3, Connector, agree(Introduces::Myself))]);
    assert_eq!(line(&state, Asker, 3), "WaitingForTarget, day 18: Ana <ana@ana.example>, Ben, ?");
    assert_eq!(line(&state, Target, 3), "YourTurn, day 18: Ana, Ben <ben@ben.example>, Cleo <cleo@cleo.example>");
    let (state, _) =
        story(&[(1, Asker, send()), (3, Connector, agree(Introduces::Myself)), (4, Target, accept.clone())]);
    assert_eq!(line(&state, Asker, 4), "WaitingForIntroduction, day 12: Ana <ana@ana.example>, Ben, Cleo");
    let (state, log) = story(&[
        (1, Asker, send()),
        (3, Connector, agree(Introduces::AtOnce)),
        (4, Target, accept),
        (20, Connector, Event::Report { kind: OutcomeKind::Meeting }),
    ]);
    let all = "Ana <ana@ana.example>, Ben <ben@ben.example>, Cleo <cleo@cleo.example>";
    assert_eq!(line(&state, Asker, 20), format!("Introduced, day 185: {all}"));
    assert_eq!(line(&state, Target, 20), format!("Introduced, day 185: {all}"));
    assert_eq!(
        log,
        [
            "request→connector | [(Connector, AskerName), (Connector, AskerAddress), (Connector, TargetName)]",
            "agreed→asker invitation→target | [(Asker, ConnectorName), (Target, AskerName), (Target, ConnectorName), (Target, ConnectorAddress)]",
            "introduction→asker introduction→target | [(Asker, ConnectorAddress), (Asker, TargetName), (Asker, TargetAddress), (Target, AskerAddress)]",
            " | []",
        ]
    );
}

#[test]
fn a_no_is_seen_by_nobody_but_who_said_it() {
    use Party::{Asker, Connector, Target};
    let (state, _) =
        story(&[(1, Asker, send()), (3, Connector, agree(Introduces::AtOnce)), (4, Target, Event::Decline)]);
    for day in [4, 17] {
        assert!(line(&state, Asker, day).starts_with("WaitingForTarget, day 18"));
        assert!(line(&state, Connector, day).starts_with("WaitingForTarget, day 18"));
    }
    assert!(line(&state, Target, 4).starts_with("YouDeclined"));
    assert!(line(&state, Asker, 18).starts_with("NothingCame, over"));
    assert!(line(&state, Connector, 18).starts_with("NothingCame, over"));
}

#[test]
fn the_letter_to_the_connector_is_not_for_the_target() {
    let (state, _) = story(&[(1, Party::Asker, send()), (3, Party::Connector, agree(Introduces::AtOnce))]);
    let view = state.view_for(Party::Target, Timestamp(3 * DAY)).expect("the target was asked");
    assert_eq!((view.request.to_connector.as_str(), view.note.as_str()), ("", ""));
}

#[test]
fn acts_out_of_turn_are_refused_with_a_reason() {
    let rules = Rules::default();
    let (state, _) = story(&[(1, Party::Asker, send())]);
    let check = |by, event, day, refusal| {
        assert_eq!(apply(&state, by, &event, on(day, &rules)).map(|_| ()), Err(refusal));
    };
    check(Party::Target, Event::Decline, 2, Refusal::NotNow);
    check(Party::Connector, Event::Introduce, 2, Refusal::NotNow);
    check(Party::Target, send(), 2, Refusal::NotYours);
    check(Party::Connector, agree(Introduces::AtOnce), 16, Refusal::Over);
    check(Party::Asker, send(), 2, Refusal::NotNow);
    let no_address = Event::Agree { reveal: Reveal::Name, conditions: Conditions::default(), target_address: None };
    check(Party::Connector, no_address, 2, Refusal::NoAddress);
}

#[test]
fn events_read_back_from_their_serial_form() {
    for event in crate::world::events() {
        let bytes = serde_json::to_string(&event).expect("an event can be written");
        assert_eq!(serde_json::from_str::<Event>(&bytes).expect(&bytes), event);
    }
    let old = r#"{"act":"agree","reveal":"name","conditions":{}}"#;
    assert!(serde_json::from_str::<Event>(old).is_ok());
}
