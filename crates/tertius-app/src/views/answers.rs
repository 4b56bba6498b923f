//! Views of answers: gaps, loose connections, paths, reach, changes, review, rulings, health.

use super::{PersonBrief, Reason};
use serde::Serialize;
use utoipa::ToSchema;

/// A close person who is missing on a platform.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct GapRow {
    /// Who.
    pub person: PersonBrief,
    /// See `people`.
    pub depth: f64,
    /// See `people`.
    pub freshness: f64,
    /// Why the tie is deep.
    pub reasons: Vec<Reason>,
    /// `not connected` where the platform's export is imported and holds nobody of that name; else `not found`.
    pub certain: String,
    /// Somebody on the platform who may be this person.
    pub maybe: Option<PersonBrief>,
    /// How many people they know whom ego does not.
    pub opens: u64,
}

/// One friend between.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct ConnectorRow {
    /// Who.
    pub person: PersonBrief,
    /// The probability that they answer ego.
    pub strength_to_me: f64,
    /// The probability that the target answers them.
    pub strength_to_target: f64,
    /// `stated`, `observed` or `inferred`.
    pub evidence: String,
    /// How much may be asked of them now: 1 nothing stands against it, 0 do not ask.
    pub goodwill: f64,
    /// Connectors of one number know each other; a second ask says more in another circle.
    pub circle: u32,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// One part of a rank value.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct PartRow {
    /// `warmth`, `openness`, `together`, `relevance` or `opens`.
    pub part: String,
    /// The part's own value: 0..1, or people for `opens`.
    pub value: f64,
    /// `measured` on outcomes, or an `assumption`.
    pub basis: String,
    /// What it is and what it rests on.
    pub text: String,
}

/// A loose connection.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct LooseRow {
    /// Who.
    pub person: PersonBrief,
    /// Rank value, 0..1: what this row adds to those above it.
    pub score: f64,
    /// What the rank value is made of, and what of it is measured.
    pub parts: Vec<PartRow>,
    /// The probability that some connector's request arrives.
    pub warmth: f64,
    /// How well the person fits the goal; 1 without a goal.
    pub relevance: f64,
    /// Share of the people around them whom ego does not know.
    pub novelty: f64,
    /// The friends between, in the order in which to ask them.
    pub connectors: Vec<ConnectorRow>,
    /// The weakest link of the best way, in words.
    pub weakest_link: String,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Why nobody can be asked yet: `no verified path yet` where all evidence is inferred, or whom the vault may confuse
    /// with somebody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// One link of a path.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct LinkRow {
    /// Id of the one who asks.
    pub from: String,
    /// Id of the one who is asked.
    pub to: String,
    /// The probability that a request passes.
    pub strength: f64,
    /// `stated`, `observed` or `inferred`.
    pub evidence: String,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A path.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct PathRow {
    /// From ego to the target.
    pub people: Vec<PersonBrief>,
    /// Links.
    pub hops: usize,
    /// The product of the links' strengths.
    pub warmth: f64,
    /// The links in order.
    pub links: Vec<LinkRow>,
    /// The weakest link in words.
    pub weakest_link: String,
    /// `no verified path yet` where a link is only inferred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
}

/// One way into a company or group.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct ReachRow {
    /// The friend to ask.
    pub connector: PersonBrief,
    /// The probability that somebody there is reached through them.
    pub warmth: f64,
    /// The probability that they answer ego.
    pub strength_to_me: f64,
    /// How much may be asked of them now: 1 nothing stands against it, 0 do not ask.
    pub goodwill: f64,
    /// The people there whom they open, the warmest first.
    pub opens: Vec<ReachTarget>,
    /// Whether the connector is there themself.
    pub inside: bool,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Somebody opened by a connector.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct ReachTarget {
    /// Who.
    pub person: PersonBrief,
    /// Product of the strengths of the way there.
    pub warmth: f64,
    /// `stated`, `observed` or `inferred`.
    pub evidence: String,
}

/// Somebody to be in touch with this week.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct KeepRow {
    /// Who.
    pub person: PersonBrief,
    /// `birthday`, `moved`, `falling` or `dormant`.
    pub why: String,
    /// Minutes set aside.
    pub minutes: u32,
    /// What is lost or gained, 0..1: depth times the fall, or the worth of a dormant tie.
    pub value: f64,
    /// The probability of personal contact in the next month.
    pub alive: f64,
    /// What it was when the usual gap was just over.
    pub alive_usual: f64,
    /// A first line made of facts only; empty while it is not certain who this is.
    pub opening: String,
    /// Why, and what of it is measured.
    pub reasons: Vec<Reason>,
}

/// A tie to add or revive.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct GrowRow {
    /// Who.
    pub person: PersonBrief,
    /// `connect`, `revive` or `meet`.
    pub kind: String,
    /// People they bring within two steps whom nobody above them does.
    pub gain: u64,
    /// People within two steps after it.
    pub total: u64,
    /// The chance that it comes about, as far as known.
    pub chance: f64,
    /// A few of the people.
    pub opens: Vec<PersonBrief>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Somebody found.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct FoundRow {
    /// Who.
    pub person: PersonBrief,
    /// Rank value; comparable within one answer only.
    pub score: f64,
    /// Where: `name`, `title`, `employer`, `place`, `more`.
    pub fields: Vec<String>,
}

/// What changed about a person between two exports.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct Change {
    /// `moved`, `joined`, `left` or `quiet`.
    pub kind: String,
    /// Who.
    pub person: PersonBrief,
    /// When, as far as the evidence dates it.
    pub date: Option<String>,
    /// What, in words.
    pub text: String,
}

/// An uncertain pair.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct ReviewRow {
    /// One record's person.
    pub a: PersonBrief,
    /// The other's.
    pub b: PersonBrief,
    /// What each is known by, side by side.
    pub a_handles: Vec<String>,
    /// See `a_handles`.
    pub b_handles: Vec<String>,
    /// How likely they are one.
    pub probability: f64,
    /// Why.
    pub because: String,
    /// How useful an answer is: how close they are, times how much it joins, times how uncertain it is.
    pub value: f64,
    /// What hangs on the answer, in words.
    pub stake: String,
}

/// A decision of the user.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct RulingRow {
    /// Its number, for `undo`.
    pub id: i64,
    /// When.
    pub at: String,
    /// `same`, `different`, `label`, `me`, `not-me`.
    pub kind: String,
    /// In words.
    pub text: String,
    /// Whether it was taken back.
    pub undone: bool,
}

/// The vault's health.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct DoctorView {
    /// Whether everything is in order.
    pub healthy: bool,
    /// The vault file.
    pub vault: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Sources held.
    pub sources: u64,
    /// Observations held.
    pub observations: u64,
    /// People derived.
    pub people: u64,
    /// What was checked, and what is wrong.
    pub findings: Vec<Finding>,
}

/// One check of the doctor.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct Finding {
    /// What was checked.
    pub check: String,
    /// Whether it is in order.
    pub ok: bool,
    /// Details, and what to do.
    pub text: String,
}
