//! Rulings, settings, the cache, and the digest that names the whole.

use crate::sample::{email, import, messages};
use tertius_model::{Label, Mention, RulingId, RulingKind, Timestamp};
use tertius_store::{RulingState, StoreError, Suppress, Vault};

fn label(name: &str) -> RulingKind {
    RulingKind::Label(Mention { handle: None, name: name.into() }, Label::CloseFriend)
}

#[test]
fn rulings_are_undone_latest_first_and_stay_in_the_history() {
    let mut vault = Vault::in_memory().unwrap();
    assert_eq!(vault.undo(None).unwrap(), None);
    let first = vault.rule(&RulingKind::Me(email(1)), Timestamp(1)).unwrap();
    let before = vault.ground_version().unwrap();
    let second = vault.rule(&label("Ana"), Timestamp(2)).unwrap();
    assert_ne!(vault.ground_version().unwrap(), before);
    assert_eq!(vault.undo(None).unwrap().map(|ruling| ruling.id), Some(second));
    assert_eq!(vault.ground_version().unwrap(), before, "undo restores the past");
    assert!(matches!(vault.undo(Some(second)), Err(StoreError::UnknownRuling { id: RulingId(_), .. })));
    assert_eq!(vault.rulings().unwrap().iter().map(|ruling| ruling.id).collect::<Vec<_>>(), [first]);
    let states: Vec<_> = vault.ruling_history().unwrap().iter().map(|past| past.state).collect();
    assert_eq!(states, [RulingState::Active, RulingState::Undone]);
    let third = vault.rule(&label("Bo"), Timestamp(3)).unwrap();
    assert!(third > second, "a number is never used twice");
    assert_eq!(vault.undo(Some(first)).unwrap().map(|ruling| ruling.kind), Some(RulingKind::Me(email(1))));
}

#[test]
fn the_order_of_imports_and_the_cache_do_not_count() {
    let (mut a, mut b) = (Vault::in_memory().unwrap(), Vault::in_memory().unwrap());
    assert_eq!(a.ground_version().unwrap(), b.ground_version().unwrap());
    let sources = ["one", "two", "three"];
    for (n, name) in (0u64..).zip(sources) {
        import(&mut a, name, &[messages(n, n + 2)]);
    }
    for (n, name) in (0u64..).zip(sources).collect::<Vec<_>>().into_iter().rev() {
        import(&mut b, name, &[messages(n, n + 2)]);
    }
    let extra = import(&mut b, "extra", &[messages(50, 60)]);
    assert_ne!(a.ground_version().unwrap(), b.ground_version().unwrap());
    b.forget(&[extra]).unwrap();
    b.cache_put("people", b"v", b"data").unwrap();
    assert_eq!(a.ground_version().unwrap(), b.ground_version().unwrap());
    assert_eq!(a.sources().unwrap(), b.sources().unwrap());
    b.set_setting("region", Some("DE")).unwrap();
    assert_ne!(a.ground_version().unwrap(), b.ground_version().unwrap());
    b.set_setting("region", None).unwrap();
    assert_eq!(a.ground_version().unwrap(), b.ground_version().unwrap());
    b.suppress(&[Suppress::Handle(email(1))]).unwrap();
    assert_ne!(a.ground_version().unwrap(), b.ground_version().unwrap());
}

#[test]
fn the_cache_answers_for_its_own_version_only() {
    let mut vault = Vault::in_memory().unwrap();
    let data: Vec<u8> = (0..100_000u32).map(|n| n as u8).collect();
    vault.cache_put("graph", b"1", &data).unwrap();
    assert_eq!(vault.cache_get("graph", b"1").unwrap(), Some(data));
    assert_eq!(vault.cache_get("graph", b"2").unwrap(), None);
    vault.cache_put("graph", b"2", b"").unwrap();
    assert_eq!(vault.cache_get("graph", b"1").unwrap(), None);
    assert_eq!(vault.cache_get("graph", b"2").unwrap(), Some(Vec::new()));
}

#[test]
fn settings_are_kept() {
    let mut vault = Vault::in_memory().unwrap();
    vault.set_setting("region", Some("DE")).unwrap();
    vault.set_setting("region", Some("PT")).unwrap();
    assert_eq!(vault.setting("region").unwrap().as_deref(), Some("PT"));
    assert_eq!(vault.settings().unwrap(), [("region".to_owned(), "PT".to_owned())]);
}
