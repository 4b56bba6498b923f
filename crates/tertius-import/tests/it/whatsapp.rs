//! Samples of WhatsApp, and what counts as a message.

use crate::read::{check_folder, detect, read};

#[test]
fn samples() {
    check_folder("whatsapp");
}

#[test]
fn other_texts_are_no_chat() {
    for text in [
        "2020-01-01 12:00:05 - INFO: started\n2020-01-01 12:00:06 - ERROR: stopped\n",
        "[2020-01-01 12:00:05] production.ERROR: no such file\n",
        "2020-01-01 12:00:05,123 - root - INFO - started\n",
        "[00:12:03] Ana: intro\n",
    ] {
        assert_ne!(detect("notes.txt", text.as_bytes()).map(|format| format.id), Some("whatsapp"), "{text}");
    }
}

#[test]
fn every_message_of_a_large_group_counts_and_its_size_is_told() {
    let mut text = String::new();
    for n in 0..100 {
        text += &format!("13/1/20, 12:{:02} - Person {}: hi\n", n / 2, n % 50);
    }
    let (batches, _, _) = crate::read::run("whatsapp", "chat.txt", text.as_bytes());
    let all: Vec<_> = batches.iter().flat_map(|batch| &batch.exchanges).collect();
    assert_eq!(all.len(), 100);
    assert!(all.iter().all(|exchange| exchange.size == 49));
    assert_eq!(all[0].to.len(), 50, "the crowd is listed once, and ego stands in it");
    assert!(all[1..].iter().all(|exchange| exchange.to.len() == 1));
}

#[test]
fn a_file_of_one_line_is_read() {
    let text = read("x.txt", b"29.01.18, 12:24 - Ana: hi");
    assert!(text.contains("exchange line 1 2018-01-29 12:24:00 whatsapp \"Ana\" -> ego"), "{text}");
}
