//! Rulings applied to rows: who is meant by a mention, and which ruling still speaks.
//!
//! A mention with a handle means the rows that hold it (those whose name fits, when it gives one too); a name
//! alone means the one row without a handle that bears it, else the one row that bears it. Of two rulings about
//! the same two mentions the later speaks.

use crate::identifier::Identifier;
use crate::name::{Agreement, compare, parse_name};
use crate::record::{Options, RecordKind};
use crate::table::{RowIdx, Table};
use rustc_hash::FxHashMap;
use tertius_model::{Mention, Ruling, RulingId, RulingKind};

/// `same` and `different` rulings as rows.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Verdicts {
    /// Joins to make, in the order of the rulings.
    pub(crate) same: Vec<(RulingId, RowIdx, RowIdx)>,
    /// For each row its sides: `2n` and `2n + 1` must never meet.
    pub(crate) sides: FxHashMap<RowIdx, Vec<u32>>,
    /// Rulings without effect.
    pub(crate) idle: Vec<RulingId>,
}

/// The rows that bear a name, by leading name.
#[derive(Debug, Default)]
pub(crate) struct Bearers {
    by_name: FxHashMap<String, Vec<RowIdx>>,
}

impl Bearers {
    /// Notes a row.
    pub(crate) fn add(&mut self, table: &Table, row: RowIdx) {
        if let Some(name) = table.leading_name(row) {
            self.by_name.entry(name_key(name)).or_default().push(row);
        }
    }

    /// Strikes a row.
    pub(crate) fn remove(&mut self, table: &Table, row: RowIdx) {
        if let Some(rows) = table.leading_name(row).and_then(|name| self.by_name.get_mut(&name_key(name))) {
            rows.retain(|other| *other != row);
        }
    }
}

struct Finder<'a> {
    table: &'a Table,
    bearers: &'a Bearers,
    options: &'a Options,
}

/// Turns rulings into rows.
pub(crate) fn judge(table: &Table, bearers: &Bearers, rulings: &[Ruling], options: &Options) -> Verdicts {
    let mut verdicts = Verdicts::default();
    let finder = Finder { table, bearers, options };
    for (nth, (id, is_same, a, b)) in (0..).zip(latest(rulings)) {
        let (rows_a, rows_b) = (finder.find(a), finder.find(b));
        let (one, two) = (finder.representative(&rows_a, a), finder.representative(&rows_b, b));
        if is_same {
            match (one, two) {
                (Some(one), Some(two)) if one != two => {
                    let (one, two) = table.in_order(one, two);
                    verdicts.same.push((id, one, two));
                }
                _ => verdicts.idle.push(id),
            }
            continue;
        }
        let apart = |rows: &[RowIdx], others: &[RowIdx]| -> Vec<RowIdx> {
            rows.iter().copied().filter(|row| !others.contains(row)).collect()
        };
        // Whose rows are all the other's, too, is meant by the row that stands for them.
        let or_one = |rows: Vec<RowIdx>, one: Option<RowIdx>| if rows.is_empty() { Vec::from_iter(one) } else { rows };
        let (side_a, side_b) = (or_one(apart(&rows_a, &rows_b), one), or_one(apart(&rows_b, &rows_a), two));
        if side_a.is_empty() || side_b.is_empty() || side_a == side_b {
            verdicts.idle.push(id);
            continue;
        }
        for (side, rows) in [(2 * nth, side_a), (2 * nth + 1, side_b)] {
            for row in rows {
                verdicts.sides.entry(row).or_default().push(side);
            }
        }
    }
    verdicts
}

/// The last word on each pair of mentions, in the order of the rulings.
fn latest(rulings: &[Ruling]) -> Vec<(RulingId, bool, &Mention, &Mention)> {
    let mut sorted: Vec<&Ruling> = rulings.iter().collect();
    sorted.sort_by_key(|ruling| (ruling.id, ruling.at));
    let mut spoken: Vec<(RulingId, bool, &Mention, &Mention)> = Vec::new();
    for ruling in sorted {
        let (is_same, a, b) = match &ruling.kind {
            RulingKind::Same(a, b) => (true, a.min(b), a.max(b)),
            RulingKind::Different(a, b) => (false, a.min(b), a.max(b)),
            RulingKind::Label(..) | RulingKind::Me(_) | RulingKind::NotMe(_) => continue,
            RulingKind::Asked(..) | RulingKind::Gap(..) => continue,
        };
        spoken.retain(|(_, _, old_a, old_b)| (*old_a, *old_b) != (a, b));
        spoken.push((ruling.id, is_same, a, b));
    }
    spoken
}

impl Finder<'_> {
    fn find(&self, mention: &Mention) -> Vec<RowIdx> {
        let name = parse_name(&mention.name);
        if let Some(handle) = &mention.handle {
            let handle = Identifier::of(handle, self.options).handle;
            let holders = self.table.identifier(&handle).map(|idx| self.table.holders[idx as usize].clone());
            let mut rows = holders.unwrap_or_default();
            rows.sort_unstable_by_key(|row| self.table.order(*row));
            let fits = |row: &RowIdx| {
                let other = self.table.leading_name(*row);
                other.is_none_or(|other| compare(other, &name) < Agreement::Doubtful)
            };
            if !mention.name.is_empty() && rows.iter().any(fits) {
                rows.retain(fits);
            }
            return rows;
        }
        let rows = self.bearers.by_name.get(&name_key(&name)).map(Vec::as_slice).unwrap_or_default();
        let bare: Vec<RowIdx> =
            rows.iter().copied().filter(|row| self.table.rows[*row as usize].identifiers.is_empty()).collect();
        match (bare.as_slice(), rows) {
            ([_], _) => bare,
            ([], [_]) => rows.to_vec(),
            _ => Vec::new(),
        }
    }

    /// The row that stands for a mention: of a handle its own record, of a handle and a name a card, else the row with
    /// the smallest id.
    fn representative(&self, rows: &[RowIdx], mention: &Mention) -> Option<RowIdx> {
        let wanted = if mention.name.is_empty() { RecordKind::Handle } else { RecordKind::Card };
        let fits = |row: &&RowIdx| self.table.rows[**row as usize].kind == wanted && mention.handle.is_some();
        rows.iter().find(fits).or(rows.first()).copied()
    }
}

/// Equal for names with the same words in the same order and the same suffix.
fn name_key(name: &crate::name::Name) -> String {
    let words: Vec<&str> = name.tokens().map(|token| token.plain.as_str()).collect();
    let suffix = name.suffix.map_or("", crate::name::Suffix::title);
    if words.is_empty() { crate::name::fold_name(&name.shown) } else { format!("{} {suffix}", words.join(" ")) }
}
