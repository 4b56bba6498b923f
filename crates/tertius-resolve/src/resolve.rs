//! The whole run: read, profile, pair, score, rule, join, report.

use crate::cluster::{Authority, Forest, Refusal};
use crate::identifier::Trust;
use crate::pairs;
use crate::profile::profile;
use crate::record::{Candidate, Cluster, Evidence, EvidenceKind, Merge, Options, Record, RecordKind, Resolution};
use crate::score::{Scored, Scorer, Setting, Tier};
use crate::table::{RowIdx, Table};
use crate::verdict::{Verdicts, judge};
use rustc_hash::FxHashMap;
use tertius_model::{PersonId, RecordId, Ruling, RulingId};

/// Finds out which records are one person's.
///
/// Deterministic, and independent of the order of records and rulings. Cost: near-linear in the records.
pub fn resolve(records: &[Record], rulings: &[Ruling], options: &Options) -> Resolution {
    let mut table = Table::new(records, options);
    let profiles = profile(&table);
    table.read_addresses(&profiles.trust);
    let named = pairs::trusted_names(&table, &profiles);
    let candidates = pairs::collect(&table, &profiles, &named);
    let scorer = Scorer::new(&table, &profiles, &named, Setting::Vault);
    let mut scored: Vec<Scored> = candidates.pairs.iter().filter_map(|&(a, b)| scorer.score(a, b)).collect();
    scored.sort_by(|x, y| (x.tier.cmp(&y.tier)).then(y.bits.total_cmp(&x.bits)).then((x.a, x.b).cmp(&(y.a, y.b))));
    let verdicts = judge(&table, rulings, options);

    let forest = Forest::new(&table, &named, &verdicts.sides);
    let mut run = Run { table: &table, scorer: &scorer, forest, answer: Resolution::default() };
    run.join_equal_ids();
    run.apply_rulings(verdicts);
    let refused = run.join_by_evidence(&scored);
    run.list_review(&scored, refused);
    run.list_people(records.len());
    let mut answer = run.answer;
    answer.profiles = profiles.listed;
    answer.skipped_blocks = candidates.skipped;
    answer
}

struct Run<'a> {
    table: &'a Table,
    scorer: &'a Scorer<'a>,
    forest: Forest<'a>,
    answer: Resolution,
}

impl Run<'_> {
    fn id(&self, row: RowIdx) -> RecordId {
        self.table.rows[row as usize].id
    }

    fn push_merge(&mut self, a: RowIdx, b: RowIdx, because: Vec<Evidence>, probability: f64, ruling: Option<RulingId>) {
        let (a, b) = (self.id(a), self.id(b));
        self.answer.merges.push(Merge { a: a.min(b), b: a.max(b), because, probability, ruling });
    }

    /// Records handed in twice are one record.
    fn join_equal_ids(&mut self) {
        for at in 1..self.table.rows.len() as RowIdx {
            if self.id(at) == self.id(at - 1) && self.forest.join(at - 1, at, Authority::User) == Ok(true) {
                let reason =
                    Evidence { kind: EvidenceKind::Record, text: "the same record twice".to_owned(), bits: 64.0 };
                self.push_merge(at - 1, at, vec![reason], 1.0, None);
            }
        }
    }

    fn apply_rulings(&mut self, verdicts: Verdicts) {
        self.answer.idle_rulings = verdicts.idle;
        for (id, a, b) in verdicts.same {
            match self.forest.join(a, b, Authority::User) {
                Ok(true) => {
                    let reason = Evidence { kind: EvidenceKind::Ruling, text: "you said so".to_owned(), bits: 64.0 };
                    self.push_merge(a, b, vec![reason], 1.0, Some(id));
                }
                Ok(false) => {}
                Err(_) => self.answer.idle_rulings.push(id),
            }
        }
        self.answer.idle_rulings.sort_unstable();
    }

    /// Joins the automatic tier; gives the unions that a constraint refused.
    fn join_by_evidence(&mut self, scored: &[Scored]) -> FxHashMap<(RowIdx, RowIdx), Refusal> {
        let mut refused = FxHashMap::default();
        for pair in scored.iter().take_while(|pair| pair.tier == Tier::Automatic) {
            match self.forest.join(pair.a, pair.b, Authority::Evidence) {
                Ok(true) => {
                    let because = self.scorer.explain(pair.a, pair.b);
                    self.push_merge(pair.a, pair.b, because, pair.probability, None);
                }
                Ok(false) => {}
                Err(refusal) => {
                    refused.insert((pair.a, pair.b), refusal);
                }
            }
        }
        self.answer.merges.sort_by_key(|merge| (merge.a, merge.b));
        refused
    }

    /// One question per pair of people: the most probable of the pairs between them.
    fn list_review(&mut self, scored: &[Scored], refused: FxHashMap<(RowIdx, RowIdx), Refusal>) {
        let mut best: FxHashMap<(RowIdx, RowIdx), (f64, &Scored, Option<Refusal>)> = FxHashMap::default();
        for pair in scored {
            let (one, two) = (self.forest.find(pair.a), self.forest.find(pair.b));
            if one == two {
                continue;
            }
            let was_refused = refused.contains_key(&(pair.a, pair.b));
            let now = self.forest.refusal(one, two);
            if now == Some(Refusal::Ruling) || now.is_some() && !was_refused {
                continue;
            }
            let probability = if now.is_some() { pair.probability.min(0.5) } else { pair.probability };
            let ends = |pair: &Scored| (self.table.rows[pair.a as usize].id, self.table.rows[pair.b as usize].id);
            let better = best
                .get(&(one.min(two), one.max(two)))
                .is_none_or(|(kept, other, _)| probability.total_cmp(kept).then(ends(other).cmp(&ends(pair))).is_gt());
            if better {
                best.insert((one.min(two), one.max(two)), (probability, pair, now));
            }
        }
        for (probability, pair, refusal) in best.into_values() {
            let mut because = self.scorer.explain(pair.a, pair.b);
            if let Some(refusal) = refusal {
                because.push(Evidence { kind: EvidenceKind::Against, text: refusal.text().to_owned(), bits: -20.0 });
            }
            let (a, b) = (self.id(pair.a), self.id(pair.b));
            self.answer.review.push(Candidate { a: a.min(b), b: a.max(b), because, probability });
        }
        self.answer.review.sort_by(|x, y| y.probability.total_cmp(&x.probability).then((x.a, x.b).cmp(&(y.a, y.b))));
    }

    fn list_people(&mut self, n_records: usize) {
        let mut members: FxHashMap<RowIdx, Vec<RowIdx>> = FxHashMap::default();
        for row in 0..self.table.rows.len() as RowIdx {
            members.entry(self.forest.find(row)).or_default().push(row);
        }
        self.answer.person_of = vec![PersonId::default(); n_records];
        for rows in members.into_values() {
            let anchor = rows.iter().map(|&row| (anchor_class(self.table, row), self.id(row))).min();
            let Some((_, anchor)) = anchor else { continue };
            let id = PersonId::from(anchor);
            for &row in &rows {
                self.answer.person_of[self.table.rows[row as usize].input] = id;
                self.answer.redirects.push((self.id(row), id));
            }
            let records = rows.iter().map(|row| self.table.rows[*row as usize].input).collect();
            self.answer.people.push(Cluster { id, records });
        }
        self.answer.people.sort_by_key(|cluster| cluster.id);
        self.answer.redirects.sort_unstable();
        self.answer.redirects.dedup();
    }
}

/// Which record names the person: a card with a handle of its owner's own, then such a handle's record, then a
/// card without, then the rest. Judged from the record's own spelling, so that no other import changes it.
fn anchor_class(table: &Table, row: RowIdx) -> u8 {
    let row = &table.rows[row as usize];
    let own = row.identifiers.iter().any(|idx| table.identifiers[*idx as usize].trust == Trust::Proof);
    match (row.kind, own) {
        (RecordKind::Card, true) => 0,
        (RecordKind::Handle, true) => 1,
        (RecordKind::Card, false) => 2,
        (RecordKind::Handle, false) => 3,
    }
}
