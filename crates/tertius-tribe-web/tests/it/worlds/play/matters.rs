//! What the two worlds do beside sharing and searching: introductions, questions, blind matches, passkeys. The viewer does the
//! same in both; whoever they asked says nothing in one and no in the other, and everybody else does more in the other.

use super::super::{HIDDEN, VIEWER};
use super::{Told, World, masked};
use crate::asking::mail;
use crate::passkeys::{Authenticator, challenge};
use crate::scene::{Sent, field, question_and_answer};
use ed25519_dalek::SigningKey;

/// What the viewer asked for so far, and what others did among themselves.
#[derive(Default)]
pub(super) struct Matters {
    /// The viewer's introductions, each with its connector.
    introductions: Vec<(String, &'static str)>,
    questions: Vec<String>,
    /// Of ben through hana, and of fay to whoever knows a wizard.
    others_introductions: Vec<String>,
    others_questions: Vec<String>,
    /// How often the viewer asked, and how often the others did something.
    n: usize,
    n_others: usize,
}

fn json(text: String) -> Sent {
    Sent::Json(text)
}

fn act(word: &str) -> Sent {
    let more = r#""goal":"","text":"x","kind":"meeting","endorsement":"x","target_address":"ida@example.net""#;
    json(format!(r#"{{"act":"{word}",{more}}}"#))
}

/// Whom the viewer asks to introduce: who is named, and the hidden.
const CONNECTORS: [&str; 5] = ["gus", HIDDEN[0], HIDDEN[1], HIDDEN[2], HIDDEN[3]];

impl World {
    /// The viewer asks for something, or says more about what they asked.
    pub(super) async fn ask(&mut self, what: usize, pick: usize, told: &mut Vec<Told>) {
        self.matters.n += 1;
        let n = self.matters.n;
        match what {
            0 | 1 => self.introduction(what == 0, CONNECTORS[pick % CONNECTORS.len()], told).await,
            2 | 3 => {
                let goal = ["CFO", "VP Engineering at Halden", "nurse", "wizard", "zorblax"][pick % 5];
                let new = json(format!(r#"{{"question":"Question {n}?","goal":"{goal}"}}"#));
                let text = self.shown("POST", "/api/v1/asks", new, told).await;
                let id = field(&text, "id");
                self.shown("POST", &format!("/api/v1/asks/{id}/acts"), act("send"), told).await;
                self.matters.questions.push(id);
            }
            4 => {
                let Some((id, _)) = self.matters.introductions.last().cloned() else { return };
                let word = ["withdraw", "report", "thank", "send", "agree", "decline"][pick % 6];
                self.shown("POST", &format!("/api/v1/introductions/{id}/acts"), act(word), told).await;
            }
            5 => {
                let Some(id) = self.matters.questions.last().cloned() else { return };
                let word = ["withdraw", "thank", "outcome", "answer", "pass"][pick % 5];
                self.shown("POST", &format!("/asks/{id}"), Sent::Form(format!("act={word}&text=x")), told).await;
            }
            6 => {
                let story = self.matters.introductions.last().map(|(id, _)| id.clone()).unwrap_or_default();
                let new = json(format!(r#"{{"introduction":"{story}","words":"we met"}}"#));
                self.shown("POST", "/api/v1/stories", new, told).await;
            }
            _ => self.passkey(told).await,
        }
    }

    async fn introduction(&mut self, by_program: bool, connector: &'static str, told: &mut Vec<Told>) {
        let id = if by_program {
            let new = json(format!(r#"{{"connector":"{connector}","target":"Ida Holm","goal":"advice"}}"#));
            field(&self.shown("POST", "/api/v1/introductions", new, told).await, "id")
        } else {
            let new = Sent::Form(format!("connector={connector}&target=Ida+Holm&goal=advice"));
            self.shown("POST", "/introductions", new, told).await;
            let all = self.call(VIEWER, "GET", "/api/v1/introductions", Sent::Nothing).await.1;
            all.split('"').nth(3).unwrap_or_default().to_owned()
        };
        self.shown("POST", &format!("/api/v1/introductions/{id}/acts"), act("send"), told).await;
        self.matters.introductions.push((id, connector));
    }

    /// The viewer adds a passkey and signs in with it; the second time it is there already.
    pub(super) async fn passkey(&self, told: &mut Vec<Told>) {
        let device = Authenticator(SigningKey::from_bytes(&[9; 32]), 9);
        let new = challenge(&self.scene, self.seats.get(VIEWER).map(String::as_str), "/passkeys/begin").await;
        self.shown("POST", "/passkeys", device.new_one(&new), told).await;
        let enter = challenge(&self.scene, None, "/sign-in/passkey").await;
        let counter = 2 + u32::try_from(self.matters.n).unwrap();
        self.shown("POST", "/sign-in/passkey/answer", device.used(&enter, counter), told).await;
    }

    /// Everything that the viewer asked for, one by one.
    pub(super) async fn look_at_matters(&self, told: &mut Vec<Told>) {
        let introductions = self.matters.introductions.iter().map(|(id, _)| format!("introductions/{id}"));
        let questions = self.matters.questions.iter().map(|id| format!("asks/{id}"));
        for one in introductions.chain(questions) {
            self.shown("GET", &format!("/{one}"), Sent::Nothing, told).await;
            self.shown("GET", &format!("/api/v1/{one}"), Sent::Nothing, told).await;
        }
    }

    /// Gus says yes to the viewer, in both worlds; whom they are to meet says no, in the other alone.
    pub(super) async fn yes_and_then_no(&self) {
        let Some((id, _)) = self.matters.introductions.iter().rev().find(|(_, connector)| *connector == "gus") else {
            return;
        };
        self.call("gus", "POST", &format!("/api/v1/introductions/{id}/acts"), act("agree")).await;
        if self.at == 0 {
            return;
        }
        self.deliver().await;
        for one in self.outbox().into_iter().filter(|raw| raw.contains("ida@example.net")).map(mail) {
            if one.to == "ida@example.net" && one.text.contains("/answer/") {
                let no = Sent::Form("act=decline".to_owned());
                self.scene.call(None, "POST", &one.link("answer"), no).await;
            }
        }
    }

    /// Whoever the viewer asked says no, in the other world alone.
    pub(super) async fn no(&self, pick: usize) {
        if self.at == 0 {
            return;
        }
        let word = ["decline", "never-again"][pick % 2];
        // Gus says nothing or yes.
        for (id, connector) in self.matters.introductions.iter().filter(|(_, connector)| *connector != "gus") {
            self.call(connector, "POST", &format!("/api/v1/introductions/{id}/acts"), act(word)).await;
        }
        let word = ["pass", "never-again"][pick % 2];
        for id in &self.matters.questions {
            for helper in CONNECTORS.iter().chain(&["hana"]) {
                self.call(helper, "POST", &format!("/api/v1/asks/{id}/acts"), act(word)).await;
            }
        }
        for helper in CONNECTORS {
            let (_, all) = self.call(helper, "GET", "/api/v1/matches", Sent::Nothing).await;
            let all: serde_json::Value = serde_json::from_str(&all).unwrap();
            for one in all.as_array().unwrap().iter().filter(|one| one["mine"] == false) {
                let path = format!("/api/v1/matches/{}", one["id"].as_str().unwrap());
                self.call(helper, "DELETE", &path, Sent::Nothing).await;
            }
        }
    }

    /// What others do among themselves.
    pub(super) async fn among_others(&mut self, what: usize) {
        self.matters.n_others += 1;
        let n = self.matters.n_others;
        match what {
            0 => {
                let id = self.begin_introduction("ben", "hana").await;
                self.matters.others_introductions.push(id);
            }
            1 => {
                for id in &self.matters.others_introductions {
                    let word = ["agree", "decline", "never-again"][n % 3];
                    self.call("hana", "POST", &format!("/api/v1/introductions/{id}/acts"), act(word)).await;
                }
            }
            2 => {
                // Nobody but hidden members has a wizard, so this reaches none else.
                let new = json(format!(r#"{{"question":"Canary question {n}?","goal":"wizard"}}"#));
                let (_, text) = self.call("fay", "POST", "/api/v1/asks", new).await;
                let id = field(&text, "id");
                self.call("fay", "POST", &format!("/api/v1/asks/{id}/acts"), act("send")).await;
                self.matters.others_questions.push(id);
            }
            3 => {
                let forward = r#"{"act":"forward","to_name":"Canary Nora","to_email":"canary@example.net"}"#;
                for id in &self.matters.others_questions {
                    for helper in HIDDEN {
                        let path = format!("/api/v1/asks/{id}/acts");
                        let said = [act("answer"), json(forward.to_owned()), act("pass")][n % 3].clone();
                        self.call(helper, "POST", &path, said).await;
                    }
                }
            }
            4 => {
                let (path, question) = ("/api/v1/members/emil/matches", question_and_answer().0);
                let (_, text) = self.call("fay", "POST", path, Sent::Bytes(question)).await;
                let id = text.split('"').nth(3).unwrap_or_default().to_owned();
                let path = format!("/api/v1/matches/{id}/answer");
                self.call("emil", "POST", &path, Sent::Bytes(question_and_answer().1)).await;
            }
            _ => {
                let seat = self.seats.get("emil").map(String::as_str);
                let device = Authenticator(SigningKey::from_bytes(&[8; 32]), 8);
                let new = challenge(&self.scene, seat, "/passkeys/begin").await;
                self.call("emil", "POST", "/passkeys", device.new_one(&new)).await;
                let wish = r#"{"most_open":9,"most_in_quarter":9,"cool_down":1,"no_go":["canary"]}"#.to_owned();
                self.call("hana", "PUT", "/api/v1/budget", json(wish)).await;
            }
        }
    }

    /// Somebody asks a member to introduce them; the number of it.
    pub(super) async fn begin_introduction(&self, asker: &str, connector: &str) -> String {
        let new = format!(r#"{{"connector":"{connector}","target":"Canary Target","goal":"canary"}}"#);
        let id = field(&self.call(asker, "POST", "/api/v1/introductions", json(new)).await.1, "id");
        self.call(asker, "POST", &format!("/api/v1/introductions/{id}/acts"), act("send")).await;
        id
    }

    /// Somebody says one thing to all that the viewer asked for.
    pub(super) async fn every(&self, kind: &str, who: &str, word: &str) {
        let introductions = self.matters.introductions.iter().map(|(id, _)| id);
        for id in introductions.chain(&self.matters.questions) {
            self.call(who, "POST", &format!("/api/v1/{kind}/{id}/acts"), act(word)).await;
        }
    }

    /// Mails to the viewer, without what is random in them.
    pub(super) fn viewers_mails(&self) -> String {
        let is_viewers = |raw: &String| raw.contains("To: cleo@") || raw.contains("<cleo@example.org>");
        let mut mails: Vec<String> =
            self.outbox().into_iter().filter(is_viewers).map(|raw| masked(&without_tokens(&raw))).collect();
        mails.sort();
        mails.join("\n")
    }

    fn outbox(&self) -> Vec<String> {
        let files =
            std::fs::read_dir(self.outbox.path()).map(|all| all.flatten().collect()).unwrap_or_else(|_| Vec::new());
        files.iter().map(|file| std::fs::read_to_string(file.path()).unwrap()).collect()
    }
}

/// Links of letters hold a random number under a signature.
fn without_tokens(text: &str) -> String {
    let mut plain = String::new();
    // A long link is broken into lines.
    for (at, part) in text.replace("=\r\n", "").replace("\r\n ", " ").split("/oak.").enumerate() {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "-_=".contains(c));
        plain.push_str(if at == 0 { part } else { rest });
    }
    plain
}
