//! `tertius serve`: the web application over the vault, on this machine alone.

use crate::terminal::Session;
use std::io::Write;
use std::net::SocketAddr;
use tertius_app::AppError;
use tertius_web::{Clock, Opened, ServeError, ServeOptions, serve};

/// Arguments of `serve`.
#[derive(clap::Args)]
pub struct Arguments {
    /// An address of this machine; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    listen: SocketAddr,
}

/// Serves until interrupted.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let vault = session.vault()?.to_owned();
    if let Some(folder) = vault.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let clock = if session.is_clock_fixed() { Clock::Fixed(session.now()) } else { Clock::Machine };
    let options = ServeOptions { vault, listen: arguments.listen, clock };
    let json = session.json();
    serve(options, move |opened| tell(&opened, json)).map_err(mendable)
}

/// Shows the link; a terminal that is gone must not stop the server.
fn tell(opened: &Opened, json: bool) {
    let text = if json {
        let view =
            serde_json::json!({"link": opened.link, "token": opened.token, "address": opened.address.to_string()});
        format!("{view}\n")
    } else {
        format!(
            "Open this link in your browser; it works once, and another will follow here:\n\n  {}\n\nPrograms show the token {} as \"Authorization: Bearer\". Stop with Ctrl+C.\n",
            opened.link, opened.token
        )
    };
    let mut out = std::io::stdout().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

fn mendable(error: ServeError) -> anyhow::Error {
    let message = error.to_string();
    match error {
        ServeError::Vault(error) => error.into(),
        ServeError::NotLoopback(_) => AppError::user(message, "listen on 127.0.0.1, as it does by itself").into(),
        ServeError::Bind { .. } => {
            AppError::user(message, "another program may use the port: try --listen 127.0.0.1:0").into()
        }
        ServeError::Served { .. } => {
            AppError::user(message, "use the pages there, or stop that server first; the link stands in its terminal")
                .into()
        }
        ServeError::Random(_) | ServeError::System(_) => AppError::internal(message).into(),
    }
}
