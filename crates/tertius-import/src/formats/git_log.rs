//! What `git log` prints: who worked with whom on which day, from authors, committers and trailers.
//!
//! Reads the default, `full`, `fuller` and `raw` notations, and dates in any of `--date`'s usual spellings.

use super::{Format, Reader, github};
use crate::dates::{day_month_name_year, iso_moment};
use crate::table::contact::{Contact, folded};
use crate::{Context, ExchangeDraft, Head, Intake, ReadError, decode};
use std::collections::BTreeMap;
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, Part, Party, PersonName, Position, Timestamp};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "git-log",
    title: "History of a git repository",
    obtain: "in the repository: git log > history.txt, or git log --all > history.txt for every branch",
    reads: "authors and committers with their addresses; who wrote, reviewed or signed a change with whom, and when",
    never: "messages of commits, files, changes; robots",
    detect,
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

/// A longer line is no line of a log.
const LINE_MAX: u64 = 1 << 20;
/// Lines of a message in which trailers are looked for, at most.
const TRAILERS_MAX: usize = 64;
/// Trailers that name somebody who had a part in a change.
const TRAILERS: [&str; 12] = [
    "acked-by",
    "approved-by",
    "co-authored-by",
    "co-developed-by",
    "helped-by",
    "mentored-by",
    "paired-with",
    "reported-by",
    "reviewed-by",
    "signed-off-by",
    "suggested-by",
    "tested-by",
];

fn commit_of(line: &str) -> Option<&str> {
    let id = line.strip_prefix("commit ")?.split([' ', '(']).next()?;
    let fits = (7..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then_some(id)
}

fn detect(head: &Head<'_>) -> bool {
    let mut lines =
        head.lines().map(|line| line.trim_start_matches('\u{feff}')).skip_while(|line| line.trim().is_empty());
    let is_commit = lines.next().and_then(commit_of).is_some();
    is_commit && lines.take(8).any(|line| line.starts_with("Author:") || line.starts_with("author "))
}

fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut people = People::default();
    let mut commit: Option<Commit> = None;
    let (mut number, mut bytes) = (0, Vec::new());
    let result = loop {
        bytes.clear();
        number += 1;
        let mut limited = std::io::Read::take(&mut *input, LINE_MAX);
        match limited.read_until(b'\n', &mut bytes) {
            Ok(0) => break Ok(()),
            Ok(_) => {}
            Err(cause) => break Err(ReadError::Io { position: Position::Line(number), cause }),
        }
        let line = decode(&bytes);
        let line = line.trim_end().trim_start_matches('\u{feff}');
        if let Some(id) = commit_of(line) {
            let done = commit.replace(Commit::new(id, Position::Line(number)));
            people.conclude(done, intake);
        } else if let Some(commit) = &mut commit {
            commit.line(line);
        }
    };
    people.conclude(commit, intake);
    people.hand_over(intake);
    result
}

/// One commit while its lines come in.
struct Commit {
    id: String,
    position: Position,
    author: Option<Mention>,
    time: Option<Timestamp>,
    others: Vec<Mention>,
    n_trailers: usize,
    is_by_robot: bool,
}

impl Commit {
    fn new(id: &str, position: Position) -> Commit {
        Commit {
            id: id.to_owned(),
            position,
            author: None,
            time: None,
            others: Vec::new(),
            n_trailers: 0,
            is_by_robot: false,
        }
    }

    fn line(&mut self, line: &str) {
        if let Some(text) = line.strip_prefix("    ") {
            return self.message(text);
        }
        if let Some((who, when)) = line.strip_prefix("author ").and_then(raw) {
            self.by(who);
            self.time = self.time.or(when);
        } else if let Some((who, _)) = line.strip_prefix("committer ").and_then(raw) {
            self.others.extend(person(who));
        } else if let Some((field, value)) = line.split_once(':') {
            match field {
                "Author" => self.by(value),
                "Commit" => self.others.extend(person(value)),
                "Date" | "AuthorDate" => self.time = self.time.or(moment(value)),
                _ => {}
            }
        }
    }

    fn by(&mut self, who: &str) {
        self.author = self.author.take().or(person(who));
        self.is_by_robot |= self.author.is_none() && is_robot(who);
    }

    fn message(&mut self, text: &str) {
        let Some((field, value)) = text.trim().split_once(':') else { return };
        if TRAILERS.binary_search(&field.to_ascii_lowercase().as_str()).is_ok() && self.n_trailers < TRAILERS_MAX {
            self.n_trailers += 1;
            self.others.extend(person(value));
        }
    }
}

/// `Ana Ruiz <ana@example.org> 1706695200 +0100`
fn raw(text: &str) -> Option<(&str, Option<Timestamp>)> {
    let (who, when) = text.split_at_checked(text.rfind('>')? + 1)?;
    let seconds = when.split_whitespace().next()?.parse().ok();
    Some((who, seconds.map(Timestamp)))
}

/// `Mon Jan 29 12:24:03 2024 +0100`, the dates of `--date=iso`, `iso-strict`, `rfc`, `unix` and `raw`.
fn moment(text: &str) -> Option<Timestamp> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let put_together = |day: &str, month: &str, year: &str, clock: &str, zone: &str| {
        iso_moment(&format!("{}T{clock}{zone}", day_month_name_year(&format!("{day} {month} {year}"))?))
    };
    match words.as_slice() {
        [_, month, day, clock, year, zone @ ..] if clock.contains(':') => {
            put_together(day, month, year, clock, zone.first().unwrap_or(&""))
        }
        [_, day, month, year, clock, zone @ ..] if clock.contains(':') => {
            put_together(day, month, year, clock, zone.first().unwrap_or(&""))
        }
        [seconds] | [seconds, _] if seconds.len() >= 9 && seconds.bytes().all(|byte| byte.is_ascii_digit()) => {
            seconds.parse().ok().map(Timestamp)
        }
        _ => iso_moment(text),
    }
}

fn is_robot(who: &str) -> bool {
    let who = who.to_lowercase();
    who.contains("[bot]") || who.contains("noreply@github.com") || who.contains("<actions@github.com>")
}

/// `Ana Ruiz <ana@example.org>`. GitHub's own addresses stand for the account in them.
fn person(text: &str) -> Option<Mention> {
    if is_robot(text) && !text.contains("@users.noreply.github.com") || text.contains("[bot]") {
        return None;
    }
    let (name, rest) = text.split_once('<').unwrap_or((text, ""));
    let address = rest.split('>').next().unwrap_or("").trim();
    let hidden = address.strip_suffix("@users.noreply.github.com");
    let handle = match hidden {
        Some(local) => github::handle(local.rsplit('+').next().unwrap_or(local)),
        None => Handle::email(address),
    };
    let name = name.trim().to_owned();
    (handle.is_some() || !name.is_empty() && !rest.is_empty()).then_some(Mention { handle, name })
}

/// Everybody the log names, each once.
#[derive(Default)]
struct People {
    known: BTreeMap<(Option<Handle>, String), (String, Position)>,
}

impl People {
    fn note(&mut self, who: &Mention, position: Position) {
        let name = if who.handle.is_some() { String::new() } else { folded(&who.name) };
        self.known.entry((who.handle.clone(), name)).or_insert_with(|| (who.name.clone(), position));
    }

    fn conclude(&mut self, commit: Option<Commit>, intake: &mut Intake<'_>) {
        let Some(commit) = commit else { return };
        intake.record();
        let Commit { id, position, author, time, mut others, is_by_robot, .. } = commit;
        let Some(author) = author else {
            let reason = if is_by_robot { "the change is a robot's" } else { "the commit names no author" };
            return intake.skip(position, reason);
        };
        let Some(time) = time else {
            return intake.skip(position, "the commit has no readable date");
        };
        let same = |a: &Mention, b: &Mention| match (&a.handle, &b.handle) {
            (Some(a), Some(b)) => a == b,
            _ => folded(&a.name) == folded(&b.name),
        };
        let mut to: Vec<Mention> = Vec::new();
        self.note(&author, position);
        for who in others.drain(..) {
            if !same(&who, &author) && !to.iter().any(|held| same(held, &who)) {
                self.note(&who, position);
                to.push(who);
            }
        }
        intake.seen(time);
        if to.is_empty() {
            return;
        }
        intake.exchange(ExchangeDraft {
            key: Key::of_text(["git-commit", &id]),
            position,
            time,
            channel: Channel::Social,
            from: Party::Who(author),
            to: to.into_iter().map(|mention| (Party::Who(mention), Part::To)).collect(),
            thread: Key::of_text(["git-commit", &id]),
            bulk: false,
        });
    }

    fn hand_over(self, intake: &mut Intake<'_>) {
        for ((handle, folded), (full, position)) in self.known {
            let identity = handle.as_ref().map_or_else(|| folded.clone(), ToString::to_string);
            let mut contact = Contact { name: PersonName { full, ..PersonName::default() }, ..Contact::default() };
            contact.handle(handle);
            intake.card(contact.into_card(Key::of_text(["git-person", &identity]), position));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_commits() {
        for text in [
            "Mon Jan 29 12:24:03 2024 +0100",
            "2024-01-29 12:24:03 +0100",
            "2024-01-29T12:24:03+01:00",
            "Mon, 29 Jan 2024 12:24:03 +0100",
            "1706527443",
            "1706527443 +0100",
        ] {
            assert_eq!(moment(text), Some(Timestamp(1_706_527_443)), "{text}");
        }
        assert_eq!(moment("3 days ago"), None);
    }

    #[test]
    fn github_hides_addresses_and_not_accounts() {
        let handle = |text: &str| person(text).and_then(|who| who.handle).map(|handle| handle.to_string());
        assert_eq!(handle("Ana <12345+ana-ruiz@users.noreply.github.com>"), Some("github:ana-ruiz".to_owned()));
        assert_eq!(handle("Ana <ana@example.org>"), Some("ana@example.org".to_owned()));
        assert_eq!(person("GitHub <noreply@github.com>"), None);
        assert_eq!(person("dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"), None);
        assert!(TRAILERS.is_sorted());
    }
}
