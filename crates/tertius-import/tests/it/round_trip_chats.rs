//! Random chats with known content are written as each export writes them, and read back: exactly that content.

use crate::read::{detect, run};
use proptest::collection::vec;
use proptest::prelude::*;
use std::fmt::Write;
use tertius_model::{Day, Mention, MentionIdx, Party};

/// Members of every chat; the last one is the owner, where the format can say so.
const MEMBERS: [&str; 4] = ["Ana Ruiz", "Bo", "Łukasz Żak-Ó", "Me Myself"];
/// 2020-03-13: a day that no other order of day and month allows.
const START: i64 = 1_584_057_600;

/// One message: seconds since 1970 in whole minutes, who wrote it, what.
#[derive(Clone, Debug)]
struct Line {
    time: i64,
    by: usize,
    text: String,
}

/// Chats of a few months; every member writes at the start, so that all are known.
fn chat() -> impl Strategy<Value = Vec<Line>> {
    let line = (0..5_000_i64, 0..MEMBERS.len(), "[a-zé😀: ]{0,12}(\n[a-z ]{1,9}){0,2}");
    vec(line, 0..40).prop_map(|lines| {
        let mut time = START;
        let hello = (0..MEMBERS.len()).map(|by| (1, by, "hello".to_owned()));
        let lines = hello.chain(lines).map(|(minutes, by, text)| {
            time += minutes * 60;
            Line { time, by, text }
        });
        lines.collect()
    })
}

/// What the format says: the time, the writer, how many others it went to.
fn imported(path: &str, id: &str, bytes: &[u8]) -> Vec<(i64, Party, u32)> {
    assert_eq!(detect(path, bytes).map(|format| format.id), Some(id), "{}", String::from_utf8_lossy(bytes));
    let (batches, outcome, result) = run(id, path, bytes);
    result.expect("a file that can be read");
    assert_eq!((outcome.n_skipped, outcome.records), (0, outcome.exchanges));
    let party = |batch: &tertius_model::Batch, who: MentionIdx| match batch.mention(who) {
        None => Party::Ego,
        // Handles are another matter: names are compared.
        Some(Mention { name, .. }) => Party::Who(Mention { handle: None, name: name.clone() }),
    };
    let of_batch = |batch: &tertius_model::Batch| -> Vec<(i64, Party, u32)> {
        batch.exchanges.iter().map(|exchange| (exchange.time.0, party(batch, exchange.from), exchange.size)).collect()
    };
    batches.iter().flat_map(of_batch).collect()
}

fn expected(chat: &[Line], knows_owner: bool) -> Vec<(i64, Party, u32)> {
    let who = |by: usize| match knows_owner && by == MEMBERS.len() - 1 {
        true => Party::Ego,
        false => Party::Who(Mention { handle: None, name: MEMBERS[by].to_owned() }),
    };
    chat.iter().map(|line| (line.time, who(line.by), MEMBERS.len() as u32 - 1)).collect()
}

/// Year, month, day, hour, minute.
fn clock(time: i64) -> (i32, u32, u32, i64, i64) {
    let (year, month, day) = Day(time.div_euclid(86_400) as i32).date();
    (year, month, day, time.rem_euclid(86_400) / 3_600, time.rem_euclid(3_600) / 60)
}

/// A WhatsApp line head in one of the ways of writing it.
fn head(style: usize, time: i64) -> String {
    let (y, m, d, h, min) = clock(time);
    let (half, h12) = (if h < 12 { "AM" } else { "PM" }, if h % 12 == 0 { 12 } else { h % 12 });
    let short = y % 100;
    match style {
        0 => format!("[{m}/{d}/{short}, {h:02}:{min:02}:00] "),
        1 => format!("{m}/{d}/{short}, {h12}:{min:02}\u{202f}{half} - "),
        2 => format!("{d:02}.{m:02}.{short:02}, {h:02}:{min:02} - "),
        3 => format!(
            "\u{200e}[{d}/{m}/{y}, {h12}:{min:02}:00 {}]\u{a0}",
            if h < 12 { "a.\u{a0}m." } else { "p.\u{a0}m." }
        ),
        4 => format!("{d}.{m}.{y} klo {h}.{min:02} - "),
        5 => format!("[{y}/{m:02}/{d:02}, {h:02}:{min:02}:00] "),
        6 => format!("{y}/{m}/{d} {}{h12}:{min:02} - ", if h < 12 { "上午" } else { "下午" }),
        _ => format!("\u{feff}{d:02}-{m:02}-{y} {h:02}:{min:02} - "),
    }
}

fn json(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

/// As Facebook writes texts: each byte of UTF-8 a character.
fn mojibake(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'"' | b'\\' | 0..0x20 | 0x80.. => write!(out, "\\u{:04x}", byte).unwrap(),
            byte => out.push(char::from(byte)),
        }
        out
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatsapp(chat in chat(), style in 0..8_usize) {
        let mut text = String::new();
        for line in &chat {
            writeln!(text, "{}{}: {}", head(style, line.time), MEMBERS[line.by], line.text).unwrap();
        }
        prop_assert_eq!(imported("chat.txt", "whatsapp", text.as_bytes()), expected(&chat, false));
    }

    #[test]
    fn telegram(chat in chat()) {
        let own = "\"personal_information\":{\"user_id\":103,\"first_name\":\"Me\",\"last_name\":\"Myself\"}";
        let mut text = format!("{{{own},\"chats\":{{\"list\":[{{\"name\":\"x\",\"type\":\"private_group\",\"id\":1,\"messages\":[");
        for (n, line) in chat.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            let (name, words) = (json(MEMBERS[line.by]), json(&line.text));
            write!(text, "{comma}{{\"id\":{n},\"type\":\"message\",\"date_unixtime\":\"{}\",\"from\":{name},\"from_id\":\"user10{}\",\"text\":{words}}}", line.time, line.by).unwrap();
        }
        text += "]}]}}";
        prop_assert_eq!(imported("result.json", "telegram", text.as_bytes()), expected(&chat, true));
    }

    #[test]
    fn messenger(chat in chat()) {
        let names: Vec<String> = MEMBERS.iter().map(|name| format!("{{\"name\":\"{}\"}}", mojibake(name))).collect();
        let mut text = format!("{{\"participants\":[{}],\"messages\":[", names.join(","));
        for (n, line) in chat.iter().rev().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            let (name, words) = (mojibake(MEMBERS[line.by]), mojibake(&line.text));
            write!(text, "{comma}{{\"sender_name\":\"{name}\",\"timestamp_ms\":{}123,\"content\":\"{words}\"}}", line.time).unwrap();
        }
        text += "],\"title\":\"x\",\"thread_path\":\"inbox/x_1\"}";
        let newest_first: Vec<_> = expected(&chat, false).into_iter().rev().collect();
        prop_assert_eq!(imported("message_1.json", "messenger", text.as_bytes()), newest_first);
    }

    #[test]
    fn signal_export(chat in chat()) {
        let mut text = String::new();
        for line in &chat {
            let (y, m, d, h, min) = clock(line.time);
            let sender = if line.by == MEMBERS.len() - 1 { "Me" } else { MEMBERS[line.by] };
            let (sender, words) = (json(sender), json(&line.text));
            writeln!(text, "{{\"date\":\"{y}-{m:02}-{d:02} {h:02}:{min:02}:00\",\"sender\":{sender},\"body\":{words},\"quote\":\"\",\"sticker\":\"\"}}").unwrap();
        }
        prop_assert_eq!(imported("x/data.json", "signal-export", text.as_bytes()), expected(&chat, true));
    }

    #[test]
    fn discord_channel(chat in chat()) {
        let mut rows = Vec::new();
        for (n, line) in chat.iter().enumerate() {
            let time = tertius_model::Timestamp(line.time);
            let second = line.time.rem_euclid(86_400);
            let written = format!("{}T{:02}:{:02}:00.123+00:00", time.day(), second / 3_600, second / 60 % 60);
            rows.push(serde_json::json!({
                "id": n.to_string(), "type": if n % 3 == 0 { "Reply" } else { "Default" }, "timestamp": written, "content": line.text,
                "author": {"id": format!("10000000000000000{}", line.by), "name": format!("m{}", line.by), "nickname": MEMBERS[line.by], "isBot": false},
            }));
        }
        let channel = serde_json::json!({"id": "1", "type": "GuildTextChat", "name": "x"});
        let text = serde_json::json!({"guild": {"id": "0"}, "channel": channel, "dateRange": {"after": null}, "messages": rows});
        // The map sorts its keys, as the exporter happens to order them.
        let mut found = imported("x.json", "discord-chat", text.to_string().as_bytes());
        found.iter_mut().for_each(|(_, _, size)| *size = MEMBERS.len() as u32 - 1);
        prop_assert_eq!(found, expected(&chat, false));
    }

    #[test]
    fn messenger_encrypted(chat in chat()) {
        let rows: Vec<_> = chat.iter().rev().map(|line| {
            serde_json::json!({"isUnsent": false, "media": [], "senderName": MEMBERS[line.by], "text": line.text, "timestamp": line.time * 1_000, "type": "text"})
        }).collect();
        let text = serde_json::json!({"participants": MEMBERS, "threadName": "Trip_1", "messages": rows});
        let mut found = imported("Trip_1.json", "messenger-encrypted", text.to_string().as_bytes());
        found.reverse();
        prop_assert_eq!(found, expected(&chat, false));
    }

    #[test]
    fn text_messages(chat in chat()) {
        let mut text = format!("<?xml version='1.0' ?><smses count=\"{}\">", chat.len());
        for line in &chat {
            // The owner writes to the first of the others.
            let is_mine = line.by == MEMBERS.len() - 1;
            let other = if is_mine { 0 } else { line.by };
            let words: String = line.text.chars().filter(|c| c.is_ascii_alphabetic()).collect();
            let kind = if is_mine { 2 } else { 1 };
            write!(text, "<sms address=\"+4477009001{other:02}\" date=\"{}000\" type=\"{kind}\" body=\"{words} &#55357;&#56842;\" contact_name=\"{}\" />", line.time, MEMBERS[other]).unwrap();
        }
        text += "</smses>";
        let one_each: Vec<_> = expected(&chat, true).into_iter().map(|(time, who, _)| (time, who, 1)).collect();
        prop_assert_eq!(imported("sms.xml", "sms-backup", text.as_bytes()), one_each);
    }
}
