//! From what the user typed to one person: an id, an address, or a name that only one person has.

use crate::app::App;
use crate::error::AppError;
use crate::gather::handle_record;
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
            return match find_handle(network, &handle) {
                Some(found) => not_ego(found, text),
                None => Err(nobody(text)),
            };
        }
        find_name(network, text)
    }

    /// How a ruling names a person: by an address, which survives forgetting and re-import, else by name.
    pub(crate) fn mention_of(&self, text: &str) -> Result<Mention, AppError> {
        if let Some(handle) = Handle::parse(text.trim()) {
            self.who(text)?;
            return Ok(Mention { handle: Some(handle), name: String::new() });
        }
        let person = self.person_at(self.who(text)?)?;
        let handle = person.handles.iter().map(|saved| saved.handle()).min_by_key(|handle| handle.kind());
        let name = if handle.is_some() { String::new() } else { person.name.clone() };
        Ok(Mention { handle, name })
    }

    pub(crate) fn person_at(&self, idx: PersonIdx) -> Result<&Person, AppError> {
        let missing = || AppError::internal("a person vanished between two steps of one answer; please report this");
        self.network()?.people.get(idx as usize).ok_or_else(missing)
    }
}

/// The person with this address, in any spelling that reaches the same place.
pub(crate) fn find_handle(network: &Network, handle: &Handle) -> Option<PersonIdx> {
    if let Some(found) = network.find(handle_record(handle)) {
        return Some(found);
    }
    let same = |person: &Person| person.handles.iter().any(|saved| same_place(&saved.handle(), handle));
    if network.ego_handles.iter().any(|(saved, _)| same_place(&saved.handle(), handle)) {
        return Some(EGO);
    }
    network.people.iter().position(same).map(|idx| idx as PersonIdx)
}

/// Phones match with or without their country: the shorter must be the end of the longer, eight digits at least.
fn same_place(held: &Handle, typed: &Handle) -> bool {
    if held.kind() != typed.kind() {
        return false;
    }
    if held.value() == typed.value() {
        return true;
    }
    if held.kind() != tertius_model::HandleKind::Phone {
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
            let person = &network.people[idx as usize];
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
