//! What the API answers with, and the pages show: the tribe's only serial form.

pub(crate) mod asking;

use crate::tribes::band;
use serde::Serialize;
use std::collections::HashMap;
use tertius_model::Band;
use tertius_tribe_search::Answer;
use tertius_tribe_store::{Disclosed, Health, Kept, Member, Person};
use utoipa::ToSchema;

/// A member as fellow members see them.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberView {
    pub id: String,
    pub name: String,
    pub role: &'static str,
    /// `hidden` or `named`.
    pub shows: &'static str,
    /// How well the one who asks says they know them.
    pub close: Option<&'static str>,
    /// Whether the one who asks shows them nothing.
    pub barred: bool,
}

/// A packet of one's own.
#[derive(Serialize, ToSchema)]
pub(crate) struct PacketView {
    pub id: String,
    pub level: String,
    pub made: String,
    pub expires: String,
    pub people: i64,
}

/// A person in a packet of one's own.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonView {
    pub place: i64,
    pub name: String,
    pub employer: String,
    pub title: String,
    pub url: String,
    pub band: &'static str,
    pub private: bool,
}

/// One's own packet with its people.
#[derive(Serialize, ToSchema)]
pub(crate) struct PacketPeopleView {
    pub id: String,
    pub people: Vec<PersonView>,
}

/// Somebody who could introduce.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConnectorView {
    pub member: String,
    pub name: String,
    pub near: Option<&'static str>,
    pub far: &'static str,
}

/// A person behind open ties.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenView {
    pub name: String,
    pub employer: String,
    pub title: String,
    pub url: String,
    pub known: bool,
    pub connectors: Vec<ConnectorView>,
}

/// What enough hidden ties say together.
#[derive(Serialize, ToSchema)]
pub(crate) struct CountedView {
    pub standing: String,
    pub employer: String,
    pub near: Option<&'static str>,
    pub far: &'static str,
    /// In one sentence.
    pub text: String,
}

/// The answer to a search.
#[derive(Serialize, ToSchema)]
pub(crate) struct SearchView {
    pub goal: String,
    pub open: Vec<OpenView>,
    pub counted: Vec<CountedView>,
    /// Fewer members than this behind a hidden answer, and it is not given.
    pub crowd: i64,
    /// Searches left for today.
    pub left: i64,
}

/// What a fellow member sees of oneself.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeenView {
    pub viewer: String,
    /// Whether they see one's name beside one's contacts.
    pub named: bool,
    pub people: Vec<PersonView>,
    /// What one's people count as where one is hidden; told only when enough members say the same.
    pub counted: Vec<String>,
}

/// One line of the disclosure log.
#[derive(Serialize, ToSchema)]
pub(crate) struct DisclosedView {
    /// Empty once they left.
    pub viewer: String,
    pub what: String,
    pub about: String,
    pub at: String,
}

/// How a tribe is.
#[derive(Serialize, ToSchema)]
pub(crate) struct HealthView {
    pub members: i64,
    pub contributors: i64,
    pub packets: i64,
    pub entries: i64,
    pub bytes: i64,
    pub memory: usize,
    pub mail_waiting: i64,
    pub mail_dead: i64,
    pub database: &'static str,
}

/// Oneself.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeView {
    pub id: String,
    pub name: String,
    pub role: &'static str,
    pub shows: &'static str,
    pub tribe: String,
    pub tribe_name: String,
}

/// A moment as everybody reads it, to the minute.
pub(crate) fn moment(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map(|at| at.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}

pub(crate) fn packet(kept: &Kept) -> PacketView {
    let (made, expires) = (moment(kept.made), moment(kept.expires));
    PacketView { id: kept.id.clone(), level: kept.level.clone(), made, expires, people: kept.n_people }
}

pub(crate) fn person(one: &Person) -> PersonView {
    PersonView {
        place: one.place,
        name: one.name.clone(),
        employer: one.employer.clone(),
        title: one.title.clone(),
        url: one.url.clone(),
        band: band(one.band).map_or("", Band::id),
        private: one.private,
    }
}

pub(crate) fn disclosed(one: &Disclosed, names: &HashMap<String, String>) -> DisclosedView {
    let viewer = names.get(&one.viewer).cloned().unwrap_or_default();
    DisclosedView { viewer, what: one.what.clone(), about: one.about.clone(), at: moment(one.moment) }
}

pub(crate) fn health(one: Health, memory: usize, database: &'static str) -> HealthView {
    HealthView {
        members: one.members,
        contributors: one.contributors,
        packets: one.packets,
        entries: one.entries,
        bytes: one.bytes,
        memory,
        mail_waiting: one.waiting,
        mail_dead: one.dead,
        database,
    }
}

pub(crate) fn member(one: &Member, close: Option<i64>, barred: bool) -> MemberView {
    let close = close.and_then(band).map(Band::id);
    let (role, shows) = (one.role.word(), one.shows.word());
    MemberView { id: one.id.clone(), name: one.name.clone(), role, shows, close, barred }
}

pub(crate) fn search(
    goal: String,
    answer: Answer,
    names: &HashMap<String, String>,
    crowd: i64,
    left: i64,
) -> SearchView {
    let open = answer.open.into_iter().map(|person| {
        let connectors = person.connectors.into_iter().map(|one| ConnectorView {
            name: names.get(&one.member).cloned().unwrap_or_default(),
            member: one.member,
            near: one.near.map(Band::id),
            far: one.far.id(),
        });
        OpenView {
            connectors: connectors.collect(),
            name: person.name,
            employer: person.employer,
            title: person.title,
            url: person.url,
            known: person.known,
        }
    });
    let counted = answer.counted.into_iter().map(|one| CountedView {
        text: sentence(&one),
        near: one.near.map(Band::id),
        far: one.far.id(),
        standing: one.standing,
        employer: one.employer,
    });
    SearchView { goal, open: open.collect(), counted: counted.collect(), crowd, left }
}

fn sentence(one: &tertius_tribe_search::Counted) -> String {
    let who = if one.standing.is_empty() { "somebody".to_owned() } else { format!("somebody in {}", one.standing) };
    let place = if one.employer.is_empty() { String::new() } else { format!(" at {}", one.employer) };
    let near = one.near.map_or("you and they: not said", |band| match band {
        Band::Slight => "they know you slightly",
        Band::Fair => "they know you fairly",
        Band::Strong => "they know you well",
    });
    let far = match one.far {
        Band::Slight => "slightly",
        Band::Fair => "fairly",
        Band::Strong => "well",
    };
    format!("members can reach {who}{place}: {near}, and know that person {far}")
}
