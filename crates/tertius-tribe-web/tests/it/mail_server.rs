//! A mail server that keeps what it gets, for tests of sending.

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A mail server of the test's own, gone with it.
pub struct MailServer {
    server: Child,
    /// Where it takes mail, on this machine.
    pub port: u16,
    mails: PathBuf,
}

impl MailServer {
    /// Starts one that keeps its mail in a Maildir below a folder.
    pub fn start(folder: &Path) -> MailServer {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).unwrap().port();
        let mails = folder.join("mails");
        let server = Command::new("aiosmtpd")
            .args(["-n", "-c", "sink.Sink", "-l", &format!("127.0.0.1:{port}")])
            .arg(&mails)
            .env("PYTHONPATH", concat!(env!("CARGO_MANIFEST_DIR"), "/../tertius-tribe-web/tests/it"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stderr(Stdio::null())
            .spawn()
            .expect("the mail server is missing: apt-get install python3-aiosmtpd");
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "the mail server does not answer");
            std::thread::sleep(Duration::from_millis(30));
        }
        MailServer { server, port, mails }
    }

    /// What arrived, by id: each copy.
    pub fn arrived(&self) -> BTreeMap<String, Vec<String>> {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in std::fs::read_dir(self.mails.join("new")).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let id = text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned();
            // What the mail server adds tells copies apart, and is not ours.
            let ours = text.lines().filter(|line| !line.starts_with("X-")).collect::<Vec<_>>().join("\n");
            all.entry(id).or_default().push(ours);
        }
        all
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // One that has ended already cannot be ended.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}
