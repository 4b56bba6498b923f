//! When an answer to a search leaves: at whole steps only.
//!
//! How long a search takes depends on how much a tribe holds, hidden ties included: a clock would count them. So an answer
//! waits until the next whole step after the question came. What a clock still tells is the number of steps, which is one
//! as long as a search takes less than [`STEP`] (`examples/tribe_scale.rs` measures how long it takes), and how busy the
//! machine is. It is no promise about processor caches, or about somebody who watches the machine itself.

use std::time::Duration;
use tokio::time::Instant;

/// Assumption: longer than nearly every search in a tribe of a thousand, so that all leave at one step, and short for people.
pub(crate) const STEP: Duration = Duration::from_millis(40);

/// Waits for the step after now, counted from when the question came: what came before it in the program counts too.
pub(crate) async fn until_a_step(came: Instant, step: Duration) {
    // Only a measurement of the work itself takes no steps.
    if !step.is_zero() {
        tokio::time::sleep_until(came + rounded(came.elapsed(), step)).await;
    }
}

/// The first whole number of steps that is longer.
fn rounded(elapsed: Duration, step: Duration) -> Duration {
    let n_steps = elapsed.as_nanos() / step.as_nanos() + 1;
    step * u32::try_from(n_steps).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_within_a_step_leaves_at_its_end() {
        for (elapsed, leaves) in [(0, 40), (1, 40), (39, 40), (40, 80), (79, 80), (1_000, 1_040)] {
            assert_eq!(rounded(Duration::from_millis(elapsed), STEP), Duration::from_millis(leaves));
        }
    }
}
