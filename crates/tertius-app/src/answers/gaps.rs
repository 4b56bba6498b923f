//! The question this product started from: which of ego's closest people are missing on a platform.
//!
//! "Not connected" is certain only where the platform's export was imported and holds nobody who may be the person;
//! whether somebody has a profile at all cannot be known from files.

use super::asks::person_of;
use super::people::brief;
use super::rulings::row;
use super::weigh::{Scale, is_hidden, opened, reasons, value};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, Person, PersonIdx};
use crate::views::{GapRow, RulingRow};
use rustc_hash::FxHashSet;
use tertius_model::{GapAnswer, Platform, RulingKind};
use tertius_resolve::fold_name;

/// Depth from which a missing person counts as close.
const CLOSE: f64 = 0.25;
/// How many of the closest people the headline speaks of.
const CLOSEST: usize = 40;

/// For how many days a gap that can wait stays out of sight.
const NOT_NOW: i32 = 90;

/// The gaps, and what the headline needs.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundGaps {
    /// The missing, the deepest first.
    pub rows: Vec<GapRow>,
    /// Whether the platform's export was imported.
    pub imported: bool,
    /// The platform's name on screens.
    pub platform: &'static str,
    /// How many of the closest are missing for certain.
    pub missing_among_closest: usize,
    /// How many people "the closest" are.
    pub closest: usize,
    /// What ego said of gaps that are therefore not shown; each can be taken back.
    pub aside: Vec<RulingRow>,
}

impl App {
    /// The deepest people who are not connected to ego on a platform.
    ///
    /// # Errors
    /// User error for an unknown platform.
    pub fn gaps(&self, platform: &str, top: usize) -> Result<FoundGaps, AppError> {
        let known = || Platform::ALL.map(Platform::id).join(", ");
        let platform = Platform::ALL
            .into_iter()
            .find(|one| one.id() == platform.to_lowercase())
            .ok_or_else(|| AppError::user(format!("no platform \"{platform}\""), format!("known: {}", known())))?;
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let imported = network.linkedin_connections > 0;
        let connected_names = connected_names(network);
        let opens = opened(network, &scale);
        let mut ranked: Vec<(f64, usize)> = network
            .people
            .iter()
            .enumerate()
            .filter(|(_, person)| !is_hidden(person))
            .map(|(idx, person)| (scale.depth(person).value, idx))
            .filter(|(depth, _)| *depth >= CLOSE)
            .collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(network.people[a.1].id.cmp(&network.people[b.1].id)));
        let (settled, aside) = self.settled_gaps()?;
        let missing = |person: &Person| person.stated.linkedin.is_none();
        let certainly = |person: &Person| imported && missing(person) && !may_be_there(person, &connected_names);
        let closest = ranked.len().min(CLOSEST);
        let missing_among_closest =
            ranked[..closest].iter().filter(|(_, idx)| certainly(&network.people[*idx])).count();
        let rows = ranked
            .iter()
            .filter(|(_, idx)| missing(&network.people[*idx]) && !settled.contains(&(*idx as PersonIdx)))
            .take(top)
            .map(|&(_, idx)| {
                let person = &network.people[idx];
                let depth = scale.depth(person);
                GapRow {
                    person: brief(person),
                    depth: value(&depth),
                    freshness: value(&scale.freshness(person)),
                    reasons: reasons(&depth),
                    certain: if certainly(person) { "not connected" } else { "not found" }.to_owned(),
                    maybe: person.maybe_connected.map(|maybe| brief(&network.people[maybe as usize])),
                    opens: opens.get(&(idx as u32)).copied().unwrap_or_default(),
                }
            })
            .collect();
        Ok(FoundGaps { rows, imported, platform: platform.title(), missing_among_closest, closest, aside })
    }

    /// Says what to do about a gap: nothing more, or nothing now.
    ///
    /// # Errors
    /// User error when nobody or several are meant.
    pub fn answer_gap(&mut self, who: &str, answer: GapAnswer) -> Result<RulingRow, AppError> {
        let who = self.mention_of(who)?;
        Ok(row(&self.rule_beside(RulingKind::Gap(who, answer))?))
    }

    /// Whose gaps are not to be shown today, and the rulings that say so.
    fn settled_gaps(&self) -> Result<(FxHashSet<PersonIdx>, Vec<RulingRow>), AppError> {
        let network = self.network()?;
        let today = self.now().day();
        let (mut settled, mut aside) = (FxHashSet::default(), Vec::new());
        for ruling in self.vault().rulings()? {
            let RulingKind::Gap(who, answer) = &ruling.kind else { continue };
            let holds = *answer == GapAnswer::Done || today.0 - ruling.at.day().0 < NOT_NOW;
            if let Some(idx) = person_of(network, who).filter(|_| holds) {
                settled.insert(idx);
                aside.push(row(&ruling));
            }
        }
        Ok((settled, aside))
    }
}

/// Folded names of everybody connected on the platform.
fn connected_names(network: &Network) -> FxHashSet<String> {
    let connected = network.people.iter().filter(|person| person.stated.linkedin.is_some());
    connected
        .flat_map(|person| std::iter::once(&person.name).chain(&person.other_names))
        .map(|name| fold_name(name))
        .collect()
}

fn may_be_there(person: &Person, connected_names: &FxHashSet<String>) -> bool {
    let mut names = std::iter::once(&person.name).chain(&person.other_names);
    person.maybe_connected.is_some() || names.any(|name| connected_names.contains(&fold_name(name)))
}
