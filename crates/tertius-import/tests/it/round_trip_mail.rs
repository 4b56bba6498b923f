//! Random mailboxes, calendars and lists of who attended, written as each program writes them, and read back: exactly
//! that content.

use crate::read::{NOW, detect, run};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write;
use tertius_import::formats::MessageState;
use tertius_import::{Context, Intake, Member, Reader, formats};
use tertius_model::{Batch, MentionIdx, Timestamp};

fn few() -> ProptestConfig {
    ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() }
}

/// One message: when, who of five wrote it, to whom; a body with everything that looks like a separator.
#[derive(Clone, Debug)]
struct Letter {
    time: i64,
    from: usize,
    to: BTreeSet<usize>,
    body: String,
}

/// What is compared: when, from whom, to whom.
type Sent = (i64, String, Vec<String>);

fn letters() -> impl Strategy<Value = Vec<Letter>> {
    let line = prop_oneof![
        "[A-Za-zé ,.:]{0,40}",
        Just("From here to there".to_owned()),
        Just(">From ana@example.org Wed Jan 21 12:23:57 2004".to_owned()),
        Just("To: nobody".to_owned()),
        Just("*** EOOH ***".to_owned()),
        Just(String::new()),
    ];
    let letter = (1_000_000_000..1_700_000_000_i64, 0..5_usize, btree_set(0..5_usize, 1..4), vec(line, 0..6));
    let letter = letter.prop_map(|(time, from, mut to, body)| {
        to.remove(&from);
        to.insert((from + 1) % 5);
        Letter { time, from, to, body: body.join("\n") }
    });
    vec(letter, 1..15)
}

fn address(n: usize) -> String {
    format!("person{n}@example.org")
}

/// `Sun, 09 Sep 2001 01:46:40 +0000`
fn rfc_date(time: i64) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (year, month, day) = Timestamp(time).day().date();
    let second = time.rem_euclid(86_400);
    let clock = format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60);
    format!("{day:02} {} {year} {clock} +0000", MONTHS[month as usize - 1])
}

/// Header section and body of a letter, the first with every freedom that the grammar gives.
fn message(n: usize, letter: &Letter) -> String {
    let to: Vec<String> = letter.to.iter().map(|&to| format!("\"Berg, P{to}\" <{}>", address(to))).collect();
    format!(
        "Message-ID: <{n}@example.org>\nfrom: =?UTF-8?Q?Zo=C3=AB?= (me) <{}>\nTo: {}\nDate: {}\nSubject: x\n =?bad\n\n{}\n",
        address(letter.from),
        to.join(",\n\t"),
        rfc_date(letter.time),
        letter.body
    )
}

fn expected(letters: &[Letter]) -> Vec<Sent> {
    let sent = |letter: &Letter| (letter.time, address(letter.from), letter.to.iter().map(|&to| address(to)).collect());
    letters.iter().map(sent).collect()
}

fn who(batch: &Batch, idx: MentionIdx) -> String {
    let mention = batch.mention(idx);
    mention.and_then(|who| who.handle.as_ref()).map_or("ego".to_owned(), |handle| handle.value().to_owned())
}

fn sent(batches: &[Batch]) -> Vec<Sent> {
    let of_batch = |batch: &Batch| -> Vec<Sent> {
        let line = |one: &tertius_model::Exchange| {
            let mut to: Vec<String> = one.to.iter().map(|to| who(batch, to.who)).collect();
            to.sort();
            (one.time.0, who(batch, one.from), to)
        };
        batch.exchanges.iter().map(line).collect()
    };
    batches.iter().flat_map(of_batch).collect()
}

fn all_of(path: &str, id: &str, bytes: &[u8]) -> Vec<Batch> {
    let text = String::from_utf8_lossy(bytes);
    assert_eq!(detect(path, bytes).map(|format| format.id), Some(id), "{text}");
    let (batches, outcome, result) = run(id, path, bytes);
    result.expect("a file that can be read");
    assert_eq!(outcome.n_skipped, 0, "{:?}\n{text}", outcome.skipped);
    batches
}

/// A folder of messages, each a file.
fn folder(letters: &[Letter]) -> Vec<Batch> {
    let Some(Reader::Messages { each, done }) = formats::by_id("maildir").map(|format| format.reader) else {
        panic!("a maildir is read message by message")
    };
    let context = Context { path: "maildir", now: NOW };
    let (mut batches, mut state) = (Vec::new(), MessageState::default());
    let mut emit = |batch| batches.push(batch);
    let mut intake = Intake::new(NOW, &mut emit);
    for (n, letter) in letters.iter().enumerate() {
        let text = message(n, letter);
        each(
            &mut Member { name: format!("{n}.eml"), bytes: Box::new(text.as_bytes()) },
            context,
            &mut state,
            &mut intake,
        );
    }
    done(state, context, &mut intake);
    let outcome = intake.finish();
    assert_eq!((outcome.records, outcome.n_skipped), (letters.len() as u64, 0));
    batches
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn mailboxes_of_every_kind(letters in letters(), crlf in any::<bool>()) {
        let mark = "\u{1}\u{1}\u{1}\u{1}\n";
        let mut plain = String::new();
        let mut mmdf = String::new();
        let mut babyl = "BABYL OPTIONS: -*- rmail -*-\nVersion: 5\n".to_owned();
        for (n, letter) in letters.iter().enumerate() {
            let message = message(n, letter);
            let (headers, body) = message.split_once("\n\n").unwrap();
            let date = rfc_date(letter.time);
            // What looks like a separator is quoted here; the marks of the others are in no text.
            let quoted = body.replace("\nFrom ", "\n>From ").replacen("From ", ">From ", usize::from(body.starts_with("From ")));
            let asctime = format!("{} {} {} {}", &date[3..6], &date[..2], &date[12..20], &date[7..11]);
            write!(plain, "From {} Mon {asctime}\n{headers}\n\n{quoted}\n", address(letter.from)).unwrap();
            write!(mmdf, "{mark}{message}{mark}").unwrap();
            match n % 2 {
                0 => write!(babyl, "\u{1f}\u{c}\n1, answered,,\n{headers}\n\n*** EOOH ***\nTo: x\n\n{body}").unwrap(),
                _ => write!(babyl, "\u{1f}\u{c}\n0, unseen,, a, b\n*** EOOH ***\n{headers}\n\n{body}").unwrap(),
            }
        }
        babyl.push('\u{1f}');
        for text in [plain, mmdf, babyl] {
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            prop_assert_eq!(sent(&all_of("x", "mbox", text.as_bytes())), expected(&letters), "{}", text);
        }
        prop_assert_eq!(sent(&folder(&letters)), expected(&letters));
        let single = message(0, &letters[0]);
        prop_assert_eq!(sent(&all_of("x.eml", "eml", single.as_bytes())), expected(&letters[..1]));
    }

    #[test]
    fn a_calendar(events in vec((1_000_000_000..1_700_000_000_i64, 0..5_usize, btree_set(0..5_usize, 1..5), 1..600_u32), 1..10)) {
        let mut text = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n".to_owned();
        let mut wanted = Vec::new();
        for (n, (time, organizer, guests, minutes)) in events.iter().enumerate() {
            let moment = |time: i64| {
                let ((year, month, day), second) = (Timestamp(time).day().date(), time.rem_euclid(86_400));
                format!("{year}{month:02}{day:02}T{:02}{:02}{:02}Z", second / 3_600, second / 60 % 60, second % 60)
            };
            let mut all: BTreeSet<usize> = guests.clone();
            all.extend([*organizer, (*organizer + 1) % 5]);
            write!(text, "BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:{}\r\nDTEND:{}\r\n", moment(*time), moment(time + i64::from(*minutes) * 60)).unwrap();
            write!(text, "ORGANIZER;CN=\"Berg; P\":mailto:{}\r\nSUMMARY:END:VEVENT\r\n", address(*organizer)).unwrap();
            for guest in &all {
                write!(text, "ATTENDEE;CN=\"Okafor, B\r\n en\";PARTSTAT=ACCEPTED:MAILTO:{}\r\n", address(*guest)).unwrap();
            }
            text += "BEGIN:VALARM\r\nACTION:EMAIL\r\nATTENDEE:mailto:alarm@example.org\r\nEND:VALARM\r\nEND:VEVENT\r\n";
            wanted.push((*time, *minutes, all.into_iter().map(address).collect::<BTreeSet<_>>()));
        }
        text += "END:VCALENDAR\r\n";
        let mut found = Vec::new();
        for batch in all_of("x.ics", "icalendar", text.as_bytes()) {
            found.extend(batch.gatherings.iter().map(|one| {
                let guests = one.guests.iter().map(|guest| who(&batch, guest.who)).chain(one.organizer.map(|idx| who(&batch, idx)));
                (one.start.0, one.minutes, guests.collect::<BTreeSet<_>>())
            }));
        }
        prop_assert_eq!(found, wanted);
    }

    #[test]
    fn who_attended(guests in btree_set(0..50_usize, 1..10)) {
        let wanted: BTreeSet<String> = guests.iter().copied().map(address).collect();
        let mut meet = "First name,Last name,Email,Duration,Time joined,Time exited\n".to_owned();
        let mut german = "Vorname;Nachname;E-Mail;Dauer;Beitritt;Ende\n".to_owned();
        let mut teams = "1. Summary\nMeeting title\tx\n\n2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n".to_owned();
        for n in &guests {
            writeln!(meet, "P{n},Berg,{},31 min,10:00 AM,10:31 AM", address(*n)).unwrap();
            writeln!(german, "P{n};Berg;{};31 Min.;10:00;10:31", address(*n)).unwrap();
            writeln!(teams, "P{n} Berg\t1/31/24, 10:00:00 AM\t1/31/24, 10:31:00 AM\t31m\t{0}\t{0}\tPresenter", address(*n)).unwrap();
        }
        teams += "\n3. In-Meeting Activities\nName\tJoin Time\tLeave Time\n";
        let teams: Vec<u8> = [0xff, 0xfe].into_iter().chain(teams.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for (id, bytes) in [("meet-attendance", meet.as_bytes()), ("meet-attendance", german.as_bytes()), ("teams-attendance", &teams)] {
            let batches = all_of("2024-01-31 x.csv", id, bytes);
            let meeting = &batches[0].gatherings[0];
            prop_assert_eq!((meeting.start.0, meeting.minutes), (1_706_695_200, 31), "{}", id);
            let found: BTreeSet<String> = meeting.guests.iter().map(|guest| who(&batches[0], guest.who)).collect();
            prop_assert_eq!(&found, &wanted);
        }
    }
}
