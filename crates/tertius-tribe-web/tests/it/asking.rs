//! Introductions and asks from beginning to end, with mail: three people, one without an account. And what attackers get.

use crate::scene::{NOW, Scene, Sent, field, folder, packet, runtime};
use std::path::{Path, PathBuf};
use tertius_tribe_store::Role;
use tertius_tribe_web::{Outbox, deliver};

const FIELDS: [&str; 11] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Reply-To",
];

/// A mailbox of everybody: what was sent, newest last.
pub struct Mails {
    folder: PathBuf,
    outbox: Outbox,
}

pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub raw: String,
}

impl Mail {
    /// The link of one kind.
    pub fn link(&self, kind: &str) -> String {
        let start = format!("http://tribe.example/{kind}/");
        let found = self.text.split_whitespace().find(|word| word.starts_with(&start));
        found
            .unwrap_or_else(|| panic!("no {kind} in {}", self.text))
            .trim_start_matches("http://tribe.example")
            .to_owned()
    }
}

impl Mails {
    pub fn new(folder: &Path) -> Mails {
        let folder = folder.join("outbox");
        Mails { outbox: Outbox::Folder(folder.clone()), folder }
    }

    /// What came since the last look.
    pub async fn come(&self, scene: &Scene, now: i64) -> Vec<Mail> {
        deliver(&scene.store, &self.outbox, now).await.unwrap();
        let mut mails = Vec::new();
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let raw = std::fs::read_to_string(entry.path()).unwrap();
            std::fs::remove_file(entry.path()).unwrap();
            mails.push(mail(raw));
        }
        mails.sort_by(|a, b| (&a.to, &a.subject).cmp(&(&b.to, &b.subject)));
        mails
    }
}

pub fn mail(raw: String) -> Mail {
    let parsed = mail_parser::MessageParser::default().parse(&raw).expect("a mail");
    for header in parsed.headers() {
        assert!(FIELDS.contains(&header.name()), "a field was smuggled in: {} in {raw}", header.name());
    }
    let to: Vec<_> = parsed.to().into_iter().flat_map(|all| all.clone().into_list()).collect();
    assert_eq!(to.len(), 1, "one reader a mail: {raw}");
    assert!(parsed.html_part(0).is_some() && parsed.bcc().is_none() && parsed.cc().is_none());
    Mail {
        to: to[0].address().unwrap_or_default().to_owned(),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        text: parsed.body_text(0).unwrap_or_default().into_owned(),
        raw: raw.clone(),
    }
}

pub fn json(text: &str) -> Sent {
    Sent::Json(text.to_owned())
}

/// A draft to a connector, sent.
pub async fn sent(scene: &Scene, asker: &str, connector: &str) -> (String, crate::scene::Got) {
    let new = format!(r#"{{"connector":"{connector}","target":"Ida Holm","goal":"advice on nursing"}}"#);
    let id = field(&scene.call(Some(asker), "POST", "/api/v1/introductions", Sent::Json(new)).await.text, "id");
    let path = format!("/api/v1/introductions/{id}/acts");
    let got = scene.call(Some(asker), "POST", &path, json(r#"{"act":"send"}"#)).await;
    (id, got)
}

#[test]
fn three_people_come_to_an_introduction_one_without_an_account() {
    let folder = folder();
    let mails = Mails::new(folder.path());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let ben = scene.seat("oak", "ben").await;
        let (id, got) = sent(&scene, &ben, "fay").await;
        assert_eq!(got.status, 204, "{}", got.text);
        let come = mails.come(&scene, NOW).await;
        assert_eq!(come.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["fay@example.org"]);
        let link = come[0].link("answer");
        // Mail programs look at links by themselves, as often as they like.
        for _ in 0..3 {
            let page = scene.call(None, "GET", &link, Sent::Nothing).await;
            assert!(page.status == 200 && page.text.contains("Ida Holm"), "{}", page.text);
            assert!(!page.text.contains("<script"), "no script is needed");
        }
        let yes = "act=agree&endorsement=Ben+is+careful&target_address=ida%40example.net&reveal=name-and-address";
        let none = Sent::Form("act=agree&endorsement=Ben".to_owned());
        assert_eq!(scene.call(None, "POST", &link, none).await.status, 400, "without an address nobody is asked");
        assert_eq!(scene.call(None, "POST", &link, Sent::Form(yes.to_owned())).await.status, 200);
        assert_eq!(scene.call(None, "POST", &link, Sent::Form(yes.to_owned())).await.status, 410, "once");
        let come = mails.come(&scene, NOW).await;
        assert_eq!(
            come.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
            ["ben@example.org", "ida@example.net"]
        );
        assert!(come[1].text.contains("Ben is careful") && !come[1].text.contains("ben@example.org"));
        assert!(!come[0].text.contains("ida@example.net"), "no address before its owner's yes");
        let before = scene.call(Some(&ben), "GET", &format!("/api/v1/introductions/{id}"), Sent::Nothing).await.text;
        assert!(!before.contains("ida@example.net"), "{before}");
        let link = come[1].link("answer");
        let accept = Sent::Form("act=accept&reveal=name-and-address".to_owned());
        assert_eq!(scene.call(None, "POST", &link, accept).await.status, 200);
        let come = mails.come(&scene, NOW).await;
        assert!(come[0].text.contains("ida@example.net") && come[1].text.contains("ben@example.org"));
        let outcome = come[1].link("outcome");
        assert_eq!(scene.call(None, "GET", &outcome, Sent::Nothing).await.status, 200);
        assert_eq!(scene.call(None, "POST", &outcome, Sent::Form("kind=meeting".to_owned())).await.status, 200);
        assert_eq!(scene.call(None, "POST", &outcome, Sent::Form("kind=job".to_owned())).await.status, 410);
        let after = scene.call(Some(&ben), "GET", &format!("/introductions/{id}"), Sent::Nothing).await.text;
        assert!(after.contains("ida@example.net") && after.contains("meeting"), "{after}");
        told_and_thanked(&scene, &ben, &id, &mails).await;
    });
}

async fn told_and_thanked(scene: &Scene, ben: &str, id: &str, mails: &Mails) {
    let act = format!("/api/v1/introductions/{id}/acts");
    let thanks = json(r#"{"act":"thank","text":"Thank you, Fay"}"#);
    assert_eq!(scene.call(Some(ben), "POST", &act, thanks.clone()).await.status, 204);
    assert_eq!(scene.call(Some(ben), "POST", &act, thanks).await.status, 204);
    let come = mails.come(scene, NOW).await;
    assert_eq!(come.len(), 1, "thanks once");
    assert!(come[0].to == "fay@example.org" && come[0].text.contains("Thank you, Fay"));
    let named = format!(r#"{{"introduction":"{id}","words":"Ida and I met"}}"#);
    let refused = scene.call(Some(ben), "POST", "/api/v1/stories", Sent::Json(named)).await;
    assert!(refused.status == 400 && refused.text.contains("cannot agree"), "{}", refused.text);
    let story = format!(r#"{{"introduction":"{id}","words":"Fay led me to good advice"}}"#);
    let story = field(&scene.call(Some(ben), "POST", "/api/v1/stories", Sent::Json(story)).await.text, "id");
    let (cleo, fay) = (scene.seat("oak", "cleo").await, scene.seat("oak", "fay").await);
    let read =
        |seat: String| async move { scene.call(Some(&seat), "GET", "/api/v1/stories", Sent::Nothing).await.text };
    assert!(!read(cleo.clone()).await.contains("Fay led me") && read(fay.clone()).await.contains("Fay led me"));
    let say = |word: &str| Sent::Json(format!(r#"{{"act":"{word}"}}"#));
    let path = format!("/api/v1/stories/{story}/acts");
    assert_eq!(scene.call(Some(&fay), "POST", &path, say("yes")).await.status, 204);
    assert!(read(cleo.clone()).await.contains("Fay led me"));
    assert_eq!(scene.call(Some(&fay), "POST", &path, say("no")).await.status, 204);
    assert!(!read(cleo).await.contains("Fay led me"));
    let doors = scene.call(Some(ben), "GET", "/api/v1/doors", Sent::Nothing).await.text;
    assert!(doors.contains("Member fay") && doors.contains("a meeting"), "{doors}");
    let doors = scene.call(Some(&fay), "GET", "/doors", Sent::Nothing).await.text;
    assert!(doors.contains("Member ben"), "{doors}");
}

#[test]
fn a_question_goes_to_who_can_help_and_comes_back_the_way_it_went() {
    let folder = folder();
    let mails = Mails::new(folder.path());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (ben, fay, gus) =
            (scene.seat("oak", "ben").await, scene.seat("oak", "fay").await, scene.seat("oak", "gus").await);
        let (_, bytes) = packet("fays", "fay", NOW + 9000, &[("Ida Holm", "CFO", "Halden", "")]);
        assert_eq!(scene.call(Some(&fay), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await.status, 200);
        let new = json(r#"{"question":"Who knows how Halden buys?","goal":"CFO at Halden"}"#);
        let id = field(&scene.call(Some(&ben), "POST", "/api/v1/asks", new).await.text, "id");
        let act = format!("/api/v1/asks/{id}/acts");
        assert_eq!(scene.call(Some(&ben), "POST", &act, json(r#"{"act":"send"}"#)).await.status, 204);
        let come = mails.come(&scene, NOW).await;
        assert_eq!(come.len(), 1, "only who can help is asked");
        assert!(come[0].to == "fay@example.org" && come[0].text.contains("you know somebody at Halden"));
        let asker = scene.call(Some(&ben), "GET", &format!("/asks/{id}"), Sent::Nothing).await.text;
        assert!(!asker.contains("you know somebody") && !asker.contains("your eyes alone"), "{asker}");
        assert_eq!(scene.call(Some(&gus), "GET", &format!("/api/v1/asks/{id}"), Sent::Nothing).await.status, 404);
        let forward =
            r#"{"act":"forward","to_name":"Nora Lind","to_email":"nora@example.net","endorsement":"Ben is kind"}"#;
        assert_eq!(scene.call(Some(&fay), "POST", &act, json(forward)).await.status, 204);
        let come = mails.come(&scene, NOW).await;
        assert!(come[0].to == "nora@example.net" && come[0].text.contains("Ben is kind"));
        assert!(!come[0].text.contains("Member ben"), "the asker is named to the first alone");
        let link = come[0].link("answer");
        assert!(scene.call(None, "GET", &link, Sent::Nothing).await.text.contains("Halden buys"));
        let said = Sent::Form("act=answer&text=By+tender,+each+spring&reveal=".to_owned());
        assert_eq!(scene.call(None, "POST", &link, said.clone()).await.status, 200);
        assert_eq!(scene.call(None, "POST", &link, said).await.status, 410);
        let come = mails.come(&scene, NOW).await;
        assert_eq!(
            come.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
            ["ben@example.org", "fay@example.org"]
        );
        assert!(come[0].text.contains("By tender") && !come[0].text.contains("Nora"), "{}", come[0].text);
        assert!(come[1].text.contains("Nora Lind"), "a neighbour knows who answered");
        assert_eq!(scene.call(Some(&ben), "POST", &act, json(r#"{"act":"thank","answer":0}"#)).await.status, 204);
        assert_eq!(mails.come(&scene, NOW).await.len(), 2);
        let outcome = json(r#"{"act":"outcome","answer":0,"kind":"advice"}"#);
        assert_eq!(scene.call(Some(&ben), "POST", &act, outcome).await.status, 204);
        let doors = scene.call(Some(&fay), "GET", "/api/v1/doors", Sent::Nothing).await.text;
        assert!(doors.contains("good advice") && doors.contains("Member ben"), "{doors}");
        let again = json(r#"{"question":"who knows how HALDEN buys"}"#);
        let again = field(&scene.call(Some(&ben), "POST", "/api/v1/asks", again).await.text, "id");
        let got =
            scene.call(Some(&ben), "POST", &format!("/api/v1/asks/{again}/acts"), json(r#"{"act":"send"}"#)).await;
        assert!(got.status == 409 && got.text.contains(&id), "{}", got.text);
    });
}

#[test]
fn who_passes_a_question_on_cannot_tell_that_another_did_before() {
    let folder = folder();
    let mails = Mails::new(folder.path());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let ben = scene.seat("oak", "ben").await;
        let helpers = [
            ("fay", "Nora Lind", "nora@example.net"),
            ("gus", "N. L.", "Nora@example.net"),
            ("gus", "Mister Emil", "emil@example.org"),
        ];
        for who in ["fay", "gus"] {
            let seat = scene.seat("oak", who).await;
            let (_, bytes) = packet(who, who, NOW + 9000, &[("Ida Holm", "CFO", "Halden", "")]);
            scene.call(Some(&seat), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
        }
        let new = json(r#"{"question":"Who knows Halden?","goal":"CFO at Halden"}"#);
        let id = field(&scene.call(Some(&ben), "POST", "/api/v1/asks", new).await.text, "id");
        let act = format!("/api/v1/asks/{id}/acts");
        scene.call(Some(&ben), "POST", &act, json(r#"{"act":"send"}"#)).await;
        for (who, name, email) in helpers {
            let seat = scene.seat("oak", who).await;
            let on = format!(r#"{{"act":"forward","to_name":"{name}","to_email":"{email}"}}"#);
            assert_eq!(scene.call(Some(&seat), "POST", &act, Sent::Json(on)).await.status, 204);
        }
        let come = mails.come(&scene, NOW).await;
        let nora = come.iter().filter(|mail| mail.to == "nora@example.net").count();
        assert_eq!(nora, 1, "the same question comes once");
        let gus = scene.seat("oak", "gus").await;
        let seen = scene.call(Some(&gus), "GET", &format!("/api/v1/asks/{id}"), Sent::Nothing).await.text;
        assert!(seen.contains("N. L.") && !seen.contains("Nora"), "{seen}");
        assert!(seen.contains("Mister Emil") && !seen.contains("Member emil"), "an address tells no member: {seen}");
    });
}

#[test]
fn never_again_holds_before_the_next_letter_even_in_the_queue() {
    let folder = folder();
    let mails = Mails::new(folder.path());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (ben, gus) = (scene.seat("oak", "ben").await, scene.seat("oak", "gus").await);
        let (_, got) = sent(&scene, &ben, "fay").await;
        assert_eq!(got.status, 204);
        let come = mails.come(&scene, NOW).await;
        let raw = come[0].raw.replace("\r\n ", " ");
        assert!(raw.contains("List-Unsubscribe: <http://tribe.example/never/oak."), "{raw}");
        assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
        let (agree, never) = (come[0].link("answer"), come[0].link("never"));
        let yes = "act=agree&endorsement=x&target_address=ida%40example.net";
        assert_eq!(scene.call(None, "POST", &agree, Sent::Form(yes.to_owned())).await.status, 200);
        let invitation = mails.come(&scene, NOW).await.remove(1);
        // A second letter to Ida waits; she presses "never again" in her mail program, which sends no origin.
        let (_, got) = sent(&scene, &gus, "fay").await;
        assert_eq!(got.status, 204);
        let request = mails.come(&scene, NOW).await.remove(0);
        assert_eq!(scene.call(None, "POST", &request.link("answer"), Sent::Form(yes.to_owned())).await.status, 200);
        let out = invitation.link("never");
        assert_eq!(scene.call(None, "GET", &out, Sent::Nothing).await.status, 200);
        for _ in 0..2 {
            let press = Sent::Form("List-Unsubscribe=One-Click".to_owned());
            assert_eq!(Scene::call_from(&scene.server, None, None, "POST", &out, press).await.status, 200);
        }
        let come = mails.come(&scene, NOW).await;
        assert_eq!(
            come.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
            ["gus@example.org"],
            "the waiting letter is gone"
        );
        assert_eq!(scene.call(None, "POST", &never, Sent::Nothing).await.status, 200);
    });
}

#[test]
fn links_are_not_guessed_forged_stretched_or_used_for_something_else() {
    let folder = folder();
    let mails = Mails::new(folder.path());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let ben = scene.seat("oak", "ben").await;
        let (_, got) = sent(&scene, &ben, "fay").await;
        assert_eq!(got.status, 204);
        let mail = mails.come(&scene, NOW).await.remove(0);
        let (answer, never) = (mail.link("answer"), mail.link("never"));
        let token = answer.trim_start_matches("/answer/oak.").to_owned();
        let nobody = scene.call(None, "GET", "/answer/oak.AAAA", Sent::Nothing).await;
        assert_eq!(nobody.status, 403);
        let mut tries: Vec<String> = (0..token.len())
            .map(|at| {
                let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
                format!("/answer/oak.{}{other}{}", &token[..at], &token[at + 1..])
            })
            .collect();
        tries.extend([
            format!("/answer/elm.{token}"),
            format!("/answer/ash.{token}"),
            format!("/answer/{token}"),
            format!("/answer/oak.{token}A"),
            format!("/never/oak.{token}"),
            format!("/outcome/oak.{token}"),
            never.replace("/never/", "/answer/"),
            "/answer/oak.".to_owned(),
            "/answer/..%2f".to_owned(),
        ]);
        for path in tries {
            for method in ["GET", "POST"] {
                let got = scene.call(None, method, &path, Sent::Form("act=decline".to_owned())).await;
                assert_eq!((got.status, &got.text), (nobody.status, &nobody.text), "{method} {path}");
            }
        }
        scene.set_now(NOW + 16 * 86_400);
        let late =
            scene.call(None, "POST", &answer, Sent::Form("act=agree&target_address=ida%40example.net".to_owned()));
        let late = late.await;
        assert!(late.status == 410 && late.text.contains("expired"), "{}", late.text);
        assert!(mails.come(&scene, NOW + 16 * 86_400).await.is_empty());
    });
}

#[test]
fn nothing_that_people_write_begins_a_header_or_a_second_reader() {
    let folder = folder();
    let mails = Mails::new(folder.path());
    let attack = "Eve\\r\\nBcc: all@example.org\\r\\n\\r\\n<script>x</script>";
    let form = "Eve%0D%0ABcc%3A+all%40example.org%0D%0A%0D%0A%3Cscript%3Ex%3C%2Fscript%3E";
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (ben, gus) = (scene.seat("oak", "ben").await, scene.seat("oak", "gus").await);
        let new = format!(r#"{{"connector":"fay","target":"{attack}","goal":"{attack}","why":"{attack}"}}"#);
        let id = field(&scene.call(Some(&ben), "POST", "/api/v1/introductions", Sent::Json(new)).await.text, "id");
        let send = format!(r#"{{"act":"send","goal":"{attack}","to_connector":"{attack}","to_target":"{attack}"}}"#);
        let act = format!("/api/v1/introductions/{id}/acts");
        assert_eq!(scene.call(Some(&ben), "POST", &act, Sent::Json(send)).await.status, 204);
        let mail = mails.come(&scene, NOW).await.remove(0);
        for bad in ["a%40example.org%0D%0ABcc%3A+x%40example.org", "a%40example.org%2Cb%40example.org", "nobody"] {
            let yes = format!("act=agree&endorsement={form}&note={form}&target_address={bad}");
            let got = scene.call(None, "POST", &mail.link("answer"), Sent::Form(yes)).await;
            assert_eq!(got.status, 400, "{bad}: {}", got.text);
        }
        let yes = format!("act=agree&endorsement={form}&note={form}&target_address=ida%40example.net");
        let got = scene.call(None, "POST", &mail.link("answer"), Sent::Form(yes)).await;
        assert_eq!(got.status, 200, "{}", got.text);
        let new = Sent::Json(format!(r#"{{"question":"{attack}","goal":"CFO at Halden"}}"#));
        let (_, bytes) = packet("guss", "gus", NOW + 9000, &[("Ida Holm", "CFO", "Halden", "")]);
        scene.call(Some(&gus), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
        let id = field(&scene.call(Some(&ben), "POST", "/api/v1/asks", new).await.text, "id");
        let act = format!("/api/v1/asks/{id}/acts");
        assert_eq!(scene.call(Some(&ben), "POST", &act, json(r#"{"act":"send"}"#)).await.status, 204);
        let on = format!(
            r#"{{"act":"forward","to_name":"{attack}","to_email":"nora@example.net","endorsement":"{attack}"}}"#
        );
        assert_eq!(scene.call(Some(&gus), "POST", &act, Sent::Json(on)).await.status, 204);
        let said = format!(r#"{{"act":"answer","text":"{attack}","reveal":"name"}}"#);
        assert_eq!(scene.call(Some(&gus), "POST", &act, Sent::Json(said)).await.status, 204);
        let come = mails.come(&scene, NOW).await;
        // Each was parsed: one reader, and no header but ours.
        assert!(come.len() >= 5, "{}", come.len());
        let page = scene.call(Some(&gus), "GET", &format!("/asks/{id}"), Sent::Nothing).await.text;
        assert!(!page.contains("<script"), "{page}");
    });
}

#[test]
fn a_member_who_asks_a_thousand_people_is_refused_with_a_clear_answer() {
    let folder = folder();
    let mails = Mails::new(folder.path());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let ben = scene.seat("oak", "ben").await;
        let mut others = Vec::new();
        for _ in 0..20 {
            others.push(scene.newcomer(Role::Member).await);
        }
        let mut refused = Vec::new();
        for at in 0..1_000 {
            let (_, got) = sent(&scene, &ben, &others[at % others.len()]).await;
            if got.status != 204 {
                refused.push(got);
            }
        }
        assert_eq!(refused.len(), 995);
        let first = &refused[0];
        assert!(first.status == 429 && first.text.contains("5 asks of yours are open"), "{}", first.text);
        assert_eq!(mails.come(&scene, NOW).await.len(), 5);
        let budget = scene.call(Some(&ben), "GET", "/api/v1/budget", Sent::Nothing).await.text;
        assert!(budget.contains(r#""open":5"#), "{budget}");
    });
}
