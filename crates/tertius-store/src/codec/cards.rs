//! Cards, gatherings, stated ties and facts about ego, row by row. Their keys stand at the front of the chunk.

use super::wire::{Reader, Writer};
use super::words::Word;
use super::{CodecError, Parties};
use tertius_model::{Attendance, Card, Connection, Gathering, Guest, Key, OwnFact, PersonName, StatedTie};

pub(super) fn write_card(out: &mut Writer, card: &Card) {
    out.position(card.position);
    let PersonName { full, given, middle, family, nickname, maiden } = &card.name;
    for part in [full, given, middle, family, nickname, maiden] {
        out.text(part);
    }
    out.list(&card.handles, Writer::handle);
    out.list(&card.jobs, Writer::job);
    out.text(&card.place);
    out.option(card.birthday, Writer::birthday);
    out.list(&card.groups, |out, group| out.text(group));
    out.text(&card.note);
    out.option(card.connection, |out, connection| {
        out.word(connection.platform);
        out.option(connection.since, Writer::day);
    });
    out.option(card.revised, Writer::time);
}

pub(super) fn read_card(input: &mut Reader<'_>, key: Key) -> Result<Card, CodecError> {
    Ok(Card {
        key,
        position: input.position()?,
        name: PersonName {
            full: input.string()?,
            given: input.string()?,
            middle: input.string()?,
            family: input.string()?,
            nickname: input.string()?,
            maiden: input.string()?,
        },
        handles: input.list(2, Reader::handle)?,
        jobs: input.list(4, Reader::job)?,
        place: input.string()?,
        birthday: input.option(Reader::birthday)?,
        groups: input.list(1, Reader::string)?,
        note: input.string()?,
        connection: input
            .option(|input| Ok(Connection { platform: input.word()?, since: input.option(Reader::day)? }))?,
        revised: input.option(Reader::time)?,
    })
}

pub(super) fn write_gathering(out: &mut Writer, parties: &Parties, gathering: &Gathering) -> Result<(), CodecError> {
    out.position(gathering.position);
    out.time(gathering.start);
    out.number(u64::from(gathering.minutes));
    out.number(u64::from(gathering.size));
    let organizer = gathering.organizer.map(|who| parties.code(who)).transpose()?;
    out.option(organizer, Writer::number);
    out.number(gathering.guests.len() as u64);
    for guest in &gathering.guests {
        out.number(parties.code(guest.who)? << 2 | u64::from(guest.attendance.code()));
    }
    Ok(())
}

pub(super) fn read_gathering(input: &mut Reader<'_>, parties: &Parties, key: Key) -> Result<Gathering, CodecError> {
    Ok(Gathering {
        key,
        position: input.position()?,
        start: input.time()?,
        minutes: input.number_as()?,
        size: input.number_as()?,
        organizer: input.option(|input| parties.idx(input.number()?))?,
        guests: input.list(1, |input| {
            let code = input.number()?;
            Ok(Guest { who: parties.idx(code >> 2)?, attendance: Attendance::of_code((code & 3) as u8)? })
        })?,
    })
}

pub(super) fn write_stated(out: &mut Writer, parties: &Parties, tie: &StatedTie) -> Result<(), CodecError> {
    out.position(tie.position);
    out.number(parties.code(tie.a)?);
    out.number(parties.code(tie.b)?);
    out.stated_kind(tie.kind);
    out.option(tie.time, Writer::time);
    Ok(())
}

pub(super) fn read_stated(input: &mut Reader<'_>, parties: &Parties, key: Key) -> Result<StatedTie, CodecError> {
    Ok(StatedTie {
        key,
        position: input.position()?,
        a: parties.idx(input.number()?)?,
        b: parties.idx(input.number()?)?,
        kind: input.stated_kind()?,
        time: input.option(Reader::time)?,
    })
}

pub(super) fn write_own(out: &mut Writer, fact: &OwnFact) {
    match fact {
        OwnFact::Handle(handle) => {
            out.byte(0);
            out.handle(handle);
        }
        OwnFact::LikelyHandle { handle, votes, of } => {
            out.byte(1);
            out.handle(handle);
            out.number(*votes);
            out.number(*of);
        }
        OwnFact::Name(name) => {
            out.byte(2);
            out.text(name);
        }
        OwnFact::Job(job) => {
            out.byte(3);
            out.job(job);
        }
        OwnFact::School(job) => {
            out.byte(4);
            out.job(job);
        }
    }
}

pub(super) fn read_own(input: &mut Reader<'_>) -> Result<OwnFact, CodecError> {
    Ok(match input.byte()? {
        0 => OwnFact::Handle(input.handle()?),
        1 => OwnFact::LikelyHandle { handle: input.handle()?, votes: input.number()?, of: input.number()? },
        2 => OwnFact::Name(input.string()?),
        3 => OwnFact::Job(input.job()?),
        4 => OwnFact::School(input.job()?),
        _ => return Err(CodecError::Malformed("an unknown OwnFact")),
    })
}
