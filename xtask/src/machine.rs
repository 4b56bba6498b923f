//! What a bare machine lacks, installed from Debian's packages where the one who runs the check may do so.

use crate::check::{answers, succeed};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The C compiler that SQLite is built with.
pub fn c_compiler() -> anyhow::Result<()> {
    if answers("cc", &["--version"]) {
        return Ok(());
    }
    install(&["gcc", "libc6-dev"]).context("SQLite needs a C compiler: install gcc or clang")
}

/// Node.js with npm, which drive the browser.
pub fn node() -> anyhow::Result<()> {
    if answers("npm", &["--version"]) {
        return Ok(());
    }
    install(&["nodejs", "npm"]).context("the browser tests need Node.js 18 or newer with npm: install them")
}

/// Chromium: the one that `TERTIUS_BROWSER` names, the one that is there, or Debian's.
pub fn browser() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os("TERTIUS_BROWSER") {
        return Ok(named.into());
    }
    let known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let found = || known.iter().map(PathBuf::from).find(|path| path.exists());
    if let Some(path) = found() {
        return Ok(path);
    }
    install(&["chromium"]).context("the browser tests need Chromium: install it, or name one in TERTIUS_BROWSER")?;
    found().context("Chromium was installed and is not where it should be; name it in TERTIUS_BROWSER")
}

/// PostgreSQL's server, which the tests of the tribe start for themselves.
pub fn postgresql() -> anyhow::Result<()> {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let packaged =
        versions.is_ok_and(|folders| folders.flatten().any(|folder| folder.path().join("bin/postgres").is_file()));
    if packaged || answers("postgres", &["--version"]) {
        return Ok(());
    }
    keep_from_starting(Path::new("/usr/sbin/policy-rc.d"), || install(&["postgresql"]))
        .context("the tests of the tribe need PostgreSQL: install its server")
}

/// A mail server in Python, which the tests of the tribe's mail start for themselves.
pub fn mail_server() -> anyhow::Result<()> {
    if answers("aiosmtpd", &["--version"]) {
        return Ok(());
    }
    install(&["python3-aiosmtpd"]).context("the tests of the tribe's mail need aiosmtpd: install it")
}

/// Dovecot, which the tests of replies start for themselves.
pub fn mailbox_server() -> anyhow::Result<()> {
    if answers("/usr/sbin/dovecot", &["--version"]) || answers("dovecot", &["--version"]) {
        return Ok(());
    }
    keep_from_starting(Path::new("/usr/sbin/policy-rc.d"), || install(&["dovecot-imapd"]))
        .context("the tests of replies need Dovecot: install its IMAP server")
}

/// Debian starts a server when it installs one; a `policy-rc.d` that says 101 forbids it.
fn keep_from_starting(policy: &Path, act: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let ours = !policy.exists() && std::fs::write(policy, "#!/bin/sh\nexit 101\n").is_ok();
    if ours {
        std::fs::set_permissions(policy, std::fs::Permissions::from_mode(0o755))?;
    }
    let done = act();
    if ours {
        std::fs::remove_file(policy)?;
    }
    done
}

fn install(packages: &[&str]) -> anyhow::Result<()> {
    let id = Command::new("id").arg("-u").output().context("cannot run id")?;
    if id.stdout.trim_ascii() != b"0" || !answers("apt-get", &["--version"]) {
        bail!("{} cannot be installed from here: that takes root and apt-get", packages.join(", "));
    }
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    succeed(apt().args(["update", "--quiet"]))?;
    succeed(apt().args(["install", "--quiet", "--yes", "--no-install-recommends"]).args(packages))
}
