//! The steps of keeping and sending by name, so that a test can kill the program at each of them.
//!
//! A program made for release has none of this. One made for tests that finds `TERTIUS_TEST_STOP_AT` in its environment, as `leased:2`,
//! says on standard error each step that it comes to, and stands still for good at the second `leased`: whoever started it
//! then kills it there, in the middle.

/// A moment between two things that must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// A link is marked as used, in a transaction that is not ended.
    LinkUsed,
    /// A step of a matter is written, its letters are not, and the transaction is not ended.
    HalfWritten,
    /// Step and letters are written, and the transaction is not ended.
    AllWritten,
    /// The transaction is ended; whoever pressed has no answer yet.
    Kept,
    /// A mail is taken up by this process.
    Leased,
    /// The mail server has the mail; the store does not know.
    HandedOver,
    /// That the mail went is written, and the transaction is not ended.
    Noted,
    /// A reply is answered to; its mail still lies in the mailbox.
    ReplyKept,
}

/// Stops here for good where a test wants it.
#[cfg(not(debug_assertions))]
pub(crate) fn reached(_: Step) {}

#[cfg(debug_assertions)]
pub(crate) use stop::reached;

#[cfg(debug_assertions)]
mod stop {
    use super::Step;
    use std::io::Write;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The variable that names a step and the how-manieth time of it.
    const STOP_AT: &str = "TERTIUS_TEST_STOP_AT";

    static N_TIMES: AtomicUsize = AtomicUsize::new(0);

    impl Step {
        fn word(self) -> &'static str {
            match self {
                Step::LinkUsed => "link-used",
                Step::HalfWritten => "half-written",
                Step::AllWritten => "all-written",
                Step::Kept => "kept",
                Step::Leased => "leased",
                Step::HandedOver => "handed-over",
                Step::Noted => "noted",
                Step::ReplyKept => "reply-kept",
            }
        }
    }

    pub(crate) fn reached(step: Step) {
        let Ok(wanted) = std::env::var(STOP_AT) else { return };
        let Some((word, nth)) = wanted.split_once(':') else { return };
        let is_it = word == step.word()
            && nth.parse().is_ok_and(|nth: usize| N_TIMES.fetch_add(1, Ordering::SeqCst) + 1 == nth);
        let said = if is_it { "stands at" } else { "comes to" };
        // A test that no longer listens is no reason to fail.
        drop(writeln!(std::io::stderr(), "{said} {}", step.word()));
        if is_it {
            loop {
                std::thread::park();
            }
        }
    }
}
