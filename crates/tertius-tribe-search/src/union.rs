//! Everything that the packets of one tribe share, kept true packet by packet.

use crate::shelf::{Packer, Place, Row, Shelf, Written};
use crate::titles::Titles;
use crate::words::Numbers;
use rustc_hash::{FxHashMap, FxHashSet};
use tertius_model::Band;
use tertius_relevance::{Profile, Sieve, Standing};
use tertius_resolve::normalise_employer;

/// One person of a named packet, as it comes in; what is absent is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// The employer.
    pub employer: String,
    /// The title.
    pub title: String,
    /// The public profile.
    pub url: String,
    /// How strong the tie is; the slightest where nothing is said.
    pub band: Option<Band>,
}

/// What a member wishes, as far as answers depend on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberState {
    /// Whether the tribe may see their name beside their contacts.
    pub is_named: bool,
    /// Whom they show nothing.
    pub barred: Vec<String>,
    /// How well they say they know other members.
    pub close: Vec<(String, Band)>,
}

/// How much is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// Packets.
    pub packets: usize,
    /// People in packets, each as often as they stand in one.
    pub entries: usize,
    /// Different pairs of standing and employer.
    pub cells: usize,
    /// About how many bytes of memory.
    pub bytes: usize,
}

pub(crate) struct Owner {
    pub id: String,
    pub is_named: bool,
    pub barred: FxHashSet<u32>,
    pub close: FxHashMap<u32, Band>,
    pub packets: Vec<String>,
}

/// How many ties of each band a member has into one cell.
#[derive(Clone, Copy)]
pub(crate) struct Behind {
    pub owner: u32,
    n: [u16; Band::ALL.len()],
}

impl Behind {
    /// How many ties there are.
    pub fn count(&self) -> usize {
        self.n.iter().map(|n| usize::from(*n)).sum()
    }

    /// The best band there is.
    pub fn best(&self) -> Option<u8> {
        (0..self.n.len()).rev().find(|band| self.n[*band] > 0).map(|band| band as u8)
    }
}

/// Everybody of one standing at one employer.
pub(crate) struct Cell {
    pub standing: u32,
    pub employer: u32,
    /// Where it stands among others; follows from its words.
    order: u64,
    pub behind: Vec<Behind>,
}

/// The cells that share a standing or an employer, in their order, and who stands behind any of them.
#[derive(Default)]
pub(crate) struct Side {
    orders: Vec<u64>,
    pub cells: Vec<u32>,
    /// How many members stand behind each cell. A search reads these beside each other, and most cells not at all.
    pub n_behind: Vec<u32>,
    pub behind: Vec<Behind>,
}

impl Side {
    fn insert(&mut self, order: u64, cell: u32) {
        let at = self.orders.partition_point(|held| *held < order);
        self.orders.insert(at, order);
        self.cells.insert(at, cell);
        self.n_behind.insert(at, 0);
    }

    fn set_behind(&mut self, order: u64, cell: u32, n: usize) {
        let from = self.orders.partition_point(|held| *held < order);
        if let Some(at) = (from..self.cells.len()).find(|at| self.cells[*at] == cell) {
            self.n_behind[at] = n as u32;
        }
    }

    fn bytes(&self) -> usize {
        self.behind.capacity() * size_of::<Behind>()
            + self.orders.capacity() * 8
            + (self.cells.capacity() + self.n_behind.capacity()) * 4
    }
}

/// A number that follows from two texts and tells nothing of either (FNV-1a, stirred).
fn order_of(standing: &str, employer: &str) -> u64 {
    let bytes = standing.bytes().chain([0]).chain(employer.bytes());
    let hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let stirred = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    stirred ^ (stirred >> 31)
}

/// The union of one tribe.
#[derive(Default)]
pub struct Union {
    pub(crate) owners: Vec<Owner>,
    owner_of: FxHashMap<String, u32>,
    pub(crate) standings: Vec<(Standing, Profile)>,
    /// The words of each standing.
    pub(crate) standing_words: Vec<String>,
    pub(crate) by_standing: Vec<Side>,
    pub(crate) by_employer: Vec<Side>,
    standing_of: FxHashMap<Standing, u32>,
    pub(crate) titles: Titles,
    pub(crate) employers: Numbers,
    pub(crate) employer_profiles: Vec<Profile>,
    /// Of each employer, beside each other: a search looks at all of these and at few profiles.
    pub(crate) employer_sieves: Vec<Sieve>,
    written_employers: Numbers,
    /// Of each employer as written.
    employer_of: Vec<u32>,
    pub(crate) cells: Vec<Cell>,
    cell_of: FxHashMap<(u32, u32), u32>,
    shelves: FxHashMap<String, Shelf>,
    n_entries: usize,
}

impl Union {
    /// A tribe without members.
    pub fn new() -> Union {
        Union::default()
    }

    /// Says what a member wishes; a new member has wished nothing.
    pub fn set_member(&mut self, id: &str, state: &MemberState) {
        let owner = self.owner(id) as usize;
        let barred = state.barred.iter().map(|viewer| self.owner(viewer)).collect();
        let close = state.close.iter().map(|(other, band)| (self.owner(other), *band)).collect();
        let held = &mut self.owners[owner];
        (held.is_named, held.barred, held.close) = (state.is_named, barred, close);
    }

    /// Forgets a member with all their packets.
    pub fn remove_member(&mut self, id: &str) {
        let Some(owner) = self.owner_of.get(id).copied() else { return };
        for packet in std::mem::take(&mut self.owners[owner as usize].packets) {
            self.remove_packet(&packet);
        }
        self.set_member(id, &MemberState::default());
        for other in &mut self.owners {
            other.close.remove(&owner);
            other.barred.remove(&owner);
        }
    }

    /// Takes a packet in, instead of one of the same number. Cost: that of its people.
    pub fn put_packet(&mut self, packet: &str, owner: &str, entries: &[Entry]) {
        self.remove_packet(packet);
        let owner = self.owner(owner);
        let mut packer = Packer::new(entries.len());
        for entry in entries {
            let place = self.place(entry);
            self.count(place.cell, owner, place.band, |n| n.saturating_add(1));
            packer.add(&entry.name, &entry.url, place);
        }
        self.n_entries += entries.len();
        self.shelves.insert(packet.to_owned(), packer.finish(owner));
        self.owners[owner as usize].packets.push(packet.to_owned());
    }

    /// Forgets a packet.
    pub fn remove_packet(&mut self, packet: &str) {
        let Some(shelf) = self.shelves.remove(packet) else { return };
        for row in shelf.rows() {
            self.count(row.cell, shelf.owner, row.band, |n| n.saturating_sub(1));
        }
        self.n_entries -= shelf.rows().len();
        self.owners[shelf.owner as usize].packets.retain(|held| held != packet);
    }

    /// How much is held.
    pub fn sizes(&self) -> Sizes {
        let sides = self.by_standing.iter().chain(&self.by_employer);
        let behind: usize = self.cells.iter().map(|cell| cell.behind.capacity() * size_of::<Behind>()).sum::<usize>()
            + sides.map(Side::bytes).sum::<usize>();
        let bytes = self.shelves.values().map(Shelf::bytes).sum::<usize>()
            + behind
            + self.cells.len() * (size_of::<Cell>() + 24)
            + self.titles.bytes()
            + self.written_employers.bytes()
            + self.employers.bytes()
            + self.employer_profiles.len() * 400;
        Sizes { packets: self.shelves.len(), entries: self.n_entries, cells: self.cells.len(), bytes }
    }

    pub(crate) fn owner_number(&self, id: &str) -> Option<u32> {
        self.owner_of.get(id).copied()
    }

    /// Whether a cell has no words for what somebody does, or none for where.
    pub(crate) fn is_blank(&self, cell: &Cell) -> bool {
        self.employers.text(cell.employer).is_empty() || self.standing_words[cell.standing as usize].is_empty()
    }

    /// What is written of somebody.
    pub(crate) fn written<'a>(&'a self, shelf: &'a Shelf, row: &Row) -> Written<'a> {
        let (name, url) = shelf.name_and_url(row);
        Written { name, employer: self.written_employers.text(row.employer), title: self.titles.text(row.title), url }
    }

    fn shelves_of(&self, owner: &Owner) -> impl Iterator<Item = &Shelf> {
        owner.packets.iter().filter_map(|packet| self.shelves.get(packet))
    }

    /// The people of one cell in an owner's packets.
    pub(crate) fn rows_in<'a>(&'a self, owner: &'a Owner, cell: u32) -> impl Iterator<Item = (&'a Shelf, &'a Row)> {
        self.shelves_of(owner).flat_map(move |shelf| shelf.rows_in(cell).iter().map(move |row| (shelf, row)))
    }

    pub(crate) fn rows_of<'a>(&'a self, owner: &'a Owner) -> impl Iterator<Item = (&'a Shelf, &'a Row)> {
        self.shelves_of(owner).flat_map(|shelf| shelf.rows().iter().map(move |row| (shelf, row)))
    }

    fn owner(&mut self, id: &str) -> u32 {
        if let Some(owner) = self.owner_of.get(id) {
            return *owner;
        }
        let owner = self.owners.len() as u32;
        let (barred, close) = (FxHashSet::default(), FxHashMap::default());
        self.owners.push(Owner { id: id.to_owned(), is_named: false, barred, close, packets: Vec::new() });
        self.owner_of.insert(id.to_owned(), owner);
        owner
    }

    /// Where a person of a packet belongs.
    fn place(&mut self, entry: &Entry) -> Place {
        let title = self.titles.number(&entry.title);
        let standing = self.standing(title, &entry.employer);
        let employer = self.employer(&entry.employer);
        let cell = self.cell(standing, self.employer_of[employer as usize]);
        Place { title, employer, cell, band: entry.band.unwrap_or(Band::Slight) as u8 }
    }

    fn cell(&mut self, standing: u32, employer: u32) -> u32 {
        *self.cell_of.entry((standing, employer)).or_insert_with(|| {
            let number = self.cells.len() as u32;
            let order = order_of(&self.standing_words[standing as usize], self.employers.text(employer));
            self.cells.push(Cell { standing, employer, order, behind: Vec::new() });
            self.by_standing[standing as usize].insert(order, number);
            self.by_employer[employer as usize].insert(order, number);
            number
        })
    }

    /// Counts one tie more or less of an owner, in its cell and on either side.
    fn count(&mut self, number: u32, owner: u32, band: u8, change: impl Fn(u16) -> u16) {
        let cell = &mut self.cells[number as usize];
        let before = cell.behind.len();
        count(&mut cell.behind, owner, band, &change);
        let (order, n) = (cell.order, cell.behind.len());
        for side in [&mut self.by_standing[cell.standing as usize], &mut self.by_employer[cell.employer as usize]] {
            count(&mut side.behind, owner, band, &change);
            if n != before {
                side.set_behind(order, number, n);
            }
        }
    }

    fn standing(&mut self, title: u32, employer: &str) -> u32 {
        let alone = self.titles.standing(title);
        // Only where the title leaves open what somebody does can the employer tell.
        let standing = if alone.has_function() { alone } else { Standing::of(self.titles.text(title), employer) };
        *self.standing_of.entry(standing).or_insert_with(|| {
            let words = standing.words();
            self.standings.push((standing, Profile::new(&words, "", "", &[], "")));
            self.standing_words.push(words);
            self.by_standing.push(Side::default());
            self.standings.len() as u32 - 1
        })
    }

    /// The number of an employer as it is written.
    fn employer(&mut self, written: &str) -> u32 {
        let (as_written, is_new) = self.written_employers.number(written);
        if is_new {
            let (number, is_new) = self.employers.number(&normalise_employer(written));
            if is_new {
                let profile = Profile::new("", self.employers.text(number), "", &[], "");
                self.employer_sieves.push(Sieve::of_employer(&profile));
                self.employer_profiles.push(profile);
                self.by_employer.push(Side::default());
            }
            self.employer_of.push(number);
        }
        as_written
    }
}

/// Counts one tie more or less; who has none left stands behind nothing.
fn count(behind: &mut Vec<Behind>, owner: u32, band: u8, change: &impl Fn(u16) -> u16) {
    let at = match behind.binary_search_by_key(&owner, |one| one.owner) {
        Ok(at) => at,
        Err(at) => {
            behind.insert(at, Behind { owner, n: [0; Band::ALL.len()] });
            at
        }
    };
    let n = &mut behind[at].n[usize::from(band)];
    *n = change(*n);
    if behind[at].best().is_none() {
        behind.remove(at);
    }
}
