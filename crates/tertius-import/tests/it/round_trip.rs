//! Files made at random with known content, read back: exactly that content, nothing added and nothing lost.

use crate::exports::read_held;
use crate::read::{batches, detect};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tertius_import::formats;
use tertius_model::{Batch, Handle, MentionIdx, StatedKind};

/// Few cases: each is a whole file, and the samples hold the hard ones.
fn few() -> ProptestConfig {
    ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() }
}

/// Names of people as they occur: letters of several scripts, quotation marks, separators.
fn name() -> impl Strategy<Value = String> {
    "[A-ZÀ-Ý][a-zà-ÿ'\"|,;]{1,8} [A-ZŁŻ][a-zøł\\\\-]{2,9}"
}

/// Who an index of a batch is: a handle, or `ego`.
fn who(batch: &Batch, idx: MentionIdx) -> String {
    match batch.mention(idx) {
        Some(mention) => {
            mention.handle.as_ref().map_or_else(|| mention.name.clone(), |handle| handle.value().to_owned())
        }
        None => "ego".to_owned(),
    }
}

/// Who follows whom.
fn follows(batches: &[Batch]) -> BTreeSet<(String, String)> {
    let of_batch = |batch: &'_ Batch| {
        let ties = batch.stated.iter().filter(|tie| tie.kind == StatedKind::Follows);
        ties.map(|tie| (who(batch, tie.a), who(batch, tie.b))).collect::<Vec<_>>()
    };
    batches.iter().flat_map(of_batch).collect()
}

/// Who wrote to whom when, recipients in order.
fn exchanges(batches: &[Batch]) -> Vec<(i64, String, Vec<String>)> {
    let of_batch = |batch: &'_ Batch| {
        let line = |one: &tertius_model::Exchange| {
            let mut to: Vec<String> = one.to.iter().map(|to| who(batch, to.who)).collect();
            to.sort();
            (one.time.0, who(batch, one.from), to)
        };
        batch.exchanges.iter().map(line).collect::<Vec<_>>()
    };
    let mut all: Vec<_> = batches.iter().flat_map(of_batch).collect();
    all.sort();
    all
}

fn detected(path: &str, bytes: &[u8], id: &str) -> Vec<Batch> {
    assert_eq!(detect(path, bytes).map(|format| format.id), Some(id), "{path}");
    batches(id, path, bytes)
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn a_slack_export(
        names in vec(name(), 2..6),
        said in vec((0..3usize, any::<prop::sample::Index>(), 1_500_000_000..1_700_000_000i64), 1..20),
    ) {
        let users: Vec<_> = names.iter().enumerate().map(|(n, name)| {
            serde_json::json!({"id": format!("U{n}"), "team_id": "T1", "name": "x", "deleted": false,
                               "profile": {"real_name": name}})
        }).collect();
        let ids: Vec<String> = (0..names.len()).map(|n| format!("U{n}")).collect();
        let members = [&ids[..], &ids[..2], &ids[1..]];
        let channels: Vec<_> = members.iter().enumerate()
            .map(|(n, members)| serde_json::json!({"id": format!("C{n}"), "name": format!("c{n}"), "members": members}))
            .collect();
        let mut files = vec![
            ("users.json".to_owned(), serde_json::to_vec(&users).unwrap()),
            ("channels.json".to_owned(), serde_json::to_vec(&channels).unwrap()),
        ];
        let mut expected = Vec::new();
        for (channel, list) in members.iter().enumerate() {
            let mut messages = Vec::new();
            for (_, writer, time) in said.iter().filter(|(of, ..)| *of == channel) {
                let writer = &list[writer.index(list.len())];
                messages.push(serde_json::json!({"type": "message", "user": writer, "text": "x", "ts": format!("{time}.000100")}));
                let slack = |id: &String| format!("slack:{}", id.to_lowercase());
                let to: Vec<String> = list.iter().filter(|id| *id != writer).map(slack).collect();
                if !to.is_empty() {
                    expected.push((*time, slack(writer), to));
                }
            }
            files.push((format!("c{channel}/2024-01-31.json"), serde_json::to_vec_pretty(&messages).unwrap()));
        }
        expected.sort();
        let (batches, outcome, result) = read_held(formats::by_id("slack").unwrap(), files);
        prop_assert!(result.is_ok());
        prop_assert_eq!(outcome.records, (names.len() + said.len()) as u64);
        prop_assert_eq!(exchanges(&batches), expected);
        let cards: Vec<&str> = batches.iter().flat_map(|batch| &batch.cards).map(|card| card.name.full.as_str()).collect();
        prop_assert_eq!(cards, names.iter().map(|name| name.trim()).collect::<Vec<_>>());
    }

    #[test]
    fn a_discord_package(talks in vec((1..4usize, vec(1_500_000_000..1_700_000_000i64, 1..6)), 2..5)) {
        let id = |n: usize| format!("1000000000000000{n:02}");
        let mut files = vec![("account/user.json".to_owned(), serde_json::to_vec(&serde_json::json!({"id": id(0)})).unwrap())];
        let mut expected = Vec::new();
        for (n, (size, times)) in talks.iter().enumerate() {
            let folder = format!("messages/c2000000000000000{n:02}");
            let others: Vec<String> = (1..=*size).map(id).collect();
            let members: Vec<String> = others.iter().cloned().chain([id(0)]).collect();
            let channel = serde_json::json!({"id": &folder[10..], "type": "GROUP_DM", "recipients": members});
            files.push((format!("{folder}/channel.json"), serde_json::to_vec(&channel).unwrap()));
            let mut csv = "ID,Timestamp,Contents,Attachments\n".to_owned();
            for (at, time) in times.iter().enumerate() {
                let moment = tertius_model::Timestamp(*time);
                let second = time.rem_euclid(86_400);
                csv += &format!("{n}{at},{} {:02}:{:02}:{:02},\"a,\nb\",\n", moment.day(), second / 3_600, second / 60 % 60, second % 60);
                expected.push((*time, "ego".to_owned(), others.iter().map(|id| format!("discord:{id}")).collect()));
            }
            files.push((format!("{folder}/messages.csv"), csv.into_bytes()));
        }
        expected.sort();
        let (batches, _, result) = read_held(formats::by_id("discord").unwrap(), files);
        prop_assert!(result.is_ok());
        prop_assert_eq!(exchanges(&batches), expected);
    }

    #[test]
    fn lists_of_follows(ids in btree_set(1u64..u64::MAX / 2, 1..30)) {
        // X
        let entry = |id: &u64| serde_json::json!({"following": {"accountId": id.to_string()}});
        let list = serde_json::to_string_pretty(&ids.iter().map(entry).collect::<Vec<_>>()).unwrap();
        let read = detected("following.js", format!("window.YTD.following.part0 = {list}").as_bytes(), "x-follows");
        let expected = |service: &str, suffix: &str| -> BTreeSet<(String, String)> {
            ids.iter().map(|id| ("ego".to_owned(), format!("{service}:{id}{suffix}"))).collect()
        };
        prop_assert_eq!(follows(&read), expected("twitter-id", ""));
        // Mastodon
        let rows: String = ids.iter().map(|id| format!("{id}@social.example,true,false,\r\n")).collect();
        let csv = format!("Account address,Show boosts,Notify on new posts,Languages\r\n{rows}");
        let read = detected("follows.csv", csv.as_bytes(), "mastodon-following");
        prop_assert_eq!(follows(&read), expected("mastodon", "@social.example"));
        // GitHub, in pages of seven
        let users: Vec<_> = ids.iter().map(|id| serde_json::json!({"login": id.to_string(), "id": id, "node_id": "x"})).collect();
        let pages: String = users.chunks(7).map(|page| serde_json::to_string(page).unwrap()).collect();
        let read = detected("following.json", pages.as_bytes(), "github-people");
        prop_assert_eq!(follows(&read), expected("github", ""));
        // Nostr
        let key = |id: &u64| format!("{id:064x}");
        let tags: Vec<_> = ids.iter().map(|id| serde_json::json!(["p", key(id)])).collect();
        let event = serde_json::json!({"id": "1", "pubkey": key(&u64::MAX), "created_at": 1_700_000_000, "kind": 3, "tags": tags, "content": ""});
        let read = detected("follows.jsonl", event.to_string().as_bytes(), "nostr");
        let author = format!("nostr:{}", key(&u64::MAX));
        let wanted: BTreeSet<_> = ids.iter().map(|id| (author.clone(), format!("nostr:{}", key(id)))).collect();
        prop_assert_eq!(follows(&read), wanted);
    }

    #[test]
    fn histories_and_meetings(people in vec(name(), 2..8)) {
        let address = |n: usize| format!("person{n}@example.org");
        let clean = |name: &String| name.replace(['"', ',', ';', '|'], "");
        // Each wrote one change together with the next.
        let mut log = String::new();
        let mut expected = Vec::new();
        for n in 0..people.len() - 1 {
            log += &format!(
                "commit {n:040x}\nAuthor: {} <{}>\nDate:   {}\n\n    x\n\n    Co-authored-by: {} <{}>\n\n",
                clean(&people[n]), address(n), 1_600_000_000 + n, clean(&people[n + 1]), address(n + 1)
            );
            expected.push((1_600_000_000 + n as i64, address(n), vec![address(n + 1)]));
        }
        let read = detected("history.txt", log.as_bytes(), "git-log");
        prop_assert_eq!(exchanges(&read), expected);
        let cards: BTreeSet<_> = read.iter().flat_map(|batch| &batch.cards).flat_map(|card| card.handles.clone()).collect();
        let wanted: BTreeSet<_> = (0..people.len()).map(|n| Handle::email(&address(n)).unwrap()).collect();
        prop_assert_eq!(&cards, &wanted);
        // All met.
        let mut csv = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n".to_owned();
        for (n, name) in people.iter().enumerate() {
            csv += &format!("\"{}\",{},01/21/2021 08:58:30 PM,01/21/2021 09:58:30 PM,60,No\n", clean(name), address(n));
        }
        let read = detected("participants.csv", csv.as_bytes(), "zoom-attendance");
        let meeting = &read[0].gatherings[0];
        prop_assert_eq!((meeting.size as usize, meeting.minutes), (people.len(), 60));
        let guests: BTreeSet<_> = meeting.guests.iter().map(|guest| who(&read[0], guest.who)).collect();
        prop_assert_eq!(guests, (0..people.len()).map(address).collect::<BTreeSet<_>>());
    }
}
