//! Random lists and profiles of networks, and packets of friends, and read back: exactly that content.

use crate::read::said;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use tertius_model::Timestamp;
use tertius_tribe::{
    Audience, Band, Line, Named, OwnKey, Owner, Packet, PacketId, ProfileUrl, Revocation, Shared, SignedPacket,
    SignedRevocation,
};

/// Somebody on a network, and since when.
#[derive(Clone, Debug)]
struct Account {
    name: String,
    n: usize,
    time: i64,
    is_theirs: bool,
}

impl Account {
    fn user(&self) -> String {
        format!("user_{}", self.n)
    }

    fn phone(&self) -> String {
        format!("+4477009{:05}", self.n)
    }

    /// As each byte of UTF-8 a character, which is how Meta writes.
    fn broken(&self) -> String {
        self.name.bytes().map(char::from).collect()
    }

    fn moment(&self) -> String {
        let second = self.time.rem_euclid(86_400);
        let day = Timestamp(self.time).day();
        format!("{day} {:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
    }

    fn follows(&self, they: &str) -> String {
        let way = if self.is_theirs { format!("{they} -> ego") } else { format!("ego -> {they}") };
        format!("stated {} Follows: {way}", self.moment())
    }
}

fn accounts() -> impl Strategy<Value = Vec<Account>> {
    let account = ("[A-ZÀ-Ý][a-zà-ÿ]{1,7} [A-ZŁ][a-zøł]{2,9}", 1_300_000_000..1_700_000_000_i64, any::<bool>());
    vec(account, 1..12).prop_map(|accounts| {
        let numbered = accounts.into_iter().enumerate();
        numbered.map(|(n, (name, time, is_theirs))| Account { name, n, time, is_theirs }).collect()
    })
}

fn check(id: &str, path: &str, bytes: &[u8], expected: impl IntoIterator<Item = String>) {
    let mut expected: Vec<String> = expected.into_iter().collect();
    expected.sort();
    assert_eq!(said(id, path, bytes), expected, "{}", String::from_utf8_lossy(bytes));
}

fn check_json(id: &str, path: &str, value: &Value, expected: impl IntoIterator<Item = String>) {
    check(id, path, &serde_json::to_vec_pretty(value).unwrap(), expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lists_of_facebook(accounts in accounts()) {
        let (theirs, own): (Vec<&Account>, Vec<&Account>) = accounts.iter().partition(|one| one.is_theirs);
        let entries = |of: &[&Account]| -> Vec<Value> {
            of.iter().map(|one| json!({"name": one.broken(), "timestamp": one.time})).collect()
        };
        let told = |of: &[&Account]| -> Vec<String> { of.iter().map(|one| one.follows(&format!("{:?}", one.name))).collect() };
        for (key, of) in [("followers_v3", &theirs), ("received_requests_v2", &theirs), ("following_v3", &own), ("sent_requests_v2", &own)] {
            check_json("facebook-followers", "x.json", &json!({key: entries(of)}), told(of));
        }
        let book: Vec<Value> = accounts.iter().map(|one| {
            let points = json!([{"contact_point": one.phone()}, {"contact_point": format!("{}@example.org", one.user())}]);
            json!({"name": one.broken(), "details": points, "created_timestamp": 0, "updated_timestamp": 0})
        }).collect();
        let told = accounts.iter().map(|one| format!("card {:?} | phone {} | email {}@example.org", one.name, one.phone(), one.user()));
        check_json("facebook-contacts", "your_address_books.json", &json!({"address_book_v2": {"address_book": book}}), told);
    }

    #[test]
    fn profiles(accounts in accounts()) {
        let me = &accounts[0];
        let family: Vec<Value> = accounts[1..].iter().map(|one| json!({"name": one.broken(), "relation": "Sister", "timestamp": one.time})).collect();
        let profile = json!({"profile_v2": {
            "name": {"full_name": me.broken()}, "emails": {"emails": ["Me@example.org"]}, "profile_uri": "https://www.facebook.com/me.myself",
            "phone_numbers": [{"phone_number": me.phone()}], "family_members": family,
            "work_experiences": [{"employer": me.broken(), "title": "Baker"}], "education_experiences": [{"name": "School"}],
        }});
        let relatives = accounts[1..].iter().map(|one| format!("stated {} Related(Sibling): ego -> {:?}", one.moment(), one.name));
        let own = [
            format!("own name {:?}", me.name), "own email me@example.org".to_owned(), format!("own phone {}", me.phone()),
            "own url facebook.com/me.myself".to_owned(), format!("own job \"Baker\" at {:?}", me.name), "own school \"\" at \"School\"".to_owned(),
        ];
        check_json("facebook-profile", "profile_information.json", &profile, own.into_iter().chain(relatives));
        let labelled = |value: &str| json!({"href": "", "value": value, "timestamp": 0});
        let map = json!({"Email": labelled("me@example.org"), "Phone Number": labelled(&me.phone()), "Username": labelled("me_myself"), "Name": labelled(&me.broken())});
        let profile = json!({"profile_user": [{"title": "", "string_map_data": map}]});
        let own = [format!("own name {:?}", me.name), "own email me@example.org".to_owned(), format!("own phone {}", me.phone()), "own account instagram:me_myself".to_owned()];
        check_json("instagram-profile", "personal_information.json", &profile, own);
        let account = json!([{"account": {"email": "me@example.org", "username": "Me_Myself", "accountId": me.time.to_string(), "accountDisplayName": me.name}}]);
        let own = [format!("own name {:?}", me.name), "own email me@example.org".to_owned(), "own account twitter:me_myself".to_owned(), format!("own account twitter-id:{}", me.time)];
        check("x-account", "account.js", format!("window.YTD.account.part0 = {account:#}").as_bytes(), own);
        let actor = json!({"id": "https://social.example/users/me", "type": "Person", "inbox": "https://social.example/users/me/inbox", "outbox": "outbox.json",
                           "preferredUsername": "me", "name": me.name, "url": "https://social.example/@me"});
        let own = [format!("own name {:?}", me.name), "own account mastodon:me@social.example".to_owned(), "own url social.example/users/me".to_owned(), "own url social.example/@me".to_owned()];
        check_json("mastodon-profile", "actor.json", &actor, own);
    }

    #[test]
    fn lists_of_instagram_and_threads(accounts in accounts()) {
        let (theirs, own): (Vec<&Account>, Vec<&Account>) = accounts.iter().partition(|one| one.is_theirs);
        let told = |of: &[&Account]| -> Vec<String> { of.iter().map(|one| one.follows(&format!("\"\" <account instagram:{}>", one.user()))).collect() };
        for (key, of) in [("followers", &theirs), ("following", &own)] {
            let entry = |one: &&Account| json!({"title": "", "media_list_data": [], "string_list_data": [
                {"href": format!("https://www.threads.net/@{}", one.user()), "value": one.user(), "timestamp": one.time}]});
            let list = json!({format!("text_post_app_text_post_app_{key}"): of.iter().map(entry).collect::<Vec<_>>()});
            check_json("threads", &format!("{key}.json"), &list, told(of));
        }
        let synced: Vec<Value> = accounts.iter().map(|one| {
            let (given, family) = one.name.split_once(' ').unwrap();
            let broken = |text: &str| text.bytes().map(char::from).collect::<String>();
            json!({"title": "", "string_map_data": {"First Name": {"value": broken(given)}, "Last Name": {"value": broken(family)}, "Contact Information": {"value": one.phone()}}})
        }).collect();
        let cards = accounts.iter().map(|one| {
            // The file's labels are in its owner's tongue, so the parts of a name stand as they come.
            format!("card {:?} | phone {}", one.name, one.phone())
        });
        check_json("instagram-contacts", "synced_contacts.json", &json!({"contacts_contact_info": synced}), cards);
        let other = format!("{} {}", accounts[0].name, "II");
        let messages: Vec<Value> = accounts.iter().map(|one| {
            let sender = if one.is_theirs { &other } else { "Me Myself" };
            json!({"sender_name": sender.bytes().map(char::from).collect::<String>(), "timestamp_ms": one.time * 1_000, "content": one.broken()})
        }).collect();
        let broken = other.bytes().map(char::from).collect::<String>();
        let thread = json!({"participants": [{"name": broken}, {"name": "Me Myself"}], "messages": messages, "title": broken, "thread_path": "inbox/x_1"});
        let told = accounts.iter().map(|one| {
            let way = if one.is_theirs { format!("{other:?} -> ego") } else { format!("ego -> {other:?}") };
            format!("exchange {} instagram {way}", one.moment())
        });
        let path = "your_instagram_activity/messages/inbox/x_1/message_1.json";
        check_json("instagram-messages", path, &thread, told.chain(["own name \"Me Myself\"".to_owned()]));
    }

    #[test]
    fn posts_and_lists_of_x_and_bluesky(accounts in accounts()) {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let posts: Vec<Value> = accounts.iter().map(|one| {
            let ((year, month, day), clock) = (Timestamp(one.time).day().date(), &one.moment()[11..]);
            let mention = json!({"id_str": (1_000 + one.n).to_string(), "screen_name": one.user(), "name": one.name});
            json!({"tweet": {"id_str": one.n.to_string(), "full_text": "x", "entities": {"user_mentions": [mention]},
                             "created_at": format!("Sun {} {day:02} {clock} +0000 {year}", MONTHS[month as usize - 1])}})
        }).collect();
        let told = accounts.iter().flat_map(|one| {
            let who = format!("{:?} <account twitter-id:{}>", one.name, 1_000 + one.n);
            [
                format!("exchange {} public posts ego -> {who}", one.moment()),
                format!("card {:?} | account twitter-id:{} | account twitter:{}", one.name, 1_000 + one.n, one.user()),
            ]
        });
        check("x-posts", "tweets.js", format!("window.YTD.tweets.part0 = {:#}", Value::from(posts)).as_bytes(), told);
        let mut old = "\"tweet_id\",\"in_reply_to_status_id\",\"in_reply_to_user_id\",\"timestamp\",\"source\",\"text\",\"retweeted_status_id\",\"retweeted_status_user_id\",\"retweeted_status_timestamp\",\"expanded_urls\"\n".to_owned();
        for one in &accounts {
            old += &format!("\"{0}\",\"7\",\"{1}\",\"{2} +0000\",\"web\",\"@{3} hi, \"\"you\"\"\nand x@example.org\",\"\",\"\",\"\",\"\"\n", one.n + 1, 1_000 + one.n, one.moment(), one.user());
        }
        let told = accounts.iter().flat_map(|one| [
            format!("exchange {} public posts ego -> \"\" <account twitter-id:{}>", one.moment(), 1_000 + one.n),
            format!("card \"\" | account twitter-id:{} | account twitter:{}", 1_000 + one.n, one.user()),
        ]);
        check("x-old-posts", "tweets.csv", old.as_bytes(), told);
        let person = |one: &Account| json!({"did": format!("did:plc:{}", one.user()), "handle": format!("u{}.example", one.n), "displayName": one.name});
        let card = |one: &Account| format!("card {:?} | account bluesky:did:plc:{} | account bluesky:u{}.example", one.name, one.user(), one.n);
        let who = |one: &Account| format!("{:?} <account bluesky:did:plc:{}>", one.name, one.user());
        let (me, others) = accounts.split_first().unwrap();
        let list = json!({"subject": person(me), "follows": others.iter().map(person).collect::<Vec<_>>()});
        let told = others.iter().flat_map(|one| [card(one), format!("stated undated Follows: {} -> {}", who(me), who(one))]);
        check_json("bluesky-people", "getFollows.json", &list, told.chain([card(me)]));
    }

    #[test]
    fn files_of_slack_alone(accounts in accounts()) {
        let users: Vec<Value> = accounts.iter().map(|one| json!({"id": format!("U{}", one.n), "team_id": "T1", "name": one.user(), "deleted": false,
            "profile": {"real_name": one.name, "email": format!("{}@example.org", one.user())}})).collect();
        let told = accounts.iter().map(|one| format!("card {:?} | account slack:u{} | email {}@example.org", one.name, one.n, one.user()));
        check_json("slack-users", "users.json", &Value::from(users), told);
        let day: Vec<Value> = accounts.iter().map(|one| json!({"type": "message", "user": format!("U{}", one.n % 2), "text": "x",
            "user_profile": {"real_name": accounts[one.n % 2].name}, "ts": format!("{}.000200", one.time)})).collect();
        let who = |n: usize| format!("{:?} <account slack:u{n}>", accounts[n].name);
        // A day says the name of whoever writes, not of whoever reads.
        let unnamed = |n: usize| format!("\"\" <account slack:u{n}>");
        let told = accounts.iter().filter(|_| accounts.len() > 1);
        let told = told.map(|one| format!("exchange {} chat {} -> {}", one.moment(), who(one.n % 2), unnamed(1 - one.n % 2)));
        if accounts.len() > 1 {
            check_json("slack-day", "design/2024-01-31.json", &Value::from(day), told);
        }
    }

    #[test]
    fn packets_and_what_takes_them_back(accounts in accounts()) {
        let line = |text: &str| Line::new(text).unwrap();
        let key = OwnKey::from_secret(&[9; 32]);
        let url = |n: usize| ProfileUrl::new(&format!("https://www.linkedin.com/in/person-{n}"));
        let owner = Owner { name: line("Ben Oduya"), key: key.public(), url: url(999) };
        let bands = [Band::Slight, Band::Fair, Band::Strong];
        let people: Vec<Named> = accounts.iter().map(|one| Named {
            name: line(&one.name), employer: Some(line("Acme")), title: Some(line("Lead")), url: url(one.n),
            strength: bands[one.n % 3], note: None,
        }).collect();
        // 2026-10-01T12:00:00Z, until half a year later.
        let (made, expires) = (Timestamp(1_790_856_000), Timestamp(1_806_537_600));
        let id = PacketId::from_random([5; 16]);
        let packet = Packet { id, owner: owner.clone(), audience: Audience::Friend(line("Mira Holt")), made, expires, people: Shared::Named(people) };
        let signed = SignedPacket::sign(packet, &key).unwrap();
        let ben = "\"Ben Oduya\" <linkedin person-999>";
        let told = accounts.iter().flat_map(|one| [
            format!("card {:?} | linkedin person-{} | job \"Lead\" at \"Acme\" | revised 2026-10-01 12:00:00", one.name, one.n),
            format!("stated 2026-10-01 12:00:00 Vouched({:?}): {ben} -> {:?} <linkedin person-{}>", bands[one.n % 3], one.name, one.n),
        ]);
        let own = "card \"Ben Oduya\" | linkedin person-999 | revised 2026-10-01 12:00:00".to_owned();
        check("packet", "ben.json", signed.text().as_bytes(), told.chain([own]));
        let revocation = SignedRevocation::sign(Revocation { packet: id, owner, made }, &key);
        check("packet-revocation", "ben.json", revocation.text().as_bytes(), []);
    }
}
