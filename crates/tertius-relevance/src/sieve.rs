//! A quick look at whether an employer's name could fit a goal at all, so that only few of many are looked at closely.
//!
//! A sieve is a set of 64 marks. Every word of the name makes the mark of its first letters, every topic one of its own;
//! a goal holds the marks of all that it could find in a name. Without a common mark the goal does not fit. With one it may.

use crate::company::Company;
use crate::fit::Profile;
use crate::goal::{Goal, Wanted};
use crate::ontology::TopicIdx;

/// The marks of an employer's name, or of what a goal looks for in one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sieve(u64);

/// Words that are akin share so many letters at least.
const LETTERS: usize = 5;

impl Sieve {
    /// The marks of somebody's employer. Whoever has more than an employer passes everything.
    pub fn of_employer(person: &Profile) -> Sieve {
        if person.has_more_than_an_employer() {
            return Sieve(u64::MAX);
        }
        let (words, topics) = person.of_employer();
        let mut sieve = Sieve::default();
        words.iter().for_each(|word| sieve.mark_word(word));
        topics.iter().for_each(|topic| sieve.mark_topic(*topic));
        sieve
    }

    /// Whether they have a mark in common.
    pub fn meets(self, other: Sieve) -> bool {
        self.0 & other.0 != 0
    }

    fn mark_word(&mut self, word: &str) {
        let begin = word.chars().take(LETTERS);
        // FNV-1a.
        self.mark(begin.fold(0xcbf2_9ce4_8422_2325_u64, |hash, letter| {
            (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0000_0100_0000_01b3)
        }));
    }

    fn mark_topic(&mut self, topic: TopicIdx) {
        self.mark(u64::from(topic) + 1);
    }

    /// The upper bits of the product are the good ones.
    fn mark(&mut self, number: u64) {
        self.0 |= 1 << (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58);
    }

    fn mark_company(&mut self, company: &Company) {
        company.first_words().for_each(|word| self.mark_word(word));
    }

    fn mark_wanted(&mut self, wanted: &Wanted) {
        self.mark_company(&wanted.company);
        wanted.words.iter().for_each(|word| self.mark_word(word));
        wanted.topics.iter().for_each(|topic| self.mark_topic(*topic));
    }
}

impl Goal {
    /// The marks of all that this goal could find in an employer's name.
    pub fn sieve(&self) -> Sieve {
        let mut sieve = Sieve::default();
        self.ways.iter().for_each(|wanted| sieve.mark_wanted(wanted));
        sieve
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOALS: [&str; 12] = [
        "somebody at Google",
        "CTO at Halden Analytics",
        "nurse at EY or VP Sales",
        "climate",
        "basket weaving",
        "people at X Corp in Berlin",
        "logistics or energy",
        "hewlett packard",
        "head of engineering",
        "anybody at jp morgan",
        "Quarzwerke",
        "robot",
    ];
    const EMPLOYERS: [&str; 20] = [
        "Google UK Ltd.",
        "Alphabet Inc.",
        "alphabet",
        "DeepMind",
        "Halden Analytics GmbH",
        "halden",
        "Ernst & Young GmbH",
        "EY Deutschland",
        "ClimateFold AG",
        "Basketry and Weavers",
        "x corp",
        "Nordic Climate Energy",
        "Energie Wasser Bern",
        "Hewlett Packard Labs",
        "JPMorgan Chase",
        "J P Morgan Europe",
        "Quarzwerk Oslo",
        "Robotics Partners",
        "Robots",
        "",
    ];

    /// The sieve lets everything pass that fits, and not everything.
    #[test]
    fn whatever_fits_passes() {
        let (mut n_fit, mut n_passed) = (0, 0);
        for goal in GOALS.map(Goal::parse) {
            for employer in EMPLOYERS {
                let person = Profile::new("", employer, "", &[], "");
                let passes = Sieve::of_employer(&person).meets(goal.sieve());
                let fits = goal.fit(&person).relevance > 0.0;
                assert!(passes || !fits, "{goal:?} fits {employer} and does not pass");
                n_fit += usize::from(fits);
                n_passed += usize::from(passes);
            }
        }
        assert!(n_fit >= 18 && n_passed < GOALS.len() * EMPLOYERS.len() / 3, "{n_fit} fit, {n_passed} passed");
        let titled = Profile::new("Nurse", "", "", &[], "");
        assert!(Sieve::of_employer(&titled).meets(Goal::parse("nurse at Ohm").sieve()));
    }
}
