//! Runs numbered jobs on a few threads and gives the results back in the order of the numbers.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Results by number, and what every thread worked in.
pub(super) type Done<Room, Out> = (Vec<Out>, Vec<Room>);

/// Every thread makes a room of its own and takes the next job until none is left; the first error by number wins.
pub(super) fn run_jobs<Room: Send, Out: Send, E: Send>(
    threads: NonZeroUsize,
    n_jobs: usize,
    room: impl Fn() -> Room + Sync,
    job: impl Fn(&mut Room, usize) -> Result<Out, E> + Sync,
) -> Result<Done<Room, Out>, E> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut room = room();
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= n_jobs {
                return (done, room);
            }
            let result = job(&mut room, number);
            if result.is_err() {
                next.store(n_jobs, Ordering::Relaxed);
            }
            done.push((number, result));
        }
    };
    let mut all: Vec<(usize, Result<Out, E>)> = Vec::with_capacity(n_jobs);
    let mut rooms = Vec::new();
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads.get().min(n_jobs)).map(|_| scope.spawn(work)).collect();
        let mine = work();
        let theirs = others.into_iter().map(|other| other.join().expect("because a job does not panic"));
        for (done, room) in std::iter::once(mine).chain(theirs) {
            all.extend(done);
            rooms.push(room);
        }
    });
    all.sort_unstable_by_key(|(number, _)| *number);
    let results: Result<Vec<Out>, E> = all.into_iter().map(|(_, result)| result).collect();
    Ok((results?, rooms))
}
