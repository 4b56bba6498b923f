//! From the ground state to people, ties and links: pure, repeatable, disposable.
//!
//! gather → recognise (who is who, who is ego) → describe (names, employers) → contacts (ego's ties) →
//! links (ties between others). Equal ground states give equal results, whatever the order of import.

mod contacts;
mod describe;
mod ego;
mod labels;
mod links;
mod overlaps;
mod recognise;
mod statements;
mod together;

pub(crate) use links::evidence_of;
pub(crate) use statements::RELATIONS;

use crate::error::AppError;
use crate::gather::{Ground, Sources, gather_from};
use crate::network::{Basis, Identity, Network, SavedHandle, SavedMerge};
use recognise::Cast;
pub(crate) use recognise::Question;
use tertius_model::{RecordId, RulingKind, Timestamp};
use tertius_resolve::Evidence;
use tertius_store::Vault;

/// Derives everything as of a moment.
pub(crate) fn derive(vault: &Vault, now: Timestamp) -> Result<(Network, Identity), AppError> {
    derive_from(vault, now, Sources::All)
}

/// As [`derive()`], from some sources.
pub(crate) fn derive_from(vault: &Vault, now: Timestamp, which: Sources) -> Result<(Network, Identity), AppError> {
    let ground = gather_from(vault, now, which)?;
    let rulings = vault.rulings()?;
    let cast = Cast::new(&ground, &rulings);
    let mut people = describe::people(&ground, &cast);
    contacts::weigh(&ground, &cast, &mut people);
    statements::note(&ground, &cast, &mut people);
    together::note(&ground, &cast, &mut people);
    overlaps::note(&ground, &cast, &mut people);
    let (links, evidence) = links::between(&ground, &cast);
    let last_event = ground
        .messages
        .iter()
        .map(|message| message.time)
        .chain(ground.meetings.iter().map(|m| m.start))
        .chain(ground.last_turn)
        .max();
    let network = Network {
        links,
        evidence,
        records: cast.redirects(&ground),
        ego_names: describe::ego_names(&ground, &cast),
        ego_handles: ego_handles(&ground, &cast, &rulings),
        ego_id: cast.ego_id.map(|id| id.0),
        linkedin_connections: people.iter().filter(|person| person.stated.linkedin.is_some()).count() as u32,
        last_event: last_event.map_or(i64::MIN, |time| time.0),
        next_event: ground.next_event.map(|time| time.0),
        people,
    };
    let identity = identity(&cast);
    let network = with_maybes(network, &identity);
    Ok((network, identity))
}

fn ego_handles(ground: &Ground, cast: &Cast, rulings: &[tertius_model::Ruling]) -> Vec<(SavedHandle, Basis)> {
    let stated = rulings.iter().filter_map(|ruling| match &ruling.kind {
        RulingKind::Me(handle) => Some((SavedHandle::of(handle), Basis::Stated)),
        _ => None,
    });
    let of_records = cast.ego_record_handles(ground);
    let found = ground.own.found.iter().map(|handle| (SavedHandle::of(handle), Basis::Found));
    let likely = cast.likely.iter().map(|handle| (SavedHandle::of(handle), Basis::Likely));
    // A suggestion stays one, even though what it suggests is ego's record by now.
    let sure = of_records.iter().filter(|handle| !cast.likely.contains(handle));
    let merged = sure.map(|handle| (SavedHandle::of(handle), Basis::Found));
    let mut all: Vec<(SavedHandle, Basis)> = stated.chain(found).chain(likely).chain(merged).collect();
    all.retain(|(handle, _)| !cast.not_ego.contains(&handle.handle()));
    all.sort();
    all.dedup_by(|later, first| later.0 == first.0);
    all
}

fn identity(cast: &Cast) -> Identity {
    let saved = |a: RecordId, b: RecordId, because: &[Evidence], probability: f64| SavedMerge {
        a: a.0,
        b: b.0,
        because: in_words(because),
        probability,
    };
    let merges = cast.resolution.merges.iter().map(|one| saved(one.a, one.b, &one.because, one.probability));
    let review = cast.resolution.review.iter().map(|one| saved(one.a, one.b, &one.because, one.probability));
    let idle = cast.resolution.idle_rulings.iter().map(|id| id.0).collect();
    Identity { idle, merges: merges.chain(cast.adopted.iter().cloned()).collect(), review: review.collect() }
}

fn in_words(because: &[Evidence]) -> String {
    because.iter().map(|evidence| evidence.text.as_str()).collect::<Vec<_>>().join("; ")
}

/// Notes on everybody who is not connected the likeliest uncertain match that is.
fn with_maybes(mut network: Network, identity: &Identity) -> Network {
    let mut best: Vec<(u32, u32, f64)> = Vec::new();
    for pair in &identity.review {
        let find = |id: u64| network.find(RecordId(id)).filter(|&idx| idx != crate::network::EGO);
        let (Some(a), Some(b)) = (find(pair.a), find(pair.b)) else { continue };
        let connected = |idx: u32| network.people[idx as usize].stated.linkedin.is_some();
        for (one, other) in [(a, b), (b, a)] {
            if !connected(one) && connected(other) {
                best.push((one, other, pair.probability));
            }
        }
    }
    best.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
    best.dedup_by_key(|(one, _, _)| *one);
    for (one, other, _) in best {
        network.people[one as usize].maybe_connected = Some(other);
    }
    network
}
