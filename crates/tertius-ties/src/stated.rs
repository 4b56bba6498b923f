//! What somebody wrote down about a tie: ego's labels and address book, recommendations, connections, careers.

use tertius_model::{Day, Label, Platform, Relation};

/// A sign in ego's own address book that the channel is personal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CardSign {
    /// A phone number.
    Phone,
    /// The birthday.
    Birthday,
    /// A nickname.
    Nickname,
    /// The home address.
    HomeAddress,
    /// A note about the person.
    Note,
    /// A group such as "Friends" or "Family", by its name.
    PersonalGroup(String),
}

/// A time when ego and the other worked for one employer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Overlap {
    /// The employer.
    pub employer: String,
    /// The first day both were there.
    pub from: Day,
    /// The last day both were there; `None` while it lasts.
    pub to: Option<Day>,
}

impl Overlap {
    /// How many years of it lie before a day.
    pub(crate) fn years(&self, now: Day) -> f64 {
        let end = self.to.map_or(now, |to| to.min(now));
        f64::from((end.0 - self.from.0).max(0)) / 365.25
    }
}

/// A recommendation written on a platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recommendation {
    /// They wrote one for ego.
    ByThem,
    /// Ego wrote one for them.
    ByEgo,
}

/// Everything stated about one tie. Repeats do no harm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stated {
    /// What the user says this person is.
    pub labels: Vec<Label>,
    /// What the address book or a card says they are to ego.
    pub relations: Vec<Relation>,
    /// Written recommendations.
    pub recommendations: Vec<Recommendation>,
    /// Endorsements of skills, both ways.
    pub n_endorsements: u32,
    /// Confirmed connections, and since when.
    pub connected: Vec<(Platform, Option<Day>)>,
    /// Platforms on which they invited ego; says nothing about an answer.
    pub invited_by_them: Vec<Platform>,
    /// Platforms on which ego invited them.
    pub invited_by_ego: Vec<Platform>,
    /// Whether the two follow each other in public; a one-sided follow is interest and stands nowhere here.
    pub follow_each_other: bool,
    /// Whether ego's address book holds a card of them at all, with or without signs.
    pub has_card: bool,
    /// The signs on that card.
    pub card: Vec<CardSign>,
    /// Shared employers.
    pub overlaps: Vec<Overlap>,
}

impl Stated {
    /// Whether somebody stated that the two are something to each other, beyond a click.
    pub(crate) fn is_personal(&self) -> bool {
        self.labels.iter().any(|label| !matches!(label, Label::Hide | Label::NotAPerson | Label::Private))
            || !self.relations.is_empty()
            || !self.recommendations.is_empty()
    }

    pub(crate) fn is_manager(&self) -> bool {
        self.labels.contains(&Label::Manager) || self.relations.contains(&Relation::Manager)
    }

    /// How many different personal signs the card has, phone number and note aside.
    pub(crate) fn n_close_signs(&self) -> usize {
        let has = |wanted: fn(&CardSign) -> bool| usize::from(self.card.iter().any(wanted));
        has(|sign| *sign == CardSign::Birthday)
            + has(|sign| *sign == CardSign::Nickname)
            + has(|sign| *sign == CardSign::HomeAddress)
            + has(|sign| matches!(sign, CardSign::PersonalGroup(_)))
    }
}
