//! Invitations.csv: who asked whom to connect. The direction also tells which of the two profiles is ego's.

use super::{identity, mention, moment};
use crate::table::{Header, Table};
use crate::{Context, Intake, ReadError, StatedDraft};
use std::collections::BTreeMap;
use std::io::BufRead;
use tertius_model::{Handle, Key, Mention, OwnFact, Party, Platform, StatedKind};

pub(super) fn is_header(header: &Header) -> bool {
    header.has_all(&["From", "To", "Sent At", "Direction"])
}

pub(super) fn read(stream: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let table = Table::read(stream, is_header)?;
    let header = table.header();
    let (from, to, sent) = (header.column("From"), header.column("To"), header.column("Sent At"));
    let direction = header.column("Direction");
    // The URN columns of 2023 hold no profile that could be recognised elsewhere.
    let (from_url, to_url) = (header.column("inviterProfileUrl"), header.column("inviteeProfileUrl"));
    let mut own: BTreeMap<Handle, u64> = BTreeMap::new();
    table.each_row(intake, |row, intake| {
        let inviter = mention(row.get(from), row.get(from_url));
        let invitee = mention(row.get(to), row.get(to_url));
        let (ego, other, is_outgoing) = match row.get(direction).to_uppercase().as_str() {
            "OUTGOING" => (inviter, invitee, true),
            "INCOMING" => (invitee, inviter, false),
            _ => return Err("the direction is neither OUTGOING nor INCOMING"),
        };
        if let Some(handle) = ego.and_then(|ego| ego.handle) {
            *own.entry(handle).or_default() += 1;
        }
        let other: Mention = other.ok_or("the other member's account is gone")?;
        let time = moment(row.get(sent));
        let parts = ["linkedin-invitation", row.get(direction), &identity(&other), row.get(sent)];
        let key = Key::of_text(parts);
        let (a, b) = if is_outgoing { (Party::Ego, Party::Who(other)) } else { (Party::Who(other), Party::Ego) };
        let kind = StatedKind::Invited(Platform::LinkedIn);
        intake.stated(StatedDraft { key, position: row.position, a, b, kind, time });
        Ok(())
    })?;
    let of = own.values().sum();
    for (handle, votes) in own {
        // One member has one profile; two spellings happen after a rename, one wrong row in a hundred does not count.
        if votes * 10 > of {
            intake.own(OwnFact::Handle(handle));
        }
    }
    Ok(())
}
