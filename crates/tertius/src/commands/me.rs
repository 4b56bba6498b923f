//! `tertius me`: which addresses are ego's.

use crate::table::{long_text, text};
use crate::terminal::Session;

/// Arguments of `me`.
#[derive(clap::Args)]
pub struct Arguments {
    /// An address that is yours; may be repeated
    #[arg(long, value_name = "HANDLE", num_args = 1..)]
    add: Vec<String>,
    /// An address that is not yours; may be repeated
    #[arg(long, value_name = "HANDLE", num_args = 1..)]
    remove: Vec<String>,
}

/// Shows or corrects.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let mut app = session.open()?;
    let view = app.me(&arguments.add, &arguments.remove)?;
    session.answer(&view, || {
        if view.handles.is_empty() {
            let advice = "tertius me --add you@example.org   so that your own messages count as yours";
            return format!("Nothing says yet who you are.\n{}", session.next(&[advice]));
        }
        let mut out =
            format!("You are {}.\n\n", session.screen.bold(view.names.first().map_or("known by address", |name| name)));
        let rows: Vec<Vec<String>> =
            view.handles.iter().map(|row| vec![row.kind.clone(), row.value.clone(), row.basis.clone()]).collect();
        out.push_str(&session.table(&[text("kind"), long_text("address"), text("known because")], &rows));
        out.push_str(&session.next(&["tertius me --remove ADDRESS   if one is not yours"]));
        out
    })
}
