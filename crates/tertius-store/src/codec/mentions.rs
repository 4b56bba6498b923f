//! The list of mentions of a chunk. Domains repeat from address to address, so each is spelled out once.
//!
//! A mention is a byte (0 without a handle, else one more than the handle's kind), the handle's value and the
//! name. The value of an e-mail address is a number and its text: 0 and the whole value where it has no `@`;
//! 1, the domain and the local part for a domain not met before; 2 + n and the local part for the n-th domain.

use super::CodecError;
use super::wire::{Reader, Writer};
use super::words::Word;
use std::collections::HashMap;
use tertius_model::{Handle, HandleKind, Mention};

const WHOLE: u64 = 0;
const NEW_DOMAIN: u64 = 1;
const KNOWN_DOMAIN: u64 = 2;

pub(super) fn write(out: &mut Writer, mentions: &[Mention]) {
    let mut domains = HashMap::new();
    for mention in mentions {
        match &mention.handle {
            None => out.byte(0),
            Some(handle) => {
                out.byte(handle.kind().code() + 1);
                if handle.kind() == HandleKind::Email {
                    write_email(out, handle.value(), &mut domains);
                } else {
                    out.text(handle.value());
                }
            }
        }
        out.text(&mention.name);
    }
}

fn write_email<'a>(out: &mut Writer, value: &'a str, domains: &mut HashMap<&'a str, u64>) {
    let Some((local, domain)) = value.rsplit_once('@') else {
        out.number(WHOLE);
        return out.text(value);
    };
    let next = domains.len() as u64;
    if let Some(idx) = domains.get(domain) {
        out.number(KNOWN_DOMAIN + idx);
    } else {
        out.number(NEW_DOMAIN);
        out.text(domain);
        domains.insert(domain, next);
    }
    out.text(local);
}

pub(super) fn read(input: &mut Reader<'_>, n: usize) -> Result<Vec<Mention>, CodecError> {
    let mut mentions = Vec::with_capacity(n);
    let mut domains = Vec::new();
    for _ in 0..n {
        let handle = match input.byte()? {
            0 => None,
            code => {
                let kind = HandleKind::of_code(code - 1)?;
                let value =
                    if kind == HandleKind::Email { read_email(input, &mut domains)? } else { input.text()?.to_owned() };
                Some(Handle::from_parts(kind, value))
            }
        };
        mentions.push(Mention { handle, name: input.text()?.to_owned() });
    }
    Ok(mentions)
}

fn read_email<'a>(input: &mut Reader<'a>, domains: &mut Vec<&'a str>) -> Result<String, CodecError> {
    let domain = match input.number()? {
        WHOLE => return Ok(input.text()?.to_owned()),
        NEW_DOMAIN => {
            let domain = input.text()?;
            domains.push(domain);
            domain
        }
        code => usize::try_from(code - KNOWN_DOMAIN)
            .ok()
            .and_then(|idx| domains.get(idx).copied())
            .ok_or(CodecError::Malformed("a domain that is not there"))?,
    };
    let local = input.text()?;
    let mut value = String::with_capacity(local.len() + 1 + domain.len());
    value.push_str(local);
    value.push('@');
    value.push_str(domain);
    Ok(value)
}
