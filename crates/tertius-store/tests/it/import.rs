//! What is imported comes back; importing again changes nothing; an import is whole or nothing.

use crate::sample::{add, all, card, email, facts, import, key, messages, place};
use std::time::Duration;
use tertius_model::{Batch, Position, Timestamp};
use tertius_store::{Finished, Skip, StoreError, Vault};

#[test]
fn what_goes_in_comes_out_after_reopening() {
    let (_folder, path) = place();
    let batches = [messages(0, 50), card("Ana Ruiz", "met in Lisbon")];
    let mut vault = Vault::open(&path).unwrap();
    let mut import = vault.begin_import().unwrap();
    let mut source = import.source();
    batches.iter().for_each(|batch| source.push(batch).unwrap());
    let skipped = vec![Skip { position: Position::Line(7), reason: "no name and no address".into() }];
    let id = source.finish(tertius_store::SourceFacts { skipped, n_skipped: 1, ..facts("a") }).unwrap().id();
    import.commit().unwrap();
    drop(vault);

    let vault = Vault::open(&path).unwrap();
    assert_eq!(all(&vault), batches.map(|batch| (id, batch)));
    let row = vault.source(id).unwrap().unwrap();
    assert_eq!((row.counts.exchanges, row.counts.cards, row.n_skipped), (50, 1, 1));
    assert_eq!(row.skipped[0].reason, "no name and no address");
    assert_eq!(vault.sources().unwrap(), [row]);
    assert_eq!(vault.keys(id).unwrap().len(), 51);
    assert_eq!(vault.keys(id).unwrap()[..50], (0..50).map(key).collect::<Vec<_>>());
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn the_same_content_again_adds_only_its_path_and_earliest_date() {
    let mut vault = Vault::in_memory().unwrap();
    let id = import(&mut vault, "a", &[messages(0, 9)]);
    let ground = vault.ground_version().unwrap();
    let mut import = vault.begin_import().unwrap();
    let mut source = import.source();
    source.push(&messages(0, 9)).unwrap();
    let again =
        tertius_store::SourceFacts { path: "copy/a".into(), seen_at: Some(Timestamp(1_600_000_000)), ..facts("a") };
    assert_eq!(source.finish(again).unwrap(), Finished::Known(id));
    import.commit().unwrap();
    assert_eq!(vault.ground_version().unwrap(), ground);
    let row = vault.source(id).unwrap().unwrap();
    assert_eq!((row.paths, row.seen_at), (vec!["copy/a".into(), "mail/a".into()], Some(Timestamp(1_500_000_000))));

    let mut import = vault.begin_import().unwrap();
    import.met_again(id, "mail/a", Some(Timestamp(1_400_000_000))).unwrap();
    import.commit().unwrap();
    assert_eq!(vault.source(id).unwrap().unwrap().seen_at, Some(Timestamp(1_400_000_000)));
    assert_eq!(vault.sources_of_origin("mbox", "copy/a").unwrap(), [id]);
    assert_eq!(vault.sources_of_origin("vcard", "copy/a").unwrap(), []);
}

#[test]
fn a_grown_mailbox_shares_its_old_chunks_and_replaces_the_old_source() {
    let mut vault = Vault::in_memory().unwrap();
    let old = import(&mut vault, "old", &[messages(0, 9)]);
    let mut import = vault.begin_import().unwrap();
    let new = add(&mut import, "grown", &[messages(0, 9), messages(9, 12)]).id();
    assert_eq!(import.vault().all_keys().unwrap().len(), 12, "the shared chunk is stored once");
    import.replace(old, new).unwrap();
    import.commit().unwrap();

    assert_eq!(vault.sources().unwrap().iter().map(|row| row.id).collect::<Vec<_>>(), [new]);
    assert_eq!(vault.source_by_hash("mbox", &facts("old").content_hash).unwrap(), Some(new));
    assert_eq!(vault.check().unwrap(), []);
    // The old file again, and an older one still: known, nothing changes.
    let ground = vault.ground_version().unwrap();
    let mut import = vault.begin_import().unwrap();
    assert_eq!(add(&mut import, "old", &[messages(0, 9)]), Finished::Known(new));
    let mut oldest = import.source();
    oldest.push(&messages(0, 5)).unwrap();
    assert_eq!(oldest.finish_as_part_of(&facts("oldest"), new).unwrap(), Finished::Known(new));
    import.commit().unwrap();
    assert_eq!(vault.ground_version().unwrap(), ground);
    assert_eq!(vault.all_keys().unwrap().len(), 12);
    assert_eq!(vault.check().unwrap(), []);
    assert!(vault.knows_length("oldest".len() as u64).unwrap());
    // Forgetting the successor makes room for the old file again.
    vault.forget(&[new]).unwrap();
    assert_eq!(vault.source_by_hash("mbox", &facts("old").content_hash).unwrap(), None);
}

#[test]
fn an_archive_is_known_whole_until_one_of_its_sources_is_forgotten() {
    let mut vault = Vault::in_memory().unwrap();
    assert!(!vault.knows_length(777).unwrap());
    let mut import = vault.begin_import().unwrap();
    let (a, b) = (add(&mut import, "a", &[messages(0, 1)]).id(), add(&mut import, "b", &[messages(1, 2)]).id());
    import.container(&[9; 32], 777, "all.zip", &[a, b]).unwrap();
    import.commit().unwrap();
    assert!(vault.knows_length(777).unwrap());
    let mut both = [a, b];
    both.sort();
    assert_eq!(vault.container_by_hash(&[9; 32]).unwrap(), Some(both.to_vec()));
    assert_eq!(vault.container_by_hash(&[8; 32]).unwrap(), None);
    let mut import = vault.begin_import().unwrap();
    let c = add(&mut import, "c", &[messages(0, 3)]).id();
    import.replace(a, c).unwrap();
    import.commit().unwrap();
    let mut both = [b, c];
    both.sort();
    assert_eq!(vault.container_by_hash(&[9; 32]).unwrap(), Some(both.to_vec()));
    vault.forget(&[c]).unwrap();
    assert_eq!(vault.container_by_hash(&[9; 32]).unwrap(), None);
}

#[test]
fn a_dropped_import_and_a_dropped_source_leave_nothing() {
    let mut vault = Vault::in_memory().unwrap();
    let kept = import(&mut vault, "kept", &[messages(0, 3)]);
    let ground = vault.ground_version().unwrap();
    let mut import = vault.begin_import().unwrap();
    let lost = add(&mut import, "lost", &[messages(3, 6)]).id();
    import.replace(kept, lost).unwrap();
    drop(import);
    assert_eq!(vault.ground_version().unwrap(), ground);

    let mut import = vault.begin_import().unwrap();
    import.source().push(&messages(6, 9)).unwrap();
    import.commit().unwrap();
    assert_eq!(vault.ground_version().unwrap(), ground);
    assert_eq!(vault.all_keys().unwrap().len(), 3);
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn a_second_writer_is_told_and_a_reader_goes_on() {
    let (_folder, path) = place();
    let mut first = Vault::open(&path).unwrap();
    let mut second = Vault::open(&path).unwrap();
    second.wait_at_most(Duration::from_millis(20)).unwrap();
    let mut import = first.begin_import().unwrap();
    add(&mut import, "a", &[messages(0, 3)]);
    let error = second.begin_import().map(drop).unwrap_err();
    assert!(matches!(error, StoreError::InUse { .. }));
    assert!(error.to_string().contains("my vault?.tertius: the vault is in use by another process"), "{error}");
    assert!(matches!(second.set_setting("region", Some("DE")), Err(StoreError::InUse { .. })));
    assert_eq!(second.sources().unwrap(), []);
    import.commit().unwrap();
    assert_eq!(second.sources().unwrap().len(), 1);
    drop((first, second));
    let left: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(left, [path], "one file remains");
}

#[test]
fn faults_of_the_caller_are_named() {
    let mut vault = Vault::in_memory().unwrap();
    let id = import(&mut vault, "a", &[messages(0, 1)]);
    let nobody = tertius_model::SourceId(5);
    let mut import = vault.begin_import().unwrap();
    assert!(matches!(import.replace(nobody, id), Err(StoreError::UnknownSource { .. })));
    assert!(matches!(import.replace(id, id), Err(StoreError::UnknownSource { .. })));
    let broken = Batch { mentions: Vec::new(), ..messages(0, 1) };
    assert!(matches!(import.source().push(&broken), Err(StoreError::BadBatch { .. })));
    drop(import);
    assert!(matches!(vault.forget(&[id, nobody]), Err(StoreError::UnknownSource { .. })));
    assert_eq!(vault.sources().unwrap().len(), 1);
    assert_eq!(email(1).value(), "person1@example.org");
}
