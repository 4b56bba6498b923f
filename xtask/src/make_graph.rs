//! Writes a large invented network for measurements: people with employers and schools, ties with strengths.
//!
//! Recipe: lognormal activity (sigma 1.15); employers by Zipf's law (exponent 1.05, one for 40 people), universities
//! (0.8, one for 400) with a class year. Three passes share a person's ties: employer 45 %, university and year 45 %,
//! chance 10 %. In each, people stand sorted by the trait and are tied to those shortly after them, with a probability
//! that falls by 5 % a step to a floor of 0.2. Then friends of one person are tied to each other (triadic closure).
//! Strengths are uniform. The same seed gives the same network on every machine.

use anyhow::Context;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::random::Random;

const SIGMA: f64 = 1.15;
/// Of a hundred ties, how many come from closing triangles.
const CLOSED_PERCENT: usize = 12;
/// How far down the sorted row one looks for ties.
const WINDOW: usize = 20_000;

struct Person {
    employer: u32,
    university: u32,
    year: u16,
    /// Ties this person would like to have.
    wishes: u32,
}

/// Writes `ties.csv` and `people.csv` into a folder.
pub fn run(n_people: usize, n_ties: usize, out: &Path, seed: u64) -> anyhow::Result<()> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;
    let mut random = Random::new(seed);
    let mean = 2.0 * n_ties as f64 / n_people as f64 * (100 - CLOSED_PERCENT) as f64 / 100.0;
    let people = people(n_people, mean, &mut random);
    let mut lines = BufWriter::new(File::create(out.join("people.csv"))?);
    writeln!(lines, "id,employer,university,year")?;
    for (id, person) in people.iter().enumerate() {
        writeln!(lines, "{id},employer {},university {},{}", person.employer, person.university, person.year)?;
    }
    lines.flush()?;
    let mut friends: Vec<Vec<u32>> = vec![Vec::new(); n_people];
    let mut order: Vec<u32> = (0..n_people as u32).collect();
    let shuffled: Vec<u64> = (0..n_people).map(|_| random.next()).collect();
    for (share, trait_of) in [(45, Trait::Employer), (45, Trait::School), (10, Trait::Chance)] {
        order.sort_by_cached_key(|id| {
            let (person, chance) = (&people[*id as usize], shuffled[*id as usize]);
            match trait_of {
                Trait::Employer => (u64::from(person.employer), chance),
                Trait::School => (u64::from(person.university) << 16 | u64::from(person.year), chance),
                Trait::Chance => (0, chance),
            }
        });
        tie_neighbours(&order, &people, share, &mut friends, &mut random);
    }
    close_triangles(n_ties, &mut friends, &mut random);
    let mut lines = BufWriter::with_capacity(1 << 20, File::create(out.join("ties.csv"))?);
    writeln!(lines, "src,dst,strength")?;
    let mut n_written = 0;
    for (id, friends) in friends.iter_mut().enumerate() {
        friends.sort_unstable();
        friends.dedup();
        for friend in friends.iter().filter(|friend| **friend > id as u32) {
            writeln!(lines, "{id},{friend},0.{:06}", random.below(1_000_000))?;
            n_written += 1;
        }
    }
    lines.flush()?;
    eprintln!("{n_people} people, {n_written} ties in {}", out.display());
    Ok(())
}

#[derive(Clone, Copy)]
enum Trait {
    Employer,
    School,
    Chance,
}

fn people(n_people: usize, mean: f64, random: &mut Random) -> Vec<Person> {
    let (employers, universities) = (zipf(n_people / 40 + 1, 1.05), zipf(n_people / 400 + 1, 0.8));
    let scale = mean / (SIGMA * SIGMA / 2.0).exp();
    (0..n_people)
        .map(|_| {
            let normal = (-2.0 * (1.0 - random.unit()).ln()).sqrt() * (std::f64::consts::TAU * random.unit()).cos();
            Person {
                employer: draw(&employers, random),
                university: draw(&universities, random),
                year: 1980 + random.below(40) as u16,
                wishes: (scale * (SIGMA * normal).exp()).round().clamp(1.0, n_people as f64 / 10.0) as u32,
            }
        })
        .collect()
}

/// Cumulated weights of 1/rank^exponent.
fn zipf(n: usize, exponent: f64) -> Vec<f64> {
    let mut sum = 0.0;
    let add = |rank: usize| {
        sum += (rank as f64).powf(-exponent);
        sum
    };
    (1..=n).map(add).collect()
}

fn draw(cumulated: &[f64], random: &mut Random) -> u32 {
    let point = random.unit() * cumulated[cumulated.len() - 1];
    cumulated.partition_point(|sum| *sum < point) as u32
}

fn tie_neighbours(order: &[u32], people: &[Person], share: u32, friends: &mut [Vec<u32>], random: &mut Random) {
    let wish = |id: u32| (people[id as usize].wishes * share).div_ceil(100);
    let mut open: Vec<u32> = order.iter().map(|id| wish(*id)).collect();
    for place in 0..order.len() {
        let mut chance = 1.0_f64;
        for other in place + 1..order.len().min(place + WINDOW) {
            if open[place] == 0 {
                break;
            }
            chance = (chance * 0.95).max(0.2);
            if open[other] > 0 && random.unit() < chance {
                open[place] -= 1;
                open[other] -= 1;
                friends[order[place] as usize].push(order[other]);
                friends[order[other] as usize].push(order[place]);
            }
        }
    }
}

fn close_triangles(n_ties: usize, friends: &mut [Vec<u32>], random: &mut Random) {
    for _ in 0..n_ties * CLOSED_PERCENT / 100 {
        let between = random.below(friends.len());
        if friends[between].len() > 1 {
            let (one, two) = (*random.of(&friends[between]), *random.of(&friends[between]));
            if one != two {
                friends[one as usize].push(two);
                friends[two as usize].push(one);
            }
        }
    }
}
