//! The head of a line: date and time in any locale's notation, in brackets or before a dash.
//!
//! Marks of writing direction and byte order are dropped, odd spaces become plain ones, digits of any script count.
//! The one mark that is kept is the one that begins a text: phones put it before what they wrote themselves.

mod months;

use super::clock::Half;

/// Begins a text that the phone wrote: an omitted picture, a notice.
pub(super) const MARK: char = '\u{200e}';
/// Characters after the time of day within which the head must end.
const TAIL_MAX: usize = 24;
/// Characters after the time of day that are no known half of the day: `Uhr`, `ч.`, `น.`.
const UNKNOWN_TAIL_MAX: usize = 8;
/// Characters between date and time: a comma, a word such as `klo`, half of the day.
const BETWEEN_MAX: usize = 20;

/// How a file writes its heads. One file keeps to one way, so a pasted line of another is part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Style {
    end: End,
    is_time_first: bool,
    separator: char,
    has_seconds: bool,
}

impl Style {
    /// Whether only a date and a time mark the head, as in many files that are no chat.
    pub(super) fn is_bare(self) -> bool {
        matches!(self.end, End::Colon | End::Space)
    }

    /// Whether a phone would write a bare head so.
    pub(super) fn is_of_a_phone(self) -> bool {
        self.has_seconds && matches!(self.separator, '/' | '.')
    }
}

/// What ends a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum End {
    Bracket,
    Dash,
    /// As iPhones wrote until 2017.
    Colon,
    /// Nothing but a space, as some iPhones wrote.
    Space,
}

/// A date as written: three numbers in an order that the whole file tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Written {
    pub(super) numbers: [u16; 3],
    /// Which of them has four digits.
    pub(super) long: Option<u8>,
    pub(super) separator: char,
    /// Whether it is written as in `1/4/23, 7:02 PM`, which only one country does.
    pub(super) looks_american: bool,
}

/// A line that begins a message or a notice.
#[derive(Debug)]
pub(super) struct Head<'a> {
    pub(super) style: Style,
    pub(super) date: Written,
    /// Seconds since midnight.
    pub(super) seconds: u32,
    /// What follows the head.
    pub(super) rest: &'a str,
}

/// A line as it is read here.
pub(super) fn clean(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            MARK if out.ends_with(": ") => out.push(MARK),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{61c}' => {}
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// The head of a cleaned line, if it has one.
pub(super) fn read(line: &str) -> Option<Head<'_>> {
    let line = line.trim_start();
    let (is_bracket, rest) = match line.strip_prefix('[') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, line),
    };
    if !rest.starts_with(|c| digit(c).is_some() || !char::is_ascii(&c)) && months::leading(rest).is_none() {
        return None;
    }
    date_first(rest, is_bracket).or_else(|| time_first(rest, is_bracket))
}

fn date_first(rest: &str, is_bracket: bool) -> Option<Head<'_>> {
    let (mut date, rest) = date(rest).or_else(|| months::date(rest))?;
    let (before, rest) = between(rest)?;
    let (clock, rest) = clock(rest)?;
    let (tail, end, rest) = tail(rest, is_bracket)?;
    let half = half_around(before, tail)?;
    date.looks_american = date.separator == '/' && before == "," && matches!(tail, "AM" | "PM") && date.is_unpadded;
    finish(date, clock, half, end, false, rest)
}

/// As in `[20:14, 29/01/2018]`, which some locales and copied lines have.
fn time_first(rest: &str, is_bracket: bool) -> Option<Head<'_>> {
    let (clock, rest) = clock(rest)?;
    let (before, rest) = between(rest)?;
    let half = half_around(before, "")?;
    let (date, rest) = date(rest).or_else(|| months::date(rest))?;
    let (tail, end, rest) = tail(rest, is_bracket)?;
    tail.is_empty().then_some(())?;
    finish(date, clock, half, end, true, rest)
}

fn finish(date: Date, clock: Clock, half: Option<Half>, end: End, is_time_first: bool, rest: &str) -> Option<Head<'_>> {
    let seconds = Half::seconds(half, clock.hour, clock.minute, clock.second.unwrap_or(0))?;
    let style = Style { end, is_time_first, separator: date.separator, has_seconds: clock.second.is_some() };
    let Date { numbers, long, separator, looks_american, .. } = date;
    Some(Head { style, date: Written { numbers, long, separator, looks_american }, seconds, rest })
}

/// The half of the day that the words before or after the time name; `None` when the words cannot be part of a head.
fn half_around(before: &str, after: &str) -> Option<Option<Half>> {
    if after.chars().any(|c| c.is_numeric() || "<>()[]{}@#/\\|=".contains(c)) {
        return None;
    }
    let in_front = before.trim_matches(|c: char| c.is_whitespace() || ",،、".contains(c));
    let half = Half::of(after);
    if half.is_none() && after.chars().count() > UNKNOWN_TAIL_MAX {
        return None;
    }
    Some(half.or_else(|| Half::of(in_front.rsplit([' ', ',']).next().unwrap_or(in_front))))
}

struct Date {
    numbers: [u16; 3],
    long: Option<u8>,
    separator: char,
    is_unpadded: bool,
    looks_american: bool,
}

/// Three numbers: `1/29/18`, `29.01.18`, `13. 6. 2018.`, `2020-01-01`, `2018年1月29日`.
fn date(text: &str) -> Option<(Date, &str)> {
    let mut rest = text;
    let mut date = Date { numbers: [0; 3], long: None, separator: ' ', is_unpadded: false, looks_american: false };
    for at in 0..3 {
        let (value, n_digits, after) = number(rest, 4)?;
        if n_digits == 3 || (n_digits == 4 && date.long.is_some()) {
            return None;
        }
        if n_digits == 4 {
            date.long = Some(at as u8);
        }
        date.is_unpadded |= n_digits == 1;
        date.numbers[at] = u16::try_from(value).ok()?;
        rest = after;
        let trimmed = rest.trim_start_matches(' ');
        let separator = trimmed.chars().next().filter(|c| "/.-年月日년월일⁄∕".contains(*c));
        if at < 2 {
            let separator = separator?;
            if at == 0 {
                date.separator = separator;
            } else if date.separator.is_ascii() && separator != date.separator {
                return None;
            }
            rest = trimmed[separator.len_utf8()..].trim_start_matches(' ');
        } else if separator.is_some_and(|c| ".日일".contains(c)) {
            rest = &trimmed[separator.map_or(0, char::len_utf8)..];
        }
    }
    date.numbers.iter().any(|n| (1..=31).contains(n)).then_some((date, rest))
}

/// What stands between date and time, trimmed.
fn between(text: &str) -> Option<(&str, &str)> {
    let at = text.char_indices().take(BETWEEN_MAX).find(|(_, c)| digit(*c).is_some()).map(|(at, _)| at)?;
    let words = &text[..at];
    let is_plain = !words.contains(['[', ']', '<', '>', '(', ')', '=', '"', '|', '_', '/', ';']);
    (at > 0 && is_plain).then(|| (words.trim(), &text[at..]))
}

struct Clock {
    hour: u32,
    minute: u32,
    second: Option<u32>,
}

/// `12:24`, `12.24`, `12:24:03`, `12 h 24`.
fn clock(text: &str) -> Option<(Clock, &str)> {
    let (hour, _, rest) = number(text, 2)?;
    let (mark, rest) = clock_mark(rest)?;
    let (minute, n_digits, rest) = number(rest, 2)?;
    if n_digits != 2 {
        return None;
    }
    let seconds = clock_mark(rest).filter(|(again, _)| *again == mark).and_then(|(_, rest)| number(rest, 2));
    match seconds.filter(|(_, n_digits, _)| *n_digits == 2) {
        Some((second, _, rest)) => Some((Clock { hour, minute, second: Some(second) }, rest)),
        None => Some((Clock { hour, minute, second: None }, rest)),
    }
}

fn clock_mark(text: &str) -> Option<(char, &str)> {
    let trimmed = text.trim_start_matches(' ');
    let mark = trimmed.chars().next().filter(|c| ":.h时時시：".contains(*c))?;
    let is_spaced = trimmed.len() != text.len();
    if is_spaced && mark != 'h' && mark != '시' {
        return None;
    }
    Some((mark, trimmed[mark.len_utf8()..].trim_start_matches(' ')))
}

/// What stands between the time and the end of the head, trimmed; the end; what follows.
fn tail(text: &str, is_bracket: bool) -> Option<(&str, End, &str)> {
    if is_bracket {
        let at = text.char_indices().take(TAIL_MAX).find(|(_, c)| *c == ']').map(|(at, _)| at)?;
        let rest = &text[at + 1..];
        return Some((text[..at].trim(), End::Bracket, rest.strip_prefix(' ').unwrap_or(rest)));
    }
    let limit = text.char_indices().nth(TAIL_MAX).map_or(text.len(), |(at, _)| at);
    let head = &text[..limit];
    if let Some((at, dash)) = head.char_indices().find(|(at, c)| "-–—".contains(*c) && head[..*at].ends_with(' ')) {
        let rest = &text[at + dash.len_utf8()..];
        let rest = if rest.is_empty() { rest } else { rest.strip_prefix(' ')? };
        return Some((text[..at].trim(), End::Dash, rest));
    }
    // Without a bracket or a dash only a half of the day may stand here, or every line that names a time would do.
    if let Some((tail, rest)) = text.split_once(": ")
        && (tail.is_empty() || Half::of(tail).is_some())
    {
        return Some((tail.trim(), End::Colon, rest));
    }
    let rest = text.strip_prefix(' ')?;
    let ends = rest.char_indices().take(TAIL_MAX).filter(|(_, c)| *c == ' ').map(|(at, _)| at);
    let half = ends.filter(|at| Half::of(&rest[..*at]).is_some()).last();
    Some(half.map_or(("", End::Space, rest), |at| (&rest[..at], End::Space, &rest[at + 1..])))
}

/// A number of at most so many digits, how many it has, and what follows.
fn number(text: &str, most: usize) -> Option<(u32, usize, &str)> {
    let (mut value, mut n_digits) = (0, 0);
    for (at, c) in text.char_indices() {
        match digit(c) {
            Some(digit) => {
                value = value * 10 + digit;
                n_digits += 1;
                if n_digits > most {
                    return None;
                }
            }
            None => return (n_digits > 0).then_some((value, n_digits, &text[at..])),
        }
    }
    (n_digits > 0).then_some((value, n_digits, ""))
}

/// The value of a digit in the scripts in which phones write dates.
fn digit(c: char) -> Option<u32> {
    const ZEROS: [u32; 10] = [0x30, 0x0660, 0x06f0, 0x0966, 0x09e6, 0x0ae6, 0x0be6, 0x0e50, 0x1040, 0xff10];
    let code = c as u32;
    ZEROS.into_iter().find(|zero| (*zero..*zero + 10).contains(&code)).map(|zero| code - zero)
}

/// The author and the text of what follows a head; no author where the phone speaks.
pub(super) fn author(rest: &str) -> Option<(&str, &str)> {
    const AUTHOR_MAX: usize = 120;
    let (author, text) = match rest.split_once(": ") {
        Some(parts) => parts,
        None => (rest.trim_end().strip_suffix(':')?, ""),
    };
    let author = author.trim();
    let quotes = author.chars().filter(|c| "\"“”„«»".contains(*c)).count();
    let fits = !author.is_empty() && author.chars().count() <= AUTHOR_MAX && quotes % 2 == 0;
    fits.then_some((author, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<([u16; 3], u32, &str)>) {
        let line = clean(line.as_bytes());
        let head = read(&line).map(|head| (head.date.numbers, head.seconds, head.rest));
        assert_eq!(head, expected, "{line}");
    }

    #[test]
    fn heads_of_every_locale() {
        let noon = 12 * 3_600 + 24 * 60;
        check("[1/29/18, 12:24:03] Ana: hi", Some(([1, 29, 18], noon + 3, "Ana: hi")));
        check("1/29/18, 12:24 - Ana: hi", Some(([1, 29, 18], noon, "Ana: hi")));
        check("[1/4/23, 7:02:11\u{202f}PM] Ana: hi", Some(([1, 4, 23], 19 * 3_600 + 131, "Ana: hi")));
        check("1/4/23, 7:02\u{202f}PM - Ana: hi", Some(([1, 4, 23], 19 * 3_600 + 120, "Ana: hi")));
        check("[29.01.18, 12:24:03 PM] Ana: hi", Some(([29, 1, 18], noon + 3, "Ana: hi")));
        check("29.01.18, 12:24 PM - Ana: hi", Some(([29, 1, 18], noon, "Ana: hi")));
        check("20/6/2017 8:28 p.\u{a0}m. - Ana: hi", Some(([20, 6, 2017], 20 * 3_600 + 28 * 60, "Ana: hi")));
        check("02.05.18 à 18:00 - Ana: hi", Some(([2, 5, 18], 64_800, "Ana: hi")));
        check("4.3.2025 klo 14.05 - Ana: hi", Some(([4, 3, 2025], 50_700, "Ana: hi")));
        check("[12.3.2022 klo 14.08.18] Ana: hi", Some(([12, 3, 2022], 50_898, "Ana: hi")));
        check("16/11/2023 18:44 - Ana: hi", Some(([16, 11, 2023], 67_440, "Ana: hi")));
        check("[2020/05/01, 12:24:00] Ana: hi", Some(([2020, 5, 1], noon, "Ana: hi")));
        check("[2020.05.01, 12:24:00] Ana: hi", Some(([2020, 5, 1], noon, "Ana: hi")));
        check("[2024/10/31\u{2009}15:50:46] Ana: hi", Some(([2024, 10, 31], 57_046, "Ana: hi")));
        check("[25/12/2023, 10:30:45 a. m.] Ana: hi", Some(([25, 12, 2023], 37_845, "Ana: hi")));
        check("25.12.23, 3:30 nachm. - Ana: hi", Some(([25, 12, 23], 55_800, "Ana: hi")));
        check(
            "\u{200e}[1/29/18, 12:24:03] Ana: \u{200e}image omitted",
            Some(([1, 29, 18], noon + 3, "Ana: \u{200e}image omitted")),
        );
        check("\u{feff}\u{feff}29.01.18, 12:24 - Ana: hi", Some(([29, 1, 18], noon, "Ana: hi")));
        check("2018/1/29 下午12:24 - Ana: hi", Some(([2018, 1, 29], noon, "Ana: hi")));
        check("[2018. 1. 29. 오후 12:24:00] Ana: hi", Some(([2018, 1, 29], noon, "Ana: hi")));
        check("29.01.18 г., 12:24 ч. - Ana: hi", Some(([29, 1, 18], noon, "Ana: hi")));
        check("٢٩\u{200f}/١\u{200f}/٢٠١٨، ١٢:٢٤ م - Ana: hi", Some(([29, 1, 2018], noon, "Ana: hi")));
        check("[12:24, 29/01/2018] Ana: hi", Some(([29, 1, 2018], noon, "Ana: hi")));
        check("29/01/18 12:24:03: Ana: hi", Some(([29, 1, 18], noon + 3, "Ana: hi")));
        check("13. 6. 2018. 21:25:15 a: m", Some(([13, 6, 2018], 77_115, "a: m")));
        check("13/6/18 9:25:15 p. m. a: m", Some(([13, 6, 18], 77_115, "a: m")));
        check("[7:02:11 PM, 6/13/2018] Ana: hi", Some(([6, 13, 2018], 19 * 3_600 + 131, "Ana: hi")));
        check("2018年1月29日 12:24 - Ana: hi", Some(([2018, 1, 29], noon, "Ana: hi")));
        check("[06/2018/13, 12:24:00] Ana: hi", Some(([6, 2018, 13], noon, "Ana: hi")));
        check("[29 Jan 2018, 12:24:03] Ana: hi", Some(([2018, 1, 29], noon + 3, "Ana: hi")));
        check("29-Jan-18, 12:24 - Ana: hi", Some(([2018, 1, 29], noon, "Ana: hi")));
        check("Jan 29, 2018, 12:24 PM - Ana: hi", Some(([2018, 1, 29], noon, "Ana: hi")));
        check("29 de enero de 2018, 12:24 - Ana: hi", Some(([2018, 1, 29], noon, "Ana: hi")));
        check("29. März 2018 um 12:24 - Ana: hi", Some(([2018, 3, 29], noon, "Ana: hi")));
        check("29 янв. 2018 г., 12:24 - Ana: hi", Some(([2018, 1, 29], noon, "Ana: hi")));
    }

    #[test]
    fn other_lines_have_no_head() {
        for line in [
            "",
            "hello",
            "12:24 lunch?",
            "29.01.18",
            "[1/29/18]",
            "2020-01-01 12:00:05,123 - root - INFO - started",
            "192.168.1.1 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200",
            "[00:12:03] intro",
            "100/200/300, 12:24 - Ana: hi",
            "1/29/18, 12:61 - Ana: hi",
            "May 12:24 be right - Ana: hi",
            "marching 29, 2018",
            "Jan 29 12:24:03 host - daemon: started",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn authors_end_at_the_first_colon() {
        assert_eq!(author("Ana: at 8: here"), Some(("Ana", "at 8: here")));
        assert_eq!(author("Ana \"Nana\" Ruiz:"), Some(("Ana \"Nana\" Ruiz", "")));
        assert_eq!(author("Ana left"), None);
        assert_eq!(author("Ana changed the subject to \"Trip: Rome\""), None);
        assert_eq!(author(": hi"), None);
    }
}
