//! WHO, anywhere: a name, an address or an id; what is not clear is asked back.

use crate::scenario::{Scene, play};
use insta::assert_snapshot;

const TWO_ANAS: &str = "
    me me@x.example
    file people.csv
        Name,Email,Company,Title
        Ana Ruiz,ana@halden.example,Halden GmbH,Engineer
        Ana Ruiz,ana.ruiz@norte.example,Norte SA,Nurse
        Bo Lindqvist,bo@y.example,,
    end";

#[test]
fn an_ambiguous_name_lists_what_tells_the_candidates_apart() {
    let mut scene = Scene::new();
    let said = scene.play(&format!("{TWO_ANAS}\nask person Ana Ruiz\nlabel Ana friend"));
    for apart in ["fits 2 people", "Engineer, Halden GmbH", "ana@halden.example", "Nurse, Norte SA"] {
        assert_eq!(said.matches(apart).count(), 2, "{said}");
    }
    for person in scene.app.people("", 10).unwrap().rows {
        assert_eq!(scene.app.person(&person.brief.id).unwrap().row.brief, person.brief);
    }
}

#[test]
fn an_address_in_any_spelling_and_part_of_a_name_will_do() {
    let said = play(&format!("{TWO_ANAS}\nask why Ana@Halden.example\nask why lindq\nask why BO LINDQVIST"));
    assert_snapshot!(said, @r"
    Ana Ruiz · none 0.00
      no-evidence: no day of contact is known
      no-evidence: no message or meeting with them was imported; assumed from how deep the tie is
    Bo Lindqvist · none 0.00
      no-evidence: no day of contact is known
      no-evidence: no message or meeting with them was imported; assumed from how deep the tie is
    Bo Lindqvist · none 0.00
      no-evidence: no day of contact is known
      no-evidence: no message or meeting with them was imported; assumed from how deep the tie is
    ");
}

#[test]
fn nobody_and_ego_are_said_so() {
    let said = play(&format!("{TWO_ANAS}\nask person Nemo\nask person nemo@nowhere.example\nask person me@x.example"));
    assert_snapshot!(said, @r#"
    error: nobody is known as "Nemo"
    tertius people WORDS searches names, employers, titles and places
    error: nobody is known as "nemo@nowhere.example"
    tertius people WORDS searches names, employers, titles and places
    error: me@x.example is you
    name somebody else; tertius me shows your addresses
    "#);
}

#[test]
fn a_folder_of_a_friends_mail_does_not_make_ego_of_the_friend() {
    // Ana takes part in every message of the folder, ego only in most.
    let folder = "
        letters 2025-01-01..2025-06-01 every 7 Ana Ruiz <ana@x.example> <-> me@x.example
        mail 2025-07-01 Ana Ruiz <ana@x.example> -> zoe@quist.example";
    assert_eq!(
        play(&format!("{folder}\nask person ana@x.example")).lines().next(),
        Some("error: ana@x.example is you")
    );
    let said = play(&format!("me me@x.example\n{folder}\nask why ana@x.example"));
    assert!(said.starts_with("Ana Ruiz · tie"), "{said}");
}
