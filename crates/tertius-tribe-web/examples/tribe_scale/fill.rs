//! Writes the invented tribe into a database, past the signatures: what is measured is not how it came there.

use crate::invented::{Dice, NOW, contacts};
use std::time::Instant;
use tertius_tribe_store::{Arrived, Member, Role, Shows, Store, Suppressed, Tribe, Who};

/// Members who bring their packets while it is measured; the others have theirs.
pub const N_LATE: usize = 10;
/// Members whose packets end first.
pub const N_SHORT: usize = 10;

/// When a member's packet ends.
fn expiry(at: usize) -> i64 {
    NOW + if (N_LATE..N_LATE + N_SHORT).contains(&at) { 600 } else { 9_000 }
}

/// The secret of a member's session.
pub fn seat(member: usize) -> String {
    format!("seat{member}")
}

/// Fills an empty database.
pub async fn fill(url: &str, members: usize, each: usize) {
    let begun = Instant::now();
    let mut dice = Dice(20_260_501);
    let store = Store::open(url).await.expect("the database");
    found(&store, members).await;
    let nobody = Suppressed::new(Vec::new(), |_| Vec::new());
    for at in 0..members {
        let mut on = store.write(member(at)).await.expect("the store");
        if at >= N_LATE {
            let new = Arrived {
                id: format!("p{at}"),
                signer: format!("k{at}"),
                bytes: vec![0; 170 * each],
                level: "named".to_owned(),
                made: NOW,
                expires: expiry(at),
                people: contacts(&mut dice, each),
            };
            on.put_packet(&new, &nobody, NOW).await.expect("a packet");
        }
        for _ in 0..4 {
            let (other, band) = (dice.below(members as u64), 1 + dice.below(3) as i64);
            on.say_closeness(&format!("m{other}"), band).await.expect("said");
        }
        if dice.below(10) == 0 {
            on.bar(&format!("m{}", dice.below(members as u64)), true).await.expect("barred");
        }
        on.commit().await.expect("kept");
    }
    store.close().await;
    crate::say(&format!("{members} members x {each} contacts written in {:.1} s", begun.elapsed().as_secs_f64()));
}

fn member(at: usize) -> Who {
    Who::Member { tribe: "oak".to_owned(), member: format!("m{at}") }
}

async fn found(store: &Store, members: usize) {
    let mut door = store.write(Who::Door).await.expect("the store");
    let tribe = Tribe { id: "oak".to_owned(), name: "Oak".to_owned(), crowd: 3, daily: 1_000_000 };
    door.found(&tribe, b"0123456789abcdef", NOW).await.expect("a tribe");
    for at in 0..members {
        let shows = if at % 5 == 0 { Shows::Named } else { Shows::Hidden };
        let role = if at == 0 { Role::Keeper } else { Role::Member };
        let new = Member { id: format!("m{at}"), name: format!("Member {at}"), role, shows, joined: NOW };
        door.add_member("oak", &format!("m{at}@example.org"), &new).await.expect("a member");
        let hash = blake3::hash(seat(at).as_bytes());
        door.add_session(hash.as_bytes(), "oak", &format!("m{at}"), NOW + 90_000).await.expect("a session");
    }
    door.commit().await.expect("kept");
}
