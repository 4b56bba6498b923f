//! A friend's packet, and the file that takes one back. The packet's owner states a tie to everybody in it.
//!
//! A card stands at the place of its line, and so does the tie to it: somebody without a profile is found by that place,
//! not by a name that others may have.

use super::{Format, Reader};
use crate::{Context, Head, Intake, PacketFact, ReadError, StatedDraft};
use std::io::{BufRead, Read};
use tertius_model::{Card, Handle, Job, Key, Mention, Party, PersonName, Position, StatedKind};
use tertius_tribe::{MAX_BYTES, Named, Owner, Packet, PacketError, ProfileUrl, Shared, SignedPacket, SignedRevocation};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "packet",
        title: "Packet of a friend",
        obtain: "ask a friend: tertius packet make, or the contribution page for those who install nothing",
        reads: "whom the friend knows and how well; names, employers, titles and public profiles; it ends on its day, \
                and a newer one takes its place",
        never: "anything of a packet that was changed, is over, or was taken back; packets hold no addresses, numbers or messages",
        detect: |head| begins(head, "packet"),
        reader: Reader::Stream(read),
        may_yield_nobody: false,
    },
    Format {
        id: "packet-revocation",
        title: "Packet of a friend, taken back",
        obtain: "the friend sends it: tertius packet revoke, or the file that the contribution page gave with the packet",
        reads: "which packet is over; it goes, with everything that only it said",
        never: "a revocation that somebody else signed",
        detect: |head| begins(head, "revocation"),
        reader: Reader::Stream(read_revocation),
        may_yield_nobody: true,
    },
];

/// Whether a file begins as ours do, however the spaces stand: an edited one is refused with words, not passed over.
fn begins(head: &Head<'_>, what: &str) -> bool {
    let mut rest = head.text.trim_start_matches('\u{feff}');
    for part in ["{", "\"tertius\"", ":"] {
        match rest.trim_start().strip_prefix(part) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.trim_start().strip_prefix('"').is_some_and(|kind| kind.starts_with(what))
}

fn read(input: &mut dyn BufRead, context: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let signed = SignedPacket::read_at(&bytes(input)?, context.now).map_err(|error| refused(&error))?;
    let packet = signed.packet();
    let Shared::Named(people) = &packet.people else {
        return Err(ReadError::Malformed {
            position: Position::Line(1),
            reason: "it is a blind packet: tokens without names, of use to a tribe alone".to_owned(),
            hint: "ask for a packet at the named level, or give this one to the tribe it is for",
        });
    };
    let Packet { id, owner, audience, made, expires, .. } = packet.clone();
    intake.packet(PacketFact::Shares { id, owner, audience, made, expires });
    intake.record();
    intake.card(owner_card(&packet.owner, packet.made));
    intake.seen(packet.made);
    for (n, person) in (1..).zip(people) {
        intake.record();
        take(packet, person, Position::Item(n), intake);
    }
    Ok(())
}

fn read_revocation(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let signed = SignedRevocation::read(&bytes(input)?).map_err(|error| refused(&error))?;
    intake.record();
    intake.note(format!(
        "the packet {} of {} is taken back",
        signed.revocation().packet,
        signed.revocation().owner.name
    ));
    intake.packet(PacketFact::Revokes(signed.revocation().clone()));
    Ok(())
}

fn bytes(input: &mut dyn BufRead) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let read = input.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|cause| ReadError::Io { position: Position::Byte(bytes.len() as u64), cause })?;
    Ok(bytes)
}

fn refused(error: &PacketError) -> ReadError {
    let position = match error {
        PacketError::Edited(line) => Position::Line(*line as u64),
        _ => Position::Line(1),
    };
    let hint = match error {
        PacketError::Expired(_) | PacketError::NotYet(_) => "nothing of it was taken",
        PacketError::Newer(_) => "nothing of it was taken; update Tertius",
        _ => "nothing of it was taken; ask your friend to send the file again, as it was made",
    };
    ReadError::Malformed { position, reason: error.to_string(), hint }
}

fn take(packet: &Packet, person: &Named, position: Position, intake: &mut Intake<'_>) {
    let owner_key = packet.owner.key.to_string();
    let text = |line: &Option<tertius_tribe::Line>| line.as_ref().map(ToString::to_string).unwrap_or_default();
    let (employer, title) = (text(&person.employer), text(&person.title));
    let key = match &person.url {
        Some(url) => Key::of_text(["packet-profile", &owner_key, url.as_str()]),
        None => Key::of_text(["packet-person", &owner_key, person.name.as_str(), &employer]),
    };
    let mut card = card(key, position, person.name.as_str(), person.url.as_ref());
    if !employer.is_empty() || !title.is_empty() {
        card.jobs.push(Job { employer, title, ..Job::default() });
    }
    if let Some(note) = &person.note {
        card.note = format!("{}: {note}", packet.owner.name);
    }
    card.revised = Some(packet.made);
    let b = mention(person.name.as_str(), person.url.as_ref());
    intake.card(card);
    intake.stated(StatedDraft {
        key: Key::of([b"packet-tie".as_slice(), packet.id.as_bytes(), &key.0.to_le_bytes()]),
        position,
        a: mention(packet.owner.name.as_str(), packet.owner.url.as_ref()),
        b,
        kind: StatedKind::Vouched(person.strength),
        time: Some(packet.made),
    });
}

/// The owner's own card stands at place 0.
fn owner_card(owner: &Owner, made: tertius_model::Timestamp) -> Card {
    let key = Key::of_text(["packet-owner", &owner.key.to_string()]);
    let mut card = card(key, Position::Item(0), owner.name.as_str(), owner.url.as_ref());
    card.revised = Some(made);
    card
}

fn card(key: Key, position: Position, name: &str, url: Option<&ProfileUrl>) -> Card {
    Card {
        key,
        position,
        name: PersonName { full: name.to_owned(), ..PersonName::default() },
        handles: url.and_then(ProfileUrl::handle).into_iter().collect(),
        jobs: Vec::new(),
        place: String::new(),
        birthday: None,
        groups: Vec::new(),
        note: String::new(),
        connection: None,
        revised: None,
    }
}

fn mention(name: &str, url: Option<&ProfileUrl>) -> Party {
    let handle: Option<Handle> = url.and_then(ProfileUrl::handle);
    Party::Who(Mention { handle, name: name.to_owned() })
}
