//! Passkeys through the server: a key is added once, signs in once per challenge, and goes with its member.

use crate::scene::{ADDRESS, Scene, Sent, folder, runtime};
use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use tertius_tribe::passkey::base64url;

/// An authenticator with one Ed25519 key, and the last byte of its number.
pub struct Authenticator(pub SigningKey, pub u8);

impl Authenticator {
    fn data(flags: u8, counter: u32) -> Vec<u8> {
        [Sha256::digest(b"tribe.example").as_slice(), &[flags], &counter.to_be_bytes()].concat()
    }

    fn client(purpose: &str, challenge: &str) -> Vec<u8> {
        let challenge = base64url(challenge.as_bytes());
        format!(r#"{{"type":"{purpose}","challenge":"{challenge}","origin":"{ADDRESS}"}}"#).into_bytes()
    }

    pub fn new_one(&self, challenge: &str) -> Sent {
        let public = self.0.verifying_key();
        let key =
            [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00], public.as_bytes().as_slice()]
                .concat();
        let data =
            [Authenticator::data(0x45, 1), vec![0; 16], vec![0, 2, 7, self.1], public.as_bytes().to_vec()].concat();
        let client = Authenticator::client("webauthn.create", challenge);
        Sent::Json(format!(
            r#"{{"challenge":"{challenge}","id":"{}","key":"{}","authenticator":"{}","client":"{}","name":"my phone"}}"#,
            base64url(&[7, self.1]),
            base64url(&key),
            base64url(&data),
            base64url(&client)
        ))
    }

    pub fn used(&self, challenge: &str, counter: u32) -> Sent {
        let (data, client) = (Authenticator::data(0x05, counter), Authenticator::client("webauthn.get", challenge));
        let signature = self.0.sign(&[data.as_slice(), &Sha256::digest(&client)].concat()).to_bytes().to_vec();
        Sent::Json(format!(
            r#"{{"challenge":"{challenge}","id":"{}","authenticator":"{}","client":"{}","signature":"{}"}}"#,
            base64url(&[7, self.1]),
            base64url(&data),
            base64url(&client),
            base64url(&signature)
        ))
    }
}

pub async fn challenge(scene: &Scene, seat: Option<&str>, place: &str) -> String {
    let begun = scene.call(seat, "POST", place, Sent::Nothing).await;
    assert_eq!(begun.status, 200, "{}", begun.text);
    assert!(begun.text.contains(r#""host":"tribe.example""#));
    begun.text.split('"').nth(3).unwrap().to_owned()
}

#[test]
fn a_passkey_from_adding_to_leaving() {
    runtime().block_on(async {
        let folder = folder();
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let device = Authenticator(SigningKey::from_bytes(&[9; 32]), 7);
        let (ben, cleo) = (scene.seat("oak", "ben").await, scene.seat("oak", "cleo").await);
        let add = |seat: &str, sent: Sent| {
            let (scene, seat) = (&scene, seat.to_owned());
            async move { scene.call(Some(&seat), "POST", "/passkeys", sent).await.status.as_u16() }
        };
        let bens = challenge(&scene, Some(&ben), "/passkeys/begin").await;
        assert_eq!(add(&cleo, device.new_one(&bens)).await, 403, "a challenge is one member's");
        assert_eq!(add(&ben, device.new_one(&bens)).await, 204);
        assert_eq!(add(&ben, device.new_one(&bens)).await, 403, "and for one use");
        let cleos = challenge(&scene, Some(&cleo), "/passkeys/begin").await;
        assert_eq!(add(&cleo, device.new_one(&cleos)).await, 403, "a passkey is one member's");
        assert!(scene.call(Some(&ben), "GET", "/passkeys", Sent::Nothing).await.text.contains("my phone"));

        let enter = |sent: Sent| scene.call(None, "POST", "/sign-in/passkey/answer", sent);
        let first = challenge(&scene, None, "/sign-in/passkey").await;
        let came = enter(device.used(&first, 2)).await;
        assert_eq!(came.status, 303, "{}", came.text);
        assert!(came.headers["set-cookie"].to_str().unwrap().contains("HttpOnly"));
        assert_eq!(enter(device.used(&first, 3)).await.status, 403, "a challenge is for one use");
        let again = challenge(&scene, None, "/sign-in/passkey").await;
        assert_eq!(enter(device.used(&again, 2)).await.status, 403, "a copy counts from where it was copied");
        let other = Authenticator(SigningKey::from_bytes(&[8; 32]), 7);
        let forged = challenge(&scene, None, "/sign-in/passkey").await;
        let refusals = [enter(other.used(&forged, 9)).await.text, enter(Sent::Json("{}".to_owned())).await.text];
        assert_eq!(refusals[0], refusals[1], "one answer to whatever is wrong");
        let late = challenge(&scene, None, "/sign-in/passkey").await;
        scene.later(301);
        assert_eq!(enter(device.used(&late, 9)).await.status, 403);

        let remove = |seat: &str| {
            let (scene, seat) = (&scene, seat.to_owned());
            async move { scene.call(Some(&seat), "POST", "/passkeys/Bwc/remove", Sent::Nothing).await.status.as_u16() }
        };
        assert_eq!([remove(&cleo).await, remove(&ben).await, remove(&ben).await], [404, 303, 404]);
        let gone = challenge(&scene, None, "/sign-in/passkey").await;
        assert_eq!(enter(device.used(&gone, 10)).await.status, 403);
        let last = challenge(&scene, Some(&ben), "/passkeys/begin").await;
        assert_eq!(add(&ben, device.new_one(&last)).await, 204);
        assert_eq!(scene.call(Some(&ben), "DELETE", "/api/v1/me", Sent::Nothing).await.status, 204);
        let left = challenge(&scene, None, "/sign-in/passkey").await;
        assert_eq!(enter(device.used(&left, 11)).await.status, 403);
    });
}
