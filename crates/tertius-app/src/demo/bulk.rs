//! Mail that no person wrote to ego: mailing lists, newsletters, robots.

use super::lines::Encoding;
use super::mail::{Address, Letter, Place, Sort, Writer};
use super::people::{Circle, Who};
use tertius_model::{Day, Timestamp};

const LIST: &str = "data-craft@lists.example.org";

/// Adds the bulk mail of all the years.
pub(super) fn write(writer: &mut Writer<'_>) {
    newsletters(writer);
    robots(writer);
    mailing_list(writer);
}

fn letter(time: Timestamp, from: Address, to: Address, subject: String, sort: Sort) -> Letter {
    Letter {
        time,
        from,
        to: vec![to],
        cc: Vec::new(),
        subject,
        id: String::new(),
        parents: Vec::new(),
        thread: 0,
        sort,
        place: Place::Takeout,
        text: String::new(),
        sent_by_ego: false,
    }
}

fn address(name: &str, mail: &str) -> Address {
    Address { name: name.to_owned(), mail: mail.to_owned(), encoding: Encoding::QuotedUtf8 }
}

fn ego(writer: &Writer<'_>) -> Address {
    let ego = &writer.world().ego;
    address(&ego.name.full(), &ego.mail)
}

fn newsletters(writer: &mut Writer<'_>) {
    let senders = [
        ("The Grid Weekly", "newsletter@gridweekly.example", 7),
        ("Kletterhalle Nord", "news@kletterhalle.example", 21),
        ("Bücher am Eck", "hallo@buecher-am-eck.example", 14),
    ];
    for (name, mail, every) in senders {
        let mut day = writer.world().years_ago(9.0);
        while day < writer.world().today {
            let (time, to) = (writer.working_hour(day), ego(writer));
            let mut issue = letter(time, address(name, mail), to, format!("{name}, {day}"), Sort::Newsletter);
            issue.thread = writer.new_thread();
            issue.text = "Read this issue in your browser. To leave the list, follow the link below.\n".to_owned();
            writer.post(issue);
            day = Day(day.0 + every);
        }
    }
}

fn robots(writer: &mut Writer<'_>) {
    let colleagues = writer.world().those(|person| matches!(person.circle, Circle::Team(_)) && !person.in_story);
    let mut day = writer.world().years_ago(10.5);
    while day < writer.world().today {
        let colleague = writer.dice().pick(&colleagues);
        let colleague = writer.world().person(colleague).name.full();
        let (from, subject) = match writer.dice().below(6) {
            // A real person's name on an address that everybody shares: it must not make them one.
            0 | 1 => (address(&colleague, "notifications@codeforge.example"), "[forecast] Fix the gap in March (#218)"),
            2 => (address("", "no-reply@parcels.example"), "Your parcel is on its way"),
            3 => (address("Sparbank Nord", "noreply@sparbank.example"), "Your statement is ready"),
            4 => (address("Calendar", "calendar-notification@calendar.example.com"), "Reminder: tomorrow"),
            _ => (address("Rail tickets", "do-not-reply@tickets.example"), "Your booking"),
        };
        let (time, to) = (writer.working_hour(day), ego(writer));
        let mut notice = letter(time, from, to, subject.to_owned(), Sort::Robot);
        notice.thread = writer.new_thread();
        notice.text = "This message was sent automatically. Please do not answer.\n".to_owned();
        writer.post(notice);
        day = Day(day.0 + 1 + writer.dice().below(4) as i32);
    }
}

/// A public list: members who never wrote to ego alone. Some letters show the list itself as the sender.
fn mailing_list(writer: &mut Writer<'_>) {
    let mut members = writer.world().those(|person| {
        !person.in_story && matches!(person.circle, Circle::Conference | Circle::Stranger | Circle::University)
    });
    writer.dice().shuffle(&mut members);
    members.truncate(45);
    let mut day = writer.world().years_ago(8.0);
    while day < writer.world().today {
        let (thread, n) = (writer.new_thread(), 1 + writer.dice().below(5));
        let subject =
            format!("[data-craft] {}", writer.dice().pick(&["Gaps in feeds", "Job titles", "Good charts", "Meetup"]));
        let mut parents = Vec::new();
        let mut time = writer.working_hour(day);
        for turn in 0..n {
            let who = writer.dice().pick(&members);
            let Some(from) = list_sender(writer, who, time) else { continue };
            let title = if turn == 0 { subject.clone() } else { format!("Re: {subject}") };
            let mut post = letter(time, from, address("Data Craft", LIST), title, Sort::List);
            post.thread = thread;
            post.parents.clone_from(&parents);
            post.text = writer.sentences();
            parents.push(writer.post(post));
            time = Timestamp(time.0 + 1800 + writer.dice().below(90_000) as i64);
            if time.day() >= writer.world().today {
                return;
            }
        }
        day = Day(day.0 + 3 + writer.dice().below(8) as i32);
    }
}

fn list_sender(writer: &mut Writer<'_>, who: Who, time: Timestamp) -> Option<Address> {
    let rewritten = writer.dice().chance(0.4);
    let person = writer.world().person(who);
    let name = person.name.full();
    if rewritten {
        return Some(address(&format!("'{name}' via Data Craft"), LIST));
    }
    Some(address(&name, &person.private_mail_on(time.day())?))
}
