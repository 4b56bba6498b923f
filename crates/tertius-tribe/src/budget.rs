//! How much may be asked, of whom, by whom: so that nobody is worn out, and nobody asks everybody.
//!
//! Two sides have a say. Who asks has an allowance: asks open at once, people in a week. Who is asked has wishes: how
//! many open asks, how many in a quarter, how long after one the next, months of quiet, topics they want nothing of.
//! The ledger they are checked against holds the day on which an ask ends for everybody to see, never a no: an ask that
//! was declined counts as open until that day and as unanswered afterwards, exactly like silence. "Never again" is no
//! reason to refuse here either, because a refusal would tell it: such an ask goes nowhere in the machines.
//!
//! No number here rests on data.

use crate::Who;
use crate::goodwill::UNANSWERED_MOST;
use std::collections::{BTreeMap, BTreeSet};
use tertius_model::{Day, Timestamp};

/// One ask of one person, as the ledger keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The number of the introduction or the question; a question to several people is one ask.
    pub ask: u64,
    /// Who asked.
    pub asker: Who,
    /// Who was asked.
    pub connector: Who,
    /// When.
    pub at: Timestamp,
    /// When it ends by itself, whatever was or was not said.
    pub until: Timestamp,
    /// When they said yes, where they did.
    pub agreed: Option<Timestamp>,
    /// When the asker took it back, where they did.
    pub withdrawn: Option<Timestamp>,
}

impl Entry {
    /// Whether it weighs on the connector still: a yes, a withdrawal and the end lift it, a no does not.
    pub fn is_open(&self, now: Timestamp) -> bool {
        let lifted = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        self.at <= now && now < self.until && !lifted(self.agreed) && !lifted(self.withdrawn)
    }
}

/// Some months of the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Months(u16);

impl Months {
    /// The months with these numbers, 1 to 12; others are left out.
    pub fn of(months: &[u32]) -> Months {
        Months(months.iter().filter(|month| (1..=12).contains(*month)).fold(0, |set, month| set | 1 << month))
    }

    /// Whether this month is one of them.
    pub fn has(self, month: u32) -> bool {
        month < 16 && self.0 >> month & 1 == 1
    }
}

/// What somebody who may be asked wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wishes {
    /// Asks open at once, by anybody.
    pub most_open: usize,
    /// Asks within ninety days, by anybody.
    pub most_in_quarter: usize,
    /// Days between two asks by one asker.
    pub cool_down_days: i32,
    /// Months in which they are not asked.
    pub quiet: Months,
    /// Words of topics they want nothing of.
    pub no_go: Vec<String>,
}

impl Default for Wishes {
    fn default() -> Wishes {
        Wishes { most_open: 2, most_in_quarter: 6, cool_down_days: 30, quiet: Months::default(), no_go: Vec::new() }
    }
}

/// What one may ask of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Asks open at once.
    pub most_open: usize,
    /// Asks begun within seven days.
    pub most_in_week: usize,
    /// People who are asked one question at first.
    pub most_at_once: usize,
}

impl Default for Allowance {
    fn default() -> Allowance {
        Allowance { most_open: 5, most_in_week: 7, most_at_once: 5 }
    }
}

/// Why nobody is asked now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The asker's own asks.
    #[error(
        "{open} asks of yours are open, and {most} is the most at once; the next is possible on {from}, or when you withdraw one"
    )]
    TooManyOpen {
        /// How many.
        open: usize,
        /// How many may be.
        most: usize,
        /// When the first of them ends.
        from: Day,
    },
    /// The asker's own week.
    #[error("you asked {asked} times within a week, and {most} is the most; the next is possible on {from}")]
    TooOften {
        /// How many times.
        asked: usize,
        /// How many may be.
        most: usize,
        /// When there is room.
        from: Day,
    },
    /// Too many at once.
    #[error("{wanted} people at once are too many, {most} is the most; choose the few who can really help")]
    Crowd {
        /// How many.
        wanted: usize,
        /// How many may be.
        most: usize,
    },
    /// Nobody is asked a third time after two asks without an answer.
    #[error("you asked them {unanswered} times in a row without an answer; do not ask again before they answer")]
    Unanswered {
        /// How often.
        unanswered: usize,
    },
    /// One ask of this asker is open with them.
    #[error("one ask of yours is still open with them, until {until}")]
    StillOpen {
        /// When it ends.
        until: Day,
    },
    /// The asker asked them of late.
    #[error(
        "you asked them {days} days ago; they wish {cool_down} days between two asks, so the next is possible on {from}"
    )]
    JustAsked {
        /// How long ago.
        days: i32,
        /// How long they wish.
        cool_down: i32,
        /// When.
        from: Day,
    },
    /// Others asked them.
    #[error("they have as many asks as they wish; try somebody else, or come back after {from}")]
    Full {
        /// When there is room.
        from: Day,
    },
    /// A month of quiet.
    #[error("they wish not to be asked this month")]
    QuietMonth,
    /// A topic they want nothing of.
    #[error("they wish not to be asked about \"{word}\"")]
    NoGo {
        /// The word.
        word: String,
    },
}

/// Somebody whom the asker wants to ask, and about what.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Who asks.
    pub asker: Who,
    /// Who is to be asked.
    pub connector: Who,
    /// In plain words, what about.
    pub topic: &'a str,
}

const WEEK: i64 = 7 * 86_400;
const QUARTER: i64 = 90 * 86_400;

/// Whether somebody may be asked now.
///
/// # Errors
/// A [`Refusal`] that says why not, and from when on.
pub fn may_ask(
    ledger: &[Entry],
    wanted: Wanted<'_>,
    wishes: &Wishes,
    allowance: Allowance,
    now: Timestamp,
) -> Result<(), Refusal> {
    within_allowance(ledger, wanted.asker, 1, allowance, now)?;
    let of_them: Vec<&Entry> = ledger.iter().filter(|entry| entry.connector == wanted.connector).collect();
    connector_can_be_asked(&of_them, wanted, wishes, now)
}

/// Whether the asker may ask so many more people now.
///
/// # Errors
/// A [`Refusal`] that says why not, and from when on.
pub fn within_allowance(
    ledger: &[Entry],
    asker: Who,
    people: usize,
    allowance: Allowance,
    now: Timestamp,
) -> Result<(), Refusal> {
    if people > allowance.most_at_once {
        return Err(Refusal::Crowd { wanted: people, most: allowance.most_at_once });
    }
    let own: Vec<&Entry> = ledger.iter().filter(|entry| entry.asker == asker && entry.at <= now).collect();
    let open = |entry: &&&Entry| entry.is_open(now);
    let n_open = n_asks(own.iter().filter(open));
    if n_open >= allowance.most_open {
        let first = own.iter().filter(open).map(|entry| entry.until).min().unwrap_or(now);
        return Err(Refusal::TooManyOpen { open: n_open, most: allowance.most_open, from: first.day() });
    }
    let of_late = |entry: &&&Entry| now.0 - entry.at.0 < WEEK;
    let n_week = n_asks(own.iter().filter(of_late));
    if n_week >= allowance.most_in_week {
        let first = own.iter().filter(of_late).map(|entry| entry.at).min().unwrap_or(now);
        let from = Timestamp(first.0 + WEEK + 86_399).day();
        return Err(Refusal::TooOften { asked: n_week, most: allowance.most_in_week, from });
    }
    Ok(())
}

fn n_asks<'a>(entries: impl Iterator<Item = &'a &'a Entry>) -> usize {
    entries.map(|entry| entry.ask).collect::<BTreeSet<u64>>().len()
}

/// Of the asks of one connector: what stands between the two, and what the connector wishes.
fn connector_can_be_asked(
    of_them: &[&Entry],
    wanted: Wanted<'_>,
    wishes: &Wishes,
    now: Timestamp,
) -> Result<(), Refusal> {
    between_the_two(of_them, wanted, wishes, now)?;
    as_they_wish(of_them, wanted, wishes, now)
}

fn between_the_two(of_them: &[&Entry], wanted: Wanted<'_>, wishes: &Wishes, now: Timestamp) -> Result<(), Refusal> {
    let of_asker = of_them.iter().filter(|entry| entry.asker == wanted.asker && entry.at <= now);
    let mut theirs: Vec<&&Entry> = of_asker.collect();
    theirs.sort_by_key(|entry| entry.at);
    if let Some(open) = theirs.iter().find(|entry| entry.is_open(now)) {
        return Err(Refusal::StillOpen { until: open.until.day() });
    }
    // Taking an ask back does not undo that they were asked.
    let unanswered = theirs.iter().rev().take_while(|entry| entry.agreed.is_none()).count();
    if unanswered >= UNANSWERED_MOST {
        return Err(Refusal::Unanswered { unanswered });
    }
    let Some(last) = theirs.last() else { return Ok(()) };
    let days = now.day().0 - last.at.day().0;
    if days < wishes.cool_down_days {
        let from = Day(last.at.day().0 + wishes.cool_down_days);
        return Err(Refusal::JustAsked { days, cool_down: wishes.cool_down_days, from });
    }
    Ok(())
}

fn as_they_wish(of_them: &[&Entry], wanted: Wanted<'_>, wishes: &Wishes, now: Timestamp) -> Result<(), Refusal> {
    if wishes.quiet.has(now.day().date().1) {
        return Err(Refusal::QuietMonth);
    }
    let topic = words(wanted.topic);
    if let Some(word) = wishes.no_go.iter().find(|word| holds(&topic, &words(word))) {
        return Err(Refusal::NoGo { word: word.clone() });
    }
    let open = of_them.iter().filter(|entry| entry.is_open(now));
    if open.clone().count() >= wishes.most_open {
        return Err(Refusal::Full { from: open.map(|entry| entry.until).min().unwrap_or(now).day() });
    }
    let mut quarter: Vec<Timestamp> =
        of_them.iter().map(|entry| entry.at).filter(|at| *at <= now && now.0 - at.0 < QUARTER).collect();
    quarter.sort_unstable();
    if quarter.len() >= wishes.most_in_quarter.max(1) {
        let leaves = quarter[quarter.len() - wishes.most_in_quarter.max(1)];
        return Err(Refusal::Full { from: Timestamp(leaves.0 + QUARTER + 86_399).day() });
    }
    Ok(())
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn holds(topic: &[String], part: &[String]) -> bool {
    !part.is_empty() && topic.windows(part.len()).any(|window| window == part)
}

/// Somebody who could help, with the chance that they do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Helper {
    /// Who.
    pub who: Who,
    /// The chance that a request passes them.
    pub chance: f64,
}

/// What an ask within the last ninety days leaves of somebody's chance to be asked next. Assumption.
const RECENT: f64 = 0.8;

/// Those to ask, the best first: of everybody who may be asked, by chance, less for each ask they had of late by
/// anybody, and no more than the allowance lets see one question.
pub fn spread(
    ledger: &[Entry],
    asker: Who,
    topic: &str,
    helpers: &[Helper],
    wishes: impl Fn(Who) -> Wishes,
    allowance: Allowance,
    now: Timestamp,
) -> Vec<Who> {
    let mut asks: BTreeMap<Who, Vec<&Entry>> = helpers.iter().map(|helper| (helper.who, Vec::new())).collect();
    for entry in ledger {
        if let Some(of_them) = asks.get_mut(&entry.connector) {
            of_them.push(entry);
        }
    }
    let mut open: Vec<(f64, Who)> = Vec::new();
    for helper in helpers.iter().filter(|helper| helper.who != asker) {
        let wanted = Wanted { asker, connector: helper.who, topic };
        let of_them = asks.get(&helper.who).map_or(&[] as &[&Entry], Vec::as_slice);
        if connector_can_be_asked(of_them, wanted, &wishes(helper.who), now).is_err() {
            continue;
        }
        let recent = of_them.iter().filter(|entry| now.0 - entry.at.0 < QUARTER).count();
        open.push((helper.chance * RECENT.powi(recent.min(64) as i32), helper.who));
    }
    open.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    open.dedup_by_key(|(_, who)| *who);
    open.into_iter().map(|(_, who)| who).take(allowance.most_at_once).collect()
}

/// What one person asked and was asked, and what was said yes to: for their eyes alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Account {
    /// Asks they made.
    pub asked: usize,
    /// Of those, agreed to.
    pub received: usize,
    /// Asks made of them.
    pub was_asked: usize,
    /// Of those, they agreed to.
    pub gave: usize,
}

/// What one person gave and received.
pub fn account(ledger: &[Entry], who: Who) -> Account {
    let mut sum = Account::default();
    for entry in ledger {
        let agreed = usize::from(entry.agreed.is_some());
        if entry.asker == who {
            sum.asked += 1;
            sum.received += agreed;
        }
        if entry.connector == who {
            sum.was_asked += 1;
            sum.gave += agreed;
        }
    }
    sum
}
