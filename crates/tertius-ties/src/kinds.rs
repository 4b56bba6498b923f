//! What kind of tie it is: a person may be several things at once. From the evidence, the user's word first.

use crate::contact::Share;
use crate::parameters::{CLOSE_FRIEND_DAYS, CLOSE_FRIEND_DEPTH, LIST_CIRCLE};
use crate::stated::Stated;
use crate::summary::TieSummary;
use tertius_model::{Day, Label, Relation};

/// One thing that a person is to ego.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Family, stated.
    Family,
    /// Stated, or very deep with personal signs.
    CloseFriend,
    /// A friend, stated.
    Friend,
    /// Built a company with ego, stated.
    CoFounder,
    /// Guides ego, stated.
    Mentor,
    /// Manager or report of ego, stated.
    Manager,
    /// Buys from ego, stated.
    Client,
    /// Same employer now.
    CoWorker,
    /// Same employer at one time in the past.
    FormerCoWorker,
    /// An acquaintance, stated.
    Acquaintance,
    /// Contact both ways, and nothing more is known.
    Correspondent,
    /// Met in large circles only.
    ListAcquaintance,
    /// A platform connection and no more.
    Connection,
    /// One wrote or invited, the other never.
    Unanswered,
}

impl Kind {
    /// The word in JSON, spelled as the label of the same meaning.
    pub fn id(self) -> &'static str {
        match self {
            Kind::Family => "family",
            Kind::CloseFriend => "close-friend",
            Kind::Friend => "friend",
            Kind::CoFounder => "co-founder",
            Kind::Mentor => "mentor",
            Kind::Manager => "manager",
            Kind::Client => "client",
            Kind::CoWorker => "co-worker",
            Kind::FormerCoWorker => "former-co-worker",
            Kind::Acquaintance => "acquaintance",
            Kind::Correspondent => "correspondent",
            Kind::ListAcquaintance => "list-acquaintance",
            Kind::Connection => "connection",
            Kind::Unanswered => "unanswered",
        }
    }
}

/// What a person is to ego, the closest first, each once. `depth` is the value of [`crate::depth()`].
pub fn kinds(summary: &TieSummary, stated: &Stated, depth: f64, now: Day) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = stated.labels.iter().filter_map(|label| from_label(*label)).collect();
    kinds.extend(stated.relations.iter().filter_map(|relation| from_relation(*relation)));
    kinds.extend(from_overlaps(stated, now));
    if is_close_unasked(summary, stated, depth) {
        kinds.push(Kind::CloseFriend);
    }
    let is_acquaintance = kinds.is_empty();
    match circle(summary, stated) {
        Circle::Both if is_acquaintance => kinds.push(Kind::Correspondent),
        Circle::Large => kinds.push(Kind::ListAcquaintance),
        Circle::OneWay => kinds.push(Kind::Unanswered),
        Circle::Both | Circle::Nothing => {}
    }
    if kinds.iter().all(|kind| *kind == Kind::Unanswered) && !stated.connected.is_empty() {
        kinds.push(Kind::Connection);
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn from_label(label: Label) -> Option<Kind> {
    match label {
        Label::CloseFriend => Some(Kind::CloseFriend),
        Label::Friend => Some(Kind::Friend),
        Label::Family => Some(Kind::Family),
        Label::Manager => Some(Kind::Manager),
        Label::CoWorker => Some(Kind::CoWorker),
        Label::FormerCoWorker => Some(Kind::FormerCoWorker),
        Label::Mentor => Some(Kind::Mentor),
        Label::Client => Some(Kind::Client),
        Label::CoFounder => Some(Kind::CoFounder),
        Label::Acquaintance => Some(Kind::Acquaintance),
        Label::Hide | Label::NotAPerson | Label::Private => None,
    }
}

fn from_relation(relation: Relation) -> Option<Kind> {
    match relation {
        relation if relation.is_family() => Some(Kind::Family),
        Relation::Friend => Some(Kind::Friend),
        Relation::Manager | Relation::Assistant => Some(Kind::Manager),
        Relation::CoWorker => Some(Kind::CoWorker),
        _ => None,
    }
}

fn from_overlaps(stated: &Stated, now: Day) -> Option<Kind> {
    let lasts = |to: Option<Day>| to.is_none_or(|to| to >= now);
    match stated.overlaps.iter().any(|overlap| lasts(overlap.to)) {
        true => Some(Kind::CoWorker),
        false => (!stated.overlaps.is_empty()).then_some(Kind::FormerCoWorker),
    }
}

fn is_close_unasked(summary: &TieSummary, stated: &Stated, depth: f64) -> bool {
    depth >= CLOSE_FRIEND_DEPTH
        && stated.n_close_signs() >= 2
        && summary.one_to_one_days() >= CLOSE_FRIEND_DAYS
        && !stated.relations.iter().any(|relation| relation.is_family())
        && !stated.labels.iter().any(|label| matches!(label, Label::Family | Label::Friend | Label::Acquaintance))
}

enum Circle {
    Nothing,
    /// Only ever with ten or more others.
    Large,
    OneWay,
    Both,
}

fn circle(summary: &TieSummary, stated: &Stated) -> Circle {
    let invited = !stated.invited_by_ego.is_empty() || !stated.invited_by_them.is_empty();
    let closest = summary.to_ego.closest.max(summary.to_them.closest);
    if summary.is_empty() {
        return if invited && stated.connected.is_empty() { Circle::OneWay } else { Circle::Nothing };
    }
    if closest <= Share::among(LIST_CIRCLE).parts() {
        return Circle::Large;
    }
    let both = summary.to_ego.n_contacts > 0 && summary.to_them.n_contacts > 0;
    if both { Circle::Both } else { Circle::OneWay }
}
