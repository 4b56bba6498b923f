//! A row of an address book on its way to a card.

use super::Refused;
use crate::{Intake, StatedDraft};
use tertius_model::{
    Birthday, Card, Connection, Handle, Job, Key, Mention, Party, PersonName, Position, Relation, StatedKind, Timestamp,
};

/// What a row says about one contact.
#[derive(Default)]
pub(crate) struct Contact {
    /// The name.
    pub(crate) name: PersonName,
    /// See [`Card::jobs`].
    pub(crate) jobs: Vec<Job>,
    /// See [`Card::place`].
    pub(crate) place: String,
    /// See [`Card::birthday`].
    pub(crate) birthday: Option<Birthday>,
    /// See [`Card::groups`].
    pub(crate) groups: Vec<String>,
    /// See [`Card::note`].
    pub(crate) note: String,
    /// See [`Card::connection`].
    pub(crate) connection: Option<Connection>,
    /// See [`Card::revised`].
    pub(crate) revised: Option<Timestamp>,
    /// See [`Card::handles`]; added with [`Contact::handle`], which drops repeats.
    pub(crate) handles: Vec<Handle>,
    /// Whom the card names as what.
    pub(crate) relations: Vec<(Relation, Mention)>,
}

impl Contact {
    /// Adds an address; what is none is ignored, repeats too.
    pub(crate) fn handle(&mut self, handle: Option<Handle>) {
        if let Some(handle) = handle
            && !self.handles.contains(&handle)
        {
            self.handles.push(handle);
        }
    }

    /// Adds the e-mail addresses of a cell that may hold several, each with or without a name before `<`.
    pub(crate) fn emails(&mut self, cell: &str) {
        let address = |value: &str| Handle::email(value.rsplit_once('<').map_or(value, |(_, address)| address));
        values(cell).for_each(|value| self.handle(address(value)));
    }

    /// Adds the phone numbers of a cell that may hold several.
    pub(crate) fn phones(&mut self, cell: &str) {
        values(cell).for_each(|value| self.handle(Handle::phone(value)));
    }

    /// Adds the pages of a cell that may hold several, as far as they can be about one person: a bare host
    /// is most often the employer's.
    pub(crate) fn pages(&mut self, cell: &str) {
        for value in values(cell) {
            let handle = Handle::url(value);
            let is_bare_host = value.split_once("://").map_or(value, |(_, rest)| rest).trim_end_matches('/');
            if is_bare_host.contains('/') {
                self.handle(handle);
            }
        }
    }

    /// Adds an employer and title, if either is given.
    pub(crate) fn job(&mut self, employer: &str, title: &str) {
        if !employer.is_empty() || !title.is_empty() {
            let job = Job { employer: one_line(employer), title: one_line(title), from: None, to: None };
            if !self.jobs.contains(&job) {
                self.jobs.push(job);
            }
        }
    }

    /// Adds a person whom the contact's card names as a relation.
    pub(crate) fn relation(&mut self, relation: Relation, who: &str) {
        let who = who.trim();
        if !who.is_empty() {
            let handle = Handle::parse(who);
            let name = if handle.is_some() { String::new() } else { who.to_owned() };
            self.relations.push((relation, Mention { handle, name }));
        }
    }

    /// Fills the whole name from its parts where the book gives parts only.
    pub(crate) fn complete_name(&mut self) {
        let name = &mut self.name;
        if name.full.is_empty() {
            name.full = joined([name.given.as_str(), &name.middle, &name.family], " ");
        }
        if name.full.is_empty() {
            name.full.clone_from(&name.nickname);
        }
    }

    /// Gives the card and its relations to the intake. `book` keeps the keys of different products apart.
    pub(crate) fn take(mut self, book: &str, position: Position, intake: &mut Intake<'_>) -> Result<(), Refused> {
        self.complete_name();
        let employer = self.jobs.first().map_or("", |job| job.employer.as_str());
        let is_one_word = self.name.given.is_empty() || self.name.family.is_empty();
        if self.name.full.is_empty() && self.handles.is_empty() && employer.is_empty() {
            return Err("the row names nobody");
        }
        if self.name.full.is_empty() && !employer.is_empty() {
            return Err("the contact is an organisation, not a person");
        }
        if is_one_word && !employer.is_empty() && folded(&self.name.full) == folded(employer) {
            return Err("the contact is an organisation, not a person");
        }
        let key = self.key(book, employer);
        let me = Mention { handle: self.handles.first().cloned(), name: self.name.full.clone() };
        for (relation, who) in std::mem::take(&mut self.relations) {
            let named = who.handle.as_ref().map_or_else(|| folded(&who.name), ToString::to_string);
            let parts = ["related", &format!("{:032x}", key.0), relation.id(), &named];
            intake.stated(StatedDraft {
                key: Key::of_text(parts),
                position,
                a: Party::Who(me.clone()),
                b: Party::Who(who),
                kind: StatedKind::Related(relation),
                time: None,
            });
        }
        intake.card(self.into_card(key, position));
        Ok(())
    }

    /// The card, without the relations.
    pub(crate) fn into_card(self, key: Key, position: Position) -> Card {
        Card {
            key,
            position,
            name: self.name,
            handles: self.handles,
            jobs: self.jobs,
            place: self.place,
            birthday: self.birthday,
            groups: self.groups,
            note: self.note.replace("\r\n", "\n"),
            connection: self.connection,
            revised: self.revised,
        }
    }

    /// Books of this kind carry no ids: the name and the first address are what stays from export to export.
    fn key(&self, book: &str, employer: &str) -> Key {
        let name = folded(&self.name.full);
        match self.handles.first() {
            Some(handle) => Key::of_text([book, &name, handle.kind().id(), handle.value()]),
            None => Key::of_text([book, &name, &folded(employer)]),
        }
    }
}

/// The values of a cell, however the product joins them.
pub(crate) fn values(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(" ::: ")
        .flat_map(|part| part.split([',', ';', '\n']))
        .map(|value| value.trim().trim_start_matches("* "))
        .filter(|value| !value.is_empty())
}

/// The parts that are not empty, joined.
pub(crate) fn joined<'a>(parts: impl IntoIterator<Item = &'a str>, between: &str) -> String {
    let parts: Vec<&str> = parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

/// A name as keys compare it: lower-case, single spaces.
pub(crate) fn folded(name: &str) -> String {
    one_line(&name.to_lowercase())
}

fn one_line(text: &str) -> String {
    joined(text.split_whitespace(), " ")
}
