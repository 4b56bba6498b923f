//! After the first questions nothing is allocated, whatever is asked. Each thread's allocations are counted apart.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write;
use std::io::Cursor;
use std::num::NonZeroUsize;
use tertius_graph::ask::{self, Among, Ask, Communities, LooseBy, Routes, Scratch};
use tertius_graph::build::SnapshotBuilder;
use tertius_graph::{Direction, NodeIdx, Snapshot, SnapshotError};

thread_local! {
    static N_ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    N_ALLOCATIONS.set(N_ALLOCATIONS.get() + 1);
}

struct Counting;

#[expect(unsafe_code, reason = "an allocator that counts has no safe form; it hands everything on")]
// SAFETY: every call is handed on unchanged to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is handed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is handed on.
        unsafe { System.realloc(pointer, layout, new_size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const N_NODES: u32 = 500;

fn snapshot() -> Snapshot {
    let (mut ties, mut people) = (String::from("src,dst,strength\n"), String::from("id,town\n"));
    for node in 0..N_NODES {
        writeln!(people, "{node},{}", node % 7).expect("because a string takes everything");
        for step in [1, 2, 3, 5, 30 + node % 11, 200] {
            let strength = f64::from((node * 7 + step * 13) % 64) / 64.0;
            writeln!(ties, "{node},{},{strength}", (node + step) % N_NODES).expect("because a string takes everything");
        }
    }
    let mut builder = SnapshotBuilder::new(Direction::Undirected);
    builder.read_people(people.as_bytes()).expect("because the table is well formed");
    builder.read_ties(ties.as_bytes(), &mut |_| {}).expect("because the table is well formed");
    let mut out = Cursor::new(Vec::new());
    builder.write(&mut out, NonZeroUsize::MIN).expect("because memory takes everything");
    Snapshot::from_bytes(&out.into_inner()).expect("because it was just written")
}

#[derive(Default)]
struct Buffers {
    loose: Vec<ask::LooseRow>,
    routes: Routes,
    grown: Vec<ask::Candidate>,
    circles: Communities,
    targets: Vec<NodeIdx>,
}

fn ask_everything(snapshot: &Snapshot, scratch: &mut Scratch, buffers: &mut Buffers) -> Result<(), SnapshotError> {
    let (_, town) = snapshot.attributes().next().ok_or(SnapshotError::Damaged { at: 0 })?;
    let members = snapshot.members(town, "3")?;
    let Buffers { loose, routes, grown, circles, targets } = buffers;
    targets.clear();
    targets.extend((0..40).map(NodeIdx));
    for from in (0..N_NODES).step_by(3).map(NodeIdx) {
        let to = NodeIdx((from.0 + 251) % N_NODES);
        for by in [LooseBy::AdamicAdar, LooseBy::ResourceAllocation, LooseBy::Mutual, LooseBy::Warmth, LooseBy::Best] {
            for among in [None, members] {
                ask::loose(snapshot, scratch, from, 20, by, among, loose)?;
            }
        }
        ask::distance(snapshot, scratch, from, to)?;
        for k in [1, 3] {
            ask::paths(snapshot, scratch, from, to, Ask { k, max_hops: 6 }, routes)?;
        }
        ask::reach(snapshot, scratch, from, Among::Nodes(targets), 3, 10, routes)?;
        if let Some(members) = members {
            ask::reach(snapshot, scratch, from, Among::Members(members), 4, 999, routes)?;
        }
        ask::grow(snapshot, scratch, from, None, 3, grown)?;
        ask::constraint(snapshot, scratch, from)?;
        ask::effective_size(snapshot, scratch, from)?;
        ask::two_step_size(snapshot, scratch, from)?;
        ask::communities(snapshot, scratch, from, circles)?;
        assert!(!loose.is_empty() && !routes.is_empty() && !grown.is_empty() && !circles.members.is_empty());
    }
    Ok(())
}

#[test]
fn after_the_first_questions_nothing_is_allocated() {
    let (snapshot, mut scratch, mut buffers) = (snapshot(), Scratch::new(), Buffers::default());
    ask_everything(&snapshot, &mut scratch, &mut buffers).unwrap();
    let before = N_ALLOCATIONS.get();
    ask_everything(&snapshot, &mut scratch, &mut buffers).unwrap();
    assert_eq!(N_ALLOCATIONS.get() - before, 0);
}
