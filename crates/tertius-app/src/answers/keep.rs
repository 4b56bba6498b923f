//! The few people to be in touch with this week: a birthday, a new job, ties that fall silent, one that has rested for long.
//!
//! Value at risk of a live tie: depth times how far the chance of contact has fallen since the usual gap was over. That
//! chance is measured; depth is not. A dormant tie counts by the chance that it comes back by itself (measured on silences of
//! months, so an extrapolation here) times trust, rank and
//! little shared past (Levin 2011, Walter 2015: those are the ones worth reviving, and the ones people shy from); nothing
//! in anybody's files measures trust or rank, so that worth is an assumption and the reasons say so. Minutes are set
//! aside person by person until they are used up; one in three is a dormant tie where there is one.

mod calendar;
mod digest;
mod opening;

use super::people::brief;
use super::weigh::{Scale, is_hidden, reasons};
use crate::app::App;
use crate::error::AppError;
use crate::gather::{Ground, gather};
use crate::network::{EGO, Network, Person, PersonIdx};
use crate::views::{Change, KeepRow, Reason, rounded};
use opening::{Facts, opening};
use rustc_hash::FxHashMap;
use tertius_model::{Birthday, Day, Label, Timestamp};
use tertius_relevance::{Level, title_level};
use tertius_ties::{Activity, alive, revival};

/// Assumption: a tie below this depth is nothing to keep.
const KEPT_FROM: f64 = 0.2;
/// A silence counts from this many usual gaps on, a week being the shortest usual gap.
const LATE: f64 = 1.5;
const SHORTEST_GAP: f64 = 7.0;
/// Days of silence after which a tie is dormant; the studies speak of three years.
const DORMANT_DAYS: f64 = 730.0;
/// Birthdays so many days ahead.
const AHEAD: i32 = 7;
/// Job changes so many days back.
const MOVED_DAYS: i32 = 60;
/// Assumption: what a new job is worth as an occasion, where the tie falls no further than that.
const OCCASION: f64 = 0.1;
/// Assumption: minutes for a birthday, a message, and a message after years.
const MINUTES: [(&str, u32); 4] = [("birthday", 3), ("moved", 5), ("falling", 6), ("dormant", 10)];

/// What the occasions of this week are.
struct Occasions {
    birthdays: FxHashMap<PersonIdx, Day>,
    moves: FxHashMap<String, Change>,
    /// By person: sum over ties of ego's that they are linked to of 1 / ln(how many those know).
    mutual: FxHashMap<PersonIdx, f64>,
}

impl Occasions {
    fn mutual(&self, idx: PersonIdx) -> f64 {
        self.mutual.get(&idx).copied().unwrap_or_default()
    }
}

impl App {
    /// The people to be in touch with this week, for so many minutes.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn keep(&self, minutes: u32) -> Result<Vec<KeepRow>, AppError> {
        let ground = gather(self.vault(), self.now())?;
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let today = self.now().day();
        let since = Day(today.0 - MOVED_DAYS);
        let changes = self.changes_in(&ground, Some(since))?;
        let moves = changes.into_iter().filter(|change| change.kind == "moved");
        let occasions = Occasions {
            birthdays: birthdays(&ground, network, today),
            moves: moves.map(|change| (change.person.id.clone(), change)).collect(),
            mutual: mutual(network, &scale),
        };
        let unsettled = self.unsettled()?;
        let mut live = Vec::new();
        let mut dormant = Vec::new();
        for (idx, person) in network.people.iter().enumerate() {
            if is_hidden(person) || !scale.is_tie(person) {
                continue;
            }
            let Some(mut row) = weigh(person, idx as PersonIdx, &scale, &occasions) else { continue };
            if unsettled.contains(&(idx as PersonIdx)) {
                hold_back(&mut row);
            }
            if row.why == "dormant" { dormant.push(row) } else { live.push(row) }
        }
        Ok(plan(live, dormant, minutes))
    }
}

/// Whoever may be two people gets no line that could be sent to the wrong one.
fn hold_back(row: &mut KeepRow) {
    row.opening.clear();
    let text = "not certain who this is: tertius review first".to_owned();
    row.reasons.insert(0, Reason { kind: "uncertain".to_owned(), text });
}

/// Takes turns, two live ties and a dormant one, while minutes last. What has a day of its own comes first.
fn plan(mut live: Vec<KeepRow>, mut dormant: Vec<KeepRow>, minutes: u32) -> Vec<KeepRow> {
    let order = |a: &KeepRow, b: &KeepRow| {
        let dated = (b.why == "birthday").cmp(&(a.why == "birthday"));
        dated.then(b.value.total_cmp(&a.value)).then_with(|| a.person.id.cmp(&b.person.id))
    };
    live.sort_by(order);
    dormant.sort_by(order);
    let (mut live, mut dormant) = (live.into_iter().peekable(), dormant.into_iter().peekable());
    let mut left = minutes;
    let mut rows: Vec<KeepRow> = Vec::new();
    loop {
        let turn_of_dormant = rows.len() % 3 == 2 || live.peek().is_none();
        let next = if turn_of_dormant { dormant.next().or_else(|| live.next()) } else { live.next() };
        match next {
            Some(row) if row.minutes <= left => {
                left -= row.minutes;
                rows.push(row);
            }
            // What is too long may be followed by something short.
            Some(_) => {}
            None => return rows,
        }
    }
}

/// What speaks for being in touch with somebody; `None` where nothing does.
fn weigh(person: &Person, idx: PersonIdx, scale: &Scale<'_>, occasions: &Occasions) -> Option<KeepRow> {
    let depth = scale.depth(person);
    let now = scale.now();
    let birthday = occasions.birthdays.get(&idx).copied();
    let moved = occasions.moves.get(&person.person_id().to_string());
    let last = person.contact.last();
    let gap = last.map(|last| (now.0 - last.0) as f64 / 86_400.0);
    let usual = person.contact.usual_gap().max(SHORTEST_GAP);
    let is_dormant = gap.is_some_and(|gap| gap >= DORMANT_DAYS);
    let is_late = gap.is_some_and(|gap| gap > LATE * usual);
    let chance = alive(&person.contact, Activity::seen_in(&person.contact), now).value;
    let then = last.map_or(now, |last| Timestamp((last.0 + (usual * 86_400.0) as i64).min(now.0)));
    let chance_then = alive(&person.contact, Activity::seen_in(&person.contact), then).value;
    let fall = (chance_then - chance).max(0.0);
    let (why, value) = match (birthday, moved) {
        _ if depth.value < KEPT_FROM => return None,
        (Some(_), _) => ("birthday", depth.value * fall.max(OCCASION)),
        (_, Some(_)) => ("moved", depth.value * fall.max(OCCASION)),
        _ if is_dormant => {
            let back = revival(&person.contact, Activity::seen_in(&person.contact), occasions.mutual(idx), now);
            ("dormant", back * dormant_worth(person, depth.value))
        }
        _ if is_late => ("falling", depth.value * fall),
        _ => return None,
    };
    let facts = Facts { person, birthday, moved, today: now.day() };
    let mut because = told(why, fall, usual, gap);
    because.extend(reasons(&depth).into_iter().take(2));
    Some(KeepRow {
        person: brief(person),
        why: why.to_owned(),
        minutes: MINUTES.iter().find(|(kind, _)| *kind == why).map_or(6, |(_, minutes)| *minutes),
        value: rounded(value),
        alive: rounded(chance),
        alive_usual: rounded(chance_then),
        opening: opening(&facts),
        reasons: because,
    })
}

/// How much each shares with ego (Adamic-Adar), as far as links between others are known.
fn mutual(network: &Network, scale: &Scale<'_>) -> FxHashMap<PersonIdx, f64> {
    let known: Vec<bool> = network.people.iter().map(|person| scale.is_tie(person)).collect();
    let mut degrees: Vec<u32> = known.iter().map(|known| u32::from(*known)).collect();
    for link in &network.links {
        degrees[link.a as usize] += 1;
        degrees[link.b as usize] += 1;
    }
    let mut mutual = FxHashMap::default();
    for link in &network.links {
        for (person, friend) in [(link.a, link.b), (link.b, link.a)] {
            if known[friend as usize] {
                *mutual.entry(person).or_default() += 1.0 / f64::from(degrees[friend as usize].max(2)).ln();
            }
        }
    }
    mutual
}

/// Trust, rank and little shared past: what makes a dormant tie worth reviving.
fn dormant_worth(person: &Person, depth: f64) -> f64 {
    let trusted = [Label::CloseFriend, Label::Friend, Label::Mentor, Label::CoFounder, Label::Manager];
    let labels = || person.stated.labels.iter().filter_map(|&place| Label::ALL.get(usize::from(place)));
    let says_so = labels().any(|label| trusted.contains(label)) || person.stated.recommended_me;
    let trust = if says_so { 1.0 } else { depth };
    let rank = match title_level(&person.title) {
        level if level >= Level::Head => 1.0,
        Level::Lead => 0.75,
        _ => 0.5,
    };
    trust * rank / (1.0 + f64::from(person.contact.active_quarters()) / 8.0)
}

fn told(why: &str, fall: f64, usual: f64, gap: Option<f64>) -> Vec<Reason> {
    let reason = |kind: &str, text: String| Reason { kind: kind.to_owned(), text };
    let days = gap.unwrap_or_default();
    match why {
        "falling" => vec![reason(
            "rhythm",
            format!(
                "{days:.0} days of silence, usually {usual:.0}; the chance of contact next month fell by {:.0} points (measured)",
                fall * 100.0
            ),
        )],
        "dormant" => vec![reason(
            "dormant",
            format!(
                "{:.0} years of silence; people shy from the most useful of such ties. Its worth rests on trust, rank and little shared past (assumption), and on the chance that it comes back, measured on shorter silences",
                days / 365.25
            ),
        )],
        "birthday" => vec![reason("birthday", "a birthday within the week".to_owned())],
        _ => vec![reason("moved", "a new job since your last import".to_owned())],
    }
}

/// Birthdays of the next days, from anybody's newest card.
fn birthdays(ground: &Ground, network: &Network, today: Day) -> FxHashMap<PersonIdx, Day> {
    let mut found = FxHashMap::default();
    for record in &ground.records {
        let birthday = record.card.as_ref().and_then(|(_, card)| card.birthday);
        let next = birthday.and_then(|birthday| next_birthday(birthday, today));
        let idx = network.find(record.id).filter(|&idx| idx != EGO);
        if let (Some(next), Some(idx)) = (next.filter(|next| next.0 - today.0 <= AHEAD), idx) {
            let slot = found.entry(idx).or_insert(next);
            *slot = next.min(*slot);
        }
    }
    found
}

/// The next day on which the birthday falls; one of 29 February falls on the 28th where there is none.
fn next_birthday(birthday: Birthday, today: Day) -> Option<Day> {
    let (year, ..) = today.date();
    let (month, day) = (u32::from(birthday.month), u32::from(birthday.day));
    let in_year = |year| Day::from_date(year, month, day).or_else(|| Day::from_date(year, month, day.min(28)));
    [in_year(year), in_year(year + 1)].into_iter().flatten().find(|next| *next >= today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_comes_every_year() {
        let check = |month: u8, day: u8, today: &str, expected: &str| {
            let part = |at: usize| today.split('-').nth(at).unwrap().parse::<u32>().unwrap();
            let today = Day::from_date(part(0) as i32, part(1), part(2)).unwrap();
            let next = next_birthday(Birthday { year: None, month, day }, today).unwrap();
            assert_eq!(next.to_string(), expected);
        };
        check(5, 1, "2026-05-01", "2026-05-01");
        check(4, 30, "2026-05-01", "2027-04-30");
        check(2, 29, "2026-02-01", "2026-02-28");
        check(2, 29, "2028-02-01", "2028-02-29");
        check(1, 2, "2026-12-30", "2027-01-02");
    }
}
