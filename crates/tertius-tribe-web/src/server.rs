//! Opening the store, founding the first tribe, listening.

use crate::inbox::{self, Inbox};
use crate::mail::Outbox;
use crate::pace::STEP;
use crate::secret::{hash, number, secret};
use crate::tribes::Tribes;
use crate::{mail, routes};
use axum::Router;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tertius_model::Handle;
use tertius_tribe::TribeId;
use tertius_tribe::letter::{Address, Mailbox, OneLine};
use tertius_tribe_store::{Invited, KEPT, Role, Store, StoreError, Tribe, Who};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

/// What counts as now, in seconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What to serve, and where.
pub struct ServerOptions {
    /// A file, or `postgres://…`.
    pub database: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// How members reach it, such as `https://tribe.example.org`; without, the address it listens on.
    pub address: Option<String>,
    /// Where mail goes.
    pub outbox: Outbox,
    /// The tribe's own mail address; without, `tribe@` and its host.
    pub sender: Option<Address>,
    /// Where replies are read, where they are.
    pub inbox: Option<Inbox>,
    /// What counts as now.
    pub clock: Clock,
}

/// Why the server cannot run.
#[derive(Debug, Error)]
pub enum ServerError {
    /// The store cannot be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(#[from] getrandom::Error),
    /// The address cannot be bound, or the system gives no threads.
    #[error("the system refuses: {0}")]
    System(#[from] std::io::Error),
    /// No name of a tribe.
    #[error("{0:?} is no name of a tribe")]
    BadName(String),
    /// No address of a keeper.
    #[error("{0:?} is no e-mail address")]
    BadAddress(String),
    /// There is nothing to serve: nobody could come in.
    #[error("there is no tribe in {0} yet")]
    NoTribe(String),
    /// Replies cannot be read.
    #[error("replies cannot be read: {0}")]
    Replies(String),
    /// Beyond this machine, sessions need HTTPS.
    #[error(
        "members beyond this machine need https: say which address a proxy serves, such as https://tribe.example.org"
    )]
    NeedsHttps,
}

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct Shared {
    pub store: Store,
    pub tribes: Arc<Tribes>,
    /// How members reach it, without a slash at the end.
    pub address: Arc<str>,
    /// The address that mail comes from.
    pub sender: Arc<Address>,
    /// At whole steps of this the answers to searches leave.
    pub step: Duration,
    clock: Clock,
    mail_waits: Arc<Notify>,
}

impl Shared {
    /// Lets mail that was just written go now. What is missed here goes with the next round of [`Server::tend`].
    pub fn wake_the_sender(&self) {
        self.mail_waits.notify_one();
    }

    /// What counts as now.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Who mail comes from that is no member's.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox { name: OneLine::default(), address: Address::clone(&self.sender) }
    }

    /// The host that requests must name.
    pub fn host(&self) -> &str {
        self.address.split_once("://").map_or("", |(_, host)| host)
    }
}

/// A server that is ready to answer.
pub struct Server(Shared);

impl Server {
    /// Reads the store into memory.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn new(store: Store, address: &str, clock: Clock) -> Result<Server, StoreError> {
        let tribes = Arc::new(Tribes::load(&store, clock()).await?);
        let sender = sender_of(address).into();
        let address = address.trim_end_matches('/').into();
        Ok(Server(Shared { store, tribes, address, sender, step: STEP, clock, mail_waits: Arc::default() }))
    }

    /// With other steps at which the answers to searches leave; a step of nothing shows what a search takes by itself, and so
    /// what a clock must not show. For measuring.
    #[must_use]
    pub fn stepping(mut self, step: Duration) -> Server {
        self.0.step = step;
        self
    }

    /// With a mail address of its own.
    #[must_use]
    pub fn sending_from(mut self, sender: Address) -> Server {
        self.0.sender = sender.into();
        self
    }

    /// Reads the replies that have come; how many.
    ///
    /// # Errors
    /// When the mailbox or the store does not answer.
    pub async fn collect(&self, inbox: &Inbox) -> Result<usize, ServerError> {
        inbox::collect(&self.0, inbox).await.map_err(|trouble| ServerError::Replies(trouble.message))
    }

    /// Answers requests.
    pub fn router(&self) -> Router {
        routes::router(self.0.clone())
    }

    /// Founds a tribe whose first keeper gets in by the link that is returned.
    ///
    /// # Errors
    /// When there is one of that id, or the store does not answer.
    pub async fn found(&self, id: &str, name: &str, keeper: &str) -> Result<String, ServerError> {
        let now = self.0.now();
        let key = secret()?;
        if TribeId::new(id).is_none() {
            return Err(ServerError::BadName(id.to_owned()));
        }
        let keeper = Handle::email(keeper).ok_or_else(|| ServerError::BadAddress(keeper.to_owned()))?;
        let tribe = Tribe { id: id.to_owned(), name: name.to_owned(), crowd: CROWD, daily: DAILY };
        let mut on = self.0.store.write(Who::Door).await?;
        on.found(&tribe, number()?.as_bytes(), now).await?;
        let invited = Invited { tribe: id.to_owned(), email: keeper.value().to_owned(), role: Role::Keeper };
        on.invite(&hash(&key), &invited, now + 14 * 86_400).await?;
        on.commit().await?;
        Ok(format!("{}/join/{key}", self.0.address))
    }

    /// Whether there is no tribe yet.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.0.store.read(Who::Door).await?.tribe_ids().await?.is_empty())
    }

    /// What has to be done now and then: packets whose day has come, old links, mail.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn tend(&self, outbox: &Outbox) -> Result<(), StoreError> {
        let (shared, now) = (&self.0, self.0.now());
        let mut on = shared.store.write(Who::Door).await?;
        on.sweep(now).await?;
        let tribes = on.tribe_ids().await?;
        on.commit().await?;
        for tribe in tribes {
            let mut on = shared.store.write(Who::Engine { tribe: tribe.clone() }).await?;
            on.expire(now).await?;
            on.sweep_links(now).await?;
            on.drop_changes_but(KEPT).await?;
            on.drop_old_matches(now).await?;
            on.commit().await?;
            shared.tribes.catch_up(&shared.store, &tribe, now).await?;
        }
        mail::deliver(&shared.store, outbox, now).await?;
        Ok(())
    }
}

/// Assumption: a tribe's minimum crowd at first.
const CROWD: i64 = 3;
/// Assumption: searches a member may make a day at first.
const DAILY: i64 = 100;
/// How often [`Server::tend`] runs.
const TEND: Duration = Duration::from_secs(5);

/// Serves until the process is interrupted. `told` gets the address, and the first keeper's link where a tribe was founded.
///
/// # Errors
/// When the store or the address cannot be used.
pub fn serve(
    options: ServerOptions,
    found: Option<(String, String, String)>,
    told: impl Fn(&str, Option<&str>),
) -> Result<(), ServerError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(options.listen).await?;
        let here = listener.local_addr()?;
        let address = options.address.unwrap_or_else(|| format!("http://{here}"));
        if !here.ip().is_loopback() && !address.starts_with("https://") {
            return Err(ServerError::NeedsHttps);
        }
        let store = Store::open(&options.database).await?;
        let mut server = Server::new(store, &address, options.clock).await?;
        if let Some(sender) = options.sender {
            server = server.sending_from(sender);
        }
        let link = match found {
            Some((id, name, keeper)) if server.is_empty().await? => Some(server.found(&id, &name, &keeper).await?),
            None if server.is_empty().await? => return Err(ServerError::NoTribe(options.database)),
            _ => None,
        };
        told(&server.0.address, link.as_deref());
        let router = server.router();
        if let Some(inbox) = options.inbox {
            tokio::spawn(inbox::keep_reading(server.0.clone(), inbox));
        }
        tokio::spawn(keep_tending(server, options.outbox));
        axum::serve(listener, router).with_graceful_shutdown(interrupted()).await?;
        Ok(())
    })
}

async fn keep_tending(server: Server, outbox: Outbox) {
    loop {
        // A store that does not answer now may answer the next time.
        drop(server.tend(&outbox).await);
        let next = Instant::now() + TEND;
        while timeout_at(next, server.0.mail_waits.notified()).await.is_ok() {
            drop(mail::deliver(&server.0.store, &outbox, server.0.now()).await);
        }
    }
}

/// The address that mail comes from where none is named: `tribe@` the host that members use.
pub fn sender_of(address: &str) -> Address {
    let host = address.split_once("://").map_or(address, |(_, host)| host);
    let host = host.split([':', '/']).next().unwrap_or_default();
    let named = Address::parse(&format!("tribe@{host}"));
    named.unwrap_or_else(|_| Address::parse("tribe@tertius.invalid").expect("because it is one"))
}

async fn interrupted() {
    // Where the signal cannot be heard the server runs until it is killed.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
