//! The answer in full: people, merges in words, questions, profiles.

use super::{Because, Link, Resolver};
use crate::cluster::{Refusal, refusal};
use crate::profile;
use crate::record::{Candidate, Cluster, Evidence, EvidenceKind, Merge, Resolution};
use crate::score::{Scored, Scorer};
use crate::table::RowIdx;
use rustc_hash::FxHashMap;
use tertius_model::{PersonId, RecordId};

impl Resolver {
    /// Who is who, in full. Positions count the records in the order in which they were handed in.
    pub fn resolution(&self) -> Resolution {
        let mut answer = Resolution::default();
        let scorer = self.scorer();
        let live: Vec<RowIdx> = self.live_rows();
        let mut inputs: Vec<(usize, RowIdx)> =
            live.iter().map(|&row| (self.table.rows[row as usize].input, row)).collect();
        inputs.sort_unstable();
        let position: FxHashMap<RowIdx, usize> = inputs.iter().zip(0..).map(|((_, row), at)| (*row, at)).collect();
        answer.person_of = vec![PersonId::default(); live.len()];
        for &root in live.iter().filter(|row| self.root_of[**row as usize] == **row) {
            let rows = self.cluster(root);
            let id = self.person_of_cluster(&rows);
            for row in rows.iter() {
                answer.person_of[position[row]] = id;
                answer.redirects.push((self.id(*row), id));
            }
            answer.people.push(Cluster { id, records: rows.iter().map(|row| position[row]).collect() });
            answer.merges.extend(self.merges_at(root, &scorer));
        }
        answer.people.sort_by_key(|cluster| cluster.id);
        answer.redirects.sort_unstable();
        answer.redirects.dedup();
        answer.merges.sort_by_key(|merge| (merge.a, merge.b));
        let links = live.iter().flat_map(|row| &self.links[*row as usize]);
        answer.review = self.questions(links, &scorer);
        answer.profiles = profile::list(&self.table, &self.trust);
        answer.idle_rulings = self.verdicts.idle.iter().chain(&self.refused).copied().collect();
        answer.idle_rulings.sort_unstable();
        answer.skipped_blocks = self.skipped_blocks();
        answer
    }

    /// The person of a record.
    pub fn person(&self, record: RecordId) -> Option<PersonId> {
        let row = *self.rows_of.get(&record)?.first()?;
        Some(self.person_of_cluster(&self.cluster(row)))
    }

    /// The merges that made the person of a record, by record ids rising.
    pub fn merges(&self, record: RecordId) -> Vec<Merge> {
        let Some(row) = self.rows_of.get(&record).and_then(|rows| rows.first()) else { return Vec::new() };
        let mut merges: Vec<Merge> = self.merges_at(self.root_of[*row as usize], &self.scorer()).collect();
        merges.sort_by_key(|merge| (merge.a, merge.b));
        merges
    }

    /// The questions about the person of a record, the most probable first.
    pub fn review(&self, record: RecordId) -> Vec<Candidate> {
        let Some(row) = self.rows_of.get(&record).and_then(|rows| rows.first()) else { return Vec::new() };
        let rows = self.cluster(*row);
        self.questions(rows.iter().flat_map(|row| &self.links[*row as usize]), &self.scorer())
    }

    fn live_rows(&self) -> Vec<RowIdx> {
        let mut rows: Vec<RowIdx> =
            (0..self.table.rows.len() as RowIdx).filter(|row| self.is_live[*row as usize]).collect();
        rows.sort_unstable_by_key(|row| self.table.order(*row));
        rows
    }

    fn merges_at<'a>(&'a self, root: RowIdx, scorer: &'a Scorer<'a>) -> impl Iterator<Item = Merge> + 'a {
        let joints = self.clusters.get(&root).into_iter().flat_map(|group| &group.joints);
        joints.map(move |joint| {
            let (because, probability, ruling) = match joint.because {
                Because::SameRecord => (sure(EvidenceKind::Record, "the same record twice"), 1.0, None),
                Because::Ruling(id) => (sure(EvidenceKind::Ruling, "you said so"), 1.0, Some(id)),
                Because::Evidence { probability } => (scorer.explain(joint.a, joint.b), probability, None),
            };
            Merge { a: self.id(joint.a), b: self.id(joint.b), because, probability, ruling }
        })
    }

    /// One question per pair of people: the most probable of the pairs between them.
    fn questions<'a>(&'a self, links: impl Iterator<Item = &'a Link>, scorer: &Scorer<'_>) -> Vec<Candidate> {
        let mut best: FxHashMap<(RowIdx, RowIdx), (f64, Scored, Option<Refusal>)> = FxHashMap::default();
        for Link { scored: pair, refused, .. } in links {
            let (one, two) = (self.root_of[pair.a as usize], self.root_of[pair.b as usize]);
            if one == two {
                continue;
            }
            let now = refusal(&self.table, &self.constraints(one), &self.constraints(two));
            if now == Some(Refusal::Ruling) || now.is_some() && refused.is_none() {
                continue;
            }
            let probability = if now.is_some() { pair.probability().min(0.5) } else { pair.probability() };
            let ends = |pair: &Scored| (self.id(pair.a), self.id(pair.b));
            let better = best
                .get(&(one.min(two), one.max(two)))
                .is_none_or(|(kept, other, _)| probability.total_cmp(kept).then(ends(other).cmp(&ends(pair))).is_gt());
            if better {
                best.insert((one.min(two), one.max(two)), (probability, *pair, now));
            }
        }
        let mut review: Vec<Candidate> = Vec::with_capacity(best.len());
        for (probability, pair, refusal) in best.into_values() {
            let mut because = scorer.explain(pair.a, pair.b);
            if let Some(refusal) = refusal {
                because.push(Evidence { kind: EvidenceKind::Against, text: refusal.text().to_owned(), bits: -20.0 });
            }
            review.push(Candidate { a: self.id(pair.a), b: self.id(pair.b), because, probability });
        }
        review.sort_by(|x, y| y.probability.total_cmp(&x.probability).then((x.a, x.b).cmp(&(y.a, y.b))));
        review
    }

    fn skipped_blocks(&self) -> Vec<String> {
        let first = |rows: &Vec<RowIdx>| rows.iter().copied().min_by_key(|row| self.table.order(*row));
        let blocks = self.blocks.too_large();
        let names = blocks.iter().filter_map(|rows| self.table.leading_name(first(rows)?));
        let mut skipped: Vec<String> = names.map(|name| name.shown.clone()).collect();
        skipped.sort_unstable();
        skipped.dedup();
        skipped
    }
}

fn sure(kind: EvidenceKind, text: &str) -> Vec<Evidence> {
    vec![Evidence { kind, text: text.to_owned(), bits: 64.0 }]
}
