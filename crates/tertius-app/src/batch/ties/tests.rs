//! Exchanges in, ties out: the numbers mean what they say, the order of rows means nothing, a bad row is named.

use super::*;

const DAY: i64 = 86_400;
const NOW: Timestamp = Timestamp(1_000 * DAY);

fn weigh(text: &str) -> Result<(TiesView, Vec<String>), AppError> {
    let folder = tempfile::tempdir().expect("a folder");
    let (exchanges, out) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
    std::fs::write(&exchanges, text).expect("the exchanges are written");
    let view = ties(&TiesRequest { exchanges, out: out.clone(), now: NOW })?;
    let lines = std::fs::read_to_string(out).expect("the ties are there");
    Ok((view, lines.lines().map(str::to_owned).collect()))
}

/// One line's depth, freshness, strength and activity.
fn numbers(lines: &[String], ends: &str) -> [f64; 4] {
    let line = lines.iter().find_map(|line| line.strip_prefix(ends)).expect("the pair is there");
    let numbers: Vec<f64> = line.split(',').skip(1).map(|number| number.parse().expect("a number")).collect();
    numbers.try_into().expect("four numbers")
}

/// A pair who answer each other every week, a bore nobody answers, an old tie.
fn story() -> Vec<String> {
    let mut rows = Vec::new();
    for week in 1..=40 {
        let day = 1_000 - 7 * week;
        rows.push(format!("{},ana,ben,mail,t1", day * DAY));
        rows.push(format!("{},ben,ana,mail,t1", day * DAY + 7_200));
        rows.push(format!("{},bore,ana;ben;carl,mail,t2", day * DAY + 9_000));
    }
    for day in [300, 301, 320] {
        rows.push(format!("{},ana,dora,,", day * DAY));
        rows.push(format!("{},dora,ana,,", day * DAY + 60));
    }
    rows
}

fn table(rows: &[String]) -> String {
    format!("time,from,to,kind,thread\n{}\n", rows.join("\n"))
}

#[test]
fn numbers_mean_what_they_say() {
    let (view, lines) = weigh(&table(&story())).expect("it is weighed");
    assert_eq!((view.exchanges, view.after, view.people, view.ties), (126, 0, 5, 10));
    assert_eq!(lines[0], "from,to,depth,freshness,strength,active");
    let (friend, bore, old) = (numbers(&lines, "ana,ben"), numbers(&lines, "bore,ana"), numbers(&lines, "ana,dora"));
    assert!(
        lines
            .iter()
            .skip(1)
            .all(|line| numbers(std::slice::from_ref(line), &ends(line)).iter().all(|n| (0.0..=1.0).contains(n)))
    );
    assert!(friend[0] > old[0] && old[0] > bore[0], "depth: {friend:?} {old:?} {bore:?}");
    assert!(friend[1] > old[1], "freshness: {friend:?} {old:?}");
    assert!(friend[2] > old[2] && old[2] > bore[2], "strength: {friend:?} {old:?} {bore:?}");
    assert!(friend[3] > 0.8 && old[3] < 0.3, "active: {friend:?} {old:?}");
}

fn ends(line: &str) -> String {
    line.split(',').take(2).collect::<Vec<_>>().join(",")
}

#[test]
fn the_order_of_rows_and_the_form_of_times_mean_nothing() {
    let rows = story();
    let mut turned: Vec<String> = rows.iter().rev().cloned().collect();
    turned.push(format!("{},ana,ben,mail,later", 1_001 * DAY));
    let (_, first) = weigh(&table(&rows)).expect("it is weighed");
    let (view, second) = weigh(&table(&turned)).expect("it is weighed");
    assert_eq!(view.after, 1);
    assert_eq!(first, second);
    let by_seconds = weigh("time,from,to\n86400000,a,b\n").expect("it is weighed").1;
    let by_date = weigh("to,time,from\nb,1972-09-27T02:00:00+02:00,a\n").expect("it is weighed").1;
    assert_eq!(by_seconds, by_date);
}

#[test]
fn a_meeting_counts_both_ways_and_asks_nobody() {
    let (_, meeting) = weigh("time,from,to,kind\n86000000,a,b;c,meeting\n").expect("it is weighed");
    let (host, guest) = (numbers(&meeting, "a,b"), numbers(&meeting, "b,a"));
    assert_eq!((host[0], host[1], host[3]), (guest[0], guest[1], guest[3]));
    assert!(host[1] > 0.0);
    let (_, message) = weigh("time,from,to,kind\n86000000,a,b;c,mail\n").expect("it is weighed");
    assert!(numbers(&message, "a,b")[2] < host[2], "a message asks, and nobody answered");
    assert_eq!(meeting.len(), 5);
}

#[test]
fn a_message_to_oneself_ties_nobody_and_a_repeated_row_counts_again() {
    let (view, lines) = weigh("time,from,to\n86000000,a,a\n86000001,a,b;b;a\n").expect("it is weighed");
    assert_eq!((view.exchanges, view.people, view.ties, lines.len()), (2, 2, 2, 3));
    let once = weigh("time,from,to\n86000001,a,b\n").expect("it is weighed").1;
    let twice = weigh("time,from,to\n86000001,a,b\n86000001,a,b\n").expect("it is weighed").1;
    assert!(numbers(&twice, "a,b")[3] > numbers(&once, "a,b")[3], "{once:?} {twice:?}");
}

#[test]
fn a_bad_row_is_named() {
    let check = |text: &str, expected: &str| {
        let message = weigh(text).expect_err("the row is bad").message;
        assert!(message.ends_with(expected), "{message}");
    };
    check("time,from\n1,a\n", "in.csv, line 1: there is no column to");
    check("", "in.csv is empty");
    check("time,from,to\n1,a,b\nsoon,a,b\n", "in.csv, line 3: \"soon\" is no time");
    check("time,from,to\r\n1,a,b\r\n\r\n2,,b\r\n", "in.csv, line 4: nobody sent it");
    check("time,from,to\n1,a,;\n", "in.csv, line 2: nobody got it");
    check("time,from,to\n1,a\n", "in.csv, line 2: nobody got it");
}
