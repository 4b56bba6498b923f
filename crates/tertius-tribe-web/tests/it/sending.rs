//! Mail through a real mail server, with the sender killed at every step of it: each mail arrives once by its id, and what
//! the store says of it is so.
//!
//! The sender is this test program run again as a process of its own. A relay between it and the mail server counts the lines
//! that pass and kills the process at one of them, before the line goes on or after.

use crate::asking::{json, mail, sent};
use crate::mail_server::MailServer;
use crate::scene::{NOW, Scene, folder, runtime};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tertius_tribe_store::{LEASE_SECONDS, LetterState, Store, Who};
use tertius_tribe_web::{Address, Outbox, deliver, sender_of};

/// Where the relay kills: at which line of the sender, or of the mail server, before or after it passes.
#[derive(Clone, Copy, Debug)]
struct Deadline {
    line: usize,
    after: bool,
}

/// Passes lines on between a process and the mail server, and kills the process at its deadline.
fn relay(port: u16, deadline: Deadline, victim: Arc<Mutex<Option<Child>>>) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let here = listener.local_addr().unwrap().port();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { return };
            let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { return };
            let ways = [(client.try_clone(), server.try_clone()), (server.try_clone(), client.try_clone())];
            for (from, to) in ways {
                let (from, to, victim, count) = (from.unwrap(), to.unwrap(), victim.clone(), counted.clone());
                std::thread::spawn(move || pass(from, to, deadline, &victim, &count));
            }
        }
    });
    (here, count)
}

fn pass(from: TcpStream, mut to: TcpStream, deadline: Deadline, victim: &Mutex<Option<Child>>, count: &AtomicUsize) {
    let mut lines = BufReader::new(from.try_clone().unwrap());
    let mut line = Vec::new();
    loop {
        line.clear();
        if !lines.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
            break;
        }
        let is_due = count.fetch_add(1, Ordering::SeqCst) == deadline.line;
        if is_due && !deadline.after {
            kill(victim);
        }
        if to.write_all(&line).is_err() {
            break;
        }
        if is_due && deadline.after {
            // Long enough for the other side to have it.
            std::thread::sleep(Duration::from_millis(5));
            kill(victim);
        }
    }
    drop(to.shutdown(Shutdown::Write));
}

fn kill(victim: &Mutex<Option<Child>>) {
    if let Some(child) = victim.lock().unwrap().as_mut() {
        // It may have ended by itself.
        drop(child.kill());
    }
}

/// What the process is told: which database, which mail server, when.
const TOLD: &str = "TERTIUS_TEST_SENDS";

/// Not a test of its own: the process that sends, when it is told to.
#[test]
fn a_process_that_sends() {
    let Ok(told) = std::env::var(TOLD) else { return };
    let parts: Vec<&str> = told.split('|').collect();
    let (database, url, now) = (parts[0], parts[1], parts[2].parse::<i64>().unwrap());
    runtime().block_on(async {
        let store = Store::open(database).await.unwrap();
        let outbox = Outbox::smtp(url, sender_of("http://tribe.example")).unwrap();
        deliver(&store, &outbox, now).await.unwrap();
        store.close().await;
    });
}

fn send_in_a_process(database: &str, port: u16, now: i64, victim: &Mutex<Option<Child>>) {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sending::a_process_that_sends", "--test-threads", "1"])
        .env(TOLD, format!("{database}|smtp://127.0.0.1:{port}|{now}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    *victim.lock().unwrap() = Some(child);
    loop {
        // The lock is let go between looks, so that the relay can kill.
        let ended = victim.lock().unwrap().as_mut().is_none_or(|child| child.try_wait().unwrap().is_some());
        if ended {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// One letter waits; the sender is killed at a line, then another finishes. How many lines passed before it was.
fn killed_once(server: &MailServer, deadline: Deadline) -> usize {
    let folder = folder();
    let database = folder.path().join("tribe.db");
    let database = database.to_str().unwrap();
    let before = server.arrived();
    let ids = runtime().block_on(async {
        let scene = Scene::open(database).await;
        let ben = scene.seat("oak", "ben").await;
        let (id, got) = sent(&scene, &ben, "fay").await;
        assert_eq!(got.status, 204);
        let mut engine = scene.store.read(Who::Engine { tribe: "oak".to_owned() }).await.unwrap();
        let letters = engine.letters(&id).await.unwrap();
        assert_eq!(letters.iter().map(|one| one.state).collect::<Vec<_>>(), [LetterState::Waiting]);
        drop(engine);
        scene.store.close().await;
        (id, format!("<{}@tribe.example>", letters[0].id))
    });
    let victim = Arc::new(Mutex::new(None));
    let (port, count) = relay(server.port, deadline, victim.clone());
    send_in_a_process(database, port, NOW, &victim);
    let passed = count.load(Ordering::SeqCst);
    let quiet = Mutex::new(None);
    send_in_a_process(database, server.port, NOW + LEASE_SECONDS + 1, &quiet);
    let after = server.arrived();
    let new: BTreeSet<&String> = after.keys().filter(|id| !before.contains_key(*id)).collect();
    assert_eq!(new, BTreeSet::from([&ids.1]), "{deadline:?}");
    let copies = &after[&ids.1];
    assert!(copies.len() <= 2 && copies.iter().all(|copy| *copy == copies[0]), "{deadline:?}: a copy is the same mail");
    mail(copies[0].replace('\n', "\r\n"));
    runtime().block_on(async {
        let store = Store::open(database).await.unwrap();
        let mut engine = store.read(Who::Engine { tribe: "oak".to_owned() }).await.unwrap();
        assert_eq!(engine.letters(&ids.0).await.unwrap()[0].state, LetterState::Sent, "{deadline:?}");
        assert_eq!(engine.health().await.unwrap().waiting, 0);
        drop(engine);
        store.close().await;
    });
    passed
}

#[test]
fn the_sender_killed_at_every_step_sends_each_mail_once_by_its_id() {
    let folder = folder();
    let server = MailServer::start(folder.path());
    let never = Deadline { line: usize::MAX, after: false };
    let n_lines = killed_once(&server, never);
    assert!(n_lines > 40, "a whole conversation: {n_lines}");
    // The lines of the mail itself are all one step: a few of them stand for the others.
    let steps: Vec<usize> = (0..n_lines).filter(|line| *line < 14 || line % 12 == 0 || line + 6 >= n_lines).collect();
    for line in steps {
        for after in [false, true] {
            killed_once(&server, Deadline { line, after });
        }
    }
}

#[test]
fn what_a_mail_server_refuses_comes_back_or_is_tried_again() {
    let folder = folder();
    let server = MailServer::start(folder.path());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let outbox =
            Outbox::smtp(&format!("smtp://127.0.0.1:{}", server.port), sender_of("http://tribe.example")).unwrap();
        let (ben, fay) = (scene.seat("oak", "ben").await, scene.seat("oak", "fay").await);
        let mut ids = Vec::new();
        for (target, connector, seat) in [("gone@example.net", "fay", &fay), ("later@example.net", "gus", &fay)] {
            let (id, got) = sent(&scene, &ben, connector).await;
            assert_eq!(got.status, 204);
            let seat = if connector == "fay" { seat.clone() } else { scene.seat("oak", connector).await };
            let yes = format!(r#"{{"act":"agree","endorsement":"x","target_address":"{target}"}}"#);
            let got = scene.call(Some(&seat), "POST", &format!("/api/v1/introductions/{id}/acts"), json(&yes)).await;
            assert_eq!(got.status, 204, "{}", got.text);
            ids.push(id);
        }
        deliver(&scene.store, &outbox, NOW).await.unwrap();
        assert_eq!(state(&scene, &ids[0]).await, LetterState::Bounced);
        assert_eq!(state(&scene, &ids[1]).await, LetterState::Waiting);
        deliver(&scene.store, &outbox, NOW + 3_600).await.unwrap();
        assert_eq!(state(&scene, &ids[1]).await, LetterState::Sent);
        let arrived = server.arrived();
        assert!(arrived.values().all(|copies| copies.len() == 1), "{arrived:?}");
    });
    for (url, is_fine) in [
        ("smtp://mail.example.org", false),
        ("smtp://127.0.0.1.example.org", false),
        ("http://x", false),
        ("smtps://mail.example.org", true),
        ("smtp://mail.example.org?tls=required", true),
    ] {
        assert_eq!(Outbox::smtp(url, Address::parse("tribe@example.org").unwrap()).is_ok(), is_fine, "{url}");
    }
}

/// Where the letter to the target is.
async fn state(scene: &Scene, id: &str) -> LetterState {
    let mut engine = scene.store.read(Who::Engine { tribe: "oak".to_owned() }).await.unwrap();
    engine.letters(id).await.unwrap().into_iter().find(|one| one.kind == "invitation").unwrap().state
}
