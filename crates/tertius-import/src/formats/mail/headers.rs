//! Finds the headers that matter in a header section, without copying.

use memchr::{memchr, memchr2};

/// The headers that are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    AutoSubmitted,
    Bcc,
    BeenThere,
    Cc,
    Date,
    DeliveredTo,
    From,
    GmailLabels,
    GmailThread,
    InReplyTo,
    ListHint,
    MessageId,
    MimeVersion,
    /// Dates that say nearly the same as `Date`.
    OtherDate,
    Precedence,
    Received,
    References,
    ReplyTo,
    ReturnPath,
    Sender,
    Subject,
    To,
    /// Well known, but of no interest.
    Known,
    /// Any other.
    Other,
}

impl Name {
    /// The name of the header line at the start of `bytes`; `None` when it is no header line.
    pub(super) fn at(bytes: &[u8]) -> Option<Name> {
        Name::with_value(bytes).map(|(name, _)| name)
    }

    /// The name, and where the value begins.
    fn with_value(bytes: &[u8]) -> Option<(Name, usize)> {
        let head = &bytes[..bytes.len().min(NAME_MAX + 1)];
        let colon = memchr2(b':', b'\n', head)?;
        if head[colon] != b':' {
            return None;
        }
        let name = head[..colon].trim_ascii_end();
        let fits = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic()) && !name.starts_with(b">");
        fits.then(|| (Name::of(name), colon + 1))
    }

    fn of(name: &[u8]) -> Name {
        let mut folded = [0; 32];
        let Some(folded) = folded.get_mut(..name.len()) else { return Name::Other };
        folded.copy_from_slice(name);
        folded.make_ascii_lowercase();
        match &*folded {
            b"auto-submitted" | b"x-autoreply" | b"x-autorespond" => Name::AutoSubmitted,
            b"bcc" => Name::Bcc,
            b"x-beenthere" | b"x-google-groups" | b"x-mailing-list" => Name::BeenThere,
            b"cc" => Name::Cc,
            b"date" => Name::Date,
            b"delivered-to" | b"x-original-to" | b"envelope-to" | b"x-envelope-to" | b"x-delivered-to"
            | b"apparently-to" | b"resent-to" => Name::DeliveredTo,
            b"from" => Name::From,
            b"x-gmail-labels" => Name::GmailLabels,
            b"x-gm-thrid" => Name::GmailThread,
            b"in-reply-to" => Name::InReplyTo,
            b"list-id" | b"list-unsubscribe" | b"list-post" => Name::ListHint,
            b"message-id" => Name::MessageId,
            b"precedence" => Name::Precedence,
            b"received" => Name::Received,
            b"references" => Name::References,
            b"return-path" => Name::ReturnPath,
            b"sender" => Name::Sender,
            b"subject" => Name::Subject,
            b"to" => Name::To,
            b"mime-version" => Name::MimeVersion,
            b"delivery-date" | b"resent-date" | b"x-original-date" | b"orig-date" => Name::OtherDate,
            b"reply-to" | b"resent-from" => Name::ReplyTo,
            b"content-type"
            | b"status"
            | b"x-status"
            | b"x-mozilla-status"
            | b"x-received"
            | b"dkim-signature"
            | b"arc-seal"
            | b"authentication-results"
            | b"received-spf"
            | b"user-agent"
            | b"x-mailer"
            | b"x-account-key"
            | b"x-uidl"
            | b"content-transfer-encoding"
            | b"content-length"
            | b"organization"
            | b"newsgroups"
            | b"path"
            | b"errors-to"
            | b"x-gm-msgid"
            | b"feedback-id"
            | b"thread-topic"
            | b"thread-index" => Name::Known,
            _ => Name::Other,
        }
    }
}

const NAME_MAX: usize = 76;

/// Whether the bytes start with the line of a well-known mail header.
pub(super) fn starts_with_known(bytes: &[u8]) -> bool {
    Name::at(bytes).is_some_and(|name| name != Name::Other)
}

/// One header: its name and its value with folds as they stand.
pub(super) struct Field<'a> {
    pub name: Name,
    pub value: &'a [u8],
}

/// The headers of a section, in order; lines that are none are passed over.
pub(super) fn fields(section: &[u8]) -> impl Iterator<Item = Field<'_>> {
    let mut rest = section;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let length = folded_length(rest);
            let (line, after) = rest.split_at(length);
            rest = after;
            if let Some((name, value)) = Name::with_value(line) {
                return Some(Field { name, value: &line[value..] });
            }
        }
        None
    })
}

/// How many bytes the text after a header section has, by what it says itself.
pub(super) fn text_length(section: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"\nContent-Length:";
    let value = &section[memchr::memmem::find(section, NAME)? + NAME.len()..];
    let line = &value[..memchr(b'\n', value).unwrap_or(value.len())];
    std::str::from_utf8(line.trim_ascii()).ok()?.parse().ok()
}

/// Length of the first line together with the lines that continue it.
fn folded_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let Some(end) = memchr(b'\n', &bytes[at..]) else { return bytes.len() };
        at += end + 1;
        if !matches!(bytes.get(at), Some(b' ' | b'\t')) {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_and_rubbish() {
        let section = b"FROM : a\r\n b\r\nno header here\n>From x Mon 12:00:00\nSubject: \xff\nX: y";
        let found: Vec<_> =
            fields(section).map(|f| (f.name, String::from_utf8_lossy(f.value).trim().to_owned())).collect();
        assert_eq!(
            found,
            [(Name::From, "a\r\n b".to_owned()), (Name::Subject, "\u{fffd}".to_owned()), (Name::Other, "y".to_owned())]
        );
    }

    #[test]
    fn known_headers() {
        assert!(starts_with_known(b"Message-ID: <x>"));
        assert!(!starts_with_known(b"Year: 1963"));
        assert!(!starts_with_known(b"From Russia with love"));
        assert!(!starts_with_known(b""));
    }
}
