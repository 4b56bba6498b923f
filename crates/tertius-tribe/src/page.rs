//! The contribution page: one file for a friend who installs nothing. It works offline, asks nothing of any network,
//! and writes the same text of a packet as this crate does.

use sha2::{Digest, Sha256};

const PAGE: &str = include_str!("../assets/contribution.html");
const STYLE: &str = include_str!("../assets/contribution.css");
const SCRIPT: &str = include_str!("../assets/contribution.js");

/// The page, its style and script inside it; the policy names both by their digests and allows nothing else.
pub fn contribution_page() -> String {
    let (style, script) = (digest(STYLE), digest(SCRIPT));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    );
    PAGE.replace("{{POLICY}}", &policy).replace("{{STYLE}}", STYLE).replace("{{SCRIPT}}", SCRIPT)
}

fn digest(text: &str) -> String {
    base64(&Sha256::digest(text.as_bytes()))
}

/// Base64 (RFC 4648), padded.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let word = (0..3).fold(0u32, |word, n| word << 8 | u32::from(three.get(n).copied().unwrap_or_default()));
        for n in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * n) & 63) as usize];
            out.push(if n > three.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn the_page_is_whole_small_and_names_no_other_place() {
        let page = contribution_page();
        assert!(page.len() < 200_000 && !page.contains("{{") && !SCRIPT.contains("</script"));
        assert!(
            !["src=", "@import", "fetch(", "XMLHttpRequest", "eval(", "innerHTML"]
                .iter()
                .any(|word| page.contains(word))
        );
    }
}
