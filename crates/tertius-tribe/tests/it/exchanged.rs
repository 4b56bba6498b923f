//! Three people without a server: three logs, kept in step by files.

use tertius_model::Timestamp;
use tertius_tribe::exchange::{Entry, ExchangeError, Log};
use tertius_tribe::introduction::*;
use tertius_tribe::{OwnKey, Rules};

const DAY: i64 = 86_400;

/// One of the three, with their log and key.
struct Vault {
    log: Option<Log>,
    key: OwnKey,
}

struct Three {
    vaults: [Vault; 3],
    rules: Rules,
    now: i64,
}

impl Three {
    fn new() -> Three {
        let person = |name: &str, address: Option<&str>| Person { name: name.into(), address: address.map(Into::into) };
        let draft = Draft {
            asker: person("Ana Sol", Some("ana@one.example")),
            connector: person("Ben Ito", Some("ben@two.example")),
            target: person("Cleo Marsh", None),
            known: vec![Field::ConnectorName, Field::TargetName],
            request: Request {
                goal: "data work".into(),
                to_connector: "between us: I need it".into(),
                to_target: String::new(),
            },
        };
        let log = Log { id: IntroductionId(9), own: Party::Asker, begun: 0, draft, entries: vec![], keys: vec![] };
        let vault = |seed: u8, log| Vault { log, key: OwnKey::from_secret(&[seed; 32]) };
        Three { vaults: [vault(1, Some(log)), vault(2, None), vault(3, None)], rules: Rules::default(), now: 0 }
    }

    fn act(&mut self, by: Party, event: Event) -> Result<Vec<Effect>, Refusal> {
        self.now += DAY;
        let circumstances = Circumstances { now: Timestamp(self.now), rules: &self.rules, muted: PartySet::default() };
        self.vaults[by as usize].log.as_mut().expect("they have a log").act(event, circumstances)
    }

    fn file(&self, from: Party, to: Party) -> Option<String> {
        let vault = &self.vaults[from as usize];
        let log = vault.log.as_ref().expect("they have a log");
        log.file_for(to, &vault.key, Timestamp(self.now), &self.rules).expect("a log plays")
    }

    fn take(&mut self, at: Party, file: &str) -> Result<(), ExchangeError> {
        let vault = &mut self.vaults[at as usize];
        vault.log = Some(Log::take(vault.log.as_ref(), file, Timestamp(self.now), &self.rules)?);
        Ok(())
    }

    fn pass(&mut self, from: Party, to: Party) -> String {
        let file = self.file(from, to).expect("there is something to say");
        self.take(to, &file).expect("an honest file is taken");
        file
    }

    fn view(&self, who: Party) -> View {
        let log = self.vaults[who as usize].log.as_ref().expect("they have a log");
        log.view(Timestamp(self.now), &self.rules).expect("a log plays").expect("they take part")
    }
}

fn agree() -> Event {
    let conditions = Conditions { note: "an hour at most".into(), ..Conditions::default() };
    let target_address = Some("cleo@three.example".into());
    Event::Agree { reveal: Reveal::NameAndAddress, conditions, target_address }
}

use Party::{Asker, Connector, Target};

#[test]
fn three_vaults_come_to_an_introduction_by_files_alone() {
    let mut three = Three::new();
    assert_eq!(three.file(Asker, Connector), None);
    three.act(Asker, Event::Send { reveal: Reveal::NameAndAddress }).unwrap();
    three.pass(Asker, Connector);
    assert_eq!(three.view(Connector).stage, Stage::YourTurn);
    three.act(Connector, Event::Endorse { words: "She is careful.".into() }).unwrap();
    three.act(Connector, agree()).unwrap();
    let to_asker = three.pass(Connector, Asker);
    let to_target = three.pass(Connector, Target);
    assert_eq!(three.view(Asker).stage, Stage::WaitingForTarget);
    // What one may not know yet is not in the file either.
    assert!(!to_asker.contains("cleo@three.example"));
    for secret in ["ana@one.example", "between us", "an hour at most"] {
        assert!(!to_target.contains(secret), "{secret}");
    }
    assert_eq!(three.view(Target).endorsement, "She is careful.");
    three.act(Target, Event::Accept { reveal: Reveal::NameAndAddress }).unwrap();
    three.pass(Target, Connector);
    three.pass(Connector, Asker);
    three.pass(Connector, Target);
    for who in Party::ALL {
        assert_eq!(three.view(who).stage, Stage::Introduced, "{who:?}");
    }
    assert_eq!(three.view(Asker).target.address.as_deref(), Some("cleo@three.example"));
    assert_eq!(three.view(Target).asker.address.as_deref(), Some("ana@one.example"));
}

#[test]
fn a_no_is_in_no_file() {
    let run = |no: Option<Event>| {
        let mut three = Three::new();
        three.act(Asker, Event::Send { reveal: Reveal::Name }).unwrap();
        three.pass(Asker, Connector);
        match no {
            Some(no) => drop(three.act(Connector, no).unwrap()),
            None => three.now += DAY,
        }
        (three.file(Connector, Asker), three.file(Connector, Target))
    };
    let silence = run(None);
    for no in [Event::Decline, Event::NeverAgain] {
        assert_eq!(run(Some(no)), silence);
    }
    assert_eq!(silence.1, None);
}

#[test]
fn nobody_speaks_for_another() {
    let mut three = Three::new();
    three.act(Asker, Event::Send { reveal: Reveal::Name }).unwrap();
    let file = three.file(Asker, Connector).expect("it was sent");
    // Changed on the way.
    let changed = three.take(Connector, &file.replace("data work", "more work"));
    assert!(matches!(changed, Err(ExchangeError::Unreadable(_))), "{changed:?}");
    three.take(Connector, &file).unwrap();
    // The asker agrees in the connector's name.
    let mut forger = Three::new();
    forger.vaults[0].log = three.vaults[0].log.clone();
    let forged = Entry { at: three.now, by: Connector, event: agree(), muted: vec![] };
    forger.vaults[0].log.as_mut().unwrap().entries.push(forged);
    forger.now = three.now;
    let file = forger.file(Asker, Connector).expect("it was sent");
    assert_eq!(three.take(Connector, &file), Err(ExchangeError::SpeaksForYou));
    // Somebody else signs as the asker.
    forger.vaults[0].log = three.vaults[0].log.clone();
    forger.vaults[0].key = OwnKey::from_secret(&[66; 32]);
    let file = forger.file(Asker, Connector).expect("it was sent");
    assert_eq!(three.take(Connector, &file), Err(ExchangeError::WrongKey("asker")));
    // The target answers, and speaks for the connector too.
    three.act(Connector, agree()).unwrap();
    three.pass(Connector, Target);
    let takes_back = Entry { at: three.now, by: Asker, event: Event::Withdraw, muted: vec![] };
    three.vaults[2].log.as_mut().unwrap().entries.push(takes_back);
    let file = three.file(Target, Connector).expect("they were asked");
    assert_eq!(three.take(Connector, &file), Err(ExchangeError::SpeaksForAnother("asker")));
}

#[test]
fn odd_files_are_refused_with_words() {
    let mut three = Three::new();
    three.act(Asker, Event::Send { reveal: Reveal::Name }).unwrap();
    let file = three.file(Asker, Connector).expect("it was sent");
    for odd in ["", "{}", "null", "{\"tertius_introduction\":1}", &file[..file.len() / 2]] {
        assert!(matches!(three.take(Connector, odd), Err(ExchangeError::Unreadable(_))), "{odd}");
    }
    assert_eq!(three.take(Asker, &file), Err(ExchangeError::NotForYou("connector")));
    three.now = 0;
    assert_eq!(three.take(Connector, &file), Err(ExchangeError::Future));
    three.now = DAY;
    three.take(Connector, &file).unwrap();
    assert_eq!(three.take(Connector, &file), Ok(()), "the same file again changes nothing");
    assert_eq!(three.view(Connector).stage, Stage::YourTurn);
}

#[test]
fn who_wanted_no_letter_when_it_was_sent_gets_none_when_the_log_is_played_again() {
    let mut three = Three::new();
    let muted: PartySet = [Connector].into_iter().collect();
    let rules = Rules::default();
    let circumstances = Circumstances { now: Timestamp(DAY), rules: &rules, muted };
    let log = three.vaults[0].log.as_mut().unwrap();
    assert_eq!(log.act(Event::Send { reveal: Reveal::Name }, circumstances), Ok(vec![]));
    three.now = DAY;
    assert_eq!(three.file(Asker, Connector), None);
    assert_eq!(three.view(Asker).stage, Stage::WaitingForConnector);
    let kept = serde_json::to_string(&three.vaults[0].log).unwrap();
    let again: Option<Log> = serde_json::from_str(&kept).unwrap();
    assert_eq!(again, three.vaults[0].log);
}
