//! Every route, once: where it is, who may use it, what it does. Router, guard, description and tests read this table.

use crate::api::asking as api_asking;
use crate::guard::guard;
use crate::pages::asking;
use crate::server::Shared;
use crate::trouble::Trouble;
use crate::{api, assets, describe, door, links, matches, pages, passkeys, paste, preview, sessions};
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::routing::{MethodRouter, delete, get, post, put};
use axum::{Router, middleware};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody: signing in, joining, styles.
    Anybody,
    /// Whoever holds a link from a letter; it is in the path.
    Link,
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
    get "GET" "/answer/{key}" Link links::show, "Shows whoever holds the link what is asked; changes nothing";
    post "POST" "/answer/{key}" Link links::answer, "Answers, and uses the link up";
    get "GET" "/never/{key}" Link links::never_page, "Asks whether no such letter is wanted any more";
    post "POST" "/never/{key}" Link links::never, "No such letter any more, in one press";
    get "GET" "/outcome/{key}" Link links::outcome_page, "Asks what came of an introduction";
    post "POST" "/outcome/{key}" Link links::outcome, "Tells what came of it, and uses the link up";
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
    get "GET" "/introductions" Member asking::introductions, "One's introductions";
    post "POST" "/introductions" Member asking::draft_introduction, "Begins a draft";
    get "GET" "/introductions/new" Member asking::introduce, "Asks whom to meet, through whom";
    get "GET" "/introductions/{id}" Member asking::introduction, "One introduction, as far as one may see it";
    post "POST" "/introductions/{id}" Member asking::act_on_introduction, "Does what one says about it";
    get "GET" "/asks" Member asking::asks, "One's asks, and those one can help with";
    post "POST" "/asks" Member asking::draft_ask, "Begins a draft";
    get "GET" "/asks/{id}" Member asking::ask, "One ask, as far as one may see it";
    post "POST" "/asks/{id}" Member asking::act_on_ask, "Does what one says about it";
    get "GET" "/budget" Member asking::budget, "How much one may ask and be asked";
    post "POST" "/budget" Member asking::wish, "Says how much one wishes to be asked";
    post "POST" "/budget/hear-again" Member asking::hear_again, "Lets everybody's letters reach one again";
    get "GET" "/stories" Member asking::stories, "Stories that were told, and those one is in";
    post "POST" "/stories" Member asking::tell_story, "Writes a story of one's own introduction";
    post "POST" "/stories/{id}" Member asking::act_on_story, "Agrees to a story one is in, or not; drops one's own";
    get "GET" "/replies" Member paste::show, "Asks for a reply that one got";
    post "POST" "/replies" Member paste::hand_in, "Reads a reply that one got, as if the tribe had got it";
    get "GET" "/doors" Member asking::doors, "Who opened doors for one in a year, and for whom one did";
    get "GET" "/log" Member pages::log, "What of one's own others were shown";
    post "POST" "/me" Member pages::show, "Chooses whether one is named beside one's contacts";
    post "POST" "/sign-out" Member pages::sign_out, "Ends the session";
    get "GET" "/sessions" Member sessions::page_of_all, "Where one is signed in";
    post "POST" "/sessions/end" Member sessions::end, "Ends every session of one's own, and links that would begin one";
    post "POST" "/leave" Member pages::leave, "Leaves the tribe with everything";
    get "GET" "/keeper" Keeper pages::keeper, "How the tribe is";
    post "POST" "/keeper/invite" Keeper pages::invite, "Invites somebody";
    post "POST" "/keeper/erase" Keeper pages::erase, "Erases a person for good";
    get "GET" "/api/v1/openapi.json" Member describe::serve, "This description";
    get "GET" "/api/v1/me" Member api::me, "Oneself";
    put "PUT" "/api/v1/me" Member api::show, "Chooses whether one is named beside one's contacts";
    delete "DELETE" "/api/v1/me" Member api::leave, "Leaves the tribe with everything";
    delete "DELETE" "/api/v1/session" Member api::sign_out, "Ends the session";
    get "GET" "/api/v1/sessions" Member sessions::api_all, "Where one is signed in";
    delete "DELETE" "/api/v1/sessions" Member sessions::api_end, "Ends every session of one's own, and links that would begin one";
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
    get "GET" "/api/v1/introductions" Member api_asking::introductions, "One's introductions";
    post "POST" "/api/v1/introductions" Member api_asking::draft_introduction, "Begins a draft";
    get "GET" "/api/v1/introductions/{id}" Member api_asking::introduction, "One introduction, as far as one may see it";
    post "POST" "/api/v1/introductions/{id}/acts" Member api_asking::act_on_introduction, "Does what one says about it";
    get "GET" "/api/v1/asks" Member api_asking::asks, "One's asks, and those one can help with";
    post "POST" "/api/v1/asks" Member api_asking::draft_ask, "Begins a draft";
    get "GET" "/api/v1/asks/{id}" Member api_asking::ask, "One ask, as far as one may see it";
    post "POST" "/api/v1/asks/{id}/acts" Member api_asking::act_on_ask, "Does what one says about it";
    get "GET" "/api/v1/budget" Member api_asking::budget, "How much one may ask and be asked";
    put "PUT" "/api/v1/budget" Member api_asking::wish, "Says how much one wishes to be asked";
    delete "DELETE" "/api/v1/muted" Member api_asking::hear_again, "Lets everybody's letters reach one again";
    get "GET" "/api/v1/stories" Member api_asking::stories, "Stories that were told, and those one is in";
    post "POST" "/api/v1/stories" Member api_asking::tell_story, "Writes a story of one's own introduction";
    post "POST" "/api/v1/stories/{id}/acts" Member api_asking::act_on_story, "Agrees to a story one is in, or not; drops one's own";
    post "POST" "/api/v1/replies" Member api_asking::hand_in, "Reads a reply that one got; the body is the mail";
    get "GET" "/api/v1/doors" Member api_asking::doors, "Who opened doors for one in a year, and for whom one did";
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
