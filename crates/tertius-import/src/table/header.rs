//! The header of a table: names compared without case, spaces, hyphens and punctuation.

/// A header name as it is compared: lower-case letters and digits alone.
fn fold(name: &str) -> String {
    if name.is_ascii() { folded_ascii(name).map(char::from).collect() } else { folded_chars(name).collect() }
}

fn folded_ascii(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
}

fn folded_chars(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// Whether a folded name is this name; detection asks this thousands of times, so it builds no strings.
fn is(folded: &str, name: &str) -> bool {
    if name.is_ascii() { folded.bytes().eq(folded_ascii(name)) } else { folded.chars().eq(folded_chars(name)) }
}

/// A column of one table, or the absence of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column(pub(super) Option<usize>);

impl Column {
    /// Whether the table has it.
    pub(crate) fn is_present(self) -> bool {
        self.0.is_some()
    }
}

/// The columns of one table in order, repeated names included.
#[derive(Debug)]
pub(crate) struct Header {
    names: Vec<String>,
}

impl Header {
    pub(super) fn parse(line: &str, delimiter: u8) -> Header {
        if !line.contains('"') {
            return Header { names: line.split(char::from(delimiter)).map(fold).collect() };
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(line.len().clamp(16, 8_192))
            .from_reader(line.as_bytes());
        let names = match reader.records().next() {
            Some(Ok(record)) => record.iter().map(fold).collect(),
            _ => Vec::new(),
        };
        Header { names }
    }

    /// How many columns there are.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// The folded names in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The first column of this name.
    pub(crate) fn column(&self, name: &str) -> Column {
        Column(self.names.iter().position(|it| is(it, name)))
    }

    /// The first column that has any of these names, earlier names first.
    pub(crate) fn any(&self, names: &[&str]) -> Column {
        names.iter().map(|name| self.column(name)).find(|column| column.is_present()).unwrap_or_default()
    }

    /// Every column that has any of these names, in the order of the table.
    pub(crate) fn every(&self, names: &[&str]) -> Vec<Column> {
        let is_wanted = |at: &usize| names.iter().any(|name| is(&self.names[*at], name));
        (0..self.names.len()).filter(is_wanted).map(|at| Column(Some(at))).collect()
    }

    /// Whether all of these columns are there.
    pub(crate) fn has_all(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }

    /// Whether this column is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.column(name).is_present()
    }

    /// Whether these are all the columns there are.
    pub(crate) fn is_exactly(&self, names: &[&str]) -> bool {
        self.names.len() == names.len() && self.names.iter().zip(names).all(|(folded, name)| is(folded, name))
    }

    /// The numbers N of the columns `prefix N suffix`, rising: `E-mail 1 - Value`, `E-mail 2 - Value` …
    pub(crate) fn numbers(&self, prefix: &str, suffix: &str) -> Vec<u32> {
        let (prefix, suffix) = (fold(prefix), fold(suffix));
        let mut numbers: Vec<u32> = self
            .names
            .iter()
            .filter_map(|name| name.strip_prefix(&prefix)?.strip_suffix(&suffix)?.parse().ok())
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_gives_what_the_long_one_gives() {
        for name in ["E-mail 1 - Value", "", "Given Name", "日付", "Straße", "İD", "a\u{301}B 9"] {
            assert_eq!(fold(name), folded_chars(name).collect::<String>());
            assert!(is(&fold(name), name));
            assert!(!is(&format!("{}x", fold(name)), name));
        }
    }
}
