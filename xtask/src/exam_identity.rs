//! `exam-identity`: resolves gold sets with the release binary and prints how well, for both tiers.
//!
//! A gold set is a CSV file with the columns `rid` (or `record_id`) and `cid`, the human; with a column `strict`, pairs that
//! only a shared full name made positive are left out of both sides. docs/identity-exam.md says where to get some.

use anyhow::{Context, Result, bail};
use std::collections::HashMap;
use std::hash::Hash;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Scores every gold set.
///
/// # Errors
/// When a file cannot be read or `tertius resolve` fails.
pub fn run(repository: &Path, sets: &[PathBuf]) -> Result<()> {
    let program = repository.join("target/release/tertius");
    if !program.exists() {
        bail!("{} does not exist: run cargo build --release first", program.display());
    }
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:24} {:10} {:>9} {:>9} {:>9} {:>7} {:>7}",
        "set", "tier", "precision", "recall", "f1", "wrong", "missed"
    )?;
    for set in sets {
        let gold = Gold::read(set)?;
        let name = set.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        for (tier, threshold) in [("automatic", None), ("review", Some("0.5"))] {
            let mut command = Command::new(&program);
            command.args(["--quiet", "resolve"]).arg(set).args(["--out", "-"]);
            if let Some(threshold) = threshold {
                command.args(["--threshold", threshold]);
            }
            let answer = command.output().with_context(|| format!("cannot run {}", program.display()))?;
            if !answer.status.success() {
                bail!("tertius resolve: {}", String::from_utf8_lossy(&answer.stderr));
            }
            let score = gold.score(&String::from_utf8(answer.stdout)?)?;
            let [p, r, f] = [score.precision(), score.recall(), score.f1()];
            let (wrong, missed) = (score.wrong(), score.missed());
            writeln!(out, "{name:24} {tier:10} {p:9.4} {r:9.4} {f:9.4} {wrong:7} {missed:7}")?;
        }
    }
    Ok(())
}

/// Who is who.
struct Gold {
    /// By record: the human, and the human without what only a name says.
    humans: HashMap<String, (String, String)>,
}

/// Counts of pairs.
#[derive(Debug, PartialEq, Eq)]
struct Score {
    right: u64,
    said: u64,
    gold: u64,
}

impl Score {
    fn precision(&self) -> f64 {
        if self.said == 0 { 1.0 } else { self.right as f64 / self.said as f64 }
    }

    fn recall(&self) -> f64 {
        if self.gold == 0 { 1.0 } else { self.right as f64 / self.gold as f64 }
    }

    fn f1(&self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }

    fn wrong(&self) -> u64 {
        self.said - self.right
    }

    fn missed(&self) -> u64 {
        self.gold - self.right
    }
}

impl Gold {
    fn read(path: &Path) -> Result<Gold> {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Gold::parse(&text).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<Gold> {
        let mut rows = rows(text).into_iter();
        let header = rows.next().context("the file is empty")?;
        let column = |names: &[&str]| header.iter().position(|cell| names.contains(&cell.as_str()));
        let (rid, cid) = (column(&["rid", "record_id"]), column(&["cid"]));
        let (rid, cid) = rid.zip(cid).context("there are no columns rid and cid")?;
        let strict = column(&["strict"]);
        let humans = rows.filter(|row| row.len() > rid.max(cid)).map(|row| {
            let only = strict.and_then(|at| row.get(at)).filter(|cell| !cell.is_empty()).unwrap_or(&row[cid]);
            (row[rid].clone(), (row[cid].clone(), only.clone()))
        });
        Ok(Gold { humans: humans.collect() })
    }

    fn score(&self, answer: &str) -> Result<Score> {
        let people: HashMap<String, String> = rows(answer)
            .into_iter()
            .skip(1)
            .filter_map(|row| Some((row.first()?.clone(), row.get(1)?.clone())))
            .collect();
        let mut triples = Vec::with_capacity(self.humans.len());
        for (record, (human, strict)) in &self.humans {
            let person = people.get(record).with_context(|| format!("record {record} has no person"))?;
            triples.push((human, strict, person));
        }
        let together = pairs(triples.iter().map(|(human, _, person)| (human, person)));
        let right = pairs(triples.iter().map(|(human, strict, person)| (human, strict, person)));
        let free = together - right;
        let said = pairs(triples.iter().map(|(_, _, person)| person)) - free;
        let gold = pairs(triples.iter().map(|(human, strict, _)| (human, strict)));
        Ok(Score { right, said, gold })
    }
}

/// Pairs within groups of one key.
fn pairs<K: Hash + Eq>(keys: impl Iterator<Item = K>) -> u64 {
    let mut groups: HashMap<K, u64> = HashMap::new();
    for key in keys {
        *groups.entry(key).or_default() += 1;
    }
    groups.values().map(|n| n * (n - 1) / 2).sum()
}

/// The cells of CSV text, quotes taken off.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(gold: &str, answer: &str, expected: (u64, u64, u64)) {
        let score = Gold::parse(gold).unwrap().score(answer).unwrap();
        assert_eq!((score.right, score.said, score.gold), expected);
    }

    #[test]
    fn pairs_are_counted_as_the_exam_counts_them() {
        let gold = "rid,cid,name\n1,a,\"Doe, Jane\"\n2,a,x\n3,a,x\n4,b,x\n";
        check(gold, "record_id,person_id\n1,p\n2,p\n3,q\n4,q\n", (1, 2, 3));
        check(gold, "record_id,person_id\n1,p\n2,p\n3,p\n4,q\n", (3, 3, 3));
    }

    #[test]
    fn what_only_a_name_says_counts_on_neither_side() {
        let gold = "rid,cid,strict\n1,a,a1\n2,a,a2\n3,a,a2\n";
        check(gold, "record_id,person_id\n1,p\n2,p\n3,p\n", (1, 1, 1));
        check(gold, "record_id,person_id\n1,p\n2,q\n3,q\n", (1, 1, 1));
    }
}
