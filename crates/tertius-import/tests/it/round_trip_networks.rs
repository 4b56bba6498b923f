//! Random exports of networks and phones, written as each platform writes them, and read back: exactly that content.

use crate::read::{detect, run};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;
use tertius_model::{Batch, Day, MentionIdx, StatedKind};

fn few() -> ProptestConfig {
    ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() }
}

/// What was read, in a row of which everything must have been taken.
fn all_of(path: &str, id: &str, bytes: &[u8]) -> Vec<Batch> {
    assert_eq!(detect(path, bytes).map(|format| format.id), Some(id), "{path}");
    let (batches, outcome, result) = run(id, path, bytes);
    result.expect("a file that can be read");
    assert_eq!(outcome.n_skipped, 0, "{:?}", outcome.skipped);
    batches
}

fn who(batch: &Batch, idx: MentionIdx) -> String {
    batch.mention(idx).map_or("ego".to_owned(), |mention| {
        mention.handle.as_ref().map_or_else(|| mention.name.clone(), |handle| handle.value().to_owned())
    })
}

/// Who wrote when, in the order of the file.
fn said(batches: &[Batch]) -> Vec<(i64, String)> {
    let of_batch = |batch: &Batch| -> Vec<_> {
        batch.exchanges.iter().map(|exchange| (exchange.time.0, who(batch, exchange.from))).collect()
    };
    batches.iter().flat_map(of_batch).collect()
}

/// Whom ego follows.
fn followed(batches: &[Batch]) -> BTreeSet<String> {
    let of_batch = |batch: &Batch| -> Vec<_> {
        let ties = batch.stated.iter().filter(|tie| tie.kind == StatedKind::Follows && tie.a == MentionIdx::EGO);
        ties.map(|tie| who(batch, tie.b)).collect()
    };
    batches.iter().flat_map(of_batch).collect()
}

/// Moments and writers: of three, the last one is the owner.
fn talk() -> impl Strategy<Value = Vec<(i64, usize)>> {
    vec((1_500_000_000..1_700_000_000_i64, 0..3_usize), 1..20)
}

const NUMBERS: [&str; 2] = ["+447700900123", "+447700900124"];
/// The bytes 2…2 and 3…3 of two account ids, as the native export and as other tools write them.
const ACIS: [&str; 2] = ["AgICAgICAgICAgICAgICAg==", "AwMDAwMDAwMDAwMDAwMDAw=="];

proptest! {
    #![proptest_config(few())]

    #[test]
    fn signal(talk in talk()) {
        let mut text = "{\"version\": \"1\", \"backupTimeMs\": \"1778000000000\"}\n{\"account\": {\"givenName\": \"Me\"}}\n{\"recipient\": {\"id\": \"1\", \"self\": {}}}\n".to_owned();
        for (n, aci) in ACIS.iter().enumerate() {
            let (id, number) = (n + 2, NUMBERS[n].trim_start_matches('+'));
            writeln!(text, "{{\"recipient\": {{\"id\": \"{id}\", \"contact\": {{\"aci\": \"{aci}\", \"e164\": \"{number}\", \"profileGivenName\": \"P{n}\"}}}}}}").unwrap();
            writeln!(text, "{{\"chat\": {{\"id\": \"{id}\", \"recipientId\": \"{id}\"}}}}").unwrap();
        }
        let mut expected = Vec::new();
        for (n, (time, by)) in talk.iter().enumerate() {
            let (chat, author, way) = match by { 2 => (2, 1, "outgoing"), by => (by + 2, by + 2, "incoming") };
            writeln!(text, "{{\"chatItem\": {{\"chatId\": \"{chat}\", \"authorId\": \"{author}\", \"dateSent\": \"{time}{n:03}\", \"{way}\": {{}}, \"standardMessage\": {{\"text\": {{\"body\": \"x\"}}}}}}}}").unwrap();
            expected.push((*time, if *by == 2 { "ego" } else { NUMBERS[*by] }.to_owned()));
        }
        let mut found = said(&all_of("main.jsonl", "signal", text.as_bytes()));
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn sigtop(talk in talk()) {
        let mut rows = vec![format!("{{\"id\":\"0\",\"conversationId\":\"c\",\"type\":\"incoming\",\"sent_at\":1499999999000,\"source\":\"{}\",\"body\":\"x\"}}", NUMBERS[0])];
        let mut expected = vec![(1_499_999_999, NUMBERS[0].to_owned())];
        for (n, (time, by)) in talk.iter().enumerate() {
            let (kind, source) = match by { 2 => ("outgoing", String::new()), by => ("incoming", format!("\"source\":\"{}\",", NUMBERS[*by])) };
            rows.push(format!("{{\"id\":\"{n}\",\"conversationId\":\"c\",\"type\":\"{kind}\",\"sent_at\":{time}{n:03},{source}\"body\":\"x\"}}"));
            expected.push((*time, if *by == 2 { "ego" } else { NUMBERS[*by] }.to_owned()));
        }
        let text = format!("[{}]", rows.join(","));
        prop_assert_eq!(said(&all_of("sigtop.json", "signal-sigtop", text.as_bytes())), expected);
    }

    #[test]
    fn google_voice(talk in talk()) {
        let mut text = "<?xml version=\"1.0\" ?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>Me to\nAna Ruiz</title></head><body><div class=\"hChatLog hfeed\">\n".to_owned();
        let mut expected = Vec::new();
        // The other writes first: a page on which only the owner writes names nobody.
        for (time, by) in [(&1_499_999_999, 0)].into_iter().chain(talk.iter().map(|(time, by)| (time, by % 2))) {
            let ((y, m, d), s) = (Day(time.div_euclid(86_400) as i32).date(), time.rem_euclid(86_400));
            let at = format!("{y}-{m:02}-{d:02}T{:02}:{:02}:{:02}.000+00:00", s / 3_600, s / 60 % 60, s % 60);
            let (number, name) = match by { 0 => (NUMBERS[0], "<span class=\"fn\">Ana Ruiz</span>"), _ => ("+4915100000001", "<abbr class=\"fn\" title=\"\">Me</abbr>") };
            writeln!(text, "<div class=\"message\"><abbr class=\"dt\" title=\"{at}\">x</abbr>: <cite class=\"sender vcard\"><a class=\"tel\" href=\"tel:{number}\">{name}</a></cite>: <q>hi</q></div>").unwrap();
            expected.push((*time, if by == 0 { NUMBERS[0] } else { "ego" }.to_owned()));
        }
        text += "</div><div class=\"tags\">Labels: <a rel=\"tag\" href=\"http://www.google.com/voice#sms\">Text</a></div></body></html>";
        prop_assert_eq!(said(&all_of("Ana Ruiz - Text - 2023-01-03T10_00_00Z.html", "google-voice", text.as_bytes())), expected);
    }

    #[test]
    fn friends_on_facebook(friends in btree_map("[A-ZÀ-Ý][a-zà-ÿ]{2,8} [A-ZŁ][a-zø-]{2,8}[a-z]", 1_300_000_000..1_700_000_000_i64, 1..30)) {
        let mojibake = |name: &str| name.bytes().fold(String::new(), |out, byte| out + &format!("\\u{byte:04x}"));
        let rows: Vec<String> = friends.iter().map(|(name, time)| format!("{{\"name\":\"{}\",\"timestamp\":{time}}}", mojibake(name))).collect();
        let text = format!("{{\"friends_v2\":[{}]}}", rows.join(","));
        let batches = all_of("your_friends.json", "facebook-friends", text.as_bytes());
        let names = |batch: &Batch| -> Vec<String> {
            let carded = batch.cards.iter().map(|card| card.name.full.clone());
            carded.chain(batch.mentions.iter().map(|mention| mention.name.clone())).collect()
        };
        let found: BTreeSet<String> = batches.iter().flat_map(names).collect();
        prop_assert_eq!(found, friends.into_keys().collect::<BTreeSet<_>>());
    }

    #[test]
    fn following_on_instagram(names in btree_map("[a-z][a-z0-9_]{2,12}[a-z]", 1_400_000_000..1_700_000_000_i64, 1..30), layout in 0..3_usize) {
        let row = |(name, time): (&String, &i64)| match layout {
            0 => format!("{{\"title\":\"\",\"string_list_data\":[{{\"href\":\"https://www.instagram.com/{name}\",\"value\":\"{name}\",\"timestamp\":{time}}}]}}"),
            1 => format!("{{\"title\":\"{name}\",\"string_list_data\":[{{\"href\":\"https://www.instagram.com/_u/{name}\",\"timestamp\":{time}}}]}}"),
            _ => format!("{{\"title\":\"\",\"string_list_data\":[{{\"href\":\"https://www.instagram.com/_u/{name}\",\"timestamp\":{time}}}]}}"),
        };
        let text = format!("{{\"relationships_following\":[{}]}}", names.iter().map(row).collect::<Vec<_>>().join(","));
        let found = followed(&all_of("following.json", "instagram-relations", text.as_bytes()));
        prop_assert_eq!(found, names.into_keys().map(|name| format!("instagram:{name}")).collect::<BTreeSet<_>>());
    }

    #[test]
    fn a_repository_of_bluesky(follows in btree_map("[a-z2-7]{24}", 1_600_000_000..1_700_000_000_i64, 1..40)) {
        let file = repository(&follows.keys().map(String::as_str).collect::<Vec<_>>());
        let batches = all_of("repo.car", "bluesky-repository", &file);
        let of_batch = |batch: &Batch| -> Vec<_> {
            batch.stated.iter().filter(|tie| tie.kind == StatedKind::Follows).map(|tie| who(batch, tie.b)).collect()
        };
        let found: BTreeSet<String> = batches.iter().flat_map(of_batch).collect();
        prop_assert_eq!(found, follows.into_keys().map(|id| format!("bluesky:did:plc:{id}")).collect::<BTreeSet<_>>());
    }
}

/// A container of a commit, one leaf of the tree and a record for each account that is followed.
fn repository(follows: &[&str]) -> Vec<u8> {
    let records: Vec<Vec<u8>> = follows
        .iter()
        .map(|id| {
            let [kind, subject, at] = [
                ("$type", "app.bsky.graph.follow".to_owned()),
                ("subject", format!("did:plc:{id}")),
                ("createdAt", "2024-01-02T03:04:05.000Z".to_owned()),
            ]
            .map(|(key, value)| [cbor_text(key), cbor_text(&value)].concat());
            [vec![0xa3], kind, subject, at].concat()
        })
        .collect();
    let mut key_before = String::new();
    let mut entries = Vec::new();
    for (n, _) in records.iter().enumerate() {
        let key = format!("app.bsky.graph.follow/3k{n:011}");
        let shared = key.bytes().zip(key_before.bytes()).take_while(|(a, b)| a == b).count();
        let rest = &key.as_bytes()[shared..];
        entries.extend(
            [
                vec![0xa4],
                cbor_text("p"),
                cbor_head(0, shared as u64),
                cbor_text("k"),
                cbor_head(2, rest.len() as u64),
                rest.to_vec(),
            ]
            .concat(),
        );
        entries.extend([cbor_text("v"), cbor_link(n as u8 + 2), cbor_text("t"), vec![0xf6]].concat());
        key_before = key;
    }
    let leaf =
        [vec![0xa2], cbor_text("e"), cbor_head(4, records.len() as u64), entries, cbor_text("l"), vec![0xf6]].concat();
    let did = [cbor_text("did"), cbor_text("did:plc:ownerownerownerownerowne")].concat();
    let commit = [vec![0xa3], did, cbor_text("data"), cbor_link(1), cbor_text("version"), vec![3]].concat();
    let header = [vec![0xa2], cbor_text("roots"), vec![0x81], cbor_link(0), cbor_text("version"), vec![1]].concat();
    let mut file = frame(&header);
    for (n, block) in [commit, leaf].into_iter().chain(records).enumerate() {
        file.extend(frame(&[link_id(n as u8), block].concat()));
    }
    file
}

fn frame(bytes: &[u8]) -> Vec<u8> {
    let (mut len, mut out) = (bytes.len(), Vec::new());
    while len > 0x7f {
        out.push(len as u8 | 0x80);
        len >>= 7;
    }
    out.push(len as u8);
    [out, bytes.to_vec()].concat()
}

fn link_id(n: u8) -> Vec<u8> {
    [vec![1, 0x71, 0x12, 32], vec![n; 32]].concat()
}

fn cbor_link(n: u8) -> Vec<u8> {
    [vec![0xd8, 42, 0x58, 37, 0], link_id(n)].concat()
}

fn cbor_text(text: &str) -> Vec<u8> {
    [cbor_head(3, text.len() as u64), text.as_bytes().to_vec()].concat()
}

fn cbor_head(kind: u8, n: u64) -> Vec<u8> {
    match n {
        0..24 => vec![kind << 5 | n as u8],
        24..256 => vec![kind << 5 | 24, n as u8],
        _ => vec![kind << 5 | 25, (n >> 8) as u8, n as u8],
    }
}
