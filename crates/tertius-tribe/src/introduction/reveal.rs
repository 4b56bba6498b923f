//! Who may see what: fields, their owners, and the sets that say which field was shown to whom.

use serde::{Deserialize, Serialize};

/// The three of an introduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// Who wants to meet somebody.
    Asker,
    /// Who would introduce them.
    Connector,
    /// Whom they want to meet.
    Target,
}

impl Party {
    /// Every party. Places never change: links name them by place.
    pub const ALL: [Party; 3] = [Party::Asker, Party::Connector, Party::Target];

    /// The word on screens and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Party::Asker => "asker",
            Party::Connector => "connector",
            Party::Target => "target",
        }
    }
}

/// Some of the three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartySet(u8);

impl PartySet {
    /// Whether this party is in it.
    pub fn has(self, party: Party) -> bool {
        self.0 >> party as u8 & 1 == 1
    }

    /// The set with this party.
    #[must_use]
    pub fn with(self, party: Party) -> PartySet {
        PartySet(self.0 | 1 << party as u8)
    }

    /// Whoever is in one of the two.
    #[must_use]
    pub fn or(self, other: PartySet) -> PartySet {
        PartySet(self.0 | other.0)
    }

    /// Whether nobody is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Party> for PartySet {
    fn from_iter<I: IntoIterator<Item = Party>>(parties: I) -> PartySet {
        parties.into_iter().fold(PartySet::default(), PartySet::with)
    }
}

/// What belongs to one party and is shown to another only by their yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The asker's name.
    AskerName,
    /// The asker's address.
    AskerAddress,
    /// The connector's name.
    ConnectorName,
    /// The connector's address.
    ConnectorAddress,
    /// The target's name.
    TargetName,
    /// The target's address.
    TargetAddress,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 6] = [
        Field::AskerName,
        Field::AskerAddress,
        Field::ConnectorName,
        Field::ConnectorAddress,
        Field::TargetName,
        Field::TargetAddress,
    ];

    /// Whose it is.
    pub fn owner(self) -> Party {
        match self {
            Field::AskerName | Field::AskerAddress => Party::Asker,
            Field::ConnectorName | Field::ConnectorAddress => Party::Connector,
            Field::TargetName | Field::TargetAddress => Party::Target,
        }
    }

    /// A name rather than an address.
    pub fn is_name(self) -> bool {
        matches!(self, Field::AskerName | Field::ConnectorName | Field::TargetName)
    }

    /// The name of a party.
    pub fn name_of(party: Party) -> Field {
        match party {
            Party::Asker => Field::AskerName,
            Party::Connector => Field::ConnectorName,
            Party::Target => Field::TargetName,
        }
    }

    /// The address of a party.
    pub fn address_of(party: Party) -> Field {
        match party {
            Party::Asker => Field::AskerAddress,
            Party::Connector => Field::ConnectorAddress,
            Party::Target => Field::TargetAddress,
        }
    }
}

/// How much somebody's yes gives away of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reveal {
    /// The name alone.
    Name,
    /// The name, and the address once it is time for addresses.
    NameAndAddress,
}

/// What each party said about their own fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Consents([Option<Reveal>; 3]);

impl Consents {
    pub(crate) fn give(&mut self, party: Party, reveal: Reveal) {
        self.0[party as usize] = Some(reveal);
    }

    pub(crate) fn of(self, party: Party) -> Option<Reveal> {
        self.0[party as usize]
    }
}

/// Which field was shown to whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Disclosures([u8; 3]);

impl Disclosures {
    /// Whether the viewer may see the field; everybody may see their own.
    pub fn shows(self, viewer: Party, field: Field) -> bool {
        field.owner() == viewer || self.0[viewer as usize] >> field as u8 & 1 == 1
    }

    /// Shows a field to somebody. Whoever calls has the owner's yes.
    pub(crate) fn add(&mut self, viewer: Party, field: Field) {
        self.0[viewer as usize] |= 1 << field as u8;
    }

    /// What is shown here and not in an earlier state.
    pub(crate) fn since(self, before: Disclosures) -> Vec<(Party, Field)> {
        let all = Party::ALL.into_iter().flat_map(|viewer| Field::ALL.map(|field| (viewer, field)));
        all.filter(|&(viewer, field)| self.shows(viewer, field) && !before.shows(viewer, field)).collect()
    }
}
