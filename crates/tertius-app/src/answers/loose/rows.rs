//! Loose connections as views show them: every friend between in the order in which to ask, every part of the rank.

use super::Fit;
use crate::answers::path::{NO_VERIFIED_PATH, other_link, own_link};
use crate::answers::people::brief;
use crate::answers::rank::{Chosen, Ranker, Signs};
use crate::answers::weigh::{Scale, is_hidden};
use crate::network::{Network, Person, PersonIdx};
use crate::views::{ConnectorRow, LooseRow, PartRow, Reason, rounded};
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_graph::{Connector, Graph, Loose, NodeIdx};
use tertius_resolve::normalise_employer;
use tertius_ties::{Asked, Evidence, OtherEvidence, OtherKind, link_strength};
use tertius_tribe::goodwill::{Ask, Candidate, goodwill, order, success};

/// An employer with more known people than this says nothing about who knows whom.
const WORKPLACE_MAX: usize = 50;
/// Connectors listed for one target.
const CONNECTORS_LISTED: usize = 10;
/// Connectors among whom the order of asking is sought.
const CONNECTORS_WEIGHED: usize = 40;

/// Makes rows, one after the other: whoever is first to be asked in one is less so in the next.
pub(super) struct View<'a> {
    network: &'a Network,
    scale: &'a Scale<'a>,
    graph: &'a Graph,
    fits: &'a FxHashMap<PersonIdx, Fit>,
    ranker: &'a Ranker<'a>,
    log: &'a [Ask],
    first_in: FxHashMap<PersonIdx, u32>,
}

/// A connector in their place in the order of asking.
struct InTurn {
    connector: Connector,
    circle: u32,
    goodwill: f64,
    why: Vec<String>,
}

impl<'a> View<'a> {
    /// For one list.
    pub fn new(
        network: &'a Network,
        scale: &'a Scale<'a>,
        graph: &'a Graph,
        fits: &'a FxHashMap<PersonIdx, Fit>,
        ranker: &'a Ranker<'a>,
        log: &'a [Ask],
    ) -> View<'a> {
        View { network, scale, graph, fits, ranker, log, first_in: FxHashMap::default() }
    }

    /// The next row.
    pub fn row(&mut self, chosen: &Chosen, one: &Loose) -> LooseRow {
        let target = one.target.0;
        let person = &self.network.people[target as usize];
        let in_turn = self.in_turn(target, &one.connectors);
        let first = in_turn.first().filter(|first| first.goodwill > 0.0);
        if let Some(first) = first {
            *self.first_in.entry(first.connector.node.0).or_default() += 1;
        }
        let connectors: Vec<ConnectorRow> =
            in_turn.into_iter().take(CONNECTORS_LISTED).map(|one| self.connector(one, target)).collect();
        let signs = self.ranker.signs(target, one.warmth);
        LooseRow {
            person: brief(person),
            score: rounded(chosen.score),
            parts: self.parts(&signs, target, chosen.n_opened),
            warmth: rounded(one.warmth),
            relevance: rounded(self.fits[&target].relevance),
            novelty: rounded(self.novelty(one.target)),
            weakest_link: weakest(&connectors, person),
            reasons: self.reasons(target, one.connectors.len()),
            verdict: connectors
                .iter()
                .all(|row| row.evidence == Evidence::Inferred.id())
                .then(|| NO_VERIFIED_PATH.to_owned()),
            connectors,
        }
    }

    /// The connectors in the order in which to ask them.
    fn in_turn(&self, target: PersonIdx, connectors: &[Connector]) -> Vec<InTurn> {
        let today = self.scale.now().day();
        let weighed = &connectors[..connectors.len().min(CONNECTORS_WEIGHED)];
        let circles = self.circles(NodeIdx(target), weighed);
        let goodwills: Vec<_> = weighed.iter().map(|one| goodwill(self.log, one.node.0, target, today)).collect();
        let candidates: Vec<Candidate> = weighed
            .iter()
            .zip(&circles)
            .zip(&goodwills)
            .map(|((one, circle), goodwill)| Candidate {
                connector: one.node.0,
                chance: (one.through() * success(self.log, one.node.0)).min(1.0),
                circle: *circle,
                goodwill: goodwill.value,
                first_elsewhere: self.first_in.get(&one.node.0).copied().unwrap_or_default(),
            })
            .collect();
        let in_order = order(&candidates).into_iter();
        in_order
            .map(|at| InTurn {
                connector: weighed[at],
                circle: circles[at],
                goodwill: goodwills[at].value,
                why: goodwills[at].why.clone(),
            })
            .collect()
    }

    /// The part of the target's circle to which each connector belongs: those of one part are joined by people who all
    /// know the target.
    fn circles(&self, target: NodeIdx, connectors: &[Connector]) -> Vec<u32> {
        let ego = NodeIdx(self.network.ego_node());
        let around: FxHashSet<NodeIdx> =
            self.graph.arcs_from(target).iter().map(|arc| arc.node).filter(|node| *node != ego).collect();
        let mut circle_of: FxHashMap<NodeIdx, u32> = FxHashMap::default();
        let mut next = 0;
        for one in connectors {
            if circle_of.contains_key(&one.node) {
                continue;
            }
            let mut waiting = vec![one.node];
            while let Some(node) = waiting.pop() {
                if circle_of.insert(node, next).is_none() {
                    let joined = self.graph.arcs_from(node).iter().map(|arc| arc.node);
                    waiting.extend(joined.filter(|node| around.contains(node) && !circle_of.contains_key(node)));
                }
            }
            next += 1;
        }
        connectors.iter().map(|one| circle_of[&one.node]).collect()
    }

    fn connector(&self, one: InTurn, target: PersonIdx) -> ConnectorRow {
        let friend = one.connector.node.0;
        let (_, evidence, mut why) = other_link(self.scale, friend, target);
        let (_, _, own) = own_link(self.network, self.scale, friend, Asked::Them);
        why.extend(own.into_iter().take(3));
        why.extend(one.why.into_iter().map(|text| Reason { kind: "goodwill".to_owned(), text }));
        ConnectorRow {
            person: brief(&self.network.people[friend as usize]),
            strength_to_me: rounded(one.connector.to_connector),
            strength_to_target: rounded(one.connector.to_target),
            evidence: evidence.id().to_owned(),
            goodwill: rounded(one.goodwill),
            circle: one.circle,
            reasons: why,
        }
    }

    /// What the rank is made of, and what of it is measured.
    fn parts(&self, signs: &Signs, target: PersonIdx, n_opened: usize) -> Vec<PartRow> {
        let part = |part: &str, value: f64, basis: &str, text: String| PartRow {
            part: part.to_owned(),
            value: rounded(value),
            basis: basis.to_owned(),
            text,
        };
        let opens = match n_opened {
            0 => "opens nobody new beyond those above".to_owned(),
            1 => "opens one person whom nobody above does; that new people bring more is an assumption".to_owned(),
            n => format!("opens {n} people whom nobody above does; that new people bring more is an assumption"),
        };
        vec![
            part(
                "warmth",
                signs.warmth,
                "assumption",
                "some friend's request arrives: all friends together; its weight is borrowed from a like measure"
                    .to_owned(),
            ),
            part("openness", signs.openness, "measured", "how much they get to know people of late, capped".to_owned()),
            part(
                "together",
                signs.together,
                "measured",
                format!("addressed together with you; {}", self.ranker.learnt()),
            ),
            part(
                "relevance",
                self.fits[&target].relevance,
                "assumption",
                "how well they fit what you ask for".to_owned(),
            ),
            part("opens", n_opened as f64, "assumption", opens),
        ]
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
    pub fn inferred(&self, seen: &FxHashSet<PersonIdx>, most: usize) -> Vec<LooseRow> {
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
                let today = self.scale.now().day();
                let may = goodwill(self.log, friend, target, today);
                let to_target = link.strength.value;
                let connector = Connector { node: NodeIdx(friend), to_connector: strength, to_target };
                let one = InTurn { connector, circle: 0, goodwill: may.value, why: may.why };
                let mut row = self.connector(one, target);
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
            parts: Vec::new(),
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
