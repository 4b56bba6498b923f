//! Two friends, two vaults, one file each way: what leaves, what arrives, what it opens, and how it ends.

use crate::scene::{AS_OF, Answer, Scene, bare, finish};
use std::path::Path;

const PROFILE_HEAD: &str = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers\n";
const CONNECTIONS_HEAD: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";

/// Everything of these that a packet never carries; each stands somewhere in the friend's vault.
const CANARIES: [&str; 9] = [
    "canary.mail@example.net",
    "canary-domain",
    "2025550177",
    "Canary note",
    "Canary lane",
    "Canary subject",
    "Canary group",
    "2026-06-20",
    "Canary nickname",
];

/// Ben's vault: Iris he knows well, Tomas a little, Vera is nobody's business.
fn bens_files(scene: &Scene) {
    scene.write("ben/Profile.csv", format!("{PROFILE_HEAD}Ben,Oduya,,,,Builder,,,,Graz,,,\n").as_bytes());
    scene.write(
        "ben/Connections.csv",
        format!(
            "{CONNECTIONS_HEAD}Mira,Holt,https://www.linkedin.com/in/mira-holt-7,,Kestrel Works,Engineer,3 Mar 2019\n\
             Iris,Falk,https://www.linkedin.com/in/iris-falk-3,,Fernlight,Head of Engineering,3 Mar 2018\n\
             Tomas,Berg,https://www.linkedin.com/in/tomas-berg-8,,Fernlight,Buyer,3 Mar 2020\n\
             Vera,Noll,https://www.linkedin.com/in/vera-noll-5,,Halden Bank,Analyst,3 Mar 2021\n"
        )
        .as_bytes(),
    );
    scene.write(
        "ben/phone.vcf",
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Iris Falk\r\nN:Falk;Iris;;;\r\nNICKNAME:Canary nickname\r\n\
          EMAIL:canary.mail@example.net\r\nTEL:+1 202 555 0177\r\nNOTE:Canary note\r\nADR:;;1 Canary lane;Graz;;;\r\n\
          CATEGORIES:Canary group\r\nURL:https://www.linkedin.com/in/iris-falk-3\r\nEND:VCARD\r\n\
          BEGIN:VCARD\r\nVERSION:3.0\r\nFN:+1 202 555 0178\r\nTEL:+1 202 555 0178\r\nNOTE:Canary note\r\nEND:VCARD\r\n",
    );
    let mail = |from: &str, to: &str, n: u32| {
        format!(
            "From - Thu Jan 01 00:00:00 1970\nFrom: {from}\nTo: {to}\nDate: {n} Jun 2026 10:00:00 +0000\n\
             Message-ID: <{n}@canary-domain.example>\nSubject: Canary subject\n\nCanary note.\n\n"
        )
    };
    let (ben, iris) = ("Ben Oduya <ben@example.org>", "Iris Falk <canary.mail@example.net>");
    let mbox: String = (10..=20).map(|n| if n % 2 == 0 { mail(ben, iris, n) } else { mail(iris, ben, n) }).collect();
    scene.write("ben/mail.mbox", mbox.as_bytes());
}

fn ben(scene: &Scene, as_of: &str, words: &[&str]) -> Answer {
    let mut command = bare(&scene.path(""));
    finish(command.arg("--vault").arg(scene.path("ben.db")).args(["--as-of", as_of]).args(words))
}

fn mira(scene: &Scene, as_of: &str, words: &[&str]) -> Answer {
    let mut command = bare(&scene.path(""));
    finish(command.arg("--vault").arg(scene.vault()).args(["--as-of", as_of]).args(words))
}

/// Ben with his vault, Mira with hers, connected with each other and with nobody else in common.
fn two_friends() -> Scene {
    let scene = Scene::empty();
    bens_files(&scene);
    ben(&scene, AS_OF, &["import", "ben", "--me", "ben@example.org", "--me", "linkedin.com/in/ben-oduya-2"]).done();
    scene.write("mira/Profile.csv", format!("{PROFILE_HEAD}Mira,Holt,,,,Engineer,,,,Graz,,,\n").as_bytes());
    let connections = format!(
        "{CONNECTIONS_HEAD}Ben,Oduya,https://www.linkedin.com/in/ben-oduya-2,,Plank & Daughters,Builder,3 Mar 2019\n"
    );
    scene.write("mira/Connections.csv", connections.as_bytes());
    mira(&scene, AS_OF, &["import", "mira", "--me", "linkedin.com/in/mira-holt-7"]).done();
    scene
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn two_friends_find_a_path_through_one_file() {
    let scene = two_friends();
    let path = mira(&scene, AS_OF, &["--json", "path", "Iris Falk"]);
    assert_eq!(path.code, 1, "nobody knows Iris yet: {}", path.out);
    ben(&scene, AS_OF, &["packet", "make", "--for", "Mira Holt", "--top", "50", "--out", "for-mira.json"]).done();
    let report = mira(&scene, AS_OF, &["--json", "import", "for-mira.json"]).json();
    assert_eq!(report["sources"][0]["format"], "packet");
    assert_eq!(report["sources"][0]["ties_between_others"], 3);
    let paths = mira(&scene, AS_OF, &["--json", "path", "Iris Falk"]).json();
    let names: Vec<&str> = paths[0]["people"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names[1..], ["Ben Oduya", "Iris Falk"], "{paths}");
    assert_eq!(paths[0]["links"][1]["evidence"], "stated");
    let loose = mira(&scene, AS_OF, &["--json", "loose", "--company", "Fernlight"]).json();
    assert_eq!(loose[0]["person"]["name"], "Iris Falk");
    assert_eq!(loose[0]["connectors"][0]["person"]["name"], "Ben Oduya");
    // On the day after its last one it says nothing, and before it was made neither.
    for (when, code) in [("2027-04-29", 0), ("2027-05-02", 1), ("2026-10-30", 1), ("2026-11-02", 0)] {
        assert_eq!(mira(&scene, when, &["path", "Iris Falk"]).code, code, "as of {when}");
    }
}

#[test]
fn nothing_but_what_a_packet_is_for_leaves() {
    let scene = two_friends();
    ben(&scene, AS_OF, &["label", "Vera Noll", "private"]).done();
    let made = ["packet", "make", "--for", "Mira Holt", "--top", "50", "--note", "Iris Falk=we rowed together"];
    let planned = ben(&scene, AS_OF, &[&["--json"], &made[..], &["--dry-run"]].concat()).json();
    assert_eq!(ben(&scene, AS_OF, &["--json", "packet", "log"]).json(), serde_json::json!([]));
    ben(&scene, AS_OF, &[&made[..], &["--out", "p.json"]].concat()).done();
    let packet = text(&scene.path("p.json"));
    for canary in CANARIES.iter().chain(&["Vera", "Mira Holt\", \"employer", "@"]) {
        assert!(!packet.contains(canary), "{canary} left in {packet}");
    }
    assert!(packet.contains("we rowed together") && packet.contains("iris-falk-3"), "{packet}");
    let shown = ben(&scene, AS_OF, &["--json", "packet", "show", "p.json"]).json();
    assert_eq!(shown["people"], planned["people"], "the preview is the packet");
    assert_eq!(shown["people"][0]["name"], "Iris Falk");
    assert_eq!(shown["n_people"], 2);
    let log = ben(&scene, AS_OF, &["--json", "packet", "log"]).json();
    assert_eq!((log[0]["whom"].as_str(), log[0]["people"].as_u64()), (Some("Mira Holt"), Some(2)));
    // Who is erased is not in the log either.
    ben(&scene, AS_OF, &["erase", "Iris Falk"]).done();
    let log = ben(&scene, AS_OF, &["--json", "packet", "log"]).json();
    assert_eq!(log[0]["about"], serde_json::json!(["Tomas Berg"]));
    let bytes = std::fs::read(scene.path("ben.db")).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"iris-falk-3"));
    let export = ben(&scene, AS_OF, &["export"]).done();
    let key = shown["key"].as_str().unwrap();
    assert!(!export.contains(key));
}

#[test]
fn what_was_changed_forged_or_taken_back_is_refused() {
    let scene = two_friends();
    ben(&scene, AS_OF, &["packet", "make", "--for", "Mira Holt", "--people", "Iris Falk", "--out", "p.json"]).done();
    let packet = text(&scene.path("p.json"));
    for (name, changed, word) in [
        ("forged", packet.replace("Head of Engineering", "Head of Everything"), "signature does not hold"),
        ("spaced", packet.replace("\"level\": ", "\"level\":  "), "line 6"),
        ("newer", packet.replace("packet 1", "packet 2"), "version 2"),
        ("cut", packet[..packet.len() / 2].to_owned(), "damaged or cut off"),
        ("more", packet.replace("\"level\"", "\"email\": \"x\",\n\"level\""), "not known to this version"),
    ] {
        scene.write("changed.json", changed.as_bytes());
        let answer = mira(&scene, AS_OF, &["import", "changed.json"]);
        assert!(answer.code != 0 && format!("{}{}", answer.out, answer.err).contains(word), "{name}: {answer:?}");
        assert_eq!(mira(&scene, AS_OF, &["path", "Iris Falk"]).code, 1, "{name}");
    }
    let own = ben(&scene, AS_OF, &["import", "p.json"]);
    assert!(format!("{}{}", own.out, own.err).contains("your own packet"), "{own:?}");
    mira(&scene, AS_OF, &["import", "p.json"]).done();
    assert_eq!(mira(&scene, AS_OF, &["path", "Iris Falk"]).code, 0);
    ben(&scene, AS_OF, &["packet", "revoke", "p.json", "--out", "r.json"]).done();
    mira(&scene, AS_OF, &["import", "r.json"]).done();
    assert_eq!(mira(&scene, AS_OF, &["path", "Iris Falk"]).code, 1, "what was taken back is gone");
    let bytes = std::fs::read(scene.vault()).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"iris-falk-3"), "down to its bytes");
    let again = mira(&scene, AS_OF, &["import", "p.json"]);
    assert!(format!("{}{}", again.out, again.err).contains("took this packet back"), "{again:?}");
}

#[test]
fn a_newer_packet_takes_the_place_of_the_older_in_any_order() {
    let scene = two_friends();
    let make = |when: &str, who: &str, out: &str| {
        ben(&scene, when, &["packet", "make", "--for", "Mira Holt", "--people", who, "--out", out]).done()
    };
    make("2026-11-01", "Iris Falk", "old.json");
    make("2026-11-02", "Tomas Berg", "new.json");
    for order in [["old.json", "new.json"], ["new.json", "old.json"]] {
        for file in order {
            mira(&scene, "2026-11-03", &["import", file]);
        }
        assert_eq!(mira(&scene, "2026-11-03", &["path", "Tomas Berg"]).code, 0, "{order:?}");
        assert_eq!(mira(&scene, "2026-11-03", &["path", "Iris Falk"]).code, 1, "{order:?}");
        mira(&scene, "2026-11-03", &["forget", "new.json"]).done();
    }
}

#[test]
fn what_a_friend_shares_is_not_passed_on() {
    let scene = two_friends();
    ben(&scene, AS_OF, &["packet", "make", "--for", "Mira Holt", "--top", "9", "--out", "p.json"]).done();
    mira(&scene, AS_OF, &["import", "p.json"]).done();
    let answer = mira(
        &scene,
        AS_OF,
        &["--json", "packet", "make", "--for", "anyone", "--top", "9", "--people", "Iris Falk", "--dry-run"],
    );
    let view = answer.json();
    let names: Vec<&str> = view["people"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ben Oduya"]);
    assert_eq!(view["left_out"][0]["reason"], "you have no tie of your own with them");
}

#[test]
fn two_who_match_blindly_learn_whom_they_share_and_nothing_else() {
    let scene = two_friends();
    // Mira knows Iris by her profile, and somebody whom Ben does not know.
    let more = format!(
        "{CONNECTIONS_HEAD}Iris,Falk,https://www.linkedin.com/in/iris-falk-3,,Fernlight,Engineer,3 Mar 2019\n\
         Olga,Prien,https://www.linkedin.com/in/olga-prien-4,,Norte,Pilot,3 Mar 2019\n"
    );
    scene.write("more/Connections.csv", more.as_bytes());
    mira(&scene, AS_OF, &["import", "more"]).done();
    ben(&scene, AS_OF, &["label", "Vera Noll", "private"]).done();
    let sides = ["--asker", "oak/mira", "--answerer", "oak/ben"];
    let begun = mira(&scene, AS_OF, &[&["--json", "packet", "match", "begin"], &sides[..]].concat()).json();
    assert_eq!(begun["addresses"], 3, "{begun}");
    let answered = [&["--json", "packet", "match", "answer", "question.match"], &sides[..]].concat();
    let answered = ben(&scene, AS_OF, &answered).json();
    assert_eq!(answered["asked"], 3);
    for file in ["question.match", "answer.match"] {
        let bytes = std::fs::read(scene.path(file)).unwrap();
        for name in ["iris", "olga", "vera", "tomas"] {
            assert!(
                !bytes.windows(name.len()).any(|held| held.eq_ignore_ascii_case(name.as_bytes())),
                "{name} in {file}"
            );
        }
    }
    let wrong = ["packet", "match", "finish", "question.match"];
    assert_eq!(mira(&scene, AS_OF, &wrong).code, 2, "a question is no answer");
    let shared = mira(&scene, AS_OF, &["--json", "packet", "match", "finish", "answer.match"]).json();
    let names: Vec<&str> = shared.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Iris Falk") && !names.contains(&"Olga Prien"), "{shared}");
    assert!(!scene.path("question.match.secret").exists(), "the secret is used once");
    let log = ben(&scene, AS_OF, &["--json", "packet", "log"]).json();
    assert_eq!((log[0]["what"].as_str(), log[0]["whom"].as_str()), (Some("answer of a blind match"), Some("oak/mira")));
}
