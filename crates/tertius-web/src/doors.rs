//! Who may come in: the one-time link, sessions, tokens; and what a request must look like.
//!
//! A page on the internet can make a browser send requests to this machine. Three things keep it out: the session
//! cookie is only sent by our own pages (`SameSite=Strict`), the `Host` header must name this machine, so that a
//! foreign name that resolves to it is refused, and a request that changes something must say that it comes from a
//! page of ours.

use axum::http::{HeaderMap, Method, header};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

/// The cookie that a session is known by.
pub(crate) const COOKIE: &str = "tertius-session";
/// Sessions remembered; the next one ends them all.
const SESSIONS: usize = 1000;

/// Secrets are kept as hashes, so that comparing them tells nothing by its time.
type Hash = [u8; 32];

/// The doors of one server.
pub(crate) struct Doors {
    listen: SocketAddr,
    link: Mutex<Option<Hash>>,
    sessions: Mutex<HashSet<Hash>>,
    token: Hash,
}

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It names another machine.
    WrongHost,
    /// It changes something and does not come from a page of ours.
    CrossOrigin,
    /// It shows neither session nor token.
    NoSession,
}

impl Doors {
    /// Doors for a server at an address, and the token of the API.
    pub fn new(listen: SocketAddr) -> Result<(Doors, String), getrandom::Error> {
        let token = secret()?;
        let doors = Doors { listen, link: Mutex::default(), sessions: Mutex::default(), token: hash(&token) };
        Ok((doors, token))
    }

    /// A new one-time link's secret; an older one that was not used no longer opens.
    pub fn new_link(&self) -> Result<String, getrandom::Error> {
        let secret = secret()?;
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = Some(hash(&secret));
        Ok(secret)
    }

    /// Exchanges the link's secret for a session's, once.
    pub fn open(&self, shown: &str) -> Option<String> {
        let mut link = self.link.lock().unwrap_or_else(PoisonError::into_inner);
        if *link != Some(hash(shown)) {
            return None;
        }
        let session = secret().ok()?;
        *link = None;
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= SESSIONS {
            sessions.clear();
        }
        sessions.insert(hash(&session));
        Some(session)
    }

    /// Whether a request may pass.
    pub fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        self.check_host(headers)?;
        if self.has_token(headers) {
            return Ok(());
        }
        if !self.has_session(headers) {
            return Err(Refusal::NoSession);
        }
        if method.is_safe() || self.is_from_here(headers) { Ok(()) } else { Err(Refusal::CrossOrigin) }
    }

    /// Whether the request names this machine.
    pub fn check_host(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = text(headers, header::HOST).unwrap_or_default();
        if self.names().iter().any(|name| name == host) { Ok(()) } else { Err(Refusal::WrongHost) }
    }

    fn names(&self) -> [String; 3] {
        let port = self.listen.port();
        [format!("127.0.0.1:{port}"), format!("localhost:{port}"), format!("[::1]:{port}")]
    }

    fn is_from_here(&self, headers: &HeaderMap) -> bool {
        match text(headers, header::ORIGIN) {
            Some(origin) => self.names().iter().any(|name| origin.strip_prefix("http://") == Some(name)),
            None => headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin"),
        }
    }

    fn has_token(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|shown| hash(shown) == self.token)
    }

    fn has_session(&self, headers: &HeaderMap) -> bool {
        let Some(cookies) = text(headers, header::COOKIE) else { return false };
        let mut values = cookies.split(';').filter_map(|cookie| cookie.trim().split_once('='));
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        values.any(|(name, value)| name == COOKIE && sessions.contains(&hash(value)))
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    text(headers, header::AUTHORIZATION)?.strip_prefix("Bearer ").map(str::trim)
}

/// The hash of the token that a program shows.
pub(crate) fn shown_token(headers: &HeaderMap) -> Option<String> {
    bearer(headers).map(token_hash)
}

/// What of a token is kept.
pub(crate) fn token_hash(secret: &str) -> String {
    blake3::Hash::from(hash(secret)).to_hex().to_string()
}

fn hash(secret: &str) -> Hash {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

/// 256 random bits in hexadecimal.
pub(crate) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn doors() -> (Doors, String, String) {
        let (doors, token) = Doors::new(SocketAddr::from(([127, 0, 0, 1], 7878))).expect("random bytes");
        let link = doors.new_link().expect("random bytes");
        (doors, token, link)
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let value = |value: &str| HeaderValue::from_str(value).expect("a header value");
        pairs.iter().map(|(name, text)| (header::HeaderName::from_static(name), value(text))).collect()
    }

    #[test]
    fn a_link_opens_once() {
        let (doors, _, link) = doors();
        assert!(doors.open("another").is_none());
        let session = doors.open(&link).expect("the first use opens");
        assert!(doors.open(&link).is_none());
        let cookie = format!("other=1; {COOKIE}={session}");
        let shown = headers(&[("host", "127.0.0.1:7878"), ("cookie", &cookie)]);
        assert_eq!(doors.check(&Method::GET, &shown), Ok(()));
    }

    #[test]
    fn other_hosts_other_origins_and_strangers_stay_out() {
        let (doors, token, link) = doors();
        let session = doors.open(&link).expect("the first use opens");
        let cookie = format!("{COOKIE}={session}");
        let foreign = headers(&[("host", "rebound.example:7878"), ("cookie", &cookie)]);
        assert_eq!(doors.check(&Method::GET, &foreign), Err(Refusal::WrongHost));
        let own = [("host", "localhost:7878"), ("cookie", cookie.as_str())];
        let with = |name, value| headers(&[own[0], own[1], (name, value)]);
        assert_eq!(doors.check(&Method::POST, &headers(&own)), Err(Refusal::CrossOrigin));
        let evil = with("origin", "http://evil.example");
        assert_eq!(doors.check(&Method::POST, &evil), Err(Refusal::CrossOrigin));
        assert_eq!(doors.check(&Method::POST, &with("origin", "null")), Err(Refusal::CrossOrigin));
        assert_eq!(doors.check(&Method::POST, &with("origin", "http://localhost:7878")), Ok(()));
        assert_eq!(doors.check(&Method::POST, &with("sec-fetch-site", "same-origin")), Ok(()));
        let nobody = headers(&[("host", "localhost:7878")]);
        assert_eq!(doors.check(&Method::GET, &nobody), Err(Refusal::NoSession));
        let bearer = format!("Bearer {token}");
        let caller = headers(&[("host", "localhost:7878"), ("authorization", &bearer)]);
        assert_eq!(doors.check(&Method::POST, &caller), Ok(()));
    }
}
