//! The use case of importing: find sources, tell their formats, read them into the vault in one transaction.

mod packets;
mod reading;
mod report;
mod tally;

use crate::app::App;
use crate::derive::derive;
use crate::erase::Erased;
use crate::error::AppError;
use crate::gives::gives;
use crate::network::Network;
use crate::views::{ImportView, PassedRow, SourceError, SourceRow};
use packets::packet_refused;
use reading::{hash_entry, read_entry};
use report::{empty_row, known_row, nobody_in_it, skipped_row, source_error};
use rustc_hash::FxHashSet;
use std::io::{self, Read};
use std::path::PathBuf;
use std::time::Instant;
use tally::{KnownKeys, Tally, is_dated};
use tertius_import::formats::{self, Format, Reader};
use tertius_import::{Context, Entry, Head, Kind, Limits, Outcome, Visit, decode, visit};
use tertius_model::{Handle, Key, RulingKind, SourceId, Timestamp};
use tertius_store::{Finished, Import, Skip, SourceDraft, SourceFacts, StoreError, Vault};

/// What to import and how.
pub struct ImportRequest {
    /// Files, folders, archives.
    pub paths: Vec<PathBuf>,
    /// Addresses that are ego's own.
    pub me: Vec<String>,
    /// Whether to keep the result.
    pub mode: ImportMode,
    /// Read everything as this format.
    pub format: Option<String>,
}

/// Whether an import is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// Into the vault.
    Keep,
    /// Only reported.
    DryRun,
}

/// What an import is doing, for a progress bar.
pub enum Progress<'a> {
    /// A source begins; its size in bytes where known.
    Source {
        /// Its path.
        path: &'a str,
        /// Its size.
        bytes: Option<u64>,
    },
    /// Bytes of the current source read so far.
    Bytes(u64),
    /// Reading is done; people, ties and the graph are being derived.
    Deriving(&'static str),
}

impl App {
    /// Imports files, folders and archives; everything or nothing is kept.
    ///
    /// # Errors
    /// User errors for a path that does not exist, an unknown format, or when nothing was recognised; internal
    /// errors when the vault cannot be written. Trouble with single sources is reported in the view.
    pub fn import(
        &mut self,
        request: &ImportRequest,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<ImportView, AppError> {
        let own = request.me.iter().map(|text| own_handle(text)).collect::<Result<Vec<Handle>, AppError>>()?;
        let forced = request.format.as_deref().map(known_format).transpose()?;
        for path in &request.paths {
            if let Err(cause) = std::fs::symlink_metadata(path) {
                let hint = "check the spelling; nothing was imported";
                return Err(AppError::user(format!("cannot read {}: {cause}", path.display()), hint));
            }
        }
        self.import_whole(request, &own, forced, progress)
    }

    /// Everything happens in one transaction, rulings included; a dry run ends it by undoing it.
    fn import_whole(
        &mut self,
        request: &ImportRequest,
        own: &[Handle],
        forced: Option<&'static Format>,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<ImportView, AppError> {
        let began = Instant::now();
        if request.mode == ImportMode::Keep {
            self.forget_expired_packets()?;
        }
        let people_before = self.count_people()?;
        let now = self.now();
        let mut known = KnownKeys::default();
        let suppressions = Erased::new(self.vault().suppressions()?, self.region()?);
        let mut import = self.vault_mut().begin_import()?;
        rule_own(&mut import, own, now)?;
        let view = empty_view(people_before);
        let mut run = Run {
            import: &mut import,
            now,
            forced,
            suppressions,
            known: &mut known,
            view,
            progress,
            failure: None,
            dropped_packets: false,
        };
        for path in &request.paths {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.clone());
            let visited = visit(&path, &Limits::default(), &mut |found| run.take(found));
            visited.map_err(|error| {
                AppError::data(error.to_string(), "nothing was imported; try the other files without it")
            })?;
            if let Some(failure) = run.failure.take() {
                return Err(failure);
            }
        }
        let dropped_packets = run.dropped_packets;
        let mut view = run.view;
        if view.sources.is_empty() && view.errors.is_empty() {
            return Err(nothing_recognised(request, &view));
        }
        let deriving = Progress::Deriving("recognising people and weighing ties");
        match request.mode {
            ImportMode::DryRun => {
                progress(deriving);
                let (network, _) = derive(import.vault(), now)?;
                view.people_after = network.n_people() as u64;
                tell_what_was_given(&mut view, import.vault(), &network, now)?;
            }
            ImportMode::Keep => {
                import.commit()?;
                if dropped_packets {
                    // What was replaced or taken back leaves no byte.
                    self.vault_mut().forget(&[])?;
                }
                progress(deriving);
                self.forget_network();
                self.prepare()?;
                view.people_after = self.count_people()?;
                let network = self.network()?;
                tell_what_was_given(&mut view, self.vault(), network, now)?;
            }
        }
        view.seconds = began.elapsed().as_secs_f64();
        Ok(view)
    }
}

/// Fills in what each source gave, in people: only after recognition is it known who is who.
fn tell_what_was_given(
    view: &mut ImportView,
    vault: &Vault,
    network: &Network,
    now: Timestamp,
) -> Result<(), StoreError> {
    for row in &mut view.sources {
        let Ok(source) = row.id.parse::<SourceId>() else { continue };
        let gives = gives(vault, network, source, now)?;
        row.participants = gives.people();
        row.ties_of_ego = gives.ties_of_ego();
        row.ties_between_others = gives.ties_between_others();
        row.first = gives.first();
        row.last = gives.last();
    }
    Ok(())
}

/// Says which addresses are ego's, as part of the import.
fn rule_own(import: &mut Import<'_>, own: &[Handle], now: Timestamp) -> Result<(), AppError> {
    for handle in own {
        let kind = RulingKind::Me(handle.clone());
        if !import.vault().rulings()?.iter().any(|ruling| ruling.kind == kind) {
            import.rule(&kind, now)?;
        }
    }
    Ok(())
}

fn empty_view(people_before: u64) -> ImportView {
    ImportView {
        sources: Vec::new(),
        errors: Vec::new(),
        passed: Vec::new(),
        not_recognised: 0,
        people_before,
        people_after: 0,
        seconds: 0.0,
    }
}

fn own_handle(text: &str) -> Result<Handle, AppError> {
    let hint = "give an e-mail address, a phone number with its country code, or a profile URL";
    Handle::parse(text).ok_or_else(|| AppError::user(format!("\"{text}\" is no address"), hint))
}

fn known_format(id: &str) -> Result<&'static Format, AppError> {
    let ids = || formats::all().map(|format| format.id).collect::<Vec<_>>().join(", ");
    formats::by_id(id)
        .ok_or_else(|| AppError::user(format!("there is no format \"{id}\""), format!("known: {}", ids())))
}

fn nothing_recognised(request: &ImportRequest, view: &ImportView) -> AppError {
    let path = request.paths.first().map(|path| path.display().to_string()).unwrap_or_default();
    let why = view.passed.first().map(|passed| format!(" ({}: {})", passed.path, passed.reason)).unwrap_or_default();
    // A platform once, however many files its export has.
    let mut titles: Vec<&str> = Vec::new();
    for title in formats::all().map(|format| format.title.split(':').next().unwrap_or(format.title)) {
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    AppError::user(
        format!("nothing in {path} is of a known kind{why}"),
        format!("what can be read: {}", titles.join(", ")),
    )
}

/// One running import.
struct Run<'r, 'v, 'p> {
    import: &'r mut Import<'v>,
    now: Timestamp,
    forced: Option<&'static Format>,
    suppressions: Erased,
    known: &'r mut KnownKeys,
    view: ImportView,
    progress: &'p mut dyn FnMut(Progress<'_>),
    failure: Option<AppError>,
    /// Whether a friend's packet was replaced or taken back: its bytes are wiped in the end.
    dropped_packets: bool,
}

impl Run<'_, '_, '_> {
    fn take(&mut self, found: Visit<'_>) {
        if self.failure.is_some() {
            return;
        }
        match found {
            Visit::Passed { path, reason } => self.view.passed.push(PassedRow { path, reason }),
            Visit::Entry(entry) => {
                if let Err(error) = self.take_entry(entry) {
                    self.failure = Some(error);
                }
            }
        }
    }

    fn take_entry(&mut self, entry: &mut dyn Entry) -> Result<(), AppError> {
        let path = entry.path().to_owned();
        match entry.kind() {
            Kind::Messages => {
                let format = formats::all().find(|format| matches!(format.reader, Reader::Messages { .. }));
                let Some(format) = format else { return Ok(()) };
                self.take_source(entry, &path, format)
            }
            Kind::Export => match entry.export().map(|(format, _)| format) {
                Some(format) => self.take_source(entry, &path, self.forced.unwrap_or(format)),
                None => Ok(()),
            },
            Kind::File => match self.tell_format(entry, &path) {
                Ok(Some(format)) => self.take_source(entry, &path, format),
                Ok(None) => {
                    self.view.not_recognised += 1;
                    Ok(())
                }
                Err(cause) => {
                    self.view.passed.push(PassedRow { path, reason: format!("cannot be read: {cause}") });
                    Ok(())
                }
            },
        }
    }

    fn tell_format(&self, entry: &mut dyn Entry, path: &str) -> io::Result<Option<&'static Format>> {
        if let Some(format) = self.forced {
            return Ok(Some(format));
        }
        if !entry.can_reread() {
            // The head is taken where the stream is read.
            return Ok(formats::all().next());
        }
        let mut head = Vec::new();
        entry.open()?.take(Head::LEN as u64).read_to_end(&mut head)?;
        Ok(formats::detect(&Head { path, bytes: &head, text: &decode(&head) }))
    }

    fn take_source(&mut self, entry: &mut dyn Entry, path: &str, format: &'static Format) -> Result<(), AppError> {
        let began = Instant::now();
        (self.progress)(Progress::Source { path, bytes: entry.size() });
        if entry.can_reread()
            && entry.kind() != Kind::Export
            // A packet that was taken back is refused with words, not met again in silence.
            && format.id != "packet"
            && entry.size().is_some_and(|size| self.import.vault().knows_length(size).unwrap_or(false))
        {
            if let Some(row) = self.already_known(entry, path, format)? {
                self.view.sources.push(SourceRow { seconds: began.elapsed().as_secs_f64(), ..row });
                return Ok(());
            }
            (self.progress)(Progress::Source { path, bytes: entry.size() });
        }
        self.read_source(entry, path, format, began)
    }

    /// The row of a source whose very content the vault holds already.
    fn already_known(
        &mut self,
        entry: &mut dyn Entry,
        path: &str,
        format: &Format,
    ) -> Result<Option<SourceRow>, AppError> {
        let Ok((hash, _)) = hash_entry(entry, self.progress) else { return Ok(None) };
        let Some(holder) = self.import.vault().source_by_hash(format.id, &hash)? else { return Ok(None) };
        let Some(held) = self.import.vault().source(holder)? else { return Ok(None) };
        if held.content_hash == hash {
            let modified = if is_dated(self.import.vault(), &held)? { None } else { entry.modified() };
            self.import.met_again(holder, path, modified)?;
        }
        Ok(Some(known_row(&held, path)))
    }

    fn read_source(
        &mut self,
        entry: &mut dyn Entry,
        path: &str,
        format: &'static Format,
        began: Instant,
    ) -> Result<(), AppError> {
        let known = self.known.get(self.import)?;
        let rivals = self.import.vault().sources_of_origin(format.id, path)?;
        let context = Context { path, now: self.now };
        let mut draft = self.import.source();
        let mut tally = Tally::new(known, &self.suppressions, &mut draft);
        tally.remember = !rivals.is_empty() && format.grows();
        let modified = entry.modified();
        let read = read_entry(entry, format, self.forced.is_some(), context, &mut tally, self.progress);
        let Tally { new, unchanged, mine, failure, dropped, .. } = tally;
        if let Some(failure) = failure {
            return Err(failure.into());
        }
        let (format, read) = match read {
            Ok(Some(done)) => done,
            Ok(None) => {
                self.view.not_recognised += 1;
                return Ok(());
            }
            Err(cause) => {
                self.view.passed.push(PassedRow { path: path.to_owned(), reason: format!("cannot be read: {cause}") });
                return Ok(());
            }
        };
        let outcome = &read.outcome;
        if let Some(error) = &read.error {
            tell_error(&mut self.view, source_error(path, format, error), format);
        }
        if outcome.is_empty() && !dropped {
            if read.error.is_none() && !format.may_yield_nobody {
                self.view.errors.push(nobody_in_it(path, format, outcome, read.len));
            }
            if !format.may_yield_nobody || read.error.is_some() {
                return Ok(());
            }
        }
        if let Some(fact) = &outcome.packet
            && let Some(error) = packet_refused(draft.vault(), fact, path, format)?
        {
            self.view.errors.push(error);
            return Ok(());
        }
        let facts = SourceFacts {
            format: format.id.to_owned(),
            content_hash: read.hash,
            content_len: read.len,
            path: path.to_owned(),
            container: None,
            seen_at: outcome.latest.or(modified),
            records: outcome.records,
            n_skipped: outcome.n_skipped,
            skipped: outcome
                .skipped
                .iter()
                .map(|skip| Skip { position: skip.position, reason: skip.reason.clone() })
                .collect(),
        };
        let finished = settle(draft, facts, &mine, &rivals, format)?;
        for old in finished.replaced {
            self.import.replace(old, finished.id)?;
        }
        if let Some(fact) = &outcome.packet {
            self.settle_packet(fact, finished.id)?;
        }
        let mut row = read_row(path, format, outcome);
        row.id = finished.id.to_string();
        row.new = new;
        row.unchanged = unchanged;
        row.seconds = began.elapsed().as_secs_f64();
        self.view.sources.push(row);
        Ok(())
    }
}

/// What reading gave, on its way to the report.
fn read_row(path: &str, format: &Format, outcome: &Outcome) -> SourceRow {
    let mut row = empty_row(path, format);
    row.records = outcome.records;
    row.people = outcome.cards;
    row.exchanges = outcome.exchanges;
    row.gatherings = outcome.gatherings;
    row.stated_ties = outcome.stated;
    row.skipped = outcome.skipped.iter().map(skipped_row).collect();
    row.n_skipped = outcome.n_skipped;
    row.notes = outcome.notes.clone();
    row
}

/// An export as web pages has hundreds of them, and all say the same: the first is an error, the others are passed.
fn tell_error(view: &mut ImportView, error: SourceError, format: &Format) {
    let is_told = |held: &SourceError| held.format == error.format && held.message == error.message;
    if format.refuses() && view.errors.iter().any(is_told) {
        view.passed.push(PassedRow { path: error.path, reason: error.message });
    } else {
        view.errors.push(error);
    }
}

/// What became of a source that was read, and which older ones it makes redundant.
struct Settled {
    id: SourceId,
    replaced: Vec<SourceId>,
}

/// Concludes a source beside earlier versions of the same file: a version that says all that an older one says
/// takes its place, and an older version that comes later adds nothing.
fn settle(
    draft: SourceDraft<'_>,
    facts: SourceFacts,
    mine: &FxHashSet<Key>,
    rivals: &[SourceId],
    format: &Format,
) -> Result<Settled, StoreError> {
    let id = facts.id();
    if !format.grows() {
        return Ok(Settled { id: draft.finish(facts)?.id(), replaced: Vec::new() });
    }
    let mut replaced = Vec::new();
    for &rival in rivals.iter().filter(|&&rival| rival != id) {
        let theirs = draft.vault().keys(rival)?;
        if theirs.len() >= mine.len() && !mine.is_empty() {
            let theirs: FxHashSet<Key> = theirs.into_iter().collect();
            if mine.is_subset(&theirs) {
                let known = draft.finish_as_part_of(&facts, rival)?;
                return Ok(Settled { id: known.id(), replaced });
            }
        } else if theirs.iter().all(|key| mine.contains(key)) {
            replaced.push(rival);
        }
    }
    match draft.finish(facts)? {
        Finished::New(id) => Ok(Settled { id, replaced }),
        Finished::Known(id) => Ok(Settled { id, replaced: Vec::new() }),
    }
}
