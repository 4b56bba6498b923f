//! From what the user typed to one person: an id, an address, or a name that only one person has.

use crate::app::App;
use crate::error::AppError;
use crate::network::{EGO, Network, Person, PersonIdx};
use crate::search::{contains_prefixes, words};
use tertius_model::{Handle, Mention, RecordId};

/// Candidates listed when a name is ambiguous.
const LISTED: usize = 8;

impl App {
    /// The person that the user means.
    ///
    /// # Errors
    /// User errors: nobody, several (each listed with what tells them apart), or ego.
    pub(crate) fn who(&self, text: &str) -> Result<PersonIdx, AppError> {
        let network = self.network()?;
        let text = text.trim();
        if let Ok(id) = text.parse::<RecordId>()
            && let Some(found) = network.find(id)
        {
            return not_ego(found, text);
        }
        if let Some(handle) = Handle::parse(text) {
            return match holders(network, &handle).as_slice() {
                [] => Err(nobody(text)),
                [only] => not_ego(*only, text),
                several => Err(ambiguous(network, text, several)),
            };
        }
        find_name(network, text)
    }

    /// How a ruling names a person: by an address that only they hold, which survives forgetting and re-import; else
    /// by address and name; else by name.
    pub(crate) fn mention_of(&self, text: &str) -> Result<Mention, AppError> {
        let idx = self.who(text)?;
        let network = self.network()?;
        let person = self.person_at(idx)?;
        let typed = Handle::parse(text.trim());
        let mut handles: Vec<Handle> = person.handles.iter().map(|saved| saved.handle()).collect();
        handles.sort_by_key(|handle| {
            let is_typed = typed.as_ref().is_some_and(|typed| same_place(handle, typed));
            (!is_typed, holders(network, handle).len() > 1, handle.kind())
        });
        let Some(handle) = handles.into_iter().next() else {
            return Ok(Mention { handle: None, name: person.name.clone() });
        };
        let shared = holders(network, &handle).len() > 1;
        Ok(Mention { handle: Some(handle), name: if shared { person.name.clone() } else { String::new() } })
    }

    pub(crate) fn person_at(&self, idx: PersonIdx) -> Result<&Person, AppError> {
        let missing = || AppError::internal("a person vanished between two steps of one answer; please report this");
        self.network()?.people.get(idx as usize).ok_or_else(missing)
    }
}

/// Everybody who holds this address; where nobody does, everybody with one that reaches the same place.
pub(crate) fn holders(network: &Network, handle: &Handle) -> Vec<PersonIdx> {
    let exact = holders_by(network, &|held| held == handle);
    if exact.is_empty() { holders_by(network, &|held| same_place(held, handle)) } else { exact }
}

fn holders_by(network: &Network, fits: &dyn Fn(&Handle) -> bool) -> Vec<PersonIdx> {
    let holds = |person: &Person| person.handles.iter().any(|saved| fits(&saved.handle()));
    let people = network.people.iter().enumerate().filter(|(_, person)| holds(person));
    let ego = network.ego_handles.iter().any(|(saved, _)| fits(&saved.handle()));
    people.map(|(idx, _)| idx as PersonIdx).chain(ego.then_some(EGO)).collect()
}

/// Phones match with or without their country: one without it must be the end of the other, eight digits at least.
fn same_place(held: &Handle, typed: &Handle) -> bool {
    if held.kind() != typed.kind() {
        return false;
    }
    if held.value() == typed.value() {
        return true;
    }
    let both_complete = held.value().starts_with('+') && typed.value().starts_with('+');
    if held.kind() != tertius_model::HandleKind::Phone || both_complete {
        return false;
    }
    let national = |handle: &Handle| handle.value().trim_start_matches(['+', '0']).to_owned();
    let (held, typed) = (national(held), national(typed));
    held.len().min(typed.len()) >= 8 && (held.ends_with(&typed) || typed.ends_with(&held))
}

fn find_name(network: &Network, text: &str) -> Result<PersonIdx, AppError> {
    let wanted = words(text);
    if wanted.is_empty() {
        return Err(nobody(text));
    }
    let names = |person: &Person| -> Vec<Vec<String>> {
        std::iter::once(&person.name).chain(&person.other_names).map(|name| words(name)).collect()
    };
    let mut exact = Vec::new();
    let mut partial = Vec::new();
    for (idx, person) in network.people.iter().enumerate() {
        let names = names(person);
        if names.contains(&wanted) {
            exact.push(idx as PersonIdx);
        } else if names.iter().any(|name| contains_prefixes(name, &wanted)) {
            partial.push(idx as PersonIdx);
        }
    }
    let found = if exact.is_empty() { partial } else { exact };
    match found.as_slice() {
        [] => Err(nobody(text)),
        [one] => Ok(*one),
        several => Err(ambiguous(network, text, several)),
    }
}

fn not_ego(found: PersonIdx, text: &str) -> Result<PersonIdx, AppError> {
    if found == EGO {
        return Err(AppError::user(format!("{text} is you"), "name somebody else; tertius me shows your addresses"));
    }
    Ok(found)
}

fn nobody(text: &str) -> AppError {
    AppError::user(
        format!("nobody is known as \"{text}\""),
        "tertius people WORDS searches names, employers, titles and places",
    )
}

fn ambiguous(network: &Network, text: &str, found: &[PersonIdx]) -> AppError {
    let mut lines: Vec<String> = found
        .iter()
        .take(LISTED)
        .map(|&idx| {
            let Some(person) = network.people.get(idx as usize) else { return "you".to_owned() };
            let apart = [person.title.as_str(), person.employer.as_str(), person.place.as_str()];
            let apart = apart.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            let handle = person.handles.first().map(|handle| handle.value.as_str()).unwrap_or_default();
            format!("{}  {}  {apart}  {handle}", person.person_id(), person.name).trim_end().to_owned()
        })
        .collect();
    if found.len() > LISTED {
        lines.push(format!("and {} more", found.len() - LISTED));
    }
    AppError::user(format!("\"{text}\" fits {} people; say which, by id or address", found.len()), lines.join("\n"))
}
