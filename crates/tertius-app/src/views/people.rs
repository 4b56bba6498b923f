//! Views of people: one line, one row, one page.

use super::Reason;
use serde::Serialize;
use utoipa::ToSchema;

/// A person in one line, inside other answers.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct PersonBrief {
    /// The person's id.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// The present employer, as far as known.
    pub employer: Option<String>,
    /// The present title.
    pub title: Option<String>,
    /// City, region or country.
    pub place: Option<String>,
}

/// One handle of a person.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct HandleRow {
    /// `email`, `phone`, `linkedin`, `url` or `account`.
    pub kind: String,
    /// The canonical address.
    pub value: String,
}

/// A person in a list.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct PersonRow {
    /// Who.
    #[serde(flatten)]
    pub brief: PersonBrief,
    /// Addresses.
    pub handles: Vec<HandleRow>,
    /// How much the tie has ever carried, 0..1.
    pub depth: f64,
    /// How recently it did, 0..1.
    pub freshness: f64,
    /// What the evidence says the person is to ego: `co-worker`, `close-friend` …
    pub kinds: Vec<String>,
    /// Day of the last contact.
    pub last: Option<String>,
}

/// How people divide by one thing.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct Facet {
    /// `employer`, `place`, `kind`, `depth` or `freshness`.
    pub name: String,
    /// The most frequent values.
    pub values: Vec<FacetValue>,
}

/// One value of a facet.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct FacetValue {
    /// The value, as it is chosen.
    pub value: String,
    /// How many have it.
    pub people: u64,
    /// Whether only those with it are shown.
    pub chosen: bool,
}

/// One record behind a person.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct RecordRow {
    /// The record's id.
    pub id: String,
    /// The source it came from, by path.
    pub source: String,
    /// The source's id.
    pub source_id: String,
    /// Where it stands there.
    pub position: String,
    /// The name it gives.
    pub name: String,
    /// The addresses it gives.
    pub handles: Vec<HandleRow>,
}

/// Why two records are one person.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct MergeRow {
    /// A record.
    pub a: String,
    /// Another.
    pub b: String,
    /// The evidence in words.
    pub because: String,
    /// How sure, 0..1.
    pub probability: f64,
}

/// Contact in one month on one channel.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct TimelineRow {
    /// `YYYY-MM`.
    pub month: String,
    /// `mail`, `calendar` …
    pub channel: String,
    /// Messages or meetings that came from them; meetings count in both.
    pub from_them: u32,
    /// Messages or meetings that came from ego.
    pub from_me: u32,
}

/// Everything about ego's tie with a person.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct TieView {
    /// 0..1, never lowered by silence.
    pub depth: f64,
    /// 0..1.
    pub freshness: f64,
    /// The probability that they answer ego within seven days.
    pub strength: f64,
    /// The probability that ego answers them within seven days.
    pub strength_from_me: f64,
    /// The probability of contact within the next month.
    pub alive: f64,
    /// `tie`, `listed`, `one-way-in`, `one-way-out` or `none`.
    pub standing: String,
    /// Channels seen.
    pub channels: Vec<String>,
    /// First contact.
    pub first: Option<String>,
    /// Last contact.
    pub last: Option<String>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// One person in full.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct PersonView {
    /// The list row.
    #[serde(flatten)]
    pub row: PersonRow,
    /// The records behind the person.
    pub records: Vec<RecordRow>,
    /// Why they are one.
    pub merges: Vec<MergeRow>,
    /// Contact by month, newest first.
    pub timeline: Vec<TimelineRow>,
    /// The tie.
    pub tie: TieView,
    /// Notes that ego wrote.
    pub notes: Vec<String>,
    /// Groups of the address book.
    pub groups: Vec<String>,
}

/// Who ego is.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct MeView {
    /// Ego's person id, once anything is known.
    pub id: Option<String>,
    /// Ego's names, the most frequent first.
    pub names: Vec<String>,
    /// Ego's handles and where each comes from: `stated`, `found` or `likely`.
    pub handles: Vec<OwnHandleRow>,
}

/// One of ego's handles.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct OwnHandleRow {
    /// Its kind.
    pub kind: String,
    /// Its value.
    pub value: String,
    /// `stated` by the user, `found` in an export, or `likely` from a mailbox or calendar.
    pub basis: String,
}

/// A token by which programs call the API.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct TokenRow {
    /// Its id.
    pub id: String,
    /// What it is for, as the user named it.
    pub name: String,
    /// The day it was made.
    pub made: String,
}

/// Something that left the vault.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct DisclosureRow {
    /// The day.
    pub at: String,
    /// What it was.
    pub what: String,
    /// About whom.
    pub about: String,
    /// To whom.
    pub to: String,
}
