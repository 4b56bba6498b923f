//! Replies by mail: read as answers where they are sure, put aside where not, worth nothing where they are forged.

use crate::asking::{Mail, Mails, json, sent};
use crate::scene::{NOW, Scene, Sent, field, folder, packet, runtime};
use std::path::Path;
use tertius_tribe_store::{LetterState, Who};
use tertius_tribe_web::Inbox;

/// Delivers a reply and lets the server read; how many files it put aside in all.
async fn reply(scene: &Scene, inbox: &Path, from: &str, id: &str, text: &str) -> usize {
    std::fs::create_dir_all(inbox).unwrap();
    let more = if text.starts_with("I am away") { "Auto-Submitted: auto-replied\r\n" } else { "" };
    let mail = format!(
        "From: Somebody <{from}>\r\nTo: tribe@tribe.example\r\nSubject: Re: hello\r\nIn-Reply-To: {id}\r\n{more}\r\n{text}\r\n"
    );
    std::fs::write(inbox.join("mail.eml"), mail).unwrap();
    scene.server.collect(&Inbox::Folder(inbox.to_owned())).await.unwrap();
    assert!(!inbox.join("mail.eml").exists());
    let aside = inbox.join("aside");
    let n_aside = std::fs::read_dir(&aside).into_iter().flatten().count();
    drop(std::fs::remove_dir_all(aside));
    n_aside
}

pub fn id(mail: &Mail) -> String {
    mail.raw.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned()
}

#[test]
fn a_reply_counts_when_it_names_the_letter_and_comes_from_its_reader() {
    let folder = folder();
    let (mails, inbox) = (Mails::new(folder.path()), folder.path().join("inbox"));
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let ben = scene.seat("oak", "ben").await;
        let (number, _) = sent(&scene, &ben, "fay").await;
        let request = mails.come(&scene, NOW).await.remove(0);
        let yes = "act=agree&endorsement=x&target_address=ida%40example.net";
        scene.call(None, "POST", &request.link("answer"), Sent::Form(yes.to_owned())).await;
        let invitation = mails.come(&scene, NOW).await.remove(1);
        let named = id(&invitation);
        // Whoever knows the number of the introduction cannot name the letter.
        let guess = tertius_tribe::letter::MessageId::of_introduction(
            tertius_tribe::introduction::IntroductionId(u64::from_str_radix(&number, 16).unwrap()),
            "invitation",
            "target",
            &tertius_tribe::letter::Address::parse("tribe@tribe.example").unwrap(),
        );
        for (from, id, text, n_aside) in [
            ("ida@example.net", guess.as_str(), "Yes", 1),
            ("ben@example.org", named.as_str(), "Yes", 1),
            ("ida@example.net", named.as_str(), "Who is this?", 1),
            ("ida@example.net", named.as_str(), "I am away until Monday", 0),
        ] {
            assert_eq!(reply(&scene, &inbox, from, id, text).await, n_aside, "{text}");
            assert!(mails.come(&scene, NOW).await.is_empty(), "{text}");
        }
        assert_eq!(reply(&scene, &inbox, "Ida@example.net", &named, "Yes please!\r\n\r\n> may I introduce").await, 0);
        let come = mails.come(&scene, NOW).await;
        assert_eq!(
            come.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(),
            ["ben@example.org", "ida@example.net"]
        );
        assert!(!come[0].text.contains("ida@example.net"), "a yes by mail gives the name alone");
        assert_eq!(reply(&scene, &inbox, "ida@example.net", &named, "Yes").await, 1, "once");
        assert_eq!(reply(&scene, &inbox, "ida@example.net", &named, "never again").await, 0);
    });
}

#[test]
fn a_question_is_answered_by_mail_and_a_letter_that_came_back_is_noted() {
    let folder = folder();
    let (mails, inbox) = (Mails::new(folder.path()), folder.path().join("inbox"));
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (ben, fay) = (scene.seat("oak", "ben").await, scene.seat("oak", "fay").await);
        let (_, bytes) = packet("fays", "fay", NOW + 9000, &[("Ida Holm", "CFO", "Halden", "")]);
        scene.call(Some(&fay), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
        let new = json(r#"{"question":"Who knows Halden?","goal":"CFO at Halden"}"#);
        let ask = field(&scene.call(Some(&ben), "POST", "/api/v1/asks", new).await.text, "id");
        scene.call(Some(&ben), "POST", &format!("/api/v1/asks/{ask}/acts"), json(r#"{"act":"send"}"#)).await;
        let question = mails.come(&scene, NOW).await.remove(0);
        let text = "They buy in spring, by tender.\r\n\r\nOn Monday the tribe wrote:\r\n> Who knows Halden?";
        assert_eq!(reply(&scene, &inbox, "fay@example.org", &id(&question), text).await, 0);
        let answer = mails.come(&scene, NOW).await.remove(0);
        assert!(answer.to == "ben@example.org" && answer.text.contains("by tender"), "{}", answer.text);
        assert!(!answer.text.contains("the tribe wrote"));

        let (number, _) = sent(&scene, &ben, "gus").await;
        let request = mails.come(&scene, NOW).await.remove(0);
        let report = format!(
            "From: MAILER-DAEMON@mail.example.org\r\nTo: tribe@tribe.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
             Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nno such reader\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
             Message-ID: {}\r\nTo: gus@example.org\r\n\r\n--b--\r\n",
            id(&request)
        );
        std::fs::create_dir_all(inbox.join("new")).unwrap();
        std::fs::write(inbox.join("new/1"), report).unwrap();
        assert_eq!(scene.server.collect(&Inbox::Folder(inbox.clone())).await.unwrap(), 1);
        let mut engine = scene.store.read(Who::Engine { tribe: "oak".to_owned() }).await.unwrap();
        assert_eq!(engine.letters(&number).await.unwrap()[0].state, LetterState::Bounced);
    });
}
