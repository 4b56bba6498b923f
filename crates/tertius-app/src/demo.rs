//! Invents a believable network and writes it as files in the formats that platforms really export.
//!
//! Everybody and every employer in it is made up; addresses end in domains that nobody can own, and phone
//! numbers lie in ranges kept for fiction. A pure function of a seed and a day: no file, no clock.
//!
//! A hand-placed cast (`cast`) carries the story that `tertius demo` tells. Chance fills the circles around
//! it (`world`); how people really stand to ego decides what traces they leave in mail (`mail`), calendars,
//! address books and the LinkedIn export. The tour must find the story again from the traces alone.

mod address_book;
mod bulk;
mod calendar;
mod cast;
mod dates;
mod dice;
mod employers;
mod google;
mod lines;
mod linkedin;
mod mail;
mod mbox;
mod names;
mod people;
mod story;
#[cfg(test)]
mod tests;
mod world;

pub use story::{Character, Couple, Loose, Story};

use tertius_model::{Day, Handle};

/// One file of the invented network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoFile {
    /// Relative path, `/` between the parts.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An invented network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// The files, as ego would find them in a folder of exports.
    pub files: Vec<DemoFile>,
    /// The day on which it all stands.
    pub today: Day,
    /// Ego's own handles.
    pub me: Vec<Handle>,
    /// Who plays which part.
    pub story: Story,
}

/// Invents a network as it stands on a day. The same seed and day give the same bytes.
pub fn invent(seed: u64, today: Day) -> Demo {
    let world = world::invent(seed, today);
    let letters = mail::write(seed, &world);
    let (year, month, day) = today.date();
    let mut files = vec![
        file("README.txt", readme(&world).into_bytes()),
        file("Takeout/Mail/All mail Including Spam and Trash.mbox", mbox::takeout(&letters, &world.ego.mail)),
        file("Takeout/Contacts/Other Contacts/Other Contacts.csv", google::other_contacts(&world)),
        file(&format!("Takeout/Calendar/{}.ics", world.ego.mail), calendar::private(seed, &world)),
        file("Takeout/Calendar/Birthdays.ics", calendar::birthdays(seed, &world)),
        file("Thunderbird/Mail/Local Folders/Work", mbox::thunderbird(&letters, mbox::Folder::Inbox)),
        file("Thunderbird/Mail/Local Folders/Work Sent", mbox::thunderbird(&letters, mbox::Folder::Sent)),
        file("Work calendar.ics", calendar::work(seed, &world)),
        file(&format!("iCloud contacts {year:04}-{month:02}-{day:02}.vcf"), address_book::phone(&world)),
        file("Old phone/00001.vcf", address_book::old_phone(&world)),
        file(&format!("Old laptop/google contacts {}.csv", year - 6), google::old_export(&world)),
    ];
    files.extend(linkedin::files(seed, &world));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Demo { files, today, me: story::me(&world), story: story::tell(&world) }
}

fn file(path: &str, bytes: Vec<u8>) -> DemoFile {
    DemoFile { path: path.to_owned(), bytes }
}

fn readme(world: &people::World) -> String {
    format!(
        "The network of {ego}, who does not exist.\n\n\
         Everybody in these files is invented, and so is every employer. The addresses end in domains that\n\
         are reserved for examples (RFC 2606), the phone numbers lie in ranges reserved for fiction. Any\n\
         likeness to a living person is chance.\n\n\
         The files have the formats that the platforms really export:\n\n\
         - Complete_LinkedInDataExport_…/  a LinkedIn export\n\
         - Takeout/                        a Google Takeout: mail, calendars, contacts\n\
         - Thunderbird/, Work calendar.ics mail and calendar from work\n\
         - iCloud contacts ….vcf           the phone's address book\n\
         - Old phone/, Old laptop/         what was left on older machines\n\n\
         Try: tertius import .    then: tertius gaps\n",
        ego = world.ego.name.full()
    )
}
