//! A goal in plain words, parsed into what a person must be to fit.
//!
//! What the table of titles knows becomes functions, a level and topics; what follows "at" an employer; what follows
//! "in" a place; the rest are free words. "or" parts ways of fitting. What says nothing about a person is dropped.

use crate::company::Company;
use crate::ontology::{FunctionIdx, Meaning, TopicIdx, Weight, ontology};
use crate::title::Level;
use crate::words::{joins, words};

/// A goal, ready to be compared with many people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    pub(crate) ways: Vec<Wanted>,
}

/// One way to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// What somebody must do; of several meanings of one word any will do.
    pub functions: Vec<Vec<FunctionIdx>>,
    pub level: Option<Level>,
    pub topics: Vec<TopicIdx>,
    pub employer: Option<String>,
    /// The employer, prepared for being compared.
    pub company: Company,
    pub place: Option<Vec<String>>,
    pub words: Vec<String>,
}

/// One thing that a goal asks for, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Facet {
    /// What somebody does.
    Function(String),
    /// How high they stand.
    Level(Level),
    /// What their work is about.
    Topic(String),
    /// For whom they work.
    Employer(String),
    /// Where.
    Place(String),
    /// A free word.
    Word(String),
}

/// Words of a goal that say nothing about the person who is sought.
const SAID_ANYHOW: &str = "i me my we us our who whom that can could would want wants need needs looking look find \
    finding search seeking know knows someone somebody anyone anybody person people works working work worked job jobs \
    role roles position company firm about on is are be has have help helps with from as an introduction intro get \
    getting talk meet advice hire hiring industry sector field new good best great some any kontakt jemand jemanden \
    suche ich eine einen ein kenne quelqu un une qui cherche alguien busco que un una qualcuno cerco iemand zoek \
    ktos szukam nagon soker noen";
const BEFORE_AN_EMPLOYER: [&str; 6] = ["at", "bei", "beim", "chez", "hos", "presso"];
const BEFORE_A_PLACE: [&str; 4] = ["in", "near", "around", "aus"];
const OR: [&str; 6] = ["or", "oder", "ou", "eller", "lub", "tai"];

/// What the words after a preposition are.
enum After {
    Employer,
    Place,
}

impl Goal {
    /// Parses a goal.
    pub fn parse(text: &str) -> Goal {
        let written = text.replace('@', " at ");
        let raw = words(&written);
        let ways = raw
            .split(|word| OR.contains(&word.as_str()))
            .map(Wanted::of)
            .filter(|wanted| *wanted != Wanted::default())
            .collect();
        Goal { ways }
    }

    /// Whether nothing is left to look for.
    pub fn is_empty(&self) -> bool {
        self.ways.is_empty()
    }

    /// What the goal was understood to ask for; each way to fit is one list.
    pub fn facets(&self) -> Vec<Vec<Facet>> {
        self.ways.iter().map(Wanted::facets).collect()
    }
}

impl Wanted {
    fn of(raw: &[String]) -> Wanted {
        let mut wanted = Wanted::default();
        let mut plain: Vec<String> = Vec::new();
        let mut at = 0;
        while at < raw.len() {
            match after(&raw[at]) {
                Some(what) if at > 0 || matches!(what, After::Employer) || raw.len() <= 3 => {
                    let rest = &raw[at + 1..];
                    let end = rest.iter().position(|word| after(word).is_some()).unwrap_or(rest.len());
                    let named: Vec<String> = rest[..end].iter().filter(|word| !said_anyhow(word)).cloned().collect();
                    at += 1 + end;
                    match what {
                        _ if named.is_empty() || named.iter().all(|word| is_known(word)) => plain.extend(named),
                        After::Employer => {
                            wanted.company = Company::of(&named.join(" "));
                            wanted.employer = Some(named.join(" "));
                        }
                        After::Place => wanted.take_place(named, &mut plain),
                    }
                }
                _ => {
                    plain.push(raw[at].clone());
                    at += 1;
                }
            }
        }
        wanted.take_plain(&plain);
        wanted
    }

    /// A place is two words at most unless nothing else follows; words that the table knows are none.
    fn take_place(&mut self, named: Vec<String>, plain: &mut Vec<String>) {
        let unknown = named.iter().take_while(|word| !is_known(word)).count();
        if unknown == 0 {
            plain.extend(named);
            return;
        }
        plain.extend(named[unknown..].iter().cloned());
        self.place = Some(named[..unknown].to_vec());
    }

    fn take_plain(&mut self, plain: &[String]) {
        let tokens = ontology().spell(plain);
        let mut weak = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let Some((meanings, n)) = ontology().longest_term(&tokens[at..]) else {
                if !said_anyhow(&tokens[at]) && !joins(&tokens[at]) {
                    self.words.push(tokens[at].clone());
                }
                at += 1;
                continue;
            };
            if n > 1 || !said_anyhow(&tokens[at]) {
                self.take_all(meanings, &tokens[at], &mut weak);
            }
            at += n;
        }
        if self.functions.is_empty() {
            self.functions = weak;
        }
        self.functions.sort_unstable();
        self.functions.dedup();
        let all = self.functions.clone();
        let is_whole_of = |one: &[FunctionIdx]| {
            let parts = all.iter().flatten();
            one.len() == 1 && parts.into_iter().any(|part| ontology().is_within(*part, one[0]))
        };
        self.functions.retain(|one| !is_whole_of(one));
    }

    fn take_all(&mut self, meanings: &[Meaning], token: &str, weak: &mut Vec<Vec<FunctionIdx>>) {
        let mut any_of = Vec::new();
        let mut weak_any_of = Vec::new();
        for meaning in meanings {
            match *meaning {
                Meaning::Function(function, Weight::Full) => any_of.push(function),
                Meaning::Function(function, Weight::Weak) => weak_any_of.push(function),
                Meaning::Both(level, function) => {
                    self.level = Some(self.level.map_or(level, |held| held.max(level)));
                    any_of.push(function);
                }
                Meaning::Level(level) => self.level = Some(self.level.map_or(level, |held| held.max(level))),
                Meaning::Topic(topic) => self.topics.push(topic),
                Meaning::Hinted if meanings.len() == 1 => self.words.push(token.to_owned()),
                Meaning::Hinted => {}
            }
        }
        self.functions.extend(Some(any_of).filter(|any_of| !any_of.is_empty()));
        weak.extend(Some(weak_any_of).filter(|any_of| !any_of.is_empty()));
    }

    fn facets(&self) -> Vec<Facet> {
        let functions = self.functions.iter().map(|any_of| {
            let names: Vec<String> = any_of.iter().map(|one| ontology().function_name(*one)).collect();
            Facet::Function(names.join(" or "))
        });
        let topics = self.topics.iter().map(|one| Facet::Topic(ontology().topic_name(*one)));
        let rest = [
            self.level.map(Facet::Level),
            self.employer.clone().map(Facet::Employer),
            self.place.as_ref().map(|place| Facet::Place(place.join(" "))),
        ];
        let free = self.words.iter().map(|word| Facet::Word(word.clone()));
        functions.chain(topics).chain(rest.into_iter().flatten()).chain(free).collect()
    }
}

fn after(word: &str) -> Option<After> {
    if BEFORE_AN_EMPLOYER.contains(&word) {
        return Some(After::Employer);
    }
    BEFORE_A_PLACE.contains(&word).then_some(After::Place)
}

fn said_anyhow(word: &str) -> bool {
    SAID_ANYHOW.split_whitespace().any(|one| one == word)
}

/// Whether the table knows the word by itself.
fn is_known(word: &str) -> bool {
    let tokens = ontology().spell(std::slice::from_ref(&word.to_owned()));
    tokens.is_empty() || ontology().longest_term(&tokens).is_some_and(|(_, n)| n == tokens.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let ways = Goal::parse(text).facets();
        let told: Vec<String> = ways
            .iter()
            .map(|facets| facets.iter().map(|facet| format!("{facet:?}")).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(told.join(" | "), expected, "{text}");
    }

    #[test]
    fn goals_are_understood() {
        check("VP Eng", r#"Function("engineering") Level(VicePresident)"#);
        check("climate product manager", r#"Function("product") Topic("climate")"#);
        check("a nurse at Ohm", r#"Function("nursing") Employer("ohm")"#);
        check("data scientist in Berlin", r#"Function("data science") Place("berlin")"#);
        check("somebody who works in climate", r#"Topic("climate")"#);
        check(
            "CTO or head of engineering at Halden Analytics in Oslo",
            r#"Function("engineering") Level(Chief) | Function("engineering") Level(Head) Employer("halden analytics") Place("oslo")"#,
        );
        check("PM", r#"Function("product or project")"#);
        check("basket weaving", r#"Word("basket") Word("weaving")"#);
        check("the and of", "");
    }
}
