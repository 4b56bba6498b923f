//! The unions of all tribes of this server, kept true with the store.
//!
//! A change is written to the store first and then read from it into the union, so that the union never holds what the
//! store does not. The store numbers its changes; every request of a member looks whether there is a new one, so that several
//! processes may serve one database. A packet whose day has come is out of every answer from that second, swept or not.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};
use tertius_model::Band;
use tertius_tribe_search::{Answer, Entry, Helper, MemberState, Query, Seeker, Sizes, Union};
use tertius_tribe_store::{Change, Kept, News, Person, Shows, Store, StoreError, Transaction, Who};

#[derive(Default)]
struct Pool {
    union: Union,
    /// Packets by the moment they expire.
    ends: BTreeMap<(i64, String), ()>,
    end_of: HashMap<String, i64>,
    /// The name of each member.
    members: HashMap<String, String>,
    /// The number of the last change that is in here.
    seen: i64,
}

impl Pool {
    fn remove(&mut self, packet: &str) {
        if let Some(end) = self.end_of.remove(packet) {
            self.ends.remove(&(end, packet.to_owned()));
        }
        self.union.remove_packet(packet);
    }
}

/// One tribe's union, and who brings it up to date: one at a time, or an older state could be laid over a newer.
#[derive(Default)]
struct Held {
    pool: Arc<RwLock<Pool>>,
    turn: tokio::sync::Mutex<()>,
}

/// Every tribe's union.
#[derive(Default)]
pub(crate) struct Tribes(RwLock<HashMap<String, Arc<Held>>>);

impl Tribes {
    /// Reads everything from the store.
    pub async fn load(store: &Store, now: i64) -> Result<Tribes, StoreError> {
        let tribes = Tribes::default();
        let ids = store.read(Who::Door).await?.tribe_ids().await?;
        for tribe in ids {
            let mut on = store.read(Who::Engine { tribe: tribe.clone() }).await?;
            let n = on.n_changes(&tribe).await?;
            tribes.read_all(&tribe, n, &mut on, now).await?;
        }
        Ok(tribes)
    }

    fn held(&self, tribe: &str) -> Arc<Held> {
        if let Some(held) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(tribe) {
            return Arc::clone(held);
        }
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(tribe.to_owned()).or_default())
    }

    fn pool(&self, tribe: &str) -> Arc<RwLock<Pool>> {
        Arc::clone(&self.held(tribe).pool)
    }

    fn seen(&self, tribe: &str) -> i64 {
        self.pool(tribe).read().unwrap_or_else(PoisonError::into_inner).seen
    }

    /// Brings a tribe's union up to a number of changes, where it is not there yet.
    pub async fn reach(&self, store: &Store, tribe: &str, n_changes: i64, now: i64) -> Result<(), StoreError> {
        if self.seen(tribe) >= n_changes { Ok(()) } else { self.catch_up(store, tribe, now).await }
    }

    /// Takes into a tribe's union what changed in the store.
    pub async fn catch_up(&self, store: &Store, tribe: &str, now: i64) -> Result<(), StoreError> {
        let held = self.held(tribe);
        let _turn = held.turn.lock().await;
        let mut on = store.read(Who::Engine { tribe: tribe.to_owned() }).await?;
        match on.news(self.seen(tribe)).await? {
            News::Everything(n) => self.read_all(tribe, n, &mut on, now).await,
            News::Since(changes, n) => {
                for change in changes {
                    match change {
                        Change::Members => self.read_members(tribe, &mut on).await?,
                        Change::Packet(id) => match on.any_packet(&id, now).await? {
                            Some(kept) => self.read_packet(tribe, &kept, &mut on).await?,
                            None => held.pool.write().unwrap_or_else(PoisonError::into_inner).remove(&id),
                        },
                    }
                }
                held.pool.write().unwrap_or_else(PoisonError::into_inner).seen = n;
                Ok(())
            }
        }
    }

    async fn read_all(&self, tribe: &str, n: i64, on: &mut Transaction, now: i64) -> Result<(), StoreError> {
        self.read_members(tribe, on).await?;
        let all = on.all_packets(now).await?;
        let holding: HashSet<&str> = all.iter().map(|kept| kept.id.as_str()).collect();
        let pool = self.pool(tribe);
        {
            let mut pool = pool.write().unwrap_or_else(PoisonError::into_inner);
            let gone: Vec<String> = pool.end_of.keys().filter(|id| !holding.contains(id.as_str())).cloned().collect();
            gone.iter().for_each(|id| pool.remove(id));
        }
        for kept in &all {
            self.read_packet(tribe, kept, on).await?;
        }
        pool.write().unwrap_or_else(PoisonError::into_inner).seen = n;
        Ok(())
    }

    async fn read_packet(&self, tribe: &str, kept: &Kept, on: &mut Transaction) -> Result<(), StoreError> {
        let people = on.shared_people(&kept.id).await?;
        let entries: Vec<Entry> = if kept.level == "named" { people.iter().map(entry).collect() } else { Vec::new() };
        let pool = self.pool(tribe);
        let mut pool = pool.write().unwrap_or_else(PoisonError::into_inner);
        pool.remove(&kept.id);
        pool.union.put_packet(&kept.id, &kept.owner, &entries);
        pool.ends.insert((kept.expires, kept.id.clone()), ());
        pool.end_of.insert(kept.id.clone(), kept.expires);
        Ok(())
    }

    /// Reads what all members of a tribe wish; who is a member no longer goes.
    async fn read_members(&self, tribe: &str, on: &mut Transaction) -> Result<(), StoreError> {
        let (members, bars, closeness) = (on.members().await?, on.bars().await?, on.closeness().await?);
        let mut states: BTreeMap<String, MemberState> = BTreeMap::new();
        let mut names = HashMap::new();
        for member in members {
            names.insert(member.id.clone(), member.name);
            let is_named = member.shows == Shows::Named;
            states.insert(member.id, MemberState { is_named, ..MemberState::default() });
        }
        for bar in bars {
            states.entry(bar.owner).or_default().barred.push(bar.viewer);
        }
        for said in closeness {
            states.entry(said.owner).or_default().close.extend(band(said.band).map(|band| (said.other, band)));
        }
        let pool = self.pool(tribe);
        let mut pool = pool.write().unwrap_or_else(PoisonError::into_inner);
        let gone: Vec<String> = pool.members.keys().filter(|member| !names.contains_key(*member)).cloned().collect();
        gone.iter().for_each(|member| pool.union.remove_member(member));
        pool.members = names;
        for (member, state) in &states {
            pool.union.set_member(member, state);
        }
        Ok(())
    }

    /// Answers a member.
    pub fn search(&self, tribe: &str, seeker: Seeker<'_>, query: &Query, now: i64) -> Answer {
        let pool = self.pool_at(tribe, now);
        let pool = pool.read().unwrap_or_else(PoisonError::into_inner);
        pool.union.search(seeker, query)
    }

    /// Who can help a member with a question.
    pub fn helpers(&self, tribe: &str, asker: &str, question: &str, now: i64) -> Vec<Helper> {
        let pool = self.pool_at(tribe, now);
        let pool = pool.read().unwrap_or_else(PoisonError::into_inner);
        pool.union.helpers(asker, question)
    }

    /// A tribe's union without packets whose day has come.
    fn pool_at(&self, tribe: &str, now: i64) -> Arc<RwLock<Pool>> {
        let pool = self.pool(tribe);
        let is_due = |pool: &Pool| pool.ends.first_key_value().is_some_and(|((end, _), ())| *end <= now);
        if is_due(&pool.read().unwrap_or_else(PoisonError::into_inner)) {
            let mut held = pool.write().unwrap_or_else(PoisonError::into_inner);
            while is_due(&held) {
                let Some(((_, packet), ())) = held.ends.pop_first() else { break };
                held.remove(&packet);
            }
        }
        pool
    }

    /// What members of a tribe are called.
    pub fn names<'a>(&self, tribe: &str, members: impl Iterator<Item = &'a str>) -> HashMap<String, String> {
        let pool = self.pool(tribe);
        let pool = pool.read().unwrap_or_else(PoisonError::into_inner);
        members.filter_map(|id| Some((id.to_owned(), pool.members.get(id)?.clone()))).collect()
    }

    /// How much a tribe's union holds.
    pub fn sizes(&self, tribe: &str) -> Sizes {
        self.pool(tribe).read().unwrap_or_else(PoisonError::into_inner).union.sizes()
    }
}

/// A band as the store numbers it.
pub(crate) fn band(number: i64) -> Option<Band> {
    usize::try_from(number - 1).ok().and_then(|at| Band::ALL.get(at).copied())
}

fn entry(person: &Person) -> Entry {
    Entry {
        name: person.name.clone(),
        employer: person.employer.clone(),
        title: person.title.clone(),
        url: person.url.clone(),
        band: band(person.band),
    }
}
