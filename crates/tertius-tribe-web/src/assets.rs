//! Styles and icon: those of the web application, so that both look like one thing.

use crate::trouble::Trouble;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

const STYLES: &str = include_str!("../../tertius-web/assets/app.css");
const ICON: &str = include_str!("../../tertius-web/assets/icon.svg");

/// One asset.
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    let (kind, text) = match name.as_str() {
        "app.css" => ("text/css; charset=utf-8", STYLES),
        "icon.svg" => ("image/svg+xml", ICON),
        _ => return Trouble::not_found().into_response(),
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], text).into_response()
}
