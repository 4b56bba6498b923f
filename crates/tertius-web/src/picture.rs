//! The small picture of the network that pages show without a script.

use std::fmt::Write;
use tertius_app::views::MapView;

/// Colours of circles that the style sheet knows; further circles share the last.
const COLOURS: u32 = 8;

/// An SVG of the picture, with nothing in it that a policy against inline styles forbids.
pub(crate) fn preview(map: &MapView) -> String {
    if map.people.is_empty() {
        return String::new();
    }
    let mut svg = String::from(
        r#"<svg class="picture" viewBox="-140 -105 280 210" role="img" aria-label="Your network in one picture; the map has it in full">"#,
    );
    let at = |place: u32| map.people.get(place as usize).map(|one| (one.x * 105.0, one.y * 95.0));
    for tie in &map.ties {
        if let (Some(a), Some(b)) = (at(tie.a), at(tie.b)) {
            line(&mut svg, a, b);
        }
    }
    for (place, one) in map.people.iter().enumerate().rev() {
        let Some((x, y)) = at(place as u32) else { continue };
        let class = match (one.loose, one.circle) {
            (true, _) => "dot loose".to_owned(),
            (false, Some(circle)) => format!("dot c{}", circle.min(COLOURS - 1)),
            (false, None) => "dot".to_owned(),
        };
        let radius = 1.2 + 2.6 * one.depth;
        // Writing to a string cannot fail.
        let _ = write!(svg, r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="{radius:.1}"/>"#);
    }
    svg.push_str("</svg>");
    svg
}

fn line(svg: &mut String, a: (f32, f32), b: (f32, f32)) {
    let _ = write!(svg, r#"<line class="tie" x1="{:.1}" y1="{:.1}" x2="{:.1}" y2="{:.1}"/>"#, a.0, a.1, b.0, b.1);
}
