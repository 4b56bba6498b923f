//! Forgetting leaves no byte behind, in the file or beside it.

use crate::sample::{card, import, messages, place};
use std::fs;
use std::path::Path;
use tertius_store::{Residue, Vault};

/// Whether the text stands anywhere in the vault's folder.
pub fn is_on_disk(vault: &Path, canary: &str) -> bool {
    fs::read_dir(vault.parent().unwrap()).unwrap().any(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        bytes.windows(canary.len()).any(|window| window == canary.as_bytes())
    })
}

#[test]
fn nothing_of_a_forgotten_source_is_in_the_files() {
    let (_folder, path) = place();
    let mut vault = Vault::open(&path).unwrap();
    import(&mut vault, "kept", &[messages(0, 2_000)]);
    // Small chunks lie inside pages, large ones fill pages of their own.
    let small: Vec<_> = (0..40).map(|n| card(&format!("Person {n}"), "canary-small-4711")).collect();
    let small = import(&mut vault, "small", &small);
    let large = import(&mut vault, "large-canary-path", &[card("Ana", &"canary-large-4711 ".repeat(20_000))]);
    vault.cache_put("people", b"1", &b"canary-cache-4711 ".repeat(10_000)).unwrap();
    let canaries = ["canary-small-4711", "canary-large-4711", "large-canary-path", "canary-cache-4711"];
    for canary in canaries {
        assert!(is_on_disk(&path, canary), "{canary} was planted");
    }
    let before = vault.ground_version().unwrap();
    let removed = vault.forget(&[small, large]).unwrap();
    assert_eq!((removed.sources, removed.observations, removed.residue), (2, 41, Residue::None));
    for canary in canaries {
        assert!(!is_on_disk(&path, canary), "{canary} while the vault is open");
    }
    drop(vault);
    for canary in canaries {
        assert!(!is_on_disk(&path, canary), "{canary} after closing");
    }
    let vault = Vault::open(&path).unwrap();
    assert_ne!(vault.ground_version().unwrap(), before);
    assert_eq!(vault.all_keys().unwrap().len(), 2_000);
    assert_eq!(vault.check().unwrap(), []);
}

#[test]
fn forget_and_import_again_restores_the_ground_state() {
    let mut vault = Vault::in_memory().unwrap();
    import(&mut vault, "a", &[messages(0, 9)]);
    let shared = import(&mut vault, "b", &[messages(0, 9), messages(9, 20)]);
    let before = vault.ground_version().unwrap();
    assert_eq!(vault.forget(&[shared]).unwrap().observations, 11, "what another source says too stays");
    import(&mut vault, "b", &[messages(0, 9), messages(9, 20)]);
    assert_eq!(vault.ground_version().unwrap(), before);
}
