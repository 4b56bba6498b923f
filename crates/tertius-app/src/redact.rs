//! Takes people out of observations: what erasure does to the vault, and what suppression does to an import.

use tertius_model::{Batch, Card, Mention, MentionIdx};

/// Who is to be taken out.
pub(crate) struct Gone<'a> {
    /// Whether a mention is one of them.
    pub mention: &'a dyn Fn(&Mention) -> bool,
    /// Whether a card is about one of them.
    pub card: &'a dyn Fn(&Card) -> bool,
}

/// The batch without the people that are gone: their cards, what they sent, their place among recipients and guests.
///
/// A message that nobody else received goes too; a meeting keeps its size, so that a big one stays big.
pub(crate) fn without(mut batch: Batch, gone: &Gone<'_>) -> Batch {
    batch.cards.retain(|card| !(gone.card)(card));
    let out: Vec<bool> = batch.mentions.iter().map(|mention| (gone.mention)(mention)).collect();
    if !out.contains(&true) {
        return batch;
    }
    let is_out = |who: MentionIdx| out.get(who.0 as usize).copied().unwrap_or(false);
    batch.exchanges.retain_mut(|exchange| {
        let n_listed = exchange.to.len();
        exchange.to.retain(|recipient| !is_out(recipient.who));
        exchange.size -= ((n_listed - exchange.to.len()) as u32).min(exchange.size);
        !is_out(exchange.from) && !exchange.to.is_empty()
    });
    batch.gatherings.retain_mut(|gathering| {
        gathering.guests.retain(|guest| !is_out(guest.who));
        gathering.organizer = gathering.organizer.filter(|&who| !is_out(who));
        !gathering.guests.is_empty() || gathering.organizer.is_some()
    });
    batch.stated.retain(|stated| !is_out(stated.a) && !is_out(stated.b));
    drop_mentions(&mut batch, &out);
    batch
}

/// Removes mentions and renumbers the rest.
fn drop_mentions(batch: &mut Batch, out: &[bool]) {
    let mut next = 0;
    let renumbered: Vec<MentionIdx> = out
        .iter()
        .map(|&out| {
            let idx = MentionIdx(next);
            next += u32::from(!out);
            idx
        })
        .collect();
    let mut slot = 0;
    batch.mentions.retain(|_| {
        slot += 1;
        !out[slot - 1]
    });
    let renumber = |who: &mut MentionIdx| {
        if let Some(&idx) = renumbered.get(who.0 as usize) {
            *who = idx;
        }
    };
    for exchange in &mut batch.exchanges {
        renumber(&mut exchange.from);
        exchange.to.iter_mut().for_each(|recipient| renumber(&mut recipient.who));
    }
    for gathering in &mut batch.gatherings {
        gathering.guests.iter_mut().for_each(|guest| renumber(&mut guest.who));
        if let Some(who) = &mut gathering.organizer {
            renumber(who);
        }
    }
    for stated in &mut batch.stated {
        renumber(&mut stated.a);
        renumber(&mut stated.b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tertius_model::{Channel, Exchange, Handle, Key, Part, Position, Recipient, Timestamp};

    fn mention(address: &str) -> Mention {
        Mention { handle: Handle::email(address), name: String::new() }
    }

    #[test]
    fn the_others_stay_who_they_were() {
        let exchange = |from: u32, to: &[u32]| Exchange {
            key: Key(u128::from(from)),
            position: Position::Item(1),
            time: Timestamp(0),
            channel: Channel::Mail,
            from: MentionIdx(from),
            to: to.iter().map(|&who| Recipient { who: MentionIdx(who), part: Part::To }).collect(),
            size: to.len() as u32,
            thread: Key(1),
            bulk: false,
        };
        let batch = Batch {
            mentions: vec![mention("a@x.example"), mention("b@x.example"), mention("c@x.example")],
            exchanges: vec![exchange(0, &[1, 2]), exchange(1, &[2]), exchange(2, &[1])],
            ..Batch::default()
        };
        let gone = Gone { mention: &|m| m.handle == Handle::email("b@x.example"), card: &|_| false };
        let left = without(batch, &gone);
        assert_eq!(left.mentions, vec![mention("a@x.example"), mention("c@x.example")]);
        assert_eq!(left.exchanges.len(), 1);
        assert_eq!(left.exchanges[0].to[0].who, MentionIdx(1));
    }
}
