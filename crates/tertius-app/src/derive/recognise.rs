//! Who is who: hands the records to the resolver, and tells ego from everybody else.

use super::ego::{in_egos_place, known_handles, likely_handles};
use super::labels::labels_by_id;
use crate::gather::{EGO as EGO_NAMING, Ground, NamingIdx, Record};
use crate::network::{EGO, PersonIdx, SavedMerge, region_of};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::{
    Channel, Handle, Key, Label, Mention, PersonId, RecordId, Ruling, RulingId, RulingKind, Timestamp,
};
use tertius_resolve::{Book, Options, RecordKind, Resolution, SeenName, fold_name, resolve};

/// A record that is nobody: a robot, a list, something the user called no person.
pub(crate) const NOBODY: PersonIdx = u32::MAX - 1;

/// A party of a message: the person, and for nobody the record.
pub(crate) type Party = (PersonIdx, u32);

/// Everybody, and the person of each record.
pub(crate) struct Cast {
    pub resolution: Resolution,
    /// Ids of everybody but ego, ordered; the index is the [`PersonIdx`].
    pub ids: Vec<PersonId>,
    /// The person of each record of the ground.
    person_of: Vec<PersonIdx>,
    pub ego_id: Option<PersonId>,
    pub not_ego: FxHashSet<Handle>,
    /// Addresses that mailboxes and calendars suggest to be ego's.
    pub likely: Vec<Handle>,
    /// Bare names and the cards they mean.
    pub adopted: Vec<SavedMerge>,
    /// The records of each person.
    records: Vec<Vec<u32>>,
    ego_records: Vec<u32>,
    labels: Vec<(PersonIdx, Label)>,
}

/// What the resolver is asked.
pub(crate) struct Question {
    pub records: Vec<tertius_resolve::Record>,
    /// Which record of the ground each is; `None` for ego's own handles.
    origin: Vec<Option<u32>>,
    pub rulings: Vec<Ruling>,
    pub options: Options,
    mine: FxHashSet<Handle>,
    likely: Vec<Handle>,
    not_ego: FxHashSet<Handle>,
}

impl Question {
    /// Puts the question.
    pub fn new(ground: &Ground, rulings: &[Ruling]) -> Question {
        let not_ego: FxHashSet<Handle> = rulings
            .iter()
            .filter_map(|ruling| match &ruling.kind {
                RulingKind::NotMe(handle) => Some(handle.clone()),
                _ => None,
            })
            .collect();
        let likely = likely_handles(ground, rulings, &not_ego);
        let mut mine: FxHashSet<Handle> = known_handles(ground, rulings, &not_ego).chain(&likely).cloned().collect();
        mine.extend(in_egos_place(ground, &mine, &not_ego));
        let (records, origin) = resolver_records(ground, &mine);
        let options = Options { region: region_of(mine.iter().cloned()) };
        let rulings = [not_mine(&mine, &not_ego), rulings.to_vec()].concat();
        Question { records, origin, rulings, options, mine, likely, not_ego }
    }
}

impl Cast {
    /// Recognises everybody.
    pub fn new(ground: &Ground, rulings: &[Ruling]) -> Cast {
        let Question { records, origin, rulings: all_rulings, options, mine, likely, not_ego } =
            Question::new(ground, rulings);
        let resolution = resolve(&records, &all_rulings, &options);
        let mut by_record: Vec<Option<PersonId>> = vec![None; ground.records.len()];
        let mut ego_ids: FxHashSet<PersonId> = FxHashSet::default();
        for (slot, &id) in resolution.person_of.iter().enumerate() {
            match origin[slot] {
                Some(record) => by_record[record as usize] = Some(id),
                None => {
                    ego_ids.insert(id);
                }
            }
        }
        let ego_id = ego_ids.iter().min().copied();
        for (record, id) in ground.records.iter().zip(&by_record) {
            if let Some(id) = id
                && record.handle.as_ref().is_some_and(|handle| mine.contains(handle))
            {
                ego_ids.insert(*id);
            }
        }
        let adopted = adopt_bare_names(ground, rulings, &mut by_record, &ego_ids);
        let mut cast = Cast {
            resolution,
            ids: Vec::new(),
            person_of: Vec::new(),
            ego_id,
            not_ego,
            likely,
            adopted,
            records: Vec::new(),
            ego_records: Vec::new(),
            labels: Vec::new(),
        };
        let labels = labels_by_id(ground, rulings, &by_record);
        cast.number(ground, &by_record, &ego_ids, &labels);
        cast
    }

    fn number(
        &mut self,
        ground: &Ground,
        by_record: &[Option<PersonId>],
        ego_ids: &FxHashSet<PersonId>,
        labels: &[(PersonId, Label)],
    ) {
        let no_person: FxHashSet<PersonId> =
            labels.iter().filter(|(_, label)| *label == Label::NotAPerson).map(|(id, _)| *id).collect();
        let mut ids: Vec<PersonId> =
            by_record.iter().flatten().filter(|id| !ego_ids.contains(id) && !no_person.contains(id)).copied().collect();
        ids.sort_unstable();
        ids.dedup();
        self.records = vec![Vec::new(); ids.len()];
        self.person_of = vec![NOBODY; ground.records.len()];
        for (record, id) in by_record.iter().enumerate() {
            let Some(id) = id else { continue };
            if ego_ids.contains(id) {
                self.person_of[record] = EGO;
                self.ego_records.push(record as u32);
            } else if let Ok(idx) = ids.binary_search(id) {
                self.person_of[record] = idx as PersonIdx;
                self.records[idx].push(record as u32);
            }
        }
        for of_person in &mut self.records {
            of_person.sort_unstable_by_key(|&record| ground.records[record as usize].id);
        }
        self.labels = labels
            .iter()
            .filter_map(|(id, label)| ids.binary_search(id).ok().map(|idx| (idx as PersonIdx, *label)))
            .collect();
        self.ids = ids;
    }

    /// The person behind a naming.
    pub fn person(&self, ground: &Ground, who: NamingIdx) -> PersonIdx {
        if who == EGO_NAMING {
            return EGO;
        }
        self.person_of[ground.naming[who as usize].record as usize]
    }

    /// Who a naming is among the parties of one message: ego's addresses are one party, so are a person's, and
    /// everybody who is nobody is a party of their own.
    pub fn party(&self, ground: &Ground, who: NamingIdx) -> Party {
        match self.person(ground, who) {
            NOBODY => (NOBODY, ground.naming[who as usize].record),
            person => (person, 0),
        }
    }

    /// The person of a record.
    pub fn person_of(&self, record: u32) -> PersonIdx {
        self.person_of[record as usize]
    }

    /// A person's records, ordered by id.
    pub fn records_of<'g>(&'g self, ground: &'g Ground, person: PersonIdx) -> impl Iterator<Item = &'g Record> {
        self.records[person as usize].iter().map(|&record| &ground.records[record as usize])
    }

    /// Ego's records.
    pub fn ego_records<'g>(&'g self, ground: &'g Ground) -> impl Iterator<Item = &'g Record> {
        self.ego_records.iter().map(|&record| &ground.records[record as usize])
    }

    /// Handles of ego's records.
    pub fn ego_record_handles(&self, ground: &Ground) -> Vec<Handle> {
        self.ego_records(ground).flat_map(|record| record.handles.iter().cloned()).collect()
    }

    /// What ego calls people.
    pub fn labels(&self) -> &[(PersonIdx, Label)] {
        &self.labels
    }

    /// The person of every record, ordered by record id.
    pub fn redirects(&self, ground: &Ground) -> Vec<(u64, PersonIdx)> {
        let mut all: Vec<(u64, PersonIdx)> = ground
            .records
            .iter()
            .zip(&self.person_of)
            .filter(|(_, person)| **person != NOBODY)
            .map(|(record, &person)| (record.id.0, person))
            .collect();
        all.extend(self.ids.iter().zip(0..).map(|(id, idx)| (id.0, idx)));
        all.sort_unstable();
        all.dedup_by_key(|(record, _)| *record);
        all
    }
}

/// The records worth resolving, and which record of the ground each is; ego's own handles are one more record.
fn resolver_records(ground: &Ground, mine: &FxHashSet<Handle>) -> (Vec<tertius_resolve::Record>, Vec<Option<u32>>) {
    let mut names: Vec<Vec<SeenName>> = vec![Vec::new(); ground.records.len()];
    for naming in ground.naming.iter().filter(|naming| naming.uses > 0 && !naming.name.is_empty()) {
        names[naming.record as usize].push(SeenName { text: naming.name.clone(), count: naming.uses });
    }
    let mut records = Vec::new();
    let mut origin = Vec::new();
    for (idx, (record, mut names)) in ground.records.iter().zip(names).enumerate() {
        if !record.worthy {
            continue;
        }
        names.sort_unstable();
        records.push(resolver_record(record, names));
        origin.push(Some(idx as u32));
    }
    if !mine.is_empty() || !ground.own.names.is_empty() {
        let mut handles: Vec<Handle> = mine.iter().cloned().collect();
        handles.sort();
        let own = |text: &String| SeenName { text: text.clone(), count: 1 };
        records.push(tertius_resolve::Record {
            id: RecordId::from_key(Key::of_text(["ego"])),
            names: ground.own.names.iter().map(own).collect(),
            handles,
            ..tertius_resolve::Record::default()
        });
        origin.push(None);
    }
    (records, origin)
}

fn resolver_record(record: &Record, names: Vec<SeenName>) -> tertius_resolve::Record {
    let card = record.card.as_ref().map(|(_, card)| card);
    tertius_resolve::Record {
        id: record.id,
        kind: if card.is_some() { RecordKind::Card } else { RecordKind::Handle },
        name: card.map(|card| card.name.clone()),
        names,
        handles: record.handles.clone(),
        jobs: record.jobs.iter().map(|(_, job)| job.clone()).collect(),
        place: card.map(|card| card.place.clone()).unwrap_or_default(),
        birthday: card.and_then(|card| card.birthday),
        book: record.book.map(|(_, export)| Book(export.0)),
        ..tertius_resolve::Record::default()
    }
}

/// What `me --remove` says to the resolver: whoever holds the handle is somebody else than ego. Numbered below every
/// ruling of the user's own, so that those come later and outrank it.
fn not_mine(mine: &FxHashSet<Handle>, not_ego: &FxHashSet<Handle>) -> Vec<Ruling> {
    let Some(own) = mine.iter().min() else { return Vec::new() };
    let by_handle = |handle: &Handle| Mention { handle: Some(handle.clone()), name: String::new() };
    let mut removed: Vec<&Handle> = not_ego.iter().collect();
    removed.sort();
    let apart = removed.into_iter().zip(1..).map(|(handle, nth)| Ruling {
        id: RulingId(-nth),
        at: Timestamp::default(),
        kind: RulingKind::Different(by_handle(own), by_handle(handle)),
    });
    apart.collect()
}

/// A bare name means the one person whose card bears exactly that name: inside LinkedIn's export a connection, in the
/// address book ("spouse: Tomás Arruda") and in a chat any card, if the name has two words at least. A ruling that keeps the name
/// apart from somebody outranks this.
fn adopt_bare_names(
    ground: &Ground,
    rulings: &[Ruling],
    by_record: &mut [Option<PersonId>],
    ego_ids: &FxHashSet<PersonId>,
) -> Vec<SavedMerge> {
    let bearers = Bearers::new(ground, by_record);
    let own: FxHashSet<String> = ground.own.names.iter().map(|name| fold_name(name)).collect();
    let kept_apart: FxHashSet<String> = rulings.iter().flat_map(names_kept_apart).collect();
    let mut adopted = Vec::new();
    for (slot, record) in ground.records.iter().enumerate() {
        let (Some(place), Some(_)) = (record.bare_in, by_record[slot]) else { continue };
        let name = record.seen.first().map(|seen| fold_name(&seen.name)).unwrap_or_default();
        let is_full = name.split_whitespace().count() >= 2;
        let (named, because) = match place {
            Channel::LinkedIn => (&bearers.connections, "named there, and one connection alone bears this name"),
            Channel::AddressBook if is_full => (&bearers.cards, "named there, and one card alone bears this full name"),
            place if place.is_chat() && is_full => {
                (&bearers.cards, "named in a chat, and one card alone bears this full name")
            }
            _ => continue,
        };
        if kept_apart.contains(&name) {
            continue;
        }
        if own.contains(&name) {
            by_record[slot] = ego_ids.iter().min().copied();
        } else if let Some(&[(person, card)]) = named.get(&name).map(Vec::as_slice) {
            by_record[slot] = Some(person);
            adopted.push(SavedMerge { a: record.id.0, b: card.0, because: because.to_owned(), probability: 0.95 });
        }
    }
    adopted.sort_unstable_by_key(|merge| (merge.a, merge.b));
    adopted
}

/// Everybody whose card bears a name, each with one of their cards, by the folded name.
#[derive(Default)]
struct Bearers {
    connections: FxHashMap<String, Vec<(PersonId, RecordId)>>,
    cards: FxHashMap<String, Vec<(PersonId, RecordId)>>,
}

impl Bearers {
    fn new(ground: &Ground, by_record: &[Option<PersonId>]) -> Bearers {
        let mut bearers = Bearers::default();
        for (record, id) in ground.records.iter().zip(by_record) {
            let (Some((_, card)), Some(id)) = (&record.card, id) else { continue };
            let name = fold_name(&card.name.full);
            if card.connection.is_some() {
                bearers.connections.entry(name.clone()).or_default().push((*id, record.id));
            }
            bearers.cards.entry(name).or_default().push((*id, record.id));
        }
        for people in bearers.connections.values_mut().chain(bearers.cards.values_mut()) {
            people.sort_unstable();
            people.dedup_by_key(|(person, _)| *person);
        }
        bearers
    }
}

/// The bare names of a ruling that says who is different from whom.
fn names_kept_apart(ruling: &Ruling) -> Vec<String> {
    match &ruling.kind {
        RulingKind::Different(a, b) => {
            [a, b].into_iter().filter(|who| who.handle.is_none()).map(|who| fold_name(&who.name)).collect()
        }
        _ => Vec::new(),
    }
}
