//! tweets.csv of archives until 2018: whom the owner's public posts name or answer.
//!
//! The table has the number of whoever is answered, and names stand in the texts alone: an answer begins with the name
//! behind the number. Of a text nothing but these names is read.

use super::posts::{CROWD, moment};
use super::{by_name, by_number};
use crate::table::contact::Contact;
use crate::table::{Header, Refused, Row, Table, has_header};
use crate::{Context, ExchangeDraft, Head, Intake, ReadError};
use std::collections::BTreeMap;
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, Part, Party, Position};

/// The longest name of an account.
const NAME_MAX: usize = 15;

pub(super) fn detect(head: &Head<'_>) -> bool {
    has_header(head, is_header)
}

fn is_header(header: &Header) -> bool {
    header.has_all(&["tweet_id", "in_reply_to_user_id", "timestamp", "text"])
}

pub(super) fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(input, is_header)?;
    let mut named: BTreeMap<String, (String, Position)> = BTreeMap::new();
    let read = table.each_row(intake, |row, intake| {
        let post = Post::of(row, table.header())?;
        if let Some(name) = post.answered_by_name() {
            named.entry(post.answered.to_owned()).or_insert_with(|| (name.to_owned(), row.position));
        }
        intake.exchange(post.exchange(row.position)?);
        Ok(())
    });
    for (number, (name, position)) in named {
        let mut contact = Contact::default();
        contact.handle(by_number(&number));
        contact.handle(by_name(&name));
        intake.card(contact.into_card(Key::of_text(["x-user", &number]), position));
    }
    read
}

/// One row: what matters of it.
struct Post<'r> {
    number: &'r str,
    time: &'r str,
    text: &'r str,
    /// The number of the account that it answers, or is a copy from.
    answered: &'r str,
    copied: &'r str,
}

impl<'r> Post<'r> {
    fn of(row: &'r Row<'_>, header: &Header) -> Result<Post<'r>, Refused> {
        let cell = |name: &str| row.get(header.column(name));
        let post = Post {
            number: cell("tweet_id"),
            time: cell("timestamp"),
            text: cell("text"),
            answered: cell("in_reply_to_user_id"),
            copied: cell("retweeted_status_user_id"),
        };
        if post.number.is_empty() { Err("the post has no number") } else { Ok(post) }
    }

    /// The name at the very beginning of an answer.
    fn answered_by_name(&self) -> Option<&'r str> {
        let name = names(self.text).next().filter(|name| self.text.get(1..).is_some_and(|rest| rest.starts_with(name)));
        name.filter(|_| self.text.starts_with('@') && by_number(self.answered).is_some())
    }

    fn exchange(&self, position: Position) -> Result<ExchangeDraft, Refused> {
        let time = moment(self.time).ok_or("the post has no readable time")?;
        let known = self.answered_by_name();
        let numbered = [self.answered, self.copied].into_iter().filter_map(by_number);
        let by_names = names(self.text).filter(|name| Some(*name) != known).filter_map(by_name);
        // The author of a copy stands in the text by name as well.
        let by_names = by_names.skip(usize::from(!self.copied.is_empty()));
        let mut to: Vec<Handle> = numbered.chain(by_names).collect();
        to.sort();
        to.dedup();
        if to.is_empty() {
            return Err("the post names nobody");
        }
        let mention = |handle| Party::Who(Mention { handle: Some(handle), name: String::new() });
        Ok(ExchangeDraft {
            key: Key::of_text(["x-post", self.number]),
            position,
            time,
            channel: Channel::Social,
            from: Party::Ego,
            bulk: !self.copied.is_empty() || self.text.starts_with("RT @") || to.len() > CROWD,
            to: to.into_iter().map(|handle| (mention(handle), Part::To)).collect(),
            thread: Key::of_text(["x-post", self.number]),
        })
    }
}

/// The names of accounts in a text; not what follows the `@` of an address.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('@').filter_map(|(at, _)| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let rest = &text[at + 1..];
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let is_of_address = text[..at].ends_with(is_part);
        (!is_of_address && (1..=NAME_MAX).contains(&end)).then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_texts() {
        let found: Vec<&str> = names("@Ana_Ruiz hi .@bo, ana@example.org and @ or @sixteen_letters_").collect();
        assert_eq!(found, ["Ana_Ruiz", "bo"]);
    }
}
