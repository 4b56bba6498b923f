//! From the properties of one card to a person, or to the reason why it is none.

use super::birthday::birthday;
use crate::StatedDraft;
use crate::formats::content_line::{Property, moment};
use tertius_model::{Card, Handle, Job, Key, Mention, Party, PersonName, Position, Relation, StatedKind};

/// A person, and whom the card relates them to.
pub(super) struct Person {
    /// Its key digests the name and the handles.
    pub(super) card: Card,
    /// What the card's UID digests to.
    pub(super) uid: Option<Key>,
    related: Vec<(Relation, Mention)>,
}

/// Reads a card. The error says why it is no person.
pub(super) fn read(properties: &[Property], position: Position) -> Result<Person, &'static str> {
    let card = Properties(properties);
    if let Some(reason) = card.not_a_person() {
        return Err(reason);
    }
    let name = card.name();
    let handles = card.handles();
    let jobs = card.jobs();
    let is_nameless = name == PersonName::default();
    let organisation = card.first("ORG").map(|org| org.parts(';').join(" ").trim().to_owned()).unwrap_or_default();
    let bare = name.given.is_empty() && name.family.is_empty() && name.nickname.is_empty();
    if !organisation.is_empty() && (is_nameless || bare && is_organisation(&name.full, &organisation, &jobs)) {
        return Err("an organisation without the name of a person");
    }
    if is_nameless && handles.is_empty() {
        return Err("neither a name nor an address");
    }
    let mut sorted: Vec<&Handle> = handles.iter().collect();
    sorted.sort();
    let identity = sorted.iter().flat_map(|handle| [handle.kind().id(), handle.value()]);
    let key = Key::of_text(["vcard", &name.full, &name.nickname].into_iter().chain(identity));
    let uid = card.first("UID").map(Property::text).filter(|uid| !uid.is_empty());
    let birthday = card.first("BDAY").and_then(|bday| birthday(&bday.value, bday.param("X-APPLE-OMIT-YEAR")));
    let revised = card.first("REV").and_then(|rev| moment(&rev.value));
    let related = card.related(&name.full);
    let (place, groups, note) = (card.place(), card.groups(), card.note());
    let card = Card { key, position, name, handles, jobs, place, birthday, groups, note, connection: None, revised };
    Ok(Person { card, uid: uid.map(|uid| Key::of_text(["vcard-uid", &uid])), related })
}

impl Person {
    /// The person as others may name them.
    pub(super) fn mention(&self) -> Mention {
        Mention { handle: self.card.handles.first().cloned(), name: self.card.name.full.clone() }
    }

    /// What the card states about others.
    pub(super) fn ties(&self) -> Vec<StatedDraft> {
        let Card { key, position, .. } = &self.card;
        let own = self.mention();
        let draft = |(relation, other): &(Relation, Mention)| {
            let address = other.handle.as_ref().map_or("", Handle::value);
            StatedDraft {
                key: Key::of_text(["vcard-related", &key.0.to_string(), relation.id(), &other.name, address]),
                position: *position,
                a: Party::Who(own.clone()),
                b: Party::Who(other.clone()),
                kind: StatedKind::Related(*relation),
                time: None,
            }
        };
        self.related.iter().map(draft).collect()
    }
}

/// The tie to somebody's agent, whose card stands inside theirs.
pub(super) fn assisted(owner: &Mention, agent: Mention, position: Position) -> StatedDraft {
    let identity = |who: &Mention| who.handle.as_ref().map_or(who.name.clone(), |handle| handle.value().to_owned());
    StatedDraft {
        key: Key::of_text(["vcard-agent", &identity(owner), &identity(&agent)]),
        position,
        a: Party::Who(owner.clone()),
        b: Party::Who(agent),
        kind: StatedKind::Related(Relation::Assistant),
        time: None,
    }
}

fn is_organisation(name: &str, organisation: &str, jobs: &[Job]) -> bool {
    name.eq_ignore_ascii_case(organisation) || jobs.iter().any(|job| job.employer.eq_ignore_ascii_case(name))
}

/// The properties of one card.
struct Properties<'a>(&'a [Property]);

impl Properties<'_> {
    fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Property> {
        self.0.iter().filter(move |property| property.name == name && !property.value.trim().is_empty())
    }

    fn first(&self, name: &str) -> Option<&Property> {
        self.0.iter().find(|property| property.name == name && !property.value.trim().is_empty())
    }

    /// The text of a property that Apple attaches to another by a common group.
    fn label(&self, property: &Property) -> Option<String> {
        let is_label = |other: &&Property| other.name == "X-ABLABEL" && other.group == property.group;
        (!property.group.is_empty()).then(|| self.0.iter().find(is_label).map(Property::text)).flatten()
    }

    fn not_a_person(&self) -> Option<&'static str> {
        let kind = self.first("KIND").or(self.first("X-ADDRESSBOOKSERVER-KIND"));
        match kind.map(|kind| kind.text().to_lowercase()).as_deref() {
            Some("group") => return Some("a group, not a person"),
            Some("org") => return Some("an organisation, not a person"),
            Some("location") => return Some("a place, not a person"),
            Some("application" | "device") => return Some("a thing, not a person"),
            _ => {}
        }
        let shown_as = self.first("X-ABSHOWAS").is_some_and(|shown| shown.text().eq_ignore_ascii_case("COMPANY"));
        shown_as.then_some("a company, not a person")
    }

    fn name(&self) -> PersonName {
        let is_old = self.first("VERSION").is_some_and(|version| version.value.trim() == "2.1");
        let parts = self.first("N").map(|n| n.parts(';')).unwrap_or_default();
        // Only versions after 2.1 separate several given names by commas.
        let part = |at: usize| -> String {
            let text = parts.get(at).map_or("", String::as_str);
            let text = if is_old { text.to_owned() } else { text.replace(',', " ") };
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let (family, given, middle) = (part(0), part(1), part(2));
        let is_address = |text: &String| Handle::email(text).is_some() || Handle::phone(text).is_some();
        let full = self.all("FN").map(|name| name.text().split_whitespace().collect::<Vec<_>>().join(" "));
        let full = full.into_iter().find(|name| !name.is_empty() && !is_address(name)).unwrap_or_else(|| {
            [&given, &middle, &family]
                .into_iter()
                .filter(|part| !part.is_empty() && !is_address(part))
                .cloned()
                .collect::<Vec<_>>()
                .join(" ")
        });
        let android = self.android("nickname").into_iter().map(|mut values| values.swap_remove(0)).next();
        let nickname = self.first("NICKNAME").and_then(|nickname| nickname.parts(',').into_iter().next()).or(android);
        let maiden = self.first("X-MAIDENNAME").or(self.first("X-ABMAIDENNAME")).map(Property::text);
        PersonName {
            full,
            given,
            middle,
            family,
            nickname: nickname.unwrap_or_default(),
            maiden: maiden.unwrap_or_default(),
        }
    }

    /// Values of `X-ANDROID-CUSTOM`, which names a kind and lists fields; each has at least one.
    fn android(&self, kind: &str) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        for property in self.all("X-ANDROID-CUSTOM") {
            let mut parts = property.parts(';');
            if parts.len() > 1 && parts[0].strip_prefix("vnd.android.cursor.item/") == Some(kind) {
                parts.remove(0);
                found.push(parts);
            }
        }
        found
    }

    fn handles(&self) -> Vec<Handle> {
        let mut handles = Vec::new();
        for property in self.0 {
            let handle = handle(property);
            if let Some(handle) = handle.filter(|handle| !handles.contains(handle)) {
                handles.push(handle);
            }
        }
        handles
    }

    fn jobs(&self) -> Vec<Job> {
        let employers = self.all("ORG").map(|org| org.parts(';').swap_remove(0));
        let titles = if self.first("TITLE").is_some() { self.all("TITLE") } else { self.all("ROLE") };
        let titles: Vec<String> = titles.map(Property::text).collect();
        let employers: Vec<String> = employers.filter(|employer| !employer.is_empty()).collect();
        let part = |parts: &[String], at: usize| parts.get(at).cloned().unwrap_or_default();
        (0..employers.len().max(titles.len()))
            .map(|at| Job { employer: part(&employers, at), title: part(&titles, at), from: None, to: None })
            .collect()
    }

    fn place(&self) -> String {
        let place = |address: &Property| {
            let parts = address.parts(';');
            let part = |at: usize| parts.get(at).map_or("", |part| part.trim());
            let town = if part(3).is_empty() { part(4) } else { part(3) };
            [town, part(6)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        };
        self.all("ADR").map(place).find(|place| !place.is_empty()).unwrap_or_default()
    }

    fn groups(&self) -> Vec<String> {
        let mut groups = Vec::new();
        for group in self.all("CATEGORIES").flat_map(|categories| categories.parts(',')) {
            let is_system = group.starts_with("* ")
                || ["mycontacts", "my contacts", "starred", "other contacts", "all contacts"]
                    .contains(&group.to_lowercase().as_str());
            if !group.is_empty() && !is_system && !groups.contains(&group) {
                groups.push(group);
            }
        }
        groups
    }

    fn note(&self) -> String {
        let notes: Vec<String> = self.all("NOTE").map(|note| note.text().trim().to_owned()).collect();
        notes.join("\n")
    }

    fn related(&self, own_name: &str) -> Vec<(Relation, Mention)> {
        let mut related = Vec::new();
        for property in self.0 {
            let relation = match property.name.as_str() {
                "X-ABRELATEDNAMES" => self.label(property).map_or(types(property), |label| Relation::parse(&label)),
                "RELATED" => types(property),
                "X-SPOUSE" | "X-EVOLUTION-SPOUSE" | "X-MS-SPOUSE" | "X-KADDRESSBOOK-X-SPOUSENAME" => Relation::Spouse,
                "X-MANAGER" | "X-EVOLUTION-MANAGER" | "X-MS-MANAGER" | "X-KADDRESSBOOK-X-MANAGERSNAME" => {
                    Relation::Manager
                }
                "X-ASSISTANT" | "X-EVOLUTION-ASSISTANT" | "X-MS-ASSISTANT" | "X-KADDRESSBOOK-X-ASSISTANTSNAME" => {
                    Relation::Assistant
                }
                _ => continue,
            };
            related.extend(mention(&property.text()).map(|mention| (relation, mention)));
        }
        for fields in self.android("relation") {
            let relation = fields.get(1).map_or(Relation::Other, |kind| android_relation(kind, fields.get(2)));
            related.extend(mention(&fields[0]).map(|mention| (relation, mention)));
        }
        related.retain(|(_, other)| other.handle.is_some() || other.name != own_name);
        related
    }
}

/// The relation among a property's types; `TYPE=home` and `pref` say nothing.
fn types(property: &Property) -> Relation {
    property
        .params("TYPE")
        .map(Relation::parse)
        .find(|relation| *relation != Relation::Other)
        .unwrap_or(Relation::Other)
}

/// The numbers of `ContactsContract.CommonDataKinds.Relation`; 0 has a word of its own.
fn android_relation(kind: &str, word: Option<&String>) -> Relation {
    let word = match kind {
        "0" => word.map_or("", String::as_str),
        "1" => "assistant",
        "2" => "brother",
        "3" => "child",
        "4" | "10" => "partner",
        "5" => "father",
        "6" => "friend",
        "7" => "manager",
        "8" => "mother",
        "9" => "parent",
        "11" => "referred by",
        "12" => "relative",
        "13" => "sister",
        "14" => "spouse",
        _ => "",
    };
    Relation::parse(word)
}

/// Somebody named by a name or an address; a reference to another card by its number names nobody.
fn mention(text: &str) -> Option<Mention> {
    let text = text.trim();
    let is_reference = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("urn:"));
    let handle = Handle::parse(text);
    let name = if handle.is_some() { String::new() } else { text.to_owned() };
    (!text.is_empty() && !is_reference).then_some(Mention { handle, name })
}

fn handle(property: &Property) -> Option<Handle> {
    let text = property.text();
    match property.name.as_str() {
        // A fax or pager belongs to an office.
        "TEL" if property.has_type("FAX") || property.has_type("PAGER") => None,
        "TEL" => Handle::phone(&text),
        "EMAIL" => Handle::email(&text),
        "URL" | "X-LINKEDIN" => Handle::url(&text),
        "X-SOCIALPROFILE" | "SOCIALPROFILE" => social(property, &text),
        "IMPP" => chat(property, &text),
        "X-SKYPE" | "X-SKYPE-USERNAME" => Handle::account("skype", &text),
        "X-JABBER" => Handle::account("xmpp", &text),
        "X-AIM" | "X-ICQ" | "X-MSN" | "X-YAHOO" | "X-QQ" | "X-GTALK" | "X-TWITTER" | "X-MATRIX" => {
            Handle::account(&property.name[2..], &text)
        }
        _ => None,
    }
}

fn social(property: &Property, text: &str) -> Option<Handle> {
    let service = property.param("SERVICE-TYPE").or_else(|| property.params("TYPE").find(|word| !is_place(word)));
    let user = property.param("X-USER").or(property.param("USERNAME"));
    let is_linkedin = service.is_some_and(|service| service.eq_ignore_ascii_case("linkedin"));
    if text.contains("://") || text.contains("linkedin.com/") {
        return Handle::url(text);
    }
    let name = text.strip_prefix("x-apple:").or(user).unwrap_or(text).replace("%20", " ");
    if is_linkedin { Handle::linkedin_slug(&name) } else { Handle::account(service?, &name) }
}

fn chat(property: &Property, text: &str) -> Option<Handle> {
    let (scheme, name) = text.split_once(':').unwrap_or(("", text));
    let service = property.param("X-SERVICE-TYPE").or(property.param("SERVICE-TYPE")).unwrap_or(scheme);
    let service = if service.eq_ignore_ascii_case("jabber") { "xmpp" } else { service };
    Handle::account(service, name.trim_start_matches('/').split('?').next().unwrap_or(name))
}

fn is_place(word: &str) -> bool {
    ["home", "work", "pref", "other"].iter().any(|place| word.eq_ignore_ascii_case(place))
}
