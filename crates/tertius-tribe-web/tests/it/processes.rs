//! Two servers over one database: what one was told, the other answers with at once.

use crate::cluster::Cluster;
use crate::scene::{NOW, Scene, Sent, folder, packet, runtime};
use tertius_tribe_store::Who;
use tertius_tribe_web::Server;

async fn found(server: &Server, seat: &str) -> bool {
    let got = Scene::call_at(server, Some(seat), "GET", "/api/v1/search?for=CFO", Sent::Nothing).await;
    assert_eq!(got.status, 200, "{}", got.text);
    got.text.contains("Ida Holm")
}

async fn check(database: &str) {
    let scene = Scene::open(database).await;
    let second = scene.another().await;
    let (ben, cleo) = (scene.seat("oak", "ben").await, scene.seat("oak", "cleo").await);
    let (id, bytes) =
        packet("p", "ben", NOW + 100, &[("Ida Holm", "CFO", "Norte", ""), ("Jon Berg", "CFO", "Quarz", "")]);
    let first = |method: &'static str, path: String, sent: Sent| {
        let (scene, ben) = (&scene, &ben);
        async move {
            let got = scene.call(Some(ben), method, &path, sent).await;
            assert!(got.status.is_success(), "{method} {path}: {}", got.text);
        }
    };
    let json = |text: &str| Sent::Json(text.to_owned());
    first("POST", "/api/v1/packets".to_owned(), Sent::Bytes(bytes)).await;
    assert!(!found(&second, &cleo).await, "ben is hidden");
    first("PUT", "/api/v1/me".to_owned(), json(r#"{"shows":"named"}"#)).await;
    assert!(found(&second, &cleo).await);
    first("PUT", format!("/api/v1/packets/{id}/people/0/private"), json(r#"{"private":true}"#)).await;
    assert!(!found(&second, &cleo).await);
    first("PUT", format!("/api/v1/packets/{id}/people/0/private"), json(r#"{"private":false}"#)).await;
    assert!(found(&second, &cleo).await);
    first("PUT", "/api/v1/members/cleo/bar".to_owned(), json(r#"{"barred":true}"#)).await;
    assert!(!found(&second, &cleo).await);
    first("PUT", "/api/v1/members/cleo/bar".to_owned(), json(r#"{"barred":false}"#)).await;
    assert!(found(&second, &cleo).await);
    // A server that missed more than is told reads everything again, and forgets what is no more.
    let (_, more) = packet("q", "ben", NOW + 9_000, &[("Kai Lund", "Nurse", "Norte", "")]);
    first("POST", "/api/v1/packets".to_owned(), Sent::Bytes(more)).await;
    first("DELETE", format!("/api/v1/packets/{id}"), Sent::Nothing).await;
    let mut engine = scene.store.write(Who::Engine { tribe: "oak".to_owned() }).await.unwrap();
    engine.drop_changes_but(0).await.unwrap();
    engine.commit().await.unwrap();
    assert!(!found(&second, &cleo).await);
    first("DELETE", "/api/v1/me".to_owned(), Sent::Nothing).await;
    let got = Scene::call_at(&second, Some(&cleo), "GET", "/api/v1/search?for=nurse", Sent::Nothing).await;
    assert!(!got.text.contains("Kai Lund"), "{}", got.text);
    scene.store.close().await;
}

#[test]
fn two_servers_over_one_sqlite_agree() {
    let folder = folder();
    runtime().block_on(check(folder.path().join("tribe.db").to_str().unwrap()));
}

#[test]
fn two_servers_over_one_postgresql_agree() {
    let cluster = Cluster::start();
    runtime().block_on(check(&cluster.url()));
}
