//! The pictures of the README: what the commands of its story print on the invented network, as SVG.

use anyhow::{Context, ensure};
use std::path::Path;
use std::process::Command;

/// Columns of the terminal in a picture.
const COLUMNS: usize = 100;
const LETTER: f64 = 7.8;
const LINE: usize = 18;
const MARGIN: usize = 16;
/// Lines shown at most.
const MOST_LINES: usize = 34;

const HENRIKE: &str = "Henrike Sandvik";

/// One picture: its file, and the command whose answer it shows.
const PICTURES: [(&str, &[&str]); 3] = [
    ("story-loose", &["loose", "--for", "climate data", "--top", "3"]),
    ("story-intro", &["intro", "draft", HENRIKE, "--for", "climate data work"]),
    ("story-outcome", &["outcome", HENRIKE, "job"]),
];

/// Runs the story and writes `docs/story-*.svg`.
pub fn run(root: &Path) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("tertius-pictures-{}", std::process::id()));
    std::fs::create_dir_all(&folder).context("cannot make a folder for the demo")?;
    let told = story(root, &folder);
    std::fs::remove_dir_all(&folder).context("cannot remove the folder of the demo")?;
    for ((name, command), answer) in PICTURES.iter().zip(told?) {
        let words =
            command.iter().map(|word| if word.contains(' ') { format!("\"{word}\"") } else { (*word).to_owned() });
        let line = format!("$ tertius {}", words.collect::<Vec<_>>().join(" "));
        let path = root.join(format!("docs/{name}.svg"));
        std::fs::write(&path, picture(&line, &answer)).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The answers of the three commands.
fn story(root: &Path, folder: &Path) -> anyhow::Result<Vec<String>> {
    for name in ["yes", "hers"] {
        std::fs::write(folder.join(name), "yes, gladly\n").context("cannot write a reply")?;
    }
    tertius(root, folder, &["demo", "--out", "demo"])?;
    let loose = tertius(root, folder, PICTURES[0].1)?;
    let intro = tertius(root, folder, PICTURES[1].1)?;
    tertius(root, folder, &["intro", "send", HENRIKE])?;
    tertius(root, folder, &["intro", "take", "yes", "--for", HENRIKE])?;
    tertius(root, folder, &["intro", "take", "hers", "--for", HENRIKE])?;
    Ok(vec![loose, intro, tertius(root, folder, PICTURES[2].1)?])
}

fn tertius(root: &Path, folder: &Path, words: &[&str]) -> anyhow::Result<String> {
    let manifest = root.join("Cargo.toml");
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--locked", "-p", "tertius", "--manifest-path"]).arg(manifest);
    command.args(["--", "--vault", "demo.db", "--as-of", "2026-11-01T13:00:00Z"]).args(words);
    let output =
        command.current_dir(folder).env("COLUMNS", COLUMNS.to_string()).output().context("cannot run cargo")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "tertius {words:?}: {said}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command and its answer on a dark ground.
fn picture(command: &str, answer: &str) -> String {
    let lines: Vec<&str> = std::iter::once(command).chain(answer.trim_end().lines()).collect();
    let shown = &lines[..lines.len().min(MOST_LINES)];
    let width = (COLUMNS as f64 * LETTER) as usize + 2 * MARGIN;
    let height = shown.len() * LINE + 2 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#16202b\"/>\n"
    );
    for (n, line) in shown.iter().enumerate() {
        let colour = match line.trim_start().chars().next() {
            Some('$') => "#9fd6a3",
            Some('→') => "#7f93a6",
            _ => "#dde6ee",
        };
        let y = MARGIN + n * LINE + 13;
        let text = escaped(&without_number(line));
        svg.push_str(&format!(
            "<text x=\"{MARGIN}\" y=\"{y}\" fill=\"{colour}\" xml:space=\"preserve\">{text}</text>\n"
        ));
    }
    svg.push_str("</svg>\n");
    svg
}

/// Numbers of introductions are random: a picture made again shows no other one.
fn without_number(line: &str) -> String {
    let is_number = |word: &&str| {
        word.len() == 14 && word.starts_with('m') && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    let word = line.split(' ').find(is_number);
    word.map_or_else(|| line.to_owned(), |word| line.replace(word, "m0k3sh7q2v5x1r"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_says_what_was_printed_and_no_number() {
        let svg = picture("$ tertius loose", "Ana <ana@example.org>  m123456789abcd\n");
        assert!(svg.contains("Ana &lt;ana@example.org&gt;  m0k3sh7q2v5x1r"), "{svg}");
        assert_eq!(svg.matches("<text").count(), 2);
    }
}
