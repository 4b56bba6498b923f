//! Address headers to mentions: decoded names, canonical addresses, rubbish dropped.

use crate::text::decode;
use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, Address, HeaderValue};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use tertius_model::{AddressRole, Handle, Mention, address_role};

/// A mention in a mail header, and what its address is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mailbox {
    pub who: Mention,
    pub role: AddressRole,
}

/// Remembers what address headers say: the same few lines come again and again.
#[derive(Default)]
pub(super) struct People {
    known: FxHashMap<Box<[u8]>, Box<[Mailbox]>>,
    n_bytes: usize,
}

/// Bytes of header values remembered; then everything is forgotten.
const REMEMBERED_MAX: usize = 2 << 20;

impl People {
    /// Everybody in the value of an address header, see [`parse`].
    pub(super) fn of(&mut self, value: &[u8]) -> &[Mailbox] {
        let value = value.trim_ascii();
        if !self.known.contains_key(value) {
            if self.n_bytes > REMEMBERED_MAX {
                self.known.clear();
                self.n_bytes = 0;
            }
            self.n_bytes += value.len();
            self.known.insert(value.into(), parse(value).into_boxed_slice());
        }
        self.known.get(value).map_or(&[], |found| found)
    }
}

/// Longer display names are no names.
const NAME_MAX: usize = 120;

/// Everybody in the value of an address header; groups are flattened, empty groups are nobody.
fn parse(value: &[u8]) -> Vec<Mailbox> {
    if let Some(mailbox) = plain(value) {
        return vec![mailbox];
    }
    let text = readable(value);
    if let Some(mailbox) = deobfuscate(&text) {
        return vec![mailbox];
    }
    let found = parse_text(&text);
    if found.iter().any(|mailbox| mailbox.who.name.contains('\u{fffd}')) {
        // A word in an unnamed charset: mail programs that leave the name out use the machine's own, mostly this one.
        let lower = text.to_ascii_lowercase();
        if UNNAMED_CHARSETS.iter().any(|name| lower.contains(name)) {
            return parse_text(&relabel(&text));
        }
    }
    if !found.is_empty() {
        return found;
    }
    let found = rescued(&text);
    // An encoded word may hold the address as well, and the oldest grammar allows spaces around the sign.
    if found.is_empty() && text.contains("=?") {
        return rescued(&unstructured(value));
    }
    if found.is_empty() && text.contains(" @ ") { rescued(&text.replace(" @ ", "@")) } else { found }
}

/// Addresses in a value that keeps no grammar: `Bo Li bo@example.org`, `"Bo Li <bo@example.org>`. One alone bears the
/// words before it as its name.
fn rescued(text: &str) -> Vec<Mailbox> {
    let is_between = |c: char| c.is_whitespace() || "<>()[]\",;".contains(c);
    // What stands before a colon is a scheme or the way that the message was to take.
    let words = text.split(is_between).map(|word| word.rsplit(':').next().unwrap_or(word));
    let found: Vec<(&str, Handle)> = words.filter_map(|word| Some((word, Handle::email(word)?))).collect();
    if let [(word, handle)] = found.as_slice() {
        let before = text.split(word).next().unwrap_or_default();
        let name = before.trim_end_matches("mailto:").trim_matches(is_between);
        return vec![mailbox(name, handle.clone())];
    }
    found.into_iter().map(|(_, handle)| mailbox("", handle)).collect()
}

const UNNAMED_CHARSETS: [&str; 2] = ["=?unknown-8bit?", "=?x-unknown?"];

/// Unnamed charsets named windows-1252; the encoded text keeps its case.
fn relabel(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some((start, name)) =
        UNNAMED_CHARSETS.iter().filter_map(|name| Some((at + lower[at..].find(name)?, name))).min()
    {
        out.push_str(&text[at..start]);
        out.push_str("=?windows-1252?");
        at = start + name.len();
    }
    out.push_str(&text[at..]);
    out
}

/// The first address of a header such as `Delivered-To`.
pub(super) fn address(value: &[u8]) -> Option<Handle> {
    let plain = std::str::from_utf8(value.trim_ascii()).ok().and_then(Handle::email);
    plain.or_else(|| parse(value).into_iter().find_map(|mailbox| mailbox.who.handle))
}

/// An unstructured header, decoded.
pub(super) fn unstructured(value: &[u8]) -> String {
    let mut text = join_encoded_words(readable(value)).into_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    match MessageStream::new(text.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => text.into_owned(),
        _ => String::new(),
    }
}

/// The common case, `Ana Ruiz <ana@example.org>` or `ana@example.org` in plain ASCII, without the full grammar.
fn plain(value: &[u8]) -> Option<Mailbox> {
    let text = std::str::from_utf8(value).ok()?.trim_ascii();
    let odd = |byte: u8| !(b' '..0x7f).contains(&byte) || b"\"(),:;=?\\".contains(&byte);
    if text.bytes().any(odd) {
        return None;
    }
    let Some((name, rest)) = text.split_once('<') else {
        return if text.contains(' ') { None } else { Some(mailbox("", Handle::email(text)?)) };
    };
    let address = rest.strip_suffix('>')?;
    if address.contains(['<', '>']) || !address.contains('@') {
        return None;
    }
    Some(mailbox(name, Handle::email(address)?))
}

/// Header bytes as text: raw 8-bit and raw ISO-2022-JP headers are decoded.
fn readable(value: &[u8]) -> Cow<'_, str> {
    if value.contains(&0x1b) {
        return encoding_rs::ISO_2022_JP.decode_without_bom_handling(value).0;
    }
    decode(value)
}

fn parse_text(text: &str) -> Vec<Mailbox> {
    let mut text = join_encoded_words(Cow::Borrowed(text)).into_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let HeaderValue::Address(parsed) = MessageStream::new(text.as_bytes()).parse_address() else { return Vec::new() };
    let list = match parsed {
        Address::List(list) => list,
        Address::Group(groups) => groups.into_iter().flat_map(|group| group.addresses).collect(),
    };
    rejoin(list).into_iter().filter_map(|(name, address)| taken(&name, address.as_deref())).collect()
}

/// `Doe, John <jd@example.org>` reads as two mailboxes, the first without an address; makes it one again.
fn rejoin(list: Vec<Addr<'_>>) -> Vec<(String, Option<String>)> {
    let mut joined: Vec<(String, Option<String>)> = Vec::with_capacity(list.len());
    for Addr { name, address } in list {
        let (name, address) = (name.unwrap_or_default().into_owned(), address.map(Cow::into_owned));
        // A lone word is taken for an address by the grammar when a comment follows.
        let half = joined.last().filter(|(_, address)| address.is_none()).map(|(half, _)| half.clone());
        match (half, &address) {
            (Some(half), Some(to)) if is_one_name(&half, &name, to) => {
                joined.pop();
                joined.push((format!("{half}, {name}"), address));
            }
            _ => joined.push((name, address)),
        }
    }
    joined
}

/// Whether `half, rest <address>` is one person: a single word on one side, or a family name found in the address.
fn is_one_name(half: &str, rest: &str, address: &str) -> bool {
    let n_words = |text: &str| text.split_whitespace().count();
    if rest.is_empty() || half.contains('@') {
        return false;
    }
    let address = address.to_lowercase();
    n_words(half) == 1
        || n_words(rest) == 1
        || half.split_whitespace().any(|word| word.len() > 2 && address.contains(&word.to_lowercase()))
}

fn taken(name: &str, address: Option<&str>) -> Option<Mailbox> {
    if let Some(handle) = address.and_then(Handle::email) {
        return Some(mailbox(name, handle));
    }
    let name = clean_name(name);
    is_full_name(&name).then_some(Mailbox { who: Mention { handle: None, name }, role: AddressRole::Person })
}

/// A mailbox whose name is kept only where it can be the name of whoever owns the address.
fn mailbox(name: &str, handle: Handle) -> Mailbox {
    let role = address_role(&handle);
    let mut name = if role == AddressRole::Person { clean_name(name) } else { String::new() };
    // Lists and services put the writer's name on their own address: `'Ana Ruiz' via Climbers`.
    if name.contains('@')
        || name.contains(" via ")
        || name.contains("(via ")
        || name.eq_ignore_ascii_case(handle.value())
    {
        name.clear();
    }
    Mailbox { who: Mention { handle: Some(handle), name }, role }
}

/// Without the quotes that some programs add twice, with spaces counted once.
fn clean_name(name: &str) -> String {
    let trimmed = name.trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{feff}');
    let bare = trimmed.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(trimmed);
    let mut out = String::with_capacity(bare.len());
    for word in bare.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if out.len() > NAME_MAX { String::new() } else { out }
}

/// Whether a name without an address can stand for somebody: two or more words with capitals, or in a script
/// that has none; letters only.
fn is_full_name(name: &str) -> bool {
    let is_word = |word: &str| word.chars().all(|c| c.is_alphabetic() || ".,'’-\u{300}\u{301}\u{308}".contains(c));
    let n_words =
        name.split(' ').filter(|word| word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase())).count();
    let is_wide = name.chars().all(|c| c as u32 >= 0x3000 && c.is_alphabetic()) && name.chars().count() >= 2;
    ((2..=5).contains(&n_words) || is_wide)
        && name.split(' ').all(is_word)
        && !["undisclosed", "recipients", "unknown", "multiple", "mail", "delivery", "daemon"]
            .iter()
            .any(|word| name.to_lowercase().contains(word))
}

/// `ana at example.org (Ana Ruiz)`, as public list archives write addresses.
fn deobfuscate(text: &str) -> Option<Mailbox> {
    if text.contains('@') {
        return None;
    }
    let text = text.trim();
    let (address, name) = match text.split_once('(') {
        Some((address, name)) => (address, name.strip_suffix(')')?),
        None => (text, ""),
    };
    let mut words = address.split_whitespace();
    let (Some(local), Some("at"), Some(domain), None) = (words.next(), words.next(), words.next(), words.next()) else {
        return None;
    };
    let handle = Handle::email(&format!("{local}@{domain}"))?;
    let decoded = unstructured(name.as_bytes());
    Some(mailbox(&decoded, handle))
}

/// Joins neighbouring encoded words of one charset and encoding: some writers cut inside a character.
fn join_encoded_words(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.matches("=?").count() < 2 {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(end) = rest.find("?=") {
        let (word, after) = rest.split_at(end);
        out.push_str(word);
        let next = after[2..].trim_start();
        let label = word.rfind("=?").and_then(|start| encoded_label(&word[start..]));
        let padded = word.ends_with('=');
        match label.filter(|label| {
            !padded
                && next.len() < after.len() - 2
                && next.get(..label.len()).is_some_and(|n| n.eq_ignore_ascii_case(label))
        }) {
            Some(label) => rest = &next[label.len()..],
            None => {
                out.push_str("?=");
                rest = &after[2..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// `=?utf-8?Q?` of an encoded word. Base64 can only be joined where its length is a multiple of four.
fn encoded_label(word: &str) -> Option<&str> {
    let mut marks = word.match_indices('?').map(|(at, _)| at);
    let (_, charset_end, encoding_end) = (marks.next()?, marks.next()?, marks.next()?);
    let data = &word[encoding_end + 1..];
    let encoding = &word[charset_end + 1..encoding_end];
    let joinable =
        encoding.eq_ignore_ascii_case("q") || encoding.eq_ignore_ascii_case("b") && data.len().is_multiple_of(4);
    joinable.then_some(&word[..=encoding_end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: impl AsRef<[u8]>, expected: &str) {
        let found: Vec<String> = parse(value.as_ref())
            .into_iter()
            .map(|mailbox| {
                let address = mailbox.who.handle.map_or("-".to_owned(), |handle| handle.value().to_owned());
                format!("{}<{address}>", mailbox.who.name)
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{}", String::from_utf8_lossy(value.as_ref()));
    }

    #[test]
    fn plain_and_quoted() {
        check("Ana Ruiz <Ana@Example.org>\n", "Ana Ruiz<ana@example.org>");
        check("ana@example.org", "<ana@example.org>");
        check(
            "\"Ruiz, Ana\" <ana@example.org>, bo@example.org\r\n\t(Bo Ek)",
            "Ruiz, Ana<ana@example.org> Bo Ek<bo@example.org>",
        );
        check("'Ana Ruiz' <ana@example.org>", "Ana Ruiz<ana@example.org>");
        check("\"ana@example.org\" <ana@example.org>", "<ana@example.org>");
    }

    #[test]
    fn a_comma_without_quotes_is_part_of_the_name() {
        check("Doe, John <jd@example.org>", "Doe, John<jd@example.org>");
        check(
            "Ruiz Diaz, Ana <ana@example.org>, Bo Ek <bo@example.org>",
            "Ruiz Diaz, Ana<ana@example.org> Bo Ek<bo@example.org>",
        );
        check("Van Den Berg, Jan Piet <jberg@example.org>", "Van Den Berg, Jan Piet<jberg@example.org>");
        check("Ana Ruiz, Bo Ek <bo@example.org>", "Ana Ruiz<-> Bo Ek<bo@example.org>");
    }

    #[test]
    fn encoded_names() {
        check("=?utf-8?Q?Zo=C3=AB_M=C3=BCller?= <z@example.org>", "Zoë Müller<z@example.org>");
        check("\"=?utf-8?B?Wm/DqyBNw7xsbGVy?=\" <z@example.org>", "Zoë Müller<z@example.org>");
        check("=?iso-2022-jp?B?GyRCOzNFREJATzobKEI=?= <t@example.org>", "山田太郎<t@example.org>");
        check(b"\x1b$B;3EDB@O:\x1b(B <t@example.org>", "山田太郎<t@example.org>");
        check("=?utf-8?Q?Zo=C3?=\r\n =?utf-8?Q?=AB_Ek?= <z@example.org>", "Zoë Ek<z@example.org>");
        check("=?utf8?Q?Zo=C3=AB?= Ek <z@example.org>", "Zoë Ek<z@example.org>");
        check("=?x-unknown?Q?J=FCrgen_Ek?= <j@example.org>", "Jürgen Ek<j@example.org>");
        check("=?ks_c_5601-1987?B?seizssij?= <k@example.org>", "김남호<k@example.org>");
        check(b"J\xfcrgen M\xfcller <j@example.org>", "Jürgen Müller<j@example.org>");
    }

    #[test]
    fn rubbish_is_nobody() {
        for value in ["undisclosed-recipients:;", "Undisclosed recipients: ;", "", "<>", ",", "Bo", "\n"] {
            check(value, "");
        }
        check("Team: ana@example.org, Bo Ek <bo@example.org>;", "<ana@example.org> Bo Ek<bo@example.org>");
        check("pd@me@ @end|ng |rom cb@@dk (Pia Dam)", "Pia Dam<->");
        check("Pia Dam </o=Org/cn=pdam>", "Pia Dam<->");
    }

    #[test]
    fn addresses_outside_of_the_grammar() {
        check("=?utf-8?q?Ana_Ruiz_=3Cana=40example=2Eorg=3E?=", "Ana Ruiz<ana@example.org>");
        check("ana @ example.org", "<ana@example.org>");
        check("=?utf-8?q?Nobody?=", "");
    }

    #[test]
    fn list_archives_hide_the_at() {
        check("ana.ruiz at example.org (Ana Ruiz)", "Ana Ruiz<ana.ruiz@example.org>");
        check("meet me at noon (or later)", "");
    }

    #[test]
    fn a_shared_address_carries_nobodys_name() {
        check("'Ana Ruiz' via Climbers <climbers@googlegroups.com>", "<climbers@googlegroups.com>");
        check("Ana Ruiz via Climbers <climb@example.org>", "<climb@example.org>");
        check("Ana Ruiz <notifications@github.com>", "<notifications@github.com>");
    }
}
