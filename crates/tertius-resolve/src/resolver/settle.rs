//! Joining a closed set of rows anew: equal ids, then the user's rulings, then evidence, the strongest first.

use super::{Because, Group, Joint, Resolver};
use crate::cluster::{Authority, Forest, Refusal, Rows};
use crate::score::{Scored, Tier};
use crate::table::RowIdx;
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::RulingId;

impl Resolver {
    /// Joins rows that nothing joins to rows outside.
    pub(super) fn settle(&mut self, mut rows: Vec<RowIdx>) {
        rows.sort_unstable_by_key(|row| self.table.order(*row));
        let places: FxHashMap<RowIdx, u32> = rows.iter().copied().zip(0..).collect();
        let mut forest = Forest::new(self.source(), Rows::Some(&rows));
        let mut joints = Vec::new();
        for pair in rows.windows(2).filter(|pair| self.id(pair[0]) == self.id(pair[1])) {
            if forest.join(places[&pair[0]], places[&pair[1]], Authority::User) == Ok(true) {
                joints.push(Joint { a: pair[0], b: pair[1], because: Because::SameRecord });
            }
        }
        let refused_rulings = self.join_ruled(&places, &mut forest, &mut joints);
        let refused = self.join_by_evidence(&places, &mut forest, &mut joints);
        let roots: Vec<u32> = (0..rows.len() as u32).map(|at| forest.find(at)).collect();
        let mut constraints = forest.into_constraints();

        let mut groups: FxHashMap<u32, (RowIdx, Group)> = FxHashMap::default();
        for (&row, root) in rows.iter().zip(&roots) {
            self.clusters.remove(&self.root_of[row as usize]);
            self.root_of[row as usize] = row;
            let Some(known) = constraints[*root as usize].take() else {
                if let Some((first, group)) = groups.get_mut(root) {
                    self.root_of[row as usize] = *first;
                    group.rows.push(row);
                }
                continue;
            };
            // Rows come by id rising: the first of a cluster is its root from here on.
            groups.insert(*root, (row, Group { rows: vec![row], joints: Vec::new(), constraints: *known }));
        }
        for joint in joints {
            if let Some((_, group)) = groups.get_mut(&roots[places[&joint.a] as usize]) {
                group.joints.push(joint);
            }
        }
        self.clusters.extend(groups.into_values());
        for (id, refusal) in refused_rulings {
            if refusal {
                self.refused.insert(id)
            } else {
                self.refused.remove(&id)
            };
        }
        for &row in &rows {
            for link in &mut self.links[row as usize] {
                link.refused = refused.get(&(link.scored.a, link.scored.b)).copied();
            }
        }
    }

    /// Applies the rulings between these rows, in their order; says of each whether a constraint refused it.
    fn join_ruled(
        &self,
        places: &FxHashMap<RowIdx, u32>,
        forest: &mut Forest<'_>,
        joints: &mut Vec<Joint>,
    ) -> Vec<(RulingId, bool)> {
        let mut told = Vec::new();
        for &(id, a, b) in &self.verdicts.same {
            let (Some(&at), Some(&other)) = (places.get(&a), places.get(&b)) else { continue };
            let joined = forest.join(at, other, Authority::User);
            if joined == Ok(true) {
                joints.push(Joint { a, b, because: Because::Ruling(id) });
            }
            told.push((id, joined.is_err()));
        }
        told
    }

    /// Joins the automatic tier; gives the unions that a constraint refused.
    fn join_by_evidence(
        &self,
        places: &FxHashMap<RowIdx, u32>,
        forest: &mut Forest<'_>,
        joints: &mut Vec<Joint>,
    ) -> FxHashMap<(RowIdx, RowIdx), Refusal> {
        let links = places.keys().flat_map(|row| self.links[*row as usize].iter().map(move |link| (*row, link)));
        let mut scored: Vec<Scored> = links
            .filter(|(row, link)| *row == link.scored.a && link.scored.tier == Tier::Automatic)
            .map(|(_, link)| link.scored)
            .collect();
        scored.sort_unstable_by(Scored::before);
        let mut refused = FxHashMap::default();
        for pair in scored {
            match forest.join(places[&pair.a], places[&pair.b], Authority::Evidence) {
                Ok(true) => {
                    let because = Because::Evidence { probability: pair.probability() };
                    joints.push(Joint { a: pair.a, b: pair.b, because });
                }
                Ok(false) => {}
                Err(refusal) => {
                    refused.insert((pair.a, pair.b), refusal);
                }
            }
        }
        refused
    }

    /// The rows together with everybody whom rulings, equal ids or pairs of the automatic tier join to them.
    pub(super) fn closure(&self, seeds: impl IntoIterator<Item = RowIdx>) -> Vec<RowIdx> {
        let mut ruled: FxHashMap<RowIdx, Vec<RowIdx>> = FxHashMap::default();
        for &(_, a, b) in &self.verdicts.same {
            ruled.entry(a).or_default().push(b);
            ruled.entry(b).or_default().push(a);
        }
        let mut seen: FxHashSet<RowIdx> = FxHashSet::default();
        let mut open: Vec<RowIdx> = seeds.into_iter().filter(|row| self.is_live[*row as usize]).collect();
        let mut found = Vec::new();
        while let Some(row) = open.pop() {
            if !seen.insert(row) {
                continue;
            }
            found.push(row);
            let links = self.links[row as usize].iter().filter(|link| link.scored.tier == Tier::Automatic);
            open.extend(links.map(|link| link.other));
            open.extend(ruled.get(&row).into_iter().flatten());
            open.extend(self.rows_of.get(&self.id(row)).into_iter().flatten());
        }
        found
    }
}
