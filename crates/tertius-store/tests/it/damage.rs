//! A damaged file gives errors that say so, and never a panic.

use crate::sample::{card, import, messages, place};
use std::fs;
use std::path::Path;
use tertius_model::{RulingKind, Timestamp};
use tertius_store::{ErrorKind, StoreError, Vault};

/// Reads everything there is to read.
fn read_all(path: &Path) -> Result<usize, StoreError> {
    let vault = Vault::open(path)?;
    let mut n = 0;
    vault.all_batches(&mut |_, batch| n += batch.len())?;
    vault.sources()?;
    vault.rulings()?;
    vault.all_keys()?;
    vault.ground_version()?;
    vault.cache_get("graph", b"1")?;
    vault.suppressions()?;
    Ok(n + vault.check()?.len())
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

fn sound_vault() -> Vec<u8> {
    let (_folder, path) = place();
    let mut vault = Vault::open(&path).unwrap();
    import(&mut vault, "a", &[messages(0, 1_000), card("Ana Ruiz", "")]);
    import(&mut vault, "b", &[card("Bo Lind", "")]);
    vault.rule(&RulingKind::Me(crate::sample::email(3)), Timestamp(1)).unwrap();
    vault.cache_put("graph", b"1", &[7; 50_000]).unwrap();
    drop(vault);
    fs::read(path).unwrap()
}

fn expect_clear(error: &StoreError, what: &str) {
    let clear = matches!(
        error,
        StoreError::Damaged { .. }
            | StoreError::NotAVault { .. }
            | StoreError::Newer { .. }
            | StoreError::Io { .. }
            | StoreError::ReadOnly { .. }
    );
    assert!(clear && error.kind() != ErrorKind::Internal, "{what}: {error:?}");
}

#[test]
fn flipped_and_cut_files_are_errors() {
    let sound = sound_vault();
    let (folder, _) = place();
    let mut dice = Dice(7);
    let mut n_noticed = 0;
    for round in 0..300 {
        let mut bytes = sound.clone();
        if round % 3 == 0 {
            bytes.truncate(dice.roll(bytes.len()).max(1));
        } else {
            for _ in 0..=dice.roll(40) {
                // Half of the hits go where the structure is.
                let at = if dice.roll(2) == 0 {
                    dice.roll(bytes.len())
                } else {
                    dice.roll(bytes.len() / 16_384) * 16_384 + dice.roll(120)
                };
                bytes[at] = dice.roll(256) as u8;
            }
        }
        let path = folder.path().join(format!("vault{round}"));
        fs::write(&path, &bytes).unwrap();
        match read_all(&path) {
            Err(error) => {
                expect_clear(&error, &format!("round {round}"));
                n_noticed += 1;
            }
            Ok(n) => n_noticed += usize::from(n != 1_002),
        }
    }
    assert!(n_noticed > 200, "{n_noticed}");
}

#[test]
fn a_changed_observation_is_noticed() {
    let mut bytes = sound_vault();
    let at = bytes.windows(8).position(|window| window == b"Ana Ruiz").unwrap();
    bytes[at..at + 3].copy_from_slice(b"Eva");
    let (folder, _) = place();
    let path = folder.path().join("vault");
    fs::write(&path, &bytes).unwrap();
    let vault = Vault::open(&path).unwrap();
    let error = vault.all_batches(&mut |_, _| {}).unwrap_err();
    assert!(error.to_string().contains("a chunk is not what was stored; run `tertius doctor`"), "{error}");
    let found = vault.check().unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].what.contains("a chunk is not what was stored"));
}

#[test]
fn foreign_tables_are_found() {
    let (_folder, path) = place();
    drop(Vault::open(&path).unwrap());
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch("CREATE TRIGGER t AFTER INSERT ON setting BEGIN DELETE FROM source; END").unwrap();
    drop(conn);
    let found = Vault::open(&path).unwrap().check().unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].what.contains("its tables are not those"));
}
