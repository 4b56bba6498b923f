//! The best ways into a company or a group of the address book: one row per friend to ask.

use super::path::own_link;
use super::people::brief;
use super::weigh::{Scale, tie_graph};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, Person};
use crate::search::words;
use crate::views::{ReachRow, ReachTarget, Reason, rounded};
use tertius_graph::{NodeIdx, Opened, ReachQuery, WayIn, reach};
use tertius_relevance::company_matches;
use tertius_ties::{Asked, Evidence};
use tertius_tribe::goodwill::{Goodwill, goodwill};

impl App {
    /// Ways of at most three links into a company (whole words of its name) or a group, the best first.
    ///
    /// # Errors
    /// User error when no word is given.
    pub fn reach(&self, target: &str, top: usize) -> Result<Vec<ReachRow>, AppError> {
        let wanted = words(target);
        if wanted.is_empty() {
            return Err(AppError::user("name a company or a group", "for example: tertius reach \"Halden Analytics\""));
        }
        let network = self.network()?;
        let there = |person: &Person| {
            company_matches(&person.employer, target) || person.groups.iter().any(|group| words(group) == wanted)
        };
        let targets: Vec<NodeIdx> = network
            .people
            .iter()
            .enumerate()
            .filter(|(_, person)| there(person))
            .map(|(idx, _)| NodeIdx(idx as u32))
            .collect();
        let log = self.ask_log()?;
        let scale = Scale::learning(network, self.now(), &log);
        let graph = tie_graph(network, &scale)?;
        let ego = NodeIdx(network.ego_node());
        let found = reach(&graph, ego, &targets, ReachQuery { top: usize::MAX, ..ReachQuery::default() });
        let mut rows: Vec<ReachRow> = found
            .iter()
            .map(|way| {
                let about = way.opens.first().map_or(way.connector.0, |opened| opened.target.0);
                row(network, &scale, way, goodwill(&log, way.connector.0, about, self.now().day()))
            })
            .filter(|row| row.inside || !row.opens.is_empty())
            .collect();
        // A friend who was asked of late goes behind one who could be asked as well.
        rows.sort_by(|a, b| (b.warmth * b.goodwill).total_cmp(&(a.warmth * a.goodwill)));
        rows.truncate(top);
        Ok(rows)
    }
}

fn row(network: &Network, scale: &Scale<'_>, way: &WayIn, may: Goodwill) -> ReachRow {
    let connector = &network.people[way.connector.0 as usize];
    let (strength, _, mut reasons) = own_link(network, scale, way.connector.0, Asked::Them);
    reasons.extend(may.why.into_iter().map(|text| Reason { kind: "goodwill".to_owned(), text }));
    let others = way.opens.iter().filter(|opened| opened.target != way.connector && is_news(network, scale, opened));
    let opens = others
        .map(|opened| ReachTarget {
            person: brief(&network.people[opened.target.0 as usize]),
            warmth: rounded(opened.path.strength),
            evidence: weakest_evidence(scale, &opened.path.nodes).id().to_owned(),
        })
        .collect();
    ReachRow {
        connector: brief(connector),
        warmth: rounded(way.opens.first().map_or(0.0, |opened| opened.path.strength)),
        strength_to_me: strength,
        goodwill: rounded(may.value),
        opens,
        inside: way.opens.iter().any(|opened| opened.target == way.connector),
        reasons,
    }
}

/// Whether a way leads past the connector to somebody ego does not know: nobody is asked for what a friend of ego's
/// own could do, and no friend needs an introduction.
fn is_news(network: &Network, scale: &Scale<'_>, opened: &Opened) -> bool {
    let beyond = opened.path.nodes.iter().skip(2);
    beyond.into_iter().all(|node| network.people.get(node.0 as usize).is_some_and(|person| !scale.is_tie(person)))
}

/// The weakest kind of evidence after the first link, which is ego's own.
fn weakest_evidence(scale: &Scale<'_>, nodes: &[NodeIdx]) -> Evidence {
    let links = nodes.windows(2).skip(1).filter_map(|pair| scale.link_between(pair[0].0, pair[1].0));
    links.filter_map(|link| scale.link(link)).map(|link| link.evidence).min().unwrap_or(Evidence::Stated)
}
