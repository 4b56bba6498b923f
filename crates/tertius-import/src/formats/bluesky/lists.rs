//! Answers of `getFollows` and `getFollowers`, one page or several in one file: the subject, and whom it follows or
//! who follows it.

use super::repository::account;
use crate::json_stream::{Values, text};
use crate::table::contact::Contact;
use crate::{Context, Head, Intake, ReadError, StatedDraft};
use serde_json::Value;
use std::io::BufRead;
use tertius_model::{Handle, Key, Mention, Party, PersonName, Position, StatedKind};

pub(super) fn detect(head: &Head<'_>) -> bool {
    head.text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t', '[']).starts_with('{')
        && head.text.contains("\"subject\"")
        && head.text.contains("\"did:")
        && ["\"follows\"", "\"followers\""].iter().any(|key| head.text.contains(key))
}

pub(super) fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    // The subject may stand behind the list: pages have a hundred entries, so they are read whole.
    let mut pages = Values::listed(input);
    let mut n = 0;
    loop {
        let at = Position::Byte(pages.position());
        let Some(page) = pages.next().map_err(|cause| ReadError::Io { position: at, cause })? else { return Ok(()) };
        let page = match page.value {
            Ok(page) => page,
            Err(reason) => {
                n += 1;
                intake.record();
                intake.skip(Position::Item(n), reason);
                continue;
            }
        };
        let subject = page.get("subject").unwrap_or(&Value::Null);
        let lists = [("follows", page.get("follows")), ("followers", page.get("followers"))];
        if let Ok(subject) = person(subject, Position::Item(n + 1), intake) {
            for (way, people) in lists {
                for other in people.and_then(Value::as_array).into_iter().flatten() {
                    n += 1;
                    intake.record();
                    let position = Position::Item(n);
                    match person(other, position, intake) {
                        Ok(other) if way == "follows" => follows(&subject, other, position, intake),
                        Ok(other) => follows(&other, subject.clone(), position, intake),
                        Err(reason) => intake.skip(position, reason),
                    }
                }
            }
        } else {
            n += 1;
            intake.record();
            intake.skip(Position::Item(n), "the page does not say whose list it is");
        }
    }
}

fn person(value: &Value, position: Position, intake: &mut Intake<'_>) -> Result<Mention, &'static str> {
    let did = text(value, "did");
    let handle = account(did).ok_or("the entry names no account")?;
    let full = text(value, "displayName").to_owned();
    let mut contact =
        Contact { name: PersonName { full: full.clone(), ..PersonName::default() }, ..Contact::default() };
    contact.handle(Some(handle.clone()));
    let name = text(value, "handle");
    if name.contains('.') && name != "handle.invalid" {
        contact.handle(Handle::account("bluesky", name));
    }
    intake.card(contact.into_card(Key::of_text(["bluesky-user", did]), position));
    Ok(Mention { handle: Some(handle), name: full })
}

fn follows(who: &Mention, whom: Mention, position: Position, intake: &mut Intake<'_>) {
    let did = |who: &Mention| {
        who.handle.as_ref().map_or_else(String::new, |handle| handle.value().replacen("bluesky:", "", 1))
    };
    let key = Key::of_text(["bluesky-follow", &did(who), &did(&whom)]);
    let (a, b) = (Party::Who(who.clone()), Party::Who(whom));
    intake.stated(StatedDraft { key, position, a, b, kind: StatedKind::Follows, time: None });
}
