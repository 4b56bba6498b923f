//! Two processes over one vault: writes wait for their turn and none is lost; a second server is told of the first.

use crate::scene::Scene;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn two_processes_that_write_at_the_same_time_lose_nothing() {
    let scene = Scene::imported();
    let n = 4;
    for line in ["a", "b"] {
        for round in 0..n {
            let text = format!("name,email\nPerson {line}{round},{line}{round}@new.example\n");
            scene.write(&format!("new/{line}{round}.csv"), text.as_bytes());
        }
    }
    std::thread::scope(|scope| {
        for line in ["a", "b"] {
            let scene = &scene;
            scope.spawn(move || {
                for round in 0..n {
                    scene.run(&["import", &format!("new/{line}{round}.csv")]).done();
                    let label = if round % 2 == 0 { "friend" } else { "mentor" };
                    scene.run(&["label", &format!("{line}{round}@new.example"), label]).done();
                }
            });
        }
    });
    let people = scene.run(&["--json", "people", "Person", "--top", "100"]).json();
    assert_eq!(people.as_array().unwrap().len(), 2 * n);
    assert_eq!(scene.run(&["--json", "rulings"]).json().as_array().unwrap().len(), 2 * n);
    scene.run(&["doctor"]).done();
}

#[test]
fn one_vault_is_served_once_and_the_command_line_works_beside_the_server() {
    let scene = Scene::imported();
    let serve = ["--json", "serve", "--listen", "127.0.0.1:0"];
    let mut first = scene.command(&serve).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(first.stdout.take().unwrap()).read_line(&mut told).unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let second = scene.run(&serve);
    scene.run(&["label", "ana@example.org", "friend"]);
    let labelled = scene.run(&["--json", "rulings"]);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(second.code, 1);
    let [kind, message, _] = second.json_error();
    assert_eq!(kind, "user");
    assert!(message.contains("is served already") && message.contains(told["address"].as_str().unwrap()), "{message}");
    labelled.json();
    // A server that was killed holds nothing.
    let mut third = scene.command(&serve).stdout(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(third.stdout.take().unwrap()).read_line(&mut told).unwrap();
    third.kill().unwrap();
    third.wait().unwrap();
    assert!(told.contains("link"), "{told}");
}
