//! What pages load besides themselves: styles, scripts, the icon. All of it is inside the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

const ASSETS: [Asset; 6] = [
    Asset { name: "app.css", kind: "text/css; charset=utf-8", bytes: include_bytes!("../assets/app.css") },
    Asset { name: "app.js", kind: SCRIPT, bytes: include_bytes!("../assets/app.js") },
    Asset { name: "map.js", kind: SCRIPT, bytes: include_bytes!("../assets/map.js") },
    Asset { name: "picture.js", kind: SCRIPT, bytes: include_bytes!("../assets/picture.js") },
    Asset { name: "icon.svg", kind: "image/svg+xml", bytes: include_bytes!("../assets/icon.svg") },
    Asset { name: "htmx.js", kind: SCRIPT, bytes: include_bytes!("../assets/vendor/htmx.min.js") },
];

/// One asset; its name carries no version, so a browser asks each time whether it still has the right one.
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => {
            let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, "no-cache")];
            (headers, asset.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
