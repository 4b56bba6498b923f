//! One letter that the user hands over to be read as an answer: a saved mail, or text pasted from a mail program.
//!
//! Nothing of it becomes an observation. Which part is an answer, and what it says, is decided elsewhere.

use crate::text::decode;
use mail_parser::MessageParser;

/// A letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// The address it came from, where it is a mail and says so.
    pub from: Option<String>,
    /// Its subject.
    pub subject: String,
    /// Its text; of a mail that is HTML alone, the words of it.
    pub text: String,
    /// The value of `Auto-Submitted`, where there is one.
    pub auto_submitted: Option<String>,
    /// Its id, where it is a mail and has one.
    pub id: Option<String>,
}

/// Reads a letter; what is no mail is taken as its text.
pub fn letter(bytes: &[u8]) -> Letter {
    let plain = || Letter { text: decode(bytes).into_owned(), ..Letter::default() };
    let Some(mail) = MessageParser::default().parse(bytes) else { return plain() };
    // Pasted text with a colon in its first line is no mail: that has a sender and a date, or an id.
    let is_mail = mail.from().is_some() && (mail.date().is_some() || mail.message_id().is_some());
    if !is_mail {
        return plain();
    }
    let from = mail.from().and_then(|from| from.first()).and_then(|from| from.address()).map(str::to_lowercase);
    let auto_submitted = mail.header("Auto-Submitted").and_then(|value| value.as_text()).map(str::to_owned);
    Letter {
        from,
        subject: mail.subject().unwrap_or_default().to_owned(),
        text: mail.body_text(0).map(|text| text.into_owned()).unwrap_or_default(),
        auto_submitted,
        id: mail.message_id().map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_is_read_and_everything_else_is_text() {
        let mail = b"From: Ben Oduya <Ben@Example.org>\r\nTo: mira@example.org\r\nSubject: Re: hello\r\n\
            Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <7@example.org>\r\nAuto-Submitted: auto-replied\r\n\
            Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nWWVzLCBnbGFkbHku\r\n";
        let read = letter(mail);
        assert_eq!(read.from.as_deref(), Some("ben@example.org"));
        assert_eq!((read.subject.as_str(), read.text.trim()), ("Re: hello", "Yes, gladly."));
        assert_eq!((read.auto_submitted.as_deref(), read.id.as_deref()), (Some("auto-replied"), Some("7@example.org")));
        let html = b"From: b@example.org\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nContent-Type: text/html\n\n<p>Yes.</p>";
        assert_eq!(letter(html).text.trim(), "Yes.");
        for text in ["Yes, gladly.", "Note: yes", "", "From: me\n\nyes"] {
            assert_eq!(letter(text.as_bytes()), Letter { text: text.into(), ..Letter::default() }, "{text:?}");
        }
    }
}
