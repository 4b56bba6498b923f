//! Samples of chats and of what phones and networks know about friends.

use crate::read::{check_folder, detect, read, run};
use tertius_import::formats;

#[test]
fn discord_channels() {
    check_folder("discord-chat");
}

#[test]
fn telegram() {
    check_folder("telegram");
}

#[test]
fn messenger() {
    check_folder("messenger");
}

#[test]
fn facebook() {
    check_folder("facebook");
}

#[test]
fn instagram() {
    check_folder("instagram");
}

#[test]
fn threads() {
    check_folder("threads");
}

#[test]
fn signal() {
    check_folder("signal");
}

#[test]
fn sms_backup() {
    check_folder("sms-backup");
}

#[test]
fn google_voice() {
    check_folder("google-voice");
}

#[test]
fn every_cut_of_a_chat_gives_its_messages_so_far() {
    let mut text = "{\"name\":\"Ana\",\"type\":\"personal_chat\",\"id\":7,\"messages\":[".to_owned();
    let mut ends = Vec::new();
    for n in 1..=5 {
        text += &format!(
            "{{\"id\":{n},\"type\":\"message\",\"date_unixtime\":\"160000000{n}\",\"from\":\"Ana\",\"from_id\":\"user7\"}},"
        );
        ends.push(text.len() - 1);
    }
    for cut in 60..text.len() {
        let (batches, _, result) = run("telegram", "x", &text.as_bytes()[..cut]);
        let n: usize = batches.iter().map(|batch| batch.exchanges.len()).sum();
        assert_eq!(n, ends.iter().filter(|end| **end <= cut).count(), "{}", &text[..cut]);
        assert!(result.is_err());
    }
}

#[test]
fn a_group_of_three_thousand_tells_its_size_and_lists_one() {
    let mut text = "{\"participants\":[".to_owned();
    for n in 0..3_000 {
        text += &format!("{}{{\"name\":\"Person {n}\"}}", if n == 0 { "" } else { "," });
    }
    text += "],\"messages\":[";
    for n in 0..10 {
        text += &format!(
            "{}{{\"sender_name\":\"Person {n}\",\"timestamp_ms\":160000000000{n}}}",
            if n == 0 { "" } else { "," }
        );
    }
    text += "],\"title\":\"Town\",\"thread_path\":\"inbox/town_1\"}";
    assert_eq!(detect("x", text.as_bytes()).map(|format| format.id), Some("messenger"));
    let (batches, _, result) = run("messenger", "x", text.as_bytes());
    result.unwrap();
    let all: Vec<_> = batches.iter().flat_map(|batch| &batch.exchanges).collect();
    assert_eq!(all.len(), 10);
    assert!(all.iter().all(|exchange| exchange.size == 2_999));
    assert!(all[1..].iter().all(|exchange| exchange.to.len() == 1));
}

#[test]
fn other_json_is_no_chat() {
    for text in [
        "{\"name\":\"x\",\"version\":\"1.0.0\",\"dependencies\":{}}",
        "[{\"id\":1,\"title\":\"x\"}]",
        "{\"messages\":[]}",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
    ] {
        assert_eq!(detect("x.json", text.as_bytes()).map(|format| format.id), None, "{text}");
    }
}

#[test]
fn every_chat_says_how_to_obtain_it_step_by_step() {
    let ids =
        ["whatsapp", "telegram", "messenger", "messenger-encrypted", "instagram-messages", "signal", "sms-backup"];
    for id in ids {
        let format = formats::by_id(id).unwrap();
        assert!(format.obtain.len() > 80 && format.never.contains("text"), "{id}");
    }
    assert!(read("x.json", b"{\"friends_v2\":[]}").contains("records 0"));
}
