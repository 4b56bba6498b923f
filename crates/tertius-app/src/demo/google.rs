//! Ego's Google contacts: an export of years ago with all its dirt, and today's "Other contacts".

use super::address_book::at_home;
use super::lines::{Table, plain};
use super::people::{Circle, Who, World};

const OLD_HEADER: &str = "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title,Organization 1 - Department,Organization 1 - Symbol,Organization 1 - Location,Organization 1 - Job Description,Relation 1 - Type,Relation 1 - Value,Website 1 - Type,Website 1 - Value";

const NEW_HEADER: &str = "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Relation 1 - Label,Relation 1 - Value,Website 1 - Label,Website 1 - Value";

/// The export of years ago: old columns, employers of that time, duplicates.
pub(super) fn old_export(world: &World) -> Vec<u8> {
    let mut table = Table::new("", OLD_HEADER, "\r\n");
    let then = world.years_ago(6.0);
    for who in world.those(|person| person.books.google) {
        let person = world.person(who);
        let (given, family) = (person.name.given.clone(), person.name.family.clone());
        // Dirt as it gathers over the years: trailing spaces, the family name first, one word only.
        let (name, given, family) = match who.0 % 6 {
            0 => (format!("{given} {family} "), format!("{given} "), family),
            1 if !person.in_story => (format!("{family}, {given}"), String::new(), format!("{family}, {given}")),
            2 if !person.in_story => (given.clone(), given, String::new()),
            _ => (format!("{given} {family}"), given, family),
        };
        let post = person.post_on(then);
        let at_work = post.map(|post| person.mail_at(post.employer)).unwrap_or_default();
        let at_home_mail = person.mail.clone().filter(|_| who != world.cast.merged).unwrap_or_default();
        let group = if person.circle == Circle::Friends { "* My Contacts ::: Friends" } else { "* My Contacts" };
        table.row_of(&[
            ("Name", name.clone()),
            ("Given Name", given.clone()),
            ("Family Name", family.clone()),
            (
                "Birthday",
                person.birthday.filter(|_| who.0.is_multiple_of(2)).map(|day| day.to_string()).unwrap_or_default(),
            ),
            ("Group Membership", group.to_owned()),
            ("E-mail 1 - Type", if at_home_mail.is_empty() { "" } else { "* Home" }.to_owned()),
            ("E-mail 1 - Value", at_home_mail.clone()),
            ("E-mail 2 - Type", if at_work.is_empty() { "" } else { "Work" }.to_owned()),
            ("E-mail 2 - Value", at_work),
            ("Phone 1 - Type", "Mobile".to_owned()),
            ("Phone 1 - Value", person.phone.as_deref().map(|phone| written(phone, who)).unwrap_or_default()),
            ("Organization 1 - Name", post.map_or("", |post| post.employer.name()).to_owned()),
            ("Organization 1 - Title", post.map_or("", |post| post.title).to_owned()),
        ]);
        // The sync of an old telephone wrote some of them twice.
        if who.0 % 7 == 3 {
            table.row_of(&[
                ("Name", name),
                ("Given Name", given),
                ("Family Name", family),
                ("Group Membership", "* My Contacts ::: Imported 12/7/17".to_owned()),
                ("E-mail 1 - Type", "* ".to_owned()),
                ("E-mail 1 - Value", at_home_mail.to_uppercase()),
                ("Phone 1 - Type", "Other".to_owned()),
                ("Phone 1 - Value", person.phone.as_deref().map(at_home).unwrap_or_default()),
            ]);
        }
    }
    table.into_bytes()
}

fn written(phone: &str, who: Who) -> String {
    match who.0 % 3 {
        0 => at_home(phone),
        1 => phone.replacen('+', "00", 1),
        _ => phone.to_owned(),
    }
}

/// People whom ego never saved: the mail program kept their addresses, with what their signatures said.
pub(super) fn other_contacts(world: &World) -> Vec<u8> {
    let mut table = Table::new("", NEW_HEADER, "\r\n");
    for who in world.those(|person| person.books.other) {
        let person = world.person(who);
        let Some(post) = person.post_on(world.today) else { continue };
        table.row_of(&[
            ("First Name", person.name.given.clone()),
            ("Last Name", person.name.family.clone()),
            ("Organization Name", post.employer.name().to_owned()),
            ("Organization Title", post.title.to_owned()),
            ("Labels", "* Other Contacts".to_owned()),
            ("E-mail 1 - Label", "* ".to_owned()),
            ("E-mail 1 - Value", person.mail_at(post.employer)),
        ]);
    }
    for shop in ["Fahrrad Lenz", "Bücher am Eck"] {
        table.row_of(&[
            ("Organization Name", shop.to_owned()),
            ("Labels", "* Other Contacts".to_owned()),
            ("E-mail 1 - Label", "* ".to_owned()),
            ("E-mail 1 - Value", format!("hallo@{}.example", plain(shop, "-"))),
        ]);
    }
    table.into_bytes()
}
