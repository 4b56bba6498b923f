//! A packet is looked at before it is shared, and what was looked at is what is shared.

use crate::scene::{NOW, Scene, Sent, folder, packet, runtime};
use tertius_tribe_store::Who;

#[test]
fn what_was_looked_at_is_what_is_shared_and_not_before() {
    runtime().block_on(async {
        let folder = folder();
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (ben, hana) = (scene.seat("oak", "ben").await, scene.seat("oak", "hana").await);
        let of = [("Ida Holm", "CFO", "Halden", ""), ("Jon Berg", "Nurse", "Norte", "")];
        let (id, bytes) = packet("p", "ben", NOW + 9_000, &of);
        scene.call(Some(&ben), "PUT", "/api/v1/members/hana/bar", Sent::Json(r#"{"barred":true}"#.to_owned())).await;
        let seen = scene.call(Some(&ben), "POST", "/api/v1/packets/preview", Sent::Bytes(bytes.clone())).await.text;
        assert!(
            seen.contains("Ida Holm") && seen.contains(r#""named":false"#) && seen.contains("Member hana"),
            "{seen}"
        );
        assert!(seen.contains("somebody in nursing at norte"), "{seen}");
        let page = scene.call(Some(&ben), "POST", "/packets/preview", Sent::Named("packet", bytes.clone())).await.text;
        assert!(page.contains("Nothing is shared yet") && page.contains("Ida Holm"), "{page}");
        let none = scene.call(Some(&ben), "GET", "/api/v1/packets", Sent::Nothing).await.text;
        assert_eq!(none, "[]", "looking keeps nothing");

        let coded = page.split("name=\"coded\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let shared = scene.call(Some(&ben), "POST", "/packets", Sent::Named("coded", coded.into())).await;
        assert_eq!(shared.headers["location"], format!("/packets/{id}"), "{}", shared.text);
        let who = Who::Member { tribe: "oak".to_owned(), member: "ben".to_owned() };
        let held = scene.store.read(who).await.unwrap().own_packet_bytes(&id).await.unwrap();
        assert_eq!(held, Some(bytes.clone()));

        let view = |viewer: &str| {
            let (scene, ben, path) = (&scene, &ben, format!("/members/{viewer}/view"));
            async move { scene.call(Some(ben), "GET", &path, Sent::Nothing).await.text }
        };
        assert!(view("cleo").await.contains("somebody in nursing at norte"));
        assert!(!view("hana").await.contains("somebody in nursing"), "who is barred is told nothing");
        let foreign =
            scene.call(Some(&hana), "POST", "/packets/preview", Sent::Named("packet", b"no packet".to_vec())).await;
        assert_eq!(foreign.status, 400);
    });
}
