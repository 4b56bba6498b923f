//! Coming in by mail, and staying out.

use crate::scene::{ADDRESS, NOW, Scene, Sent, folder, packet, runtime};
use axum::http::{Request, header};
use tertius_tribe_web::{Outbox, deliver};
use tower::ServiceExt;

/// The secret of the only link in the only mail of an outbox, which is then empty.
fn link(outbox: &std::path::Path, place: &str) -> String {
    let mails: Vec<_> = std::fs::read_dir(outbox).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(mails.len(), 1, "{mails:?}");
    let mail = std::fs::read_to_string(&mails[0]).unwrap();
    std::fs::remove_file(&mails[0]).unwrap();
    let (_, rest) = mail.split_once(&format!("{ADDRESS}{place}")).expect("a link");
    rest.split_whitespace().next().expect("a secret").to_owned()
}

#[test]
fn from_an_invitation_to_leaving() {
    let folder = folder();
    let outbox = folder.path().join("outbox");
    let goes = Outbox::Folder(outbox.clone());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let ana = scene.seat("oak", "ana").await;
        let invited = Sent::Form("email=Nia%40example.org&keeper=no".to_owned());
        assert_eq!(scene.call(Some(&ana), "POST", "/keeper/invite", invited).await.status, 303);
        assert_eq!(deliver(&scene.store, &goes, NOW).await.unwrap(), 1);
        assert_eq!(deliver(&scene.store, &goes, NOW).await.unwrap(), 0);
        let key = link(&outbox, "/join/");
        assert!(scene.call(None, "GET", &format!("/join/{key}"), Sent::Nothing).await.text.contains("oak"));
        let name = || Sent::Form("name=Nia+Voss".to_owned());
        let joined = scene.call(None, "POST", &format!("/join/{key}"), name()).await;
        assert_eq!(joined.status, 303, "{}", joined.text);
        let cookie = joined.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        assert_eq!(scene.call(None, "POST", &format!("/join/{key}"), name()).await.status, 403);

        let sign_in = |email: &str| Sent::Form(format!("email={}", email.replace('@', "%40")));
        let known = scene.call(None, "POST", "/sign-in", sign_in("nia@example.org")).await;
        let unknown = scene.call(None, "POST", "/sign-in", sign_in("who@example.org")).await;
        assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
        deliver(&scene.store, &goes, NOW).await.unwrap();
        let key = link(&outbox, "/sign-in/");
        // Looking at the link, as mail programs do, does not use it up.
        scene.call(None, "GET", &format!("/sign-in/{key}"), Sent::Nothing).await;
        let opened = scene.call(None, "POST", &format!("/sign-in/{key}"), Sent::Nothing).await;
        assert_eq!(opened.status, 303);
        assert_eq!(scene.call(None, "POST", &format!("/sign-in/{key}"), Sent::Nothing).await.status, 403);
        let cookie = opened.headers[header::SET_COOKIE].to_str().unwrap();
        let nia = cookie.split(['=', ';']).nth(1).unwrap();
        let (_, bytes) = packet("nias", "nia", NOW + 9000, &[("Ida Holm", "CFO", "Halden", "")]);
        let shared = scene.call(Some(nia), "POST", "/packets", Sent::Named("packet", bytes)).await;
        assert_eq!(shared.status, 303, "{}", shared.text);
        assert_eq!(scene.call(Some(nia), "POST", "/leave", Sent::Nothing).await.status, 303);
        assert_eq!(scene.call(Some(nia), "GET", "/", Sent::Nothing).await.status, 401);
        scene.store.close().await;
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
            for gone in ["Ida Holm", "Nia Voss", "nia@example.org"] {
                assert!(!bytes.windows(gone.len()).any(|window| window == gone.as_bytes()), "{gone} is still there");
            }
        }
    });
}

#[test]
fn other_hosts_and_other_origins_stay_out() {
    let folder = folder();
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let ben = format!("tertius-tribe={}", scene.seat("oak", "ben").await);
        for (host, origin, method, status) in [
            ("tribe.example", Some(ADDRESS), "POST", 303),
            ("tribe.example", Some("http://evil.example"), "POST", 403),
            ("tribe.example", Some("null"), "POST", 403),
            ("tribe.example", None, "POST", 403),
            ("evil.example", Some(ADDRESS), "POST", 403),
            ("evil.example", None, "GET", 403),
            ("tribe.example", None, "GET", 200),
        ] {
            let path = if method == "GET" { "/members" } else { "/me" };
            let mut request = Request::builder().method(method).uri(path).header(header::HOST, host);
            request =
                request.header(header::COOKIE, &ben).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            let request = request.body(axum::body::Body::from("shows=hidden")).unwrap();
            let answer = scene.server.router().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), status, "{host} {origin:?} {method}");
            assert!(
                answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("default-src 'none'")
            );
        }
    });
}

#[test]
fn what_a_member_is_told_they_show_is_what_is_shown_and_logged() {
    let folder = folder();
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (ben, cleo) = (scene.seat("oak", "ben").await, scene.seat("oak", "cleo").await);
        let people =
            [("Ida Holm", "CFO", "Halden", ""), ("Jon Berg", "CFO", "Norte", ""), ("Kai Lund", "CFO", "Quarz", "")];
        let (id, bytes) = packet("bens", "ben", NOW + 9000, &people);
        scene.call(Some(&ben), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
        let ask = || scene.call(Some(&cleo), "GET", "/api/v1/search?for=CFO", Sent::Nothing);
        assert!(!ask().await.text.contains("Holm"));
        scene.call(Some(&ben), "PUT", "/api/v1/me", Sent::Json(r#"{"shows":"named"}"#.to_owned())).await;
        let path = format!("/api/v1/packets/{id}/people/1/private");
        scene.call(Some(&ben), "PUT", &path, Sent::Json(r#"{"private":true}"#.to_owned())).await;
        let preview = scene.call(Some(&ben), "GET", "/api/v1/members/cleo/view", Sent::Nothing).await.text;
        let (found, html) =
            (ask().await.text, scene.call(Some(&cleo), "GET", "/search?for=CFO", Sent::Nothing).await.text);
        let log = scene.call(Some(&ben), "GET", "/api/v1/log", Sent::Nothing).await.text;
        for (name, is_shown) in people.iter().zip([true, false, true]).map(|(one, shown)| (one.0, shown)) {
            for text in [&preview, &found, &html, &log] {
                assert_eq!(text.contains(name), is_shown, "{name}: {text}");
            }
        }
        let ana = scene.seat("oak", "ana").await;
        let erase = Sent::Json(r#"{"who":"Ida Holm","employer":"Halden"}"#.to_owned());
        assert!(scene.call(Some(&ana), "POST", "/api/v1/erasures", erase).await.text.contains('1'));
        assert!(!ask().await.text.contains("Ida Holm"));
        let (_, again) = packet("again", "ben", NOW + 9000, &people[..1]);
        scene.call(Some(&ben), "POST", "/api/v1/packets", Sent::Bytes(again)).await;
        assert!(!ask().await.text.contains("Ida Holm"), "the erased came back");
    });
}
