//! What a search answers with.

use tertius_model::Band;

/// Somebody between the viewer and a person who chose to be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connector {
    /// The member's id.
    pub member: String,
    /// How well the member says they know the viewer.
    pub near: Option<Band>,
    /// How well the member knows the person.
    pub far: Band,
}

/// A person behind open ties.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenPerson {
    /// The name.
    pub name: String,
    /// The employer as written; may be empty.
    pub employer: String,
    /// The title as written; may be empty.
    pub title: String,
    /// The public profile; may be empty.
    pub url: String,
    /// How well the goal fits, 0..1.
    pub fit: f64,
    /// Whether the viewer shared them too; then they are no loose connection.
    pub known: bool,
    /// Who could introduce, the best first.
    pub connectors: Vec<Connector>,
}

/// What enough hidden ties say together.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// What such a person does, in the coarsest words; may be empty.
    pub standing: String,
    /// Where they work, in lower case; may be empty.
    pub employer: String,
    /// How well the goal fits, 0..1.
    pub fit: f64,
    /// The best band that enough members say they know the viewer by; `None` where too few said anything.
    pub near: Option<Band>,
    /// The best band by which enough members know such a person.
    pub far: Band,
}

/// The answer to one search.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// People behind open ties, the best first.
    pub open: Vec<OpenPerson>,
    /// What hidden ties say together, the best first.
    pub counted: Vec<Counted>,
}
