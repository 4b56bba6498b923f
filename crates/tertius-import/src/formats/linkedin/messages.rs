//! messages.csv: who wrote to whom. The text is looked at only to tell advertising and copies, never kept.
//!
//! Three generations: 2018 has a direction and no profiles; until early 2023 only the sender has a profile;
//! today the recipients' profiles are listed too. Names are joined by `", "` and may contain it.

use super::{identity, mention, moment};
use crate::table::contact::folded;
use crate::table::{Column, Header, Refused, Row, Table};
use crate::{Context, ExchangeDraft, Intake, ReadError};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::BufRead;
use tertius_model::{Channel, Handle, Key, Mention, OwnFact, Part, Party};

/// How much of a text enters the key.
const TEXT_IN_KEY: usize = 64;

pub(super) fn is_header(header: &Header) -> bool {
    header.has_all(&["From", "To", "Date", "Content"])
        && (header.has("Conversation ID") || header.has_all(&["Direction", "Folder"]))
}

pub(super) fn read(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_header)?;
    let columns = Columns::of(table.header());
    let mut members = Members::default();
    table.look(|row| members.see(row, &columns))?;
    table.each_row(intake, |row, intake| {
        let draft = exchange(row, &columns, &members)?;
        intake.exchange(draft);
        Ok(())
    })?;
    members.conclude(intake);
    Ok(())
}

struct Columns {
    conversation: Column,
    from: Column,
    from_url: Column,
    to: Column,
    to_urls: Column,
    date: Column,
    content: Column,
    direction: Column,
    folder: Column,
    drafts: Vec<Column>,
}

impl Columns {
    fn of(header: &Header) -> Columns {
        Columns {
            conversation: header.column("Conversation ID"),
            from: header.column("From"),
            from_url: header.column("Sender Profile URL"),
            to: header.column("To"),
            to_urls: header.column("Recipient Profile URLs"),
            date: header.column("Date"),
            content: header.column("Content"),
            direction: header.column("Direction"),
            folder: header.column("Folder"),
            drafts: header.every(&["Is Message Draft", "Is Conversation Draft"]),
        }
    }
}

/// What the whole file tells about its members, before any row is taken.
#[derive(Default)]
struct Members {
    /// Profiles by conversation and name, `None` where two members share the name.
    profiles: FxHashMap<(String, String), Option<Handle>>,
    /// The conversations that each profile takes part in.
    present: FxHashMap<Handle, FxHashSet<String>>,
    conversations: FxHashSet<String>,
    /// Names under which ego sends, where the file has directions.
    ego_names: FxHashSet<String>,
}

impl Members {
    fn see(&mut self, row: &Row<'_>, columns: &Columns) {
        let conversation = row.get(columns.conversation).to_owned();
        let name = folded(row.get(columns.from));
        if row.get(columns.direction).eq_ignore_ascii_case("OUTGOING") {
            self.ego_names.insert(name.clone());
        }
        if conversation.is_empty() {
            return;
        }
        self.conversations.insert(conversation.clone());
        let sender = Handle::url(row.get(columns.from_url));
        if let Some(sender) = &sender {
            let profile = self.profiles.entry((conversation.clone(), name)).or_insert_with(|| Some(sender.clone()));
            if profile.as_ref() != Some(sender) {
                *profile = None;
            }
        }
        let recipients = row.get(columns.to_urls).split(',').filter_map(Handle::url);
        for handle in sender.into_iter().chain(recipients) {
            self.present.entry(handle).or_default().insert(conversation.clone());
        }
    }

    /// The profile of a recipient who has none in the row but writes in the same conversation.
    fn profile(&self, conversation: &str, name: &str) -> Option<Handle> {
        self.profiles.get(&(conversation.to_owned(), folded(name))).cloned().flatten()
    }

    /// Only ego takes part in every conversation.
    fn conclude(self, intake: &mut Intake<'_>) {
        let of = self.conversations.len() as u64;
        let mut votes: Vec<(u64, Handle)> =
            self.present.into_iter().map(|(handle, conversations)| (conversations.len() as u64, handle)).collect();
        votes.sort_unstable_by(|a, b| b.cmp(a));
        let runner_up = votes.get(1).map_or(0, |&(votes, _)| votes);
        if let Some((votes, handle)) = votes.into_iter().next()
            && votes > runner_up
            && votes * 2 > of
        {
            intake.own(OwnFact::LikelyHandle { handle, votes, of });
        }
    }
}

fn exchange(row: &Row<'_>, columns: &Columns, members: &Members) -> Result<ExchangeDraft, Refused> {
    if columns.drafts.iter().any(|&draft| ["yes", "true"].contains(&row.get(draft).to_lowercase().as_str())) {
        return Err("the message is a draft");
    }
    if row.get(columns.folder).eq_ignore_ascii_case("SPAM") {
        return Err("the message is in the spam folder");
    }
    if row.is_blank() {
        return Err("the row is empty");
    }
    let (from, to) = (row.get(columns.from), row.get(columns.to));
    if is_bot(from, row.get(columns.from_url)) || is_bot(to, row.get(columns.to_urls)) {
        return Err("the conversation is with LinkedIn's bot");
    }
    let time = moment(row.get(columns.date)).ok_or("the date cannot be read")?;
    let conversation = row.get(columns.conversation);
    let sender = mention(from, row.get(columns.from_url)).ok_or("the sender's account is gone")?;
    let recipients = recipients(row, columns, members);
    if recipients.is_empty() {
        return Err("the recipients' accounts are gone");
    }
    let mut identities: Vec<String> = recipients.iter().map(identity).collect();
    identities.sort_unstable();
    let recipient_list = identities.join(" ");
    let sender_identity = identity(&sender);
    // A conversation's id outlives the accounts in it; the list of recipients does not.
    let place = if conversation.is_empty() { &recipient_list } else { conversation };
    let thread = if conversation.is_empty() {
        identities.push(sender_identity.clone());
        identities.sort_unstable();
        Key::of_text(["linkedin-members", &identities.join(" ")])
    } else {
        Key::of_text(["linkedin-conversation", conversation])
    };
    let content = row.get(columns.content);
    let text = content.char_indices().nth(TEXT_IN_KEY).map_or(content, |(at, _)| &content[..at]);
    let key = Key::of_text(["linkedin-message", &time.0.to_string(), &sender_identity, place, text]);
    let is_company = sender.handle.is_none() && row.get(columns.from_url).contains("/company/");
    let (from, to) = parties(row.get(columns.direction), sender, recipients, members);
    Ok(ExchangeDraft {
        key,
        position: row.position,
        time,
        channel: Channel::LinkedIn,
        from,
        to: to.into_iter().map(|party| (party, Part::To)).collect(),
        thread,
        bulk: is_company || content.contains("spinmail"),
    })
}

/// In the generation that has a direction, puts ego in the place that the direction tells.
fn parties(direction: &str, sender: Mention, recipients: Vec<Mention>, members: &Members) -> (Party, Vec<Party>) {
    match direction.to_uppercase().as_str() {
        "OUTGOING" => (Party::Ego, recipients.into_iter().map(Party::Who).collect()),
        "INCOMING" => {
            let is_only_one = recipients.len() == 1;
            let is_ego = |who: &Mention| is_only_one || members.ego_names.contains(&folded(&who.name));
            let party = |who: Mention| if is_ego(&who) { Party::Ego } else { Party::Who(who) };
            (Party::Who(sender), recipients.into_iter().map(party).collect())
        }
        _ => (Party::Who(sender), recipients.into_iter().map(Party::Who).collect()),
    }
}

fn is_bot(name: &str, url: &str) -> bool {
    let name = name.to_lowercase();
    url.is_empty() && (name.contains("linkedin coach") || name.contains("learning coach"))
}

fn recipients(row: &Row<'_>, columns: &Columns, members: &Members) -> Vec<Mention> {
    let (to, urls) = (row.get(columns.to), row.get(columns.to_urls));
    if urls.is_empty() {
        let with_profile = |name: &str| {
            let mut who = mention(name, "")?;
            who.handle = members.profile(row.get(columns.conversation), name);
            Some(who)
        };
        return names(to, None).iter().filter_map(|name| with_profile(name)).collect();
    }
    let urls: Vec<&str> = urls.split(',').collect();
    let names = names(to, Some(urls.len()));
    // Where the counts disagree no name can be given to a profile for sure; the profile alone says enough.
    let name = |at: usize| if names.len() == urls.len() { names[at].as_str() } else { "" };
    urls.iter().enumerate().filter_map(|(at, url)| mention(name(at), url)).collect()
}

/// Splits joined names; parts that look like credentials (`PhD`, `MBA`) go back to the name before them.
fn names(joined: &str, expected: Option<usize>) -> Vec<String> {
    if joined.is_empty() {
        return Vec::new();
    }
    if expected == Some(1) {
        return vec![joined.to_owned()];
    }
    let parts: Vec<&str> = joined.split(", ").map(str::trim).collect();
    if expected == Some(parts.len()) {
        return parts.into_iter().map(str::to_owned).collect();
    }
    let mut names: Vec<String> = Vec::new();
    for part in parts {
        match names.last_mut() {
            Some(name) if is_credential(part) => *name = format!("{name}, {part}"),
            _ => names.push(part.to_owned()),
        }
    }
    names
}

/// A short single word with a capital after its first letter, or with dots: `PhD`, `MBA`, `M.Sc.`, `CPA®`.
fn is_credential(part: &str) -> bool {
    let is_short_word = part.chars().count() <= 8 && !part.contains(char::is_whitespace);
    is_short_word && (part.contains('.') || part.chars().skip(1).any(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_stay_with_the_name_before_them() {
        assert_eq!(names("Ana Ruiz, PhD, Bo Li", Some(2)), ["Ana Ruiz, PhD", "Bo Li"]);
        assert_eq!(names("Ana Ruiz, PhD, Bo Li", None), ["Ana Ruiz, PhD", "Bo Li"]);
        assert_eq!(names("Ana Ruiz, Coach", Some(1)), ["Ana Ruiz, Coach"]);
        assert_eq!(names("Ana, Bo", None), ["Ana", "Bo"]);
        assert!(names("", None).is_empty());
    }
}
