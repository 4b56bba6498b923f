//! The picture of the network: people with places, and the ties between them.

use serde::Serialize;
use utoipa::ToSchema;

/// Ego's network as a picture; ego is not in it, for ego would be tied to everybody.
#[derive(Clone, Debug, Default, Serialize, ToSchema, PartialEq)]
pub struct MapView {
    /// People, the deepest ties first, then loose connections, the warmest first.
    pub people: Vec<MapPerson>,
    /// Ties between them.
    pub ties: Vec<MapTie>,
    /// How many people there are that the picture could show.
    pub total: u64,
}

/// One person in the picture.
#[derive(Clone, Debug, Serialize, ToSchema, PartialEq)]
pub struct MapPerson {
    /// The person's id.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// Title and employer.
    pub role: String,
    /// Across, about -1..1.
    pub x: f32,
    /// Up, about -1..1.
    pub y: f32,
    /// How deep ego's tie is, 0..1; 0 for a loose connection.
    pub depth: f64,
    /// How fresh it is, 0..1.
    pub freshness: f64,
    /// The number of the circle that they belong to; the largest is 0. People without ties to others have none.
    pub circle: Option<u32>,
    /// Whether they are a loose connection: known to friends of ego's, not to ego.
    pub loose: bool,
}

/// A tie between two people in the picture.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, PartialEq)]
pub struct MapTie {
    /// Place of one in the list of people.
    pub a: u32,
    /// Place of the other.
    pub b: u32,
    /// 0..1.
    pub strength: f64,
}
