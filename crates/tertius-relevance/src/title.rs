//! What a title says: roles, each with a function and a level, and topics.

use crate::ontology::{FunctionIdx, Meaning, TopicIdx, Weight, ontology};
use crate::words::words;

/// How high somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Interns, students.
    Student,
    /// Juniors, assistants, trainees.
    Junior,
    /// Where nothing is said.
    Plain,
    /// Seniors, experts.
    Senior,
    /// Team leads, managers.
    Lead,
    /// Heads, directors.
    Head,
    /// Vice presidents.
    VicePresident,
    /// Chiefs.
    Chief,
}

impl Level {
    /// The level that the table of titles calls so.
    pub(crate) fn named(name: &str) -> Option<Level> {
        Some(match name {
            "student" => Level::Student,
            "junior" => Level::Junior,
            "senior" => Level::Senior,
            "lead" => Level::Lead,
            "head" => Level::Head,
            "vice-president" => Level::VicePresident,
            "chief" => Level::Chief,
            _ => return None,
        })
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Level::Student => "student",
            Level::Junior => "junior",
            Level::Plain => "any",
            Level::Senior => "senior",
            Level::Lead => "lead",
            Level::Head => "head",
            Level::VicePresident => "vice president",
            Level::Chief => "chief",
        }
    }
}

/// How a role is somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Theirs now.
    Own,
    /// Theirs once: "ex-CTO".
    Former,
    /// Somebody's whom they assist.
    Assisting,
}

impl Hold {
    /// Assumption: what a role counts beside one's own.
    pub fn worth(self) -> f64 {
        match self {
            Hold::Own => 1.0,
            Hold::Former => 0.6,
            Hold::Assisting => 0.15,
        }
    }
}

/// One thing that somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Role {
    pub function: FunctionIdx,
    pub level: Level,
    pub hold: Hold,
}

/// What a title says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    pub roles: Vec<Role>,
    pub topics: Vec<TopicIdx>,
    /// "Partner": the employer must tell of what.
    pub hinted: Option<Level>,
}

/// Words after which a role is a former one.
const FORMER: [&str; 11] = [
    "ex",
    "former",
    "formerly",
    "previously",
    "ehemals",
    "ehemaliger",
    "ehemalige",
    "ancien",
    "ancienne",
    "antiguo",
    "retired",
];

/// Reads a title, part by part.
pub(crate) fn read_title(title: &str) -> Reading {
    let mut reading = Reading::default();
    for part in title.split(['|', '•', '·', ';', '–', '—']).flat_map(|part| part.split(" - ")) {
        read_part(part, &mut reading);
    }
    reading
}

/// The highest level that a title gives its bearer now.
pub fn title_level(title: &str) -> Level {
    let own = read_title(title).roles.into_iter().filter(|role| role.hold == Hold::Own);
    own.map(|role| role.level).max().unwrap_or(Level::Plain)
}

/// What stands in one part of a title, before it is put together.
#[derive(Default)]
struct Said {
    functions: Vec<(FunctionIdx, Weight, Hold)>,
    both: Vec<Role>,
    level: Option<Level>,
}

fn read_part(part: &str, reading: &mut Reading) {
    let raw = words(part);
    let helper = (0..raw.len()).find_map(|at| ontology().helper(&raw[at..]).map(|n| (at, at + n)));
    let (own, theirs) = match helper {
        Some((at, end)) => (&raw[..at], &raw[end..]),
        None => (raw.as_slice(), [].as_slice()),
    };
    let former = own.iter().position(|word| FORMER.contains(&word.as_str())).unwrap_or(own.len());
    let mut said = Said::default();
    scan(&own[..former], Hold::Own, &mut said, reading);
    scan(&own[former..], Hold::Former, &mut said, reading);
    scan(theirs, Hold::Assisting, &mut said, reading);
    let full = said.functions.iter().any(|(_, weight, _)| *weight == Weight::Full) || !said.both.is_empty();
    let level = said.level.unwrap_or(Level::Plain);
    for (function, weight, hold) in said.functions {
        if weight == Weight::Full || !full {
            reading.roles.push(Role { function, level, hold });
        }
    }
    reading.roles.extend(said.both);
    if let Some(rank) = reading.hinted.as_mut() {
        *rank = level.max(*rank);
    }
}

fn scan(raw: &[String], hold: Hold, said: &mut Said, reading: &mut Reading) {
    let tokens = ontology().spell(raw);
    let mut at = 0;
    while at < tokens.len() {
        let Some((meanings, n)) = ontology().longest_term(&tokens[at..]) else {
            at += 1;
            continue;
        };
        for meaning in meanings {
            take(*meaning, hold, said, reading);
        }
        at += n;
    }
}

fn take(meaning: Meaning, hold: Hold, said: &mut Said, reading: &mut Reading) {
    match meaning {
        Meaning::Function(function, weight) => said.functions.push((function, weight, hold)),
        Meaning::Both(level, function) => said.both.push(Role { function, level, hold }),
        Meaning::Level(level) if hold == Hold::Own => said.level = Some(heard(said.level, level)),
        Meaning::Topic(topic) => reading.topics.push(topic),
        Meaning::Hinted if hold == Hold::Own => reading.hinted = Some(Level::Plain),
        Meaning::Level(_) | Meaning::Hinted => {}
    }
}

/// Of two words of rank in one part: below the plain level the lower counts ("assistant manager"), else the higher.
fn heard(before: Option<Level>, now: Level) -> Level {
    match before {
        Some(before) if before.min(now) < Level::Plain => before.min(now),
        Some(before) => before.max(now),
        None => now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The roles of a title as `level function`, former ones and assisted ones marked.
    fn check(title: &str, expected: &str) {
        let reading = read_title(title);
        let roles: Vec<String> = reading
            .roles
            .iter()
            .map(|role| {
                let mark = match role.hold {
                    Hold::Own => "",
                    Hold::Former => "ex ",
                    Hold::Assisting => "for ",
                };
                format!("{mark}{} {}", role.level.name(), ontology().function_name(role.function))
            })
            .collect();
        assert_eq!(roles.join(", "), expected, "{title}");
    }

    #[test]
    fn titles_say_what_and_how_high() {
        check("VP Eng", "vice president engineering");
        check("Leiter Entwicklung", "head engineering");
        check("Machine Learning Scientist", "any machine learning");
        check("Sales Engineer", "any sales");
        check("Assistant Marketing Manager", "junior marketing");
        check("Marketing Assistant", "junior marketing");
        check("Vertriebsleiterin", "head sales");
        check("Finance Director", "chief finance");
    }

    #[test]
    fn what_is_past_or_somebody_elses_is_marked() {
        check("Consultant, ex CFO", "any consulting, ex chief finance");
        check("Assistant to the CFO", "for chief finance");
    }

    #[test]
    fn words_that_say_nothing_give_nothing() {
        check("", "");
        check("Banana 7 of %", "");
    }
}
