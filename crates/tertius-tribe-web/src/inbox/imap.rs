//! Replies in a mailbox on a mail server, read by IMAP.
//!
//! Mail that was read is deleted there; mail that a person has to read gets a flag, by which mail programs show it first and
//! by which it is passed over here. Nobody else's looking hides a mail from us: whether it was seen does not count. Where the
//! mail server can, it tells of new mail (IDLE, RFC 2177); elsewhere the mailbox is looked into once a minute.

use super::{By, MOST, Taken, take};
use crate::office::Done;
use crate::server::Shared;
use crate::trouble::Trouble;
use async_imap::{Client, Session};
use axum::http::StatusCode;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};

/// How long a mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait before looking again. Where the mail server tells of new mail, only what came between a look and
/// listening waits so long.
const PAUSE: Duration = Duration::from_secs(60);
/// What was neither put aside nor deleted.
const UNREAD: &str = "UNFLAGGED UNDELETED";

/// A mailbox on a mail server, and who reads it.
pub struct Account {
    host: String,
    port: u16,
    is_tls: bool,
    user: String,
    password: String,
    mailbox: String,
}

/// Why a mailbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// Its address is none.
    #[error(
        "the mailbox's address cannot be read; write imaps://user@mail.example.org or imaps://user@mail.example.org/Replies"
    )]
    Address,
    /// A password in an address ends in lists of processes and in histories.
    #[error("the password does not belong into the mailbox's address; put it into a file or the environment")]
    Password,
    /// Passwords and replies would travel in the open.
    #[error("a mailbox beyond this machine needs TLS; write imaps://…")]
    NeedsTls,
}

impl Account {
    /// The mailbox at `imaps://user@host:port/mailbox`. Without a port it is the usual one, without a mailbox the `INBOX`.
    ///
    /// # Errors
    /// When the address cannot be read, holds a password, or would send one in the open beyond this machine.
    pub fn new(url: &str, password: &str) -> Result<Account, InboxError> {
        let is_tls = url.starts_with("imaps://");
        let rest = url.strip_prefix("imaps://").or(url.strip_prefix("imap://")).ok_or(InboxError::Address)?;
        let (place, mailbox) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) = place.rsplit_once('@').ok_or(InboxError::Address)?;
        if user.contains(':') {
            return Err(InboxError::Password);
        }
        let (host, port) = match host.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| InboxError::Address)?),
            _ => (host, if is_tls { 993 } else { 143 }),
        };
        if !is_tls && !["127.0.0.1", "localhost", "[::1]"].contains(&host) {
            return Err(InboxError::NeedsTls);
        }
        let plain = |text: &str| {
            let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
            decoded.map(|text| text.into_owned()).ok().filter(|text| !text.contains(char::is_control))
        };
        let user = plain(user).filter(|user| !user.is_empty()).ok_or(InboxError::Address)?;
        let mailbox = plain(mailbox).ok_or(InboxError::Address)?;
        let mailbox = if mailbox.is_empty() { "INBOX".to_owned() } else { mailbox };
        if host.is_empty() {
            return Err(InboxError::Address);
        }
        let host = host.trim_matches(['[', ']']).to_owned();
        Ok(Account { host, port, is_tls, user, password: password.to_owned(), mailbox })
    }
}

/// What carries the conversation: plain on this machine, encrypted beyond.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + fmt::Debug> Wire for T {}

type Open = Session<Box<dyn Wire>>;

/// The mail server did not do as it should. What it said is not repeated: it may name people.
fn unread<E>(_: E) -> Trouble {
    let message = "the mailbox of replies does not answer, or refuses";
    Trouble::new(StatusCode::BAD_GATEWAY, message, "look at --imap, the user and the password")
}

async fn in_time<T, E>(step: impl Future<Output = Result<T, E>>) -> Done<T> {
    tokio::time::timeout(PATIENCE, step).await.map_err(unread)?.map_err(unread)
}

async fn open(account: &Account) -> Done<Open> {
    let socket = in_time(TcpStream::connect((account.host.as_str(), account.port))).await?;
    let wire: Box<dyn Wire> =
        if account.is_tls { Box::new(encrypted(account, socket).await?) } else { Box::new(socket) };
    let mut client = Client::new(wire);
    in_time(client.read_response()).await?;
    let login = client.login(&account.user, &account.password);
    let mut session = tokio::time::timeout(PATIENCE, login).await.map_err(unread)?.map_err(unread)?;
    in_time(session.select(&account.mailbox)).await?;
    Ok(session)
}

async fn encrypted(account: &Account, socket: TcpStream) -> Done<tokio_rustls::client::TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().map_err(unread)?;
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(account.host.clone()).map_err(unread)?;
    in_time(TlsConnector::from(Arc::new(config)).connect(name, socket)).await
}

/// Reads every mail of the mailbox once.
pub(super) async fn collect(shared: &Shared, account: &Account) -> Done<usize> {
    let mut session = open(account).await?;
    let n_read = read_all(shared, &mut session).await?;
    in_time(session.logout()).await?;
    Ok(n_read)
}

/// Reads whatever comes, until the program ends.
pub(super) async fn keep_reading(shared: &Shared, account: &Account) {
    loop {
        // A mail server that does not answer now may answer the next time.
        drop(read_until_it_breaks(shared, account).await);
        tokio::time::sleep(PAUSE).await;
    }
}

async fn read_until_it_breaks(shared: &Shared, account: &Account) -> Done<()> {
    let mut session = open(account).await?;
    let tells = in_time(session.capabilities()).await?.has_str("IDLE");
    loop {
        read_all(shared, &mut session).await?;
        if !tells {
            return in_time(session.logout()).await;
        }
        let mut idle = session.idle();
        in_time(idle.init()).await?;
        let (news, _end) = idle.wait_with_timeout(PAUSE);
        news.await.map_err(unread)?;
        session = in_time(idle.done()).await?;
    }
}

async fn read_all(shared: &Shared, session: &mut Open) -> Done<usize> {
    let mut found: Vec<u32> =
        in_time(session.uid_search(format!("{UNREAD} SMALLER {MOST}"))).await?.into_iter().collect();
    found.sort_unstable();
    let mut n_read = 0;
    for uid in found {
        let Some(bytes) = in_time(body(session, uid)).await? else { continue };
        let taken = take(shared, &bytes, By::Delivery).await?;
        n_read += 1;
        in_time(mark(session, uid, taken)).await?;
    }
    if n_read > 0 {
        in_time(drain(session.expunge().await.map_err(unread)?)).await?;
    }
    Ok(n_read)
}

/// A mail as it came, without marking it as seen.
async fn body(session: &mut Open, uid: u32) -> Result<Option<Vec<u8>>, async_imap::error::Error> {
    use futures_util::TryStreamExt;
    let mut bytes = None;
    let mut all = session.uid_fetch(uid.to_string(), "(UID BODY.PEEK[])").await?;
    while let Some(one) = all.try_next().await? {
        if one.uid == Some(uid) {
            bytes = one.body().map(<[u8]>::to_vec).or(bytes);
        }
    }
    Ok(bytes)
}

/// Notes what became of a mail: away with it, or a flag for a person.
async fn mark(session: &mut Open, uid: u32, taken: Taken) -> Result<(), async_imap::error::Error> {
    let flag = match taken {
        Taken::Done => "+FLAGS.SILENT (\\Deleted)",
        Taken::Aside => "+FLAGS.SILENT (\\Flagged)",
    };
    drain(session.uid_store(uid.to_string(), flag).await?).await
}

/// Hears a mail server out.
async fn drain<T>(
    lines: impl futures_util::Stream<Item = Result<T, async_imap::error::Error>>,
) -> Result<(), async_imap::error::Error> {
    use futures_util::TryStreamExt;
    let mut lines = std::pin::pin!(lines);
    while lines.try_next().await?.is_some() {}
    Ok(())
}
