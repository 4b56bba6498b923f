//! A PostgreSQL of the test's own: a temporary cluster on a free loopback port, gone with the test.
//!
//! PostgreSQL refuses to run as root, so root runs it as the user that owns nothing.

use std::io::Read;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The user and group `nobody` on every Linux.
const NOBODY: u32 = 65_534;

/// A running server.
pub struct Cluster {
    server: Child,
    /// Gone when the server is.
    _folder: tempfile::TempDir,
    port: u16,
}

impl Cluster {
    /// Starts one; panics with what to do where there is no PostgreSQL.
    pub fn start() -> Cluster {
        let programs = programs().expect("PostgreSQL is missing: apt-get install postgresql");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        if is_root() {
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("root may give folders away");
        }
        let made = command(&programs.join("initdb"))
            .args([
                "--pgdata",
                text(&data),
                "--username",
                "keeper",
                "--auth",
                "trust",
                "--no-sync",
                "--encoding",
                "UTF8",
            ])
            .args(["--locale", "C"])
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let mut server = command(&programs.join("postgres"))
            .args(["-D", text(&data), "-p", &port.to_string(), "-k", text(folder.path()), "-h", "127.0.0.1"])
            .args(["-c", "fsync=off", "-c", "shared_buffers=64MB", "-c", "full_page_writes=off"])
            .spawn()
            .expect("postgres runs");
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = server.try_wait().expect("a child can be asked") {
                let mut said = String::new();
                server.stderr.take().map(|mut pipe| pipe.read_to_string(&mut said));
                panic!("postgres ended with {status}: {said}");
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "postgres does not answer");
            std::thread::sleep(Duration::from_millis(30));
        }
        Cluster { server, _folder: folder, port }
    }

    /// Where its one database is.
    pub fn url(&self) -> String {
        format!("postgres://keeper@127.0.0.1:{}/postgres", self.port)
    }

    /// Where another database of it is.
    pub fn second_url(&self) -> String {
        self.made("second")
    }

    /// Makes one more database; where it is.
    pub fn made(&self, name: &str) -> String {
        let port = self.port.to_string();
        let begun = Instant::now();
        loop {
            let made = command(&programs().expect("PostgreSQL is here").join("createdb"))
                .args(["--host", "127.0.0.1", "--port", &port, "--username", "keeper", "--template", "template0", name])
                .output()
                .expect("createdb runs");
            let said = String::from_utf8_lossy(&made.stderr).into_owned();
            // On a busy machine it takes connections before it answers them.
            if made.status.success() {
                break;
            }
            let is_early = said.contains("starting up") && begun.elapsed() < Duration::from_secs(60);
            assert!(is_early, "{said}");
            std::thread::sleep(Duration::from_millis(100));
        }
        format!("postgres://keeper@127.0.0.1:{port}/{name}")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A server that has ended already cannot be ended.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).current_dir("/");
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// The folder of the newest PostgreSQL there is.
fn programs() -> Option<PathBuf> {
    let has_both = |folder: &PathBuf| folder.join("postgres").exists() && folder.join("initdb").exists();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|folders| folders.flatten().map(|folder| folder.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian.into_iter().rev().chain(std::env::split_paths(&path)).find(has_both)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary folder with a plain name")
}
