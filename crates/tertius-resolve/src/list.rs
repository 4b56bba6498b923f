//! Resolving a list on its own: rows of any origin, no vault and no rulings.
//!
//! The same evidence as in a vault, with two differences. What is expected beforehand depends on how long the list
//! is; and pairs of the review tier can be joined too, from a probability on, the surest first, never against a
//! constraint.

use crate::cluster::{Authority, Forest, Refusal, Rows, Source};
use crate::digest::digest_all;
use crate::pairs::{self, N_SHARES, in_parallel};
use crate::profile;
use crate::record::{Candidate, ListOptions, Listing, Options, PairList, Record};
use crate::score::{Namesakes, Scored, Scorer, Setting, Tier};
use crate::table::{RowIdx, Table};
use rustc_hash::FxHashMap;

/// Finds out which rows of a list are one person's.
///
/// Deterministic, and independent of the order of the records. Cost: near-linear in the records.
pub fn resolve_list<R>(records: R, options: &ListOptions) -> Listing
where
    R: IntoIterator<Item = Record>,
    R::IntoIter: Send,
{
    let mut table = Table::default();
    digest_all(records, Options { region: options.region }, |digest| {
        table.add(digest, table.rows.len());
    });
    let n_rows = table.rows.len();
    let rows = 0..n_rows as RowIdx;
    let trust = profile::trust_all(&table);
    for row in rows.clone() {
        table.read_addresses(row, &trust);
        table.count_domains(row, 1);
        table.count_employers(row);
    }
    rows.clone().for_each(|row| table.read_own_domains(row));
    table.forget_numbers();
    let named: Vec<bool> = rows.clone().map(|row| profile::is_named(&table, row, &trust)).collect();
    let mut namesakes = Namesakes::default();
    for row in rows.clone() {
        namesakes.add(&table, row);
    }
    let pairs = pairs::collect_once(&table, &trust, &named);
    let scorer = Scorer::new(&table, &trust, &named, &namesakes, Setting::List { n_rows });
    let mut scored = score_all(&scorer, &pairs);
    drop(pairs);
    scored.sort_unstable_by(Scored::before);

    let sides = FxHashMap::default();
    let mut forest = Forest::new(Source { table: &table, named: &named, sides: &sides }, Rows::All);
    for pair in &scored {
        let asked = options.threshold.is_some_and(|threshold| pair.probability() >= threshold);
        if pair.tier == Tier::Automatic || asked {
            join(&mut forest, pair);
        }
    }
    let mut listing = list_people(&table, &mut forest);
    if options.pairs == PairList::Explained {
        listing.pairs = scored.iter().map(|pair| explained(&table, &scorer, pair)).collect();
        listing.pairs.sort_by(|x, y| y.probability.total_cmp(&x.probability).then((x.a, x.b).cmp(&(y.a, y.b))));
    }
    drop(forest);
    // Freeing millions of small texts takes seconds: nobody needs to wait for that.
    std::thread::spawn(move || drop(table));
    listing
}

/// Scores on several threads, in the order of the pairs.
fn score_all(scorer: &Scorer<'_>, pairs: &[(RowIdx, RowIdx)]) -> Vec<Scored> {
    let size = pairs.len().div_ceil(N_SHARES).max(1024);
    let scored = in_parallel(pairs.chunks(size), |part| {
        part.iter().filter_map(|&(a, b)| scorer.score(a, b)).collect::<Vec<Scored>>()
    });
    scored.concat()
}

/// Joins unless a constraint refuses; an address of both outweighs names that clash.
fn join(forest: &mut Forest<'_>, pair: &Scored) {
    let authority = match forest.refusal(pair.a, pair.b) {
        Some(Refusal::Name) if pair.despite_names && pair.tier == Tier::Review => Authority::User,
        Some(_) => return,
        None => Authority::Evidence,
    };
    forest.join(pair.a, pair.b, authority).expect("because the refusal was looked at");
}

fn list_people(table: &Table, forest: &mut Forest<'_>) -> Listing {
    let rows = 0..table.rows.len() as RowIdx;
    // A person is named by the record with the smallest id.
    let mut first: Vec<RowIdx> = rows.clone().collect();
    for row in rows.clone() {
        let root = forest.find(row) as usize;
        if table.order(row) < table.order(first[root]) {
            first[root] = row;
        }
    }
    let person_of: Vec<usize> = rows.map(|row| first[forest.find(row) as usize] as usize).collect();
    let n_people = person_of.iter().enumerate().filter(|(at, person)| at == *person).count();
    Listing { person_of, n_people, pairs: Vec::new() }
}

fn explained(table: &Table, scorer: &Scorer<'_>, pair: &Scored) -> Candidate {
    let (a, b) = (table.rows[pair.a as usize].id, table.rows[pair.b as usize].id);
    Candidate { a, b, because: scorer.explain(pair.a, pair.b), probability: pair.probability() }
}
