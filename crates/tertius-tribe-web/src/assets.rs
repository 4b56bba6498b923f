//! Styles and icon, those of the web application, so that both look like one thing; and the one script there is.

use crate::trouble::Trouble;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

const STYLES: &str = include_str!("../../tertius-web/assets/app.css");
const PASSKEY: &str = include_str!("../assets/passkey.js");
const ICON: &str = include_str!("../../tertius-web/assets/icon.svg");

/// One asset.
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "app.css" => ("text/css; charset=utf-8", STYLES),
        "icon.svg" => ("image/svg+xml", ICON),
        "passkey.js" => ("text/javascript; charset=utf-8", PASSKEY),
        _ => return Trouble::not_found().into_response(),
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}
