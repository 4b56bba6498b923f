//! The repository in a container: the commit names its owner and the tree, the tree lists the records.
//!
//! Only what the tree reaches counts; what else lies in the file is of the past. Of each block no more is kept than
//! is read from it, so that a repository with a million likes stays small.

use super::car::{Blocks, Broken};
use super::cbor::Value;
use crate::dates::iso_moment;
use crate::table::contact::Contact;
use crate::{Context, ExchangeDraft, Intake, ReadError, StatedDraft};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, Part, Party, PersonName, Position, StatedKind, Timestamp};

/// Who names more people at once names nobody in particular.
const CROWD: usize = 20;
/// How deep a tree may be; real ones have fewer than ten layers.
const DEPTH_MAX: usize = 64;

/// An account by its permanent name.
pub(super) fn account(did: &str) -> Option<Handle> {
    let is_did = did.starts_with("did:") && did.len() > 8;
    Handle::account("bluesky", did).filter(|_| is_did)
}

type Id = Vec<u8>;

/// What is kept of a block.
enum Kept {
    Commit { did: String, tree: Id },
    Node(Node),
    Record { at: u64, record: Record },
}

struct Node {
    left: Option<Id>,
    entries: Vec<NodeEntry>,
}

struct NodeEntry {
    /// How much of the key before this one it shares.
    shared: usize,
    rest: Vec<u8>,
    record: Id,
    tree: Option<Id>,
}

enum Record {
    Follow { did: String, time: Option<Timestamp> },
    Post { to: Vec<String>, thread: String, time: Option<Timestamp> },
    Profile { name: String },
}

pub(super) fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut blocks = Blocks::new(input);
    let mut kept: FxHashMap<Id, Kept> = FxHashMap::default();
    let root = blocks.root().map_err(|broken| failed(broken, blocks.at))?;
    let result = loop {
        match blocks.next() {
            Ok(Some(block)) => match block.value {
                Some(Ok(value)) => {
                    if let Some(keep) = keep(&value, block.at) {
                        kept.insert(block.id, keep);
                    }
                }
                Some(Err(reason)) => intake.skip(Position::Byte(block.at), reason),
                None => {}
            },
            Ok(None) => break Ok(()),
            Err(broken) => break Err(failed(broken, blocks.at)),
        }
    };
    let commit = root
        .as_ref()
        .and_then(|root| kept.get(root))
        .or_else(|| kept.values().find(|kept| matches!(kept, Kept::Commit { .. })));
    let Some(Kept::Commit { did, tree }) = commit else {
        return result.and(Err(ReadError::Malformed {
            position: Position::Byte(blocks.at),
            reason: "the repository has no commit, so nothing says whose it is".to_owned(),
            hint: "download the CAR file again",
        }));
    };
    let mut walk = Walk { kept: &kept, seen: FxHashSet::default(), found: Vec::new(), n_missing: 0 };
    walk.tree(tree, DEPTH_MAX);
    let Walk { found, n_missing, .. } = walk;
    Owner::new(did).hand_over(&found, &kept, intake);
    if n_missing > 0 {
        let reason = format!("{n_missing} parts of the repository are not in the file; download it again for the rest");
        intake.skip(Position::Byte(blocks.at), reason);
    }
    result
}

fn failed(broken: Broken, at: u64) -> ReadError {
    let position = Position::Byte(at);
    match broken {
        Broken::Io(cause) => ReadError::Io { position, cause },
        Broken::Malformed(reason) => {
            let hint = "what came before was read; download the CAR file again";
            ReadError::Malformed { position, reason: reason.to_owned(), hint }
        }
    }
}

fn keep(value: &Value, at: u64) -> Option<Kept> {
    if value.get("$type").is_some() {
        return record(value).map(|record| Kept::Record { at, record });
    }
    if value.get("e").is_some() {
        let entries = value.list("e").iter().filter_map(entry).collect();
        return Some(Kept::Node(Node { left: value.link("l").map(<[u8]>::to_vec), entries }));
    }
    let tree = value.link("data")?.to_vec();
    Some(Kept::Commit { did: value.text("did").to_owned(), tree })
}

fn entry(value: &Value) -> Option<NodeEntry> {
    let (Some(Value::Int(shared)), Some(Value::Bytes(rest))) = (value.get("p"), value.get("k")) else { return None };
    Some(NodeEntry {
        shared: usize::try_from(*shared).ok()?,
        rest: rest.clone(),
        record: value.link("v")?.to_vec(),
        tree: value.link("t").map(<[u8]>::to_vec),
    })
}

/// A record that names somebody, or the owner; likes come by the hundred thousand and are not kept.
fn record(value: &Value) -> Option<Record> {
    let time = iso_moment(value.text("createdAt"));
    Some(match value.text("$type") {
        "app.bsky.graph.follow" => Record::Follow { did: value.text("subject").to_owned(), time },
        "app.bsky.actor.profile" => Record::Profile { name: value.text("displayName").trim().to_owned() },
        "app.bsky.feed.post" => {
            let features = value.list("facets").iter().flat_map(|facet| facet.list("features"));
            let mentions = features.filter(|feature| feature.text("$type").ends_with("#mention"));
            let mut to: Vec<String> = mentions.map(|feature| feature.text("did").to_owned()).collect();
            let reply = value.get("reply");
            let uri = |part: &str| reply.and_then(|reply| reply.get(part)).map_or("", |post| post.text("uri"));
            // at://did:plc:…/app.bsky.feed.post/…
            to.extend(uri("parent").strip_prefix("at://").and_then(|rest| rest.split('/').next()).map(str::to_owned));
            Record::Post { to, thread: uri("root").to_owned(), time }
        }
        _ => return None,
    })
}

/// A walk through the tree in the order of its keys.
struct Walk<'k> {
    kept: &'k FxHashMap<Id, Kept>,
    seen: FxHashSet<&'k Id>,
    found: Vec<(Vec<u8>, &'k Id)>,
    n_missing: u64,
}

impl<'k> Walk<'k> {
    fn tree(&mut self, id: &'k Id, depth: usize) {
        let (Some(Kept::Node(node)), Some(depth)) = (self.kept.get(id), depth.checked_sub(1)) else {
            self.n_missing += 1;
            return;
        };
        // A tree that leads back into itself has an end too.
        if !self.seen.insert(id) {
            return;
        }
        if let Some(left) = &node.left {
            self.tree(left, depth);
        }
        let mut key: Vec<u8> = Vec::new();
        for entry in &node.entries {
            key.truncate(entry.shared);
            key.extend_from_slice(&entry.rest);
            self.found.push((key.clone(), &entry.record));
            if let Some(tree) = &entry.tree {
                self.tree(tree, depth);
            }
        }
    }
}

struct Owner<'d> {
    did: &'d str,
    name: String,
    followed: FxHashSet<String>,
}

impl<'d> Owner<'d> {
    fn new(did: &'d str) -> Owner<'d> {
        Owner { did, name: String::new(), followed: FxHashSet::default() }
    }

    fn mention(&self) -> Option<Mention> {
        Some(Mention { handle: Some(account(self.did)?), name: self.name.clone() })
    }

    fn hand_over(mut self, found: &[(Vec<u8>, &Id)], kept: &FxHashMap<Id, Kept>, intake: &mut Intake<'_>) {
        let of = |id: &Id| match kept.get(id) {
            Some(Kept::Record { at, record }) => Some((*at, record)),
            _ => None,
        };
        for (_, id) in found {
            if let Some((_, Record::Profile { name })) = of(id) {
                self.name.clone_from(name);
            }
        }
        self.card(intake);
        for (key, id) in found {
            let collection = key.split(|&byte| byte == b'/').next().unwrap_or_default();
            // Likes, reposts, lists and the records of other applications name nobody whom the owner speaks to.
            if !matches!(collection, b"app.bsky.graph.follow" | b"app.bsky.feed.post") {
                continue;
            }
            intake.record();
            let Some((at, record)) = of(id) else {
                intake.skip(Position::Byte(0), "the tree names a record that is not in the file");
                continue;
            };
            if let Err(reason) = self.take(key, at, record, intake) {
                intake.skip(Position::Byte(at), reason);
            }
        }
    }

    fn card(&self, intake: &mut Intake<'_>) {
        let name = PersonName { full: self.name.clone(), ..PersonName::default() };
        let mut contact = Contact { name, ..Contact::default() };
        contact.handle(account(self.did));
        if !contact.handles.is_empty() {
            intake.record();
            intake.card(contact.into_card(Key::of_text(["bluesky-user", self.did]), Position::Byte(0)));
        }
    }

    fn take(&mut self, key: &[u8], at: u64, record: &Record, intake: &mut Intake<'_>) -> Result<(), &'static str> {
        let position = Position::Byte(at);
        let a = Party::Who(self.mention().ok_or("the repository does not say whose it is")?);
        let them = |did: &str| Some(Mention { handle: Some(account(did)?), name: String::new() });
        match record {
            Record::Follow { did, time } => {
                let b = Party::Who(them(did).ok_or("the account that is followed has no name")?);
                if !self.followed.insert(did.clone()) {
                    return Err("followed twice");
                }
                let key = Key::of_text(["bluesky-follow", self.did, did]);
                intake.stated(StatedDraft { key, position, a, b, kind: StatedKind::Follows, time: *time });
            }
            Record::Post { to, thread, time } => {
                let time = time.ok_or("the post has no readable time")?;
                let mut to: Vec<Mention> =
                    to.iter().filter(|did| *did != self.did).filter_map(|did| them(did)).collect();
                to.sort();
                to.dedup();
                if to.is_empty() {
                    return Err("the post names nobody");
                }
                let post = String::from_utf8_lossy(key);
                let thread = if thread.is_empty() { format!("at://{}/{post}", self.did) } else { thread.clone() };
                intake.exchange(ExchangeDraft {
                    key: Key::of_text(["bluesky-post", self.did, &post]),
                    position,
                    time,
                    channel: Channel::Social,
                    from: a,
                    bulk: to.len() > CROWD,
                    to: to.into_iter().map(|mention| (Party::Who(mention), Part::To)).collect(),
                    thread: Key::of_text(["bluesky-thread", &thread]),
                });
            }
            Record::Profile { .. } => return Err("the record is not what its key says"),
        }
        Ok(())
    }
}
