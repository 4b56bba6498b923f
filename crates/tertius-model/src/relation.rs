//! What kinds of ties people state: platforms, relations, labels.

/// A network on which people confirm that they know each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Platform {
    /// linkedin.com
    LinkedIn,
}

impl Platform {
    /// Every platform, in the order of their names.
    pub const ALL: [Platform; 1] = [Platform::LinkedIn];

    /// The name in commands and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Platform::LinkedIn => "linkedin",
        }
    }

    /// The name on screens.
    pub fn title(self) -> &'static str {
        match self {
            Platform::LinkedIn => "LinkedIn",
        }
    }
}

/// A relation that somebody wrote down: `a` names `b` as their …
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Husband, wife, partner.
    Spouse,
    /// Mother, father.
    Parent,
    /// Daughter, son.
    Child,
    /// Sister, brother.
    Sibling,
    /// Another relative.
    Relative,
    /// Friend.
    Friend,
    /// Manager.
    Manager,
    /// Assistant or other report.
    Assistant,
    /// Colleague, present or former.
    CoWorker,
    /// The person who referred or introduced the other.
    ReferredBy,
    /// Stated, and of no kind listed here.
    Other,
}

impl Relation {
    /// Reads the word an address book uses, in English or as Apple and Google write their built-in labels.
    pub fn parse(word: &str) -> Relation {
        let word = word.trim().trim_start_matches("_$!<").trim_end_matches(">!$_").trim_start_matches("* ");
        match word.to_lowercase().as_str() {
            "spouse" | "wife" | "husband" | "partner" | "domesticpartner" | "domestic partner" | "sweetheart" => {
                Relation::Spouse
            }
            "mother" | "father" | "parent" | "mum" | "mom" | "dad" => Relation::Parent,
            "child" | "daughter" | "son" | "kid" | "children" => Relation::Child,
            "brother" | "sister" | "sibling" => Relation::Sibling,
            "relative" | "kin" | "family" | "aunt" | "uncle" | "cousin" | "grandmother" | "grandfather" => {
                Relation::Relative
            }
            "friend" | "close friend" => Relation::Friend,
            "manager" | "boss" => Relation::Manager,
            "assistant" => Relation::Assistant,
            "co-worker" | "coworker" | "colleague" => Relation::CoWorker,
            "referred by" | "referredby" => Relation::ReferredBy,
            _ => Relation::Other,
        }
    }

    /// The word shown on screens and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Relation::Spouse => "spouse",
            Relation::Parent => "parent",
            Relation::Child => "child",
            Relation::Sibling => "sibling",
            Relation::Relative => "relative",
            Relation::Friend => "friend",
            Relation::Manager => "manager",
            Relation::Assistant => "assistant",
            Relation::CoWorker => "co-worker",
            Relation::ReferredBy => "referred-by",
            Relation::Other => "related",
        }
    }

    /// Whether the relation makes the two one family.
    pub fn is_family(self) -> bool {
        matches!(self, Relation::Spouse | Relation::Parent | Relation::Child | Relation::Sibling | Relation::Relative)
    }
}

/// How well two people know each other, in the few words that a packet has for it. Never a number: a number would tell
/// how often they write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Band {
    /// They have met, or are connected somewhere.
    Slight,
    /// They know each other.
    Fair,
    /// They know each other well.
    Strong,
}

impl Band {
    /// Every band, the slightest first. Places never change.
    pub const ALL: [Band; 3] = [Band::Slight, Band::Fair, Band::Strong];

    /// The word in packets and in JSON.
    pub fn id(self) -> &'static str {
        match self {
            Band::Slight => "slight",
            Band::Fair => "fair",
            Band::Strong => "strong",
        }
    }

    /// Reads [`Band::id`] back.
    pub fn parse(word: &str) -> Option<Band> {
        Band::ALL.into_iter().find(|band| band.id() == word)
    }
}

/// How a stated tie was stated; `a` is the one who acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatedKind {
    /// Both confirmed that they know each other on a platform.
    Connected(Platform),
    /// `a` invited `b` on a platform; says nothing about an answer.
    Invited(Platform),
    /// `a` endorsed a skill of `b`.
    Endorsed,
    /// `a` wrote a recommendation for `b`.
    Recommended,
    /// `a` names `b` as a relation.
    Related(Relation),
    /// `a` follows `b` in public. One-sided it is interest; where both follow each other it is a tie.
    Follows,
    /// `a` shares in a signed packet that they know `b`, and how well.
    Vouched(Band),
}

/// What the user says a person is to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// A close friend.
    CloseFriend,
    /// A friend.
    Friend,
    /// Family.
    Family,
    /// Somebody ego reports or reported to.
    Manager,
    /// Somebody ego works with.
    CoWorker,
    /// Somebody ego used to work with.
    FormerCoWorker,
    /// Somebody who guides ego.
    Mentor,
    /// Somebody who buys from ego.
    Client,
    /// Somebody ego built a company with.
    CoFounder,
    /// Somebody ego has met, no more.
    Acquaintance,
    /// A person never to show in rankings.
    Hide,
    /// A record that is no human: a shop, a robot, a room.
    NotAPerson,
    /// A person who never leaves the vault: not in any packet.
    Private,
}

impl Label {
    /// Every label, in the order of the help text.
    pub const ALL: [Label; 13] = [
        Label::CloseFriend,
        Label::Friend,
        Label::Family,
        Label::Manager,
        Label::CoWorker,
        Label::FormerCoWorker,
        Label::Mentor,
        Label::Client,
        Label::CoFounder,
        Label::Acquaintance,
        Label::Hide,
        Label::NotAPerson,
        Label::Private,
    ];

    /// The word in commands and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Label::CloseFriend => "close-friend",
            Label::Friend => "friend",
            Label::Family => "family",
            Label::Manager => "manager",
            Label::CoWorker => "co-worker",
            Label::FormerCoWorker => "former-co-worker",
            Label::Mentor => "mentor",
            Label::Client => "client",
            Label::CoFounder => "co-founder",
            Label::Acquaintance => "acquaintance",
            Label::Hide => "hide",
            Label::NotAPerson => "not-a-person",
            Label::Private => "private",
        }
    }

    /// Reads [`Label::id`] back; hyphens, spaces and case do not matter.
    pub fn parse(word: &str) -> Option<Label> {
        let folded = |text: &str| -> String {
            text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
        };
        let word = folded(word);
        Label::ALL.into_iter().find(|label| folded(label.id()) == word)
    }
}
