//! The people of one packet, packed: one text with names and profiles, and numbers for what many have.

/// A packet's people.
pub(crate) struct Shelf {
    pub owner: u32,
    text: Box<str>,
    /// By cell.
    rows: Box<[Row]>,
}

/// One person: where their name and profile stand, and the numbers of what others have too.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    start: u32,
    name: u16,
    url: u16,
    /// The title as it is written.
    pub title: u32,
    /// The employer as it is written.
    pub employer: u32,
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

/// What of a person is a number.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub title: u32,
    pub employer: u32,
    pub cell: u32,
    pub band: u8,
}

impl Packer {
    pub fn new(n_rows: usize) -> Packer {
        Packer { text: String::new(), rows: Vec::with_capacity(n_rows) }
    }

    /// Adds a person; a part longer than 65,535 bytes is left out, a packet has none.
    pub fn add(&mut self, name: &str, url: &str, place: Place) {
        let start = self.text.len() as u32;
        let mut take = |part: &str| match u16::try_from(part.len()) {
            Ok(length) => {
                self.text.push_str(part);
                length
            }
            Err(_) => 0,
        };
        let (name, url) = (take(name), take(url));
        let Place { title, employer, cell, band } = place;
        self.rows.push(Row { start, name, url, title, employer, cell, band });
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

    /// The name and the profile.
    pub fn name_and_url(&self, row: &Row) -> (&str, &str) {
        let (name, url) = (row.start as usize, row.start as usize + usize::from(row.name));
        (&self.text[name..url], &self.text[url..url + usize::from(row.url)])
    }

    pub fn bytes(&self) -> usize {
        self.text.len() + size_of_val(&*self.rows)
    }
}
