//! People, the deepest ties first, or those whom a query finds.

use super::weigh::{Scale, stated, value};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, Person, PersonIdx};
use crate::search::{contains_prefixes, words};
use crate::views::{HandleRow, PersonBrief, PersonRow};
use crate::who::holders;
use tertius_model::{Handle, PersonId};
use tertius_relevance::index::Typing;
use tertius_ties::{Kind, kinds};

/// A page of people, and how many there are in all.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPeople {
    /// The page.
    pub rows: Vec<PersonRow>,
    /// All that match.
    pub total: u64,
}

impl App {
    /// People whose name, employer, title, place, group or address match every word of a query, the deepest first.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn people(&self, query: &str, top: usize) -> Result<FoundPeople, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let matching = matching(network, query);
        if matching.is_empty() && Handle::parse(query.trim()).is_none() {
            return self.nearly(query, top);
        }
        let mut ranked: Vec<(f64, f64, &Person)> = matching
            .into_iter()
            .map(|idx| {
                let person = &network.people[idx as usize];
                (scale.depth(person).value, scale.freshness(person).value, person)
            })
            .collect();
        ranked.sort_by(|a, b| {
            let deeper = b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1));
            deeper.then_with(|| a.2.name.cmp(&b.2.name)).then(a.2.id.cmp(&b.2.id))
        });
        let total = ranked.len() as u64;
        ranked.truncate(top);
        Ok(FoundPeople { rows: ranked.into_iter().map(|(_, _, person)| row(person, &scale)).collect(), total })
    }
}

impl App {
    /// Whom a search finds that forgives a slip of the hand and knows what titles mean, the best first.
    fn nearly(&self, query: &str, top: usize) -> Result<FoundPeople, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let hits = self.people_index()?.search(query, Typing::Finished, usize::MAX);
        let total = hits.len() as u64;
        let people = hits.iter().take(top).filter_map(|hit| network.people.get(hit.entry as usize));
        Ok(FoundPeople { rows: people.map(|person| row(person, &scale)).collect(), total })
    }
}

fn matching(network: &Network, query: &str) -> Vec<PersonIdx> {
    if let Some(handle) = Handle::parse(query.trim()) {
        let found = holders(network, &handle).into_iter();
        return found.filter(|&idx| idx != crate::network::EGO).collect();
    }
    let wanted = words(query);
    let all = 0..network.people.len() as PersonIdx;
    if wanted.is_empty() {
        return all.collect();
    }
    all.filter(|&idx| contains_prefixes(&searched(&network.people[idx as usize]), &wanted)).collect()
}

fn searched(person: &Person) -> Vec<String> {
    let mut all = words(&person.name);
    let more = [&person.employer, &person.title, &person.place];
    for text in more.into_iter().chain(&person.other_names).chain(&person.groups).chain(&person.past_employers) {
        all.extend(words(text));
    }
    all
}

/// The list row of a person.
pub(crate) fn row(person: &Person, scale: &Scale<'_>) -> PersonRow {
    let depth = scale.depth(person);
    let kinds: Vec<Kind> = kinds(&person.contact, &stated(person), depth.value, scale.now().day());
    PersonRow {
        brief: brief(person),
        handles: person.handles.iter().map(|handle| handle_row(&handle.handle())).collect(),
        depth: value(&depth),
        freshness: value(&scale.freshness(person)),
        kinds: kinds.iter().map(|kind| kind.id().to_owned()).collect(),
        last: person.contact.last().map(|time| time.day().to_string()),
    }
}

/// A person in one line.
pub(crate) fn brief(person: &Person) -> PersonBrief {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    PersonBrief {
        id: PersonId(person.id).to_string(),
        name: person.name.clone(),
        employer: known(&person.employer),
        title: known(&person.title),
        place: known(&person.place),
    }
}

/// A handle as views show it.
pub(crate) fn handle_row(handle: &Handle) -> HandleRow {
    let value = match handle.kind() {
        tertius_model::HandleKind::LinkedIn => format!("https://www.{handle}"),
        _ => handle.value().to_owned(),
    };
    HandleRow { kind: handle.kind().id().to_owned(), value }
}
