//! What holds for every history: silence and contact never lower depth, silence alone lowers freshness.

use crate::contacts::{day, letters, mail, meeting};
use proptest::prelude::*;
use tertius_model::{Day, Label, Platform, Timestamp};
use tertius_ties::{
    CardSign, Contact, Kind, Overlap, Recommendation, Standing, Stated, TieHistory, TieSummary, Toward, depth,
    freshness, kinds, load, standing,
};

const LAST: i64 = 4_000 * 86_400;

fn contact() -> impl Strategy<Value = Contact> {
    // Half the contacts crowd into one hundred days, so that peaks and answers happen.
    let time = prop_oneof![0..LAST, 0..100 * 86_400i64].prop_map(Timestamp);
    let k = prop_oneof![Just(1u32), 1..30u32];
    let toward = prop_oneof![Just(Toward::Ego), Just(Toward::Them), Just(Toward::Both)];
    (time, toward, k).prop_map(|(time, toward, k)| match toward {
        Toward::Both => meeting(time, k),
        _ => mail(time, toward, k),
    })
}

fn stated() -> impl Strategy<Value = Stated> {
    let labels = prop::collection::vec(prop::sample::select(Label::ALL.to_vec()), 0..2);
    let signs = prop::collection::vec(
        prop_oneof![Just(CardSign::Phone), Just(CardSign::Birthday), Just(CardSign::PersonalGroup("Friends".into()))],
        0..3,
    );
    let overlap = prop::option::of((0..4_000i32, prop::option::of(0..4_000i32)));
    (labels, signs, overlap, any::<bool>()).prop_map(|(labels, card, overlap, recommended)| Stated {
        labels,
        card,
        overlaps: overlap
            .map(|(from, to)| Overlap { employer: "Acme".into(), from: Day(from), to: to.map(Day) })
            .into_iter()
            .collect(),
        recommendations: recommended.then_some(Recommendation::ByThem).into_iter().collect(),
        ..Stated::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn silence_never_lowers_depth_and_always_lowers_freshness(
        contacts in prop::collection::vec(contact(), 0..60), stated in stated(), waits in (0..3_000i64, 1..3_000i64),
    ) {
        let summary = TieHistory::summarise(contacts);
        let sooner = Timestamp(LAST + waits.0 * 86_400);
        let later = Timestamp(sooner.0 + waits.1 * 86_400);
        prop_assert!(depth(&summary, &stated, later).value >= depth(&summary, &stated, sooner).value);
        let (fresh, stale) = (freshness(&summary, &stated, sooner).value, freshness(&summary, &stated, later).value);
        prop_assert!(stale < fresh || fresh == 0.0);
        prop_assert!(load(summary.to_ego(), later) <= load(summary.to_ego(), sooner) + 1e-12);
    }

    #[test]
    fn a_contact_more_never_lowers_depth(
        contacts in prop::collection::vec(contact(), 0..60), one_more in contact(), stated in stated(),
    ) {
        let now = Timestamp(LAST);
        let before = depth(&TieHistory::summarise(contacts.clone()), &stated, now).value;
        let mut more = contacts;
        more.push(one_more);
        let after = depth(&TieHistory::summarise(more), &stated, now).value;
        prop_assert!(after >= before, "{} fell to {}", before, after);
        prop_assert!((0.0..=1.0).contains(&after));
    }

    #[test]
    fn order_does_not_matter(
        (contacts, shuffled) in prop::collection::vec(contact(), 0..60)
            .prop_flat_map(|contacts| (Just(contacts.clone()), Just(contacts).prop_shuffle())),
    ) {
        prop_assert_eq!(TieHistory::summarise(contacts), TieHistory::summarise(shuffled));
    }

    #[test]
    fn one_way_mail_is_no_tie(
        times in prop::collection::vec(0..LAST, 1..60), toward in prop_oneof![Just(Toward::Ego), Just(Toward::Them)],
    ) {
        let summary = TieHistory::summarise(times.into_iter().map(|time| mail(Timestamp(time), toward, 1)).collect());
        let stated = Stated { invited_by_them: vec![Platform::LinkedIn], ..Stated::default() };
        prop_assert_eq!(depth(&summary, &stated, Timestamp(LAST)).value, 0.0);
        prop_assert_eq!(freshness(&summary, &stated, Timestamp(LAST)).value, 0.0);
        prop_assert!(!standing(&summary, &stated).is_tie());
    }
}

#[test]
fn a_summary_survives_the_cache_and_stays_small() {
    let summary = TieHistory::summarise(letters(day("2000-01-01"), day("2020-01-01"), 1));
    let bytes = postcard::to_stdvec(&summary).expect("because a summary has only plain fields");
    assert!(bytes.len() < 700, "{} bytes", bytes.len());
    assert_eq!(postcard::from_bytes::<TieSummary>(&bytes).as_ref(), Ok(&summary));
}

#[test]
fn large_circles_make_no_tie_and_small_ones_do() {
    let now = day("2024-01-01");
    let hall = |n_others| TieHistory::summarise(vec![meeting(day("2023-06-01").start(), n_others)]);
    let nothing = Stated::default();
    assert_eq!(standing(&hall(18), &nothing), Standing::Tie);
    assert_eq!(standing(&hall(200), &nothing), Standing::None);
    assert_eq!(kinds(&hall(200), &nothing, 0.0, now), [Kind::ListAcquaintance]);
    assert_eq!(kinds(&hall(3), &nothing, 0.0, now), [Kind::Correspondent]);
    let listed = Stated { has_card: true, ..Stated::default() };
    assert_eq!(standing(&TieSummary::default(), &listed), Standing::Listed);
    assert_eq!(standing(&TieSummary::default(), &nothing), Standing::None);
    let invited = Stated { invited_by_ego: vec![Platform::LinkedIn], ..Stated::default() };
    assert_eq!(standing(&TieSummary::default(), &invited), Standing::OneWayOut);
    assert_eq!(kinds(&TieSummary::default(), &invited, 0.0, now), [Kind::Unanswered]);
}

#[test]
fn a_colleague_becomes_a_former_one() {
    let overlap = |to: Option<&str>| Stated {
        overlaps: vec![Overlap { employer: "Acme".into(), from: day("2019-01-01"), to: to.map(day) }],
        ..Stated::default()
    };
    let none = TieSummary::default();
    let now = day("2024-01-01");
    assert_eq!(kinds(&none, &overlap(None), 0.2, now), [Kind::CoWorker]);
    assert_eq!(kinds(&none, &overlap(Some("2022-01-01")), 0.2, now), [Kind::FormerCoWorker]);
}
