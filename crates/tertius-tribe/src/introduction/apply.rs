//! The transitions.

use super::{
    Change, Conditions, Effect, Ending, Event, Field, Introduces, Introduction, LetterKind, Party, PartySet, Phase,
    Refusal, Reveal, Sending, Step, Told,
};
use crate::Rules;
use tertius_model::Timestamp;

/// What holds outside the state at the moment of an event.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The moment.
    pub now: Timestamp,
    /// How long everybody has.
    pub rules: &'a Rules,
    /// Who of the three said "never again" on any earlier occasion; looked up in the same transaction.
    pub muted: PartySet,
}

/// The same introduction at a later moment: a phase whose time is up is over. Nothing is sent by the clock.
#[must_use]
pub fn tick(state: &Introduction, now: Timestamp) -> Introduction {
    let mut next = state.clone();
    if now >= state.until {
        next.phase = match state.phase {
            Phase::Introduced => Phase::Ended(Ending::PutAway),
            ended @ Phase::Ended(_) => ended,
            _ => Phase::Ended(Ending::Expired),
        };
    }
    next
}

/// What an event leads to.
///
/// # Errors
/// A [`Refusal`] where the event does not count; then nothing has changed.
pub fn apply(
    state: &Introduction,
    by: Party,
    event: &Event,
    circumstances: Circumstances<'_>,
) -> Result<Change, Refusal> {
    let before = tick(state, circumstances.now);
    let mut act = Act { next: before.clone(), effects: Vec::new(), circumstances };
    act.next.muted = act.next.muted.or(circumstances.muted);
    act.take(by, event)?;
    let revealed = act.next.disclosed.since(before.disclosed);
    let step = Step { at: circumstances.now, by, event: event.clone(), revealed };
    Ok(Change { state: act.next, step, effects: act.effects })
}

struct Act<'a> {
    next: Introduction,
    effects: Vec<Effect>,
    circumstances: Circumstances<'a>,
}

impl Act<'_> {
    fn take(&mut self, by: Party, event: &Event) -> Result<(), Refusal> {
        match (event, by) {
            (Event::NeverAgain, _) => {
                self.never_again(by);
                Ok(())
            }
            (Event::Report { kind }, _) => self.report(Told { by, kind: *kind }),
            (Event::Edit { request }, Party::Asker) => {
                self.expect(Phase::Drafted)?;
                self.next.request = request.clone();
                Ok(())
            }
            (Event::Send { reveal }, Party::Asker) => self.send(*reveal),
            (Event::Withdraw, Party::Asker) => self.withdraw(),
            (Event::Endorse { words }, Party::Connector) => {
                self.turn_of(by, Phase::Asked)?;
                self.next.endorsement.clone_from(words);
                Ok(())
            }
            (Event::Agree { reveal, conditions, target_address }, Party::Connector) => {
                self.agree(*reveal, conditions, target_address.as_deref())
            }
            (Event::Introduce, Party::Connector) => {
                self.turn_of(by, Phase::TargetAgreed)?;
                self.introduce(by);
                Ok(())
            }
            (Event::Accept { reveal }, Party::Target) => self.accept(*reveal),
            (Event::Decline | Event::Withdraw, Party::Connector | Party::Target) => self.refuse(by, event),
            _ => Err(Refusal::NotYours),
        }
    }

    /// An error unless the introduction stands there.
    fn expect(&self, phase: Phase) -> Result<(), Refusal> {
        match self.next.phase {
            here if here == phase => Ok(()),
            Phase::Ended(_) => Err(Refusal::Over),
            _ => Err(Refusal::NotNow),
        }
    }

    /// An error unless it is the turn of a party who is not the asker. Whoever said no is told that they answered;
    /// where somebody else did, it is over.
    fn turn_of(&self, party: Party, phase: Phase) -> Result<(), Refusal> {
        if self.next.refused.has(party) {
            return Err(Refusal::Answered);
        }
        if !self.next.refused.is_empty() {
            return Err(Refusal::Over);
        }
        self.expect(phase)
    }

    fn end_after(&mut self, phase: Phase, patience: i64) {
        self.next.phase = phase;
        self.next.until = self.circumstances.rules.end(self.circumstances.now, patience);
    }

    fn letter(&mut self, to: Party, kind: LetterKind, pressed: Party) {
        if !self.next.muted.has(to) {
            self.effects.push(Effect::Letter(Sending { to, kind, pressed }));
        }
    }

    fn show_names(&mut self, viewer: Party, of: &[Party]) {
        for &party in of {
            self.next.disclosed.add(viewer, Field::name_of(party));
        }
    }

    /// Shows an address where its owner's yes covers it.
    fn show_address(&mut self, viewer: Party, of: Party) {
        if self.next.consent.of(of) == Some(Reveal::NameAndAddress) {
            self.next.disclosed.add(viewer, Field::address_of(of));
        }
    }

    fn send(&mut self, reveal: Reveal) -> Result<(), Refusal> {
        self.expect(Phase::Drafted)?;
        let request = &self.next.request;
        if request.goal.trim().is_empty() && request.to_connector.trim().is_empty() {
            return Err(Refusal::Empty);
        }
        if self.next.connector.address.is_none() {
            return Err(Refusal::NoAddress);
        }
        self.next.consent.give(Party::Asker, reveal);
        self.end_after(Phase::Asked, self.circumstances.rules.connector);
        if self.next.muted.has(Party::Connector) {
            // Whoever wants no letter is not asked; to the asker that is silence.
            self.next.refused = self.next.refused.with(Party::Connector);
            return Ok(());
        }
        self.show_names(Party::Connector, &[Party::Asker, Party::Target]);
        self.show_address(Party::Connector, Party::Asker);
        self.letter(Party::Connector, LetterKind::Request, Party::Asker);
        Ok(())
    }

    fn agree(&mut self, reveal: Reveal, conditions: &Conditions, address: Option<&str>) -> Result<(), Refusal> {
        self.turn_of(Party::Connector, Phase::Asked)?;
        if let Some(address) = address {
            self.next.target.address = Some(address.to_owned());
        }
        if self.next.target.address.is_none() {
            return Err(Refusal::NoAddress);
        }
        self.next.consent.give(Party::Connector, reveal);
        self.next.conditions = conditions.clone();
        self.end_after(Phase::TargetAsked, self.circumstances.rules.target);
        self.show_names(Party::Asker, &[Party::Connector]);
        self.letter(Party::Asker, LetterKind::Agreed, Party::Connector);
        if self.next.muted.has(Party::Target) {
            self.next.refused = self.next.refused.with(Party::Target);
            return Ok(());
        }
        self.show_names(Party::Target, &[Party::Asker, Party::Connector]);
        self.show_address(Party::Target, Party::Connector);
        self.letter(Party::Target, LetterKind::Invitation, Party::Connector);
        Ok(())
    }

    fn accept(&mut self, reveal: Reveal) -> Result<(), Refusal> {
        self.turn_of(Party::Target, Phase::TargetAsked)?;
        self.next.consent.give(Party::Target, reveal);
        self.show_names(Party::Asker, &[Party::Target]);
        match self.next.conditions.introduces {
            Introduces::AtOnce => self.introduce(Party::Target),
            Introduces::Myself => {
                self.end_after(Phase::TargetAgreed, self.circumstances.rules.introduce);
                self.letter(Party::Connector, LetterKind::TargetAgreed, Party::Target);
            }
        }
        Ok(())
    }

    fn introduce(&mut self, pressed: Party) {
        self.end_after(Phase::Introduced, self.circumstances.rules.outcome);
        self.show_address(Party::Asker, Party::Target);
        self.show_address(Party::Asker, Party::Connector);
        self.show_address(Party::Target, Party::Asker);
        self.letter(Party::Asker, LetterKind::Introduction, pressed);
        self.letter(Party::Target, LetterKind::Introduction, pressed);
    }

    fn withdraw(&mut self) -> Result<(), Refusal> {
        match self.next.phase {
            Phase::Drafted | Phase::Asked | Phase::TargetAsked | Phase::TargetAgreed => {
                self.next.phase = Phase::Ended(Ending::Withdrawn);
                Ok(())
            }
            Phase::Introduced => Err(Refusal::NotNow),
            Phase::Ended(_) => Err(Refusal::Over),
        }
    }

    /// A no where it is one's turn, or a yes taken back.
    fn refuse(&mut self, by: Party, event: &Event) -> Result<(), Refusal> {
        if self.next.refused.has(by) {
            return Err(Refusal::Answered);
        }
        let is_turn = self.has_turn(by);
        let is_taking_back = self.has_agreed(by);
        match event {
            Event::Decline if is_turn => {}
            Event::Withdraw if is_taking_back => {}
            _ if matches!(self.next.phase, Phase::Ended(_)) => return Err(Refusal::Over),
            _ => return Err(Refusal::NotNow),
        }
        self.next.refused = self.next.refused.with(by);
        Ok(())
    }

    fn has_turn(&self, party: Party) -> bool {
        matches!((party, self.next.phase), (Party::Connector, Phase::Asked) | (Party::Target, Phase::TargetAsked))
    }

    /// Whether a party said yes and nobody was introduced yet.
    fn has_agreed(&self, party: Party) -> bool {
        match self.next.phase {
            Phase::TargetAsked => party == Party::Connector,
            Phase::TargetAgreed => party != Party::Asker,
            _ => false,
        }
    }

    fn never_again(&mut self, by: Party) {
        if self.has_turn(by) || self.has_agreed(by) {
            self.next.refused = self.next.refused.with(by);
        }
        self.next.muted = self.next.muted.with(by);
        self.effects.push(Effect::Mute(by));
    }

    fn report(&mut self, told: Told) -> Result<(), Refusal> {
        match self.next.phase {
            Phase::Introduced | Phase::Ended(Ending::PutAway) => {
                if !self.next.told.contains(&told) {
                    self.next.told.push(told);
                }
                Ok(())
            }
            Phase::Ended(_) => Err(Refusal::Over),
            _ => Err(Refusal::NotNow),
        }
    }
}
