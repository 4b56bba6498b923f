//! The people of one packet, packed: one text, and where each part of each person stands in it.

/// A packet's people.
pub(crate) struct Shelf {
    pub owner: u32,
    text: Box<str>,
    /// By cell.
    rows: Box<[Row]>,
}

/// One person, by where their words stand.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    start: u32,
    name: u16,
    employer: u16,
    title: u16,
    url: u16,
    /// The cell of standing and employer.
    pub cell: u32,
    /// 0 the slightest.
    pub band: u8,
}

/// What is written of one person.
#[derive(Clone, Copy)]
pub(crate) struct Written<'a> {
    pub name: &'a str,
    pub employer: &'a str,
    pub title: &'a str,
    pub url: &'a str,
}

/// Packs people one by one.
pub(crate) struct Packer {
    text: String,
    rows: Vec<Row>,
}

impl Packer {
    pub fn new(n_rows: usize) -> Packer {
        Packer { text: String::new(), rows: Vec::with_capacity(n_rows) }
    }

    /// Adds a person; a part longer than 65,535 bytes is left out, a packet has none.
    pub fn add(&mut self, written: Written<'_>, cell: u32, band: u8) {
        let start = self.text.len() as u32;
        let mut take = |part: &str| match u16::try_from(part.len()) {
            Ok(length) => {
                self.text.push_str(part);
                length
            }
            Err(_) => 0,
        };
        let (name, employer, title, url) =
            (take(written.name), take(written.employer), take(written.title), take(written.url));
        self.rows.push(Row { start, name, employer, title, url, cell, band });
    }

    pub fn finish(mut self, owner: u32) -> Shelf {
        self.rows.sort_by_key(|row| row.cell);
        Shelf { owner, text: self.text.into_boxed_str(), rows: self.rows.into_boxed_slice() }
    }
}

impl Shelf {
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The people of one cell.
    pub fn rows_in(&self, cell: u32) -> &[Row] {
        let from = self.rows.partition_point(|row| row.cell < cell);
        let after = self.rows[from..].partition_point(|row| row.cell == cell);
        &self.rows[from..from + after]
    }

    pub fn written(&self, row: &Row) -> Written<'_> {
        let mut at = row.start as usize;
        let mut next = |length: u16| {
            let begin = at;
            at += usize::from(length);
            &self.text[begin..at]
        };
        Written { name: next(row.name), employer: next(row.employer), title: next(row.title), url: next(row.url) }
    }

    pub fn bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.rows)
    }
}
