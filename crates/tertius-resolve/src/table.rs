//! The records as the resolver works on them: sorted by id, names and identifiers read once and numbered.
//!
//! Everything after this file sees rows in the order of their ids, so nothing can depend on the order in which
//! records were handed in.

use crate::employer::{normalise_employer, registered_domain};
use crate::identifier::{Identifier, Trust};
use crate::name::{self, Name, NameKind, fold_name, parse_card_name, parse_name};
use crate::record::{Book, Options, Record, RecordKind};
use rustc_hash::FxHashMap;
use tertius_model::{Birthday, HandleKind, RecordId};

/// A position in [`Table::rows`].
pub(crate) type RowIdx = u32;
/// A position in [`Table::names`].
pub(crate) type NameIdx = u32;
/// A position in [`Table::identifiers`].
pub(crate) type IdentIdx = u32;
/// A number for a normalised text: employer, domain, place or user name.
pub(crate) type TextIdx = u32;

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
    /// User names that the name does not spell, rising.
    pub(crate) user_names: Vec<TextIdx>,
    pub(crate) place: Option<TextIdx>,
    pub(crate) birthday: Option<Birthday>,
    pub(crate) book: Option<Book>,
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
    text_numbers: FxHashMap<String, TextIdx>,
}

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
            let (mut domains, mut user_names) = (Vec::new(), Vec::new());
            for idx in self.rows[at].identifiers.clone() {
                let identifier = self.identifiers[idx as usize].clone();
                if trust[idx as usize] != Trust::Proof || identifier.handle.kind() == HandleKind::Phone {
                    continue;
                }
                if let Some(registered) = identifier.mailbox().and_then(|(_, domain)| registered_domain(domain)) {
                    domains.push(self.number_text(registered.to_owned()));
                }
                let spelled =
                    |user: &str| self.rows[at].names.iter().any(|n| spelled_by(user, &self.names[*n as usize]));
                if let Some(user) = identifier.user_name().filter(|user| user.len() >= 5 && !spelled(user)) {
                    user_names.push(self.number_text(user.to_owned()));
                }
            }
            for list in [&mut domains, &mut user_names] {
                list.sort_unstable();
                list.dedup();
            }
            (self.rows[at].domains, self.rows[at].user_names) = (domains, user_names);
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

    /// The leading name of a row, when it has one that can be compared.
    pub(crate) fn leading_name(&self, row: RowIdx) -> Option<&Name> {
        self.rows[row as usize].names.first().map(|name| &self.names[*name as usize])
    }

    /// The best agreement between the names of two rows.
    pub(crate) fn agreement(&self, a: RowIdx, b: RowIdx) -> name::Agreement {
        let (a, b) = (&self.rows[a as usize], &self.rows[b as usize]);
        let mut best = None;
        for &one in a.names.iter().take(4) {
            for &two in b.names.iter().take(4) {
                let found = self.compare(one, two);
                best = Some(best.map_or(found, |best: name::Agreement| best.min(found)));
            }
        }
        best.unwrap_or(name::Agreement::Unknown)
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
            names: self.read_names(record),
            ..Row::default()
        };
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
    fn read_names(&mut self, record: &Record) -> Vec<NameIdx> {
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
            if !matches!(name.kind, NameKind::Nothing | NameKind::Account) && !names.contains(&idx) {
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

/// Whether a user name is made of a name's words and initials only, so that it says nothing new.
fn spelled_by(user: &str, name: &Name) -> bool {
    let mut rest: String = fold_name(user).chars().filter(|c| c.is_alphabetic()).collect();
    let mut words: Vec<&str> = name
        .tokens()
        .chain(&name.nicknames)
        .flat_map(|token| std::iter::once(token.plain.as_str()).chain(token.expanded.as_deref()))
        .filter(|word| word.chars().count() >= 2)
        .collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words {
        rest = rest.replacen(word, "", 1);
    }
    rest.chars().count() <= 2
}

/// Whether a user name spells a full name and nothing else: `jane.doe`, `doe-jane`, `janedoe`, not `jdoe`.
pub(crate) fn spells_name(user: &str, name: &Name) -> bool {
    let letters = name::collapse(&fold_name(user).replace(' ', ""));
    let (Some(given), Some(family)) = (name.given.first(), name.family.last()) else { return false };
    let (given, family) = (name::collapse(&given.plain), name::collapse(&family.plain));
    letters.chars().count() >= 6
        && (letters == name::collapse(&format!("{given}{family}"))
            || letters == name::collapse(&format!("{family}{given}")))
}
