//! Everything out, in open formats: JSON for programs, vCard for address books, CSV for spreadsheets, GraphML for
//! network tools. Equal vaults as of equal moments export equal bytes.

use crate::answers::{Scale, brief, tie_graph};
use crate::app::App;
use crate::error::AppError;
use crate::network::{Network, Person};
use crate::views::{
    IntroductionView, LinkRow, OutcomeRow, OwnHandleRow, PersonBrief, PersonRow, QuestionView, Reason, RulingRow,
    StoryView, rounded,
};
use serde::Serialize;
use std::fmt::Write;
use tertius_graph::NodeIdx;
use tertius_model::{HandleKind, PersonId};
use tertius_ties::Evidence;

/// Formats of `export`.
const FORMATS: [&str; 4] = ["json", "vcard", "csv", "graphml"];

#[derive(Serialize)]
struct Whole {
    me: Me,
    people: Vec<PersonRow>,
    links: Vec<LinkRow>,
    rulings: Vec<RulingRow>,
    /// What ego asked and was asked, and what came of it, each as ego may see it.
    introductions: Vec<IntroductionView>,
    asks: Vec<QuestionView>,
    outcomes: Vec<OutcomeRow>,
    stories: Vec<StoryView>,
    sources: Vec<crate::app::HeldSource>,
}

#[derive(Serialize)]
struct Me {
    names: Vec<String>,
    handles: Vec<OwnHandleRow>,
}

impl App {
    /// The whole network in a format.
    ///
    /// # Errors
    /// User error for an unknown format.
    pub fn export(&self, format: &str) -> Result<String, AppError> {
        match format.to_lowercase().as_str() {
            "json" => self.export_json(),
            "vcard" | "vcf" => Ok(self.network()?.people.iter().map(vcard).collect()),
            "csv" => self.export_csv(),
            "graphml" => self.export_graphml(),
            other => {
                Err(AppError::user(format!("no export format \"{other}\""), format!("known: {}", FORMATS.join(", "))))
            }
        }
    }

    fn export_json(&self) -> Result<String, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let handles = network.ego_handles.iter().map(|(handle, basis)| OwnHandleRow {
            kind: handle.kind().id().to_owned(),
            value: handle.value.clone(),
            basis: format!("{basis:?}").to_lowercase(),
        });
        let whole = Whole {
            me: Me { names: network.ego_names.clone(), handles: handles.collect() },
            people: self.people("", usize::MAX)?.rows,
            links: links(network, &scale),
            rulings: self.rulings()?,
            introductions: self.introductions()?,
            asks: self.asks()?,
            outcomes: self.outcomes()?.outcomes,
            stories: self.stories()?,
            sources: self.sources()?,
        };
        let text = serde_json::to_string_pretty(&whole);
        text.map(|text| text + "\n").map_err(|error| AppError::internal(format!("cannot write JSON: {error}")))
    }

    fn export_csv(&self) -> Result<String, AppError> {
        let mut out = String::from("id,name,employer,title,place,emails,phones,urls,depth,freshness,kinds,last\n");
        for row in self.people("", usize::MAX)?.rows {
            let of_kind = |kinds: &[&str]| {
                let handles = row.handles.iter().filter(|handle| kinds.contains(&handle.kind.as_str()));
                handles.map(|handle| handle.value.as_str()).collect::<Vec<_>>().join("; ")
            };
            let known = |text: &Option<String>| text.clone().unwrap_or_default();
            let cells = [
                row.brief.id.clone(),
                row.brief.name.clone(),
                known(&row.brief.employer),
                known(&row.brief.title),
                known(&row.brief.place),
                of_kind(&["email"]),
                of_kind(&["phone"]),
                of_kind(&["linkedin", "url", "account"]),
                row.depth.to_string(),
                row.freshness.to_string(),
                row.kinds.join("; "),
                known(&row.last),
            ];
            out.push_str(&cells.map(|cell| csv_cell(&cell)).join(","));
            out.push('\n');
        }
        Ok(out)
    }

    fn export_graphml(&self) -> Result<String, AppError> {
        let network = self.network()?;
        let scale = Scale::new(network, self.now());
        let graph = tie_graph(network, &scale)?;
        let mut out = String::from(GRAPHML_HEAD);
        let id = |node: NodeIdx| match network.people.get(node.0 as usize) {
            Some(person) => PersonId(person.id).to_string(),
            None => "me".to_owned(),
        };
        out.push_str("  <node id=\"me\"><data key=\"name\">me</data></node>\n");
        for person in &network.people {
            let PersonBrief { id, name, employer, title, .. } = brief(person);
            let data = [("name", Some(name)), ("employer", employer), ("title", title)];
            let data: String = data
                .into_iter()
                .filter_map(|(key, value)| Some(format!("<data key=\"{key}\">{}</data>", xml_text(&value?))))
                .collect();
            line(&mut out, &format!("  <node id=\"{id}\">{data}</node>"));
        }
        for node in 0..graph.n_nodes() as u32 {
            for arc in graph.arcs_from(NodeIdx(node)) {
                let (from, to) = (id(NodeIdx(node)), id(arc.node));
                let strength = rounded(arc.strength);
                line(
                    &mut out,
                    &format!(
                        "  <edge source=\"{from}\" target=\"{to}\"><data key=\"strength\">{strength}</data></edge>"
                    ),
                );
            }
        }
        out.push_str("</graph>\n</graphml>\n");
        Ok(out)
    }
}

const GRAPHML_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">
<key id=\"name\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>
<key id=\"employer\" for=\"node\" attr.name=\"employer\" attr.type=\"string\"/>
<key id=\"title\" for=\"node\" attr.name=\"title\" attr.type=\"string\"/>
<key id=\"strength\" for=\"edge\" attr.name=\"strength\" attr.type=\"double\"/>
<graph edgedefault=\"directed\">
";

fn links(network: &Network, scale: &Scale<'_>) -> Vec<LinkRow> {
    let id = |idx: u32| PersonId(network.people[idx as usize].id).to_string();
    let known = network.links.iter().enumerate().filter_map(|(n, link)| Some((link, scale.link(n)?)));
    known
        .filter(|(_, found)| found.evidence != Evidence::Inferred)
        .map(|(link, found)| LinkRow {
            from: id(link.a),
            to: id(link.b),
            strength: rounded(found.strength.value),
            evidence: found.evidence.id().to_owned(),
            reasons: found
                .strength
                .reasons
                .iter()
                .map(|reason| Reason { kind: reason.kind.id().to_owned(), text: reason.text.clone() })
                .collect(),
        })
        .collect()
}

/// A vCard 4.0 (RFC 6350), lines folded at 75 octets.
fn vcard(person: &Person) -> String {
    let mut lines = vec!["BEGIN:VCARD".to_owned(), "VERSION:4.0".to_owned()];
    lines.push(format!("UID:urn:tertius:{}", PersonId(person.id)));
    lines.push(format!("FN:{}", vcard_text(&person.name)));
    for handle in &person.handles {
        lines.push(match handle.kind() {
            HandleKind::Email => format!("EMAIL:{}", vcard_text(&handle.value)),
            HandleKind::Phone => format!("TEL;VALUE=uri:tel:{}", handle.value),
            HandleKind::LinkedIn => format!("URL:https://www.{}", handle.handle()),
            HandleKind::Web => format!("URL:https://{}", handle.value),
            HandleKind::Account => format!("IMPP:{}", handle.value),
        });
    }
    let known = [("ORG", &person.employer), ("TITLE", &person.title), ("ADR", &person.place)];
    for (property, value) in known.into_iter().filter(|(_, value)| !value.is_empty()) {
        let value = vcard_text(value);
        lines.push(if property == "ADR" { format!("ADR:;;;{value};;;") } else { format!("{property}:{value}") });
    }
    if !person.groups.is_empty() {
        let groups: Vec<String> = person.groups.iter().map(|group| vcard_text(group)).collect();
        lines.push(format!("CATEGORIES:{}", groups.join(",")));
    }
    lines.extend(person.notes.iter().map(|note| format!("NOTE:{}", vcard_text(note))));
    lines.push("END:VCARD".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn vcard_text(text: &str) -> String {
    text.replace('\\', "\\\\").replace(['\r'], "").replace('\n', "\\n").replace(',', "\\,").replace(';', "\\;")
}

fn folded(line: &str) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in line.chars() {
        if used + c.len_utf8() > 75 {
            out.push_str("\r\n ");
            used = 1;
        }
        out.push(c);
        used += c.len_utf8();
    }
    out + "\r\n"
}

/// Quoted where needed; a cell that a spreadsheet would run as a formula gets an apostrophe.
fn csv_cell(text: &str) -> String {
    let text = if text.starts_with(['=', '@', '\t']) { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn xml_text(text: &str) -> String {
    let allowed = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    allowed.collect::<String>().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("because writing to a string cannot fail");
}
