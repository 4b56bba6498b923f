//! The warmest paths from ego to a person, link by link with reasons.

use super::people::brief;
use super::weigh::{Scale, reasons, tie_graph, value};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, PersonIdx};
use crate::views::{LinkRow, PathRow, PersonBrief, Reason, rounded};
use tertius_graph::{NodeIdx, PathQuery, paths};
use tertius_model::PersonId;
use tertius_ties::{Asked, Evidence};
use tertius_tribe::goodwill::goodwill;

/// Words for a path that rests on guesses only.
pub(crate) const NO_VERIFIED_PATH: &str = "no verified path yet";

impl App {
    /// The `k` warmest paths of at most `max_hops` links (six at most), nobody twice.
    ///
    /// # Errors
    /// User error when nobody or several are meant.
    pub fn path(&self, who: &str, k: usize, max_hops: usize) -> Result<Vec<PathRow>, AppError> {
        if k == 0 || max_hops == 0 {
            return Err(AppError::user(
                "a path needs at least one link, and one is the least to ask for",
                "try -k 3 --max-hops 6",
            ));
        }
        let target = self.who(who)?;
        let network = self.network()?;
        let log = self.ask_log()?;
        let scale = Scale::learning(network, self.now(), &log);
        let graph = tie_graph(network, &scale)?;
        let ego = NodeIdx(network.ego_node());
        let found = paths(&graph, ego, NodeIdx(target), PathQuery { k, max_hops });
        let mut rows: Vec<PathRow> =
            found.iter().map(|path| path_row(network, &scale, &path.nodes, path.strength)).collect();
        for (row, path) in rows.iter_mut().zip(&found) {
            let (Some(first), Some(link)) = (path.nodes.get(1), row.links.first_mut()) else { continue };
            let may = goodwill(&log, first.0, target, self.now().day());
            link.reasons.extend(may.why.into_iter().map(|text| Reason { kind: "goodwill".to_owned(), text }));
        }
        Ok(rows)
    }
}

/// A path as views show it.
pub(crate) fn path_row(network: &Network, scale: &Scale<'_>, nodes: &[NodeIdx], strength: f64) -> PathRow {
    let links: Vec<LinkRow> = nodes.windows(2).map(|pair| link_row(network, scale, pair[0], pair[1])).collect();
    let people: Vec<PersonBrief> = nodes.iter().map(|&node| node_brief(network, node)).collect();
    let weakest = links
        .iter()
        .enumerate()
        .min_by(|a, b| a.1.strength.total_cmp(&b.1.strength))
        .map(|(at, link)| link_in_words(&people[at], &people[at + 1], link))
        .unwrap_or_default();
    let inferred = links.iter().any(|link| link.evidence == Evidence::Inferred.id());
    PathRow {
        hops: links.len(),
        warmth: rounded(strength),
        weakest_link: weakest,
        verdict: inferred.then(|| NO_VERIFIED_PATH.to_owned()),
        people,
        links,
    }
}

fn link_in_words(from: &PersonBrief, to: &PersonBrief, link: &LinkRow) -> String {
    let why = link.reasons.first().map(|reason| format!(" ({})", reason.text)).unwrap_or_default();
    format!("{} → {}{why}", from.name, to.name)
}

/// Who a node is; ego is "you".
fn node_brief(network: &Network, node: NodeIdx) -> PersonBrief {
    match network.people.get(node.0 as usize) {
        Some(person) => brief(person),
        None => PersonBrief {
            id: network.ego_id.map(|id| PersonId(id).to_string()).unwrap_or_else(|| "me".to_owned()),
            name: "you".to_owned(),
            employer: None,
            title: None,
            place: None,
        },
    }
}

fn link_row(network: &Network, scale: &Scale<'_>, from: NodeIdx, to: NodeIdx) -> LinkRow {
    let (strength, evidence, why) = if from.0 == network.ego_node() {
        own_link(network, scale, to.0, Asked::Them)
    } else if to.0 == network.ego_node() {
        own_link(network, scale, from.0, Asked::Ego)
    } else {
        other_link(scale, from.0, to.0)
    };
    let (from, to) = (node_brief(network, from).id, node_brief(network, to).id);
    LinkRow { from, to, strength, evidence: evidence.id().to_owned(), reasons: why }
}

/// Ego's own tie: its strength, how it is known, why.
pub(crate) fn own_link(
    network: &Network,
    scale: &Scale<'_>,
    person: PersonIdx,
    asked: Asked,
) -> (f64, Evidence, Vec<Reason>) {
    let person = &network.people[person as usize];
    let evidence = if person.contact.is_empty() { Evidence::Stated } else { Evidence::Observed };
    let strength = scale.strength(person, asked);
    let mut why = reasons(&strength);
    why.extend(reasons(&scale.depth(person)));
    let mut told: Vec<String> = Vec::new();
    why.retain(|reason| {
        let new = !told.contains(&reason.text);
        told.push(reason.text.clone());
        new
    });
    (value(&strength), evidence, why)
}

/// A tie between two others: its strength, how it is known, why.
pub(crate) fn other_link(scale: &Scale<'_>, a: PersonIdx, b: PersonIdx) -> (f64, Evidence, Vec<Reason>) {
    match scale.link_between(a, b).and_then(|link| scale.link(link)) {
        Some(link) => (value(&link.strength), link.evidence, reasons(&link.strength)),
        None => (0.0, Evidence::Inferred, Vec::new()),
    }
}
