//! Asks a server over a socket, and says how long it took.

use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What came back, and after how long.
pub struct Told {
    pub text: String,
    pub took: Duration,
}

/// One member's connection to a server.
pub struct Caller {
    pub at: std::net::SocketAddr,
    pub seat: String,
}

impl Caller {
    pub async fn call(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Told {
        let mut stream = TcpStream::connect(self.at).await.expect("the server");
        stream.set_nodelay(true).expect("a socket");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.at,
            self.seat,
            body.len()
        );
        let begun = Instant::now();
        stream.write_all(head.as_bytes()).await.expect("sent");
        stream.write_all(body).await.expect("sent");
        let mut all = Vec::new();
        stream.read_to_end(&mut all).await.expect("an answer");
        let took = begun.elapsed();
        let text = String::from_utf8_lossy(&all).into_owned();
        assert!(text.starts_with("HTTP/1.1 20"), "{method} {path}: {text}");
        Told { text, took }
    }

    pub async fn search(&self, goal: &str) -> Told {
        let path = format!("/api/v1/search?for={}", goal.replace(' ', "+"));
        self.call("GET", &path, "text/plain", b"").await
    }
}

/// The so-manieth of a hundred, in milliseconds.
pub fn at(times: &[Duration], of_hundred: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[(sorted.len() * of_hundred / 100).min(sorted.len() - 1)].as_secs_f64() * 1e3
}

/// Median, tail and worst of some times.
pub fn summary(times: &[Duration]) -> String {
    let (median, tail, late, worst) = (at(times, 50), at(times, 95), at(times, 99), at(times, 100));
    format!("median {median:.1} ms, p95 {tail:.1} ms, p99 {late:.1} ms, worst {worst:.1} ms of {}", times.len())
}
