//! The order of nodes in a snapshot.

use super::rows::Rows;
use super::threads::run_jobs;
use std::cmp::Reverse;
use std::io;
use std::num::NonZeroUsize;

/// How nodes are numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Those who share ties lie together, in networks too large for a cache; small ones stay in the order of ids.
    #[default]
    Near,
    /// In the order of ids.
    ById,
    /// The most arcs first.
    ByDegree,
    /// Breadth-first from hubs.
    BreadthFirst,
    /// Communities by label propagation.
    Communities(u32),
    /// Shingles
    Shingles,
    /// Communities in classes of degree
    Both(u32),
}

/// The new number of every node.
pub(super) fn new_numbers(order: Order, rows: &Rows, threads: NonZeroUsize) -> io::Result<Option<Vec<u32>>> {
    let n = rows.split.n_nodes as u32;
    let degrees: Vec<u32> = rows.degrees().collect();
    let mut by: Vec<u32> = (0..n).collect();
    match order {
        Order::ById | Order::Near => return Ok(None),
        Order::ByDegree => by.sort_by_key(|node| Reverse(degrees[*node as usize])),
        Order::BreadthFirst => by = breadth_first(rows, &degrees),
        Order::Communities(rounds) => {
            let labels = labels(rows, threads, rounds)?;
            by.sort_by_key(|node| (labels[*node as usize], Reverse(degrees[*node as usize])));
        }
        Order::Both(rounds) => {
            let labels = labels(rows, threads, rounds)?;
            let mean = (rows.n_arcs() / u64::from(n.max(1))) as u32;
            by.sort_by_key(|node| {
                let degree = degrees[*node as usize];
                let class = if degree > 4 * mean { 0 } else if degree > mean { 1 } else { 2 };
                (class, labels[*node as usize], Reverse(degree))
            });
        }
        Order::Shingles => {
            let shingles = shingles(rows, threads)?;
            by.sort_by_key(|node| shingles[*node as usize]);
        }
    }
    let mut new_of = vec![0; n as usize];
    for (new, old) in by.iter().enumerate() {
        new_of[*old as usize] = new as u32;
    }
    Ok(Some(new_of))
}

fn breadth_first(rows: &Rows, degrees: &[u32]) -> Vec<u32> {
    let mut roots: Vec<u32> = (0..degrees.len() as u32).collect();
    roots.sort_by_key(|node| Reverse(degrees[*node as usize]));
    let mut seen = vec![false; degrees.len()];
    let mut order = Vec::with_capacity(degrees.len());
    for root in roots {
        if std::mem::replace(&mut seen[root as usize], true) {
            continue;
        }
        let mut at = order.len();
        order.push(root);
        while at < order.len() {
            let first = order.len();
            for other in rows.row(order[at]).0 {
                if !std::mem::replace(&mut seen[*other as usize], true) {
                    order.push(*other);
                }
            }
            order[first..].sort_by_key(|node| degrees[*node as usize]);
            at += 1;
        }
    }
    order
}

fn mix(value: u32) -> u32 {
    let x = value.wrapping_mul(0x9e37_79b9);
    let x = (x ^ x >> 15).wrapping_mul(0x85eb_ca6b);
    x ^ x >> 13
}

fn shingles(rows: &Rows, threads: NonZeroUsize) -> io::Result<Vec<(u32, u32)>> {
    let (parts, _) = run_jobs(threads, rows.buckets.len(), || (), |(), bucket| {
        let loaded = rows.load(bucket)?;
        let shingle = |(_, nodes, _): (u32, &[u32], &[f32])| {
            let one = nodes.iter().map(|node| mix(*node)).min().unwrap_or(u32::MAX);
            let two = nodes.iter().map(|node| mix(!*node)).min().unwrap_or(u32::MAX);
            (one, two)
        };
        Ok::<_, io::Error>(loaded.rows().map(shingle).collect::<Vec<_>>())
    })?;
    Ok(parts.concat())
}

/// Labels by propagation
fn labels(rows: &Rows, threads: NonZeroUsize, rounds: u32) -> io::Result<Vec<u32>> {
    let n = rows.split.n_nodes;
    let mut labels: Vec<u32> = (0..n as u32).collect();
    for round in 0..rounds {
        let (parts, _) = run_jobs(threads, rows.buckets.len(), || (vec![0_u32; n], Vec::new()), |(counts, touched), bucket| {
            let loaded = rows.load(bucket)?;
            let mut out = Vec::new();
            for (node, nodes, _) in loaded.rows() {
                if round > 0 && mix(node) & 1 != round & 1 {
                    out.push(labels[node as usize]);
                    continue;
                }
                for other in nodes {
                    let label = labels[*other as usize];
                    let count = &mut counts[label as usize];
                    if *count == 0 {
                        touched.push(label);
                    }
                    *count += 1;
                }
                let mut best = (0, 0, labels[node as usize]);
                for label in touched.drain(..) {
                    let count = std::mem::take(&mut counts[label as usize]);
                    best = best.max((count, mix(label ^ round), label));
                }
                out.push(best.2);
            }
            Ok::<_, io::Error>(out)
        })?;
        labels = parts.concat();
    }
    Ok(labels)
}
