//! Bytes to text, for files that do not say or lie about their encoding.

use std::borrow::Cow;

/// The beginning of a source, for detection.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// Path as shown to the user; only a hint, never proof.
    pub path: &'a str,
    /// The first bytes, at most [`Head::LEN`].
    pub bytes: &'a [u8],
    /// The same, decoded.
    pub text: &'a str,
}

impl Head<'_> {
    /// How many bytes detection may look at.
    pub const LEN: usize = 64 * 1024;

    /// The lines of the decoded beginning; the last one may be cut short.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }
}

/// Decodes a whole text: byte order mark, then strict UTF-8, then a guess among the legacy encodings.
///
/// Never fails and never loses a byte silently: bytes that no encoding explains become U+FFFD. A UTF-16 text
/// without a byte order mark is recognised by its zero bytes. A UTF-8 text with a few broken bytes stays UTF-8.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => decode_legacy(bytes, error),
    }
}

fn decode_legacy(bytes: &[u8], error: std::str::Utf8Error) -> Cow<'_, str> {
    // A head cut in the middle of a character is still UTF-8.
    if error.error_len().is_none() && error.valid_up_to() + 4 > bytes.len() {
        return String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
    }
    let sample = &bytes[..bytes.len().min(4096)];
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count() * 2;
    if zeros(1) > sample.len() / 2 {
        return encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0;
    }
    if zeros(0) > sample.len() / 2 {
        return encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0;
    }
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches('\u{fffd}').count();
    let beyond_ascii = lossy.chars().filter(|c| !c.is_ascii()).count();
    if broken * 10 < beyond_ascii {
        return lossy;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    encoding.decode_without_bom_handling(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_one_name_gives_the_name() {
        let utf16: Vec<u8> = "\u{feff}Zoë,Łódź".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16), "Zoë,Łódź");
        assert_eq!(decode(&utf16[2..]), "Zoë,Łódź");
        assert_eq!(decode("\u{feff}Zoë".as_bytes()), "Zoë");
        assert_eq!(
            decode(b"Vorname;Nachname\r\nJ\xfcrgen;M\xfcller\r\nZo\xeb;Stra\xdfe"),
            "Vorname;Nachname\r\nJürgen;Müller\r\nZoë;Straße"
        );
    }

    #[test]
    fn a_few_broken_bytes_do_not_turn_utf8_into_something_else() {
        let mut bytes = "Łukasz Żółć, Zoë Müller, José Núñez".as_bytes().to_vec();
        bytes.insert(7, 0xff);
        assert!(decode(&bytes).contains("Zoë Müller"));
    }
}
