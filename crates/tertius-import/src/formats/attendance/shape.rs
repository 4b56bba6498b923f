//! Google Meet and Zoom write who attended in the language of the organiser. The shape is the same in all of them, and the
//! cells tell which column is which, so the header is replaced by the English one.
//!
//! Meet writes two names, an address, a duration in words and two times of day. Zoom writes a name, an address, two moments
//! and the minutes between them; that these agree in every row tells it from other tables with dates.

use crate::dates::{DayOrder, iso_moment, local_moment};
use crate::formats::whatsapp::clock::Half;
use std::borrow::Cow;

/// Rows looked at.
const ROWS: usize = 20;
/// A line longer than this is no header.
const HEADER_MAX: usize = 1_024;
/// Columns of either report, at least.
const COLUMNS: usize = 5;

/// Whose report a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Report {
    Meet,
    Zoom,
}

/// Whose report a text is, in whatever language.
pub(super) fn report(text: &str) -> Option<Report> {
    headers(text).find_map(|at| Known::at(text, at)).map(|known| known.report)
}

/// The text with an English header, where it has a foreign one.
pub(super) fn in_english(text: &str) -> Cow<'_, str> {
    let Some(Known { start, end, names, delimiter, .. }) = headers(text).find_map(|at| Known::at(text, at)) else {
        return Cow::Borrowed(text);
    };
    let names = names.join(&char::from(delimiter).to_string());
    Cow::Owned(format!("{}{names}{}", &text[..start], &text[end..]))
}

/// Where a header may stand: at the start, and behind the lines about the meeting and a blank one.
fn headers(text: &str) -> impl Iterator<Item = usize> {
    const ABOVE: usize = 6;
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut at = start;
    let mut behind = None;
    for line in text[start..].split_inclusive('\n').take(ABOVE) {
        at += line.len();
        if line.trim_matches([',', ';', '\t', '\r', '\n', ' ']).is_empty() {
            behind = Some(at);
            break;
        }
    }
    [Some(start), behind].into_iter().flatten()
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

/// A header that the rows below it explain.
struct Known {
    start: usize,
    end: usize,
    /// What its columns are called in English.
    names: Vec<&'static str>,
    delimiter: u8,
    report: Report,
}

impl Known {
    fn at(text: &str, start: usize) -> Option<Known> {
        let line = text[start..].lines().next()?;
        let count = |delimiter: u8| line.bytes().filter(|&byte| byte == delimiter).count();
        let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|&delimiter| count(delimiter))?;
        let is_header = !line.contains(['@', '{', '<']) && !line.contains(|c: char| c.is_ascii_digit());
        if line.len() > HEADER_MAX || count(delimiter) + 1 < COLUMNS || !is_header {
            return None;
        }
        let rows = Rows::read(&text[start..], delimiter)?;
        let (report, names) =
            rows.meet().map(|names| (Report::Meet, names)).or_else(|| Some((Report::Zoom, rows.zoom()?)))?;
        Some(Known { start, end: start + line.len(), names, delimiter, report })
    }
}

/// The first rows below a header.
struct Rows {
    n_columns: usize,
    rows: Vec<csv::StringRecord>,
}

impl Rows {
    fn read(text: &str, delimiter: u8) -> Option<Rows> {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let mut records = reader.records().take(ROWS + 1).map_while(Result::ok);
        let n_columns = records.next()?.len();
        let is_whole = |row: &csv::StringRecord| row.len() == n_columns && row.iter().any(|cell| !cell.is_empty());
        let rows: Vec<csv::StringRecord> = records.filter(is_whole).collect();
        ((COLUMNS..=10).contains(&n_columns) && !rows.is_empty()).then_some(Rows { n_columns, rows })
    }

    /// Whether a column is filled somewhere, and wherever it is filled the test holds.
    fn all(&self, column: usize, test: &dyn Fn(&str) -> bool) -> bool {
        let cells = self.rows.iter().filter_map(|row| row.get(column)).map(str::trim);
        let mut filled = cells.filter(|cell| !cell.is_empty());
        filled.next().is_some_and(test) && filled.all(test)
    }

    fn meet(&self) -> Option<Vec<&'static str>> {
        let mut clocks = ["Time joined", "Time exited"].into_iter();
        let names: Vec<&'static str> = (0..self.n_columns)
            .map(|column| match column {
                0 => "First name",
                1 => "Last name",
                _ if self.all(column, &|cell| cell.contains('@')) => "Email",
                _ if self.all(column, &|cell| clock(cell).is_some()) => clocks.next().unwrap_or("Time"),
                _ if self.all(column, &is_duration) => "Duration",
                _ => "Other",
            })
            .collect();
        has_each_once(&names, &["Email", "Duration", "Time joined", "Time exited"]).then_some(names)
    }

    fn zoom(&self) -> Option<Vec<&'static str>> {
        let mut moments = ["Join Time", "Leave Time"].into_iter();
        let is_number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit());
        let names: Vec<&'static str> = (0..self.n_columns)
            .map(|column| match column {
                0 => "Name (Original Name)",
                _ if self.all(column, &|cell| cell.contains('@')) => "User Email",
                _ if self.all(column, &|cell| moment(cell, DayOrder::DayFirst).is_some())
                    || self.all(column, &|cell| moment(cell, DayOrder::MonthFirst).is_some()) =>
                {
                    moments.next().unwrap_or("Time")
                }
                _ if self.all(column, &is_number) => "Duration (Minutes)",
                _ => "Other",
            })
            .collect();
        let wanted = ["User Email", "Join Time", "Leave Time", "Duration (Minutes)"];
        (has_each_once(&names, &wanted) && self.minutes_agree(&names)).then_some(names)
    }

    /// Whether the minutes of every row are those from its first moment to its second, rounded either way.
    fn minutes_agree(&self, names: &[&str]) -> bool {
        let cell = |row: &csv::StringRecord, wanted: &str| -> Option<String> {
            let column = names.iter().position(|name| *name == wanted)?;
            Some(row.get(column)?.trim().to_owned())
        };
        let agrees = |row: &csv::StringRecord, order: DayOrder| {
            let join = moment(&cell(row, "Join Time")?, order)?;
            let leave = moment(&cell(row, "Leave Time")?, order)?;
            let minutes: i64 = cell(row, "Duration (Minutes)")?.parse().ok()?;
            Some((leave - join - minutes.checked_mul(60)?).abs() <= 60)
        };
        let holds = |order| self.rows.iter().all(|row| agrees(row, order) == Some(true));
        holds(DayOrder::DayFirst) || holds(DayOrder::MonthFirst)
    }
}

fn has_each_once(names: &[&str], wanted: &[&str]) -> bool {
    wanted.iter().all(|wanted| names.iter().filter(|name| *name == wanted).count() == 1)
}

fn moment(cell: &str, order: DayOrder) -> Option<i64> {
    iso_moment(cell).or_else(|| local_moment(cell, order)).map(|time| time.0)
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
            assert!(english.starts_with("\u{feff}First name"), "{english}");
            assert_eq!(english.split(['\r', '\n']).next().map(|line| line.split([',', ';']).count()), Some(6));
        }
    }

    #[test]
    fn zoom_in_other_tongues() {
        for text in [
            "名前（元の名前）,ユーザーのメール,参加時刻,退出時刻,所要時間 (分),ゲスト\nAna Ruiz,ana@example.org,01/31/2024 10:00:05 AM,01/31/2024 10:31:00 AM,31,いいえ\n",
            "Besprechungs-ID;Thema\n123 456;Runde\n\nName (Originalname);E-Mail;Beitritt;Austritt;Dauer (Minuten);Gast\nAna Ruiz;ana@example.org;31.01.2024 10:00:05;31.01.2024 10:31:00;31;Nein\nBo;;31.01.2024 10:05:00;31.01.2024 10:31:00;26;Ja\n",
        ] {
            assert_eq!(report(text), Some(Report::Zoom), "{text}");
            assert!(in_english(text).contains("Name (Original Name)"), "{text}");
        }
    }

    #[test]
    fn other_tables_are_left_alone() {
        for text in [
            "Name,Email,Signed up,Seen,Visits,Plan\nAna Ruiz,ana@example.org,2024-01-31 10:00:00,2024-02-01 10:00:00,31,free\n",
            "Stop,Line,Contact,Length,Leaves,Arrives\nCentre,Four,,12 min,10:00,10:12\n",
            "First,Last,Mail,Age,From,To\nAna,Ruiz,ana@example.org,40,10:00,11:00\n",
            "Vorname,Nachname,E-Mail,Dauer,Von\nAna,Ruiz,ana@example.org,2 Min.,10:00\n",
            "",
            "\n\n",
        ] {
            assert_eq!(report(text), None, "{text}");
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
