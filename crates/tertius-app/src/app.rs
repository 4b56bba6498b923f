//! One open vault with its clock, and what is derived from it.

use crate::derive::derive;
use crate::error::AppError;
use crate::gives::{Gives, gives};
use crate::held::{Derived, Held};
use crate::network::{Identity, Network};
use serde::Serialize;
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tertius_model::{Ruling, RulingId, RulingKind, SourceId, Timestamp};
use tertius_store::{ErrorKind, Overwrite, Residue, StoreError, Vault};
use utoipa::ToSchema;

/// The application over one vault, as of one moment.
pub struct App {
    vault: Vault,
    now: Timestamp,
    held: OnceCell<Arc<Held>>,
    /// Names what the network was derived from, once [`App::prepare`] has run.
    version: Vec<u8>,
}

/// Where the derived state is cached, and in which shape; a changed shape gets a new name.
const CACHE: &str = "network-2";
const IDENTITY: &str = "identity-1";
/// The rules by which it was derived. Whoever changes what the same evidence gives raises the number; a release
/// counts as a change, so that an upgrade never keeps answers of the program before.
const RULES: &str = concat!(env!("CARGO_PKG_VERSION"), "-3");

/// One source in the list of sources.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct HeldSource {
    /// Its id.
    pub id: String,
    /// Where it was found.
    pub path: String,
    /// The format's id.
    pub format: String,
    /// Records about people.
    pub people: u64,
    /// People it names, ego aside, however many records and addresses they have in it.
    pub participants: u64,
    /// People to whom it shows a tie of ego.
    pub ties_of_ego: u64,
    /// Pairs of others between whom it shows a tie.
    pub ties_between_others: u64,
    /// The first day its content speaks of.
    pub first: Option<String>,
    /// Messages.
    pub exchanges: u64,
    /// Meetings.
    pub gatherings: u64,
    /// Stated ties.
    pub stated_ties: u64,
    /// Records not taken.
    pub n_skipped: u64,
    /// The latest day its content speaks of.
    pub latest: Option<String>,
}

/// What forgetting did.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct ForgetView {
    /// Ids of the sources forgotten.
    pub sources: Vec<String>,
    /// People before.
    pub people_before: u64,
    /// People after.
    pub people_after: u64,
    /// Where bytes of it may still be: nowhere, or in the vault's files until they are next opened.
    pub residue: ResidueView,
}

/// Where bytes of what was forgotten may still be.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum ResidueView {
    /// Nowhere in the vault's files.
    None,
    /// In them, because another process uses the vault or the disk is full; the next opening wipes them.
    UntilReopened,
}

/// What erasing did.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct EraseView {
    /// Records of the person that were removed.
    pub records_removed: u64,
    /// Addresses and names that later imports leave out.
    pub handles_suppressed: u64,
    /// Observations that nothing says any more.
    pub observations_removed: u64,
    /// Whether bytes may remain until no other program uses the vault.
    pub residue: bool,
}

/// Where a backup went.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct BackupView {
    /// The file.
    pub file: String,
    /// Its size.
    pub bytes: u64,
}

/// What a restore did.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct RestoreView {
    /// The vault.
    pub file: String,
    /// Where the vault that was there before is kept.
    pub kept: Option<String>,
}

impl App {
    /// Opens the vault in a file, creating it where there is none.
    ///
    /// # Errors
    /// When the file is no vault, is damaged, or cannot be opened.
    pub fn open(path: &Path, now: Timestamp) -> Result<App, AppError> {
        Ok(App::over(Vault::open(path)?, now))
    }

    /// A vault in memory.
    ///
    /// # Errors
    /// When memory runs out.
    pub fn in_memory(now: Timestamp) -> Result<App, AppError> {
        Ok(App::over(Vault::in_memory()?, now))
    }

    fn over(vault: Vault, now: Timestamp) -> App {
        App { vault, now, held: OnceCell::new(), version: Vec::new() }
    }

    /// The moment that counts as now.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Moves the clock.
    pub fn set_now(&mut self, now: Timestamp) {
        self.now = now;
        self.forget_network();
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    pub(crate) fn vault_mut(&mut self) -> &mut Vault {
        &mut self.vault
    }

    /// Drops what was derived: the ground state has changed.
    pub(crate) fn forget_network(&mut self) {
        self.held = OnceCell::new();
    }

    /// People, ties and links, from the cache where it is still true, else derived anew.
    pub(crate) fn network(&self) -> Result<&Network, AppError> {
        Ok(&self.held()?.network)
    }

    /// The network, with what was built from it for quick answers.
    pub(crate) fn held(&self) -> Result<&Held, AppError> {
        if let Some(held) = self.held.get() {
            return Ok(held);
        }
        let held = Held::new(self.load_network()?);
        Ok(self.held.get_or_init(|| Arc::new(held)))
    }

    /// Names what the cache follows from: the ground state and the rules.
    fn cache_version(&self) -> Result<Vec<u8>, AppError> {
        Ok([&self.vault.ground_version()?.0, RULES.as_bytes()].concat())
    }

    fn load_network(&self) -> Result<Network, AppError> {
        let version = self.cache_version()?;
        if let Some(bytes) = self.vault.cache_get(CACHE, &version)?
            && let Some(network) = Network::from_bytes(&bytes)
            && network.holds_at(self.now)
        {
            return Ok(network);
        }
        Ok(derive(&self.vault, self.now)?.0)
    }

    /// Makes sure that answers come from the cache: derives and caches what is missing or no longer true.
    ///
    /// # Errors
    /// When the vault cannot be read. One that cannot be written still answers, only more slowly.
    pub fn prepare(&mut self) -> Result<(), AppError> {
        let version = self.cache_version()?;
        self.version.clone_from(&version);
        let cached = self.vault.cache_get(CACHE, &version)?.and_then(|bytes| Network::from_bytes(&bytes));
        if let Some(network) = cached.filter(|network| network.holds_at(self.now)) {
            self.held = OnceCell::from(Arc::new(Held::new(network)));
            return Ok(());
        }
        let (network, identity) = derive(&self.vault, self.now)?;
        for (name, bytes) in [(CACHE, network.to_bytes()), (IDENTITY, identity.to_bytes())] {
            if self.vault.cache_put(name, &version, &bytes).is_err() {
                break;
            }
        }
        self.held = OnceCell::from(Arc::new(Held::new(network)));
        Ok(())
    }

    /// Moves the clock and makes sure that answers are true then: what another process changed in the vault is seen.
    /// Says whether anything had to be derived or read again.
    ///
    /// # Errors
    /// As [`App::prepare`].
    pub fn refresh(&mut self, now: Timestamp) -> Result<bool, AppError> {
        self.follow(now, None)
    }

    /// As [`App::refresh`], taking over what another `App` over the same vault has derived, where that is true.
    ///
    /// # Errors
    /// As [`App::prepare`].
    pub fn follow(&mut self, now: Timestamp, other: Option<&Derived>) -> Result<bool, AppError> {
        self.now = now;
        let version = self.cache_version()?;
        if self.version == version && self.held.get().is_some_and(|held| held.network.holds_at(now)) {
            return Ok(false);
        }
        self.forget_network();
        match other {
            Some(other) if other.version == version && other.held.network.holds_at(now) => {
                self.held = OnceCell::from(Arc::clone(&other.held));
                self.version = version;
            }
            _ => self.prepare()?,
        }
        Ok(true)
    }

    /// What was derived, for another `App` over the same vault; nothing before [`App::prepare`] or after a change.
    pub fn derived(&self) -> Option<Derived> {
        let held = self.held.get().filter(|_| !self.version.is_empty())?;
        Some(Derived { version: self.version.clone(), held: Arc::clone(held) })
    }

    /// Does what changes the vault and nothing that people, ties and links are derived from: what was derived is kept.
    pub(crate) fn rule_beside(&mut self, kind: RulingKind) -> Result<Ruling, AppError> {
        self.prepare_unless_held()?;
        let id = self.vault.rule(&kind, self.now)?;
        self.keep_derived()?;
        Ok(Ruling { id, at: self.now, kind })
    }

    pub(crate) fn prepare_unless_held(&mut self) -> Result<(), AppError> {
        let is_true = self.held.get().is_some() && self.version == self.cache_version()?;
        if is_true { Ok(()) } else { self.prepare() }
    }

    /// Gives the caches the name of the vault's present state.
    pub(crate) fn keep_derived(&mut self) -> Result<(), AppError> {
        let version = self.cache_version()?;
        for name in [CACHE, IDENTITY] {
            if let Some(bytes) = self.vault.cache_get(name, &self.version)? {
                self.vault.cache_put(name, &version, &bytes)?;
            }
        }
        self.version = version;
        Ok(())
    }

    /// Why records are one person, and which may be.
    pub(crate) fn identity(&self) -> Result<Identity, AppError> {
        let version = self.cache_version()?;
        let cached = self.vault.cache_get(IDENTITY, &version)?.and_then(|bytes| Identity::from_bytes(&bytes));
        match cached {
            Some(identity) => Ok(identity),
            None => Ok(derive(&self.vault, self.now)?.1),
        }
    }

    /// How many people there are, ego not counted.
    pub(crate) fn count_people(&self) -> Result<u64, AppError> {
        if self.vault.sources()?.is_empty() {
            return Ok(0);
        }
        Ok(self.network()?.n_people() as u64)
    }

    /// The country of ego's own phone, as far as known.
    pub(crate) fn region(&self) -> Result<Option<[u8; 2]>, AppError> {
        if self.vault.sources()?.is_empty() {
            return Ok(None);
        }
        Ok(self.network()?.region())
    }

    /// The sources held, ordered by path.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn sources(&self) -> Result<Vec<HeldSource>, AppError> {
        let network = self.network()?;
        let mut rows = Vec::new();
        for held in self.vault.sources()? {
            let gives = gives(&self.vault, network, held.id, self.now())?;
            rows.push(held_source(held, &gives));
        }
        rows.sort_by(|a, b| (&a.path, &a.format, &a.id).cmp(&(&b.path, &b.format, &b.id)));
        Ok(rows)
    }

    /// Drops everything that came from a source, named by id or by the path it was imported from.
    ///
    /// # Errors
    /// User error when no source is named so.
    pub fn forget(&mut self, what: &str) -> Result<ForgetView, AppError> {
        let people_before = self.count_people()?;
        let ids = self.sources_named(what)?;
        let residue = match self.vault.forget(&ids)?.residue {
            Residue::None => ResidueView::None,
            Residue::UntilReopened => ResidueView::UntilReopened,
        };
        self.forget_network();
        let people_after = self.count_people()?;
        let sources = ids.iter().map(SourceId::to_string).collect();
        Ok(ForgetView { sources, people_before, people_after, residue })
    }

    fn sources_named(&self, what: &str) -> Result<Vec<SourceId>, AppError> {
        let sources = self.vault.sources()?;
        if let Ok(id) = what.parse::<SourceId>()
            && sources.iter().any(|source| source.id == id)
        {
            return Ok(vec![id]);
        }
        let path = std::path::absolute(what).unwrap_or_else(|_| PathBuf::from(what));
        let inside = |seen: &String| Path::new(seen).starts_with(&path) || seen == what;
        let ids: Vec<SourceId> =
            sources.iter().filter(|source| source.paths.iter().any(inside)).map(|source| source.id).collect();
        if ids.is_empty() {
            let hint = "tertius sources lists them; give an id, or a path that was imported";
            return Err(AppError::user(format!("no source \"{what}\""), hint));
        }
        Ok(ids)
    }

    /// Makes a ruling.
    pub(crate) fn rule(&mut self, kind: RulingKind) -> Result<Ruling, AppError> {
        let id = self.vault.rule(&kind, self.now)?;
        self.forget_network();
        Ok(Ruling { id, at: self.now, kind })
    }

    /// Makes a ruling unless the very same one stands.
    pub(crate) fn rule_once(&mut self, kind: RulingKind) -> Result<(), AppError> {
        if !self.vault.rulings()?.iter().any(|ruling| ruling.kind == kind) {
            self.rule(kind)?;
        }
        Ok(())
    }

    /// Takes back a ruling, the latest when none is named.
    pub(crate) fn unrule(&mut self, id: Option<RulingId>) -> Result<Option<Ruling>, AppError> {
        let undone = self.vault.undo(id)?;
        self.forget_network();
        Ok(undone)
    }

    /// Copies the vault to a file that does not exist yet.
    ///
    /// # Errors
    /// User error when the file exists; otherwise when it cannot be written.
    pub fn backup(&self, to: &Path) -> Result<BackupView, AppError> {
        self.vault.backup(to, Overwrite::Refuse)?;
        let bytes = std::fs::metadata(to).map_or(0, |metadata| metadata.len());
        Ok(BackupView { file: to.display().to_string(), bytes })
    }

    /// Puts a backup in the vault's place; the vault that was there is kept beside it.
    ///
    /// # Errors
    /// Data error when the backup is damaged or no vault; nothing is changed then.
    pub fn restore(from: &Path, to: &Path, now: Timestamp) -> Result<RestoreView, AppError> {
        let kept = to.exists().then(|| beside(to, now));
        let mut set_aside = None;
        if let Some(kept) = &kept {
            Vault::open_read_only(from)?;
            match Vault::open(to).and_then(|vault| vault.backup(kept, Overwrite::Refuse)) {
                // What cannot be read as a vault is what a backup is for: its raw files are kept.
                Err(StoreError::Damaged { .. } | StoreError::NotAVault { .. }) if to.is_file() => {
                    set_aside = Some(SetAside::new(to, kept)?);
                }
                other => other?,
            }
        }
        let restored = tertius_store::restore(from, to, Overwrite::Replace);
        if let (Err(_), Some(set_aside)) = (&restored, set_aside) {
            set_aside.put_back()?;
        }
        restored?;
        Ok(RestoreView { file: to.display().to_string(), kept: kept.map(|kept| kept.display().to_string()) })
    }
}

/// A damaged vault under another name, its side files with it.
struct SetAside {
    /// From where to where each file went.
    moved: Vec<(PathBuf, PathBuf)>,
}

impl SetAside {
    fn new(vault: &Path, kept: &Path) -> Result<SetAside, AppError> {
        if kept.exists() {
            return Err(StoreError::Exists { path: kept.to_owned() }.into());
        }
        let mut set_aside = SetAside { moved: Vec::new() };
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let name = |path: &Path| {
                let mut name = path.as_os_str().to_owned();
                name.push(suffix);
                PathBuf::from(name)
            };
            let (from, to) = (name(vault), name(kept));
            if !from.exists() {
                continue;
            }
            if let Err(error) = rename(&from, &to) {
                set_aside.put_back()?;
                return Err(error);
            }
            set_aside.moved.push((from, to));
        }
        Ok(set_aside)
    }

    fn put_back(self) -> Result<(), AppError> {
        self.moved.iter().try_for_each(|(from, to)| rename(to, from))
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), AppError> {
    std::fs::rename(from, to).map_err(|cause| {
        let message = format!("cannot move {} to {}: {cause}", from.display(), to.display());
        AppError::user(message, "make the folder writable and try again")
    })
}

fn beside(vault: &Path, now: Timestamp) -> PathBuf {
    let stem = vault.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    vault.with_file_name(format!("{stem}-before-restore-{}.db", now.0))
}

fn held_source(row: tertius_store::SourceRow, gives: &Gives) -> HeldSource {
    HeldSource {
        id: row.id.to_string(),
        path: row.paths.first().cloned().unwrap_or_default(),
        format: row.format,
        people: row.counts.cards,
        participants: gives.people(),
        ties_of_ego: gives.ties_of_ego(),
        ties_between_others: gives.ties_between_others(),
        first: gives.first(),
        exchanges: row.counts.exchanges,
        gatherings: row.counts.gatherings,
        stated_ties: row.counts.stated,
        n_skipped: row.n_skipped,
        latest: gives.last(),
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> AppError {
        let kind = match error.kind() {
            ErrorKind::User => crate::Kind::User,
            ErrorKind::Data => crate::Kind::Data,
            ErrorKind::Internal => crate::Kind::Internal,
        };
        // The store's messages end in what to do.
        AppError { kind, message: error.to_string(), hint: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_other_rules_derived_from_the_same_evidence_is_not_kept() {
        let mut app = App::in_memory(Timestamp(0)).unwrap();
        let ground = app.vault.ground_version().unwrap().0;
        let older = Network { ego_names: vec!["Somebody else".to_owned()], ..Network::default() };
        app.vault.cache_put(CACHE, &[&ground, "0.0.1-1".as_bytes()].concat(), &older.to_bytes()).unwrap();
        app.prepare().unwrap();
        assert_eq!(app.network().unwrap().ego_names, [""; 0]);
        let version = app.cache_version().unwrap();
        assert!(app.vault.cache_get(CACHE, &version).unwrap().is_some());
    }

    #[test]
    fn forgetting_beside_a_reader_says_that_bytes_are_left() {
        let folder = tempfile::tempdir().unwrap();
        let (path, people) = (folder.path().join("vault.db"), folder.path().join("people.csv"));
        std::fs::write(&people, "Name,Email\nAna Ruiz,ana@x.example\n").unwrap();
        let mut app = App::open(&path, Timestamp(0)).unwrap();
        let mode = crate::ImportMode::Keep;
        let request = crate::ImportRequest { paths: vec![people.clone()], me: Vec::new(), mode, format: None };
        app.import(&request, &mut |_| {}).unwrap();
        app.vault.wait_at_most(std::time::Duration::from_millis(10)).unwrap();
        let mut left = None;
        let reader = Vault::open_read_only(&path).unwrap();
        // The reader is in the middle of its reading.
        reader.all_batches(&mut |_, _| left = Some(app.forget(people.to_str().unwrap()).unwrap().residue)).unwrap();
        assert_eq!(left, Some(ResidueView::UntilReopened));
    }
}
