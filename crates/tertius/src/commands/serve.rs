//! `tertius serve`: the web application over the vault, on this machine alone; with `--tribe`, a tribe's server.

use crate::terminal::Session;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tertius_app::AppError;
use tertius_tribe_web::{Account, Address, Inbox, InboxError, Outbox, ServerError, ServerOptions, sender_of};
use tertius_web::{Clock, Opened, ServeError, ServeOptions, serve};

/// What `serve --help` says besides the arguments.
const MORE: &str = "\
A tribe pools who knows whom: members share packets, never vaults. Found one and join it by the link that is shown:

  tertius serve --tribe oak.db --found oak --keeper you@example.org

Later the database is enough, a file or postgres://user@host/name; mail waits as files in the folder outbox. Beyond this \
machine let a proxy speak HTTPS and name what members use: --address https://tribe.example.org";

/// Arguments of `serve`.
#[derive(clap::Args)]
#[command(after_help = MORE)]
pub struct Arguments {
    /// An address of this machine; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7878")]
    listen: SocketAddr,
    /// Serve a tribe instead of the vault: its database, a file or postgres://…
    #[arg(long, value_name = "DATABASE")]
    tribe: Option<String>,
    /// How members reach the tribe, such as `https://tribe.example.org`; a proxy there speaks HTTPS
    #[arg(long, value_name = "URL", requires = "tribe")]
    address: Option<String>,
    /// The folder that the tribe's mail goes to, one .eml file each
    #[arg(long, value_name = "FOLDER", requires = "tribe", default_value = "outbox")]
    outbox: PathBuf,
    /// The mail server for the tribe's mail instead of a folder, such as smtps://user:password@mail.example.org
    #[arg(long, value_name = "URL", requires = "tribe", env = "TERTIUS_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// The tribe's own mail address; without, `tribe@` and the host of --address
    #[arg(long, value_name = "EMAIL", requires = "tribe")]
    from: Option<String>,
    /// The folder or Maildir into which replies to the tribe's address are delivered; what was read there is deleted
    #[arg(long, value_name = "FOLDER", requires = "tribe")]
    inbox: Option<PathBuf>,
    /// The mailbox of the tribe's address, such as `imaps://tribe%40example.org@mail.example.org`; replies that were read
    /// there are deleted, those for a person get a flag. The password stands in TERTIUS_IMAP_PASSWORD or in a file
    #[arg(long, value_name = "URL", requires = "tribe", conflicts_with = "inbox")]
    imap: Option<String>,
    /// The file that the mailbox's password stands in
    #[arg(long, value_name = "FILE", requires = "imap")]
    password: Option<PathBuf>,
    /// Found a tribe where the database is new: its name in packets, such as oak
    #[arg(long, value_name = "NAME", requires_all = ["tribe", "keeper"])]
    found: Option<String>,
    /// The e-mail address of the founded tribe's first keeper
    #[arg(long, value_name = "EMAIL", requires = "found")]
    keeper: Option<String>,
}

/// Serves until interrupted.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    if let Some(database) = &arguments.tribe {
        return run_tribe(arguments, database, session);
    }
    let vault = session.vault()?.to_owned();
    if let Some(folder) = vault.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let clock = if session.is_clock_fixed() { Clock::Fixed(session.now()) } else { Clock::Machine };
    let options = ServeOptions { vault, listen: arguments.listen, clock };
    let json = session.json();
    serve(options, move |opened| tell(&opened, json)).map_err(mendable)
}

/// Serves a tribe until interrupted.
fn run_tribe(arguments: &Arguments, database: &str, session: &Session) -> anyhow::Result<()> {
    let fixed = session.is_clock_fixed().then(|| session.now().0);
    let found = match (&arguments.found, &arguments.keeper) {
        (Some(id), Some(keeper)) => Some((id.clone(), id.clone(), keeper.clone())),
        _ => None,
    };
    let (outbox, sender) = outbox(arguments)?;
    let options = ServerOptions {
        database: database.to_owned(),
        listen: arguments.listen,
        address: arguments.address.clone(),
        outbox,
        sender,
        inbox: inbox(arguments)?,
        clock: Arc::new(move || fixed.unwrap_or_else(|| jiff::Timestamp::now().as_second())),
    };
    let json = session.json();
    let told = move |address: &str, link: Option<&str>| {
        let text = match link {
            _ if json => format!("{}\n", serde_json::json!({"address": address, "link": link})),
            Some(link) => format!(
                "The tribe is at {address}. Its first keeper joins here, once:\n\n  {link}\n\nStop with Ctrl+C.\n"
            ),
            None => format!("The tribe is at {address}. Stop with Ctrl+C.\n"),
        };
        let mut out = std::io::stdout().lock();
        drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    };
    tertius_tribe_web::serve(options, found, told).map_err(|error| {
        let hint = match &error {
            ServerError::Store(_) => "look at the database's address, and whether it runs",
            ServerError::NoTribe(_) => "found one: --found NAME --keeper YOUR-ADDRESS",
            ServerError::BadName(_) => "use lower-case letters, digits and hyphens",
            ServerError::BadAddress(_) => "give one address, such as ana@example.org",
            ServerError::NeedsHttps => "add --address https://… or listen on 127.0.0.1",
            ServerError::Replies(_) => "look at --inbox or --imap",
            ServerError::Random(_) | ServerError::System(_) => {
                "another program may use the port: try --listen 127.0.0.1:0"
            }
        };
        AppError::user(error.to_string(), hint).into()
    })
}

/// Where a tribe's mail goes, and from which address.
fn outbox(arguments: &Arguments) -> anyhow::Result<(Outbox, Option<Address>)> {
    let wrong = |error: &dyn std::fmt::Display, hint: &str| AppError::user(error.to_string(), hint);
    let given = arguments.from.as_deref().map(Address::parse).transpose();
    let sender = given.map_err(|error| wrong(&error, "give one address, such as tribe@example.org"))?;
    let Some(url) = &arguments.smtp else { return Ok((Outbox::Folder(arguments.outbox.clone()), sender)) };
    let here = format!("http://{}", arguments.listen);
    let from = sender.clone().unwrap_or_else(|| sender_of(arguments.address.as_deref().unwrap_or(&here)));
    let outbox = Outbox::smtp(url, from).map_err(|error| wrong(&error, "look at --smtp"))?;
    Ok((outbox, sender))
}

/// The variable that the mailbox's password stands in, where no file is named.
const IMAP_PASSWORD: &str = "TERTIUS_IMAP_PASSWORD";

/// Where replies are read. A password on the command line would end in lists of processes.
fn inbox(arguments: &Arguments) -> anyhow::Result<Option<Inbox>> {
    let Some(url) = &arguments.imap else { return Ok(arguments.inbox.clone().map(Inbox::Folder)) };
    let password = match &arguments.password {
        Some(file) => {
            let unread = |error: std::io::Error| {
                let message = format!("the password file {} cannot be read: {error}", file.display());
                AppError::user(message, "look at --password")
            };
            std::fs::read_to_string(file).map_err(unread)?.trim_end_matches(['\r', '\n']).to_owned()
        }
        None => std::env::var(IMAP_PASSWORD).map_err(|_| {
            let hint = format!("put it into {IMAP_PASSWORD}, or name a file with --password");
            AppError::user("the mailbox's password is missing", hint)
        })?,
    };
    let wrong = |error: InboxError| AppError::user(error.to_string(), "look at --imap");
    Ok(Some(Inbox::Imap(Box::new(Account::new(url, &password).map_err(wrong)?))))
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
