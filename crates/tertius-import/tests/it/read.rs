//! Reads a sample and writes down what was read, as text that a person can check.
#![expect(clippy::unwrap_used, reason = "writing to a String cannot fail")]

use std::collections::HashMap;
use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};
use tertius_import::{Context, Format, Head, Intake, Outcome, ReadError, Reader, decode, formats};
use tertius_model::{
    Attendance, Batch, Birthday, Card, Exchange, Gathering, Handle, Job, Key, Mention, MentionIdx, OwnFact, Part,
    StatedTie, Timestamp,
};

/// The moment of every import in the tests: 2026-11-01T00:00:00Z.
pub const NOW: Timestamp = Timestamp(1_793_491_200);

/// What is read from these bytes, the format being found by content.
pub fn read(path: &str, bytes: &[u8]) -> String {
    match detect(path, bytes) {
        Some(format) => read_as(format.id, path, bytes),
        None => "format none\n".to_owned(),
    }
}

/// The format of these bytes.
pub fn detect(path: &str, bytes: &[u8]) -> Option<&'static Format> {
    let start = &bytes[..bytes.len().min(Head::LEN)];
    formats::detect(&Head { path, bytes: start, text: &decode(start) })
}

/// What is read from these bytes as the given format, as text.
pub fn read_as(format_id: &str, path: &str, bytes: &[u8]) -> String {
    let (batches, outcome, result) = run(format_id, path, bytes);
    let mut text = format!("format {format_id}\n");
    text += &render(&batches, &outcome);
    if let Err(error) = result {
        writeln!(text, "error: {error}").unwrap();
    }
    text
}

/// What is read from these bytes as the given format.
pub fn batches(format_id: &str, path: &str, bytes: &[u8]) -> Vec<Batch> {
    let (batches, _, result) = run(format_id, path, bytes);
    result.expect("a sample that can be read");
    batches
}

/// What a file of this format says, each observation a line without its place, in order; all of it must have been taken.
pub fn said(format_id: &str, path: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(detect(path, bytes).map(|format| format.id), Some(format_id), "{path}: {text}");
    let (batches, outcome, result) = run(format_id, path, bytes);
    result.expect("a file that can be read");
    assert_eq!(outcome.n_skipped, 0, "{path}: {:?}\n{text}", outcome.skipped);
    let rendered = render(&batches, &outcome);
    let mut lines: Vec<String> = rendered.lines().filter_map(without_place).collect();
    lines.sort();
    lines
}

/// A rendered line without where the observation stands; nothing for what is no observation.
fn without_place(line: &str) -> Option<String> {
    let (kind, rest) = line.split_once(' ')?;
    match kind {
        "card" | "exchange" | "gathering" | "stated" => {
            let rest = rest.splitn(3, ' ').nth(2)?;
            Some(format!("{kind} {}", rest.split(" thread ").next().unwrap_or(rest)))
        }
        "own" => Some(line.to_owned()),
        _ => None,
    }
}

/// Everything that reading these bytes as the given format gives.
pub fn run(format_id: &str, path: &str, bytes: &[u8]) -> (Vec<Batch>, Outcome, Result<(), ReadError>) {
    let format = formats::by_id(format_id).expect("a format of the table");
    let Reader::Stream(reader) = format.reader else { panic!("{format_id} is not read from one stream") };
    let mut batches = Vec::new();
    let mut emit = |batch| batches.push(batch);
    let mut intake = Intake::new(NOW, &mut emit);
    let result = reader(&mut &bytes[..], Context { path, now: NOW }, &mut intake);
    let outcome = intake.finish();
    (batches, outcome, result)
}

/// Batches and outcome as text, one line per observation.
pub fn render(batches: &[Batch], outcome: &Outcome) -> String {
    let mut text = String::new();
    let mut keys = Keys::default();
    for batch in batches {
        for card in &batch.cards {
            writeln!(text, "card {}{}", card_text(card), keys.note(card.key, card.position)).unwrap();
        }
        for exchange in &batch.exchanges {
            let thread = keys.thread(exchange.thread);
            let note = keys.note(exchange.key, exchange.position);
            writeln!(text, "exchange {} thread {thread}{note}", exchange_text(batch, exchange)).unwrap();
        }
        for gathering in &batch.gatherings {
            let note = keys.note(gathering.key, gathering.position);
            writeln!(text, "gathering {}{note}", gathering_text(batch, gathering)).unwrap();
        }
        for tie in &batch.stated {
            writeln!(text, "stated {}{}", stated_text(batch, tie), keys.note(tie.key, tie.position)).unwrap();
        }
        for fact in &batch.own {
            writeln!(text, "own {}", own_text(fact)).unwrap();
        }
    }
    for skipped in &outcome.skipped {
        let member = skipped.member.as_deref().map(|member| format!("{member}: ")).unwrap_or_default();
        writeln!(text, "skipped {}: {member}{}", skipped.position, skipped.reason).unwrap();
    }
    for note in &outcome.notes {
        writeln!(text, "note: {note}").unwrap();
    }
    let latest = outcome.latest.map_or_else(|| "unknown".to_owned(), moment);
    writeln!(text, "records {}, skipped {}, latest {latest}", outcome.records, outcome.n_skipped).unwrap();
    text
}

/// Snapshots every file of a folder of `testdata`, each under its own name. READMEs are no samples.
pub fn check_folder(folder: &str) {
    let root = testdata();
    let files = files_under(&root.join(folder));
    assert!(!files.is_empty(), "no samples in {folder}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots");
    for file in files {
        let bytes = std::fs::read(&file).expect("a sample that can be read");
        let path = file.strip_prefix(&root).expect("a path under testdata").to_string_lossy().into_owned();
        settings.bind(|| insta::assert_snapshot!(snapshot_name(&path), read(&path, &bytes)));
    }
}

/// The name of a sample's snapshot.
pub fn snapshot_name(path: &str) -> String {
    path.chars().map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect()
}

/// The folder of the samples.
pub fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata")
}

/// Every sample under a folder, in the order of their paths.
pub fn files_under(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("an entry that can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name != "README.md") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Keys as small numbers: threads in the order of their first message, repeats of a key by the first position.
#[derive(Default)]
struct Keys {
    threads: HashMap<Key, usize>,
    first: HashMap<Key, String>,
}

impl Keys {
    fn thread(&mut self, key: Key) -> usize {
        let next = self.threads.len() + 1;
        *self.threads.entry(key).or_insert(next)
    }

    fn note(&mut self, key: Key, position: impl Display) -> String {
        match self.first.get(&key) {
            Some(first) => format!(" (key of {first})"),
            None => {
                self.first.insert(key, position.to_string());
                String::new()
            }
        }
    }
}

fn card_text(card: &Card) -> String {
    let name = &card.name;
    let mut text = format!("{} {:?}", card.position, name.full);
    let parts = [
        ("given", &name.given),
        ("middle", &name.middle),
        ("family", &name.family),
        ("nickname", &name.nickname),
        ("maiden", &name.maiden),
    ];
    for (part, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
        write!(text, " {part}={value:?}").unwrap();
    }
    for handle in &card.handles {
        write!(text, " | {}", handle_text(handle)).unwrap();
    }
    for job in &card.jobs {
        write!(text, " | job {}", job_text(job)).unwrap();
    }
    for (part, value) in [("place", &card.place), ("note", &card.note)] {
        if !value.is_empty() {
            write!(text, " | {part} {value:?}").unwrap();
        }
    }
    if let Some(Birthday { year, month, day }) = card.birthday {
        let year = year.map_or_else(|| "----".to_owned(), |year| year.to_string());
        write!(text, " | birthday {year}-{month:02}-{day:02}").unwrap();
    }
    if !card.groups.is_empty() {
        write!(text, " | groups {:?}", card.groups).unwrap();
    }
    if let Some(connection) = card.connection {
        let since = connection.since.map_or_else(|| "unknown".to_owned(), |day| day.to_string());
        write!(text, " | connected on {} since {since}", connection.platform.id()).unwrap();
    }
    if let Some(revised) = card.revised {
        write!(text, " | revised {}", moment(revised)).unwrap();
    }
    text
}

fn exchange_text(batch: &Batch, exchange: &Exchange) -> String {
    let to: Vec<String> = exchange
        .to
        .iter()
        .map(|to| party(batch, to.who) + if to.part == Part::Copy { " (copy)" } else { "" })
        .collect();
    let bulk = if exchange.bulk { " bulk" } else { "" };
    let crowd = match exchange.size as usize == exchange.to.len() {
        true => String::new(),
        false => format!(" of {}", exchange.size),
    };
    format!(
        "{} {} {}{bulk} {} -> {}{crowd}",
        exchange.position,
        moment(exchange.time),
        exchange.channel.id(),
        party(batch, exchange.from),
        to.join(", ")
    )
}

fn gathering_text(batch: &Batch, gathering: &Gathering) -> String {
    let guests: Vec<String> = gathering
        .guests
        .iter()
        .map(|guest| {
            let said = match guest.attendance {
                Attendance::Yes => "yes",
                Attendance::Open => "open",
                Attendance::No => "no",
            };
            format!("{} {said}", party(batch, guest.who))
        })
        .collect();
    format!(
        "{} {} {} min, {} invited, by {}: {}",
        gathering.position,
        moment(gathering.start),
        gathering.minutes,
        gathering.size,
        gathering.organizer.map_or_else(|| "nobody".to_owned(), |who| party(batch, who)),
        guests.join(", ")
    )
}

fn stated_text(batch: &Batch, tie: &StatedTie) -> String {
    let time = tie.time.map_or_else(|| "undated".to_owned(), moment);
    format!("{} {time} {:?}: {} -> {}", tie.position, tie.kind, party(batch, tie.a), party(batch, tie.b))
}

fn own_text(fact: &OwnFact) -> String {
    match fact {
        OwnFact::Handle(handle) => handle_text(handle),
        OwnFact::LikelyHandle { handle, votes, of } => format!("likely {} ({votes} of {of})", handle_text(handle)),
        OwnFact::Name(name) => format!("name {name:?}"),
        OwnFact::Job(job) => format!("job {}", job_text(job)),
        OwnFact::School(job) => format!("school {}", job_text(job)),
    }
}

fn party(batch: &Batch, who: MentionIdx) -> String {
    let Some(Mention { handle, name }) = batch.mention(who) else { return "ego".to_owned() };
    match handle {
        Some(handle) => format!("{name:?} <{}>", handle_text(handle)),
        None => format!("{name:?}"),
    }
}

fn handle_text(handle: &Handle) -> String {
    format!("{} {}", handle.kind().id(), handle.value())
}

fn job_text(job: &Job) -> String {
    let mut text = format!("{:?} at {:?}", job.title, job.employer);
    if job.from.is_some() || job.to.is_some() {
        let date = |date: Option<_>| date.map_or_else(String::new, |date: tertius_model::PartialDate| date.to_string());
        write!(text, " {}..{}", date(job.from), date(job.to)).unwrap();
    }
    text
}

fn moment(time: Timestamp) -> String {
    let second = time.0.rem_euclid(86_400);
    format!("{} {:02}:{:02}:{:02}", time.day(), second / 3_600, second / 60 % 60, second % 60)
}
