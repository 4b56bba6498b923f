//! Dates in mail: the `Date` header, the end of `Received`, and the tail of an mbox separator.
//!
//! One reader for all: words are taken for what they can only be, whatever their order. Weekdays are not needed and
//! may be in any language; month names are read in the languages that mail programs write them in.

use tertius_model::{Day, Timestamp};

/// Reads a date; `None` when day, month, year and time are not all there.
pub(super) fn parse(text: &[u8]) -> Option<Timestamp> {
    let mut date = Parts::default();
    for word in words(text) {
        date.take(word);
    }
    date.timestamp()
}

/// The date after the last `;` of a `Received` header.
pub(super) fn parse_received(value: &[u8]) -> Option<Timestamp> {
    parse(&value[memchr::memrchr(b';', value)? + 1..])
}

/// The date in an mbox separator, with its `From `.
pub(super) fn parse_separator(separator: &[u8]) -> Option<Timestamp> {
    parse(date_tail(separator.strip_prefix(b"From ")?)?)
}

/// The moment of delivery that begins the name of a message in a Maildir: `1300000001.M1P1.host`.
pub(super) fn of_maildir_name(name: &str) -> Option<Timestamp> {
    let (seconds, rest) = name.split_once('.')?;
    let fits = (9..=10).contains(&seconds.len()) && rest.contains('.');
    seconds.parse().ok().filter(|_| fits).map(Timestamp)
}

/// Whether what follows `From ` ends like a date.
pub(super) fn is_date_tail(tail: &[u8]) -> bool {
    let Some(date) = date_tail(tail) else { return false };
    let mut parts = Parts::default();
    words(date).all(|word| parts.take(word)) && parts.timestamp().is_some()
}

/// From the weekday on, without ` remote from host`.
fn date_tail(tail: &[u8]) -> Option<&[u8]> {
    let tail = memchr::memmem::find(tail, b" remote from ").map_or(tail, |end| &tail[..end]);
    let mut from = 0;
    for word in tail.split(|byte| byte.is_ascii_whitespace()) {
        if WEEKDAYS.iter().any(|day| word.trim_ascii_end().eq_ignore_ascii_case(day)) {
            return Some(&tail[from..]);
        }
        from += word.len() + 1;
    }
    None
}

const WEEKDAYS: [&[u8]; 14] = [
    b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun", b"mon,", b"tue,", b"wed,", b"thu,", b"fri,", b"sat,",
    b"sun,",
];

#[derive(Default)]
struct Parts {
    day: Option<u32>,
    month: Option<u32>,
    year: Option<i32>,
    seconds: Option<i64>,
    zone_seconds: Option<i64>,
}

impl Parts {
    /// Takes one word for what it can only be; `false` for a word that belongs to no date.
    fn take(&mut self, word: &[u8]) -> bool {
        match word {
            [b'+' | b'-', digits @ ..] if self.seconds.is_some() && !digits.is_empty() => self.take_offset(word),
            [b'0'..=b'9', ..] if word.contains(&b':') => self.take_time(word),
            [b'0'..=b'9', ..] if self.year.is_some() && is_dotted_time(word) => self.take_time(word),
            [b'0'..=b'9', ..] if word.contains(&b'/') => self.take_slashes(word),
            [b'0'..=b'9', ..] => self.take_numbers(word),
            _ => self.take_name(word),
        }
    }

    fn take_time(&mut self, word: &[u8]) -> bool {
        // `09:53:04+0200`
        let zone = word.iter().position(|byte| matches!(byte, b'+' | b'-'));
        let clock = &word[..zone.unwrap_or(word.len())];
        let colon = if clock.contains(&b':') { b':' } else { b'.' };
        let mut parts = clock.split(|byte| *byte == colon).map(|part| number(part.split(|b| *b == b'.').next()?));
        let (Some(Some(hour)), Some(Some(minute))) = (parts.next(), parts.next()) else { return false };
        let second = parts.next().flatten().unwrap_or(0);
        // 24:00 is written for midnight, 60 for a leap second.
        if hour > 24 || minute > 59 || second > 60 || self.seconds.is_some() {
            return false;
        }
        self.seconds = Some(i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second));
        zone.is_none_or(|at| self.take_offset(&word[at..]))
    }

    fn take_offset(&mut self, word: &[u8]) -> bool {
        let digits: u32 = match word[1..].iter().filter(|byte| byte.is_ascii_digit()).count() {
            4 if word.len() <= 6 => {
                word[1..].iter().filter(|b| b.is_ascii_digit()).fold(0, |n, b| n * 10 + u32::from(b - b'0'))
            }
            1 | 2 if word.len() <= 3 => number(&word[1..]).unwrap_or(0) * 100,
            _ => return false,
        };
        let seconds = i64::from(digits / 100) * 3600 + i64::from(digits % 100) * 60;
        // Beyond any zone there is: nonsense, taken as UTC.
        let seconds = if seconds > 14 * 3600 { 0 } else { seconds };
        self.zone_seconds = Some(if word[0] == b'-' { -seconds } else { seconds });
        true
    }

    /// `3`, `1996`, `96`, `03-Jun-1996`, `3Jun1996`, `2015-04-16`, `2015-04-16T09:53:04Z`
    fn take_numbers(&mut self, word: &[u8]) -> bool {
        if let Some(letters) = word.iter().position(u8::is_ascii_alphabetic).filter(|at| *at <= 2)
            && let Some(digits) = word[letters..].iter().position(u8::is_ascii_digit)
        {
            let (day, rest) = word.split_at(letters);
            let (month, year) = rest.split_at(digits);
            return [day, month, year].into_iter().all(|part| self.take(part));
        }
        if word.len() > 4 && word.contains(&b'-') {
            return word.split(|byte| *byte == b'-').all(|part| self.take(part));
        }
        let digits = word.strip_suffix(b".").unwrap_or(word);
        let Some(n) = number(digits) else { return false };
        match digits.len() {
            4 if self.year.is_none() => self.year = Some(n as i32),
            1 | 2 if self.year.is_some() && self.month.is_none() => self.month = Some(n),
            1 | 2 if self.day.is_none() => self.day = Some(n),
            2 | 3 if self.year.is_none() => self.year = Some(short_year(n)),
            _ => return false,
        }
        true
    }

    /// `2024/01/31`, `01/31/2024`, `31/01/2024`; where both orders fit, the month comes first, as its writers are
    /// American.
    fn take_slashes(&mut self, word: &[u8]) -> bool {
        let mut parts = word.split(|byte| *byte == b'/').map(|part| (number(part), part.len()));
        let (Some((Some(a), 1..=4)), Some((Some(b), 1 | 2)), Some((Some(c), length)), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let (year, month, day) = match (a, length) {
            (1_000.., 1 | 2) => (a as i32, b, c),
            (13.., 4) => (c as i32, b, a),
            (_, 4) => (c as i32, a, b),
            (_, 2) => (short_year(c), a, b),
            _ => return false,
        };
        (self.year, self.month, self.day) = (Some(year), Some(month), Some(day));
        true
    }

    fn take_name(&mut self, word: &[u8]) -> bool {
        if WEEKDAYS.iter().any(|day| word.eq_ignore_ascii_case(day)) {
            return true;
        }
        if self.month.is_none()
            && let Some(month) = month(word)
        {
            self.month = Some(month);
            return true;
        }
        // `GMT+0200`: what stands behind the name is the zone.
        if let Some(offset) = [&b"GMT"[..], b"UTC", b"UT"].iter().find_map(|name| word.strip_prefix(*name))
            && matches!(offset, [b'+' | b'-', _, ..])
        {
            return self.take_offset(offset);
        }
        if let Some(seconds) = self.seconds
            && (word.eq_ignore_ascii_case(b"PM") || word.eq_ignore_ascii_case(b"AM"))
        {
            let half = 12 * 3600;
            let is_late = word[0].eq_ignore_ascii_case(&b'P');
            self.seconds = Some(seconds % half + if is_late || seconds > 13 * 3600 { half } else { 0 });
            return true;
        }
        let mut upper = [0; 4];
        let Some(upper) = upper.get_mut(..word.len()) else { return false };
        upper.copy_from_slice(word);
        upper.make_ascii_uppercase();
        let Some(hours) = zone_hours(upper) else { return false };
        // `+0200 (CEST)` and `CEST +0200` mean what the number says; `MET DST` is an hour more.
        if upper == b"DST" {
            self.zone_seconds = self.zone_seconds.map(|seconds| seconds + 3600);
        } else if self.seconds.is_some() && self.zone_seconds.is_none() {
            self.zone_seconds = Some(hours * 3600);
        }
        true
    }

    fn timestamp(&self) -> Option<Timestamp> {
        let day = Day::from_date(self.year?, self.month?, self.day?)?;
        Some(Timestamp(day.start().0 + self.seconds? - self.zone_seconds.unwrap_or(0)))
    }
}

/// `10.00.05`, as some programs write the time.
fn is_dotted_time(word: &[u8]) -> bool {
    let digits = word.iter().filter(|byte| byte.is_ascii_digit()).count();
    (5..=8).contains(&word.len()) && word.iter().filter(|byte| **byte == b'.').count() == 2 && digits + 2 == word.len()
}

/// Words apart from commas and comments. ISO's `T` counts as a space.
fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut depth = 0_u32;
    text.split(move |byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > 0 || byte.is_ascii_whitespace() || matches!(byte, b',' | b')')
    })
    .flat_map(|word| {
        let iso = word.len() > 10 && word[10] == b'T' && word[4] == b'-';
        let (a, b) = if iso { (&word[..10], word[11..].trim_ascii_end()) } else { (word, &word[..0]) };
        [a, b.strip_suffix(b"Z").unwrap_or(b)]
    })
    .filter(|word| !word.is_empty())
}

fn number(digits: &[u8]) -> Option<u32> {
    let fits = (1..=4).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    fits.then(|| digits.iter().fold(0, |n, byte| n * 10 + u32::from(byte - b'0')))
}

/// RFC 5322 section 4.3: two digits below 50 are this century's; three digits count from 1900.
fn short_year(n: u32) -> i32 {
    match n {
        0..50 => 2000 + n as i32,
        _ => 1900 + n as i32,
    }
}

/// Hours east of Greenwich of the zone names that mail programs wrote.
fn zone_hours(upper: &[u8]) -> Option<i64> {
    Some(match upper {
        b"UT" | b"UTC" | b"GMT" | b"Z" | b"WET" | b"DST" => 0,
        b"BST" | b"CET" | b"MET" | b"MEZ" | b"WEST" => 1,
        b"CEST" | b"MEST" | b"MESZ" | b"EET" | b"SAST" => 2,
        b"EEST" | b"MSK" => 3,
        b"JST" | b"KST" => 9,
        b"HKT" | b"SGT" => 8,
        b"AEST" => 10,
        b"NZST" => 12,
        b"EDT" => -4,
        b"EST" | b"CDT" => -5,
        b"CST" | b"MDT" => -6,
        b"MST" | b"PDT" => -7,
        b"PST" => -8,
        b"HST" => -10,
        [b'A'..=b'Z'] => 0,
        _ => return None,
    })
}

/// Names of months whose first letters are beyond ASCII, in UTF-8 and in Latin-1.
const ACCENTED: [(&[u8], u32); 8] = [
    (b"m\xc3\xa4r", 3),
    (b"m\xe4r", 3),
    (b"f\xc3\xa9v", 2),
    (b"f\xe9v", 2),
    (b"ao\xc3\xbb", 8),
    (b"ao\xfb", 8),
    (b"d\xc3\xa9c", 12),
    (b"d\xe9c", 12),
];

/// English by its first three letters, other languages by what their mail programs write.
fn month(word: &[u8]) -> Option<u32> {
    let word = word.strip_suffix(b".").unwrap_or(word);
    if let Some((_, month)) =
        ACCENTED.iter().find(|(start, _)| word.len() >= start.len() && word[..start.len()].eq_ignore_ascii_case(start))
    {
        return Some(*month);
    }
    if word.len() < 3 || !word[0].is_ascii_alphabetic() {
        return None;
    }
    let mut head = [word[0], word[1], word[2]];
    head.make_ascii_lowercase();
    Some(match &head {
        b"jan" | b"ene" | b"gen" | b"sty" => 1,
        b"feb" | b"fev" | b"lut" => 2,
        b"mar" | b"mrz" | b"maa" | b"mrt" => 3,
        b"apr" | b"abr" | b"avr" | b"kwi" => 4,
        b"may" | b"mai" | b"mei" | b"mag" | b"maj" => 5,
        b"jun" | b"giu" | b"cze" => 6,
        b"jul" | b"lug" | b"lip" => 7,
        b"aug" | b"ago" | b"sie" => 8,
        b"sep" | b"set" | b"wrz" => 9,
        b"oct" | b"okt" | b"out" | b"ott" => 10,
        b"nov" | b"lis" => 11,
        b"dec" | b"dez" | b"dic" | b"gru" => 12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = parse(text.as_bytes()).map_or("-".to_owned(), |time| {
            let second = time.0.rem_euclid(86_400);
            format!("{} {:02}:{:02}:{:02}", time.day(), second / 3600, second / 60 % 60, second % 60)
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn every_spelling_of_a_date() {
        check("Thu, 16 Apr 2015 09:53:04 +0200", "2015-04-16 07:53:04");
        check("16 Apr 15 09:53 EDT", "2015-04-16 13:53:00");
        check("Thu, 16 Apr 2015 09:53:04 +0200 (CEST (really))", "2015-04-16 07:53:04");
        check("Do, 16 Apr 2015 09:53:04 GMT", "2015-04-16 09:53:04");
        check("jeu., 16 avr. 2015 09:53:04 -0000", "2015-04-16 09:53:04");
        check("Thu,16-Apr-2015 09:53:04", "2015-04-16 09:53:04");
        check("Mon Jun  3 12:50:27 1996", "1996-06-03 12:50:27");
        check("Thu Apr 16 09:53:04 +0000 2015", "2015-04-16 09:53:04");
        check("Wed Jan 21 12:23:57 PST 2004", "2004-01-21 20:23:57");
        check("Wed Jan 21 12:23 MET DST 2004", "2004-01-21 10:23:00");
        check("Tue, 30 Dec 2014 24:00:00 +0000", "2014-12-31 00:00:00");
        check("Tue, 30 Dec 114 10:00:00 +0000", "2014-12-30 10:00:00");
        check("Thu, 16 Apr 2015 09:53:04 GMT+0200", "2015-04-16 07:53:04");
        check("Thu, 16 Apr 2015 09:53:04 UTC-02:00", "2015-04-16 11:53:04");
        check("04/16/2015 9:53:04 PM", "2015-04-16 21:53:04");
        check("4/16/2015 12:53 AM +0000", "2015-04-16 00:53:00");
        check("16 Apr 2015 21:53:04 PM", "2015-04-16 21:53:04");
        check("2015-04-16T09:53:04Z", "2015-04-16 09:53:04");
        check("2015-04-16 09:53:04.123 -0130", "2015-04-16 11:23:04");
        check("Thu, 16 Apr 2015 09:53:04 +9900", "2015-04-16 09:53:04");
        check("Thu, 31 Feb 2015 09:53:04 +0200", "-");
        check("yesterday", "-");
        check("", "-");
    }

    #[test]
    fn tails_of_separators() {
        for tail in [
            "ana@example.org Mon Jun  3 12:50:27 1996",
            "- Mon Jun  3 12:50:27 1996",
            "ana at example.org  Wed Jan 21 12:23:57 2004",
            "ana Wed Jan 21 12:23 2004 remote from uucp.example.org",
            "1545668983435175434@xxx Fri Sep 16 22:26:51 +0000 2016",
        ] {
            assert!(is_date_tail(tail.as_bytes()), "{tail}");
        }
        for tail in ["Russia with love", "Mon Jan 5 to Tue Jan 6", "Wed Jan 21 12:23 2004 on we met", "1996", ""] {
            assert!(!is_date_tail(tail.as_bytes()), "{tail}");
        }
        assert_eq!(
            parse_separator(b"From a at b.c  Wed Jan 21 12:23:57 2004"),
            parse(b"Wed, 21 Jan 2004 12:23:57 +0000")
        );
        assert_eq!(
            parse_received(b"from x by y;\r\n Thu, 16 Apr 2015 09:53:04 +0200"),
            parse(b"16 Apr 2015 07:53:04 +0000")
        );
    }
}
