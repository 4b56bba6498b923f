//! The API's description, OpenAPI 3.1, from the table of routes.

use crate::routes::{Access, ROUTES, Route};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// The description as JSON, as it is served and checked in.
pub fn document() -> String {
    let mut paths: Map<String, Value> = Map::new();
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/")) {
        let place = paths.entry(route.path).or_insert_with(|| json!({}));
        place[route.method.to_lowercase()] = operation(route);
    }
    let whole = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tertius tribe",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What members of a tribe see and do. Errors are RFC 9457 problems. A session's secret is shown as a bearer token.",
        },
        "paths": paths,
        "security": [{ "session": [] }],
        "components": { "securitySchemes": { "session": { "type": "http", "scheme": "bearer" } } },
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
    let mut responses = json!({
        "200": { "description": "Done", "content": { "application/json": {} } },
        "204": { "description": "Done; nothing to say" },
        "400": problem("Not understood"),
        "401": problem("No session"),
        "404": problem("Nothing of one's own is named so"),
        "429": problem("Done as often as a member may today"),
    });
    if route.access == Access::Keeper {
        responses["403"] = problem("For keepers");
    }
    json!({ "summary": route.does, "parameters": parameters, "responses": responses })
}

/// The description to those who are let in.
pub(crate) async fn serve() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document()).into_response()
}

#[cfg(test)]
mod tests {
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
