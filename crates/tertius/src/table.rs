//! Tables for a terminal: aligned by display width, cut to the screen, coloured only when somebody looks.

use std::io::IsTerminal;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How a cell is set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// When a column gives way on a narrow screen, and which end of its cells is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Narrow {
    Never,
    Last,
    First,
    /// As [`Narrow::First`], but what tells the cells apart is at their end.
    FirstKeepingEnds,
}

/// A column: its heading, how it is set, and how it gives way when the screen is narrow.
pub struct Column {
    heading: &'static str,
    align: Align,
    narrow: Narrow,
}

/// A column of text that keeps its width as long as others can give way.
pub fn text(heading: &'static str) -> Column {
    Column { heading, align: Align::Left, narrow: Narrow::Last }
}

/// A column of text that is cut first when the screen is narrow.
pub fn long_text(heading: &'static str) -> Column {
    Column { heading, align: Align::Left, narrow: Narrow::First }
}

/// A column of paths, which lose their beginnings when the screen is narrow.
pub fn path(heading: &'static str) -> Column {
    Column { heading, align: Align::Left, narrow: Narrow::FirstKeepingEnds }
}

/// A column of what is to be copied, such as ids: never cut.
pub fn whole(heading: &'static str) -> Column {
    Column { heading, align: Align::Left, narrow: Narrow::Never }
}

/// A column of numbers: never cut.
pub fn number(heading: &'static str) -> Column {
    Column { heading, align: Align::Right, narrow: Narrow::Never }
}

/// What the terminal can do.
#[derive(Clone, Copy)]
pub struct Screen {
    /// Columns.
    pub width: usize,
    /// Whether colour codes are understood and wanted.
    pub colour: bool,
}

impl Screen {
    /// Looks at standard output and the environment (`NO_COLOR`, `COLUMNS`).
    pub fn detect() -> Screen {
        let terminal = std::io::stdout().is_terminal();
        let colour =
            terminal && std::env::var_os("NO_COLOR").is_none() && std::env::var("TERM").as_deref() != Ok("dumb");
        let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let measured =
            terminal.then(|| console::Term::stdout().size_checked()).flatten().map(|(_, columns)| usize::from(columns));
        let width = asked.or(measured).unwrap_or(if terminal { 100 } else { 120 });
        Screen { width: width.clamp(40, 200), colour }
    }

    /// Text in bold.
    pub fn bold(self, text: &str) -> String {
        self.code("1", text)
    }

    /// Text that stands back.
    pub fn dim(self, text: &str) -> String {
        self.code("2", text)
    }

    /// Text that is good news.
    pub fn good(self, text: &str) -> String {
        self.code("32", text)
    }

    /// Text that asks for attention.
    pub fn warn(self, text: &str) -> String {
        self.code("33", text)
    }

    fn code(self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// What follows the escape character in each colour code of [`Screen`].
const CODES: [&str; 5] = ["[0m", "[1m", "[2m", "[32m", "[33m"];

/// Renders rows under their headings; every line ends with a line break and none is wider than the screen.
pub fn render(screen: Screen, columns: &[Column], rows: &[Vec<String>]) -> String {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| printable(cell)).collect()).collect();
    let mut widths: Vec<usize> = columns.iter().map(|column| column.heading.width()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    shrink(&mut widths, columns, screen.width);
    let headings: Vec<String> = columns.iter().map(|column| column.heading.to_owned()).collect();
    let mut out = screen.dim(line(columns, &widths, &headings).trim_end());
    out.push('\n');
    for row in &rows {
        out.push_str(line(columns, &widths, row).trim_end());
        out.push('\n');
    }
    out
}

fn shrink(widths: &mut [usize], columns: &[Column], screen: usize) {
    let gaps = 2 * (columns.len().saturating_sub(1));
    // What may be cut well goes down to a word or two before a name loses a letter.
    for (least, last) in [(12, false), (20, true), (8, false), (8, true)] {
        loop {
            let total: usize = widths.iter().sum::<usize>() + gaps;
            if total <= screen {
                return;
            }
            let widest = (0..widths.len())
                .filter(|&i| columns[i].narrow != Narrow::Never && (columns[i].narrow == Narrow::Last) == last)
                .filter(|&i| widths[i] > least)
                .max_by_key(|&i| widths[i]);
            let Some(widest) = widest else { break };
            widths[widest] -= (total - screen).min(widths[widest] - least).clamp(1, 4);
        }
    }
}

fn line(columns: &[Column], widths: &[usize], cells: &[String]) -> String {
    let mut out = String::new();
    for (i, (column, &width)) in columns.iter().zip(widths).enumerate() {
        if i > 0 {
            out.push_str("  ");
        }
        let cell = cells.get(i).map_or("", String::as_str);
        let cell = match column.narrow {
            Narrow::FirstKeepingEnds => cut_beginning(cell, width),
            _ => cut(cell, width),
        };
        let pad = " ".repeat(width.saturating_sub(cell.width()));
        match column.align {
            Align::Left => {
                out.push_str(&cell);
                out.push_str(&pad);
            }
            Align::Right => {
                out.push_str(&pad);
                out.push_str(&cell);
            }
        }
    }
    out
}

/// Cuts a text to a display width, with an ellipsis where something is lost.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = c.width().unwrap_or(0);
        if used + w + 1 > width {
            break;
        }
        out.push(c);
        used += w;
    }
    out.push('…');
    out
}

/// Cuts the beginning of a text to a display width, with an ellipsis where something is lost.
fn cut_beginning(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = Vec::new();
    let mut used = 0;
    for c in text.chars().rev() {
        let w = c.width().unwrap_or(0);
        if used + w + 1 > width {
            break;
        }
        kept.push(c);
        used += w;
    }
    format!("…{}", kept.into_iter().rev().collect::<String>())
}

/// Folds lines that are wider than the screen at their spaces, and sets what follows a little to the right of
/// where the line began. Lines that say a command are left whole: they are there to be copied.
pub fn fold(screen: Screen, text: &str) -> String {
    text.split_inclusive('\n').map(|line| fold_line(screen.width, line)).collect()
}

fn fold_line(width: usize, line: &str) -> String {
    let shown = visible_width(line.trim_end_matches('\n'));
    let is_advice = line.trim_start_matches("\x1b[2m").starts_with('→');
    if shown <= width || is_advice {
        return line.to_owned();
    }
    let indent = line.len() - line.trim_start_matches(' ').len();
    let margin = " ".repeat((indent + 2).min(width / 3));
    let (mut out, mut used) = (" ".repeat(indent), indent);
    for (n, word) in line[indent..].split(' ').enumerate() {
        let len = visible_width(word.trim_end_matches('\n'));
        if n > 0 && used + 1 + len > width {
            out = format!("{}\n{margin}{word}", out.trim_end_matches(' '));
            used = margin.len() + len;
        } else {
            out.push_str(if n > 0 { " " } else { "" });
            out.push_str(word);
            used += usize::from(n > 0) + len;
        }
    }
    out
}

/// Columns on the screen, colour codes not counted.
pub fn visible_width(text: &str) -> usize {
    let mut rest = text;
    let mut width = 0;
    while let Some((before, code)) = rest.split_once("\x1b[") {
        width += before.width();
        rest = code.split_once('m').map_or("", |(_, after)| after);
    }
    width + rest.width()
}

/// Removes what would move the cursor or reverse the reading order: names come from files that anybody may have written.
pub fn printable(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
        })
        .collect()
}

/// [`printable`] line by line.
pub fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}

/// An answer as it may reach the terminal: lines, text and our own colour codes, whatever else the evidence holds.
pub fn harmless(screen: Screen, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (n, part) in text.split('\x1b').enumerate() {
        let code = CODES.iter().find(|code| n > 0 && screen.colour && part.starts_with(**code));
        let rest = code.map_or(part, |code| {
            out.push('\x1b');
            out.push_str(code);
            &part[code.len()..]
        });
        out.push_str(&printable_lines(rest));
    }
    out
}

/// A number 0..1 as five small blocks and two digits.
pub fn meter(value: f64) -> String {
    let filled = (value * 5.0).round().clamp(0.0, 5.0) as usize;
    format!("{}{} {:>3.0}", "▰".repeat(filled), "▱".repeat(5 - filled), value * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Screen = Screen { width: 40, colour: false };

    #[test]
    fn wide_scripts_line_up() {
        let rows = vec![vec!["王小明".to_owned(), "1".to_owned()], vec!["Ana".to_owned(), "22".to_owned()]];
        let out = render(SCREEN, &[text("name"), number("n")], &rows);
        assert_eq!(out, "name     n\n王小明   1\nAna     22\n");
    }

    #[test]
    fn no_line_is_wider_than_the_screen() {
        let rows = vec![vec!["x".repeat(60), "y".repeat(60), "12".to_owned()]];
        let out = render(SCREEN, &[text("a"), long_text("b"), number("n")], &rows);
        assert!(out.lines().all(|line| line.width() <= 40), "{out}");
    }

    #[test]
    fn long_lines_are_folded_at_spaces_whatever_their_colour() {
        let line = format!("  \x1b[2m{}\x1b[0m\n", "four words of text ".repeat(4).trim_end());
        let folded = fold(SCREEN, &line);
        assert!(folded.lines().all(|line| visible_width(line) <= 40), "{folded}");
        assert_eq!(folded.split_whitespace().collect::<Vec<_>>(), line.split_whitespace().collect::<Vec<_>>());
        assert!(folded.lines().nth(1).is_some_and(|line| line.starts_with("    ")), "{folded}");
    }

    #[test]
    fn ids_are_never_cut_and_paths_keep_their_ends() {
        let rows = vec![vec!["s7f3k2m9q4w1x".to_owned(), format!("{}/mail.mbox", "folder/".repeat(9))]];
        let out = render(SCREEN, &[whole("id"), path("path")], &rows);
        assert!(out.contains("s7f3k2m9q4w1x  …") && out.contains("/mail.mbox\n"), "{out}");
    }

    #[test]
    fn only_our_own_colours_reach_the_terminal() {
        let colour = Screen { width: 80, colour: true };
        let title = "\x1b]0;owned\x07\u{9b}2J";
        for text in [colour.bold("a"), colour.dim("b"), colour.good("c"), colour.warn("d")] {
            assert_eq!(harmless(colour, &format!("{text}\n{title}\x1b[2J\n")), format!("{text}\n]0;owned2J[2J\n"));
        }
        assert_eq!(harmless(SCREEN, "\x1b[2mplain"), "[2mplain");
    }

    #[test]
    fn a_name_cannot_move_the_cursor() {
        assert_eq!(printable("A\u{1b}[2Jna\u{202e}"), "A[2Jna");
    }
}
