//! Who is who: hands the records to the resolver, and tells ego from everybody else.

use crate::gather::{EGO as EGO_NAMING, Ground, NamingIdx, Record};
use crate::network::{EGO, PersonIdx};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::{Channel, Handle, Key, Label, Mention, PersonId, RecordId, Ruling, RulingKind};
use tertius_resolve::{Book, Options, RecordKind, Resolution, SeenName, fold_name, resolve};

/// A record that is nobody: a robot, a list, something the user called no person.
pub(crate) const NOBODY: PersonIdx = u32::MAX - 1;

/// Everybody, and the person of each record.
pub(crate) struct Cast {
    pub resolution: Resolution,
    /// Ids of everybody but ego, ordered; the index is the [`PersonIdx`].
    pub ids: Vec<PersonId>,
    /// The person of each record of the ground.
    person_of: Vec<PersonIdx>,
    pub ego_id: Option<PersonId>,
    pub not_ego: FxHashSet<Handle>,
    /// The records of each person.
    records: Vec<Vec<u32>>,
    ego_records: Vec<u32>,
    labels: Vec<(PersonIdx, Label)>,
}

impl Cast {
    /// Recognises everybody.
    pub fn new(ground: &Ground, rulings: &[Ruling]) -> Cast {
        let not_ego: FxHashSet<Handle> = rulings
            .iter()
            .filter_map(|ruling| match &ruling.kind {
                RulingKind::NotMe(handle) => Some(handle.clone()),
                _ => None,
            })
            .collect();
        let mut mine = own_handles(ground, rulings, &not_ego);
        mine.extend(in_egos_place(ground, &mine, &not_ego));
        let (records, origin) = resolver_records(ground, &mine);
        let options = Options { region: region(&mine) };
        let resolution = resolve(&records, rulings, &options);
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
        adopt_bare_names(ground, &mut by_record, &ego_ids);
        let mut cast = Cast {
            resolution,
            ids: Vec::new(),
            person_of: Vec::new(),
            ego_id,
            not_ego,
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

/// Ego's handles: stated by the user, by an export, or suggested by a mailbox.
fn own_handles(ground: &Ground, rulings: &[Ruling], not_ego: &FxHashSet<Handle>) -> FxHashSet<Handle> {
    let stated = rulings.iter().filter_map(|ruling| match &ruling.kind {
        RulingKind::Me(handle) => Some(handle),
        _ => None,
    });
    let all = stated.chain(&ground.own.found).chain(&ground.own.likely);
    all.filter(|handle| !not_ego.contains(handle)).cloned().collect()
}

/// An address takes ego's place in this many messages and meetings before its name is believed.
const PLACES: u32 = 5;

/// Addresses that bear ego's full name where ego should be: in messages and meetings of ego's own in which no known
/// address of ego's takes part. Former work addresses are found so.
fn in_egos_place(ground: &Ground, mine: &FxHashSet<Handle>, not_ego: &FxHashSet<Handle>) -> Vec<Handle> {
    let own: FxHashSet<String> =
        ground.own.names.iter().map(|name| fold_name(name)).filter(|name| name.contains(' ')).collect();
    if own.is_empty() || mine.is_empty() {
        return Vec::new();
    }
    let bears_it = |naming: &crate::gather::Naming| own.contains(&fold_name(&naming.name));
    let held = |naming: &crate::gather::Naming| {
        let handle = &ground.records[naming.record as usize].handle;
        handle.as_ref().is_some_and(|handle| mine.contains(handle))
    };
    let known: Vec<bool> = ground.naming.iter().map(held).collect();
    let candidate: Vec<bool> = ground.naming.iter().map(bears_it).collect();
    let mut places: FxHashMap<u32, u32> = FxHashMap::default();
    let mut look = |parties: &[NamingIdx]| {
        if parties.iter().any(|&who| who == EGO_NAMING || known[who as usize]) {
            return;
        }
        for &who in parties.iter().filter(|&&who| candidate[who as usize]) {
            *places.entry(ground.naming[who as usize].record).or_default() += 1;
        }
    };
    let mut parties = Vec::new();
    for message in ground.messages.iter().filter(|message| !message.bulk) {
        parties.clear();
        parties.extend_from_slice(ground.recipients(message));
        parties.push(message.from);
        look(&parties);
    }
    for meeting in &ground.meetings {
        parties.clear();
        parties.extend(meeting.guests.iter().map(|(who, _)| *who).chain(meeting.organizer));
        look(&parties);
    }
    let found = places.into_iter().filter(|(_, n)| *n >= PLACES);
    let handles = found.filter_map(|(record, _)| ground.records[record as usize].handle.clone());
    handles.filter(|handle| !not_ego.contains(handle)).collect()
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
        book: record.book.map(Book),
        ..tertius_resolve::Record::default()
    }
}

/// The country of ego's own phone, for numbers without one: `+49` gives Germany.
fn region(mine: &FxHashSet<Handle>) -> Option<[u8; 2]> {
    let mut regions: Vec<[u8; 2]> = mine.iter().filter_map(tertius_resolve::phone_region).collect();
    regions.sort_unstable();
    regions.first().copied()
}

/// A bare name inside LinkedIn's export means the connection of that name, if only one bears it.
fn adopt_bare_names(ground: &Ground, by_record: &mut [Option<PersonId>], ego_ids: &FxHashSet<PersonId>) {
    let mut by_name: FxHashMap<String, Vec<PersonId>> = FxHashMap::default();
    for (record, id) in ground.records.iter().zip(by_record.iter()) {
        if let (Some((_, card)), Some(id)) = (&record.card, id)
            && card.connection.is_some()
        {
            by_name.entry(fold_name(&card.name.full)).or_default().push(*id);
        }
    }
    let own: FxHashSet<String> = ground.own.names.iter().map(|name| fold_name(name)).collect();
    for (slot, record) in ground.records.iter().enumerate() {
        if record.bare_in != Some(Channel::LinkedIn) || by_record[slot].is_none() {
            continue;
        }
        let name = record.seen.first().map(|seen| fold_name(&seen.name)).unwrap_or_default();
        if own.contains(&name) {
            by_record[slot] = ego_ids.iter().min().copied();
        } else if let Some([only]) = by_name.get(&name).map(Vec::as_slice) {
            by_record[slot] = Some(*only);
        }
    }
}

/// The person of each label ruling that still finds one.
fn labels_by_id(ground: &Ground, rulings: &[Ruling], by_record: &[Option<PersonId>]) -> Vec<(PersonId, Label)> {
    let finder = Finder::new(ground);
    let mut labels: Vec<(PersonId, Label)> = rulings
        .iter()
        .filter_map(|ruling| match &ruling.kind {
            RulingKind::Label(who, label) => Some((by_record[finder.find(who)? as usize]?, *label)),
            _ => None,
        })
        .collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// Finds the record that a ruling names.
struct Finder {
    by_handle: FxHashMap<Handle, u32>,
    by_name: FxHashMap<String, Vec<u32>>,
}

impl Finder {
    fn new(ground: &Ground) -> Finder {
        let mut finder = Finder { by_handle: FxHashMap::default(), by_name: FxHashMap::default() };
        for (idx, record) in ground.records.iter().enumerate().filter(|(_, record)| record.worthy) {
            for handle in &record.handles {
                finder.by_handle.entry(handle.clone()).or_insert(idx as u32);
            }
            if let Some(seen) = record.seen.first().filter(|_| record.handles.is_empty()) {
                finder.by_name.entry(fold_name(&seen.name)).or_default().push(idx as u32);
            }
        }
        finder
    }

    fn find(&self, who: &Mention) -> Option<u32> {
        match &who.handle {
            Some(handle) => self.by_handle.get(handle).copied(),
            None => match self.by_name.get(&fold_name(&who.name))?.as_slice() {
                [only] => Some(*only),
                _ => None,
            },
        }
    }
}
