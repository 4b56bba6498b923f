//! The tribe's server killed while people use it: `tertius serve --tribe` as a process, people at its pages and links, a real
//! mail server behind it, and SIGKILL at every named step of keeping and sending and at many other moments.
//!
//! Whoever pressed and got no answer looks where things stand and presses again, as people do. After each restart what a
//! page says and what lies in the mailboxes agree; in the end each mail has arrived, once by its id. A second copy, the same
//! byte for byte, there may be of the one mail that was on its way when the process died.

use crate::mail_server::MailServer;
use crate::mutation::Random;
use crate::scene::{Scene, bare};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Every step that has a name, and how often the story comes to it at least.
const STEPS: [(&str, usize); 7] = [
    ("link-used", 2),
    ("half-written", 4),
    ("all-written", 4),
    ("kept", 4),
    ("leased", 5),
    ("handed-over", 5),
    ("noted", 5),
];
/// Kills at moments that have no name.
const N_BY_TIME: usize = 14;
const MIRA: &str = "mira@example.org";
const BEN: &str = "ben@example.org";
const IRIS: &str = "iris@example.net";

/// When the process dies.
#[derive(Clone, Copy, Debug)]
enum Death {
    Never,
    /// At the how-manieth time of a step.
    At(&'static str, usize),
    /// So long after it began to serve; again and again, each time a little later.
    After(Duration),
}

/// The server as a process.
struct Process {
    child: Arc<Mutex<Child>>,
    /// The steps it came to.
    steps: Arc<Mutex<Vec<String>>>,
}

/// Where everything of one story lies.
struct World<'a> {
    folder: PathBuf,
    server: &'a MailServer,
    address: String,
    process: Option<Process>,
    n_starts: u32,
    /// The cookies of Mira, who keeps the tribe, and of Ben.
    mira: String,
    ben: String,
    /// The mail that was there before.
    before: Vec<String>,
}

/// What came back.
struct Got {
    status: u16,
    text: String,
}

impl World<'_> {
    /// Starts the server; each time a day later, when nothing that was taken up by a dead one is still held.
    fn start(&mut self, death: Death) -> Option<String> {
        self.n_starts += 1;
        let mut command = bare(&self.folder);
        let listen = self.address.trim_start_matches("http://").to_owned();
        command.args(["--json", "--as-of", &format!("2026-11-{:02}", self.n_starts)]);
        command.args(["serve", "--tribe", "oak.db", "--found", "oak", "--keeper", MIRA, "--from", "tribe@example.org"]);
        command.args(["--smtp", &format!("smtp://127.0.0.1:{}", self.server.port)]);
        command.args(["--listen", &listen, "--address", &self.address]);
        let stop_at = if let Death::At(step, nth) = death { format!("{step}:{nth}") } else { "none:0".to_owned() };
        command.env("TERTIUS_TEST_STOP_AT", stop_at).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (child, steps) = (Arc::new(Mutex::new(child)), Arc::new(Mutex::new(Vec::new())));
        self.process = Some(Process { child: child.clone(), steps: steps.clone() });
        let victim = child.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                if line.starts_with("stands at ") {
                    victim.lock().unwrap().kill().unwrap();
                }
                steps.lock().unwrap().push(line);
            }
        });
        let mut told = String::new();
        BufReader::new(out).read_line(&mut told).unwrap();
        if let Death::After(time) = death {
            std::thread::spawn(move || {
                std::thread::sleep(time);
                // It may have been ended already.
                drop(child.lock().unwrap().kill());
            });
        }
        serde_json::from_str::<Value>(&told).ok()?["link"].as_str().map(str::to_owned)
    }

    fn stop(&mut self) {
        if let Some(process) = self.process.take() {
            let mut child = process.child.lock().unwrap();
            // It may have been killed already.
            drop(child.kill());
            child.wait().unwrap();
        }
    }

    fn is_dead(&self) -> bool {
        self.process.as_ref().is_none_or(|one| one.child.lock().unwrap().try_wait().unwrap().is_some())
    }

    /// Calls the server; nothing where it dies over it.
    fn call(&self, method: &str, path: &str, cookie: &str, body: &str) -> Option<Got> {
        let host = self.address.trim_start_matches("http://");
        let kind = if body.starts_with('{') { "application/json" } else { "application/x-www-form-urlencoded" };
        let mut stream = TcpStream::connect(host).ok()?;
        let (origin, length) = (&self.address, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nCookie: tertius-tribe={cookie}\r\n\
             Content-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(head.as_bytes()).ok()?;
        let mut text = String::new();
        stream.read_to_string(&mut text).ok()?;
        let status = text.split(' ').nth(1)?.parse().ok()?;
        Some(Got { status, text })
    }

    /// Calls a server that lives.
    fn ask(&self, path: &str, cookie: &str) -> Value {
        let got = self.call("GET", path, cookie, "").expect("because nobody kills it now");
        assert_eq!(got.status, 200, "{}", got.text);
        serde_json::from_str(got.text.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// What arrived since the beginning, by id.
    fn arrived(&self) -> BTreeMap<String, Vec<String>> {
        let mut all = self.server.arrived();
        all.retain(|id, _| !self.before.contains(id));
        all
    }

    /// The link of a kind in the mail to somebody.
    fn link(&self, to: &str, kind: &str) -> Option<String> {
        let start = format!("{}/{kind}/", self.address);
        let arrived = self.arrived();
        let mails = arrived.values().map(|copies| copies[0].replace("=\n", "").replace("=3D", "="));
        let mail = mails.filter(|mail| mail.lines().any(|line| line.starts_with("To: ") && line.contains(to)));
        let links = mail.flat_map(|mail| mail.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        let link = links.into_iter().find(|word| word.starts_with(&start));
        link.map(|link| link[self.address.len()..].to_owned())
    }

    /// Waits until it is killed.
    fn wait_for_its_end(&self) {
        let begun = Instant::now();
        while !self.is_dead() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it never came to the step it was to be killed at");
            std::thread::sleep(Duration::from_millis(3));
        }
    }

    /// Waits until a mail with such a link lies there, or the server is dead.
    fn wait_for(&self, to: &str, kind: &str) -> Option<String> {
        let begun = Instant::now();
        loop {
            let is_dead = self.is_dead();
            match self.link(to, kind) {
                Some(link) => return Some(link),
                None if is_dead => return None,
                None => assert!(begun.elapsed() < Duration::from_secs(20), "no {kind} came to {to}"),
            }
            std::thread::sleep(Duration::from_millis(3));
        }
    }
}

impl Drop for World<'_> {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A tribe with Mira and Ben in it, as files to begin from.
fn two_members<'a>(folder: &Path, server: &'a MailServer) -> World<'a> {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap().port();
    let mut world = World {
        folder: folder.to_owned(),
        server,
        address: format!("http://127.0.0.1:{port}"),
        process: None,
        n_starts: 0,
        mira: String::new(),
        ben: String::new(),
        before: Vec::new(),
    };
    std::fs::create_dir_all(folder).unwrap();
    let joined = |world: &World<'_>, link: &str, name: &str| {
        let got = world.call("POST", link.trim_start_matches(&world.address), "", &format!("name={name}")).unwrap();
        let cookie = got.text.split("tertius-tribe=").nth(1).unwrap_or_else(|| panic!("{}", got.text));
        cookie.split(';').next().unwrap().to_owned()
    };
    let link = world.start(Death::Never).unwrap();
    world.mira = joined(&world, &link, "Mira+Holt");
    let invitation = json!({ "email": BEN }).to_string();
    let got = world.call("POST", "/api/v1/invitations", &world.mira, &invitation).unwrap();
    assert_eq!(got.status, 204, "{}", got.text);
    let link = world.wait_for(BEN, "join").unwrap();
    world.ben = joined(&world, &link, "Ben+Oduya");
    world.stop();
    world
}

/// The same tribe in a folder of its own.
fn another<'a>(first: &World<'a>, name: &str) -> World<'a> {
    let folder = first.folder.with_file_name(name);
    std::fs::create_dir_all(&folder).unwrap();
    for entry in std::fs::read_dir(&first.folder).unwrap().flatten() {
        std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap().port();
    World {
        folder,
        server: first.server,
        address: format!("http://127.0.0.1:{port}"),
        process: None,
        n_starts: 1,
        mira: first.mira.clone(),
        ben: first.ben.clone(),
        before: first.server.arrived().into_keys().collect(),
    }
}

/// How far an introduction is, and how many mails that makes.
const STAGES: [(&str, usize); 4] =
    [("draft", 0), ("waiting-for-connector", 1), ("waiting-for-target", 3), ("introduced", 5)];

/// Waits until nothing waits; then what Mira's page says and what arrived must agree. How far it is; nothing without a draft.
fn state_and_mail_agree(world: &World<'_>, why: &str) -> Option<usize> {
    let begun = Instant::now();
    loop {
        let health = world.ask("/api/v1/health", &world.mira);
        assert_eq!(health["mail_dead"], 0, "{why}");
        if health["mail_waiting"] == 0 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{why}: {health}");
        std::thread::sleep(Duration::from_millis(5));
    }
    let all = world.ask("/api/v1/introductions", &world.mira);
    let stages: Vec<&str> = all.as_array().unwrap().iter().map(|one| one["stage"].as_str().unwrap()).collect();
    assert!(stages.len() <= 1, "{why}: {stages:?}");
    let at = stages.first().map(|stage| STAGES.iter().position(|(word, _)| word == stage).unwrap());
    assert_eq!(world.arrived().len(), at.map_or(0, |at| STAGES[at].1), "{why}: {stages:?}");
    at
}

/// Presses what comes next; nothing where the server died before all of it was there.
fn press(world: &World<'_>, at: Option<usize>) -> Option<()> {
    match at {
        None => {
            let members = world.call("GET", "/api/v1/members", &world.mira, "")?;
            let members: Value = serde_json::from_str(members.text.split_once("\r\n\r\n")?.1).ok()?;
            let ben = members.as_array()?.iter().find(|one| one["name"] == "Ben Oduya")?["id"].clone();
            let new = json!({ "connector": ben, "target": "Iris Falk", "goal": "tide tables" }).to_string();
            world.call("POST", "/api/v1/introductions", &world.mira, &new).map(|got| assert_eq!(got.status, 200))
        }
        Some(0) => {
            let all = world.call("GET", "/api/v1/introductions", &world.mira, "")?;
            let all: Value = serde_json::from_str(all.text.split_once("\r\n\r\n")?.1).ok()?;
            let act = format!("/api/v1/introductions/{}/acts", all[0]["id"].as_str()?);
            world.call("POST", &act, &world.mira, r#"{"act":"send"}"#).map(|got| assert_eq!(got.status, 204))
        }
        Some(1) => {
            let yes = "act=agree&endorsement=She+listens+first.&target_address=iris%40example.net&reveal=name";
            follow(world, BEN, yes)
        }
        Some(2) => follow(world, IRIS, "act=accept&reveal=name-and-address"),
        Some(_) => world.wait_for(IRIS, "outcome").map(drop),
    }
}

/// Follows the link in somebody's mail: what can be looked at was not used, so it can be pressed.
fn follow(world: &World<'_>, who: &str, said: &str) -> Option<()> {
    let link = world.wait_for(who, "answer")?;
    let shown = world.call("GET", &link, "", "")?;
    assert_eq!(shown.status, 200, "{}", shown.text);
    world.call("POST", &link, "", said).map(|got| assert_eq!(got.status, 200, "{}", got.text))
}

/// Plays the story to its end over every death; the steps that the first process came to.
fn play(world: &mut World<'_>, death: Death) -> Vec<String> {
    let why = format!("{death:?}");
    world.start(death);
    let mut at = None;
    let mut n_deaths = 0;
    let mut steps = Vec::new();
    while at != Some(STAGES.len() - 1) {
        if press(world, at).is_some() && !world.is_dead() {
            at = Some(at.map_or(0, |at| at + 1));
            continue;
        }
        n_deaths += 1;
        world.stop();
        world.start(Death::Never);
        at = state_and_mail_agree(world, &why);
        if let (Death::After(time), true) = (death, n_deaths < 3) {
            // Again, a little later in the story.
            world.stop();
            world.start(Death::After(time * n_deaths));
        }
    }
    match death {
        Death::Never => drop(state_and_mail_agree(world, &why)),
        Death::At(..) if n_deaths == 0 => world.wait_for_its_end(),
        _ => {}
    }
    if let Some(process) = &world.process {
        steps.clone_from(&process.steps.lock().unwrap());
    }
    // Whatever died last is followed by one that finds nothing left to do.
    world.stop();
    world.start(Death::Never);
    assert_eq!(state_and_mail_agree(world, &why), Some(STAGES.len() - 1));
    let arrived = world.arrived();
    let mut readers: Vec<&str> = arrived
        .values()
        .map(|copies| [MIRA, BEN, IRIS].into_iter().find(|who| copies[0].contains(&format!("<{who}>"))).unwrap_or("?"))
        .collect();
    readers.sort_unstable();
    assert_eq!(readers, [BEN, IRIS, IRIS, MIRA, MIRA], "{why}");
    // The one mail that was on its way when a process died may have come already, and is sent again.
    let most = if matches!(death, Death::Never) { 0 } else { n_deaths as usize + 1 };
    let n_again: usize = arrived.values().map(|copies| copies.len() - 1).sum();
    assert!(n_again <= most, "{why}: {n_again} came again");
    for copies in arrived.values() {
        assert!(copies.iter().all(|copy| *copy == copies[0]), "{why}: {copies:#?}");
    }
    world.stop();
    steps
}

#[test]
fn the_server_killed_at_every_step_keeps_state_and_mail_in_agreement() {
    let scene = Scene::empty();
    // In memory where there is any: what is tested here is not the disk.
    let place = tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap());
    let server = MailServer::start(&scene.path(""));
    let first = two_members(&place.path().join("first"), &server);
    let whole = Instant::now();
    let steps = play(&mut another(&first, "whole"), Death::Never);
    let whole = whole.elapsed();
    let mut deaths = Vec::new();
    for (step, least) in STEPS {
        let n = steps.iter().filter(|line| **line == format!("comes to {step}")).count();
        assert!(n >= least, "the story comes {n} times to {step}: {steps:?}");
        deaths.extend((1..=n).map(|nth| Death::At(step, nth)));
    }
    let mut random = Random(9);
    deaths.extend((0..N_BY_TIME).map(|_| Death::After(whole.mul_f64(0.4 * random.below(1_000) as f64 / 1_000.0))));
    for (number, death) in deaths.into_iter().enumerate() {
        play(&mut another(&first, &format!("world-{number}")), death);
    }
}
