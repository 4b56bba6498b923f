//! Resolving a list on its own: rows of any origin, no vault and no rulings.
//!
//! The same evidence as in a vault, with two differences. What is expected beforehand depends on how long the list
//! is; and pairs of the review tier can be joined too, from a probability on, the surest first, never against a
//! constraint.

use crate::cluster::{Authority, Forest, Refusal};
use crate::pairs;
use crate::profile::profile;
use crate::record::{Candidate, ListOptions, Listing, Options, PairList, Record};
use crate::score::{Scored, Scorer, Setting, Tier};
use crate::table::{RowIdx, Table};
use rustc_hash::FxHashMap;

/// Threads that score; more than a laptop's few help little.
const N_THREADS: usize = 4;

/// Finds out which rows of a list are one person's.
///
/// Deterministic, and independent of the order of the records. Cost: near-linear in the records.
pub fn resolve_list(records: Vec<Record>, options: &ListOptions) -> Listing {
    let n_records = records.len();
    let mut table = Table::new(&records, &Options { region: options.region });
    drop(records);
    let profiles = profile(&table);
    table.read_addresses(&profiles.trust);
    let named = pairs::trusted_names(&table, &profiles);
    let candidates = pairs::collect(&table, &profiles, &named);
    let scorer = Scorer::new(&table, &profiles, &named, Setting::List { n_rows: n_records });
    let mut scored = score_all(&scorer, &candidates.pairs);
    drop(candidates);
    scored.sort_by(|x, y| (x.tier.cmp(&y.tier)).then(y.bits.total_cmp(&x.bits)).then((x.a, x.b).cmp(&(y.a, y.b))));

    let none = FxHashMap::default();
    let mut forest = Forest::new(&table, &named, &none);
    for pair in &scored {
        let asked = options.threshold.is_some_and(|threshold| pair.probability >= threshold);
        if pair.tier == Tier::Automatic || asked {
            join(&mut forest, pair);
        }
    }
    let mut listing = list_people(&table, &mut forest, n_records);
    if options.pairs == PairList::Explained {
        listing.pairs = scored.iter().map(|pair| explained(&table, &scorer, pair)).collect();
        listing.pairs.sort_by(|x, y| y.probability.total_cmp(&x.probability).then((x.a, x.b).cmp(&(y.a, y.b))));
    }
    listing
}

/// Scores on several threads, in the order of the pairs.
fn score_all(scorer: &Scorer<'_>, pairs: &[(RowIdx, RowIdx)]) -> Vec<Scored> {
    let score = |part: &[(RowIdx, RowIdx)]| part.iter().filter_map(|&(a, b)| scorer.score(a, b)).collect::<Vec<_>>();
    let size = pairs.len().div_ceil(N_THREADS).max(1024);
    std::thread::scope(|scope| {
        let parts: Vec<_> = pairs.chunks(size).map(|part| scope.spawn(move || score(part))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("because scoring does not panic")).collect()
    })
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

fn list_people(table: &Table, forest: &mut Forest<'_>, n_records: usize) -> Listing {
    let mut listing = Listing { person_of: vec![0; n_records], ..Listing::default() };
    // Rows are ordered by id, so the first row of a cluster has its smallest id.
    let mut first: FxHashMap<RowIdx, usize> = FxHashMap::default();
    for at in 0..table.rows.len() as RowIdx {
        let input = table.rows[at as usize].input;
        listing.person_of[input] = *first.entry(forest.find(at)).or_insert(input);
    }
    listing.n_people = first.len();
    listing
}

fn explained(table: &Table, scorer: &Scorer<'_>, pair: &Scored) -> Candidate {
    let (a, b) = (table.rows[pair.a as usize].id, table.rows[pair.b as usize].id);
    Candidate { a: a.min(b), b: a.max(b), because: scorer.explain(pair.a, pair.b), probability: pair.probability }
}
