//! Loose connections for a goal: people one step removed, ranked by warmth times fit, one row per target with every
//! friend between.
//!
//! Warmth is the noisy-or over all connectors of (ego's tie) x (their tie). Where only a shared employer suggests
//! that somebody could vouch, the row says "no verified path yet": inferred evidence is context, never proof.

use super::path::{NO_VERIFIED_PATH, other_link, own_link};
use super::people::brief;
use super::weigh::{Scale, is_hidden, tie_graph};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, Person, PersonIdx};
use crate::search::{Fields, Goal, contains_phrase, words};
use crate::views::{ConnectorRow, LooseRow, Reason, rounded};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_graph::{Graph, Loose, LooseOrder, LooseQuery, NodeIdx, Wanted, loose};
use tertius_resolve::normalise_employer;
use tertius_ties::{Asked, Evidence, OtherEvidence, OtherKind, link_strength};

/// What to look for; empty filters let everybody through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LooseRequest {
    /// A goal in plain words.
    pub goal: Option<String>,
    /// Whole words of the employer.
    pub company: Option<String>,
    /// Words of the title.
    pub title: Option<String>,
    /// Words of the place.
    pub place: Option<String>,
    /// At most this many.
    pub top: usize,
}

/// Relevance below which a person does not fit a goal.
const FITS: f64 = 0.3;
/// An employer with more known people than this says nothing about who knows whom.
const WORKPLACE_MAX: usize = 50;
/// Connectors listed for one target.
const CONNECTORS_LISTED: usize = 10;

impl App {
    /// Loose connections, the best first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn loose(&self, request: &LooseRequest) -> Result<Vec<LooseRow>, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let graph = tie_graph(network, &scale)?;
        let fits = fitting(network, request);
        let wanted: Vec<NodeIdx> = fits.keys().map(|&idx| NodeIdx(idx)).collect();
        let query = LooseQuery { top: usize::MAX, by: LooseOrder::Warmth, wanted: Wanted::These(&wanted) };
        let ego = NodeIdx(network.ego_node());
        let mut found: Vec<(f64, Loose)> = loose(&graph, ego, &query)
            .into_iter()
            .filter(|one| one.warmth > 0.0)
            .map(|one| (one.warmth * fits[&one.target.0].relevance, one))
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.target.cmp(&b.1.target)));
        found.truncate(request.top);
        let view = View { network, scale: &scale, graph: &graph, fits: &fits };
        let mut rows: Vec<LooseRow> = found.iter().map(|(score, one)| view.row(*score, one)).collect();
        if rows.len() < request.top && narrows(request) {
            let seen: FxHashSet<PersonIdx> = found.iter().map(|(_, one)| one.target.0).collect();
            rows.extend(view.inferred(&seen, request.top - rows.len()));
        }
        Ok(rows)
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

fn fitting(network: &Network, request: &LooseRequest) -> FxHashMap<PersonIdx, Fit> {
    let phrase = |text: &Option<String>| text.as_deref().map(words).unwrap_or_default();
    let (company, title, place) = (phrase(&request.company), phrase(&request.title), phrase(&request.place));
    let goal = Goal::new(request.goal.as_deref().unwrap_or_default());
    let holds = |wanted: &[String], field: &str| wanted.is_empty() || contains_phrase(&words(field), wanted);
    let each = |wanted: &[String], field: &str| {
        let field = words(field);
        wanted.iter().all(|word| field.contains(word))
    };
    let mut fits = FxHashMap::default();
    for (idx, person) in network.people.iter().enumerate().filter(|(_, person)| !is_hidden(person)) {
        if !holds(&company, &person.employer) || !each(&title, &person.title) || !holds(&place, &person.place) {
            continue;
        }
        let (relevance, found) = match goal.is_empty() {
            true => (1.0, Vec::new()),
            false => goal.relevance(&fields(person)),
        };
        if relevance >= FITS {
            fits.insert(idx as PersonIdx, Fit { relevance, found });
        }
    }
    fits
}

fn fields(person: &Person) -> Fields<'_> {
    let more = person.groups.first().map_or("", String::as_str);
    Fields { title: &person.title, employer: &person.employer, place: &person.place, more }
}

struct View<'a> {
    network: &'a Network,
    scale: &'a Scale<'a>,
    graph: &'a Graph,
    fits: &'a FxHashMap<PersonIdx, Fit>,
}

impl View<'_> {
    fn row(&self, score: f64, one: &Loose) -> LooseRow {
        let person = &self.network.people[one.target.0 as usize];
        let connectors: Vec<ConnectorRow> = one
            .connectors
            .iter()
            .take(CONNECTORS_LISTED)
            .map(|connector| {
                self.connector(connector.node.0, one.target.0, connector.to_connector, connector.to_target)
            })
            .collect();
        LooseRow {
            person: brief(person),
            score: rounded(score),
            warmth: rounded(one.warmth),
            relevance: rounded(self.fits[&one.target.0].relevance),
            novelty: rounded(self.novelty(one.target)),
            weakest_link: weakest(&connectors, person),
            reasons: self.reasons(one.target.0, one.connectors.len()),
            verdict: connectors
                .iter()
                .all(|row| row.evidence == Evidence::Inferred.id())
                .then(|| NO_VERIFIED_PATH.to_owned()),
            connectors,
        }
    }

    fn connector(&self, friend: PersonIdx, target: PersonIdx, to_me: f64, to_target: f64) -> ConnectorRow {
        let (_, evidence, mut why) = other_link(self.scale, friend, target);
        let (_, _, own) = own_link(self.network, self.scale, friend, Asked::Them);
        why.extend(own.into_iter().take(3));
        ConnectorRow {
            person: brief(&self.network.people[friend as usize]),
            strength_to_me: rounded(to_me),
            strength_to_target: rounded(to_target),
            evidence: evidence.id().to_owned(),
            reasons: why,
        }
    }

    /// Share of the people around the target, ego's friends between aside, whom ego does not know.
    fn novelty(&self, target: NodeIdx) -> f64 {
        let around = self.graph.arcs_from(target);
        let ego = NodeIdx(self.network.ego_node());
        let new = around.iter().filter(|arc| self.graph.strength(ego, arc.node).is_none()).count();
        if around.is_empty() { 1.0 } else { new as f64 / around.len() as f64 }
    }

    fn reasons(&self, target: PersonIdx, n_connectors: usize) -> Vec<Reason> {
        let mut reasons = Vec::new();
        let fit = &self.fits[&target];
        if !fit.found.is_empty() {
            reasons.push(Reason { kind: "relevance".to_owned(), text: fit.found.join(", ") });
        }
        let text = match n_connectors {
            1 => "one friend of yours knows them".to_owned(),
            n => format!("{n} friends of yours know them"),
        };
        reasons.push(Reason { kind: "connectors".to_owned(), text });
        if self.network.people[target as usize].employer_from_domain {
            let text = "the employer is only read off their address".to_owned();
            reasons.push(Reason { kind: "employer".to_owned(), text });
        }
        reasons
    }

    /// People who fit and share an employer with a friend: context, no path.
    fn inferred(&self, seen: &FxHashSet<PersonIdx>, most: usize) -> Vec<LooseRow> {
        let mut by_employer: FxHashMap<String, Vec<PersonIdx>> = FxHashMap::default();
        for (idx, person) in self.network.people.iter().enumerate() {
            let key = normalise_employer(&person.employer);
            if !key.is_empty() && !is_hidden(person) {
                by_employer.entry(key).or_default().push(idx as PersonIdx);
            }
        }
        let mut rows: Vec<LooseRow> = Vec::new();
        let mut targets: Vec<PersonIdx> = self.fits.keys().copied().filter(|idx| !seen.contains(idx)).collect();
        targets.sort_unstable();
        for target in targets {
            let person = &self.network.people[target as usize];
            let colleagues =
                by_employer.get(&normalise_employer(&person.employer)).filter(|all| all.len() <= WORKPLACE_MAX);
            if let Some(colleagues) = colleagues.filter(|_| !self.scale.is_tie(person)) {
                rows.extend(self.inferred_row(target, colleagues));
            }
        }
        rows.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.person.id.cmp(&b.person.id)));
        rows.truncate(most);
        rows
    }

    fn inferred_row(&self, target: PersonIdx, colleagues: &[PersonIdx]) -> Option<LooseRow> {
        let evidence = OtherEvidence { kind: OtherKind::SameEmployer, n: 1, shares: 1.0, first: None, last: None };
        let link = link_strength(&[evidence], self.scale.now().day())?;
        let mut friends: Vec<(f64, PersonIdx)> = colleagues
            .iter()
            .filter(|&&idx| idx != target && self.scale.is_tie(&self.network.people[idx as usize]))
            .map(|&idx| (self.scale.strength(&self.network.people[idx as usize], Asked::Them).value, idx))
            .collect();
        friends.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let person = &self.network.people[target as usize];
        let connectors: Vec<ConnectorRow> = friends
            .iter()
            .take(CONNECTORS_LISTED)
            .map(|&(strength, friend)| {
                let mut row = self.connector(friend, target, strength, link.strength.value);
                let text = format!("both are at {}", person.employer);
                row.reasons.insert(0, Reason { kind: "overlap".to_owned(), text });
                row
            })
            .collect();
        let hops: Vec<(f64, f64)> = friends.iter().map(|&(strength, _)| (strength, link.strength.value)).collect();
        let warmth = tertius_ties::warmth(&hops);
        (!connectors.is_empty()).then(|| LooseRow {
            person: brief(person),
            score: rounded(warmth * self.fits[&target].relevance),
            warmth: rounded(warmth),
            relevance: rounded(self.fits[&target].relevance),
            novelty: rounded(self.novelty(NodeIdx(target))),
            weakest_link: weakest(&connectors, person),
            reasons: self.reasons(target, 0).into_iter().filter(|reason| reason.kind != "connectors").collect(),
            verdict: Some(NO_VERIFIED_PATH.to_owned()),
            connectors,
        })
    }
}

/// The weaker half of the best way, in words.
fn weakest(connectors: &[ConnectorRow], target: &Person) -> String {
    let Some(best) = connectors.first() else { return String::new() };
    let why = |reason: Option<&Reason>| reason.map(|reason| format!(" ({})", reason.text)).unwrap_or_default();
    if best.strength_to_me < best.strength_to_target {
        format!("you → {}", best.person.name)
    } else {
        format!("{} → {}{}", best.person.name, target.name, why(best.reasons.first()))
    }
}
