//! The release: all that hidden ties may say to one viewer.
//!
//! A tie counts for a viewer when its owner is another, is hidden and does not bar the viewer. A statement holds when at
//! least `crowd` different owners stand behind it; the band told is the best that at least `crowd` owners reach. Open
//! owners are no crowd: the viewer sees their ties one by one and could subtract them.

use crate::union::{Behind, Union};
use tertius_model::Band;

/// A viewer, with what every owner is to them.
pub(crate) struct View<'a> {
    pub union: &'a Union,
    pub viewer: Option<u32>,
    pub crowd: usize,
    /// By owner: whether their ties count in the release, whether they are shown one by one, and how well the owner says they
    /// know the viewer.
    hidden: Vec<bool>,
    open: Vec<bool>,
    near: Vec<Option<Band>>,
}

/// What the release says of one set of ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Released {
    pub near: Option<Band>,
    pub far: Band,
}

impl<'a> View<'a> {
    pub fn new(union: &'a Union, viewer: &str, crowd: usize) -> View<'a> {
        let viewer = union.owner_number(viewer);
        let sees = |owner: u32| {
            let state = &union.owners[owner as usize];
            Some(owner) != viewer && viewer.is_none_or(|viewer| !state.barred.contains(&viewer))
        };
        let all = 0..union.owners.len() as u32;
        let shown = |owner: u32| union.owners[owner as usize].is_named;
        let hidden = all.clone().map(|owner| sees(owner) && !shown(owner)).collect();
        let open = all.clone().map(|owner| sees(owner) && shown(owner)).collect();
        let close = |owner: u32| union.owners[owner as usize].close.get(&viewer?).copied();
        // A crowd of one would name its member.
        View { union, viewer, crowd: crowd.max(2), hidden, open, near: all.map(close).collect() }
    }

    /// Whether an owner's ties are shown one by one.
    pub fn is_open(&self, owner: u32) -> bool {
        self.open[owner as usize]
    }

    /// How well an owner says they know the viewer.
    pub fn near(&self, owner: u32) -> Option<Band> {
        self.near[owner as usize]
    }

    /// What ties say together; `None` where too few stand behind. Each owner comes once.
    pub fn release(&self, behind: &[Behind]) -> Option<Released> {
        if behind.len() < self.crowd {
            return None;
        }
        let (mut far, mut near) = ([0; Band::ALL.len()], [0; Band::ALL.len()]);
        for one in behind.iter().filter(|one| self.hidden[one.owner as usize]) {
            if let Some(best) = one.best() {
                far[usize::from(best)] += 1;
                if let Some(near_by) = self.near[one.owner as usize] {
                    near[near_by as usize] += 1;
                }
            }
        }
        Some(Released { near: self.reached(&near), far: self.reached(&far)? })
    }

    /// The best band that a crowd reaches, where so many are at each.
    fn reached(&self, n: &[usize; Band::ALL.len()]) -> Option<Band> {
        let mut sum = 0;
        Band::ALL.into_iter().rev().find(|band| {
            sum += n[*band as usize];
            sum >= self.crowd
        })
    }
}
