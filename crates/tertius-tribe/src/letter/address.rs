//! Mail addresses, as strictly as a header needs them.

/// A mail address: `local@domain`, plain ASCII, nothing quoted, nothing that a header or a shell could misread.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

/// Not an address that a letter can go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("this is no mail address a letter can go to; write it as name@example.org")]
pub struct Refusal;

impl Address {
    /// The address, where it is one.
    ///
    /// # Errors
    /// A [`Refusal`] for everything else.
    pub fn parse(text: &str) -> Result<Address, Refusal> {
        let (local, domain) = text.rsplit_once('@').ok_or(Refusal)?;
        let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
        let local_is_good = (1..=64).contains(&local.len())
            && local.chars().all(is_local)
            && !local.starts_with(['.', '-'])
            && !local.ends_with('.')
            && !local.contains("..")
            && !local.contains("=?");
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_is_good = domain.len() <= 253 && domain.split('.').all(is_label) && domain.contains('.');
        if local_is_good && domain_is_good { Ok(Address(text.to_owned())) } else { Err(Refusal) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain() {
        for good in ["ana@example.org", "a.b+c@mail.example.org", "o'neil@example.org"] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ana",
            "@example.org",
            "ana@",
            "ana@localhost",
            "a b@example.org",
            "ana@example.org\r\nBcc: x@y.org",
            "ana@exa\0mple.org",
            "ana@example.org,ben@example.org",
            "<ana@example.org>",
            "\"a b\"@example.org",
            "ana@example..org",
            "-ana@example.org",
            "ana@-example.org",
            "an\u{202e}a@example.org",
            "ana@münchen.example",
            "=?utf-8?q?x?=@example.org",
            "a@b@example.org",
            "ana..b@example.org",
            "ana@example.org\n",
        ] {
            assert_eq!(Address::parse(bad), Err(Refusal), "{bad:?}");
        }
    }
}
