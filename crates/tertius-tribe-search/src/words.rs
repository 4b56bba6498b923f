//! Numbers for texts that come again and again.

use rustc_hash::FxHashMap;

/// Numbers texts in the order of their first appearance.
#[derive(Default)]
pub(crate) struct Numbers {
    of: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Numbers {
    /// The number of a text; a new one where it is new.
    pub fn number(&mut self, text: &str) -> (u32, bool) {
        if let Some(number) = self.of.get(text) {
            return (*number, false);
        }
        let number = self.texts.len() as u32;
        self.of.insert(text.into(), number);
        self.texts.push(text.into());
        (number, true)
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// How many bytes they hold.
    pub fn bytes(&self) -> usize {
        self.texts.iter().map(|text| 2 * text.len() + 48).sum()
    }
}
