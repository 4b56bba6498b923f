//! Every route for everybody: a stranger, a member whose the thing is, a fellow member, a keeper, a member of another
//! tribe, one who left. A route without a row here fails the suite.

use crate::cluster::Cluster;
use crate::scene::{NOW, Scene, Sent, field, folder, packet, question_and_answer, runtime};
use Whose::{Anybodys, Askers, Fellows, Nobodys, Owners, Pairs};
use tertius_tribe_store::{KeptStory, Left, MATCH_SECONDS, Matter, MatterKind, Role, Side, Step, Who};
use tertius_tribe_web::{Access, ROUTES, Route};

/// What a route answers to those who may use it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The same to every member.
    Anybodys,
    /// Only to the member whose packet it is; to others there is nothing.
    Owners,
    /// To members of the same tribe.
    Fellows,
    /// To the one who is asked for a match.
    Pairs,
    /// To nobody here: what is sent is wrong, or not there.
    Nobodys,
    /// To the one who asked, once there is an answer; to the one who has a passkey. Nobody here is, so there is nothing.
    Askers,
}

struct Row {
    method: &'static str,
    path: &'static str,
    whose: Whose,
    sent: fn(&Things) -> Sent,
    /// Whether it ends the session or the membership: each caller is then a newcomer.
    ends: bool,
}

/// What the rows speak of: `ben` owns the packet and was asked by `cleo` for a match.
struct Things {
    packet: String,
    matching: String,
    /// Drafts of ben's, an introduction of his that led to something, and his story of it.
    introduction: String,
    ask: String,
    told: String,
    story: String,
    /// Who calls, and how many packets were made for callers.
    caller: std::sync::Mutex<(String, usize)>,
}

fn nothing(_: &Things) -> Sent {
    Sent::Nothing
}

fn new_packet(things: &Things) -> Vec<u8> {
    let mut caller = things.caller.lock().unwrap();
    caller.1 += 1;
    let number = format!("{} {} {}", things.packet, caller.0, caller.1);
    packet(&number, &caller.0, NOW + 9000, &[("Ida Holm", "CFO", "Halden", "")]).1
}

/// A row whose callers stay as they are.
const fn row(method: &'static str, path: &'static str, whose: Whose, sent: fn(&Things) -> Sent) -> Row {
    Row { method, path, whose, sent, ends: false }
}

/// A row that ends the session or the membership.
const fn end(method: &'static str, path: &'static str) -> Row {
    Row { method, path, whose: Anybodys, sent: nothing, ends: true }
}

/// A reply that says nothing.
const AWAY: &[u8] = b"From: ben@example.org\r\nSubject: Re: hello\r\nAuto-Submitted: auto-replied\r\n\r\nAway\r\n";

const ROWS: &[Row] = &[
    row("GET", "/assets/{name}", Anybodys, nothing),
    row("GET", "/sign-in", Anybodys, nothing),
    row("POST", "/sign-in", Anybodys, |_| Sent::Form("email=nobody%40example.org".to_owned())),
    row("GET", "/sign-in/{key}", Anybodys, nothing),
    row("POST", "/sign-in/{key}", Anybodys, nothing),
    row("POST", "/sign-in/passkey", Anybodys, nothing),
    row("POST", "/sign-in/passkey/answer", Nobodys, nothing),
    row("GET", "/passkeys", Anybodys, nothing),
    row("POST", "/passkeys", Nobodys, nothing),
    row("POST", "/passkeys/begin", Anybodys, nothing),
    row("POST", "/passkeys/{id}/remove", Askers, nothing),
    row("GET", "/join/{key}", Anybodys, nothing),
    row("POST", "/join/{key}", Anybodys, |_| Sent::Form("name=Nia".to_owned())),
    row("GET", "/answer/{key}", Anybodys, nothing),
    row("POST", "/answer/{key}", Anybodys, |_| Sent::Form("act=accept".to_owned())),
    row("GET", "/never/{key}", Anybodys, nothing),
    row("POST", "/never/{key}", Anybodys, |_| Sent::Form("List-Unsubscribe=One-Click".to_owned())),
    row("GET", "/outcome/{key}", Anybodys, nothing),
    row("POST", "/outcome/{key}", Anybodys, |_| Sent::Form("kind=job".to_owned())),
    row("GET", "/introductions", Anybodys, nothing),
    row("POST", "/introductions", Fellows, |_| Sent::Form("connector=ana2&target=Ida+Holm&goal=advice".to_owned())),
    row("GET", "/introductions/new", Anybodys, nothing),
    row("GET", "/introductions/{id}", Owners, nothing),
    row("POST", "/introductions/{id}", Owners, |_| Sent::Form("act=edit&goal=advice".to_owned())),
    row("GET", "/asks", Anybodys, nothing),
    row("POST", "/asks", Anybodys, |_| Sent::Form("question=who+knows+a+nurse&goal=nurse".to_owned())),
    row("GET", "/asks/{id}", Owners, nothing),
    row("POST", "/asks/{id}", Owners, |_| Sent::Form("act=send".to_owned())),
    row("GET", "/budget", Anybodys, nothing),
    row("POST", "/budget", Anybodys, |_| Sent::Form("most_open=2&most_in_quarter=6&cool_down=30".to_owned())),
    row("POST", "/budget/hear-again", Anybodys, nothing),
    row("GET", "/stories", Anybodys, nothing),
    row("POST", "/stories", Owners, |things| Sent::Form(format!("introduction={}&words=we+met", things.told))),
    row("POST", "/stories/{id}", Owners, |_| Sent::Form("act=drop".to_owned())),
    row("GET", "/doors", Anybodys, nothing),
    row("GET", "/api/v1/introductions", Anybodys, nothing),
    row("POST", "/api/v1/introductions", Fellows, |_| {
        Sent::Json(r#"{"connector":"ana2","target":"Ida Holm","goal":"advice"}"#.to_owned())
    }),
    row("GET", "/api/v1/introductions/{id}", Owners, nothing),
    row("POST", "/api/v1/introductions/{id}/acts", Owners, |_| {
        Sent::Json(r#"{"act":"edit","goal":"advice"}"#.to_owned())
    }),
    row("GET", "/api/v1/asks", Anybodys, nothing),
    row("POST", "/api/v1/asks", Anybodys, |_| Sent::Json(r#"{"question":"who knows a nurse"}"#.to_owned())),
    row("GET", "/api/v1/asks/{id}", Owners, nothing),
    row("POST", "/api/v1/asks/{id}/acts", Owners, |_| Sent::Json(r#"{"act":"send"}"#.to_owned())),
    row("GET", "/api/v1/budget", Anybodys, nothing),
    row("PUT", "/api/v1/budget", Anybodys, |_| {
        Sent::Json(r#"{"most_open":2,"most_in_quarter":6,"cool_down":30}"#.to_owned())
    }),
    row("DELETE", "/api/v1/muted", Anybodys, nothing),
    row("GET", "/api/v1/stories", Anybodys, nothing),
    row("POST", "/api/v1/stories", Owners, |things| {
        Sent::Json(format!(r#"{{"introduction":"{}","words":"we met"}}"#, things.told))
    }),
    row("POST", "/api/v1/stories/{id}/acts", Owners, |_| Sent::Json(r#"{"act":"drop"}"#.to_owned())),
    row("GET", "/api/v1/doors", Anybodys, nothing),
    row("GET", "/replies", Anybodys, nothing),
    row("POST", "/replies", Anybodys, |_| Sent::Named("mail", AWAY.to_vec())),
    row("POST", "/api/v1/replies", Anybodys, |_| Sent::Bytes(AWAY.to_vec())),
    row("GET", "/", Anybodys, nothing),
    row("GET", "/search", Anybodys, nothing),
    row("GET", "/members", Anybodys, nothing),
    row("POST", "/members/{id}/closeness", Fellows, |_| Sent::Form("band=fair".to_owned())),
    row("POST", "/members/{id}/bar", Fellows, |_| Sent::Form("set=no".to_owned())),
    row("GET", "/members/{id}/view", Fellows, nothing),
    row("GET", "/packets", Anybodys, nothing),
    row("GET", "/packets/{id}", Owners, nothing),
    row("POST", "/packets/{id}/people/{place}/private", Owners, |_| Sent::Form("set=no".to_owned())),
    row("GET", "/matches", Anybodys, nothing),
    row("GET", "/log", Anybodys, nothing),
    row("POST", "/me", Anybodys, |_| Sent::Form("shows=hidden".to_owned())),
    row("GET", "/keeper", Anybodys, nothing),
    row("POST", "/keeper/invite", Anybodys, |_| Sent::Form("email=new%40example.org".to_owned())),
    row("POST", "/keeper/erase", Anybodys, |_| Sent::Form("who=gone%40example.org".to_owned())),
    row("GET", "/api/v1/openapi.json", Anybodys, nothing),
    row("GET", "/api/v1/me", Anybodys, nothing),
    row("PUT", "/api/v1/me", Anybodys, |_| Sent::Json(r#"{"shows":"hidden"}"#.to_owned())),
    row("GET", "/api/v1/search", Anybodys, nothing),
    row("GET", "/api/v1/members", Anybodys, nothing),
    row("PUT", "/api/v1/members/{id}/closeness", Fellows, |_| Sent::Json(r#"{"band":"fair"}"#.to_owned())),
    row("PUT", "/api/v1/members/{id}/bar", Fellows, |_| Sent::Json(r#"{"barred":false}"#.to_owned())),
    row("GET", "/api/v1/members/{id}/view", Fellows, nothing),
    row("GET", "/api/v1/packets", Anybodys, nothing),
    row("GET", "/api/v1/packets/{id}", Owners, nothing),
    row("PUT", "/api/v1/packets/{id}/people/{place}/private", Owners, |_| {
        Sent::Json(r#"{"private":false}"#.to_owned())
    }),
    row("GET", "/api/v1/matches", Anybodys, nothing),
    row("POST", "/api/v1/members/{id}/matches", Fellows, |_| Sent::Bytes(question_and_answer().0)),
    row("POST", "/members/{id}/match", Fellows, |_| Sent::Named("question", question_and_answer().0)),
    row("GET", "/members/{id}/match", Fellows, nothing),
    row("GET", "/matches/{id}/question", Pairs, nothing),
    row("GET", "/api/v1/matches/{id}/question", Pairs, nothing),
    row("GET", "/api/v1/log", Anybodys, nothing),
    row("GET", "/sessions", Anybodys, nothing),
    row("GET", "/api/v1/sessions", Anybodys, nothing),
    row("GET", "/api/v1/health", Anybodys, nothing),
    row("POST", "/api/v1/invitations", Anybodys, |_| Sent::Json(r#"{"email":"new2@example.org"}"#.to_owned())),
    row("POST", "/api/v1/erasures", Anybodys, |_| Sent::Json(r#"{"who":"gone@example.org"}"#.to_owned())),
    // What changes whose a thing is comes last.
    row("POST", "/packets/preview", Pairs, |things| Sent::Named("packet", new_packet(things))),
    row("POST", "/api/v1/packets/preview", Pairs, |things| Sent::Bytes(new_packet(things))),
    row("POST", "/packets", Pairs, |things| Sent::Named("packet", new_packet(things))),
    row("POST", "/api/v1/packets", Pairs, |things| Sent::Bytes(new_packet(things))),
    row("POST", "/api/v1/matches/{id}/answer", Pairs, |_| Sent::Bytes(question_and_answer().1)),
    row("POST", "/matches/{id}/answer", Pairs, |_| Sent::Named("answer", question_and_answer().1)),
    row("GET", "/matches/{id}/answer", Askers, nothing),
    row("GET", "/api/v1/matches/{id}/answer", Askers, nothing),
    row("POST", "/matches/{id}/end", Pairs, nothing),
    row("DELETE", "/api/v1/matches/{id}", Pairs, nothing),
    row("POST", "/packets/{id}/revoke", Owners, nothing),
    row("DELETE", "/api/v1/packets/{id}", Owners, nothing),
    end("POST", "/sign-out"),
    end("DELETE", "/api/v1/session"),
    end("POST", "/sessions/end"),
    end("DELETE", "/api/v1/sessions"),
    end("POST", "/leave"),
    end("DELETE", "/api/v1/me"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Stranger,
    Left,
    OtherTribe,
    Keeper,
    Fellow,
    Owner,
}

const CALLERS: [Caller; 6] =
    [Caller::Stranger, Caller::Left, Caller::OtherTribe, Caller::Keeper, Caller::Fellow, Caller::Owner];

/// The kinds of answers.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Done,
    Closed,
    Refused,
    Nothing,
}

fn kind(status: u16) -> Option<Kind> {
    Some(match status {
        200 | 204 | 303 => Kind::Done,
        401 => Kind::Closed,
        403 => Kind::Refused,
        404 => Kind::Nothing,
        _ => return None,
    })
}

fn expected(route: &Route, row: &Row, caller: Caller) -> Kind {
    if route.access == Access::Link {
        // No caller here holds a link of a letter, whoever they are.
        return Kind::Refused;
    }
    if route.access == Access::Anybody {
        // Styles and the sign-in pages are everybody's; no caller here has a link or an invitation that holds.
        let is_wrong = route.path.ends_with("{key}") && (route.method, route.path) != ("GET", "/sign-in/{key}");
        return if is_wrong || row.whose == Whose::Nobodys { Kind::Refused } else { Kind::Done };
    }
    match caller {
        Caller::Stranger | Caller::Left => Kind::Closed,
        Caller::Fellow | Caller::Owner if route.access == Access::Keeper => Kind::Refused,
        // See `a_match_from_question_to_answer` and `a_passkey_from_adding_to_leaving`.
        _ if row.whose == Whose::Askers => Kind::Nothing,
        _ if row.whose == Whose::Nobodys => Kind::Refused,
        Caller::Owner => Kind::Done,
        _ if row.whose == Whose::Anybodys || is_sharing(row) && caller != Caller::OtherTribe => Kind::Done,
        // A packet for another tribe is a mistake that the answer names, see `packet_for_another`.
        Caller::OtherTribe | Caller::Keeper | Caller::Fellow if row.whose == Whose::Owners => Kind::Nothing,
        Caller::OtherTribe => Kind::Nothing,
        Caller::Keeper if row.whose == Whose::Pairs => Kind::Nothing,
        _ => Kind::Done,
    }
}

/// Whether a packet is sent.
fn is_sharing(row: &Row) -> bool {
    row.path.ends_with("/packets") || row.path.ends_with("/preview")
}

fn filled(path: &str, things: &Things) -> String {
    let id = if path.contains("/introductions") {
        &things.introduction
    } else if path.contains("/asks") {
        &things.ask
    } else if path.contains("/stories") {
        &things.story
    } else if path.contains("/members") {
        "ana2"
    } else if path.contains("/match") {
        &things.matching
    } else {
        &things.packet
    };
    let path = path.replace("{id}", id).replace("{place}", "0").replace("{name}", "app.css").replace("{key}", "wrong");
    if path.ends_with("/search") { format!("{path}?for=CFO") } else { path }
}

/// Who calls: an `ana2` of the oak is whom fellows speak of.
async fn seat(scene: &Scene, row: &Row, caller: Caller, things: &Things) -> Option<String> {
    let (tribe, member) = match caller {
        Caller::Stranger => return None,
        Caller::OtherTribe if row.ends => return None,
        Caller::OtherTribe => ("elm", "dora".to_owned()),
        Caller::Left => ("oak", scene.newcomer(Role::Member).await),
        Caller::Keeper if row.ends => ("oak", scene.newcomer(Role::Keeper).await),
        Caller::Fellow | Caller::Owner if row.ends => ("oak", scene.newcomer(Role::Member).await),
        Caller::Keeper => ("oak", "ana".to_owned()),
        Caller::Fellow => {
            ("oak", if row.whose == Whose::Pairs && row.path.contains("match") { "emil" } else { "cleo" }.to_owned())
        }
        Caller::Owner => ("oak", "ben".to_owned()),
    };
    things.caller.lock().unwrap().0.clone_from(&member);
    let secret = scene.seat(tribe, &member).await;
    if caller == Caller::Left {
        let mut going = scene.store.write(Who::Engine { tribe: tribe.to_owned() }).await.unwrap();
        assert_eq!(going.leave(&member).await.unwrap(), Left::Gone);
        going.commit().await.unwrap();
    }
    Some(secret)
}

async fn suite(database: &str) -> usize {
    let scene = Scene::open(database).await;
    let mut door = scene.store.write(Who::Door).await.unwrap();
    let ana2 = tertius_tribe_store::Member {
        id: "ana2".to_owned(),
        name: "Ana Two".to_owned(),
        role: Role::Member,
        shows: tertius_tribe_store::Shows::Hidden,
        joined: NOW,
    };
    door.add_member("oak", "ana2@example.org", &ana2).await.unwrap();
    door.commit().await.unwrap();
    for route in ROUTES {
        let n_rows = ROWS.iter().filter(|row| (row.method, row.path) == (route.method, route.path)).count();
        assert_eq!(n_rows, 1, "{} {} has {n_rows} rows in the suite", route.method, route.path);
    }
    let mut n_cases = 0;
    let mut wrong = Vec::new();
    for row in ROWS {
        let route = ROUTES.iter().find(|route| (route.method, route.path) == (row.method, row.path)).unwrap();
        // Whatever the row before ended is there again.
        let things = things_again(&scene).await;
        for caller in CALLERS {
            let seat = seat(&scene, row, caller, &things).await;
            if caller == Caller::OtherTribe && row.ends {
                continue;
            }
            let sent = (row.sent)(&things);
            let got = scene.call(seat.as_deref(), row.method, &filled(row.path, &things), sent).await;
            let mut expected = expected(route, row, caller);
            if caller == Caller::Fellow && row.whose == Whose::Pairs && row.path.contains("match") {
                expected = Kind::Nothing;
            }
            let is_mistake = got.status == 400 && caller == Caller::OtherTribe && is_sharing(row);
            if !is_mistake && kind(got.status.as_u16()) != Some(expected) {
                wrong.push(format!(
                    "{} {} as {caller:?}: {} {}",
                    row.method,
                    row.path,
                    got.status,
                    &got.text[..got.text.len().min(300)]
                ));
            }
            if caller != Caller::Owner {
                assert!(!got.text.contains("Secret Ida"), "{} {} as {caller:?}", row.method, row.path);
            }
            n_cases += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    n_cases
}

/// A packet of ben's and a match of cleo's with ben, new for every row; budgets are a day's, so the day is another.
async fn things_again(scene: &Scene) -> Things {
    let number = scene.newcomer(Role::Member).await;
    let mut clean = scene.store.write(Who::Engine { tribe: "oak".to_owned() }).await.unwrap();
    clean.clear_budgets().await.unwrap();
    clean.drop_old_matches(NOW + 2 * MATCH_SECONDS).await.unwrap();
    clean.commit().await.unwrap();
    let (id, bytes) = packet(&format!("bens {number}"), "ben", NOW + 9000, &[("Secret Ida", "CFO", "Halden", "")]);
    let (ben, cleo) = (scene.seat("oak", "ben").await, scene.seat("oak", "cleo").await);
    let mut own = scene.store.read(Who::Member { tribe: "oak".to_owned(), member: "ben".to_owned() }).await.unwrap();
    let held = own.own_packets().await.unwrap();
    drop(own);
    for old in held {
        scene.call(Some(&ben), "DELETE", &format!("/api/v1/packets/{}", old.id), Sent::Nothing).await;
    }
    let put = scene.call(Some(&ben), "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
    assert_eq!(put.status, 200, "{}", put.text);
    let asked =
        scene.call(Some(&cleo), "POST", "/api/v1/members/ben/matches", Sent::Bytes(question_and_answer().0)).await;
    assert_eq!(asked.status, 200, "{}", asked.text);
    let matching = asked.text.split('"').nth(3).unwrap_or_default().to_owned();
    let new = Sent::Json(r#"{"connector":"fay","target":"Secret Ida","goal":"advice"}"#.to_owned());
    let introduction = scene.call(Some(&ben), "POST", "/api/v1/introductions", new).await.text;
    let new = Sent::Json(format!(r#"{{"question":"who knows Secret Ida, {number}"}}"#));
    let ask = scene.call(Some(&ben), "POST", "/api/v1/asks", new).await.text;
    let (told, story) = something_told(scene, &number).await;
    let (introduction, ask) = (field(&introduction, "id"), field(&ask, "id"));
    Things {
        packet: id,
        matching,
        introduction,
        ask,
        told,
        story,
        caller: std::sync::Mutex::new(("stranger".to_owned(), 0)),
    }
}

/// An introduction of ben's through fay that came to a meeting, and a story of it that fay has not agreed to.
async fn something_told(scene: &Scene, number: &str) -> (String, String) {
    let mut engine = scene.store.write(Who::Engine { tribe: "oak".to_owned() }).await.unwrap();
    let id = blake3::hash(number.as_bytes()).to_hex()[..16].to_owned();
    let opening = r#"{"asker":{"name":"Member ben","address":"ben@example.org"},"connector":{"name":"Member fay","address":
        "fay@example.org"},"target":{"name":"Secret Ida"},"known":[],"request":{"goal":"x","to_connector":"x","to_target":""}}"#;
    let (asker, kind) = ("ben".to_owned(), MatterKind::Introduction);
    let matter = Matter { id: id.clone(), kind, asker, opening: opening.to_owned(), made: NOW };
    engine.open_matter(&matter).await.unwrap();
    for (name, member) in [("asker", "ben"), ("connector", "fay"), ("target", "")] {
        let number = blake3::hash(format!("{id} {name}").as_bytes()).to_hex()[..16].to_owned();
        let (name, member) = (name.to_owned(), member.to_owned());
        engine
            .add_side(&id, &Side { name, number, member, called: "Secret Ida".to_owned(), ..Side::default() })
            .await
            .unwrap();
    }
    for (by, event) in [
        ("asker", r#"{"act":"send","reveal":"name"}"#),
        ("connector", r#"{"act":"agree","reveal":"name","conditions":{},"target_address":"ida@example.net"}"#),
        ("target", r#"{"act":"accept","reveal":"name"}"#),
        ("asker", r#"{"act":"report","kind":"meeting"}"#),
    ] {
        let event = format!(r#"{{"event":{event}}}"#);
        let step = Step { by: by.to_owned(), about: String::new(), event, moment: NOW };
        engine.add_step(&id, &step).await.unwrap();
    }
    let story = KeptStory {
        id: String::new(),
        author: "ben".to_owned(),
        matter: id.clone(),
        kind: "meeting".to_owned(),
        words: "Secret Ida and I met".to_owned(),
        made: NOW,
        people: vec![("fay".to_owned(), "open".to_owned())],
    };
    engine.write_story(&KeptStory { id: number.to_owned(), ..story }).await.unwrap();
    engine.commit().await.unwrap();
    (id, number.to_owned())
}

#[test]
fn authorisation_holds_on_sqlite() {
    let folder = folder();
    let n_cases = runtime().block_on(suite(folder.path().join("tribe.db").to_str().unwrap()));
    assert!(n_cases >= 530, "{n_cases}");
}

#[test]
fn authorisation_holds_on_postgresql() {
    let cluster = Cluster::start();
    let n_cases = runtime().block_on(suite(&cluster.url()));
    assert!(n_cases >= 530, "{n_cases}");
}
