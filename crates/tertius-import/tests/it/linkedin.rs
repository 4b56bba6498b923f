//! The files of a LinkedIn export.

use crate::read;

#[test]
fn every_sample_is_read_as_its_snapshot_says() {
    read::check_folder("linkedin");
}

#[test]
fn the_name_of_a_file_decides_only_where_nothing_else_does() {
    let sample = |path: &str| std::fs::read(read::testdata().join("linkedin").join(path)).expect("a sample");
    let format = |path: &str, bytes: &[u8]| read::detect(path, bytes).map_or("none", |format| format.id);
    assert_eq!(format("x", &sample("connections/today.csv")), "linkedin-connections");
    assert_eq!(format("messages (1).csv", &sample("messages/2024-drafts.csv")), "linkedin-messages");
    assert_eq!(format("x", &sample("bots/coach_messages.csv")), "linkedin-messages");
    assert_eq!(format("x", &sample("praise/Recommendations_Given.csv")), "linkedin-recommendations");
}

#[test]
fn one_person_has_one_key_in_two_generations_of_an_export() {
    let header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";
    let old = format!("{header}José,Ruiz,https://www.linkedin.com/in/jos%C3%A9-ruiz,,Acme,,16 Dec 2024\n");
    let new = format!("Notes:\n\n{header}José,Ruiz,www.linkedin.com/in/josé-ruiz/,,Northwind,,16 Dec 2024\n");
    let key = |text: &str| read::batches("linkedin-connections", "x", text.as_bytes())[0].cards[0].key;
    assert_eq!(key(&old), key(&new));
}

#[test]
fn the_text_of_a_message_is_not_kept() {
    let bytes = std::fs::read(read::testdata().join("linkedin/messages/2024-drafts.csv")).expect("a sample");
    let batches = read::batches("linkedin-messages", "messages.csv", &bytes);
    assert!(batches.iter().any(|batch| !batch.exchanges.is_empty()));
    assert!(!format!("{batches:?}").contains("Hola"));
}
