//! Which pairs of rows are looked at: those that share an identifier, a form of a name, a user name or one that
//! the other's name may spell, a birthday, or a street.
//!
//! Near-linear: every row has a bounded number of block keys, and a block larger than its cap gives a star instead
//! of all pairs (identifiers) or is skipped (and logged, for names); a skipped name block is still compared where
//! its rows also share an employer, a mail domain or a birthday, because those have blocks of their own.

use crate::employer::employer_of_domain;
use crate::identifier::Trust;
use crate::name::{Name, collapse, nickname_groups, skeleton};
use crate::spelling::likely_user_names;
use crate::table::{IdentIdx, RowIdx, Table};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Holders of one identifier up to which all pairs are compared.
const MAX_HOLDERS: usize = 12;
/// Rows of one name block that are all compared.
const MAX_BLOCK: usize = 60;
/// Bits of a key that say which share it is in.
const SHARE_BITS: u32 = 2;
/// Shares of the work, a thread each; more than a laptop's few help little.
pub(crate) const N_SHARES: usize = 1 << SHARE_BITS;
/// Rows of a block of initials, user names or facts.
const MAX_LOOSE_BLOCK: usize = 24;

/// A block key: what rows of the block have in common, hashed; the last bits say what kind of thing that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Key(u64);

impl Key {
    fn of(block: Block, parts: &[&str]) -> Key {
        let mut hasher = FxHasher::default();
        parts.hash(&mut hasher);
        Key(hasher.finish() & !7 | block as u64)
    }

    fn is(self, block: Block) -> bool {
        self.0 & 7 == block as u64
    }

    /// The key of rows that bear a name, by its [`Name::block_key`].
    pub(crate) fn of_name(block_key: &str) -> Key {
        Key::of(Block::Name, &[block_key])
    }

    /// Rows up to which all pairs of the block are compared.
    pub(crate) fn cap(self) -> usize {
        if self.is(Block::Name) || self.is(Block::NameAndFact) { MAX_BLOCK } else { MAX_LOOSE_BLOCK }
    }

    /// Whether the user is told when the block is too large.
    pub(crate) fn is_told(self) -> bool {
        self.is(Block::Name)
    }
}

/// What the rows of a block have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Block {
    /// The full name.
    Name,
    /// The full name and a further fact.
    NameAndFact,
    /// A form of the name.
    NameForm,
    /// A user name, or one that the name spells.
    UserName,
    /// A birthday or a street.
    Fact,
}

/// The block keys of a row, each once, rising. `named` tells whether its names are its own.
pub(crate) fn keys_of(table: &Table, at: RowIdx, named: bool) -> Vec<Key> {
    let mut keys = Keys::default();
    keys.read(table, at, named);
    keys.keys
}

/// The keys of one row after another.
#[derive(Default)]
struct Keys {
    keys: Vec<Key>,
}

impl Keys {
    fn read(&mut self, table: &Table, at: RowIdx, named: bool) {
        self.keys.clear();
        let row = &table.rows[at as usize];
        if named {
            for name in row.names.iter().take(4).map(|name| &table.names[*name as usize]) {
                self.add_name(name);
                self.add_name_with_facts(table, at, name);
            }
        }
        for &user in row.users.iter().chain(&row.labels) {
            let user = &table.users[user as usize];
            self.add(Block::UserName, &[&user.text]);
            self.add(Block::UserName, &[&table.users[user.stem as usize].text]);
        }
        self.add_facts(table, at);
        self.keys.sort_unstable();
        self.keys.dedup();
    }

    fn add(&mut self, block: Block, parts: &[&str]) {
        self.keys.push(Key::of(block, parts));
    }

    /// The whole name; its first word with each other one; with the nickname's formal names; its consonants.
    fn add_name(&mut self, name: &Name) {
        let Some(key) = name.block_key() else { return };
        self.keys.push(Key::of_name(&key));
        let (Some(given), Some(family)) = (name.given.first(), name.family.last()) else { return };
        let (first, last) = (collapse(&given.plain), collapse(&family.plain));
        for word in name.given.iter().skip(1).chain(&name.family).filter(|token| !token.is_initial()) {
            let word = collapse(&word.plain);
            let (small, large) = if first <= word { (&first, &word) } else { (&word, &first) };
            self.add(Block::NameForm, &[small, large]);
        }
        for group in nickname_groups(&given.plain) {
            self.add(Block::NameForm, &[&group.to_string(), &last]);
        }
        for maiden in &name.maiden {
            self.add(Block::NameForm, &[&first, &collapse(&maiden.plain)]);
        }
        let (one, two) = (skeleton(&first), skeleton(&last));
        let (small, large) = if one <= two { (&one, &two) } else { (&two, &one) };
        self.add(Block::NameForm, &["sounds", small, large]);
        for user in likely_user_names(name) {
            self.add(Block::UserName, &[&user]);
        }
    }

    fn add_name_with_facts(&mut self, table: &Table, at: RowIdx, name: &Name) {
        let row = &table.rows[at as usize];
        let labels = row.domains.iter().filter_map(|domain| employer_of_domain(&table.texts[*domain as usize]));
        let facts = row.employers.iter().map(|text| table.texts[*text as usize].as_str()).chain(labels);
        let given = name.given.first().filter(|token| !token.is_initial());
        let key = name.block_key();
        let ends = name.given.first().and_then(|given| Some((given.plain.chars().next()?, name.family.last()?)));
        let short = ends.map(|(initial, family)| format!("{initial} {}", collapse(&family.plain)));
        for fact in facts {
            for text in given.map(|given| &given.plain).into_iter().chain(&key) {
                self.add(Block::NameAndFact, &[text, fact]);
            }
            if let (Some(_), Some(short)) = (&key, &short) {
                self.add(Block::NameAndFact, &[short, fact]);
            }
        }
        if let (Some(key), Some(born)) = (&key, row.birthday) {
            self.add(Block::NameAndFact, &[key, &format!("{}-{}", born.month, born.day)]);
        }
    }

    fn add_facts(&mut self, table: &Table, at: RowIdx) {
        let row = &table.rows[at as usize];
        if let Some((born, year)) = row.birthday.and_then(|born| Some((born, born.year?))) {
            self.add(Block::Fact, &[&format!("{year}-{}-{}", born.month, born.day)]);
        }
        if let Some(street) = row.street {
            self.add(Block::Fact, &[&table.texts[street as usize]]);
        }
        self.add_facts_with_names(table, at);
    }

    /// The birthday with the first letter of each word of the name, the postcode with how each word sounds: in long lists
    /// the facts alone are too common, and in dirty ones the names are misspelled.
    fn add_facts_with_names(&mut self, table: &Table, at: RowIdx) {
        let row = &table.rows[at as usize];
        let Some(name) = row.names.first().map(|name| &table.names[*name as usize]) else { return };
        let born = row.birthday.and_then(|born| Some(format!("{}-{}-{}", born.year?, born.month, born.day)));
        let postcode = row.postcode.map(|text| table.texts[text as usize].as_str());
        if born.is_none() && postcode.is_none() {
            return;
        }
        for word in name.tokens().map(|token| collapse(&token.plain)).take(4) {
            let first = word.chars().next().map(String::from);
            if let (Some(first), Some(born)) = (first, &born) {
                self.add(Block::NameAndFact, &[&first, born]);
            }
            if let Some(postcode) = postcode {
                self.add(Block::NameAndFact, &[&skeleton(&word), postcode]);
            }
        }
    }
}

/// The rows that meet on an identifier: all pairs of a few, a star around the first of many; none where many rows hold
/// what is no one person's.
pub(crate) fn pairs_on_identifier(table: &Table, idx: IdentIdx, trust: Trust, mut found: impl FnMut(RowIdx, RowIdx)) {
    let holders = &table.holders[idx as usize];
    if holders.len() <= MAX_HOLDERS {
        all_pairs(holders, found);
    } else if !matches!(trust, Trust::Never(_)) {
        let mut holders = holders.clone();
        holders.sort_unstable_by_key(|row| table.order(*row));
        for pair in holders.windows(2) {
            found(pair[0], pair[1]);
        }
        for &other in &holders[1..] {
            found(holders[0], other);
        }
    }
}

/// Whether pairs of other holders depend on one more or one less of them.
pub(crate) fn depends_on_holders(n_holders: usize, trust: Trust) -> bool {
    n_holders == MAX_HOLDERS
        || n_holders == MAX_HOLDERS + 1
        || n_holders > MAX_HOLDERS && !matches!(trust, Trust::Never(_))
}

fn all_pairs(rows: &[RowIdx], mut found: impl FnMut(RowIdx, RowIdx)) {
    for (at, &a) in rows.iter().enumerate() {
        for &b in &rows[at + 1..] {
            found(a, b);
        }
    }
}

/// The keys of all rows, in shares that follow one another: no key is in two of them.
struct Shares {
    /// By share, then by part of the rows.
    shares: Vec<Vec<Vec<Entry>>>,
}

/// A key and a row that has it.
pub(crate) type Entry = (Key, RowIdx);

impl Shares {
    fn read(table: &Table, named: &[bool]) -> Shares {
        let n_rows = table.rows.len();
        let size = n_rows.div_ceil(N_SHARES).max(1);
        let read = |from: usize| {
            let mut shares: Vec<Vec<Entry>> = vec![Vec::new(); N_SHARES];
            let mut keys = Keys::default();
            for (row, &named) in (0..).zip(named).skip(from).take(size) {
                keys.read(table, row, named);
                for &key in &keys.keys {
                    shares[(key.0 >> (u64::BITS - SHARE_BITS)) as usize].push((key, row));
                }
            }
            shares
        };
        let mut parts: Vec<_> = in_parallel((0..n_rows).step_by(size), read);
        let of_share = |share: usize| parts.iter_mut().map(|part| std::mem::take(&mut part[share])).collect();
        Shares { shares: (0..N_SHARES).map(of_share).collect() }
    }

    /// Works on every share, sorted, two at a time: all at once would hold everything twice.
    fn work<R: Send>(self, work: impl Fn(Vec<Entry>) -> R + Sync) -> Vec<R> {
        let mut done = Vec::new();
        let mut shares = self.shares.into_iter();
        loop {
            let some: Vec<Vec<Vec<Entry>>> = shares.by_ref().take(2).collect();
            if some.is_empty() {
                return done;
            }
            done.extend(in_parallel(some, |parts| {
                let mut entries = Vec::with_capacity(parts.iter().map(Vec::len).sum());
                parts.into_iter().for_each(|part| entries.extend(part));
                entries.sort_unstable();
                work(entries)
            }));
        }
    }
}

/// The keys of all rows, sorted.
pub(crate) fn all_keys(table: &Table, named: &[bool]) -> Vec<Entry> {
    Shares::read(table, named).work(|entries| entries).concat()
}

/// All pairs of a table to score, each once, sorted by row number. `entries` are its keys, sorted.
pub(crate) fn collect(table: &Table, trust: &[Trust], entries: &[Entry]) -> Vec<(RowIdx, RowIdx)> {
    with_identifiers(table, trust, vec![pairs_of_blocks(entries)])
}

/// The same without keeping the keys.
pub(crate) fn collect_once(table: &Table, trust: &[Trust], named: &[bool]) -> Vec<(RowIdx, RowIdx)> {
    with_identifiers(table, trust, Shares::read(table, named).work(|entries| pairs_of_blocks(&entries)))
}

fn with_identifiers(table: &Table, trust: &[Trust], of_blocks: Vec<Vec<(RowIdx, RowIdx)>>) -> Vec<(RowIdx, RowIdx)> {
    let mut pairs: Vec<(RowIdx, RowIdx)> = Vec::new();
    for (idx, trust) in (0..).zip(trust) {
        pairs_on_identifier(table, idx, *trust, |a, b| pairs.push((a.min(b), a.max(b))));
    }
    of_blocks.into_iter().for_each(|some| pairs.extend(some));
    // Sorted runs: the stable sort merges them.
    pairs.sort();
    pairs.dedup();
    pairs
}

fn pairs_of_blocks(entries: &[(Key, RowIdx)]) -> Vec<(RowIdx, RowIdx)> {
    let mut pairs = Vec::new();
    for block in entries.chunk_by(|a, b| a.0 == b.0).filter(|block| (2..=block[0].0.cap()).contains(&block.len())) {
        for (at, (_, a)) in block.iter().enumerate() {
            // Rows of a block rise.
            pairs.extend(block[at + 1..].iter().map(|(_, b)| (*a, *b)));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Works on each part on a thread of its own; answers in the order of the parts.
pub(crate) fn in_parallel<T: Send, R: Send>(
    parts: impl IntoIterator<Item = T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let work = &work;
    std::thread::scope(|scope| {
        let threads: Vec<_> = parts.into_iter().map(|part| scope.spawn(move || work(part))).collect();
        threads.into_iter().map(|thread| thread.join().expect("because the work does not panic")).collect()
    })
}
