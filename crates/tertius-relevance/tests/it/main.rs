//! Measures relevance on goals and people that were written apart from the table of titles.

#![expect(clippy::unwrap_used, reason = "a test that meets an unexpected error should fail at once")]

use std::fmt::Write;
use tertius_relevance::{Goal, Profile};

/// A goal and the places of its people in the pool.
struct Case {
    goal: String,
    right: Vec<usize>,
}

/// Everybody of a file, and its goals.
fn read(text: &str) -> (Vec<(String, Profile)>, Vec<Case>) {
    let (mut pool, mut cases) = (Vec::new(), Vec::<Case>::new());
    let mut is_case = false;
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(goal) = line.strip_prefix("goal ") {
            cases.push(Case { goal: goal.to_owned(), right: Vec::new() });
            is_case = true;
        } else if line == "others" {
            is_case = false;
        } else {
            let mut parts = line.rsplitn(3, '|').map(str::trim);
            let (place, employer, title) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            if let Some(case) = cases.last_mut().filter(|_| is_case) {
                case.right.push(pool.len());
            }
            pool.push((line.to_owned(), Profile::new(title, employer, place, &[], "")));
        }
    }
    (pool, cases)
}

/// The mean share of right people among the ten best of each goal, equals in the worst order; and what went wrong.
fn precision_at_10(text: &str) -> (f64, String) {
    let (pool, cases) = read(text);
    let (mut sum, mut wrong) = (0.0, String::new());
    for case in &cases {
        let goal = Goal::parse(&case.goal);
        let mut ranked: Vec<(f64, bool, usize)> = pool
            .iter()
            .enumerate()
            .map(|(at, (_, person))| (goal.fit(person).relevance, case.right.contains(&at), at))
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let n = case.right.len().min(10);
        let hits = ranked.iter().take(n).filter(|(relevance, right, _)| *right && *relevance > 0.0).count();
        sum += hits as f64 / n as f64;
        writeln!(wrong, "{hits}/{n} {}", case.goal).unwrap();
        for (relevance, right, at) in &ranked {
            let place = ranked.iter().position(|one| one.2 == *at).unwrap();
            if *right != (place < n) && (place < n || *right) {
                writeln!(wrong, "    {relevance:.2} {} {}", if *right { "missed" } else { "wrong" }, pool[*at].0)
                    .unwrap();
            }
        }
    }
    (sum / cases.len() as f64, wrong)
}

#[test]
fn nine_in_ten_of_the_best_ten_are_right() {
    let text = include_str!("pairs.txt");
    let (pool, cases) = read(text);
    assert_eq!((cases.iter().map(|case| case.right.len()).sum::<usize>(), pool.len()), (200, 275));
    let (precision, wrong) = precision_at_10(text);
    assert!(precision >= 0.9, "{precision:.3}\n{wrong}");
}

/// Measured once when it was written: 0.767. One goal of the six found nobody, since "people" was dropped as saying
/// nothing, which has been mended; so the set is no longer unseen.
#[test]
fn three_in_four_were_right_on_a_set_held_back_until_the_table_was_finished() {
    let (precision, wrong) = precision_at_10(include_str!("held_back.txt"));
    assert!(precision >= 0.75, "{precision:.3}\n{wrong}");
}

/// Trades of which the first two sets know nothing. Measured once when it was written: 0.766. The misses are titles that the
/// table does not have and people whose title shares a word ("Court Interpreter", "Content Curator"); none was mended
/// after that, so the set is still unseen.
#[test]
fn other_trades_are_found_on_a_set_held_back_until_the_table_was_widened() {
    let text = include_str!("held_back_trades.txt");
    assert_eq!(read(text).1.iter().map(|case| case.right.len()).sum::<usize>(), 60);
    let (precision, wrong) = precision_at_10(text);
    assert!(precision >= 0.75, "{precision:.3}\n{wrong}");
}

/// Crafts, care, law, farming, media, public service. Measured when it was written: 0.830. Then functions that lumped trades
/// together were split by trade, which gave 0.964; whoever wrote the terms knew this set.
#[test]
fn crafts_are_found_on_a_set_written_before_the_table_was_split_by_trades() {
    let text = include_str!("held_back_crafts.txt");
    assert_eq!(read(text).1.iter().map(|case| case.right.len()).sum::<usize>(), 60);
    let (precision, wrong) = precision_at_10(text);
    assert!(precision >= 0.9, "{precision:.3}\n{wrong}");
}

/// Measured once when it was written: 0.817; 0.904 over the three trades that got a function of their own, 0.730 over the others.
/// Land surveyors, 2 of 6, have got one since, so they are no longer unseen.
#[test]
fn trades_are_found_on_a_set_held_back_until_the_table_was_split_by_trades() {
    let text = include_str!("held_back_fresh.txt");
    assert_eq!(read(text).1.iter().map(|case| case.right.len()).sum::<usize>(), 40);
    let (precision, wrong) = precision_at_10(text);
    assert!(precision >= 0.8, "{precision:.3}\n{wrong}");
}
