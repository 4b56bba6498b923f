//! A reply by mail: which introduction it answers, who wrote it, what it says.

use super::journal::{Introduction, Kept};
use crate::app::App;
use crate::error::AppError;
use crate::views::{IntroductionView, ReplyView};
use tertius_import::Letter;
use tertius_model::Key;
use tertius_tribe::introduction::{Conditions, Event, Party, Reveal, Stage};
use tertius_tribe::reply::{Incoming, Reply, own_words, read};

/// What the user says a reply means, where a person has to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said {
    /// Yes.
    Yes,
    /// No.
    No,
    /// No, and no such letter ever again.
    Never,
}

impl App {
    /// Takes what came back by mail: a saved mail or pasted text. `which` names the introduction, `from` who wrote it, `said`
    /// what it means, each where it does not follow by itself.
    ///
    /// # Errors
    /// User errors: it fits no introduction, a machine wrote it, it was read before, a person has to read it, or it is
    /// too late for an answer.
    pub fn take_reply(
        &mut self,
        bytes: &[u8],
        which: Option<&str>,
        from: Option<Party>,
        said: Option<Said>,
    ) -> Result<ReplyView, AppError> {
        let letter = tertius_import::letter(bytes);
        let (held, party) = self.answered_by(&letter, which, from)?;
        let key = key_of(&letter, party);
        if held.letters.contains(&key) {
            return Err(AppError::user("this reply was read already; it counted once", "tertius intro show"));
        }
        let said = meaning(&letter, said)?;
        if held.stage(self.now())? == Some(Stage::NothingCame) {
            return Err(over(&held));
        }
        let event = match (said, party) {
            (Said::Yes, Party::Connector) => Event::Agree {
                reveal: Reveal::NameAndAddress,
                conditions: Conditions::default(),
                // They write to the target from their own address book; ego does not learn where.
                target_address: Some(String::new()),
            },
            (Said::Yes, _) => Event::Accept { reveal: Reveal::NameAndAddress },
            (Said::No, _) => Event::Decline,
            (Said::Never, _) => Event::NeverAgain,
        };
        let kept = Kept::Heard { by: party, event: event.clone(), letter: key };
        self.counts(&held, party, &event)?;
        let held = self.keep_introduction(Some(&held), held.id, kept)?;
        let view: IntroductionView = self.introduction_view(&held)?;
        Ok(ReplyView { from: party.id().to_owned(), moved: said == Said::Yes, introduction: view })
    }

    /// The introduction that a reply answers, and who wrote it.
    fn answered_by(
        &self,
        letter: &Letter,
        which: Option<&str>,
        from: Option<Party>,
    ) -> Result<(Introduction, Party), AppError> {
        let writer = letter.from.as_deref();
        let wrote = |held: &Introduction| {
            let same = |party: &Party| {
                let address = held.address(*party).unwrap_or_default();
                *party != held.log.own && writer.is_some_and(|writer| writer.eq_ignore_ascii_case(address))
            };
            Party::ALL.into_iter().find(same)
        };
        if let Some(which) = which {
            let held = self.introduction_named(which)?;
            let awaited = self.awaited(&held)?;
            let party = from.or_else(|| wrote(&held)).or(awaited).ok_or_else(|| {
                AppError::user(
                    "nobody's answer is awaited in this introduction",
                    "tertius intro show says where it stands",
                )
            })?;
            return Ok((held, party));
        }
        let mut fitting = Vec::new();
        for held in self.all_introductions()? {
            if let (Some(party), true) = (wrote(&held), self.awaited(&held)?.is_some()) {
                fitting.push((held, from.unwrap_or(party)));
            }
        }
        match fitting.len() {
            1 => Ok(fitting.remove(0)),
            0 if self.was_read(letter)? => {
                Err(AppError::user("this reply was read already; it counted once", "tertius intro list"))
            }
            0 => Err(AppError::user(
                "this reply fits no introduction that waits for an answer",
                "say which: tertius intro take FILE --for WHO, with the friend's or the target's name",
            )),
            _ => Err(AppError::user(
                "this reply could belong to several introductions",
                "say which: tertius intro take FILE --for NUMBER; tertius intro list has the numbers",
            )),
        }
    }

    /// Whether a letter was read before, in any introduction.
    fn was_read(&self, letter: &Letter) -> Result<bool, AppError> {
        let keys = Party::ALL.map(|party| key_of(letter, party));
        Ok(self.all_introductions()?.iter().any(|held| keys.iter().any(|key| held.letters.contains(key))))
    }

    /// Whose answer an introduction waits for, as far as ego knows.
    fn awaited(&self, held: &Introduction) -> Result<Option<Party>, AppError> {
        Ok(match held.stage(self.now())? {
            Some(Stage::WaitingForConnector) => Some(Party::Connector),
            Some(Stage::WaitingForTarget) => Some(Party::Target),
            Some(Stage::NothingCame) => {
                let agreed = held.when(Party::Connector, |event| matches!(event, Event::Agree { .. }));
                Some(if agreed.is_some() { Party::Target } else { Party::Connector })
            }
            _ => None,
        }
        .filter(|party| *party != held.log.own))
    }
}

pub(super) fn over(held: &Introduction) -> AppError {
    let hint = "nothing was changed; to try once more, draft a new introduction";
    AppError::user(format!("the introduction {} has ended; it is too late for an answer", held.id), hint)
}

fn meaning(letter: &Letter, said: Option<Said>) -> Result<Said, AppError> {
    let incoming =
        Incoming { subject: &letter.subject, text: &letter.text, auto_submitted: letter.auto_submitted.as_deref() };
    match (read(incoming), said) {
        (Reply::Machine, None) => Err(AppError::user(
            "a machine wrote this (out of office, or a bounce); nobody has answered",
            "wait for the person; nothing was changed",
        )),
        (_, Some(said)) => Ok(said),
        (Reply::Yes, None) => Ok(Said::Yes),
        (Reply::No, None) => Ok(Said::No),
        (Reply::Never, None) => Ok(Said::Never),
        (Reply::Unclear, None) => {
            let words: String = own_words(&letter.text).split_whitespace().collect::<Vec<_>>().join(" ");
            let words: String = words.chars().take(200).collect();
            let message = match words.is_empty() {
                true => "this reply says nothing of its own".to_owned(),
                false => format!("a person has to read this reply: \"{words}\""),
            };
            Err(AppError::user(message, "say what it means: --says yes, --says no or --says never"))
        }
    }
}

/// Names a letter, so that the same one counts once.
fn key_of(letter: &Letter, party: Party) -> String {
    let id = letter.id.clone().unwrap_or_else(|| letter.text.split_whitespace().collect::<Vec<_>>().join(" "));
    format!("{:032x}", Key::of_text(["letter", party.id(), &id]).0)
}
