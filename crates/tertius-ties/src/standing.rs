//! Is it a tie at all? The gate that keeps newsletters, cold mail and large meetings out of the network.

use crate::stated::Stated;
use crate::summary::TieSummary;

/// What ego and the other are to each other, before any weighing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Nothing joins them, or only large circles.
    None,
    /// Ego wrote or invited; nothing came back.
    OneWayOut,
    /// They wrote or invited; ego never did.
    OneWayIn,
    /// A card in ego's address book and no more: a weak tie.
    Listed,
    /// Stated by somebody, or contact both ways, or a meeting of fewer than 20.
    Tie,
}

impl Standing {
    /// Whether the two count as knowing each other: nobody with standing is a loose connection.
    pub fn is_tie(self) -> bool {
        matches!(self, Standing::Tie | Standing::Listed)
    }
}

/// Where the two stand.
///
/// A connection, mutual follow, label, relation or recommendation makes a tie; so does contact both ways in circles of fewer than 20,
/// meetings included. Endorsements and invitations alone do not.
pub fn standing(summary: &TieSummary, stated: &Stated) -> Standing {
    if stated.is_personal() || !stated.connected.is_empty() || stated.follow_each_other || summary.is_two_way() {
        return Standing::Tie;
    }
    let came_in = summary.to_ego.n_near > 0 || !stated.invited_by_them.is_empty();
    let went_out = summary.to_them.n_near > 0 || !stated.invited_by_ego.is_empty();
    match (stated.has_card || !stated.card.is_empty(), came_in, went_out) {
        (true, ..) => Standing::Listed,
        (false, true, _) => Standing::OneWayIn,
        (false, false, true) => Standing::OneWayOut,
        (false, false, false) => Standing::None,
    }
}
