//! People, ties and links as derived from the ground state: everything that answers need, in one piece.
//!
//! A cache: it can be thrown away and derived again. It holds for a span of time, from the last event it took in
//! to the first one still to come; numbers that depend on "now" are computed when asked for.

use serde::{Deserialize, Serialize};
use tertius_model::{Handle, HandleKind, PersonId, RecordId, Timestamp};
use tertius_ties::TieSummary;

/// Index into [`Network::people`].
pub(crate) type PersonIdx = u32;
/// Stands for ego in [`Network::records`].
pub(crate) const EGO: PersonIdx = u32::MAX;

/// The country of the first phone among some handles: `+49` gives Germany. The first by code where there are several.
pub(crate) fn region_of(handles: impl Iterator<Item = Handle>) -> Option<[u8; 2]> {
    handles.filter_map(|handle| tertius_resolve::phone_region(&handle)).min()
}

/// Everything derived, ego aside from people.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Network {
    /// Everybody but ego, ordered by id.
    pub people: Vec<Person>,
    /// Ties between others, ordered by their people.
    pub links: Vec<Link>,
    /// What the links rest on: each link's run begins where [`Link::from`] says and ends where the next begins.
    pub evidence: Vec<SavedEvidence>,
    /// The person of every record, ordered by record id, so that old ids redirect.
    pub records: Vec<(u64, PersonIdx)>,
    /// Ego's names, the most used first.
    pub ego_names: Vec<String>,
    /// Ego's handles and how each is known.
    pub ego_handles: Vec<(SavedHandle, Basis)>,
    /// Ego's person id.
    pub ego_id: Option<u64>,
    /// How many confirmed connections each imported platform export held: LinkedIn.
    pub linkedin_connections: u32,
    /// The last event taken in.
    pub last_event: i64,
    /// The first event still to come.
    pub next_event: Option<i64>,
}

/// How one of ego's handles is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Basis {
    /// The user said so.
    Stated,
    /// An export says so.
    Found,
    /// A mailbox or calendar suggests it.
    Likely,
}

/// A handle as it is cached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct SavedHandle {
    kind: u8,
    /// The canonical address.
    pub value: String,
}

const KINDS: [HandleKind; 5] =
    [HandleKind::Email, HandleKind::Phone, HandleKind::LinkedIn, HandleKind::Web, HandleKind::Account];

impl SavedHandle {
    pub fn of(handle: &Handle) -> SavedHandle {
        let kind = KINDS.iter().position(|kind| *kind == handle.kind()).unwrap_or(0) as u8;
        SavedHandle { kind, value: handle.value().to_owned() }
    }

    pub fn kind(&self) -> HandleKind {
        KINDS[usize::from(self.kind) % KINDS.len()]
    }

    pub fn handle(&self) -> Handle {
        Handle::from_parts(self.kind(), self.value.clone())
    }
}

/// One person and ego's tie with them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Person {
    pub id: u64,
    /// The name to show.
    pub name: String,
    /// Other names, for finding.
    pub other_names: Vec<String>,
    pub employer: String,
    pub title: String,
    pub place: String,
    /// Whether the employer is only read off an address's domain.
    pub employer_from_domain: bool,
    pub past_employers: Vec<String>,
    pub handles: Vec<SavedHandle>,
    pub groups: Vec<String>,
    pub notes: Vec<String>,
    /// What was exchanged with ego.
    pub contact: TieSummary,
    /// The latest days on which one message went to both ego and the person: day, and the sum of 1/k in millionths.
    pub together: Vec<(i32, u32)>,
    /// What is stated about ego and the person.
    pub stated: SavedStated,
    /// Whether a card is about the person.
    pub has_card: bool,
    /// The person of the platform who may be this one: the best uncertain match that is connected there.
    pub maybe_connected: Option<PersonIdx>,
}

impl Person {
    pub fn person_id(&self) -> PersonId {
        PersonId(self.id)
    }
}

/// What is stated about ego and a person, as it is cached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedStated {
    /// Places in [`tertius_model::Label::ALL`].
    pub labels: Vec<u8>,
    /// Connected on LinkedIn, and since which day where known.
    pub linkedin: Option<Option<i32>>,
    pub invited_me: bool,
    pub invited_by_me: bool,
    pub recommended_me: bool,
    pub recommended_by_me: bool,
    pub endorsed_me: u32,
    pub endorsed_by_me: u32,
    pub follows_me: bool,
    pub followed_by_me: bool,
    /// Places in [`crate::derive::RELATIONS`].
    pub relations: Vec<u8>,
    pub phone: bool,
    pub birthday: bool,
    pub nickname: bool,
    pub note: bool,
    pub home: bool,
    pub close_group: bool,
    pub overlaps: Vec<SavedOverlap>,
}

/// Work at one employer at one time, as it is cached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedOverlap {
    pub employer: String,
    pub from: i32,
    /// The last day together; `None` while it lasts.
    pub to: Option<i32>,
}

/// A tie between two others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Link {
    pub a: PersonIdx,
    pub b: PersonIdx,
    /// Index into [`Network::evidence`].
    pub from: u32,
}

/// One kind of evidence for a tie between two others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedEvidence {
    /// Place in the table of `derive/links.rs`.
    pub kind: u8,
    pub n: u32,
    /// Sum of the shares 1/k, in millionths.
    pub millionths: u64,
    pub first: i32,
    pub last: i32,
}

/// Why records are one person, and which may be: read only where it is shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// Rulings without effect, by number.
    pub idle: Vec<i64>,
    pub merges: Vec<SavedMerge>,
    pub review: Vec<SavedMerge>,
}

/// Two records and why they are, or may be, one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedMerge {
    pub a: u64,
    pub b: u64,
    pub because: String,
    pub probability: f64,
}

impl Network {
    /// Reads what [`Network::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Network> {
        postcard::from_bytes(bytes).ok().filter(Network::is_sound)
    }

    /// Whether every index leads somewhere.
    fn is_sound(&self) -> bool {
        let is_person = |idx: PersonIdx| (idx as usize) < self.people.len();
        let evidence_begins = self.links.iter().map(|link| link.from as usize);
        self.records.iter().all(|&(_, idx)| idx == EGO || is_person(idx))
            && self.links.iter().all(|link| is_person(link.a) && is_person(link.b))
            && evidence_begins.is_sorted()
            && self.links.last().is_none_or(|last| last.from as usize <= self.evidence.len())
            && self.people.iter().filter_map(|person| person.maybe_connected).all(is_person)
    }

    /// For the cache.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("because writing to memory cannot fail and every part has a length")
    }

    /// Whether it is still true at a moment: no event between then and now is missing or too much.
    pub fn holds_at(&self, now: Timestamp) -> bool {
        self.last_event <= now.0 && self.next_event.is_none_or(|next| now.0 < next)
    }

    /// How many people there are, ego not counted.
    pub fn n_people(&self) -> usize {
        self.people.len()
    }

    /// The person with this id, or whose record it is. `Some(EGO)` for ego.
    pub fn find(&self, id: RecordId) -> Option<PersonIdx> {
        let at = self.records.binary_search_by_key(&id.0, |(record, _)| *record).ok()?;
        Some(self.records[at].1)
    }

    /// The country of ego's own phone, for numbers without one.
    pub fn region(&self) -> Option<[u8; 2]> {
        region_of(self.ego_handles.iter().map(|(saved, _)| saved.handle()))
    }

    /// What the n-th link rests on.
    pub fn evidence_of(&self, link: usize) -> &[SavedEvidence] {
        let from = self.links[link].from as usize;
        let to = self.links.get(link + 1).map_or(self.evidence.len(), |next| next.from as usize);
        self.evidence.get(from..to).unwrap_or_default()
    }

    /// The graph's node of ego.
    pub fn ego_node(&self) -> u32 {
        self.people.len() as u32
    }
}

impl Identity {
    /// Reads what [`Identity::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Identity> {
        postcard::from_bytes(bytes).ok()
    }

    /// For the cache.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("because writing to memory cannot fail and every part has a length")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_leads_nowhere_is_no_network() {
        let sound = Network {
            people: vec![Person::default(), Person::default()],
            links: vec![Link { a: 0, b: 1, from: 0 }],
            records: vec![(1, 0), (2, EGO)],
            ..Network::default()
        };
        let is_read = |change: &dyn Fn(&mut Network)| {
            let mut network = sound.clone();
            change(&mut network);
            Network::from_bytes(&network.to_bytes()).is_some()
        };
        assert!(is_read(&|_| ()));
        assert!(!is_read(&|network| network.links[0].b = 2));
        assert!(!is_read(&|network| network.links[0].from = 1));
        assert!(!is_read(&|network| network.links.insert(0, Link { a: 0, b: 1, from: 1 })));
        assert!(!is_read(&|network| network.records[0].1 = 2));
        assert!(!is_read(&|network| network.people[0].maybe_connected = Some(2)));
    }
}
