//! Numbers for texts that come again and again.

use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Numbers texts in the order of their first appearance.
#[derive(Default)]
pub(crate) struct Numbers {
    of: FxHashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Numbers {
    /// The number of a text; a new one where it is new.
    pub fn number(&mut self, text: &str) -> (u32, bool) {
        if let Some(number) = self.of.get(text) {
            return (*number, false);
        }
        let number = self.texts.len() as u32;
        let text: Arc<str> = text.into();
        self.of.insert(Arc::clone(&text), number);
        self.texts.push(text);
        (number, true)
    }

    /// The text of a number.
    pub fn text(&self, number: u32) -> &str {
        &self.texts[number as usize]
    }

    /// How many bytes they hold.
    pub fn bytes(&self) -> usize {
        self.texts.iter().map(|text| text.len() + 72).sum()
    }
}
