//! channels.json, groups.json, dms.json and mpims.json: who can read which conversation.

use super::people::{People, handle};
use super::{Records, each_object_of};
use crate::json_stream::{id, list};
use crate::{Files, Intake};
use rustc_hash::FxHashMap;
use serde_json::Value;
use tertius_model::OwnFact;

/// One conversation.
#[derive(Debug)]
pub(super) struct Conversation {
    /// Its id.
    pub(super) id: String,
    /// Who is in it; empty where the export does not say.
    pub(super) members: Vec<String>,
}

/// The conversations of an export.
#[derive(Default)]
pub(super) struct Conversations {
    /// By the folder of the workspace and the folder of the messages.
    by_folder: FxHashMap<(String, String), Conversation>,
    /// The members of every conversation of two.
    pairs: Vec<Vec<String>>,
}

impl Conversations {
    pub(super) fn read(
        &mut self,
        files: &mut dyn Files,
        name: &str,
        workspace: &str,
        list_name: &str,
        records: &mut Records,
        intake: &mut Intake<'_>,
    ) {
        let mut complaints = Vec::new();
        let read = each_object_of(files, name, &mut |value| match value {
            Ok(value) => self.take(&value, workspace, list_name == "dms.json"),
            Err(reason) => complaints.push(reason),
        });
        for reason in complaints.into_iter().chain(read.err()) {
            intake.skip_member(records.here(), name, reason);
        }
    }

    fn take(&mut self, value: &Value, workspace: &str, is_pair: bool) {
        let id = id(value, "id");
        let mut members: Vec<String> =
            list(value, "members").iter().filter_map(Value::as_str).map(str::to_owned).collect();
        members.sort_unstable();
        members.dedup();
        if is_pair {
            self.pairs.push(members.clone());
        }
        let name = value.get("name").and_then(Value::as_str).unwrap_or("");
        for folder in [name, &id] {
            if !folder.is_empty() {
                let conversation = Conversation { id: id.clone(), members: members.clone() };
                self.by_folder.entry((workspace.to_owned(), folder.to_owned())).or_insert(conversation);
            }
        }
    }

    /// The conversation whose messages are in this folder.
    pub(super) fn of(&self, workspace: &str, folder: &str) -> Option<&Conversation> {
        let find = |workspace: &str| self.by_folder.get(&(workspace.to_owned(), folder.to_owned()));
        find(workspace).or_else(|| find(""))
    }

    /// Whose export it is, where one member alone is in most conversations of two.
    pub(super) fn tell_ego(&self, people: &People, intake: &mut Intake<'_>) {
        let mut votes: FxHashMap<&str, u64> = FxHashMap::default();
        for id in self.pairs.iter().flatten().filter(|id| !people.is_robot(id)) {
            *votes.entry(id).or_default() += 1;
        }
        let of = self.pairs.len() as u64;
        let mut votes: Vec<(u64, &str)> = votes.into_iter().map(|(id, n)| (n, id)).collect();
        votes.sort_unstable_by(|a, b| b.cmp(a));
        let runner_up = votes.get(1).map_or(0, |&(n, _)| n);
        if let Some(&(n, id)) = votes.first()
            && n > runner_up
            && n * 2 > of
            && let Some(handle) = handle(id)
        {
            intake.own(OwnFact::LikelyHandle { handle, votes: n, of });
        }
    }
}
