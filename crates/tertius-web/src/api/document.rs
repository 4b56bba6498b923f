//! The API's own description, OpenAPI 3.1, from the handlers and views themselves.

use super::{act, ask, imports, people};
use crate::trouble::ProblemBody;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

#[derive(OpenApi)]
#[openapi(
    info(title = "Tertius", description = "Your network on your own machine: the same answers as the command line's --json. Errors are RFC 9457 problems."),
    paths(
        people::people, ask::person, ask::me, ask::gaps, ask::loose, ask::paths, ask::reach, ask::keep, ask::grow,
        ask::review, ask::changes, ask::rulings, ask::sources, ask::map, ask::doctor, act::rule, act::undo, act::label,
        act::erase, act::forget, act::me, act::gap, act::asked, ask::disclosures, imports::begin, imports::state, imports::events
    ),
    components(schemas(ProblemBody)),
    security(("token" = []))
)]
struct Api;

/// The description as JSON, as it is served and checked in.
pub fn document() -> String {
    let mut api = Api::openapi();
    let token = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    api.components.get_or_insert_default().add_security_scheme("token", token);
    api.to_pretty_json().unwrap_or_default() + "\n"
}

/// The description to those who are let in.
pub(super) async fn serve() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document()).into_response()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_description_checked_in_is_the_one_served() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        if std::env::var_os("TERTIUS_BLESS").is_some() {
            std::fs::write(path, super::document()).expect("docs can be written");
        }
        let held = std::fs::read_to_string(path).unwrap_or_default();
        assert!(held == super::document(), "run the test with TERTIUS_BLESS=1 and look at what changed");
    }
}
