//! Loose connections for a goal: people one step removed, ranked by what foretells a new tie times fit, one row per
//! target with every friend between.
//!
//! The order is the ranker's (`rank.rs`), whom to ask the goodwill's (`goodwill.rs` in `tertius-tribe`). Where only a shared employer
//! suggests that somebody could vouch, the row says "no verified path yet": inferred evidence is context, never proof.

mod rows;

use super::rank::{Chosen, Ranked, Ranker, choose};
use super::weigh::{Scale, is_hidden, tie_graph};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, Person, PersonIdx};
use crate::search::words;
use crate::views::LooseRow;
use rows::View;
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_graph::{Loose, LooseOrder, LooseQuery, NodeIdx, Wanted, loose};
use tertius_relevance::{Goal, Profile, company_matches, place_matches};
use tertius_tribe::goodwill::Ask;

/// What to look for; empty filters let everybody through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LooseRequest {
    /// A goal in plain words.
    pub goal: Option<String>,
    /// Whole words of the employer, present or former.
    pub company: Option<String>,
    /// A title: its words, or what it means.
    pub title: Option<String>,
    /// Words of the place.
    pub place: Option<String>,
    /// At most this many.
    pub top: usize,
}

/// Relevance below which a person does not fit a goal.
const FITS: f64 = 0.3;
/// Assumption: what having been at a company counts beside being there.
const WAS_THERE: f64 = 0.6;

impl App {
    /// Loose connections, the best first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn loose(&self, request: &LooseRequest) -> Result<Vec<LooseRow>, AppError> {
        let network = self.network()?;
        let log: Vec<Ask> = self.ask_log()?;
        let scale = Scale::learning(network, self.now(), &log);
        let graph = tie_graph(network, &scale)?;
        let ranker = Ranker::new(network, &graph, &self.ask_log_of_targets()?, self.now());
        let fits = fitting(network, &scale, request);
        let wanted: Vec<NodeIdx> = fits.keys().map(|&idx| NodeIdx(idx)).collect();
        let query = LooseQuery { top: usize::MAX, by: LooseOrder::Warmth, wanted: Wanted::These(&wanted) };
        let ego = NodeIdx(network.ego_node());
        let found: Vec<Loose> = loose(&graph, ego, &query).into_iter().filter(|one| one.warmth > 0.0).collect();
        let candidates: Vec<Ranked> = found
            .iter()
            .map(|one| {
                let chance = ranker.chance(&ranker.signs(one.target.0, one.warmth));
                Ranked { target: one.target.0, worth: chance * fits[&one.target.0].relevance }
            })
            .collect();
        let chosen: Vec<Chosen> = choose(&graph, ego, &candidates, request.top);
        let mut view = View::new(network, &scale, &graph, &fits, &ranker, &log);
        let mut rows: Vec<LooseRow> = chosen.iter().map(|one| view.row(one, &found[one.at])).collect();
        if rows.len() < request.top && narrows(request) {
            let seen: FxHashSet<PersonIdx> = chosen.iter().map(|one| found[one.at].target.0).collect();
            rows.extend(view.inferred(&seen, request.top - rows.len()));
        }
        self.hold_back_unsettled(&mut rows)?;
        Ok(rows)
    }
}

impl App {
    /// No message is drafted to a friend who may be two people, nor about a target who may be.
    fn hold_back_unsettled(&self, rows: &mut [LooseRow]) -> Result<(), AppError> {
        let network = self.network()?;
        let id = |idx: PersonIdx| network.people.get(idx as usize).map(|person| person.person_id().to_string());
        let open: FxHashSet<String> = self.unsettled()?.into_iter().filter_map(id).collect();
        for row in rows.iter_mut().filter(|row| row.verdict.is_none()) {
            let named = [row.connectors.first().map(|first| &first.person), Some(&row.person)];
            let uncertain = named.into_iter().flatten().find(|person| open.contains(&person.id));
            row.verdict = uncertain.map(|person| format!("not certain who {} is: tertius review first", person.name));
        }
        Ok(())
    }
}

fn narrows(request: &LooseRequest) -> bool {
    [&request.goal, &request.company, &request.title, &request.place].into_iter().any(Option::is_some)
}

/// How a person fits what is asked for.
struct Fit {
    relevance: f64,
    found: Vec<String>,
}

/// Everybody whom ego does not know and who fits.
fn fitting(network: &Network, scale: &Scale<'_>, request: &LooseRequest) -> FxHashMap<PersonIdx, Fit> {
    let wanted = Filters {
        goal: Goal::parse(request.goal.as_deref().unwrap_or_default()),
        title: Goal::parse(request.title.as_deref().unwrap_or_default()),
        title_words: words(request.title.as_deref().unwrap_or_default()),
        request,
    };
    let people = network.people.iter().enumerate().filter(|(_, person)| !is_hidden(person) && !scale.is_tie(person));
    people.filter_map(|(idx, person)| Some((idx as PersonIdx, wanted.fit(person)?))).collect()
}

/// What is asked for, parsed once.
struct Filters<'r> {
    goal: Goal,
    title: Goal,
    title_words: Vec<String>,
    request: &'r LooseRequest,
}

impl Filters<'_> {
    /// How a person fits; `None` where they do not.
    fn fit(&self, person: &Person) -> Option<Fit> {
        let mut fit = Fit { relevance: 1.0, found: Vec::new() };
        if let Some(company) = &self.request.company
            && !company_matches(&person.employer, company)
        {
            let past = person.past_employers.iter().find(|past| company_matches(past, company))?;
            fit.relevance *= WAS_THERE;
            fit.found.push(format!("was at {past} before"));
        }
        if self.request.place.as_ref().is_some_and(|place| !place_matches(&person.place, place)) {
            return None;
        }
        if !self.title_words.is_empty() {
            let written = words(&person.title);
            let says_it = self.title_words.iter().all(|word| written.contains(word));
            let means_it = || self.title.fit(&Profile::new(&person.title, "", "", &[], "")).relevance;
            fit.relevance *= if says_it { 1.0 } else { means_it() };
        }
        if !self.goal.is_empty() {
            let more: Vec<&str> = person.groups.iter().chain(&person.notes).map(String::as_str).collect();
            let more = more.join(" ");
            let profile = Profile::new(&person.title, &person.employer, &person.place, &person.past_employers, &more);
            let by_goal = self.goal.fit(&profile);
            fit.relevance *= by_goal.relevance;
            fit.found.extend(by_goal.found.iter().map(|one| format!("{} {}", one.what, one.place.words())));
        }
        (fit.relevance >= FITS).then_some(fit)
    }
}
