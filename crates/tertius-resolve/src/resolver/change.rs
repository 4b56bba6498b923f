//! One record more, one less, other rulings: finding what that touches, and looking at it again.

use super::Resolver;
use crate::digest::Digest;
use crate::pairs::{self, Key};
use crate::profile;
use crate::record::{Change, Record};
use crate::score::Tier;
use crate::table::{IdentIdx, MAX_OWN_DOMAIN, RowIdx, TextIdx};
use crate::verdict::judge;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use tertius_model::{PersonId, RecordId, Ruling};

/// What changed hands while a record came or went.
#[derive(Default)]
struct Touched {
    /// Rows whose keys may differ, with those they had.
    old_keys: FxHashMap<RowIdx, Vec<Key>>,
    /// Rows whose pairs are scored anew.
    rows: FxHashSet<RowIdx>,
    /// The row that was not there before.
    came: Option<RowIdx>,
}

/// Whether a row came or goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Comes,
    Goes,
}

impl Resolver {
    /// Takes a record in. A record of the same id that is there already gives way to it.
    pub fn insert(&mut self, record: &Record) -> Change {
        let mut touched = Touched::default();
        for row in self.rows_of.get(&record.id).cloned().unwrap_or_default() {
            self.turn(row, Turn::Goes, &mut touched);
        }
        let input = self.table.rows.len();
        let row = self.table.add(Digest::of(Cow::Borrowed(record), &self.options), input);
        self.rows_of.entry(record.id).or_default().push(row);
        self.is_live.push(true);
        self.named.push(true);
        self.links.push(Vec::new());
        self.root_of.push(row);
        for idx in self.trust.len()..self.table.identifiers.len() {
            self.trust.push(profile::trust_of(&self.table, idx as IdentIdx));
        }
        touched.came = Some(row);
        self.turn(row, Turn::Comes, &mut touched);
        self.finish(touched)
    }

    /// Lets the record of an id go.
    pub fn remove(&mut self, id: RecordId) -> Change {
        let mut touched = Touched::default();
        for row in self.rows_of.remove(&id).unwrap_or_default() {
            self.turn(row, Turn::Goes, &mut touched);
        }
        self.finish(touched)
    }

    /// Replaces the rulings.
    pub fn rule(&mut self, rulings: &[Ruling]) -> Change {
        self.rulings = rulings.to_vec();
        self.finish(Touched::default())
    }

    /// Notes all that a row's coming or going touches, up to the blocks.
    fn turn(&mut self, row: RowIdx, turn: Turn, touched: &mut Touched) {
        if turn == Turn::Goes {
            let keys = pairs::keys_of(&self.table, row, self.named[row as usize]);
            touched.old_keys.entry(row).or_insert(keys);
            self.is_live[row as usize] = false;
            self.table.let_go(row);
            self.bearers.remove(&self.table, row);
            let id = self.id(row);
            if let Some(rows) = self.rows_of.get_mut(&id) {
                rows.retain(|other| *other != row);
            }
        } else {
            touched.old_keys.insert(row, Vec::new());
            self.bearers.add(&self.table, row);
        }
        touched.rows.insert(row);
        let profiled = self.profile_again(row, touched);
        self.read_again(row, profiled, touched);
        let namesake = match turn {
            Turn::Comes => self.namesakes.add(&self.table, row),
            Turn::Goes => self.namesakes.remove(&self.table, row),
        };
        let mut turned: Vec<Key> = namesake.iter().map(|name| Key::of_name(name)).collect();
        for (row, old) in std::mem::take(&mut touched.old_keys) {
            let live = self.is_live[row as usize];
            let new = if live { pairs::keys_of(&self.table, row, self.named[row as usize]) } else { Vec::new() };
            turned.extend(self.blocks.update(row, &old, &new));
            touched.rows.insert(row);
        }
        for key in turned {
            touched.rows.extend(self.blocks.rows(key));
        }
    }

    /// Profiles the identifiers of a row anew; gives the rows on those that turned. Where other pairs depend on how many
    /// hold an identifier, its holders are noted.
    fn profile_again(&mut self, row: RowIdx, touched: &mut Touched) -> Vec<RowIdx> {
        let mut rows = Vec::new();
        for idx in self.table.rows[row as usize].identifiers.clone() {
            let trust = profile::trust_of(&self.table, idx);
            let holders = &self.table.holders[idx as usize];
            if trust != self.trust[idx as usize] {
                rows.extend(holders.iter().copied().filter(|other| *other != row));
                self.trust[idx as usize] = trust;
            }
            let n_before = if self.is_live[row as usize] { holders.len().saturating_sub(1) } else { holders.len() + 1 };
            if pairs::depends_on_holders(holders.len(), trust) || pairs::depends_on_holders(n_before, trust) {
                touched.rows.extend(holders);
            }
        }
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Reads the addresses of a row that came or went, and of rows on identifiers that turned.
    fn read_again(&mut self, row: RowIdx, profiled: Vec<RowIdx>, touched: &mut Touched) {
        let mut before: FxHashMap<TextIdx, u32> = FxHashMap::default();
        for &row in profiled.iter().chain([&row]) {
            self.note_keys(row, touched);
            self.leave_domains(row, &mut before);
            if self.is_live[row as usize] {
                self.table.read_addresses(row, &self.trust);
                self.enter_domains(row, &mut before);
            }
            self.named[row as usize] = profile::is_named(&self.table, row, &self.trust);
        }
        let own = |n: u32| n <= MAX_OWN_DOMAIN;
        let mut again = profiled;
        again.extend(self.is_live[row as usize].then_some(row));
        for (domain, n_before) in before {
            let n_now = self.table.n_at_domain.get(&domain).copied().unwrap_or_default();
            if own(n_before) != own(n_now) {
                again.extend(self.at_domain.get(&domain).into_iter().flatten());
            }
        }
        again.sort_unstable();
        again.dedup();
        for row in again {
            self.note_keys(row, touched);
            self.table.read_own_domains(row);
        }
    }

    fn note_keys(&self, row: RowIdx, touched: &mut Touched) {
        let named = self.named[row as usize];
        touched.old_keys.entry(row).or_insert_with(|| pairs::keys_of(&self.table, row, named));
    }

    fn leave_domains(&mut self, row: RowIdx, before: &mut FxHashMap<TextIdx, u32>) {
        if !self.at_domain_already(row) {
            return;
        }
        for domain in &self.table.rows[row as usize].domains {
            before.entry(*domain).or_insert_with(|| self.table.n_at_domain.get(domain).copied().unwrap_or_default());
            if let Some(rows) = self.at_domain.get_mut(domain) {
                rows.retain(|other| *other != row);
            }
        }
        self.table.count_domains(row, -1);
    }

    /// A row that just came has no domains yet.
    fn at_domain_already(&self, row: RowIdx) -> bool {
        !self.table.rows[row as usize].domains.is_empty()
    }

    fn enter_domains(&mut self, row: RowIdx, before: &mut FxHashMap<TextIdx, u32>) {
        for domain in &self.table.rows[row as usize].domains {
            before.entry(*domain).or_insert_with(|| self.table.n_at_domain.get(domain).copied().unwrap_or_default());
            self.at_domain.entry(*domain).or_default().push(row);
        }
        self.table.count_domains(row, 1);
    }

    /// Scores what was touched and joins everybody concerned.
    fn finish(&mut self, touched: Touched) -> Change {
        let verdicts = judge(&self.table, &self.bearers, &self.rulings, &self.options);
        let mut seeds: Vec<RowIdx> = self.rows_ruled_otherwise(&verdicts);
        self.verdicts = verdicts;
        seeds.extend(&touched.rows);
        seeds.extend(self.score_again(&touched.rows));
        // Whoever was joined to them may no longer be.
        let mut old: Vec<RowIdx> = Vec::new();
        for &row in &seeds {
            old.extend(self.cluster(row).iter());
        }
        seeds.extend(old);
        let rows = self.closure(seeds.iter().copied());
        let known = seeds.iter().chain(&rows).filter(|row| touched.came != Some(**row));
        let before: FxHashMap<RecordId, PersonId> =
            known.map(|&row| (self.id(row), self.person_of_cluster(&self.cluster(row)))).collect();
        for &row in &seeds {
            self.clusters.remove(&self.root_of[row as usize]);
        }
        let n_looked_at = rows.len();
        self.settle(rows.clone());
        let idle: FxHashSet<_> = self.verdicts.same.iter().map(|(id, ..)| *id).collect();
        self.refused.retain(|id| idle.contains(id));
        let now = rows.iter().map(|&row| (self.id(row), self.person_of_cluster(&self.cluster(row))));
        let mut moved: Vec<(RecordId, PersonId)> = now.filter(|(id, person)| before.get(id) != Some(person)).collect();
        moved.sort_unstable();
        Change { moved, n_looked_at }
    }

    /// Rows that a ruling joins or holds apart now and did not before, or the other way round.
    fn rows_ruled_otherwise(&self, now: &crate::verdict::Verdicts) -> Vec<RowIdx> {
        let old = &self.verdicts;
        if old == now {
            return Vec::new();
        }
        let mut rows: Vec<RowIdx> = Vec::new();
        for row in old.sides.keys().chain(now.sides.keys()) {
            if old.sides.get(row) != now.sides.get(row) {
                rows.push(*row);
            }
        }
        if old.same != now.same {
            rows.extend(old.same.iter().chain(&now.same).flat_map(|(_, a, b)| [*a, *b]));
        }
        rows
    }

    /// Scores all pairs of the rows anew; gives the rows that a pair of the automatic tier joined or joins to them.
    fn score_again(&mut self, rows: &FxHashSet<RowIdx>) -> Vec<RowIdx> {
        let mut partners = Vec::new();
        for &row in rows {
            for link in std::mem::take(&mut self.links[row as usize]) {
                self.links[link.other as usize].retain(|back| back.other != row);
                if link.scored.tier == Tier::Automatic {
                    partners.push(link.other);
                }
            }
        }
        let live = |row: &&RowIdx| self.is_live[**row as usize];
        let mut pairs: FxHashSet<(RowIdx, RowIdx)> = FxHashSet::default();
        for &row in rows.iter().filter(live) {
            self.partners(row, |other| {
                pairs.insert((row.min(other), row.max(other)));
            });
        }
        let scorer = self.scorer();
        let scored: Vec<_> = pairs.into_iter().filter_map(|(a, b)| scorer.score(a, b)).collect();
        for pair in scored {
            self.link(pair);
        }
        partners
    }

    /// The rows that a row is compared with.
    fn partners(&self, row: RowIdx, mut found: impl FnMut(RowIdx)) {
        for &idx in &self.table.rows[row as usize].identifiers {
            pairs::pairs_on_identifier(&self.table, idx, self.trust[idx as usize], |a, b| {
                if a == row && b != row {
                    found(b);
                } else if b == row && a != row {
                    found(a);
                }
            });
        }
        for key in pairs::keys_of(&self.table, row, self.named[row as usize]) {
            let rows: Vec<RowIdx> = self.blocks.rows(key).take(key.cap() + 1).collect();
            if rows.len() <= key.cap() {
                rows.into_iter().filter(|other| *other != row).for_each(&mut found);
            }
        }
    }
}
