//! The API's description, OpenAPI 3.1: paths and rights from the table of routes, bodies from the types that are read and
//! written.

use crate::api::asking::Begun;
use crate::api::{Asked, Barred, Closeness, Erased, Erasure, Invitation, Private, Showing};
use crate::budgets::{BudgetView, WishesView};
use crate::matches::MatchView;
use crate::preview::PreviewView;
use crate::routes::{Access, ROUTES, Route};
use crate::sessions::SessionView;
use crate::views::asking::{AskView, IntroductionView, StoryView, YearView};
use crate::views::{
    ConnectorView, CountedView, DisclosedView, HealthView, MeView, MemberView, OpenView, PacketPeopleView, PacketView,
    PersonView, SearchView, SeenView,
};
use crate::{asks, introductions, stories};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use utoipa::OpenApi;

/// Every body as a schema.
#[derive(OpenApi)]
#[openapi(components(schemas(
    AskView,
    Asked,
    Barred,
    Begun,
    BudgetView,
    Closeness,
    ConnectorView,
    CountedView,
    DisclosedView,
    Erased,
    Erasure,
    HealthView,
    IntroductionView,
    Invitation,
    MatchView,
    MeView,
    MemberView,
    OpenView,
    PacketPeopleView,
    PacketView,
    PersonView,
    PreviewView,
    Private,
    SearchView,
    SeenView,
    SessionView,
    Showing,
    StoryView,
    WishesView,
    YearView,
    asks::NewAsk,
    asks::Said,
    introductions::NewIntroduction,
    introductions::Said,
    stories::NewStory,
    stories::SaidToStory,
)))]
struct Schemas;

/// What a request or an answer holds.
#[derive(Clone, Copy)]
enum Body {
    Nothing,
    /// One object of a type.
    One(&'static str),
    /// A list of them.
    Many(&'static str),
    /// A file.
    File,
    /// An object of no type of ours.
    Object,
}
use Body::{File, Many, Nothing, Object, One};

/// What each place takes and gives.
const BODIES: &[(&str, &str, Body, Body)] = &[
    ("GET", "/api/v1/openapi.json", Nothing, Object),
    ("GET", "/api/v1/me", Nothing, One("MeView")),
    ("PUT", "/api/v1/me", One("Showing"), Nothing),
    ("DELETE", "/api/v1/me", Nothing, Nothing),
    ("DELETE", "/api/v1/session", Nothing, Nothing),
    ("GET", "/api/v1/sessions", Nothing, Many("SessionView")),
    ("DELETE", "/api/v1/sessions", Nothing, Nothing),
    ("GET", "/api/v1/search", Nothing, One("SearchView")),
    ("GET", "/api/v1/members", Nothing, Many("MemberView")),
    ("PUT", "/api/v1/members/{id}/closeness", One("Closeness"), Nothing),
    ("PUT", "/api/v1/members/{id}/bar", One("Barred"), Nothing),
    ("GET", "/api/v1/members/{id}/view", Nothing, One("SeenView")),
    ("GET", "/api/v1/packets", Nothing, Many("PacketView")),
    ("POST", "/api/v1/packets", File, One("PacketView")),
    ("POST", "/api/v1/packets/preview", File, One("PreviewView")),
    ("GET", "/api/v1/packets/{id}", Nothing, One("PacketPeopleView")),
    ("DELETE", "/api/v1/packets/{id}", Nothing, Nothing),
    ("PUT", "/api/v1/packets/{id}/people/{place}/private", One("Private"), Nothing),
    ("GET", "/api/v1/matches", Nothing, Many("MatchView")),
    ("POST", "/api/v1/members/{id}/matches", File, One("Asked")),
    ("GET", "/api/v1/matches/{id}/question", Nothing, File),
    ("GET", "/api/v1/matches/{id}/answer", Nothing, File),
    ("POST", "/api/v1/matches/{id}/answer", File, Nothing),
    ("DELETE", "/api/v1/matches/{id}", Nothing, Nothing),
    ("GET", "/api/v1/introductions", Nothing, Many("IntroductionView")),
    ("POST", "/api/v1/introductions", One("NewIntroduction"), One("Begun")),
    ("GET", "/api/v1/introductions/{id}", Nothing, One("IntroductionView")),
    ("POST", "/api/v1/introductions/{id}/acts", One("IntroductionAct"), Nothing),
    ("GET", "/api/v1/asks", Nothing, Many("AskView")),
    ("POST", "/api/v1/asks", One("NewAsk"), One("Begun")),
    ("GET", "/api/v1/asks/{id}", Nothing, One("AskView")),
    ("POST", "/api/v1/asks/{id}/acts", One("AskAct"), Nothing),
    ("GET", "/api/v1/budget", Nothing, One("BudgetView")),
    ("PUT", "/api/v1/budget", One("WishesView"), Nothing),
    ("DELETE", "/api/v1/muted", Nothing, Nothing),
    ("GET", "/api/v1/stories", Nothing, Many("StoryView")),
    ("POST", "/api/v1/stories", One("NewStory"), One("Begun")),
    ("POST", "/api/v1/stories/{id}/acts", One("SaidToStory"), Nothing),
    ("POST", "/api/v1/replies", File, Nothing),
    ("GET", "/api/v1/doors", Nothing, One("YearView")),
    ("GET", "/api/v1/log", Nothing, Many("DisclosedView")),
    ("GET", "/api/v1/health", Nothing, One("HealthView")),
    ("POST", "/api/v1/invitations", One("Invitation"), Nothing),
    ("POST", "/api/v1/erasures", One("Erasure"), One("Erased")),
];

impl Body {
    fn content(self) -> Option<Value> {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let of_json = |schema: Value| json!({ "application/json": { "schema": schema } });
        Some(match self {
            Nothing => return None,
            One(name) => of_json(reference(name)),
            Many(name) => of_json(json!({ "type": "array", "items": reference(name) })),
            File => json!({ "application/octet-stream": { "schema": { "type": "string", "format": "binary" } } }),
            Object => of_json(json!({ "type": "object" })),
        })
    }
}

/// The description as JSON, as it is served and checked in.
pub fn document() -> String {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
        let place = paths.entry(route.path).or_insert_with(|| json!({}));
        place[route.method.to_lowercase()] = operation(route);
    }
    let types = serde_json::to_value(Schemas::openapi()).unwrap_or_default();
    let mut schemas = types["components"]["schemas"].clone();
    schemas["Problem"] = json!({
        "type": "object",
        "required": ["type", "title", "status", "detail", "hint"],
        "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "detail": { "type": "string" }, "hint": { "type": "string" },
        },
    });
    let whole = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tertius tribe",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What members of a tribe see and do. Errors are RFC 9457 problems. A session's secret is shown as a bearer token.",
        },
        "paths": paths,
        "security": [{ "session": [] }],
        "components": { "schemas": schemas, "securitySchemes": { "session": { "type": "http", "scheme": "bearer" } } },
    });
    serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n"
}

fn operation(route: &Route) -> Value {
    let names = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let kind = |name: &str| {
        if name == "place" { json!({ "type": "integer", "format": "int64" }) } else { json!({ "type": "string" }) }
    };
    let mut parameters: Vec<Value> =
        names.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": kind(name) })).collect();
    if route.path.ends_with("/search") {
        let schema = json!({ "type": "string", "minLength": 1, "maxLength": 300 });
        parameters.push(json!({ "name": "for", "in": "query", "required": true, "schema": schema }));
    }
    let known = BODIES.iter().find(|(method, path, ..)| (*method, *path) == (route.method, route.path));
    let (takes, gives) = known.map_or((Nothing, Object), |(.., takes, gives)| (*takes, *gives));
    let mut responses = match gives.content() {
        Some(content) => json!({ "200": { "description": "Done", "content": content } }),
        None => json!({ "204": { "description": "Done; nothing to say" } }),
    };
    for (status, what) in [
        ("400", "Not understood"),
        ("401", "No session"),
        ("403", "Not from here, or not for members"),
        ("404", "Nothing of one's own is named so"),
        ("409", "Not now: something stands in the way"),
        ("413", "Too large"),
        ("429", "Done as often as a member may today"),
        ("503", "The database does not answer"),
    ] {
        let schema = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
        responses[status] = json!({ "description": what, "content": { "application/problem+json": schema } });
    }
    let mut operation = json!({ "summary": route.does, "parameters": parameters, "responses": responses });
    if let Some(content) = takes.content() {
        operation["requestBody"] = json!({ "required": true, "content": content });
    }
    if route.access == Access::Keeper {
        operation["description"] = json!("For keepers.");
    }
    operation
}

/// The description to those who are let in.
pub(crate) async fn serve() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document()).into_response()
}

#[cfg(test)]
mod tests {
    use super::{BODIES, Body};
    use crate::routes::ROUTES;

    #[test]
    fn every_place_of_the_api_says_what_it_takes_and_gives() {
        let held: serde_json::Value = serde_json::from_str(&super::document()).expect("JSON");
        for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
            let rows: Vec<_> = BODIES.iter().filter(|row| (row.0, row.1) == (route.method, route.path)).collect();
            assert_eq!(rows.len(), 1, "{} {}", route.method, route.path);
            for body in [rows[0].2, rows[0].3] {
                if let Body::One(name) | Body::Many(name) = body {
                    assert!(held["components"]["schemas"][name].is_object(), "{name}");
                }
            }
        }
    }

    /// Whatever stands in the table of bodies is a route.
    #[test]
    fn no_body_is_of_nowhere() {
        for (method, path, ..) in super::BODIES {
            assert!(super::ROUTES.iter().any(|one| (one.method, one.path) == (*method, *path)), "{method} {path}");
        }
    }

    #[test]
    fn the_description_checked_in_is_the_one_served() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi-tribe.json");
        if std::env::var_os("TERTIUS_BLESS").is_some() {
            std::fs::write(path, super::document()).expect("docs can be written");
        }
        let held = std::fs::read_to_string(path).unwrap_or_default();
        assert!(held == super::document(), "run the test with TERTIUS_BLESS=1 and look at what changed");
    }
}
