//! Simulates a tribe that asks for a year, and writes what the goodwill budget does to docs/asks.md and a picture.

use crate::make_graph;
use anyhow::{Context, bail};
use std::path::Path;
use std::process::Command;

const PEOPLE: usize = 20_000;
const TIES: usize = 300_000;
const MEMBERS: usize = 1_000;
const ASKS: usize = 5_000;

struct Run {
    budget: String,
    at_once: String,
    hopeless: usize,
    refused: usize,
    reached: usize,
    answered: usize,
    asked: usize,
    worst_month: usize,
    /// How often each member was asked, the most first.
    loads: Vec<usize>,
}

/// Runs the simulation with three seeds and writes the page and the picture.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let folder = root.join("target/asks-exam");
    let mut all: Vec<(u64, Vec<Run>)> = Vec::new();
    for seed in 1..=3 {
        make_graph::run(PEOPLE, TIES, &folder, seed)?;
        let runs = simulate(root, &folder, seed)?;
        all.push((seed, runs));
    }
    let picture = all.first().map(|(_, runs)| picture(runs)).unwrap_or_default();
    std::fs::write(root.join("docs/asks.svg"), picture).context("cannot write docs/asks.svg")?;
    std::fs::write(root.join("docs/asks.md"), page(&all)).context("cannot write docs/asks.md")
}

fn simulate(root: &Path, folder: &Path, seed: u64) -> anyhow::Result<Vec<Run>> {
    let mut command = Command::new("cargo");
    command.args(["run", "--locked", "--quiet", "-p", "tertius-tribe", "--example", "simulate_asks", "--"]);
    command.args([folder.join("people.csv"), folder.join("ties.csv")]);
    command.args([MEMBERS.to_string(), ASKS.to_string(), seed.to_string()]);
    let output = command.current_dir(root).output().context("cannot run the simulation")?;
    if !output.status.success() {
        bail!("the simulation failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout)?.lines().skip(1).map(read).collect()
}

fn read(line: &str) -> anyhow::Result<Run> {
    let cells: Vec<&str> = line.split(',').collect();
    let [budget, at_once, hopeless, refused, reached, answered, asked, worst_month, loads] = cells.as_slice() else {
        bail!("the simulation said `{line}`");
    };
    let loads: Result<Vec<usize>, _> = loads.split(' ').map(str::parse).collect();
    Ok(Run {
        budget: (*budget).to_owned(),
        at_once: (*at_once).to_owned(),
        hopeless: hopeless.parse()?,
        refused: refused.parse()?,
        reached: reached.parse()?,
        answered: answered.parse()?,
        asked: asked.parse()?,
        worst_month: worst_month.parse()?,
        loads: loads?,
    })
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / whole.max(1) as f64)
}

fn page(all: &[(u64, Vec<Run>)]) -> String {
    let mut text = format!(
        "# What the goodwill budget does\n\n\
         An invented tribe of {MEMBERS} members, drawn from an invented network of {PEOPLE} people and {TIES} ties, makes\n\
         {ASKS} asks in a year: \"does anyone know somebody at …?\" Made by `cargo xtask asks-exam`; the recipe stands in\n\
         `crates/tertius-tribe/examples/simulate_asks.rs`. Nobody real is in it, and how people answer is an assumption, so the\n\
         numbers say what the rules do to load, not how many answers anybody will get.\n\n\
         With the budget a tribe can take in a year what its members wish to: six asks a quarter each, 24,000 in all. 5,000 asks\n\
         of twelve people are 60,000, so most find nobody left to ask; of five people they are 25,000. That is why a question goes\n\
         to five people at first, and to everybody else as a line in the digest at most.\n\n\
         Some members ask far more than others: the keenest makes over a tenth of all asks, which is what the allowance stops.\n\n\
         | seed | budget | people asked at once, at most | nobody could help | not allowed | reached somebody who can help | of the asks made | answered | people asked | on the busiest 1 % | on the busiest member | most in 30 days |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|\n"
    );
    for (seed, runs) in all {
        for run in runs {
            let top: usize = run.loads.iter().take(MEMBERS / 100).sum();
            let made = ASKS - run.refused - run.hopeless;
            text.push_str(&format!(
                "| {seed} | {} | {} | {} | {} | {} | {} | {} | {} | {top} ({}) | {} | {} |\n",
                run.budget,
                run.at_once,
                run.hopeless,
                run.refused,
                percent(run.reached, ASKS),
                percent(run.reached, made),
                percent(run.answered, ASKS),
                run.asked,
                percent(top, run.asked),
                run.loads.first().copied().unwrap_or(0),
                run.worst_month,
            ));
        }
    }
    text.push_str(
        "\n\"Reached\" counts all asks, those that nobody could help with and those that were not allowed among them; the\n\
         column beside it leaves both out. \"On the busiest 1 %\" is how often the ten members who were asked most were asked,\n\
         all together, and their share of everybody's load. The picture is of seed 1 with five people at once.\n\n\
         ![How often each member was asked in the year](asks.svg)\n",
    );
    text
}

/// Both curves: members from the busiest to the least, how often each was asked; both axes logarithmic.
fn picture(runs: &[Run]) -> String {
    const WIDTH: f64 = 720.0;
    const HEIGHT: f64 = 400.0;
    const LEFT: f64 = 64.0;
    const TOP: f64 = 44.0;
    let most = runs.iter().filter_map(|run| run.loads.first()).copied().max().unwrap_or(1) as f64;
    let ceiling = 10_f64.powf(most.log10().ceil());
    let x = |rank: usize| LEFT + (rank as f64).log10() / (MEMBERS as f64).log10() * (WIDTH - LEFT - 24.0);
    let y = |load: f64| TOP + (1.0 - load.max(1.0).log10() / ceiling.log10()) * (HEIGHT - TOP - 56.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <title>How often each member was asked in the year, with and without the goodwill budget</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"15\" fill=\"#222\">How often each member was asked in a year</text>\n"
    );
    let mut load = 1.0;
    while load <= ceiling {
        let at = y(load);
        svg.push_str(&format!(
            "<line x1=\"{LEFT}\" x2=\"{}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#ddd\"/>\n<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#555\">{load}</text>\n",
            WIDTH - 24.0,
            LEFT - 8.0,
            at + 4.0
        ));
        load *= 10.0;
    }
    for rank in [1, 10, 100, MEMBERS] {
        let at = x(rank);
        svg.push_str(&format!(
            "<text x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555\">{rank}</text>\n",
            HEIGHT - 36.0
        ));
    }
    svg.push_str(&format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#555\">members, the busiest first (logarithmic)</text>\n",
        (LEFT + WIDTH) / 2.0,
        HEIGHT - 12.0
    ));
    for (run, (name, colour, row)) in
        runs.iter().zip([("without budget", "#b3541e", 0.0), ("with budget", "#1f6f8b", 1.0)])
    {
        let points: Vec<String> = run
            .loads
            .iter()
            .enumerate()
            .filter(|(_, load)| **load > 0)
            .map(|(at, load)| format!("{:.1},{:.1}", x(at + 1), y(*load as f64)))
            .collect();
        let (at, line) = (WIDTH - 170.0, TOP + 18.0 + 20.0 * row);
        svg.push_str(&format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\"/>\n<line x1=\"{at}\" x2=\"{}\" y1=\"{line}\" y2=\"{line}\" stroke=\"{colour}\" stroke-width=\"2.5\"/>\n<text x=\"{}\" y=\"{}\" fill=\"#222\">{name}</text>\n",
            points.join(" "),
            at + 28.0,
            at + 36.0,
            line + 4.0
        ));
    }
    svg.push_str("</svg>\n");
    svg
}
