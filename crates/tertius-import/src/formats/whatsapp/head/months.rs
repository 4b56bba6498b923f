//! Dates with the month as a word: `29 Jan 2018`, `Jan 29, 2018`, `29 de enero de 2018`, `29. März 2018`.

use super::{Date, number};

/// Marks a date with a month's name among the separators of dates.
const SEPARATOR: char = 'm';
/// The longest name, in bytes of any script.
const NAME_MAX: usize = 24;

/// The months by how their names begin, in the tongues of Europe; the longer of two that begin alike stands first.
const STARTS: [(&str, u32); 72] = [
    ("jan", 1),
    ("ene", 1),
    ("gen", 1),
    ("sty", 1),
    ("янв", 1),
    ("січ", 1),
    ("oca", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("lut", 2),
    ("фев", 2),
    ("лют", 2),
    ("şub", 2),
    ("mär", 3),
    ("mar", 3),
    ("mrz", 3),
    ("maa", 3),
    ("mrt", 3),
    ("мар", 3),
    ("бер", 3),
    ("apr", 4),
    ("abr", 4),
    ("avr", 4),
    ("kwi", 4),
    ("апр", 4),
    ("кві", 4),
    ("nis", 4),
    ("may", 5),
    ("mai", 5),
    ("mei", 5),
    ("mag", 5),
    ("maj", 5),
    ("май", 5),
    ("мая", 5),
    ("тра", 5),
    ("juin", 6),
    ("jun", 6),
    ("giu", 6),
    ("cze", 6),
    ("июн", 6),
    ("чер", 6),
    ("haz", 6),
    ("juil", 7),
    ("jul", 7),
    ("lug", 7),
    ("lip", 7),
    ("июл", 7),
    ("лип", 7),
    ("tem", 7),
    ("aug", 8),
    ("ago", 8),
    ("aoû", 8),
    ("sie", 8),
    ("авг", 8),
    ("сер", 8),
    ("ağu", 8),
    ("sep", 9),
    ("set", 9),
    ("wrz", 9),
    ("сен", 9),
    ("вер", 9),
    ("eyl", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("paź", 10),
    ("окт", 10),
    ("жов", 10),
    ("eki", 10),
    ("nov", 11),
];

/// The months that end the year, of which there are many words.
const ENDS: [(&str, u32); 11] = [
    ("lis", 11),
    ("ноя", 11),
    ("лис", 11),
    ("kas", 11),
    ("dec", 12),
    ("dez", 12),
    ("dic", 12),
    ("déc", 12),
    ("gru", 12),
    ("дек", 12),
    ("гру", 12),
];

/// The month that the text begins with, and what follows its name and dot.
pub(super) fn leading(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    if !(3..=NAME_MAX).contains(&end) {
        return None;
    }
    let (word, rest) = text.split_at(end);
    let word = word.to_lowercase();
    let (_, month) = STARTS.iter().chain(&ENDS).find(|(start, _)| word.starts_with(start))?;
    Some((*month, rest.strip_prefix('.').unwrap_or(rest)))
}

/// A date with a named month. Its numbers stand as year, month, day: nothing is left to tell.
pub(super) fn date(text: &str) -> Option<(Date, &str)> {
    let is_month_first = leading(text).is_some();
    let (day, month, rest) = match leading(text) {
        Some((month, rest)) => {
            let (day, _, rest) = number(rest.strip_prefix(' ')?, 2)?;
            (day, month, rest.strip_prefix(',').unwrap_or(rest))
        }
        None => {
            let (day, _, rest) = number(text, 2)?;
            let rest = rest.strip_prefix('.').unwrap_or(rest).trim_start_matches([' ', '-', '/']);
            let (month, rest) = leading(rest.strip_prefix("de ").unwrap_or(rest))?;
            (day, month, rest)
        }
    };
    let rest = rest.trim_start_matches([' ', '-', '/', '.']);
    let rest = rest.strip_prefix("de ").or(rest.strip_prefix("del ")).unwrap_or(rest);
    let (year, n_digits, rest) = number(rest, 4)?;
    let year = match n_digits {
        4 => year,
        // Logs of servers write `Jan 29 12:24:03`, without a year.
        2 if !is_month_first => 2_000 + year,
        _ => return None,
    };
    let numbers = [u16::try_from(year).ok()?, u16::try_from(month).ok()?, u16::try_from(day).ok()?];
    let is_day = (1..=31).contains(&numbers[2]);
    is_day.then_some((
        Date { numbers, long: Some(0), separator: SEPARATOR, is_unpadded: false, looks_american: false },
        rest,
    ))
}
