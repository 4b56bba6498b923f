//! Ego's calendars: one from Google, one from the mail program at work, and the birthdays.

use super::dates::{at, ical_day, ical_local, ical_utc, next_weekday};
use super::dice::Dice;
use super::employers::Employer;
use super::lines::{escaped, push_folded};
use super::people::{Circle, Person, Who, World};
use super::world::bystanders;
use tertius_model::{Day, Timestamp};

/// What a guest answered.
#[derive(Clone, Copy)]
enum Answer {
    Accepted,
    Tentative,
    NeedsAction,
    Declined,
}

impl Answer {
    fn word(self) -> &'static str {
        match self {
            Answer::Accepted => "ACCEPTED",
            Answer::Tentative => "TENTATIVE",
            Answer::NeedsAction => "NEEDS-ACTION",
            Answer::Declined => "DECLINED",
        }
    }
}

/// Who wrote the file; they differ in zones, case and what they add.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Producer {
    Google,
    Outlook,
}

struct Guest {
    name: String,
    mail: String,
    answer: Answer,
}

/// One event, single or repeated.
struct Event {
    summary: String,
    start: Timestamp,
    minutes: i64,
    guests: Vec<Guest>,
    room: &'static str,
    /// RRULE, empty for a single event.
    rule: String,
    without: Vec<Timestamp>,
}

impl Event {
    fn new(summary: &str, start: Timestamp, guests: Vec<Guest>) -> Event {
        let summary = summary.to_owned();
        Event { summary, start, minutes: 60, guests, room: "", rule: String::new(), without: Vec::new() }
    }
}

struct Diary<'a> {
    world: &'a World,
    dice: Dice,
    producer: Producer,
    text: String,
    n: usize,
}

impl<'a> Diary<'a> {
    fn open(world: &'a World, dice: Dice, producer: Producer, title: &str) -> Diary<'a> {
        let mut diary = Diary { world, dice, producer, text: String::new(), n: 0 };
        diary.line("BEGIN:VCALENDAR");
        diary.line(match producer {
            Producer::Google => "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
            Producer::Outlook => "PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
        });
        diary.line("VERSION:2.0");
        diary.line("CALSCALE:GREGORIAN");
        diary.line(&format!("X-WR-CALNAME:{}", escaped(title)));
        if producer == Producer::Google {
            diary.line("X-WR-TIMEZONE:Europe/Berlin");
        }
        diary
    }

    fn close(mut self) -> Vec<u8> {
        self.line("END:VCALENDAR");
        self.text.into_bytes()
    }

    fn line(&mut self, line: &str) {
        push_folded(&mut self.text, line);
    }

    fn moment(&mut self, property: &str, time: Timestamp, repeated: bool) {
        let line = match self.producer {
            Producer::Google if !repeated => format!("{property}:{}", ical_utc(time)),
            Producer::Google => format!("{property};TZID=Europe/Berlin:{}", ical_local(time)),
            Producer::Outlook => format!("{property};TZID=\"W. Europe Standard Time\":{}", ical_local(time)),
        };
        self.line(&line);
    }

    fn event(&mut self, event: &Event) {
        self.n += 1;
        let uid = format!("{:08x}{:016x}@calendar.example.com", self.n, self.dice.next());
        self.line("BEGIN:VEVENT");
        let repeated = !event.rule.is_empty();
        self.moment("DTSTART", event.start, repeated);
        self.moment("DTEND", Timestamp(event.start.0 + event.minutes * 60), repeated);
        if repeated {
            self.line(&format!("RRULE:{}", event.rule));
        }
        for &gone in &event.without {
            self.moment("EXDATE", gone, true);
        }
        self.line(&format!("DTSTAMP:{}", ical_utc(self.world.today.start())));
        self.line(&format!("UID:{uid}"));
        if let Some(organizer) = event.guests.first() {
            let name = organizer.name.replace('"', "");
            self.line(&format!("ORGANIZER;CN=\"{name}\":mailto:{}", organizer.mail));
        }
        for guest in &event.guests {
            self.guest(guest);
        }
        if !event.room.is_empty() {
            let room = event.room;
            let mail = format!("room-{}@rooms.example.com", room.to_lowercase());
            self.line(&format!(
                "ATTENDEE;CUTYPE=RESOURCE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Room {room};X-NUM-GUESTS=0:mailto:{mail}"
            ));
            self.line(&format!("LOCATION:{room}"));
        }
        self.line(&format!("SUMMARY:{}", escaped(&event.summary)));
        self.line("STATUS:CONFIRMED");
        self.line("END:VEVENT");
        if let Some(&moved) = event.without.first() {
            self.moved(event, &uid, Timestamp(moved.0 + 7 * 86_400));
        }
    }

    /// One occurrence of a repeated event, an hour later than usual.
    fn moved(&mut self, event: &Event, uid: &str, occurrence: Timestamp) {
        self.line("BEGIN:VEVENT");
        let start = Timestamp(occurrence.0 + 3600);
        self.moment("DTSTART", start, true);
        self.moment("DTEND", Timestamp(start.0 + event.minutes * 60), true);
        self.moment("RECURRENCE-ID", occurrence, true);
        self.line(&format!("DTSTAMP:{}", ical_utc(self.world.today.start())));
        self.line(&format!("UID:{uid}"));
        for guest in &event.guests {
            self.guest(guest);
        }
        self.line(&format!("SUMMARY:{} (moved)", escaped(&event.summary)));
        self.line("END:VEVENT");
    }

    fn guest(&mut self, guest: &Guest) {
        let scheme = if self.producer == Producer::Outlook { "MAILTO" } else { "mailto" };
        let name = guest.name.replace('"', "");
        self.line(&format!(
            "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={};CN=\"{name}\";X-NUM-GUESTS=0:{scheme}:{}",
            guest.answer.word(),
            guest.mail
        ));
    }

    fn ego(&self, day: Day, answer: Answer) -> Guest {
        let ego = &self.world.ego;
        let mail = match (self.producer, ego.post_on(day)) {
            (Producer::Outlook, Some(post)) => ego.mail_at(post.employer),
            _ => ego.mail.clone(),
        };
        Guest { name: ego.name.full(), mail, answer }
    }

    fn invited(&self, who: Who, day: Day, answer: Answer) -> Option<Guest> {
        let person = self.world.person(who);
        let mail = match self.producer {
            Producer::Google => person.private_mail_on(day),
            Producer::Outlook => person.work_mail_on(day).or_else(|| person.mail.clone()),
        };
        Some(Guest { name: person.name.full(), mail: mail?, answer })
    }

    /// Ego and some others, all coming.
    fn table(&self, day: Day, others: &[Who]) -> Vec<Guest> {
        let others = others.iter().filter_map(|&who| self.invited(who, day, Answer::Accepted));
        std::iter::once(self.ego(day, Answer::Accepted)).chain(others).collect()
    }

    fn some_answer(&mut self) -> Answer {
        match self.dice.below(20) {
            0 | 1 => Answer::Declined,
            2 => Answer::Tentative,
            3 => Answer::NeedsAction,
            _ => Answer::Accepted,
        }
    }
}

/// The private calendar: dinners, climbing, visits, and clients.
pub(super) fn private(seed: u64, world: &World) -> Vec<u8> {
    let mut diary = Diary::open(world, Dice::new(seed, "private calendar"), Producer::Google, &world.ego.mail);
    let cast = &world.cast;
    let friends: [(&str, &[Who], i32, i64); 8] = [
        ("Dinner with Jo", &[cast.best_friend], 30, 18),
        ("Lunch with Amara", &[cast.insider], 58, 11),
        ("Kino", &[cast.gap[6]], 75, 18),
        ("Klara in town", &[cast.sister], 90, 16),
        ("Linh", &[cast.gap[4]], 120, 18),
        ("Balcony evening", &[cast.gap[5]], 100, 19),
        ("Playground", &[cast.gap[7], cast.partner], 40, 14),
        ("Coffee with Siobhán", &[cast.merged], 110, 9),
    ];
    for (summary, others, every, hour) in friends {
        let mut day = Day(world.years_ago(7.5).0 + diary.dice.below(30) as i32);
        while day.0 < world.today.0 + 20 {
            let mut event = Event::new(summary, at(day, hour, 0), diary.table(day, others));
            event.minutes = 150;
            diary.event(&event);
            day = Day(day.0 + every + diary.dice.between(-6, 6) as i32);
        }
    }
    climbing(&mut diary);
    seen_together(&mut diary);
    circle_meetings(&mut diary);
    diary.close()
}

fn climbing(diary: &mut Diary<'_>) {
    let first = next_weekday(diary.world.years_ago(4.0), 3);
    let mut party = vec![diary.world.cast.climber];
    party.extend(diary.world.those(|person| person.circle == Circle::Climbing && person.mail.is_some()).iter().take(3));
    let mut event = Event::new("Climbing", at(first, 19, 0), diary.table(first, &party));
    event.minutes = 120;
    event.rule = "FREQ=WEEKLY;BYDAY=TH".to_owned();
    event.without = [5, 11, 30, 52, 81, 120].map(|week| at(Day(first.0 + 7 * week), 19, 0)).to_vec();
    diary.event(&event);
}

/// Meetings that ego declined: the insider and the people whom ego does not know were there together.
fn seen_together(diary: &mut Diary<'_>) {
    let cast = &diary.world.cast;
    for n in 0..6 {
        let day = next_weekday(Day(diary.world.today.0 - 40 - 60 * n), 1);
        let host = diary.invited(cast.insider, day, Answer::Accepted);
        let guest = diary.world.person(cast.target);
        let guest =
            guest.work_mail_on(day).map(|mail| Guest { name: guest.name.full(), mail, answer: Answer::Accepted });
        let mut guests: Vec<Guest> = host.into_iter().chain(guest).collect();
        guests.push(diary.ego(day, Answer::Declined));
        diary.event(&Event::new("Forecast users' round", at(day, 17, 0), guests));
    }
}

fn circle_meetings(diary: &mut Diary<'_>) {
    let groups = [
        (Circle::School, "Parents' evening", 9, 120),
        (Circle::University, "Reunion", 12, 330),
        (Circle::Family, "Family brunch", 7, 150),
        (Circle::Client, "Client review", 3, 26),
    ];
    for (circle, summary, n, every) in groups {
        let mut day = diary.world.years_ago(6.0);
        while day < diary.world.today {
            let mut guests = diary.world.those(|person| {
                person.circle == circle && (circle != Circle::Client || person.is_in_touch_on(day)) && !person.in_story
            });
            diary.dice.shuffle(&mut guests);
            guests.truncate(n);
            let mut table = diary.table(day, &guests);
            for guest in table.iter_mut().skip(1) {
                guest.answer = diary.some_answer();
            }
            if table.len() > 1 {
                diary.event(&Event::new(summary, at(day, 17, 30), table));
            }
            day = Day(day.0 + every + diary.dice.below(20) as i32);
        }
    }
}

/// The calendar at work: weekly meetings, one-to-ones, and everybody at once.
pub(super) fn work(seed: u64, world: &World) -> Vec<u8> {
    let mut diary = Diary::open(world, Dice::new(seed, "work calendar"), Producer::Outlook, "Calendar");
    for post in &world.ego.posts {
        team_meetings(&mut diary, post.employer, post.from, post.to.unwrap_or(world.today));
    }
    let from = next_weekday(world.ego.post_at(Employer::TIDEWRIGHT).from, 1);
    one_to_one(&mut diary, "1:1 Désirée / Mara", world.cast.manager, from, None);
    let founded = world.ego.post_at(Employer::QUILLMARK);
    one_to_one(&mut diary, "Founders' hour", world.cast.cofounder, next_weekday(founded.from, 0), founded.to);
    all_hands(&mut diary, seed);
    diary.close()
}

fn one_to_one(diary: &mut Diary<'_>, summary: &str, who: Who, from: Day, until: Option<Day>) {
    let mut event = Event::new(summary, at(from, 9, 30), diary.table(from, &[who]));
    event.minutes = 30;
    event.rule = match until {
        Some(until) => format!("FREQ=WEEKLY;UNTIL={}", ical_utc(until.start())),
        None => "FREQ=WEEKLY;INTERVAL=2".to_owned(),
    };
    event.without = [4, 12, 26].map(|week| at(Day(from.0 + 7 * week), 9, 30)).to_vec();
    diary.event(&event);
}

fn team_meetings(diary: &mut Diary<'_>, employer: Employer, from: Day, to: Day) {
    let team = diary.world.those(|person| person.circle == Circle::Team(employer));
    let mut year = next_weekday(from.max(diary.world.years_ago(9.0)), 0);
    while year < to {
        let until = Day((year.0 + 350).min(to.0));
        let mut present = team.clone();
        present.retain(|&who| at_desk(diary.world.person(who), employer, year));
        diary.dice.shuffle(&mut present);
        present.truncate(7);
        let mut table = diary.table(year, &present);
        for guest in table.iter_mut().skip(1) {
            guest.answer = diary.some_answer();
        }
        let mut event = Event::new("Team weekly", at(year, 8, 0), table);
        event.rule = format!("FREQ=WEEKLY;BYDAY=MO;UNTIL={}", ical_utc(until.start()));
        event.without = [2, 15].map(|week| at(Day(year.0 + 7 * week), 8, 0)).to_vec();
        event.room = "Fjord";
        diary.event(&event);
        let mut lunch = Day(year.0 + 1);
        while lunch < until {
            if present.is_empty() {
                break;
            }
            let who = diary.dice.pick(&present);
            if at_desk(diary.world.person(who), employer, lunch) {
                diary.event(&Event::new("Lunch", at(lunch, 11, 0), diary.table(lunch, &[who])));
            }
            lunch = Day(lunch.0 + diary.dice.between(9, 30) as i32);
        }
        year = next_weekday(Day(until.0 + 7), 0);
    }
}

fn at_desk(person: &Person, employer: Employer, day: Day) -> bool {
    person.post_on(day).is_some_and(|post| post.employer == employer)
}

/// Twice a year the whole company: hundreds of guests who do not know each other for that.
fn all_hands(diary: &mut Diary<'_>, seed: u64) {
    let extras = bystanders(seed, diary.world, 260);
    for n in 0..5 {
        let day = next_weekday(Day(diary.world.today.0 - 50 - 182 * n), 2);
        let team = diary.world.those(|person| at_desk(person, Employer::TIDEWRIGHT, day));
        let mut table = diary.table(day, &team);
        table.rotate_left(1);
        for extra in &extras {
            let answer = diary.some_answer();
            table.push(Guest { name: extra.name.full(), mail: extra.mail_at(Employer::TIDEWRIGHT), answer });
        }
        let mut event = Event::new("All hands, Halle & online", at(day, 13, 0), table);
        event.room = "Atrium";
        diary.event(&event);
    }
}

/// Google's own birthdays calendar: nobody meets anybody there.
pub(super) fn birthdays(seed: u64, world: &World) -> Vec<u8> {
    let mut diary = Diary::open(world, Dice::new(seed, "birthdays"), Producer::Google, "Birthdays");
    for person in &world.people {
        let Some(born) = person.birthday.filter(|_| person.books.google || person.in_story) else { continue };
        let (_, month, day) = born.date();
        let Some(day) = Day::from_date(world.today.date().0 - 1, month, day) else { continue };
        let uid = format!("{:016x}@calendar.example.com", diary.dice.next());
        for line in [
            "BEGIN:VEVENT",
            &format!("DTSTART;VALUE=DATE:{}", ical_day(day)),
            &format!("DTEND;VALUE=DATE:{}", ical_day(Day(day.0 + 1))),
            "RRULE:FREQ=YEARLY",
            &format!("UID:{uid}"),
            &format!("SUMMARY:{}’s birthday", escaped(&person.name.full())),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ] {
            diary.line(line);
        }
    }
    diary.close()
}
