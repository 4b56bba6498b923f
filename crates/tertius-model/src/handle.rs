//! Handles: the addresses of a person, in one canonical spelling each.
//!
//! Canonical means: two spellings that reach the same place compare equal. Whether a handle belongs to
//! one human is a question for the resolver, not for this file.

use percent_encoding::percent_decode_str;
use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// What kind of place a handle is an address in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HandleKind {
    /// An e-mail address.
    Email,
    /// A phone number: `+` and digits, or digits alone where the country is unknown.
    Phone,
    /// The last part of a LinkedIn profile URL.
    LinkedIn,
    /// A profile or home page elsewhere, without scheme and `www.`.
    Web,
    /// A name on a service, `service:name`.
    Account,
}

impl HandleKind {
    /// The word in JSON.
    pub fn id(self) -> &'static str {
        match self {
            HandleKind::Email => "email",
            HandleKind::Phone => "phone",
            HandleKind::LinkedIn => "linkedin",
            HandleKind::Web => "url",
            HandleKind::Account => "account",
        }
    }
}

/// One address of a person in one place. Built only by the constructors, so always canonical.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Handle {
    kind: HandleKind,
    value: String,
}

/// Services whose accounts the user may name as `service:name`.
const SERVICES: [&str; 9] =
    ["bluesky", "discord", "discord-name", "github", "mastodon", "nostr", "slack", "twitter", "twitter-id"];

impl Handle {
    /// Its kind.
    pub fn kind(&self) -> HandleKind {
        self.kind
    }

    /// The canonical spelling, for example `ana@example.org`, `+4915112345678`, `ana-ruiz-42`.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Rebuilds a handle from what [`Handle::kind`] and [`Handle::value`] gave, unchecked.
    pub fn from_parts(kind: HandleKind, value: String) -> Handle {
        Handle { kind, value }
    }

    /// An e-mail address, lower-cased, with `mailto:`, brackets and quotes removed.
    ///
    /// `None` for text that is no deliverable address: several `@`, spaces, `|`, an X.500 name, a missing domain.
    pub fn email(text: &str) -> Option<Handle> {
        let mut text = text.trim();
        if text.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("mailto:")) {
            text = &text[7..];
        }
        let text =
            text.split('?').next().unwrap_or(text).trim_matches(|c: char| c.is_whitespace() || "<>\"'.,;".contains(c));
        let (local, domain) = text.split_once('@')?;
        let junk = |c: char| c.is_whitespace() || c.is_control() || "|<>()[],;:\"\\/@".contains(c);
        let domain_is_plausible =
            domain.len() >= 3 && domain.contains('.') && !domain.starts_with('.') && !domain.contains("..");
        if local.is_empty()
            || local.len() > 128
            || domain.len() > 253
            || local.contains(junk_in_local)
            || domain.contains(junk)
            || !domain_is_plausible
        {
            return None;
        }
        Some(Handle { kind: HandleKind::Email, value: format!("{local}@{domain}").to_lowercase() })
    }

    /// A phone number: digits kept, `00` read as `+`, an extension dropped.
    ///
    /// `None` for fewer than six or more than fifteen digits, and for masked or alphanumeric senders. A number
    /// without `+` stays as written; the resolver completes it with ego's own country.
    pub fn phone(text: &str) -> Option<Handle> {
        let text = text.trim().trim_start_matches("tel:").trim_start_matches("TEL:");
        let text = text.split([';', ',']).next().unwrap_or(text);
        let lower = text.to_lowercase();
        let text = &text[..["ext", "x", "#"]
            .iter()
            .filter_map(|mark| lower.find(mark))
            .min()
            .filter(|at| text.is_char_boundary(*at))
            .unwrap_or(text.len())];
        if text.chars().any(|c| c.is_alphabetic() || c == '*' || c == '@') {
            return None;
        }
        let international = text.trim_start().starts_with(['+', '＋']);
        let text = if international { text.replace("(0)", "") } else { text.to_owned() };
        let mut digits: String = text
            .chars()
            .filter_map(|c| c.to_digit(10).or_else(|| other_digit(c)))
            .filter_map(|d| char::from_digit(d, 10))
            .collect();
        let mut plus = international;
        if !plus && digits.starts_with("00") && digits.len() > 8 {
            digits.drain(..2);
            plus = true;
        }
        if digits.len() < 6 || digits.len() > 15 {
            return None;
        }
        if plus {
            digits.insert(0, '+');
        }
        Some(Handle { kind: HandleKind::Phone, value: digits })
    }

    /// A profile or home page: LinkedIn profiles become [`HandleKind::LinkedIn`] handles, others are kept
    /// without scheme, `www.`, query and trailing slash. `None` for text that is no URL with a path or host.
    pub fn url(text: &str) -> Option<Handle> {
        let text = text.trim().replace("\\:", ":");
        let rest = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
        let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.to_lowercase();
        let host = host.trim_start_matches("www.");
        if !host.contains('.') || host.contains(char::is_whitespace) || host.contains('@') {
            return None;
        }
        if host == "linkedin.com" || host.ends_with(".linkedin.com") {
            return linkedin_path(path);
        }
        let value = if path.is_empty() { host.to_owned() } else { format!("{host}/{path}") };
        Some(Handle { kind: HandleKind::Web, value })
    }

    /// The last part of a LinkedIn profile URL, however it is written: percent-encoded or raw, any case.
    pub fn linkedin_slug(slug: &str) -> Option<Handle> {
        let decoded = percent_decode_str(slug.trim().trim_matches('/'))
            .decode_utf8_lossy()
            .nfc()
            .collect::<String>()
            .to_lowercase();
        let fits = !decoded.is_empty() && decoded.len() <= 300 && !decoded.contains(char::is_whitespace);
        fits.then_some(Handle { kind: HandleKind::LinkedIn, value: decoded })
    }

    /// A name on a service, such as `("jabber", "ana@example.org")`.
    pub fn account(service: &str, name: &str) -> Option<Handle> {
        let (service, name) = (service.trim().to_lowercase(), name.trim().trim_start_matches('@').to_lowercase());
        let fits = !service.is_empty() && !name.is_empty() && !name.contains(char::is_whitespace);
        fits.then(|| Handle { kind: HandleKind::Account, value: format!("{service}:{name}") })
    }

    /// Whatever the user typed: an address, a phone number, a profile URL, an account as `github:name`. Names give
    /// `None`.
    pub fn parse(text: &str) -> Option<Handle> {
        if let Some(email) = Handle::email(text) {
            return Some(email);
        }
        if text.contains("linkedin.com/") || text.contains("://") {
            return Handle::url(text);
        }
        if let Some((service, name)) = text.trim().split_once(':') {
            if service == "did" {
                return Handle::account("bluesky", text);
            }
            if SERVICES.contains(&service) {
                return Handle::account(service, name);
            }
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        if digits >= 6 && text.chars().all(|c| c.is_ascii_digit() || " +-()./".contains(c)) {
            return Handle::phone(text);
        }
        None
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            HandleKind::LinkedIn => write!(f, "linkedin.com/in/{}", self.value),
            _ => f.write_str(&self.value),
        }
    }
}

fn junk_in_local(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "|<>()[],;:\"\\@".contains(c)
}

/// The value of a decimal digit in the scripts that address books use besides ASCII.
fn other_digit(c: char) -> Option<u32> {
    let code = c as u32;
    [0x0660, 0x06F0, 0x0966, 0xFF10]
        .into_iter()
        .find(|zero| (*zero..*zero + 10).contains(&code))
        .map(|zero| code - zero)
}

fn linkedin_path(path: &str) -> Option<Handle> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    match parts.next()? {
        "in" | "pub" => Handle::linkedin_slug(parts.next()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(handle: Option<Handle>) -> String {
        handle.map_or_else(|| "-".to_owned(), |h| format!("{} {}", h.kind().id(), h.value()))
    }

    #[test]
    fn linkedin_writes_one_person_three_ways() {
        for url in [
            "https://www.linkedin.com/in/jos%C3%A9-ruiz",
            "www.linkedin.com/in/josé-ruiz/",
            "http://de.linkedin.com/in/JOSÉ-ruiz?x=1",
        ] {
            assert_eq!(value(Handle::url(url)), "linkedin josé-ruiz");
        }
        assert_eq!(value(Handle::url("https://www.linkedin.com/company/acme")), "-");
    }

    #[test]
    fn junk_is_no_address() {
        for text in [
            "pd@me@ @end|ng |rom cb@@dk",
            "name at host",
            "/o=Org/cn=Ana",
            "a@b",
            "@x.org",
            "",
            "undisclosed-recipients:;",
        ] {
            assert_eq!(Handle::email(text), None, "{text}");
        }
        assert_eq!(value(Handle::email("MAILTO:Ana.Ruiz@Example.ORG?subject=hi")), "email ana.ruiz@example.org");
        assert_eq!(value(Handle::email(" <o'neil+x@example.org> ")), "email o'neil+x@example.org");
    }

    #[test]
    fn phones_keep_their_digits() {
        assert_eq!(value(Handle::phone("+49 (0)151 / 123-456 78")), "phone +4915112345678");
        assert_eq!(value(Handle::phone("0049 151 12345678")), "phone +4915112345678");
        assert_eq!(value(Handle::phone("0151 12345678 ext. 9")), "phone 015112345678");
        assert_eq!(value(Handle::phone("tel:+1-202-555-0143;ext=3")), "phone +12025550143");
        assert_eq!(value(Handle::phone("+٤٩١٥١١٢٣٤٥٦٧٨")), "phone +4915112345678");
        for text in ["12345", "VODAFONE", "", "+49 *** 12", "1234567890123456"] {
            assert_eq!(Handle::phone(text), None, "{text}");
        }
    }

    #[test]
    fn what_the_user_types_is_told_apart() {
        assert_eq!(value(Handle::parse("linkedin.com/in/ana")), "linkedin ana");
        assert_eq!(value(Handle::parse("+49 151 12345678")), "phone +4915112345678");
        assert_eq!(value(Handle::parse("slack:U0ANA")), "account slack:u0ana");
        assert_eq!(value(Handle::parse("mastodon:@ana@social.example")), "account mastodon:ana@social.example");
        assert_eq!(value(Handle::parse("did:plc:ana")), "account bluesky:did:plc:ana");
        assert_eq!(value(Handle::parse("Ana Ruiz")), "-");
        assert_eq!(value(Handle::parse("to: Ana")), "-");
    }
}
