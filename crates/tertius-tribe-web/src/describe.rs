//! The API's description, OpenAPI 3.1, from the table of routes.

use crate::api::asking::Begun;
use crate::api::{Asked, Barred, Closeness, Erased, Erasure, Invitation, Private, Showing};
use crate::budgets::{BudgetView, WishesView};
use crate::routes::{Access, ROUTES, Route};
use crate::views::asking::{AskView, IntroductionView, StoryView, YearView};
use crate::views::{
    DisclosedView, HealthView, MatchView, MeView, MemberView, PacketPeopleView, PacketView, SearchView, SeenView,
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
    DisclosedView,
    Erased,
    Erasure,
    HealthView,
    IntroductionView,
    Invitation,
    MatchView,
    MeView,
    MemberView,
    PacketPeopleView,
    PacketView,
    Private,
    SearchView,
    SeenView,
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

/// What a body is.
#[derive(Clone, Copy)]
enum Body {
    /// None.
    Nothing,
    /// A schema.
    One(&'static str),
    /// A list of a schema.
    Many(&'static str),
    /// A file, as it is.
    Bytes,
}

/// What each place takes and gives.
const BODIES: &[(&str, &str, Body, Body)] = &[
    ("GET", "/api/v1/openapi.json", Body::Nothing, Body::Bytes),
    ("GET", "/api/v1/me", Body::Nothing, Body::One("MeView")),
    ("PUT", "/api/v1/me", Body::One("Showing"), Body::Nothing),
    ("DELETE", "/api/v1/me", Body::Nothing, Body::Nothing),
    ("DELETE", "/api/v1/session", Body::Nothing, Body::Nothing),
    ("GET", "/api/v1/search", Body::Nothing, Body::One("SearchView")),
    ("GET", "/api/v1/members", Body::Nothing, Body::Many("MemberView")),
    ("PUT", "/api/v1/members/{id}/closeness", Body::One("Closeness"), Body::Nothing),
    ("PUT", "/api/v1/members/{id}/bar", Body::One("Barred"), Body::Nothing),
    ("GET", "/api/v1/members/{id}/view", Body::Nothing, Body::One("SeenView")),
    ("GET", "/api/v1/packets", Body::Nothing, Body::Many("PacketView")),
    ("POST", "/api/v1/packets", Body::Bytes, Body::One("PacketView")),
    ("GET", "/api/v1/packets/{id}", Body::Nothing, Body::One("PacketPeopleView")),
    ("DELETE", "/api/v1/packets/{id}", Body::Nothing, Body::Nothing),
    ("PUT", "/api/v1/packets/{id}/people/{place}/private", Body::One("Private"), Body::Nothing),
    ("GET", "/api/v1/matches", Body::Nothing, Body::Many("MatchView")),
    ("POST", "/api/v1/members/{id}/matches", Body::Bytes, Body::One("Asked")),
    ("POST", "/api/v1/matches/{id}/answer", Body::Bytes, Body::Nothing),
    ("DELETE", "/api/v1/matches/{id}", Body::Nothing, Body::Nothing),
    ("GET", "/api/v1/introductions", Body::Nothing, Body::Many("IntroductionView")),
    ("POST", "/api/v1/introductions", Body::One("NewIntroduction"), Body::One("Begun")),
    ("GET", "/api/v1/introductions/{id}", Body::Nothing, Body::One("IntroductionView")),
    ("POST", "/api/v1/introductions/{id}/acts", Body::One("IntroductionAct"), Body::Nothing),
    ("GET", "/api/v1/asks", Body::Nothing, Body::Many("AskView")),
    ("POST", "/api/v1/asks", Body::One("NewAsk"), Body::One("Begun")),
    ("GET", "/api/v1/asks/{id}", Body::Nothing, Body::One("AskView")),
    ("POST", "/api/v1/asks/{id}/acts", Body::One("AskAct"), Body::Nothing),
    ("GET", "/api/v1/budget", Body::Nothing, Body::One("BudgetView")),
    ("PUT", "/api/v1/budget", Body::One("WishesView"), Body::Nothing),
    ("DELETE", "/api/v1/muted", Body::Nothing, Body::Nothing),
    ("GET", "/api/v1/stories", Body::Nothing, Body::Many("StoryView")),
    ("POST", "/api/v1/stories", Body::One("NewStory"), Body::One("Begun")),
    ("POST", "/api/v1/stories/{id}/acts", Body::One("SaidToStory"), Body::Nothing),
    ("GET", "/api/v1/doors", Body::Nothing, Body::One("YearView")),
    ("GET", "/api/v1/log", Body::Nothing, Body::Many("DisclosedView")),
    ("GET", "/api/v1/health", Body::Nothing, Body::One("HealthView")),
    ("POST", "/api/v1/invitations", Body::One("Invitation"), Body::Nothing),
    ("POST", "/api/v1/erasures", Body::One("Erasure"), Body::One("Erased")),
];

fn content(body: Body) -> Option<Value> {
    let schema = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let as_json = |schema: Value| json!({ "application/json": { "schema": schema } });
    match body {
        Body::Nothing => None,
        Body::One(name) => Some(as_json(schema(name))),
        Body::Many(name) => Some(as_json(json!({ "type": "array", "items": schema(name) }))),
        Body::Bytes => Some(json!({ "application/octet-stream": {} })),
    }
}

/// The description as JSON, as it is served and checked in.
pub fn document() -> String {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
        let place = paths.entry(route.path).or_insert_with(|| json!({}));
        place[route.method.to_lowercase()] = operation(route);
    }
    let schemas = serde_json::to_value(Schemas::openapi()).unwrap_or_default()["components"]["schemas"].take();
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
    let mut parameters: Vec<Value> = names
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    if route.path.ends_with("/search") {
        parameters.push(
            json!({ "name": "for", "in": "query", "required": true, "schema": { "type": "string", "maxLength": 300 } }),
        );
    }
    let problem = |what: &str| json!({ "description": what, "content": { "application/problem+json": {} } });
    let bodies = BODIES.iter().find(|row| (row.0, row.1) == (route.method, route.path));
    let (takes, gives) = bodies.map_or((Body::Nothing, Body::Nothing), |row| (row.2, row.3));
    let mut responses = json!({
        "400": problem("Not understood"),
        "401": problem("No session"),
        "404": problem("Nothing of one's own is named so"),
        "429": problem("Done as often as a member may today"),
    });
    match content(gives) {
        Some(content) => responses["200"] = json!({ "description": "Done", "content": content }),
        None => responses["204"] = json!({ "description": "Done; nothing to say" }),
    }
    if route.access == Access::Keeper {
        responses["403"] = problem("For keepers");
    }
    if route.path.ends_with("/acts") {
        responses["409"] = problem("Not at this stage, or done already");
    }
    let mut operation = json!({ "summary": route.does, "parameters": parameters, "responses": responses });
    if let Some(content) = content(takes) {
        operation["requestBody"] = json!({ "required": true, "content": content });
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
