//! Pairs that may be one person, the most useful first: value times uncertainty. The value is how close they are to ego,
//! times how much the answer would join.

use super::people::brief;
use super::weigh::Scale;
use crate::app::App;
use crate::error::AppError;
use crate::network::{EGO, Network, Person, PersonIdx};
use crate::views::{PersonBrief, ReviewRow, rounded};
use rustc_hash::FxHashSet;
use tertius_model::RecordId;

impl App {
    /// Somebody to whom something may be sent: nobody who may be two people, or half of one. Whatever sends anything
    /// asks here first; drafts and opening lines are given for nobody else either.
    ///
    /// # Errors
    /// User error when nobody or several are meant, or a question about them is open.
    pub fn settled(&self, who: &str) -> Result<PersonBrief, AppError> {
        let network = self.network()?;
        let idx = self.who(who)?;
        if self.unsettled()?.contains(&idx) {
            let message = format!("it is not certain who \"{who}\" is, so nothing may be sent to them");
            return Err(AppError::user(message, "tertius review asks what is uncertain; answer that first"));
        }
        Ok(brief(&network.people[idx as usize]))
    }

    /// Everybody about whom a question is open: they may be two people, or half of one.
    pub(crate) fn unsettled(&self) -> Result<FxHashSet<PersonIdx>, AppError> {
        let network = self.network()?;
        let mut open = FxHashSet::default();
        for pair in self.identity()?.review.iter().filter(|pair| pair.probability >= 0.5) {
            let ends = [pair.a, pair.b].map(|id| network.find(RecordId(id)));
            if ends[0] != ends[1] {
                open.extend(ends.into_iter().flatten());
            }
        }
        Ok(open)
    }

    /// The uncertain pairs: first those that are closest to ego, whose answer joins the most, and that are least certain.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn review(&self, top: usize) -> Result<Vec<ReviewRow>, AppError> {
        let network = self.network()?;
        let stakes = Stakes::new(network, Scale::new(network, self.now()));
        let identity = self.identity()?;
        let mut rows: Vec<ReviewRow> = Vec::new();
        let mut told: FxHashSet<(u32, u32)> = FxHashSet::default();
        for pair in &identity.review {
            let find = |id: u64| network.find(RecordId(id)).filter(|&idx| idx != EGO);
            let (Some(a), Some(b)) = (find(pair.a), find(pair.b)) else { continue };
            let key = (a.min(b), a.max(b));
            if a == b || !told.insert(key) {
                continue;
            }
            let (value, stake) = stakes.of(key.0, key.1);
            let uncertainty = 4.0 * pair.probability * (1.0 - pair.probability);
            let (a, b) = (&network.people[key.0 as usize], &network.people[key.1 as usize]);
            rows.push(ReviewRow {
                a: brief(a),
                b: brief(b),
                a_handles: handles(a),
                b_handles: handles(b),
                probability: rounded(pair.probability),
                because: pair.because.clone(),
                value: rounded(value * uncertainty),
                stake,
            });
        }
        rows.sort_by(|a, b| {
            b.value.total_cmp(&a.value).then_with(|| a.a.id.cmp(&b.a.id)).then_with(|| a.b.id.cmp(&b.b.id))
        });
        rows.truncate(top);
        Ok(rows)
    }
}

/// What hangs on the answer to a question about two people.
struct Stakes<'n> {
    network: &'n Network,
    scale: Scale<'n>,
    /// Ties to others, by person.
    n_links: Vec<u32>,
}

impl<'n> Stakes<'n> {
    fn new(network: &'n Network, scale: Scale<'n>) -> Stakes<'n> {
        let mut n_links = vec![0; network.people.len()];
        for end in network.links.iter().flat_map(|link| [link.a, link.b]) {
            if let Some(n) = n_links.get_mut(end as usize) {
                *n += 1;
            }
        }
        Stakes { network, scale, n_links }
    }

    /// How close the closer one is, times how much would be joined: what the one with less brings. In words, too.
    fn of(&self, a: PersonIdx, b: PersonIdx) -> (f64, String) {
        let person = |idx: PersonIdx| &self.network.people[idx as usize];
        let closeness = |idx: PersonIdx| {
            let (depth, fresh) = (self.scale.depth(person(idx)).value, self.scale.freshness(person(idx)).value);
            depth * (0.5 + 0.5 * fresh)
        };
        let (near, far) = if closeness(a) >= closeness(b) { (a, b) } else { (b, a) };
        let brought = |idx: PersonIdx| (person(idx).contact.n_days(), self.n_links[idx as usize]);
        let weight = |(days, links): (u32, u32)| f64::from(days + links);
        let (days, links) = if weight(brought(a)) <= weight(brought(b)) { brought(a) } else { brought(b) };
        let joined = weight((days, links));
        // Even two bare cards are worth a question; the tenth day of contact adds less than the first.
        let change = 0.25 + joined / (joined + 8.0);
        let close = closeness(near);
        let how_close = match close {
            close if close >= 0.3 => format!("{} is close to you", person(near).name),
            close if close > 0.0 => format!("you know {} a little", person(near).name),
            _ => format!("neither {} nor {} is close to you", person(near).name, person(far).name),
        };
        let n = |n: u32, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        let what = match (days, links) {
            (0, 0) => "what is written about them".to_owned(),
            (days, 0) => n(days, "day of contact", "days of contact"),
            (0, links) => n(links, "tie to others", "ties to others"),
            (days, links) => {
                format!(
                    "{} and {}",
                    n(days, "day of contact", "days of contact"),
                    n(links, "tie to others", "ties to others")
                )
            }
        };
        ((0.05 + close) * change, format!("{how_close}; one person would have {what} more"))
    }
}

fn handles(person: &Person) -> Vec<String> {
    person.handles.iter().take(3).map(|handle| handle.handle().to_string()).collect()
}
