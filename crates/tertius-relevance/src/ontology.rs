//! The table of titles, read once: which words mean which function, level or topic.
//!
//! The table is `titles.txt`, for people to edit and translate; how it is written stands at its top. A word that the
//! table does not have is tried with another ending (feminine, plural) and, where it is long, as a compound of words that
//! it does have: "Vertriebsleiterin" is "vertrieb" and "leiter".

use crate::title::Level;
use crate::words::{joins, words};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::OnceLock;

/// What people do, by place in the table.
pub(crate) type FunctionIdx = u16;
/// What work is about, by place in the table.
pub(crate) type TopicIdx = u16;

/// What one term says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// What somebody does; a weak one counts only where nothing more specific stands beside it.
    Function(FunctionIdx, Weight),
    /// How high they stand.
    Level(Level),
    /// Both in one word: "CFO".
    Both(Level, FunctionIdx),
    /// What the work is about.
    Topic(TopicIdx),
    /// A rank whose field only the employer tells: "Partner".
    Hinted,
}

/// How much a term says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    Weak,
    Full,
}

/// One function.
#[derive(Clone, Debug, Default)]
struct Function {
    name: String,
    parent: Option<FunctionIdx>,
    near: Vec<FunctionIdx>,
}

/// The table.
#[derive(Debug, Default)]
pub(crate) struct Ontology {
    functions: Vec<Function>,
    topics: Vec<String>,
    terms: FxHashMap<Vec<String>, Vec<Meaning>>,
    /// Phrases that turn what follows into somebody else's job: "assistant to".
    helpers: Vec<Vec<String>>,
    /// Words of an employer's name that tell what a partner there does.
    hints: Vec<(Vec<String>, FunctionIdx)>,
    /// Every word of any term, as it is written.
    known: FxHashSet<String>,
    /// Words that may be part of a compound.
    parts: FxHashSet<String>,
    longest: usize,
}

const TABLE: &str = include_str!("titles.txt");
/// Letters between the parts of a compound.
const LINKS: [&str; 6] = ["", "s", "n", "en", "es", "e"];
/// Endings of feminine and plural forms, and what takes their place.
const ENDINGS: [(&str, &str); 20] = [
    ("innen", ""),
    ("in", ""),
    ("trice", "teur"),
    ("rice", "ore"),
    ("euse", "eur"),
    ("iere", "ier"),
    ("ora", "or"),
    ("oras", "or"),
    ("ores", "or"),
    ("as", "o"),
    ("a", "o"),
    ("a", ""),
    ("e", ""),
    ("ka", ""),
    ("ka", "a"),
    ("es", ""),
    ("s", ""),
    ("en", ""),
    ("n", ""),
    ("i", "o"),
];

/// The table, read at its first use.
pub(crate) fn ontology() -> &'static Ontology {
    static READ: OnceLock<Ontology> = OnceLock::new();
    READ.get_or_init(|| read(TABLE).expect("because a test reads the table that is built in"))
}

impl Ontology {
    /// The longest term that begins the words, what it means and how many words it takes.
    pub fn longest_term(&self, tokens: &[String]) -> Option<(&[Meaning], usize)> {
        let most = self.longest.min(tokens.len());
        (1..=most).rev().find_map(|n| self.terms.get(&tokens[..n]).map(|meanings| (meanings.as_slice(), n)))
    }

    /// How many words at the start are a phrase like "assistant to".
    pub fn helper(&self, tokens: &[String]) -> Option<usize> {
        self.helpers.iter().filter(|phrase| tokens.starts_with(phrase)).map(Vec::len).max()
    }

    /// What an employer's name says a partner there does.
    pub fn hint(&self, company: &[String]) -> Option<FunctionIdx> {
        let holds = |phrase: &[String]| company.windows(phrase.len()).any(|window| window == phrase);
        self.hints.iter().find(|(phrase, _)| holds(phrase)).map(|(_, function)| *function)
    }

    /// The words as the table spells them: joining words go, endings change, compounds part.
    pub fn spell(&self, words: &[String]) -> Vec<String> {
        let mut spelled = Vec::with_capacity(words.len());
        for word in words.iter().filter(|word| !joins(word)) {
            match self.base(word) {
                Some(base) => spelled.push(base),
                None => match self.compound(word) {
                    Some(parts) => spelled.extend(parts),
                    None => spelled.push(word.clone()),
                },
            }
        }
        spelled
    }

    fn base(&self, word: &str) -> Option<String> {
        let changed = ENDINGS.iter().find_map(|(ending, instead)| {
            let stem = word.strip_suffix(ending).filter(|stem| stem.chars().count() >= 4)?;
            let other = format!("{stem}{instead}");
            self.known.contains(&other).then_some(other)
        });
        changed.or_else(|| self.known.contains(word).then(|| word.to_owned()))
    }

    /// The parts of a compound, each of four letters at least.
    fn compound(&self, word: &str) -> Option<Vec<String>> {
        if word.len() < 8 || !word.is_ascii() {
            return None;
        }
        for at in (4..=word.len() - 4).rev() {
            let (head, rest) = word.split_at(at);
            let Some(head) = self.part(head) else { continue };
            let rests = LINKS.iter().filter_map(|link| rest.strip_prefix(link)).filter(|rest| rest.len() >= 4);
            for rest in rests {
                if let Some(last) = self.part(rest) {
                    return Some(vec![head, last]);
                }
                if let Some(parts) = self.compound(rest) {
                    return Some(std::iter::once(head).chain(parts).collect());
                }
            }
        }
        None
    }

    fn part(&self, word: &str) -> Option<String> {
        let base = self.base(word)?;
        (self.parts.contains(&base) || self.parts.contains(word)).then_some(base)
    }

    /// How well doing `held` is doing `wanted`: 1 the same, 0.9 a part of it, 0.5 what it is part of, or near it.
    pub fn closeness(&self, wanted: FunctionIdx, held: FunctionIdx) -> f64 {
        if wanted == held {
            return 1.0;
        }
        if self.is_within(held, wanted) {
            return 0.9;
        }
        let near = |a: FunctionIdx, b: FunctionIdx| self.functions[usize::from(a)].near.contains(&b);
        let parent = self.functions[usize::from(wanted)].parent == Some(held);
        if parent || near(wanted, held) || near(held, wanted) { 0.5 } else { 0.0 }
    }

    /// Whether a function is part of another, however far down.
    pub fn is_within(&self, one: FunctionIdx, other: FunctionIdx) -> bool {
        let mut at = self.functions[usize::from(one)].parent;
        while let Some(parent) = at {
            if parent == other {
                return true;
            }
            at = self.functions[usize::from(parent)].parent;
        }
        false
    }

    /// How many functions there are.
    pub fn n_functions(&self) -> usize {
        self.functions.len()
    }

    /// The name of a function for people.
    pub fn function_name(&self, function: FunctionIdx) -> String {
        self.functions[usize::from(function)].name.replace('-', " ")
    }

    /// The name of a topic for people.
    pub fn topic_name(&self, topic: TopicIdx) -> String {
        self.topics[usize::from(topic)].replace('-', " ")
    }
}

/// What the lines under a heading mean.
#[derive(Clone, Copy)]
enum Section {
    None,
    Means(Meaning),
    Helpers,
    Both,
}

/// Reads a table; the error names the line.
fn read(table: &str) -> Result<Ontology, String> {
    let mut ontology = Ontology { functions: declared(table), ..Ontology::default() };
    let at = |ontology: &Ontology, name: &str, line: usize| {
        let found = ontology.functions.iter().position(|function| function.name == name.trim());
        found.map(|place| place as FunctionIdx).ok_or_else(|| format!("line {line}: no function \"{}\"", name.trim()))
    };
    let mut section = Section::None;
    let mut terms: Vec<(Vec<String>, Meaning)> = Vec::new();
    for (n, line) in table.lines().enumerate().map(|(n, line)| (n + 1, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(heading) = line.strip_prefix("= ") {
            let (name, parent) = heading.split_once('<').map_or((heading, None), |(name, parent)| (name, Some(parent)));
            let this = at(&ontology, name, n)?;
            ontology.functions[usize::from(this)].parent = parent.map(|name| at(&ontology, name, n)).transpose()?;
            section = Section::Means(Meaning::Function(this, Weight::Full));
        } else if let Some(name) = line.strip_prefix("level ") {
            section = match name {
                "helper" => Section::Helpers,
                name => Section::Means(Meaning::Level(Level::named(name).ok_or(format!("line {n}: no level {name}"))?)),
            };
        } else if let Some(name) = line.strip_prefix("topic ") {
            ontology.topics.push(name.to_owned());
            section = Section::Means(Meaning::Topic((ontology.topics.len() - 1) as TopicIdx));
        } else if line == "level+function" {
            section = Section::Both;
        } else {
            let (label, list) = line.split_once(':').ok_or(format!("line {n}: no colon"))?;
            let phrases = list.split(';').map(str::trim).filter(|term| !term.is_empty());
            match (label.split_once('+'), label.strip_prefix("hint "), section) {
                (_, Some(function), _) => {
                    let function = at(&ontology, function, n)?;
                    ontology.hints.extend(phrases.map(|phrase| (words(phrase), function)));
                }
                _ if label == "hinted" => terms.extend(phrases.map(|phrase| (words(phrase), Meaning::Hinted))),
                _ if label == "near" => {
                    let Section::Means(Meaning::Function(this, _)) = section else { return Err(format!("line {n}")) };
                    let near: Result<Vec<_>, _> = phrases.map(|name| at(&ontology, name, n)).collect();
                    ontology.functions[usize::from(this)].near = near?;
                }
                (Some((level, function)), ..) => {
                    let level = Level::named(level).ok_or(format!("line {n}: no level {level}"))?;
                    let both = Meaning::Both(level, at(&ontology, function, n)?);
                    terms.extend(phrases.map(|phrase| (words(phrase), both)));
                }
                (_, _, Section::Means(meaning)) => terms.extend(phrases.map(|phrase| term(phrase, meaning))),
                (_, _, Section::Helpers) => ontology.helpers.extend(phrases.map(words)),
                _ => return Err(format!("line {n}: terms without a heading")),
            }
        }
    }
    index(&mut ontology, terms);
    Ok(ontology)
}

fn declared(table: &str) -> Vec<Function> {
    let headings = table.lines().filter_map(|line| line.strip_prefix("= "));
    let name = |heading: &str| heading.split('<').next().unwrap_or_default().trim().to_owned();
    headings.map(|heading| Function { name: name(heading), ..Function::default() }).collect()
}

fn term(phrase: &str, meaning: Meaning) -> (Vec<String>, Meaning) {
    match (phrase.strip_prefix('~'), meaning) {
        (Some(weak), Meaning::Function(function, _)) => (words(weak), Meaning::Function(function, Weight::Weak)),
        _ => (words(phrase.trim_start_matches('~')), meaning),
    }
}

fn index(ontology: &mut Ontology, terms: Vec<(Vec<String>, Meaning)>) {
    for (phrase, meaning) in &terms {
        let said = phrase.iter().filter(|word| !joins(word));
        ontology.known.extend(said.cloned());
        let alone = phrase.len() == 1 && phrase[0].len() >= 4 && *meaning != Meaning::Hinted;
        if alone {
            ontology.parts.insert(phrase[0].clone());
        }
    }
    for (phrase, meaning) in terms {
        let spelled: Vec<String> = phrase
            .iter()
            .filter(|word| !joins(word))
            .map(|word| ontology.base(word).unwrap_or_else(|| word.clone()))
            .collect();
        if spelled.is_empty() {
            continue;
        }
        ontology.longest = ontology.longest.max(spelled.len());
        let meanings = ontology.terms.entry(spelled).or_default();
        if !meanings.contains(&meaning) {
            meanings.push(meaning);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sound() {
        let ontology = read(TABLE).unwrap();
        assert!(ontology.functions.len() > 60 && ontology.terms.len() > 3000);
        let mut names: Vec<&str> = ontology.functions.iter().map(|function| function.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ontology.functions.len());
    }

    #[test]
    fn a_broken_table_names_the_line() {
        assert_eq!(read("= a < b").unwrap_err(), "line 1: no function \"b\"");
        assert_eq!(read("= a\nen no colon").unwrap_err(), "line 2: no colon");
    }

    #[test]
    fn words_take_the_tables_spelling() {
        let spelled = |text: &str| ontology().spell(&words(text)).join(" ");
        assert_eq!(spelled("Direttrice vendite"), "direttore vendite");
        assert_eq!(spelled("Marketingleiterin"), "marketing leiter");
        assert_eq!(spelled("Frontendutvecklare"), "frontend utvecklare");
        assert_eq!(spelled("Rechtsanwältin"), "rechtsanwalt");
        // No part of this is a word of the table standing alone, so it stays whole.
        assert_eq!(spelled("Airbus"), "airbus");
    }
}
