//! LinkedIn's "Get a copy of your data": one row of the table for each file that says something about people.
//!
//! Every generation of a file since 2018 is told by the names of its columns. The files that say nothing about
//! people are recognised too, so that a whole export imports without false alarms.

mod address_book;
mod connections;
mod invitations;
mod messages;
mod other;
mod praise;
mod profile;

use super::{Format, Reader};
use crate::table::{Column, Header, Row, has_header};
use crate::{Context, Head, Intake, ReadError};
use std::io::BufRead;
use tertius_model::{Handle, Mention, Timestamp};

type Read = fn(&mut dyn BufRead, Context<'_>, &mut Intake<'_>) -> Result<(), ReadError>;

/// Rows of the table. Files without people come first where they share the header of one with people.
pub(super) static FORMATS: &[Format] = &[
    row("linkedin-other", "LinkedIn: files without people", "nothing", other::detect, other::read).for_nobody(),
    row(
        "linkedin-connections",
        "LinkedIn: Connections.csv",
        "connections with name, profile, e-mail, employer, title and date",
        |head| has_header(head, connections::is_header),
        connections::read,
    ),
    row(
        "linkedin-messages",
        "LinkedIn: messages.csv",
        "who wrote to whom and when",
        |head| has_header(head, messages::is_header),
        messages::read,
    ),
    row(
        "linkedin-invitations",
        "LinkedIn: Invitations.csv",
        "who invited whom and when; your own profile",
        |head| has_header(head, invitations::is_header),
        invitations::read,
    ),
    row(
        "linkedin-contacts",
        "LinkedIn: imported contacts",
        "the address book that you once uploaded: names, e-mails, phones",
        |head| has_header(head, address_book::is_contacts),
        address_book::read_contacts,
    ),
    row(
        "linkedin-notes",
        "LinkedIn: Notes.csv",
        "your own notes on your connections",
        |head| has_header(head, address_book::is_notes),
        address_book::read_notes,
    )
    .for_nobody(),
    row(
        "linkedin-endorsements-received",
        "LinkedIn: Endorsement_Received_Info.csv",
        "who endorsed you and when",
        |head| has_header(head, praise::is_endorsement_received),
        praise::read_endorsements_received,
    )
    .for_nobody(),
    row(
        "linkedin-endorsements-given",
        "LinkedIn: Endorsement_Given_Info.csv",
        "whom you endorsed and when",
        |head| has_header(head, praise::is_endorsement_given),
        praise::read_endorsements_given,
    )
    .for_nobody(),
    row(
        "linkedin-recommendations-received",
        "LinkedIn: Recommendations_Received.csv",
        "who recommended you and when",
        |head| file_name(head.path).contains("received") && has_header(head, praise::is_recommendation),
        praise::read_recommendations_received,
    )
    .for_nobody(),
    row(
        "linkedin-recommendations-given",
        "LinkedIn: Recommendations_Given.csv",
        "whom you recommended and when",
        |head| file_name(head.path).contains("given") && has_header(head, praise::is_recommendation),
        praise::read_recommendations_given,
    )
    .for_nobody(),
    row(
        "linkedin-recommendations",
        "LinkedIn: recommendations under another name",
        "nothing: only the name of the file tells who recommended whom",
        |head| has_header(head, praise::is_recommendation),
        praise::read_recommendations_undecided,
    ),
    row(
        "linkedin-profile",
        "LinkedIn: Profile.csv",
        "your own name",
        |head| has_header(head, profile::is_profile),
        profile::read_profile,
    )
    .for_nobody(),
    row(
        "linkedin-positions",
        "LinkedIn: Positions.csv",
        "your own jobs",
        |head| has_header(head, profile::is_positions),
        profile::read_positions,
    )
    .for_nobody(),
    row(
        "linkedin-education",
        "LinkedIn: Education.csv",
        "your own schools",
        |head| has_header(head, profile::is_education),
        profile::read_education,
    )
    .for_nobody(),
    row(
        "linkedin-emails",
        "LinkedIn: Email Addresses.csv",
        "your own confirmed addresses",
        |head| has_header(head, profile::is_emails),
        profile::read_emails,
    )
    .for_nobody(),
    row(
        "linkedin-whatsapp-phones",
        "LinkedIn: Whatsapp Phone Numbers.csv",
        "your own phone numbers",
        |head| has_header(head, profile::is_whatsapp_phones),
        profile::read_phones,
    )
    .for_nobody(),
    row(
        "linkedin-phones",
        "LinkedIn: PhoneNumbers.csv",
        "your own phone numbers",
        |head| has_header(head, profile::is_phones),
        profile::read_phones,
    )
    .for_nobody(),
    row(
        "linkedin-registration",
        "LinkedIn: Registration.csv",
        "who invited you to LinkedIn, in exports of 2018",
        |head| has_header(head, profile::is_registration),
        profile::read_registration,
    )
    .for_nobody(),
    row(
        "linkedin-verifications",
        "LinkedIn: Verifications.csv",
        "your own verified name and address",
        |head| has_header(head, profile::is_verifications),
        profile::read_verifications,
    )
    .for_nobody(),
];

const fn row(
    id: &'static str,
    title: &'static str,
    reads: &'static str,
    detect: fn(&Head<'_>) -> bool,
    read: Read,
) -> Format {
    Format {
        id,
        title,
        obtain: "linkedin.com on a computer: Me, Settings & Privacy, Data privacy, Get a copy of your data, the larger archive; \
                 a link comes by e-mail, for a part within minutes and for everything within a day; import the zip as it is",
        reads,
        never: "the text of messages, invitations and recommendations; what you searched, read or clicked",
        detect,
        reader: Reader::Stream(read),
        may_yield_nobody: false,
    }
}

impl Format {
    pub(super) const fn for_nobody(mut self) -> Format {
        self.may_yield_nobody = true;
        self
    }
}

/// The last part of a path, in lower case.
fn file_name(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_lowercase()
}

/// The columns that name one person: a name in one or two columns, and a profile.
struct PersonColumns {
    first: Column,
    last: Column,
    url: Column,
}

impl PersonColumns {
    fn of(header: &Header, first: &str, last: &str, url: &str) -> PersonColumns {
        PersonColumns { first: header.column(first), last: header.column(last), url: header.column(url) }
    }

    fn mention(&self, row: &Row<'_>) -> Option<Mention> {
        let name = crate::table::contact::joined([row.get(self.first), row.get(self.last)], " ");
        mention(&name, row.get(self.url))
    }
}

/// Whom a name and a profile URL name; `None` for nobody and for an account that is gone.
fn mention(name: &str, url: &str) -> Option<Mention> {
    let handle = Handle::url(url);
    let is_placeholder = name.eq_ignore_ascii_case("LinkedIn Member");
    let name = if is_placeholder { "" } else { name.trim() };
    (handle.is_some() || !name.is_empty()).then(|| Mention { handle, name: name.to_owned() })
}

/// What tells a mention from others in a key.
fn identity(who: &Mention) -> String {
    match &who.handle {
        Some(handle) => handle.to_string(),
        None => crate::table::contact::folded(&who.name),
    }
}

/// A moment in any of the notations that LinkedIn has used for moments.
fn moment(text: &str) -> Option<Timestamp> {
    crate::dates::utc_moment(text).or_else(|| crate::dates::us_moment(text))
}
