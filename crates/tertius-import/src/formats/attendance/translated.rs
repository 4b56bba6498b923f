//! Teams writes its attendance report in the language of whoever downloads it. The shape is the same in all of them:
//! numbered sections, and in the second a table of names, two moments, a duration and addresses. The cells tell which
//! column is which, so the header is replaced by the English one.

use std::borrow::Cow;

/// Rows looked at.
const ROWS: usize = 20;
/// Columns of the shortest table of people.
const COLUMNS: usize = 4;

/// Whether a text is a report in sections, in whatever language.
pub(super) fn is_sections(text: &str) -> bool {
    table(text).is_some()
}

/// The text with an English header, where it has a foreign one.
pub(super) fn in_english(text: &str) -> Cow<'_, str> {
    let Some((start, end)) = table(text) else { return Cow::Borrowed(text) };
    let n_columns = text[start..end].split('\t').count();
    let rows: Vec<Vec<&str>> = text[end..]
        .lines()
        .skip(1)
        .take_while(|line| !is_section(line))
        .map(|line| line.split('\t').map(str::trim).collect::<Vec<_>>())
        .filter(|cells| cells.len() > 1)
        .take(ROWS)
        .collect();
    let has = |column: usize, test: &dyn Fn(&str) -> bool| {
        rows.iter().any(|cells| cells.get(column).is_some_and(|cell| test(cell)))
    };
    let mut moments = ["First Join", "Last Leave"].into_iter();
    let mut addresses = ["Email", "Participant ID (UPN)"].into_iter();
    let header: Vec<&str> = (0..n_columns)
        .map(|column| match column {
            0 => "Name",
            _ if has(column, &is_moment) => moments.next().unwrap_or("Moment"),
            _ if has(column, &|cell| cell.contains('@')) => addresses.next().unwrap_or("Address"),
            _ if column + 1 == n_columns => "Role",
            _ => "Other",
        })
        .collect();
    Cow::Owned(format!("{}{}{}", &text[..start], header.join("\t"), &text[end..]))
}

/// Where the header of the table of people stands.
fn table(text: &str) -> Option<(usize, usize)> {
    let text_start = text.trim_start_matches(['\u{feff}', '\r', '\n']);
    if !text_start.starts_with("1. ") {
        return None;
    }
    let mut at = 0;
    let mut is_next = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\r', '\n']);
        if is_next && bare.split('\t').count() >= COLUMNS {
            return Some((at, at + bare.len()));
        }
        is_next |= bare.starts_with("2. ");
        at += line.len();
    }
    None
}

/// `3. Aktivitäten im Meeting`
fn is_section(line: &str) -> bool {
    let mut chars = line.chars();
    chars.next().is_some_and(|c| c.is_ascii_digit()) && chars.as_str().starts_with(". ") && !line.contains('@')
}

/// A date with a time: two groups of digits apart from each other, one of them with colons or dots.
fn is_moment(cell: &str) -> bool {
    let n_digits = cell.chars().filter(char::is_ascii_digit).count();
    let has_date = cell.split(['/', '.', '-']).filter(|part| part.ends_with(|c: char| c.is_ascii_digit())).count() > 1;
    n_digits >= 7 && has_date && cell.contains([' ', ',']) && !cell.contains('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_tell_what_a_column_is() {
        for (header, from, to) in [
            (
                "Name\tErster Beitritt\tLetzter Austritt\tDauer im Meeting\tE-Mail\tTeilnehmer-ID (UPN)\tRolle",
                "31.01.24, 10:00:05",
                "31.01.24, 10:31:00",
            ),
            (
                "Nom\tPremière participation\tDernier départ\tDurée\tE-mail\tID (UPN)\tRôle",
                "31/01/2024 10:00:05",
                "31/01/2024 10:31:00",
            ),
            (
                "名前\t最初の参加\t最後の退出\t会議の長さ\tメール\t参加者 ID (UPN)\t役割",
                "2024/1/31 10:00:05",
                "2024/1/31 10:31:00",
            ),
        ] {
            let text = format!(
                "1. X\nY\tZ\n\n2. X\n{header}\nAna Ruiz\t{from}\t{to}\t31 Min\tana@example.org\tana@example.org\tOrganisator\n\n3. X\n{header}\n"
            );
            assert!(is_sections(&text), "{header}");
            let english = in_english(&text);
            let expected = "2. X\nName\tFirst Join\tLast Leave\tOther\tEmail\tParticipant ID (UPN)\tRole\nAna Ruiz\t";
            assert!(english.contains(expected), "{english}");
        }
        assert!(!is_sections("1. Milk\n2. Bread\n3. Eggs\n"));
        assert!(!is_sections("Name\tEmail\n"));
    }
}
