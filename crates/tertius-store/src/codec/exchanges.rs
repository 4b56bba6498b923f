//! Exchanges by column: like numbers stand together, each as its difference from the one before.
//!
//! Columns, for n exchanges (their keys stand at the front of the chunk): n flag bytes, then the positions,
//! times, senders, recipients and threads. A flag byte holds the channel (bits 0-2 and 7), bulk (3), the position's
//! kind (4-5) and whether the recipients are more than one person addressed directly (6). Recipients begin with
//! their number; where not all of them are listed with 0, the size of the crowd, and the number. A thread is 1 for
//! the exchange's own key, 0 and a key for one not met in this chunk, or 2 + an index into the keys of the
//! chunk's exchanges followed by the threads spelled out so far.

use super::wire::{Reader, Writer};
use super::words::{Word, join_position, split_position};
use super::{CodecError, Parties};
use std::collections::HashMap;
use tertius_model::{Channel, Exchange, Key, MentionIdx, Part, Position, Recipient, Timestamp};

const BULK: u8 = 1 << 3;
const POSITION_SHIFT: u8 = 4;
const SEVERAL: u8 = 1 << 6;
/// The channel's lower bits, and where its upper one goes: the byte was laid out when there were eight channels.
const CHANNEL_LOW: u8 = 7;
const CHANNEL_HIGH: u8 = 1 << 7;
const THREAD_SPELLED: u64 = 0;
const THREAD_OWN: u64 = 1;
const THREAD_KNOWN: u64 = 2;

pub(super) fn write(out: &mut Writer, parties: &Parties, exchanges: &[Exchange]) -> Result<(), CodecError> {
    for exchange in exchanges {
        out.byte(flags(exchange));
    }
    let mut last = 0u64;
    for exchange in exchanges {
        let (_, at) = split_position(exchange.position);
        out.signed(at.wrapping_sub(last).cast_signed());
        last = at;
    }
    let mut last = 0i64;
    for exchange in exchanges {
        out.signed(exchange.time.0.wrapping_sub(last));
        last = exchange.time.0;
    }
    for exchange in exchanges {
        out.number(parties.code(exchange.from)?);
    }
    for exchange in exchanges {
        if let Some(only) = sole_recipient(exchange) {
            out.number(parties.code(only)?);
            continue;
        }
        if exchange.to.is_empty() || exchange.size as usize != exchange.to.len() {
            out.number(0);
            out.number(u64::from(exchange.size));
        }
        out.number(exchange.to.len() as u64);
        for recipient in &exchange.to {
            out.number(parties.code(recipient.who)? << 1 | u64::from(recipient.part.code()));
        }
    }
    write_threads(out, exchanges);
    Ok(())
}

fn flags(exchange: &Exchange) -> u8 {
    let (position, _) = split_position(exchange.position);
    let bulk = if exchange.bulk { BULK } else { 0 };
    let several = if sole_recipient(exchange).is_none() { SEVERAL } else { 0 };
    let channel = exchange.channel.code();
    let high = if channel > CHANNEL_LOW { CHANNEL_HIGH } else { 0 };
    channel & CHANNEL_LOW | high | bulk | position << POSITION_SHIFT | several
}

fn sole_recipient(exchange: &Exchange) -> Option<MentionIdx> {
    match exchange.to.as_slice() {
        [Recipient { who, part: Part::To }] if exchange.size == 1 => Some(*who),
        _ => None,
    }
}

fn write_threads(out: &mut Writer, exchanges: &[Exchange]) {
    let mut known: HashMap<Key, u64> = HashMap::with_capacity(exchanges.len() * 2);
    for (idx, exchange) in exchanges.iter().enumerate() {
        known.entry(exchange.key).or_insert(idx as u64);
    }
    let mut next = exchanges.len() as u64;
    for exchange in exchanges {
        if exchange.thread == exchange.key {
            out.number(THREAD_OWN);
        } else if let Some(idx) = known.get(&exchange.thread) {
            out.number(THREAD_KNOWN + idx);
        } else {
            out.number(THREAD_SPELLED);
            out.key(exchange.thread);
            known.insert(exchange.thread, next);
            next += 1;
        }
    }
}

pub(super) fn read(input: &mut Reader<'_>, parties: &Parties, keys: &[Key]) -> Result<Vec<Exchange>, CodecError> {
    let flags = input.bytes(keys.len())?;
    let mut exchanges =
        keys.iter().zip(flags).map(|(&key, &flags)| blank(key, flags)).collect::<Result<Vec<_>, _>>()?;
    let mut at = 0u64;
    for (exchange, flags) in exchanges.iter_mut().zip(flags) {
        at = at.wrapping_add(input.signed()?.cast_unsigned());
        exchange.position = join_position(flags >> POSITION_SHIFT & 3, at)?;
    }
    let mut time = 0i64;
    for exchange in &mut exchanges {
        time = time.wrapping_add(input.signed()?);
        exchange.time = Timestamp(time);
    }
    for exchange in &mut exchanges {
        exchange.from = parties.idx(input.number()?)?;
    }
    for (exchange, flags) in exchanges.iter_mut().zip(flags) {
        if flags & SEVERAL == 0 {
            exchange.to = vec![Recipient { who: parties.idx(input.number()?)?, part: Part::To }];
            exchange.size = 1;
            continue;
        }
        exchange.to = recipients(input, parties)?;
        exchange.size = exchange.to.len() as u32;
        if exchange.to.is_empty() {
            exchange.size =
                u32::try_from(input.number()?).map_err(|_| CodecError::Malformed("a crowd beyond counting"))?;
            exchange.to = recipients(input, parties)?;
        }
    }
    read_threads(input, &mut exchanges, keys)?;
    Ok(exchanges)
}

fn recipients(input: &mut Reader<'_>, parties: &Parties) -> Result<Vec<Recipient>, CodecError> {
    input.list(1, |input| {
        let code = input.number()?;
        Ok(Recipient { who: parties.idx(code >> 1)?, part: Part::of_code((code & 1) as u8)? })
    })
}

fn blank(key: Key, flags: u8) -> Result<Exchange, CodecError> {
    Ok(Exchange {
        key,
        position: Position::Byte(0),
        time: Timestamp(0),
        channel: Channel::of_code(flags & CHANNEL_LOW | if flags & CHANNEL_HIGH == 0 { 0 } else { CHANNEL_LOW + 1 })?,
        from: MentionIdx::EGO,
        to: Vec::new(),
        size: 0,
        thread: key,
        bulk: flags & BULK != 0,
    })
}

fn read_threads(input: &mut Reader<'_>, exchanges: &mut [Exchange], keys: &[Key]) -> Result<(), CodecError> {
    let mut spelled = Vec::new();
    for exchange in exchanges {
        exchange.thread = match input.number()? {
            THREAD_OWN => exchange.key,
            THREAD_SPELLED => {
                let key = input.key()?;
                spelled.push(key);
                key
            }
            code => {
                let idx = usize::try_from(code - THREAD_KNOWN).unwrap_or(usize::MAX);
                let known = keys.get(idx).or_else(|| spelled.get(idx.wrapping_sub(keys.len())));
                *known.ok_or(CodecError::Malformed("a thread that is not there"))?
            }
        };
    }
    Ok(())
}
