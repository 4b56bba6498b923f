//! Nobody is worn out, and nobody asks everybody.

use tertius_model::Timestamp;
use tertius_tribe::Who;
use tertius_tribe::budget::*;

const DAY: i64 = 86_400;
const NOW: Timestamp = Timestamp(1_000 * DAY);

fn asked(asker: u64, connector: u64, days_ago: i64, agreed: Option<i64>) -> Entry {
    let at = NOW.0 - days_ago * DAY;
    Entry {
        ask: connector,
        asker: Who(asker),
        connector: Who(connector),
        at: Timestamp(at),
        until: Timestamp(at + 15 * DAY),
        agreed: agreed.map(|days| Timestamp(NOW.0 - days * DAY)),
        withdrawn: None,
    }
}

#[track_caller]
fn check(ledger: &[Entry], wishes: &Wishes, expected: &str) {
    let wanted = Wanted { asker: Who(1), connector: Who(2), topic: "a job in Crypto trading" };
    let said = may_ask(ledger, wanted, wishes, Allowance::default(), NOW);
    assert_eq!(said.err().map(|refusal| refusal.to_string()).unwrap_or_default(), expected);
}

#[test]
fn refusals_say_why_and_from_when() {
    let wishes = Wishes::default();
    check(&[], &wishes, "");
    check(&[asked(1, 2, 3, None)], &wishes, "one ask of yours is still open with them, until 1972-10-09");
    check(
        &[asked(1, 2, 20, None)],
        &wishes,
        "you asked them 20 days ago; they wish 30 days between two asks, so the next is possible on 1972-10-07",
    );
    check(&[asked(1, 2, 40, None)], &wishes, "");
    let twice = [asked(1, 2, 90, None), asked(1, 2, 40, None)];
    check(&twice, &wishes, "you asked them 2 times in a row without an answer; do not ask again before they answer");
    check(&[twice[0], asked(1, 2, 40, Some(35))], &wishes, "");
    let others = [asked(7, 2, 3, None), asked(8, 2, 5, None)];
    check(&others, &wishes, "they have as many asks as they wish; try somebody else, or come back after 1972-10-07");
    check(&[], &Wishes { quiet: Months::of(&[9]), ..wishes.clone() }, "they wish not to be asked this month");
    let no_go = vec!["crypto".to_owned()];
    check(&[], &Wishes { no_go, ..wishes }, "they wish not to be asked about \"crypto\"");
}

#[test]
fn a_member_who_asks_a_thousand_people_is_refused_with_a_clear_answer() {
    let mut ledger: Vec<Entry> = Vec::new();
    let mut refusals = Vec::new();
    for connector in 2..1_002 {
        let wanted = Wanted { asker: Who(1), connector: Who(connector), topic: "" };
        match may_ask(&ledger, wanted, &Wishes::default(), Allowance::default(), NOW) {
            Ok(()) => ledger.push(asked(1, connector, 0, None)),
            Err(refusal) => refusals.push(refusal.to_string()),
        }
    }
    assert_eq!((ledger.len(), refusals.len()), (5, 995));
    refusals.dedup();
    assert_eq!(
        refusals,
        [
            "5 asks of yours are open, and 5 is the most at once; the next is possible on 1972-10-12, or when you withdraw one"
        ]
    );
    let all_at_once = within_allowance(&[], Who(1), 1_000, Allowance::default(), NOW);
    assert_eq!(
        all_at_once.expect_err("a crowd").to_string(),
        "1000 people at once are too many, 5 is the most; choose the few who can really help"
    );
}

#[test]
fn taking_asks_back_does_not_make_room_for_a_thousand() {
    let mut ledger: Vec<Entry> = Vec::new();
    for connector in 2..1_002 {
        let wanted = Wanted { asker: Who(1), connector: Who(connector), topic: "" };
        if may_ask(&ledger, wanted, &Wishes::default(), Allowance::default(), NOW).is_ok() {
            ledger.push(Entry { withdrawn: Some(NOW), ..asked(1, connector, 0, None) });
        }
    }
    assert_eq!(ledger.len(), Allowance::default().most_in_week);
}

#[test]
fn a_no_changes_nothing_in_the_ledger() {
    // There is no field for it: a declined ask and an unanswered one are the same entry.
    let Entry { ask: _, asker: _, connector: _, at: _, until: _, agreed: _, withdrawn: _ } = asked(1, 2, 3, None);
}

#[test]
fn load_is_spread_and_wishes_are_kept() {
    let helpers = [(2, 0.9), (3, 0.8), (4, 0.7), (5, 0.9)].map(|(who, chance)| Helper { who: Who(who), chance });
    let ledger = [asked(9, 2, 50, Some(45)), asked(8, 2, 45, Some(44))];
    let wishes = |who: Who| match who {
        Who(5) => Wishes { most_open: 0, ..Wishes::default() },
        _ => Wishes::default(),
    };
    let order = spread(&ledger, Who(1), "", &helpers, wishes, Allowance::default(), NOW);
    assert_eq!(order, [Who(3), Who(4), Who(2)]);
    let account = account(&ledger, Who(2));
    assert_eq!((account.was_asked, account.gave, account.asked), (2, 2, 0));
}
