//! Handles as identifiers: one value for every spelling that reaches the same human.
//!
//! Gmail ignores dots and plus tags; a GitHub no-reply address is a GitHub account; a profile URL on a known
//! service is an account there; a phone number is completed with the default region and checked. What is left
//! of trust after that is [`Trust`]; whether several people use an identifier is found out by the profiler.

use crate::record::{Options, ProfileKind};
use phonenumber::country;
use std::fmt;
use tertius_model::{AddressRole, Handle, HandleKind, address_role};

/// How much an identifier proves while nothing speaks against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Trust {
    /// Belongs to one human: joins by itself.
    Proof,
    /// Joins only records of one full name: a page of unknown kind, a number without its area.
    WithName,
    /// Joins nobody, whatever else is seen.
    Never(ProfileKind),
}

/// A handle in the spelling that compares.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Identifier {
    pub(crate) handle: Handle,
    pub(crate) trust: Trust,
}

impl Identifier {
    /// Canonical form and a first judgement from the spelling alone.
    pub(crate) fn of(handle: &Handle, options: &Options) -> Identifier {
        match handle.kind() {
            HandleKind::Email => email(handle),
            HandleKind::Phone => phone(handle.value(), options),
            HandleKind::LinkedIn => Identifier { handle: handle.clone(), trust: linkedin_trust(handle.value()) },
            HandleKind::Web => web(handle.value()),
            HandleKind::Account => Identifier { handle: handle.clone(), trust: account_trust(handle.value()) },
        }
    }

    /// The parts of an e-mail address.
    pub(crate) fn mailbox(&self) -> Option<(&str, &str)> {
        (self.handle.kind() == HandleKind::Email).then(|| self.handle.value().split_once('@'))?
    }

    /// The user name: of an account, or before the `@`.
    pub(crate) fn user_name(&self) -> Option<&str> {
        match self.handle.kind() {
            HandleKind::Email => self.mailbox().map(|(local, _)| local.split('+').next().unwrap_or(local)),
            HandleKind::Account => self.handle.value().split_once(':').map(|(_, name)| without_serial(name)),
            HandleKind::LinkedIn => Some(without_serial(self.handle.value())),
            _ => None,
        }
    }
}

/// `jane-doe-12ab34`: the service put the last part there, because somebody else had the name already.
fn without_serial(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((head, serial)) if head.contains('-') && serial.contains(|c: char| c.is_ascii_digit()) => head,
        _ => name,
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.handle.fmt(f)
    }
}

fn email(handle: &Handle) -> Identifier {
    let value = handle.value();
    let Some((local, domain)) = value.rsplit_once('@') else {
        return Identifier { handle: handle.clone(), trust: Trust::Never(ProfileKind::Junk) };
    };
    if domain == "users.noreply.github.com" {
        let user = local.split_once('+').map_or(local, |(_, user)| user);
        return account("github", user);
    }
    let spelling = match domain {
        "gmail.com" | "googlemail.com" => {
            let bare: String = local.split('+').next().unwrap_or(local).chars().filter(|c| *c != '.').collect();
            if bare.is_empty() { value.to_owned() } else { format!("{bare}@gmail.com") }
        }
        "protonmail.com" | "protonmail.ch" | "pm.me" => format!("{local}@proton.me"),
        "me.com" | "mac.com" => format!("{local}@icloud.com"),
        _ => value.to_owned(),
    };
    let canonical = Handle::from_parts(HandleKind::Email, spelling);
    // Judged from the canonical spelling, so that every spelling of a mailbox gets one judgement.
    let (local, domain) = canonical.value().rsplit_once('@').unwrap_or((local, domain));
    let trust = if is_junk_mailbox(local, domain) {
        Trust::Never(ProfileKind::Junk)
    } else {
        match address_role(&canonical) {
            AddressRole::Person => Trust::Proof,
            AddressRole::NoReply => Trust::Never(ProfileKind::NoReply),
            AddressRole::Role => Trust::Never(ProfileKind::Role),
            AddressRole::List => Trust::Never(ProfileKind::List),
            AddressRole::Relay => Trust::Never(ProfileKind::Relay),
            AddressRole::Machine => Trust::Never(ProfileKind::Machine),
        }
    };
    Identifier { handle: canonical, trust }
}

/// Placeholders that programs and shy people write where an address is asked for.
fn is_junk_mailbox(local: &str, domain: &str) -> bool {
    const LOCALS: [&str; 14] = [
        "none", "devnull", "nobody", "unknown", "null", "noemail", "no-email", "nomail", "test", "foo", "x", "xxx",
        "na", "asdf",
    ];
    let top = domain.rsplit('.').next().unwrap_or(domain);
    !domain.contains('.')
        || matches!(top, "local" | "localdomain" | "localhost" | "(none)" | "internal" | "lan" | "home" | "invalid")
        || LOCALS.contains(&local)
}

fn phone(value: &str, options: &Options) -> Identifier {
    let digits = value.trim_start_matches('+');
    let identifier = |text: String, trust| Identifier { handle: Handle::from_parts(HandleKind::Phone, text), trust };
    let distinct = digits.bytes().collect::<std::collections::BTreeSet<u8>>().len();
    if distinct <= 2 || digits.contains("0123456789") || digits == "123456" {
        return identifier(value.to_owned(), Trust::Never(ProfileKind::Junk));
    }
    if is_written_out(value) {
        return identifier(value.to_owned(), Trust::Proof);
    }
    let region = options.region.and_then(|code| std::str::from_utf8(&code).ok()?.parse::<country::Id>().ok());
    let complete = value.starts_with('+') || region.is_some() && !is_local(value, options);
    if complete
        && let Ok(number) = phonenumber::parse(region, value)
        && number.is_valid()
    {
        return identifier(number.format().mode(phonenumber::Mode::E164).to_string(), Trust::Proof);
    }
    let trust = if digits.len() >= 9 { Trust::Proof } else { Trust::WithName };
    identifier(value.to_owned(), trust)
}

/// Whether a number needs no mending: with a country whose trunk prefix is known, and without that prefix. Looking all
/// numbers up in the table of the world's numbering plans would take longer than the rest of reading.
fn is_written_out(value: &str) -> bool {
    const TRUNK_IS_ZERO_OR_NONE: [&str; 11] = ["44", "49", "33", "31", "32", "34", "41", "43", "46", "47", "48"];
    let Some(digits) = value.strip_prefix('+').filter(|digits| digits.len() >= 11) else { return false };
    let rest = TRUNK_IS_ZERO_OR_NONE.iter().find_map(|country| digits.strip_prefix(country));
    match digits.strip_prefix('1') {
        Some(american) => american.len() == 10 && !american.starts_with(['0', '1']),
        None => rest.is_some_and(|rest| !rest.starts_with('0')),
    }
}

/// Whether a number lacks its area: short, without a trunk prefix, in a country that has areas.
fn is_local(digits: &str, options: &Options) -> bool {
    const WITHOUT_AREAS: [&[u8; 2]; 18] = [
        b"DK", b"NO", b"SG", b"HK", b"EE", b"LV", b"IS", b"MT", b"CY", b"LU", b"MO", b"QA", b"KW", b"BH", b"OM", b"CR",
        b"PA", b"TN",
    ];
    let has_areas = options.region.is_some_and(|region| !WITHOUT_AREAS.contains(&&region));
    digits.len() < 9 && !digits.starts_with('0') && has_areas
}

fn linkedin_trust(slug: &str) -> Trust {
    if matches!(slug, "me" | "profile" | "unknown" | "null" | "none") {
        Trust::Never(ProfileKind::Junk)
    } else {
        Trust::Proof
    }
}

fn account_trust(value: &str) -> Trust {
    let name = value.split_once(':').map_or(value, |(_, name)| name);
    const SHARED: [&str; 12] =
        ["admin", "root", "info", "support", "none", "unknown", "null", "test", "user", "guest", "office", "anonymous"];
    match name {
        _ if SHARED.contains(&name) => Trust::Never(ProfileKind::Junk),
        _ if name.chars().count() < 2 => Trust::WithName,
        _ => Trust::Proof,
    }
}

fn account(service: &str, name: &str) -> Identifier {
    let value = format!("{service}:{}", name.to_lowercase());
    let trust = account_trust(&value);
    Identifier { handle: Handle::from_parts(HandleKind::Account, value), trust }
}

/// Services whose pages `host/name` belong to one user each.
const PROFILE_HOSTS: [(&str, &str); 16] = [
    ("github.com", "github"),
    ("gitlab.com", "gitlab"),
    ("codeberg.org", "codeberg"),
    ("bitbucket.org", "bitbucket"),
    ("twitter.com", "twitter"),
    ("x.com", "twitter"),
    ("mobile.twitter.com", "twitter"),
    ("instagram.com", "instagram"),
    ("facebook.com", "facebook"),
    ("m.facebook.com", "facebook"),
    ("t.me", "telegram"),
    ("keybase.io", "keybase"),
    ("medium.com", "medium"),
    ("about.me", "about.me"),
    ("xing.com", "xing"),
    ("orcid.org", "orcid"),
];

fn web(value: &str) -> Identifier {
    let page = |trust| Identifier { handle: Handle::from_parts(HandleKind::Web, value.to_owned()), trust };
    let Some((host, path)) = value.split_once('/') else { return page(Trust::WithName) };
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (first, second, third) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    if let Some((_, service)) = PROFILE_HOSTS.iter().find(|(known, _)| *known == host) {
        return match (*service, first, second) {
            ("xing", "profile", Some(name)) if third.is_none() => account(service, name),
            ("facebook", "profile.php" | "people" | "groups" | "pages" | "events", _) => page(Trust::WithName),
            (_, "orgs" | "share" | "intent" | "search" | "home" | "hashtag", _) => page(Trust::WithName),
            (_, name, None) if !name.is_empty() => account(service, name.trim_start_matches('@')),
            _ => page(Trust::WithName),
        };
    }
    match (first.strip_prefix('@'), second) {
        (Some(name), None) if !name.is_empty() && !name.contains('@') => account(host, name),
        _ => page(Trust::WithName),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(handle: Option<Handle>, expected: &str) {
        let handle = handle.expect("a handle");
        let found = Identifier::of(&handle, &Options { region: Some(*b"DE") });
        assert_eq!(format!("{} {:?}", found, found.trust), expected, "{handle}");
    }

    #[test]
    fn spellings_of_one_mailbox_meet() {
        check(Handle::email("Ana.Ruiz+news@googlemail.com"), "anaruiz@gmail.com Proof");
        check(Handle::email("ana.ruiz+news@example.org"), "ana.ruiz+news@example.org Proof");
        check(Handle::email("123+anar@users.noreply.github.com"), "github:anar Proof");
        check(Handle::url("https://github.com/AnaR/"), "github:anar Proof");
        check(Handle::url("https://github.com/AnaR/tool"), "github.com/AnaR/tool WithName");
        check(Handle::url("https://social.example/@ana"), "social.example:ana Proof");
        check(Handle::url("https://acme.example"), "acme.example WithName");
    }

    #[test]
    fn numbers_are_completed_or_compared_as_they_are() {
        check(Handle::phone("0151 23456789"), "+4915123456789 Proof");
        check(Handle::phone("+49 151 23456789"), "+4915123456789 Proof");
        check(Handle::phone("0049 151 23456789"), "+4915123456789 Proof");
        check(Handle::phone("+49 (0)151 23456789"), "+4915123456789 Proof");
        check(Handle::phone("+1 202 555 0144"), "+12025550144 Proof");
        check(Handle::phone("555014"), "555014 WithName");
        check(Handle::phone("0000000000"), "+00000000 Never(Junk)");
    }

    #[test]
    fn desks_and_placeholders_prove_nothing() {
        check(Handle::email("info@acme.example"), "info@acme.example Never(Role)");
        check(Handle::email("noreply@acme.example"), "noreply@acme.example Never(NoReply)");
        check(Handle::email("none@none.invalid"), "none@none.invalid Never(Junk)");
        check(Some(Handle::from_parts(HandleKind::Email, "devnull@localhost".into())), "devnull@localhost Never(Junk)");
    }
}
