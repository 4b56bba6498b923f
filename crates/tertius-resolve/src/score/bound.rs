//! What a pair can be worth at most, from numbers alone: most pairs of a long list share a common name and nothing else.
//!
//! A bound, no estimate: whatever it turns down, the full sum would turn down too. Cost: a few comparisons of numbers.

use super::Scorer;
use super::facts::{DOMAIN, EMPLOYER, PLACE, POSTCODE, STREET};
use crate::identifier::Trust;
use crate::pairs::{N_SHARES, in_parallel};
use crate::table::{Row, RowIdx, Table};
use tertius_model::HandleKind;

/// What names are worth at most that are not written out in full.
const SHORT_NAMES: f64 = 9.0;

/// What there is in a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// Bits of its rarest name.
    names: f64,
    /// Whether it has a phone number without a country, which may be the end of another.
    has_open_phone: bool,
    has_phone: bool,
}

/// The bounds of all rows.
pub(super) fn of_rows(table: &Table, trust: &[Trust]) -> Vec<Bound> {
    let size = table.rows.len().div_ceil(N_SHARES).max(1);
    in_parallel(table.rows.chunks(size), |rows| {
        rows.iter().map(|row| of_row(table, trust, row)).collect::<Vec<Bound>>()
    })
    .concat()
}

fn of_row(table: &Table, trust: &[Trust], row: &Row) -> Bound {
    let names = row.names.iter().map(|name| table.names[*name as usize].rarity()).fold(SHORT_NAMES, f64::max);
    let phones = || {
        row.identifiers.iter().filter(|idx| !matches!(trust[**idx as usize], Trust::Never(_))).filter_map(|idx| {
            let handle = &table.identifiers[*idx as usize].handle;
            (handle.kind() == HandleKind::Phone).then_some(handle.value())
        })
    };
    Bound {
        names,
        has_open_phone: phones().any(|number| !number.starts_with('+')),
        has_phone: phones().next().is_some(),
    }
}

impl Scorer<'_> {
    /// Whether two rows cannot reach even odds, whatever their texts say.
    pub(super) fn is_hopeless(&self, a: RowIdx, b: RowIdx) -> bool {
        let (Some(bound_a), Some(bound_b)) = (self.bounds.get(a as usize), self.bounds.get(b as usize)) else {
            return false;
        };
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        // People born on one day may have names that are only alike: that is looked at in full.
        if row_a.birthday.is_some() && row_b.birthday.is_some() {
            return false;
        }
        let shares = |one: &[u32], two: &[u32]| one.iter().any(|idx| two.contains(idx));
        let facts = [
            (row_a.place.is_some() && row_a.place == row_b.place, PLACE),
            (row_a.street.is_some() && row_a.street == row_b.street, STREET),
            (row_a.postcode.is_some() && row_a.postcode == row_b.postcode, POSTCODE),
            (
                shares(&row_a.employers, &row_b.employers) || may_employ(row_a, row_b) || may_employ(row_b, row_a),
                EMPLOYER,
            ),
            (shares(&row_a.domains, &row_b.domains), DOMAIN),
        ];
        let facts: f64 = facts.iter().filter(|(there, _)| *there).map(|(_, bits)| bits).sum();
        let most = self.setting.prior() + bound_a.names.max(bound_b.names) + facts;
        let phones = bound_a.has_open_phone && bound_b.has_phone || bound_b.has_open_phone && bound_a.has_phone;
        most < 0.0 && !phones && !shares(&row_a.identifiers, &row_b.identifiers) && !self.may_share_user(row_a, row_b)
    }

    fn may_share_user(&self, a: &Row, b: &Row) -> bool {
        let stem = |user: &u32| self.table.users[*user as usize].stem;
        let shares = |one: &[u32], two: &[u32]| one.iter().any(|x| two.iter().any(|y| stem(x) == stem(y)));
        shares(&a.users, &b.users) || shares(&a.labels, &b.users) || shares(&a.users, &b.labels)
    }
}

/// Whether an address of one may be at an employer of the other.
fn may_employ(one: &Row, other: &Row) -> bool {
    !one.domains.is_empty() && !other.employers.is_empty()
}
