//! Cuts one line of CSV into fields. Quoted fields may hold commas and doubled quotes, but no line break.

use std::borrow::Cow;

/// The fields of a line without its line break; `None` when a quote stays open.
pub(super) fn fields(line: &[u8]) -> Option<Vec<Cow<'_, [u8]>>> {
    if memchr::memchr(b'"', line).is_none() {
        return Some(line.split(|byte| *byte == b',').map(Cow::Borrowed).collect());
    }
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let (text, after) = unquote(quoted)?;
            fields.push(Cow::Owned(text));
            match after {
                [] => return Some(fields),
                [b',', more @ ..] => rest = more,
                _ => return None,
            }
        } else {
            let end = memchr::memchr(b',', rest).unwrap_or(rest.len());
            fields.push(Cow::Borrowed(&rest[..end]));
            if end == rest.len() {
                return Some(fields);
            }
            rest = &rest[end + 1..];
        }
    }
}

/// What stands before the closing quote, and what after it.
fn unquote(quoted: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let (mut text, mut rest) = (Vec::new(), quoted);
    loop {
        let end = memchr::memchr(b'"', rest)?;
        text.extend(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix(b"\"") {
            Some(more) => {
                text.push(b'"');
                rest = more;
            }
            None => return Some((text, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn quotes_are_taken_off() {
        let check = |line: &str, expected: Option<&[&str]>| {
            let found = fields(line.as_bytes());
            let found =
                found.map(|all| all.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect::<Vec<_>>());
            assert_eq!(found, expected.map(|all| all.iter().map(|f| f.to_string()).collect::<Vec<_>>()), "{line}");
        };
        check("a,b,1", Some(&["a", "b", "1"]));
        check(r#""a, b",c"#, Some(&["a, b", "c"]));
        check(r#"x,"say ""hi""""#, Some(&["x", r#"say "hi""#]));
        check(r#"x,"","#, Some(&["x", "", ""]));
        check(r#""open,b"#, None);
        check(r#""a"b,c"#, None);
        check("", Some(&[""]));
    }
}
