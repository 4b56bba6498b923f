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
    fn signal_back(talk in talk()) {
        let mut text = "ID,THREAD_ID,ADDRESS,ADDRESS_DEVICE_ID,PERSON,DATE_RECEIVED,DATE_SENT,TYPE,BODY,MISMATCHED_IDENTITIES\n".to_owned();
        let mut expected = Vec::new();
        for (n, (time, by)) in talk.iter().enumerate() {
            let (thread, kind) = match by { 2 => (0, 10_485_783), by => (*by, 10_485_780) };
            writeln!(text, "{n},{thread},{},1,,{time}{n:03},{time}{n:03},{kind},\"a, \"\"b\"\"\nc\",", NUMBERS[thread]).unwrap();
            expected.push((*time, if *by == 2 { "ego" } else { NUMBERS[*by] }.to_owned()));
        }
        let mut found = said(&all_of("sms.csv", "signal-back", text.as_bytes()));
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
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
    fn messages_and_posts(talk in talk()) {
        let iso = |time: i64| {
            let second = time.rem_euclid(86_400);
            format!("{}T{:02}:{:02}:{:02}", tertius_model::Timestamp(time).day(), second / 3_600, second / 60 % 60, second % 60)
        };
        // X: two conversations of the owner, 900.
        let id = |by: usize| [101, 102, 900][by];
        let mut chats = [Vec::new(), Vec::new()];
        let mut wanted: Vec<(i64, String)> = Vec::new();
        for (n, (time, by)) in talk.iter().enumerate() {
            let (chat, to) = match by { 2 => (n % 2, id(n % 2)), by => (*by, 900) };
            chats[chat].push(serde_json::json!({"messageCreate": {"id": n.to_string(), "senderId": id(*by).to_string(), "recipientId": to.to_string(), "text": "x", "createdAt": format!("{}.123Z", iso(*time))}}));
            wanted.push((*time, format!("twitter-id:{}", id(*by))));
        }
        let rows: Vec<_> = chats.iter().zip([101, 102]).map(|(messages, other)| {
            serde_json::json!({"dmConversation": {"conversationId": format!("{other}-900"), "messages": messages}})
        }).collect();
        let text = format!("window.YTD.direct_messages.part0 = {}", serde_json::to_string_pretty(&rows).unwrap());
        let mut found = said(&all_of("direct-messages.js", "x-messages", text.as_bytes()));
        found.sort();
        wanted.sort();
        prop_assert_eq!(found, wanted);
        // Mastodon: every post names one account.
        let posts: Vec<_> = talk.iter().enumerate().map(|(n, (time, by))| serde_json::json!({
            "id": format!("https://social.example/{n}/activity"), "type": "Create", "published": format!("{}Z", iso(*time)), "to": [], "cc": [],
            "object": {"id": format!("https://social.example/{n}"), "type": "Note", "published": format!("{}Z", iso(*time)),
                       "tag": [{"type": "Mention", "href": "x", "name": format!("@p{by}@social.example")}]},
        })).collect();
        let outbox = serde_json::json!({"@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection", "totalItems": 0, "orderedItems": posts});
        let batches = all_of("outbox.json", "mastodon-posts", outbox.to_string().as_bytes());
        let found: Vec<(i64, String)> = batches.iter().flat_map(|batch| batch.exchanges.iter().map(|one| (one.time.0, who(batch, one.to[0].who))).collect::<Vec<_>>()).collect();
        prop_assert_eq!(found, talk.iter().map(|(time, by)| (*time, format!("mastodon:p{by}@social.example"))).collect::<Vec<_>>());
        // Calls: the third number is nobody's, the owner called the first.
        let calls: String = talk.iter().enumerate().map(|(n, (time, by))| {
            let (number, kind) = match by { 2 => (NUMBERS[0], 2), by => (NUMBERS[*by], [1, 3, 5, 7][n % 4]) };
            format!("<call number=\"{number}\" duration=\"5\" date=\"{time}000\" type=\"{kind}\" presentation=\"1\" contact_name=\"(Unknown)\" />\n")
        }).collect();
        let text = format!("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<calls count=\"{}\">\n{calls}</calls>", talk.len());
        let wanted: Vec<(i64, String)> = talk.iter().map(|(time, by)| (*time, if *by == 2 { "ego" } else { NUMBERS[*by] }.to_owned())).collect();
        prop_assert_eq!(said(&all_of("calls.xml", "sms-backup-calls", text.as_bytes())), wanted);
    }

    #[test]
    fn contacts_and_relations_in_monica(n in 2..12_usize, pairs in vec((0..12_usize, 0..12_usize), 0..10)) {
        let address = |n: usize| format!("person{n}@example.org");
        let pairs: BTreeSet<(usize, usize)> = pairs.into_iter().map(|(a, b)| (a % n, b % n)).filter(|(a, b)| a != b).collect();
        let contacts: Vec<_> = (0..n).map(|at| serde_json::json!({
            "uuid": format!("c{at}"), "properties": {"first_name": format!("P{at}"), "last_name": "Berg"},
            "data": [{"count": 1, "type": "contact_field", "values": [{"uuid": format!("f{at}"), "properties": {"data": address(at), "type": "t1"}}]}],
        })).collect();
        let relations: Vec<_> = pairs.iter().map(|(a, b)| serde_json::json!({
            "uuid": format!("r{a}-{b}"), "properties": {"type": "friend", "contact_is": format!("c{a}"), "of_contact": format!("c{b}")},
        })).collect();
        let mut data = vec![serde_json::json!({"count": n, "type": "contact", "values": contacts})];
        if !relations.is_empty() {
            data.push(serde_json::json!({"count": relations.len(), "type": "relationship", "values": relations}));
        }
        let types = serde_json::json!([{"uuid": "t1", "properties": {"name": "Email", "type": "email"}}]);
        let json = serde_json::json!({"version": "1.0-preview.1", "app_version": "4.0.0", "export_date": "2024-05-01T00:00:00Z", "url": "x", "exported_by": "u",
                                      "account": {"uuid": "a", "properties": {}, "data": data, "instance": {"contact_field_types": types}}});
        let mut sql = "# *****\n# Mia Example export from https://crm.example.org\n# *****\n\nSET FOREIGN_KEY_CHECKS=0;\n\nINSERT IGNORE INTO contact_field_types (`id`,`name`,`protocol`,`type`) VALUES\n (1,'Email','mailto:','email');\nINSERT IGNORE INTO relationship_types (`id`,`name`,`name_reverse_relationship`) VALUES\n (7,'friend','friend');\n".to_owned();
        let rows = |sql: &mut String, head: &str, rows: Vec<String>| if !rows.is_empty() { writeln!(sql, "INSERT IGNORE INTO {head} VALUES\n {};", rows.join(",\n ")).unwrap() };
        rows(&mut sql, "contacts (`id`,`first_name`,`last_name`)", (0..n).map(|at| format!("({},'P{at}','Berg')", at + 10)).collect());
        rows(&mut sql, "contact_fields (`id`,`contact_id`,`contact_field_type_id`,`data`)", (0..n).map(|at| format!("({at},{},1,'{}')", at + 10, address(at))).collect());
        rows(&mut sql, "relationships (`id`,`relationship_type_id`,`contact_is`,`of_contact`)", pairs.iter().enumerate().map(|(at, (a, b))| format!("({at},7,{},{})", a + 10, b + 10)).collect());
        for (path, id, text) in [("export.json", "monica-json", json.to_string()), ("export.sql", "monica-sql", sql)] {
            let batches = all_of(path, id, text.as_bytes());
            let cards: BTreeSet<String> = batches.iter().flat_map(|batch| &batch.cards).map(|card| card.handles[0].value().to_owned()).collect();
            prop_assert_eq!(cards, (0..n).map(address).collect::<BTreeSet<_>>(), "{}", id);
            let ties: BTreeSet<BTreeSet<String>> = batches.iter().flat_map(|batch| batch.stated.iter().map(|tie| BTreeSet::from([who(batch, tie.a), who(batch, tie.b)])).collect::<Vec<_>>()).collect();
            prop_assert_eq!(ties, pairs.iter().map(|(a, b)| BTreeSet::from([address(*a), address(*b)])).collect::<BTreeSet<_>>(), "{}", id);
        }
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
