//! A yes with an address: "Yes, iris@example.net", as a friend between answers who says where a letter reaches the other.
//!
//! Whatever else they write might be a condition, or words for one reader alone. So nothing else may stand there but a
//! greeting, the few words that lead up to an address, and an end with a name; all else a person has to read.

use super::{Incoming, Reply, answer, greets, own_words, plain, read};
use crate::letter::Address;

/// Words that lead up to an address.
const LEADING: &[&str] = &[
    "write",
    "to",
    "at",
    "via",
    "is",
    "her",
    "his",
    "their",
    "the",
    "address",
    "mail",
    "email",
    "e",
    "reach",
    "you",
    "can",
    "them",
    "him",
    "here",
    "under",
    "schreib",
    "schreiben",
    "sie",
    "an",
    "ihre",
    "seine",
    "adresse",
    "ist",
    "lautet",
    "erreichst",
    "du",
    "ihn",
    "unter",
    "écris",
    "écrivez",
    "à",
    "son",
    "est",
    "su",
    "correo",
    "dirección",
    "es",
    "a",
    "scrivi",
    "indirizzo",
    "il",
    "suo",
    "è",
    "schrijf",
    "naar",
    "haar",
    "zijn",
    "adres",
    "op",
];
/// Ends of letters.
const CLOSINGS: &[&str] = &[
    "best",
    "best regards",
    "best wishes",
    "kind regards",
    "regards",
    "cheers",
    "love",
    "thanks",
    "thank you",
    "yours",
    "take care",
    "viele grüße",
    "liebe grüße",
    "herzliche grüße",
    "beste grüße",
    "grüße",
    "gruß",
    "lg",
    "vg",
    "danke",
    "bises",
    "amitiés",
    "cordialement",
    "merci",
    "un abrazo",
    "saludos",
    "gracias",
    "un abbraccio",
    "saluti",
    "grazie",
    "groet",
    "groetjes",
    "abraço",
    "obrigado",
    "obrigada",
];
/// Words of a name at the end.
const NAME_WORDS: usize = 3;

/// The one address that a reply says yes with; nothing where it says anything else, or more.
pub fn with_address(incoming: Incoming<'_>) -> Option<Address> {
    let own = own_words(incoming.text);
    let mut given: Option<Address> = None;
    let mut rest = String::new();
    for line in own.lines() {
        for word in line.split_whitespace() {
            match address(word) {
                None => rest.push_str(word),
                Some(found) if given.as_ref().is_none_or(|one| one.as_str().eq_ignore_ascii_case(found.as_str())) => {
                    given = Some(found);
                    rest.push('\n');
                }
                Some(_) => return None,
            }
            rest.push(' ');
        }
        rest.push('\n');
    }
    let given = given?;
    // Machines, questions and what takes a yes back are found as in every reply.
    let said = bare(&rest)?;
    (read(Incoming { text: &said, ..incoming }) == Reply::Yes).then_some(given)
}

fn address(word: &str) -> Option<Address> {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    if bare.contains('@') { Address::parse(bare).ok() } else { None }
}

/// The answer alone, where nothing stands beside it that might matter.
fn bare(text: &str) -> Option<String> {
    if text.contains('?') {
        return None;
    }
    let mut said = Vec::new();
    let lines: Vec<&str> = text.split(['\n', '.', '!', ';', ':']).filter(|line| !plain(line).is_empty()).collect();
    for (at, line) in lines.iter().enumerate() {
        let whole = plain(line);
        let mut words: Vec<&str> = whole.split(' ').collect();
        while words.last().is_some_and(|word| LEADING.contains(word)) {
            words.pop();
        }
        let left = words.join(" ");
        let is_first = said.is_empty();
        match () {
            () if left.is_empty() || (is_first && at == 0 && greets(&whole) && answer(&whole).is_none()) => {}
            () if answer(&left).is_some() => said.push(left),
            () if !is_first && (CLOSINGS.contains(&whole.as_str()) || is_name(line)) => {}
            () => return None,
        }
    }
    Some(said.join("\n"))
}

fn is_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.len() <= NAME_WORDS && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Option<String> {
        with_address(Incoming { subject: "Re: hello", text, auto_submitted: None })
            .map(|address| address.as_str().to_owned())
    }

    #[test]
    fn a_yes_with_an_address() {
        for text in [
            "yes, iris@example.net",
            "Yes: iris@example.net",
            "Yes. Her address is iris@example.net.",
            "Hi Mira,\n\nYes please! You can reach her at <iris@example.net>\n\nBest,\nFay Lund",
            "iris@example.net - yes",
            "Ja gerne, ihre Adresse ist iris@example.net\nViele Grüße\nFay\n\n> Would you introduce me to Iris?",
            "Yes, mailto:iris@example.net (iris@example.net)",
        ] {
            assert_eq!(check(text).as_deref(), Some("iris@example.net"), "{text}");
        }
    }

    #[test]
    fn anything_else_is_for_a_person() {
        for text in [
            "yes",
            "iris@example.net",
            "no, iris@example.net",
            "never again, iris@example.net",
            "Yes, iris@example.net or iris@example.org",
            "Yes, iris@example.net, an hour at most",
            "Yes, iris@example.net. She is a bit odd, so be careful",
            "Yes, iris@example.net. But ask her in May",
            "Yes, iris@example.net, if she wants",
            "Yes? iris@example.net",
            "Not iris@example.net",
            "Yes\n\nOn Monday Mira wrote:\n> iris@example.net",
            "Yes, iris@",
            "Yes, iris@example.net\r\nBcc: all@example.org",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
        let machine =
            Incoming { subject: "Re: x", text: "yes, iris@example.net", auto_submitted: Some("auto-replied") };
        assert!(with_address(machine).is_none());
    }
}
