//! Long lists, a part at a time: each part names the row behind which the next begins, so that what comes to the head
//! meanwhile shifts nothing.

use tertius_app::views::{Change, DisclosureRow, GapRow, LooseRow, RulingRow};

/// A part of a list.
pub(crate) struct Part<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// Behind which row the next part begins, if there is one.
    pub next: Option<String>,
}

impl<T> Part<T> {
    /// At most so many rows behind the one of that key; from the head where none is named, or it is gone. `key` gets a
    /// row and how many rows lie below it.
    pub fn behind(mut rows: Vec<T>, after: Option<&str>, most: usize, key: impl Fn(&T, usize) -> String) -> Part<T> {
        let n = rows.len();
        let place = |after: &str| rows.iter().enumerate().position(|(at, row)| key(row, n - 1 - at) == after);
        let from = after.and_then(place).map_or(0, |at| at + 1);
        let to = n.min(from.saturating_add(most));
        let next = (0 < to && to < n).then(|| key(&rows[to - 1], n - to));
        rows.truncate(to);
        rows.drain(..from);
        Part { rows, next }
    }
}

/// A change is known by everything it says.
pub(crate) fn of_change(change: &Change, _: usize) -> String {
    let parts = [change.date.as_deref().unwrap_or_default(), &change.kind, &change.person.id, &change.text];
    blake3::hash(parts.join("\n").as_bytes()).to_hex()[..16].to_owned()
}

/// A decision by its number.
pub(crate) fn of_ruling(ruling: &RulingRow, _: usize) -> String {
    ruling.id.to_string()
}

/// What left only ever gets more at the head.
pub(crate) fn of_disclosure(_: &DisclosureRow, below: usize) -> String {
    below.to_string()
}

/// A gap by the person.
pub(crate) fn of_gap(row: &GapRow, _: usize) -> String {
    row.person.id.clone()
}

/// A loose connection by the person.
pub(crate) fn of_loose(row: &LooseRow, _: usize) -> String {
    row.person.id.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn itself(number: &u32, _: usize) -> String {
        number.to_string()
    }

    #[test]
    fn parts_put_together_are_the_list_also_when_something_comes_to_the_head() {
        for (n, most) in [(0u32, 3usize), (1, 3), (3, 3), (4, 3), (10, 1), (10, 4)] {
            let (mut list, mut seen, mut after) = ((0..n).collect::<Vec<u32>>(), Vec::new(), None);
            loop {
                let part = Part::behind(list.clone(), after.as_deref(), most, itself);
                assert!(part.rows.len() <= most);
                seen.extend(part.rows);
                let Some(next) = part.next else { break };
                after = Some(next);
                list.insert(0, 1000 + list.len() as u32);
            }
            assert_eq!(seen, (0..n).collect::<Vec<u32>>(), "{n} rows, {most} at a time");
        }
    }

    #[test]
    fn behind_a_row_that_is_gone_the_list_begins_again() {
        assert_eq!(Part::behind(vec![1u32, 2, 3], Some("9"), 2, itself).rows, [1, 2]);
    }
}
