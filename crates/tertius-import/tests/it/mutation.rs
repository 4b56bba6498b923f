//! Damages bytes the way disks, downloads and editors do, the same way for the same seed.

/// A small generator of even quality (splitmix64): tests need repeatable numbers, not good ones.
pub struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        if n == 0 { 0 } else { (self.next() % n as u64) as usize }
    }
}

/// One kind of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The end is missing.
    Truncated,
    /// Some bytes are others.
    Flipped,
    /// A stretch is missing.
    Removed,
    /// A stretch is there twice.
    Doubled,
    /// A stretch is zeros, as after a crash of the machine.
    Zeroed,
    /// Two stretches changed places.
    Swapped,
    /// Zero bytes stand between.
    Nuls,
    /// Line ends became lone carriage returns, or some were put in.
    LoneReturns,
    /// Characters of many scripts, odd ones among them, stand between.
    Garbage,
    /// Bytes of no encoding stand between.
    Noise,
    /// A line without end stands between.
    HugeLine,
    /// Marks that formats live by stand where they should not.
    Marks,
}

const KINDS: [Damage; 12] = [
    Damage::Truncated,
    Damage::Flipped,
    Damage::Removed,
    Damage::Doubled,
    Damage::Zeroed,
    Damage::Swapped,
    Damage::Nuls,
    Damage::LoneReturns,
    Damage::Garbage,
    Damage::Noise,
    Damage::HugeLine,
    Damage::Marks,
];

const MARKS: [&str; 22] = [
    "\"",
    ",\"",
    ";",
    "\n\n",
    "\r\n ",
    "From ",
    "\nFrom \n",
    "=?utf-8?q?=",
    "=?x?b?",
    "=\r\n",
    "BEGIN:",
    "END:VCARD\r\n",
    "\nEND:VEVENT\n",
    "RRULE:FREQ=SECONDLY\n",
    "RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=2\n",
    "DTSTART:99991231T235959Z\n",
    ";INTERVAL=0;COUNT=4294967296",
    "<@>",
    "(((((((((",
    "9999999999999999999999",
    "\u{feff}",
    "\\",
];

/// A damaged copy, and what was done to it.
pub fn damaged(whole: &[u8], random: &mut Random) -> (Vec<u8>, Vec<Damage>) {
    let mut bytes = whole.to_vec();
    let n_steps = 1 + random.below(8) / 6 + random.below(16) / 15;
    let mut done = Vec::new();
    for _ in 0..n_steps {
        let mut damage = KINDS[random.below(KINDS.len())];
        // Long lines cost time and teach little when there are many.
        if damage == Damage::HugeLine && random.below(5) > 0 {
            damage = Damage::Truncated;
        }
        apply(&mut bytes, damage, random);
        done.push(damage);
    }
    (bytes, done)
}

fn apply(bytes: &mut Vec<u8>, damage: Damage, random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let stretch = at..(at + 1 + random.below(200)).min(bytes.len());
    match damage {
        Damage::Truncated => bytes.truncate(at),
        Damage::Flipped => {
            for _ in 0..1 + random.below(20) {
                let i = random.below(bytes.len());
                if let Some(byte) = bytes.get_mut(i) {
                    *byte ^= 1 + random.below(255) as u8;
                }
            }
        }
        Damage::Removed => drop(bytes.drain(stretch)),
        Damage::Doubled => {
            let copy = bytes[stretch].to_vec();
            insert(bytes, at, &copy);
        }
        Damage::Zeroed => bytes[stretch].fill(0),
        Damage::Swapped => {
            let taken: Vec<u8> = bytes.drain(stretch).collect();
            let other = random.below(bytes.len() + 1);
            insert(bytes, other, &taken);
        }
        Damage::Nuls => insert(bytes, at, &[0; 7][..1 + random.below(7)]),
        Damage::LoneReturns if random.below(2) == 0 => {
            bytes.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = b'\r');
        }
        Damage::LoneReturns => insert(bytes, at, b"\r"),
        Damage::Garbage => {
            let text: String =
                (0..1 + random.below(40)).filter_map(|_| char::from_u32(random.below(0x11_0000) as u32)).collect();
            insert(bytes, at, text.as_bytes());
        }
        Damage::Noise => {
            let noise: Vec<u8> = (0..1 + random.below(300)).map(|_| random.next() as u8).collect();
            insert(bytes, at, &noise);
        }
        Damage::HugeLine => {
            let line = [b'x', b' ', b',', b';', b'"', b'=', b'(', b'<', 0xc3][random.below(9)];
            insert(bytes, at, &vec![line; 1 << (10 + random.below(8))]);
        }
        Damage::Marks => insert(bytes, at, MARKS[random.below(MARKS.len())].as_bytes()),
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, what: &[u8]) {
    bytes.splice(at..at, what.iter().copied());
}
