//! One run of the command line: which vault, which clock, how to print.

use crate::Arguments;
use crate::table::{Column, Screen, fold, harmless, render, visible_width};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use tertius_app::{App, AppError, Timestamp};

/// What every command shares.
pub struct Session {
    /// `None` where no file is named and there is no home folder: not every command needs one.
    vault: Option<PathBuf>,
    now: Timestamp,
    /// Whether the user said what counts as now.
    clock_fixed: bool,
    json: bool,
    quiet: bool,
    /// The terminal.
    pub screen: Screen,
}

impl Session {
    /// Reads the global options.
    pub fn new(arguments: &Arguments) -> anyhow::Result<Session> {
        let now = match &arguments.as_of {
            Some(text) => parse_moment(text)?,
            None => Timestamp(jiff::Timestamp::now().as_second()),
        };
        let vault = match &arguments.vault {
            Some(path) => Some(path.clone()),
            None => default_vault(),
        };
        let clock_fixed = arguments.as_of.is_some();
        Ok(Session { vault, now, clock_fixed, json: arguments.json, quiet: arguments.quiet, screen: Screen::detect() })
    }

    /// Whether answers are JSON.
    pub fn json(&self) -> bool {
        self.json
    }

    /// Whether progress and advice are unwanted.
    pub fn quiet(&self) -> bool {
        self.quiet || self.json
    }

    /// The moment that counts as now.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether the user said what counts as now.
    pub fn is_clock_fixed(&self) -> bool {
        self.clock_fixed
    }

    /// The vault's path.
    pub fn vault(&self) -> anyhow::Result<&Path> {
        let missing = || AppError::user("there is no home folder for the vault", "name a file with --vault FILE");
        Ok(self.vault.as_deref().ok_or_else(missing)?)
    }

    /// The same session on another vault.
    pub fn with_vault(&self, vault: PathBuf, now: Timestamp) -> Session {
        Session { vault: Some(vault), now, clock_fixed: true, json: self.json, quiet: self.quiet, screen: self.screen }
    }

    /// The same session without advice, for answers inside a longer one.
    pub fn without_advice(&self) -> Session {
        Session {
            vault: self.vault.clone(),
            now: self.now,
            clock_fixed: self.clock_fixed,
            json: self.json,
            quiet: true,
            screen: self.screen,
        }
    }

    /// Opens the vault, which need not exist yet.
    pub fn open(&self) -> anyhow::Result<App> {
        Ok(App::open(self.vault()?, self.now)?)
    }

    /// Opens the vault for what is not kept; where there is none, none is made.
    pub fn open_for_trial(&self) -> anyhow::Result<App> {
        if self.vault()?.exists() { self.open() } else { Ok(App::in_memory(self.now)?) }
    }

    /// Opens the vault; one that does not exist is an error that says how to begin.
    pub fn open_existing(&self) -> anyhow::Result<App> {
        let mut app = self.open_as_it_is()?;
        app.prepare()?;
        Ok(app)
    }

    /// As [`Session::open_existing`], but derives nothing yet: the vault may be damaged.
    pub fn open_as_it_is(&self) -> anyhow::Result<App> {
        let vault = self.vault()?;
        if !vault.exists() {
            let message = format!("there is no vault at {} yet", vault.display());
            let hint = "import something first: tertius import FILE-OR-FOLDER   (or try: tertius demo)";
            return Err(AppError::user(message, hint).into());
        }
        self.open()
    }

    /// Prints the answer: `--json` prints the view, otherwise `human` is printed as it is.
    pub fn answer<T: Serialize>(&self, view: &T, human: impl FnOnce() -> String) -> anyhow::Result<()> {
        if self.json {
            return self.print(&format!("{}\n", serde_json::to_string_pretty(view)?));
        }
        self.tell(&human())
    }

    /// Prints text for people: no line is wider than the screen, and nothing but our own colours steers the terminal.
    pub fn tell(&self, text: &str) -> anyhow::Result<()> {
        self.print(&fold(self.screen, &harmless(self.screen, text)))
    }

    /// Prints text as it is.
    pub fn print(&self, text: &str) -> anyhow::Result<()> {
        print_bytes(text.as_bytes())
    }

    /// The next useful command, for the end of an answer; nothing where advice is unwanted.
    pub fn next(&self, advice: &[&str]) -> String {
        if self.quiet {
            return String::new();
        }
        let lines: Vec<String> = advice.iter().map(|line| self.screen.dim(&self.fitting(line))).collect();
        if lines.is_empty() { String::new() } else { format!("\n{}\n", lines.join("\n")) }
    }

    /// A line of advice, without its remark where the screen has no room for it.
    fn fitting(&self, advice: &str) -> String {
        let line = format!("→ {advice}");
        match advice.split_once("   ") {
            Some((command, _)) if visible_width(&line) > self.screen.width => format!("→ {command}"),
            _ => line,
        }
    }

    /// A table, see [`render`].
    pub fn table(&self, columns: &[Column], rows: &[Vec<String>]) -> String {
        render(self.screen, columns, rows)
    }
}

/// Prints bytes as they are.
pub fn print_bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => {
            let hint = "what the command did is done; only its answer could not be written";
            Err(AppError::user(format!("cannot write to standard output: {cause}"), hint).into())
        }
        written => Ok(written?),
    }
}

fn default_vault() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = if cfg!(target_os = "macos") {
        from("HOME").map(|home| home.join("Library/Application Support"))
    } else if cfg!(windows) {
        from("APPDATA")
    } else {
        from("XDG_DATA_HOME").or_else(|| from("HOME").map(|home| home.join(".local/share")))
    };
    folder.map(|folder| folder.join("tertius").join("vault.db"))
}

fn parse_moment(text: &str) -> anyhow::Result<Timestamp> {
    // Four digits are rather a year that lacks its month.
    if let Some(seconds) = text.parse::<i64>().ok().filter(|_| text.len() != 4) {
        return Ok(Timestamp(seconds));
    }
    if let Ok(moment) = text.parse::<jiff::Timestamp>() {
        return Ok(Timestamp(moment.as_second()));
    }
    let wrong = || {
        AppError::user(
            format!("\"{text}\" is no date"),
            "write it as 2026-05-01, 2026-05-01T12:00:00Z or in seconds since 1970",
        )
    };
    if let Ok(civil) = text.parse::<jiff::civil::DateTime>() {
        return Ok(Timestamp(jiff::tz::TimeZone::UTC.to_timestamp(civil).map_err(|_| wrong())?.as_second()));
    }
    Err(wrong().into())
}
