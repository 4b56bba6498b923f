//! What is stated about ego and each person: labels, relations, recommendations, connections, signs on the card.

use super::recognise::{Cast, NOBODY};
use crate::gather::Ground;
use crate::network::{EGO, Person, PersonIdx, SavedStated};
use tertius_model::{Card, HandleKind, Label, Relation, StatedKind};
use tertius_resolve::fold_name;

/// Every relation, by its place in the cache. Places never change.
pub(crate) const RELATIONS: [Relation; 11] = [
    Relation::Spouse,
    Relation::Parent,
    Relation::Child,
    Relation::Sibling,
    Relation::Relative,
    Relation::Friend,
    Relation::Manager,
    Relation::Assistant,
    Relation::CoWorker,
    Relation::ReferredBy,
    Relation::Other,
];

/// Words in the name of a group that make it a personal one, in a few languages.
const CLOSE_GROUPS: &[&str] = &[
    "friend",
    "friends",
    "family",
    "close",
    "freunde",
    "familie",
    "amis",
    "famille",
    "amigos",
    "familia",
    "amici",
    "famiglia",
    "przyjaciele",
    "rodzina",
    "vrienden",
    "vanner",
];

/// Fills in everybody's [`Person::stated`].
pub(crate) fn note(ground: &Ground, cast: &Cast, people: &mut [Person]) {
    for (idx, person) in people.iter_mut().enumerate() {
        for record in cast.records_of(ground, idx as PersonIdx) {
            if let Some((_, card)) = record.card.as_ref().filter(|_| !record.shared && !ground.has_left(record)) {
                signs(card, &mut person.stated);
            }
        }
    }
    for (person, label) in cast.labels() {
        let place = Label::ALL.iter().position(|one| one == label).unwrap_or_default() as u8;
        people[*person as usize].stated.labels.push(place);
    }
    for statement in &ground.statements {
        let (a, b) = (cast.person(ground, statement.a), cast.person(ground, statement.b));
        match (a, b) {
            (EGO, other) if other != EGO && other != NOBODY => {
                by_ego(statement.kind, &mut people[other as usize].stated);
            }
            (other, EGO) if other != EGO && other != NOBODY => {
                by_them(statement.kind, &mut people[other as usize].stated);
            }
            _ => {}
        }
    }
    for person in people {
        person.stated.relations.sort_unstable();
        person.stated.relations.dedup();
    }
}

fn signs(card: &Card, stated: &mut SavedStated) {
    if let Some(connection) = card.connection {
        let since = connection.since.map(|day| day.0);
        stated.linkedin = Some(match stated.linkedin.flatten() {
            Some(held) => Some(since.map_or(held, |since| since.min(held))),
            None => since,
        });
        return;
    }
    // Who gave their own number to a directory gave it to everybody in it; its cards begin with the account there.
    let is_directory = card.handles.first().is_some_and(|handle| handle.kind() == HandleKind::Account);
    stated.phone |= !is_directory && card.handles.iter().any(|handle| handle.kind() == HandleKind::Phone);
    stated.birthday |= card.birthday.is_some();
    stated.nickname |= !card.name.nickname.is_empty();
    stated.note |= !card.note.is_empty();
    stated.home |= !card.place.is_empty() && card.jobs.is_empty();
    stated.close_group |= card.groups.iter().any(|group| is_close(group));
}

fn is_close(group: &str) -> bool {
    fold_name(group).split(|c: char| !c.is_alphanumeric()).any(|word| CLOSE_GROUPS.contains(&word))
}

fn by_ego(kind: StatedKind, stated: &mut SavedStated) {
    match kind {
        StatedKind::Connected(_) => stated.linkedin = stated.linkedin.or(Some(None)),
        StatedKind::Invited(_) => stated.invited_by_me = true,
        StatedKind::Endorsed => stated.endorsed_by_me += 1,
        StatedKind::Recommended => stated.recommended_by_me = true,
        StatedKind::Related(relation) => stated.relations.push(place(relation)),
        StatedKind::Follows => stated.followed_by_me = true,
        StatedKind::Vouched(_) => {}
    }
}

fn by_them(kind: StatedKind, stated: &mut SavedStated) {
    match kind {
        StatedKind::Connected(_) => stated.linkedin = stated.linkedin.or(Some(None)),
        StatedKind::Invited(_) => stated.invited_me = true,
        StatedKind::Endorsed => stated.endorsed_me += 1,
        StatedKind::Recommended => stated.recommended_me = true,
        StatedKind::Related(relation) => stated.relations.push(place(relation)),
        StatedKind::Follows => stated.follows_me = true,
        // What a friend says of ego changes nothing about what ego knows.
        StatedKind::Vouched(_) => {}
    }
}

fn place(relation: Relation) -> u8 {
    RELATIONS.iter().position(|one| *one == relation).unwrap_or(RELATIONS.len() - 1) as u8
}
