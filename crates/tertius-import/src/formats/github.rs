//! GitHub: saved pages of its interface, as `gh api` prints them, and the users of an account's archive. Only the file's
//! name says who follows whom.

use super::{Format, Reader};
use crate::json_stream::{Values, id, list, text};
use crate::table::contact::Contact;
use crate::{Context, Head, Intake, ReadError, StatedDraft};
use rustc_hash::FxHashSet;
use serde_json::Value;
use std::io::BufRead;
use tertius_model::{Handle, Key, Mention, OwnFact, Party, PersonName, Position, StatedKind};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "github-people",
    title: "GitHub: followers and following",
    obtain: "with GitHub's own tool: gh api --paginate user/following > following.json and gh api --paginate \
             user/followers > followers.json; keep these names, for only they tell the direction; or Settings, Account, Export account data: import the archive as it is",
    reads: "who follows you and whom you follow; names, employers and places where a page holds them",
    never: "repositories, stars, activity, pictures; organisations and robots",
    detect,
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

/// An account on GitHub.
pub(super) fn handle(login: &str) -> Option<Handle> {
    let fits = !login.is_empty() && login.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    Handle::account("github", login).filter(|_| fits)
}

fn detect(head: &Head<'_>) -> bool {
    let text = head.text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with(['[', '{']) {
        return false;
    }
    let mut bytes = text.as_bytes();
    matches!(Values::listed(&mut bytes).next(), Ok(Some(found)) if found.value.as_ref().is_ok_and(is_user))
}

fn is_user(value: &Value) -> bool {
    let url = ["html_url", "url", "avatar_url"].iter().any(|key| text(value, key).contains("github"));
    handle(text(value, "login")).is_some() && (url || value.get("node_id").is_some())
}

fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let file = context.path.rsplit(['/', '\\']).next().unwrap_or("").to_lowercase();
    let direction = match (file.contains("following"), file.contains("follower")) {
        (true, false) => Some("out"),
        (false, true) => Some("in"),
        _ => None,
    };
    let mut values = Values::listed(input);
    let mut seen = FxHashSet::default();
    let (mut n, mut n_people) = (0, 0);
    loop {
        let at = Position::Byte(values.position());
        let Some(found) = values.next().map_err(|cause| ReadError::Io { position: at, cause })? else { break };
        n += 1;
        intake.record();
        let position = Position::Item(n);
        let taken =
            found.value.and_then(|user| take(&user, position, direction, &mut seen, intake).map_err(str::to_owned));
        match taken {
            Ok(is_other) => n_people += usize::from(is_other),
            Err(reason) => intake.skip(position, reason),
        }
    }
    // The archive of an account holds everybody who ever wrote in one of its repositories, and no follows at all.
    let is_of_archive = file.starts_with("users_0");
    if direction.is_none() && n_people > 0 && !is_of_archive {
        intake.skip(
            Position::Item(1),
            "people were read, ties were not: only the file's name tells who follows whom; name it followers.json or following.json",
        );
    }
    Ok(())
}

/// Takes one account; says whether it is somebody else's.
fn take(
    user: &Value,
    position: Position,
    direction: Option<&'static str>,
    seen: &mut FxHashSet<String>,
    intake: &mut Intake<'_>,
) -> Result<bool, &'static str> {
    let login = text(user, "login");
    let account = handle(login).ok_or("the entry names no account")?;
    if matches!(text(user, "type"), "Organization" | "Bot" | "Mannequin") || login.ends_with("[bot]") {
        return Err("an organisation or a robot, not a person");
    }
    if !seen.insert(login.to_lowercase()) {
        return Err("the account is in the file twice");
    }
    let name = text(user, "name").to_owned();
    // Only the owner's own page says what they pay for.
    if user.get("plan").is_some() || user.get("two_factor_authentication").is_some() {
        let email = Handle::email(text(user, "email"));
        [Some(account), email].into_iter().flatten().for_each(|handle| intake.own(OwnFact::Handle(handle)));
        if !name.is_empty() {
            intake.own(OwnFact::Name(name));
        }
        return Ok(false);
    }
    let mut contact = Contact {
        name: PersonName { full: name.clone(), ..PersonName::default() },
        place: text(user, "location").to_owned(),
        ..Contact::default()
    };
    contact.handle(Some(account.clone()));
    contact.handle(Handle::url(&format!("github.com/{login}")));
    contact.handle(Handle::email(text(user, "email")));
    for email in list(user, "emails") {
        contact.handle(Handle::email(email.as_str().unwrap_or_else(|| text(email, "address"))));
    }
    contact.handle(Handle::account("twitter", text(user, "twitter_username")));
    contact.pages(text(user, "blog"));
    contact.pages(text(user, "website"));
    contact.job(text(user, "company").trim_start_matches('@'), "");
    let number = id(user, "id");
    let identity = if number.is_empty() { login.to_lowercase() } else { number };
    intake.card(contact.into_card(Key::of_text(["github-user", &identity]), position));
    let them = Party::Who(Mention { handle: Some(account), name });
    let (way, a, b) = match direction {
        Some("out") => ("out", Party::Ego, them),
        Some(_) => ("in", them, Party::Ego),
        None => return Ok(true),
    };
    let key = Key::of_text(["github-follow", way, &identity]);
    intake.stated(StatedDraft { key, position, a, b, kind: StatedKind::Follows, time: None });
    Ok(true)
}
