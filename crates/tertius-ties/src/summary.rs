//! What remains of a tie's contacts: a record of fixed size, enough for every formula on any later day.

use crate::contact::Share;
use serde::{Deserialize, Serialize};
use tertius_model::{Channel, Timestamp};

/// The contacts of one direction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trail {
    /// The latest days, oldest first; at most [`crate::parameters::EXACT_DAYS`].
    pub(crate) recent: Vec<TrailDay>,
    /// All days before those.
    pub(crate) older: OlderDays,
    pub(crate) n_contacts: u32,
    /// Contacts in a circle of fewer than [`crate::parameters::SMALL_CIRCLE`].
    pub(crate) n_near: u32,
    pub(crate) n_days: u32,
    /// Days with a contact that was for the other alone.
    pub(crate) n_alone_days: u32,
    pub(crate) last_alone_day: Option<i32>,
    /// The greatest share of any contact.
    pub(crate) closest: u64,
    pub(crate) first: i64,
    pub(crate) last: i64,
}

/// One day with contact.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TrailDay {
    pub(crate) day: i32,
    /// The latest contact of the day, in seconds.
    pub(crate) last: i64,
    /// The sum of the shares.
    pub(crate) share: u64,
}

impl TrailDay {
    /// Several contacts in a day count less each: log2(1 + sum of 1/k).
    pub(crate) fn credit(&self) -> f64 {
        (1.0 + fraction(self.share)).log2()
    }
}

/// Days that are no longer kept one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct OlderDays {
    pub(crate) n: u32,
    pub(crate) first: i64,
    /// The sum of the days' credits.
    pub(crate) credit: f64,
    /// The sum of the days' shares.
    pub(crate) share: f64,
}

impl OlderDays {
    /// Takes in a day that is later than all in here.
    pub(crate) fn add(&mut self, day: &TrailDay) {
        if self.n == 0 {
            self.first = day.last;
        }
        self.n += 1;
        self.credit += day.credit();
        self.share += fraction(day.share);
    }
}

/// A share, or a sum of shares, as a fraction.
pub(crate) fn fraction(share: u64) -> f64 {
    share as f64 / Share::WHOLE.parts() as f64
}

impl Trail {
    /// How many contacts.
    pub fn n_contacts(&self) -> u32 {
        self.n_contacts
    }

    /// On how many days.
    pub fn n_days(&self) -> u32 {
        self.n_days
    }

    /// The first contact.
    pub fn first(&self) -> Option<Timestamp> {
        (self.n_contacts > 0).then_some(Timestamp(self.first))
    }

    /// The last contact.
    pub fn last(&self) -> Option<Timestamp> {
        (self.n_contacts > 0).then_some(Timestamp(self.last))
    }
}

/// Messages that asked, and how many of them were answered in time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Asks {
    pub(crate) asked: u32,
    pub(crate) answered: u32,
    /// Asks whose time may not be up yet, oldest first; one a day at most.
    pub(crate) open: Vec<Ask>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) time: i64,
    pub(crate) answered: bool,
}

/// How often one channel was used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ChannelUse {
    /// Place in [`Channel::ALL`].
    pub(crate) channel: u8,
    pub(crate) to_ego: u32,
    pub(crate) to_them: u32,
    pub(crate) meetings: u32,
    /// Used toward ego, and toward them, in a small circle.
    pub(crate) near: [bool; 2],
}

/// Everything the formulas need to know of one tie's contacts. Serialisable, for a cache that can be thrown away;
/// holds no names and no text. Made by [`crate::TieHistory`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TieSummary {
    pub(crate) to_ego: Trail,
    pub(crate) to_them: Trail,
    pub(crate) asks_by_ego: Asks,
    pub(crate) asks_by_them: Asks,
    pub(crate) channels: Vec<ChannelUse>,
    pub(crate) n_days: u32,
    pub(crate) n_meetings: u32,
    pub(crate) n_near_meetings: u32,
    /// Greatest sum over 90 days of the lesser direction's days, in shares.
    pub(crate) peak: u64,
    /// Calendar years with near contact in both directions.
    pub(crate) two_way_years: u32,
    /// Calendar quarters with any contact.
    pub(crate) active_quarters: u32,
}

impl TieSummary {
    /// What they sent ego, meetings included.
    pub fn to_ego(&self) -> &Trail {
        &self.to_ego
    }

    /// What ego sent them, meetings included.
    pub fn to_them(&self) -> &Trail {
        &self.to_them
    }

    /// Whether there was no contact at all.
    pub fn is_empty(&self) -> bool {
        self.n_days == 0
    }

    /// The first contact in either direction.
    pub fn first(&self) -> Option<Timestamp> {
        [self.to_ego.first(), self.to_them.first()].into_iter().flatten().min()
    }

    /// The last contact in either direction.
    pub fn last(&self) -> Option<Timestamp> {
        [self.to_ego.last(), self.to_them.last()].into_iter().flatten().max()
    }

    /// On how many days there was contact in any direction.
    pub fn n_days(&self) -> u32 {
        self.n_days
    }

    /// How many meetings.
    pub fn n_meetings(&self) -> u32 {
        self.n_meetings
    }

    /// In how many calendar quarters there was contact.
    pub fn active_quarters(&self) -> u32 {
        self.active_quarters
    }

    /// In how many calendar years there was contact both ways, large circles aside.
    pub fn two_way_years(&self) -> u32 {
        self.two_way_years
    }

    /// Days of contact both ways in the 90 busiest, a day shared with others counting in part.
    pub fn peak_days(&self) -> f64 {
        fraction(self.peak)
    }

    /// How often each channel was used, messages and meetings together.
    pub fn channels(&self) -> impl Iterator<Item = (Channel, u32)> + '_ {
        self.channels.iter().filter_map(|used| {
            let channel = Channel::ALL.get(usize::from(used.channel)).copied()?;
            Some((channel, used.to_ego + used.to_them + used.meetings))
        })
    }

    /// Whether both sides made contact in a circle small enough to mean each other.
    pub fn is_two_way(&self) -> bool {
        self.to_ego.n_near > 0 && self.to_them.n_near > 0
    }

    /// Days one to one, the lesser direction.
    pub(crate) fn one_to_one_days(&self) -> u32 {
        self.to_ego.n_alone_days.min(self.to_them.n_alone_days)
    }

    pub(crate) fn two_way_channels(&self) -> impl Iterator<Item = Channel> + '_ {
        let both = self.channels.iter().filter(|used| used.near == [true, true]);
        both.filter_map(|used| Channel::ALL.get(usize::from(used.channel)).copied())
    }

    /// The usual days between contact-days: the whole span over the gaps in it, at least one.
    pub fn usual_gap(&self) -> f64 {
        let (more, less) = (self.to_ego.n_days.max(self.to_them.n_days), self.to_ego.n_days.min(self.to_them.n_days));
        let days = f64::from(more) + 0.5 * f64::from(less);
        match (self.first(), self.last()) {
            (Some(first), Some(last)) if days >= 2.0 => {
                let span = ((last.0 - first.0) as f64 / crate::parameters::DAY).max(1.0);
                (span / (days - 1.0).max(1.0)).max(1.0)
            }
            _ => crate::parameters::USUAL_GAP_UNKNOWN,
        }
    }
}
