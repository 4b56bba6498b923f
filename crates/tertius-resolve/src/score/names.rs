//! What names and user names say about a pair.
//!
//! A user name that the agreeing names spell is implied by them and hardly counts; one that they do not spell is
//! a second fact. Where a name is missing or short, the user name stands in for it: the better of the two counts.

use super::{Scorer, Sum};
use crate::employer::employer_of_domain;
use crate::name::{Agreement, Likeness, Name, frequency, has_transliteration};
use crate::record::EvidenceKind;
use crate::spelling::{spelling, spelling_bits, squeeze, stem};
use crate::table::{NameIdx, RowIdx, TextIdx, UserIdx};

/// What a name is worth that a duplicate-free list holds twice.
const KNOWN_NAMESAKES: f64 = 8.0;
/// A user name that both names spell tells only that both chose the same way to spell it.
const SAME_SPELLING: f64 = 2.0;
/// What it takes away that one of two equal user names is a domain.
const OWN_DOMAIN: f64 = 3.0;
/// What digits at the end of one of two user names take away.
const OTHER_DIGITS: f64 = 4.0;

impl Scorer<'_> {
    /// Adds what the names say.
    pub(super) fn add_names(
        &self,
        a: RowIdx,
        b: RowIdx,
        agreement: Agreement,
        pair: Option<(NameIdx, NameIdx)>,
        sum: &mut Sum,
    ) {
        let Some((a_idx, b_idx)) = pair else {
            let spelled = self.add_cross_spelling(a, b, 0.0, sum);
            if !spelled && sum.proof && !sum.proof_beyond_phone && self.writes_under_another_name(a, b) {
                sum.doubts = true;
                let text = || "one phone, and an address that does not spell the name".to_owned();
                sum.add(EvidenceKind::Against, -4.0, text);
            }
            return;
        };
        let (name_a, name_b) = (&self.table.names[a_idx as usize], &self.table.names[b_idx as usize]);
        let rarity = self.rarity_of(a_idx).min(self.rarity_of(b_idx));
        let (shown_a, shown_b) = (&name_a.shown, &name_b.shown);
        match agreement {
            Agreement::Same if rarity > 0.0 => {
                sum.full_name = rarity;
                let note = if rarity <= KNOWN_NAMESAKES { ", which several people bear" } else { "" };
                sum.add(EvidenceKind::Name, rarity, || format!("same name, {shown_a}{note}"));
            }
            Agreement::SameReordered if rarity > 0.0 => {
                sum.full_name = rarity - 1.5;
                let text = || format!("same name in another order, {shown_a} and {shown_b}");
                sum.add(EvidenceKind::Name, rarity - 1.5, text);
            }
            Agreement::Same | Agreement::SameReordered | Agreement::Compatible => {
                let bits = compatible_bits(name_a, name_b);
                let spelled = self.add_cross_spelling(a, b, bits, sum);
                if !spelled {
                    sum.add(EvidenceKind::Name, bits, || format!("{shown_a} can be {shown_b}"));
                }
                sum.short_name = bits;
            }
            Agreement::OtherFamily => {
                sum.add(EvidenceKind::Name, -6.0, || {
                    format!("same given name, another family name: {shown_a}, {shown_b}")
                });
            }
            Agreement::Doubtful => self.add_doubt(a, b, name_a, name_b, sum),
            Agreement::Different => {
                sum.doubts = true;
                sum.add(EvidenceKind::Against, -14.0, || format!("{shown_a} and {shown_b} are different names"));
            }
            Agreement::Unknown => {
                if !self.add_other_script(name_a, name_b, sum) {
                    self.add_cross_spelling(a, b, 0.0, sum);
                    // Two full names that do not spell the same: one phone may well be two people's.
                    if name_a.is_full() && name_b.is_full() && !sum.proof_beyond_phone {
                        sum.doubts = true;
                        sum.add(EvidenceKind::Against, -4.0, || format!("{shown_a} does not spell {shown_b}"));
                    }
                }
            }
        }
    }

    /// Adds that people born on one day have names that are alike.
    pub(super) fn add_likeness(&self, pair: Option<(NameIdx, NameIdx)>, alike: Likeness, sum: &mut Sum) {
        let Some((a, b)) = pair else { return };
        let (a, b) = (&self.table.names[a as usize].shown, &self.table.names[b as usize].shown);
        if alike.is_close {
            sum.like_name = alike.bits;
        } else {
            sum.doubts = true;
        }
        sum.add(EvidenceKind::Name, alike.bits, || format!("{a} and {b} are alike"));
    }

    fn add_doubt(&self, a: RowIdx, b: RowIdx, name_a: &Name, name_b: &Name, sum: &mut Sum) {
        sum.doubts = true;
        let (shown_a, shown_b) = (&name_a.shown, &name_b.shown);
        // Two names that exist are two names: `Paul` is no slip of `Paula`.
        let exists = |name: &Name| name.given.first().is_some_and(|token| frequency::is_common_given(&token.plain));
        let two_names = exists(name_a) && exists(name_b) && name_a.given.first() != name_b.given.first();
        let slip = name_a.is_full() && name_b.is_full() && name_a.suffix == name_b.suffix && !two_names;
        if slip {
            let bits = name_a.rarity().min(name_b.rarity()) - 8.0;
            sum.add(EvidenceKind::Name, bits, || format!("{shown_a} and {shown_b} are nearly the same"));
        } else if !self.add_cross_spelling(a, b, 0.0, sum) {
            sum.add(EvidenceKind::Against, -4.0, || format!("{shown_a} and {shown_b} may be two people"));
        }
    }

    fn rarity_of(&self, name: NameIdx) -> f64 {
        let known = self.rarities.get(name as usize).copied();
        known.unwrap_or_else(|| self.rarity(&self.table.names[name as usize]))
    }

    /// Bits of a full name, as common as it is here.
    pub(super) fn rarity(&self, name: &Name) -> f64 {
        let bits = name.rarity();
        let bits = if bits > 0.0 { (bits - self.local.discount(name)).max(KNOWN_NAMESAKES) } else { bits };
        let known = || name.block_key().is_some_and(|key| self.namesakes.contains(&key));
        if bits > KNOWN_NAMESAKES && !self.namesakes.is_empty() && known() { KNOWN_NAMESAKES } else { bits }
    }

    fn add_other_script(&self, a: &Name, b: &Name, sum: &mut Sum) -> bool {
        let foreign = |name: &Name| name.tokens().any(|token| has_transliteration(&token.plain));
        let full = a.is_full() && b.is_full();
        let found = full && (foreign(a) || foreign(b)) && a.block_key().is_some() && a.block_key() == b.block_key();
        if found {
            let bits = (a.rarity().min(b.rarity()) - 4.0).max(2.0);
            sum.add(EvidenceKind::Name, bits, || format!("{} is {} in another script", a.shown, b.shown));
        }
        found
    }

    /// Adds that one row's user name spells the other's name, when that is worth more than `least`.
    fn add_cross_spelling(&self, a: RowIdx, b: RowIdx, least: f64, sum: &mut Sum) -> bool {
        let mut best: Option<(f64, UserIdx, NameIdx)> = None;
        for (user_row, name_row) in [(a, b), (b, a)] {
            let row = &self.table.rows[user_row as usize];
            for &user in row.users.iter().chain(&row.labels) {
                for &name_idx in self.table.rows[name_row as usize].names.iter().take(2) {
                    let name = &self.table.names[name_idx as usize];
                    if !name.is_full() {
                        continue;
                    }
                    let text = &self.table.users[user as usize].text;
                    let Some(found) = spelling(text, name) else { continue };
                    let bits = spelling_bits(found, name).min(self.rarity_of(name_idx));
                    if bits > best.map_or(least, |(bits, ..)| bits) {
                        best = Some((bits, user, name_idx));
                    }
                }
            }
        }
        let Some((bits, user, name)) = best else { return false };
        sum.add(EvidenceKind::LocalPart, bits, || {
            let (user, name) = (&self.table.users[user as usize].text, &self.table.names[name as usize]);
            format!("the user name {user} spells {}", name.shown)
        });
        true
    }

    /// Whether one has a full name, and the other no name but an address of their own: a desk's or a family's phone does
    /// not tell whose.
    fn writes_under_another_name(&self, a: RowIdx, b: RowIdx) -> bool {
        let row = |row: RowIdx| &self.table.rows[row as usize];
        let full = |at: RowIdx| self.table.leading_name(at).is_some_and(Name::is_full);
        let bare = |at: RowIdx| row(at).names.is_empty() && !row(at).users.is_empty();
        full(a) && bare(b) || full(b) && bare(a)
    }

    /// The rarest user name of both. An own domain may be the other's user name, but two addresses at one domain
    /// are no user name of both.
    fn shared_user(&self, a: RowIdx, b: RowIdx) -> Option<(f64, UserIdx)> {
        let (row_a, row_b) = (&self.table.rows[a as usize], &self.table.rows[b as usize]);
        let mut best: Option<(f64, UserIdx)> = None;
        for (users_a, users_b, loss) in [
            (&row_a.users, &row_b.users, 0.0),
            (&row_a.labels, &row_b.users, OWN_DOMAIN),
            (&row_a.users, &row_b.labels, OWN_DOMAIN),
        ] {
            for &one in users_a {
                for &two in users_b {
                    let stem = self.table.users[one as usize].stem;
                    if stem != self.table.users[two as usize].stem {
                        continue;
                    }
                    // Two numbers after one word tell two people apart: each was there already when the next one came.
                    if one != two && one != stem && two != stem {
                        continue;
                    }
                    let (shared, digits) = if one == two { (one, 0.0) } else { (stem, OTHER_DIGITS) };
                    let bits = self.table.users[shared as usize].bits - digits - loss;
                    if bits > best.map_or(0.0, |(bits, _)| bits) {
                        best = Some((bits, shared));
                    }
                }
            }
        }
        best
    }

    /// The most that either row's own name says by spelling the user name.
    fn own_spelling_bits(&self, a: RowIdx, b: RowIdx, user: UserIdx) -> f64 {
        let text = &self.table.users[user as usize].text;
        let names = [a, b].into_iter().filter_map(|row| self.table.leading_name(row)).filter(|name| name.is_full());
        names.filter_map(|name| Some(spelling_bits(spelling(text, name)?, name))).fold(0.0, f64::max)
    }

    /// Whether a domain of one of them spells the user name: that of a firm, perhaps, and not of one human.
    fn is_of_a_domain(&self, a: RowIdx, b: RowIdx, user: UserIdx) -> bool {
        let user = stem(&self.table.users[user as usize].text);
        let label = |domain: &TextIdx| employer_of_domain(&self.table.texts[*domain as usize]).map(squeeze);
        let rows = [&self.table.rows[a as usize], &self.table.rows[b as usize]];
        rows.iter().flat_map(|row| &row.domains).filter_map(label).any(|label| label == user)
    }

    /// What the digits at the end of a user name say.
    fn digit_bits(&self, user: UserIdx) -> f64 {
        let user = &self.table.users[user as usize];
        let n_digits = user.text.len() - self.table.users[user.stem as usize].text.len();
        if n_digits >= 2 { 2.5 * n_digits.min(4) as f64 } else { 0.0 }
    }

    /// Adds a user name of both.
    pub(super) fn add_users(&self, a: RowIdx, b: RowIdx, agreement: Agreement, sum: &mut Sum) {
        if sum.proof {
            return;
        }
        let Some((bits, user)) = self.shared_user(a, b) else { return };
        let own = self.table.spells_own(a, user) || self.table.spells_own(b, user);
        let agree = agreement <= Agreement::Compatible;
        let text = || format!("both use the user name {}", self.table.users[user as usize].text);
        // A name squeezed together tells little beside names that agree, even where theirs are too short to spell it.
        let name_like = self.table.users[user as usize].name_bits.is_some();
        if (own && (agree || agreement == Agreement::OtherFamily)) || (name_like && agree && sum.full_name > 0.0) {
            // The digits after it are no name's.
            let digits = self.digit_bits(user);
            sum.add_fact(EvidenceKind::LocalPart, SAME_SPELLING.min(bits) + digits, text);
        } else if own || name_like {
            // Somebody chose the spelling, too: a user name that a name spells is rarer than the name.
            let whole = bits.max(self.own_spelling_bits(a, b, user) + SAME_SPELLING).min(frequency::FULL_NAME);
            if agreement == Agreement::Unknown && !self.is_of_a_domain(a, b, user) {
                sum.squeezed_name = whole;
            }
            sum.add(EvidenceKind::LocalPart, (whole - sum.bits.max(0.0)).max(SAME_SPELLING), text);
        } else {
            sum.user_name = if self.is_of_a_domain(a, b, user) { 0.0 } else { bits };
            sum.add_fact(EvidenceKind::LocalPart, bits, text);
        }
    }
}

fn compatible_bits(a: &Name, b: &Name) -> f64 {
    let weight = |name: &Name| {
        let family = name.family.iter().filter(|token| !token.is_initial());
        let bits = family.map(|token| frequency::family_bits(&token.plain)).fold(0.0, f64::max);
        let given = name.given.first().filter(|token| !token.is_initial());
        bits + given.map_or(2.5, |token| frequency::given_bits(&token.plain) - 4.0)
    };
    let single = |name: &Name| name.family.is_empty();
    match (single(a), single(b)) {
        (true, true) => a.given.first().map_or(0.0, |token| frequency::given_bits(&token.plain) - 3.0),
        (true, false) | (false, true) => 3.0,
        (false, false) => weight(a).min(weight(b)).min(a.rarity().max(b.rarity()).max(8.0)),
    }
}
