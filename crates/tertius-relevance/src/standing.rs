//! A title in the coarsest words that still say something: what somebody does and how high they stand.

use crate::ontology::{FunctionIdx, ontology};
use crate::title::{Hold, Level, read_title};
use crate::words::words;

/// What a title says, without its own words: one of a few hundred. Two titles of one meaning have one standing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Standing {
    level: Level,
    function: Option<FunctionIdx>,
}

impl Standing {
    /// Of a title; the employer tells what a partner does.
    pub fn of(title: &str, employer: &str) -> Standing {
        let reading = read_title(title);
        let hinted = reading.hinted.zip(ontology().hint(&words(employer)));
        let own = reading.roles.iter().filter(|role| role.hold == Hold::Own).map(|role| (role.level, role.function));
        let highest = own.chain(hinted).max_by_key(|(level, function)| (*level, std::cmp::Reverse(*function)));
        match highest {
            Some((level, function)) => Standing { level, function: Some(function) },
            None => Standing { level: reading.hinted.unwrap_or(Level::Plain), function: None },
        }
    }

    /// Whether the title says what somebody does.
    pub fn has_function(self) -> bool {
        self.function.is_some()
    }

    /// For people, and as a title that says the same; empty where nothing is said.
    pub fn words(self) -> String {
        let function = self.function.map(|function| ontology().function_name(function));
        match (self.level, function) {
            (Level::Plain, function) => function.unwrap_or_default(),
            (level, Some(function)) => format!("{} {function}", level.name()),
            (level, None) => level.name().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_one_meaning_have_one_standing() {
        let words = |title: &str| Standing::of(title, "").words();
        assert_eq!(words("VP Engineering"), "vice president engineering");
        assert_eq!(words("Vice President, Engineering (Canary 17)"), "vice president engineering");
        assert_eq!(words("Nurse"), "nursing");
        assert_eq!(words("Wizard of Zorblax"), "");
        assert_eq!(Standing::of("VP Eng", ""), Standing::of("Vice President of Engineering", ""));
    }
}
