//! Whoever leaves leaves nothing: not in an introduction, a question, a match, a mail that waits, or anywhere else in the file.

use crate::asking::{json, sent};
use crate::scene::{NOW, Scene, Sent, field, folder, packet, question_and_answer, runtime};
use tertius_tribe_store::Role;

/// Does what must succeed; the text that comes back.
async fn done(scene: &Scene, seat: &str, method: &str, path: &str, sent: Sent) -> String {
    let got = scene.call(Some(seat), method, path, sent).await;
    assert!(got.status.is_success() || got.status == 303, "{method} {path}: {} {}", got.status, got.text);
    got.text
}

/// A question of somebody's to whoever knows Halden, sent.
async fn asks(scene: &Scene, seat: &str, question: &str) -> String {
    let new = Sent::Json(format!(r#"{{"question":"{question}","goal":"CFO at Halden"}}"#));
    let id = field(&done(scene, seat, "POST", "/api/v1/asks", new).await, "id");
    done(scene, seat, "POST", &format!("/api/v1/asks/{id}/acts"), json(r#"{"act":"send"}"#)).await;
    id
}

/// Everything that a member can be part of.
async fn live(scene: &Scene, own: &str, id: &str) {
    let (ben, emil) = (scene.seat("oak", "ben").await, scene.seat("oak", "emil").await);
    let (fay, gus) = (scene.seat("oak", "fay").await, scene.seat("oak", "gus").await);
    for (number, owner, seat, name) in [("l", id, own, "Leaver Contact"), ("f", "fay", &fay, "Ida Holm")] {
        let (_, bytes) = packet(number, owner, NOW + 9000, &[(name, "CFO", "Halden", "")]);
        done(scene, seat, "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
    }
    done(scene, &fay, "PUT", "/api/v1/me", json(r#"{"shows":"named"}"#)).await;
    done(scene, own, "GET", "/api/v1/search?for=CFO", Sent::Nothing).await;
    done(scene, own, "PUT", "/api/v1/members/ben/closeness", json(r#"{"band":"fair"}"#)).await;
    done(scene, &ben, "PUT", &format!("/api/v1/members/{id}/bar"), json(r#"{"barred":true}"#)).await;
    done(
        scene,
        own,
        "PUT",
        "/api/v1/budget",
        json(r#"{"most_open":9,"most_in_quarter":9,"cool_down":0,"no_go":["Leaver topic"]}"#),
    )
    .await;
    let yes = r#"{"act":"agree","endorsement":"Leaver words","target_address":"leaver-target@example.net"}"#;
    for (asker, connector, agrees) in [(own, "emil", emil.as_str()), (&ben, id, own)] {
        let (introduction, got) = sent(scene, asker, connector).await;
        assert_eq!(got.status, 204, "{}", got.text);
        done(scene, agrees, "POST", &format!("/api/v1/introductions/{introduction}/acts"), json(yes)).await;
    }
    let question = asks(scene, own, "Leaver question?").await;
    let answer = json(r#"{"act":"answer","text":"Leaver was asked","reveal":"name"}"#);
    done(scene, &fay, "POST", &format!("/api/v1/asks/{question}/acts"), answer).await;
    let question = asks(scene, &gus, "Who knows Halden?").await;
    let act = format!("/api/v1/asks/{question}/acts");
    let forward = r#"{"act":"forward","to_name":"Leaver Nora","to_email":"leaver-nora@example.net","endorsement":"Leaver vouches"}"#;
    done(scene, own, "POST", &act, json(forward)).await;
    done(scene, own, "POST", &act, json(r#"{"act":"answer","text":"Leaver answer","reveal":"name"}"#)).await;
    for (asker, other) in [(own, "ben"), (&ben, id)] {
        let path = format!("/api/v1/members/{other}/matches");
        done(scene, asker, "POST", &path, Sent::Bytes(question_and_answer().0)).await;
    }
    done(scene, own, "POST", "/passkeys/begin", Sent::Nothing).await;
    let link = Sent::Form(format!("email={id}%40example.org"));
    assert_eq!(scene.call(None, "POST", "/sign-in", link).await.status, 200);
}

#[test]
fn whoever_leaves_leaves_nothing() {
    runtime().block_on(async {
        let folder = folder();
        let file = folder.path().join("tribe.db");
        let scene = Scene::open(file.to_str().unwrap()).await;
        let id = scene.newcomer(Role::Member).await;
        let own = scene.seat("oak", &id).await;
        live(&scene, &own, &id).await;
        let held = |what: &str| {
            let bytes: Vec<u8> = std::fs::read_dir(folder.path())
                .unwrap()
                .flat_map(|entry| std::fs::read(entry.unwrap().path()).unwrap_or_default())
                .collect();
            let at = bytes.windows(what.len()).position(|window| window.eq_ignore_ascii_case(what.as_bytes()))?;
            let around = &bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())];
            Some(String::from_utf8_lossy(around).into_owned())
        };
        for there in [id.as_str(), "Leaver Contact", "Leaver answer", "leaver-nora", "Leaver topic"] {
            assert!(held(there).is_some(), "{there} is nowhere, so its absence would show nothing");
        }
        done(&scene, &own, "DELETE", "/api/v1/me", Sent::Nothing).await;
        for path in ["/introductions", "/asks", "/matches", "/log", "/members", "/budget", "/stories", "/doors"] {
            for who in ["ben", "emil", "fay", "gus"] {
                let text = done(&scene, &scene.seat("oak", who).await, "GET", path, Sent::Nothing).await;
                assert!(!text.to_lowercase().contains("leaver") && !text.contains(&id), "{who} {path}: {text}");
            }
        }
        scene.store.close().await;
        for gone in [id.as_str(), "leaver"] {
            assert_eq!(held(gone), None, "{gone} is still in the file");
        }
    });
}
