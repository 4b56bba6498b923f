//! Files: what is no vault is left alone; read-only ones are read; backups come back.

use crate::sample::{add, all, import, messages, place};
use std::fs;
use std::path::Path;
use tertius_store::{Overwrite, StoreError, Vault, restore};

fn refused(path: &Path, expected: &str) {
    let before = fs::read(path).unwrap();
    let error = Vault::open(path).unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    assert_eq!(fs::read(path).unwrap(), before);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no side files");
}

#[test]
fn a_foreign_file_is_left_as_it_is() {
    let (folder, _) = place();
    let path = folder.path().join("letter.txt");
    fs::write(&path, "Dear Ana,\n".repeat(50)).unwrap();
    refused(&path, "is no Tertius vault: it is not an SQLite database");
    let other = rusqlite::Connection::open(folder.path().join("letter.txt.db")).unwrap();
    other
        .execute_batch("PRAGMA journal_mode = wal; CREATE TABLE letter (text); INSERT INTO letter VALUES ('x')")
        .unwrap();
    drop(other);
    fs::rename(folder.path().join("letter.txt.db"), &path).unwrap();
    refused(&path, "it is the SQLite database of another program");
    assert!(matches!(Vault::open(folder.path()), Err(StoreError::NotAVault { .. })));
}

#[test]
fn a_newer_vault_is_refused() {
    let (_folder, path) = place();
    drop(Vault::open(&path).unwrap());
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", 99).unwrap();
    drop(conn);
    refused(&path, "written by a newer Tertius (vault version 99, this program knows 3); update Tertius");
}

#[cfg(unix)]
#[test]
fn a_vault_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = place();
    let vault = Vault::open(&path).unwrap();
    let copy = path.with_file_name("copy");
    vault.backup(&copy, Overwrite::Refuse).unwrap();
    for file in fs::read_dir(path.parent().unwrap()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
}

#[test]
fn a_read_only_file_is_read_and_not_written() {
    let (_folder, path) = place();
    let mut vault = Vault::open(&path).unwrap();
    import(&mut vault, "a", &[messages(0, 9)]);
    drop(vault);
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let before = fs::read(&path).unwrap();
    let mut vault = Vault::open(&path).unwrap();
    assert!(vault.is_read_only());
    assert_eq!(all(&vault).len(), 1);
    assert_eq!(vault.check().unwrap(), []);
    assert!(matches!(vault.begin_import().map(drop), Err(StoreError::ReadOnly { .. })));
    let error = vault.set_setting("region", Some("DE")).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    drop(vault);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no side files");
}

#[test]
fn a_backup_comes_back() {
    let (_folder, path) = place();
    let backup = path.with_file_name("backup of mine");
    let mut vault = Vault::open(&path).unwrap();
    import(&mut vault, "a", &[messages(0, 9)]);
    vault.cache_put("graph", b"1", &vec![1; 3_000_000]).unwrap();
    let ground = vault.ground_version().unwrap();
    // A writer elsewhere does not matter.
    let mut other = Vault::open(&path).unwrap();
    let mut under_way = other.begin_import().unwrap();
    add(&mut under_way, "b", &[messages(9, 20)]);
    vault.backup(&backup, Overwrite::Refuse).unwrap();
    under_way.commit().unwrap();
    assert!(fs::metadata(&backup).unwrap().len() < 1_000_000, "the cache is left out");
    assert!(matches!(vault.backup(&backup, Overwrite::Refuse), Err(StoreError::Exists { .. })));
    assert!(matches!(vault.backup(&path, Overwrite::Replace), Err(StoreError::Exists { .. })));
    vault.backup(&backup, Overwrite::Replace).unwrap();
    assert_ne!(Vault::open_read_only(&backup).unwrap().ground_version().unwrap(), ground);
    drop((vault, other));

    assert!(matches!(restore(&backup, &path, Overwrite::Refuse), Err(StoreError::Exists { .. })));
    let newer = Vault::open(&backup).unwrap().ground_version().unwrap();
    let mut vault = Vault::open(&path).unwrap();
    import(&mut vault, "c", &[messages(90, 99)]);
    drop(vault);
    restore(&backup, &path, Overwrite::Replace).unwrap();
    assert_eq!(Vault::open(&path).unwrap().ground_version().unwrap(), newer);
    let fresh = path.with_file_name("deep/er/vault");
    restore(&backup, &fresh, Overwrite::Refuse).unwrap();
    assert_eq!(Vault::open(&fresh).unwrap().check().unwrap(), []);
}

#[test]
fn restore_takes_no_damaged_backup_and_replaces_no_foreign_file() {
    let (folder, path) = place();
    let mut vault = Vault::open(&path).unwrap();
    import(&mut vault, "a", &[messages(0, 3_000)]);
    let backup = folder.path().join("backup");
    vault.backup(&backup, Overwrite::Refuse).unwrap();
    let letter = folder.path().join("letter");
    fs::write(&letter, "Dear Ana").unwrap();
    assert!(matches!(vault.backup(&letter, Overwrite::Replace), Err(StoreError::NotAVault { .. })));
    drop(vault);
    let mut bytes = fs::read(&backup).unwrap();
    let at = bytes.windows(10).position(|window| window == b"Person 200").unwrap();
    bytes[at] = b'X';
    fs::write(&backup, &bytes).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(restore(&backup, &path, Overwrite::Replace), Err(StoreError::Damaged { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read(&letter).unwrap(), b"Dear Ana");
}
