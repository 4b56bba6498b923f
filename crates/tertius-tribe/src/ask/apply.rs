//! The transitions.

use super::{Answer, Ask, AskerShownTo, Change, Effect, Event, LetterKind, Match, Offer, Phase, Refusal, Sending};
use super::{Standing, Step, Stop};
use crate::introduction::Reveal;
use crate::{Rules, Who};
use tertius_model::Timestamp;

/// What holds outside the state at the moment of an event.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// The moment.
    pub now: Timestamp,
    /// How long everybody has, and how far a question goes.
    pub rules: &'a Rules,
    /// Who said "never again" on any earlier occasion; looked up in the same transaction.
    pub is_muted: &'a dyn Fn(Who) -> bool,
}

/// The same ask at a later moment.
#[must_use]
pub fn tick(state: &Ask, now: Timestamp) -> Ask {
    let mut next = state.clone();
    if now >= state.until && matches!(state.phase, Phase::Drafted | Phase::Open) {
        next.phase = Phase::Ended;
    }
    next
}

/// What an event leads to.
///
/// # Errors
/// A [`Refusal`] where the event does not count; then nothing has changed.
pub fn apply(state: &Ask, by: Who, event: &Event, circumstances: Circumstances<'_>) -> Result<Change, Refusal> {
    let mut act = Act { next: tick(state, circumstances.now), effects: Vec::new(), circumstances };
    act.take(by, event)?;
    let step = Step { at: circumstances.now, by, event: event.clone() };
    Ok(Change { state: act.next, step, effects: act.effects })
}

struct Act<'a> {
    next: Ask,
    effects: Vec<Effect>,
    circumstances: Circumstances<'a>,
}

impl Act<'_> {
    fn take(&mut self, by: Who, event: &Event) -> Result<(), Refusal> {
        match event {
            Event::Post { matches, shown_to } => self.post(by, matches, *shown_to),
            Event::Withdraw => self.withdraw(by),
            Event::Thank { answer } => self.thank(by, *answer),
            Event::Answer { text, offer, reveal } => self.answer(by, text, *offer, *reveal),
            Event::Forward { to, endorsement } => self.forward(by, *to, endorsement),
            Event::Reveal { reveal } => {
                let stop = self.stop_of(by)?;
                let shown = &mut self.next.stops[stop].reveal;
                *shown = (*shown).max(Some(*reveal));
                Ok(())
            }
            Event::Pass => {
                let stop = self.turn_of(by)?;
                self.next.stops[stop].standing = Standing::Refused;
                Ok(())
            }
            Event::NeverAgain => {
                let stop = self.stop_of(by)?;
                self.next.stops[stop].standing = Standing::Refused;
                self.effects.push(Effect::Mute(by));
                Ok(())
            }
        }
    }

    fn letter(&mut self, to: Who, kind: LetterKind, about: usize, pressed: Who) {
        let has_refused = self.next.stop_of(to).is_some_and(|stop| self.next.stops[stop].standing != Standing::Asked);
        if !has_refused && !(self.circumstances.is_muted)(to) {
            self.effects.push(Effect::Letter(Sending { to, kind, about, pressed }));
        }
    }

    fn stop_of(&self, who: Who) -> Result<usize, Refusal> {
        self.next.stop_of(who).filter(|_| who != self.next.asker).ok_or(Refusal::NotYours)
    }

    /// The stop of somebody who can act on an open question.
    fn turn_of(&self, who: Who) -> Result<usize, Refusal> {
        let stop = self.stop_of(who)?;
        if self.next.phase != Phase::Open {
            return Err(Refusal::Over);
        }
        match self.next.stops[stop].standing {
            Standing::Asked => Ok(stop),
            Standing::Refused => Err(Refusal::Already),
            Standing::NeverShown => Err(Refusal::NotYours),
        }
    }

    fn post(&mut self, by: Who, matches: &[Match], shown_to: AskerShownTo) -> Result<(), Refusal> {
        if by != self.next.asker {
            return Err(Refusal::NotYours);
        }
        match self.next.phase {
            Phase::Drafted => {}
            Phase::Open => return Err(Refusal::Already),
            Phase::Ended | Phase::Withdrawn => return Err(Refusal::Over),
        }
        if self.next.question.trim().is_empty() {
            return Err(Refusal::Empty);
        }
        self.next.phase = Phase::Open;
        self.next.shown_to = shown_to;
        self.next.until = self.circumstances.rules.end(self.circumstances.now, self.circumstances.rules.ask);
        for found in matches {
            let is_known = found.who == by || self.next.stop_of(found.who).is_some();
            if is_known || (self.circumstances.is_muted)(found.who) {
                continue;
            }
            let stop = self.next.stops.len();
            self.next.stops.push(Stop {
                is_first: true,
                reason: Some(found.reason.clone()),
                ..Stop::new(found.who, 1)
            });
            self.letter(found.who, LetterKind::Question, stop, by);
        }
        Ok(())
    }

    fn withdraw(&mut self, by: Who) -> Result<(), Refusal> {
        if by != self.next.asker {
            return Err(Refusal::NotYours);
        }
        if !matches!(self.next.phase, Phase::Drafted | Phase::Open) {
            return Err(Refusal::Over);
        }
        self.next.phase = Phase::Withdrawn;
        Ok(())
    }

    fn answer(&mut self, by: Who, text: &str, offer: Offer, reveal: Option<Reveal>) -> Result<(), Refusal> {
        let stop = self.turn_of(by)?;
        if text.trim().is_empty() {
            return Err(Refusal::Empty);
        }
        let one = &mut self.next.stops[stop];
        if one.answer.is_some() {
            return Err(Refusal::Already);
        }
        one.reveal = one.reveal.max(reveal);
        one.answer = Some(Answer { text: text.to_owned(), offer, at: self.circumstances.now, is_thanked: false });
        for hop in self.next.way_back(stop).into_iter().skip(1) {
            self.letter(self.next.stops[hop].holder, LetterKind::Answer, stop, by);
        }
        self.letter(self.next.asker, LetterKind::Answer, stop, by);
        Ok(())
    }

    fn forward(&mut self, by: Who, to: Who, endorsement: &str) -> Result<(), Refusal> {
        let stop = self.turn_of(by)?;
        let rules = self.circumstances.rules;
        let one = &self.next.stops[stop];
        if to == by {
            return Err(Refusal::Yourself);
        }
        if one.forwarded.contains(&to) {
            return Err(Refusal::Already);
        }
        if one.forwarded.len() >= rules.most_forwards {
            return Err(Refusal::Enough);
        }
        if one.depth >= rules.most_hops {
            return Err(Refusal::TooFar);
        }
        let depth = one.depth + 1;
        self.next.stops[stop].forwarded.push(to);
        let way = self.next.way_back(stop);
        if to == self.next.asker || way.iter().any(|&hop| self.next.stops[hop].holder == to) {
            // Back to somebody on its own way. Saying so would tell who they are.
            return Ok(());
        }
        let joined = self.next.stop_of(to);
        let place = joined.unwrap_or(self.next.stops.len());
        if joined.is_none() {
            let standing = if (self.circumstances.is_muted)(to) { Standing::NeverShown } else { Standing::Asked };
            self.next.stops.push(Stop { standing, ..Stop::new(to, depth) });
            self.letter(to, LetterKind::Forwarded, place, by);
        }
        self.next.stops[place].from.push((stop, endorsement.to_owned()));
        Ok(())
    }

    fn thank(&mut self, by: Who, answer: usize) -> Result<(), Refusal> {
        if by != self.next.asker {
            return Err(Refusal::NotYours);
        }
        let stop = self.next.answers().get(answer).copied().ok_or(Refusal::NotNow)?;
        match &mut self.next.stops[stop].answer {
            Some(answer) if !answer.is_thanked => answer.is_thanked = true,
            _ => return Err(Refusal::Already),
        }
        for hop in self.next.way_back(stop) {
            self.letter(self.next.stops[hop].holder, LetterKind::Thanks, stop, by);
        }
        Ok(())
    }
}

impl Stop {
    fn new(holder: Who, depth: u8) -> Stop {
        Stop {
            holder,
            depth,
            reason: None,
            from: Vec::new(),
            is_first: false,
            forwarded: Vec::new(),
            standing: Standing::Asked,
            reveal: None,
            answer: None,
        }
    }
}

impl Ask {
    /// The places of the stops that answered, the earliest first.
    pub(crate) fn answers(&self) -> Vec<usize> {
        let answered = |&stop: &usize| self.stops[stop].answer.as_ref().map(|answer| (answer.at, stop));
        let mut found: Vec<(Timestamp, usize)> = (0..self.stops.len()).filter_map(|stop| answered(&stop)).collect();
        found.sort_unstable();
        found.into_iter().map(|(_, stop)| stop).collect()
    }
}
