//! The records as the resolver works on them: sorted by id, names and identifiers read once and numbered.
//!
//! Everything after this file sees rows in the order of their ids, so nothing can depend on the order in which
//! records were handed in.

use crate::employer::{employer_of_domain, normalise_employer, registered_domain};
use crate::identifier::{Identifier, Trust};
use crate::name::{self, Name, NameKind, fold_name, frequency, parse_card_name, parse_name};
use crate::record::{Book, Options, ProfileKind, Record, RecordKind};
use crate::spelling::{name_like_bits, spelling, squeeze, stem, user_name_bits};
use rustc_hash::FxHashMap;
use tertius_model::{Birthday, RecordId};

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

/// A record, digested.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) id: RecordId,
    pub(crate) kind: RecordKind,
    /// Position in the records handed in.
    pub(crate) input: usize,
    /// The names that count, the leading one first; each once.
    pub(crate) names: Vec<NameIdx>,
    /// Each once, rising.
    pub(crate) identifiers: Vec<IdentIdx>,
    /// Normalised employers, rising.
    pub(crate) employers: Vec<TextIdx>,
    /// Registered domains of the addresses, rising; providers left out.
    pub(crate) domains: Vec<TextIdx>,
    /// User names: before the `@`, of accounts, names that are none; rising.
    pub(crate) users: Vec<UserIdx>,
    /// Own domains, spelled as user names, rising.
    pub(crate) labels: Vec<UserIdx>,
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
    /// Whether it looks like a name squeezed together, whoever's.
    pub(crate) is_name_like: bool,
    /// Without digits at its end.
    pub(crate) stem: UserIdx,
}

/// All records, digested, with what they share.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Row>,
    pub(crate) names: Vec<Name>,
    pub(crate) identifiers: Vec<Identifier>,
    /// The rows that hold an identifier, rising.
    pub(crate) holders: Vec<Vec<RowIdx>>,
    pub(crate) texts: Vec<String>,
    pub(crate) users: Vec<User>,
    /// Rows with addresses at a domain, by text.
    pub(crate) n_at_domain: FxHashMap<TextIdx, u32>,
    text_numbers: FxHashMap<String, TextIdx>,
    user_numbers: FxHashMap<String, UserIdx>,
}

/// More rows than this at a domain make it an employer's or a provider's, not somebody's own.
const MAX_OWN_DOMAIN: u32 = 4;

#[derive(Default)]
struct Builder {
    table: Table,
    names: FxHashMap<String, NameIdx>,
    identifiers: FxHashMap<Identifier, IdentIdx>,
}

impl Table {
    /// Reads all records.
    pub(crate) fn new(records: &[Record], options: &Options) -> Table {
        let mut order: Vec<usize> = (0..records.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&records[a], &records[b]);
            (a.id, a.kind, &a.handles, &a.name, &a.names).cmp(&(b.id, b.kind, &b.handles, &b.name, &b.names))
        });
        let mut builder = Builder::default();
        for input in order {
            builder.add(&records[input], input, options);
        }
        builder.table
    }

    /// Notes the mail domains and user names of the identifiers that profiling left their owners.
    pub(crate) fn read_addresses(&mut self, trust: &[Trust]) {
        for at in 0..self.rows.len() {
            let mut domains = Vec::new();
            for idx in self.rows[at].identifiers.clone() {
                let identifier = &self.identifiers[idx as usize];
                let (has_user, has_domain) = match trust[idx as usize] {
                    Trust::Proof => (true, true),
                    // The domain of `info@janedoe.example` and the user of `jane@laptop.local` may be their owner's.
                    Trust::Never(ProfileKind::Role) => (false, true),
                    Trust::Never(ProfileKind::Junk) => (true, false),
                    _ => (false, false),
                };
                let domain = identifier.mailbox().and_then(|(_, domain)| registered_domain(domain));
                let domain = domain.filter(|_| has_domain).map(str::to_owned);
                let user = identifier.user_name().filter(|_| has_user).map(squeeze);
                domains.extend(domain.map(|domain| self.number_text(domain)));
                if let Some(user) = user.filter(|user| user.chars().count() >= 2) {
                    let user = self.number_user(user);
                    self.rows[at].users.push(user);
                }
            }
            domains.sort_unstable();
            domains.dedup();
            for &domain in &domains {
                *self.n_at_domain.entry(domain).or_default() += 1;
            }
            self.rows[at].domains = domains;
        }
        self.read_own_domains();
    }

    /// Somebody's own domain spells a name as a user name does: `mail@janedoe.example`.
    fn read_own_domains(&mut self) {
        for at in 0..self.rows.len() {
            for domain in self.rows[at].domains.clone() {
                if self.n_at_domain[&domain] <= MAX_OWN_DOMAIN {
                    let label = employer_of_domain(&self.texts[domain as usize]).map(squeeze);
                    if let Some(label) = label.filter(|label| label.chars().count() >= 5) {
                        let user = self.number_user(label);
                        self.rows[at].labels.push(user);
                    }
                }
            }
            let row = &mut self.rows[at];
            for list in [&mut row.users, &mut row.labels] {
                list.sort_unstable();
                list.dedup();
            }
        }
    }

    fn number_text(&mut self, text: String) -> TextIdx {
        if let Some(&idx) = self.text_numbers.get(&text) {
            return idx;
        }
        let idx = self.texts.len() as TextIdx;
        self.texts.push(text.clone());
        self.text_numbers.insert(text, idx);
        idx
    }

    fn number_user(&mut self, text: String) -> UserIdx {
        if let Some(&idx) = self.user_numbers.get(&text) {
            return idx;
        }
        let bare = stem(&text).to_owned();
        let stem = (bare != text).then(|| self.number_user(bare));
        let idx = self.users.len() as UserIdx;
        let (bits, is_name_like) = (user_name_bits(&text), name_like_bits(&text).is_some());
        self.users.push(User { text: text.clone(), bits, is_name_like, stem: stem.unwrap_or(idx) });
        self.user_numbers.insert(text, idx);
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

impl Builder {
    fn add(&mut self, record: &Record, input: usize, options: &Options) {
        let at = self.table.rows.len() as RowIdx;
        let mut row = Row {
            id: record.id,
            kind: record.kind,
            input,
            birthday: record.birthday,
            book: record.book,
            ..Row::default()
        };
        row.names = self.read_names(record, &mut row.users);
        for handle in &record.handles {
            let identifier = Identifier::of(handle, options);
            let idx = self.number_identifier(identifier);
            if !row.identifiers.contains(&idx) {
                row.identifiers.push(idx);
            }
        }
        row.identifiers.sort_unstable();
        for &idx in &row.identifiers {
            self.table.holders[idx as usize].push(at);
        }
        self.read_facts(record, &mut row);
        self.table.rows.push(row);
    }

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
            let name = &self.table.names[idx as usize];
            let kind = name.kind;
            if matches!(kind, NameKind::Account | NameKind::Single) {
                let user = squeeze(name.shown.split('@').next().unwrap_or_default());
                if user.chars().count() >= 2 && (kind == NameKind::Account || !frequency::is_common_given(&user)) {
                    users.push(self.table.number_user(user));
                }
            }
            if !matches!(kind, NameKind::Nothing | NameKind::Account) && !names.contains(&idx) {
                names.push(idx);
            }
        }
        names.sort_by_key(|idx| !self.table.names[*idx as usize].is_full());
        names
    }

    fn read_facts(&mut self, record: &Record, row: &mut Row) {
        for job in &record.jobs {
            let employer = normalise_employer(&job.employer);
            if !employer.is_empty() {
                row.employers.push(self.table.number_text(employer));
            }
        }
        let place = fold_name(record.place.split(',').next().unwrap_or_default());
        row.place = (!place.is_empty()).then(|| self.table.number_text(place));
        let [street, postcode] = [&record.street, &record.postcode].map(|text| fold_name(text).replace(' ', ""));
        row.street = (!street.is_empty()).then(|| self.table.number_text(street));
        row.postcode = (!postcode.is_empty()).then(|| self.table.number_text(postcode));
        row.employers.sort_unstable();
        row.employers.dedup();
    }

    fn number_name(&mut self, key: String, read: impl FnOnce() -> Name) -> NameIdx {
        if let Some(&idx) = self.names.get(&key) {
            return idx;
        }
        let idx = self.table.names.len() as NameIdx;
        self.table.names.push(read());
        self.names.insert(key, idx);
        idx
    }

    fn number_identifier(&mut self, identifier: Identifier) -> IdentIdx {
        if let Some(&idx) = self.identifiers.get(&identifier) {
            return idx;
        }
        let idx = self.table.identifiers.len() as IdentIdx;
        self.table.identifiers.push(identifier.clone());
        self.table.holders.push(Vec::new());
        self.identifiers.insert(identifier, idx);
        idx
    }
}
