//! Arguments of `intro`.

use std::path::PathBuf;
use tertius_app::{Party, Said};

/// Arguments of `intro`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(clap::Subcommand)]
pub enum Verb {
    /// Draft a request to a friend, from facts you both can check
    Draft(Draft),
    /// Change the words of a draft
    Edit(Edit),
    /// Every introduction and where it stands
    List,
    /// One introduction: the words, who sees what, what you can do
    Show {
        /// Its number, or a name in it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
    },
    /// You send the request: it counts as made, and its words are handed to you
    Send {
        /// Its number, or a name in it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
        /// Give away your name alone, not your address
        #[arg(long)]
        name_only: bool,
        #[command(flatten)]
        handing: Handing,
    },
    /// The words and files once more, as things stand
    Letters {
        /// Its number, or a name in it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
        #[command(flatten)]
        handing: Handing,
    },
    /// Take what came back: a file, a saved mail, or pasted text
    Take(Take),
    /// Say yes: as the friend between, or as who is to be introduced
    Accept(Accept),
    /// Say no; to the one who asked it looks like silence
    Decline {
        /// Its number, or a name in it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
    },
    /// Introduce the two, where you kept that for yourself
    Introduce {
        /// Its number, or a name in it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
        #[command(flatten)]
        handing: Handing,
    },
    /// Take back what you asked, or your yes
    Withdraw {
        /// Its number, or a name in it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
        #[command(flatten)]
        handing: Handing,
    },
    /// Say no, and take nothing from this sender ever again
    Never {
        /// Its number, or a name in it
        #[arg(value_name = "WHICH")]
        which: Vec<String>,
    },
    /// Note how much a friend wishes to be asked
    Wishes(Wishes),
}

/// Arguments of `intro draft`.
#[derive(clap::Args)]
pub struct Draft {
    /// Whom you want to meet: a name, an address or a person id
    #[arg(value_name = "WHO", required = true)]
    pub target: Vec<String>,
    /// The friend to ask; by default the best one between
    #[arg(long, value_name = "FRIEND")]
    pub via: Option<String>,
    /// What it is for, in one line
    #[arg(long = "for", value_name = "TEXT")]
    pub goal: Option<String>,
    /// Your own letter to the friend; @FILE reads it, - from standard input
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
    /// What the friend may pass on
    #[arg(long, value_name = "TEXT")]
    pub to_target: Option<String>,
}

/// Arguments of `intro edit`.
#[derive(clap::Args)]
pub struct Edit {
    /// Its number, or a name in it
    #[arg(value_name = "WHICH")]
    pub which: Vec<String>,
    /// What it is for, in one line
    #[arg(long = "for", value_name = "TEXT")]
    pub goal: Option<String>,
    /// The letter to the friend; @FILE reads it, - from standard input
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
    /// What the friend may pass on
    #[arg(long, value_name = "TEXT")]
    pub to_target: Option<String>,
}

/// Arguments of `intro take`.
#[derive(clap::Args)]
pub struct Take {
    /// The file, the saved mail, or the text of the reply; - is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// For a reply by mail: which introduction, by number or a name in it
    #[arg(long = "for", value_name = "WHICH")]
    pub which: Option<String>,
    /// For a reply by mail: who wrote it
    #[arg(long, value_name = "PARTY")]
    pub from: Option<From>,
    /// For a reply that a person has to read: what it means
    #[arg(long, value_name = "ANSWER")]
    pub says: Option<Says>,
    #[command(flatten)]
    pub handing: Handing,
}

/// Arguments of `intro accept`.
#[derive(clap::Args)]
pub struct Accept {
    /// Its number, or a name in it
    #[arg(value_name = "WHICH")]
    pub which: Vec<String>,
    /// Your words for the one who asks; @FILE reads them, - from standard input
    #[arg(long, value_name = "TEXT")]
    pub words: Option<String>,
    /// What they have to keep to: "an hour at most"
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Where to write to them, where your vault does not say it
    #[arg(long, value_name = "ADDRESS")]
    pub address: Option<String>,
    /// You introduce the two yourself once they agreed
    #[arg(long)]
    pub myself: bool,
    /// Give away your name alone, not your address
    #[arg(long)]
    pub name_only: bool,
    #[command(flatten)]
    pub handing: Handing,
}

/// Arguments of `intro wishes`.
#[derive(clap::Args)]
pub struct Wishes {
    /// The friend
    #[arg(value_name = "WHO", required = true)]
    pub who: Vec<String>,
    /// Days between two asks
    #[arg(long, value_name = "DAYS")]
    pub cool_down: Option<i32>,
    /// Months of quiet, as numbers
    #[arg(long = "quiet-months", value_name = "MONTH", num_args = 1..)]
    pub quiet_months: Vec<u32>,
    /// Topics they want nothing of
    #[arg(long, value_name = "WORDS", num_args = 1..)]
    pub no_go: Vec<String>,
}

/// How words are handed over.
#[derive(clap::Args, Default)]
pub struct Handing {
    /// Write a mail (.eml) and a signed file (.json) for each reader into this folder
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Print links that open your mail program, and no text
    #[arg(long)]
    pub mailto: bool,
}

/// Who wrote a reply.
#[derive(clap::ValueEnum, Clone, Copy)]
pub enum From {
    Connector,
    Target,
}

impl From {
    pub fn party(self) -> Party {
        match self {
            From::Connector => Party::Connector,
            From::Target => Party::Target,
        }
    }
}

/// What a reply means.
#[derive(clap::ValueEnum, Clone, Copy)]
pub enum Says {
    Yes,
    No,
    Never,
}

impl Says {
    pub fn said(self) -> Said {
        match self {
            Says::Yes => Said::Yes,
            Says::No => Said::No,
            Says::Never => Said::Never,
        }
    }
}
