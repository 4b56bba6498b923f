//! People search for a box that answers while somebody types.

use super::people::brief;
use crate::app::App;
use crate::error::AppError;
use crate::network::Person;
use crate::views::{FoundRow, rounded};
use tertius_relevance::index::{Entry, Field, PeopleIndex, Typing};

impl App {
    /// Finds people by name, employer, title (also by meaning), place, groups, notes and addresses. The index is built at
    /// the first call and holds until the vault or the clock changes.
    ///
    /// # Errors
    /// When the vault cannot be read.
    pub fn search(&self, query: &str, typing: Typing, top: usize) -> Result<Vec<FoundRow>, AppError> {
        let network = self.network()?;
        let hits = self.people_index()?.search(query, typing, top);
        let row = |hit: &tertius_relevance::index::Hit| {
            let person = network.people.get(hit.entry as usize)?;
            let fields = hit.fields.iter().map(|field| field_name(*field).to_owned()).collect();
            Some(FoundRow { person: brief(person), score: rounded(hit.score), fields })
        };
        Ok(hits.iter().filter_map(row).collect())
    }

    /// The index over everybody, in the order of the network's people.
    pub(super) fn people_index(&self) -> Result<&PeopleIndex, AppError> {
        let held = self.held()?;
        Ok(held.people_index.get_or_init(|| index_of(&held.network.people)))
    }
}

fn index_of(people: &[Person]) -> PeopleIndex {
    let names: Vec<Vec<&str>> = people.iter().map(names).collect();
    let more: Vec<Vec<&str>> = people.iter().map(more).collect();
    let entries = people.iter().zip(names.iter().zip(&more)).map(|(person, (names, more))| Entry {
        names,
        employer: &person.employer,
        title: &person.title,
        place: &person.place,
        more,
    });
    PeopleIndex::build(entries)
}

fn names(person: &Person) -> Vec<&str> {
    std::iter::once(&person.name).chain(&person.other_names).map(String::as_str).collect()
}

fn more(person: &Person) -> Vec<&str> {
    let addresses = person.handles.iter().map(|handle| handle.value.as_str());
    let texts = person.groups.iter().chain(&person.notes).chain(&person.past_employers).map(String::as_str);
    texts.chain(addresses).collect()
}

fn field_name(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::Title => "title",
        Field::Employer => "employer",
        Field::Place => "place",
        Field::More => "more",
    }
}
