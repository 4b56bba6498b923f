//! What the names of files tell: junk to ignore, tricks to refuse, folders of messages.

use std::collections::{BTreeMap, BTreeSet};

/// Whether operating systems leave such files behind unasked; nobody wants to hear about them.
pub(super) fn is_junk(name: &str) -> bool {
    name.starts_with("._") || matches!(name, ".DS_Store" | "__MACOSX" | "Thumbs.db" | "desktop.ini")
}

/// Whether any part of a path inside an archive is junk.
pub(super) fn is_junk_path(path: &str) -> bool {
    path.split('/').any(is_junk)
}

/// Whether mail servers keep such files beside the messages of a Maildir.
pub(super) fn is_mailbox_index(name: &str) -> bool {
    ["dovecot", "courierimap", "maildir", "subscriptions"].iter().any(|start| name.starts_with(start))
}

/// Whether a file of this name holds one message.
pub(super) fn is_message(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.eq_ignore_ascii_case("eml") || extension.eq_ignore_ascii_case("emlx")
}

/// Why a path inside an archive is refused, if it is.
pub(super) fn trick(path: &str) -> Option<&'static str> {
    if path.contains('\0') {
        Some("its name contains a zero byte: not read")
    } else if path.starts_with('/') || path.get(1..2) == Some(":") {
        Some("its name is an absolute path: not read")
    } else if path.contains('\\') {
        Some("its name contains a backslash: not read; unpack the archive and import the folder")
    } else if path.split('/').any(|part| part == "..") {
        Some("its name leads out of the archive: not read")
    } else {
        None
    }
}

/// A path without control characters, which a terminal would obey.
pub(super) fn printable(path: &str) -> String {
    if !path.contains(char::is_control) {
        return path.to_owned();
    }
    path.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Directory and last part of a path inside an archive.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// What a file inside an archive is part of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// A source of its own: an index into the paths.
    File(usize),
    /// Messages of one folder, ordered by name.
    Messages(Vec<usize>),
}

/// Groups the paths of an archive into sources, ordered by path.
///
/// `cur` beside `new` or `tmp` makes a Maildir; otherwise the `.eml` files of one directory belong together, and those
/// that are known to be messages.
pub(super) fn units(
    paths: &[(usize, String)],
    directories: &BTreeSet<String>,
    messages: &BTreeSet<usize>,
) -> BTreeMap<String, Unit> {
    let mut known: BTreeSet<&str> = directories.iter().map(|path| path.trim_end_matches('/')).collect();
    known.extend(paths.iter().map(|(_, path)| split(path).0));
    let inside =
        |parent: &str, name: &str| if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") };
    let is_maildir = |parent: &str| {
        known.contains(inside(parent, "cur").as_str())
            && ["new", "tmp"].iter().any(|name| known.contains(inside(parent, name).as_str()))
    };
    let mut units = BTreeMap::new();
    let mut folders: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for (idx, path) in paths {
        let (directory, name) = split(path);
        let (parent, last) = split(directory);
        if matches!(last, "cur" | "new" | "tmp") && is_maildir(parent) {
            if last != "tmp" {
                folders.entry(parent).or_default().push((name, *idx));
            }
        } else if is_message(name) || messages.contains(idx) {
            folders.entry(directory).or_default().push((name, *idx));
        } else if !(is_mailbox_index(name) && is_maildir(directory)) {
            units.insert(path.clone(), Unit::File(*idx));
        }
    }
    for (folder, mut members) in folders {
        members.sort_unstable();
        units.insert(folder.to_owned(), Unit::Messages(members.into_iter().map(|(_, idx)| idx).collect()));
    }
    units
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        for path in ["/etc/passwd", "../up", "a/../../b", "a\\b", "C:/x", "a\0b"] {
            assert!(trick(path).is_some(), "{path}");
        }
        for path in ["a/b.vcf", "a..b/c", "...", "ü/x", "é"] {
            assert_eq!(trick(path), None, "{path}");
        }
    }

    #[test]
    fn a_maildir_is_one_source_and_its_neighbours_are_their_own() {
        let paths: Vec<(usize, String)> = [
            "m/cur/2",
            "m/new/1",
            "m/tmp/3",
            "m/dovecot-uidlist",
            "m/book.vcf",
            "x/b.eml",
            "x/a.EML",
            "x/cur/notes.txt",
        ]
        .into_iter()
        .map(str::to_owned)
        .enumerate()
        .collect();
        let units = units(&paths, &BTreeSet::new(), &BTreeSet::new());
        assert_eq!(
            units.into_iter().collect::<Vec<_>>(),
            [
                ("m".to_owned(), Unit::Messages(vec![1, 0])),
                ("m/book.vcf".to_owned(), Unit::File(4)),
                ("x".to_owned(), Unit::Messages(vec![6, 5])),
                ("x/cur/notes.txt".to_owned(), Unit::File(7)),
            ]
        );
    }
}
