//! `tertius intro`: ask a friend for an introduction, answer one, carry it to its end. Nothing is sent from here: the words
//! are handed out, and the user sends them.

mod arguments;
pub mod handing;
pub mod screen;

pub use arguments::{Arguments, Handing};

use crate::terminal::Session;
use arguments::{Accept, Draft, Edit, Take, Verb, Wishes};
use std::io::Read;
use std::path::Path;
use tertius_app::views::IntroductionView;
use tertius_app::{Agreement, App, AppError, Event, FriendWishes, Introduces, IntroductionDraft, Reveal, Words};

/// Runs the verb.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    match &arguments.verb {
        Verb::Draft(arguments) => draft(arguments, session),
        Verb::Edit(arguments) => edit(arguments, session),
        Verb::List => list(session),
        Verb::Show { which } => {
            let app = session.open_existing()?;
            show(&app.introduction(&named(&app, which)?)?, session)
        }
        Verb::Send { which, name_only, handing } => {
            let mut app = session.open_existing()?;
            let which = named(&app, which)?;
            handing::ready(handing)?;
            let deliveries = app.send_introduction(&which, reveal(*name_only))?;
            handing::hand_over(&app, &which, deliveries, handing, session)
        }
        Verb::Letters { which, handing } => {
            let mut app = session.open_existing()?;
            let which = named(&app, which)?;
            handing::ready(handing)?;
            let deliveries = app.introduction_letters(&which)?;
            handing::hand_over(&app, &which, deliveries, handing, session)
        }
        Verb::Take(arguments) => take(arguments, session),
        Verb::Accept(arguments) => accept(arguments, session),
        Verb::Decline { which } => act(which, Event::Decline, &Handing::default(), session),
        Verb::Introduce { which, handing } => act(which, Event::Introduce, handing, session),
        Verb::Withdraw { which, handing } => act(which, Event::Withdraw, handing, session),
        Verb::Never { which } => act(which, Event::NeverAgain, &Handing::default(), session),
        Verb::Wishes(arguments) => wishes(arguments, session),
    }
}

fn draft(arguments: &Draft, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let view = app.draft_introduction(&IntroductionDraft {
        target: arguments.target.join(" "),
        via: arguments.via.clone(),
        goal: arguments.goal.clone().unwrap_or_default(),
        words: words(arguments.words.as_deref())?,
        to_target: words(arguments.to_target.as_deref())?,
    })?;
    show(&view, session)
}

fn edit(arguments: &Edit, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let which = named(&app, &arguments.which)?;
    let words = Words {
        goal: arguments.goal.clone(),
        to_connector: words(arguments.words.as_deref())?,
        to_target: words(arguments.to_target.as_deref())?,
    };
    if words.goal.is_none() && words.to_connector.is_none() && words.to_target.is_none() {
        return Err(
            AppError::user("nothing to change is given", "--goal TEXT, --words TEXT or --to-target TEXT").into()
        );
    }
    let view = app.edit_introduction(&which, &words)?;
    show(&view, session)
}

fn list(session: &Session) -> anyhow::Result<()> {
    let rows = session.open_existing()?.introductions()?;
    session.answer(&rows, || screen::list(&rows, session))
}

fn show(view: &IntroductionView, session: &Session) -> anyhow::Result<()> {
    session.answer(view, || screen::one(view, session))
}

fn take(arguments: &Take, session: &Session) -> anyhow::Result<()> {
    let bytes = read(&arguments.file)?;
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    let mut app = session.open()?;
    app.prepare()?;
    if text.contains("\"tertius_ask\"") && text.trim_start().starts_with('{') {
        let file = super::words::quoted(&arguments.file.display().to_string());
        return Err(AppError::user("this file carries a question", format!("tertius ask take {file}")).into());
    }
    if text.trim_start().starts_with('{') {
        handing::ready(&arguments.handing)?;
        let deliveries = app.take_introduction(text)?;
        let id = tertius_app::introduction_in(text)?;
        return handing::hand_over(&app, &id, deliveries, &arguments.handing, session);
    }
    handing::ready(&arguments.handing)?;
    let from = arguments.from.map(arguments::From::party);
    let view = app.take_reply(&bytes, arguments.which.as_deref(), from, arguments.says.map(arguments::Says::said))?;
    let mut deliveries = app.introduction_letters(&view.introduction.id)?;
    if !view.moved {
        deliveries.clear();
    }
    let rows = handing::written(deliveries, &arguments.handing)?;
    let answer = serde_json::json!({
        "from": view.from, "moved": view.moved, "introduction": view.introduction, "letters": rows,
    });
    session.answer(&answer, || screen::reply(&view, &rows, session))
}

fn accept(arguments: &Accept, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let which = named(&app, &arguments.which)?;
    handing::ready(&arguments.handing)?;
    let deliveries = app.accept_introduction(
        &which,
        &Agreement {
            reveal: reveal(arguments.name_only),
            endorsement: words(arguments.words.as_deref())?,
            note: arguments.note.clone().unwrap_or_default(),
            introduces: if arguments.myself { Introduces::Myself } else { Introduces::AtOnce },
            target_address: arguments.address.clone(),
        },
    )?;
    handing::hand_over(&app, &which, deliveries, &arguments.handing, session)
}

fn act(which: &[String], event: Event, handing: &Handing, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let which = named(&app, which)?;
    handing::ready(handing)?;
    let deliveries = app.act_on_introduction(&which, event)?;
    handing::hand_over(&app, &which, deliveries, handing, session)
}

fn wishes(arguments: &Wishes, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open_existing()?;
    let who = arguments.who.join(" ");
    let wishes = FriendWishes {
        cool_down_days: arguments.cool_down,
        quiet: arguments.quiet_months.clone(),
        no_go: arguments.no_go.clone(),
    };
    app.note_wishes(&who, wishes.clone())?;
    session.answer(&wishes, || screen::wishes(&who, &wishes))
}

/// The introduction meant; where none is named, the only one that waits for the user.
fn named(app: &App, which: &[String]) -> anyhow::Result<String> {
    if !which.is_empty() {
        return Ok(app.introduction(&which.join(" "))?.id);
    }
    let rows = app.introductions()?;
    let waiting: Vec<&IntroductionView> =
        rows.iter().filter(|row| matches!(row.stage.as_str(), "draft" | "your-turn")).collect();
    match (waiting.as_slice(), rows.as_slice()) {
        ([only], _) => Ok(only.id.clone()),
        ([], [only]) => Ok(only.id.clone()),
        _ => Err(AppError::user("say which introduction", "its number or a name in it; tertius intro list").into()),
    }
}

fn reveal(name_only: bool) -> Reveal {
    if name_only { Reveal::Name } else { Reveal::NameAndAddress }
}

/// Words given on the command line; `@FILE` reads them from a file, `-` from standard input.
pub fn words(given: Option<&str>) -> anyhow::Result<Option<String>> {
    let Some(given) = given else { return Ok(None) };
    let file = if given == "-" { Some("-") } else { given.strip_prefix('@') };
    let Some(file) = file else { return Ok(Some(given.to_owned())) };
    let bytes = read(Path::new(file))?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The largest file that is read.
const MOST_BYTES: u64 = 1024 * 1024;

/// A file's bytes; `-` is standard input.
pub fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match file.as_os_str() == "-" {
        true => std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes),
        false => std::fs::File::open(file).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|error| {
        AppError::user(format!("cannot read {}: {error}", file.display()), "name a file, or - for standard input")
    })?;
    if bytes.len() as u64 > MOST_BYTES {
        let message = format!("{} is too large for a letter", file.display());
        return Err(AppError::user(message, "one letter or one file at a time").into());
    }
    Ok(bytes)
}
