//! Two tribes behind a server that answers in this process: `oak` with ana (keeper), ben, cleo and four more, `elm` with
//! dora (keeper).

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use std::sync::Arc;
use tertius_model::{Band, Timestamp};
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
    n_seats: std::sync::atomic::AtomicUsize,
}

/// What came back.
pub struct Got {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub text: String,
}

/// A body and what it is.
#[derive(Clone)]
pub enum Sent {
    Nothing,
    Form(String),
    Json(String),
    File(Vec<u8>),
    Bytes(Vec<u8>),
}

impl Scene {
    pub async fn open(database: &str) -> Scene {
        Scene::open_at(database, Arc::new(|| NOW)).await
    }

    /// With a clock of its own.
    pub async fn open_at(database: &str, clock: tertius_tribe_web::Clock) -> Scene {
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
        let server = Server::new(store.clone(), ADDRESS, clock).await.unwrap();
        Scene { store, server, n_seats: std::sync::atomic::AtomicUsize::new(0) }
    }

    /// A new session's secret.
    pub async fn seat(&self, tribe: &str, member: &str) -> String {
        let number = self.n_seats.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let secret = format!("{tribe}-{member}-{number}");
        let mut door = self.store.write(Who::Door).await.unwrap();
        let hash = blake3::hash(secret.as_bytes());
        door.add_session(hash.as_bytes(), tribe, member, NOW + 100 * 86_400).await.unwrap();
        door.commit().await.unwrap();
        secret
    }

    /// A member who came just now.
    pub async fn newcomer(&self, role: Role) -> String {
        let number = self.n_seats.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let id = format!("newcomer{number}");
        let new = Member { id: id.clone(), name: id.clone(), role, shows: Shows::Hidden, joined: NOW };
        let mut door = self.store.write(Who::Door).await.unwrap();
        door.add_member("oak", &format!("{id}@example.org"), &new).await.unwrap();
        door.commit().await.unwrap();
        id
    }

    pub async fn call(&self, seat: Option<&str>, method: &str, path: &str, sent: Sent) -> Got {
        self.call_from(Some(ADDRESS), seat, method, path, sent).await
    }

    /// A call from a page of some origin, or of none.
    pub async fn call_from(
        &self,
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
            Sent::File(bytes) => {
                let mut body =
                    b"--cut\r\nContent-Disposition: form-data; name=\"packet\"; filename=\"p\"\r\n\r\n".to_vec();
                body.extend(bytes);
                body.extend(b"\r\n--cut--\r\n");
                ("multipart/form-data; boundary=cut", body)
            }
        };
        let request = request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap();
        let answer = self.server.router().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Got { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
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

/// What a person of a packet is: name, title, employer, profile.
pub type Of<'a> = (&'a str, &'a str, &'a str, &'a str);

/// A signed packet for the oak, its number made from a word.
pub fn packet(number: &str, owner: &str, expires: i64, people: &[Of<'_>]) -> (String, Vec<u8>) {
    let digest = *blake3::hash(number.as_bytes()).as_bytes();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    let key = OwnKey::from_secret(blake3::hash(owner.as_bytes()).as_bytes());
    let line = |text: &str| (!text.is_empty()).then(|| Line::new(text).unwrap());
    let named = |(name, title, employer, url): &Of<'_>| Named {
        name: Line::new(name).unwrap(),
        employer: line(employer),
        title: line(title),
        url: ProfileUrl::new(url),
        strength: Band::Strong,
        note: None,
    };
    let packet = Packet {
        id: PacketId::from_random(id),
        owner: Owner { name: Line::new(owner).unwrap(), key: key.public(), url: None },
        audience: Audience::Tribe(TribeId::new("oak").unwrap()),
        made: Timestamp(NOW),
        expires: Timestamp(expires),
        people: Shared::Named(people.iter().map(named).collect()),
    };
    let signed = SignedPacket::sign(packet, &key).unwrap();
    (PacketId::from_random(id).to_string(), signed.text().as_bytes().to_vec())
}
