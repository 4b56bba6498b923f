//! Sessions: where one is signed in, signing out everywhere, how many mails a sign-in page can cause, how much it takes.

use crate::asking::{Mails, json};
use crate::scene::{NOW, Scene, Sent, field, folder, packet, runtime};

#[test]
fn whoever_signs_out_everywhere_is_in_nowhere() {
    runtime().block_on(async {
        let folder = folder();
        let mails = Mails::new(folder.path());
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (first, second) = (scene.seat("oak", "ben").await, scene.seat("oak", "ben").await);
        let cleo = scene.seat("oak", "cleo").await;
        let listed = scene.call(Some(&first), "GET", "/api/v1/sessions", Sent::Nothing).await.text;
        let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
        let here = listed.as_array().unwrap().iter().filter(|one| one["here"] == true).count();
        assert_eq!((listed.as_array().unwrap().len(), here), (2, 1), "one's own, and no fellow's");
        let page = scene.call(Some(&first), "GET", "/sessions", Sent::Nothing).await.text;
        assert!(page.contains("this one") && !page.contains(&first) && !page.contains(&second), "{page}");
        let ask = Sent::Form("email=ben%40example.org".to_owned());
        scene.call(None, "POST", "/sign-in", ask).await;
        let waiting = mails.come(&scene, NOW).await.remove(0).link("sign-in");
        assert_eq!(scene.call(Some(&second), "POST", "/sessions/end", Sent::Nothing).await.status, 303);
        for seat in [&first, &second] {
            assert_eq!(scene.call(Some(seat), "GET", "/api/v1/me", Sent::Nothing).await.status, 401);
        }
        assert_eq!(scene.call(None, "POST", &waiting, Sent::Nothing).await.status, 403, "a link is a way in, too");
        assert_eq!(scene.call(Some(&cleo), "GET", "/api/v1/me", Sent::Nothing).await.status, 200);
    });
}

#[test]
fn a_mailbox_is_not_flooded_and_nobody_learns_whose_it_is() {
    runtime().block_on(async {
        let folder = folder();
        let mails = Mails::new(folder.path());
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let mut answers = Vec::new();
        for email in ["ben%40example.org", "nobody%40example.org", "not+an+address"] {
            for _ in 0..10 {
                let begun = std::time::Instant::now();
                let got = scene.call(None, "POST", "/sign-in", Sent::Form(format!("email={email}"))).await;
                assert!(begun.elapsed().as_millis() >= 40, "it leaves at a step, whoever is asked for");
                answers.push((got.status, got.text));
            }
        }
        assert!(answers.iter().all(|one| *one == answers[0]));
        assert_eq!(mails.come(&scene, NOW).await.len(), 3, "as many as may wait");
        scene.later(15 * 60 + 1);
        scene.call(None, "POST", "/sign-in", Sent::Form("email=ben%40example.org".to_owned())).await;
        assert_eq!(mails.come(&scene, scene.now()).await.len(), 1);
    });
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    runtime().block_on(async {
        let folder = folder();
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let ben = scene.seat("oak", "ben").await;
        let much = vec![b' '; tertius_tribe::MAX_BYTES + 1];
        for (path, sent) in [
            ("/api/v1/packets", Sent::Bytes(much.clone())),
            ("/api/v1/packets/preview", Sent::Bytes(much.clone())),
            ("/api/v1/asks", Sent::Json(String::from_utf8(much.clone()).unwrap())),
            ("/api/v1/members/cleo/matches", Sent::Bytes(much.clone())),
        ] {
            let got = scene.call(Some(&ben), "POST", path, sent).await;
            assert_eq!(
                (got.status.as_u16(), field(&got.text, "title").is_empty()),
                (413, false),
                "{path}: {}",
                got.text
            );
        }
    });
}

/// Two who act together, one asking the tribe about somebody and one watching whom that fills, learn nothing: questions
/// refuse nobody an introduction.
#[test]
fn whom_questions_reached_is_told_by_no_refusal() {
    runtime().block_on(async {
        let folder = folder();
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (ana, ben, cleo) =
            (scene.seat("oak", "ana").await, scene.seat("oak", "ben").await, scene.seat("oak", "cleo").await);
        let fay = scene.seat("oak", "fay").await;
        let (_, bytes) = packet("fays", "fay", NOW + 9000, &[("Ida Holm", "CFO", "Halden", "")]);
        scene.call(Some(&fay), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
        for (asker, question) in [(&ana, "Who knows Ida?"), (&ben, "Who knows Halden?"), (&ana, "Who knows a CFO?")] {
            let new = Sent::Json(format!(r#"{{"question":"{question}","goal":"CFO at Halden"}}"#));
            let id = field(&scene.call(Some(asker), "POST", "/api/v1/asks", new).await.text, "id");
            let act = format!("/api/v1/asks/{id}/acts");
            assert_eq!(scene.call(Some(asker), "POST", &act, json(r#"{"act":"send"}"#)).await.status, 204);
        }
        let reached = scene.call(Some(&fay), "GET", "/api/v1/asks", Sent::Nothing).await.text;
        assert_eq!(reached.matches("\"question\"").count(), 2, "as many as she wishes: {reached}");
        let mut got = Vec::new();
        for connector in ["fay", "emil"] {
            got.push(crate::asking::sent(&scene, &cleo, connector).await.1.status);
        }
        assert_eq!(got, [204, 204], "whoever was reached can be asked like whoever was not");
    });
}
