//! Cuts a stream into cards and their properties, and finds out what their bytes mean.

use crate::formats::content_line::{LINE_MAX, Line, Lines, Property, colon, quoted_printable, unescape};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;
use std::borrow::Cow;
use std::io;

/// Lines of one card beyond which the rest is dropped.
const PROPERTIES_MAX: usize = 10_000;

/// Agents of one card; nobody has more.
const AGENTS_MAX: usize = 1_000;
const BEGIN: &[u8] = b"BEGIN:VCARD";

/// How a card ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Closed,
    /// The file ended first.
    Cut,
    /// The next card began first.
    Unclosed,
}

/// A card in bytes.
pub(super) struct RawCard {
    /// The line of its `BEGIN:VCARD`.
    pub(super) line: u64,
    pub(super) properties: Vec<RawProperty>,
    pub(super) end: End,
    /// The cards of agents that stand inside it, which old versions allow.
    pub(super) agents: Vec<RawCard>,
}

impl RawCard {
    fn begun_at(line: u64) -> RawCard {
        RawCard { line, properties: Vec::new(), end: End::Cut, agents: Vec::new() }
    }

    /// Takes an agent's card; an agent of an agent stands beside it.
    fn take_agent(&mut self, mut agent: RawCard) {
        self.agents.append(&mut agent.agents);
        self.agents.push(agent);
        self.agents.truncate(AGENTS_MAX);
    }

    pub(super) fn size(&self) -> usize {
        let own: usize = self.properties.iter().map(|property| property.head.len() + property.value.len() + 64).sum();
        own + self.agents.iter().map(RawCard::size).sum::<usize>()
    }
}

/// A property in bytes: unfolded, quoted-printable decoded.
pub(super) struct RawProperty {
    head: Vec<u8>,
    value: Vec<u8>,
    charset: Option<&'static Encoding>,
}

impl RawProperty {
    /// The card of an agent that version 3.0 writes into one value, its line ends escaped.
    fn agent(&self, line: u64) -> Option<RawCard> {
        let begins = self.value.get(..BEGIN.len()).is_some_and(|start| start.eq_ignore_ascii_case(BEGIN));
        if !begins || !self.head.to_ascii_uppercase().ends_with(b"AGENT") {
            return None;
        }
        let text = unescape(std::str::from_utf8(&self.value).ok()?);
        let mut bytes = text.as_bytes();
        let mut lines = Lines::new(&mut bytes).ok()?;
        let mut agent = next_card(&mut lines).ok()??;
        agent.line = line;
        Some(agent)
    }

    fn is_of_unknown_encoding(&self) -> bool {
        self.charset.is_none() && std::str::from_utf8(&self.value).is_err()
    }
}

/// The next card; with an error comes what was read of a card before it.
pub(super) fn next_card(lines: &mut Lines<'_>) -> Result<Option<RawCard>, (Option<RawCard>, io::Error)> {
    let line = loop {
        match lines.next().map_err(|error| (None, error))? {
            Some(line) if line.is("BEGIN", "VCARD") => break line.number,
            Some(_) => {}
            None => return Ok(None),
        }
    };
    let mut card = RawCard::begun_at(line);
    match fill(&mut card, lines) {
        Ok(end) => {
            card.end = end;
            Ok(Some(card))
        }
        Err(error) => Err((Some(card), error)),
    }
}

fn fill(card: &mut RawCard, lines: &mut Lines<'_>) -> io::Result<End> {
    // The cards of agents that are open, the innermost last.
    let mut open: Vec<RawCard> = Vec::new();
    let mut agent_follows = false;
    let end = loop {
        let Some(line) = lines.next()? else { break End::Cut };
        if line.is("END", "VCARD") {
            let Some(mut agent) = open.pop() else { break End::Closed };
            agent.end = End::Closed;
            card.take_agent(agent);
        } else if line.is("BEGIN", "VCARD") {
            if !agent_follows {
                lines.unread(line);
                break End::Unclosed;
            }
            open.push(RawCard::begun_at(line.number));
            agent_follows = false;
        } else if agent_value(&line.bytes).is_some_and(|value| value.eq_ignore_ascii_case(BEGIN)) {
            open.push(RawCard::begun_at(line.number));
        } else if !line.bytes.trim_ascii().is_empty() {
            let number = line.number;
            agent_follows = agent_value(&line.bytes) == Some(b"");
            let property = property(line, lines)?;
            let agent = property.as_ref().and_then(|property| property.agent(number));
            let innermost = match open.last_mut() {
                Some(agent) => agent,
                None => &mut *card,
            };
            if let Some(property) = property.filter(|_| innermost.properties.len() < PROPERTIES_MAX) {
                innermost.properties.push(property);
            }
            if let Some(agent) = agent {
                card.take_agent(agent);
            }
        }
    };
    open.into_iter().for_each(|agent| card.take_agent(agent));
    Ok(end)
}

/// What an `AGENT` line says: nothing where the card stands on the lines below.
fn agent_value(line: &[u8]) -> Option<&[u8]> {
    let at = colon(line)?;
    let name = line[..at].split(|&byte| byte == b';').next().unwrap_or_default();
    let name = name.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
    name.trim_ascii().eq_ignore_ascii_case(b"AGENT").then(|| line[at + 1..].trim_ascii())
}

/// How the value of a property is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    Plain,
    QuotedPrintable,
    /// Base64, or a picture in any writing: passed over.
    Binary,
}

fn property(line: Line, lines: &mut Lines<'_>) -> io::Result<Option<RawProperty>> {
    let Line { mut bytes, .. } = line;
    let writing = colon(&bytes).map_or(Writing::Plain, |at| writing(&bytes[..at]));
    loop {
        let ends_softly = writing == Writing::QuotedPrintable && bytes.trim_ascii_end().ends_with(b"=");
        let Some(next) = lines.peek()? else { break };
        let blank = next.bytes.trim_ascii().is_empty();
        let continues = match writing {
            _ if next.is("END", "VCARD") || next.is("BEGIN", "VCARD") => false,
            Writing::QuotedPrintable if ends_softly => true,
            Writing::Binary => !blank && (next.is_fold() || is_base64(&next.bytes)),
            _ => next.is_fold(),
        };
        if !continues {
            break;
        }
        let Some(next) = lines.next()? else { break };
        if writing != Writing::Binary && bytes.len() < LINE_MAX {
            append(&mut bytes, &next, ends_softly);
        }
    }
    let Some(at) = colon(&bytes).filter(|_| writing != Writing::Binary) else { return Ok(None) };
    let value = match writing {
        Writing::QuotedPrintable => quoted_printable(&bytes[at + 1..]),
        _ => bytes[at + 1..].to_vec(),
    };
    // Whether text is UTF-8 shows by itself; a card that only says so must not lose its letters.
    let charset = charset(&bytes[..at]).filter(|&charset| charset != encoding_rs::UTF_8);
    bytes.truncate(at);
    Ok(Some(RawProperty { head: bytes, value, charset }))
}

/// After a soft break the next line goes on as it is; a writer that also folds there repeats the space.
fn append(bytes: &mut Vec<u8>, next: &Line, ends_softly: bool) {
    if !ends_softly {
        return bytes.extend_from_slice(&next.bytes[1..]);
    }
    let end = bytes.trim_ascii_end().len() - 1;
    bytes.truncate(end);
    let folded_too = next.is_fold() && (bytes.ends_with(b" ") || bytes.ends_with(b"=20"));
    bytes.extend_from_slice(&next.bytes[usize::from(folded_too)..]);
}

/// Whether a line can go on with a picture; a property whose colon stands on a later line cannot.
fn is_base64(line: &[u8]) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(byte);
    line.trim_ascii().iter().all(is_digit)
}

fn writing(head: &[u8]) -> Writing {
    let head = head.to_ascii_uppercase();
    let has = |word: &str| memchr::memmem::find(&head, word.as_bytes()).is_some();
    let name = head.split(|&byte| byte == b';').next().unwrap_or_default();
    let name = name.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
    if matches!(name, b"PHOTO" | b"LOGO" | b"SOUND" | b"KEY")
        || has("BASE64")
        || has("ENCODING=B;")
        || head.ends_with(b"ENCODING=B")
    {
        Writing::Binary
    } else if has("QUOTED-PRINTABLE") {
        Writing::QuotedPrintable
    } else {
        Writing::Plain
    }
}

fn charset(head: &[u8]) -> Option<&'static Encoding> {
    let upper = head.to_ascii_uppercase();
    let at = memchr::memmem::find(&upper, b";CHARSET=")? + ";CHARSET=".len();
    let label = head[at..].split(|&byte| byte == b';').next()?;
    Encoding::for_label(
        label.trim_ascii_start().strip_prefix(b"\"").unwrap_or(label).strip_suffix(b"\"").unwrap_or(label),
    )
}

/// What the bytes mean whose encoding nobody declared: one guess for the whole file.
pub(super) struct Guess {
    detector: Option<EncodingDetector>,
    encoding: Option<&'static Encoding>,
}

impl Default for Guess {
    fn default() -> Guess {
        Guess { detector: Some(EncodingDetector::new(Iso2022JpDetection::Deny)), encoding: None }
    }
}

impl Guess {
    /// Learns from a card; whether any of its text is of unknown encoding.
    pub(super) fn feed(&mut self, card: &RawCard) -> bool {
        let Some(detector) = &mut self.detector else { return false };
        let mut unknown = false;
        let agents = card.agents.iter().flat_map(|agent| &agent.properties);
        let properties = card.properties.iter().chain(agents);
        for property in properties.filter(|property| property.is_of_unknown_encoding()) {
            unknown = true;
            detector.feed(&property.value, false);
            detector.feed(b"\n", false);
        }
        unknown
    }

    pub(super) fn is_settled(&self) -> bool {
        self.encoding.is_some()
    }

    pub(super) fn settle(&mut self) {
        if let Some(mut detector) = self.detector.take() {
            detector.feed(b"", true);
            self.encoding = Some(detector.guess(None, Utf8Detection::Deny));
        }
    }

    pub(super) fn decode(&self, property: &RawProperty) -> Property {
        let encoding = property.charset.or(self.encoding.filter(|_| property.is_of_unknown_encoding()));
        let value: Cow<'_, str> = match encoding {
            Some(encoding) if !is_mostly_utf8(&property.value) => {
                encoding.decode_without_bom_handling(&property.value).0
            }
            _ => String::from_utf8_lossy(&property.value),
        };
        Property::new(&String::from_utf8_lossy(&property.head), value.into_owned())
    }
}

/// Whether the bytes are UTF-8 beyond ASCII but for a few broken ones, whatever is declared.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &[u8]) -> Vec<String> {
        let mut input = text;
        let mut lines = Lines::new(&mut input).unwrap();
        let mut guess = Guess::default();
        let mut cards = Vec::new();
        while let Ok(Some(card)) = next_card(&mut lines) {
            guess.feed(&card);
            cards.push(card);
        }
        guess.settle();
        let values = |card: &RawCard| -> Vec<String> {
            card.properties
                .iter()
                .map(|property| guess.decode(property))
                .map(|p| format!("{}={}", p.name, p.value))
                .collect()
        };
        cards.iter().flat_map(values).collect()
    }

    /// What the cards of agents say.
    fn agents(text: &[u8]) -> Vec<String> {
        let mut input = text;
        let mut lines = Lines::new(&mut input).unwrap();
        let mut values = Vec::new();
        while let Ok(Some(card)) = next_card(&mut lines) {
            let properties = card.agents.iter().flat_map(|agent| &agent.properties);
            values.extend(
                properties.map(|property| Guess::default().decode(property)).map(|p| format!("{}={}", p.name, p.value)),
            );
        }
        values
    }

    #[test]
    fn soft_breaks_end_with_and_without_a_fold() {
        let text = b"BEGIN:VCARD\nN;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9 =\n Dupont\nNOTE;QUOTED-PRINTABLE:a=\nb =3D=0D=0Ac=\nEND:VCARD\n";
        assert_eq!(values(text), ["N=René Dupont", "NOTE=ab =\nc="]);
    }

    #[test]
    fn each_property_has_its_own_encoding() {
        let text = b"BEGIN:VCARD\nN;CHARSET=windows-1252:Zo\xEB\nFN:Zo\xC3\xAB\nORG;CHARSET=ISO-8859-2;ENCODING=QUOTED-PRINTABLE:=A3=F3d=BC\nTITLE:M\xFCller Stra\xDFe f\xFCr\nEND:VCARD";
        assert_eq!(values(text), ["N=Zoë", "FN=Zoë", "ORG=Łódź", "TITLE=Müller Straße für"]);
    }

    #[test]
    fn pictures_are_passed_over_however_they_are_folded() {
        for picture in [
            "PHOTO;ENCODING=BASE64;JPEG:AAAA\nBBBB\nCC==\n\n",
            "PHOTO;ENCODING=b;TYPE=JPEG:AAAA\n  BBBB\n  CC==\n",
            "PHOTO:data:image/jpeg;base64,AAAA\n BBBB\n",
            "X-PICTURE;BASE64:AAAA\n BBBB\n",
            "PHOTO;ENCODING=b:AAAA\nBBBB==\n",
        ] {
            assert_eq!(values(format!("BEGIN:VCARD\n{picture}FN:A\nEND:VCARD").as_bytes()), ["FN=A"], "{picture}");
        }
    }

    #[test]
    fn a_property_after_a_picture_is_no_part_of_it() {
        let text = b"BEGIN:VCARD\nPHOTO;ENCODING=b:AAAA\n BB==\nN;SORT-AS=\"M\n ,O\":M;O\nEND:VCARD";
        assert_eq!(values(text), ["N=M;O"]);
    }

    #[test]
    fn an_agent_is_a_card_inside_another() {
        let text = b"BEGIN:VCARD\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\nEND:VCARD\nBEGIN:VCARD\nFN:C\nBEGIN:VCARD\nFN:D\nEND:VCARD";
        assert_eq!(values(text), ["FN=A", "AGENT=", "TEL=1", "FN=C", "FN=D"]);
        assert_eq!(agents(text), ["FN=B"]);
        let text = b"BEGIN:VCARD\nVERSION:3.0\nAGENT:BEGIN:VCARD\\nFN:B\\\\, Jr\\nEMAIL\\;INTERNET:b@example.org\\nEND:VCARD\\n\nFN:A\nEND:VCARD\n";
        assert_eq!(agents(text), ["FN=B\\, Jr", "EMAIL=b@example.org"]);
        assert_eq!(values(text).last().map(String::as_str), Some("FN=A"));
        let text = b"BEGIN:VCARD\nAGENT:BEGIN:VCARD\nFN:B\nAGENT;X=1:\nBEGIN:VCARD\nFN:C\nEND:VCARD\nTEL:1\n";
        assert_eq!(agents(text), ["FN=C", "FN=B", "AGENT=", "TEL=1"]);
    }
}
