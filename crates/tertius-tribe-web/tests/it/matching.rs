//! A blind match through the server: what each side learns, and what a no looks like.

use crate::scene::{Scene, Sent, folder, question_and_answer, runtime};
use tertius_tribe::blind::{Agreement, Answer, Asker};

/// Cleo asks ben; the number of the match.
async fn asked(scene: &Scene, cleo: &str) -> String {
    let sent = Sent::Bytes(question_and_answer().0);
    let asked = scene.call(Some(cleo), "POST", "/api/v1/members/ben/matches", sent).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    asked.text.split('"').nth(3).unwrap().to_owned()
}

#[test]
fn a_match_from_question_to_answer() {
    runtime().block_on(async {
        let folder = folder();
        let file = folder.path().join("tribe.db");
        let scene = Scene::open(file.to_str().unwrap()).await;
        let (cleo, ben) = (scene.seat("oak", "cleo").await, scene.seat("oak", "ben").await);
        let id = asked(&scene, &cleo).await;
        let (question, answer) = question_and_answer();
        let get = |seat: &str, path: String| {
            let seat = seat.to_owned();
            let scene = &scene;
            async move { scene.call(Some(&seat), "GET", &path, Sent::Nothing).await }
        };
        let page = get(&ben, "/matches".to_owned()).await.text;
        assert!(page.contains("Member cleo asks") && page.contains("--asker oak/cleo --answerer oak/ben"), "{page}");
        assert_eq!(get(&cleo, format!("/api/v1/matches/{id}/answer")).await.status, 404);
        let carried = get(&ben, format!("/matches/{id}/question")).await;
        assert_eq!(carried.bytes, question);
        let path = format!("/api/v1/matches/{id}/answer");
        for wrong in [b"second".to_vec(), question.clone(), Vec::new()] {
            assert_eq!(scene.call(Some(&ben), "POST", &path, Sent::Bytes(wrong)).await.status, 400);
        }
        assert_eq!(scene.call(Some(&ben), "POST", &path, Sent::Bytes(answer.clone())).await.status, 204);
        assert_eq!(scene.call(Some(&ben), "POST", &path, Sent::Bytes(answer)).await.status, 404, "once");
        let carried = get(&cleo, format!("/api/v1/matches/{id}/answer")).await.bytes;
        let agreement = Agreement { asker: "oak/cleo".to_owned(), answerer: "oak/ben".to_owned() };
        let items = ["email ida@example.org".to_owned()].into();
        let asker = Asker::begin(&agreement, &items, &[7; 32]).unwrap();
        assert_eq!(asker.finish(&Answer::from_bytes(&carried).unwrap()).unwrap(), items);
        for (seat, other) in [(&cleo, "Member ben"), (&ben, "Member cleo")] {
            let log = get(seat, "/api/v1/log".to_owned()).await.text;
            assert!(log.contains("matched") && log.contains(other) && log.contains("1 addresses asked"), "{log}");
        }
        scene.store.close().await;
        let held = std::fs::read(&file).unwrap();
        assert!(!held.windows(3).any(|window| window.eq_ignore_ascii_case(b"ida")), "the server knows whom they share");
    });
}

#[test]
fn a_no_to_a_match_looks_like_silence_and_questions_are_few() {
    runtime().block_on(async {
        let folder = folder();
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (cleo, ben) = (scene.seat("oak", "cleo").await, scene.seat("oak", "ben").await);
        let id = asked(&scene, &cleo).await;
        let look = || scene.call(Some(&cleo), "GET", "/api/v1/matches", Sent::Nothing);
        let before = look().await.text;
        assert_eq!(scene.call(Some(&ben), "DELETE", &format!("/api/v1/matches/{id}"), Sent::Nothing).await.status, 204);
        assert!(!scene.call(Some(&ben), "GET", "/api/v1/matches", Sent::Nothing).await.text.contains(&id));
        assert_eq!(look().await.text, before);
        let ask = |whom: &str| {
            let path = format!("/api/v1/members/{whom}/matches");
            let (scene, cleo) = (&scene, &cleo);
            async move { scene.call(Some(cleo), "POST", &path, Sent::Bytes(question_and_answer().0)).await.status.as_u16() }
        };
        assert_eq!(ask("ben").await, 409, "one at a time, answered or not");
        assert_eq!([ask("ana").await, ask("fay").await, ask("gus").await], [200, 200, 429]);
        scene.later(15 * 86_400);
        assert!(!scene.call(Some(&scene.seat("oak", "cleo").await), "GET", "/api/v1/matches", Sent::Nothing).await.text.contains(&id));
    });
}
