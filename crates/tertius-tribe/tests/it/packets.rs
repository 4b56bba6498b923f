//! What a packet promises: one text, nothing but what its types hold, and every change of a byte refused.

use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;
use tertius_model::{Handle, Timestamp};
use tertius_tribe::*;

/// 2026-10-01T12:00:00Z
const MADE: Timestamp = Timestamp(1_790_856_000);
/// 2027-04-01T00:00:00Z
const EXPIRES: Timestamp = Timestamp(1_806_537_600);

fn key() -> OwnKey {
    OwnKey::from_secret(&[9; 32])
}

fn owner() -> Owner {
    let url = ProfileUrl::new("https://www.linkedin.com/in/ben-oduya-2");
    Owner { name: Line::new("Ben Oduya").unwrap(), key: key().public(), url }
}

fn person(name: &str, strength: Band) -> Named {
    let line = |text: &str| Line::new(text).ok();
    let slug: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    Named {
        name: line(name).unwrap(),
        employer: line("Fernlight \"Labs\""),
        title: line("Head of R&D <remote>"),
        url: ProfileUrl::new(&format!("https://www.linkedin.com/in/{slug}")),
        strength,
        note: line("rowed together, 2011"),
    }
}

fn packet(people: Shared) -> Packet {
    let audience = Audience::Friend(Line::new("Mira Holt").unwrap());
    let id = PacketId::from_random([5; 16]);
    Packet { id, owner: owner(), audience, made: MADE, expires: EXPIRES, people }
}

fn named() -> SignedPacket {
    let bare = Named { employer: None, title: None, url: None, note: None, ..person("Åsa Öberg", Band::Slight) };
    let people = vec![person("Iris Falk", Band::Strong), person("李 小龙", Band::Fair), bare];
    SignedPacket::sign(packet(Shared::Named(people)), &key()).unwrap()
}

fn blind() -> SignedPacket {
    let tribe = TribeKey::from_secret(b"the secret of a tribe").unwrap();
    let token = |text: &str| Handle::parse(text).and_then(|handle| tribe.token(&handle)).unwrap();
    let people = vec![
        Blinded::new(vec![token("iris@example.org"), token("linkedin.com/in/iris-falk-3")]).unwrap(),
        Blinded::new(vec![token("tomas@example.net")]).unwrap(),
    ];
    let blind = Packet { audience: Audience::Tribe(TribeId::new("rowers").unwrap()), ..packet(Shared::Blind(people)) };
    SignedPacket::sign(blind, &key()).unwrap()
}

fn revocation() -> SignedRevocation {
    let revocation = Revocation { packet: PacketId::from_random([5; 16]), owner: owner(), made: MADE };
    SignedRevocation::sign(revocation, &key())
}

/// The samples are written by these types. With TERTIUS_WRITE_DOCS set they are written anew.
#[test]
fn the_samples_are_what_the_types_write() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/packet");
    let files = [
        ("named.json", named().text().to_owned()),
        ("blind.json", blind().text().to_owned()),
        ("revocation.json", revocation().text().to_owned()),
        ("forged.json", named().text().replace("Head of", "Heart of")),
    ];
    for (name, text) in files {
        if std::env::var_os("TERTIUS_WRITE_DOCS").is_some() {
            std::fs::write(folder.join(name), &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap_or_default(), text, "{name}");
    }
}

#[test]
fn what_is_written_reads_back_and_nothing_else_does() {
    for signed in [named(), blind()] {
        assert_eq!(SignedPacket::read(signed.text().as_bytes()).as_ref(), Ok(&signed));
        let bytes = signed.text().as_bytes();
        for at in 0..bytes.len() {
            let mut changed = bytes.to_vec();
            changed[at] ^= 1;
            assert!(SignedPacket::read(&changed).is_err(), "byte {at}");
            if at % 16 == 0 {
                assert!(SignedPacket::read(&bytes[..at]).is_err(), "cut at {at}");
            }
        }
    }
    let revocation = revocation();
    assert_eq!(SignedRevocation::read(revocation.text().as_bytes()).as_ref(), Ok(&revocation));
    assert!(SignedRevocation::read(named().text().as_bytes()).is_err());
}

#[test]
fn a_packet_holds_between_its_dates_alone() {
    let signed = named();
    let at = |time: i64| SignedPacket::read_at(signed.text().as_bytes(), Timestamp(time)).map(|_| ());
    assert_eq!(at(MADE.0), Ok(()));
    assert_eq!(at(EXPIRES.0 - 1), Ok(()));
    assert_eq!(at(EXPIRES.0), Err(PacketError::Expired("2027-04-01".to_owned())));
    assert_eq!(at(MADE.0 - 86_401), Err(PacketError::NotYet("2026-10-01".to_owned())));
    let lasting = Packet { expires: Timestamp(MADE.0 + 732 * 86_400), ..signed.packet().clone() };
    assert_eq!(SignedPacket::sign(lasting, &key()).err(), Some(PacketError::Lifetime));
    assert_eq!(SignedPacket::sign(packet(Shared::Named(Vec::new())), &key()).err(), Some(PacketError::Nobody));
}

#[test]
fn another_key_signs_for_nobody_else() {
    let mut packet = named().packet().clone();
    packet.owner.key = OwnKey::from_secret(&[10; 32]).public();
    let theirs = SignedPacket::sign(packet, &OwnKey::from_secret(&[10; 32])).unwrap();
    let claimed = theirs.text().replace(&theirs.packet().owner.key.to_string(), &key().public().to_string());
    assert_eq!(SignedPacket::read(claimed.as_bytes()), Err(PacketError::Forged("Ben Oduya".to_owned())));
}

/// Every text in the file, however deep.
fn values(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => drop(found.insert(text.clone())),
        serde_json::Value::Array(list) => list.iter().for_each(|value| values(value, found)),
        serde_json::Value::Object(map) => map.values().for_each(|value| values(value, found)),
        _ => {}
    }
}

#[test]
fn the_preview_is_the_packet() {
    for signed in [named(), blind()] {
        let mut held = BTreeSet::new();
        values(&serde_json::from_str(signed.text()).unwrap(), &mut held);
        // The kind of file and the signature say nothing about anybody.
        held.retain(|text| !text.starts_with("packet ") && text.len() != 128);
        let html = preview::html(&signed);
        let unescaped = ["&lt;<", "&gt;>", "&quot;\"", "&#39;'", "&amp;&"].iter().fold(html.clone(), |html, pair| {
            html.replace(&pair[..pair.find(';').unwrap() + 1], &pair[pair.find(';').unwrap() + 1..])
        });
        for text in &held {
            let shown = text.strip_prefix("rowers").map_or(text.clone(), |_| "the tribe rowers".to_owned());
            assert!(preview::text(&signed).contains(&shown), "{shown} is in the file and not in the preview");
            assert!(unescaped.contains(&shown), "{shown} is in the file and not in the page");
        }
        assert!(!html.contains("<remote>"));
    }
}

#[test]
fn a_packet_stays_small() {
    let people: Vec<Named> = (0..1_000).map(|n| person(&format!("Person Number {n}"), Band::Fair)).collect();
    let n = SignedPacket::sign(packet(Shared::Named(people)), &key()).unwrap().text().len();
    assert!(n / 1_000 < 220, "{} bytes a person", n / 1_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_address_gets_through_as_text(local in "[a-z.]{1,12}", domain in "[a-z]{1,9}", before in ".{0,9}", digits in "[0-9]{7,12}") {
        let email = format!("{before}{local}@{domain}.example");
        prop_assert!(Line::new(&email).is_err() && Line::tidied(&email).is_err());
        let phone = format!("{before} +{digits}");
        prop_assert!(Line::new(&phone).is_err() && Line::tidied(&phone).is_err());
    }

    #[test]
    fn whatever_is_read_never_panics(text in "\\PC{0,200}", at in 0usize..900, byte in any::<u8>()) {
        drop(SignedPacket::read(text.as_bytes()));
        let mut bytes = named().text().as_bytes().to_vec();
        let at = at % bytes.len();
        bytes.insert(at, byte);
        prop_assert!(SignedPacket::read(&bytes).is_err());
    }
}
