//! The invented people: who they are, where they worked, and how they really stand to ego.

use super::cast::Cast;
use super::employers::Employer;
use super::lines::plain;
use tertius_model::Day;

/// A name as its bearer writes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Name {
    /// Given name, in Latin letters.
    pub given: String,
    /// Family name, in Latin letters.
    pub family: String,
    /// The whole name in the bearer's own script; empty where that is Latin.
    pub native: String,
    /// What friends say; usually empty.
    pub nickname: String,
}

impl Name {
    /// Given and family name.
    pub(super) fn full(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}

/// An index into [`World::people`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Who(pub(super) usize);

/// Where ego knows somebody from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Circle {
    Friends,
    University,
    Climbing,
    Team(Employer),
    Neighbours,
    Family,
    School,
    Conference,
    Client,
    /// Seen only beside somebody else; no tie of ego's.
    Stranger,
}

/// One position of a career.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub employer: Employer,
    pub title: &'static str,
    pub from: Day,
    pub to: Option<Day>,
}

impl Post {
    fn covers(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }
}

/// A confirmed connection on LinkedIn.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    pub since: Day,
    /// Whether the member lets connections see the address.
    pub shown_mail: Option<String>,
}

/// Who writes to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Both,
    OnlyThey,
}

/// How often and when somebody and ego exchange mail.
#[derive(Clone, Debug)]
pub(super) struct Traffic {
    pub from: Day,
    pub to: Day,
    pub threads_per_year: f64,
    pub direction: Direction,
}

/// In which of ego's address books somebody stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Books {
    /// The phone's address book (vCard).
    pub phone: bool,
    /// The old Google export.
    pub google: bool,
    /// Google's "Other contacts", saved by the mail program itself.
    pub other: bool,
}

/// Somebody.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub name: Name,
    pub circle: Circle,
    /// Private address.
    pub mail: Option<String>,
    pub phone: Option<String>,
    /// Oldest first.
    pub posts: Vec<Post>,
    /// The last part of the profile URL, unencoded.
    pub slug: String,
    pub connection: Option<Connection>,
    pub traffic: Option<Traffic>,
    pub books: Books,
    pub birthday: Option<Day>,
    /// Strangers to ego whom this person copies into mails to ego.
    pub copies: Vec<Who>,
    /// Placed by the story; chance leaves them alone.
    pub in_story: bool,
}

impl Person {
    /// Somebody about whom only the name and the circle are known yet.
    pub(super) fn new(name: Name, circle: Circle) -> Person {
        let slug = plain(&name.full(), "-");
        Person {
            name,
            circle,
            mail: None,
            phone: None,
            posts: Vec::new(),
            slug,
            connection: None,
            traffic: None,
            books: Books::default(),
            birthday: None,
            copies: Vec::new(),
            in_story: false,
        }
    }

    /// The position held on a day.
    pub(super) fn post_on(&self, day: Day) -> Option<&Post> {
        self.posts.iter().rev().find(|post| post.covers(day))
    }

    /// The address at work on a day.
    pub(super) fn work_mail_on(&self, day: Day) -> Option<String> {
        self.post_on(day).map(|post| self.mail_at(post.employer))
    }

    /// The address this person has or had at an employer.
    pub(super) fn mail_at(&self, employer: Employer) -> String {
        let (given, family) = (plain(&self.name.given, ""), plain(&self.name.family, ""));
        let local = match employer.0 % 3 {
            0 => format!("{given}.{family}"),
            1 => format!("{}{family}", &given[..1]),
            _ => format!("{given}.{}", plain(&self.name.family, "-")),
        };
        format!("{local}@{}", employer.domain())
    }

    /// The address a private mail of this day uses.
    pub(super) fn private_mail_on(&self, day: Day) -> Option<String> {
        self.mail.clone().or_else(|| self.work_mail_on(day))
    }

    /// Whether this person and ego write to each other on a day.
    pub(super) fn is_in_touch_on(&self, day: Day) -> bool {
        self.traffic
            .as_ref()
            .is_some_and(|traffic| traffic.from <= day && day <= traffic.to && traffic.direction == Direction::Both)
    }
}

/// The owner of the network.
#[derive(Clone, Debug)]
pub(super) struct Ego {
    pub name: Name,
    pub mail: String,
    pub old_mail: String,
    pub phone: String,
    pub slug: String,
    pub born: Day,
    /// Oldest first.
    pub posts: Vec<Post>,
}

impl Ego {
    /// The position held on a day.
    pub(super) fn post_on(&self, day: Day) -> Option<&Post> {
        self.posts.iter().rev().find(|post| post.covers(day))
    }

    /// The time at an employer; the first position where ego never was there.
    pub(super) fn post_at(&self, employer: Employer) -> &Post {
        self.posts.iter().find(|post| post.employer == employer).unwrap_or(&self.posts[0])
    }

    /// Ego's address at an employer.
    pub(super) fn mail_at(&self, employer: Employer) -> String {
        format!("{}.{}@{}", plain(&self.name.given, ""), plain(&self.name.family, ""), employer.domain())
    }
}

/// Everybody.
pub(super) struct World {
    pub today: Day,
    pub ego: Ego,
    pub people: Vec<Person>,
    pub cast: Cast,
}

impl World {
    /// A person.
    pub(super) fn person(&self, who: Who) -> &Person {
        &self.people[who.0]
    }

    /// The day so many years ago.
    pub(super) fn years_ago(&self, years: f64) -> Day {
        Day(self.today.0 - (years * 365.25) as i32)
    }

    /// Everybody whom a test picks, with the index.
    pub(super) fn those(&self, wanted: impl Fn(&Person) -> bool) -> Vec<Who> {
        self.people.iter().enumerate().filter(|(_, person)| wanted(person)).map(|(i, _)| Who(i)).collect()
    }
}
