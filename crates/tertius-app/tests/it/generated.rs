//! Files in the platforms' formats from one line each: messages, meetings, connections, chats, recommendations, jobs.

use std::fmt::Write;
use tertius_app::Day;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// Reads `2025-03-01`.
pub fn day(text: &str) -> Day {
    let parts: Vec<i32> = text.trim().split('-').map(|part| part.parse().expect(text)).collect();
    Day::from_date(parts[0], parts[1] as u32, parts[2] as u32).expect(text)
}

/// Reads `2025-03-01`, or `2025-01-01..2025-12-31 every 30`; gives the days and what follows.
pub fn days(text: &str) -> (Vec<Day>, &str) {
    let (when, rest) = text.trim().split_once(' ').expect("a day and what happened");
    let Some((first, last)) = when.split_once("..") else { return (vec![day(when)], rest) };
    let rest = rest.strip_prefix("every ").expect("a span needs `every N`");
    let (step, rest) = rest.split_once(' ').expect("a number of days and what happened");
    let step: usize = step.parse().expect("a number of days");
    ((day(first).0..=day(last).0).step_by(step).map(Day).collect(), rest)
}

/// The files of one folder that grow line by line.
#[derive(Default)]
pub struct Generated {
    mbox: String,
    n_messages: u32,
    events: String,
    n_events: u32,
    connections: String,
    chats: String,
    praise: String,
    jobs: String,
}

impl Generated {
    /// Every file that has any content, with its path.
    pub fn files(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("mail.mbox", "", &self.mbox, ""),
            ("calendar.ics", "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:scene\n", &self.events, "END:VCALENDAR\n"),
            ("Connections.csv", CONNECTIONS_HEAD, &self.connections, ""),
            ("messages.csv", CHATS_HEAD, &self.chats, ""),
            ("Recommendations_Received.csv", PRAISE_HEAD, &self.praise, ""),
            ("Positions.csv", "Company Name,Title,Description,Location,Started On,Finished On\n", &self.jobs, ""),
        ];
        let filled = all.into_iter().filter(|(_, _, body, _)| !body.is_empty());
        filled.map(|(path, head, body, tail)| (path, format!("{head}{body}{tail}"))).collect()
    }

    /// `ana@x.example -> me@x.example, Bo Li <bo@y.example> cc cy@z.example`
    pub fn mail(&mut self, folder: &str, on: Day, line: &str) {
        let (from, to) = line.split_once(" -> ").expect("FROM -> TO");
        let (to, cc) = to.split_once(" cc ").unwrap_or((to, ""));
        let (year, month, date) = on.date();
        let (weekday, month) = (WEEKDAYS[on.0.rem_euclid(7) as usize], MONTHS[month as usize - 1]);
        self.n_messages += 1;
        let n = self.n_messages;
        let cc = if cc.is_empty() { String::new() } else { format!("Cc: {cc}\n") };
        write!(
            self.mbox,
            "From someone@scene.example {weekday} {month} {date:02} 10:00:00 {year}\nFrom: {from}\nTo: {to}\n{cc}\
             Date: {weekday}, {date} {month} {year} 10:00:00 +0000\nMessage-ID: <{folder}{n}@scene.example>\n\
             Subject: note {n}\n\nHello.\n\n"
        )
        .unwrap();
    }

    /// `me@x.example ana@x.example -bo@y.example +500`: the organiser first, `-` declined, `+n` more guests.
    pub fn meeting(&mut self, on: Day, line: &str) {
        let (year, month, date) = on.date();
        self.n_events += 1;
        let mut people = line.split_whitespace();
        let organizer = people.next().expect("an organiser");
        let stamp = format!("{year:04}{month:02}{date:02}T");
        let mut event = format!(
            "BEGIN:VEVENT\nUID:event-{}@scene.example\nDTSTART:{stamp}180000Z\nDTEND:{stamp}190000Z\n\
             ORGANIZER:mailto:{organizer}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{organizer}\n",
            self.n_events
        );
        for guest in people {
            if let Some(n) = guest.strip_prefix('+') {
                for i in 0..n.parse::<u32>().unwrap() {
                    writeln!(event, "ATTENDEE;PARTSTAT=ACCEPTED:mailto:guest{i}@crowd.example").unwrap();
                }
                continue;
            }
            let (answer, guest) = guest.strip_prefix('-').map_or(("ACCEPTED", guest), |guest| ("DECLINED", guest));
            writeln!(event, "ATTENDEE;PARTSTAT={answer}:mailto:{guest}").unwrap();
        }
        self.events.push_str(&event);
        self.events.push_str("END:VEVENT\n");
    }

    /// `Ana Ruiz, Halden GmbH, Engineer, since 2020-01-01`, and an address behind that where one is known.
    pub fn connection(&mut self, line: &str) {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let (name, since) = (cells[0], cells.iter().find_map(|cell| cell.strip_prefix("since ")));
        let (first, last) = name.rsplit_once(' ').expect("a first and a last name");
        let (year, month, date) = day(since.expect("since DATE")).date();
        let email = cells.iter().find(|cell| cell.contains('@')).unwrap_or(&"");
        let (url, month) = (profile(name), MONTHS[month as usize - 1]);
        let (company, title) = (cells[1], cells[2]);
        writeln!(self.connections, "{first},{last},{url},{email},{company},{title},{date:02} {month} {year}").unwrap();
    }

    /// `Rex Lund -> Kim Berg`: a message on LinkedIn.
    pub fn chat(&mut self, on: Day, line: &str) {
        let (from, to) = line.split_once(" -> ").expect("FROM -> TO");
        let mut both = [from.trim(), to.trim()];
        both.sort_unstable();
        let (from_url, to_url) = (profile(from), profile(to));
        writeln!(self.chats, "{},,{from},{from_url},{to},{to_url},{on} 10:00:00 UTC,,Hi,INBOX", both.join("+"))
            .unwrap();
    }

    /// `Ana Ruiz, Lumen GmbH`: they wrote ego a recommendation.
    pub fn recommendation(&mut self, on: Day, line: &str) {
        let (name, company) = line.split_once(", ").expect("NAME, COMPANY");
        let (first, last) = name.rsplit_once(' ').expect("a first and a last name");
        let (year, month, date) = on.date();
        let date = format!("{month:02}/{date:02}/{:02}, 02:37 PM", year % 100);
        writeln!(self.praise, "{first},{last},{company},Founder,Rare.,\"{date}\",VISIBLE").unwrap();
    }

    /// `Lumen GmbH, CTO, Jan 2020, Dec 2024`: ego's own job.
    pub fn job(&mut self, line: &str) {
        let cells: Vec<&str> = line.split(", ").collect();
        let to = cells.get(3).unwrap_or(&"");
        writeln!(self.jobs, "{},{},,,{},{to}", cells[0], cells[1], cells[2]).unwrap();
    }
}

/// The profile of a name.
fn profile(name: &str) -> String {
    let slug: String = name.trim().to_lowercase().chars().map(|c| if c == ' ' { '-' } else { c }).collect();
    format!("https://www.linkedin.com/in/{slug}")
}

const CONNECTIONS_HEAD: &str = "Notes:\n\"When exporting your connection data, you may notice that some of the email \
    addresses are missing.\"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n";
const CHATS_HEAD: &str = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,\
    SUBJECT,CONTENT,FOLDER\n";
const PRAISE_HEAD: &str = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n";
