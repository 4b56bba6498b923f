//! Measures a tribe of 1,000 members with 2,000 contacts each: how long until a packet is searchable, how long a search takes,
//! what it costs when packets come, end and go, how much memory the server needs. Everything is drawn from one seed.
//!
//! `cargo run --release -p tertius-tribe-web --example tribe_scale [postgres|sqlite] [members] [contacts]`
//!
//! The tribe is written by one process and served by a second, so that the memory that is told is the server's own. Searches
//! are asked over a socket, by many members, hardly any twice; once as they leave for members and once without waiting for a
//! step, which is what the work takes.

mod ask;
#[path = "../../../tertius-tribe-store/tests/it/cluster.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod cluster;
mod fill;
mod invented;
mod refresh;
mod searches;

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};
use tertius_tribe_store::Store;
use tertius_tribe_web::Server;

/// A server that is asked over a socket, and the clock that it goes by.
pub struct Served {
    /// Where it listens.
    pub at: std::net::SocketAddr,
    /// What counts as now.
    pub clock: Arc<AtomicI64>,
}

/// Serves a store on a free port; a step of nothing shows what the work takes.
pub async fn serve(store: &Store, step: Option<Duration>) -> Served {
    let clock = Arc::new(AtomicI64::new(invented::NOW));
    let now = Arc::clone(&clock);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let at = listener.local_addr().expect("an address");
    let now = Arc::new(move || now.load(Ordering::Relaxed));
    let mut server = Server::new(store.clone(), &format!("http://{at}"), now).await.expect("a server");
    if let Some(step) = step {
        server = server.stepping(step);
    }
    let router = server.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    Served { at, clock }
}

/// A line of what the system says of this process.
fn system(field: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or(" unknown");
    let kilobytes: f64 = line.trim_matches([':', ' ', '\t', 'k', 'B']).trim().parse().unwrap_or_default();
    format!("{:.0} MB", kilobytes / 1024.0)
}

fn say(line: &str) {
    use std::io::Write;
    writeln!(std::io::stdout(), "{line}").expect("a terminal");
}

async fn measure(url: &str, members: usize, each: usize) {
    let store = Store::open(url).await.expect("the database");
    let before = system("VmRSS");
    let begun = Instant::now();
    let without_steps = serve(&store, Some(Duration::ZERO)).await;
    let took = begun.elapsed().as_secs_f64();
    say(&format!("read into memory in {took:.1} s; {before} before, {} after", system("VmRSS")));
    searches::measure("the work of", without_steps.at, members).await;
    say(&format!("{} after searches", system("VmRSS")));
    refresh::measure(&without_steps, members, each).await;
    say(&format!("{} at the end, {} at most", system("VmRSS"), system("VmHWM")));
    drop(without_steps);
}

async fn measure_steps(url: &str, members: usize) {
    let store = Store::open(url).await.expect("the database");
    let stepping = serve(&store, None).await;
    searches::measure("at steps,", stepping.at, members).await;
}

/// This program again, with only the server in it.
fn again(what: &str, url: &str, members: usize, each: usize) {
    let program = std::env::current_exe().expect("a program knows where it is");
    let (members, each) = (members.to_string(), each.to_string());
    let status = Command::new(program).args([what, url, &members, &each]).status().expect("it starts");
    assert!(status.success(), "{what}: {status}");
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let number = |at: usize, usual: usize| word(at).parse().unwrap_or(usual);
    match word(0) {
        "measure" => return runtime.block_on(measure(word(1), number(2, 1000), number(3, 2000))),
        "steps" => return runtime.block_on(measure_steps(word(1), number(2, 1000))),
        _ => {}
    }
    let (members, each) = (number(1, 1000), number(2, 2000));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cluster = (word(0) != "sqlite").then(cluster::Cluster::start);
    let file = folder.path().join("tribe.db");
    let url = cluster.as_ref().map_or_else(|| file.display().to_string(), cluster::Cluster::url);
    say(if cluster.is_some() { "PostgreSQL" } else { "SQLite" });
    runtime.block_on(fill::fill(&url, members, each));
    again("steps", &url, members, each);
    again("measure", &url, members, each);
}
