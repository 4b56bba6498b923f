//! Searches of many members, hardly any twice.

use crate::ask::{Caller, at, summary};
use crate::fill::seat;
use crate::invented::{Dice, goal};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const SEARCHES: usize = 600;
/// Members who ask at the same time, the second time.
const AT_ONCE: usize = 4;

/// Asks one after the other, and then several at once.
pub async fn measure(what: &str, server: SocketAddr, members: usize) {
    let mut dice = Dice(99);
    // Connections, statements and caches of the database are warm in a server that is in use.
    for _ in 0..20 {
        let caller = Caller { at: server, seat: seat(dice.below(members as u64) as usize) };
        caller.search(&goal(&mut dice).1).await;
    }
    let mut of_kind: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    let (mut all, mut n_answers) = (Vec::new(), 0);
    for _ in 0..SEARCHES {
        let caller = Caller { at: server, seat: seat(dice.below(members as u64) as usize) };
        let (kind, goal) = goal(&mut dice);
        let told = caller.search(&goal).await;
        n_answers += told.text.matches("\"text\":").count() + told.text.matches("\"connectors\":").count();
        of_kind.entry(kind).or_default().push(told.took);
        all.push(told.took);
    }
    crate::say(&format!("{what} searches: {}; {n_answers} answers", summary(&all)));
    for (kind, times) in of_kind {
        crate::say(&format!("    {kind}: median {:.1} ms, p95 {:.1} ms", at(&times, 50), at(&times, 95)));
    }
    let begun = Instant::now();
    let tasks = (0..AT_ONCE).map(|number| {
        tokio::spawn(async move {
            let mut dice = Dice(1_000 + number as u64);
            let mut times = Vec::new();
            for _ in 0..SEARCHES / AT_ONCE {
                let caller = Caller { at: server, seat: seat(dice.below(members as u64) as usize) };
                times.push(caller.search(&goal(&mut dice).1).await.took);
            }
            times
        })
    });
    let mut all = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        all.extend(task.await.expect("searches"));
    }
    let rate = all.len() as f64 / begun.elapsed().as_secs_f64();
    crate::say(&format!("{what} searches, {AT_ONCE} at once: {}; {rate:.0} a second", summary(&all)));
}
