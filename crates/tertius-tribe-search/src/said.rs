//! What a hidden tie can ever be told as, for its owner to see before they share it.

use tertius_relevance::Standing;
use tertius_resolve::normalise_employer;

/// What a hidden contact of a title and an employer counts as, in words; `None` where nothing is said. It is told only when
/// enough members say the same, and so are its halves.
pub fn said_of_hidden(title: &str, employer: &str) -> Option<String> {
    let alone = Standing::of(title, "");
    let standing = if alone.has_function() { alone } else { Standing::of(title, employer) }.words();
    let employer = normalise_employer(employer);
    match (standing.is_empty(), employer.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("somebody in {standing}")),
        (true, false) => Some(format!("somebody at {employer}")),
        (false, false) => Some(format!("somebody in {standing} at {employer}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_spellings_are_not_in_it() {
        let told = said_of_hidden("VP Engineering (Canary)", "Halden GmbH").unwrap_or_default();
        assert!(told.starts_with("somebody in vice president engineering at halden"), "{told}");
        assert_eq!(said_of_hidden("Wizard of Zorblax", ""), None);
    }
}
