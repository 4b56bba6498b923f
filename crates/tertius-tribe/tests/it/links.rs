//! Links open once, for one party, until a day; everything else is refused, and a forged one learns nothing.

use proptest::prelude::*;
use tertius_model::Timestamp;
use tertius_tribe::introduction::{IntroductionId, Party};
use tertius_tribe::link::{Claim, LinkKey, Nonce, Purpose, Refusal, open, sign};

fn key() -> LinkKey {
    LinkKey::from_secret(&[7; 32])
}

fn claim(purpose: Purpose) -> Claim {
    Claim {
        purpose,
        introduction: IntroductionId(42),
        party: Party::Target,
        expires: Timestamp(1_000),
        nonce: Nonce([9; 16]),
    }
}

#[test]
fn a_link_opens_until_its_day_and_once() {
    for purpose in Purpose::ALL {
        let token = sign(&key(), &claim(purpose));
        let at = |now, used| open(&key(), &token, Timestamp(now), |_| used);
        assert_eq!(at(999, false), Ok(claim(purpose)));
        assert_eq!(at(1_000, false), Err(Refusal::Expired));
        let again = if purpose.is_single_use() { Err(Refusal::Used) } else { Ok(claim(purpose)) };
        assert_eq!(at(999, true), again);
    }
}

#[test]
fn every_changed_letter_and_every_cut_is_refused_alike() {
    let token = sign(&key(), &claim(Purpose::Answer));
    let check = |forged: &str| {
        let said = open(&key(), forged, Timestamp(5_000), |_| panic!("an unverified link was looked up"));
        assert_eq!(said, Err(Refusal::Invalid), "{forged}");
    };
    for at in 0..token.len() {
        check(&token[..at]);
        for letter in ['A', 'b', '9', '-', '_', '=', ' ', '\n'] {
            let mut forged = token.clone().into_bytes();
            if forged[at] != letter as u8 {
                forged[at] = letter as u8;
                check(&String::from_utf8(forged).expect("ASCII"));
            }
        }
    }
    check(&format!("{token}A"));
    check(&format!("{token}="));
    check(&sign(&LinkKey::from_secret(&[8; 32]), &claim(Purpose::Answer)));
    assert!(!format!("{:?}", key()).contains('7'));
}

proptest! {
    #[test]
    fn any_claim_reads_back(party in 0usize..3, purpose in 0usize..3, id: u64, expires in 1i64.., nonce: [u8; 16]) {
        let claim = Claim {
            purpose: Purpose::ALL[purpose],
            introduction: IntroductionId(id),
            party: Party::ALL[party],
            expires: Timestamp(expires),
            nonce: Nonce(nonce),
        };
        let token = sign(&key(), &claim);
        prop_assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        prop_assert_eq!(open(&key(), &token, Timestamp(0), |_| false), Ok(claim));
    }

    #[test]
    fn guesses_are_refused(guess in ".*") {
        prop_assert_eq!(open(&key(), &guess, Timestamp(0), |_| false), Err(Refusal::Invalid));
    }
}
