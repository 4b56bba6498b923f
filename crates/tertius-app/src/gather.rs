//! Reads the ground state once and lays it side by side: records of people, and what happened between them.
//!
//! Every handle that is mentioned is a record, every card is a record, and a name without a handle is a record
//! of its own context. Copies of one message or meeting from several sources count once. The result depends
//! only on the set of sources, not on the order in which they came.

use rustc_hash::FxHashMap;
use tertius_import::formats;
use tertius_model::{
    AddressRole, Attendance, Batch, Card, Channel, Day, Gathering, Handle, HandleKind, Job, Key, Mention, MentionIdx,
    OwnFact, Position, RecordId, SourceId, StatedKind, StatedTie, Timestamp, address_role,
};
use tertius_resolve::fold_name;
use tertius_store::{PacketTerms, StoreError, Vault};

/// Index into [`Ground::records`].
pub(crate) type RecordIdx = u32;
/// Index into [`Ground::naming`]: a record under one of its names, or ego.
pub(crate) type NamingIdx = u32;
/// Ego, where the source itself says so.
pub(crate) const EGO: NamingIdx = u32::MAX;

/// How new a source is: the moment it speaks of, and of equal ones the day that stands in the name of its archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Age {
    pub at: Timestamp,
    pub exported: Option<Day>,
}

/// Where a record was seen first in one source.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub source: SourceId,
    pub position: Position,
    pub name: String,
    pub handles: Vec<Handle>,
}

/// One record: a card in all its versions, a handle, or a bare name.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub id: RecordId,
    pub handle: Option<Handle>,
    /// The newest version of the card and the moment its source speaks of.
    pub card: Option<(Timestamp, Card)>,
    /// The day in the name of the archive that holds this version.
    exported: Option<Day>,
    /// Handles of every version, without repeats.
    pub handles: Vec<Handle>,
    /// Jobs of every version, each with every moment at which a version stated it.
    pub jobs: Vec<(Timestamp, Job)>,
    /// The jobs as each version that states any states them.
    pub careers: Vec<(Age, Vec<Job>)>,
    pub seen: Vec<Seen>,
    /// Whether an exchange between people, a meeting, a statement or a card speaks of it.
    pub worthy: bool,
    /// The newest duplicate-free export that holds it: its rows are different people. A row of an older export may
    /// well be somebody of a newer one.
    pub book: Option<(Age, SourceId)>,
    /// Whether a friend's packet says it: no sign of ego's own about anybody.
    pub shared: bool,
    /// The platform or context of a bare name.
    pub bare_in: Option<Channel>,
}

/// One message, its parties as namings.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub key: Key,
    pub time: Timestamp,
    pub channel: Channel,
    pub bulk: bool,
    /// How many it was addressed to, also where not all of them are listed.
    pub size: u32,
    pub from: NamingIdx,
    to_start: u32,
    to_len: u32,
}

/// One meeting.
#[derive(Clone, Debug)]
pub(crate) struct Meeting {
    pub key: Key,
    pub start: Timestamp,
    pub size: u32,
    pub organizer: Option<NamingIdx>,
    pub guests: Vec<(NamingIdx, Attendance)>,
}

/// One stated tie.
#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub key: Key,
    pub a: NamingIdx,
    pub b: NamingIdx,
    pub kind: StatedKind,
    pub time: Option<Timestamp>,
}

/// What the sources say about their owner.
#[derive(Clone, Debug, Default)]
pub(crate) struct Own {
    pub found: Vec<Handle>,
    pub likely: Vec<Handle>,
    pub names: Vec<String>,
    pub jobs: Vec<Job>,
    pub schools: Vec<Job>,
}

/// The ground state, laid side by side.
#[derive(Default)]
pub(crate) struct Ground {
    pub records: Vec<Record>,
    /// The record and the name of each naming, and how many messages use it.
    pub naming: Vec<Naming>,
    pub messages: Vec<Message>,
    recipients: Vec<NamingIdx>,
    pub meetings: Vec<Meeting>,
    pub statements: Vec<Statement>,
    pub own: Own,
    /// The exports of LinkedIn's connections, the oldest first; exports that cannot be told older or newer are one.
    pub connection_exports: Vec<(Timestamp, Vec<SourceId>)>,
    /// Formats of the sources held.
    pub formats: Vec<String>,
    /// Events later than the clock; the earliest of them ends the answer's validity.
    pub next_event: Option<Timestamp>,
    /// The latest moment up to now at which a packet began or ended: before it, answers are others.
    pub last_turn: Option<Timestamp>,
    by_record: FxHashMap<RecordId, RecordIdx>,
    by_naming: FxHashMap<(RecordIdx, String), NamingIdx>,
    /// The place of each meeting, and the moment of the source whose version of it is held.
    by_meeting: FxHashMap<Key, (u32, Timestamp)>,
    by_statement: FxHashMap<Key, u32>,
    /// In a packet: the record of the card at each place.
    places: Option<FxHashMap<Position, RecordIdx>>,
}

/// A record under one of its names.
#[derive(Clone, Debug)]
pub(crate) struct Naming {
    pub record: RecordIdx,
    pub name: String,
    pub uses: u32,
}

/// Which sources count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sources {
    /// All of them.
    All,
    /// Ego's own: without what friends share, which is not ego's to pass on.
    Own,
}

/// Reads every source of the vault, as of a moment. A packet counts while it holds.
pub(crate) fn gather(vault: &Vault, now: Timestamp) -> Result<Ground, StoreError> {
    gather_from(vault, now, Sources::All)
}

/// As [`gather`], from some sources.
pub(crate) fn gather_from(vault: &Vault, now: Timestamp, which: Sources) -> Result<Ground, StoreError> {
    let mut ground = Ground::default();
    let packets: FxHashMap<SourceId, PacketTerms> = vault.packets()?.into_iter().collect();
    let sources = vault.sources()?;
    let mut likely: FxHashMap<Handle, (u64, u64)> = FxHashMap::default();
    let mut exports: Vec<(Age, SourceId)> = Vec::new();
    for source in &sources {
        let terms = packets.get(&source.id);
        if terms.is_some_and(|terms| which == Sources::Own || !ground.holds(terms, now)) {
            continue;
        }
        ground.places = terms.map(|_| FxHashMap::default());
        if !ground.formats.contains(&source.format) {
            ground.formats.push(source.format.clone());
        }
        let age = Age { at: source.seen_at.unwrap_or_default(), exported: exported_on(&source.paths) };
        let mut one_per_row = source.format == LINKEDIN_CONNECTIONS;
        one_per_row &= formats::by_id(&source.format).is_some();
        if one_per_row {
            exports.push((age, source.id));
        }
        vault.batches(source.id, &mut |batch| {
            let book = one_per_row.then_some((age, source.id));
            ground.take(&batch, source.id, age, book, now, &mut likely);
        })?;
    }
    ground.connection_exports = generations(exports);
    ground.conclude(likely);
    Ok(ground)
}

/// The exports in groups, the oldest first. Of exports that speak of one moment only the days in the names of their
/// archives tell which is newer, and only if each bears one.
fn generations(mut exports: Vec<(Age, SourceId)>) -> Vec<(Timestamp, Vec<SourceId>)> {
    exports.sort_unstable();
    let mut groups = Vec::new();
    for of_moment in exports.chunk_by(|a, b| a.0.at == b.0.at) {
        let ordered = of_moment.iter().all(|(age, _)| age.exported.is_some());
        for group in of_moment.chunk_by(|a, b| !ordered || a.0 == b.0) {
            groups.push((group[0].0.at, group.iter().map(|(_, source)| *source).collect()));
        }
    }
    groups
}

/// The latest day that LinkedIn wrote into the names of a source's archives: `Complete_LinkedInDataExport_05-01-2026`.
fn exported_on(paths: &[String]) -> Option<Day> {
    let dates = paths.iter().flat_map(|path| path.split("DataExport_").skip(1));
    let day = |text: &str| {
        let mut parts = text.get(..10)?.split('-').map(|part| part.parse::<u32>().ok());
        let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
        Day::from_date(i32::try_from(year).ok()?, month, day)
    };
    dates.filter_map(day).max()
}

/// The format whose rows are different people, one each.
const LINKEDIN_CONNECTIONS: &str = "linkedin-connections";
/// An address is taken for ego's own when at least this share of a source's records points to it.
const LIKELY_SHARE: f64 = 0.2;

impl Ground {
    /// The recipients of a message.
    pub fn recipients(&self, message: &Message) -> &[NamingIdx] {
        &self.recipients[message.to_start as usize..(message.to_start + message.to_len) as usize]
    }

    /// Whether a connection is in an export and no longer in the newest. Exports that speak of one moment cannot be
    /// told older or newer.
    pub fn has_left(&self, record: &Record) -> bool {
        let holds = |source: SourceId| record.seen.iter().any(|seen| seen.source == source);
        let held = |(_, sources): &(Timestamp, Vec<SourceId>)| sources.iter().any(|&source| holds(source));
        match self.connection_exports.split_last() {
            Some((newest, older)) => !held(newest) && older.iter().any(held),
            None => false,
        }
    }

    /// The record with this id.
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.by_record.get(&id).map(|&idx| &self.records[idx as usize])
    }

    /// Whether a packet says anything now; notes when that changes.
    fn holds(&mut self, terms: &PacketTerms, now: Timestamp) -> bool {
        // Clocks differ by a day, as when it was taken.
        let begins = Timestamp(terms.made.0 - 86_400);
        for turn in [begins, terms.expires] {
            if turn <= now {
                self.last_turn = self.last_turn.max(Some(turn));
            } else {
                self.next_event = earliest(self.next_event, turn);
            }
        }
        begins <= now && now < terms.expires
    }

    fn take(
        &mut self,
        batch: &Batch,
        source: SourceId,
        age: Age,
        book: Option<(Age, SourceId)>,
        now: Timestamp,
        likely: &mut FxHashMap<Handle, (u64, u64)>,
    ) {
        for card in &batch.cards {
            self.take_card(card, source, age, book);
        }
        let mut namings = vec![None; batch.mentions.len()];
        for exchange in &batch.exchanges {
            if exchange.time > now {
                self.next_event = earliest(self.next_event, exchange.time);
                continue;
            }
            self.take_exchange(batch, exchange, (source, age.at), &mut namings);
        }
        let mut context = Context { batch, source, seen_at: age.at, channel: Channel::Calendar };
        for gathering in &batch.gatherings {
            if gathering.start > now {
                self.next_event = earliest(self.next_event, gathering.start);
                continue;
            }
            self.take_gathering(&context, gathering);
        }
        for stated in &batch.stated {
            context.channel = match stated.kind {
                StatedKind::Related(_) => Channel::AddressBook,
                StatedKind::Follows => Channel::Social,
                _ => Channel::LinkedIn,
            };
            self.take_stated(&context, stated);
        }
        for fact in &batch.own {
            self.take_own(fact, likely);
        }
    }

    fn take_card(&mut self, card: &Card, source: SourceId, age: Age, book: Option<(Age, SourceId)>) {
        let id = card_record(card);
        let idx = self.record_slot(id, None);
        if let Some(places) = &mut self.places {
            places.insert(card.position, idx);
        }
        let record = &mut self.records[idx as usize];
        record.worthy = true;
        record.shared = self.places.is_some();
        record.book = record.book.max(book);
        for handle in &card.handles {
            if !record.handles.contains(handle) {
                record.handles.push(handle.clone());
            }
        }
        record.seen.push(Seen {
            source,
            position: card.position,
            name: card.name.full.clone(),
            handles: card.handles.clone(),
        });
        let version = card.revised.unwrap_or(age.at);
        for job in &card.jobs {
            let stated = (version, job.clone());
            if !record.jobs.contains(&stated) {
                record.jobs.push(stated);
            }
        }
        let career = (Age { at: version, exported: age.exported }, card.jobs.clone());
        if !career.1.is_empty() && !record.careers.contains(&career) {
            record.careers.push(career);
        }
        let newer = record.card.as_ref().is_none_or(|(at, held)| {
            (version, age.exported, &card.name, &card.jobs, &card.handles)
                > (*at, record.exported, &held.name, &held.jobs, &held.handles)
        });
        if newer {
            record.card = Some((version, card.clone()));
            record.exported = age.exported;
        }
    }

    fn take_exchange(
        &mut self,
        batch: &Batch,
        exchange: &tertius_model::Exchange,
        (source, seen_at): (SourceId, Timestamp),
        namings: &mut [Option<NamingIdx>],
    ) {
        let mut naming = |ground: &mut Ground, who: MentionIdx| -> NamingIdx {
            let Some(mention) = batch.mention(who) else { return EGO };
            let slot = who.0 as usize;
            if let Some(known) = namings[slot] {
                return known;
            }
            let context = Context { batch, source, seen_at, channel: exchange.channel };
            let idx = ground.name(&context, mention, exchange.position, None);
            namings[slot] = Some(idx);
            idx
        };
        let from = naming(self, exchange.from);
        let to_start = self.recipients.len() as u32;
        let mut to: Vec<NamingIdx> = exchange.to.iter().map(|recipient| naming(self, recipient.who)).collect();
        to.sort_unstable();
        to.dedup();
        let message = Message {
            key: exchange.key,
            time: exchange.time,
            channel: exchange.channel,
            bulk: exchange.bulk,
            size: exchange.size,
            from,
            to_start,
            to_len: to.len() as u32,
        };
        self.recipients.extend(to);
        self.messages.push(message);
    }

    fn take_gathering(&mut self, context: &Context<'_>, gathering: &Gathering) {
        let organizer = gathering.organizer.map(|who| self.name_idx(context, who, gathering.position, None));
        let mut guests: Vec<(NamingIdx, Attendance)> = gathering
            .guests
            .iter()
            .map(|guest| (self.name_idx(context, guest.who, gathering.position, None), guest.attendance))
            .collect();
        guests.sort_unstable();
        guests.dedup_by_key(|(who, _)| *who);
        let meeting = Meeting { key: gathering.key, start: gathering.start, size: gathering.size, organizer, guests };
        match self.by_meeting.get_mut(&gathering.key) {
            None => {
                self.by_meeting.insert(gathering.key, (self.meetings.len() as u32, context.seen_at));
                self.meetings.push(meeting);
            }
            // The newest version counts: who was uninvited is no guest.
            Some((known, held_at)) => {
                let held = &mut self.meetings[*known as usize];
                let newer = (context.seen_at, meeting.guests.len(), &meeting.guests)
                    > (*held_at, held.guests.len(), &held.guests);
                if newer {
                    *held = meeting;
                    *held_at = context.seen_at;
                }
            }
        }
    }

    fn take_stated(&mut self, context: &Context<'_>, stated: &StatedTie) {
        let (a, b) = match &self.places {
            // In a packet the owner's card stands at place 0 and everybody else's at the place of the tie.
            Some(places) => {
                let held = [Position::Item(0), stated.position].map(|place| places.get(&place).copied());
                // Somebody who was erased has no card.
                let [Some(owner), Some(other)] = held else { return };
                (self.naming_of(owner, context, stated.a), self.naming_of(other, context, stated.b))
            }
            None => {
                let a = self.name_idx(context, stated.a, stated.position, None);
                let beside = (a != EGO).then(|| self.naming[a as usize].record);
                (a, self.name_idx(context, stated.b, stated.position, beside))
            }
        };
        let statement = Statement { key: stated.key, a, b, kind: stated.kind, time: stated.time };
        if let std::collections::hash_map::Entry::Vacant(free) = self.by_statement.entry(stated.key) {
            free.insert(self.statements.len() as u32);
            self.statements.push(statement);
        }
    }

    fn take_own(&mut self, fact: &OwnFact, likely: &mut FxHashMap<Handle, (u64, u64)>) {
        match fact {
            OwnFact::Handle(handle) => self.own.found.push(handle.clone()),
            OwnFact::LikelyHandle { handle, votes, of } => {
                let held = likely.entry(handle.clone()).or_insert((*votes, *of));
                // The greater share counts, whatever the size of the mailbox; of equal shares the one of more votes.
                if (votes * held.1, *votes) > (held.0 * of, held.0) {
                    *held = (*votes, *of);
                }
            }
            OwnFact::Name(name) => self.own.names.push(name.clone()),
            OwnFact::Job(job) => self.own.jobs.push(job.clone()),
            OwnFact::School(school) => self.own.schools.push(school.clone()),
        }
    }

    fn name_idx(
        &mut self,
        context: &Context<'_>,
        who: MentionIdx,
        at: Position,
        beside: Option<RecordIdx>,
    ) -> NamingIdx {
        match context.batch.mention(who) {
            Some(mention) => self.name(context, mention, at, beside),
            None => EGO,
        }
    }

    /// The naming of a mention. A bare name beside a record ("Ana's spouse John") is a record of that record's own.
    fn name(&mut self, context: &Context<'_>, mention: &Mention, at: Position, beside: Option<RecordIdx>) -> NamingIdx {
        let (id, bare_in) = match &mention.handle {
            Some(handle) => (handle_record(handle), None),
            None => {
                let folded = fold_name(&mention.name);
                let near = beside.map_or(0, |record| self.records[record as usize].id.0);
                (bare_record_of(context.channel, near, &folded), Some(context.channel))
            }
        };
        let idx = self.record_slot(id, mention.handle.as_ref());
        let record = &mut self.records[idx as usize];
        record.bare_in = record.bare_in.or(bare_in);
        if record.seen.last().is_none_or(|seen| seen.source != context.source) {
            let handles = mention.handle.iter().cloned().collect();
            record.seen.push(Seen { source: context.source, position: at, name: mention.name.clone(), handles });
        }
        self.naming_under(idx, &mention.name)
    }

    /// A record under the name that a mention gives it.
    fn naming_of(&mut self, record: RecordIdx, context: &Context<'_>, who: MentionIdx) -> NamingIdx {
        let name = context.batch.mention(who).map(|mention| mention.name.clone()).unwrap_or_default();
        self.naming_under(record, &name)
    }

    fn naming_under(&mut self, idx: RecordIdx, name: &str) -> NamingIdx {
        if let Some(&known) = self.by_naming.get(&(idx, name.to_owned())) {
            return known;
        }
        let naming = self.naming.len() as NamingIdx;
        self.naming.push(Naming { record: idx, name: name.to_owned(), uses: 0 });
        self.by_naming.insert((idx, name.to_owned()), naming);
        naming
    }

    fn record_slot(&mut self, id: RecordId, handle: Option<&Handle>) -> RecordIdx {
        if let Some(&known) = self.by_record.get(&id) {
            return known;
        }
        let idx = self.records.len() as RecordIdx;
        self.records.push(Record {
            id,
            handle: handle.cloned(),
            card: None,
            exported: None,
            handles: handle.iter().map(|&handle| handle.clone()).collect(),
            jobs: Vec::new(),
            careers: Vec::new(),
            seen: Vec::new(),
            worthy: false,
            book: None,
            shared: false,
            bare_in: None,
        });
        self.by_record.insert(id, idx);
        idx
    }

    fn conclude(&mut self, likely: FxHashMap<Handle, (u64, u64)>) {
        self.by_meeting = FxHashMap::default();
        self.by_statement = FxHashMap::default();
        self.by_naming = FxHashMap::default();
        self.one_copy_each();
        self.meetings.sort_unstable_by_key(|meeting| (meeting.start, meeting.key));
        self.statements.sort_unstable_by_key(|statement| statement.key);
        self.own.names.sort();
        self.own.names.dedup();
        for list in [&mut self.own.jobs, &mut self.own.schools] {
            list.sort();
            list.dedup();
        }
        self.own.found.sort();
        self.own.found.dedup();
        self.own.likely = likely
            .into_iter()
            .filter(|(_, (votes, of))| *votes as f64 >= LIKELY_SHARE * *of as f64)
            .map(|(handle, _)| handle)
            .filter(is_personal)
            .collect();
        self.own.likely.sort();
        for record in &mut self.records {
            record.jobs.sort();
            record.careers.sort();
        }
        self.count_uses();
        self.formats.sort();
    }

    /// Keeps one copy of each message, in the order of time. Copies differ: a list's copy is bulk, a sent copy names
    /// blind recipients; the least bulky, fullest one counts.
    fn one_copy_each(&mut self) {
        let worth =
            |message: &Message| (message.bulk, std::cmp::Reverse(message.to_len), std::cmp::Reverse(message.time));
        self.messages.sort_unstable_by_key(|message| (message.key, worth(message), message.to_start));
        self.messages.dedup_by_key(|message| message.key);
        self.messages.sort_unstable_by_key(|message| (message.time, message.key));
    }

    /// Marks the records that people's own doings speak of, and counts under which name.
    fn count_uses(&mut self) {
        for message in self.messages.iter().filter(|message| !message.bulk) {
            let (start, end) = (message.to_start as usize, (message.to_start + message.to_len) as usize);
            for &who in self.recipients[start..end].iter().chain([&message.from]) {
                use_naming(&mut self.naming, &mut self.records, who);
            }
        }
        for meeting in &self.meetings {
            for who in meeting.guests.iter().map(|(who, _)| *who).chain(meeting.organizer) {
                use_naming(&mut self.naming, &mut self.records, who);
            }
        }
        for statement in &self.statements {
            use_naming(&mut self.naming, &mut self.records, statement.a);
            use_naming(&mut self.naming, &mut self.records, statement.b);
        }
    }
}

struct Context<'a> {
    batch: &'a Batch,
    source: SourceId,
    seen_at: Timestamp,
    channel: Channel,
}

/// The id of the record that a card makes, in all its versions.
pub(crate) fn card_record(card: &Card) -> RecordId {
    RecordId::from_key(Key::of([b"card".as_slice(), &card.key.0.to_le_bytes()]))
}

/// The id of the record that a handle alone makes.
pub(crate) fn handle_record(handle: &Handle) -> RecordId {
    RecordId::from_key(Key::of_text(["handle", handle.kind().id(), handle.value()]))
}

/// The id of the record that a name without a handle makes, in its channel and beside another record.
pub(crate) fn bare_record(channel: Channel, near: u64, name: &str) -> RecordId {
    bare_record_of(channel, near, &fold_name(name))
}

fn bare_record_of(channel: Channel, near: u64, folded: &str) -> RecordId {
    let parts = [b"name".as_slice(), channel.id().as_bytes(), &near.to_le_bytes(), folded.as_bytes()];
    RecordId::from_key(Key::of(parts))
}

fn use_naming(naming: &mut [Naming], records: &mut [Record], who: NamingIdx) {
    if let Some(naming) = naming.get_mut(who as usize) {
        naming.uses = naming.uses.saturating_add(1);
        let record = &mut records[naming.record as usize];
        record.worthy = record.worthy || record.handle.as_ref().is_none_or(is_one_human);
    }
}

/// Whether a handle can be one human's: desks, robots, lists and relays are nobody.
fn is_one_human(handle: &Handle) -> bool {
    address_role(handle) == AddressRole::Person
}

/// Whether a handle can be ego's: a desk can, when ego sits at it.
fn is_personal(handle: &Handle) -> bool {
    handle.kind() != HandleKind::Email || matches!(address_role(handle), AddressRole::Person | AddressRole::Role)
}

fn earliest(held: Option<Timestamp>, time: Timestamp) -> Option<Timestamp> {
    Some(held.map_or(time, |held| held.min(time)))
}
