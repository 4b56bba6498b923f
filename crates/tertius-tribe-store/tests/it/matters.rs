//! Introductions and asks in the store: one letter of a kind, walls, leaving; on both databases.

use crate::cluster::Cluster;
use crate::contract::{NOW, engine, member, peopled, runtime};
use tertius_tribe_store::{
    Job, KeptStory, LedgerLine, Left, LetterState, Matter, MatterKind, Posted, Side, Step, Store, Who, Wished,
};

fn side(name: &str, member: &str, email: &str) -> Side {
    let number = format!("{name} {email}");
    let called = format!("Called {email}");
    Side { name: name.into(), number, member: member.into(), called, email: email.into(), reason: String::new() }
}

fn step(by: &str, about: &str, event: &str) -> Step {
    Step { by: by.into(), about: about.into(), event: event.into(), moment: NOW }
}

fn letter(id: &str, matter: &str, side: &str) -> (Posted, Job) {
    let job = Job { id: id.into(), kind: "mail".into(), payload: format!("{{\"to\":\"{side}\"}}"), due: NOW };
    let (id, matter, side) = (id.to_owned(), matter.to_owned(), side.to_owned());
    (Posted { id, matter, side, kind: "request".into(), state: LetterState::Waiting, said: String::new() }, job)
}

fn line(matter: &str, connector: &str) -> LedgerLine {
    LedgerLine {
        matter: matter.into(),
        kind: MatterKind::Introduction,
        asker: "ben".into(),
        connector: connector.into(),
        asked: NOW,
        until: NOW + 9,
        agreed: 0,
        withdrawn: 0,
    }
}

/// An introduction of ben's through cleo to Ida, and an ask of ben's that cleo passed on to Jon.
async fn begun(store: &Store) {
    let mut on = store.write(engine("oak")).await.unwrap();
    for (id, kind) in [("i1", MatterKind::Introduction), ("a1", MatterKind::Ask)] {
        let (asker, opening) = ("ben".to_owned(), format!("opening {id}"));
        on.open_matter(&Matter { id: id.into(), kind, asker, opening, made: NOW }).await.unwrap();
    }
    on.add_side("i1", &side("asker", "ben", "ben@example.org")).await.unwrap();
    on.add_side("i1", &side("connector", "cleo", "cleo@example.org")).await.unwrap();
    on.add_side("i1", &side("target", "", "ida@example.net")).await.unwrap();
    on.add_side("a1", &Side { number: "n1".into(), ..side("asker", "ben", "ben@example.org") }).await.unwrap();
    on.add_side("a1", &Side { number: "n2".into(), ..side("2", "cleo", "cleo@example.org") }).await.unwrap();
    on.add_side("a1", &Side { number: "n3".into(), ..side("3", "", "jon@example.net") }).await.unwrap();
    on.add_step("a1", &step("asker", "", "post")).await.unwrap();
    on.add_step("a1", &step("2", "3", "cleo forwards to Jon Berg")).await.unwrap();
    on.add_step("a1", &step("3", "", "jon answers")).await.unwrap();
    on.enter(&line("i1", "cleo")).await.unwrap();
    on.enter(&line("i1", "cleo")).await.unwrap();
    let (posted, job) = letter("l1", "i1", "target");
    assert!(on.post(&posted, &job, NOW).await.unwrap());
    assert!(!on.post(&posted, &job, NOW).await.unwrap(), "the same letter twice is one");
    on.commit().await.unwrap();
}

async fn kept(store: &Store) {
    begun(store).await;
    let mut on = store.write(engine("oak")).await.unwrap();
    assert_eq!(on.ledger().await.unwrap(), [line("i1", "cleo")]);
    assert_eq!(on.steps("a1").await.unwrap().len(), 3);
    assert_eq!(on.side_of_number("n3").await.unwrap(), Some(("a1".into(), "3".into())));
    assert!(on.use_nonce(b"n", NOW + 9).await.unwrap() && !on.use_nonce(b"n", NOW + 9).await.unwrap());
    on.sweep_links(NOW + 9).await.unwrap();
    assert!(!on.is_used(b"n").await.unwrap());
    on.mute(b"jon", "jon@example.net", "ben", NOW).await.unwrap();
    assert_eq!(on.letters("i1").await.unwrap()[0].state, LetterState::Waiting, "another reader's letter stays");
    on.mute(b"ida", "ida@example.net", "", NOW).await.unwrap();
    assert_eq!(on.letters("i1").await.unwrap()[0].state, LetterState::Dropped);
    assert_eq!(on.health().await.unwrap().waiting, 0);
    assert!(on.is_muted(b"ida", "anybody").await.unwrap() && !on.is_muted(b"jon", "ana").await.unwrap());
    on.make_link_secret(b"one").await.unwrap();
    on.make_link_secret(b"two").await.unwrap();
    assert_eq!(on.link_secret().await.unwrap(), b"one");
    on.commit().await.unwrap();
    let mut ben = store.write(member("oak", "ben")).await.unwrap();
    let wished = Wished { most_open: 1, most_in_quarter: 2, cool_down: 3, quiet: 4, no_go: "x".into() };
    ben.wish(&wished).await.unwrap();
    ben.commit().await.unwrap();
    walls(store, &wished).await;
}

async fn walls(store: &Store, wished: &Wished) {
    for who in [Who::Door, engine("elm"), engine("")] {
        let mut other = store.read(who.clone()).await.unwrap();
        assert_eq!(other.matter("i1").await.unwrap(), None, "{who:?}");
        assert!(other.steps("a1").await.unwrap().is_empty() && other.sides("i1").await.unwrap().is_empty());
        assert!(other.ledger().await.unwrap().is_empty() && other.link_secret().await.unwrap().is_empty());
    }
    let mut cleo = store.read(member("oak", "cleo")).await.unwrap();
    if store.kind() == "PostgreSQL" {
        assert_eq!(cleo.matter("i1").await.unwrap(), None, "a log is the program's");
        assert_eq!(cleo.wished("ben").await.unwrap(), None);
        assert!(cleo.link_secret().await.unwrap().is_empty());
    }
    drop(cleo);
    let mut on = store.read(engine("oak")).await.unwrap();
    assert_eq!(on.wished("ben").await.unwrap().as_ref(), Some(wished));
}

async fn gone(store: &Store) {
    let story = KeptStory {
        id: "s".into(),
        author: "ben".into(),
        matter: "i1".into(),
        kind: "job".into(),
        words: "Cleo Marsh helped".into(),
        made: NOW,
        people: vec![("cleo".into(), "open".into())],
    };
    let mut on = store.write(engine("oak")).await.unwrap();
    on.write_story(&story).await.unwrap();
    assert!(on.consent("s", "cleo", "yes").await.unwrap() && !on.consent("s", "ana", "yes").await.unwrap());
    assert!(!on.drop_story("s", "cleo").await.unwrap());
    assert_eq!(on.leave("cleo").await.unwrap(), Left::Gone);
    assert_eq!(on.matter("i1").await.unwrap(), None);
    assert!(on.stories().await.unwrap().is_empty() && on.ledger().await.unwrap().is_empty());
    let left = on.steps("a1").await.unwrap();
    assert_eq!(left.iter().map(|one| one.event.as_str()).collect::<Vec<_>>(), ["post"], "what came over her goes too");
    assert_eq!(on.drop_sides(|side| side.email == "jon@example.net").await.unwrap(), 0);
    assert_eq!(on.leave("ben").await.unwrap(), Left::Gone);
    assert_eq!(on.matter("a1").await.unwrap(), None);
    assert_eq!(on.wished("ben").await.unwrap(), None);
    on.commit().await.unwrap();
}

async fn all(address: &str) {
    let store = peopled(address).await;
    kept(&store).await;
    gone(&store).await;
    store.scrub().await.unwrap();
    store.close().await;
}

#[test]
fn matters_come_and_go_whole_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tribe.db");
    runtime().block_on(all(file.to_str().unwrap()));
    let bytes = std::fs::read(&file).unwrap();
    for gone in ["ida@example.net", "jon@example.net", "Jon Berg", "Cleo Marsh", "opening i1", "cleo@example.org"] {
        assert!(!bytes.windows(gone.len()).any(|window| window == gone.as_bytes()), "{gone} is still in the file");
    }
}

#[test]
fn matters_come_and_go_whole_on_postgresql() {
    let cluster = Cluster::start();
    runtime().block_on(all(&cluster.url()));
}
