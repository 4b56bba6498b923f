//! Who takes part in an event: people, without rooms, resources and groups.

use super::scan::Event;
use crate::formats::content_line::{Property, quoted_printable};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use tertius_model::{Attendance, Handle, Mention};

/// The people of one event.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) organizer: Option<Mention>,
    /// Each once, in the order of the file.
    pub(super) guests: Vec<(Mention, Attendance)>,
}

impl People {
    /// How many there are, the organiser included.
    pub(super) fn size(&self) -> u32 {
        let apart = self
            .organizer
            .as_ref()
            .is_some_and(|organizer| !self.guests.iter().any(|(guest, _)| is_same(guest, organizer)));
        u32::try_from(self.guests.len()).unwrap_or(u32::MAX).saturating_add(u32::from(apart))
    }

    /// Whether anybody beside one organiser or the calendar's owner is named.
    pub(super) fn include_somebody_else(&self, owner: Option<&Handle>) -> bool {
        let is_owner = |who: &Mention| owner.is_some() && who.handle.as_ref() == owner;
        match (&self.organizer, self.guests.as_slice()) {
            (_, []) => false,
            (None, [(guest, _)]) => !is_owner(guest),
            (Some(organizer), [(guest, _)]) => !is_same(guest, organizer),
            _ => true,
        }
    }

    /// Every address once.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &Handle> {
        let organizer =
            self.organizer.iter().filter(|organizer| !self.guests.iter().any(|(guest, _)| is_same(guest, organizer)));
        organizer.chain(self.guests.iter().map(|(guest, _)| guest)).filter_map(|who| who.handle.as_ref())
    }
}

fn is_same(a: &Mention, b: &Mention) -> bool {
    if a.handle.is_some() || b.handle.is_some() { a.handle == b.handle } else { a.name == b.name }
}

pub(super) fn read(event: &Event) -> People {
    let organizer = event.first("ORGANIZER").and_then(mention);
    let (mut guests, mut seen) = (Vec::new(), FxHashSet::default());
    for property in event.properties.iter().filter(|property| property.name == "ATTENDEE") {
        let Some(guest) = mention(property) else { continue };
        let identity = guest.handle.as_ref().map_or(guest.name.clone(), |handle| handle.value().to_owned());
        if !seen.insert(identity) {
            continue;
        }
        let is_organizer = organizer.as_ref().is_some_and(|organizer| is_same(organizer, &guest));
        let attendance = match property.param("PARTSTAT").or(property.param("STATUS")).map(str::to_uppercase).as_deref()
        {
            Some("DECLINED") => Attendance::No,
            Some("ACCEPTED" | "CONFIRMED") => Attendance::Yes,
            _ if is_organizer => Attendance::Yes,
            _ => Attendance::Open,
        };
        guests.push((guest, attendance));
    }
    People { organizer, guests }
}

/// The person behind an address line; `None` for rooms, resources, groups and lines that name nobody.
fn mention(property: &Property) -> Option<Mention> {
    let kind = property.param("CUTYPE").unwrap_or_default().to_uppercase();
    let decoded = decoded(property);
    let value = decoded.trim();
    let is_no_person = matches!(kind.as_str(), "ROOM" | "RESOURCE" | "GROUP") || is_calendar_of_google(value);
    if is_no_person {
        return None;
    }
    // Apple writes the address into a parameter where the value is a path on its server.
    let (shown, address) = shown_and_address(value);
    let handle = Handle::email(address).or_else(|| property.param("EMAIL").and_then(Handle::email));
    let name = property.param("CN").unwrap_or(shown).trim().trim_matches('\'').trim();
    let name = if Handle::email(name).is_some() { "" } else { name };
    (handle.is_some() || !name.is_empty()).then(|| Mention { handle, name: name.to_owned() })
}

/// The value; version 1.0 writes what is beyond ASCII as mail does.
fn decoded(property: &Property) -> Cow<'_, str> {
    let is_quoted = property.params("ENCODING").chain(property.params("TYPE"));
    if is_quoted.into_iter().any(|word| word.eq_ignore_ascii_case("QUOTED-PRINTABLE")) {
        return Cow::Owned(crate::decode(&quoted_printable(property.value.as_bytes())).into_owned());
    }
    Cow::Borrowed(&property.value)
}

/// Version 1.0 has `Ana Ruiz <ana@example.org>` where later ones have `mailto:ana@example.org`.
fn shown_and_address(value: &str) -> (&str, &str) {
    match value.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
        Some((shown, address)) => (shown, address),
        None => ("", value),
    }
}

/// Rooms, shared calendars, holidays and birthdays have addresses of their own at Google.
fn is_calendar_of_google(address: &str) -> bool {
    let domain = address.rsplit('@').next().unwrap_or_default().trim().to_lowercase();
    domain.ends_with(".calendar.google.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, value: &str) -> String {
        match mention(&Property::new(head, value.to_owned())) {
            Some(Mention { handle, name }) => {
                format!("{name}|{}", handle.map_or_else(String::new, |h| h.value().to_owned()))
            }
            None => "-".to_owned(),
        }
    }

    #[test]
    fn people_are_told_from_rooms() {
        assert_eq!(check(r#"ATTENDEE;CN="Okafor, Ben""#, "MAILTO:Ben@Example.org"), "Okafor, Ben|ben@example.org");
        assert_eq!(check("ATTENDEE;CN=ben@example.org", "mailto:ben@example.org"), "|ben@example.org");
        assert_eq!(check("ATTENDEE;CN=Ana Ruiz", "invalid:nomail"), "Ana Ruiz|");
        assert_eq!(check("ATTENDEE;CN=Ana;EMAIL=ana@example.org", "/principals/7/"), "Ana|ana@example.org");
        assert_eq!(
            check("ATTENDEE;STATUS=CONFIRMED;ENCODING=QUOTED-PRINTABLE", "Zo=C3=AB Ek <zoe@example.org>"),
            "Zoë Ek|zoe@example.org"
        );
        assert_eq!(check("ATTENDEE", "invalid:nomail"), "-");
        assert_eq!(check("ATTENDEE;CUTYPE=ROOM;CN=Room 5", "mailto:room5@example.org"), "-");
        assert_eq!(check("ATTENDEE;CN=Room", "mailto:c_1@resource.calendar.google.com"), "-");
        assert_eq!(check("ORGANIZER;CN=Team", "mailto:x@group.calendar.google.com"), "-");
        assert_eq!(check("ORGANIZER;CN=Holidays", "mailto:en@group.v.calendar.google.com"), "-");
    }
}
