//! Whether two words are the same but for a slip of the hand: a letter more, less, another, or two swapped.
//!
//! Optimal string alignment distance (Damerau 1964, without repeated edits), given up as soon as it exceeds what is
//! allowed. Cost: length of the words times what is allowed.

/// How many slips are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tolerance(usize);

impl Tolerance {
    /// None up to three letters, one up to seven, two beyond.
    pub fn of(word: &str) -> Option<Tolerance> {
        match word.chars().count() {
            0..=3 => None,
            4..=7 => Some(Tolerance(1)),
            _ => Some(Tolerance(2)),
        }
    }
}

/// Whether a word as typed is nearly one that is there. Both are folded.
pub(super) fn is_nearly(typed: &str, there: &str, tolerance: Tolerance) -> bool {
    if typed.len().abs_diff(there.len()) > 4 * tolerance.0 {
        return false;
    }
    if typed.is_ascii() && there.is_ascii() {
        return within(typed.as_bytes(), there.as_bytes(), tolerance.0);
    }
    let (typed, there): (Vec<char>, Vec<char>) = (typed.chars().collect(), there.chars().collect());
    within(&typed, &there, tolerance.0)
}

fn within<T: PartialEq + Copy>(a: &[T], b: &[T], most: usize) -> bool {
    const LONGEST: usize = 40;
    if a.len().abs_diff(b.len()) > most || a.len().max(b.len()) >= LONGEST {
        return false;
    }
    let mut before_last = [0usize; LONGEST + 1];
    let mut last = [0usize; LONGEST + 1];
    let mut row = [0usize; LONGEST + 1];
    (0..=b.len()).for_each(|j| last[j] = j);
    for i in 1..=a.len() {
        row[0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let differ = usize::from(a[i - 1] != b[j - 1]);
            let mut cost = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + differ);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cost = cost.min(before_last[j - 2] + 1);
            }
            row[j] = cost;
            least = least.min(cost);
        }
        if least > most {
            return false;
        }
        (before_last, last) = (last, row);
    }
    last[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, there: &str, expected: bool) {
        assert_eq!(Tolerance::of(typed).is_some_and(|most| is_nearly(typed, there, most)), expected, "{typed} {there}");
    }

    #[test]
    fn slips_of_the_hand() {
        check("lindqvits", "lindqvist", true);
        check("mueler", "millner", false);
        check("muler", "muller", true);
        check("annna", "anna", true);
        check("ana", "anna", false);
        check("ruiz", "reis", false);
        check("fernandes", "fernandez", true);
        check("žižk", "žižka", true);
    }
}
