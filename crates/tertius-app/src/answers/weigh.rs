//! The formulas of `tertius-ties` over the cached network, as of now.

use crate::derive::{RELATIONS, evidence_of};
use crate::error::AppError;
use crate::network::{Network, Person, PersonIdx, SavedOverlap};
use crate::views::{Reason, rounded};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use tertius_graph::{Graph, GraphBuilder, NodeIdx};
use tertius_model::{AskOutcome, Day, Label, Platform, Timestamp};
use tertius_ties::parameters::ANSWER_DAYS;
use tertius_ties::{
    Asked, CardSign, Lesson, Outcome, Overlap, Recommendation, Replies, Responder, Score, Standing, Stated, base_rate,
    depth, freshness, lesson, link_strength, link_value, standing, strength,
};
use tertius_tribe::goodwill::Ask;

/// Weighs ties at one moment.
pub(crate) struct Scale<'n> {
    network: &'n Network,
    now: Timestamp,
    /// How likely anybody answers; learnt from everybody when first asked for.
    base: OnceCell<f64>,
    lesson: Lesson,
}

impl<'n> Scale<'n> {
    /// A scale for a network at a moment.
    pub fn new(network: &'n Network, now: Timestamp) -> Scale<'n> {
        Scale { network, now, base: OnceCell::new(), lesson: lesson(&[]) }
    }

    /// The same, changed by what came of ego's own asks: who was asked and let a week pass did not answer. Each forecast
    /// is that of today, since none is kept from the day of the ask; what they wrote since makes it look a little better.
    pub fn learning(network: &'n Network, now: Timestamp, log: &[Ask]) -> Scale<'n> {
        let mut scale = Scale::new(network, now);
        let due = |ask: &&Ask| ask.outcome != AskOutcome::Open || i64::from(now.day().0 - ask.day.0) > ANSWER_DAYS;
        let outcomes: Vec<Outcome> = log
            .iter()
            .filter(due)
            .map(|ask| Outcome {
                forecast: scale.strength(&network.people[ask.connector as usize], Asked::Them).value,
                happened: ask.outcome != AskOutcome::Open,
            })
            .collect();
        scale.lesson = lesson(&outcomes);
        scale
    }

    /// What ego's own outcomes teach.
    pub fn lesson(&self) -> Lesson {
        self.lesson
    }

    fn base(&self) -> f64 {
        *self.base.get_or_init(|| {
            let mut all = Replies::default();
            for person in self.network.people.iter().filter(|person| !person.contact.is_empty()) {
                let ours = person.contact.replies(Asked::Ego, self.now);
                all = all.plus(person.contact.replies(Asked::Them, self.now)).plus(ours);
            }
            base_rate(all)
        })
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn standing(&self, person: &Person) -> Standing {
        standing(&person.contact, &stated(person))
    }

    pub fn depth(&self, person: &Person) -> Score {
        depth(&person.contact, &stated(person), self.now)
    }

    pub fn freshness(&self, person: &Person) -> Score {
        freshness(&person.contact, &stated(person), self.now)
    }

    /// How likely the one asked answers within seven days.
    pub fn strength(&self, person: &Person, asked: Asked) -> Score {
        let responder = Responder::seen_by_ego(&person.contact, asked, self.base(), self.now);
        let mut score = strength(&person.contact, asked, &responder, &stated(person), self.now);
        if asked == Asked::Them {
            self.lesson.teach(&mut score);
        }
        score
    }

    /// What joins two others, where anything does: the n-th link.
    pub fn link(&self, link: usize) -> Option<tertius_ties::Link> {
        let evidence: Vec<_> = self.network.evidence_of(link).iter().filter_map(evidence_of).collect();
        link_strength(&evidence, self.now.day())
    }

    /// Whether ego and the person know each other.
    pub fn is_tie(&self, person: &Person) -> bool {
        self.standing(person).is_tie()
    }

    /// The number of the link between two others.
    pub fn link_between(&self, a: PersonIdx, b: PersonIdx) -> Option<usize> {
        let key = (a.min(b), a.max(b));
        self.network.links.binary_search_by_key(&key, |link| (link.a, link.b)).ok()
    }
}

/// The graph of everybody, ego being [`Network::ego_node`]; strengths are directed, ego's ties only where they are ties.
pub(crate) fn tie_graph(network: &Network, scale: &Scale<'_>) -> Result<Graph, AppError> {
    let ego = NodeIdx(network.ego_node());
    let mut builder = GraphBuilder::new(network.people.len() + 1);
    let broken = |error: tertius_graph::BuildError| AppError::internal(format!("the graph cannot be built: {error}"));
    for (idx, person) in network.people.iter().enumerate() {
        if is_hidden(person) || !scale.is_tie(person) {
            continue;
        }
        let node = NodeIdx(idx as u32);
        builder.arc(ego, node, scale.strength(person, Asked::Them).value).map_err(broken)?;
        builder.arc(node, ego, scale.strength(person, Asked::Ego).value).map_err(broken)?;
    }
    let mut evidence = Vec::new();
    let hidden: Vec<bool> = network.people.iter().map(is_hidden).collect();
    for (n, link) in network.links.iter().enumerate() {
        if hidden[link.a as usize] || hidden[link.b as usize] {
            continue;
        }
        evidence.clear();
        evidence.extend(network.evidence_of(n).iter().filter_map(evidence_of));
        if let Some(strength) = link_value(&evidence, scale.now.day()) {
            builder.tie(NodeIdx(link.a), NodeIdx(link.b), strength).map_err(broken)?;
        }
    }
    Ok(builder.build())
}

/// Whether the user wants the person out of rankings.
pub(crate) fn is_hidden(person: &Person) -> bool {
    person.stated.labels.iter().any(|&label| Label::ALL.get(usize::from(label)) == Some(&Label::Hide))
}

/// How many people each knows whom ego does not.
pub(crate) fn opened(network: &Network, scale: &Scale<'_>) -> FxHashMap<PersonIdx, u64> {
    let known: Vec<bool> = network.people.iter().map(|person| scale.is_tie(person)).collect();
    let mut opens: FxHashMap<PersonIdx, u64> = FxHashMap::default();
    for link in &network.links {
        for (friend, other) in [(link.a, link.b), (link.b, link.a)] {
            if known[friend as usize] && !known[other as usize] {
                *opens.entry(friend).or_default() += 1;
            }
        }
    }
    opens
}

/// What is stated, in the formulas' own terms.
pub(crate) fn stated(person: &Person) -> Stated {
    let saved = &person.stated;
    let mut card = Vec::new();
    let mut sign = |held: bool, sign: CardSign| {
        if held {
            card.push(sign);
        }
    };
    sign(saved.phone, CardSign::Phone);
    sign(saved.birthday, CardSign::Birthday);
    sign(saved.nickname, CardSign::Nickname);
    sign(saved.home, CardSign::HomeAddress);
    sign(saved.note, CardSign::Note);
    if saved.close_group {
        card.push(CardSign::PersonalGroup(person.groups.join(", ")));
    }
    let mut recommendations = Vec::new();
    if saved.recommended_me {
        recommendations.push(Recommendation::ByThem);
    }
    if saved.recommended_by_me {
        recommendations.push(Recommendation::ByEgo);
    }
    let on_linkedin = |held: bool| if held { vec![Platform::LinkedIn] } else { Vec::new() };
    Stated {
        labels: saved.labels.iter().filter_map(|&place| Label::ALL.get(usize::from(place)).copied()).collect(),
        relations: saved.relations.iter().filter_map(|&place| RELATIONS.get(usize::from(place)).copied()).collect(),
        recommendations,
        n_endorsements: saved.endorsed_me + saved.endorsed_by_me,
        connected: saved.linkedin.iter().map(|since| (Platform::LinkedIn, since.map(Day))).collect(),
        invited_by_them: on_linkedin(saved.invited_me),
        invited_by_ego: on_linkedin(saved.invited_by_me),
        follow_each_other: saved.follows_me && saved.followed_by_me,
        // A bare entry that a mail program collected by itself is no sign that the two know each other.
        has_card: !card.is_empty(),
        card,
        overlaps: saved.overlaps.iter().map(overlap).collect(),
    }
}

fn overlap(saved: &SavedOverlap) -> Overlap {
    Overlap { employer: saved.employer.clone(), from: Day(saved.from), to: saved.to.map(Day) }
}

/// Reasons as views show them.
pub(crate) fn reasons(score: &Score) -> Vec<Reason> {
    score.reasons.iter().map(|reason| Reason { kind: reason.kind.id().to_owned(), text: reason.text.clone() }).collect()
}

/// A score's value as views show it.
pub(crate) fn value(score: &Score) -> f64 {
    rounded(score.value)
}
