//! Mail is never sent with lone carriage returns or in UTF-16, but old Macs and editors save it so.

use std::borrow::Cow;
use std::io::{self, BufRead, Read};

/// Whether the lines of a text that begins so end in carriage returns alone.
pub(super) fn are_returns(head: &[u8]) -> bool {
    let stands_alone = |pair: &[u8]| pair[0] == b'\r' && pair[1] != b'\r';
    !head.contains(&b'\n') && head.windows(2).any(stands_alone)
}

/// A beginning with its lines ended as everybody does.
pub(super) fn straight(head: &[u8]) -> Cow<'_, [u8]> {
    if are_returns(head) {
        return Cow::Owned(head.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte }).collect());
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Cow::Owned(crate::decode(head).into_owned().into_bytes());
    }
    Cow::Borrowed(head)
}

/// Gives carriage returns out as line feeds.
pub(super) struct Returns<'a>(pub(super) &'a mut dyn BufRead);

impl Read for Returns<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.0.read(buffer)?;
        for byte in buffer[..n_read].iter_mut().filter(|byte| **byte == b'\r') {
            *byte = b'\n';
        }
        Ok(n_read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lone_returns_are_changed() {
        for (text, expected) in
            [("a\rb\r\rc", "a\nb\n\nc"), ("a\r\nb\r\n", "a\r\nb\r\n"), ("a\nb\rc", "a\nb\rc"), ("a\r", "a\r"), ("", "")]
        {
            assert_eq!(straight(text.as_bytes()), expected.as_bytes(), "{text:?}");
        }
        let wide: Vec<u8> = "\u{feff}a\nb".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(straight(&wide), &b"a\nb"[..]);
    }
}
