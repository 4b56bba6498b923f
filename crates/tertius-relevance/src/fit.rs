//! How well a person fits a goal: 0 not at all, 1 wholly.
//!
//! Everything that the goal asks for is a factor: 1 where the person has it, down to a floor where they do not. What
//! somebody does and for whom weighs most, a word or a topic least. All numbers here are assumptions, set so that plain
//! cases come out right; the test set of goals and people measures what they give.

use crate::company::{Company, company_matches};
use crate::goal::{Goal, Wanted};
use crate::ontology::{FunctionIdx, TopicIdx, ontology};
use crate::place::place_matches;
use crate::title::{Hold, Level, Reading, Role, read_title};
use crate::words::{company_words, words};
use tertius_resolve::normalise_employer;

/// What is known of somebody, prepared once and compared with many goals.
#[derive(Clone, Debug)]
pub struct Profile {
    title: Reading,
    employer_text: String,
    place_text: String,
    past_employers: Vec<String>,
    columns: [Vec<String>; 4],
    employer_topics: Vec<TopicIdx>,
    more_topics: Vec<TopicIdx>,
    hint: Option<FunctionIdx>,
}

/// Where a thing was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the title.
    Title,
    /// In the employer's name.
    Employer,
    /// In the place.
    Place,
    /// In notes or groups.
    Notes,
    /// Among former employers.
    PastEmployer,
}

/// One thing that a goal asks for and a person has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What, as the goal or the table names it.
    pub what: String,
    /// Where.
    pub place: Place,
}

/// How well a person fits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fit {
    /// 0..1.
    pub relevance: f64,
    /// What was found.
    pub found: Vec<Found>,
}

impl Place {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Place::Title => "in the title",
            Place::Employer => "in the employer",
            Place::Place => "in the place",
            Place::Notes => "in the notes",
            Place::PastEmployer => "among former employers",
        }
    }
}

/// Floors: what remains of the relevance of somebody who has not what is asked for.
const WITHOUT_FUNCTION: f64 = 0.08;
const WITHOUT_ONE_OF_SEVERAL: f64 = 0.25;
const WITHOUT_EMPLOYER: f64 = 0.03;
const WITHOUT_PLACE: f64 = 0.25;
const WITHOUT_TOPIC: f64 = 0.35;
const WITHOUT_WORD: f64 = 0.40;
/// A former employer.
const FORMERLY: f64 = 0.6;
/// Fields by what a word there is worth.
const FIELDS: [(Place, f64); 4] =
    [(Place::Title, 1.0), (Place::Employer, 0.9), (Place::Place, 0.8), (Place::Notes, 0.6)];

impl Profile {
    /// From what is known: title or headline, employer, place, former employers, and groups and notes as `more`.
    pub fn new(title: &str, employer: &str, place: &str, past_employers: &[String], more: &str) -> Profile {
        let of_company = company_words(employer);
        Profile {
            title: read_title(title),
            employer_topics: topics(&of_company),
            more_topics: topics(&words(more)),
            hint: ontology().hint(&words(employer)),
            columns: [words(title), of_company, words(place), words(more)],
            employer_text: employer.to_owned(),
            place_text: place.to_owned(),
            past_employers: past_employers.to_vec(),
        }
    }

    /// Somebody with this one's title and another's employer, and nothing else known.
    #[must_use]
    pub fn at_the_employer_of(&self, other: &Profile) -> Profile {
        Profile {
            title: self.title.clone(),
            employer_text: other.employer_text.clone(),
            place_text: String::new(),
            past_employers: Vec::new(),
            columns: [self.columns[0].clone(), other.columns[1].clone(), Vec::new(), Vec::new()],
            employer_topics: other.employer_topics.clone(),
            more_topics: Vec::new(),
            hint: other.hint,
        }
    }

    /// The words and topics of the employer's name, in either way in which it is read.
    pub(crate) fn of_employer(&self) -> (Vec<String>, &[TopicIdx]) {
        let normal = words(&normalise_employer(&self.employer_text));
        (self.columns[1].iter().cloned().chain(normal).collect(), &self.employer_topics)
    }

    /// Whether anything but the employer is known.
    pub(crate) fn has_more_than_an_employer(&self) -> bool {
        let [title, _, place, more] = &self.columns;
        let is_bare = title.is_empty() && place.is_empty() && more.is_empty() && self.place_text.is_empty();
        !is_bare || !self.past_employers.is_empty() || self.roles().next().is_some() || !self.title.topics.is_empty()
    }

    fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        let hinted = self.title.hinted.zip(self.hint);
        let by_employer = hinted.map(|(level, function)| Role { function, level, hold: Hold::Own });
        self.title.roles.iter().copied().chain(by_employer)
    }
}

fn topics(tokens: &[String]) -> Vec<TopicIdx> {
    let spelled = ontology().spell(tokens);
    let mut found = Vec::new();
    let mut at = 0;
    while at < spelled.len() {
        let Some((meanings, n)) = ontology().longest_term(&spelled[at..]) else {
            at += 1;
            continue;
        };
        found.extend(meanings.iter().filter_map(|meaning| match meaning {
            crate::ontology::Meaning::Topic(topic) => Some(*topic),
            _ => None,
        }));
        at += n;
    }
    found
}

impl Goal {
    /// How well a person fits: the best of the ways to fit.
    pub fn fit(&self, person: &Profile) -> Fit {
        let fits = self.ways.iter().map(|wanted| wanted.fit(person));
        fits.max_by(|a, b| a.relevance.total_cmp(&b.relevance)).unwrap_or_default()
    }
}

/// A product in the making.
struct Sum {
    product: f64,
    found: Vec<Found>,
    any: bool,
}

impl Sum {
    fn add(&mut self, floor: f64, fit: f64, found: impl FnOnce() -> Option<Found>) {
        self.product *= floor + (1.0 - floor) * fit;
        if fit > 0.0 {
            self.any = true;
            self.found.extend(found());
        }
    }
}

impl Wanted {
    fn fit(&self, person: &Profile) -> Fit {
        let mut sum = Sum { product: 1.0, found: Vec::new(), any: false };
        let floor = if self.functions.len() > 1 { WITHOUT_ONE_OF_SEVERAL } else { WITHOUT_FUNCTION };
        for wanted in &self.functions {
            let ways = wanted.iter().map(|one| self.function_fit(*one, person));
            let (fit, found) = ways.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, None));
            sum.add(floor, fit, || found);
        }
        if self.functions.is_empty()
            && let Some(wanted) = self.level
        {
            let best = person.roles().map(|role| level_fit(Some(wanted), role.level)).fold(0.0, f64::max);
            sum.add(WITHOUT_PLACE, best, || Some(Found { what: wanted.name().to_owned(), place: Place::Title }));
        }
        for topic in &self.topics {
            let (fit, place) = topic_fit(*topic, person);
            sum.add(WITHOUT_TOPIC, fit, || Some(Found { what: ontology().topic_name(*topic), place }));
        }
        if let Some(employer) = &self.employer {
            let (fit, place) = employer_fit(employer, &self.company, person);
            sum.add(WITHOUT_EMPLOYER, fit, || Some(Found { what: employer.clone(), place }));
        }
        if let Some(place) = &self.place {
            let fit = f64::from(u8::from(place_matches(&person.place_text, &place.join(" "))));
            sum.add(WITHOUT_PLACE, fit, || Some(Found { what: place.join(" "), place: Place::Place }));
        }
        for word in &self.words {
            let (fit, place) = word_fit(word, person);
            sum.add(WITHOUT_WORD, fit, || Some(Found { what: word.clone(), place }));
        }
        if !sum.any {
            return Fit::default();
        }
        Fit { relevance: sum.product, found: sum.found }
    }

    fn function_fit(&self, wanted: FunctionIdx, person: &Profile) -> (f64, Option<Found>) {
        let best = person
            .roles()
            .map(|role| {
                (
                    role.hold.worth() * ontology().closeness(wanted, role.function) * level_fit(self.level, role.level),
                    role,
                )
            })
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((fit, role)) if fit > 0.0 => {
                let what = match role.level {
                    Level::Plain => ontology().function_name(role.function),
                    level => format!("{} ({})", ontology().function_name(role.function), level.name()),
                };
                (fit, Some(Found { what, place: Place::Title }))
            }
            _ => (0.0, None),
        }
    }
}

/// How well somebody's level fits the one that is asked for.
pub(crate) fn level_fit(wanted: Option<Level>, held: Level) -> f64 {
    let steps = |a: Level, b: Level| (a as u8).abs_diff(b as u8);
    match wanted {
        None => match held {
            Level::Student => 0.8,
            Level::Junior => 0.85,
            Level::Plain | Level::Senior | Level::Lead => 1.0,
            Level::Head | Level::VicePresident | Level::Chief => 0.9,
        },
        Some(wanted) if wanted >= Level::Head => match held {
            held if held >= Level::Head => 1.0 - 0.08 * f64::from(steps(held, wanted)),
            Level::Lead => 0.55,
            Level::Senior => 0.35,
            _ => 0.25,
        },
        Some(Level::Lead) => match held {
            held if held >= Level::Lead => 1.0 - 0.04 * f64::from(steps(held, Level::Lead)),
            Level::Senior => 0.75,
            Level::Plain => 0.6,
            Level::Junior | Level::Student => 0.35,
            _ => 0.6,
        },
        Some(wanted) => (1.0 - 0.15 * f64::from(steps(held, wanted))).max(0.4),
    }
}

fn topic_fit(topic: TopicIdx, person: &Profile) -> (f64, Place) {
    if person.title.topics.contains(&topic) {
        (1.0, Place::Title)
    } else if person.employer_topics.contains(&topic) {
        (1.0, Place::Employer)
    } else if person.more_topics.contains(&topic) {
        (0.7, Place::Notes)
    } else {
        (0.0, Place::Notes)
    }
}

fn employer_fit(wanted: &str, company: &Company, person: &Profile) -> (f64, Place) {
    if company.matches(&person.employer_text, &person.columns[1]) {
        (1.0, Place::Employer)
    } else if person.past_employers.iter().any(|past| company_matches(past, wanted)) {
        (FORMERLY, Place::PastEmployer)
    } else {
        (0.0, Place::Employer)
    }
}

fn word_fit(word: &str, person: &Profile) -> (f64, Place) {
    let fields = FIELDS.iter().zip(&person.columns);
    let at = fields.filter_map(|((place, worth), column)| {
        let exact = column.iter().any(|other| other == word);
        let akin = || column.iter().any(|other| same_stem(word, other));
        (exact || akin()).then_some((if exact { *worth } else { 0.8 * worth }, *place))
    });
    let past = person.past_employers.iter().any(|past| words(past).iter().any(|other| other == word));
    let past = past.then_some((FORMERLY, Place::PastEmployer));
    at.chain(past).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, Place::Notes))
}

/// Whether two words of five letters or more differ only in their last three letters at most.
fn same_stem(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (len_a, len_b) = (a.chars().count(), b.chars().count());
    shared >= 5 && len_a.max(len_b) - shared <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relevance(goal: &str, title: &str, employer: &str) -> f64 {
        Goal::parse(goal).fit(&Profile::new(title, employer, "", &[], "")).relevance
    }

    #[test]
    fn synonyms_abbreviations_and_languages_meet() {
        assert!(relevance("ML engineer", "Machine Learning Scientist", "") > 0.9);
        assert!(relevance("Leiter Entwicklung", "VP Engineering", "") > 0.9);
        assert!(relevance("CTO", "Chief Technology Officer", "") > 0.9);
        assert!(relevance("product manager climate", "Senior Product Manager", "Climate Halden") > 0.9);
        assert!(relevance("PM", "Product Manager", "") > 0.7);
    }

    #[test]
    fn part_of_a_word_is_no_word() {
        assert_eq!(relevance("Ana", "Owner", "Banana Inc."), 0.0);
        assert_eq!(relevance("AI", "Pilot", "Airbus"), 0.0);
        assert_eq!(relevance("nurse", "Product Manager", "Acme"), 0.0);
    }

    #[test]
    fn whoever_assists_is_not_whoever_is_assisted() {
        assert!(relevance("CFO", "Assistant to the CFO", "") < 0.3);
        assert!(relevance("marketing director", "Marketing Intern", "") < 0.4);
    }

    #[test]
    fn two_halves_make_one() {
        for (title, employer) in
            [("VP Engineering", "Halden Climate"), ("Consultant", "Ernst & Young"), ("", "Norte"), ("Nurse", "")]
        {
            let halves = (Profile::new(title, "", "", &[], ""), Profile::new("", employer, "", &[], ""));
            let joined = halves.0.at_the_employer_of(&halves.1);
            assert_eq!(format!("{joined:?}"), format!("{:?}", Profile::new(title, employer, "", &[], "")));
        }
    }

    #[test]
    fn a_former_employer_counts_in_part() {
        let past = ["Halden Analytics".to_owned()];
        let there = Profile::new("Buyer", "Norte SA", "", &past, "");
        let fit = Goal::parse("somebody at Halden").fit(&there);
        assert!(fit.relevance > 0.3 && fit.relevance < 0.9);
        assert_eq!(fit.found[0].place, Place::PastEmployer);
    }
}
