//! `tertius generate`: shell completions and the manual page.

use clap::CommandFactory;

/// Arguments of `generate`.
#[derive(clap::Args)]
pub struct Arguments {
    /// What to print
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Completions for a shell: bash, zsh, fish, elvish, powershell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// The manual page, in roff
    Man,
}

/// Prints.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut command = crate::Arguments::command();
    let mut out = Vec::new();
    match arguments.what {
        What::Completions { shell } => clap_complete::generate(shell, &mut command, "tertius", &mut out),
        What::Man => clap_mangen::Man::new(command).render(&mut out)?,
    }
    crate::terminal::print_bytes(&out)
}
