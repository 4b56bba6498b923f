//! How many nodes lie within two steps, for everybody at once, estimated.
//!
//! Method: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) as HyperANF uses it (Boldi, Rosa, Vigna 2011): every
//! node gets a sketch of itself and its friends, 2^b registers of a byte; the sketch of the nodes within two steps is,
//! register by register, the maximum over the friends' sketches. Small counts are read from empty registers.
//! Error: the standard error is 1.04/√(2^b), 6.5 % for b = 8, relative to the size.
//! Cost: 2^b bytes a node, and twice as many bytes read for every arc; nothing depends on chance but the node's number.
//! Odd inputs: a node without friends has 0 within two steps.

use crate::snapshot::Rows;
use crate::{NodeIdx, Snapshot, SnapshotError};
use std::ops::RangeInclusive;

/// What the logarithm of the number of registers may be.
pub const HORIZON_BITS: RangeInclusive<u32> = 4..=12;

/// The standard error of [`horizon`], as a part of the size.
pub fn horizon_error(bits: u32) -> f64 {
    1.04 / f64::from(1_u32 << bits).sqrt()
}

/// Hands out the estimated number of nodes within two steps of everybody, in the order of nodes, until `take` fails.
///
/// `bits` is brought into [`HORIZON_BITS`].
pub fn horizon<E: From<SnapshotError>>(
    snapshot: &Snapshot,
    bits: u32,
    mut take: impl FnMut(NodeIdx, f64) -> Result<(), E>,
) -> Result<(), E> {
    let bits = bits.clamp(*HORIZON_BITS.start(), *HORIZON_BITS.end());
    let (rows, n_registers) = (snapshot.leaving(), 1_usize << bits);
    let mut sketches = vec![0_u8; snapshot.n_nodes() * n_registers];
    for (node, sketch) in sketches.chunks_exact_mut(n_registers).enumerate() {
        let node = NodeIdx(node as u32);
        add(sketch, node.0, bits);
        rows.nodes(node).iter().for_each(|friend| add(sketch, friend, bits));
    }
    snapshot.intact()?;
    let mut union = vec![0_u8; n_registers];
    for node in (0..snapshot.n_nodes() as u32).map(NodeIdx) {
        let size = if rows.degree(node) == 0 { 0.0 } else { two_steps(rows, node, &sketches, &mut union) };
        snapshot.intact()?;
        take(node, size)?;
    }
    Ok(())
}

fn two_steps(rows: Rows<'_>, node: NodeIdx, sketches: &[u8], union: &mut [u8]) -> f64 {
    let n_registers = union.len();
    let of = |node: u32| &sketches[node as usize * n_registers..(node as usize + 1) * n_registers];
    union.copy_from_slice(of(node.0));
    for friend in rows.nodes(node).iter() {
        for (register, other) in union.iter_mut().zip(of(friend)) {
            *register = (*register).max(*other);
        }
    }
    // The node itself is in its own sketch.
    (estimate(union) - 1.0).max(rows.degree(node) as f64)
}

fn add(sketch: &mut [u8], node: u32, bits: u32) {
    let hash = mix(u64::from(node));
    let register = &mut sketch[(hash >> (64 - bits)) as usize];
    let rank = ((hash << bits) | 1 << (bits - 1)).leading_zeros() as u8 + 1;
    *register = (*register).max(rank);
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014), a step away from 0.
fn mix(number: u64) -> u64 {
    let mut x = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

fn estimate(registers: &[u8]) -> f64 {
    let n = registers.len() as f64;
    let correction = match registers.len() {
        16 => 0.673,
        32 => 0.697,
        64 => 0.709,
        _ => 0.7213 / (1.0 + 1.079 / n),
    };
    let sum: f64 = registers.iter().map(|rank| f64::from_bits(u64::from(1023 - u16::from(*rank)) << 52)).sum();
    let raw = correction * n * n / sum;
    let n_empty = registers.iter().filter(|rank| **rank == 0).count();
    if raw <= 2.5 * n && n_empty > 0 { n * (n / n_empty as f64).ln() } else { raw }
}
