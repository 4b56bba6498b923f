//! The header of a table: names compared without case, spaces, hyphens and punctuation.

/// A header name as it is compared: lower-case letters and digits alone.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
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
        let name = fold(name);
        Column(self.names.iter().position(|it| *it == name))
    }

    /// The first column that has any of these names, earlier names first.
    pub(crate) fn any(&self, names: &[&str]) -> Column {
        names.iter().map(|name| self.column(name)).find(|column| column.is_present()).unwrap_or_default()
    }

    /// Every column that has any of these names, in the order of the table.
    pub(crate) fn every(&self, names: &[&str]) -> Vec<Column> {
        let wanted: Vec<String> = names.iter().map(|name| fold(name)).collect();
        (0..self.names.len()).filter(|&at| wanted.contains(&self.names[at])).map(|at| Column(Some(at))).collect()
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
        self.names.len() == names.len() && self.names.iter().zip(names).all(|(name, other)| *name == fold(other))
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
