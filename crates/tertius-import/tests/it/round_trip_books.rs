//! Random address books and LinkedIn exports, written as each program writes them, and read back: exactly those people.

use crate::read::{detect, run};
use proptest::collection::vec;
use proptest::prelude::*;
use std::fmt::Write;
use tertius_model::{Batch, Card, Day, MentionIdx};

fn few() -> ProptestConfig {
    ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() }
}

/// Somebody in an address book.
#[derive(Clone, Debug)]
struct Entry {
    given: String,
    family: String,
    /// The numbers of their addresses and phones.
    n: usize,
    has_phone: bool,
    employer: String,
    title: String,
}

impl Entry {
    fn email(&self) -> String {
        format!("person{}@example.org", self.n)
    }

    fn phone(&self) -> String {
        if self.has_phone { format!("+4477009{:05}", self.n) } else { String::new() }
    }
}

/// What is compared of a card: name, addresses, employer, title.
type Person = (String, Vec<String>, String, String);

/// Books in which no two entries share an address.
fn book() -> impl Strategy<Value = Vec<Entry>> {
    // Letters of two alphabets, and in firms and titles every mark that means something to one format or another.
    let entry = (
        "[A-ZÀ-Ý][a-zà-ÿ]{2,8}",
        "[A-ZŁ][a-zøł]{2,9}",
        any::<bool>(),
        "[A-Z][a-z]{2,6}[,;:\"'|= ]?[A-Z][a-zé]{2,30}",
        "[A-Z][a-z]{2,8}[,;\" ]{0,1}[a-z]{3}",
    );
    vec(entry, 1..12).prop_map(|entries| {
        let numbered = entries.into_iter().enumerate();
        numbered
            .map(|(n, (given, family, has_phone, employer, title))| Entry {
                given,
                family,
                n,
                has_phone,
                employer,
                title,
            })
            .collect()
    })
}

fn expected(book: &[Entry]) -> Vec<Person> {
    let person = |entry: &Entry| {
        let mut handles = vec![entry.email()];
        handles.extend(Some(entry.phone()).filter(|phone| !phone.is_empty()));
        handles.sort();
        (format!("{} {}", entry.given, entry.family), handles, entry.employer.clone(), entry.title.clone())
    };
    book.iter().map(person).collect()
}

fn person(card: &Card) -> Person {
    let mut handles: Vec<String> = card.handles.iter().map(|handle| handle.value().to_owned()).collect();
    handles.sort();
    let job = card.jobs.first();
    let of = |part: fn(&tertius_model::Job) -> &String| job.map_or(String::new(), |job| part(job).clone());
    (card.name.full.clone(), handles, of(|job| &job.employer), of(|job| &job.title))
}

fn all_of(path: &str, id: &str, bytes: &[u8]) -> Vec<Batch> {
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(detect(path, bytes).map(|format| format.id), Some(id), "{text}");
    let (batches, outcome, result) = run(id, path, bytes);
    result.expect("a file that can be read");
    assert_eq!(outcome.n_skipped, 0, "{:?}\n{text}", outcome.skipped);
    batches
}

fn people(path: &str, id: &str, bytes: &[u8]) -> Vec<Person> {
    all_of(path, id, bytes).iter().flat_map(|batch| &batch.cards).map(person).collect()
}

/// A table with its header, cells quoted where they must be.
fn table(header: &str, separator: char, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut text = format!("{}\r\n", header.replace(',', &separator.to_string()));
    let columns = header.split(',').count();
    for mut row in rows {
        row.resize(columns, String::new());
        let quoted = row.iter().map(|cell| match cell.contains([separator, '"', '\n']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.clone(),
        });
        text += &(quoted.collect::<Vec<_>>().join(&separator.to_string()) + "\r\n");
    }
    text
}

/// Breaks a content line into pieces of at most 75 bytes, never inside a letter.
fn folded(line: &str) -> String {
    let (mut text, mut width) = (String::new(), 0);
    for letter in line.chars() {
        if width + letter.len_utf8() > 75 {
            text += "\r\n ";
            width = 1;
        }
        text.push(letter);
        width += letter.len_utf8();
    }
    text + "\r\n"
}

/// Quoted-printable with a soft break every so often.
fn quoted_printable(value: &str) -> String {
    let (mut text, mut width) = (String::new(), 0);
    for byte in value.bytes() {
        let piece = match byte {
            b'=' | b'\r' | b'\n' | 0x80.. => format!("={byte:02X}"),
            _ => char::from(byte).to_string(),
        };
        if width + piece.len() > 30 {
            text += "=\r\n";
            width = 0;
        }
        width += piece.len();
        text += &piece;
    }
    text
}

fn vcard(entry: &Entry, version: &str) -> String {
    let escaped =
        |value: &str| value.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n");
    let Entry { given, family, employer, title, .. } = entry;
    let (email, phone) = (entry.email(), entry.phone());
    let mut text = format!("BEGIN:VCARD\r\nVERSION:{version}\r\n");
    if version == "2.1" {
        let kind = "CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE";
        let encoded = |value: &str| quoted_printable(&value.replace(';', "\\;"));
        write!(text, "N;{kind}:{};{};;;\r\n", encoded(family), encoded(given)).unwrap();
        write!(text, "ORG;{kind}:{}\r\nTITLE;{kind}:{}\r\n", encoded(employer), quoted_printable(title)).unwrap();
        write!(text, "EMAIL;INTERNET;PREF:{email}\r\n").unwrap();
        if !phone.is_empty() {
            write!(text, "TEL;CELL;VOICE:{phone}\r\n").unwrap();
        }
    } else {
        text += &folded(&format!("N:{family};{given};;;"));
        text += &folded(&format!("FN:{given} {family}"));
        text += &folded(&format!("item1.ORG:{}", escaped(employer)));
        text += &folded(&format!("TITLE:{}", escaped(title)));
        text += &folded(&format!("EMAIL;TYPE=work:{email}"));
        if !phone.is_empty() {
            text += &match version {
                "4.0" => format!("TEL;VALUE=uri;TYPE=\"voice,cell\":tel:{phone}\r\n"),
                _ => format!("TEL;TYPE=CELL,VOICE:{phone}\r\n"),
            };
        }
    }
    text + "END:VCARD\r\n"
}

const GOOGLE_OLD: &str = "Name,Given Name,Additional Name,Family Name,Yomi Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Type,Organization 1 - Name,Organization 1 - Title";
const GOOGLE_NEW: &str = "First Name,Middle Name,Last Name,Name Prefix,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value";
const OUTLOOK: &str = "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Phone,Mobile Phone,Birthday,Categories,E-mail Address,E-mail Type,E-mail Display Name,Notes,Web Page";
const THUNDERBIRD: &str = "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,Fax Number,Pager Number,Mobile Number,Job Title,Department,Organization,Notes,";
const PLAIN: &str = "Name,E-mail,Phone,Company,Job title";

proptest! {
    #![proptest_config(few())]

    #[test]
    fn vcards_of_every_version(book in book()) {
        for version in ["2.1", "3.0", "4.0"] {
            let text: String = book.iter().map(|entry| vcard(entry, version)).collect();
            prop_assert_eq!(people("book.vcf", "vcard", text.as_bytes()), expected(&book), "{}", text);
        }
    }

    #[test]
    fn tables_of_every_program(book in book(), separator in prop::sample::select(vec![',', ';', '\t'])) {
        let cells = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
        let full = |entry: &Entry| format!("{} {}", entry.given, entry.family);
        type ToRow<'a> = &'a dyn Fn(&Entry) -> Vec<String>;
        let tables: [(&str, &str, ToRow<'_>); 5] = [
            ("google-csv", GOOGLE_OLD, &|e| cells(&[&full(e), &e.given, "", &e.family, "", "* myContacts", "* ", &e.email(), "Mobile", &e.phone(), "", &e.employer, &e.title])),
            ("google-csv", GOOGLE_NEW, &|e| cells(&[&e.given, "", &e.family, "", &e.employer, &e.title, "* myContacts", "* ", &e.email(), "Mobile", &e.phone()])),
            ("outlook-csv", OUTLOOK, &|e| cells(&["", &e.given, "", &e.family, "", &e.employer, "", &e.title, "", &e.phone(), "0/0/00", "", &e.email(), "SMTP", &full(e), "a\nb", ""])),
            ("thunderbird-csv", THUNDERBIRD, &|e| cells(&[&e.given, &e.family, &full(e), "", &e.email(), "", "", "", "", "", "", &e.phone(), &e.title, "", &e.employer, "a\nb", ""])),
            ("plain-csv", PLAIN, &|e| cells(&[&full(e), &e.email(), &e.phone(), &e.employer, &e.title])),
        ];
        for (id, header, row) in tables {
            let text = table(header, separator, book.iter().map(row));
            prop_assert_eq!(people("book.csv", id, text.as_bytes()), expected(&book), "{}", text);
        }
    }

    #[test]
    fn connections_and_messages_of_linkedin(book in book(), talk in vec((1_500_000_000..1_700_000_000_i64, any::<prop::sample::Index>(), any::<bool>()), 1..20)) {
        let url = |n: usize| format!("https://www.linkedin.com/in/person-{n}");
        let rows = book.iter().map(|entry| {
            let cells = [&entry.given, &entry.family, &url(entry.n), &entry.email(), &entry.employer, &entry.title, "16 Dec 2024"];
            cells.map(str::to_owned).to_vec()
        });
        let header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On";
        let text = format!("Notes:\n\"When exporting, you may notice\"\n\n{}", table(header, ',', rows));
        let batches = all_of("Connections.csv", "linkedin-connections", text.as_bytes());
        let cards: Vec<&Card> = batches.iter().flat_map(|batch| &batch.cards).collect();
        let wanted: Vec<Person> = expected(&book).into_iter().zip(&book).map(|((name, _, employer, title), entry)| {
            let mut handles = vec![entry.email(), format!("person-{}", entry.n)];
            handles.sort();
            (name, handles, employer, title)
        }).collect();
        prop_assert_eq!(cards.iter().map(|card| person(card)).collect::<Vec<_>>(), wanted);
        let connected = |card: &&Card| card.connection.and_then(|connection| connection.since) == Day::from_date(2024, 12, 16);
        prop_assert!(cards.iter().all(connected));
        // Each message is between the owner and one of them.
        let header = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER";
        let mut wanted = Vec::new();
        let rows: Vec<Vec<String>> = talk.iter().map(|(time, who, is_sent)| {
            let entry = &book[who.index(book.len())];
            let (them, me) = ([format!("{} {}", entry.given, entry.family), url(entry.n)], ["Kim Berg".to_owned(), url(999)]);
            let (from, to) = if *is_sent { (me, them) } else { (them, me) };
            wanted.push((*time, from[1][28..].to_owned()));
            let moment = tertius_model::Timestamp(*time);
            let second = time.rem_euclid(86_400);
            let date = format!("{} {:02}:{:02}:{:02} UTC", moment.day(), second / 3_600, second / 60 % 60, second % 60);
            [&format!("2-{}==", entry.n), "", &from[0], &from[1], &to[0], &to[1], &date, "", "a, \"b\"\nc", "INBOX"].map(str::to_owned).to_vec()
        }).collect();
        let text = table(header, ',', rows.into_iter());
        let mut said: Vec<(i64, String)> = Vec::new();
        for batch in all_of("messages.csv", "linkedin-messages", text.as_bytes()) {
            let who = |idx: MentionIdx| batch.mention(idx).and_then(|who| who.handle.as_ref()).map_or("ego".to_owned(), |handle| handle.value().to_owned());
            said.extend(batch.exchanges.iter().map(|exchange| (exchange.time.0, who(exchange.from))));
        }
        prop_assert_eq!(said, wanted);
    }
}
