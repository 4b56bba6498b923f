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
use rustc_hash::FxHashMap;
use std::borrow::Cow;
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

/// What may not meet in one cluster.
#[derive(Clone, Debug, Default)]
pub(crate) struct Constraints {
    sides: Vec<u32>,
    books: Vec<Book>,
    slugs: Vec<IdentIdx>,
    names: Vec<NameIdx>,
    birthdays: Vec<Birthday>,
}

/// Where the constraints of single rows are read from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) table: &'a Table,
    /// By row: whether its names are its own.
    pub(crate) named: &'a [bool],
    /// By row: the rulings that hold it apart.
    pub(crate) sides: &'a FxHashMap<RowIdx, Vec<u32>>,
}

impl Source<'_> {
    /// The constraints of a row alone.
    pub(crate) fn constraints(self, row: RowIdx) -> Constraints {
        let Source { table, named, sides } = self;
        let found = &table.rows[row as usize];
        Constraints {
            sides: sides.get(&row).cloned().unwrap_or_default(),
            books: found.book.into_iter().collect(),
            slugs: found.identifiers.iter().copied().filter(|idx| is_slug(table, *idx)).collect(),
            names: if named[row as usize] { found.names.iter().take(4).copied().collect() } else { Vec::new() },
            birthdays: found.birthday.into_iter().collect(),
        }
    }
}

/// Clusters under construction, of rows that are named by their positions in a list.
pub(crate) struct Forest<'a> {
    source: Source<'a>,
    rows: Rows<'a>,
    parent: Vec<u32>,
    size: Vec<u32>,
    /// Of clusters of several rows.
    constraints: Vec<Option<Box<Constraints>>>,
}

/// The rows of a forest.
#[derive(Clone, Copy)]
pub(crate) enum Rows<'a> {
    /// All rows of the table; positions are row numbers.
    All,
    /// These.
    Some(&'a [RowIdx]),
}

impl<'a> Forest<'a> {
    /// Every row alone.
    pub(crate) fn new(source: Source<'a>, rows: Rows<'a>) -> Forest<'a> {
        let n_rows = match rows {
            Rows::All => source.table.rows.len(),
            Rows::Some(rows) => rows.len(),
        };
        let constraints = std::iter::repeat_with(|| None).take(n_rows).collect();
        Forest { source, rows, parent: (0..n_rows as u32).collect(), size: vec![1; n_rows], constraints }
    }

    fn row(&self, at: u32) -> RowIdx {
        match self.rows {
            Rows::All => at,
            Rows::Some(rows) => rows[at as usize],
        }
    }

    /// The constraints of a cluster, by its root.
    fn constraints(&self, root: u32) -> Cow<'_, Constraints> {
        match &self.constraints[root as usize] {
            Some(known) => Cow::Borrowed(known),
            None => Cow::Owned(self.source.constraints(self.row(root))),
        }
    }

    /// Gives up the constraints of the clusters of several rows, by their roots.
    pub(crate) fn into_constraints(self) -> Vec<Option<Box<Constraints>>> {
        self.constraints
    }

    /// The position that stands for a position's cluster.
    pub(crate) fn find(&mut self, row: u32) -> u32 {
        let mut at = row;
        while self.parent[at as usize] != at {
            let above = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = above;
            at = above;
        }
        at
    }

    /// Joins two clusters, or says why not. `Ok(false)`: they were one already.
    pub(crate) fn join(&mut self, a: u32, b: u32, authority: Authority) -> Result<bool, Refusal> {
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
        let moved = self.constraints(small).into_owned();
        let mut kept = self.constraints(large).into_owned();
        kept.absorb(moved);
        self.constraints[small as usize] = None;
        self.constraints[large as usize] = Some(Box::new(kept));
        Ok(true)
    }

    /// What keeps the clusters of two positions apart.
    pub(crate) fn refusal(&mut self, a: u32, b: u32) -> Option<Refusal> {
        let (a, b) = (self.find(a), self.find(b));
        refusal(self.source.table, &self.constraints(a), &self.constraints(b))
    }
}

/// What keeps two clusters apart.
pub(crate) fn refusal(table: &Table, one: &Constraints, two: &Constraints) -> Option<Refusal> {
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
    let clash = has_stranger(table, &one.names, &two.names) && has_stranger(table, &two.names, &one.names);
    clash.then_some(Refusal::Name)
}

/// Whether some name is different from one of the others and the same as none of them.
fn has_stranger(table: &Table, names: &[NameIdx], others: &[NameIdx]) -> bool {
    names.iter().any(|&name| {
        let mut different = false;
        for &other in others {
            match table.compare(name, other) {
                Agreement::Same | Agreement::SameReordered => return false,
                Agreement::Different => different = true,
                _ => {}
            }
        }
        different
    })
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
