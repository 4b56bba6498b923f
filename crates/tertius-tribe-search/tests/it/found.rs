//! What a search finds.

use crate::world::{ask, entry, named};
use tertius_model::Band::{Fair, Slight, Strong};
use tertius_tribe_search::{Entry, MemberState, Union};

/// Four members who hide and know a VP at Halden; `asks` is one more.
fn halden(bands: &[tertius_model::Band]) -> Union {
    let mut union = Union::new();
    for (at, band) in bands.iter().enumerate() {
        let member = format!("m{at}");
        union.put_packet(&format!("p{at}"), &member, &[entry("Ida Holm", "VP Engineering", "Halden GmbH", *band)]);
    }
    union.set_member("asks", &MemberState::default());
    union
}

#[test]
fn a_crowd_is_told_and_a_few_are_not() {
    let union = halden(&[Strong, Strong]);
    assert!(ask(&union, "asks", "VP Engineering at Halden").counted.is_empty());
    let union = halden(&[Strong, Strong, Slight, Strong]);
    let answer = ask(&union, "asks", "VP Engineering at Halden");
    assert_eq!((answer.counted[0].standing.as_str(), answer.counted[0].far), ("vice president engineering", Strong));
    assert!(answer.counted[0].employer.contains("halden") && answer.open.is_empty());
    assert_eq!(answer.counted[0].near, None);
    // A member of the crowd does not count toward it: three others are left here, two there.
    assert!(!ask(&union, "m0", "VP Engineering at Halden").counted.is_empty());
    assert!(ask(&halden(&[Strong, Strong, Strong]), "m0", "VP Engineering at Halden").counted.is_empty());
}

#[test]
fn bands_are_those_that_a_crowd_reaches() {
    let mut union = halden(&[Strong, Fair, Fair, Slight]);
    assert_eq!(ask(&union, "asks", "VP at Halden").counted[0].far, Fair);
    let close = |band| MemberState { close: vec![("asks".to_owned(), band)], ..MemberState::default() };
    for (member, band) in [("m0", Strong), ("m1", Strong), ("m2", Fair)] {
        union.set_member(member, &close(band));
    }
    assert_eq!(ask(&union, "asks", "VP at Halden").counted[0].near, Some(Fair));
}

#[test]
fn who_chose_to_be_named_is_named_and_one_person_is_one() {
    let mut union = Union::new();
    let ida = |url: &str, employer: &str| Entry { url: url.to_owned(), ..entry("Ida Holm", "CFO", employer, Strong) };
    let url = "https://www.linkedin.com/in/ida-holm";
    for (member, person) in [("a", ida(url, "Norte SA")), ("b", ida(url, "Norte")), ("c", ida("", "Quarz GmbH"))] {
        union.put_packet(member, member, &[person]);
        union.set_member(member, &named());
    }
    let answer = ask(&union, "asks", "CFO");
    let told: Vec<(usize, &str)> =
        answer.open.iter().map(|one| (one.connectors.len(), one.employer.as_str())).collect();
    assert_eq!(told.len(), 2, "a name alone makes nobody one: {told:?}");
    assert_eq!(told[0].0, 2);
    union.put_packet("own", "asks", &[ida(url, "Norte SA")]);
    let known: Vec<bool> = ask(&union, "asks", "CFO").open.iter().map(|one| one.known).collect();
    assert_eq!(known, [false, true], "loose connections come first");
    union.set_member("a", &MemberState { barred: vec!["asks".to_owned()], ..named() });
    union.remove_packet("b");
    assert_eq!(ask(&union, "asks", "CFO").open.len(), 1);
}

#[test]
fn what_comes_and_goes_leaves_no_trace() {
    let mut union = halden(&[Strong, Strong, Strong]);
    let before = ask(&union, "asks", "VP at Halden");
    let sizes = union.sizes();
    union.put_packet("more", "m0", &[entry("Jon Berg", "VP Sales", "Halden GmbH", Fair)]);
    union.put_packet("more", "m9", &[entry("Kai Lund", "VP Engineering", "Halden GmbH", Fair)]);
    union.remove_packet("more");
    assert_eq!(ask(&union, "asks", "VP at Halden"), before);
    assert_eq!((union.sizes().packets, union.sizes().entries), (sizes.packets, sizes.entries));
    union.remove_member("m1");
    assert!(ask(&union, "asks", "VP at Halden").counted.is_empty());
}
