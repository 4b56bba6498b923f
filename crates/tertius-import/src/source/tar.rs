//! Tar archives: read forward once, in the order in which they are stored.

pub(super) mod exports;

use super::archive::{self, Depth, Once, Shape};
use super::guard::{Budget, Exact};
use super::{Entry, Kind, Member, Walk, messages, names, read_up_to};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Cursor, Read};
use tertius_model::Timestamp;

/// Messages collected before they are handed over.
const COLLECTED_MAX: u64 = 64 << 20;
/// Of each message its headers are kept, and so many bytes of its body.
const BODY_MAX: usize = 1 << 10;
/// Longest header section that is looked for.
const HEADERS_MAX: usize = 1 << 20;

/// Visits every file but those that are in an export and were handed over with it.
pub(super) fn visit(
    stream: impl Read,
    shown: &str,
    taken: BTreeSet<String>,
    depth: Depth,
    budget: &Budget,
    walk: &mut Walk<'_>,
) {
    let mut archive = tar::Archive::new(stream);
    let mut folders = Folders { shown, taken, collected: BTreeMap::new(), size: 0 };
    match archive.entries() {
        Ok(entries) => {
            for entry in entries {
                let result = entry.and_then(|entry| visit_one(entry, &mut folders, depth, budget, walk));
                if let Err(error) = result {
                    walk.pass(shown, format!("{error}: what came before was read; download the archive again"));
                    break;
                }
            }
        }
        Err(error) => walk.pass(shown, archive::damaged(&error)),
    }
    folders.hand_over(walk);
}

fn visit_one<R: Read>(
    mut entry: tar::Entry<'_, R>,
    folders: &mut Folders<'_>,
    depth: Depth,
    budget: &Budget,
    walk: &mut Walk<'_>,
) -> io::Result<()> {
    let kind = entry.header().entry_type();
    let path = path_of(&entry);
    let is_file = kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse();
    let is_silent = kind.is_dir() || kind.is_pax_global_extensions() || kind.is_pax_local_extensions();
    if is_silent || names::is_junk_path(&path) || folders.taken.contains(&path) {
        return Ok(());
    }
    budget.entry().map_err(io::Error::other)?;
    let shown = names::printable(&format!("{}/{path}", folders.shown));
    if let Some(reason) = names::trick(&path).or((!is_file).then_some("a link or a device: not followed")) {
        walk.pass(&shown, reason);
        return Ok(());
    }
    let size = entry.size();
    let modified = entry.header().mtime().ok().and_then(|time| i64::try_from(time).ok()).map(Timestamp);
    let mut bytes = Exact::new(&mut entry, size);
    let head = read_up_to(&mut bytes, 512)?;
    if let Some(folder) = message_folder(&path, &head) {
        let message = Message { name: names::split(&path).1.to_owned(), bytes: start_of_message(head, &mut bytes)? };
        return folders.collect(folder, message, size, modified, walk);
    }
    let shape = archive::shape(&head);
    let mut all = Cursor::new(head).chain(bytes);
    if shape == Shape::Plain {
        walk.entry(&mut Once { shown, size: Some(size), modified, bytes: Some(Box::new(all)) });
    } else {
        archive::visit_nested(shape, size, &shown, depth, || archive::read_nested(&mut all), budget, walk);
    }
    Ok(())
}

fn path_of<R: Read>(entry: &tar::Entry<'_, R>) -> String {
    String::from_utf8_lossy(&entry.path_bytes()).trim_start_matches("./").to_owned()
}

/// The folder that a message belongs to. What stands beside `cur` is unknown in a stream, so the first line
/// must look like a header too.
fn message_folder<'a>(path: &'a str, head: &[u8]) -> Option<&'a str> {
    let (directory, name) = names::split(path);
    let (parent, last) = names::split(directory);
    if matches!(last, "cur" | "new") && starts_like_a_message(head) {
        return Some(parent);
    }
    let is_message = names::is_message(name) || (messages::may_be_one(name) && messages::is_message(name, head));
    is_message.then_some(directory)
}

fn starts_like_a_message(head: &[u8]) -> bool {
    let Some(colon) = memchr::memchr2(b':', b'\n', head) else { return false };
    head[colon] == b':' && colon > 0 && head[..colon].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

fn start_of_message(mut bytes: Vec<u8>, rest: &mut dyn Read) -> io::Result<Vec<u8>> {
    let end_of_headers =
        |bytes: &[u8]| memchr::memmem::find(bytes, b"\n\n").or_else(|| memchr::memmem::find(bytes, b"\n\r\n"));
    let mut ended = end_of_headers(&bytes).is_some();
    while !ended && bytes.len() < HEADERS_MAX {
        let more = read_up_to(rest, 16 << 10)?;
        let from = bytes.len().saturating_sub(2);
        bytes.extend_from_slice(&more);
        ended = more.is_empty() || end_of_headers(&bytes[from..]).is_some();
    }
    bytes.extend(read_up_to(rest, BODY_MAX)?);
    Ok(bytes)
}

struct Message {
    name: String,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct Collected {
    messages: Vec<Message>,
    size: u64,
    modified: Option<Timestamp>,
}

/// Messages collected folder by folder until they are handed over.
struct Folders<'a> {
    shown: &'a str,
    /// Files that were handed over already.
    taken: BTreeSet<String>,
    collected: BTreeMap<String, Collected>,
    size: u64,
}

impl Folders<'_> {
    fn collect(
        &mut self,
        folder: &str,
        message: Message,
        size: u64,
        modified: Option<Timestamp>,
        walk: &mut Walk<'_>,
    ) -> io::Result<()> {
        self.size += message.bytes.len() as u64;
        let collected = self.collected.entry(folder.to_owned()).or_default();
        collected.messages.push(message);
        collected.size += size;
        collected.modified = collected.modified.max(modified);
        if self.size > COLLECTED_MAX {
            self.hand_over(walk);
        }
        Ok(())
    }

    fn hand_over(&mut self, walk: &mut Walk<'_>) {
        for (folder, mut collected) in std::mem::take(&mut self.collected) {
            collected.messages.sort_by(|a, b| a.name.cmp(&b.name));
            let shown = if folder.is_empty() { self.shown.to_owned() } else { format!("{}/{folder}", self.shown) };
            walk.entry(&mut TarMessages { shown: names::printable(&shown), collected });
        }
        self.size = 0;
    }
}

struct TarMessages {
    shown: String,
    collected: Collected,
}

impl Entry for TarMessages {
    fn path(&self) -> &str {
        &self.shown
    }

    fn kind(&self) -> Kind {
        Kind::Messages
    }

    fn size(&self) -> Option<u64> {
        Some(self.collected.size)
    }

    fn modified(&self) -> Option<Timestamp> {
        self.collected.modified
    }

    fn can_reread(&self) -> bool {
        false
    }

    fn open(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        Err(archive::not_one_stream())
    }

    fn members(&mut self, each: &mut dyn FnMut(Member<'_>)) -> io::Result<()> {
        for message in &self.collected.messages {
            each(Member { name: message.name.clone(), bytes: Box::new(message.bytes.as_slice()) });
        }
        Ok(())
    }
}
