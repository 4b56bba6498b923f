//! Arbitrary batches come back as they were; arbitrary damage is an error, never a panic or a huge allocation.

use super::*;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use tertius_model::{
    AskOutcome, Attendance, Birthday, Card, Channel, Connection, Day, Exchange, Gathering, Guest, Handle, HandleKind,
    Job, Label, Mention, OwnFact, Part, PartialDate, PersonName, Platform, Position, Recipient, Relation, StatedKind,
    StatedTie, Timestamp,
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[a-z]{1,12}", "\\PC{0,20}"]
}

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![(0u128..4).prop_map(Key), any::<u128>().prop_map(Key)]
}

fn time() -> impl Strategy<Value = Timestamp> {
    prop_oneof![any::<i64>(), 1_000_000_000i64..2_000_000_000].prop_map(Timestamp)
}

fn position() -> impl Strategy<Value = Position> {
    prop_oneof![
        any::<u64>().prop_map(Position::Line),
        any::<u64>().prop_map(Position::Byte),
        any::<u64>().prop_map(Position::Item)
    ]
}

fn handle() -> impl Strategy<Value = Handle> {
    use HandleKind::{Account, Email, LinkedIn, Phone, Web};
    let kind = prop::sample::select(vec![Email, Phone, LinkedIn, Web, Account]);
    let value = prop_oneof![text(), "[a-z]{0,3}@[ab]\\.example", "[a@]{0,4}"];
    (kind, value).prop_map(|(kind, value)| Handle::from_parts(kind, value))
}

fn mention() -> impl Strategy<Value = Mention> {
    (option::of(handle()), text()).prop_map(|(handle, name)| Mention { handle, name })
}

fn date() -> impl Strategy<Value = PartialDate> {
    (any::<i32>(), any::<Option<u8>>(), any::<Option<u8>>()).prop_map(|(year, month, day)| PartialDate {
        year,
        month,
        day,
    })
}

fn job() -> impl Strategy<Value = Job> {
    (text(), text(), option::of(date()), option::of(date())).prop_map(|(employer, title, from, to)| Job {
        employer,
        title,
        from,
        to,
    })
}

fn name() -> impl Strategy<Value = PersonName> {
    (text(), text(), text(), text(), text(), text()).prop_map(|(full, given, middle, family, nickname, maiden)| {
        PersonName { full, given, middle, family, nickname, maiden }
    })
}

fn card() -> impl Strategy<Value = Card> {
    let birthday =
        (any::<Option<i32>>(), any::<u8>(), any::<u8>()).prop_map(|(year, month, day)| Birthday { year, month, day });
    let connection =
        any::<Option<i32>>().prop_map(|since| Connection { platform: Platform::LinkedIn, since: since.map(Day) });
    let front = (key(), position(), name(), vec(handle(), 0..3), vec(job(), 0..3), text());
    let back = (option::of(birthday), vec(text(), 0..3), text(), option::of(connection), option::of(time()));
    (front, back).prop_map(
        |((key, position, name, handles, jobs, place), (birthday, groups, note, connection, revised))| Card {
            key,
            position,
            name,
            handles,
            jobs,
            place,
            birthday,
            groups,
            note,
            connection,
            revised,
        },
    )
}

/// Ego, or one of the first `n` mentions.
fn party(n: u32) -> impl Strategy<Value = MentionIdx> {
    (0..=n).prop_map(move |idx| if idx == n { MentionIdx::EGO } else { MentionIdx(idx) })
}

fn exchange(n: u32) -> impl Strategy<Value = Exchange> {
    let recipient = (party(n), prop::sample::select(vec![Part::To, Part::Copy]));
    let to = vec(recipient.prop_map(|(who, part)| Recipient { who, part }), 0..4);
    let channel = prop::sample::select(Channel::ALL.to_vec());
    let crowd = option::of(any::<u32>());
    (key(), position(), time(), channel, party(n), to, key(), any::<bool>(), crowd).prop_map(
        |(key, position, time, channel, from, to, thread, bulk, crowd)| Exchange {
            key,
            position,
            time,
            channel,
            from,
            size: crowd.unwrap_or(to.len() as u32),
            to,
            thread,
            bulk,
        },
    )
}

fn gathering(n: u32) -> impl Strategy<Value = Gathering> {
    let attendance = prop::sample::select(vec![Attendance::Yes, Attendance::Open, Attendance::No]);
    let guests = vec((party(n), attendance).prop_map(|(who, attendance)| Guest { who, attendance }), 0..4);
    (key(), position(), time(), any::<u32>(), any::<u32>(), option::of(party(n)), guests).prop_map(
        |(key, position, start, minutes, size, organizer, guests)| Gathering {
            key,
            position,
            start,
            minutes,
            size,
            organizer,
            guests,
        },
    )
}

fn stated(n: u32) -> impl Strategy<Value = StatedTie> {
    let kind = prop::sample::select(vec![
        StatedKind::Connected(Platform::LinkedIn),
        StatedKind::Invited(Platform::LinkedIn),
        StatedKind::Endorsed,
        StatedKind::Recommended,
        StatedKind::Related(Relation::Spouse),
        StatedKind::Related(Relation::Other),
        StatedKind::Follows,
        StatedKind::Vouched(tertius_model::Band::Fair),
    ]);
    (key(), position(), party(n), party(n), kind, option::of(time()))
        .prop_map(|(key, position, a, b, kind, time)| StatedTie { key, position, a, b, kind, time })
}

fn own() -> impl Strategy<Value = OwnFact> {
    prop_oneof![
        handle().prop_map(OwnFact::Handle),
        (handle(), any::<u64>(), any::<u64>()).prop_map(|(handle, votes, of)| OwnFact::LikelyHandle {
            handle,
            votes,
            of
        }),
        text().prop_map(OwnFact::Name),
        job().prop_map(OwnFact::Job),
        job().prop_map(OwnFact::School),
    ]
}

fn batch() -> impl Strategy<Value = Batch> {
    vec(mention(), 0..6).prop_flat_map(|mentions| {
        let n = mentions.len() as u32;
        (
            Just(mentions),
            vec(card(), 0..4),
            vec(exchange(n), 0..8),
            vec(gathering(n), 0..4),
            vec(stated(n), 0..4),
            vec(own(), 0..4),
        )
            .prop_map(|(mentions, cards, exchanges, gatherings, stated, own)| Batch {
                mentions,
                cards,
                exchanges,
                gatherings,
                stated,
                own,
            })
    })
}

fn ruling() -> impl Strategy<Value = RulingKind> {
    prop_oneof![
        (mention(), mention()).prop_map(|(a, b)| RulingKind::Same(a, b)),
        (mention(), mention()).prop_map(|(a, b)| RulingKind::Different(a, b)),
        (mention(), prop::sample::select(Label::ALL.to_vec())).prop_map(|(who, label)| RulingKind::Label(who, label)),
        handle().prop_map(RulingKind::Me),
        handle().prop_map(RulingKind::NotMe),
        (mention(), mention(), prop::sample::select(AskOutcome::ALL.to_vec()))
            .prop_map(|(who, about, outcome)| RulingKind::Asked(who, about, outcome)),
    ]
}

fn keys_in(batch: &Batch) -> Vec<Key> {
    let mut keys: Vec<Key> = batch.cards.iter().map(|card| card.key).collect();
    keys.extend(batch.exchanges.iter().map(|exchange| exchange.key));
    keys.extend(batch.gatherings.iter().map(|gathering| gathering.key));
    keys.extend(batch.stated.iter().map(|tie| tie.key));
    keys
}

proptest! {
    #[test]
    fn a_batch_reads_back_exactly(batch in batch()) {
        let bytes = encode(&batch).unwrap();
        prop_assert_eq!(decode(&bytes), Ok(batch.clone()));
        let front = &bytes[..bytes.len().min(keys_len(batch.len()))];
        prop_assert_eq!(decode_keys(front), Ok(keys_in(&batch)));
    }

    #[test]
    fn every_truncation_is_an_error(batch in batch()) {
        let bytes = encode(&batch).unwrap();
        for len in 0..bytes.len() {
            prop_assert!(decode(&bytes[..len]).is_err(), "cut after {} of {} bytes", len, bytes.len());
        }
    }

    #[test]
    fn damage_never_panics(batch in batch(), hits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = encode(&batch).unwrap();
        for (at, value) in hits {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        // Whatever still reads is a batch that can be stored.
        if let Ok(read) = decode(&bytes) {
            prop_assert_eq!(decode(&encode(&read).unwrap()), Ok(read));
        }
        drop(decode_keys(&bytes));
    }

    #[test]
    fn noise_never_panics(mut bytes in vec(any::<u8>(), 0..300)) {
        drop((decode(&bytes), decode_keys(&bytes), decode_ruling(&bytes), decode_skips(&bytes)));
        if let Some(first) = bytes.first_mut() {
            *first = VERSION;
        }
        drop((decode(&bytes), decode_keys(&bytes), decode_ruling(&bytes), decode_skips(&bytes)));
    }

    #[test]
    fn a_ruling_reads_back_exactly(kind in ruling()) {
        let bytes = encode_ruling(&kind);
        prop_assert_eq!(decode_ruling(&bytes), Ok(kind));
        for len in 0..bytes.len() {
            prop_assert!(decode_ruling(&bytes[..len]).is_err());
        }
    }

    #[test]
    fn skips_read_back_exactly(skips in vec((position(), text()), 0..5)) {
        let skips: Vec<Skip> = skips.into_iter().map(|(position, reason)| Skip { position, reason }).collect();
        prop_assert_eq!(decode_skips(&encode_skips(&skips)), Ok(skips));
    }
}

#[test]
fn a_count_beyond_the_bytes_is_refused_before_anything_is_allocated() {
    let mut out = Writer::default();
    out.byte(VERSION);
    for _ in 0..6 {
        out.number(u64::MAX >> 8);
    }
    assert_eq!(decode(&out.bytes), Err(CodecError::Truncated));
    assert_eq!(decode_keys(&out.bytes), Err(CodecError::Truncated));
    assert_eq!(decode(&[VERSION + 1]), Err(CodecError::Version(VERSION + 1)));
}

#[test]
fn a_batch_that_names_nobody_it_holds_is_refused() {
    let tie = StatedTie {
        key: Key(1),
        position: Position::Line(1),
        a: MentionIdx::EGO,
        b: MentionIdx(0),
        kind: StatedKind::Endorsed,
        time: None,
    };
    assert_eq!(encode(&Batch { stated: vec![tie], ..Batch::default() }), Err(CodecError::Dangling));
}
