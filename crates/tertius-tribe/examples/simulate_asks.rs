//! An invented tribe asks for a year, with and without the goodwill budget; prints what came of it as CSV.
//!
//! `simulate_asks PEOPLE.csv TIES.csv MEMBERS ASKS SEED`. The network is the invented one of `cargo xtask make-graph`.
//! Members are drawn from it; an ask is "does anyone know somebody at …?" for an employer, larger ones more often;
//! some members ask far more than others (rank^-1). Who can help is who has a tie there. Without the budget the
//! five (or twelve) with the strongest tie are asked. With it, the rules of `budget.rs` decide whether the member may ask and whom.
//! Whoever is asked says yes with odds of their strongest tie there times one half, on the logit minus 0.12 times
//! ln(1 + what they were asked in the last thirty days): the load that was measured on mail (SCIENCE 2.8); yes or no is
//! drawn once per ask and person, the same in both runs. Passing on is left out.

use std::collections::BTreeMap;
use std::process::ExitCode;
use tertius_model::Timestamp;
use tertius_tribe::Who;
use tertius_tribe::budget::{Allowance, Entry, Helper, Wishes, spread, within_allowance};

const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;
const OPEN: i64 = 21 * DAY;
const LOAD: f64 = 0.12;
const WILLING: f64 = 0.5;

struct Network {
    /// Employer of each person.
    employer: Vec<u32>,
    ties: Vec<Vec<(usize, f64)>>,
}

struct Asking {
    at: i64,
    member: usize,
    employer: u32,
}

/// What a run came to.
#[derive(Default)]
struct Tally {
    /// Asks that nobody in the tribe could help with.
    hopeless: usize,
    /// Asks that the member was not allowed to make.
    refused: usize,
    /// Asks that reached somebody who can help.
    reached: usize,
    /// Asks that somebody said yes to.
    answered: usize,
    /// How often each member was asked.
    load: Vec<usize>,
    /// The most that one member was asked within thirty days.
    worst_month: usize,
}

/// splitmix64.
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }

    /// A rank below `end` with a probability that falls like 1/(rank + 1).
    fn rank(&mut self, end: usize) -> usize {
        ((end as f64 + 1.0).powf(self.unit()) as usize).clamp(1, end) - 1
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(text) => {
            print(&text);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stdout, reason = "an example answers on standard output")]
fn print(text: &str) {
    print!("{text}");
}

fn run(arguments: &[String]) -> Result<String, Box<dyn std::error::Error>> {
    let [people, ties, members, asks, seed] = arguments else {
        return Err("simulate_asks PEOPLE.csv TIES.csv MEMBERS ASKS SEED".into());
    };
    let network = read(&std::fs::read_to_string(people)?, &std::fs::read_to_string(ties)?)?;
    let (n_members, n_asks, seed) = (members.parse()?, asks.parse()?, seed.parse()?);
    let mut dice = Dice(seed);
    let members = draw_members(network.employer.len(), n_members, &mut dice);
    let asks = draw_asks(&network, members.len(), n_asks, &mut dice);
    let mut text = String::from("budget,at once,hopeless,refused,reached,answered,asked,worst_month,loads\n");
    let few = Allowance::default();
    let many = Allowance { most_at_once: 12, ..few };
    for (budget, allowance) in [(Budget::Off, few), (Budget::On, few), (Budget::Off, many), (Budget::On, many)] {
        let tally = simulate(&network, &members, &asks, (budget, allowance), seed);
        let name = if budget == Budget::On { "on" } else { "off" };
        let most = allowance.most_at_once;
        let mut loads = tally.load.clone();
        loads.sort_unstable_by(|a, b| b.cmp(a));
        let asked: usize = loads.iter().sum();
        let loads: Vec<String> = loads.iter().map(ToString::to_string).collect();
        let Tally { hopeless, refused, reached, answered, worst_month, .. } = tally;
        text.push_str(&format!(
            "{name},{most},{hopeless},{refused},{reached},{answered},{asked},{worst_month},{}\n",
            loads.join(" ")
        ));
    }
    Ok(text)
}

fn read(people: &str, ties: &str) -> Result<Network, Box<dyn std::error::Error>> {
    let mut employer = Vec::new();
    for line in people.lines().skip(1) {
        let name = line.split(',').nth(1).ok_or("people.csv has no employers")?;
        employer.push(name.trim_start_matches("employer ").parse()?);
    }
    let mut network = Network { ties: vec![Vec::new(); employer.len()], employer };
    for line in ties.lines().skip(1) {
        let mut cells = line.split(',');
        let mut next = || cells.next().ok_or("ties.csv has a short line");
        let (a, b, strength): (usize, usize, f64) = (next()?.parse()?, next()?.parse()?, next()?.parse()?);
        network.ties[a].push((b, strength));
        network.ties[b].push((a, strength));
    }
    Ok(network)
}

fn draw_members(n_people: usize, n: usize, dice: &mut Dice) -> Vec<usize> {
    let mut all: Vec<usize> = (0..n_people).collect();
    for place in 0..n.min(n_people) {
        let other = place + dice.below(n_people - place);
        all.swap(place, other);
    }
    all.truncate(n);
    all
}

fn draw_asks(network: &Network, n_members: usize, n: usize, dice: &mut Dice) -> Vec<Asking> {
    let mut asks: Vec<Asking> = (0..n)
        .map(|_| Asking {
            at: (dice.unit() * YEAR as f64) as i64,
            member: dice.rank(n_members),
            employer: network.employer[dice.below(network.employer.len())],
        })
        .collect();
    asks.sort_by_key(|ask| ask.at);
    asks
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Budget {
    Off,
    On,
}

/// Who in the tribe has a tie to an employer, with the strongest one, the strongest first.
fn helpers(network: &Network, members: &[usize], asker: usize, employer: u32) -> Vec<Helper> {
    let mut found: Vec<Helper> = Vec::new();
    for (place, &person) in members.iter().enumerate().filter(|(place, _)| *place != asker) {
        let there = network.ties[person].iter().filter(|(other, _)| network.employer[*other] == employer);
        let chance = there.map(|(_, strength)| *strength).fold(0.0, f64::max);
        if chance > 0.0 {
            found.push(Helper { who: Who(place as u64), chance });
        }
    }
    found.sort_by(|a, b| b.chance.total_cmp(&a.chance).then(a.who.cmp(&b.who)));
    found
}

fn simulate(
    network: &Network,
    members: &[usize],
    asks: &[Asking],
    (budget, allowance): (Budget, Allowance),
    seed: u64,
) -> Tally {
    let mut ledger: Vec<Entry> = Vec::new();
    let mut tally = Tally { load: vec![0; members.len()], ..Tally::default() };
    let mut recent: BTreeMap<Who, Vec<i64>> = BTreeMap::new();
    for (number, ask) in asks.iter().enumerate() {
        let (now, asker) = (Timestamp(ask.at), Who(ask.member as u64));
        let able = helpers(network, members, ask.member, ask.employer);
        if able.is_empty() {
            tally.hopeless += 1;
            continue;
        }
        let asked: Vec<Who> = match budget {
            Budget::Off => able.iter().map(|helper| helper.who).take(allowance.most_at_once).collect(),
            Budget::On if within_allowance(&ledger, asker, 1, allowance, now).is_err() => {
                tally.refused += 1;
                continue;
            }
            Budget::On => spread(&ledger, asker, "", &able, |_| Wishes::default(), allowance, now),
        };
        tally.reached += usize::from(!asked.is_empty());
        let mut has_answer = false;
        for who in asked {
            let months = recent.entry(who).or_default();
            months.retain(|at| ask.at - at < 30 * DAY);
            let chance = able.iter().find(|helper| helper.who == who).map_or(0.0, |helper| helper.chance);
            let log_odds = (chance * WILLING / (1.0 - chance * WILLING)).ln() - LOAD * (months.len() as f64).ln_1p();
            let draw = Dice(seed ^ (number as u64) << 20 ^ who.0).unit();
            let says_yes = draw < 1.0 / (1.0 + (-log_odds).exp());
            has_answer |= says_yes;
            months.push(ask.at);
            tally.worst_month = tally.worst_month.max(months.len());
            tally.load[who.0 as usize] += 1;
            ledger.push(Entry {
                ask: number as u64,
                asker,
                connector: who,
                at: now,
                until: Timestamp(ask.at + OPEN),
                agreed: says_yes.then_some(Timestamp(ask.at + DAY)),
                withdrawn: None,
            });
        }
        tally.answered += usize::from(has_answer);
    }
    tally
}
