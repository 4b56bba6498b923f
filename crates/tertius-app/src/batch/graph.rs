//! A network as a file of its own: build it from tables, ask it.

mod build;
mod horizon;
mod lines;
mod query;
mod recent;
pub mod views;

pub use build::{BuildRequest, Memory, build, build_from_vault};
pub use horizon::write_horizon;
pub use lines::{write_batch, write_batch_as_parquet};
pub use query::answer_line;
pub use recent::{add, compact};
pub use tertius_graph::ask::LooseBy;
pub use tertius_graph::{Direction, Form};

use crate::AppError;
use std::path::Path;
use tertius_graph::ask::{self, Among, Ask, Candidate, Communities, LooseRow, Routes, Scratch};
use tertius_graph::snapshot::{Members, Rounding};
use tertius_graph::{NodeIdx, Snapshot, SnapshotError};
use views::{CircleView, Distance, GraphStats, GrowRow, LooseView, PlaceView, RouteView};

/// A network that is open for questions.
#[derive(Debug)]
pub struct GraphFile {
    snapshot: Snapshot,
    scratch: Scratch,
    found: Vec<LooseRow>,
    routes: Routes,
    grown: Vec<Candidate>,
    circles: Communities,
}

/// `ATTR=VALUE`: only nodes with this value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Where {
    /// The attribute.
    pub attribute: String,
    /// Its value.
    pub value: String,
}

impl Where {
    /// Reads `ATTR=VALUE`.
    pub fn parse(text: &str) -> Result<Where, AppError> {
        match text.split_once('=') {
            Some((attribute, value)) => Ok(Where { attribute: attribute.to_owned(), value: value.to_owned() }),
            None => Err(AppError::user(format!("\"{text}\" is no condition"), "write it as ATTR=VALUE")),
        }
    }
}

/// What `loose` is asked.
#[derive(Clone, Debug)]
pub struct LooseAsk {
    /// Whose loose connections.
    pub from: String,
    /// At most this many.
    pub top: usize,
    /// Sorted by this.
    pub by: LooseBy,
    /// Only these.
    pub only: Option<Where>,
}

/// To whom `reach` looks.
#[derive(Clone, Debug)]
pub enum Targets {
    /// These ids; those that nobody has are left out.
    Ids(Vec<String>),
    /// All with a value.
    Where(Where),
}

/// Reads the word for an order.
pub fn parse_order(text: &str) -> Result<LooseBy, AppError> {
    match text {
        "adamic_adar" => Ok(LooseBy::AdamicAdar),
        "resource_allocation" => Ok(LooseBy::ResourceAllocation),
        "mutual" => Ok(LooseBy::Mutual),
        "warmth" => Ok(LooseBy::Warmth),
        "best" => Ok(LooseBy::Best),
        _ => Err(AppError::user(
            format!("there is no order \"{text}\""),
            "one of adamic_adar, resource_allocation, mutual, warmth, best",
        )),
    }
}

pub(crate) fn broken(error: &SnapshotError) -> AppError {
    AppError { kind: crate::Kind::Data, message: error.to_string(), hint: None }
}

fn file(path: &Path) -> Result<std::fs::File, AppError> {
    std::fs::File::open(path).map_err(|error| {
        let hint = "build it first: tertius graph build EDGES.csv --out FILE";
        AppError::user(format!("cannot open {}: {error}", path.display()), hint)
    })
}

impl GraphFile {
    /// Opens a file that [`build()`] wrote, with the ties that [`add()`] left beside it.
    pub fn open(path: &Path) -> Result<GraphFile, AppError> {
        GraphFile::over(path, Snapshot::map(&file(path)?))
    }

    /// Opens it for many questions: read into memory, where it fits. That takes a while; then they are answered sooner.
    pub fn load(path: &Path) -> Result<GraphFile, AppError> {
        let file = file(path)?;
        let len = file.metadata().map_or(u64::MAX, |metadata| metadata.len());
        let fits = Memory::Free.n_bytes().is_none_or(|free| len < free as u64);
        let loaded = if fits { Snapshot::load(&file, len as usize) } else { Snapshot::map(&file) };
        // A fault of the file shows either way; without the room it is still answered.
        GraphFile::over(path, loaded.or_else(|_| Snapshot::map(&file)))
    }

    fn over(path: &Path, snapshot: Result<Snapshot, SnapshotError>) -> Result<GraphFile, AppError> {
        let mut snapshot = snapshot.map_err(|error| {
            let AppError { kind, message, hint } = broken(&error);
            AppError { kind, message: format!("{}: {message}", path.display()), hint }
        })?;
        recent::lay_on_top(path, &mut snapshot)?;
        Ok(GraphFile {
            snapshot,
            scratch: Scratch::new(),
            found: Vec::new(),
            routes: Routes::new(),
            grown: Vec::new(),
            circles: Communities::default(),
        })
    }

    /// Counts the network; reads all of it once.
    pub fn stats(&self) -> Result<GraphStats, AppError> {
        let counted = ask::structure(&self.snapshot).map_err(|error| broken(&error))?;
        let attributes = self.snapshot.attributes().map(|(name, attribute)| views::AttributeStats {
            name: name.to_owned(),
            values: self.snapshot.n_values(attribute),
        });
        Ok(GraphStats {
            people: counted.n_nodes,
            ties: counted.n_ties,
            directed: self.snapshot.direction() == Direction::Directed,
            without_ties: counted.n_without_arcs,
            degree_mean: counted.mean_degree,
            degree_median: counted.median_degree,
            degree_p99: counted.p99_degree,
            degree_max: counted.max_degree,
            strength_mean: counted.mean_strength,
            attributes: attributes.collect(),
            recent: self.snapshot.n_recent_arcs()
                / if self.snapshot.direction() == Direction::Directed { 1 } else { 2 },
            form: if self.snapshot.form() == Form::Packed { "packed" } else { "plain" },
            strengths: match self.snapshot.rounding() {
                Rounding::Exact => views::StrengthStats::Exact,
                Rounding::Rounded { by, weakest } => views::StrengthStats::Rounded { by, weakest },
            },
            bytes: self.snapshot.n_bytes(),
            bytes_per_directed_tie: self.snapshot.n_bytes() as f64 / (self.snapshot.n_arcs() as f64).max(1.0),
        })
    }

    /// The best loose connections of one.
    pub fn loose(&mut self, request: &LooseAsk) -> Result<Vec<LooseView>, AppError> {
        let from = self.node(&request.from)?;
        let GraphFile { snapshot, scratch, found, .. } = self;
        let only = match &request.only {
            None => None,
            Some(only) => match members(snapshot, only)? {
                Some(members) => Some(members),
                None => return Ok(Vec::new()),
            },
        };
        ask::loose(snapshot, scratch, from, request.top, request.by, only, found).map_err(|error| broken(&error))?;
        let view = |row: &LooseRow| LooseView {
            id: snapshot.id(row.target).to_owned(),
            score: row.score,
            mutual: row.mutual,
            adamic_adar: row.adamic_adar,
            resource_allocation: row.resource_allocation,
            bridge: snapshot.id(row.bridge).to_owned(),
            bridge_strength: row.bridge_strength,
            warmth: row.warmth,
        };
        let rows = found.iter().map(view).collect();
        self.whole(rows)
    }

    /// The warmest paths from one to another.
    pub fn path(&mut self, from: &str, to: &str, k: usize, max_hops: usize) -> Result<Vec<RouteView>, AppError> {
        let (from, to) = (self.node(from)?, self.node(to)?);
        let GraphFile { snapshot, scratch, routes, .. } = self;
        let found = ask::paths(snapshot, scratch, from, to, Ask { k, max_hops }, routes);
        self.routes(found)
    }

    /// The fewest ties from one to another.
    pub fn distance(&mut self, from: &str, to: &str) -> Result<Distance, AppError> {
        let (from, to) = (self.node(from)?, self.node(to)?);
        let distance = ask::distance(&self.snapshot, &mut self.scratch, from, to);
        Ok(Distance { distance: distance.map_err(|error| broken(&error))? })
    }

    /// The best paths from one to a set, one path to each.
    pub fn reach(&mut self, from: &str, to: &Targets, max_hops: usize, top: usize) -> Result<Vec<RouteView>, AppError> {
        let from = self.node(from)?;
        let GraphFile { snapshot, scratch, routes, .. } = self;
        let found = match to {
            Targets::Ids(ids) => {
                let nodes = known(snapshot, ids)?;
                ask::reach(snapshot, scratch, from, Among::Nodes(&nodes), max_hops, top, routes)
            }
            Targets::Where(only) => match members(snapshot, only)? {
                Some(members) => ask::reach(snapshot, scratch, from, Among::Members(members), max_hops, top, routes),
                None => return Ok(Vec::new()),
            },
        };
        self.routes(found)
    }

    /// Whom to tie next, to have the most within two steps.
    pub fn grow(&mut self, from: &str, candidates: Option<&[String]>, top: usize) -> Result<Vec<GrowRow>, AppError> {
        let from = self.node(from)?;
        let candidates = candidates.map(|ids| known(&self.snapshot, ids)).transpose()?;
        let GraphFile { snapshot, scratch, grown, .. } = self;
        ask::grow(snapshot, scratch, from, candidates.as_deref(), top, grown).map_err(|error| broken(&error))?;
        let row = |candidate: &ask::Candidate| GrowRow {
            id: self.snapshot.id(candidate.node).to_owned(),
            gain: candidate.gain,
            total: candidate.total,
        };
        let rows = self.grown.iter().map(row).collect();
        self.whole(rows)
    }

    /// One person's place in the network.
    pub fn place(&mut self, id: &str) -> Result<PlaceView, AppError> {
        let node = self.node(id)?;
        let GraphFile { snapshot, scratch, circles, .. } = self;
        let numbers = (|| {
            ask::communities(snapshot, scratch, node, circles)?;
            let constraint = ask::constraint(snapshot, scratch, node)?;
            let effective_size = ask::effective_size(snapshot, scratch, node)?;
            Ok((constraint, effective_size, ask::two_step_size(snapshot, scratch, node)?))
        })();
        let (constraint, effective_size, two_steps) = numbers.map_err(|error: SnapshotError| broken(&error))?;
        let mut views: Vec<CircleView> = Vec::new();
        for (friend, circle) in &self.circles.members {
            if views.len() == *circle as usize {
                views.push(CircleView { people: Vec::new() });
            }
            views[*circle as usize].people.push(self.snapshot.id(*friend).to_owned());
        }
        self.whole(PlaceView {
            id: id.to_owned(),
            friends: self.circles.members.len(),
            constraint,
            effective_size,
            two_steps,
            modularity: self.circles.modularity,
            circles: views,
        })
    }

    /// The people without whom their part of the network falls apart, by id.
    pub fn cuts(&self) -> Result<Vec<String>, AppError> {
        if self.snapshot.direction() == Direction::Directed {
            let message = "who holds a network together is asked of undirected networks only";
            return Err(AppError::user(message, "build the file without --directed"));
        }
        let nodes = ask::articulation_nodes(&self.snapshot).map_err(|error| broken(&error))?;
        let mut ids: Vec<String> = nodes.iter().map(|node| self.snapshot.id(*node).to_owned()).collect();
        ids.sort_unstable();
        self.whole(ids)
    }

    fn node(&self, id: &str) -> Result<NodeIdx, AppError> {
        match self.snapshot.find(id).map_err(|error| broken(&error))? {
            Some(node) => Ok(node),
            None => Err(AppError::user(
                format!("nobody in the network has the id \"{id}\""),
                "ids are those of the table of ties, letter for letter",
            )),
        }
    }

    fn routes(&self, found: Result<(), SnapshotError>) -> Result<Vec<RouteView>, AppError> {
        found.map_err(|error| broken(&error))?;
        let view = |route: ask::Route<'_>| RouteView {
            id: route.nodes.last().map(|node| self.snapshot.id(*node).to_owned()).unwrap_or_default(),
            people: route.nodes.iter().map(|node| self.snapshot.id(*node).to_owned()).collect(),
            strength: route.strength,
            hops: route.nodes.len() - 1,
        };
        let rows = self.routes.iter().map(view).collect();
        self.whole(rows)
    }

    /// Hands an answer out, unless one of the names in it was read from a damaged block.
    fn whole<T>(&self, answer: T) -> Result<T, AppError> {
        self.snapshot.intact().map(|()| answer).map_err(|error| broken(&error))
    }
}

fn known(snapshot: &Snapshot, ids: &[String]) -> Result<Vec<NodeIdx>, AppError> {
    let nodes: Result<Vec<Option<NodeIdx>>, SnapshotError> = ids.iter().map(|id| snapshot.find(id)).collect();
    Ok(nodes.map_err(|error| broken(&error))?.into_iter().flatten().collect())
}

/// The nodes that fulfil a condition; `None` when the attribute has no such value.
fn members<'s>(snapshot: &'s Snapshot, only: &Where) -> Result<Option<Members<'s>>, AppError> {
    let named = snapshot.attributes().find(|(name, _)| *name == only.attribute);
    let Some((_, attribute)) = named else {
        let names: Vec<&str> = snapshot.attributes().map(|(name, _)| name).collect();
        let hint = match names.as_slice() {
            [] => "build the file with --people PEOPLE.csv to have attributes".to_owned(),
            names => format!("the file knows {}", names.join(", ")),
        };
        return Err(AppError::user(format!("there is no attribute \"{}\"", only.attribute), hint));
    };
    snapshot.members(attribute, &only.value).map_err(|error| broken(&error))
}
