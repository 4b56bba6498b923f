//! Who is asked a question, and why.

use tertius_model::Band;
use tertius_tribe_search::{Entry, MemberState, Union};

fn entry(title: &str, employer: &str) -> Entry {
    Entry {
        name: format!("{title} of {employer}"),
        title: title.into(),
        employer: employer.into(),
        band: Some(Band::Strong),
        ..Entry::default()
    }
}

#[test]
fn who_knows_somebody_is_asked_and_told_why() {
    let mut union = Union::new();
    let barring = MemberState { barred: vec!["ana".into()], ..MemberState::default() };
    union.set_member("dora", &barring);
    union.put_packet("a", "ana", &[entry("CFO", "Halden")]);
    union.put_packet(
        "b",
        "ben",
        &[entry("CFO", "Halden AG"), entry("Accountant", "Halden AG"), entry("Nurse", "Ward")],
    );
    union.put_packet("c", "cleo", &[entry("Nurse", "Ward")]);
    union.put_packet("d", "dora", &[entry("CFO", "Halden")]);
    let told = |question: &str| -> Vec<(String, String)> {
        union.helpers("ana", question).into_iter().map(|one| (one.member, one.reason)).collect()
    };
    assert_eq!(told("somebody at Halden"), [("ben".to_owned(), "you know 2 people at Halden AG".to_owned())]);
    let nurses = told("nurse");
    assert_eq!(nurses.len(), 2);
    assert!(nurses.iter().all(|(_, reason)| reason == "you know somebody at Ward"), "{nurses:?}");
    assert!(told("zorblax").is_empty() && told("").is_empty());
}
