//! Whatever is inside what a member may not see, every answer to them is the same; ten thousand canaries, none sung.

use crate::cluster::Cluster;
use crate::scene::{NOW, OAKS, Scene, Sent, field, folder, packet, question_and_answer, runtime, without_numbers};
use tertius_tribe_web::ROUTES;

const GOALS: [&str; 6] = ["CFO", "VP+Engineering+at+Halden", "somebody+at+Norte", "canary", "nurse", "zorblax"];
const TITLES: [(&str, &str); 3] =
    [("VP Engineering", "Vice President of Engineering"), ("CFO", "Chief Financial Officer"), ("Nurse", "nurse")];
const EMPLOYERS: [(&str, &str); 3] =
    [("Halden Analytics", "halden analytics"), ("Norte SA", "Norte"), ("Quarz GmbH", "Quarz")];

/// Which of two worlds that one member cannot tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum World {
    Plain,
    Canaries,
}

struct Contact {
    name: String,
    title: String,
    employer: String,
    url: String,
}

impl Contact {
    fn of(&self) -> (&str, &str, &str, &str) {
        (&self.name, &self.title, &self.employer, &self.url)
    }
}

fn contact(world: World, owner: &str, at: usize, seed: usize) -> Contact {
    let pick = |n: usize, by: usize| (at * 7 + seed * 13 + owner.len() * by) % n;
    let (title, employer) = (TITLES[pick(3, 1)], EMPLOYERS[pick(3, 5)]);
    match world {
        World::Plain => Contact {
            name: format!("Person {owner} {at}"),
            title: title.0.to_owned(),
            employer: employer.0.to_owned(),
            url: String::new(),
        },
        World::Canaries => Contact {
            name: format!("Canary {owner} {at}"),
            title: title.1.to_owned(),
            employer: employer.1.to_owned(),
            url: format!("https://www.linkedin.com/in/canary-{owner}-{at}"),
        },
    }
}

/// Somebody whom nobody else has, at an employer whom nobody else names.
fn alone(owner: &str, at: usize) -> Contact {
    let name = format!("Canary alone {owner} {at}");
    Contact { title: "Wizard".to_owned(), employer: format!("Canary {owner} {at} Ltd"), url: String::new(), name }
}

async fn fill(scene: &Scene, world: World, seed: usize, n_each: usize) {
    for (place, owner) in OAKS.iter().enumerate().filter(|(_, owner)| **owner != "cleo") {
        let seat = scene.seat("oak", owner).await;
        let is_open = *owner == "gus";
        let mut people: Vec<Contact> =
            (0..12).map(|at| contact(if is_open { World::Plain } else { world }, owner, at, seed)).collect();
        if world == World::Canaries && !is_open {
            people.extend((0..n_each).map(|at| alone(owner, at)));
        }
        let of: Vec<_> = people.iter().map(Contact::of).collect();
        let (_, bytes) = packet(&format!("p-{owner}"), owner, NOW + 9000, &of);
        let put = scene.call(Some(&seat), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
        assert_eq!(put.status, 200, "{}", put.text);
        if is_open {
            scene.call(Some(&seat), "PUT", "/api/v1/me", Sent::Json(r#"{"shows":"named"}"#.to_owned())).await;
            let path = format!(
                "/api/v1/packets/{}/people/0/private",
                packet("p-gus", owner, NOW + 1, &[("A B", "", "", "")]).0
            );
            let hidden = scene.call(Some(&seat), "PUT", &path, Sent::Json(r#"{"private":true}"#.to_owned())).await;
            assert_eq!(hidden.status, 204, "{}", hidden.text);
        }
        if *owner == "hana" {
            scene
                .call(Some(&seat), "PUT", "/api/v1/members/cleo/bar", Sent::Json(r#"{"barred":true}"#.to_owned()))
                .await;
            scene.call(Some(&seat), "PUT", "/api/v1/me", Sent::Json(r#"{"shows":"named"}"#.to_owned())).await;
        }
        if world == World::Canaries && place == 3 {
            let (id, bytes) = packet("p-revoked", owner, NOW + 9000, &[("Canary Revoked", "CFO", "Norte", "")]);
            scene.call(Some(&seat), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
            scene.call(Some(&seat), "DELETE", &format!("/api/v1/packets/{id}"), Sent::Nothing).await;
            scene.call(Some(&seat), "POST", "/api/v1/members/ana/matches", Sent::Bytes(question_and_answer().0)).await;
        }
    }
}

/// Everything that a member can be answered, as one text each.
async fn everything(scene: &Scene, tribe: &str, member: &str) -> Vec<(String, String)> {
    let seat = if member.is_empty() { None } else { Some(scene.seat(tribe, member).await) };
    let mut paths: Vec<(&str, String, Sent)> = Vec::new();
    let theirs = packet("p-ben", "ben", NOW + 1, &[("A B", "", "", "")]).0;
    for route in ROUTES.iter().filter(|route| route.method == "GET") {
        for id in ["ben", "hana", theirs.as_str(), "nobody"] {
            let path = route.path.replace("{id}", id).replace("{key}", "wrong").replace("{name}", "app.css");
            if path.ends_with("/search") {
                paths.extend(GOALS.iter().map(|goal| ("GET", format!("{path}?for={goal}"), Sent::Nothing)));
                paths.push(("GET", format!("{path}?for="), Sent::Nothing));
            } else {
                paths.push(("GET", path, Sent::Nothing));
            }
        }
    }
    paths.sort_by(|a, b| a.1.cmp(&b.1));
    paths.dedup_by(|a, b| a.1 == b.1);
    paths.push(("DELETE", format!("/api/v1/packets/{theirs}"), Sent::Nothing));
    paths.push((
        "PUT",
        format!("/api/v1/packets/{theirs}/people/0/private"),
        Sent::Json(r#"{"private":true}"#.to_owned()),
    ));
    paths.push(("POST", "/api/v1/packets".to_owned(), Sent::Bytes(b"no packet".to_vec())));
    paths.push(("POST", format!("/packets/{theirs}/revoke"), Sent::Nothing));
    let mut all = Vec::new();
    for (method, path, sent) in paths {
        let got = scene.call(seat.as_deref(), method, &path, sent).await;
        let shown = format!("{} {:?} {}", got.status, got.headers, got.text);
        all.push((format!("{method} {path}"), shown));
    }
    all
}

/// Asks that reach some, or in one world alone somebody: the asker can tell by nothing.
async fn ask_all(scene: &Scene) {
    let cleo = scene.seat("oak", "cleo").await;
    for (at, goal) in ["somebody at Norte", "Wizard at Canary ana 3 Ltd", "zorblax"].iter().enumerate() {
        let new = Sent::Json(format!(r#"{{"question":"Question {at}","goal":"{goal}"}}"#));
        let id = field(&scene.call(Some(&cleo), "POST", "/api/v1/asks", new).await.text, "id");
        let sent = Sent::Json(r#"{"act":"send"}"#.to_owned());
        let got = scene.call(Some(&cleo), "POST", &format!("/api/v1/asks/{id}/acts"), sent).await;
        assert_eq!(got.status, 204, "{}", got.text);
    }
}

async fn compare(plain: &str, canaries: &str, seed: usize, n_each: usize) {
    let (plain, canaries) = (Scene::open(plain).await, Scene::open(canaries).await);
    fill(&plain, World::Plain, seed, 0).await;
    fill(&canaries, World::Canaries, seed, n_each).await;
    for scene in [&plain, &canaries] {
        ask_all(scene).await;
    }
    let (left, right) = (everything(&plain, "oak", "cleo").await, everything(&canaries, "oak", "cleo").await);
    let told = left.iter().filter(|(path, text)| path.contains("search") && text.contains("members can reach")).count();
    assert!(told > 2, "the worlds must have something to tell");
    for ((path, left), (_, right)) in left.iter().zip(&right) {
        let (left, right) = (without_numbers(left), without_numbers(right));
        assert!(left == right, "{path} differs:\n{left}\n{right}");
    }
    for (tribe, member) in [("oak", "cleo"), ("elm", "dora"), ("", "")] {
        for (path, text) in everything(&canaries, tribe, member).await {
            // What the asker wrote stands in the page again.
            let text = text.replace("canary\" placeholder", "").replace("\"goal\":\"canary\"", "").to_lowercase();
            assert!(!text.contains("canary"), "{tribe} {member} {path}: {text}");
        }
    }
    plain.store.close().await;
    canaries.store.close().await;
}

#[test]
fn answers_do_not_depend_on_what_is_hidden_on_sqlite() {
    runtime().block_on(async {
        for seed in 0..3 {
            let folder = folder();
            let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
            // Five members' canaries: ten thousand in the first world, a few in the others.
            compare(&file("plain.db"), &file("canaries.db"), seed, if seed == 0 { 2000 } else { 5 }).await;
        }
    });
}

#[test]
fn answers_do_not_depend_on_what_is_hidden_on_postgresql() {
    let cluster = Cluster::start();
    runtime().block_on(compare(&cluster.url(), &cluster.second_url(), 1, 2000));
}
