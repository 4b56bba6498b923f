//! What ego does with questions: ask friends, answer, pass on, thank; and how each is shown.

use super::deliver::Delivery;
use super::ledger::day;
use super::questions::{EGO, Heard, HeldAsk, KeptAsk, Neighbour, happened, read_slip};
use super::slips::Outgoing;
use crate::app::App;
use crate::error::AppError;
use crate::views::{AnswerRow, QuestionView, ReachedRow};
use tertius_model::{Key, MatterId};
use tertius_relevance::{Goal, Profile};
use tertius_resolve::fold_name;
use tertius_tribe::Who;
use tertius_tribe::ask::slip::Slip;
use tertius_tribe::ask::{Act, AskerShownTo, Offer, Stage};
use tertius_tribe::introduction::Reveal;
use tertius_tribe::letter::{OneLine, paragraph};
use tertius_tribe::reply::{Incoming, Reply, own_words, read};

/// People who may be of help are named at most so many at a time.
const NAMED: usize = 3;
/// Fit from which on somebody may be whom a question is about.
const FITS: f64 = 0.5;

/// An answer that ego gives.
#[derive(Clone, Debug)]
pub struct OwnAnswer {
    /// What ego writes.
    pub text: String,
    /// What it offers.
    pub offer: Offer,
    /// How much of ego everybody on the way back may see; nothing keeps ego unnamed beyond the neighbour.
    pub reveal: Option<Reveal>,
}

impl App {
    /// Writes a question down. Nothing leaves.
    ///
    /// # Errors
    /// User error when it says nothing, or the same is open already.
    pub fn draft_ask(&mut self, question: &str) -> Result<QuestionView, AppError> {
        let question = paragraph(question);
        if question.is_empty() {
            return Err(AppError::user("the question says nothing", "tertius ask draft \"does anyone know …?\""));
        }
        let all = self.all_asks()?;
        let own = all.iter().filter(|held| held.is_own()).map(|held| &held.ask);
        if let Some(same) = tertius_tribe::ask::duplicate_of(own, EGO, &question, self.now()) {
            let hint = format!("tertius ask show {}", MatterId(same.0));
            return Err(AppError::user("you asked the same already, and it is open", hint));
        }
        let id = self.new_matter()?;
        let held = self.keep_ask(None, id, &KeptAsk::Begun { question })?;
        self.question_view(&held)
    }

    /// The user sends a question to these friends: it counts as asked, and the words are handed out.
    ///
    /// # Errors
    /// User errors: too many people, the goodwill budget stands against it, or it is not certain who somebody is.
    pub fn send_ask(&mut self, which: &str, to: &[String], shown_to: AskerShownTo) -> Result<Vec<Delivery>, AppError> {
        let held = self.ask_named(which)?;
        if to.is_empty() {
            return Err(AppError::user(
                "nobody to ask is named",
                "--to FRIEND, once for each; ask the few who can help",
            ));
        }
        let introductions = self.all_introductions()?;
        self.may_ask_so_many(&introductions, to.len())?;
        let mut friends: Vec<Neighbour> = Vec::new();
        for who in to {
            let friend = self.friend(who)?;
            let known = super::journal::Known { name: friend.name.clone(), handle: friend.handle.clone() };
            let address = friend.address.clone().unwrap_or_default();
            if let Some(at) = self.wants_none(&introductions, &address)? {
                return Err(super::introductions::wants_none(&friend.name, at));
            }
            self.may_ask_now(&introductions, &known, &address, &held.question)?;
            if !friends.contains(&friend) {
                friends.push(friend);
            }
        }
        let held = self.keep_ask(Some(&held), held.id, &KeptAsk::Sent { to: friends, shown_to })?;
        let out = held.to.iter().map(|&to| Outgoing::Question { to, endorsement: String::new() }).collect();
        self.slips(&held, out)
    }

    /// A friend who is certainly who they seem to be.
    fn friend(&self, who: &str) -> Result<Neighbour, AppError> {
        self.settled(who)?;
        let known = self.known(who)?;
        Ok(Neighbour { name: known.name, address: self.address_of(who)?, handle: known.handle })
    }

    /// Ego answers a question that reached them.
    ///
    /// # Errors
    /// User error when it is not ego's turn or nothing is written.
    pub fn answer_ask(&mut self, which: &str, answer: &OwnAnswer) -> Result<Vec<Delivery>, AppError> {
        let held = self.ask_named(which)?;
        let (text, offer, reveal) = (paragraph(&answer.text), answer.offer, answer.reveal);
        let number = self.new_matter()?.0;
        let held = self.keep_ask(Some(&held), held.id, &KeptAsk::Answered { answer: number, text, offer, reveal })?;
        let out = held.from.iter().map(|&(to, _)| Outgoing::Answer { to, answer: number }).collect();
        self.slips(&held, out)
    }

    /// Ego passes a question on to a friend, with words for the asker.
    ///
    /// # Errors
    /// User errors: too many, too far, the budget, or the friend is no settled person.
    pub fn forward_ask(&mut self, which: &str, to: &str, words: &str) -> Result<Vec<Delivery>, AppError> {
        let held = self.ask_named(which)?;
        let rules = super::rules();
        let hint = "tertius ask show says where it stands";
        if held.is_own() {
            return Err(AppError::user("this is your own question", "tertius ask send asks friends"));
        }
        if held.to.len() >= rules.most_forwards {
            return Err(AppError::user(tertius_tribe::ask::Refusal::Enough.to_string(), hint));
        }
        if held.steps >= rules.most_hops {
            return Err(AppError::user(tertius_tribe::ask::Refusal::TooFar.to_string(), hint));
        }
        let friend = self.friend(to)?;
        let same = |who: &Who| {
            held.neighbour(*who).is_some_and(|known| {
                let one =
                    |a: Option<&str>, b: Option<&str>| a.is_some_and(|a| b.is_some_and(|b| a.eq_ignore_ascii_case(b)));
                one(known.address.as_deref(), friend.address.as_deref())
                    || fold_name(&known.name) == fold_name(&friend.name)
            })
        };
        if held.from.iter().any(|(who, _)| same(who)) {
            return Err(AppError::user(format!("{} handed you this question", friend.name), hint));
        }
        if held.to.iter().any(same) {
            return Err(AppError::user(format!("you have passed it on to {} already", friend.name), hint));
        }
        let introductions = self.all_introductions()?;
        let known = super::journal::Known { name: friend.name.clone(), handle: friend.handle.clone() };
        let address = friend.address.clone().unwrap_or_default();
        if let Some(at) = self.wants_none(&introductions, &address)? {
            return Err(super::introductions::wants_none(&friend.name, at));
        }
        self.may_ask_now(&introductions, &known, &address, &held.question)?;
        let endorsement = paragraph(words);
        let kept = KeptAsk::Forwarded { to: friend, endorsement: endorsement.clone() };
        let held = self.keep_ask(Some(&held), held.id, &kept)?;
        let out = held.to.last().map(|&to| Outgoing::Question { to, endorsement }).into_iter().collect();
        self.slips(&held, out)
    }

    /// Ego thanks for an answer, by its number in the list: everybody on its way.
    ///
    /// # Errors
    /// User error when there is no such answer, or ego thanked already.
    pub fn thank_for(&mut self, which: &str, number: usize, words: &str) -> Result<Vec<Delivery>, AppError> {
        let held = self.ask_named(which)?;
        let unknown =
            || AppError::user(format!("there is no answer {number}"), "tertius ask show has them, with numbers");
        let answer = number.checked_sub(1).and_then(|at| held.answers.get(at)).ok_or_else(unknown)?.clone();
        let text = match paragraph(words) {
            words if words.is_empty() => "Thank you: your answer helped me.".to_owned(),
            words => words,
        };
        let held = self.keep_ask(Some(&held), held.id, &KeptAsk::Thanked { answer: answer.number, text })?;
        self.slips(&held, vec![Outgoing::Thanks { to: answer.over, answer: answer.number }])
    }

    /// Ego passes, wants no more of this sender, or takes a question back.
    ///
    /// # Errors
    /// User error when it cannot be done now.
    pub fn end_ask(&mut self, which: &str, how: EndAsk) -> Result<QuestionView, AppError> {
        let held = self.ask_named(which)?;
        let kept = match how {
            EndAsk::Pass => KeptAsk::Passed,
            EndAsk::Never => KeptAsk::Never,
            EndAsk::Withdraw => KeptAsk::Withdrawn,
        };
        let held = self.keep_ask(Some(&held), held.id, &kept)?;
        self.question_view(&held)
    }

    /// Takes a slip from a neighbour. An answer is handed on to whoever handed ego the question, thanks to whoever answered.
    ///
    /// # Errors
    /// Data error when it was changed or forged; user errors when it was taken before, comes too late, or from
    /// somebody whom ego wants nothing of.
    pub fn take_slip(&mut self, file: &str) -> Result<(String, Vec<Delivery>), AppError> {
        let (slip, key) = read_slip(file)?;
        let id = MatterId(slip.ask().0);
        let all = self.all_asks()?;
        let before = all.iter().find(|held| held.id == id).cloned();
        if before.as_ref().is_some_and(|held| held.files.contains(file)) {
            return Err(AppError::user("this file was taken already; it counted once", "tertius ask show"));
        }
        let key = key.to_string();
        let refused = |held: &&HeldAsk| {
            let said = held.from.iter().any(|(who, _)| held.keys.contains(&(*who, key.clone())));
            said && held.said_never
        };
        if matches!(slip, Slip::Question(_)) && all.iter().any(|held| refused(&held)) {
            let message = "you said that you want no question from this sender again";
            return Err(AppError::user(message, "the file was not taken; they are not told"));
        }
        let kept = KeptAsk::Took { file: file.to_owned() };
        let trial = happened(before.clone(), id, &kept, self.now())?;
        if matches!(slip, Slip::Question(_)) && self.stage_of(&trial) == Some(Stage::Ended) {
            return Err(AppError::user("this question has ended; it is too late for an answer", "nothing was changed"));
        }
        let held = self.keep_ask(before.as_ref(), id, &kept)?;
        let onward: Vec<Outgoing> = match slip {
            Slip::Answer(answer) => {
                held.from.iter().map(|&(to, _)| Outgoing::Answer { to, answer: answer.answer }).collect()
            }
            Slip::Thanks { answer, .. } => {
                let over = held.answers.iter().find(|known| known.number == answer).map(|known| known.over);
                over.filter(|over| *over != EGO).map(|to| Outgoing::Thanks { to, answer }).into_iter().collect()
            }
            Slip::Question(_) => Vec::new(),
        };
        Ok((id.to_string(), self.slips(&held, onward)?))
    }

    /// Takes a reply by mail from somebody to whom ego sent the question.
    ///
    /// # Errors
    /// User errors: it fits no question, a machine wrote it, or it was read before.
    pub fn take_ask_reply(
        &mut self,
        bytes: &[u8],
        which: Option<&str>,
        from: Option<&str>,
    ) -> Result<(String, Vec<Delivery>), AppError> {
        let letter = tertius_import::letter(bytes);
        let (held, who) = self.asked_by_mail(letter.from.as_deref(), which, from)?;
        let id = letter.id.clone().unwrap_or_else(|| letter.text.split_whitespace().collect::<Vec<_>>().join(" "));
        let key = format!("{:032x}", Key::of_text(["letter", &who.0.to_string(), &id]).0);
        if held.letters.contains(&key) {
            return Err(AppError::user("this reply was read already; it counted once", "tertius ask show"));
        }
        let incoming =
            Incoming { subject: &letter.subject, text: &letter.text, auto_submitted: letter.auto_submitted.as_deref() };
        let said = match read(incoming) {
            Reply::Machine => {
                let message = "a machine wrote this (out of office, or a bounce); nobody has answered";
                return Err(AppError::user(message, "wait for the person; nothing was changed"));
            }
            Reply::No => Heard::No,
            Reply::Never => Heard::Never,
            Reply::Yes | Reply::Unclear => Heard::Answer { text: paragraph(&own_words(&letter.text)) },
        };
        let is_answer = matches!(said, Heard::Answer { .. });
        let answer = self.new_matter()?.0;
        let held = self.keep_ask(Some(&held), held.id, &KeptAsk::Heard { who: who.0, answer, said, letter: key })?;
        let out = match is_answer {
            true => held.from.iter().map(|&(to, _)| Outgoing::Answer { to, answer }).collect(),
            false => Vec::new(),
        };
        Ok((held.id.to_string(), self.slips(&held, out)?))
    }

    fn asked_by_mail(
        &self,
        writer: Option<&str>,
        which: Option<&str>,
        from: Option<&str>,
    ) -> Result<(HeldAsk, Who), AppError> {
        let asks = match which {
            Some(which) => vec![self.ask_named(which)?],
            None => self.all_asks()?.into_iter().filter(|held| self.stage_of(held) != Some(Stage::Ended)).collect(),
        };
        let wanted = from.map(fold_name);
        let mut found: Vec<(HeldAsk, Who)> = Vec::new();
        for held in asks {
            let fits = |who: &&Who| {
                let Some(known) = held.neighbour(**who) else { return false };
                let by_mail = writer
                    .is_some_and(|writer| known.address.as_deref().is_some_and(|a| a.eq_ignore_ascii_case(writer)));
                let by_name = wanted.as_ref().is_some_and(|wanted| fold_name(&known.name).contains(wanted.as_str()));
                if wanted.is_some() { by_name } else { by_mail }
            };
            let only = (held.to.len() == 1 && which.is_some() && wanted.is_none()).then(|| held.to[0]);
            if let Some(who) = held.to.iter().find(fits).copied().or(only) {
                found.push((held.clone(), who));
            }
        }
        match found.len() {
            1 => Ok(found.remove(0)),
            _ => Err(AppError::user(
                "it is not certain which question this reply answers, and who wrote it",
                "tertius ask take FILE --for NUMBER --from FRIEND; tertius ask list has the numbers",
            )),
        }
    }

    /// Every question, the latest first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn asks(&self) -> Result<Vec<QuestionView>, AppError> {
        self.all_asks()?.iter().rev().map(|held| self.question_view(held)).collect()
    }

    /// One question, by its number or words of it.
    ///
    /// # Errors
    /// User error when none or several are meant.
    pub fn ask(&self, which: &str) -> Result<QuestionView, AppError> {
        self.question_view(&self.ask_named(which)?)
    }

    pub(crate) fn ask_named(&self, which: &str) -> Result<HeldAsk, AppError> {
        let all = self.all_asks()?;
        let no_such = || AppError::user(format!("no question \"{which}\""), "tertius ask list has them, with numbers");
        if let Ok(id) = which.trim().parse::<MatterId>() {
            return all.into_iter().find(|held| held.id == id).ok_or_else(no_such);
        }
        let wanted = fold_name(which);
        let says = |held: &HeldAsk| {
            let from = held.from.first().and_then(|(who, _)| held.neighbour(*who));
            let by_sender = from.is_some_and(|from| fold_name(&from.name).contains(&wanted));
            !wanted.is_empty() && (fold_name(&held.question).contains(&wanted) || by_sender)
        };
        let is_live = |held: &HeldAsk| !matches!(self.stage_of(held), Some(Stage::Ended | Stage::Withdrawn));
        let mut found: Vec<HeldAsk> = all.into_iter().filter(says).collect();
        if found.iter().any(is_live) {
            found.retain(is_live);
        }
        match found.len() {
            0 => Err(no_such()),
            1 => Ok(found.remove(0)),
            n => {
                let lines: Vec<String> = found.iter().map(|held| format!("{}  {}", held.id, held.question)).collect();
                Err(AppError::user(
                    format!("\"{which}\" stands in {n} questions; say which, by number"),
                    lines.join("\n"),
                ))
            }
        }
    }

    fn stage_of(&self, held: &HeldAsk) -> Option<Stage> {
        held.ask.view_for(EGO, self.now()).map(|view| view.stage)
    }

    pub(crate) fn question_view(&self, held: &HeldAsk) -> Result<QuestionView, AppError> {
        let view = held.ask.view_for(EGO, self.now());
        let name = |who: Who| held.neighbour(who).map(|one| one.name.clone()).filter(|name| !name.is_empty());
        let from = held.from.iter().map(|(who, words)| ReachedRow {
            name: name(*who),
            address: held.neighbour(*who).and_then(|one| one.address.clone()),
            words: words.clone(),
        });
        let to = held.to.iter().map(|who| ReachedRow {
            name: name(*who),
            address: held.neighbour(*who).and_then(|one| one.address.clone()),
            words: String::new(),
        });
        let answers = held.answers.iter().enumerate().map(|(at, answer)| AnswerRow {
            number: at + 1,
            text: answer.text.clone(),
            offer: offer_id(answer.offer).to_owned(),
            at: day(answer.at),
            from: match answer.who {
                EGO => Some("you".to_owned()),
                who if answer.steps == 0 => name(who),
                _ => answer.by.name.clone(),
            },
            address: answer.by.address.clone(),
            over: (answer.steps > 0).then(|| name(answer.over)).flatten(),
            thanked: answer.thanks.clone(),
        });
        Ok(QuestionView {
            id: held.id.to_string(),
            role: if held.is_own() { "asker" } else { "asked" }.to_owned(),
            stage: view.as_ref().map_or("ended", |view| stage_id(view.stage)).to_owned(),
            until: view.as_ref().and_then(|view| view.until).map(day),
            question: held.question.clone(),
            asker: if held.is_own() { Some("you".to_owned()) } else { held.asker.name.clone() },
            steps: held.steps,
            from: from.collect(),
            to: to.collect(),
            answers: answers.collect(),
            could_help: self.could_help(held)?,
            may: view.map(|view| view.may.iter().map(|act| act_id(*act).to_owned()).collect()).unwrap_or_default(),
        })
    }

    /// For ego's eyes alone: whom ego knows that the question may be about; and for a draft, friends to ask.
    fn could_help(&self, held: &HeldAsk) -> Result<Vec<String>, AppError> {
        let network = self.network()?;
        let scale = crate::answers::Scale::new(network, self.now());
        let goal = Goal::parse(&held.question);
        if goal.is_empty() {
            return Ok(Vec::new());
        }
        let mut fitting: Vec<(f64, String)> = Vec::new();
        for person in network.people.iter().filter(|person| !crate::answers::is_hidden(person) && scale.is_tie(person))
        {
            let more: Vec<&str> = person.groups.iter().chain(&person.notes).map(String::as_str).collect();
            let past = &person.past_employers;
            let profile = Profile::new(&person.title, &person.employer, &person.place, past, &more.join(" "));
            let fit = goal.fit(&profile).relevance;
            if fit >= FITS {
                let role: Vec<&str> = [person.title.as_str(), person.employer.as_str()]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect();
                fitting.push((fit, OneLine::new(&format!("{} ({})", person.name, role.join(", "))).to_string()));
            }
        }
        fitting.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        Ok(fitting.into_iter().map(|(_, text)| text).take(NAMED).collect())
    }
}

/// How ego ends a question, or their part in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndAsk {
    /// No; to the others that is silence.
    Pass,
    /// No, and none from this sender any more.
    Never,
    /// Ego takes their own question back.
    Withdraw,
}

pub(crate) fn offer_id(offer: Offer) -> &'static str {
    match offer {
        Offer::Knowledge => "knowledge",
        Offer::Introduction => "introduction",
    }
}

fn stage_id(stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "draft",
        Stage::Open => "open",
        Stage::YourTurn => "your-turn",
        Stage::YouAnswered => "you-answered",
        Stage::YouPassed => "you-passed",
        Stage::Ended => "ended",
        Stage::Withdrawn => "withdrawn",
    }
}

fn act_id(act: Act) -> &'static str {
    match act {
        Act::Post => "send",
        Act::Withdraw => "withdraw",
        Act::Answer => "answer",
        Act::Forward => "forward",
        Act::Reveal => "reveal",
        Act::Pass => "pass",
        Act::NeverAgain => "never",
        Act::Thank => "thank",
    }
}
