//! Turns a person's contacts into a [`TieSummary`], one after the other, at constant cost each.
//!
//! The result does not depend on the order in which contacts of one second come, since [`TieHistory::summarise`]
//! sorts them whole. It must not see contacts after the day it will be asked about.

use crate::contact::{Contact, Share, Toward};
use crate::parameters::{ANSWER_DAYS, CARRY_ON_HOURS, EXACT_DAYS, PEAK_WINDOW_DAYS, PERSONAL_RECIPIENTS, SMALL_CIRCLE};
use crate::summary::{Ask, Asks, ChannelUse, TieSummary, Trail, TrailDay};
use std::collections::VecDeque;
use tertius_model::{Channel, Day, Timestamp};

const ANSWER_SECONDS: i64 = ANSWER_DAYS * 86_400;
const CARRY_ON_SECONDS: i64 = CARRY_ON_HOURS * 3_600;

/// A tie's contacts so far. Feed it in order of time.
#[derive(Clone, Debug, Default)]
pub struct TieHistory {
    summary: TieSummary,
    /// Days within the peak's window, with what each direction adds.
    window: VecDeque<WindowDay>,
    window_sums: [u64; 2],
    year: Option<YearSeen>,
    /// What each side wrote last, toward ego and toward them.
    turns: [Turn; 2],
    last_quarter: Option<i32>,
}

/// One side's part in the conversation.
#[derive(Clone, Copy, Debug, Default)]
struct Turn {
    last: Option<i64>,
    /// The last day on which it replied: what it adds on that day opens nothing.
    replied: Option<Day>,
}

#[derive(Clone, Copy, Debug)]
struct WindowDay {
    day: i32,
    /// Shares toward ego and toward them, uncapped.
    shares: [u64; 2],
}

#[derive(Clone, Copy, Debug)]
struct YearSeen {
    year: i32,
    near: [bool; 2],
}

impl TieHistory {
    /// No contact yet.
    pub fn new() -> TieHistory {
        TieHistory::default()
    }

    /// The summary of these contacts, given in any order.
    pub fn summarise(mut contacts: Vec<Contact>) -> TieSummary {
        contacts.sort_unstable();
        TieHistory::of_sorted(&contacts)
    }

    /// The summary of contacts that are sorted already.
    pub fn of_sorted(contacts: &[Contact]) -> TieSummary {
        let mut history = TieHistory::new();
        for contact in contacts {
            history.push(contact);
        }
        history.summary
    }

    /// The summary so far.
    pub fn summary(&self) -> &TieSummary {
        &self.summary
    }

    /// Takes in one contact, not earlier than any before it.
    pub fn push(&mut self, contact: &Contact) {
        let day = contact.time.day();
        let sides: &[Side] = match contact.toward {
            Toward::Ego => &[Side::Ego],
            Toward::Them => &[Side::Them],
            Toward::Both => &[Side::Ego, Side::Them],
        };
        if self.summary.last().is_none_or(|last| last.day() != day) {
            self.summary.n_days += 1;
        }
        self.ask_and_answer(contact);
        for side in sides {
            let trail = match side {
                Side::Ego => &mut self.summary.to_ego,
                Side::Them => &mut self.summary.to_them,
            };
            follow(trail, contact, day);
            self.widen_window(*side, contact.share, day);
            self.note_year(*side, contact.share, day);
        }
        self.note_quarter(day);
        note_channel(&mut self.summary.channels, contact);
        if contact.toward == Toward::Both {
            self.summary.n_meetings += 1;
            self.summary.n_near_meetings += u32::from(is_near(contact.share));
        }
    }

    /// An ask opens an exchange or opens it again. A reply to an ask of theirs is none, or a friend who always writes first
    /// and is always answered would count as never answering; nor is a message within hours of what they wrote, which
    /// carries the exchange on.
    fn ask_and_answer(&mut self, contact: &Contact) {
        let summary = &mut self.summary;
        let (side, asks, answers) = match contact.toward {
            Toward::Them => (Side::Them, &mut summary.asks_by_ego, &mut summary.asks_by_them),
            Toward::Ego => (Side::Ego, &mut summary.asks_by_them, &mut summary.asks_by_ego),
            Toward::Both => return,
        };
        let (time, day) = (contact.time.0, contact.time.day());
        let is_in_time = |ask: &Ask| time > ask.time && time - ask.time <= ANSWER_SECONDS;
        let answers_an_ask = answers.open.iter().any(|ask| !ask.answered && is_in_time(ask));
        answers.open.iter_mut().for_each(|ask| ask.answered |= is_in_time(ask));
        let theirs = self.turns[1 - side as usize].last;
        let turn = &mut self.turns[side as usize];
        let carries_on = theirs.is_some_and(|theirs| turn.last < Some(theirs) && time - theirs <= CARRY_ON_SECONDS);
        if answers_an_ask || carries_on {
            turn.replied = Some(day);
        }
        turn.last = Some(time);
        let first_today = asks.open.last().is_none_or(|ask| Timestamp(ask.time).day() != day);
        if contact.share >= Share::among(PERSONAL_RECIPIENTS) && first_today && turn.replied != Some(day) {
            asks.open.push(Ask { time, answered: false });
        }
        close_asks(asks, contact.time);
        close_asks(answers, contact.time);
    }

    fn widen_window(&mut self, side: Side, share: Share, day: Day) {
        while self.window.front().is_some_and(|oldest| day.0 - oldest.day >= PEAK_WINDOW_DAYS) {
            if let Some(gone) = self.window.pop_front() {
                for (sum, share) in self.window_sums.iter_mut().zip(gone.shares) {
                    *sum -= capped(share);
                }
            }
        }
        if self.window.back().is_none_or(|latest| latest.day != day.0) {
            self.window.push_back(WindowDay { day: day.0, shares: [0; 2] });
        }
        if let Some(today) = self.window.back_mut() {
            let share_so_far = &mut today.shares[side as usize];
            self.window_sums[side as usize] -= capped(*share_so_far);
            *share_so_far += share.parts();
            self.window_sums[side as usize] += capped(*share_so_far);
        }
        self.summary.peak = self.summary.peak.max(self.window_sums[0].min(self.window_sums[1]));
    }

    fn note_year(&mut self, side: Side, share: Share, day: Day) {
        if !is_near(share) {
            return;
        }
        let year = day.date().0;
        let mut seen = self.year.filter(|seen| seen.year == year).unwrap_or(YearSeen { year, near: [false; 2] });
        let before = seen.near;
        seen.near[side as usize] = true;
        self.summary.two_way_years += u32::from(before != seen.near && seen.near == [true, true]);
        self.year = Some(seen);
    }

    fn note_quarter(&mut self, day: Day) {
        let (year, month, _) = day.date();
        let quarter = year * 4 + (month as i32 - 1) / 3;
        self.summary.active_quarters += u32::from(self.last_quarter != Some(quarter));
        self.last_quarter = Some(quarter);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Ego = 0,
    Them = 1,
}

/// Whether a contact was in a circle small enough that the two met.
fn is_near(share: Share) -> bool {
    share >= Share::among(SMALL_CIRCLE - 1)
}

fn capped(share: u64) -> u64 {
    share.min(Share::WHOLE.parts())
}

fn close_asks(asks: &mut Asks, now: Timestamp) {
    let n_closed = asks.open.iter().take_while(|ask| ask.time + ANSWER_SECONDS < now.0).count();
    for ask in asks.open.drain(..n_closed) {
        asks.asked += 1;
        asks.answered += u32::from(ask.answered);
    }
}

fn follow(trail: &mut Trail, contact: &Contact, day: Day) {
    if trail.n_contacts == 0 {
        trail.first = contact.time.0;
    }
    let is_alone = contact.share == Share::WHOLE;
    match trail.recent.last_mut().filter(|latest| latest.day == day.0) {
        Some(today) => {
            today.last = contact.time.0;
            today.share += contact.share.parts();
            trail.n_alone_days += u32::from(is_alone && trail.last_alone_day != Some(day.0));
        }
        None => {
            if trail.recent.len() == EXACT_DAYS {
                let leaving = trail.recent.remove(0);
                trail.older.add(&leaving);
            }
            trail.recent.push(TrailDay { day: day.0, last: contact.time.0, share: contact.share.parts() });
            trail.n_days += 1;
            trail.n_alone_days += u32::from(is_alone);
        }
    }
    if is_alone {
        trail.last_alone_day = Some(day.0);
    }
    trail.last = contact.time.0;
    trail.n_contacts += 1;
    trail.n_near += u32::from(is_near(contact.share));
    trail.closest = trail.closest.max(contact.share.parts());
}

fn note_channel(channels: &mut Vec<ChannelUse>, contact: &Contact) {
    let Some(place) = Channel::ALL.iter().position(|channel| *channel == contact.channel) else { return };
    let channel = place as u8;
    let at = channels.iter().position(|used| used.channel == channel).unwrap_or_else(|| {
        channels.push(ChannelUse { channel, to_ego: 0, to_them: 0, meetings: 0, near: [false; 2] });
        channels.len() - 1
    });
    let used = &mut channels[at];
    let near = is_near(contact.share);
    match contact.toward {
        Toward::Ego => used.to_ego += 1,
        Toward::Them => used.to_them += 1,
        Toward::Both => used.meetings += 1,
    }
    used.near[0] |= near && contact.toward != Toward::Them;
    used.near[1] |= near && contact.toward != Toward::Ego;
}
