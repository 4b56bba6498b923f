//! What it costs when something changes: the change itself, and the next search after it.

use crate::Served;
use crate::ask::{Caller, summary};
use crate::fill::{N_LATE, N_SHORT, seat};
use crate::invented::{Dice, place_of_one, signed};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long some changes took, and the searches after each.
#[derive(Default)]
struct Times {
    change: Vec<Duration>,
    search: Vec<Duration>,
}

impl Times {
    fn add(&mut self, change: Duration, search: Duration) {
        self.change.push(change);
        self.search.push(search);
    }

    fn say(&self, what: &str) {
        crate::say(&format!("{what}: {}", summary(&self.change)));
        crate::say(&format!("    the next search: {}", summary(&self.search)));
    }
}

/// Changes a tribe in every way that its union follows.
pub async fn measure(served: &Served, members: usize, each: usize) {
    let mut dice = Dice(7);
    let caller = |member: usize| Caller { at: served.at, seat: seat(member) };
    // Neither hidden nor barred: who is named is shown to everybody else but for a few.
    let finder = caller(members - 1);
    let found = async |late: usize| finder.search(&format!("CFO at {}", place_of_one(late))).await;
    let mut ids = Vec::new();
    let mut times = Times::default();
    for late in 0..N_LATE {
        let (id, bytes) = signed(&mut dice, late, each);
        let put = caller(late).call("POST", "/api/v1/packets", "application/octet-stream", &bytes).await;
        let told = found(late).await;
        assert!(late % 5 != 0 || told.text.contains(&place_of_one(late)), "not searchable: {}", told.text);
        times.add(put.took, told.took);
        ids.push(id);
    }
    times.say(&format!("a packet of {each} arrives"));
    let mut times = Times::default();
    for (late, id) in ids.iter().enumerate() {
        let held = caller(late).call("GET", &format!("/api/v1/packets/{id}"), "text/plain", b"").await.text;
        let body = held.split("\r\n\r\n").nth(1).unwrap_or_default();
        let held: serde_json::Value = serde_json::from_str(body).expect("JSON");
        let place =
            held["people"].as_array().and_then(|all| all.iter().find(|one| one["employer"] == place_of_one(late)));
        let path = format!("/api/v1/packets/{id}/people/{}/private", place.expect("they are in it")["place"]);
        let put = caller(late).call("PUT", &path, "application/json", br#"{"private":true}"#).await;
        let told = found(late).await;
        assert!(!told.text.contains(&format!("\"employer\":\"{}", place_of_one(late))), "still there: {}", told.text);
        times.add(put.took, told.took);
    }
    times.say("somebody is kept private");
    let mut times = Times::default();
    for (late, id) in ids.iter().enumerate() {
        let gone = caller(late).call("DELETE", &format!("/api/v1/packets/{id}"), "text/plain", b"").await;
        times.add(gone.took, found(late).await.took);
    }
    times.say("a packet is revoked");
    let mut times = Times::default();
    for late in 0..N_LATE {
        let path = format!("/api/v1/members/m{}/closeness", members - 1);
        let said = caller(late).call("PUT", &path, "application/json", br#"{"band":"fair"}"#).await;
        times.add(said.took, found(late).await.took);
    }
    times.say("a member says how well they know another");
    served.clock.fetch_add(601, Ordering::Relaxed);
    let took = found(0).await.took.as_secs_f64() * 1e3;
    crate::say(&format!("{N_SHORT} packets end at one moment: the next search {took:.1} ms"));
    let mut times = Times::default();
    for leaver in N_LATE + N_SHORT..N_LATE + N_SHORT + 5 {
        let left = caller(leaver).call("DELETE", "/api/v1/me", "text/plain", b"").await;
        times.add(left.took, found(leaver).await.took);
    }
    times.say("a member leaves");
}
