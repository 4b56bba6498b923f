//! Observations, rulings and skipped records as bytes: compact, exact, and safe to read when damaged.
//!
//! A chunk is one [`Batch`]: a version byte, six counts (mentions, cards, exchanges, gatherings, stated ties,
//! own facts), the keys of all observations that have one, the mentions, then the observations without their
//! keys. Keys stand first so that they can be read without the rest. Numbers are variable-length and little
//! endian, so a batch has the same bytes, and the same hash, on every machine. Nothing is compressed further:
//! half of a mailbox's chunk is digests, which no compressor shortens.

mod cards;
mod exchanges;
mod mentions;
#[cfg(test)]
mod tests;
mod wire;
mod words;

use crate::Skip;
use tertius_model::{Batch, Key, MentionIdx, RulingKind};
use wire::{Reader, Writer};

const VERSION: u8 = 1;
/// The longest that version and counts can be.
const HEAD_MAX: usize = 1 + 6 * 10;

/// Why bytes are no chunk, or a batch cannot become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CodecError {
    /// Written by a newer program.
    #[error("written in version {0} of the encoding, which this program does not know")]
    Version(u8),
    /// The bytes end too early.
    #[error("it ends too early")]
    Truncated,
    /// The bytes mean nothing.
    #[error("it holds {0}")]
    Malformed(&'static str),
    /// The batch itself is wrong: an observation names a mention that the batch does not hold.
    #[error("an observation names a mention that its batch does not hold")]
    Dangling,
}

/// Turns mention indexes into numbers and back: ego is 0, the n-th mention n + 1.
struct Parties {
    n_mentions: u64,
}

impl Parties {
    fn code(&self, idx: MentionIdx) -> Result<u64, CodecError> {
        match idx {
            MentionIdx::EGO => Ok(0),
            MentionIdx(idx) if u64::from(idx) < self.n_mentions => Ok(u64::from(idx) + 1),
            MentionIdx(_) => Err(CodecError::Dangling),
        }
    }

    #[inline]
    fn idx(&self, code: u64) -> Result<MentionIdx, CodecError> {
        match code {
            0 => Ok(MentionIdx::EGO),
            code if code <= self.n_mentions => {
                u32::try_from(code - 1).map(MentionIdx).map_err(|_| CodecError::Malformed("too many mentions"))
            }
            _ => Err(CodecError::Malformed("a mention that is not there")),
        }
    }
}

/// Encodes one batch; equal batches give equal bytes.
pub(crate) fn encode(batch: &Batch) -> Result<Vec<u8>, CodecError> {
    let parties = Parties { n_mentions: batch.mentions.len() as u64 };
    let mut out = Writer { bytes: Vec::with_capacity(batch.len() * 48 + batch.mentions.len() * 40 + 64) };
    out.byte(VERSION);
    let counts = [
        batch.mentions.len(),
        batch.cards.len(),
        batch.exchanges.len(),
        batch.gatherings.len(),
        batch.stated.len(),
        batch.own.len(),
    ];
    for count in counts {
        out.number(count as u64);
    }
    let keys = batch.cards.iter().map(|card| card.key);
    let keys = keys.chain(batch.exchanges.iter().map(|exchange| exchange.key));
    let keys = keys.chain(batch.gatherings.iter().map(|gathering| gathering.key));
    for key in keys.chain(batch.stated.iter().map(|tie| tie.key)) {
        out.key(key);
    }
    mentions::write(&mut out, &batch.mentions);
    for card in &batch.cards {
        cards::write_card(&mut out, card);
    }
    exchanges::write(&mut out, &parties, &batch.exchanges)?;
    for gathering in &batch.gatherings {
        cards::write_gathering(&mut out, &parties, gathering)?;
    }
    for tie in &batch.stated {
        cards::write_stated(&mut out, &parties, tie)?;
    }
    for fact in &batch.own {
        cards::write_own(&mut out, fact);
    }
    Ok(out.bytes)
}

/// How many of each a chunk holds.
struct Counts {
    mentions: usize,
    cards: usize,
    exchanges: usize,
    gatherings: usize,
    stated: usize,
    own: usize,
}

impl Counts {
    /// Reads version and counts; `total` is how many bytes the chunk can have at most, which bounds every count.
    fn read(input: &mut Reader<'_>, total: usize) -> Result<Counts, CodecError> {
        match input.byte()? {
            VERSION => {}
            other => return Err(CodecError::Version(other)),
        }
        let mut count = |item_len: usize| {
            let n: usize = input.number_as()?;
            if n > total / item_len { Err(CodecError::Truncated) } else { Ok(n) }
        };
        Ok(Counts {
            mentions: count(2)?,
            cards: count(16)?,
            exchanges: count(16)?,
            gatherings: count(16)?,
            stated: count(16)?,
            own: count(2)?,
        })
    }

    fn keyed(&self) -> usize {
        self.cards + self.exchanges + self.gatherings + self.stated
    }
}

/// Decodes one chunk.
pub(crate) fn decode(bytes: &[u8]) -> Result<Batch, CodecError> {
    let mut input = Reader::new(bytes);
    let counts = Counts::read(&mut input, bytes.len())?;
    let parties = Parties { n_mentions: counts.mentions as u64 };
    let keys = read_keys(&mut input, counts.keyed())?;
    let (card_keys, keys) = keys.split_at(counts.cards);
    let (exchange_keys, keys) = keys.split_at(counts.exchanges);
    let (gathering_keys, stated_keys) = keys.split_at(counts.gatherings);
    let batch = Batch {
        mentions: mentions::read(&mut input, counts.mentions)?,
        cards: card_keys.iter().map(|&key| cards::read_card(&mut input, key)).collect::<Result<_, _>>()?,
        exchanges: exchanges::read(&mut input, &parties, exchange_keys)?,
        gatherings: gathering_keys
            .iter()
            .map(|&key| cards::read_gathering(&mut input, &parties, key))
            .collect::<Result<_, _>>()?,
        stated: stated_keys
            .iter()
            .map(|&key| cards::read_stated(&mut input, &parties, key))
            .collect::<Result<_, _>>()?,
        own: (0..counts.own).map(|_| cards::read_own(&mut input)).collect::<Result<_, _>>()?,
    };
    input.end()?;
    Ok(batch)
}

fn read_keys(input: &mut Reader<'_>, n: usize) -> Result<Vec<Key>, CodecError> {
    let bytes = input.bytes(n.checked_mul(16).ok_or(CodecError::Truncated)?)?;
    let (keys, _) = bytes.as_chunks::<16>();
    Ok(keys.iter().map(|key| Key(u128::from_le_bytes(*key))).collect())
}

/// How many bytes at the front of a chunk of `n` observations hold all its keys, at most.
pub(crate) fn keys_len(n: usize) -> usize {
    n.saturating_mul(16).saturating_add(HEAD_MAX)
}

/// Reads only the keys, from the first [`keys_len`] bytes of a chunk.
pub(crate) fn decode_keys(front: &[u8]) -> Result<Vec<Key>, CodecError> {
    let mut input = Reader::new(front);
    let counts = Counts::read(&mut input, usize::MAX)?;
    let keyed = [counts.exchanges, counts.gatherings, counts.stated]
        .into_iter()
        .try_fold(counts.cards, usize::checked_add)
        .ok_or(CodecError::Truncated)?;
    read_keys(&mut input, keyed)
}

/// Encodes what a ruling says.
pub(crate) fn encode_ruling(kind: &RulingKind) -> Vec<u8> {
    let mut out = Writer::default();
    out.byte(VERSION);
    match kind {
        RulingKind::Same(a, b) => {
            out.byte(0);
            out.mention(a);
            out.mention(b);
        }
        RulingKind::Different(a, b) => {
            out.byte(1);
            out.mention(a);
            out.mention(b);
        }
        RulingKind::Label(who, label) => {
            out.byte(2);
            out.mention(who);
            out.word(*label);
        }
        RulingKind::Me(handle) => {
            out.byte(3);
            out.handle(handle);
        }
        RulingKind::NotMe(handle) => {
            out.byte(4);
            out.handle(handle);
        }
        RulingKind::Asked(who, about, outcome) => {
            out.byte(5);
            out.mention(who);
            out.mention(about);
            out.word(*outcome);
        }
        RulingKind::Gap(who, answer) => {
            out.byte(8);
            out.mention(who);
            out.word(*answer);
        }
    }
    out.bytes
}

/// Undoes [`encode_ruling`].
pub(crate) fn decode_ruling(bytes: &[u8]) -> Result<RulingKind, CodecError> {
    let mut input = Reader::new(bytes);
    match input.byte()? {
        VERSION => {}
        other => return Err(CodecError::Version(other)),
    }
    let kind = match input.byte()? {
        0 => RulingKind::Same(input.mention()?, input.mention()?),
        1 => RulingKind::Different(input.mention()?, input.mention()?),
        2 => RulingKind::Label(input.mention()?, input.word()?),
        3 => RulingKind::Me(input.handle()?),
        4 => RulingKind::NotMe(input.handle()?),
        5 => RulingKind::Asked(input.mention()?, input.mention()?, input.word()?),
        8 => RulingKind::Gap(input.mention()?, input.word()?),
        _ => return Err(CodecError::Malformed("an unknown RulingKind")),
    };
    input.end()?;
    Ok(kind)
}

/// Encodes the skipped records of a source.
pub(crate) fn encode_skips(skips: &[Skip]) -> Vec<u8> {
    let mut out = Writer::default();
    out.byte(VERSION);
    out.list(skips, |out, skip| {
        out.position(skip.position);
        out.text(&skip.reason);
    });
    out.bytes
}

/// Undoes [`encode_skips`].
pub(crate) fn decode_skips(bytes: &[u8]) -> Result<Vec<Skip>, CodecError> {
    let mut input = Reader::new(bytes);
    match input.byte()? {
        VERSION => {}
        other => return Err(CodecError::Version(other)),
    }
    let skips = input.list(3, |input| Ok(Skip { position: input.position()?, reason: input.string()? }))?;
    input.end()?;
    Ok(skips)
}
