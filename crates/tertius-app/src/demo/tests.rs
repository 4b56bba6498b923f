//! Holds the files to the formats' rules and the story to the files.

use super::*;
use tertius_model::HandleKind;

fn today() -> Day {
    Day::from_date(2026, 5, 6).expect("a date")
}

fn demo() -> Demo {
    invent(7, today())
}

fn text<'a>(demo: &'a Demo, part: &str) -> &'a str {
    let file = demo.files.iter().find(|file| file.path.contains(part)).expect(part);
    std::str::from_utf8(&file.bytes).expect("the demo writes UTF-8")
}

fn all_text(demo: &Demo) -> Vec<(&str, &str)> {
    demo.files.iter().map(|file| (&file.path[..], std::str::from_utf8(&file.bytes).expect("UTF-8"))).collect()
}

/// The rows of a CSV text, quoted line breaks included; no crate shared with the importers.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(!quoted && cell.is_empty() && row.is_empty(), "the file ends inside a row");
    rows
}

fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}

/// Address of a character that is no phone or profile.
fn mail(character: &Character) -> &str {
    character.handles.iter().find(|handle| handle.kind() == HandleKind::Email).expect("an address").value()
}

#[test]
fn a_seed_and_a_day_decide_everything() {
    assert_eq!(demo(), demo());
    let other = invent(8, today());
    for part in ["All mail", "Connections.csv", "iCloud", "Work calendar.ics"] {
        assert_ne!(text(&demo(), part), text(&other, part), "{part}");
    }
    assert_eq!(demo().story, other.story, "the story is placed by hand");
}

#[test]
fn the_network_has_the_size_of_a_real_one() {
    let demo = demo();
    let n_mails = text(&demo, "All mail").matches("\r\nMessage-ID: ").count();
    let n_work = text(&demo, "Folders/Work").matches("\nMessage-ID: ").count();
    let n_sent = text(&demo, "Work Sent").matches("\nMessage-ID: ").count();
    let n_rows = rows(text(&demo, "Connections.csv")).len() - 4;
    let bytes: usize = demo.files.iter().map(|file| file.bytes.len()).sum();
    assert!((10_000..16_000).contains(&(n_mails + n_work + n_sent)), "{n_mails} + {n_work} + {n_sent} mails");
    assert!((220..300).contains(&n_rows), "{n_rows} connections");
    assert!(bytes < 30_000_000, "{bytes} bytes");
    let world = world::invent(7, today());
    assert!((350..=450).contains(&world.people.len()), "{} people", world.people.len());
}

#[test]
fn every_row_has_the_columns_of_its_header() {
    let demo = demo();
    let mut n_files = 0;
    for (path, text) in all_text(&demo).into_iter().filter(|(path, _)| path.ends_with(".csv")) {
        let table = rows(text);
        let header = table.iter().position(|row| row.len() > 1 || path.ends_with("Skills.csv")).expect("a header");
        assert!(table.len() > header + 1, "{path} has no rows");
        for row in &table[header..] {
            assert_eq!(row.len(), table[header].len(), "{path}: {row:?}");
        }
        n_files += 1;
    }
    assert_eq!(n_files, 15);
}

#[test]
fn linkedin_looks_as_linkedin_writes_it() {
    let demo = demo();
    let connections = text(&demo, "Connections.csv");
    assert!(connections.starts_with("Notes:\n\"When exporting"));
    assert_eq!(
        connections.lines().nth(3),
        Some("First Name,Last Name,URL,Email Address,Company,Position,Connected On")
    );
    let table = rows(connections);
    let people = &table[4..];
    assert!(people.iter().filter(|row| row[3].is_empty()).count() * 10 > people.len() * 9, "most hide their address");
    assert!(people.iter().any(|row| row[..6].iter().all(String::is_empty) && !row[6].is_empty()), "a date-only row");
    assert!(connections.contains("siobh%C3%A1n") && connections.contains("\"O'Rourke, PhD, CFA\""));
}

#[test]
fn cards_and_calendars_are_folded_and_balanced() {
    let demo = demo();
    for (path, text) in all_text(&demo) {
        let (begin, end) = match path.rsplit('.').next() {
            Some("ics") => ("BEGIN:VEVENT", "END:VEVENT"),
            Some("vcf") => ("BEGIN:VCARD", "END:VCARD"),
            _ => continue,
        };
        assert!(text.matches(begin).count() > 10, "{path}");
        assert_eq!(text.matches(begin).count(), text.matches(end).count(), "{path}");
        assert!(text.ends_with("\r\n") && text.matches('\n').count() == text.matches("\r\n").count(), "{path}");
        let limit = if path.starts_with("Old phone") { 200 } else { 75 };
        for line in text.split("\r\n") {
            assert!(line.len() <= limit, "{path}: {line}");
        }
        for line in unfolded(text).split("\r\n").filter(|line| !line.is_empty()) {
            assert!(line.contains(':'), "{path}: {line}");
        }
    }
}

#[test]
fn every_mail_begins_with_a_separator_and_has_its_headers() {
    let demo = demo();
    for (part, separator) in [("All mail", "From 1"), ("Folders/Work", "From - "), ("Work Sent", "From - ")] {
        let text = text(&demo, part);
        let mut n = 0;
        for message in text.split(&format!("\n{separator}")) {
            let head = message.split("\n\n").next().and_then(|head| head.split("\r\n\r\n").next()).unwrap_or_default();
            for header in ["\nMessage-ID: <", "\nDate: ", "\nFrom: ", "\nTo: ", "\nSubject: "] {
                assert_eq!(head.matches(header).count(), 1, "{part}: {header} in {head}");
            }
            assert!(head.lines().all(|line| line.len() < 500), "{part}: {head}");
            n += 1;
        }
        assert_eq!(text.lines().filter(|line| line.starts_with("From ")).count(), n, "{part}: an unquoted From");
        assert!(n > 1000, "{part}: {n}");
    }
    assert!(text(&demo, "All mail").contains("\n>From here on"));
    for trait_of_mail in
        ["In-Reply-To: ", "List-Id: ", "via Data Craft", "noreply@", "=?UTF-8?B?", "=?iso-8859-1?Q?", "Cc: "]
    {
        assert!(text(&demo, "All mail").contains(trait_of_mail), "{trait_of_mail}");
    }
}

#[test]
fn encoded_words_keep_to_their_length() {
    let demo = demo();
    let words = text(&demo, "All mail").split_whitespace().filter(|word| word.starts_with("=?"));
    for word in words {
        assert!(word.len() <= 75 && word.ends_with("?="), "{word}");
    }
}

/// The domain that follows each `@`, where it is one (a separator's `@xxx` is not).
fn domains(text: &str) -> impl Iterator<Item = &str> {
    text.split('@').skip(1).map(|rest| {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).unwrap_or(rest.len());
        rest[..end].trim_end_matches('.')
    })
}

fn is_reserved(domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    ["example.com", "example.org", "example.net"]
        .iter()
        .any(|end| domain == *end || domain.ends_with(&format!(".{end}")))
        || domain.ends_with(".example")
}

#[test]
fn every_address_ends_where_nobody_can_live() {
    for seed in [7, 8] {
        let demo = invent(seed, today());
        for (path, text) in all_text(&demo) {
            let plain = if path.ends_with(".ics") || path.ends_with(".vcf") { unfolded(text) } else { text.to_owned() };
            for domain in domains(&plain).filter(|domain| *domain != "xxx") {
                assert!(is_reserved(domain), "{path}: {domain}");
            }
            for rest in plain.split("://").skip(1) {
                let host = rest.split(['/', '"', '\r', '\n', ',']).next().unwrap_or_default();
                assert!(host == "www.linkedin.com" || is_reserved(host), "{path}: {host}");
            }
        }
    }
}

#[test]
fn every_phone_lies_in_a_range_kept_for_fiction() {
    let demo = demo();
    let fictional = ["+1202555", "+447700900", "+493023125", "+4917139200", "+336399"];
    let cards = unfolded(text(&demo, "iCloud"));
    let mut n = 0;
    for line in cards.lines().filter(|line| line.starts_with("TEL")) {
        let number: String = line.rsplit(':').next().unwrap_or_default().split_whitespace().collect();
        assert!(fictional.iter().any(|range| number.starts_with(range)), "{line}");
        n += 1;
    }
    assert!(n > 60, "{n} phones");
}

#[test]
fn no_employer_is_a_real_one() {
    let demo = demo();
    let real = [
        "siemens",
        "amazon",
        "facebook",
        "netflix",
        "deloitte",
        "mckinsey",
        "vattenfall",
        "allianz",
        "gmail.com",
        "spotify",
    ];
    for (path, text) in all_text(&demo) {
        let text = text.to_lowercase();
        for name in real {
            assert!(!text.contains(name), "{path}: {name}");
        }
    }
    let mut names = employers::EMPLOYERS.to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), employers::EMPLOYERS.len(), "two employers of one name");
}

#[test]
fn the_gap_is_close_and_not_on_linkedin() {
    let demo = demo();
    let linkedin: Vec<&str> =
        all_text(&demo).into_iter().filter(|(path, _)| path.starts_with("Complete_")).map(|(_, text)| text).collect();
    assert!((6..=9).contains(&demo.story.gap.len()));
    for friend in &demo.story.gap {
        let (given, family) = friend.name.split_once(' ').expect("two names");
        for file in &linkedin {
            assert!(!file.contains(&format!("{given},{family}")) && !file.contains(&friend.name), "{}", friend.name);
            assert!(!file.contains(mail(friend)), "{}", friend.name);
        }
        assert!(unfolded(text(&demo, "iCloud")).contains(mail(friend)), "{} is in the phone", friend.name);
    }
    let best = &demo.story.best_friend;
    assert_eq!(best, &demo.story.gap[0]);
    let n_mails = text(&demo, "All mail").matches(&format!("From: {} <", best.name)).count();
    assert!((1..40).contains(&n_mails), "{n_mails} mails from the best friend");
    assert!(unfolded(text(&demo, "Calendar/mara")).matches(mail(best)).count() > 60, "dinners, month after month");
    let card = unfolded(text(&demo, "iCloud"));
    assert!(card.contains("NICKNAME:Jo\r\n") && card.contains("CATEGORIES:Friends"));
}

#[test]
fn the_four_contrasts_leave_the_traces_the_story_says() {
    let demo = demo();
    let connections = text(&demo, "Connections.csv");
    for connected in [&demo.story.ex_cofounder, &demo.story.recruiter, &demo.story.handshake] {
        let (given, family) = connected.name.split_once(' ').expect("two names");
        assert!(connections.contains(&format!("{given},{family},")), "{}", connected.name);
    }
    let inbox = text(&demo, "All mail");
    let recruiter = "brad.colborne@talentspan-search.example";
    assert_eq!(inbox.matches(&format!("From: Brad Colborne <{recruiter}>")).count(), 9);
    assert_eq!(inbox.matches(recruiter).count(), 9, "ego never answered");
    assert!(!inbox.contains("Cosima Reuter") && !text(&demo, "Work calendar").contains("Cosima"), "met once, no more");
    assert!(text(&demo, "Recommendations_Received").contains("Ravi,Chandrasekaran"));
    let last = inbox.match_indices("ravi.chandra@example.org").last().map_or(0, |(at, _)| at);
    let date = inbox[..last].rfind("\nDate: ").map_or("", |at| inbox[at + 7..].lines().next().unwrap_or_default());
    assert!(date.contains(" 2024 "), "the ex-cofounder fell silent eighteen months ago, not {date}");
}

#[test]
fn several_records_of_one_person_share_strong_evidence() {
    let demo = demo();
    let siobhan = &demo.story.merged[0];
    assert!(siobhan.handles.len() >= 4, "{siobhan:?}");
    let card = unfolded(text(&demo, "iCloud"));
    let card = card.split("BEGIN:VCARD").find(|card| card.contains("NICKNAME:Shiv")).expect("her card");
    assert!(card.contains("+44 770 0900042") && card.contains("siobh%C3%A1n-o-rourke-phd"));
    let google = text(&demo, "google contacts");
    let row = rows(google).into_iter().find(|row| row[0].trim() == "Siobhán O'Rourke").expect("her row");
    assert!(row.iter().any(|cell| cell.ends_with("447700900042")), "{row:?}");
    assert!(row.iter().any(|cell| cell.contains("@halden-analytics.example")), "{row:?}");
}

#[test]
fn look_alikes_are_told_apart_by_the_files() {
    let demo = demo();
    let [a, b] = &demo.story.namesakes;
    assert_eq!(a.name, b.name);
    assert!(a.handles.iter().all(|handle| !b.handles.contains(handle)), "{a:?} {b:?}");
    assert_eq!(text(&demo, "Connections.csv").matches("Thomas,Müller,").count(), 2);
    let couple = &demo.story.couple;
    assert_eq!(couple.phone.value(), "+493023125140");
    assert_eq!(unfolded(text(&demo, "iCloud")).matches("+49 30 23125140").count(), 2);
    assert_ne!(couple.both[0].handles, couple.both[1].handles);
}

#[test]
fn loose_connections_stand_beside_their_connector_and_never_write_with_ego() {
    let demo = demo();
    let (inbox, other) = (text(&demo, "All mail"), text(&demo, "Other Contacts"));
    let loose = std::iter::once(&demo.story.loose).chain(&demo.story.also_loose).chain([&demo.story.cold]);
    for Loose { person, connector } in loose {
        assert!(other.contains(mail(person)), "{} stands among the other contacts", person.name);
        let messages = inbox.split("\nMessage-ID: ").filter(|message| message.contains(mail(person)));
        let mut n = 0;
        for message in messages {
            assert!(!message.contains("From: Mara Velten"), "ego never writes to {}", person.name);
            assert!(!message.contains(&format!("From: {} ", person.name)), "nor the other way");
            assert!(
                message.contains(&format!("From: {} <", connector.name)) || message.contains("From: =?"),
                "{message}"
            );
            n += 1;
        }
        assert!(n >= 1, "{} is never in copy", person.name);
    }
    assert!(other.contains("Head of Climate Data Products") && other.contains(&demo.story.goal_company));
    assert!(inbox.matches(mail(&demo.story.path_to)).count() >= 4);
}

#[test]
fn nothing_happens_after_today() {
    let tomorrow = format!("{}", Day(today().0 + 1)).replace('-', "");
    for (path, text) in all_text(&demo()) {
        assert!(path.ends_with(".ics") || !text.contains(" 2027"), "{path}");
        assert!(!text.contains(&format!("DTSTAMP:{tomorrow}")), "{path}");
    }
}
