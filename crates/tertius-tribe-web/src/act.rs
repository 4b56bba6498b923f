//! What members do, once for pages and API. Each takes who does it and gives a view, or says why not.

use crate::guard::Here;
use crate::office::{Done, Office};
use crate::pace;
use crate::secret::{hash, number, secret};
use crate::trouble::Trouble;
use crate::views::{self, MeView, MemberView, PacketPeopleView, PacketView, PersonView, SearchView, SeenView};
use axum::http::StatusCode;
use std::collections::{BTreeSet, HashMap};
use tertius_model::{Band, Handle, Timestamp};
use tertius_resolve::{fold_name, normalise_employer};
use tertius_tribe::{Audience, Shared, SignedPacket, TribeKey};
use tertius_tribe_search::{Query, Seeker, said_of_hidden};
use tertius_tribe_store::{
    Arrived, Disclosed, Invited, Kept, Left, Member, Person, Role, Shows, Side, Spent, Suppressed, Transaction,
};

/// Answers of each kind.
const TOP: usize = 20;
/// Lines of the log.
const LOG: i64 = 200;
/// Packets a member may bring a day.
const PACKETS: i64 = 20;
/// How long an invitation holds.
const INVITED_SECONDS: i64 = 14 * 86_400;

pub(crate) fn names(members: &[Member]) -> HashMap<String, String> {
    members.iter().map(|member| (member.id.clone(), member.name.clone())).collect()
}

pub(crate) fn day(now: i64) -> i64 {
    now.div_euclid(86_400)
}

/// Searches the tribe: spends one of the day's searches, and writes into the log of everybody who was named. The answer
/// leaves at a whole step of time.
pub(crate) async fn search(here: &Here, goal: String) -> Done<SearchView> {
    let done = search_now(here, goal).await;
    pace::until_a_step(here.came, here.shared.step).await;
    done
}

async fn search_now(here: &Here, goal: String) -> Done<SearchView> {
    if goal.trim().is_empty() || goal.chars().count() > 300 {
        return Err(Trouble::bad("say in up to 300 characters what you are looking for"));
    }
    let mut on = here.read().await?;
    let tribe = on.tribe().await?.ok_or_else(Trouble::not_found)?;
    if on.left("search", day(here.now), tribe.daily).await? < 1 {
        return Err(Trouble::spent());
    }
    drop(on);
    let seeker = Seeker { member: &here.seat.member, crowd: usize::try_from(tribe.crowd).unwrap_or(usize::MAX) };
    let query = Query { goal: goal.clone(), top: TOP };
    let answer = tokio::task::block_in_place(|| here.shared.tribes.search(&here.seat.tribe, seeker, &query, here.now));
    // Only now: SQLite has one writer, and it does not wait for a search. Whoever spent the last one meanwhile gets no answer.
    let mut on = here.write().await?;
    let Spent::Left(left) = on.spend("search", day(here.now), tribe.daily).await? else { return Err(Trouble::spent()) };
    let mut shown = Vec::new();
    for person in &answer.open {
        for connector in &person.connectors {
            shown.push(Disclosed {
                id: number()?,
                owner: connector.member.clone(),
                viewer: here.seat.member.clone(),
                what: "named".to_owned(),
                about: person.name.clone(),
                moment: here.now,
            });
        }
    }
    on.disclose(&shown).await?;
    on.commit().await?;
    let connectors = answer.open.iter().flat_map(|person| &person.connectors).map(|one| one.member.as_str());
    let names = here.shared.tribes.names(&here.seat.tribe, connectors);
    Ok(views::search(goal, answer, &names, tribe.crowd, left))
}

/// Oneself.
pub(crate) async fn me(here: &Here) -> Done<MeView> {
    let mut on = here.read().await?;
    let tribe = on.tribe().await?.ok_or_else(Trouble::not_found)?;
    let members = on.members().await?;
    let own = members.iter().find(|one| one.id == here.seat.member).ok_or_else(Trouble::not_found)?;
    let (role, shows) = (own.role.word(), own.shows.word());
    Ok(MeView { id: own.id.clone(), name: own.name.clone(), role, shows, tribe: tribe.id, tribe_name: tribe.name })
}

/// Chooses whether one is named beside one's contacts.
pub(crate) async fn show(here: &Here, word: &str) -> Done<()> {
    let shows = Shows::parse(word).ok_or_else(|| Trouble::bad("choose `hidden` or `named`"))?;
    let mut on = here.write().await?;
    on.show(shows).await?;
    Ok(on.commit().await?)
}

/// The members, and what one wishes toward each.
pub(crate) async fn members(here: &Here) -> Done<Vec<MemberView>> {
    let mut on = here.read().await?;
    let (bars, closeness) = (on.bars().await?, on.closeness().await?);
    let view = |one: &Member| {
        let close = closeness.iter().find(|said| said.other == one.id).map(|said| said.band);
        views::member(one, close, bars.iter().any(|bar| bar.viewer == one.id))
    };
    Ok(on.members().await?.iter().map(view).collect())
}

pub(crate) async fn fellow(here: &Here, on: &mut Transaction, id: &str) -> Done<Member> {
    let members = on.members().await?;
    members.into_iter().find(|one| one.id == id && id != here.seat.member).ok_or_else(Trouble::not_found)
}

/// Says how well one knows a fellow member; an empty word takes it back.
pub(crate) async fn say_close(here: &Here, other: &str, word: &str) -> Done<()> {
    let band = match word {
        "" => 0,
        word => Band::parse(word).ok_or_else(|| Trouble::bad("say `slight`, `fair`, `strong` or nothing"))? as i64 + 1,
    };
    let mut on = here.write().await?;
    fellow(here, &mut on, other).await?;
    on.say_closeness(other, band).await?;
    Ok(on.commit().await?)
}

/// Shows a fellow member nothing, or something again.
pub(crate) async fn bar(here: &Here, other: &str, barred: bool) -> Done<()> {
    let mut on = here.write().await?;
    fellow(here, &mut on, other).await?;
    on.bar(other, barred).await?;
    Ok(on.commit().await?)
}

/// What a fellow member sees of oneself, one by one.
pub(crate) async fn seen_by(here: &Here, viewer: &str) -> Done<SeenView> {
    let mut on = here.read().await?;
    let viewer = fellow(here, &mut on, viewer).await?;
    let is_barred = on.bars().await?.iter().any(|bar| bar.viewer == viewer.id);
    let own = on.members().await?.into_iter().find(|one| one.id == here.seat.member);
    let named = !is_barred && own.is_some_and(|own| own.shows == Shows::Named);
    let mut people = Vec::new();
    if !is_barred {
        for kept in on.own_packets().await?.iter().filter(|kept| kept.expires > here.now && kept.level == "named") {
            people.extend(on.own_people(&kept.id).await?.iter().filter(|one| !one.private).map(views::person));
        }
    }
    if named {
        return Ok(SeenView { viewer: viewer.name, named, people, counted: Vec::new() });
    }
    let counted: BTreeSet<String> = people.iter().filter_map(|one| said_of_hidden(&one.title, &one.employer)).collect();
    Ok(SeenView { viewer: viewer.name, named, people: Vec::new(), counted: counted.into_iter().collect() })
}

/// One's own packets.
pub(crate) async fn packets(here: &Here) -> Done<Vec<PacketView>> {
    Ok(here.read().await?.own_packets().await?.iter().map(views::packet).collect())
}

/// One's own packet with its people.
pub(crate) async fn packet(here: &Here, id: &str) -> Done<PacketPeopleView> {
    let mut on = here.read().await?;
    on.own_packet_bytes(id).await?.ok_or_else(Trouble::not_found)?;
    let people: Vec<PersonView> = on.own_people(id).await?.iter().map(views::person).collect();
    Ok(PacketPeopleView { id: id.to_owned(), people })
}

pub(crate) fn read_packet(here: &Here, bytes: &[u8]) -> Done<SignedPacket> {
    let signed = SignedPacket::read_at(bytes, Timestamp(here.now)).map_err(|error| Trouble::bad(error.to_string()))?;
    match &signed.packet().audience {
        Audience::Tribe(tribe) if tribe.as_str() == here.seat.tribe => Ok(signed),
        other => Err(Trouble::bad(format!("this packet is for {other}, not for the tribe {}", here.seat.tribe))),
    }
}

/// Takes a packet of one's own in; it is searchable when the answer leaves.
pub(crate) async fn put_packet(here: &Here, bytes: &[u8]) -> Done<PacketView> {
    let signed = read_packet(here, bytes)?;
    let packet = signed.packet();
    let arrived = Arrived {
        id: packet.id.to_string(),
        signer: packet.owner.key.to_string(),
        bytes: bytes.to_vec(),
        level: packet.people.level().id().to_owned(),
        made: packet.made.0,
        expires: packet.expires.0,
        people: packet_people(&packet.people),
    };
    let mut engine = here.engine_reading().await?;
    if engine.is_others_key(&arrived.signer, &here.seat.member).await? {
        let message = "another member signs with this key";
        return Err(Trouble::new(StatusCode::CONFLICT, message, "share a packet that you made yourself"));
    }
    let (erased, secret) = (engine.erased().await?, engine.tribe_secret().await?);
    drop(engine);
    let suppressed = Suppressed::new(erased, move |one| digests_of(&secret, one));
    let mut on = here.write().await?;
    if on.spend("packet", day(here.now), PACKETS).await? == Spent::Out {
        return Err(Trouble::spent());
    }
    let n_people = on.put_packet(&arrived, &suppressed, here.now).await?;
    on.commit().await?;
    let owner = here.seat.member.clone();
    let Arrived { id, level, made, expires, .. } = arrived;
    Ok(views::packet(&Kept { id, owner, level, made, expires, n_people }))
}

pub(crate) fn packet_people(shared: &Shared) -> Vec<Person> {
    let text = |line: &Option<tertius_tribe::Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    match shared {
        Shared::Named(people) => (0..)
            .zip(people)
            .map(|(place, one)| Person {
                place,
                name: one.name.to_string(),
                employer: text(&one.employer),
                title: text(&one.title),
                url: one.url.as_ref().map(ToString::to_string).unwrap_or_default(),
                band: one.strength as i64 + 1,
                ..Person::default()
            })
            .collect(),
        Shared::Blind(people) => (0..)
            .zip(people)
            .map(|(place, one)| {
                let tokens: Vec<String> = one.tokens().iter().map(ToString::to_string).collect();
                Person { place, tokens: tokens.join(" "), band: 1, ..Person::default() }
            })
            .collect(),
    }
}

/// Revokes a packet of one's own.
pub(crate) async fn revoke(here: &Here, id: &str) -> Done<()> {
    let mut on = here.write().await?;
    if !on.revoke(id, here.now).await? {
        return Err(Trouble::not_found());
    }
    on.commit().await?;
    Ok(here.shared.store.scrub().await?)
}

/// Keeps a person of one's own packet out of every answer, or no longer.
pub(crate) async fn set_private(here: &Here, id: &str, place: i64, private: bool) -> Done<()> {
    let mut on = here.write().await?;
    if !on.set_private(id, place, private).await? {
        return Err(Trouble::not_found());
    }
    Ok(on.commit().await?)
}

/// What of one's own others were shown.
pub(crate) async fn log(here: &Here) -> Done<Vec<views::DisclosedView>> {
    let mut on = here.read().await?;
    let names = names(&on.members().await?);
    Ok(on.disclosures(LOG).await?.iter().map(|one| views::disclosed(one, &names)).collect())
}

/// Leaves the tribe with everything.
pub(crate) async fn leave(here: &Here) -> Done<()> {
    let mut on = here.engine().await?;
    if on.leave(&here.seat.member).await? == Left::LastKeeper {
        let message = "you are the last keeper of a tribe that has members";
        return Err(Trouble::new(StatusCode::CONFLICT, message, "let another keeper in first"));
    }
    on.commit().await?;
    Ok(here.shared.store.scrub().await?)
}

/// Invites somebody by mail.
pub(crate) async fn invite(here: &Here, email: &str, role: Role) -> Done<()> {
    let email = Handle::email(email).ok_or_else(|| Trouble::bad("that is no e-mail address"))?.value().to_owned();
    let secret = secret()?;
    let mut on = here.door().await?;
    let invited = Invited { tribe: here.seat.tribe.clone(), email: email.clone(), role };
    on.invite(&hash(&secret), &invited, here.now + INVITED_SECONDS).await?;
    let link = format!("{}/join/{secret}", here.shared.address);
    let text = format!(
        "{} invites you into the tribe {}.\n\n{link}\n\nThe link works once, for two weeks. If you do nothing, nothing happens.\n",
        here.seat.name, here.seat.tribe
    );
    let job = crate::mail::plain(&here.shared.mailbox(), &email, "An invitation into a tribe", &text, here.now)?;
    on.add_job(&here.seat.tribe, &job).await?;
    on.commit().await?;
    here.shared.wake_the_sender();
    Ok(())
}

/// Erases a person from every packet and every introduction or ask, for good: by address or profile, or by name and
/// employer together. Whoever is no member is not written to again at that address.
pub(crate) async fn erase(here: &Here, who: &str, employer: &str) -> Done<usize> {
    let mut office = Office::writing(&here.shared, &here.seat.tribe, here.now).await?;
    let secret = office.on.tribe_secret().await?;
    let is_name = !who.trim().is_empty() && !employer.trim().is_empty();
    let handle = Handle::parse(who).filter(|_| !is_name);
    let digests = match &handle {
        Some(handle) => {
            let token = TribeKey::from_secret(&secret).and_then(|key| key.token(handle));
            let token = token.map(|token| digest(&secret, &["token", &token.to_string()]));
            std::iter::once(digest(&secret, &[handle.kind().id(), handle.value()])).chain(token).collect()
        }
        None if is_name => vec![digest_of_name(&secret, who, employer)],
        None => return Err(Trouble::bad("give an address, a profile, or a name with an employer")),
    };
    let meant = |one: &Person| digests_of(&secret, one).iter().any(|held| digests.contains(held));
    let touched = office.on.erase(&digests, meant).await?;
    erase_from_matters(&mut office, handle.as_ref().map(Handle::value), who).await?;
    office.close().await?;
    here.shared.store.scrub().await?;
    Ok(touched.len())
}

async fn erase_from_matters(office: &mut Office, address: Option<&str>, who: &str) -> Done<()> {
    let name = fold_name(who);
    let is_meant = |side: &Side| {
        let is_them = match address {
            Some(address) => side.email.eq_ignore_ascii_case(address),
            None => fold_name(&side.called) == name,
        };
        side.member.is_empty() && is_them
    };
    if let Some(address) = address {
        let (reader, now) = (office.reader(address), office.now);
        office.on.mute(&reader, address, "", now).await?;
    }
    office.on.drop_sides(is_meant).await?;
    Ok(())
}

/// Every digest that a person can be erased by.
fn digests_of(secret: &[u8], one: &Person) -> Vec<Vec<u8>> {
    let url = Handle::parse(&one.url).map(|handle| digest(secret, &[handle.kind().id(), handle.value()]));
    let name =
        (!one.name.is_empty() && !one.employer.is_empty()).then(|| digest_of_name(secret, &one.name, &one.employer));
    let tokens = one.tokens.split_whitespace().map(|token| digest(secret, &["token", token]));
    url.into_iter().chain(name).chain(tokens).collect()
}

fn digest_of_name(secret: &[u8], name: &str, employer: &str) -> Vec<u8> {
    digest(secret, &["name", &fold_name(name), &normalise_employer(employer)])
}

fn digest(secret: &[u8], parts: &[&str]) -> Vec<u8> {
    let mut hasher = blake3::Hasher::new_derive_key("tertius tribe erased 1");
    hasher.update(&(secret.len() as u64).to_le_bytes()).update(secret);
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    hasher.finalize().as_bytes().to_vec()
}

/// How the tribe is, for its keeper: sizes, never contacts.
pub(crate) async fn health(here: &Here) -> Done<views::HealthView> {
    let health = here.engine_reading().await?.health().await?;
    let memory = here.shared.tribes.sizes(&here.seat.tribe).bytes;
    Ok(views::health(health, memory, here.shared.store.kind()))
}
