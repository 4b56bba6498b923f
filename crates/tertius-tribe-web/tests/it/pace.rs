//! What a clock tells of hidden ties: measured, since it can only be measured.

use crate::scene::{NOW, OAKS, Of, Scene, Sent, folder, packet, runtime};
use std::time::{Duration, Instant};

/// How long each of some searches took, in order.
async fn times(n_hidden: usize) -> Vec<Duration> {
    let folder = folder();
    let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
    for owner in OAKS.iter().filter(|owner| **owner != "cleo") {
        let people: Vec<(String, String)> =
            (0..1 + n_hidden).map(|at| (format!("Canary {owner} {at}"), format!("Lone {owner} {at} Ltd"))).collect();
        let of: Vec<Of<'_>> =
            people.iter().map(|(name, employer)| (name.as_str(), "CFO", employer.as_str(), "")).collect();
        let (_, bytes) = packet(&format!("p-{owner}"), owner, NOW + 9_000, &of);
        let seat = scene.seat("oak", owner).await;
        assert_eq!(scene.call(Some(&seat), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await.status, 200);
    }
    let cleo = scene.seat("oak", "cleo").await;
    let mut all = Vec::new();
    for _ in 0..100 {
        let begun = Instant::now();
        let got = scene.call(Some(&cleo), "GET", "/api/v1/search?for=CFO+at+Norte", Sent::Nothing).await;
        all.push(begun.elapsed());
        assert_eq!(got.status, 200, "{}", got.text);
    }
    all.sort();
    all
}

/// Six thousand hidden ties more or none: nine answers of ten leave at the same step. A measurement, so it runs when asked
/// for, on a quiet machine, in a release build.
#[test]
#[ignore = "a measurement: cargo nextest run --release -p tertius-tribe-web --run-ignored only pace"]
fn time_tells_no_number_of_hidden_ties() {
    runtime().block_on(async {
        let (few, many) = (times(0).await, times(1_000).await);
        println!("median and 90th of 100: {:?} {:?} without, {:?} {:?} with", few[50], few[90], many[50], many[90]);
        let step = |time: Duration| (time.as_secs_f64() * 1e3 / 40.0).floor();
        assert_eq!((step(few[50]), step(few[90])), (step(many[50]), step(many[90])));
    });
}
