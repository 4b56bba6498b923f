//! What a packet says, for people: made from the decoded packet alone, so that the preview is the packet.
//!
//! Every value in the file appears, in the order of the file, and nothing else does but the words around it. The JSON
//! preview is the file itself.

use crate::{Named, Packet, Shared, SignedPacket, write_moment};
use std::fmt::Write;

/// As text, one person a line.
pub fn text(signed: &SignedPacket) -> String {
    let packet = signed.packet();
    let mut out = String::new();
    for (what, value) in facts(packet) {
        line(&mut out, &format!("{what:<9}{value}"));
    }
    line(&mut out, &format!("{:<9}{}", "people", packet.people.len()));
    match &packet.people {
        Shared::Named(people) => {
            for person in people {
                line(&mut out, &format!("  {}", said(person).join(" · ")));
            }
        }
        Shared::Blind(people) => {
            for person in people {
                let tokens: Vec<String> = person.tokens().iter().map(ToString::to_string).collect();
                line(&mut out, &format!("  {}", tokens.join(" ")));
            }
        }
    }
    out
}

/// As a piece of HTML: a list of facts and a table, everything escaped.
pub fn html(signed: &SignedPacket) -> String {
    let packet = signed.packet();
    let mut out = String::from("<dl class=\"packet\">\n");
    for (what, value) in facts(packet) {
        line(&mut out, &format!("<dt>{what}</dt><dd>{}</dd>", escaped(&value)));
    }
    line(&mut out, "</dl>\n<table class=\"packet\">");
    match &packet.people {
        Shared::Named(people) => {
            line(
                &mut out,
                "<thead><tr><th>Name</th><th>Title</th><th>Employer</th><th>Profile</th><th>Known</th><th>How</th></tr></thead>",
            );
            for person in people {
                let cell = |text: Option<String>| format!("<td>{}</td>", escaped(&text.unwrap_or_default()));
                let cells = [
                    Some(person.name.to_string()),
                    person.title.as_ref().map(ToString::to_string),
                    person.employer.as_ref().map(ToString::to_string),
                    person.url.as_ref().map(ToString::to_string),
                    Some(person.strength.id().to_owned()),
                    person.note.as_ref().map(ToString::to_string),
                ];
                line(&mut out, &format!("<tr>{}</tr>", cells.map(cell).concat()));
            }
        }
        Shared::Blind(people) => {
            line(&mut out, "<thead><tr><th>Tokens</th></tr></thead>");
            for person in people {
                let tokens: Vec<String> = person.tokens().iter().map(ToString::to_string).collect();
                line(&mut out, &format!("<tr><td>{}</td></tr>", tokens.join(" ")));
            }
        }
    }
    out.push_str("</table>\n");
    out
}

fn facts(packet: &Packet) -> Vec<(&'static str, String)> {
    let mut facts = vec![("packet", packet.id.to_string()), ("from", packet.owner.name.to_string())];
    facts.extend(packet.owner.url.as_ref().map(|url| ("profile", url.to_string())));
    facts.extend([
        ("key", packet.owner.key.to_string()),
        ("for", packet.audience.to_string()),
        ("level", packet.people.level().id().to_owned()),
        ("made", write_moment(packet.made)),
        ("expires", write_moment(packet.expires)),
    ]);
    facts
}

fn said(person: &Named) -> Vec<String> {
    let mut said = vec![person.name.to_string()];
    said.extend([&person.title, &person.employer].into_iter().flatten().map(ToString::to_string));
    said.extend(person.url.as_ref().map(ToString::to_string));
    said.push(person.strength.id().to_owned());
    said.extend(person.note.as_ref().map(|note| format!("“{note}”")));
    said
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("because writing to a string cannot fail");
}
