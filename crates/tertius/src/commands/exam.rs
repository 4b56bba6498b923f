//! `tertius exam`: answer the ties exam.

use super::words::{grouped, seconds};
use crate::table::{number, text};
use crate::terminal::Session;
use std::path::PathBuf;
use tertius_app::batch::exam::{ExamRequest, ExamView, Listing, Parameters, exam};

/// Arguments of `exam`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The folder the exam was exported to; it holds a folder "paper"
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Where the answers go
    #[arg(value_name = "ANSWERS")]
    answers: PathBuf,
    /// Which weights to answer with
    #[arg(long, value_enum, default_value = "learnt")]
    parameters: Weights,
    /// Who comes first among those whom somebody may get to know (task B)
    #[arg(long, value_enum, default_value = "score")]
    list: List,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum List {
    /// The likeliest
    Score,
    /// Ten chosen to open much together, at about as many hits; then the likeliest
    Coverage,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Weights {
    /// The shipped weights as they are: equal to the reference scorer
    Reference,
    /// The shipped weights, changed by what each history shows of its own past
    Learnt,
}

/// Answers.
pub fn run(arguments: &Arguments, session: &Session) -> anyhow::Result<()> {
    let view = exam(&ExamRequest {
        out: arguments.out.clone(),
        answers: arguments.answers.clone(),
        parameters: match arguments.parameters {
            Weights::Reference => Parameters::Reference,
            Weights::Learnt => Parameters::Learnt,
        },
        listing: match arguments.list {
            List::Score => Listing::Score,
            List::Coverage => Listing::Coverage,
        },
    })?;
    session.answer(&view, || render(&view, session))
}

fn render(view: &ExamView, session: &Session) -> String {
    let columns = [text("cut"), number("exchanges"), number("answers"), number("time")];
    let row = |cut: &tertius_app::batch::exam::CutRow| {
        vec![cut.cut.clone(), grouped(cut.exchanges), grouped(cut.answers), seconds(cut.seconds)]
    };
    let rows: Vec<Vec<String>> = view.cuts.iter().map(row).collect();
    let n_answers: u64 = view.cuts.iter().map(|cut| cut.answers).sum();
    let table = session.table(&columns, &rows);
    format!("{table}\n{} answers in {}\n", grouped(n_answers), seconds(view.seconds))
}
