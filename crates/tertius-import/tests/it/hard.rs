//! Files as bent as those that other readers are tried with, and what a person would count in each.

use crate::read::{detect, run};

/// Records looked at, and what was taken of them.
fn counted(id: &str, path: &str, bytes: &[u8]) -> (u64, u64) {
    assert_eq!(detect(path, bytes).map(|format| format.id), Some(id), "{}", String::from_utf8_lossy(bytes));
    let (_, outcome, result) = run(id, path, bytes);
    result.expect("a file that can be read");
    assert!(outcome.n_skipped > 0 || outcome.cards + outcome.gatherings + outcome.exchanges >= outcome.records);
    (outcome.records, outcome.cards + outcome.gatherings + outcome.exchanges)
}

/// The names and handles of everybody who wrote, in order.
fn writers(id: &str, bytes: &[u8]) -> Vec<String> {
    let (batches, _, _) = run(id, "x", bytes);
    let of_batch = |batch: &tertius_model::Batch| -> Vec<String> {
        let who = batch.exchanges.iter().map(|exchange| batch.mention(exchange.from));
        who.map(|who| {
            who.map_or("ego".to_owned(), |who| {
                format!("{}<{}>", who.name, who.handle.as_ref().map_or("", |handle| handle.value()))
            })
        })
        .collect()
    };
    batches.iter().flat_map(of_batch).collect()
}

const GUESTS: &str = "ORGANIZER:mailto:a@example.org\r\nATTENDEE:mailto:b@example.org\r\n";

fn event(lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:1\r\n{GUESTS}{lines}END:VEVENT\r\n")
}

fn calendar(body: &str) -> String {
    format!("BEGIN:VCALENDAR\r\n{body}END:VCALENDAR\r\n")
}

#[test]
fn events_are_counted_however_bent_the_calendar_is() {
    let one = event("DTSTART:20240102T100000Z\r\n");
    let rdates =
        event("DTSTART:20240102T100000Z\r\nRDATE:20240105T100000Z,20240106T100000Z\r\nEXDATE:20240102T100000Z\r\n");
    for (text, expected) in [
        (calendar(&one), (1, 1)),
        (calendar(&one).replace("\r\n", "\n"), (1, 1)),
        (calendar(&one).replace("\r\n", "\r\r\n"), (1, 1)),
        (calendar(&one).to_lowercase(), (1, 1)),
        (format!("{0}\r\n\u{feff}{0}{0}", calendar(&one)), (3, 3)),
        (format!("; made by hand\r\n\r\nMETHOD:PUBLISH\r\n{}", calendar(&one)), (1, 1)),
        (format!("Content-Type: text/calendar\r\nContent-Length: 9\r\n\r\n{}", calendar(&one)), (1, 1)),
        (one.clone(), (1, 1)),
        (calendar(&event("DTSTART:2024-01-02T10:00:00Z\r\n")), (1, 1)),
        (calendar(&event("DTSTART;TZID=\"(GMT+01.00) Paris; Rome\":20240102T100000\r\n")), (1, 1)),
        (calendar(&rdates), (1, 2)),
        (calendar(&event("DTSTART:20240102T100000Z\r\nEXDATE:20240102T100000Z\r\n")), (1, 0)),
        (
            calendar(&event(
                "DTSTART;VALUE=DATE:20240102\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20240103\r\n",
            )),
            (1, 2),
        ),
        (
            calendar(&event("DTSTART:20240102T100000Z\r\nRRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20240103\r\n")),
            (1, 2),
        ),
        (calendar(&event("DTSTART:20240102T100000Z\r\nRRULE:FREQ=SECONDLY\r\n")), (1, 1)),
        (calendar(&event("DTSTART:20240102T100000Z\r\nSTATUS:CANCELLED\r\n")), (1, 0)),
        (calendar(&event("DTEND:20240102T100000Z\r\n")), (1, 0)),
        (calendar(&format!("{one}BEGIN:VTODO\r\nUID:2\r\nEND:VTODO\r\n")), (1, 1)),
    ] {
        assert_eq!(counted("icalendar", "x", text.as_bytes()), expected, "{text}");
    }
}

#[test]
fn version_1_of_the_calendar_names_its_guests_as_mail_does() {
    let text = "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nDTSTART:20240102T100000Z\r\nATTENDEE;ROLE=ORGANIZER:Ana <a@example.org>\r\nATTENDEE;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB =\r\n<b@example.org>\r\nSUMMARY;ENCODING=QUOTED-PRINTABLE:a=\r\nEND:VEVENT of all\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert_eq!(counted("icalendar", "x.vcs", text.as_bytes()), (1, 1));
    let (batches, _, _) = run("icalendar", "x.vcs", text.as_bytes());
    let names: Vec<&str> = batches[0].mentions.iter().map(|who| who.name.as_str()).collect();
    assert_eq!(names, ["Ana", "Zoë"]);
}

#[test]
fn what_is_no_event_is_told() {
    let text = calendar("BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VFREEBUSY\r\nEND:VFREEBUSY\r\n");
    let (_, outcome, _) = run("icalendar", "x", text.as_bytes());
    assert_eq!(outcome.notes, ["only events are read; no event is: task ×2, list of busy times ×1"]);
}

#[test]
fn cards_are_counted_however_bent_the_file_is() {
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Ruiz\r\nEND:VCARD\r\n";
    for (text, expected) in [
        (format!("\u{feff}{card}").repeat(3), (3, 3)),
        (card.replace("\r\n", "\r").repeat(3), (3, 3)),
        (card.replace("\r\n", "\r\r\n").repeat(3), (3, 3)),
        (format!("\r\nmy contacts\r\n\r\n{card}"), (1, 1)),
        (card.replace("BEGIN", "item1.BEGIN").replace("END", "item1.END"), (1, 1)),
        (card.replace("END:VCARD\r\n", "").repeat(3), (3, 3)),
        (card.replace("FN:Ana Ruiz\r\n", "EMAIL:ana@example.org\r\n"), (1, 1)),
        (card.replace("FN:Ana Ruiz\r\n", ""), (1, 0)),
        (card.replace("FN:Ana Ruiz\r\n", "PHOTO;ENCODING=BASE64;JPEG:AAAA\r\nBBBB\r\nCC==\r\n\r\nFN:Ana\r\n"), (1, 1)),
    ] {
        assert_eq!(counted("vcard", "x", text.as_bytes()), expected, "{text}");
    }
}

/// A message whose recipient or date is written so.
fn message(to: &str, date: &str) -> String {
    format!("From: Ana Ruiz <ana@example.org>\nTo: {to}\nDate: {date}\nSubject: x\n\nbody\n")
}

#[test]
fn recipients_are_found_in_values_that_keep_no_grammar() {
    for to in [
        "Bo Li bo@example.org",
        "\"Bo Li <bo@example.org>",
        "Bo Li <bo@example.org",
        "[mailto:bo@example.org]",
        "< bo@example.org >",
        "\n \"Bo\n Li\" <bo@example.org>",
        "<@a.example,@b.example:bo@example.org>",
    ] {
        let text = message(to, "Tue, 2 Jan 2024 10:00:00 +0000");
        let (batches, _, _) = run("eml", "x.txt", text.as_bytes());
        let all: Vec<_> = batches.iter().flat_map(|batch| &batch.mentions).collect();
        let found = all.iter().any(|who| who.handle.as_ref().is_some_and(|handle| handle.value() == "bo@example.org"));
        assert!(found, "{to}: {all:?}");
    }
}

#[test]
fn dates_are_read_in_every_order() {
    for date in [
        "2024/01/02 10:00:00",
        "01/02/2024 10:00:00",
        "Tue, 2 Jan 2024 10.00.00 +0000",
        "Tue,2Jan2024 10:00:00+0000",
        "Tue Jan  2 10:00:00 2024",
        "Tue, 02 Jan 24 10:00 GMT",
    ] {
        let (batches, outcome, _) = run("eml", "x.txt", message("bo@example.org", date).as_bytes());
        assert_eq!(outcome.n_skipped, 0, "{date}: {:?}", outcome.skipped);
        assert_eq!(batches[0].exchanges[0].time.0, 1_704_189_600, "{date}");
    }
}

#[test]
fn messages_without_a_recipient_are_kept_as_sent_to_many() {
    let text = "From ana at example.org  Tue Jan  2 10:00:00 2024\nFrom: ana at example.org (Ana Ruiz)\nDate: Tue, 2 Jan 2024 10:00:00 +0000\nMessage-ID: <1@x>\n\nbody\n\n".repeat(3);
    assert_eq!(counted("mbox", "archive.txt", text.as_bytes()), (3, 3));
    assert_eq!(writers("mbox", text.as_bytes()), ["Ana Ruiz<ana@example.org>"; 3]);
    let (batches, _, _) = run("mbox", "archive.txt", text.as_bytes());
    assert!(batches[0].exchanges.iter().all(|exchange| exchange.bulk));
}

#[test]
fn mailboxes_are_cut_where_a_person_would() {
    let line = "From ana@example.org Tue Jan  2 10:00:00 2024\n";
    let one = format!("{line}{}\n", message("bo@example.org", "Tue, 2 Jan 2024 10:00:00 +0000"));
    for (text, n) in [
        (one.repeat(3), 3),
        (one.replace('\n', "\r\n").repeat(3), 3),
        (one.replace('\n', "\r").repeat(3), 3),
        (one.replace("\n\n", "\n\nFrom here on\n\nFrom now on Tue we go\n>From x\n").repeat(3), 3),
        (format!("{}{one}", one.replace("body\n", "he wrote:\nFrom b@x Tue Jan  2 10:00:00 2024\n> hi\n")), 2),
        (one.replace("From ana@example.org", "From ???@???").repeat(2), 2),
        (one.replace("10:00:00 2024\nF", "10:00:00 CET 2024\nF").repeat(2), 2),
        (one.replace("From: ", "From : ").repeat(2), 2),
    ] {
        assert_eq!(counted("mbox", "x", text.as_bytes()), (n, n), "{text}");
    }
}

#[test]
fn notices_of_whatsapp_are_no_messages_in_any_tongue() {
    let turkish = "02.01.2024 10:00 - Mesajlar ve aramalar uçtan uca şifrelidir.\n02.01.2024 10:00 - Ana \"Gezi\" grubunu oluşturdu\n02.01.2024 10:01 - Bo: selam\n02.01.2024 10:03 - Cem gruptan ayrıldı\n";
    let russian = "[02.01.2024, 10:00:00] Поход: \u{200e}Сообщения и звонки защищены сквозным шифрованием. Третьи лица\n[02.01.2024, 10:00:01] Поход: \u{200e}Аня создал(-а) эту группу\n[02.01.2024, 10:01:00] Аня: привет\n[02.01.2024, 10:01:01] Боря: \u{200e}изображение отсутствует\n[02.01.2024, 10:01:02] Боря: \u{200e}Боря вышел(-ла)\n";
    let swedish = "[2024-01-02 10:00:00] Resa: \u{200e}Meddelanden och samtal är totalsträckskrypterade. Ingen utanför chatten kan läsa dem.\n[2024-01-02 10:01:00] Ann: hej\n[2024-01-02 10:02:00] Bo: \u{200e}Ann ändrade gruppens ikon\n[2024-01-02 10:03:00] Bo: hej\n[2024-01-02 10:03:00] Bo: \u{200e}Ann.vcf kontaktkort utelämnat\n";
    for (text, expected) in
        [(turkish, vec!["Bo<>"]), (russian, vec!["Аня<>", "Боря<>"]), (swedish, vec!["Ann<>", "Bo<>", "Bo<>"])]
    {
        assert_eq!(writers("whatsapp", text.as_bytes()), expected, "{text}");
    }
    // Whoever left is in the chat too, and the group itself is not.
    let (batches, _, _) = run("whatsapp", "x", turkish.as_bytes());
    assert!(batches[0].mentions.iter().any(|who| who.name == "Cem"));
    let (batches, _, _) = run("whatsapp", "x", russian.as_bytes());
    assert!(batches[0].mentions.iter().all(|who| who.name != "Поход"));
}
