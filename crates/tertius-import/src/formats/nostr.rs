//! Nostr events as relays and backup tools write them: who follows whom (kind 3), who is called what (kind 0).
//!
//! Of each author the newest event of a kind counts; of two at one moment the one with the lower id. Signatures are
//! not checked: a file is believed as an address book is.

use super::{Format, Reader};
use crate::json_stream::{Values, id, list, parse, text};
use crate::table::contact::Contact;
use crate::{Context, Head, Intake, ReadError, StatedDraft};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::BufRead;
use tertius_model::{Handle, Key, Mention, Party, PersonName, Position, StatedKind, Timestamp};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[Format {
    id: "nostr",
    title: "Nostr: lists of follows and profiles",
    obtain: "a backup tool such as nak: nak req -k 3 -k 0 -a PUBLIC-KEY RELAY > follows.jsonl; anybody's list is public",
    reads: "who follows whom, under which petname; names and addresses of profiles",
    never: "notes, messages, relays, wallets, biographies, pictures",
    detect,
    reader: Reader::Stream(read),
    may_yield_nobody: false,
}];

fn detect(head: &Head<'_>) -> bool {
    if !head.text.trim_start_matches('\u{feff}').trim_start().starts_with(['[', '{']) {
        return false;
    }
    // A list of thousands may be longer than the head.
    let mut bytes = head.text.as_bytes();
    let is_event =
        |value: &Value| key_of(text(value, "pubkey")).is_some() && value.get("kind").is_some_and(Value::is_u64);
    match Values::listed(&mut bytes).next() {
        Ok(Some(found)) if found.value.is_ok() => found.value.as_ref().is_ok_and(is_event),
        _ => ["\"pubkey\"", "\"kind\"", "\"tags\"", "[\"p\""]
            .iter()
            .all(|mark| head.text.replace(": ", ":").contains(mark)),
    }
}

/// A public key in hexadecimal; `npub1…` is the same in another spelling.
fn key_of(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(text.to_ascii_lowercase());
    }
    bech32("npub", text)
        .filter(|bytes| bytes.len() == 32)
        .map(|bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The bytes of a bech32 text with its checksum (BIP 173).
fn bech32(prefix: &str, text: &str) -> Option<Vec<u8>> {
    const LETTERS: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const STEPS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let lower = text.to_ascii_lowercase();
    let data = lower.strip_prefix(prefix)?.strip_prefix('1')?;
    let digits: Vec<u8> = data
        .bytes()
        .map(|byte| LETTERS.iter().position(|&letter| letter == byte).map(|at| at as u8))
        .collect::<Option<_>>()?;
    let high = prefix.bytes().map(|byte| byte >> 5);
    let low = prefix.bytes().map(|byte| byte & 31);
    let checksum = high.chain([0]).chain(low).chain(digits.iter().copied()).fold(1u32, |sum, digit| {
        let shifted = (sum & 0x01ff_ffff) << 5 ^ u32::from(digit);
        (0..5).filter(|bit| sum >> 25 >> bit & 1 == 1).fold(shifted, |sum, bit| sum ^ STEPS[bit])
    });
    if checksum != 1 || digits.len() < 6 {
        return None;
    }
    let (mut bytes, mut held, mut n) = (Vec::new(), 0u32, 0);
    for digit in &digits[..digits.len() - 6] {
        held = (held << 5 | u32::from(*digit)) & 0xffff;
        n += 5;
        if n >= 8 {
            n -= 8;
            bytes.push((held >> n) as u8);
        }
    }
    Some(bytes)
}

fn handle(key: &str) -> Option<Handle> {
    Handle::account("nostr", key)
}

/// The newest event of an author, as far as it is read.
struct Newest<T> {
    /// The moment, and the id turned around: of equal moments the lower id counts.
    rank: (i64, std::cmp::Reverse<String>),
    position: Position,
    what: T,
}

#[derive(Default)]
struct Events {
    follows: BTreeMap<String, Newest<Vec<(String, String)>>>,
    profiles: BTreeMap<String, Newest<Value>>,
}

fn read(input: &mut dyn BufRead, _: Context<'_>, intake: &mut Intake<'_>) -> Result<(), ReadError> {
    let mut values = Values::listed(input);
    let mut events = Events::default();
    let mut n = 0;
    let result = loop {
        let at = Position::Byte(values.position());
        let found = match values.next() {
            Ok(Some(found)) => found,
            Ok(None) => break Ok(()),
            Err(cause) => break Err(ReadError::Io { position: at, cause }),
        };
        n += 1;
        intake.record();
        let position = Position::Item(n);
        let taken = found.value.and_then(|event| events.take(&event, position, intake).map_err(str::to_owned));
        if let Err(reason) = taken {
            intake.skip(position, reason);
        }
    };
    events.hand_over(intake);
    result
}

impl Events {
    fn take(&mut self, event: &Value, position: Position, intake: &mut Intake<'_>) -> Result<(), &'static str> {
        let author = key_of(text(event, "pubkey")).ok_or("the event has no author")?;
        let time = event.get("created_at").and_then(Value::as_i64).ok_or("the event has no time")?;
        let rank = (time, std::cmp::Reverse(id(event, "id")));
        match event.get("kind").and_then(Value::as_u64) {
            Some(3) => {
                let mut follows: Vec<(String, String)> = Vec::new();
                let mut n_malformed = 0;
                for tag in list(event, "tags") {
                    let part = |at: usize| tag.get(at).and_then(Value::as_str).unwrap_or("");
                    if part(0) == "p" {
                        match key_of(part(1)) {
                            Some(key) => follows.push((key, part(3).trim().to_owned())),
                            None => n_malformed += 1,
                        }
                    }
                }
                if n_malformed > 0 {
                    intake.skip(position, format!("{n_malformed} of the keys that are followed are none"));
                }
                newest(&mut self.follows, author, Newest { rank, position, what: follows });
            }
            Some(0) => {
                // The profile is a text that holds JSON of its own.
                let profile = parse(text(event, "content").as_bytes()).map_err(|_| "the profile cannot be read")?;
                newest(&mut self.profiles, author, Newest { rank, position, what: profile });
            }
            _ => return Err("neither a list of follows nor a profile"),
        }
        Ok(())
    }

    fn hand_over(self, intake: &mut Intake<'_>) {
        let name_of = |profile: &Value| {
            let names = [text(profile, "display_name"), text(profile, "displayName"), text(profile, "name")];
            names.into_iter().find(|name| !name.is_empty()).unwrap_or("").to_owned()
        };
        for (key, Newest { position, what: profile, .. }) in &self.profiles {
            let name = PersonName { full: name_of(profile), ..PersonName::default() };
            let mut contact = Contact { name, ..Contact::default() };
            contact.handle(handle(key));
            contact.handle(Handle::account("nostr-address", text(profile, "nip05")));
            contact.pages(text(profile, "website"));
            intake.card(contact.into_card(Key::of_text(["nostr-user", key]), *position));
        }
        let named = |key: &str| self.profiles.get(key).map(|newest| name_of(&newest.what)).unwrap_or_default();
        for (author, Newest { rank, position, mut what }) in self.follows {
            let a = Mention { handle: handle(&author), name: named(&author) };
            what.sort();
            // Of several petnames for one key the last in order stays; an empty one gives way.
            what.reverse();
            what.dedup_by(|later, first| later.0 == first.0);
            for (key, petname) in what.into_iter().rev().filter(|(key, _)| *key != author) {
                let name = if petname.is_empty() { named(&key) } else { petname };
                let b = Mention { handle: handle(&key), name };
                intake.stated(StatedDraft {
                    key: Key::of_text(["nostr-follow", &author, &key]),
                    position,
                    a: Party::Who(a.clone()),
                    b: Party::Who(b),
                    kind: StatedKind::Follows,
                    time: Some(Timestamp(rank.0)),
                });
            }
        }
    }
}

fn newest<T>(held: &mut BTreeMap<String, Newest<T>>, author: String, event: Newest<T>) {
    if held.get(&author).is_none_or(|known| known.rank < event.rank) {
        held.insert(author, event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_two_spellings() {
        let hex = "7e7e9c42a91bfef19fa929e5fda1b72e0ebc1a4c1141673e2794234d86addf4e";
        // The example of NIP-19.
        assert_eq!(key_of("npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg").as_deref(), Some(hex));
        assert_eq!(key_of(&hex.to_uppercase()).as_deref(), Some(hex));
        assert_eq!(key_of("npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptq"), None);
        assert_eq!(key_of("ana"), None);
    }
}
