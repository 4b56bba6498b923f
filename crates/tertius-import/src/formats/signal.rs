//! Signal: its own plaintext export (`main.jsonl`), what sigtop and signal-export take out of Signal Desktop, and what
//! signal-back takes out of a backup.
//!
//! Notices (somebody joined, a key changed, a timer was set) are no messages. Deleted messages, pictures and stickers
//! are. The owner is the one whose messages are outgoing.

mod backup_table;
mod frames;
mod tools;

use super::json_walk::{Fault, Value, Walker};
use super::{Format, Reader};
use crate::{Head, ReadError};
use tertius_model::{Handle, Position};

/// Rows of the table.
pub(super) static FORMATS: &[Format] = &[
    Format {
        id: "signal",
        title: "Signal: plaintext export (main.jsonl)",
        obtain: "Signal on the phone: Settings, Chats, Export chat history (in versions of 2026). Import the folder, or \
                 main.jsonl out of it",
        reads: "your contacts with names, numbers and your notes on them; who wrote and when; who is in a group",
        never: "texts, pictures, stickers, keys",
        detect: frames::detect,
        reader: Reader::Stream(frames::read),
        may_yield_nobody: false,
    },
    Format {
        id: "signal-sigtop",
        title: "Signal: JSON of sigtop",
        obtain: "a computer with Signal Desktop and the program sigtop: sigtop export-messages -f json",
        reads: "who wrote and when in each conversation",
        never: "texts, pictures, stickers, keys",
        detect: tools::is_sigtop,
        reader: Reader::Stream(tools::read_sigtop),
        may_yield_nobody: false,
    },
    Format {
        id: "signal-export",
        title: "Signal: data.json of signal-export",
        obtain: "a computer with Signal Desktop and the program signal-export: sigexport out; import the folder",
        reads: "who wrote and when in each conversation",
        never: "texts, pictures, stickers, quotes",
        detect: tools::is_signal_export,
        reader: Reader::Stream(tools::read_signal_export),
        may_yield_nobody: false,
    },
    Format {
        id: "signal-back",
        title: "Signal: CSV of signal-back",
        obtain: "an encrypted backup of Signal on Android and the program signal-back: signal-back format -f csv -o sms.csv FILE",
        reads: "who wrote or called and when, in conversations of two",
        never: "texts, pictures; groups, which the table does not hold",
        detect: backup_table::detect,
        reader: Reader::Stream(backup_table::read),
        may_yield_nobody: false,
    },
];

/// The first line of the text, without a byte order mark.
fn first_line<'h>(head: &Head<'h>) -> &'h str {
    head.text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace()).lines().next().unwrap_or_default()
}

/// One line of JSON; `None` for an empty one.
fn line_value(bytes: &[u8]) -> Option<Result<Value, &'static str>> {
    let mut bytes = bytes;
    let mut walker = Walker::new(&mut bytes);
    match walker.has_more() {
        Ok(true) => {}
        Ok(false) | Err(_) => return None,
    }
    Some(walker.value().map_err(|fault| match fault {
        Fault::Syntax(reason) => reason,
        Fault::Io(_) => "the line cannot be read",
    }))
}

fn io_error(line: u64, cause: std::io::Error) -> ReadError {
    ReadError::Io { position: Position::Line(line), cause }
}

/// An account's id, however it is spelled: as UUID or as base64 of its sixteen bytes.
fn account(text: &str) -> Option<Handle> {
    let hex: String = text.chars().filter(|c| *c != '-').flat_map(char::to_lowercase).collect();
    let is_uuid = hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    let hex = if is_uuid { hex } else { sixteen_bytes(text)?.iter().map(|byte| format!("{byte:02x}")).collect() };
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    Handle::account("signal", &parts.join("-"))
}

fn sixteen_bytes(base64: &str) -> Option<[u8; 16]> {
    let digits = base64.trim_end_matches('=');
    if digits.len() != 22 {
        return None;
    }
    let (mut bits, mut n_bits, mut bytes) = (0_u32, 0, Vec::new());
    for byte in digits.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push((bits >> n_bits) as u8);
            bits &= (1 << n_bits) - 1;
        }
    }
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_one_spelling() {
        let expected = Handle::account("signal", "00010203-0405-0607-0809-0a0b0c0d0e0f");
        assert_eq!(account("AAECAwQFBgcICQoLDA0ODw=="), expected);
        assert_eq!(account("00010203-0405-0607-0809-0A0B0C0D0E0F"), expected);
        assert_eq!(account("nonsense"), None);
        assert_eq!(account(""), None);
    }
}
