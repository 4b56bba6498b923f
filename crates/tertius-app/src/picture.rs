//! The picture of the network as an SVG: in pages, in a file of its own, inside one HTML file.

use crate::error::AppError;
use crate::views::{MapPerson, MapView};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use std::fmt::Write;

/// Colours of circles that style sheets know; further circles share the last.
const COLOURS: u32 = 8;
/// Names written in a picture that stands alone: the deepest ties.
const NAMED: usize = 40;
/// Half the width and half the height of the picture.
const HALF: (f32, f32) = (140.0, 105.0);
/// How far places 1 lie from the middle, so that the rim stays free.
const SPREAD: (f32, f32) = (105.0, 95.0);

/// What colours a picture that stands alone, light or dark as the reader's machine is.
const STYLE: &str = "svg{background:#fbfaf7;font-family:system-ui,sans-serif}.tie{stroke:#59625f;stroke-opacity:.18;stroke-width:.3}\
.dot{fill:#6b6f76}.c0{fill:#0f6b66}.c1{fill:#a85a10}.c2{fill:#5b4b9a}.c3{fill:#8a3a5b}.c4{fill:#3d6b1f}.c5{fill:#1f5c99}.c6{fill:#7a5c00}\
.loose{fill:#fbfaf7;stroke:#59625f;stroke-width:.4}.name{font-size:2.6px;fill:#1d2423}";

/// A picture for a page whose style sheet knows the classes `picture`, `tie`, `dot`, `c0`..`c7` and `loose`: it holds
/// no style of its own, so that a strict content policy lets it through. Empty where there is nobody.
pub fn preview(map: &MapView) -> String {
    if map.people.is_empty() {
        return String::new();
    }
    let label = "Your network in one picture; the map has it in full";
    let open = format!(r#"<svg class="picture" viewBox="{}" role="img" aria-label="{label}">"#, view_box());
    let mut svg = open;
    marks(&mut svg, map);
    svg.push_str("</svg>");
    svg
}

/// A picture that stands alone, with names beside the deepest ties.
pub fn svg(map: &MapView) -> String {
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="{}" width="1600" height="1200" role="img"><title>A network</title><style>{STYLE}</style>"#,
        view_box()
    );
    marks(&mut svg, map);
    for one in map.people.iter().filter(|one| !one.loose).take(NAMED) {
        let (x, y) = place(one);
        write(&mut svg, format_args!(r#"<text class="name" x="{:.1}" y="{:.1}">"#, x + radius(one) + 1.0, y + 0.9));
        escape(&mut svg, &one.name);
        svg.push_str("</text>");
    }
    svg.push_str("</svg>\n");
    svg
}

/// The picture as PNG, 1600 x 1200 pixels. Names need a font of the machine; without any the picture has none.
///
/// # Errors
/// When memory runs out.
pub fn png(map: &MapView) -> Result<Vec<u8>, AppError> {
    let failed = |cause: String| AppError::internal(format!("the picture cannot be drawn: {cause}"));
    let mut options = Options { font_family: "sans-serif".to_owned(), ..Options::default() };
    options.fontdb_mut().load_system_fonts();
    let tree = Tree::from_str(&svg(map), &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size().to_int_size();
    let mut pixels = Pixmap::new(size.width(), size.height()).ok_or_else(|| failed("no memory".to_owned()))?;
    pixels.fill(Color::from_rgba8(251, 250, 247, 255));
    resvg::render(&tree, Transform::default(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| failed(error.to_string()))
}

/// One HTML file that needs nothing else: the picture, and the people in a table.
pub fn html(map: &MapView) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>A network</title><style>body{margin:2rem auto;max-width:80rem;font:1rem/1.5 system-ui,sans-serif;background:#fbfaf7;color:#1d2423}\
         svg{width:100%;height:auto}table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1.5rem .2rem 0}</style></head><body><h1>A network</h1>\n",
    );
    page.push_str(&svg(map));
    page.push_str("<table><thead><tr><th>Person</th><th>What they do</th><th>To you</th></tr></thead><tbody>\n");
    for one in &map.people {
        page.push_str("<tr><td>");
        escape(&mut page, &one.name);
        page.push_str("</td><td>");
        escape(&mut page, &one.role);
        page.push_str(if one.loose { "</td><td>loose connection</td></tr>\n" } else { "</td><td>tie</td></tr>\n" });
    }
    page.push_str("</tbody></table></body></html>\n");
    page
}

fn view_box() -> String {
    format!("{} {} {} {}", -HALF.0, -HALF.1, 2.0 * HALF.0, 2.0 * HALF.1)
}

fn place(one: &MapPerson) -> (f32, f32) {
    (one.x * SPREAD.0, -one.y * SPREAD.1)
}

fn radius(one: &MapPerson) -> f32 {
    1.2 + 2.6 * one.depth as f32
}

/// Lines, then dots; the deepest on top.
fn marks(svg: &mut String, map: &MapView) {
    let at = |slot: u32| map.people.get(slot as usize).map(place);
    for tie in &map.ties {
        if let (Some(a), Some(b)) = (at(tie.a), at(tie.b)) {
            let line =
                format_args!(r#"<line class="tie" x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}"/>"#, a.0, a.1, b.0, b.1);
            write(svg, line);
        }
    }
    for one in map.people.iter().rev() {
        let ((x, y), radius) = (place(one), radius(one));
        write(svg, format_args!(r#"<circle class="{}" cx="{x:.1}" cy="{y:.1}" r="{radius:.1}"><title>"#, class(one)));
        escape(svg, &one.name);
        svg.push_str("</title></circle>");
    }
}

fn class(one: &MapPerson) -> String {
    match (one.loose, one.circle) {
        (true, _) => "dot loose".to_owned(),
        (false, Some(circle)) => format!("dot c{}", circle.min(COLOURS - 1)),
        (false, None) => "dot".to_owned(),
    }
}

fn write(text: &mut String, part: std::fmt::Arguments<'_>) {
    text.write_fmt(part).expect("because writing to a string cannot fail");
}

/// Text between tags.
fn escape(text: &mut String, part: &str) {
    for c in part.chars() {
        match c {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::MapTie;

    fn two() -> MapView {
        let one = |name: &str, loose| MapPerson {
            id: name.to_owned(),
            name: name.to_owned(),
            role: String::new(),
            x: 0.5,
            y: 0.5,
            depth: 0.5,
            freshness: 0.5,
            circle: Some(11),
            loose,
        };
        let ties = vec![MapTie { a: 0, b: 1, strength: 0.5 }, MapTie { a: 0, b: 9, strength: 0.5 }];
        MapView { people: vec![one("Ann <script>", false), one("Bob", true)], ties, total: 2 }
    }

    #[test]
    fn names_are_text_and_ties_lead_somewhere() {
        for text in [svg(&two()), html(&two()), preview(&two())] {
            assert!(text.contains("Ann &lt;script&gt;") && !text.contains("<script"), "{text}");
            assert_eq!(text.matches("<line").count(), 1);
            assert_eq!(text.matches("<circle").count(), 2);
        }
    }

    #[test]
    fn nobody_is_no_preview_and_an_empty_picture() {
        assert_eq!(preview(&MapView::default()), "");
        assert!(svg(&MapView::default()).ends_with("</svg>\n"));
    }
}
