//! Google Meet writes its attendance report in the language of the organiser. The shape is the same in all of them: two
//! names, an address, a duration in words, two times of day. The cells tell which column is which, so the header is
//! replaced by the English one.

use crate::formats::whatsapp::clock::Half;
use std::borrow::Cow;

/// Rows looked at.
const ROWS: usize = 20;
/// A line longer than this is no header.
const HEADER_MAX: usize = 1_024;

/// Whether a text is such a report, in whatever language.
pub(super) fn is_report(text: &str) -> bool {
    header(text).is_some()
}

/// The text with an English header, where it has a foreign one.
pub(super) fn in_english(text: &str) -> Cow<'_, str> {
    match header(text) {
        Some((end, names, delimiter)) => {
            Cow::Owned(format!("{}{}", names.join(&char::from(delimiter).to_string()), &text[end..]))
        }
        None => Cow::Borrowed(text),
    }
}

/// Seconds since midnight of a time without a day: `10:00 AM`, `14.05`, `午後2:05`, `2:05 μ.μ.`, `14h05`.
pub(super) fn clock(cell: &str) -> Option<i64> {
    let cell = cell.trim().trim_end_matches("Uhr");
    let is_digit = |c: char| c.is_ascii_digit();
    let start = cell.find(is_digit)?;
    let end = cell.rfind(is_digit)? + 1;
    let mut numbers = cell[start..end].split([':', '.', 'h']).map(|part| part.parse::<u32>().ok());
    let (hour, minute, second) = (numbers.next()??, numbers.next()??, numbers.next().unwrap_or(Some(0))?);
    if numbers.next().is_some() || end - start < 4 {
        return None;
    }
    let word = format!("{}{}", &cell[..start], &cell[end..]);
    let half = Half::of(&word);
    if half.is_none() && !word.trim().is_empty() {
        return None;
    }
    Half::seconds(half, hour, minute, second).map(i64::from)
}

/// `1 hr 2 min`, `31 Min.`, `1小时2分钟`: numbers with words.
fn is_duration(cell: &str) -> bool {
    let has = |test: fn(char) -> bool| cell.chars().any(test);
    has(|c| c.is_ascii_digit()) && has(char::is_alphabetic) && !cell.contains([':', '@', '/']) && clock(cell).is_none()
}

/// Where the header ends, what its columns are called in English, and what stands between them.
fn header(text: &str) -> Option<(usize, Vec<&'static str>, u8)> {
    let bare = text.trim_start_matches('\u{feff}');
    let line = bare.lines().next()?;
    if line.len() > HEADER_MAX || line.contains(['@', '{', '<']) || line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|&b| line.bytes().filter(|&byte| byte == b).count())?;
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bare.as_bytes());
    let mut records = reader.records().take(ROWS + 1).map_while(Result::ok);
    let n_columns = records.next()?.len();
    let rows: Vec<csv::StringRecord> =
        records.filter(|row| row.len() == n_columns && row.iter().any(|cell| !cell.is_empty())).collect();
    if !(5..=8).contains(&n_columns) || rows.is_empty() {
        return None;
    }
    let all = |column: usize, test: &dyn Fn(&str) -> bool| {
        let mut cells = rows.iter().filter_map(|row| row.get(column)).map(str::trim).filter(|cell| !cell.is_empty());
        let first = cells.next();
        first.is_some_and(test) && cells.all(test)
    };
    let mut clocks = ["Time joined", "Time exited"].into_iter();
    let names: Vec<&'static str> = (0..n_columns)
        .map(|column| match column {
            0 => "First name",
            1 => "Last name",
            _ if all(column, &|cell| cell.contains('@')) => "Email",
            _ if all(column, &|cell| clock(cell).is_some()) => clocks.next().unwrap_or("Time"),
            _ if all(column, &is_duration) => "Duration",
            _ => "Other",
        })
        .collect();
    let wanted = ["First name", "Last name", "Email", "Duration", "Time joined", "Time exited"];
    let is_whole = wanted.iter().all(|wanted| names.iter().filter(|name| *name == wanted).count() == 1);
    let start = text.len() - bare.len();
    is_whole.then_some((start + line.len(), names, delimiter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_tell_what_a_column_is() {
        for (header, row) in [
            (
                "Vorname,Nachname,E-Mail-Adresse,Dauer,Beitrittszeit,Zeitpunkt des Verlassens",
                "Ana,Ruiz,ana@example.org,1 Std. 2 Min.,10:00,11:02",
            ),
            (
                "Prénom;Nom;Adresse e-mail;Durée;Heure d'arrivée;Heure de sortie",
                "Ana;Ruiz;ana@example.org;1 h 2 min;10h00;11h02",
            ),
            ("名,姓,メールアドレス,時間,参加時刻,退出時刻", "Ana,Ruiz,ana@example.org,1 時間 2 分,午前10:00,午前11:02"),
            ("Όνομα,Επώνυμο,Email,Διάρκεια,Είσοδος,Έξοδος", "Ana,Ruiz,ana@example.org,1 ώ. 2 λ.,10:00 π.μ.,11:02 π.μ."),
        ] {
            let text = format!("\u{feff}{header}\r\n{row}\r\n");
            let english = in_english(&text);
            assert!(english.starts_with("First name"), "{english}");
            assert_eq!(english.split(['\r', '\n']).next().map(|line| line.split([',', ';']).count()), Some(6));
        }
    }

    #[test]
    fn other_tables_are_left_alone() {
        for text in [
            "Stop,Line,Contact,Length,Leaves,Arrives\nCentre,Four,,12 min,10:00,10:12\n",
            "First,Last,Mail,Age,From,To\nAna,Ruiz,ana@example.org,40,10:00,11:00\n",
            "Vorname,Nachname,E-Mail,Dauer,Von\nAna,Ruiz,ana@example.org,2 Min.,10:00\n",
            "",
            "\n\n",
        ] {
            assert!(!is_report(text), "{text}");
        }
    }

    #[test]
    fn times_of_day() {
        let at = |hour: i64, minute: i64| Some(hour * 3_600 + minute * 60);
        for (cell, expected) in [
            ("10:00 AM", at(10, 0)),
            ("2:05\u{202f}PM", at(14, 5)),
            ("14.05", at(14, 5)),
            ("午後2:05", at(14, 5)),
            ("2:05 μ.μ.", at(14, 5)),
            ("14h05", at(14, 5)),
            ("14:05:09", at(14, 5).map(|time| time + 9)),
            ("14:05 Uhr", at(14, 5)),
            ("2 min", None),
            ("1.5", None),
            ("2024-01-31 10:00", None),
            ("25:00", None),
            ("", None),
        ] {
            assert_eq!(clock(cell), expected, "{cell}");
        }
    }
}
