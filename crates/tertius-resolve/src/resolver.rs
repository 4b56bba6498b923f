//! The resolver of a vault: reads, profiles, pairs, scores, rules, joins; and does so again for what a change touches.
//!
//! A full run is the same code over everything, so that a change gives exactly what a full run would. What a change
//! can touch: the holders of an identifier whose profile turned (their names and user names count or no longer do),
//! the rows of a block that became too large or small enough, the bearers of a name that a duplicate-free list now
//! holds twice, rows that a ruling now means. All pairs of these are scored anew, and everybody whom pairs of the
//! automatic tier or rulings join to them is joined anew. Cost: that of what is touched, a few milliseconds at most.

mod answer;
mod change;
mod settle;

use crate::blocks::Blocks;
use crate::cluster::{Constraints, Refusal, Source};
use crate::digest::Digest;
use crate::identifier::Trust;
use crate::pairs;
use crate::profile;
use crate::record::{Options, Record, Resolution};
use crate::score::{Namesakes, Scored, Scorer, Setting};
use crate::table::{RowIdx, Table, TextIdx};
use crate::verdict::{Bearers, Verdicts, judge};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use tertius_model::{PersonId, RecordId, Ruling, RulingId};

/// Finds out which records are one person's.
///
/// Deterministic, and independent of the order of records and rulings. Cost: near-linear in the records.
pub fn resolve(records: &[Record], rulings: &[Ruling], options: &Options) -> Resolution {
    Resolver::new(records, rulings, options).resolution()
}

/// Records and rulings, and who is who, kept true through changes.
///
/// [`Resolver::resolution`] is at any time what [`resolve()`] gives for the same records and rulings.
pub struct Resolver {
    options: Options,
    table: Table,
    rows_of: FxHashMap<RecordId, Vec<RowIdx>>,
    is_live: Vec<bool>,
    trust: Vec<Trust>,
    named: Vec<bool>,
    namesakes: Namesakes,
    at_domain: FxHashMap<TextIdx, Vec<RowIdx>>,
    blocks: Blocks,
    /// By row: the scored pairs it is in.
    links: Vec<Vec<Link>>,
    bearers: Bearers,
    rulings: Vec<Ruling>,
    verdicts: Verdicts,
    /// Rulings that a constraint refused.
    refused: FxHashSet<RulingId>,
    /// By row: the row with the smallest id of its cluster.
    root_of: Vec<RowIdx>,
    /// Clusters of several rows, by root.
    clusters: FxHashMap<RowIdx, Group>,
}

/// A scored pair, seen from one of its rows.
#[derive(Clone, Copy, Debug)]
struct Link {
    other: RowIdx,
    scored: Scored,
    refused: Option<Refusal>,
}

/// A cluster of several rows.
#[derive(Debug)]
struct Group {
    /// By id rising.
    rows: Vec<RowIdx>,
    joints: Vec<Joint>,
    constraints: Constraints,
}

/// Two rows that were joined.
#[derive(Clone, Copy, Debug)]
struct Joint {
    a: RowIdx,
    b: RowIdx,
    because: Because,
}

#[derive(Clone, Copy, Debug)]
enum Because {
    SameRecord,
    Ruling(RulingId),
    Evidence { probability: f64 },
}

impl Resolver {
    /// Resolves all records.
    pub fn new(records: &[Record], rulings: &[Ruling], options: &Options) -> Resolver {
        let mut table = Table::default();
        for input in by_content(records) {
            table.add(Digest::of(Cow::Borrowed(&records[input]), options), input);
        }
        let mut found = Resolver {
            options: *options,
            rows_of: FxHashMap::default(),
            is_live: vec![true; table.rows.len()],
            trust: profile::trust_all(&table),
            named: Vec::new(),
            namesakes: Namesakes::default(),
            at_domain: FxHashMap::default(),
            blocks: Blocks::default(),
            links: vec![Vec::new(); table.rows.len()],
            bearers: Bearers::default(),
            rulings: Vec::new(),
            verdicts: Verdicts::default(),
            refused: FxHashSet::default(),
            root_of: (0..table.rows.len() as RowIdx).collect(),
            clusters: FxHashMap::default(),
            table,
        };
        found.read_all();
        found.score_all();
        found.rulings = rulings.to_vec();
        found.verdicts = judge(&found.table, &found.bearers, &found.rulings, &found.options);
        found.settle((0..found.table.rows.len() as RowIdx).collect());
        found
    }

    fn read_all(&mut self) {
        let rows = 0..self.table.rows.len() as RowIdx;
        for row in rows.clone() {
            self.rows_of.entry(self.table.rows[row as usize].id).or_default().push(row);
            self.table.read_addresses(row, &self.trust);
            self.table.count_domains(row, 1);
            for domain in &self.table.rows[row as usize].domains {
                self.at_domain.entry(*domain).or_default().push(row);
            }
            self.namesakes.add(&self.table, row);
            self.bearers.add(&self.table, row);
            self.named.push(profile::is_named(&self.table, row, &self.trust));
        }
        rows.for_each(|row| self.table.read_own_domains(row));
    }

    fn score_all(&mut self) {
        let entries = pairs::all_keys(&self.table, &self.named);
        let scorer = self.scorer();
        let pairs = pairs::collect(&self.table, &self.trust, &entries);
        let scored: Vec<Scored> = pairs.iter().filter_map(|&(a, b)| scorer.score(a, b)).collect();
        for pair in scored {
            self.link(pair);
        }
        self.blocks = Blocks::new(entries);
    }

    fn link(&mut self, scored: Scored) {
        for (row, other) in [(scored.a, scored.b), (scored.b, scored.a)] {
            self.links[row as usize].push(Link { other, scored, refused: None });
        }
    }

    fn scorer(&self) -> Scorer<'_> {
        Scorer::new(&self.table, &self.trust, &self.named, &self.namesakes, Setting::Vault)
    }

    fn source(&self) -> Source<'_> {
        Source { table: &self.table, named: &self.named, sides: &self.verdicts.sides }
    }

    /// The rows of a row's cluster, by id rising.
    fn cluster(&self, row: RowIdx) -> Cow<'_, [RowIdx]> {
        match self.clusters.get(&self.root_of[row as usize]) {
            Some(group) => Cow::Borrowed(&group.rows),
            None => Cow::Owned(vec![row]),
        }
    }

    fn constraints(&self, root: RowIdx) -> Cow<'_, Constraints> {
        match self.clusters.get(&root) {
            Some(group) => Cow::Borrowed(&group.constraints),
            None => Cow::Owned(self.source().constraints(root)),
        }
    }

    /// The person of a cluster, named by its anchor.
    fn person_of_cluster(&self, rows: &[RowIdx]) -> PersonId {
        let anchor = rows.iter().map(|&row| (anchor_class(&self.table, row), self.id(row))).min();
        anchor.map_or(PersonId::default(), |(_, anchor)| PersonId::from(anchor))
    }

    fn id(&self, row: RowIdx) -> RecordId {
        self.table.rows[row as usize].id
    }
}

/// Positions of the records by what they say.
fn by_content(records: &[Record]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by(|&a, &b| {
        let (a, b) = (&records[a], &records[b]);
        (a.id, a.kind, &a.handles, &a.name, &a.names).cmp(&(b.id, b.kind, &b.handles, &b.name, &b.names))
    });
    order
}

/// Which record names the person: a card with a handle of its owner's own, then such a handle's record, then a
/// card without, then the rest. Judged from the record's own spelling, so that no other import changes it.
fn anchor_class(table: &Table, row: RowIdx) -> u8 {
    use crate::record::RecordKind;
    let row = &table.rows[row as usize];
    let own = row.identifiers.iter().any(|idx| table.identifiers[*idx as usize].trust == Trust::Proof);
    match (row.kind, own) {
        (RecordKind::Card, true) => 0,
        (RecordKind::Handle, true) => 1,
        (RecordKind::Card, false) => 2,
        (RecordKind::Handle, false) => 3,
    }
}
