//! Message after message, in the order of their dates.

use super::world::{World, base64};
use crate::random::Random;
use std::fmt::Write as _;
use std::io::Write as _;

const ME: &str = "me@tertius-owner.example";
const ME_MAILBOX: &str = "Mira Owner <me@tertius-owner.example>";
/// 2014-01-01 and twelve years.
const START: i64 = 1_388_534_400;
const SPAN: i64 = 12 * 31_557_600;
/// Conversations that can still be answered.
const OPEN_THREADS: usize = 512;
/// Lines of invented text to choose bodies from.
const N_LINES: usize = 4_096;

/// The mailbox being written.
pub struct Mailbox {
    random: Random,
    world: World,
    lines: Vec<u8>,
    line_starts: Vec<usize>,
    threads: Vec<Thread>,
    n_messages: u64,
    n_written: u64,
}

struct Thread {
    number: u64,
    subject: String,
    ids: Vec<String>,
    /// The other side; the owner is the one side.
    with: usize,
    others: Vec<usize>,
    last_by_me: bool,
}

/// What one message says about itself.
struct Draft<'a> {
    from: &'a str,
    to: String,
    copies: String,
    subject: &'a str,
    id: String,
    references: &'a [String],
    thread: u64,
    by_me: bool,
    bulk: Option<Bulk>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bulk {
    Newsletter,
    Robot,
    List,
}

impl Mailbox {
    /// A mailbox of so many messages.
    pub fn new(n_messages: u64, seed: u64) -> Mailbox {
        let mut random = Random::new(seed);
        let world = World::new(&mut random);
        let mut lines = Vec::new();
        let mut line_starts = Vec::with_capacity(N_LINES);
        for _ in 0..N_LINES {
            line_starts.push(lines.len());
            text_line(&mut lines, &mut random);
        }
        Mailbox { random, world, lines, line_starts, threads: Vec::new(), n_messages, n_written: 0 }
    }

    /// Appends the next message.
    pub fn next_message(&mut self, out: &mut Vec<u8>) {
        let step = SPAN / self.n_messages.max(1) as i64;
        let jitter = self.random.below(step.max(1) as usize) as i64;
        let time = START + (self.n_written as i128 * SPAN as i128 / self.n_messages.max(1) as i128) as i64 + jitter;
        self.n_written += 1;
        if self.random.per_mille(350) {
            self.bulk(time, out);
        } else if self.threads.len() > 8 && self.random.per_mille(550) {
            self.reply(time, out);
        } else {
            self.opening(time, out);
        }
    }

    fn opening(&mut self, time: i64, out: &mut Vec<u8>) {
        let with = self.world.correspondent(&mut self.random);
        let n_others = match self.random.below(100) {
            0..70 => 0,
            70..98 => 1 + self.random.below(6),
            _ => 20 + self.random.below(41),
        };
        let others = self.world.colleagues(with, n_others, &mut self.random);
        let subject = subject(&mut self.random);
        let number = 1_500_000_000_000_000_000 + self.random.next() % 300_000_000_000_000_000;
        let thread = Thread { number, subject, ids: Vec::new(), with, others, last_by_me: self.random.per_mille(500) };
        let idx = if self.threads.len() < OPEN_THREADS {
            self.threads.push(thread);
            self.threads.len() - 1
        } else {
            let idx = self.random.below(OPEN_THREADS);
            self.threads[idx] = thread;
            idx
        };
        self.say(idx, time, out);
    }

    fn reply(&mut self, time: i64, out: &mut Vec<u8>) {
        let idx = self.random.below(self.threads.len());
        self.say(idx, time, out);
    }

    /// The next message of a conversation, mostly by the side that did not write last.
    fn say(&mut self, idx: usize, time: i64, out: &mut Vec<u8>) {
        let id = self.id(time);
        let Thread { number, subject, mut ids, with, others, last_by_me } =
            std::mem::replace(&mut self.threads[idx], Thread::empty());
        let by_me = !last_by_me ^ self.random.per_mille(150);
        // In a group, anybody may answer for the other side.
        let n_writers = others.len().min(3) + 1;
        let writer = if ids.is_empty() { 0 } else { self.random.rank(n_writers) };
        let writer = if writer == 0 { with } else { others[writer - 1] };
        let people = &self.world.people;
        let from = if by_me { ME_MAILBOX } else { people[writer].mailbox.as_str() };
        let to = if by_me { people[with].mailbox.clone() } else { ME_MAILBOX.to_owned() };
        let copied =
            others.iter().chain((!by_me && writer != with).then_some(&with)).filter(|idx| by_me || **idx != writer);
        let copies = copied.map(|idx| people[*idx].mailbox.as_str()).collect::<Vec<_>>().join(",\n\t");
        let title = if ids.is_empty() { subject.clone() } else { format!("Re: {subject}") };
        let draft = Draft {
            from,
            to,
            copies,
            subject: &title,
            id: id.clone(),
            references: &ids,
            thread: number,
            by_me,
            bulk: None,
        };
        write_message(&draft, time, &mut self.random, out);
        self.body(1_150, out);
        ids.push(id);
        if ids.len() > 12 {
            ids.drain(1..2);
        }
        self.threads[idx] = Thread { number, subject, ids, with, others, last_by_me: by_me };
    }

    fn bulk(&mut self, time: i64, out: &mut Vec<u8>) {
        let id = self.id(time);
        let n = self.random.rank(400);
        let (bulk, from, to) = match self.random.below(100) {
            0..45 => (Bulk::Newsletter, format!("Shop {n} <newsletter@shop{n}.example>"), ME_MAILBOX.to_owned()),
            45..75 => (Bulk::Robot, format!("\"Service {n}\" <no-reply@service{n}.example>"), ME.to_owned()),
            _ => {
                let writer = self.world.correspondent(&mut self.random);
                (
                    Bulk::List,
                    self.world.people[writer].mailbox.clone(),
                    format!("club{0}@lists.club{0}.example", n % 12),
                )
            }
        };
        let title = subject(&mut self.random);
        let number = 1_500_000_000_000_000_000 + self.random.next() % 300_000_000_000_000_000;
        let draft = Draft {
            from: &from,
            to,
            copies: String::new(),
            subject: &title,
            id,
            references: &[],
            thread: number,
            by_me: false,
            bulk: Some(bulk),
        };
        write_message(&draft, time, &mut self.random, out);
        self.body(1_500, out);
    }

    fn id(&mut self, time: i64) -> String {
        format!("{:x}.{:x}@mx{}.example", time, self.random.next(), self.random.below(40))
    }

    /// Lines of about so many bytes in the mean, then the blank line that ends a message.
    fn body(&mut self, mean: usize, out: &mut Vec<u8>) {
        let length = if self.random.per_mille(1) { 60_000 } else { mean / 2 + self.random.below(mean) };
        let mut start = self.line_starts[self.random.below(N_LINES)];
        let mut left = length;
        while left > 0 {
            let end =
                self.line_starts.iter().copied().find(|at| *at >= start + left.min(60_000)).unwrap_or(self.lines.len());
            out.extend_from_slice(&self.lines[start..end]);
            left = left.saturating_sub(end - start);
            start = 0;
        }
        if self.random.per_mille(20) {
            out.extend_from_slice(b"\n>From that day on we met every week.\n");
        }
        out.push(b'\n');
    }
}

impl Thread {
    fn empty() -> Thread {
        Thread { number: 0, subject: String::new(), ids: Vec::new(), with: 0, others: Vec::new(), last_by_me: false }
    }
}

fn write_message(draft: &Draft<'_>, time: i64, random: &mut Random, out: &mut Vec<u8>) {
    let mut top = String::with_capacity(1_024);
    let date = Date::of(time);
    let fault = if random.per_mille(4) { 1 + random.below(4) } else { 0 };
    push(&mut top, format_args!("From {}@xxx {}\n", draft.thread, date.asctime()));
    if draft.thread % 10 < 7 {
        let label = if draft.by_me {
            "Sent"
        } else {
            *random.of(&["Inbox", "Inbox,Important", "=?UTF-8?Q?Archiviert,Wichtig?="])
        };
        push(&mut top, format_args!("X-GM-THRID: {}\nX-Gmail-Labels: {label}\n", draft.thread));
    }
    if !draft.by_me {
        push(
            &mut top,
            format_args!(
                "Delivered-To: {ME}\nReceived: from mx{}.example by in.tertius-owner.example with ESMTPS\n        for <{ME}>; {}\n",
                random.below(40),
                date.rfc822(0)
            ),
        );
    }
    if fault != 1 {
        push(
            &mut top,
            format_args!(
                "From: {}\n",
                if fault == 2 { "Moss, Carla <carla.moss@cedarlabs.example>" } else { draft.from }
            ),
        );
    }
    if fault != 3 {
        push(&mut top, format_args!("Date: {}\n", date.rfc822(random.below(14) as i64 - 3)));
    }
    if fault != 4 {
        push(&mut top, format_args!("Message-ID: <{}>\n", draft.id));
    }
    push(&mut top, format_args!("Subject: {}\nTo: {}\n", draft.subject, draft.to));
    if !draft.copies.is_empty() {
        push(&mut top, format_args!("Cc: {}\n", draft.copies));
    }
    if let Some(last) = draft.references.last() {
        push(&mut top, format_args!("In-Reply-To: <{last}>\nReferences: <{}>\n", draft.references.join(">\n <")));
    }
    top.push_str(match draft.bulk {
        Some(Bulk::Newsletter) => "List-Unsubscribe: <mailto:leave@shop.example>\nPrecedence: bulk\n",
        Some(Bulk::Robot) => "Auto-Submitted: auto-generated\n",
        Some(Bulk::List) => "List-Id: Club <club.lists.example>\nList-Post: <mailto:club@lists.example>\n",
        None => "",
    });
    top.push_str("MIME-Version: 1.0\nContent-Type: text/plain; charset=\"utf-8\"\n\n");
    out.extend_from_slice(top.as_bytes());
}

fn push(top: &mut String, text: std::fmt::Arguments<'_>) {
    top.write_fmt(text).expect("a String takes every text");
}

fn subject(random: &mut Random) -> String {
    let (a, b) = (random.of(WORDS), random.of(WORDS));
    match random.below(10) {
        0 => format!("Invitation: {a} {b} @ Tue 10:00"),
        1 => format!("=?UTF-8?B?{}?=", base64(format!("Über {a} – {b}").as_bytes())),
        _ => format!("{a} {b} {}", random.of(WORDS)),
    }
}

fn text_line(lines: &mut Vec<u8>, random: &mut Random) {
    let start = lines.len();
    while lines.len() - start < 60 {
        lines.extend_from_slice(random.of(WORDS).as_bytes());
        lines.extend_from_slice(if random.per_mille(80) { b", " } else { b" " });
    }
    writeln!(lines).expect("a Vec takes every byte");
    if random.per_mille(60) {
        lines.push(b'\n');
    }
}

/// A moment in UTC, taken apart.
struct Date {
    time: i64,
    year: i64,
    month: usize,
    day: i64,
    weekday: usize,
}

impl Date {
    /// Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    fn of(time: i64) -> Date {
        let days = time.div_euclid(86_400);
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        let weekday = (days + 4).rem_euclid(7) as usize;
        Date { time, year, month: month as usize, day: doy - (153 * mp + 2) / 5 + 1, weekday }
    }

    fn clock(&self) -> String {
        let second = self.time.rem_euclid(86_400);
        format!("{:02}:{:02}:{:02}", second / 3_600, second / 60 % 60, second % 60)
    }

    fn asctime(&self) -> String {
        let (weekday, month) = (WEEKDAYS[self.weekday], MONTHS[self.month - 1]);
        format!("{weekday} {month} {:02} {} +0000 {}", self.day, self.clock(), self.year)
    }

    /// As it reads so many hours east of Greenwich.
    fn rfc822(&self, hours: i64) -> String {
        let there = Date::of(self.time + hours * 3_600);
        let sign = if hours < 0 { '-' } else { '+' };
        let (weekday, month) = (WEEKDAYS[there.weekday], MONTHS[there.month - 1]);
        format!("{weekday}, {} {month} {} {} {sign}{:02}00", there.day, there.year, there.clock(), hours.abs())
    }
}

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WORDS: &[&str] = &[
    "plan", "river", "budget", "window", "garden", "meeting", "paper", "train", "draft", "harvest", "light", "report",
    "summer", "bridge", "kitchen", "number", "signal", "forest", "lesson", "market", "mirror", "season", "ticket",
    "valley", "winter", "yellow", "anchor", "branch", "candle", "danger", "engine", "finger", "guitar", "hammer",
    "island", "jacket", "ladder", "magnet", "needle", "orange", "pepper", "rocket", "saddle", "tunnel", "velvet",
];
