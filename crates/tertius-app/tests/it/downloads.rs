//! A folder as people have it: an export of each kind between files that are none.

use crate::scenario::Scene;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Files that are no exports, in the notations that exports have too.
fn unrelated(folder: &Path, n: usize) {
    for at in 0..n {
        let (name, content) = match at % 8 {
            0 => (format!("notes {at}.txt"), format!("Milk, bread, {at} eggs\n")),
            1 => (format!("data {at}.json"), format!("{{\"version\": {at}, \"items\": [{{\"sku\": \"a\"}}]}}")),
            2 => (format!("prices {at}.csv"), format!("Product,Price\nLamp,{at}\n")),
            3 => (format!("page {at}.html"), format!("<!doctype html><html><title>{at}</title></html>")),
            4 => (format!("script {at}.js"), format!("window.answer = [{at}];\n")),
            5 => (format!("picture {at}.jpg"), format!("\u{fffd}JFIF{at}")),
            6 => (format!("log {at}.log"), format!("2024-01-31 10:00:00 started {at}\n")),
            _ => (format!("list {at}.json"), format!("[{{\"id\": {at}, \"name\": \"lamp\"}}]")),
        };
        std::fs::write(folder.join(name), content).unwrap();
    }
}

#[test]
fn a_folder_of_downloads_gives_every_export_in_one_go() {
    let mut scene = Scene::new();
    let folder = scene.path("Downloads");
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata");
    std::fs::create_dir_all(&folder).unwrap();
    unrelated(&folder, 200);
    let one_of_each = [
        ("slack/today", "slack"),
        ("discord/2023-csv", "discord"),
        ("discord-chat", "discord-chat"),
        ("linkedin/connections", "linkedin-connections"),
        ("mastodon", "mastodon-following"),
        ("bluesky", "bluesky-repository"),
        ("x/2020", "x-follows"),
        ("github-people", "github-people"),
        ("git-log", "git-log"),
        ("nostr", "nostr"),
        ("zoom-attendance", "zoom-attendance"),
        ("teams-attendance", "teams-attendance"),
        ("monica-json", "monica-json"),
        ("monica-sql", "monica-sql"),
        ("vcard", "vcard"),
        ("icalendar", "icalendar"),
        ("telegram", "telegram"),
        ("whatsapp", "whatsapp"),
        ("signal", "signal"),
        ("messenger", "messenger"),
        ("facebook", "facebook-friends"),
        ("instagram", "instagram-relations"),
        ("threads", "threads"),
        ("sms-backup", "sms-backup"),
        ("google-voice", "google-voice"),
        ("meet-attendance", "meet-attendance"),
        ("google-csv", "google-csv"),
        ("outlook-csv", "outlook-csv"),
        ("thunderbird-csv", "thunderbird-csv"),
        ("plain-csv", "plain-csv"),
        ("mbox", "mbox"),
        ("maildir", "maildir"),
    ];
    std::fs::write(folder.join("empty.csv"), "").unwrap();
    for (from, _) in one_of_each {
        copy(&testdata.join(from), &folder.join(from.replace('/', " ")));
    }
    let view = scene.import(std::slice::from_ref(&folder)).unwrap();
    for (from, format) in one_of_each {
        let mut sources = view.sources.iter().filter(|source| source.format == format).peekable();
        assert!(sources.peek().is_some(), "{from} was not found");
        assert!(sources.any(|source| source.new > 0 && source.participants > 0), "{from} names nobody");
    }
    // Beside the unrelated files every folder has a README, and some a sample that is to be left alone.
    let n_samples = 2 * one_of_each.len() as u64;
    assert!((200..=200 + n_samples).contains(&view.not_recognised), "{} were ignored", view.not_recognised);
    assert_eq!(view.ignored.iter().map(|row| row.files).sum::<u64>(), view.not_recognised);
    assert!(view.ignored.iter().any(|row| row.ending == ".jpg" && row.files == 25), "{:?}", view.ignored);
    let empty = view.passed.iter().find(|passed| passed.path.ends_with("empty.csv"));
    assert_eq!(empty.map(|passed| passed.reason.as_str()), Some("the file is empty"));
    let unrelated = |path: &str| {
        ["notes ", "data ", "prices ", "page ", "script ", "picture ", "log ", "list "]
            .iter()
            .any(|start| path.rsplit('/').next().unwrap().starts_with(start))
    };
    assert_eq!(view.sources.iter().filter(|source| unrelated(&source.path)).count(), 0);
    let held = scene.app.sources().unwrap();
    let slack = held.iter().find(|source| source.format == "slack").unwrap();
    // Ana and Ben, Ana and Chloé, Ben and Chloé, and the guest with each of them; Ana is taken for ego.
    assert_eq!((slack.first.as_deref(), slack.latest.as_deref()), (Some("2024-01-31"), Some("2024-02-02")));
    assert!(slack.participants >= 3 && slack.ties_of_ego + slack.ties_between_others == 6, "{slack:?}");
    let again = scene.import(&[folder]).unwrap();
    assert_eq!(again.sources.iter().map(|source| source.new).sum::<u64>(), 0);
}

#[test]
fn following_each_other_is_a_tie_and_following_alone_is_not() {
    let mut scene = Scene::new();
    let following =
        "window.YTD.following.part0 = [{\"following\":{\"accountId\":\"11\"}},{\"following\":{\"accountId\":\"12\"}}]";
    let follower =
        "window.YTD.follower.part0 = [{\"follower\":{\"accountId\":\"11\"}},{\"follower\":{\"accountId\":\"13\"}}]";
    let key = |digit: char| digit.to_string().repeat(64);
    let event = |by: char, whom: &[char]| {
        let tags: Vec<String> = whom.iter().map(|one| format!("[\"p\",\"{}\"]", key(*one))).collect();
        format!(
            "{{\"pubkey\":\"{}\",\"created_at\":1700000000,\"kind\":3,\"tags\":[{}],\"content\":\"\",\"id\":\"1\"}}\n",
            key(by),
            tags.join(",")
        )
    };
    let nostr = event('a', &['b', 'c']) + &event('b', &['a']);
    for (name, content) in [("following.js", following), ("follower.js", follower), ("follows.jsonl", &nostr)] {
        let path = scene.path(name);
        scene.write_file(path, content.as_bytes());
    }
    let paths = scene.write();
    let view = scene.import(&paths).unwrap();
    let ties = |format: &str| -> Vec<(u64, u64, u64)> {
        let of = view.sources.iter().filter(|source| source.format == format);
        of.map(|source| (source.participants, source.ties_of_ego, source.ties_between_others)).collect()
    };
    assert_eq!(ties("x-follows"), [(2, 1, 0), (2, 1, 0)]);
    assert_eq!(ties("nostr"), [(3, 0, 1)]);
}

#[test]
fn a_friend_on_facebook_is_one_person() {
    let mut scene = Scene::new();
    let friends =
        r#"{"friends_v2":[{"name":"Ana Ruiz","timestamp":1500000000},{"name":"Bo Berg","timestamp":1500000001}]}"#;
    let path = scene.path("your_friends.json");
    scene.write_file(path, friends.as_bytes());
    let paths = scene.write();
    let view = scene.import(&paths).unwrap();
    assert_eq!((view.sources[0].participants, view.sources[0].ties_of_ego, view.people_after), (2, 2, 2));
}
