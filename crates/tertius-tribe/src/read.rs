//! Reads the text of a packet or revocation, field by field: an unknown field is an error, not something to skip.

use crate::{
    Audience, Band, Blinded, Level, Line, Named, Owner, Packet, PacketError, PacketId, ProfileUrl, PublicKey,
    Revocation, Shared, Token, TribeId, hex, read_moment,
};
use serde_json::{Map, Value};
use tertius_model::Timestamp;

/// The fields of a packet and its signature, checked one by one but not yet against it.
pub(crate) fn packet(text: &str) -> Result<(Packet, [u8; 64]), PacketError> {
    let mut fields = Fields::document(text, "packet")?;
    let id = fields.string("id")?;
    let id = PacketId::parse(&id).ok_or_else(|| fields.wrong("id", "is no number of a packet"))?;
    let owner = owner(&mut fields)?;
    let audience = audience(fields.object("for")?)?;
    let level = fields.string("level")?;
    let level = Level::parse(&level).ok_or_else(|| fields.wrong("level", "is neither named nor blind"))?;
    let (made, expires) = (fields.moment("made")?, fields.moment("expires")?);
    let people = people(level, fields.take("people")?)?;
    let signature = fields.signature()?;
    fields.end()?;
    Ok((Packet { id, owner, audience, made, expires, people }, signature))
}

/// The fields of a revocation and its signature.
pub(crate) fn revocation(text: &str) -> Result<(Revocation, [u8; 64]), PacketError> {
    let mut fields = Fields::document(text, "revocation")?;
    let packet = fields.string("packet")?;
    let packet = PacketId::parse(&packet).ok_or_else(|| fields.wrong("packet", "is no number of a packet"))?;
    let owner = owner(&mut fields)?;
    let made = fields.moment("made")?;
    let signature = fields.signature()?;
    fields.end()?;
    Ok((Revocation { packet, owner, made }, signature))
}

fn owner(fields: &mut Fields) -> Result<Owner, PacketError> {
    let mut owner = fields.object("owner")?;
    let name = owner.line("name")?;
    let key = owner.string("key")?;
    let key = PublicKey::parse(&key).ok_or_else(|| owner.wrong("key", "is no key"))?;
    let url = owner.url("url")?;
    owner.end()?;
    Ok(Owner { name, key, url })
}

fn audience(mut fields: Fields) -> Result<Audience, PacketError> {
    let audience = if fields.has("friend") {
        Audience::Friend(fields.line("friend")?)
    } else if fields.has("tribe") {
        let id = fields.string("tribe")?;
        Audience::Tribe(TribeId::new(&id).ok_or_else(|| fields.wrong("tribe", "is no name of a tribe"))?)
    } else {
        fields.string("anyone")?;
        Audience::Holder
    };
    fields.end()?;
    Ok(audience)
}

fn people(level: Level, value: Value) -> Result<Shared, PacketError> {
    let Value::Array(rows) = value else { return Err(PacketError::field("people", "is no list")) };
    if rows.len() > crate::MAX_PEOPLE {
        return Err(PacketError::TooLarge);
    }
    let rows = rows.into_iter().enumerate().map(|(n, row)| Fields::of(row, format!("people, number {}", n + 1)));
    Ok(match level {
        Level::Named => Shared::Named(rows.map(|row| named(row?)).collect::<Result<_, _>>()?),
        Level::Blind => Shared::Blind(rows.map(|row| blinded(row?)).collect::<Result<_, _>>()?),
    })
}

fn named(mut row: Fields) -> Result<Named, PacketError> {
    let name = row.line("name")?;
    let (employer, title, url) = (row.known_line("employer")?, row.known_line("title")?, row.url("url")?);
    let strength = row.string("strength")?;
    let strength = Band::parse(&strength).ok_or_else(|| row.wrong("strength", "is no strength band"))?;
    let note = row.known_line("note")?;
    row.end()?;
    Ok(Named { name, employer, title, url, strength, note })
}

fn blinded(mut row: Fields) -> Result<Blinded, PacketError> {
    let Value::Array(tokens) = row.take("tokens")? else { return Err(row.wrong("tokens", "is no list")) };
    let tokens = tokens.iter().map(|token| token.as_str().and_then(Token::parse)).collect::<Option<Vec<_>>>();
    let person = tokens.and_then(Blinded::new).ok_or_else(|| row.wrong("tokens", "are not one to eight tokens"))?;
    row.end()?;
    Ok(person)
}

/// The fields of one object that are not read yet.
struct Fields {
    map: Map<String, Value>,
    place: String,
}

impl Fields {
    fn document(text: &str, what: &str) -> Result<Fields, PacketError> {
        let value: Value = serde_json::from_str(text).map_err(|error| PacketError::Damaged(error.to_string()))?;
        let mut fields = Fields::of(value, String::new())?;
        let kind = fields.string("tertius")?;
        let version = kind.strip_prefix(what).and_then(|rest| rest.trim_start().parse::<u64>().ok());
        match version {
            Some(1) => Ok(fields),
            Some(newer) => Err(PacketError::Newer(newer)),
            None => Err(PacketError::field("tertius", format!("is no {what}"))),
        }
    }

    fn of(value: Value, place: String) -> Result<Fields, PacketError> {
        match value {
            Value::Object(map) => Ok(Fields { map, place }),
            _ => Err(PacketError::Damaged(format!("{place} is no object").trim_start().to_owned())),
        }
    }

    fn wrong(&self, field: &str, reason: &str) -> PacketError {
        let place = if self.place.is_empty() { field.to_owned() } else { format!("{}, {field}", self.place) };
        PacketError::field(place, reason)
    }

    fn has(&self, field: &str) -> bool {
        self.map.contains_key(field)
    }

    fn take(&mut self, field: &str) -> Result<Value, PacketError> {
        self.map.remove(field).ok_or_else(|| self.wrong(field, "is missing"))
    }

    fn string(&mut self, field: &str) -> Result<String, PacketError> {
        match self.take(field)? {
            Value::String(text) => Ok(text),
            _ => Err(self.wrong(field, "is no text")),
        }
    }

    fn line(&mut self, field: &str) -> Result<Line, PacketError> {
        let text = self.string(field)?;
        Line::new(&text).map_err(|error| self.wrong(field, &error.to_string()))
    }

    fn known_line(&mut self, field: &str) -> Result<Option<Line>, PacketError> {
        self.has(field).then(|| self.line(field)).transpose()
    }

    fn url(&mut self, field: &str) -> Result<Option<ProfileUrl>, PacketError> {
        if !self.has(field) {
            return Ok(None);
        }
        let text = self.string(field)?;
        let url = ProfileUrl::new(&text).ok_or_else(|| self.wrong(field, "is no public profile on a known network"))?;
        Ok(Some(url))
    }

    fn object(&mut self, field: &str) -> Result<Fields, PacketError> {
        Fields::of(self.take(field)?, field.to_owned())
    }

    fn moment(&mut self, field: &str) -> Result<Timestamp, PacketError> {
        let text = self.string(field)?;
        read_moment(&text).ok_or_else(|| self.wrong(field, "is no moment such as 2026-05-01T12:00:00Z"))
    }

    fn signature(&mut self) -> Result<[u8; 64], PacketError> {
        let text = self.string("signature")?;
        hex::read(&text).ok_or_else(|| self.wrong("signature", "is no signature"))
    }

    fn end(self) -> Result<(), PacketError> {
        match self.map.keys().next() {
            Some(field) => Err(self.wrong(field, "is not known to this version")),
            None => Ok(()),
        }
    }
}
