//! Constrained agglomeration: strongest evidence first, and no union that would put two people who cannot be
//! one into one cluster.
//!
//! Constraints hold between clusters, not pairs, so a chain of harmless steps cannot join what a single step
//! may not. Union-find with the smaller cluster's constraints moved into the larger. Cost: near-linear in the
//! edges; a cluster's names are compared up to [`MAX_NAMES`] each.

use crate::name::Agreement;
use crate::record::Book;
use crate::score::birthdays_clash;
use crate::table::{IdentIdx, NameIdx, RowIdx, Table};
use tertius_model::{Birthday, HandleKind};

/// Distinct names of one cluster that take part in the comparison.
const MAX_NAMES: usize = 24;

/// Why a union was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Refusal {
    /// The user said they are different.
    Ruling,
    /// Two rows of one duplicate-free list.
    Book,
    /// Two LinkedIn profiles.
    LinkedIn,
    /// Names that cannot be one person's.
    Name,
    /// Two birthdays.
    Birthday,
}

impl Refusal {
    /// In words.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Refusal::Ruling => "kept apart because you said they are different",
            Refusal::Book => "kept apart because one list without duplicates has them as two people",
            Refusal::LinkedIn => "kept apart because they have different LinkedIn profiles",
            Refusal::Name => "kept apart because their names clash",
            Refusal::Birthday => "kept apart because their birthdays differ",
        }
    }
}

/// What speaks for a union.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Authority {
    /// The user: only another ruling stops it.
    User,
    /// Evidence: every constraint stops it.
    Evidence,
}

#[derive(Clone, Debug, Default)]
struct Constraints {
    sides: Vec<u32>,
    books: Vec<Book>,
    slugs: Vec<IdentIdx>,
    names: Vec<NameIdx>,
    birthdays: Vec<Birthday>,
}

/// Clusters under construction.
pub(crate) struct Forest<'a> {
    table: &'a Table,
    parent: Vec<RowIdx>,
    size: Vec<u32>,
    constraints: Vec<Constraints>,
}

impl<'a> Forest<'a> {
    /// Every row alone. `named` tells whose names are their own, `sides` which rulings hold a row apart.
    pub(crate) fn new(table: &'a Table, named: &[bool], sides: &rustc_hash::FxHashMap<RowIdx, Vec<u32>>) -> Forest<'a> {
        let constraints = (0u32..)
            .zip(&table.rows)
            .map(|(at, row)| Constraints {
                sides: sides.get(&at).cloned().unwrap_or_default(),
                books: row.book.into_iter().collect(),
                slugs: row.identifiers.iter().copied().filter(|idx| is_slug(table, *idx)).collect(),
                names: if named[at as usize] { row.names.iter().take(4).copied().collect() } else { Vec::new() },
                birthdays: row.birthday.into_iter().collect(),
            })
            .collect();
        let n_rows = table.rows.len();
        Forest { table, parent: (0..n_rows as RowIdx).collect(), size: vec![1; n_rows], constraints }
    }

    /// The row that stands for a row's cluster.
    pub(crate) fn find(&mut self, row: RowIdx) -> RowIdx {
        let mut at = row;
        while self.parent[at as usize] != at {
            let above = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = above;
            at = above;
        }
        at
    }

    /// Joins two clusters, or says why not. `Ok(false)`: they were one already.
    pub(crate) fn join(&mut self, a: RowIdx, b: RowIdx, authority: Authority) -> Result<bool, Refusal> {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return Ok(false);
        }
        match (self.refusal(a, b), authority) {
            (None, _) => {}
            (Some(refusal), Authority::User) if refusal != Refusal::Ruling => {}
            (Some(refusal), _) => return Err(refusal),
        }
        let (small, large) = if self.size[a as usize] < self.size[b as usize] { (a, b) } else { (b, a) };
        self.parent[small as usize] = large;
        self.size[large as usize] += self.size[small as usize];
        let moved = std::mem::take(&mut self.constraints[small as usize]);
        self.constraints[large as usize].absorb(moved);
        Ok(true)
    }

    /// What keeps the clusters of two rows apart.
    pub(crate) fn refusal(&mut self, a: RowIdx, b: RowIdx) -> Option<Refusal> {
        let (a, b) = (self.find(a), self.find(b));
        let (one, two) = (&self.constraints[a as usize], &self.constraints[b as usize]);
        if one.sides.iter().any(|side| two.sides.contains(&(side ^ 1))) {
            return Some(Refusal::Ruling);
        }
        if one.books.iter().any(|book| two.books.contains(book)) {
            return Some(Refusal::Book);
        }
        let both = !one.slugs.is_empty() && !two.slugs.is_empty();
        if both && !one.slugs.iter().any(|slug| two.slugs.contains(slug)) {
            return Some(Refusal::LinkedIn);
        }
        if one.birthdays.iter().any(|x| two.birthdays.iter().any(|y| birthdays_clash(*x, *y))) {
            return Some(Refusal::Birthday);
        }
        let clash = self.has_stranger(&one.names, &two.names) && self.has_stranger(&two.names, &one.names);
        clash.then_some(Refusal::Name)
    }

    /// Whether some name is different from one of the others and the same as none of them.
    fn has_stranger(&self, names: &[NameIdx], others: &[NameIdx]) -> bool {
        names.iter().any(|&name| {
            let mut different = false;
            for &other in others {
                match self.table.compare(name, other) {
                    Agreement::Same | Agreement::SameReordered => return false,
                    Agreement::Different => different = true,
                    _ => {}
                }
            }
            different
        })
    }
}

impl Constraints {
    fn absorb(&mut self, other: Constraints) {
        self.sides.extend(other.sides);
        self.books.extend(other.books);
        self.slugs.extend(other.slugs);
        for birthday in other.birthdays {
            if !self.birthdays.contains(&birthday) {
                self.birthdays.push(birthday);
            }
        }
        for name in other.names {
            if self.names.len() < MAX_NAMES && !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }
}

fn is_slug(table: &Table, idx: IdentIdx) -> bool {
    table.identifiers[idx as usize].handle.kind() == HandleKind::LinkedIn
}
