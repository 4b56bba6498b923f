//! Many readers at once: how long a server takes to answer, and how often it fails. See bench/web.
//!
//! `load hello ADDRESS` serves a bare axum "hello" to compare with. `load read ADDRESS SECONDS READERS TOKEN PATH…` asks
//! with so many connections that each wait for their answer before they ask again; paths are asked in turn, and `{word}`
//! in a path becomes the next line of the file named in `LOAD_WORDS`, each reader beginning elsewhere in it.

use std::io::{Error, ErrorKind, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["hello", address] => runtime.block_on(hello(address)),
        ["read", address, seconds, readers, token, paths @ ..] if !paths.is_empty() => {
            let words = std::env::var("LOAD_WORDS").map_or(Ok(String::new()), std::fs::read_to_string)?;
            let plan = Plan {
                address: (*address).to_owned(),
                token: (*token).to_owned(),
                paths: paths.iter().map(|path| (*path).to_owned()).collect(),
                words: words.lines().map(str::to_owned).collect(),
                last: Instant::now() + Duration::from_secs(seconds.parse().map_err(Error::other)?),
            };
            runtime.block_on(read(Arc::new(plan), readers.parse().map_err(Error::other)?))
        }
        _ => Err(Error::new(ErrorKind::InvalidInput, "hello ADDRESS, or read ADDRESS SECONDS READERS TOKEN PATH…")),
    }
}

async fn hello(address: &str) -> std::io::Result<()> {
    let router = axum::Router::new().route("/", axum::routing::get(|| async { "hello" }));
    axum::serve(TcpListener::bind(address).await?, router).await
}

struct Plan {
    address: String,
    token: String,
    paths: Vec<String>,
    words: Vec<String>,
    last: Instant,
}

/// What one reader saw: how long each answer took, in microseconds, and what went wrong.
#[derive(Default)]
struct Seen {
    micros: Vec<u32>,
    bytes: u64,
    errors: Vec<String>,
}

async fn read(plan: Arc<Plan>, readers: usize) -> std::io::Result<()> {
    let began = Instant::now();
    let tasks: Vec<_> = (0..readers).map(|reader| tokio::spawn(reader_of(Arc::clone(&plan), reader))).collect();
    let mut all = Seen::default();
    for task in tasks {
        let seen = task.await.map_err(Error::other)?;
        all.micros.extend(seen.micros);
        all.bytes += seen.bytes;
        all.errors.extend(seen.errors);
    }
    let seconds = began.elapsed().as_secs_f64();
    all.micros.sort_unstable();
    let at = |share: f64| {
        let last = all.micros.len().saturating_sub(1);
        f64::from(all.micros.get((last as f64 * share) as usize).copied().unwrap_or_default()) / 1000.0
    };
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{readers} readers, {seconds:.0} s: {} answers, {:.0} a second, {:.1} MB a second, {} errors; ms: p50 {:.2}, p95 {:.2}, p99 {:.2}, most {:.2}",
        all.micros.len(),
        all.micros.len() as f64 / seconds,
        all.bytes as f64 / seconds / 1e6,
        all.errors.len(),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    )?;
    all.errors.iter().take(3).try_for_each(|error| writeln!(out, "  {error}"))
}

async fn reader_of(plan: Arc<Plan>, reader: usize) -> Seen {
    let mut seen = Seen::default();
    let mut connection = None;
    let mut turn = reader * 7919;
    while Instant::now() < plan.last {
        turn += 1;
        let path = &plan.paths[turn % plan.paths.len()];
        let word = plan.words.get(turn % plan.words.len().max(1)).map_or("", String::as_str);
        let path = path.replace("{word}", word);
        let began = Instant::now();
        match ask(&mut connection, &plan, &path).await {
            Ok(bytes) => {
                seen.micros.push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
                seen.bytes += bytes;
            }
            Err(error) => {
                connection = None;
                seen.errors.push(format!("{path}: {error}"));
            }
        }
    }
    seen
}

async fn ask(connection: &mut Option<BufReader<TcpStream>>, plan: &Plan, path: &str) -> std::io::Result<u64> {
    let stream = match connection {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(&plan.address).await?;
            stream.set_nodelay(true)?;
            connection.insert(BufReader::new(stream))
        }
    };
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n", plan.address, plan.token);
    stream.write_all(request.as_bytes()).await?;
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    if !line.starts_with("HTTP/1.1 200") {
        return Err(Error::other(line.trim().to_owned()));
    }
    let mut length = None;
    loop {
        line.clear();
        stream.read_line(&mut line).await?;
        let header = line.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse::<u64>().ok();
        }
    }
    let length = length.ok_or_else(|| Error::other("an answer without a length"))?;
    let copied = tokio::io::copy(&mut stream.take(length), &mut tokio::io::sink()).await?;
    if copied == length { Ok(length) } else { Err(Error::other("the answer broke off")) }
}
