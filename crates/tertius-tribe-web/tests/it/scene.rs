//! Two tribes behind a server that answers in this process: `oak` with ana (keeper), ben, cleo and four more, `elm` with
//! dora (keeper).

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use tertius_model::{Band, Timestamp};
use tertius_tribe::blind::{self, Agreement, Asker};
use tertius_tribe::{
    Audience, Line, Named, OwnKey, Owner, Packet, PacketId, ProfileUrl, Shared, SignedPacket, TribeId,
};
use tertius_tribe_store::{Member, Role, Shows, Store, Tribe, Who};
use tertius_tribe_web::Server;
use tower::ServiceExt;

pub const NOW: i64 = 1_790_000_000;
pub const ADDRESS: &str = "http://tribe.example";
pub const OAKS: [&str; 7] = ["ana", "ben", "cleo", "emil", "fay", "gus", "hana"];

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

/// A folder in memory where there is one: what is tested here is not the disk.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

pub struct Scene {
    pub store: Store,
    pub server: Server,
    /// What counts as now.
    clock: Arc<AtomicI64>,
    n_seats: AtomicUsize,
}

/// What came back.
pub struct Got {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

/// A body and what it is.
#[derive(Clone)]
pub enum Sent {
    Nothing,
    Form(String),
    Json(String),
    /// A file of a form, with the name of its field.
    Named(&'static str, Vec<u8>),
    Bytes(Vec<u8>),
}

impl Scene {
    pub async fn open(database: &str) -> Scene {
        let store = Store::open(database).await.unwrap();
        let mut door = store.write(Who::Door).await.unwrap();
        for (tribe, people) in [("oak", OAKS.as_slice()), ("elm", ["dora"].as_slice())] {
            let new = Tribe { id: tribe.to_owned(), name: format!("The {tribe}"), crowd: 3, daily: 100_000 };
            door.found(&new, b"0123456789abcdef", NOW).await.unwrap();
            for (at, name) in people.iter().enumerate() {
                let role = if at == 0 { Role::Keeper } else { Role::Member };
                let (id, name) = ((*name).to_owned(), format!("Member {name}"));
                let new = Member { id: id.clone(), name, role, shows: Shows::Hidden, joined: NOW };
                door.add_member(tribe, &format!("{id}@example.org"), &new).await.unwrap();
            }
        }
        door.commit().await.unwrap();
        let clock = Arc::new(AtomicI64::new(NOW));
        let server = serving(&store, &clock).await;
        Scene { store, server, clock, n_seats: AtomicUsize::new(0) }
    }

    /// Another server over the same store, as after a crash or beside the first.
    pub async fn another(&self) -> Server {
        serving(&self.store, &self.clock).await
    }

    /// Lets time pass.
    pub fn later(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Sets the clock.
    pub fn set_now(&self, now: i64) {
        self.clock.store(now, Ordering::Relaxed);
    }

    /// What counts as now.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// A new session's secret.
    pub async fn seat(&self, tribe: &str, member: &str) -> String {
        let number = self.n_seats.fetch_add(1, Ordering::Relaxed);
        let secret = format!("{tribe}-{member}-{number}");
        let mut door = self.store.write(Who::Door).await.unwrap();
        let hash = blake3::hash(secret.as_bytes());
        door.add_session(hash.as_bytes(), tribe, member, NOW + 100 * 86_400).await.unwrap();
        door.commit().await.unwrap();
        secret
    }

    /// A member who came just now.
    pub async fn newcomer(&self, role: Role) -> String {
        let number = self.n_seats.fetch_add(1, Ordering::Relaxed);
        let id = format!("newcomer{number}");
        let new = Member { id: id.clone(), name: id.clone(), role, shows: Shows::Hidden, joined: NOW };
        let mut door = self.store.write(Who::Door).await.unwrap();
        door.add_member("oak", &format!("{id}@example.org"), &new).await.unwrap();
        door.commit().await.unwrap();
        id
    }

    pub async fn call(&self, seat: Option<&str>, method: &str, path: &str, sent: Sent) -> Got {
        Scene::call_from(&self.server, Some(ADDRESS), seat, method, path, sent).await
    }

    /// Calls one of several servers.
    pub async fn call_at(server: &Server, seat: Option<&str>, method: &str, path: &str, sent: Sent) -> Got {
        Scene::call_from(server, Some(ADDRESS), seat, method, path, sent).await
    }

    /// A call from a page of some origin, or of none.
    pub async fn call_from(
        server: &Server,
        origin: Option<&str>,
        seat: Option<&str>,
        method: &str,
        path: &str,
        sent: Sent,
    ) -> Got {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "tribe.example");
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        if let Some(seat) = seat {
            request = request.header(header::COOKIE, format!("tertius-tribe={seat}"));
        }
        let (kind, body) = match sent {
            Sent::Nothing => ("text/plain", Vec::new()),
            Sent::Form(text) => ("application/x-www-form-urlencoded", text.into_bytes()),
            Sent::Json(text) => ("application/json", text.into_bytes()),
            Sent::Bytes(bytes) => ("application/octet-stream", bytes),
            Sent::Named(name, bytes) => {
                let head = format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"p\"\r\n\r\n");
                let mut body = head.into_bytes();
                body.extend(bytes);
                body.extend(b"\r\n--cut--\r\n");
                ("multipart/form-data; boundary=cut", body)
            }
        };
        let request = request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
        let answer = server.router().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Got { status: parts.status, headers: parts.headers, text, bytes: bytes.to_vec() }
    }
}

/// A text without the random numbers of matters, which differ from one world to the other.
pub fn without_numbers(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            digits.push(c);
            continue;
        }
        plain.push_str(if digits.len() == 16 { "#" } else { &digits });
        digits.clear();
        plain.push(c);
    }
    plain
}

/// The value of a field of JSON.
pub fn field(json: &str, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    value[name].as_str().unwrap_or_default().to_owned()
}

async fn serving(store: &Store, clock: &Arc<AtomicI64>) -> Server {
    let clock = Arc::clone(clock);
    Server::new(store.clone(), ADDRESS, Arc::new(move || clock.load(Ordering::Relaxed))).await.unwrap()
}

/// What a person of a packet is: name, title, employer, profile.
pub type Of<'a> = (&'a str, &'a str, &'a str, &'a str);

/// A signed packet for the oak, its number made from a word; every tie in it is strong.
pub fn packet(number: &str, owner: &str, expires: i64, people: &[Of<'_>]) -> (String, Vec<u8>) {
    let strong: Vec<(Of<'_>, Band)> = people.iter().map(|of| (*of, Band::Strong)).collect();
    packet_of_bands(number, owner, expires, &strong)
}

/// A signed packet for the oak with ties of several bands.
pub fn packet_of_bands(number: &str, owner: &str, expires: i64, people: &[(Of<'_>, Band)]) -> (String, Vec<u8>) {
    let line = |text: &str| (!text.is_empty()).then(|| Line::new(text).unwrap());
    let named = |((name, title, employer, url), strength): &(Of<'_>, Band)| Named {
        name: Line::new(name).unwrap(),
        employer: line(employer),
        title: line(title),
        url: ProfileUrl::new(url),
        strength: *strength,
        note: None,
    };
    signed(number, owner, expires, Shared::Named(people.iter().map(named).collect()))
}

/// A signed packet for the oak.
pub fn signed(number: &str, owner: &str, expires: i64, people: Shared) -> (String, Vec<u8>) {
    let digest = *blake3::hash(number.as_bytes()).as_bytes();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    let key = OwnKey::from_secret(blake3::hash(owner.as_bytes()).as_bytes());
    let packet = Packet {
        id: PacketId::from_random(id),
        owner: Owner { name: Line::new(owner).unwrap(), key: key.public(), url: None },
        audience: Audience::Tribe(TribeId::new("oak").unwrap()),
        made: Timestamp(NOW),
        expires: Timestamp(expires),
        people,
    };
    let signed = SignedPacket::sign(packet, &key).unwrap();
    (PacketId::from_random(id).to_string(), signed.text().as_bytes().to_vec())
}

/// A question of a blind match about one address, and its answer; the same every time.
pub fn question_and_answer() -> (Vec<u8>, Vec<u8>) {
    let agreement = Agreement { asker: "oak/cleo".to_owned(), answerer: "oak/ben".to_owned() };
    let items = ["email ida@example.org".to_owned()].into();
    let asker = Asker::begin(&agreement, &items, &[7; 32]).unwrap();
    let answer = blind::answer(&agreement, &items, asker.question(), &[8; 32]).unwrap();
    (asker.question().to_bytes(), answer.to_bytes())
}
