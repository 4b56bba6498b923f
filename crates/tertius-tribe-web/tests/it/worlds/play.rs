//! Plays a plan in two worlds and compares all that the viewer was answered.

mod matters;

use super::{Contact, HIDDEN, Step, VIEWER};
use crate::scene::{NOW, OAKS, Of, Scene, Sent, packet, packet_of_bands, question_and_answer, signed};
use matters::Matters;
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tertius_model::{Band, Handle};
use tertius_tribe::{Blinded, Shared, TribeKey};
use tertius_tribe_store::{Member, Role, Shows, Who};
use tertius_tribe_web::{Outbox, ROUTES, deliver};

/// In what the other world differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Only in what the viewer may not see.
    InWhatIsHidden,
    /// Planted: a hidden member is named.
    ByAName,
    /// Planted: a crowd knows somebody whom it does not know in the first world.
    ByACrowd,
    /// Planted: what is private has another number of rows, and an error says so.
    ByAnError,
    /// Planted: whom the viewer asked to introduce says yes.
    ByAYes,
    /// Planted: a question of the viewer's is answered.
    ByAnAnswer,
    /// Planted: whom the viewer asked to introduce has been asked as often as they wish.
    ByARefusal,
    /// Planted: a blind match of the viewer's is answered.
    ByAMatch,
    /// Planted: the viewer has a passkey more.
    ByAPasskey,
}

/// One of the two worlds, while a plan is played in it.
struct World {
    /// 0 or 1.
    at: usize,
    scene: Scene,
    seats: HashMap<String, String>,
    outbox: tempfile::TempDir,
    differs: Differs,
    matters: Matters,
}

/// Answers to searches leave at steps of this.
const STEP: Duration = Duration::from_millis(40);

/// One answer to the viewer: what was asked, what came.
type Told = (String, String);

/// How many things the viewer was told that came from hidden ties, or where the worlds differ.
pub async fn compare(one: &str, other: &str, plan: &[Step], differs: Differs) -> Result<usize, String> {
    let mut told: Vec<Vec<Told>> = Vec::new();
    for (at, database) in [one, other].into_iter().enumerate() {
        let mut world = World::open(at, database, differs).await;
        let mut all = Vec::new();
        for step in plan {
            world.play(step, &mut all).await;
        }
        if at == 1 {
            world.plant(differs).await;
        }
        if differs == Differs::ByARefusal {
            world.ask(0, 0, &mut all).await;
        }
        world.look_around(&mut all).await;
        if differs == Differs::InWhatIsHidden {
            // What waited for an answer has ended, and everything shared too.
            world.scene.later(40 * 86_400);
            world.look_around(&mut all).await;
        }
        world.scene.store.close().await;
        told.push(all);
    }
    let (one, other) = (&told[0], &told[1]);
    assert_eq!(one.len(), other.len());
    for ((asked, one), (_, other)) in one.iter().zip(other) {
        if one != other {
            return Err(format!("{asked}\n{one}\n{other}"));
        }
        if other.to_lowercase().contains("canary") {
            return Err(format!("a canary sings: {asked}\n{other}"));
        }
    }
    Ok(one.iter().map(|(_, text)| text.matches("members can reach").count()).sum())
}

impl World {
    fn letters(&self) -> Outbox {
        Outbox::Folder(self.outbox.path().to_owned())
    }

    async fn open(at: usize, database: &str, differs: Differs) -> World {
        let scene = Scene::open(database).await;
        let mut seats = HashMap::new();
        for member in OAKS {
            seats.insert(member.to_owned(), scene.seat("oak", member).await);
        }
        seats.insert("dora".to_owned(), scene.seat("elm", "dora").await);
        let outbox = crate::scene::folder();
        let world = World { at, scene, seats, outbox, differs, matters: Matters::default() };
        for named in ["gus", "hana"] {
            world.done(named, "PUT", "/api/v1/me", Sent::Json(r#"{"shows":"named"}"#.to_owned())).await;
        }
        world.done("hana", "PUT", "/api/v1/members/cleo/bar", Sent::Json(r#"{"barred":true}"#.to_owned())).await;
        world
    }

    async fn call(&self, member: &str, method: &str, path: &str, sent: Sent) -> (u16, String) {
        let got = self.scene.call(self.seats.get(member).map(String::as_str), method, path, sent).await;
        (got.status.as_u16(), got.text)
    }

    /// Does what must succeed.
    async fn done(&self, member: &str, method: &str, path: &str, sent: Sent) {
        let (status, text) = self.call(member, method, path, sent).await;
        assert!(matches!(status, 200 | 204 | 303), "{member} {method} {path}: {status} {text}");
    }

    /// Who plays the part of a hidden member here: in the other world they have changed places.
    fn hidden(&self, part: usize) -> &'static str {
        HIDDEN[(part + self.at * 3) % HIDDEN.len()]
    }

    fn people<'a>(&self, people: &'a [Contact]) -> Vec<(Of<'a>, Band)> {
        let at = self.at;
        let of = |one: &'a Contact| {
            let of: Of<'a> = (&one.name[at], &one.title[at], &one.employer[at], &one.url[at]);
            (of, Band::ALL[one.band])
        };
        people.iter().map(of).collect()
    }

    async fn bring(&self, member: &str, number: usize, people: &[Contact], lives: i64) -> String {
        let (id, bytes) = packet_of_bands(&format!("p{number}"), member, NOW + lives, &self.people(people));
        self.done(member, "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
        id
    }

    async fn play(&mut self, step: &Step, told: &mut Vec<Told>) {
        match step {
            Step::Bring { hidden, number, people, lives } => {
                // A packet whose day has come would be refused.
                let lives = if NOW + lives > self.scene.now() { *lives } else { 9_000 };
                // Whom nobody else has comes in other numbers; the places of the others stay, since lines are in order.
                let n_more = self.at * (number % 4);
                let more = (0..n_more).map(|at| Contact::alone(50_000 + 10 * number + at));
                let people: Vec<Contact> = people.iter().cloned().chain(more).collect();
                self.bring(self.hidden(*hidden), *number, &people, lives).await;
            }
            // One whose day has come is gone.
            Step::Revoke { hidden, number } => {
                let path = format!("/api/v1/packets/{}", id_of(*number));
                self.call(self.hidden(*hidden), "DELETE", &path, Sent::Nothing).await;
            }
            Step::Private { hidden, number, place } => {
                let path = format!("/api/v1/packets/{}/people/{place}/private", id_of(*number));
                self.call(self.hidden(*hidden), "PUT", &path, Sent::Json(r#"{"private":true}"#.to_owned())).await;
            }
            Step::Close { hidden, band } => {
                let said = Sent::Json(format!(r#"{{"band":"{band}"}}"#));
                self.done(self.hidden(*hidden), "PUT", "/api/v1/members/cleo/closeness", said).await;
            }
            Step::Bar { hidden, barred } => {
                let wish = Sent::Json(format!(r#"{{"barred":{barred}}}"#));
                self.done(self.hidden(*hidden), "PUT", "/api/v1/members/cleo/bar", wish).await;
            }
            Step::Open { number, people } => {
                self.bring("gus", *number, people, 9_000).await;
            }
            Step::Barred { number, people } => {
                self.bring("hana", *number, people, 9_000).await;
            }
            Step::Unseen { hidden, number, people } => self.unseen(self.hidden(*hidden), *number, people).await,
            Step::PassThrough { number, people } => self.pass_through(*number, people).await,
            Step::BehindTheBack { what } if self.at == 1 => self.behind_the_back(*what).await,
            Step::AmongOthers { what } if self.at == 1 => self.among_others(*what).await,
            Step::Restart if self.at == 1 => self.scene.server = self.scene.another().await,
            Step::BehindTheBack { .. } | Step::AmongOthers { .. } | Step::Restart => {}
            Step::Ask { what, pick } => {
                self.a_second_later();
                self.ask(*what, *pick, told).await;
            }
            Step::No { pick } => self.no(*pick).await,
            Step::YesAndThenNo => self.yes_and_then_no().await,
            Step::Later { seconds } => {
                self.scene.later(*seconds);
                // In one world what is due is done at once, in the other whenever a search comes upon it.
                if self.at == 1 {
                    self.scene.server.tend(&self.letters()).await.unwrap();
                }
            }
            Step::View { what, pick, contact } => {
                self.a_second_later();
                self.view(*what, *pick, contact, told).await;
            }
            Step::LookAround => self.look_around(told).await,
        }
    }

    /// Lists are in the order of moments, and at one moment in that of random numbers.
    fn a_second_later(&self) {
        self.scene.later(1);
    }

    /// People who are private before the viewer looks, tokens, and a packet that is revoked.
    async fn unseen(&self, member: &str, number: usize, people: &[Contact]) {
        let id = self.bring(member, number, people, 9_000).await;
        for place in 0..people.len() {
            let path = format!("/api/v1/packets/{id}/people/{place}/private");
            self.done(member, "PUT", &path, Sent::Json(r#"{"private":true}"#.to_owned())).await;
        }
        let again = self.bring(member, number + 10_000, people, 9_000).await;
        self.done(member, "DELETE", &format!("/api/v1/packets/{again}"), Sent::Nothing).await;
        if self.at == 1 {
            let key = TribeKey::from_secret(b"0123456789abcdef").unwrap();
            let token = key.token(&Handle::email("canary@example.org").unwrap()).unwrap();
            let blind = Shared::Blind(vec![Blinded::new(vec![token]).unwrap()]);
            let (_, bytes) = signed(&format!("blind {number}"), member, NOW + 9_000, blind);
            self.done(member, "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
        }
    }

    /// Somebody who is not there any more when the viewer looks again.
    async fn pass_through(&self, number: usize, people: &[Contact]) {
        let id = format!("guest{number}");
        let (name, role) = (format!("Canary guest {number}"), Role::Member);
        let new = Member { id: id.clone(), name, role, shows: Shows::Hidden, joined: NOW };
        let mut door = self.scene.store.write(Who::Door).await.unwrap();
        door.add_member("oak", &format!("{id}@example.org"), &new).await.unwrap();
        door.commit().await.unwrap();
        let seat = self.scene.seat("oak", &id).await;
        let (_, bytes) = packet_of_bands(&format!("p{number}"), &id, NOW + 9_000, &self.people(people));
        for (method, path, sent) in [
            ("PUT", "/api/v1/me", Sent::Json(r#"{"shows":"named"}"#.to_owned())),
            ("POST", "/api/v1/packets", Sent::Bytes(bytes)),
            ("GET", "/api/v1/search?for=Zorblax", Sent::Nothing),
            ("DELETE", "/api/v1/me", Sent::Nothing),
        ] {
            let got = self.scene.call(Some(&seat), method, path, sent).await;
            assert!(got.status.is_success(), "{method} {path}: {}", got.text);
        }
    }

    /// What the viewer is not part of.
    async fn behind_the_back(&self, what: usize) {
        let json = |text: &str| Sent::Json(text.to_owned());
        let (member, method, path, sent) = match what {
            0 => ("ben", "GET", "/api/v1/search?for=Zorblax", Sent::Nothing),
            1 => ("fay", "PUT", "/api/v1/members/emil/closeness", json(r#"{"band":"strong"}"#)),
            2 => ("emil", "PUT", "/api/v1/members/fay/bar", json(r#"{"barred":true}"#)),
            3 => ("ana", "POST", "/api/v1/members/ben/matches", Sent::Bytes(question_and_answer().0)),
            4 => ("ana", "POST", "/api/v1/invitations", json(r#"{"email":"canary@example.org"}"#)),
            5 => ("ana", "POST", "/api/v1/erasures", json(r#"{"who":"Canary nobody","employer":"Canary Ltd"}"#)),
            6 => ("dora", "POST", "/api/v1/invitations", json(r#"{"email":"canary@example.net"}"#)),
            _ => ("emil", "POST", "/api/v1/packets", Sent::Bytes(b"canary".to_vec())),
        };
        self.call(member, method, path, sent).await;
    }

    /// What would be a leak.
    async fn plant(&self, differs: Differs) {
        match differs {
            Differs::InWhatIsHidden => {}
            Differs::ByAName => {
                self.done("ben", "PUT", "/api/v1/me", Sent::Json(r#"{"shows":"named"}"#.to_owned())).await;
            }
            Differs::ByACrowd => {
                for member in HIDDEN {
                    let (_, bytes) =
                        packet(&format!("crowd {member}"), member, NOW + 9_000, &[("Canary", "Nurse", "Crowd", "")]);
                    self.done(member, "POST", "/api/v1/packets", Sent::Bytes(bytes)).await;
                }
            }
            // See `shown`, which is what a server would say that names rows in its errors.
            Differs::ByAnError => {}
            Differs::ByAYes => self.every("introductions", "gus", "agree").await,
            Differs::ByAnAnswer => self.every("asks", "gus", "answer").await,
            Differs::ByARefusal => {
                for asker in ["ana", "emil"] {
                    self.begin_introduction(asker, "gus").await;
                }
            }
            Differs::ByAMatch => {
                let (_, all) = self.call("ben", "GET", "/api/v1/matches", Sent::Nothing).await;
                let id = all.split('"').nth(3).unwrap_or_default().to_owned();
                let answer = Sent::Bytes(question_and_answer().1);
                self.done("ben", "POST", &format!("/api/v1/matches/{id}/answer"), answer).await;
            }
            Differs::ByAPasskey => self.passkey(&mut Vec::new()).await,
        }
    }

    async fn deliver(&self) {
        deliver(&self.scene.store, &self.letters(), self.scene.now()).await.unwrap();
    }

    /// What the viewer is answered, which is kept for the comparison; its text.
    async fn shown(&self, method: &str, path: &str, sent: Sent, told: &mut Vec<Told>) -> String {
        let begun = Instant::now();
        let got = self.scene.call(self.seats.get(VIEWER).map(String::as_str), method, path, sent).await;
        let mut text = format!("{} {:?} {}", got.status, got.headers, got.text);
        if self.differs == Differs::ByAnError && got.status == 404 {
            let mut engine = self.scene.store.read(Who::Engine { tribe: "oak".to_owned() }).await.unwrap();
            text.push_str(&format!("not among {}", engine.health().await.unwrap().entries));
        }
        // The number of steps is measured where the machine is quiet; that no search leaves between steps is so everywhere.
        let is_search = path.contains("/search?");
        assert!(!is_search || begun.elapsed() >= STEP, "{path} was answered before its step: {text}");
        told.push((masked(&format!("{method} {path}")), masked(&text)));
        got.text
    }

    /// Something that the viewer does, the same in both worlds.
    async fn view(&self, what: usize, pick: usize, contact: &Contact, told: &mut Vec<Told>) {
        let json = |text: String| Sent::Json(text);
        let other = OAKS[pick % OAKS.len()];
        let goals = ["CFO", "VP+Engineering+at+Halden", "somebody+at+Norte", "nurse", "sales+at+Quarz", "zorblax", ""];
        let goal = goals[pick % goals.len()];
        let own = id_of(20_000 + pick % 3);
        let foreign = id_of(pick % 60);
        let packet_of_mine = || {
            // A guess at what somebody else holds, word for word.
            let people =
                [((contact.name[0].as_str(), contact.title[0].as_str(), contact.employer[0].as_str(), ""), Band::Fair)];
            packet_of_bands(&format!("p{}", 20_000 + pick % 3), VIEWER, NOW + 9_000, &people).1
        };
        let (method, path, sent) = match what {
            0 | 1 => ("GET", format!("/api/v1/search?for={goal}"), Sent::Nothing),
            2 => ("GET", format!("/search?for={goal}"), Sent::Nothing),
            3 => ("POST", "/api/v1/packets".to_owned(), Sent::Bytes(packet_of_mine())),
            4 => ("POST", "/packets".to_owned(), Sent::Named("packet", packet_of_mine())),
            5 => ("DELETE", format!("/api/v1/packets/{own}"), Sent::Nothing),
            6 => ("PUT", format!("/api/v1/packets/{foreign}/people/0/private"), json(r#"{"private":true}"#.to_owned())),
            7 => ("PUT", format!("/api/v1/members/{other}/closeness"), json(r#"{"band":"fair"}"#.to_owned())),
            8 => (
                "PUT",
                format!("/api/v1/members/{other}/bar"),
                json(format!(r#"{{"barred":{}}}"#, pick.is_multiple_of(2))),
            ),
            9 => ("PUT", "/api/v1/me".to_owned(), json(format!(r#"{{"shows":"{}"}}"#, ["named", "hidden"][pick % 2]))),
            10 => ("POST", format!("/api/v1/members/{other}/matches"), Sent::Bytes(question_and_answer().0)),
            11 => ("DELETE", format!("/api/v1/packets/{foreign}"), Sent::Nothing),
            12 => ("POST", "/sign-in".to_owned(), Sent::Form("email=cleo%40example.org".to_owned())),
            _ => ("POST", "/api/v1/packets".to_owned(), Sent::Bytes(contact.name[0].clone().into_bytes())),
        };
        self.shown(method, &path, sent, told).await;
    }

    /// Every page and every place of the API that can be read, and the viewer's mail.
    async fn look_around(&self, told: &mut Vec<Told>) {
        for route in ROUTES.iter().filter(|route| route.method == "GET") {
            for id in ["ben", "hana", "nobody"] {
                let id = if route.path.contains("packets") { id_of(id.len()) } else { id.to_owned() };
                let path = route.path.replace("{id}", &id).replace("{key}", "wrong").replace("{name}", "app.css");
                if path.ends_with("/search") {
                    for goal in ["CFO", "engineering", "somebody+at+Halden", "nurse+at+Crowd"] {
                        self.shown("GET", &format!("{path}?for={goal}"), Sent::Nothing, told).await;
                    }
                } else {
                    self.shown("GET", &path, Sent::Nothing, told).await;
                }
                if !route.path.contains("{id}") {
                    break;
                }
            }
        }
        self.look_at_matters(told).await;
        self.deliver().await;
        told.push(("mail".to_owned(), self.viewers_mails()));
    }
}

fn id_of(number: usize) -> String {
    packet(&format!("p{number}"), VIEWER, NOW + 9_000, &[("A B", "", "", "")]).0
}

/// Numbers that were drawn at random are told apart by their order alone.
fn masked(text: &str) -> String {
    let mut numbers: Vec<String> = Vec::new();
    let mut out = String::new();
    let mut run = String::new();
    for letter in text.chars().chain(std::iter::once(' ')) {
        if letter.is_ascii_hexdigit() && !letter.is_ascii_uppercase() {
            run.push(letter);
            continue;
        }
        if run.len() >= 16 {
            let at = numbers.iter().position(|held| *held == run).unwrap_or_else(|| {
                numbers.push(run.clone());
                numbers.len() - 1
            });
            out.push_str(&format!("#{at}"));
        } else {
            out.push_str(&run);
        }
        run.clear();
        out.push(letter);
    }
    out
}
