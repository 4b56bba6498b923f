//! Project chores.

mod make_mbox;

use clap::Parser;
use std::path::PathBuf;

#[derive(Parser)]
enum Chore {
    /// Writes a large invented mailbox for measurements.
    MakeMbox {
        /// How many messages.
        #[arg(long)]
        messages: u64,
        /// Where to.
        #[arg(long)]
        out: PathBuf,
        /// Another seed, another mailbox.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> anyhow::Result<()> {
    match Chore::parse() {
        Chore::MakeMbox { messages, out, seed } => make_mbox::run(messages, &out, seed),
    }
}
