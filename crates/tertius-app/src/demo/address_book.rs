//! Ego's phone: the address book of today (vCard 3.0) and what an old telephone left behind (vCard 2.1).

use super::dates::ical_day;
use super::lines::{escaped, push_folded, quoted_printable};
use super::people::{Circle, Person, Who, World};
use tertius_model::Day;

/// One card under construction; Apple numbers the properties that carry labels.
struct Card {
    text: String,
    n_items: usize,
}

impl Card {
    fn begin() -> Card {
        let mut card = Card { text: String::new(), n_items: 0 };
        card.line("BEGIN:VCARD");
        card.line("VERSION:3.0");
        card.line("PRODID:-//Apple Inc.//iPhone OS 17.5//EN");
        card
    }

    fn line(&mut self, line: &str) {
        push_folded(&mut self.text, line);
    }

    fn labelled(&mut self, line: &str, label: &str) {
        self.n_items += 1;
        let n = self.n_items;
        self.line(&format!("item{n}.{line}"));
        self.line(&format!("item{n}.X-ABLabel:{label}"));
    }

    fn end(mut self) -> String {
        self.line("END:VCARD");
        self.text
    }
}

/// The address book of the phone.
pub(super) fn phone(world: &World) -> Vec<u8> {
    let mut text = String::new();
    for who in world.those(|person| person.books.phone) {
        text.push_str(&card(world, who));
    }
    text.push_str(&ego(world));
    for (name, phone, mail) in [
        ("Kinderarztpraxis am Park", "+49 30 23125 901", "praxis@kinderarzt.example"),
        ("Kletterhalle Nord", "+49 30 23125 902", "info@kletterhalle.example"),
        ("Taxi", "+49 30 23125 903", ""),
    ] {
        text.push_str(&company(name, phone, mail));
    }
    text.into_bytes()
}

fn card(world: &World, who: Who) -> String {
    let (person, cast) = (world.person(who), &world.cast);
    let mut card = Card::begin();
    // The phone's keyboard had no marks, and friends need no titles.
    let (given, family) = match who {
        _ if who == cast.merged => ("Siobhan".to_owned(), "O'Rourke".to_owned()),
        _ if who == cast.mother => ("Mama".to_owned(), String::new()),
        _ => (person.name.given.clone(), person.name.family.clone()),
    };
    if person.name.native.is_empty() || who.0.is_multiple_of(2) {
        card.line(&format!("N:{};{};;;", escaped(&family), escaped(&given)));
        card.line(&format!("FN:{}", escaped(format!("{given} {family}").trim())));
    } else {
        card.line(&format!("N:;{};;;", person.name.native));
        card.line(&format!("FN:{}", person.name.native));
    }
    if !person.name.nickname.is_empty() && who != cast.mother {
        card.line(&format!("NICKNAME:{}", person.name.nickname));
    }
    if let Some(post) = person.posts.first().filter(|_| !person.in_story && who.0.is_multiple_of(3)) {
        card.line(&format!("ORG:{};", escaped(post.employer.name())));
        card.line(&format!("TITLE:{}", escaped(post.title)));
    }
    if let Some(phone) = &person.phone {
        card.line(&format!("TEL;type=CELL;type=VOICE;type=pref:{}", spaced(phone)));
    }
    if let Some(mail) = person.mail.as_ref().filter(|_| person.in_story || who.0 % 3 != 1) {
        card.line(&format!("EMAIL;type=INTERNET;type=HOME;type=pref:{mail}"));
    }
    for address in work_addresses(world, who) {
        card.line(&format!("EMAIL;type=INTERNET;type=WORK:{address}"));
    }
    if let Some(post) = person.post_on(world.today).filter(|_| person.in_story && who != cast.merged) {
        card.line(&format!("ORG:{};", escaped(post.employer.name())));
        card.line(&format!("TITLE:{}", escaped(post.title)));
    }
    if let Some(born) = person.birthday {
        let no_year = (!person.in_story && who.0.is_multiple_of(4))
            .then(|| born.date())
            .and_then(|(_, month, day)| Day::from_date(1604, month, day));
        match no_year {
            Some(day) => card.line(&format!("BDAY;VALUE=date;X-APPLE-OMIT-YEAR=1604:{day}")),
            None => card.line(&format!("BDAY;VALUE=date:{born}")),
        }
    }
    relations(world, who, &mut card);
    if let Some(group) = group(person) {
        card.line(&format!("CATEGORIES:{group}"));
    }
    card.line(&format!("UID:{:08X}-7A3C-4E11-9F00-{:012X}", 0x51ED_0000 + who.0, who.0 * 7919));
    card.end()
}

/// The addresses at work, past and present, that ego noted down. Those of the many-record person lie elsewhere.
pub(super) fn work_addresses(world: &World, who: Who) -> Vec<String> {
    let person = world.person(who);
    let noted = person.in_story && person.books.phone && who != world.cast.merged;
    person.posts.iter().filter(|_| noted).map(|post| person.mail_at(post.employer)).collect()
}

fn relations(world: &World, who: Who, card: &mut Card) {
    let cast = &world.cast;
    let of = |other: Who| world.person(other).name.full();
    if who == cast.merged {
        let slug = "siobh%C3%A1n-o-rourke-phd";
        card.line(&format!("X-SOCIALPROFILE;type=linkedin:https://www.linkedin.com/in/{slug}"));
        card.labelled("URL;type=pref:https\\://risk.example.org/siobhan", "_$!<HomePage>!$_");
    }
    if who == cast.couple[0] {
        card.labelled(&format!("X-ABRELATEDNAMES:{}", of(cast.couple[1])), "_$!<Spouse>!$_");
    }
    if who == cast.couple[1] {
        card.labelled(&format!("X-ABRELATEDNAMES:{}", of(cast.couple[0])), "_$!<Spouse>!$_");
    }
    if who == cast.best_friend {
        card.line("NOTE:Godmother of Ida. Allergic to walnuts.");
    }
    if who == cast.insider {
        card.labelled("X-ABDATE;type=pref:20110604", "first met");
    }
}

fn group(person: &Person) -> Option<&'static str> {
    match person.circle {
        Circle::Friends => Some("Friends"),
        Circle::Family => Some("Family"),
        Circle::Climbing => Some("Climbing"),
        Circle::School => Some("School"),
        Circle::Neighbours => Some("Neighbours"),
        _ => None,
    }
}

fn ego(world: &World) -> String {
    let mut card = Card::begin();
    let name = &world.ego.name;
    card.line(&format!("N:{};{};;;", name.family, name.given));
    card.line(&format!("FN:{}", name.full()));
    card.line(&format!("TEL;type=CELL;type=VOICE;type=pref:{}", spaced(&world.ego.phone)));
    card.line(&format!("EMAIL;type=INTERNET;type=HOME;type=pref:{}", world.ego.mail));
    card.line(&format!("EMAIL;type=INTERNET;type=HOME:{}", world.ego.old_mail));
    card.line(&format!("BDAY;VALUE=date:{}", world.ego.born));
    let cast = &world.cast;
    for (who, label) in
        [(cast.partner, "_$!<Spouse>!$_"), (cast.mother, "_$!<Mother>!$_"), (cast.sister, "_$!<Sister>!$_")]
    {
        card.labelled(&format!("X-ABRELATEDNAMES:{}", world.person(who).name.full()), label);
    }
    card.line("UID:00000000-0000-4000-8000-00000000E600");
    card.end()
}

/// A shop: Apple leaves the name empty and says that the company is to be shown.
fn company(name: &str, phone: &str, mail: &str) -> String {
    let mut card = Card::begin();
    card.line("N:;;;;");
    card.line(&format!("FN:{name}"));
    card.line(&format!("ORG:{name};"));
    card.line(&format!("TEL;type=WORK;type=VOICE:{phone}"));
    if !mail.is_empty() {
        card.line(&format!("EMAIL;type=INTERNET;type=WORK:{mail}"));
    }
    card.line("X-ABShowAs:COMPANY");
    card.end()
}

/// A number as a person would type it.
fn spaced(phone: &str) -> String {
    let code = if phone.starts_with("+1") { 2 } else { 3 };
    let (country, rest) = phone.split_at(code);
    let area = if phone.starts_with("+4930") { 2 } else { 3 };
    let (area, rest) = rest.split_at(area);
    format!("{country} {area} {rest}")
}

/// What an old Android telephone exported: version 2.1, quoted-printable, no country codes, first names only.
pub(super) fn old_phone(world: &World) -> Vec<u8> {
    let mut text = String::new();
    let cast = &world.cast;
    let mut listed = vec![cast.best_friend, cast.climber, cast.mother, cast.gap[4], cast.merged, cast.partner];
    listed.extend(world.those(|person| person.books.google && !person.in_story).into_iter().step_by(4));
    for who in listed {
        let person = world.person(who);
        let Some(phone) = &person.phone else { continue };
        let (given, family) = (quoted_printable(&person.name.given), quoted_printable(&person.name.family));
        let marks = if person.name.full().is_ascii() { "" } else { ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE" };
        text.push_str("BEGIN:VCARD\r\nVERSION:2.1\r\n");
        text.push_str(&format!("N{marks}:{family};{given};;;\r\nFN{marks}:{given} {family}\r\n"));
        text.push_str(&format!("TEL;CELL:{}\r\n", at_home(phone)));
        if let Some(born) = person.birthday.filter(|_| who.0.is_multiple_of(2)) {
            text.push_str(&format!("BDAY:{}\r\n", ical_day(born)));
        }
        text.push_str("END:VCARD\r\n");
    }
    text.into_bytes()
}

/// A German number without its country, others with `00`.
pub(super) fn at_home(phone: &str) -> String {
    match phone.strip_prefix("+49") {
        Some(rest) => format!("0{rest}"),
        None => phone.replacen('+', "00", 1),
    }
}
