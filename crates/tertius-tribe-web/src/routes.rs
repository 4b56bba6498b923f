//! Every route, once: where it is, who may use it, what it does. Router, guard, description and tests read this table.

use crate::guard::guard;
use crate::server::Shared;
use crate::trouble::Trouble;
use crate::{api, assets, describe, door, matches, pages, passkeys, preview};
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{MethodRouter, delete, get, post, put};
use axum::{Router, middleware};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody: signing in, joining, styles.
    Anybody,
    /// Members of a tribe.
    Member,
    /// Its keepers.
    Keeper,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: &'static str,
    /// With `{names}` for what varies.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What it does.
    pub does: &'static str,
}

macro_rules! table {
    ($($on:ident $method:literal $path:literal $access:ident $handler:path, $does:literal;)*) => {
        /// Every route of the server.
        pub const ROUTES: &[Route] = &[
            $(Route { method: $method, path: $path, access: Access::$access, does: $does },)*
        ];

        fn handlers() -> Vec<(&'static str, MethodRouter<Shared>)> {
            vec![$(($path, $on($handler)),)*]
        }
    };
}

table! {
    get "GET" "/assets/{name}" Anybody assets::serve, "Styles and icon";
    get "GET" "/sign-in" Anybody door::sign_in_page, "Asks for an address";
    post "POST" "/sign-in" Anybody door::send_link, "Sends a link to a member's address; says the same to everybody";
    get "GET" "/sign-in/{key}" Anybody door::link_page, "Asks whether to sign in here";
    post "POST" "/sign-in/{key}" Anybody door::use_link, "Uses the link up and signs in";
    post "POST" "/sign-in/passkey" Anybody passkeys::begin_sign_in, "Gives a challenge to whoever signs in with a passkey";
    post "POST" "/sign-in/passkey/answer" Anybody passkeys::sign_in, "Signs in with a passkey";
    get "GET" "/join/{key}" Anybody door::join_page, "Asks for a name";
    post "POST" "/join/{key}" Anybody door::join, "Uses the invitation up and signs in";
    get "GET" "/" Member pages::home, "The first page";
    get "GET" "/search" Member pages::search, "Searches the tribe";
    get "GET" "/members" Member pages::members, "The members";
    post "POST" "/members/{id}/closeness" Member pages::say_close, "Says how well one knows a member";
    post "POST" "/members/{id}/bar" Member pages::bar, "Shows a member nothing, or something again";
    get "GET" "/members/{id}/view" Member pages::seen_by, "What a member sees of oneself";
    get "GET" "/packets" Member pages::packets, "One's own packets";
    post "POST" "/packets" Member pages::put_packet, "Shares a packet";
    post "POST" "/packets/preview" Member preview::show, "Shows a packet before it is shared; keeps nothing";
    get "GET" "/packets/{id}" Member pages::packet, "One's own packet, person by person";
    post "POST" "/packets/{id}/revoke" Member pages::revoke, "Revokes a packet";
    post "POST" "/packets/{id}/people/{place}/private" Member pages::set_private, "Keeps a person out of every answer";
    get "GET" "/log" Member pages::log, "What of one's own others were shown";
    post "POST" "/me" Member pages::show, "Chooses whether one is named beside one's contacts";
    post "POST" "/sign-out" Member pages::sign_out, "Ends the session";
    post "POST" "/leave" Member pages::leave, "Leaves the tribe with everything";
    get "GET" "/keeper" Keeper pages::keeper, "How the tribe is";
    post "POST" "/keeper/invite" Keeper pages::invite, "Invites somebody";
    post "POST" "/keeper/erase" Keeper pages::erase, "Erases a person for good";
    get "GET" "/api/v1/openapi.json" Member describe::serve, "This description";
    get "GET" "/api/v1/me" Member api::me, "Oneself";
    put "PUT" "/api/v1/me" Member api::show, "Chooses whether one is named beside one's contacts";
    delete "DELETE" "/api/v1/me" Member api::leave, "Leaves the tribe with everything";
    delete "DELETE" "/api/v1/session" Member api::sign_out, "Ends the session";
    get "GET" "/api/v1/search" Member api::search, "Searches the tribe";
    get "GET" "/api/v1/members" Member api::members, "The members";
    put "PUT" "/api/v1/members/{id}/closeness" Member api::say_close, "Says how well one knows a member";
    put "PUT" "/api/v1/members/{id}/bar" Member api::bar, "Shows a member nothing, or something again";
    get "GET" "/api/v1/members/{id}/view" Member api::seen_by, "What a member sees of oneself";
    get "GET" "/api/v1/packets" Member api::packets, "One's own packets";
    post "POST" "/api/v1/packets" Member api::put_packet, "Shares a packet; the body is the packet";
    post "POST" "/api/v1/packets/preview" Member preview::api, "Shows a packet before it is shared; keeps nothing";
    get "GET" "/api/v1/packets/{id}" Member api::packet, "One's own packet, person by person";
    delete "DELETE" "/api/v1/packets/{id}" Member api::revoke, "Revokes a packet";
    put "PUT" "/api/v1/packets/{id}/people/{place}/private" Member api::set_private, "Keeps a person out of every answer";
    get "GET" "/api/v1/log" Member api::log, "What of one's own others were shown";
    get "GET" "/passkeys" Member passkeys::page_of_all, "One's own passkeys";
    post "POST" "/passkeys" Member passkeys::add, "Adds a passkey";
    post "POST" "/passkeys/begin" Member passkeys::begin_new, "Gives a challenge to a member who adds a passkey";
    post "POST" "/passkeys/{id}/remove" Member passkeys::remove, "Removes a passkey";
    get "GET" "/matches" Member matches::page_of_all, "Blind matches";
    get "GET" "/members/{id}/match" Member matches::page_of_one, "How to match contacts with a member";
    post "POST" "/members/{id}/match" Member matches::send_question, "Asks for a blind match";
    get "GET" "/matches/{id}/question" Member matches::question, "The question that one was asked, as a file";
    get "GET" "/matches/{id}/answer" Member matches::answer, "The answer to one's question, as a file";
    post "POST" "/matches/{id}/answer" Member matches::send_answer, "Says yes to a blind match";
    post "POST" "/matches/{id}/end" Member matches::send_end, "Ends a blind match";
    get "GET" "/api/v1/matches" Member matches::api_all, "Blind matches";
    post "POST" "/api/v1/members/{id}/matches" Member matches::api_ask, "Asks for a blind match; the body is the question";
    get "GET" "/api/v1/matches/{id}/question" Member matches::api_question, "The question that one was asked";
    get "GET" "/api/v1/matches/{id}/answer" Member matches::api_answer, "The answer to one's question";
    post "POST" "/api/v1/matches/{id}/answer" Member matches::api_agree, "Says yes; the body is the answer";
    delete "DELETE" "/api/v1/matches/{id}" Member matches::api_end, "Ends a blind match";
    get "GET" "/api/v1/health" Keeper api::health, "How the tribe is";
    post "POST" "/api/v1/invitations" Keeper api::invite, "Invites somebody";
    post "POST" "/api/v1/erasures" Keeper api::erase, "Erases a person for good";
}

/// Who may use a route; `None` where the path does not take the method.
pub(crate) fn access(method: &Method, path: &str) -> Option<Access> {
    let asked = if method == Method::HEAD { "GET" } else { method.as_str() };
    ROUTES.iter().find(|route| route.method == asked && route.path == path).map(|route| route.access)
}

/// All of it, behind the guard.
pub(crate) fn router(shared: Shared) -> Router {
    let mut router = Router::new();
    for (path, handler) in handlers() {
        router = router.route(path, handler);
    }
    router
        .fallback(|| async { Trouble::not_found() })
        .layer(DefaultBodyLimit::max(tertius_tribe::MAX_BYTES))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}
