//! tweets.js: whom the owner's public posts name or answer.

use super::{by_name, by_number, each_entry};
use crate::json_stream::{id, list, text};
use crate::table::contact::Contact;
use crate::{Context, ExchangeDraft, Intake, ReadError};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, Part, Party, PersonName, Position, Timestamp};

/// Who names more people at once names nobody in particular.
pub(super) const CROWD: usize = 20;

/// Who was mentioned: by number, the name on the platform, the display name, and where first.
type Named = BTreeMap<String, (String, String, Position)>;

pub(super) fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut named = Named::new();
    let result = each_entry(input, intake, &mut |entry, position, intake| {
        let draft = exchange(entry.get("tweet").unwrap_or(entry), position, &mut named)?;
        intake.exchange(draft);
        Ok(())
    });
    for (number, (account, full, position)) in named {
        let mut contact = Contact { name: PersonName { full, ..PersonName::default() }, ..Contact::default() };
        contact.handle(by_number(&number));
        contact.handle(by_name(&account));
        intake.card(contact.into_card(Key::of_text(["x-user", &number]), position));
    }
    result
}

fn exchange(post: &Value, position: Position, named: &mut Named) -> Result<ExchangeDraft, &'static str> {
    let number = [id(post, "id_str"), id(post, "id")].into_iter().find(|id| !id.is_empty());
    let number = number.ok_or("the post has no number")?;
    let time = moment(text(post, "created_at")).ok_or("the post has no readable time")?;
    let mut to: Vec<Mention> = Vec::new();
    for mention in post.get("entities").map_or(&[][..], |entities| list(entities, "user_mentions")) {
        let (of, account, full) = (id(mention, "id_str"), text(mention, "screen_name"), text(mention, "name"));
        // -1 stands for an account that is gone.
        let handle = by_number(&of);
        if handle.is_some() {
            named.entry(of).or_insert_with(|| (account.to_owned(), full.to_owned(), position));
        }
        to.extend(
            handle.or_else(|| by_name(account)).map(|handle| Mention { handle: Some(handle), name: full.to_owned() }),
        );
    }
    let answered = [by_number(&id(post, "in_reply_to_user_id_str")), by_name(text(post, "in_reply_to_screen_name"))];
    let is_named = |handle: &Handle| to.iter().any(|mention| mention.handle.as_ref() == Some(handle));
    if let Some(handle) = answered.into_iter().flatten().next().filter(|handle| !is_named(handle)) {
        to.push(Mention { handle: Some(handle), name: String::new() });
    }
    to.sort();
    to.dedup();
    if to.is_empty() {
        return Err("the post names nobody");
    }
    let is_retweet = ["full_text", "text"].iter().any(|key| text(post, key).starts_with("RT @"));
    Ok(ExchangeDraft {
        key: Key::of_text(["x-post", &number]),
        position,
        time,
        channel: Channel::Social,
        from: Party::Ego,
        bulk: is_retweet || to.len() > CROWD,
        to: to.into_iter().map(|mention| (Party::Who(mention), Part::To)).collect(),
        thread: Key::of_text(["x-post", &number]),
    })
}

/// `Sun Mar 21 12:53:22 +0000 2021`; in the oldest archives `2013-03-21 12:53:22 +0000`.
pub(super) fn moment(text: &str) -> Option<Timestamp> {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.as_slice() {
        [_, month, day, clock, zone, year] => {
            let date = crate::dates::day_month_name_year(&format!("{day} {month} {year}"))?;
            crate::dates::iso_moment(&format!("{date}T{clock}{zone}"))
        }
        _ => crate::dates::iso_moment(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_posts() {
        assert_eq!(moment("Sun Mar 21 12:53:22 +0000 2021"), Some(Timestamp(1_616_331_202)));
        assert_eq!(moment("2021-03-21 12:53:22 +0000"), Some(Timestamp(1_616_331_202)));
        assert_eq!(moment("soon"), None);
    }
}
