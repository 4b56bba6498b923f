//! `tertius review`: pairs that may be one person; in a terminal one question after the other, a keystroke each.

use super::words::{quoted, role};
use crate::table::{long_text, number, text};
use crate::terminal::Session;
use console::{Key, Term};
use std::collections::HashSet;
use std::io::IsTerminal;
use tertius_app::views::{PersonBrief, ReviewRow};
use tertius_app::{App, AppError};

/// Arguments of `review`.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many to list
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// List them, do not ask
    #[arg(long)]
    list: bool,
}

/// Asks in a terminal, lists elsewhere.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let app = session.open_existing()?;
    let terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if terminal && !arguments.list && !session.quiet() {
        let terminal = Term::stdout();
        return Round::new(app).ask(session, || terminal.read_key().map(answer_of));
    }
    list(arguments.top, &app, session)
}

fn list(top: usize, app: &App, session: &Session) -> anyhow::Result<()> {
    let rows = app.review(top)?;
    session.answer(&rows, || {
        let Some(first) = rows.first() else {
            return "Nothing uncertain: every pair is either clearly one person or clearly not.\n".to_owned();
        };
        let side = |person: &PersonBrief, handles: &[String]| {
            let mut parts = vec![person.name.clone(), role(person), handles.join(" ")];
            parts.retain(|part| !part.is_empty());
            parts.join(" · ")
        };
        let cells: Vec<Vec<String>> = rows
            .iter()
            .map(|row| {
                vec![
                    format!("{:.0} %", row.probability * 100.0),
                    side(&row.a, &row.a_handles),
                    side(&row.b, &row.b_handles),
                    row.because.clone(),
                ]
            })
            .collect();
        let table =
            session.table(&[number("one?"), long_text("this"), long_text("and this"), long_text("because")], &cells);
        let (a, b) = (quoted(&first.a.id), quoted(&first.b.id));
        table + &session.next(&[&format!("tertius same {a} {b}"), &format!("tertius different {a} {b}")])
    })
}

/// What a keystroke means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Same,
    Different,
    Later,
    Undo,
    Quit,
    Unknown,
}

fn answer_of(key: Key) -> Answer {
    match key {
        Key::Char('s' | 'S' | 'y') => Answer::Same,
        Key::Char('d' | 'D' | 'n') => Answer::Different,
        Key::Char('k' | 'K' | ' ') | Key::ArrowRight => Answer::Later,
        Key::Char('u' | 'U') | Key::Backspace => Answer::Undo,
        Key::Char('q' | 'Q') | Key::Escape | Key::CtrlC => Answer::Quit,
        _ => Answer::Unknown,
    }
}

/// What was done in a round, so that it can be undone.
#[derive(Clone, Debug)]
enum Step {
    Ruled(i64),
    Skipped((String, String)),
}

/// One round of questions.
struct Round {
    app: App,
    steps: Vec<Step>,
    skipped: HashSet<(String, String)>,
}

impl Round {
    fn new(app: App) -> Round {
        Round { app, steps: Vec::new(), skipped: HashSet::new() }
    }

    /// Asks until nothing is left or the user has had enough.
    fn ask(
        mut self,
        session: &Session,
        mut next_answer: impl FnMut() -> std::io::Result<Answer>,
    ) -> anyhow::Result<()> {
        loop {
            let open = self.app.review(usize::MAX)?;
            let left: Vec<&ReviewRow> = open.iter().filter(|row| !self.skipped.contains(&names(row))).collect();
            let Some(row) = left.first() else {
                return session.tell("Nothing more to ask.\n");
            };
            session.tell(&side_by_side(row, left.len(), session))?;
            let answer = next_answer()?;
            if answer == Answer::Quit {
                return Ok(());
            }
            let said = self.take(answer, row);
            session.tell(&said)?;
        }
    }

    /// Does what the answer says, and says so.
    fn take(&mut self, answer: Answer, row: &ReviewRow) -> String {
        let (a, b) = names(row);
        let ruled = match answer {
            Answer::Same => self.app.rule_same(&a, &b),
            Answer::Different => self.app.rule_different(&a, &b),
            Answer::Later | Answer::Quit => {
                self.skipped.insert((a.clone(), b.clone()));
                self.steps.push(Step::Skipped((a, b)));
                return "Later.\n".to_owned();
            }
            Answer::Undo => return self.undo(),
            Answer::Unknown => return "Press s, d, k, u or q.\n".to_owned(),
        };
        match ruled {
            Ok(made) => {
                self.steps.push(Step::Ruled(made.id));
                format!("Noted: {}\n", made.text)
            }
            Err(error) => {
                self.skipped.insert((a, b));
                refused(&error)
            }
        }
    }

    fn undo(&mut self) -> String {
        match self.steps.pop() {
            Some(Step::Skipped(pair)) => {
                self.skipped.remove(&pair);
                "Asked again.\n".to_owned()
            }
            Some(Step::Ruled(id)) => match self.app.undo(Some(id)) {
                Ok(undone) => format!("Taken back: {}\n", undone.text),
                Err(error) => refused(&error),
            },
            None => "Nothing to take back in this round; tertius rulings lists earlier ones.\n".to_owned(),
        }
    }
}

/// Why an answer was not taken.
fn refused(error: &AppError) -> String {
    format!("{}; {}\n", error.message, error.hint.as_deref().unwrap_or_default())
}

fn names(row: &ReviewRow) -> (String, String) {
    (row.a.id.clone(), row.b.id.clone())
}

/// The two side by side, and why they may be one.
fn side_by_side(row: &ReviewRow, n_left: usize, session: &Session) -> String {
    let line = |label: &str, a: &str, b: &str| vec![label.to_owned(), a.to_owned(), b.to_owned()];
    let place = |person: &PersonBrief| person.place.clone().unwrap_or_default();
    let mut cells = vec![line("name", &row.a.name, &row.b.name), line("work", &role(&row.a), &role(&row.b))];
    cells.push(line("place", &place(&row.a), &place(&row.b)));
    for at in 0..row.a_handles.len().max(row.b_handles.len()) {
        let handle = |handles: &[String]| handles.get(at).cloned().unwrap_or_default();
        cells.push(line("", &handle(&row.a_handles), &handle(&row.b_handles)));
    }
    cells.retain(|cell| !(cell[1].is_empty() && cell[2].is_empty()));
    let table = session.table(&[text(""), long_text("this"), long_text("and this")], &cells);
    let keys = session.screen.dim("s same   d different   k later   u undo   q quit");
    let stake = session.screen.dim(&format!("asked because {}", row.stake));
    format!("\n{table}{:.0} %: {}\n{stake}\n{n_left} left   {keys}\n", row.probability * 100.0, row.because)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_keystroke_each() {
        let keys = [Key::Char('s'), Key::Char('d'), Key::Char('k'), Key::Char('u'), Key::Char('q'), Key::Char('x')];
        let expected = [Answer::Same, Answer::Different, Answer::Later, Answer::Undo, Answer::Quit, Answer::Unknown];
        assert_eq!(keys.map(answer_of), expected);
    }

    /// Four cards; two questions that one keystroke each answers.
    const CARDS: &str = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nEMAIL:ana@home.example\nORG:Halden\nEND:VCARD\n\
                         BEGIN:VCARD\nVERSION:3.0\nFN:Ana Ruiz\nEMAIL:ar@halden.example\nEND:VCARD\n";

    #[test]
    fn one_keystroke_keeps_two_apart_for_good() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cards.vcf");
        std::fs::write(&path, CARDS).unwrap();
        let request = tertius_app::ImportRequest {
            paths: vec![path.clone()],
            me: Vec::new(),
            mode: tertius_app::ImportMode::Keep,
            format: None,
        };
        let mut app = App::in_memory(tertius_app::Day(20_000).start()).unwrap();
        app.import(&request, &mut |_| {}).unwrap();
        let mut round = Round::new(app);
        let row = round.app.review(1).unwrap().remove(0);
        assert!(round.take(answer_of(Key::Char('d')), &row).contains("are different people"));
        assert_eq!(round.app.review(1).unwrap(), []);
        for _ in 0..2 {
            round.app.forget(&path.display().to_string()).unwrap();
            round.app.import(&request, &mut |_| {}).unwrap();
            assert_eq!(round.app.review(1).unwrap(), [], "asked again after the source came back");
        }
        assert!(round.take(answer_of(Key::Char('u')), &row).contains("Taken back"));
        assert_eq!(round.app.review(1).unwrap().len(), 1);
    }
}
