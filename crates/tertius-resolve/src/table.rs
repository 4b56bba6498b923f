//! The records as the resolver works on them: names and identifiers read once and numbered.
//!
//! Rows and what they share are numbered as they arrive. No answer may depend on these numbers: whatever decides a
//! tie is ordered by content, rows by their record ids.

use crate::digest::{Address, Digest};
use crate::employer::employer_of_domain;
use crate::identifier::{Identifier, Trust};
use crate::name::{self, Name, NameKind, frequency, parse_card_name, parse_name};
use crate::record::{Book, ProfileKind, Record, RecordKind};
use crate::spelling::{name_like_bits, rarity_of_user_name, spelling, squeeze, stem};
use rustc_hash::FxHashMap;
use tertius_model::{Birthday, Handle, RecordId};

/// A position in [`Table::rows`].
pub(crate) type RowIdx = u32;
/// A position in [`Table::names`].
pub(crate) type NameIdx = u32;
/// A position in [`Table::identifiers`].
pub(crate) type IdentIdx = u32;
/// A number for a normalised text: employer, domain, place or street.
pub(crate) type TextIdx = u32;
/// A position in [`Table::users`].
pub(crate) type UserIdx = u32;

/// A record, digested. Its lists are ordered by what they name, not by number, so that nothing depends on the order in
/// which records arrived.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) id: RecordId,
    pub(crate) kind: RecordKind,
    /// Position in the records handed in.
    pub(crate) input: usize,
    /// The names that count, the leading one first; each once.
    pub(crate) names: Vec<NameIdx>,
    /// Each once.
    pub(crate) identifiers: Vec<IdentIdx>,
    /// Normalised employers.
    pub(crate) employers: Vec<TextIdx>,
    /// Registered domains of the addresses; providers left out.
    pub(crate) domains: Vec<TextIdx>,
    /// User names: before the `@`, of accounts, names that are none.
    pub(crate) users: Vec<UserIdx>,
    /// Own domains, spelled as user names.
    pub(crate) labels: Vec<UserIdx>,
    /// The user names among the names.
    name_users: Box<[UserIdx]>,
    pub(crate) place: Option<TextIdx>,
    pub(crate) street: Option<TextIdx>,
    pub(crate) postcode: Option<TextIdx>,
    pub(crate) birthday: Option<Birthday>,
    pub(crate) book: Option<Book>,
}

/// A user name, squeezed.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) text: String,
    /// How rare it is.
    pub(crate) bits: f64,
    /// The rarity of the name that it looks like squeezed together, whoever's.
    pub(crate) name_bits: Option<f64>,
    /// Without digits at its end.
    pub(crate) stem: UserIdx,
}

/// All records, digested, with what they share.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
    pub(crate) names: Vec<Name>,
    pub(crate) identifiers: Vec<Identifier>,
    /// By identifier.
    spelled: Vec<Spelled>,
    /// The rows that hold an identifier, in the order in which they arrived.
    pub(crate) holders: Vec<Vec<RowIdx>>,
    pub(crate) texts: Vec<String>,
    pub(crate) users: Vec<User>,
    /// Rows with addresses at a domain, or with an employer, by text.
    pub(crate) n_at_domain: FxHashMap<TextIdx, u32>,
    numbers: Numbers,
}

/// What an identifier spells, whatever it is worth.
#[derive(Clone, Copy, Debug)]
struct Spelled {
    domain: Option<TextIdx>,
    user: Option<UserIdx>,
}

/// The numbers given so far.
#[derive(Debug, Default)]
struct Numbers {
    names: FxHashMap<String, NameIdx>,
    identifiers: FxHashMap<Handle, IdentIdx>,
    texts: FxHashMap<String, TextIdx>,
    users: FxHashMap<String, UserIdx>,
}

/// More rows than this at a domain make it an employer's or a provider's, not somebody's own.
pub(crate) const MAX_OWN_DOMAIN: u32 = 4;

impl Table {
    /// Two rows by record id, the smaller first.
    pub(crate) fn in_order(&self, a: RowIdx, b: RowIdx) -> (RowIdx, RowIdx) {
        if self.order(a) <= self.order(b) { (a, b) } else { (b, a) }
    }

    /// What rows are ordered by: the record id, and among records of one id the number.
    pub(crate) fn order(&self, row: RowIdx) -> (RecordId, RowIdx) {
        (self.rows[row as usize].id, row)
    }

    /// Takes a record into a new row. Its addresses count from [`Table::read_addresses`] on, once they are profiled.
    pub(crate) fn add(&mut self, digest: Digest<'_>, input: usize) -> RowIdx {
        let at = self.rows.len() as RowIdx;
        let record = &digest.record;
        let mut row = Row {
            id: record.id,
            kind: record.kind,
            input,
            birthday: record.birthday,
            book: record.book,
            ..Row::default()
        };
        let mut users = Vec::new();
        row.names = self.read_names(record, &mut users);
        row.name_users = users.into();
        for address in digest.addresses {
            let idx = self.number_address(address);
            if !row.identifiers.contains(&idx) {
                row.identifiers.push(idx);
                self.holders[idx as usize].push(at);
            }
        }
        row.identifiers
            .sort_unstable_by(|a, b| self.identifiers[*a as usize].handle.cmp(&self.identifiers[*b as usize].handle));
        row.employers = digest.employers.into_iter().map(|employer| self.number_text(employer)).collect();
        self.sort_texts(&mut row.employers);
        let mut number = |text: String| (!text.is_empty()).then(|| self.number_text(text));
        (row.place, row.street, row.postcode) = (number(digest.place), number(digest.street), number(digest.postcode));
        row.names.shrink_to_fit();
        row.identifiers.shrink_to_fit();
        self.rows.push(row);
        at
    }

    /// Takes a row out of the identifiers that it holds.
    pub(crate) fn let_go(&mut self, row: RowIdx) {
        for idx in &self.rows[row as usize].identifiers {
            self.holders[*idx as usize].retain(|holder| *holder != row);
        }
    }

    /// Gives up what only further records would need.
    pub(crate) fn forget_numbers(&mut self) {
        self.numbers = Numbers::default();
    }

    /// The number of an identifier's handle.
    pub(crate) fn identifier(&self, handle: &Handle) -> Option<IdentIdx> {
        self.numbers.identifiers.get(handle).copied()
    }

    /// Notes a row's mail domains and user names, from the identifiers that profiling left their owners.
    pub(crate) fn read_addresses(&mut self, at: RowIdx, trust: &[Trust]) {
        let at = at as usize;
        let mut domains = Vec::new();
        let mut users = self.rows[at].name_users.to_vec();
        for nth in 0..self.rows[at].identifiers.len() {
            let idx = self.rows[at].identifiers[nth] as usize;
            let (has_user, has_domain) = match trust[idx] {
                Trust::Proof => (true, true),
                // The domain of `info@janedoe.example` and the user of `jane@laptop.local` may be their owner's.
                Trust::Never(ProfileKind::Role) => (false, true),
                Trust::Never(ProfileKind::Junk) => (true, false),
                _ => (false, false),
            };
            let Spelled { domain, user } = self.spelled[idx];
            domains.extend(domain.filter(|_| has_domain));
            users.extend(user.filter(|_| has_user));
        }
        self.sort_texts(&mut domains);
        self.sort_users(&mut users);
        domains.shrink_to_fit();
        users.shrink_to_fit();
        (self.rows[at].domains, self.rows[at].users) = (domains, users);
    }

    /// Counts a row at its employers. A domain is never spelled as an employer is.
    pub(crate) fn count_employers(&mut self, at: RowIdx) {
        for employer in &self.rows[at as usize].employers {
            *self.n_at_domain.entry(*employer).or_default() += 1;
        }
    }

    /// Counts a row at its domains, or takes it out of the count.
    pub(crate) fn count_domains(&mut self, at: RowIdx, change: i32) {
        for domain in &self.rows[at as usize].domains {
            let n = self.n_at_domain.entry(*domain).or_default();
            *n = n.saturating_add_signed(change);
        }
    }

    /// Somebody's own domain spells a name as a user name does: `mail@janedoe.example`.
    pub(crate) fn read_own_domains(&mut self, at: RowIdx) {
        let at = at as usize;
        let mut labels = Vec::new();
        for nth in 0..self.rows[at].domains.len() {
            let domain = self.rows[at].domains[nth];
            if self.n_at_domain.get(&domain).is_none_or(|n| *n <= MAX_OWN_DOMAIN) {
                let label = employer_of_domain(&self.texts[domain as usize]).map(squeeze);
                let label = label.filter(|label| label.chars().count() >= 5);
                labels.extend(label.map(|label| self.number_user(label)));
            }
        }
        self.sort_users(&mut labels);
        self.rows[at].labels = labels;
    }

    fn sort_texts(&self, list: &mut Vec<TextIdx>) {
        list.sort_unstable_by(|a, b| self.texts[*a as usize].cmp(&self.texts[*b as usize]));
        list.dedup();
    }

    fn sort_users(&self, list: &mut Vec<UserIdx>) {
        list.sort_unstable_by(|a, b| self.users[*a as usize].text.cmp(&self.users[*b as usize].text));
        list.dedup();
    }

    fn number_text(&mut self, text: String) -> TextIdx {
        if let Some(&idx) = self.numbers.texts.get(&text) {
            return idx;
        }
        let idx = self.texts.len() as TextIdx;
        self.texts.push(text.clone());
        self.numbers.texts.insert(text, idx);
        idx
    }

    fn number_user(&mut self, text: String) -> UserIdx {
        if let Some(&idx) = self.numbers.users.get(&text) {
            return idx;
        }
        let bare = stem(&text).to_owned();
        let stem = (bare != text).then(|| self.number_user(bare));
        let idx = self.users.len() as UserIdx;
        // Digits at its end change nothing in what name it is like.
        let name_bits = match stem {
            Some(stem) => self.users[stem as usize].name_bits,
            None => name_like_bits(&text),
        };
        let bits = rarity_of_user_name(&text, name_bits);
        self.users.push(User { text: text.clone(), bits, name_bits, stem: stem.unwrap_or(idx) });
        self.numbers.users.insert(text, idx);
        idx
    }

    fn number_name(&mut self, key: String, read: impl FnOnce() -> Name) -> NameIdx {
        if let Some(&idx) = self.numbers.names.get(&key) {
            return idx;
        }
        let idx = self.names.len() as NameIdx;
        self.names.push(read());
        self.numbers.names.insert(key, idx);
        idx
    }

    fn number_address(&mut self, address: Address) -> IdentIdx {
        let Address { identifier, domain, user } = address;
        if let Some(&idx) = self.numbers.identifiers.get(&identifier.handle) {
            return idx;
        }
        let idx = self.identifiers.len() as IdentIdx;
        self.numbers.identifiers.insert(identifier.handle.clone(), idx);
        let domain = domain.map(|domain| self.number_text(domain));
        let user = user.map(|user| self.number_user(user));
        self.spelled.push(Spelled { domain, user });
        self.identifiers.push(identifier);
        self.holders.push(Vec::new());
        idx
    }

    /// Whether a row's own name spells the user name.
    pub(crate) fn spells_own(&self, row: RowIdx, user: UserIdx) -> bool {
        let text = &self.users[user as usize].text;
        self.rows[row as usize].names.iter().any(|name| spelling(text, &self.names[*name as usize]).is_some())
    }

    /// The leading name of a row, when it has one that can be compared.
    pub(crate) fn leading_name(&self, row: RowIdx) -> Option<&Name> {
        self.rows[row as usize].names.first().map(|name| &self.names[*name as usize])
    }

    /// The best agreement between the names of two rows, and the names it is between.
    pub(crate) fn agreement(&self, a: RowIdx, b: RowIdx) -> (name::Agreement, Option<(NameIdx, NameIdx)>) {
        let (a, b) = (&self.rows[a as usize], &self.rows[b as usize]);
        let mut best: Option<(name::Agreement, (NameIdx, NameIdx))> = None;
        for &one in a.names.iter().take(4) {
            for &two in b.names.iter().take(4) {
                let found = self.compare(one, two);
                if best.is_none_or(|(best, _)| found < best) {
                    best = Some((found, (one, two)));
                }
            }
        }
        best.map_or((name::Agreement::Unknown, None), |(found, names)| (found, Some(names)))
    }

    /// Compares two names by number.
    pub(crate) fn compare(&self, a: NameIdx, b: NameIdx) -> name::Agreement {
        name::compare(&self.names[a as usize], &self.names[b as usize])
    }
}

impl Table {
    /// Card name first, then seen names by count. Names seen in less than 2 % of at least 20 sightings are slips.
    fn read_names(&mut self, record: &Record, users: &mut Vec<UserIdx>) -> Vec<NameIdx> {
        let mut found = Vec::new();
        if let Some(card) = &record.name {
            let key = [&card.full, &card.given, &card.middle, &card.family, &card.nickname, &card.maiden]
                .map(String::as_str)
                .join("\u{1}");
            found.push(self.number_name(key, || parse_card_name(card)));
        }
        let mut seen: Vec<_> = record.names.iter().collect();
        seen.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        let total: u64 = seen.iter().map(|name| u64::from(name.count)).sum();
        for name in seen.iter().filter(|name| total < 20 || u64::from(name.count) * 50 > total).take(64) {
            found.push(self.number_name(name.text.clone(), || parse_name(&name.text)));
        }
        let mut names: Vec<NameIdx> = Vec::new();
        for idx in found {
            let name = &self.names[idx as usize];
            let kind = name.kind;
            if matches!(kind, NameKind::Account | NameKind::Single) {
                let user = squeeze(name.shown.split('@').next().unwrap_or_default());
                if user.chars().count() >= 2 && (kind == NameKind::Account || !frequency::is_common_given(&user)) {
                    users.push(self.number_user(user));
                }
            }
            if !matches!(kind, NameKind::Nothing | NameKind::Account) && !names.contains(&idx) {
                names.push(idx);
            }
        }
        names.sort_by_key(|idx| !self.names[*idx as usize].is_full());
        names
    }
}
