//! An erased person is gone from what is stored and is recognised in what comes.

use crate::forget::is_on_disk;
use crate::sample::{all, email, facts, import, messages, place};
use tertius_model::{Batch, Label, MatterId, Mention, Position, RulingKind, Timestamp};
use tertius_store::{Erasure, MatterEvent, Residue, Skip, SourceFacts, Suppress, Vault};

/// The batch without the messages of person 7.
fn without_seven(batch: Batch) -> Batch {
    let seven = email(7);
    let mut kept = Batch::default();
    for exchange in batch.exchanges {
        let who = &batch.mentions[exchange.from.0 as usize];
        if who.handle.as_ref() != Some(&seven) {
            let from = tertius_model::MentionIdx(kept.mentions.len() as u32);
            kept.mentions.push(who.clone());
            kept.exchanges.push(tertius_model::Exchange { from, ..exchange });
        }
    }
    kept
}

#[test]
fn an_erased_person_leaves_no_byte_and_stays_away() {
    let (_folder, path) = place();
    let mut vault = Vault::open(&path).unwrap();
    import(&mut vault, "a", &[messages(0, 10), messages(10, 20)]);
    import(&mut vault, "only", &[messages(7, 8)]);
    let mut import = vault.begin_import().unwrap();
    let skipped = vec![Skip { position: Position::Line(1), reason: "person7@example.org twice".into() }];
    import.source().finish(SourceFacts { skipped, n_skipped: 1, ..facts("skips") }).unwrap();
    import.commit().unwrap();
    let seven = Mention { handle: Some(email(7)), name: "Person 7".into() };
    vault.rule(&RulingKind::Label(seven, Label::Friend), Timestamp(1)).unwrap();
    vault.undo(None).unwrap();
    for (id, text) in [(1, "you asked person7@example.org"), (2, "you asked person8@example.org")] {
        let event = MatterEvent { at: Timestamp(1), text: text.into() };
        vault.add_to_matter(MatterId(id), "introduction", 0, &[event]).unwrap();
    }
    let kept = vault.rule(&RulingKind::Me(email(3)), Timestamp(1)).unwrap();
    assert!(is_on_disk(&path, "Person 7"));

    let removed = vault
        .erase(Erasure {
            suppress: &[Suppress::Handle(email(7)), Suppress::Name("person 7".into())],
            batch: &mut |_, batch| without_seven(batch),
            keeps_ruling: &mut |ruling| !format!("{ruling:?}").contains("person7@"),
            keeps_skip: &mut |reason| !reason.contains("person7@"),
            keeps_disclosed: &mut |_| true,
            keeps_matter: &mut |matter| !matter.events.iter().any(|event| event.text.contains("person7@")),
        })
        .unwrap();
    assert_eq!((removed.observations, removed.residue), (2, Residue::None));
    for canary in ["Person 7", "person7", "person 7"] {
        assert!(!is_on_disk(&path, canary), "{canary}");
    }
    assert_eq!(all(&vault).into_iter().map(|(_, batch)| batch.exchanges.len()).sum::<usize>(), 19);
    assert_eq!(vault.ruling_history().unwrap().iter().map(|past| past.ruling.id).collect::<Vec<_>>(), [kept]);
    assert_eq!(vault.matters().unwrap().into_iter().map(|matter| matter.id.0).collect::<Vec<_>>(), [2]);
    assert_eq!(vault.check().unwrap(), []);
    drop(vault);

    let vault = Vault::open(&path).unwrap();
    let list = vault.suppressions().unwrap();
    assert!(list.has_handle(&email(7)) && list.has_name("person 7"));
    assert!(!list.has_handle(&email(8)) && !list.has_name("person 8") && !list.has_name("person7@example.org"));
    assert_eq!(list.len(), 2);
}

#[test]
fn two_vaults_do_not_share_their_lists() {
    let (_folder, path) = place();
    let mut a = Vault::open(&path).unwrap();
    a.suppress(&[Suppress::Handle(email(1))]).unwrap();
    let mut b = Vault::in_memory().unwrap();
    b.suppress(&[Suppress::Handle(email(1))]).unwrap();
    assert_ne!(a.ground_version().unwrap(), b.ground_version().unwrap());
    assert!(a.suppressions().unwrap().has_handle(&email(1)) && b.suppressions().unwrap().has_handle(&email(1)));
}
