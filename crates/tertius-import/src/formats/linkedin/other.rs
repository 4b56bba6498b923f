//! The files of an export that say nothing about people: skills, reactions, advertising, chats with LinkedIn's bots.

use super::{file_name, messages};
use crate::table::{Header, has_header};
use crate::{Context, Head, Intake, ReadError};
use std::io::BufRead;

/// Columns that only one kind of file has; three or fewer are a whole header.
const SIGNATURES: &[&[&str]] = &[
    &["Organization", "Followed On"],
    &["Name", "Description", "Position", "Started On", "Finished On"],
    &["Event Name", "Event Time", "Status", "External Url"],
    &["Name", "Proficiency"],
    &["Name", "Url", "Authority", "License Number"],
    &["Title", "Description", "Url", "Started On", "Finished On"],
    &["Title", "Description", "Url", "Start Date", "End Date"],
    &["Title", "Description", "Issuer", "Issue Date"],
    &["Title", "Description", "Issued On"],
    &["Name", "Published On", "Description", "Publisher"],
    &["Application Date", "Contact Email", "Job Title", "Job Url"],
    &["Saved Date", "Job Url", "Job Title", "Company Name"],
    &["Company Name", "Employment Status", "Job Description", "Seniority Level"],
    &["Date", "Link", "Message"],
    &["Date", "Type", "Link"],
    &["Date", "ShareLink", "ShareCommentary", "SharedUrl"],
    &["Date", "Link", "OptionText"],
    &["Date/Time", "Media Description", "Media Link"],
    &["Content Title", "Content Description", "Content Type", "Content Saved"],
    &["Profile Summary"],
];

/// Files whose header is too short or too varied to tell them; all of them hold only what ego did on LinkedIn.
const NAMES: &[&str] = &[
    "account status history",
    "ad_targeting",
    "ad targeting",
    "ads clicked",
    "causes you care about",
    "courses",
    "hashtag_follows",
    "inferences_about_you",
    "job applicant saved",
    "job seeker preferences",
    "lan ads engagement",
    "learningcoachmessages",
    "learning_coach",
    "logins",
    "patents",
    "private_identity_asset",
    "profile summary",
    "publications",
    "receipts",
    "savedjobalerts",
    "saved_items",
    "search queries",
    "searchqueries",
    "security challenges",
    "skills",
    "test scores",
    "volunteering",
];

pub(super) fn detect(head: &Head<'_>) -> bool {
    let name = file_name(head.path);
    if is_with_a_bot(&name) && (has_header(head, messages::is_header) || head.text.trim() == NO_CONVERSATIONS) {
        return true;
    }
    let is_table = name.ends_with(".csv") && !head.text.trim_start().starts_with(['<', '{', '[']);
    (is_table && is_text(head) && NAMES.iter().any(|known| name.starts_with(known))) || has_header(head, is_header)
}

const NO_CONVERSATIONS: &str = "No conversations found";

fn is_with_a_bot(name: &str) -> bool {
    ["coach", "guide_messages", "role_play"].iter().any(|bot| name.contains(bot))
}

fn is_text(head: &Head<'_>) -> bool {
    !head.text.contains('\0')
}

fn is_header(header: &Header) -> bool {
    // Few and common words identify a file only if they are all that it has.
    let fits = |names: &&[&str]| if names.len() <= 3 { header.is_exactly(names) } else { header.has_all(names) };
    SIGNATURES.iter().any(fits) || header.every(&["Company Names"]).len() > 1
}

/// Reads nothing: what there is to know is that there is nothing.
pub(super) fn read(_: &mut dyn BufRead, _: Context<'_>, _: &mut Intake<'_>) -> Result<(), ReadError> {
    Ok(())
}
