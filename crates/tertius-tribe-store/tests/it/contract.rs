//! What the store promises, on SQLite and on a real PostgreSQL.

use crate::cluster::Cluster;
use tertius_tribe_store::{
    Arrived, Disclosed, Invited, Job, Left, MAX_ATTEMPTS, Member, Person, PutError, Role, Shows, Spent, Store,
    Suppressed, Tribe, Who,
};

pub const NOW: i64 = 1_790_000_000;

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

pub fn member(tribe: &str, member: &str) -> Who {
    Who::Member { tribe: tribe.to_owned(), member: member.to_owned() }
}

pub fn engine(tribe: &str) -> Who {
    Who::Engine { tribe: tribe.to_owned() }
}

/// Two tribes: `oak` with ana (keeper), ben and cleo, `elm` with dora (keeper).
pub async fn peopled(address: &str) -> Store {
    let store = Store::open(address).await.unwrap();
    let mut door = store.write(Who::Door).await.unwrap();
    for (tribe, people) in [("oak", vec!["ana", "ben", "cleo"]), ("elm", vec!["dora"])] {
        let new = Tribe { id: tribe.to_owned(), name: tribe.to_uppercase(), crowd: 3, daily: 5 };
        door.found(&new, b"0123456789abcdef", NOW).await.unwrap();
        for (at, name) in people.iter().enumerate() {
            let role = if at == 0 { Role::Keeper } else { Role::Member };
            let (id, name) = ((*name).to_owned(), name.to_uppercase());
            let new = Member { id: id.clone(), name, role, shows: Shows::Hidden, joined: NOW };
            door.add_member(tribe, &format!("{id}@example.org"), &new).await.unwrap();
        }
    }
    door.commit().await.unwrap();
    store
}

pub fn packet(id: &str, names: &[&str]) -> Arrived {
    let person = |(place, name): (i64, &&str)| Person {
        place,
        name: (*name).to_owned(),
        employer: "Halden".to_owned(),
        band: 2,
        ..Person::default()
    };
    Arrived {
        id: id.to_owned(),
        signer: "key".to_owned(),
        bytes: names.join("|").into_bytes(),
        level: "named".to_owned(),
        made: NOW,
        expires: NOW + 1000,
        people: (0..).zip(names).map(person).collect(),
    }
}

pub fn nobody() -> Suppressed {
    Suppressed::new(Vec::new(), |_| Vec::new())
}

pub async fn put(store: &Store, tribe: &str, owner: &str, new: &Arrived) -> Result<i64, PutError> {
    let mut own = store.write(member(tribe, owner)).await.unwrap();
    let put = own.put_packet(new, &nobody(), NOW).await;
    own.commit().await.unwrap();
    put
}

async fn packets_come_and_go(store: &Store) {
    assert_eq!(put(store, "oak", "ben", &packet("p1", &["Ida Holm", "Jon Berg"])).await.unwrap(), 2);
    assert!(matches!(put(store, "oak", "ben", &packet("p1", &["Ida Holm"])).await, Err(PutError::Known)));
    let other_key = Arrived { signer: "other".to_owned(), ..packet("p2", &["Kai Lund"]) };
    assert!(matches!(put(store, "oak", "ben", &other_key).await, Err(PutError::OtherKey)));

    let mut ben = store.write(member("oak", "ben")).await.unwrap();
    assert_eq!(ben.own_packets().await.unwrap()[0].n_people, 2);
    assert_eq!(ben.own_packet_bytes("p1").await.unwrap().unwrap(), b"Ida Holm|Jon Berg");
    assert!(ben.set_private("p1", 1, true).await.unwrap());
    assert!(!ben.set_private("p1", 7, true).await.unwrap());
    ben.commit().await.unwrap();
    let mut union = store.read(engine("oak")).await.unwrap();
    assert_eq!(union.all_packets(NOW).await.unwrap().len(), 1);
    assert!(union.all_packets(NOW + 1000).await.unwrap().is_empty());
    let shared = union.shared_people("p1").await.unwrap();
    assert_eq!(shared.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ida Holm"]);
    drop(union);

    let mut ben = store.write(member("oak", "ben")).await.unwrap();
    assert!(ben.revoke("p1", NOW).await.unwrap());
    assert!(!ben.revoke("p1", NOW).await.unwrap());
    ben.commit().await.unwrap();
    assert!(matches!(put(store, "oak", "ben", &packet("p1", &["Ida Holm"])).await, Err(PutError::Revoked)));

    put(store, "oak", "ben", &packet("p3", &["Ida Holm"])).await.unwrap();
    let mut clock = store.write(engine("oak")).await.unwrap();
    assert!(clock.expire(NOW + 999).await.unwrap().is_empty());
    assert_eq!(clock.expire(NOW + 1000).await.unwrap(), ["p3"]);
    assert_eq!(clock.health().await.unwrap().entries, 0);
    clock.commit().await.unwrap();
}

async fn the_door_opens_once(store: &Store) {
    let mut door = store.write(Who::Door).await.unwrap();
    let invited = Invited { tribe: "oak".to_owned(), email: "eve@example.org".to_owned(), role: Role::Member };
    door.invite(b"i", &invited, NOW + 10).await.unwrap();
    assert_eq!(door.invitation(b"i", NOW).await.unwrap(), Some(invited));
    assert_eq!(door.invitation(b"i", NOW + 10).await.unwrap(), None);
    assert!(door.use_invitation(b"i").await.unwrap());
    assert!(!door.use_invitation(b"i").await.unwrap());
    door.add_link(b"l", "oak", "ben", NOW + 10).await.unwrap();
    door.add_link(b"late", "oak", "ben", NOW).await.unwrap();
    assert_eq!(door.use_link(b"l", NOW).await.unwrap(), Some(("oak".to_owned(), "ben".to_owned())));
    assert_eq!(door.use_link(b"l", NOW).await.unwrap(), None);
    assert_eq!(door.use_link(b"late", NOW).await.unwrap(), None);
    door.add_session(b"s", "oak", "ben", NOW + 10).await.unwrap();
    assert_eq!(door.seat(b"s", NOW).await.unwrap().unwrap().member, "ben");
    assert_eq!(door.seat(b"s", NOW + 10).await.unwrap(), None);
    door.commit().await.unwrap();
}

async fn a_budget_holds(store: &Store) {
    let mut ben = store.write(member("oak", "ben")).await.unwrap();
    for left in (0..3).rev() {
        assert_eq!(ben.left("search", 7, 3).await.unwrap(), left + 1);
        assert_eq!(ben.spend("search", 7, 3).await.unwrap(), Spent::Left(left));
    }
    assert_eq!(ben.spend("search", 7, 3).await.unwrap(), Spent::Out);
    assert_eq!(ben.spend("search", 8, 3).await.unwrap(), Spent::Left(2));
    ben.commit().await.unwrap();
}

async fn work_is_done_once_or_given_up(store: &Store) {
    let job = Job { id: "j".to_owned(), kind: "mail".to_owned(), payload: "{}".to_owned(), due: NOW };
    let mut door = store.write(Who::Door).await.unwrap();
    door.add_job("oak", &job).await.unwrap();
    assert_eq!(door.lease_job("one", NOW - 1).await.unwrap(), None);
    door.commit().await.unwrap();
    let mut now = NOW;
    for attempt in 1..=MAX_ATTEMPTS {
        let mut worker = store.write(Who::Door).await.unwrap();
        let held = worker.lease_job("one", now).await.unwrap().unwrap();
        assert_eq!((held.attempt, &held.job.id), (attempt, &job.id));
        worker.commit().await.unwrap();
        let mut other = store.write(Who::Door).await.unwrap();
        assert_eq!(other.lease_job("two", now).await.unwrap(), None, "a leased job is held");
        assert!(!other.finish_job("j", "two").await.unwrap());
        other.fail_job(&held, "one", now).await.unwrap();
        other.commit().await.unwrap();
        now += 1_000_000;
    }
    let mut door = store.write(Who::Door).await.unwrap();
    assert_eq!(door.lease_job("one", now).await.unwrap(), None);
    assert_eq!(door.dead_jobs().await.unwrap().len(), 1);
}

async fn who_leaves_is_gone(store: &Store) {
    put(store, "oak", "cleo", &packet("p9", &["Nia Voss"])).await.unwrap();
    let mut cleo = store.write(member("oak", "cleo")).await.unwrap();
    cleo.bar("ben", true).await.unwrap();
    cleo.say_closeness("ben", 3).await.unwrap();
    let shown = |owner: &str, viewer: &str| Disclosed {
        id: format!("{owner}-{viewer}"),
        owner: owner.to_owned(),
        viewer: viewer.to_owned(),
        what: "named".to_owned(),
        about: "somebody".to_owned(),
        moment: NOW,
    };
    cleo.disclose(&[shown("ben", "cleo")]).await.unwrap();
    cleo.commit().await.unwrap();
    let mut door = store.write(Who::Door).await.unwrap();
    door.add_session(b"cleo", "oak", "cleo", NOW + 10).await.unwrap();
    door.commit().await.unwrap();

    let mut going = store.write(engine("oak")).await.unwrap();
    assert_eq!(going.leave("ana").await.unwrap(), Left::LastKeeper);
    assert_eq!(going.leave("cleo").await.unwrap(), Left::Gone);
    assert_eq!(going.health().await.unwrap().packets, 0);
    assert!(going.bars().await.unwrap().is_empty() && going.closeness().await.unwrap().is_empty());
    going.commit().await.unwrap();
    let mut door = store.read(Who::Door).await.unwrap();
    assert_eq!(door.seat(b"cleo", NOW).await.unwrap(), None);
    drop(door);
    let mut ben = store.read(member("oak", "ben")).await.unwrap();
    assert_eq!(ben.disclosures(9).await.unwrap()[0].viewer, "");
}

async fn sessions_end_at_once(store: &Store) {
    let mut door = store.write(Who::Door).await.unwrap();
    for (hash, who, expires) in [(b"b1", "ben", 10), (b"b2", "ben", 20), (b"b3", "ben", 0), (b"a1", "ana", 10)] {
        door.add_session(hash, "oak", who, NOW + expires).await.unwrap();
    }
    door.add_link(b"bl", "oak", "ben", NOW + 10).await.unwrap();
    door.commit().await.unwrap();
    let mut ben = store.read(member("oak", "ben")).await.unwrap();
    let held: Vec<Vec<u8>> = ben.own_sessions(NOW).await.unwrap().into_iter().map(|one| one.hash).collect();
    assert_eq!(held[..2], [b"b2".to_vec(), b"b1".to_vec()], "one's own, the newest first");
    assert!(!held.contains(&b"b3".to_vec()) && !held.contains(&b"a1".to_vec()));
    drop(ben);
    let mut on = store.write(engine("oak")).await.unwrap();
    on.end_sessions("ben").await.unwrap();
    on.commit().await.unwrap();
    let mut door = store.write(Who::Door).await.unwrap();
    assert!(door.seat(b"b2", NOW).await.unwrap().is_none() && door.seat(b"a1", NOW).await.unwrap().is_some());
    assert_eq!(door.use_link(b"bl", NOW).await.unwrap(), None);
}

/// Mail to who leaves goes with them, mail to whoever has a like address does not.
async fn an_address_is_no_pattern(store: &Store) {
    let mut door = store.write(Who::Door).await.unwrap();
    for email in ["e_e@example.org", "eve@example.org"] {
        let (id, name) = (email.to_owned(), email.to_owned());
        let new = Member { id, name, role: Role::Member, shows: Shows::Hidden, joined: NOW };
        door.add_member("oak", email, &new).await.unwrap();
        let payload = format!("{{\"to\":\"{email}\"}}");
        let job = Job { id: email.to_owned(), kind: "mail".to_owned(), payload, due: NOW };
        door.add_job("oak", &job).await.unwrap();
    }
    door.commit().await.unwrap();
    let mut going = store.write(engine("oak")).await.unwrap();
    assert_eq!(going.leave("e_e@example.org").await.unwrap(), Left::Gone);
    assert_eq!(going.health().await.unwrap().waiting, 1);
    assert_eq!(going.leave("eve@example.org").await.unwrap(), Left::Gone);
    assert_eq!(going.health().await.unwrap().waiting, 0);
    going.commit().await.unwrap();
}

async fn the_erased_stay_away(store: &Store) {
    put(store, "oak", "ben", &packet("p20", &["Ida Holm", "Jon Berg"])).await.unwrap();
    let mut erasing = store.write(engine("oak")).await.unwrap();
    let touched = erasing.erase(&[b"ida".to_vec()], |one| one.name == "Ida Holm").await.unwrap();
    assert_eq!(touched, ["p20"]);
    let erased = erasing.erased().await.unwrap();
    erasing.commit().await.unwrap();
    let digests = |one: &Person| if one.name == "Ida Holm" { vec![b"ida".to_vec()] } else { Vec::new() };
    let mut ben = store.write(member("oak", "ben")).await.unwrap();
    assert!(ben.own_packet_bytes("p20").await.unwrap().unwrap().is_empty(), "the signed bytes name the erased");
    let again = packet("p21", &["Ida Holm", "Jon Berg"]);
    assert_eq!(ben.put_packet(&again, &Suppressed::new(erased, digests), NOW).await.unwrap(), 1);
    assert!(ben.own_packet_bytes("p21").await.unwrap().unwrap().is_empty());
    ben.commit().await.unwrap();
}

async fn contract(address: &str) {
    let store = peopled(address).await;
    packets_come_and_go(&store).await;
    the_door_opens_once(&store).await;
    a_budget_holds(&store).await;
    work_is_done_once_or_given_up(&store).await;
    who_leaves_is_gone(&store).await;
    sessions_end_at_once(&store).await;
    an_address_is_no_pattern(&store).await;
    the_erased_stay_away(&store).await;
    store.close().await;
    Store::open(address).await.unwrap().close().await;
}

#[test]
fn the_contract_holds_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tribe.db");
    runtime().block_on(contract(file.to_str().unwrap()));
    let bytes = std::fs::read(&file).unwrap();
    for gone in ["Nia Voss", "Ida Holm"] {
        let held = bytes.windows(gone.len()).any(|window| window == gone.as_bytes());
        assert!(!held, "{gone} is still in the file");
    }
}

#[test]
fn the_contract_holds_on_postgresql() {
    let cluster = Cluster::start();
    runtime().block_on(contract(&cluster.url()));
}
