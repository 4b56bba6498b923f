//! Long runs with the real waits: what exploring shows for short ones holds for any order of many events.

use proptest::prelude::*;
use tertius_model::Timestamp;
use tertius_tribe::introduction::{Circumstances, Effect, Introduction, Party, PartySet, Phase, apply};
use tertius_tribe::{Rules, Who, ask};

use crate::world::{draft, events};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_run_of_an_introduction_breaks_a_promise(
        acts in prop::collection::vec((0usize..3, 0usize..15, 0i64..400_000), 1..40),
        muted in 0usize..4,
    ) {
        let rules = Rules::default();
        let all = events();
        let mut never: PartySet = Party::ALL.get(muted).copied().into_iter().collect();
        let mut state: Introduction = draft(&[], 0);
        let (mut now, mut sent, mut yes) = (0, Vec::new(), PartySet::default());
        for (by, event, wait) in acts {
            now += wait;
            let by = Party::ALL[by];
            let circumstances = Circumstances { now: Timestamp(now), rules: &rules, muted: never };
            let event = &all[event % all.len()];
            let Ok(change) = apply(&state, by, event, circumstances) else { continue };
            state = change.state;
            if state.phase() != Phase::Drafted && !matches!(event, tertius_tribe::introduction::Event::NeverAgain) {
                yes = yes.with(by);
            }
            for effect in change.effects {
                match effect {
                    Effect::Letter(sending) => {
                        prop_assert!(!never.has(sending.to), "{sending:?}");
                        prop_assert!(!sent.contains(&(sending.to, sending.kind)), "{sending:?} twice");
                        sent.push((sending.to, sending.kind));
                    }
                    Effect::Mute(party) => never = never.with(party),
                }
            }
            let view = state.view_for(Party::Asker, Timestamp(now)).expect("the asker sees their own");
            prop_assert!(view.target.address.is_none() || yes.has(Party::Target));
        }
        let end = Timestamp(now + 400 * 86_400);
        let over = tertius_tribe::introduction::tick(&state, end);
        prop_assert!(matches!(over.phase(), Phase::Ended(_)));
        prop_assert!(over.view_for(Party::Asker, end).is_some_and(|view| view.until.is_none()));
    }

    #[test]
    fn no_run_of_an_ask_breaks_a_promise(acts in prop::collection::vec((0u64..9, 0usize..7, 0u64..9, 0i64..90_000), 1..60)) {
        let rules = Rules::default();
        let mut state = ask::Ask::draft(ask::AskId(1), Who(0), "who knows?", Timestamp(0), &rules);
        let (mut now, mut never, mut sent) = (0, Vec::new(), Vec::new());
        for (by, act, to, wait) in acts {
            now += wait;
            let matches = (1..4).map(|who| ask::Match { who: Who(who), reason: String::new() }).collect();
            let event = match act {
                0 => ask::Event::Post { matches, shown_to: ask::AskerShownTo::Neighbours },
                1 => ask::Event::Answer { text: "I do".into(), offer: ask::Offer::Knowledge, reveal: None },
                2 => ask::Event::Pass,
                3 => ask::Event::NeverAgain,
                4 => ask::Event::Thank { answer: 0 },
                _ => ask::Event::Forward { to: Who(to), endorsement: String::new() },
            };
            let is_muted = |who: Who| never.contains(&who);
            let circumstances = ask::Circumstances { now: Timestamp(now), rules: &rules, is_muted: &is_muted };
            let Ok(change) = ask::apply(&state, Who(by), &event, circumstances) else { continue };
            state = change.state;
            for effect in change.effects {
                match effect {
                    ask::Effect::Letter(sending) => {
                        prop_assert!(!never.contains(&sending.to), "{sending:?}");
                        let id = (sending.to, sending.kind, sending.about);
                        prop_assert!(!sent.contains(&id), "{sending:?} twice");
                        sent.push(id);
                    }
                    ask::Effect::Mute(who) => never.push(who),
                }
            }
            for viewer in (0..9).map(Who) {
                let Some(view) = state.view_for(viewer, Timestamp(now)) else { continue };
                for answer in &view.answers {
                    prop_assert!(!matches!(answer.from, ask::Seen::WithAddress(_)));
                    prop_assert!(viewer != Who(0) || answer.from == ask::Seen::Unnamed);
                    prop_assert!(answer.way.len() < 9);
                }
            }
        }
        prop_assert!(ask::tick(&state, Timestamp(now + 40 * 86_400)).until().is_none());
    }
}
