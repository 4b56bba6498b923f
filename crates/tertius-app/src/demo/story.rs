//! What the tour tells: the cast, by name and handle.

use super::people::{Who, World};
use tertius_model::Handle;

/// Somebody whom the tour names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Character {
    /// The name.
    pub name: String,
    /// Handles by which the person is found after the import; all of them belong to this one person.
    pub handles: Vec<Handle>,
}

/// Two people who share one phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Couple {
    /// Both.
    pub both: [Character; 2],
    /// The phone.
    pub phone: Handle,
}

/// A loose connection that the tour expects to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loose {
    /// The person at distance two.
    pub person: Character,
    /// The friend between.
    pub connector: Character,
}

/// Who plays which part in the invented network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The owner of the network.
    pub ego: Character,
    /// The silent best friend, first in the gap.
    pub best_friend: Character,
    /// Close people without a connection on LinkedIn; the best friend is the first.
    pub gap: Vec<Character>,
    /// Deep, and silent for eighteen months.
    pub ex_cofounder: Character,
    /// Wrote nine times, was never answered.
    pub recruiter: Character,
    /// Met once, connected twenty days ago.
    pub handshake: Character,
    /// People with several records each; every handle must end at one person.
    pub merged: Vec<Character>,
    /// Two people of one name who must stay two.
    pub namesakes: [Character; 2],
    /// Two people who must stay two although they share a phone.
    pub couple: Couple,
    /// A text for `loose --for`.
    pub goal: String,
    /// An employer for `loose --company` and `reach`.
    pub goal_company: String,
    /// The best answer to the goal.
    pub loose: Loose,
    /// Weaker answers to the goal.
    pub also_loose: Vec<Loose>,
    /// Fits the goal, but the only connector is the recruiter: should rank low.
    pub cold: Loose,
    /// Somebody to find a path to; two ways lead there.
    pub path_to: Character,
}

/// Names the cast.
pub(super) fn tell(world: &World) -> Story {
    let cast = &world.cast;
    let of = |who: Who| character(world, who);
    let loose = |person: Who, connector: Who| Loose { person: of(person), connector: of(connector) };
    let ego = &world.ego;
    Story {
        ego: Character { name: ego.name.full(), handles: me(world) },
        best_friend: of(cast.best_friend),
        gap: cast.gap.iter().map(|&who| of(who)).collect(),
        ex_cofounder: of(cast.cofounder),
        recruiter: of(cast.recruiter),
        handshake: of(cast.handshake),
        merged: vec![of(cast.merged), of(cast.merged_native), of(cast.cofounder)],
        namesakes: cast.namesakes.map(of),
        couple: Couple {
            both: cast.couple.map(|who| Character {
                handles: of(who)
                    .handles
                    .into_iter()
                    .filter(|handle| handle.kind() == tertius_model::HandleKind::Email)
                    .collect(),
                ..of(who)
            }),
            phone: Handle::phone(world.person(cast.couple[0]).phone.as_deref().unwrap_or_default())
                .expect("because the cast gives the couple a phone"),
        },
        goal: "climate data product manager".to_owned(),
        goal_company: world.person(cast.target).posts[0].employer.name().to_owned(),
        loose: loose(cast.target, cast.insider),
        also_loose: vec![loose(cast.second_target, cast.cofounder), loose(cast.third_target, cast.merged)],
        cold: loose(cast.cold_target, cast.recruiter),
        path_to: of(cast.path_end),
    }
}

/// Ego's own handles.
pub(super) fn me(world: &World) -> Vec<Handle> {
    let ego = &world.ego;
    let mails = ego.posts.iter().map(|post| ego.mail_at(post.employer)).chain([ego.mail.clone(), ego.old_mail.clone()]);
    mails
        .filter_map(|mail| Handle::email(&mail))
        .chain(Handle::phone(&ego.phone))
        .chain(Handle::linkedin_slug(&ego.slug))
        .collect()
}

/// A person with the handles that the files tell to be theirs.
fn character(world: &World, who: Who) -> Character {
    let person = world.person(who);
    let mut handles: Vec<Handle> = person.mail.iter().filter_map(|mail| Handle::email(mail)).collect();
    if let Some(phone) = person.phone.as_deref().filter(|_| person.books.phone) {
        handles.extend(Handle::phone(phone));
    }
    if person.connection.is_some() {
        handles.extend(Handle::linkedin_slug(&person.slug));
    }
    if who == world.cast.merged {
        handles.extend(person.posts.first().and_then(|post| Handle::email(&person.mail_at(post.employer))));
    }
    handles.extend(super::address_book::work_addresses(world, who).iter().filter_map(|mail| Handle::email(mail)));
    // Without a card or a private address, the address at work is what the mail shows.
    if person.mail.is_none() && person.connection.is_none() {
        handles.extend(person.posts.last().and_then(|post| Handle::email(&person.mail_at(post.employer))));
    }
    Character { name: person.name.full(), handles }
}
