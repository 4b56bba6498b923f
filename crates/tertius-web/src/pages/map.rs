//! The map: the page around it, and what its script draws, in columns so that ten thousand people stay small.

use super::{Page, page, typed};
use crate::desk::LARGEST_MAP;
use crate::server::Shared;
use crate::trouble::{Problem, Trouble};
use askama::Template;
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use tertius_app::PeopleRequest;
use tertius_app::views::{MapPerson, MapView, PersonBrief, PersonRow};

/// People in the table beside the map.
const LISTED: usize = 100;

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Wanted {
    /// To whom paths light up.
    path: String,
}

#[derive(Template)]
#[template(path = "map.html")]
struct MapPage {
    rows: Vec<PersonRow>,
    total: u64,
    source: String,
    to: Option<PersonBrief>,
}

/// The page.
pub async fn map(State(shared): State<Shared>, Query(wanted): Query<Wanted>) -> Page {
    let path = typed(&wanted.path);
    let source = path
        .as_ref()
        .map_or_else(|| "/map/data".to_owned(), |path| format!("/map/data?path={}", crate::phrase::encoded(path)));
    let (found, to) = shared
        .desk
        .ask(move |app| {
            let found = app.find_people(&PeopleRequest { top: LISTED, ..PeopleRequest::default() })?;
            let to = path.map(|path| app.person(&path)).transpose()?;
            Ok((found, to.map(|person| person.row.brief)))
        })
        .await?;
    page(&MapPage { rows: found.rows, total: found.total, source, to })
}

/// The picture in columns: places in ten-thousandths, depth and freshness in hundredths, ties as runs of three numbers.
#[derive(Serialize)]
pub struct Columns {
    id: Vec<String>,
    name: Vec<String>,
    role: Vec<String>,
    x: Vec<i32>,
    y: Vec<i32>,
    depth: Vec<u8>,
    freshness: Vec<u8>,
    /// The number of the circle, or -1.
    circle: Vec<i32>,
    /// 1 for a loose connection.
    loose: Vec<u8>,
    /// Two places in the columns, and the strength in hundredths.
    ties: Vec<u32>,
    /// Paths to light up, as places in the columns.
    paths: Vec<Vec<u32>>,
}

/// What the script draws.
pub async fn data(State(shared): State<Shared>, Query(wanted): Query<Wanted>) -> Result<Json<Columns>, Problem> {
    let path = typed(&wanted.path);
    let columns = shared.desk.ask(move |app| match path {
        None => Ok(columns(&*app.map(LARGEST_MAP)?, Vec::new())),
        Some(path) => {
            let (map, paths) = app.map_with_paths(&path, LARGEST_MAP)?;
            Ok(columns(&map, paths))
        }
    });
    Ok(Json(columns.await.map_err(Trouble::from)?))
}

fn columns(map: &MapView, paths: Vec<Vec<u32>>) -> Columns {
    fn each<T>(map: &MapView, of: impl Fn(&MapPerson) -> T) -> Vec<T> {
        map.people.iter().map(of).collect()
    }
    let hundredths = |value: f64| (value.clamp(0.0, 1.0) * 100.0).round() as u8;
    let place = |part: f32| (part * 1e4).round() as i32;
    let ties = map.ties.iter().flat_map(|tie| [tie.a, tie.b, u32::from(hundredths(tie.strength))]);
    Columns {
        id: each(map, |one| one.id.clone()),
        name: each(map, |one| one.name.clone()),
        role: each(map, |one| one.role.clone()),
        x: each(map, |one| place(one.x)),
        y: each(map, |one| place(one.y)),
        depth: each(map, |one| hundredths(one.depth)),
        freshness: each(map, |one| hundredths(one.freshness)),
        circle: each(map, |one| one.circle.and_then(|circle| i32::try_from(circle).ok()).unwrap_or(-1)),
        loose: each(map, |one| u8::from(one.loose)),
        ties: ties.collect(),
        paths,
    }
}
