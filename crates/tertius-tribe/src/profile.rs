//! Public profile URLs: the one kind of address that a packet carries.

use std::fmt;
use tertius_model::{Handle, HandleKind};

/// Networks whose profiles are public pages: the host, and what stands before the name in the path.
const NETWORKS: [(&str, &str); 5] = [
    ("www.linkedin.com", "in/"),
    ("www.xing.com", "profile/"),
    ("github.com", ""),
    ("bsky.app", "profile/"),
    ("x.com", ""),
];
/// The longest name of a profile, in bytes.
const MAX_NAME: usize = 200;

/// A profile on a known network, in one spelling: `https://`, the network's host, the path, nothing after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProfileUrl(String);

impl ProfileUrl {
    /// Takes a URL in exactly the spelling of [`ProfileUrl::as_str`].
    pub fn new(text: &str) -> Option<ProfileUrl> {
        let rest = text.strip_prefix("https://")?;
        let (host, path) = rest.split_once('/')?;
        let (_, before) = NETWORKS.iter().find(|(known, _)| *known == host)?;
        let name = path.strip_prefix(before)?;
        is_name(name).then(|| ProfileUrl(text.to_owned()))
    }

    /// The profile that a handle is the address of; `None` for e-mails, phones, home pages and other networks.
    pub fn of(handle: &Handle) -> Option<ProfileUrl> {
        let value = handle.value();
        match handle.kind() {
            HandleKind::LinkedIn => ProfileUrl::new(&format!("https://www.linkedin.com/in/{value}")),
            HandleKind::Web => {
                let value = value.strip_prefix("www.").unwrap_or(value);
                let value = value.strip_prefix("twitter.com/").map_or(value.to_owned(), |name| format!("x.com/{name}"));
                let host = if value.starts_with("xing.com/") { "www." } else { "" };
                ProfileUrl::new(&format!("https://{host}{value}"))
            }
            HandleKind::Account => match value.split_once(':')? {
                ("github", name) => ProfileUrl::new(&format!("https://github.com/{name}")),
                ("twitter", name) => ProfileUrl::new(&format!("https://x.com/{name}")),
                _ => None,
            },
            HandleKind::Email | HandleKind::Phone => None,
        }
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The handle that it is the address of, as other sources write it.
    pub fn handle(&self) -> Option<Handle> {
        match self.0.strip_prefix("https://github.com/") {
            Some(name) => Handle::account("github", name),
            None => match self.0.strip_prefix("https://x.com/") {
                Some(name) => Handle::account("twitter", name),
                None => Handle::url(&self.0),
            },
        }
    }
}

/// Letters of any script, digits and the signs that names have: no `@`, no query, no second step of a path.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '%' | '\'' | '~' | '’');
    !name.is_empty() && name.len() <= MAX_NAME && name.chars().all(fits)
}

impl fmt::Display for ProfileUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_profiles_of_known_networks_leave() {
        let of = |text: &str| Handle::parse(text).and_then(|handle| ProfileUrl::of(&handle)).map(|url| url.0);
        assert_eq!(
            of("http://de.linkedin.com/in/JOSÉ-ruiz?x=1").as_deref(),
            Some("https://www.linkedin.com/in/josé-ruiz")
        );
        assert_eq!(of("https://twitter.com/ana").as_deref(), Some("https://x.com/ana"));
        assert_eq!(of("github:ana").as_deref(), Some("https://github.com/ana"));
        for text in ["ana@example.org", "+49 151 12345678", "https://ana.example.org/me", "slack:u0ana"] {
            assert_eq!(of(text), None, "{text}");
        }
        for text in [
            "http://www.linkedin.com/in/ana",
            "https://www.linkedin.com/in/ana/",
            "https://www.linkedin.com/in/ana?u=ana@example.org",
            "https://www.linkedin.com/in/",
            "https://user@github.com/ana",
            "https://github.com.evil.example/ana",
            "javascript:alert(1)",
        ] {
            assert_eq!(ProfileUrl::new(text), None, "{text}");
        }
    }

    #[test]
    fn a_profile_joins_other_sources_by_its_handle() {
        for text in ["linkedin.com/in/josé-ruiz", "github:ana"] {
            let handle = Handle::parse(text).unwrap();
            assert_eq!(ProfileUrl::of(&handle).and_then(|url| url.handle()), Some(handle));
        }
    }
}
