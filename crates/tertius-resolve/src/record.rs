//! What the resolver is given, and what it answers with. Plain data, nothing is computed here.

use tertius_model::{Birthday, Handle, Job, PersonId, PersonName, RecordId, RulingId};

/// A name as seen beside a handle, and how often.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeenName {
    /// As written.
    pub text: String,
    /// How many observations wrote it.
    pub count: u32,
}

/// The number of a duplicate-free list, such as one account's LinkedIn connections: its rows are different people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Book(pub u64);

/// What a record is made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// A row of a book: somebody meant one human.
    #[default]
    Card,
    /// A handle met in exchanges; its names may be several people's.
    Handle,
}

/// One record of somebody: a card, or a handle seen in exchanges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Its id, from evidence.
    pub id: RecordId,
    /// What it is made from.
    pub kind: RecordKind,
    /// The card's name, in fields.
    pub name: Option<PersonName>,
    /// Names seen with the record's handle.
    pub names: Vec<SeenName>,
    /// Its addresses.
    pub handles: Vec<Handle>,
    /// Employers and titles.
    pub jobs: Vec<Job>,
    /// City, region or country as written; may be empty.
    pub place: String,
    /// Street and number as written; may be empty.
    pub street: String,
    /// Postcode as written; may be empty.
    pub postcode: String,
    /// Birthday.
    pub birthday: Option<Birthday>,
    /// The duplicate-free list it is a row of.
    pub book: Option<Book>,
}

/// What resolving depends on besides records and rulings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// ISO 3166 code of the country that phone numbers without `+` are from, such as `*b"DE"`.
    pub region: Option<[u8; 2]>,
}

/// What resolving a list on its own depends on: no vault, no rulings, and rows of any origin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ListOptions {
    /// ISO 3166 code of the country that phone numbers without `+` are from.
    pub region: Option<[u8; 2]>,
    /// Joins pairs of the review tier from this probability on; `None` joins the automatic tier only.
    pub threshold: Option<f64>,
    /// Whether to list the pairs.
    pub pairs: PairList,
}

/// Whether [`crate::resolve_list`] lists every pair above one half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PairList {
    /// No pairs.
    #[default]
    LeftOut,
    /// Every pair with its reasons.
    Explained,
}

/// The answer to [`crate::resolve_list`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The record that stands for each record's person (the one with the smallest id), as positions in the records handed in.
    pub person_of: Vec<usize>,
    /// How many people.
    pub n_people: usize,
    /// Pairs above one half, most probable first.
    pub pairs: Vec<Candidate>,
}

/// What kind of fact a reason is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// The user said so.
    Ruling,
    /// Both carry the same record id.
    Record,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A LinkedIn profile.
    LinkedIn,
    /// Another profile or page.
    Web,
    /// An account on a service.
    Account,
    /// What the names say.
    Name,
    /// The employer, by name or mail domain.
    Employer,
    /// The birthday.
    Birthday,
    /// The place.
    Place,
    /// The street or the postcode.
    Street,
    /// The part of an address before the `@`, or a user name.
    LocalPart,
    /// What speaks against, or why nothing was joined.
    Against,
}

impl EvidenceKind {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            EvidenceKind::Ruling => "ruling",
            EvidenceKind::Record => "record",
            EvidenceKind::Email => "email",
            EvidenceKind::Phone => "phone",
            EvidenceKind::LinkedIn => "linkedin",
            EvidenceKind::Web => "url",
            EvidenceKind::Account => "account",
            EvidenceKind::Name => "name",
            EvidenceKind::Employer => "employer",
            EvidenceKind::Birthday => "birthday",
            EvidenceKind::Place => "place",
            EvidenceKind::Street => "street",
            EvidenceKind::LocalPart => "local-part",
            EvidenceKind::Against => "against",
        }
    }
}

/// One reason, in words, with its weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What kind of fact.
    pub kind: EvidenceKind,
    /// In words a person reads: "both have ana@example.org".
    pub text: String,
    /// Weight as a binary logarithm of odds; negative speaks against.
    pub bits: f64,
}

/// Two records that were joined, and why. The merges of one person form a tree over its records.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The record with the smaller id.
    pub a: RecordId,
    /// The other.
    pub b: RecordId,
    /// The reasons, strongest first.
    pub because: Vec<Evidence>,
    /// How sure, 0..1; 1 for a ruling.
    pub probability: f64,
    /// Set when a ruling made it.
    pub ruling: Option<RulingId>,
}

/// Two people who may be one, for the user to decide; named by one record of each.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The record with the smaller id.
    pub a: RecordId,
    /// The other.
    pub b: RecordId,
    /// The reasons, strongest first; [`EvidenceKind::Against`] says what kept them apart.
    pub because: Vec<Evidence>,
    /// How likely they are one, 0..1.
    pub probability: f64,
}

/// One person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The person's id: that of the anchor record.
    pub id: PersonId,
    /// Positions in the records handed in, by record id rising.
    pub records: Vec<usize>,
}

/// Why a handle is no proof that its holders are one human.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProfileKind {
    /// A desk's address (`info@`).
    Role,
    /// Nobody reads it.
    NoReply,
    /// A mailing list.
    List,
    /// Carries other people's words: `notifications@github.com`, "X via list", reply tokens.
    Relay,
    /// A program's address.
    Machine,
    /// A placeholder (`none@none`, `devnull@localhost`, `000000`).
    Junk,
    /// Two to four people use it: a couple, a family, a pair of colleagues.
    Household,
    /// More people use it: a front desk, a switchboard, a company page.
    Organisation,
}

impl ProfileKind {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            ProfileKind::Role => "role",
            ProfileKind::NoReply => "no-reply",
            ProfileKind::List => "list",
            ProfileKind::Relay => "relay",
            ProfileKind::Machine => "machine",
            ProfileKind::Junk => "junk",
            ProfileKind::Household => "household",
            ProfileKind::Organisation => "organisation",
        }
    }
}

/// What a handle that joins nobody was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The handle in its most canonical spelling.
    pub handle: Handle,
    /// What it is.
    pub kind: ProfileKind,
    /// The records that hold it, ids rising.
    pub records: Vec<RecordId>,
    /// Up to five of the names met on it.
    pub names: Vec<String>,
}

/// What a change of the records or rulings changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Records that are another person's now, and new ones; by record id rising.
    pub moved: Vec<(RecordId, PersonId)>,
    /// How many records were looked at again.
    pub n_looked_at: usize,
}

/// The answer: who is who.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolution {
    /// The person of each record, in the order of the records handed in.
    pub person_of: Vec<PersonId>,
    /// Everybody, by id rising.
    pub people: Vec<Cluster>,
    /// Every merge, by record ids rising.
    pub merges: Vec<Merge>,
    /// Pairs for the user, most probable first.
    pub review: Vec<Candidate>,
    /// Handles that join nobody, by handle.
    pub profiles: Vec<Profile>,
    /// `same` and `different` rulings that name nobody here, or one record on both sides, or that contradict
    /// a `different`.
    pub idle_rulings: Vec<RulingId>,
    /// Groups of look-alikes too large to compare, as the key they share; nothing in them was joined by name.
    pub skipped_blocks: Vec<String>,
    pub(crate) redirects: Vec<(RecordId, PersonId)>,
}

impl Resolution {
    /// The person that a record, and so any earlier person id, belongs to now.
    pub fn person(&self, record: RecordId) -> Option<PersonId> {
        let at = self.redirects.binary_search_by_key(&record, |(id, _)| *id).ok()?;
        self.redirects.get(at).map(|(_, person)| *person)
    }

    /// Every record id with its person, by record id rising: what a saved id redirects to.
    pub fn redirects(&self) -> &[(RecordId, PersonId)] {
        &self.redirects
    }
}
