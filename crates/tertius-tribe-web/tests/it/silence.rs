//! To whoever asked, a no, a "never again" and silence are one: the same pages, answers, mails, order and days.

use crate::asking::{Mails, json, sent};
use crate::cluster::Cluster;
use crate::scene::{NOW, Scene, Sent, field, folder, packet, runtime, without_numbers};
use std::path::Path;

const DAY: i64 = 86_400;

/// What the one who is asked does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    Nothing,
    SaysNo,
    SaysNeverAgain,
    SaysNoByLink,
}

/// Everything that ben can find out, on several days, where fay was asked for an introduction and gus a question.
async fn seen(database: &str, outbox: &Path, does: Does) -> Vec<String> {
    let scene = Scene::open(database).await;
    let mails = Mails::new(outbox);
    let (ben, fay) = (scene.seat("oak", "ben").await, scene.seat("oak", "fay").await);
    let gus = scene.seat("oak", "gus").await;
    let (_, bytes) = packet("guss", "gus", NOW + 90 * DAY, &[("Ida Holm", "CFO", "Halden", "")]);
    scene.call(Some(&gus), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
    let (introduction, got) = sent(&scene, &ben, "fay").await;
    assert_eq!(got.status, 204);
    let new = json(r#"{"question":"Who knows Halden?","goal":"CFO at Halden"}"#);
    let ask = field(&scene.call(Some(&ben), "POST", "/api/v1/asks", new).await.text, "id");
    scene.call(Some(&ben), "POST", &format!("/api/v1/asks/{ask}/acts"), json(r#"{"act":"send"}"#)).await;
    let letters = mails.come(&scene, NOW).await;
    scene.set_now(NOW + 3_700);
    let say = |act: &str| Sent::Json(format!(r#"{{"act":"{act}"}}"#));
    let places = [format!("/api/v1/introductions/{introduction}/acts"), format!("/api/v1/asks/{ask}/acts")];
    let no = match does {
        Does::Nothing => ["", ""],
        Does::SaysNo => ["decline", "pass"],
        Does::SaysNeverAgain => ["never-again", "never-again"],
        Does::SaysNoByLink => {
            assert_eq!(letters.len(), 2);
            for letter in &letters {
                let act = if letter.text.contains("introduce") { "decline" } else { "pass" };
                let form = Sent::Form(format!("act={act}"));
                assert_eq!(scene.call(None, "POST", &letter.link("answer"), form).await.status, 200);
            }
            ["", ""]
        }
    };
    for ((place, act), who) in places.iter().zip(no).zip([&fay, &gus]).filter(|((_, act), _)| !act.is_empty()) {
        assert_eq!(scene.call(Some(who), "POST", place, say(act)).await.status, 204);
    }
    let mut all = Vec::new();
    for day in [0, 1, 14, 16, 22, 40] {
        let now = NOW + 3_700 + day * DAY;
        scene.set_now(now);
        for path in [
            "/introductions".to_owned(),
            "/asks".to_owned(),
            "/budget".to_owned(),
            "/doors".to_owned(),
            "/stories".to_owned(),
            "/api/v1/introductions".to_owned(),
            "/api/v1/asks".to_owned(),
            "/api/v1/budget".to_owned(),
            format!("/introductions/{introduction}"),
            format!("/asks/{ask}"),
        ] {
            let got = scene.call(Some(&ben), "GET", &path, Sent::Nothing).await;
            assert_eq!(got.status, 200);
            all.push(format!("day {day} {path} {:?} {}", got.headers, got.text));
        }
        let (_, again) = sent(&scene, &ben, "fay").await;
        all.push(format!("day {day} asked again: {} {}", again.status, again.text));
        let to_ben: Vec<String> = mails
            .come(&scene, now)
            .await
            .into_iter()
            .filter(|mail| mail.to == "ben@example.org")
            .map(|mail| mail.text)
            .collect();
        all.push(format!("day {day} mails: {to_ben:?}"));
    }
    acted(&scene, &ben, &places, &mut all).await;
    scene.store.close().await;
    all.iter().map(|text| without_numbers(text)).collect()
}

/// What the asker is answered who tries everything.
async fn acted(scene: &Scene, ben: &str, places: &[String], all: &mut Vec<String>) {
    for place in places {
        for act in ["withdraw", "send", "report", "thank"] {
            let say = Sent::Json(format!(r#"{{"act":"{act}"}}"#));
            let got = scene.call(Some(ben), "POST", place, say).await;
            all.push(format!("{act}: {} {}", got.status, got.text));
        }
    }
}

fn compare(silence: &[String], other: &[String]) {
    assert_eq!(silence.len(), other.len());
    for (one, two) in silence.iter().zip(other) {
        assert!(one == two, "the asker can tell:\n{one}\n{two}");
    }
}

#[test]
fn a_no_and_silence_are_one_to_the_asker_on_sqlite() {
    runtime().block_on(async {
        let mut worlds = Vec::new();
        for does in [Does::Nothing, Does::SaysNo, Does::SaysNeverAgain, Does::SaysNoByLink] {
            let folder = folder();
            let file = folder.path().join("tribe.db");
            worlds.push(seen(file.to_str().unwrap(), folder.path(), does).await);
        }
        for other in &worlds[1..] {
            compare(&worlds[0], other);
        }
    });
}

#[test]
fn a_no_and_silence_are_one_to_the_asker_on_postgresql() {
    let cluster = Cluster::start();
    runtime().block_on(async {
        let (one, two) = (folder(), folder());
        let silence = seen(&cluster.url(), one.path(), Does::Nothing).await;
        compare(&silence, &seen(&cluster.second_url(), two.path(), Does::SaysNo).await);
    });
}
