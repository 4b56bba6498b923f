//! Facebook, Messenger, Instagram and Threads: the JSON of Meta's exports, in the layouts of every year.
//!
//! Each UTF-8 byte of a text is written as a character of its own in all of these files but those of encrypted chats.
//! That is undone text by text, and only where the result is UTF-8, so that texts that were right stay right.

mod lists;
mod messages;
mod profile;
mod relations;

use super::json_walk::{Step, Value, Walker};
use super::{Format, Reader};
use crate::{Context, Head, Intake, ReadError};
use std::borrow::Cow;
use std::io::BufRead;
use tertius_model::{Handle, Mention};

const FACEBOOK: &str = "facebook.com or the app: Settings, Accounts Center, Your information and permissions, Export your \
                        information, Create export, Export to device. Choose the format JSON (not HTML), the date range \
                        All time, and at least Messages, Friends and Followers, Profile. Import the zip as it is";
const ENCRYPTED: &str = "messenger.com on a computer: Settings, Privacy and safety, End-to-end encrypted chats, Message \
                         storage, Download secure storage data; or the zip in the Facebook export. Import the zip as it is";
const INSTAGRAM: &str = "instagram.com or the app: Settings, Accounts Center, Your information and permissions, Export \
                         your information, Create export, Export to device. Choose the format JSON (not HTML), the date \
                         range All time, and at least Messages, Followers and following, Personal information. Import \
                         the zip as it is";

type Read = fn(&mut dyn BufRead, Context<'_>, &mut Intake<'_>) -> Result<(), ReadError>;

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    row(
        "instagram-messages",
        "Instagram: messages",
        INSTAGRAM,
        "who wrote and when, who is in a group",
        |head| is_of_instagram(head.path) && messages::is_messages(head),
        messages::read_instagram,
    ),
    row(
        "messenger",
        "Facebook and Messenger: message_1.json",
        FACEBOOK,
        "who wrote or called and when, who is in a group and how many they are",
        messages::is_messages,
        messages::read_facebook,
    ),
    row(
        "messenger-encrypted",
        "Messenger: encrypted chats",
        ENCRYPTED,
        "who wrote and when, who is in a group",
        messages::is_encrypted,
        messages::read_encrypted,
    ),
    row(
        "threads",
        "Threads: followers and following",
        INSTAGRAM,
        "who follows you and whom you follow on Threads, and since when",
        |head| starts_object(head) && head.text.contains("\"text_post_app_"),
        relations::read_threads,
    )
    .may_be_of_nobody(),
    row(
        "instagram-relations",
        "Instagram: followers and following",
        INSTAGRAM,
        "who follows you, whom you follow and since when; close friends; requests",
        relations::is_instagram,
        relations::read_instagram,
    )
    .may_be_of_nobody(),
    row(
        "instagram-contacts",
        "Instagram: synced contacts",
        INSTAGRAM,
        "names, numbers and addresses of the address book that you let Instagram see",
        |head| starts_object(head) && head.text.contains("\"contacts_contact_info\""),
        lists::read_instagram_contacts,
    )
    .may_be_of_nobody(),
    row(
        "instagram-profile",
        "Instagram: your profile",
        INSTAGRAM,
        "your own name, user name, address and number",
        |head| starts_object(head) && head.text.contains("\"profile_user\""),
        profile::read_instagram,
    )
    .may_be_of_nobody(),
    row(
        "facebook-profile",
        "Facebook: profile_information.json",
        FACEBOOK,
        "your own name, addresses, numbers, jobs and schools; your family, where you named it",
        profile::is_facebook,
        profile::read_facebook,
    )
    .may_be_of_nobody(),
    row(
        "facebook-friends",
        "Facebook: friends",
        FACEBOOK,
        "who your friends are and since when",
        |head| starts_object(head) && (head.text.contains("\"friends_v2\"") || lists::is_old_friends(head)),
        lists::read_friends,
    ),
    row(
        "facebook-followers",
        "Facebook: followers, following and friend requests",
        FACEBOOK,
        "who follows you and whom you follow; who asked whom to be a friend",
        |head| starts_object(head) && lists::FOLLOWS.iter().any(|(key, _)| head.text.contains(&format!("\"{key}\""))),
        lists::read_follows,
    )
    .may_be_of_nobody(),
    row(
        "facebook-contacts",
        "Facebook: your_address_books.json",
        FACEBOOK,
        "names, numbers and addresses of the address book that you let Facebook see",
        lists::is_address_book,
        lists::read_address_book,
    )
    .may_be_of_nobody(),
];

const fn row(
    id: &'static str,
    title: &'static str,
    obtain: &'static str,
    reads: &'static str,
    detect: fn(&Head<'_>) -> bool,
    read: Read,
) -> Format {
    Format {
        id,
        title,
        obtain,
        reads,
        never: "texts, pictures, reactions, posts, likes, searches, what you looked at, places, devices",
        detect,
        reader: Reader::Stream(read),
        may_yield_nobody: false,
    }
}

impl Format {
    const fn may_be_of_nobody(mut self) -> Format {
        self.may_yield_nobody = true;
        self
    }
}

fn starts_object(head: &Head<'_>) -> bool {
    head.text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).starts_with('{')
}

fn is_of_instagram(path: &str) -> bool {
    path.to_lowercase().contains("instagram")
}

/// A text as its author wrote it.
fn mended(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().any(|c| u32::from(c) > 0xff) {
        return Cow::Borrowed(text);
    }
    let bytes: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// A name as its owner writes it; `None` for the placeholder of an account that is gone.
fn name(text: &str) -> Option<String> {
    const GONE: [&str; 12] = [
        "facebook user",
        "facebook-nutzer",
        "facebook-nutzer:in",
        "instagram user",
        "instagrammer",
        "instagram-nutzer",
        "utilisateur de facebook",
        "usuario de facebook",
        "usuário do facebook",
        "utente di facebook",
        "facebookgebruiker",
        "użytkownik facebooka",
    ];
    let name = mended(text).trim().to_owned();
    (!name.is_empty() && !GONE.contains(&name.to_lowercase().as_str())).then_some(name)
}

fn mention(text: &str) -> Option<Mention> {
    name(text).map(|name| Mention { handle: None, name })
}

/// The items of every list that stands anywhere under the root, each with the key nearest to it.
fn each_listed(
    walker: &mut Walker<'_>,
    key: &str,
    each: &mut dyn FnMut(&str, &Value, tertius_model::Position),
) -> Step<()> {
    if walker.is_array()? {
        return walker.array(&mut |walker| {
            let position = walker.position();
            let item = walker.value()?;
            each(key, &item, position);
            Ok(())
        });
    }
    walker.object(&mut |walker, key| each_listed(walker, key, each))
}

/// An address or a number, as a contact point of an address book.
fn contact_point(text: &str) -> Option<Handle> {
    Handle::email(text).or_else(|| Handle::phone(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_characters_are_mended_once() {
        for (text, expected) in [
            ("Zo\u{c3}\u{ab}", "Zoë"),
            ("Zoë", "Zoë"),
            ("\u{f0}\u{9f}\u{98}\u{80} Ana", "😀 Ana"),
            ("Łódź", "Łódź"),
            ("caf\u{e9}", "café"),
        ] {
            assert_eq!(mended(text), expected);
            assert_eq!(mended(&mended(text)), expected);
        }
        assert_eq!(name("Facebook user"), None);
    }
}
