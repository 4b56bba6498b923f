//! Measures a tribe of 1,000 members with 2,000 contacts each on PostgreSQL: how long until a packet is searchable, how
//! long a search takes, how much memory the union needs. Everything is drawn from one seed.
//!
//! `cargo run --release -p tertius-tribe-web --example tribe_scale [members] [contacts]`

#[path = "../../tertius-tribe-store/tests/it/cluster.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod cluster;

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tertius_model::{Band, Timestamp};
use tertius_tribe::{Audience, Line, Named, OwnKey, Owner, Packet, PacketId, Shared, SignedPacket, TribeId};
use tertius_tribe_store::{Arrived, Member, Person, Role, Shows, Store, Suppressed, Tribe, Who};
use tertius_tribe_web::Server;
use tower::ServiceExt;

const NOW: i64 = 1_790_000_000;
const GIVEN: [&str; 12] = ["Ida", "Jon", "Kai", "Nia", "Ove", "Pia", "Rolf", "Sara", "Timo", "Una", "Vera", "Wim"];
const LEVELS: [&str; 8] = ["Junior", "Senior", "", "Lead", "Head of", "Director of", "VP", "Principal"];
const FUNCTIONS: [&str; 16] = [
    "Engineering",
    "Sales",
    "Marketing",
    "Product Management",
    "Data Science",
    "Finance",
    "Design",
    "Nursing",
    "Recruiting",
    "Operations",
    "Legal",
    "Customer Success",
    "Software Development",
    "Accounting",
    "Procurement",
    "Security",
];
const MORE: [&str; 8] = ["", " EMEA", " Cloud", " and Growth", " (Platform)", " Health", " II", " International"];
const FIRMS: [&str; 10] = ["Halden", "Norte", "Quarz", "Fjord", "Obel", "Tannen", "Brisk", "Corvo", "Delph", "Erle"];
const KINDS: [&str; 10] =
    ["Analytics", "Bank", "Logistics", "Software", "Pharma", "Energy", "Media", "Foods", "Robotics", "Partners"];

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    fn of(&mut self, all: &[&'static str]) -> &'static str {
        all[self.below(all.len() as u64) as usize]
    }

    /// Few numbers often, many seldom.
    fn skewed(&mut self, n: u64) -> u64 {
        let (one, two) = (self.below(n), self.below(n));
        one * two / n
    }
}

/// One of 400,000 people; the same number is the same person in every packet.
fn contact(place: i64, who: u64, band: i64) -> Person {
    let mut own = Dice(who);
    let name = format!("{} {}{}", own.of(&GIVEN), own.of(&FIRMS).to_lowercase(), who);
    let title = format!("{} {}{}", own.of(&LEVELS), own.of(&FUNCTIONS), own.of(&MORE)).trim().to_owned();
    let employer = format!("{} {} {}", own.of(&FIRMS), own.of(&KINDS), own.skewed(200));
    let url = format!("https://www.linkedin.com/in/p{who}");
    Person { place, name, employer, title, url, band, ..Person::default() }
}

fn contacts(dice: &mut Dice, n: usize) -> Vec<Person> {
    (0..n as i64).map(|place| contact(place, dice.skewed(400_000), 1 + dice.below(3) as i64)).collect()
}

async fn fill(store: &Store, members: usize, each: usize, dice: &mut Dice) {
    let mut door = store.write(Who::Door).await.expect("the store");
    let tribe = Tribe { id: "oak".to_owned(), name: "Oak".to_owned(), crowd: 3, daily: 1_000_000 };
    door.found(&tribe, b"0123456789abcdef", NOW).await.expect("a tribe");
    for at in 0..members {
        let shows = if at % 5 == 0 { Shows::Named } else { Shows::Hidden };
        let new = Member { id: format!("m{at}"), name: format!("Member {at}"), role: Role::Member, shows, joined: NOW };
        door.add_member("oak", &format!("m{at}@example.org"), &new).await.expect("a member");
    }
    for at in [0, 1] {
        let hash = blake3::hash(format!("seat{at}").as_bytes());
        door.add_session(hash.as_bytes(), "oak", &format!("m{at}"), NOW + 9000).await.expect("a session");
    }
    door.commit().await.expect("kept");
    let nobody = Suppressed::new(Vec::new(), |_| Vec::new());
    // Member 0 brings theirs later.
    for at in 1..members {
        let new = Arrived {
            id: format!("p{at}"),
            signer: format!("k{at}"),
            bytes: vec![0; 170 * each],
            level: "named".to_owned(),
            made: NOW,
            expires: NOW + 9000,
            people: contacts(dice, each),
        };
        let mut on =
            store.write(Who::Member { tribe: "oak".to_owned(), member: format!("m{at}") }).await.expect("the store");
        on.put_packet(&new, &nobody, NOW).await.expect("a packet");
        on.commit().await.expect("kept");
    }
}

fn signed(dice: &mut Dice, each: usize) -> Vec<u8> {
    let key = OwnKey::from_secret(&[7; 32]);
    let mut people = contacts(dice, each);
    people[0].title = "Chief Financial Officer".to_owned();
    people[0].employer = "Arrived Today Ltd".to_owned();
    let line = |text: &str| Line::new(text).expect("a plain line");
    let named = |one: &Person| Named {
        name: line(&one.name),
        employer: Some(line(&one.employer)),
        title: Some(line(&one.title)),
        url: None,
        strength: Band::Fair,
        note: None,
    };
    let packet = Packet {
        id: PacketId::from_random([9; 16]),
        owner: Owner { name: line("Member Zero"), key: key.public(), url: None },
        audience: Audience::Tribe(TribeId::new("oak").expect("a plain id")),
        made: Timestamp(NOW),
        expires: Timestamp(NOW + 9000),
        people: Shared::Named(people.iter().map(named).collect()),
    };
    SignedPacket::sign(packet, &key).expect("a packet").text().as_bytes().to_vec()
}

async fn call(server: &Server, seat: &str, method: &str, path: &str, body: Vec<u8>) -> String {
    let request = Request::builder().method(method).uri(path).header(header::HOST, "tribe.example");
    let request =
        request.header(header::AUTHORIZATION, format!("Bearer {seat}")).body(Body::from(body)).expect("a request");
    let answer = server.router().oneshot(request).await.expect("an answer");
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    String::from_utf8_lossy(&to_bytes(answer.into_body(), usize::MAX).await.expect("a body")).into_owned()
}

fn goal(dice: &mut Dice) -> String {
    let function = dice.of(&FUNCTIONS).replace(' ', "+");
    match dice.below(4) {
        0 => function,
        1 => format!("{}+{function}", dice.of(&["VP", "Head+of", "Senior"])),
        2 => format!("{function}+at+{}+{}", dice.of(&FIRMS), dice.of(&KINDS)),
        _ => format!("somebody+at+{}+{}+{}", dice.of(&FIRMS), dice.of(&KINDS), dice.below(50)),
    }
}

fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or("VmRSS unknown").to_owned()
}

fn say(line: &str) {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}").expect("a terminal");
}

async fn measure(url: &str, members: usize, each: usize) {
    let mut dice = Dice(20_260_501);
    let store = Store::open(url).await.expect("PostgreSQL");
    let begun = Instant::now();
    fill(&store, members, each, &mut dice).await;
    say(&format!("{members} members x {each} contacts written in {:.1} s", begun.elapsed().as_secs_f64()));
    let before = resident();
    let begun = Instant::now();
    let server = Server::new(store, "http://tribe.example", Arc::new(|| NOW)).await.expect("a server");
    say(&format!("read into memory in {:.1} s; {before} before, {} after", begun.elapsed().as_secs_f64(), resident()));
    let bytes = signed(&mut dice, each);
    let begun = Instant::now();
    call(&server, "seat0", "POST", "/api/v1/packets", bytes).await;
    let found = call(&server, "seat1", "GET", "/api/v1/search?for=CFO+at+Arrived+Today", Vec::new()).await;
    let took = begun.elapsed();
    assert!(found.contains("Arrived Today"), "not searchable: {found}");
    say(&format!("a packet of {each} arrived and was found after {:.0} ms", took.as_secs_f64() * 1e3));
    let mut times: Vec<Duration> = Vec::new();
    let mut n_told = 0;
    for _ in 0..400 {
        let path = format!("/api/v1/search?for={}", goal(&mut dice));
        let begun = Instant::now();
        let text = call(&server, "seat1", "GET", &path, Vec::new()).await;
        times.push(begun.elapsed());
        n_told += text.matches("\"text\":").count() + text.matches("\"connectors\":").count();
    }
    times.sort();
    let at = |part: usize| times[times.len() * part / 100].as_secs_f64() * 1e3;
    say(&format!(
        "400 searches: median {:.1} ms, p95 {:.1} ms, worst {:.1} ms; {n_told} answers",
        at(50),
        at(95),
        at(99)
    ));
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse().ok());
    let (members, each) = (numbers.next().unwrap_or(1000), numbers.next().unwrap_or(2000));
    let cluster = cluster::Cluster::start();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(measure(&cluster.url(), members, each));
}
