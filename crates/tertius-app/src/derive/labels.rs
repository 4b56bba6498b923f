//! Labels as rulings made them, on the people they mean now.

use crate::gather::Ground;
use rustc_hash::FxHashMap;
use tertius_model::{Handle, Label, Mention, PersonId, Ruling, RulingKind};
use tertius_resolve::fold_name;

/// The person of each label ruling that still finds one.
pub(super) fn labels_by_id(
    ground: &Ground,
    rulings: &[Ruling],
    by_record: &[Option<PersonId>],
) -> Vec<(PersonId, Label)> {
    let finder = Finder::new(ground);
    let mut labels: Vec<(PersonId, Label)> = rulings
        .iter()
        .filter_map(|ruling| match &ruling.kind {
            RulingKind::Label(who, label) => Some((by_record[finder.find(who)? as usize]?, *label)),
            _ => None,
        })
        .collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// Finds the record that a ruling names.
struct Finder<'g> {
    ground: &'g Ground,
    by_handle: FxHashMap<&'g Handle, Vec<u32>>,
    by_name: FxHashMap<String, Vec<u32>>,
}

impl<'g> Finder<'g> {
    fn new(ground: &'g Ground) -> Finder<'g> {
        let mut finder = Finder { ground, by_handle: FxHashMap::default(), by_name: FxHashMap::default() };
        for (idx, record) in ground.records.iter().enumerate().filter(|(_, record)| record.worthy) {
            for handle in &record.handles {
                finder.by_handle.entry(handle).or_default().push(idx as u32);
            }
            if let Some(seen) = record.seen.first().filter(|_| record.handles.is_empty()) {
                finder.by_name.entry(fold_name(&seen.name)).or_default().push(idx as u32);
            }
        }
        finder
    }

    /// A handle with a name means the record of that name among those that hold the handle: several people may.
    fn find(&self, who: &Mention) -> Option<u32> {
        let name = fold_name(&who.name);
        let Some(handle) = &who.handle else {
            return match self.by_name.get(&name)?.as_slice() {
                [only] => Some(*only),
                _ => None,
            };
        };
        let holders = self.by_handle.get(handle)?;
        if name.is_empty() {
            return holders.first().copied();
        }
        let bears =
            |idx: &&u32| self.ground.records[**idx as usize].seen.iter().any(|seen| fold_name(&seen.name) == name);
        holders.iter().find(bears).copied()
    }
}
