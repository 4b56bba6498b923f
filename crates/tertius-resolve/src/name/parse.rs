//! Reading a name from what a source wrote.
//!
//! Steps: clean characters, take out brackets and quotes, cut what follows a separator, turn "Last, First"
//! round, drop titles and credentials, split given from family. The words stay in their script.

use super::fold::{fold_expanded, fold_name, is_apostrophe, is_invisible};
use super::{Name, NameKind, Script, Suffix, Token, tables};
use crate::name::frequency;
use tertius_model::{Handle, PersonName};
use unicode_normalization::UnicodeNormalization;

/// Chinese and Korean family names of two characters.
const LONG_FAMILIES: [&str; 24] = [
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "慕容", "司徒", "东方", "東方", "皇甫", "尉迟", "公孙",
    "公孫", "令狐", "夏侯", "남궁", "황보", "제갈", "선우", "독고", "사공", "서문",
];

/// Reads a name as one text.
pub fn parse_name(text: &str) -> Name {
    let (cleaned, via) = without_via(clean(text));
    if cleaned.is_empty() {
        return other(NameKind::Nothing, String::new(), via);
    }
    if cleaned.contains('@') && (Handle::email(&cleaned).is_some() || !cleaned.contains(' ')) {
        return other(NameKind::Account, cleaned, via);
    }
    let mut parts = Parts::default();
    let plain = parts.take_asides(&cleaned);
    let plain = before_separator(&plain);
    let words = parts.take_commas(plain);
    parts.finish(words, via)
}

/// Reads a card's name: its given and family fields where both are there, else the whole.
pub fn parse_card_name(name: &PersonName) -> Name {
    let whole = if name.full.is_empty() {
        [&name.given, &name.middle, &name.family].map(String::as_str).join(" ")
    } else {
        name.full.clone()
    };
    let mut parts = Parts::default();
    let mut field = |text: &str| {
        let cleaned = clean(text);
        let plain = parts.take_asides(&cleaned);
        let plain = plain.split([',', '|', '•']).next().unwrap_or_default().to_owned();
        parts.words_of(&plain)
    };
    let (mut given, family) = (field(&name.given), field(&name.family));
    given.extend(field(&name.middle));
    let given = drop_titles(given);
    let family = parts.drop_tail(family, given.len());
    if given.is_empty() || family.is_empty() || family.iter().chain(&given).any(|word| word.text.contains('@')) {
        let mut read = parse_name(&whole);
        add_extras(&mut read, name);
        return read;
    }
    let mut read = parts.build(given, family, false);
    add_extras(&mut read, name);
    read
}

fn add_extras(read: &mut Name, card: &PersonName) {
    if !card.nickname.is_empty() && !card.nickname.contains('@') {
        read.nicknames.extend(tokens_of(&clean(&card.nickname)));
    }
    if !card.maiden.is_empty() {
        read.maiden.extend(tokens_of(&clean(&card.maiden)));
    }
}

fn other(kind: NameKind, shown: String, via: bool) -> Name {
    Name {
        shown,
        kind,
        given: Vec::new(),
        family: Vec::new(),
        suffix: None,
        nicknames: Vec::new(),
        maiden: Vec::new(),
        script: Script::Other,
        via,
    }
}

/// NFKC, no emoji, no invisible characters, single blanks, no quotes around the whole.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc() {
        if is_invisible(c) || is_picture(c) {
            continue;
        }
        if c.is_whitespace() || c.is_control() || c == '_' {
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
        } else {
            out.push(if c == '，' || c == '、' { ',' } else { c });
        }
    }
    let mut rest = out.trim();
    while let Some(inner) = ["\"", "'", "<", "«", "“", "”"].iter().find_map(|quote| {
        let close = match *quote {
            "<" => ">",
            "«" => "»",
            "“" => "”",
            same => same,
        };
        rest.strip_prefix(quote).and_then(|inner| inner.strip_suffix(close))
    }) {
        rest = inner.trim();
    }
    rest.trim_matches(|c: char| ";,*#~|=".contains(c)).trim().to_owned()
}

fn is_picture(c: char) -> bool {
    matches!(c as u32, 0x2190..=0x21FF | 0x2300..=0x27BF | 0x2900..=0x2BFF | 0xFE00..=0xFE0F | 0x1F000..=0x1FAFF | 0xE0000..=0xE007F | 0x20E3 | 0x00A9 | 0x00AE)
}

fn without_via(text: String) -> (String, bool) {
    let is_mark = |word: &str| ["via", "(via", "behalf", "auftrag"].iter().any(|mark| word.eq_ignore_ascii_case(mark));
    if !text.split(' ').any(is_mark) {
        return (text, false);
    }
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return (text, false);
    }
    for mark in [" via ", " (via ", " on behalf of ", " im auftrag von "] {
        if let Some(at) = lower.find(mark) {
            let quotes = |c: char| c == '"' || c == '\'' || c == ' ';
            return (text[..at].trim_matches(quotes).to_owned(), true);
        }
    }
    (text, false)
}

/// The part before ` | `, ` - `, ` • ` and the like, when it has two words of its own.
fn before_separator(text: &str) -> &str {
    if !text.contains(['|', '-', '–', '—', '•', '·', '/', ':', '@']) && !text.contains(" at ") {
        return text;
    }
    let cut = [" | ", "|", " - ", " – ", " — ", " • ", " · ", " / ", " :: ", " @ ", " at "]
        .iter()
        .filter_map(|mark| text.find(mark))
        .min()
        .unwrap_or(text.len());
    let head = text[..cut].trim();
    if head.split(' ').count() >= 2 || head.chars().any(super::is_syllabic) { head } else { text }
}

/// One written word and its folding.
#[derive(Clone, Debug)]
struct Word {
    text: String,
    folded: String,
}

/// What was found beside the plain words.
#[derive(Default)]
struct Parts {
    suffix: Option<Suffix>,
    nicknames: Vec<Token>,
    maiden: Vec<Token>,
}

/// Words, and how many of them at the end are certainly the family name.
struct Words {
    words: Vec<Word>,
    family: Option<usize>,
}

impl Parts {
    /// Takes out what stands in brackets and double quotes; nicknames and maiden names are kept aside.
    fn take_asides(&mut self, text: &str) -> String {
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['(', '[', '{', '"', '“', '„', '«', '（']) {
            let open = rest[at..].chars().next().unwrap_or('(');
            let inside = &rest[at + open.len_utf8()..];
            let closing: &[char] = match open {
                '(' | '（' => &[')', '）'],
                '[' => &[']'],
                '{' => &['}'],
                '«' => &['»'],
                _ => &['"', '”', '“'],
            };
            plain.push_str(&rest[..at]);
            plain.push(' ');
            let Some(end) = inside.find(closing) else {
                rest = if open == '"' { inside } else { "" };
                continue;
            };
            let after = &inside[end..];
            rest = &after[after.chars().next().map_or(0, char::len_utf8)..];
            let in_the_middle = !plain.trim().is_empty() && rest.trim().starts_with(char::is_alphabetic);
            self.read_aside(&inside[..end], open, in_the_middle);
        }
        plain.push_str(rest);
        let plain = self.take_single_quotes(&plain);
        self.take_maiden(&plain)
    }

    fn read_aside(&mut self, inside: &str, open: char, in_the_middle: bool) {
        let folded = fold_name(inside);
        if let Some(maiden) = ["nee ", "geb ", "geborene ", "born "].iter().find_map(|mark| folded.strip_prefix(mark)) {
            self.maiden = tokens_of(maiden);
            return;
        }
        let quoted = !matches!(open, '(' | '[' | '{' | '（');
        let word = folded.split(' ').next().unwrap_or_default();
        let single = !folded.contains(' ') && word.chars().count() >= 2 && !inside.contains('/');
        if !single || tables::is_credential(word) || matches!(word, "he" | "she" | "they") {
            return;
        }
        if in_the_middle && !tables::is_known_given(word) && frequency::is_common_family(word) {
            self.maiden = tokens_of(&folded);
        } else if quoted || in_the_middle || tables::is_known_given(word) {
            self.nicknames.extend(tokens_of(inside));
        }
    }

    /// `Robert 'Bob' Smith`: a word in single quotes between two others.
    fn take_single_quotes(&mut self, text: &str) -> String {
        let mut kept = Vec::new();
        for word in text.split(' ') {
            let inner = word.strip_prefix(is_apostrophe).and_then(|w| w.strip_suffix(is_apostrophe));
            match inner {
                Some(inner) if inner.chars().count() >= 2 && !kept.is_empty() => {
                    self.nicknames.extend(tokens_of(inner))
                }
                _ => kept.push(word),
            }
        }
        kept.join(" ")
    }

    /// `Ana Ruiz née Weber`.
    fn take_maiden(&mut self, text: &str) -> String {
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let mark = words.iter().position(|word| matches!(fold_name(word).as_str(), "nee" | "geb" | "geborene"));
        match mark {
            Some(at) if at >= 1 && at + 1 < words.len() => {
                self.maiden = tokens_of(&words[at + 1..].join(" "));
                words[..at].join(" ")
            }
            _ => words.join(" "),
        }
    }

    /// Splits words, reads `J.R.` as two initials.
    fn words_of(&self, text: &str) -> Vec<Word> {
        let mut words = Vec::new();
        for piece in text.split([' ', '/']) {
            if matches!(piece, "&" | "+") {
                words.push(Word { text: piece.to_owned(), folded: "and".to_owned() });
                continue;
            }
            let piece = piece.trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c) && c != '.');
            let letters: Vec<&str> = piece.split('.').filter(|part| !part.is_empty()).collect();
            let initials = letters.len() >= 2 && letters.iter().all(|part| part.chars().count() == 1);
            let joined = fold_name(&letters.concat());
            let initials = initials && !tables::is_credential(&joined) && !tables::is_doubtful_credential(&joined);
            let names_with_dot = letters.len() >= 2 && letters[0].chars().count() == 1 && !initials;
            if initials
                || (names_with_dot && !tables::is_credential(&joined) && !tables::is_doubtful_credential(&joined))
            {
                words.extend(letters.into_iter().filter_map(word));
            } else if piece.contains('.') && (tables::is_credential(&joined) || tables::is_doubtful_credential(&joined))
            {
                words.push(Word { text: letters.concat().to_uppercase(), folded: joined });
            } else {
                words.extend(word(piece.trim_matches('.')));
            }
        }
        words
    }

    /// Reads commas: credentials and suffixes after one are dropped, `Last, First` is turned round.
    fn take_commas(&mut self, text: &str) -> Words {
        let mut pieces = text.split(',');
        let head = self.words_of(pieces.next().unwrap_or_default());
        let mut rest: Option<Vec<Word>> = None;
        for piece in pieces {
            let words = self.words_of(piece);
            let after_comma = |word: &Word| {
                tables::is_credential(&word.folded)
                    || tables::is_doubtful_credential(&word.folded) && is_capitals(&word.text)
            };
            if let [only] = words.as_slice()
                && let Some(suffix) = Suffix::parse(&only.folded)
            {
                self.suffix = Some(suffix);
            } else if words.is_empty() || after_comma(&words[0]) || words.iter().any(after_comma) && head.len() >= 2 {
                continue;
            } else if rest.is_none() {
                rest = Some(words);
            }
        }
        match rest {
            Some(given) if head.len() <= 3 && given.len() <= 4 && !head.is_empty() => {
                let given = drop_titles(given);
                let family = self.drop_tail(head, given.len());
                let n_family = family.len();
                Words { words: given.into_iter().chain(family).collect(), family: Some(n_family) }
            }
            _ => Words { words: head, family: None },
        }
    }

    /// Drops credentials and takes a suffix off the end, while at least one name (or two without others) remains.
    fn drop_tail(&mut self, mut words: Vec<Word>, others: usize) -> Vec<Word> {
        let shouting = words.iter().all(|word| is_capitals(&word.text));
        while words.len() + others > 2 && words.len() > 1
            || words.len() + others == 2
                && words.len() > 1
                && words.last().is_some_and(|w| tables::is_credential(&w.folded))
        {
            let Some(last) = words.last() else { break };
            let letters = tables::is_credential(&last.folded)
                || tables::is_doubtful_credential(&last.folded) && is_capitals(&last.text) && !shouting;
            match Suffix::parse(&last.folded) {
                Some(suffix) => self.suffix = Some(suffix),
                None if letters => {}
                None => break,
            }
            words.pop();
        }
        words
    }

    fn finish(mut self, found: Words, via: bool) -> Name {
        let certain = found.family;
        let words = match certain {
            Some(_) => found.words,
            None => {
                let words = drop_titles(found.words);
                self.drop_tail(words, 0)
            }
        };
        if words.is_empty() {
            return other(NameKind::Nothing, String::new(), via);
        }
        if certain.is_none() && is_organisation(&words) {
            return other(NameKind::Organisation, shown_words(&words), via);
        }
        if words.len() == 1 {
            return self.single(&words[0], via);
        }
        let is_number = |word: &Word| word.folded.chars().all(|c| c.is_ascii_digit());
        if words.iter().any(is_number) {
            return other(NameKind::Account, shown_words(&words), via);
        }
        let n_family = certain.unwrap_or_else(|| family_length(&words));
        let family = words[words.len() - n_family..].to_vec();
        let given = words[..words.len() - n_family].to_vec();
        if certain.is_none() && is_han_family_first(&words) {
            return self.build(family, given, via);
        }
        self.build(given, family, via)
    }

    fn single(self, word: &Word, via: bool) -> Name {
        let script = script_of(&word.text);
        let n_chars = word.text.chars().count();
        if matches!(script, Script::Han | Script::Hangul) && (2..=4).contains(&n_chars) {
            let long = LONG_FAMILIES.iter().any(|family| word.text.starts_with(family)) && n_chars > 2;
            let cut = word.text.char_indices().nth(if long { 2 } else { 1 }).map_or(word.text.len(), |(at, _)| at);
            let (family, given) = (&word.text[..cut], &word.text[cut..]);
            let mut name = other(NameKind::Full, word.text.clone(), via);
            (name.given, name.family, name.script) = (tokens_of(given), tokens_of(family), script);
            return name;
        }
        if let Some(relative) = tables::kin(&word.folded) {
            return other(NameKind::Kin(relative as u8), word.text.clone(), via);
        }
        let has_digit = word.text.chars().any(|c| c.is_ascii_digit());
        let lower = word.text.chars().all(|c| !c.is_uppercase()) && script == Script::Latin;
        let given_name = tables::is_known_given(&word.folded) || frequency::is_common_given(&word.folded);
        let shown = mend_capitals(&word.text, lower && given_name);
        if has_digit || lower && !given_name {
            return other(NameKind::Account, word.text.clone(), via);
        }
        let mut name = other(NameKind::Single, shown, via);
        (name.given, name.script, name.nicknames) = (tokens_of(&word.text), script, self.nicknames);
        name
    }

    fn build(self, given: Vec<Word>, family: Vec<Word>, via: bool) -> Name {
        let all: Vec<Word> = given.iter().chain(&family).cloned().collect();
        let script = script_of(&all.iter().map(|word| word.text.as_str()).collect::<String>());
        let mut shown = shown_words(&all);
        if matches!(script, Script::Han | Script::Hangul | Script::Kana) {
            shown = shown_words(&family.iter().chain(&given).cloned().collect::<Vec<_>>());
        }
        if let Some(suffix) = self.suffix {
            shown = format!("{shown} {}", suffix.title());
        }
        Name {
            shown,
            kind: NameKind::Full,
            given: given.iter().flat_map(|word| tokens_of(&word.text)).collect(),
            family: family_tokens(&family),
            suffix: self.suffix,
            nicknames: self.nicknames,
            maiden: self.maiden,
            script,
            via,
        }
    }
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn word(text: &str) -> Option<Word> {
    let folded = fold_name(text);
    (!folded.is_empty()).then(|| Word { text: text.to_owned(), folded })
}

/// The folded words of a text; hyphens separate.
fn tokens_of(text: &str) -> Vec<Token> {
    let (plain, expanded) = (fold_name(text), fold_expanded(text));
    let mut expanded = expanded.split(' ').map(str::to_owned);
    plain
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let long = expanded.next().filter(|long| long != word);
            Token { plain: word.to_owned(), expanded: long }
        })
        .collect()
}

/// Family words without particles, unless nothing else is left.
fn family_tokens(family: &[Word]) -> Vec<Token> {
    let all: Vec<Token> = family.iter().flat_map(|word| tokens_of(&word.text)).collect();
    let core: Vec<Token> = all.iter().filter(|token| !tables::is_particle(&token.plain)).cloned().collect();
    if core.is_empty() { all } else { core }
}

fn drop_titles(mut words: Vec<Word>) -> Vec<Word> {
    let n_titles = words.iter().take_while(|word| is_title(word)).count();
    let n_titles = if n_titles == words.len() { 0 } else { n_titles };
    words.drain(..n_titles);
    words
}

/// `Don Smith` and `Pan Li` are names, `Don Diego Ruiz` would lose little by keeping the word.
fn is_title(word: &Word) -> bool {
    tables::is_honorific(&word.folded)
        && !matches!(word.folded.as_str(), "don" | "pan" | "ing" | "mag" | "doc" | "dame" | "ir" | "pd")
        || word.folded.split(' ').count() > 1 && word.folded.split(' ').all(tables::is_honorific)
}

fn is_organisation(words: &[Word]) -> bool {
    let long = words.len() >= 2;
    words.iter().enumerate().any(|(at, word)| {
        let sure = tables::is_organisation_word(&word.folded);
        let surname_too = matches!(
            word.folded.as_str(),
            "ag" | "ab" | "group" | "store" | "shop" | "bank" | "hr" | "room" | "sa" | "as" | "bot" | "jobs"
        );
        sure && (!surname_too || !long || at + 1 == words.len() && word.folded != "jobs")
    }) || words.iter().any(|word| word.text == "&" || word.text == "+")
}

/// How many words at the end are the family name: the last, and any particles before it.
fn family_length(words: &[Word]) -> usize {
    let mut start = words.len() - 1;
    while start > 1 && is_written_particle(words, start - 1) {
        start -= 1;
    }
    words.len() - start
}

/// A particle in lower case, or anywhere inside a name that is all in one case.
fn is_written_particle(words: &[Word], at: usize) -> bool {
    let one_case = words.iter().all(|word| is_capitals(&word.text));
    tables::is_particle(&words[at].folded) && (one_case || !words[at].text.starts_with(char::is_uppercase))
}

/// `王 小明`, `김 민준`, `山田 太郎`: with a blank, the family still comes first.
fn is_han_family_first(words: &[Word]) -> bool {
    words.len() == 2
        && words.iter().all(|word| matches!(script_of(&word.text), Script::Han | Script::Hangul | Script::Kana))
}

fn script_of(text: &str) -> Script {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in text.chars().filter_map(Script::of) {
        match counts.iter_mut().find(|(seen, _)| *seen == script) {
            Some((_, n)) => *n += 1,
            None => counts.push((script, 1)),
        }
    }
    counts
        .into_iter()
        .max_by_key(|(script, n)| (*n, std::cmp::Reverse(*script)))
        .map_or(Script::Other, |(script, _)| script)
}

fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

fn shown_words(words: &[Word]) -> String {
    let long_capitals =
        words.iter().all(|word| is_capitals(&word.text) || word.text.chars().all(|c| !c.is_alphabetic()))
            && words.iter().any(|word| word.text.chars().count() > 3);
    let all_lower = words.len() >= 2 && words.iter().all(|word| !word.text.chars().any(char::is_uppercase));
    words
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let particle = at > 0 && tables::is_particle(&word.folded);
            mend_capitals(&word.text, (long_capitals || all_lower) && !particle)
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn mend_capitals(text: &str, mend: bool) -> String {
    if !mend {
        return text.to_owned();
    }
    let mut start = true;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if start {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        start = !c.is_alphabetic();
    }
    out
}
