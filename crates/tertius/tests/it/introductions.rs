//! Three people, three vaults, nothing between them but files and mails: what each gets to see at each step, and what is
//! refused.

use crate::scene::{AS_OF, Answer, Scene, bare, finish};
use serde_json::Value;

/// The small network's Mira asks; Ana is her friend and knows Chidi.
const MIRA: &str = "vault.db";
const ANA: &str = "ana.db";
const CHIDI: &str = "chidi.db";

fn at(scene: &Scene, vault: &str, when: &str, words: &[&str]) -> Answer {
    let mut command = bare(&scene.path(""));
    finish(command.arg("--vault").arg(scene.path(vault)).args(["--as-of", when]).args(words))
}

fn by(scene: &Scene, vault: &str, words: &[&str]) -> Answer {
    at(scene, vault, AS_OF, words)
}

fn json(scene: &Scene, vault: &str, words: &[&str]) -> Value {
    by(scene, vault, &[words, &["--json"]].concat()).json()
}

fn text(scene: &Scene, name: &str) -> String {
    std::fs::read_to_string(scene.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Mira with the small network, Ana with the address book of her phone, Chidi with nothing.
fn three() -> Scene {
    let scene = Scene::imported();
    let card =
        |name: &str, email: &str| format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:{email}\r\nEND:VCARD\r\n");
    let cards = card("Mira Holt", "mira@example.org") + &card("Chidi Okafor", "chidi@fernlight.example");
    scene.write("ana/phone.vcf", cards.as_bytes());
    by(&scene, ANA, &["import", "ana", "--me", "ana@example.com"]).done();
    scene
}

const CHIDIS: &str = "chidi@fernlight.example";
const MIRAS: &str = "mira@example.org";

/// Mira drafts and sends; the file for Ana is in `from-mira`.
fn asked() -> Scene {
    let scene = three();
    by(&scene, MIRA, &["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz", "--for", "work with tide tables"]).done();
    by(&scene, MIRA, &["intro", "send", "Chidi", "--out", "from-mira"]).done();
    scene
}

/// Ana agrees; files for both are in `from-ana`.
fn agreed() -> Scene {
    let scene = asked();
    by(&scene, ANA, &["intro", "take", "from-mira/for-ana-ruiz.json"]).done();
    let words = "Mira reads tides like others read clocks.";
    by(&scene, ANA, &["intro", "accept", "--words", words, "--note", "an hour at most", "--out", "from-ana"]).done();
    scene
}

#[test]
fn three_vaults_reach_an_introduction_and_each_sees_only_what_is_theirs_to_see() {
    let scene = three();
    let draft =
        json(&scene, MIRA, &["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz", "--for", "work with tide tables"]);
    assert_eq!((draft["stage"].as_str(), draft["role"].as_str()), (Some("draft"), Some("asker")));
    let letter = draft["to_connector"].as_str().unwrap();
    for fact in ["Hello Ana,", "in touch since 2019", "Chidi Okafor", "work with tide tables", "no answer is needed"] {
        assert!(letter.contains(fact), "no \"{fact}\" in {letter}");
    }
    assert_eq!(json(&scene, MIRA, &["intro", "letters"])["letters"][0]["files"], serde_json::json!([]));
    let sent = json(&scene, MIRA, &["intro", "send", "--out", "from-mira"]);
    assert_eq!(sent["introduction"]["stage"], "waiting-for-connector");
    assert!(
        sent["letters"][0]["mailto"].as_str().unwrap().starts_with("mailto:ana@example.com?subject=An%20introduction")
    );
    // The connector: who asks, and whom they want to meet; no address of the target, for nobody said one.
    by(&scene, ANA, &["intro", "take", "from-mira/for-ana-ruiz.json"]).done();
    let seen = json(&scene, ANA, &["intro", "show"]);
    assert_eq!((seen["role"].as_str(), seen["stage"].as_str()), (Some("connector"), Some("your-turn")));
    assert_eq!((seen["asker"]["name"].as_str(), seen["asker"]["address"].as_str()), (Some("Mira Holt"), Some(MIRAS)));
    assert_eq!((seen["target"]["name"].as_str(), &seen["target"]["address"]), (Some("Chidi Okafor"), &Value::Null));
    let words = "Mira reads tides like others read clocks.";
    by(&scene, ANA, &["intro", "accept", "--words", words, "--note", "an hour at most", "--out", "from-ana"]).done();
    let (to_mira, to_chidi) =
        (text(&scene, "from-ana/for-mira-holt.json"), text(&scene, "from-ana/for-chidi-okafor.json"));
    assert!(!to_mira.contains(CHIDIS), "the target has not agreed");
    for hidden in [MIRAS, "in touch since", "an hour at most"] {
        assert!(!to_chidi.contains(hidden), "{hidden} is not for the target yet");
    }
    // The target, whose vault begins with this file.
    by(&scene, CHIDI, &["intro", "take", "from-ana/for-chidi-okafor.json"]).done();
    let seen = json(&scene, CHIDI, &["intro", "show"]);
    assert_eq!((seen["role"].as_str(), seen["stage"].as_str()), (Some("target"), Some("your-turn")));
    assert_eq!((seen["asker"]["name"].as_str(), &seen["asker"]["address"]), (Some("Mira Holt"), &Value::Null));
    assert_eq!((seen["endorsement"].as_str(), seen["to_connector"].as_str()), (Some(words), Some("")));
    by(&scene, MIRA, &["intro", "take", "from-ana/for-mira-holt.json"]).done();
    let seen = json(&scene, MIRA, &["intro", "show"]);
    assert_eq!((seen["stage"].as_str(), &seen["target"]["address"]), (Some("waiting-for-target"), &Value::Null));
    assert_eq!(seen["note"], "an hour at most");
    // Yes, and everybody is told over the connector.
    by(&scene, CHIDI, &["intro", "accept", "--out", "from-chidi"]).done();
    by(&scene, ANA, &["intro", "take", "from-chidi/for-ana-ruiz.json", "--out", "again-from-ana"]).done();
    by(&scene, MIRA, &["intro", "take", "again-from-ana/for-mira-holt.json"]).done();
    by(&scene, CHIDI, &["intro", "take", "again-from-ana/for-chidi-okafor.json"]).done();
    let [mira, ana, chidi] = [MIRA, ANA, CHIDI].map(|vault| json(&scene, vault, &["intro", "show"]));
    for view in [&mira, &ana, &chidi] {
        assert_eq!(view["stage"], "introduced");
    }
    assert_eq!((mira["target"]["address"].as_str(), chidi["asker"]["address"].as_str()), (Some(CHIDIS), Some(MIRAS)));
    let mail = text(&scene, "again-from-ana/for-mira-holt.eml");
    assert!(mail.starts_with("From: ") && mail.contains("\r\nTo: Mira Holt <mira@example.org>\r\n"), "{mail}");
    // What came of it goes back to everybody who helped.
    let told = json(&scene, MIRA, &["outcome", "Chidi", "job"]);
    let names: Vec<&str> =
        told["credits"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Ana Ruiz", "Chidi Okafor"]);
    assert!(told["letters"][0]["text"].as_str().unwrap().contains("a job"), "{told}");
    assert_eq!(told["learning"]["text"], "too little data: 1 of the 25 outcomes that learning needs");
    let story = json(&scene, MIRA, &["stories", "write", "Chidi"]);
    assert_eq!((story["may_be_told"].as_bool(), story["people"].as_array().unwrap().len()), (Some(false), 2));
    by(&scene, MIRA, &["stories", "consent", "Chidi", "Ana Ruiz", "yes"]).done();
    assert_eq!(json(&scene, MIRA, &["stories", "consent", "Chidi", "Chidi Okafor", "yes"])["may_be_told"], true);
    let year = json(&scene, MIRA, &["stories", "year", "2026"]);
    assert_eq!(year["for_me"], serde_json::json!([{"name": "Ana Ruiz", "led_to": [["job", 1]]}]));
}

#[test]
fn what_was_asked_is_in_the_export() {
    let scene = agreed();
    by(&scene, MIRA, &["intro", "take", "from-ana/for-mira-holt.json"]).done();
    let export = json(&scene, MIRA, &["export"]);
    let shown = json(&scene, MIRA, &["intro", "show"]);
    assert_eq!(export["introductions"], Value::Array(vec![shown]), "as its page shows it, and no more");
    for (part, words) in [("asks", &["ask", "list"][..]), ("stories", &["stories", "list"])] {
        assert_eq!(export[part], json(&scene, MIRA, words), "{part}");
    }
    assert_eq!(export["outcomes"], serde_json::json!([]));
}

#[test]
fn who_has_no_vault_answers_by_mail_or_by_pasted_text() {
    let scene = agreed();
    let reply = "From: Chidi Okafor <chidi@fernlight.example>\r\nTo: ana@example.com\r\nSubject: Re: May I introduce Mira Holt?\r\n\
        Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <77@fernlight.example>\r\n\r\nYes, gladly.\r\n\r\nOn Sunday Ana wrote:\r\n> no\r\n";
    scene.write("reply.eml", reply.as_bytes());
    let taken = json(&scene, ANA, &["intro", "take", "reply.eml"]);
    assert_eq!((taken["from"].as_str(), taken["moved"].as_bool()), (Some("target"), Some(true)));
    assert_eq!(taken["introduction"]["stage"], "introduced");
    assert_eq!(taken["letters"].as_array().unwrap().len(), 2);
    refused(&scene, ANA, AS_OF, &["intro", "take", "reply.eml"], 1, "read already");
    // The connector without a vault: the asker pastes what came back.
    let scene = asked();
    scene.write("pasted.txt", b"Hi Mira,\nyes of course.\nAna\n");
    let taken = json(&scene, MIRA, &["intro", "take", "pasted.txt", "--for", "Chidi"]);
    assert_eq!(
        (taken["moved"].as_bool(), taken["introduction"]["stage"].as_str()),
        (Some(true), Some("waiting-for-target"))
    );
    for (words, said) in
        [("Let me think about it until Friday.", "a person has to read"), ("", "says nothing of its own")]
    {
        scene.write("odd.txt", words.as_bytes());
        refused(&scene, MIRA, AS_OF, &["intro", "take", "odd.txt", "--for", "Chidi"], 1, said);
    }
    let machine = reply.replace("Subject: Re:", "Auto-Submitted: auto-replied\r\nSubject: Re:").replace("77@", "78@");
    scene.write("machine.eml", machine.as_bytes());
    refused(&scene, MIRA, AS_OF, &["intro", "take", "machine.eml", "--for", "Chidi"], 1, "a machine wrote this");
}

#[test]
fn a_no_that_was_read_looks_like_silence() {
    let scenes = ["no thanks", "never again"].map(|words| {
        let scene = asked();
        scene.write("reply.txt", words.as_bytes());
        (by(&scene, MIRA, &["intro", "take", "reply.txt", "--for", "Ana Ruiz"]).done(), scene)
    });
    let silent = asked();
    for when in ["2026-11-02", "2026-11-14", "2026-11-17", "2027-11-17"] {
        let plain = |scene: &Scene, words: &[&str]| {
            let rows = at(scene, MIRA, when, &[&["--json"], words].concat()).json();
            let id = rows[0]["id"].as_str().unwrap_or_default().to_owned();
            rows.to_string().replace(&id, "ID")
        };
        for words in [&["intro", "list"][..], &["outcome"], &["loose"]] {
            let expected = plain(&silent, words);
            for (_, scene) in &scenes {
                assert_eq!(plain(scene, words), expected, "{words:?} on {when}");
            }
        }
    }
    let number = |text: &str| text.split_whitespace().filter(|word| word.len() != 14).collect::<Vec<_>>().join(" ");
    assert_eq!(number(&scenes[0].0), number(&scenes[1].0), "a no and \"never again\" read alike");
    // But nothing goes to somebody who wrote that they want nothing, ever.
    let draft = ["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz", "--for", "tides"];
    at(&scenes[1].1, MIRA, "2027-11-17", &draft).done();
    refused(&scenes[1].1, MIRA, "2027-11-17", &["intro", "send"], 1, "want no letter like this again");
    at(&silent, MIRA, "2027-11-17", &draft).done();
    at(&silent, MIRA, "2027-11-17", &["intro", "send"]).done();
}

#[test]
fn who_says_never_again_takes_nothing_more_from_this_sender() {
    let scene = asked();
    by(&scene, ANA, &["intro", "take", "from-mira/for-ana-ruiz.json"]).done();
    by(&scene, ANA, &["intro", "never"]).done();
    // For the asker nothing has changed, in a file or otherwise.
    assert_eq!(json(&scene, ANA, &["intro", "letters"])["letters"], serde_json::json!([]));
    let later = "2027-06-01";
    at(&scene, MIRA, later, &["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz", "--for", "tides"]).done();
    at(&scene, MIRA, later, &["intro", "send", "Chidi", "--out", "second"]).done();
    refused(
        &scene,
        ANA,
        later,
        &["intro", "take", "second/for-ana-ruiz.json"],
        1,
        "nothing like this from Mira Holt again",
    );
}

/// Runs and expects this exit code and these words, in human form and in JSON.
fn refused(scene: &Scene, vault: &str, when: &str, words: &[&str], code: i32, said: &str) {
    let answer = at(scene, vault, when, words);
    assert_eq!((answer.code, answer.out.as_str()), (code, ""), "{words:?}: {answer:?}");
    assert!(answer.err.contains(said), "{words:?}: \"{said}\" in {}", answer.err);
    let [kind, message, hint] = at(scene, vault, when, &[words, &["--json"]].concat()).json_error();
    assert_eq!(kind, if code == 1 { "user" } else { "data" });
    assert!(message.contains(said) && !hint.is_empty(), "{message} / {hint}");
}

#[test]
fn forged_replayed_late_and_strange_files_are_refused_with_words() {
    let scene = asked();
    let file = text(&scene, "from-mira/for-ana-ruiz.json");
    for (changed, said) in [
        (file.replace("tide tables", "gold mines"), "signature does not fit"),
        (file[..file.len() / 2].to_owned(), "its form is unknown"),
        ("{}".to_owned(), "its form is unknown"),
        (format!("{{\"x\":\"{}\"}}", "x".repeat(300_000)), "too large"),
    ] {
        scene.write("changed.json", changed.as_bytes());
        refused(&scene, ANA, AS_OF, &["intro", "take", "changed.json"], 2, said);
    }
    refused(&scene, ANA, "2026-10-01", &["intro", "take", "from-mira/for-ana-ruiz.json"], 2, "dated in the future");
    refused(&scene, ANA, "2026-11-17", &["intro", "take", "from-mira/for-ana-ruiz.json"], 1, "too late");
    refused(
        &scene,
        MIRA,
        AS_OF,
        &["intro", "take", "from-mira/for-ana-ruiz.json"],
        1,
        "for the connector, not for you",
    );
    assert_eq!(json(&scene, ANA, &["intro", "list"]), serde_json::json!([]));
    by(&scene, ANA, &["intro", "take", "from-mira/for-ana-ruiz.json"]).done();
    refused(&scene, ANA, AS_OF, &["intro", "take", "from-mira/for-ana-ruiz.json"], 1, "taken already");
    refused(&scene, ANA, "2026-11-17", &["intro", "accept"], 1, "is over");
    refused(&scene, ANA, AS_OF, &["ask", "take", "from-mira/for-ana-ruiz.json"], 1, "carries an introduction");
    refused(&scene, ANA, AS_OF, &["intro", "take", "missing.json"], 1, "missing.json");
}

#[test]
fn no_field_becomes_a_header() {
    let scene = three();
    let evil = "tides\r\nBcc: all@example.org\r\n\r\nX-Evil: yes\u{202e}";
    let words = format!("Hello\r\nBcc: all@example.org\r\n\r\n.\r\n{evil}");
    by(
        &scene,
        MIRA,
        &["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz", "--for", evil, "--words", &words, "--to-target", evil],
    )
    .done();
    by(&scene, MIRA, &["intro", "send", "Chidi", "--out", "from-mira"]).done();
    by(&scene, ANA, &["intro", "take", "from-mira/for-ana-ruiz.json"]).done();
    let terms = ["intro", "accept", "--words", evil, "--note", evil, "--out", "from-ana"];
    by(&scene, ANA, &terms).done();
    refused(
        &scene,
        ANA,
        AS_OF,
        &["intro", "accept", "Chidi", "--address", "a@example.org\r\nBcc: b@example.org"],
        1,
        "stage",
    );
    for name in ["from-mira/for-ana-ruiz.eml", "from-ana/for-chidi-okafor.eml", "from-ana/for-mira-holt.eml"] {
        let mail = text(&scene, name);
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        let fields: Vec<&str> =
            head.lines().filter(|line| !line.starts_with(' ')).map(|line| line.split(':').next().unwrap()).collect();
        assert_eq!(
            fields,
            ["From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "MIME-Version", "Content-Type"],
            "{name}"
        );
        assert!(!head.lines().any(|line| line.contains("all@example.org") && !line.starts_with("Subject: ")), "{name}");
        let boundary = head.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let parts: Vec<&str> = mail.split(&format!("--{boundary}")).collect();
        assert_eq!((parts.len(), parts[3]), (4, "--\r\n"), "{name}: one text, one page and the end");
        for part in &parts[1..3] {
            let (head, _) = part.split_once("\r\n\r\n").unwrap();
            let fields: Vec<&str> = head.trim_start().lines().map(|line| line.split(':').next().unwrap()).collect();
            assert_eq!(fields, ["Content-Type", "Content-Transfer-Encoding"], "{name}");
        }
    }
}

#[test]
fn whoever_asks_a_thousand_people_is_refused_and_nobody_is_asked_twice_too_soon() {
    let scene = Scene::empty();
    let card = |n: u32| {
        format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Friend Number{n}\r\nEMAIL:friend{n}@example.org\r\nEND:VCARD\r\n")
    };
    let cards: String = (0..12).map(card).collect();
    scene.write("phone.vcf", cards.as_bytes());
    scene.run(&["import", "phone.vcf", "--me", "me@example.org"]).done();
    let mut said = Vec::new();
    for n in 1..8 {
        let friend = format!("friend{n}@example.org");
        scene.run(&["intro", "draft", "friend0@example.org", "--via", &friend, "--for", "a flat"]).done();
        let sent = scene.run(&["intro", "send", &friend]);
        said.push(sent.code);
        if sent.code != 0 {
            assert!(sent.err.contains("5 asks of yours are open, and 5 is the most at once"), "{}", sent.err);
        }
    }
    assert_eq!(said, [0, 0, 0, 0, 0, 1, 1]);
    let everybody: Vec<String> = (0..1_000).map(|n| format!("friend{}@example.org", n % 12)).collect();
    scene.run(&["ask", "draft", "who knows a flat?"]).done();
    let words: Vec<&str> = ["ask", "send", "--to"].into_iter().chain(everybody.iter().map(String::as_str)).collect();
    let refusal = scene.run(&words);
    assert_eq!(refusal.code, 1);
    assert!(refusal.err.contains("1000 people at once are too many, 5 is the most"), "{}", refusal.err);
    // Two asks without an answer are enough.
    let scene = Scene::imported();
    for when in ["2026-11-01", "2027-01-01"] {
        at(&scene, MIRA, when, &["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz", "--for", "tides"]).done();
        at(&scene, MIRA, when, &["intro", "send", "--quiet"]).done();
    }
    at(&scene, MIRA, "2027-06-01", &["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz", "--for", "tides"]).done();
    refused(&scene, MIRA, "2027-06-01", &["intro", "send"], 1, "2 times in a row without an answer");
}

#[test]
fn a_friends_wishes_hold() {
    let scene = Scene::imported();
    let draft = |goal: &str| scene.run(&["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz", "--for", goal]).done();
    scene.run(&["intro", "wishes", "Ana Ruiz", "--quiet-months", "11", "12", "--no-go", "crypto coins"]).done();
    draft("a job");
    refused(&scene, MIRA, AS_OF, &["intro", "send"], 1, "Ana Ruiz wishes not to be asked this month");
    refused(&scene, MIRA, AS_OF, &["intro", "wishes", "Ana Ruiz", "--quiet-months", "13"], 1, "a month is a number");
    scene.run(&["intro", "wishes", "Ana Ruiz", "--no-go", "crypto coins"]).done();
    scene.run(&["intro", "edit", "--for", "selling Crypto Coins"]).done();
    refused(&scene, MIRA, AS_OF, &["intro", "send"], 1, "crypto coins");
    scene.run(&["intro", "edit", "--for", "a job"]).done();
    scene.run(&["intro", "send"]).done();
    // What was recorded elsewhere counts in the same ledger.
    let scene = Scene::imported();
    scene.run(&["asked", "Ana Ruiz", "--about", "Chidi Okafor"]).done();
    scene.run(&["intro", "draft", "Chidi Okafor", "--via", "Ana Ruiz"]).done();
    refused(&scene, MIRA, AS_OF, &["intro", "send"], 1, "one ask of yours is still open with Ana Ruiz");
}

#[test]
fn an_erased_person_is_in_no_introduction_and_does_not_come_back_in_a_file() {
    let scene = agreed();
    by(&scene, MIRA, &["erase", "chidi@fernlight.example"]).done();
    assert_eq!(json(&scene, MIRA, &["intro", "list"]), serde_json::json!([]));
    let bytes = std::fs::read(scene.vault()).unwrap();
    for canary in ["Chidi", "chidi@fernlight", "tide tables"] {
        assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{canary}");
    }
    by(&scene, ANA, &["erase", MIRAS]).done();
    assert_eq!(json(&scene, ANA, &["intro", "list"]), serde_json::json!([]));
    refused(&scene, ANA, AS_OF, &["intro", "take", "from-mira/for-ana-ruiz.json"], 1, "whom you erased");
}

#[test]
fn a_question_goes_two_steps_and_its_answer_comes_back_the_way_it_went() {
    let scene = three();
    by(&scene, MIRA, &["ask", "draft", "does anyone know a reader of tide tables?"]).done();
    let sent = json(&scene, MIRA, &["ask", "send", "--to", "Ana Ruiz", "--out", "q1"]);
    assert_eq!((sent["ask"]["stage"].as_str(), sent["letters"][0]["name"].as_str()), (Some("open"), Some("Ana Ruiz")));
    by(&scene, ANA, &["ask", "take", "q1/for-ana-ruiz.json"]).done();
    assert_eq!(json(&scene, ANA, &["ask", "show"])["asker"], "Mira Holt");
    by(&scene, ANA, &["ask", "forward", "--to", "Chidi Okafor", "--words", "a good friend asks", "--out", "q2"]).done();
    let slip = text(&scene, "q2/for-chidi-okafor.json");
    assert!(!slip.contains("Mira") && !slip.contains(MIRAS), "who asks is not said further out");
    by(&scene, CHIDI, &["ask", "take", "q2/for-chidi-okafor.json"]).done();
    let seen = json(&scene, CHIDI, &["ask", "show"]);
    assert_eq!(
        (&seen["asker"], seen["steps"].as_u64(), seen["from"][0]["words"].as_str()),
        (&Value::Null, Some(2), Some("a good friend asks"))
    );
    by(&scene, CHIDI, &["ask", "answer", "--words", "I read them for a living.", "--introduction", "--out", "a1"])
        .done();
    let back = std::fs::read_dir(scene.path("a1"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|e| e == "json"))
        .unwrap();
    let onward = json(&scene, ANA, &["ask", "take", back.to_str().unwrap(), "--out", "a2"]);
    assert_eq!(onward["letters"][0]["name"], "Mira Holt");
    let slip = text(&scene, "a2/for-mira-holt.json");
    assert!(!slip.contains("Chidi") && !slip.contains(CHIDIS), "whoever answered said nothing of themself");
    by(&scene, MIRA, &["ask", "take", "a2/for-mira-holt.json"]).done();
    let answer = &json(&scene, MIRA, &["ask", "show"])["answers"][0];
    assert_eq!(
        (answer["text"].as_str(), answer["over"].as_str(), &answer["from"]),
        (Some("I read them for a living."), Some("Ana Ruiz"), &Value::Null)
    );
    assert_eq!(answer["offer"], "introduction");
    by(&scene, MIRA, &["ask", "thank", "--words", "That helped.", "--out", "t1"]).done();
    let passed = json(&scene, ANA, &["ask", "take", "t1/for-ana-ruiz.json", "--out", "t2"]);
    assert_eq!(passed["letters"][0]["name"], "Chidi Okafor");
    by(&scene, CHIDI, &["ask", "take", "t2/for-chidi-okafor.json"]).done();
    assert_eq!(json(&scene, CHIDI, &["ask", "show"])["answers"][0]["thanked"], "That helped.");
    let told = json(&scene, MIRA, &["outcome", "tide tables", "lead"]);
    assert_eq!(told["credits"][0]["name"], "Ana Ruiz");
}

#[test]
fn slips_that_were_changed_come_again_or_too_late_are_refused_and_mail_counts_once() {
    let scene = three();
    by(&scene, MIRA, &["ask", "draft", "does anyone know a reader of tide tables?"]).done();
    by(&scene, MIRA, &["ask", "send", "--to", "Ana Ruiz", "--out", "q"]).done();
    let file = text(&scene, "q/for-ana-ruiz.json");
    scene.write("forged.json", file.replace("tide", "gold").as_bytes());
    refused(&scene, ANA, AS_OF, &["ask", "take", "forged.json"], 2, "signature does not fit");
    refused(&scene, ANA, "2026-12-01", &["ask", "take", "q/for-ana-ruiz.json"], 1, "too late");
    refused(&scene, MIRA, AS_OF, &["ask", "take", "q/for-ana-ruiz.json"], 1, "your own question");
    by(&scene, ANA, &["ask", "take", "q/for-ana-ruiz.json"]).done();
    refused(&scene, ANA, AS_OF, &["ask", "take", "q/for-ana-ruiz.json"], 1, "taken already");
    scene.write("reply.txt", b"Ask the harbour master.\n\n> does anyone know\n");
    by(&scene, MIRA, &["ask", "take", "reply.txt", "--for", "tide tables"]).done();
    refused(&scene, MIRA, AS_OF, &["ask", "take", "reply.txt", "--for", "tide tables"], 1, "read already");
    let answers = json(&scene, MIRA, &["ask", "show"])["answers"].clone();
    assert_eq!((answers.as_array().unwrap().len(), answers[0]["text"].as_str()), (1, Some("Ask the harbour master.")));
    refused(&scene, MIRA, AS_OF, &["ask", "draft", "Does anyone know a reader of tide tables"], 1, "the same already");
    // No, and silence: nothing moves, and nothing shows.
    by(&scene, ANA, &["ask", "never"]).done();
    at(&scene, MIRA, "2027-03-01", &["ask", "draft", "who sells charts?"]).done();
    at(&scene, MIRA, "2027-03-01", &["ask", "send", "charts", "--to", "Ana Ruiz", "--out", "q2"]).done();
    refused(
        &scene,
        ANA,
        "2027-03-01",
        &["ask", "take", "q2/for-ana-ruiz.json"],
        1,
        "no question from this sender again",
    );
}
