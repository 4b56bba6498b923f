//! The one text of a packet or revocation. The contribution page writes the same; a test compares byte for byte.

use crate::{Audience, Blinded, Named, Owner, Packet, Revocation, Shared, hex, write_moment};
use std::fmt::Write;

/// Brings people into their order and drops repeats: sorted by the bytes of their lines.
pub(crate) fn sort(people: &mut Shared) {
    match people {
        Shared::Named(people) => {
            people.sort_by_cached_key(named);
            people.dedup();
        }
        Shared::Blind(people) => {
            people.sort_by_cached_key(blinded);
            people.dedup();
        }
    }
}

/// Everything of a packet that is signed: from the opening brace to the comma before the signature.
pub(crate) fn packet(packet: &Packet) -> String {
    let mut out = String::from("{\n\"tertius\": \"packet 1\",\n");
    put(&mut out, "id", &string(&packet.id.to_string()));
    put(&mut out, "owner", &owner(&packet.owner));
    put(&mut out, "for", &audience(&packet.audience));
    put(&mut out, "level", &string(packet.people.level().id()));
    put(&mut out, "made", &string(&write_moment(packet.made)));
    put(&mut out, "expires", &string(&write_moment(packet.expires)));
    let people: Vec<String> = match &packet.people {
        Shared::Named(people) => people.iter().map(named).collect(),
        Shared::Blind(people) => people.iter().map(blinded).collect(),
    };
    put(&mut out, "people", &format!("[\n{}\n]", people.join(",\n")));
    out
}

/// Everything of a revocation that is signed.
pub(crate) fn revocation(revocation: &Revocation) -> String {
    let mut out = String::from("{\n\"tertius\": \"revocation 1\",\n");
    put(&mut out, "packet", &string(&revocation.packet.to_string()));
    put(&mut out, "owner", &owner(&revocation.owner));
    put(&mut out, "made", &string(&write_moment(revocation.made)));
    out
}

/// What is signed, and the signature: the file.
pub(crate) fn seal(mut signed: String, signature: &[u8; 64]) -> String {
    signed.push_str(&format!("\"signature\": \"{}\"\n}}\n", hex::write(signature)));
    signed
}

fn put(out: &mut String, field: &str, value: &str) {
    writeln!(out, "\"{field}\": {value},").expect("because writing to a string cannot fail");
}

fn owner(owner: &Owner) -> String {
    let mut fields = vec![("name", owner.name.to_string()), ("key", owner.key.to_string())];
    fields.extend(owner.url.as_ref().map(|url| ("url", url.to_string())));
    object(&fields)
}

fn audience(audience: &Audience) -> String {
    match audience {
        Audience::Friend(name) => object(&[("friend", name.to_string())]),
        Audience::Tribe(id) => object(&[("tribe", id.as_str().to_owned())]),
        Audience::Holder => object(&[("anyone", "who holds this file".to_owned())]),
    }
}

fn named(person: &Named) -> String {
    let mut fields = vec![("name", person.name.to_string())];
    fields.extend(person.employer.as_ref().map(|line| ("employer", line.to_string())));
    fields.extend(person.title.as_ref().map(|line| ("title", line.to_string())));
    fields.extend(person.url.as_ref().map(|url| ("url", url.to_string())));
    fields.push(("strength", person.strength.id().to_owned()));
    fields.extend(person.note.as_ref().map(|line| ("note", line.to_string())));
    object(&fields)
}

fn blinded(person: &Blinded) -> String {
    let tokens: Vec<String> = person.tokens().iter().map(|token| string(&token.to_string())).collect();
    format!("{{\"tokens\": [{}]}}", tokens.join(", "))
}

fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\": {}", string(value))).collect();
    format!("{{{}}}", fields.join(", "))
}

/// A JSON string as `JSON.stringify` of a browser writes it.
fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
