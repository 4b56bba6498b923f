//! What counts as an ask: a message that opens an exchange, so that nobody is blamed for having written first.

use crate::contacts::mail;
use tertius_model::Timestamp;
use tertius_ties::{Asked, Contact, Replies, Responder, Stated, TieHistory, TieSummary, Toward, strength};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const NOW: Timestamp = Timestamp(1_000 * DAY);

/// Messages as (hour, who wrote): `>` ego wrote, `<` they wrote.
fn talk(messages: &[(i64, char)]) -> TieSummary {
    let contact = |(hour, who): &(i64, char)| -> Contact {
        mail(Timestamp(hour * HOUR), if *who == '>' { Toward::Them } else { Toward::Ego }, 1)
    };
    TieHistory::summarise(messages.iter().map(contact).collect())
}

#[track_caller]
fn check(messages: &[(i64, char)], them: (u32, u32), ego: (u32, u32)) {
    let summary = talk(messages);
    let replies = |(asked, answered)| Replies { asked, answered };
    assert_eq!(summary.replies(Asked::Them, NOW), replies(them), "asks of them");
    assert_eq!(summary.replies(Asked::Ego, NOW), replies(ego), "asks of ego");
}

/// Every so many hours one of the two opens and the other replies an hour later.
fn rounds(every: i64, opens: char, replies: char, n: i64) -> Vec<(i64, char)> {
    (0..n).flat_map(|round| [(round * every + 9, opens), (round * every + 10, replies)]).collect()
}

#[test]
fn a_reply_is_no_ask() {
    // A friend who always writes first and whom ego answers: by the week, by the month, several times a week.
    for every in [24 * 7, 24 * 30, 24 * 3] {
        check(&rounds(every, '<', '>', 12), (0, 0), (12, 12));
        check(&rounds(every, '>', '<', 12), (12, 12), (0, 0));
    }
    // Taking turns, each opening every second time.
    let turns: Vec<(i64, char)> = (0..10)
        .flat_map(
            |i| if i % 2 == 0 { [(i * 240, '>'), (i * 240 + 5, '<')] } else { [(i * 240, '<'), (i * 240 + 5, '>')] },
        )
        .collect();
    check(&turns, (5, 5), (5, 5));
}

#[test]
fn silence_stays_silence() {
    check(&[(0, '>'), (200, '>'), (400, '>')], (3, 0), (0, 0));
    check(&[(0, '<'), (200, '<')], (0, 0), (2, 0));
    // An answer after more than a week is none: it opens the exchange again.
    check(&[(0, '>'), (24 * 8, '<')], (1, 0), (1, 0));
    // Ego replied late and was not written to again.
    check(&[(0, '<'), (24 * 20, '>')], (1, 0), (1, 0));
}

#[test]
fn what_carries_an_exchange_on_asks_nothing_new() {
    // Thanks for the answer, the same evening; nobody owes anything.
    check(&[(0, '>'), (5, '<'), (9, '>')], (1, 1), (0, 0));
    // The reply in two parts.
    check(&[(0, '<'), (5, '>'), (6, '>')], (0, 0), (1, 1));
    // Three days after the answer ego writes again: that asks.
    check(&[(0, '>'), (5, '<'), (80, '>')], (2, 1), (0, 0));
    // To and fro within an hour of each other, begun by them.
    check(&[(0, '<'), (1, '>'), (2, '<'), (3, '>'), (4, '<'), (5, '>')], (0, 0), (1, 1));
}

#[test]
fn who_writes_first_does_not_make_a_friend_colder() {
    let strength_of = |messages: &[(i64, char)]| {
        let summary = talk(messages);
        let them = Responder::seen_by_ego(&summary, Asked::Them, 0.45, NOW);
        strength(&summary, Asked::Them, &them, &Stated::default(), NOW)
    };
    let first: Vec<(i64, char)> = rounds(24 * 14, '<', '>', 71);
    let friend = strength_of(&first);
    assert!(friend.value > 0.5, "{friend:?}");
    let texts: Vec<&str> = friend.reasons.iter().map(|reason| reason.text.as_str()).collect();
    assert!(!texts.iter().any(|text| text.contains("never answered")), "{texts:?}");
    assert!(texts.contains(&"you never had to write first, so how they answer is not known"), "{texts:?}");
    // As often in touch, but ego opens and they never reply within the week.
    let late: Vec<(i64, char)> = (0..50).flat_map(|i| [(i * 480, '>'), (i * 480 + 24 * 9, '<')]).collect();
    assert!(strength_of(&late).value < friend.value - 0.1, "{:?}", strength_of(&late));
}
