//! Replies that members got themselves and hand in: they count for whoever wrote them, and for nobody else's.

use crate::asking::{Mails, sent};
use crate::replies::id;
use crate::scene::{NOW, Scene, Sent, folder, runtime};

fn mail(from: &str, id: &str, text: &str) -> Vec<u8> {
    format!("From: {from}\r\nTo: fay@example.org\r\nSubject: Re: hello\r\nIn-Reply-To: {id}\r\n\r\n{text}\r\n")
        .into_bytes()
}

#[test]
fn the_friend_between_hands_in_a_reply_and_the_asker_cannot() {
    let folder = folder();
    let mails = Mails::new(folder.path());
    runtime().block_on(async {
        let scene = Scene::open(folder.path().join("tribe.db").to_str().unwrap()).await;
        let (ben, fay, gus) =
            (scene.seat("oak", "ben").await, scene.seat("oak", "fay").await, scene.seat("oak", "gus").await);
        sent(&scene, &ben, "fay").await;
        let request = id(&mails.come(&scene, NOW).await[0]);
        let hand_in = async |seat: &str, bytes: Vec<u8>| {
            let got = scene.call(Some(seat), "POST", "/replies", Sent::Named("source", bytes)).await;
            (got.status.as_u16(), got.text)
        };
        let yes = mail("fay@example.org", &request, "Yes, ida@example.net");
        let refused = hand_in(&ben, yes.clone()).await;
        assert_eq!(refused.0, 409, "nobody says yes in a friend's name");
        assert_eq!(hand_in(&gus, yes.clone()).await, refused);
        assert_eq!(hand_in(&fay, mail("ben@example.org", &request, "Yes, ida@example.net")).await, refused);
        assert_eq!(hand_in(&fay, mail("fay@example.org", "<none@tribe.example>", "Yes")).await, refused);
        assert_eq!(hand_in(&fay, b"  ".to_vec()).await.0, 400);
        assert!(mails.come(&scene, NOW).await.is_empty());
        assert_eq!(hand_in(&fay, yes).await.0, 200);
        let come = mails.come(&scene, NOW).await;
        let invitation = id(&come[1]);
        let idas = mail("ida@example.net", &invitation, "Yes, gladly!");
        assert_eq!(hand_in(&ben, idas.clone()).await, refused, "who asks does not say yes for the other side");
        let got = scene.call(Some(&fay), "POST", "/api/v1/replies", Sent::Bytes(idas.clone())).await;
        assert_eq!(got.status, 204, "{}", got.text);
        assert_eq!(mails.come(&scene, NOW).await.len(), 2, "introduced");
        assert_eq!(hand_in(&fay, idas).await.0, 200, "the same mail once more is no second answer");
        assert!(mails.come(&scene, NOW).await.is_empty());
    });
}
