//! A small language that drives the application: files written inline or generated, rulings, questions.
//!
//! One line, one step; what is asked is answered in a few words, for inline snapshots.
//!
//! ```text
//! as of 2026-05-01
//! me me@x.example
//! file contacts.vcf ... end                        a file, written inline
//! folder newer                                     later files go there; a folder of its own
//! mail 2025-03-01 ana@x.example -> me@x.example, Bo <bo@y.example> cc cy@z.example
//! letters 2020-01-01..2024-12-31 every 7 ana@x.example <-> me@x.example
//! meeting 2025-03-01 me@x.example ana@x.example -declined@x.example +500
//! linkedin Ana Ruiz, Halden GmbH, Engineer, since 2020-01-01
//! chat 2025-03-01 Ana Ruiz -> Kim Berg             a message on LinkedIn
//! recommended 2024-01-01 Ana Ruiz, Halden GmbH     she recommended ego
//! worked Halden GmbH, Engineer, Jan 2020, Dec 2024 ego's job
//! import [PATH...]                                 what was not yet; questions and rulings do so by themselves
//! asked Ana Ruiz <> Zoe Quist [answered|declined]   ego asked Ana about Zoe
//! label Ana Ruiz close-friend   same A <> B   different A <> B   undo   forget PATH   erase WHO
//! ask people | why X | person X | gaps | loose [--for TEXT] [--company X] | path X | reach X | review | changes |
//!     keep MINUTES | grow | search TEXT | connectors [--for TEXT] | parts [--for TEXT] | sources | rulings
//! ```

use crate::generated::{Generated, day, days};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;
use tertius_app::views::{ImportView, PersonBrief, Reason};
use tertius_app::{App, AppError, AskOutcome, Day, ImportMode, ImportRequest, LooseRequest, Typing};

/// Tells one story from the beginning and gives what was asked.
pub fn play(text: &str) -> String {
    Scene::new().play(text)
}

/// An application, and the folder from which it imports.
pub struct Scene {
    pub app: App,
    dir: TempDir,
    folder: String,
    generated: Generated,
    pending: Vec<PathBuf>,
    today: Day,
}

impl Scene {
    /// Over a vault in memory.
    pub fn new() -> Scene {
        let today = day("2026-05-01");
        Scene::over(App::in_memory(today.start()).unwrap(), today)
    }

    /// Over a vault in a file of the scene's own folder, beside the files to import.
    pub fn in_a_file() -> Scene {
        let mut scene = Scene::new();
        scene.app = App::open(&scene.path("vault.db"), scene.today.start()).unwrap();
        scene
    }

    fn over(app: App, today: Day) -> Scene {
        let dir = tempfile::tempdir().unwrap();
        Scene { app, dir, folder: String::new(), generated: Generated::default(), pending: Vec::new(), today }
    }

    /// The full path of a file of the scene.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    /// Writes every file that was described and not yet written, and gives their paths.
    pub fn write(&mut self) -> Vec<PathBuf> {
        for (name, content) in self.generated.files() {
            let path = self.path(&self.folder).join(name);
            if fs::read_to_string(&path).ok().as_ref() != Some(&content) {
                self.write_file(path, content.as_bytes());
            }
        }
        std::mem::take(&mut self.pending)
    }

    /// Writes a file as of today, to be imported next.
    pub fn write_file(&mut self, path: PathBuf, content: &[u8]) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        let modified = std::time::UNIX_EPOCH + std::time::Duration::from_secs(self.today.start().0 as u64);
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        if !self.pending.contains(&path) {
            self.pending.push(path);
        }
    }

    /// Imports paths.
    pub fn import(&mut self, paths: &[PathBuf]) -> Result<ImportView, AppError> {
        self.import_as(paths, ImportMode::Keep)
    }

    /// Imports paths, or only says what that would do.
    pub fn import_as(&mut self, paths: &[PathBuf], mode: ImportMode) -> Result<ImportView, AppError> {
        let request = ImportRequest { paths: paths.to_vec(), me: Vec::new(), mode, format: None };
        self.app.import(&request, &mut |_| {})
    }

    /// Everything that the vault holds and gives.
    pub fn export(&self) -> String {
        self.app.export("json").unwrap()
    }

    /// Does what the lines say and gives what they asked.
    #[track_caller]
    pub fn play(&mut self, text: &str) -> String {
        let mut said = String::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let line = line.trim();
            if let Some(path) = line.strip_prefix("file ") {
                let content: Vec<&str> =
                    lines.by_ref().map(str::trim_start).take_while(|line| *line != "end").collect();
                self.write_file(self.path(&self.folder).join(path), (content.join("\n") + "\n").as_bytes());
            } else if !line.is_empty() {
                said.push_str(&self.step(line));
            }
        }
        let said = said + &self.import_pending();
        let folder = format!("{}/", self.dir.path().display());
        said.replace(&folder, "")
    }

    fn step(&mut self, line: &str) -> String {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if self.describes(word, rest) {
            return String::new();
        }
        let said = if word == "import" { String::new() } else { self.import_pending() };
        said + &match word {
            "folder" => {
                self.folder = rest.to_owned();
                self.generated = Generated::default();
                String::new()
            }
            "import" => self.import_named(rest),
            "me" => told(self.app.me(&[rest.to_owned()], &[]), |_| String::new()),
            "label" => {
                let (who, label) = rest.rsplit_once(' ').expect("WHO LABEL");
                told(self.app.label(who, &[label.to_owned()]), |_| String::new())
            }
            "same" | "different" => {
                let (a, b) = rest.split_once(" <> ").expect("A <> B");
                let ruled = if word == "same" { self.app.rule_same(a, b) } else { self.app.rule_different(a, b) };
                told(ruled, |_| String::new())
            }
            "asked" => {
                let (who, rest) = rest.split_once(" <> ").expect("WHO <> TARGET [OUTCOME]");
                let (about, outcome) = match rest.rsplit_once(' ') {
                    Some((about, "answered")) => (about, AskOutcome::Answered),
                    Some((about, "declined")) => (about, AskOutcome::Declined),
                    _ => (rest, AskOutcome::Open),
                };
                told(self.app.asked(who, about, outcome), |_| String::new())
            }
            "undo" => told(self.app.undo(None), |_| String::new()),
            "forget" => told(self.app.forget(&self.path(rest).display().to_string()), |_| String::new()),
            "erase" => told(self.app.erase(rest), |_| String::new()),
            "ask" => self.ask(rest),
            _ => panic!("no step \"{line}\""),
        }
    }

    /// Steps that only describe what the files will say.
    fn describes(&mut self, word: &str, rest: &str) -> bool {
        match word {
            "as" => {
                self.today = day(rest.trim_start_matches("of "));
                self.app.set_now(self.today.start());
            }
            "mail" => {
                let (days, line) = days(rest);
                days.into_iter().for_each(|on| self.generated.mail(&self.folder, on, line));
            }
            "letters" => {
                let (days, line) = days(rest);
                let (a, b) = line.split_once(" <-> ").expect("A <-> B");
                for on in days {
                    self.generated.mail(&self.folder, on, &format!("{a} -> {b}"));
                    self.generated.mail(&self.folder, on, &format!("{b} -> {a}"));
                }
            }
            "meeting" => {
                let (days, line) = days(rest);
                days.into_iter().for_each(|on| self.generated.meeting(on, line));
            }
            "chat" => {
                let (days, line) = days(rest);
                days.into_iter().for_each(|on| self.generated.chat(on, line));
            }
            "recommended" => {
                let (days, line) = days(rest);
                self.generated.recommendation(days[0], line);
            }
            "linkedin" => self.generated.connection(rest),
            "worked" => self.generated.job(rest),
            _ => return false,
        }
        true
    }

    fn import_pending(&mut self) -> String {
        let paths = self.write();
        if paths.is_empty() { String::new() } else { self.imported(&paths) }
    }

    fn import_named(&mut self, rest: &str) -> String {
        let mut paths = self.write();
        if !rest.is_empty() {
            paths = rest.split(", ").map(|path| self.path(path)).collect();
        }
        self.imported(&paths)
    }

    fn imported(&mut self, paths: &[PathBuf]) -> String {
        told(self.import(paths), |view| {
            let mut lines: Vec<String> =
                view.errors.iter().map(|error| format!("✗ {}: {}\n", error.path, error.message)).collect();
            lines.extend(view.passed.iter().map(|passed| format!("- {}: {}\n", passed.path, passed.reason)));
            lines.concat()
        })
    }

    fn ask(&self, question: &str) -> String {
        let (what, about) = question.split_once(' ').unwrap_or((question, ""));
        match what {
            "people" => told(self.app.people(about, usize::MAX), |found| {
                lines(&found.rows, |row| {
                    let (depth, freshness, who) = (row.depth, row.freshness, in_full(&row.brief));
                    format!("{depth:.2} {freshness:.2} {who} · {}", row.kinds.join(", "))
                })
            }),
            "why" => told(self.app.person(about), |view| {
                let standing = &view.tie.standing;
                format!("{} · {standing} {:.2}\n{}", view.row.brief.name, view.row.depth, reasons(&view.tie.reasons))
            }),
            "person" => told(self.app.person(about), |view| {
                let handles = lines(&view.row.handles, |handle| format!("  {} {}", handle.kind, handle.value));
                let records = lines(&view.records, |record| format!("  {} in {}", record.name, record.source));
                let merges = lines(&view.merges, |merge| format!("  one because {}", merge.because));
                format!("{}\n{handles}{records}{merges}", in_full(&view.row.brief))
            }),
            "gaps" => told(self.app.gaps("linkedin", usize::MAX), |found| {
                lines(&found.rows, |row| {
                    let maybe = row.maybe.as_ref().map(|maybe| format!(" · maybe {}", maybe.name)).unwrap_or_default();
                    format!("{:.2} {} · {}{maybe} · opens {}", row.depth, row.person.name, row.certain, row.opens)
                })
            }),
            "loose" => told(self.app.loose(&loose_request(about)), |rows| lines(&rows, loose_line)),
            "path" => told(self.app.path(about, 3, 6), |rows| {
                lines(&rows, |row| {
                    let people: Vec<&str> = row.people.iter().map(|person| person.name.as_str()).collect();
                    format!("{} · {:.3} · weakest {}", people.join(" → "), row.warmth, row.weakest_link)
                })
            }),
            "reach" => told(self.app.reach(about, usize::MAX), |rows| {
                lines(&rows, |row| {
                    let inside = if row.inside { " (there)" } else { "" };
                    let opens: Vec<&str> = row.opens.iter().map(|opened| opened.person.name.as_str()).collect();
                    format!("{}{inside} opens {}", row.connector.name, opens.join(", "))
                })
            }),
            "review" => told(self.app.review(usize::MAX), |rows| {
                lines(&rows, |row| format!("{} ? {} {:.2} {}", row.a.name, row.b.name, row.probability, row.because))
            }),
            "changes" => told(self.app.changes(Some(about).filter(|since| !since.is_empty())), |rows| {
                lines(&rows, |row| {
                    let date = row.date.as_deref().unwrap_or("some day");
                    format!("{} {} {date}: {}", row.kind, row.person.name, row.text)
                })
            }),
            "sources" => told(self.app.sources(), |rows| {
                lines(&rows, |row| {
                    format!("{} {} {} cards {} messages", row.path, row.format, row.people, row.exchanges)
                })
            }),
            "rulings" => told(self.app.rulings(), |rows| lines(&rows, |row| row.text.clone())),
            _ => self.ask_for_advice(what, about),
        }
    }

    /// Questions whose answer says what to do.
    fn ask_for_advice(&self, what: &str, about: &str) -> String {
        match what {
            "connectors" => told(self.app.loose(&loose_request(about)), |rows| lines(&rows, connectors_line)),
            "parts" => told(self.app.loose(&loose_request(about)), |rows| lines(&rows, parts_line)),
            "keep" => told(self.app.keep(about.parse().expect("minutes")), |rows| {
                lines(&rows, |row| {
                    let head = format!("{} {} · {} min · {:.3}", row.person.name, row.why, row.minutes, row.value);
                    format!("{head}\n{}  “{}”", reasons(&row.reasons), row.opening)
                })
            }),
            "grow" => told(self.app.grow(5), |rows| {
                lines(&rows, |row| {
                    let opens: Vec<&str> = row.opens.iter().map(|person| person.name.as_str()).collect();
                    let head = format!("{} {} +{} = {}", row.kind, row.person.name, row.gain, row.total);
                    format!("{head}: {}\n{}", opens.join(", "), reasons(&row.reasons))
                })
            }),
            "search" => told(self.app.search(about, Typing::Unfinished, 5), |rows| {
                lines(&rows, |row| format!("{} ({})", in_full(&row.person), row.fields.join(", ")))
            }),
            _ => panic!("no question \"{what}\""),
        }
    }
}

/// Depth of the one person with this name.
#[track_caller]
pub fn depth(app: &App, name: &str) -> f64 {
    app.person(name).unwrap().row.depth
}

fn told<T>(answer: Result<T, AppError>, show: impl FnOnce(T) -> String) -> String {
    match answer {
        Ok(answer) => show(answer),
        Err(error) => format!("error: {error}\n"),
    }
}

fn lines<T>(rows: &[T], show: impl Fn(&T) -> String) -> String {
    if rows.is_empty() {
        "nobody\n".to_owned()
    } else {
        rows.iter().map(|row| show(row).trim_end().to_owned() + "\n").collect()
    }
}

fn reasons(reasons: &[Reason]) -> String {
    reasons.iter().map(|reason| format!("  {}: {}\n", reason.kind, reason.text)).collect()
}

fn in_full(brief: &PersonBrief) -> String {
    let known = [("", Some(&brief.name)), (" · ", brief.title.as_ref()), (" at ", brief.employer.as_ref())];
    known.into_iter().filter_map(|(before, text)| Some(format!("{before}{}", text?))).collect()
}

fn loose_request(words: &str) -> LooseRequest {
    let mut request = LooseRequest { top: 50, ..LooseRequest::default() };
    for part in words.split("--").map(str::trim).filter(|part| !part.is_empty()) {
        let (option, value) = part.split_once(' ').expect("--option VALUE");
        let value = Some(value.to_owned());
        match option {
            "for" => request.goal = value,
            "company" => request.company = value,
            "title" => request.title = value,
            "place" => request.place = value,
            _ => panic!("no option --{option}"),
        }
    }
    request
}

fn loose_line(row: &tertius_app::views::LooseRow) -> String {
    let via: Vec<String> = row.connectors.iter().map(|one| format!("{} ({})", one.person.name, one.evidence)).collect();
    let verdict = row.verdict.as_ref().map(|verdict| format!(" · {verdict}")).unwrap_or_default();
    format!("{} {:.3} via {}{verdict}", in_full(&row.person), row.warmth, via.join(", "))
}

/// Each friend between in the order in which to ask, with goodwill and circle.
fn connectors_line(row: &tertius_app::views::LooseRow) -> String {
    let each = row.connectors.iter().map(|one| {
        let why = one.reasons.iter().filter(|reason| reason.kind == "goodwill");
        let why: String = why.map(|reason| format!(" ({})", reason.text)).collect();
        format!("  {} {:.2} of circle {}{why}\n", one.person.name, one.goodwill, one.circle)
    });
    format!("{}\n{}", row.person.name, each.collect::<String>())
}

fn parts_line(row: &tertius_app::views::LooseRow) -> String {
    let each =
        row.parts.iter().map(|part| format!("  {} {:.3} {}: {}\n", part.part, part.value, part.basis, part.text));
    format!("{} {:.3}\n{}{}", in_full(&row.person), row.score, each.collect::<String>(), reasons(&row.reasons))
}
