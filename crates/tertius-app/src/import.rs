//! The use case of importing: find sources, tell their formats, read them into the vault in one transaction.

use crate::app::App;
use crate::error::AppError;
use crate::redact::{Gone, without};
use crate::views::{ImportView, PassedRow, SkippedRow, SourceError, SourceRow};
use rustc_hash::FxHashSet;
use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::time::Instant;
use tertius_import::formats::{self, Format, MessageState, Reader};
use tertius_import::{Context, Entry, Head, Intake, Kind, Limits, Member, Outcome, ReadError, Visit, decode, visit};
use tertius_model::{Batch, Card, Handle, Key, Position, RulingKind, SourceId, Timestamp};
use tertius_store::{Finished, Import, Skip, SourceDraft, SourceFacts, StoreError, Suppressions, Vault};

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
        match request.mode {
            ImportMode::Keep => self.import_kept(request, &own, forced, progress),
            ImportMode::DryRun => {
                let mut scratch = self.scratch_copy()?;
                scratch.app().import_kept(request, &own, forced, progress)
            }
        }
    }

    fn import_kept(
        &mut self,
        request: &ImportRequest,
        own: &[Handle],
        forced: Option<&'static Format>,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<ImportView, AppError> {
        let began = Instant::now();
        let people_before = self.count_people()?;
        let now = self.now();
        for handle in own {
            self.rule_once(RulingKind::Me(handle.clone()))?;
        }
        let mut known = KnownKeys::default();
        let suppressions = self.vault().suppressions()?;
        let mut import = self.vault_mut().begin_import()?;
        let view = empty_view(people_before);
        let mut run =
            Run { import: &mut import, now, forced, suppressions, known: &mut known, view, progress, failure: None };
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
        let mut view = run.view;
        import.commit()?;
        if view.sources.is_empty() && view.errors.is_empty() {
            return Err(nothing_recognised(request, &view));
        }
        progress(Progress::Deriving("recognising people and weighing ties"));
        self.forget_network();
        self.prepare()?;
        view.people_after = self.count_people()?;
        view.seconds = began.elapsed().as_secs_f64();
        Ok(view)
    }
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
    let titles: Vec<&str> = formats::all().map(|format| format.title).collect();
    AppError::user(
        format!("nothing in {path} is of a known kind{why}"),
        format!("what can be read: {}", titles.join(", ")),
    )
}

/// Every observation key that the vault held before, read only when needed.
#[derive(Default)]
struct KnownKeys {
    keys: Option<FxHashSet<Key>>,
}

impl KnownKeys {
    fn get(&mut self, import: &Import<'_>) -> Result<&mut FxHashSet<Key>, StoreError> {
        if self.keys.is_none() {
            self.keys = Some(known_keys(import.vault())?);
        }
        Ok(self.keys.get_or_insert_default())
    }
}

/// Whether the content itself says of which time it speaks; the date of a file that holds it then tells nothing.
fn is_dated(vault: &Vault, held: &tertius_store::SourceRow) -> Result<bool, StoreError> {
    let mut dated = held.counts.exchanges + held.counts.gatherings > 0;
    if !dated {
        let is_dated = |card: &Card| card.revised.is_some() || card.connection.is_some_and(|one| one.since.is_some());
        vault.batches(held.id, &mut |batch| {
            dated |= batch.cards.iter().any(is_dated) || batch.stated.iter().any(|stated| stated.time.is_some());
        })?;
    }
    Ok(dated)
}

/// The keys of everything held. Cards count by what they say, so that a changed card counts as new.
fn known_keys(vault: &Vault) -> Result<FxHashSet<Key>, StoreError> {
    let mut all = FxHashSet::default();
    for source in vault.sources()? {
        if source.counts.cards == 0 {
            all.extend(vault.keys(source.id)?);
        } else {
            vault.batches(source.id, &mut |batch| all.extend(keys(&batch)))?;
        }
    }
    Ok(all)
}

/// One running import.
struct Run<'r, 'v, 'p> {
    import: &'r mut Import<'v>,
    now: Timestamp,
    forced: Option<&'static Format>,
    suppressions: Suppressions,
    known: &'r mut KnownKeys,
    view: ImportView,
    progress: &'p mut dyn FnMut(Progress<'_>),
    failure: Option<AppError>,
}

/// What reading one entry gave.
struct ReadOut {
    outcome: Outcome,
    error: Option<ReadError>,
    hash: [u8; 32],
    len: u64,
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
            self.view.errors.push(source_error(path, format, error));
        }
        if outcome.is_empty() && !dropped {
            if read.error.is_none() && !format.may_yield_nobody {
                self.view.errors.push(nobody_in_it(path, format, outcome));
            }
            if !format.may_yield_nobody || read.error.is_some() {
                return Ok(());
            }
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
        let mut row = empty_row(path, format);
        row.id = finished.id.to_string();
        row.records = outcome.records;
        row.people = outcome.cards;
        row.exchanges = outcome.exchanges;
        row.gatherings = outcome.gatherings;
        row.stated_ties = outcome.stated;
        row.skipped = outcome.skipped.iter().map(skipped_row).collect();
        row.n_skipped = outcome.n_skipped;
        row.new = new;
        row.unchanged = unchanged;
        row.seconds = began.elapsed().as_secs_f64();
        self.view.sources.push(row);
        Ok(())
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

/// Counts what is new while batches go to the vault, and keeps out whom the user erased.
struct Tally<'t, 's> {
    known: &'t mut FxHashSet<Key>,
    suppressions: &'t Suppressions,
    draft: &'t mut SourceDraft<'s>,
    mine: FxHashSet<Key>,
    new: u64,
    unchanged: u64,
    dropped: bool,
    failure: Option<StoreError>,
}

impl<'t, 's> Tally<'t, 's> {
    fn new(known: &'t mut FxHashSet<Key>, suppressions: &'t Suppressions, draft: &'t mut SourceDraft<'s>) -> Self {
        Tally {
            known,
            suppressions,
            draft,
            mine: FxHashSet::default(),
            new: 0,
            unchanged: 0,
            dropped: false,
            failure: None,
        }
    }

    /// Takes a batch; after a failure nothing more.
    fn push(&mut self, batch: Batch) {
        if self.failure.is_some() {
            return;
        }
        let before = batch.len();
        let batch = if self.suppressions.is_empty() { batch } else { self.without_erased(batch) };
        self.dropped |= batch.len() < before;
        for key in keys(&batch) {
            self.mine.insert(key);
            if self.known.insert(key) { self.new += 1 } else { self.unchanged += 1 }
        }
        if !batch.is_empty()
            && let Err(error) = self.draft.push(&batch)
        {
            self.failure = Some(error);
        }
    }

    fn without_erased(&self, batch: Batch) -> Batch {
        let suppressed = self.suppressions;
        let gone = Gone {
            mention: &|mention| crate::erase::mention_is_suppressed(suppressed, mention),
            card: &|card| crate::erase::card_is_suppressed(suppressed, card),
        };
        without(batch, &gone)
    }
}

/// The keys of a batch's observations; facts about ego have none.
pub(crate) fn keys(batch: &Batch) -> impl Iterator<Item = Key> {
    let cards = batch.cards.iter().map(card_key);
    let exchanges = batch.exchanges.iter().map(|exchange| exchange.key);
    let gatherings = batch.gatherings.iter().map(|gathering| gathering.key);
    cards.chain(exchanges).chain(gatherings).chain(batch.stated.iter().map(|stated| stated.key))
}

/// Names a card by everything it says, wherever it stands.
fn card_key(card: &Card) -> Key {
    let anywhere = Card { position: Position::Item(0), ..card.clone() };
    Key::of_text([format!("{anywhere:?}").as_str()])
}

/// Reads an entry as the format it is of; `None` when it is of none.
fn read_entry(
    entry: &mut dyn Entry,
    format: &'static Format,
    forced: bool,
    context: Context<'_>,
    tally: &mut Tally<'_, '_>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> io::Result<Option<(&'static Format, ReadOut)>> {
    let meter = Meter::new(progress);
    let stop = Cell::new(false);
    let tally = RefCell::new(tally);
    let mut emit = |batch: Batch| {
        let mut tally = tally.borrow_mut();
        tally.push(batch);
        stop.set(tally.failure.is_some());
    };
    let mut intake = Intake::new(context.now, &mut emit);
    match format.reader {
        Reader::Messages { each, done } if entry.kind() == Kind::Messages => {
            let mut state = MessageState::default();
            let mut members = 0;
            entry.members(&mut |member: Member<'_>| {
                members += 1;
                let Member { name, bytes } = member;
                let mut metered = Metered { inner: bytes, meter: &meter, stop: &stop };
                each(&mut Member { name, bytes: Box::new(&mut metered) }, context, &mut state, &mut intake);
                // What the format did not need still belongs to the content; an unreadable rest is hashed as far as it goes.
                let _rest = io::copy(&mut metered, &mut io::sink());
            })?;
            done(state, context, &mut intake);
            Ok(Some((format, meter.out(intake.finish(), None))))
        }
        _ => {
            let mut stream =
                BufReader::with_capacity(256 * 1024, Metered { inner: entry.open()?, meter: &meter, stop: &stop });
            let head = stream.fill_buf()?.to_vec();
            let mut head_len = head.len();
            let mut head = head;
            if head_len < Head::LEN {
                // A short first read: take more before judging.
                stream.consume(head_len);
                (&mut stream).take((Head::LEN - head_len) as u64).read_to_end(&mut head)?;
                head_len = head.len();
            } else {
                stream.consume(head_len);
            }
            let judged = &head[..head_len.min(Head::LEN)];
            let format = if forced {
                Some(format)
            } else {
                formats::detect(&Head { path: context.path, bytes: judged, text: &decode(judged) })
            };
            let Some(format) = format else { return Ok(None) };
            let Reader::Stream(read) = format.reader else { return Ok(None) };
            let mut whole = BufReader::with_capacity(256 * 1024, io::Cursor::new(head).chain(stream));
            let error = read(&mut whole, context, &mut intake).err();
            // What the format did not need still belongs to the content; an unreadable rest is hashed as far as it goes.
            let _rest = io::copy(&mut whole, &mut io::sink());
            drop(whole);
            Ok(Some((format, meter.out(intake.finish(), error))))
        }
    }
}

/// Digest and length of an entry's content.
fn hash_entry(entry: &mut dyn Entry, progress: &mut dyn FnMut(Progress<'_>)) -> io::Result<([u8; 32], u64)> {
    let meter = Meter::new(progress);
    let stop = Cell::new(false);
    match entry.kind() {
        Kind::File => {
            io::copy(&mut Metered { inner: entry.open()?, meter: &meter, stop: &stop }, &mut io::sink())?;
        }
        Kind::Messages => entry.members(&mut |member| {
            let mut metered = Metered { inner: member.bytes, meter: &meter, stop: &stop };
            // An unreadable member differs from the readable one that was imported: its digest differs.
            let _rest = io::copy(&mut metered, &mut io::sink());
        })?,
    }
    let out = meter.out(Outcome::default(), None);
    Ok((out.hash, out.len))
}

/// Digest, length and progress of what passes.
struct Meter<'p> {
    state: RefCell<MeterState<'p>>,
}

struct MeterState<'p> {
    hasher: blake3::Hasher,
    len: u64,
    reported: u64,
    progress: &'p mut dyn FnMut(Progress<'_>),
}

impl<'p> Meter<'p> {
    fn new(progress: &'p mut dyn FnMut(Progress<'_>)) -> Meter<'p> {
        Meter { state: RefCell::new(MeterState { hasher: blake3::Hasher::new(), len: 0, reported: 0, progress }) }
    }

    fn pass(&self, bytes: &[u8]) {
        let mut state = self.state.borrow_mut();
        state.hasher.update(bytes);
        state.len += bytes.len() as u64;
        if state.len - state.reported > 4 << 20 {
            state.reported = state.len;
            let len = state.len;
            (state.progress)(Progress::Bytes(len));
        }
    }

    fn out(self, outcome: Outcome, error: Option<ReadError>) -> ReadOut {
        let state = self.state.into_inner();
        ReadOut { outcome, error, hash: *state.hasher.finalize().as_bytes(), len: state.len }
    }
}

/// A reader whose bytes are metered, and which stops when the vault has failed.
struct Metered<'m, 'p, R> {
    inner: R,
    meter: &'m Meter<'p>,
    stop: &'m Cell<bool>,
}

impl<R: Read> Read for Metered<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stop.get() {
            return Err(io::Error::other("the vault cannot be written"));
        }
        let n = self.inner.read(buffer)?;
        self.meter.pass(&buffer[..n]);
        Ok(n)
    }
}

fn source_error(path: &str, format: &Format, error: &ReadError) -> SourceError {
    let hint = match error {
        ReadError::Io { .. } => "check the disk or the download, then import the file again",
        ReadError::Malformed { hint, .. } => hint,
    };
    let message = match error {
        ReadError::Io { .. } => error.to_string(),
        ReadError::Malformed { position, reason, .. } => format!("{position}: {reason}"),
    };
    SourceError { path: path.to_owned(), format: format.id.to_owned(), message, hint: hint.to_owned() }
}

fn nobody_in_it(path: &str, format: &Format, outcome: &Outcome) -> SourceError {
    let why = match outcome.skipped.first() {
        Some(skip) => {
            let n = match outcome.n_skipped {
                1 => "the only record was skipped,".to_owned(),
                n => format!("{n} records were skipped, the first"),
            };
            format!("{n} at {}: {}", skip.position, skip.reason)
        }
        None => "it holds no records".to_owned(),
    };
    SourceError {
        path: path.to_owned(),
        format: format.id.to_owned(),
        message: format!("recognised as {}, but nobody is in it: {why}", format.title),
        hint: "export the file again; if it does hold people, please report its first lines".to_owned(),
    }
}

fn skipped_row(skip: &tertius_import::Skipped) -> SkippedRow {
    SkippedRow { position: skip.position.to_string(), reason: skip.reason.clone() }
}

fn empty_row(path: &str, format: &Format) -> SourceRow {
    SourceRow {
        id: String::new(),
        path: path.to_owned(),
        format: format.id.to_owned(),
        records: 0,
        people: 0,
        exchanges: 0,
        gatherings: 0,
        stated_ties: 0,
        skipped: Vec::new(),
        n_skipped: 0,
        new: 0,
        unchanged: 0,
        seconds: 0.0,
    }
}

/// The report on a source whose content was there before.
fn known_row(held: &tertius_store::SourceRow, path: &str) -> SourceRow {
    let counts = held.counts;
    SourceRow {
        id: held.id.to_string(),
        path: path.to_owned(),
        format: held.format.clone(),
        records: held.records,
        people: counts.cards,
        exchanges: counts.exchanges,
        gatherings: counts.gatherings,
        stated_ties: counts.stated,
        skipped: held
            .skipped
            .iter()
            .map(|skip| SkippedRow { position: skip.position.to_string(), reason: skip.reason.clone() })
            .collect(),
        n_skipped: held.n_skipped,
        new: 0,
        unchanged: counts.cards + counts.exchanges + counts.gatherings + counts.stated,
        seconds: 0.0,
    }
}
