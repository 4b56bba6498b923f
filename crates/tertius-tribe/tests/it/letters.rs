//! Letters read back as they were meant by a mail parser, whatever was put into their fields.

use mail_parser::{HeaderValue, MessageParser};
use proptest::prelude::*;
use tertius_model::Timestamp;
use tertius_tribe::introduction::IntroductionId;
use tertius_tribe::letter::{Address, Facts, Letter, Links, Mailbox, MessageId, OneLine, invitation, request};

const NOW: Timestamp = Timestamp(1_700_000_000);

fn address(text: &str) -> Address {
    Address::parse(text).expect("a plain address")
}

fn letter(name: &str, subject: &str, text: &str, links: &Links) -> Letter {
    let from = Mailbox { name: OneLine::new(name), address: address("ana@example.org") };
    let to = Mailbox { name: OneLine::new(name), address: address("ben@example.net") };
    let id = MessageId::of_introduction(IntroductionId(3), "request", "connector", &from.address);
    Letter::new(from, to, subject, id, text, links)
}

const FIELDS: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

#[track_caller]
fn check(name: &str, subject: &str, text: &str) {
    let mail = letter(name, subject, text, &Links::default()).to_eml(NOW);
    let parsed = MessageParser::default().parse(&mail).expect("a mail");
    for header in parsed.headers() {
        assert!(FIELDS.contains(&header.name()), "a field was smuggled in: {}", header.name());
    }
    let people = |value: Option<&mail_parser::Address<'_>>| -> Vec<(String, String)> {
        let all = value.map(|one| one.clone().into_list()).unwrap_or_default();
        let pair =
            |one: &mail_parser::Addr<'_>| (one.name().unwrap_or("").to_owned(), one.address().unwrap_or("").to_owned());
        all.iter().map(pair).collect()
    };
    let expected = OneLine::new(name).as_str().to_owned();
    assert_eq!(people(parsed.from()), [(expected.clone(), "ana@example.org".to_owned())]);
    assert_eq!(people(parsed.to()), [(expected, "ben@example.net".to_owned())]);
    assert_eq!(parsed.subject().unwrap_or(""), OneLine::new(subject).as_str());
    assert!(parsed.bcc().is_none() && parsed.cc().is_none());
    for line in mail.lines() {
        assert!(line.len() <= 998 && line.is_ascii(), "{line}");
    }
}

#[test]
fn no_field_can_begin_another() {
    let attacks = [
        "Ana\r\nBcc: all@example.org",
        "Ana\nBcc: all@example.org\n\nhello",
        "Ana\rBcc: x@example.org",
        "Ana\0Bcc: x@example.org",
        "=?utf-8?q?Ana=0D=0ABcc:_x@example.org?=",
        "=?utf-8?B?QW5hDQpCY2M6IHhAZXhhbXBsZS5vcmc=?=",
        "Ana\" <x@example.org>, \"",
        "Ana <x@example.org>",
        "a\\\"b",
        "\u{202e}gro.elpmaxe@x\u{202c}",
        "Ana\u{2028}Bcc: x@example.org",
        "Ana\u{85}Bcc: x@example.org",
        "Ana (x@example.org)",
        "Ana;,:@[]",
        "ä\r\nBcc: x@example.org",
    ];
    for attack in attacks {
        check(attack, "hello", "text");
        check("Ana", attack, "text");
        check(attack, attack, attack);
    }
    let long = format!("Åse {}", "Ødegård ".repeat(60));
    check(&long, &long, &long);
    check("Jean-Luc O'Neil", "Would you introduce me?", ".\r\n.\r\nQUIT");
}

proptest! {
    #[test]
    fn whatever_stands_in_a_field_it_is_one_field(name: String, subject: String, text: String) {
        check(&name, &subject, &text);
    }
}

#[test]
fn text_and_html_say_the_same_and_html_runs_nothing() {
    let text = "Hello <script>alert(1)</script> & \"you\"\n\nsecond part\nhttps://example.org/a?b=1&c=\"x";
    let letter = letter("Ana", "hi", text, &Links::default());
    let mail = letter.to_eml(NOW);
    let parsed = MessageParser::default().parse(&mail).expect("a mail");
    assert_eq!(parsed.body_text(0).expect("text").replace("\r\n", "\n"), letter.text);
    let html = parsed.body_html(0).expect("html");
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script"));
    assert!(html.contains("<a href=\"https://example.org/a?b=1&amp;c=&quot;x\">"));
}

#[test]
fn everybody_has_a_way_out_and_a_letter_has_one_id() {
    let links = Links {
        answer: Some("https://tribe.example/a/T".into()),
        never_again: Some("https://tribe.example/n/T\r\nBcc: x@example.org".into()),
    };
    let mail = letter("Ana", "hi", "text", &links).to_eml(NOW);
    let parsed = MessageParser::default().parse(&mail).expect("a mail");
    let raw = |name: &str| match parsed.header(name) {
        Some(HeaderValue::Text(text)) => text.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!(parsed.message_id().map(|id| id.ends_with("@example.org")), Some(true));
    assert!(mail.contains("List-Unsubscribe: <https://tribe.example/n/T Bcc: x@example.org>\r\n"));
    assert!(raw("List-Unsubscribe-Post").contains("One-Click"));
    let later = letter("Other", "other", "other", &links).to_eml(Timestamp(NOW.0 + 99));
    let again = MessageParser::default().parse(&later).expect("a mail");
    assert_eq!(parsed.message_id(), again.message_id());
    let without = letter("Ana", "hi", "text", &Links::default());
    assert!(without.to_eml(NOW).contains("List-Unsubscribe: <mailto:ana@example.org?subject=never%20again>"));
    assert!(without.answered_by_mail().text.contains("reply with one word"));
}

#[test]
fn a_mailto_link_holds_the_letter_and_nothing_else() {
    let link = letter("Ana", "a & b?bcc=x@example.org", "one\ntwo & three", &Links::default()).to_mailto();
    assert_eq!(
        link,
        "mailto:ben@example.net?subject=a%20%26%20b%3Fbcc%3Dx%40example%2Eorg&body=one%0D%0Atwo%20%26%20three%0D%0A"
    );
}

#[test]
fn a_draft_says_who_why_what_and_how_to_decline() {
    let facts = Facts {
        asker: "Ana Sol".into(),
        connector: "Ben Ito".into(),
        target: "Cleo Marsh".into(),
        goal: "work with data in Ghent".into(),
        how_we_know: "We worked together at Fernblick until 2022".into(),
        why_them: "head of data at Kiosk".into(),
        how_you_know: String::new(),
    };
    assert_eq!(
        request(&facts),
        "Hello Ben,\n\nWe worked together at Fernblick until 2022.\n\nWould you introduce me to Cleo Marsh? What I am after: work with data in Ghent.\n\nWhy them: head of data at Kiosk.\n\nIf you would rather not, leave it at that: no answer is needed, and I will not ask why. Cleo Marsh is asked first, and hears nothing of me unless you pass this on.\n\nAna Sol"
    );
    let invitation = invitation(&facts, "She is careful and quick.", "");
    assert!(invitation.contains("may I introduce Ana Sol") && invitation.contains("She is careful and quick."));
    assert!(invitation.contains("cannot tell a no from no answer"));
}
