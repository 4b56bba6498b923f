//! The mail of eleven years: who wrote to whom, when, and with whom in copy. `mbox` writes it down.

use super::dates::at;
use super::dice::Dice;
use super::employers::{PRIVATE_SUBJECTS, SENTENCES, WORK_SUBJECTS};
use super::lines::Encoding;
use super::people::{Circle, Direction, Person, Who, World};
use tertius_model::{Day, Timestamp};

/// A mailbox as a header shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Display name; may be empty.
    pub name: String,
    pub mail: String,
    pub encoding: Encoding,
}

/// What kind of mail it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// From one person to others.
    Personal,
    /// From a person over a mailing list; the list may have rewritten the sender.
    List,
    /// One text to thousands.
    Newsletter,
    /// Written by a program.
    Robot,
}

/// In which of ego's mailboxes a letter lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The Google account.
    Takeout,
    /// The mail program at work.
    Thunderbird,
    /// Ego sent it from one account and kept a copy in the other.
    Both,
}

/// One message.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    pub time: Timestamp,
    pub from: Address,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    pub id: String,
    /// The message ids that this one answers, oldest first.
    pub parents: Vec<String>,
    pub thread: u64,
    pub sort: Sort,
    pub place: Place,
    pub text: String,
    pub sent_by_ego: bool,
}

/// Somebody in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Party {
    Ego,
    Who(Who),
}

/// A conversation about to happen.
struct Thread {
    start: Timestamp,
    members: Vec<Party>,
    /// In copy, without a word of their own to ego.
    strangers: Vec<Who>,
    at_work: bool,
    turns: usize,
}

/// Writes letters.
pub(super) struct Writer<'a> {
    world: &'a World,
    dice: Dice,
    letters: Vec<Letter>,
    n_threads: u64,
}

/// All mail, by time.
pub(super) fn write(seed: u64, world: &World) -> Vec<Letter> {
    let mut writer = Writer { world, dice: Dice::new(seed, "mail"), letters: Vec::new(), n_threads: 0 };
    for i in 0..world.people.len() {
        writer.correspondence(Who(i));
    }
    writer.introductions();
    writer.recruiter();
    super::bulk::write(&mut writer);
    let mut letters = writer.letters;
    letters.sort_by(|a, b| a.time.cmp(&b.time).then_with(|| a.id.cmp(&b.id)));
    letters
}

impl Writer<'_> {
    /// Who is there to write.
    pub(super) fn world(&self) -> &World {
        self.world
    }

    /// The stream of chance for everything about mail.
    pub(super) fn dice(&mut self) -> &mut Dice {
        &mut self.dice
    }

    /// Drops a letter into the box; its id and its thread are given here.
    pub(super) fn post(&mut self, mut letter: Letter) -> String {
        let host = if letter.place == Place::Thunderbird { "mx.example.net" } else { "mail.example.com" };
        letter.id = format!("{:016x}.{}@{host}", self.dice.next(), self.letters.len());
        let id = letter.id.clone();
        self.letters.push(letter);
        id
    }

    /// A number for a new thread.
    pub(super) fn new_thread(&mut self) -> u64 {
        self.n_threads += 1;
        1_500_000_000_000_000_000 + self.n_threads * 7_919_000_003 + self.dice.below(1_000_000) as u64
    }

    /// All threads of ego with one person.
    fn correspondence(&mut self, who: Who) {
        let person = self.world.person(who);
        let Some(traffic) = person.traffic.clone() else { return };
        let mut day = f64::from(traffic.from.0);
        loop {
            let rate = traffic.threads_per_year;
            day += -self.dice.unit().max(1e-9).ln() * 365.25 / rate;
            let start = Day(day as i32);
            if start > traffic.to {
                return;
            }
            self.one_thread(who, start, traffic.direction);
        }
    }

    fn one_thread(&mut self, who: Who, day: Day, direction: Direction) {
        let person = self.world.person(who);
        let at_work = self.are_at_work_together(person, day);
        let drifted_apart = matches!(person.circle, Circle::Team(_)) && !person.in_story && !at_work;
        if (!at_work && person.private_mail_on(day).is_none()) || (drifted_apart && !self.dice.chance(0.15)) {
            return;
        }
        let mut members = vec![Party::Who(who), Party::Ego];
        if direction == Direction::Both && self.dice.chance(0.55) {
            members.swap(0, 1);
        }
        let company = match person.circle {
            Circle::Team(_) if at_work => 0.5,
            Circle::Climbing | Circle::University | Circle::School | Circle::Family => 0.35,
            _ => 0.1,
        };
        if direction == Direction::Both && self.dice.chance(company) {
            let n = 1 + self.dice.below(6);
            members.extend(self.companions(who, day, n));
        }
        let turns = if direction == Direction::OnlyThey { 1 } else { 1 + self.dice.below(3) + self.dice.below(3) };
        let start = self.working_hour(day);
        self.hold(&Thread { start, members, strangers: Vec::new(), at_work, turns });
    }

    /// Others of the same circle who are in touch at the time.
    fn companions(&mut self, who: Who, day: Day, n: usize) -> Vec<Party> {
        let circle = self.world.person(who).circle;
        let mut around = self.world.those(|other| {
            other.circle == circle
                && other.is_in_touch_on(day)
                && (matches!(circle, Circle::Team(_)) || other.mail.is_some())
        });
        around.retain(|&other| other != who);
        self.dice.shuffle(&mut around);
        around.into_iter().take(n).map(Party::Who).collect()
    }

    /// Threads in which a connector copies people whom ego does not know: the evidence for the second step.
    fn introductions(&mut self) {
        for i in 0..self.world.people.len() {
            let (who, person) = (Who(i), &self.world.people[i]);
            let Some(traffic) = person.traffic.clone() else { continue };
            for &stranger in &person.copies {
                let n_threads = if self.world.person(stranger).in_story { 6 } else { 1 + self.dice.below(3) };
                for _ in 0..n_threads {
                    let earliest = traffic.from.0.max(traffic.to.0 - 1200);
                    let day = Day(self.dice.between(i64::from(earliest), i64::from(traffic.to.0)) as i32);
                    let start = self.working_hour(day);
                    let members = vec![Party::Who(who), Party::Ego];
                    let turns = 2 + self.dice.below(3);
                    self.hold(&Thread { start, members, strangers: vec![stranger], at_work: false, turns });
                }
            }
        }
    }

    fn hold(&mut self, thread: &Thread) {
        let subjects = if thread.at_work { WORK_SUBJECTS } else { PRIVATE_SUBJECTS };
        let subject = self.dice.pick(subjects).to_owned();
        let (number, mut time, mut parents) = (self.new_thread(), thread.start, Vec::new());
        let mut speaker = thread.members[0];
        let place = if thread.at_work {
            Place::Thunderbird
        } else if self.dice.chance(0.015) {
            Place::Both
        } else {
            Place::Takeout
        };
        for turn in 0..thread.turns {
            if time.day() >= self.world.today {
                return;
            }
            let others: Vec<Party> = thread.members.iter().copied().filter(|&member| member != speaker).collect();
            let Some(to) = self.addressed(&others[..1], time, thread.at_work) else { return };
            let mut cc = self.addressed(&others[1..], time, thread.at_work).unwrap_or_default();
            // Ego answers the friend, not the stranger: there is no exchange with strangers to find.
            if speaker != Party::Ego {
                let strangers: Vec<Party> = thread.strangers.iter().copied().map(Party::Who).collect();
                cc.extend(self.addressed(&strangers, time, true).unwrap_or_default());
            }
            let Some(from) = self.address(speaker, time, thread.at_work) else {
                return;
            };
            let letter = Letter {
                time,
                from,
                to,
                cc,
                subject: if turn == 0 { subject.clone() } else { format!("Re: {subject}") },
                id: String::new(),
                parents: parents.clone(),
                thread: number,
                sort: Sort::Personal,
                place,
                text: self.sentences(),
                sent_by_ego: speaker == Party::Ego,
            };
            parents.push(self.post(letter));
            time = Timestamp(time.0 + 600 + self.dice.below(if thread.at_work { 30_000 } else { 180_000 }) as i64);
            let next =
                if thread.members.len() > 2 && self.dice.chance(0.4) { self.dice.below(others.len()) } else { 0 };
            speaker = others[next];
        }
    }

    /// Nine mails, no answer.
    fn recruiter(&mut self) {
        let recruiter = self.world.cast.recruiter;
        let strangers = self.world.person(recruiter).copies.clone();
        for n in 0..9 {
            let day = Day(self.world.today.0 - 30 - 95 * n);
            let start = self.working_hour(day);
            let strangers = if n == 4 { strangers.clone() } else { Vec::new() };
            self.hold(&Thread {
                start,
                members: vec![Party::Who(recruiter), Party::Ego],
                strangers,
                at_work: false,
                turns: 1,
            });
        }
    }

    fn addressed(&mut self, parties: &[Party], time: Timestamp, at_work: bool) -> Option<Vec<Address>> {
        let addresses: Vec<Address> = parties.iter().filter_map(|&party| self.address(party, time, at_work)).collect();
        (!addresses.is_empty()).then_some(addresses)
    }

    fn address(&mut self, party: Party, time: Timestamp, at_work: bool) -> Option<Address> {
        let day = time.day();
        let who = match party {
            Party::Ego => return Some(self.ego_address(day, at_work)),
            Party::Who(who) => who,
        };
        let person = self.world.person(who);
        let mail = if at_work {
            person.work_mail_on(day).or_else(|| person.mail.clone())
        } else {
            person.private_mail_on(day)
        }
        .or_else(|| person.posts.last().map(|post| person.mail_at(post.employer)))?;
        Some(Address { name: spelling(who, person, at_work, &mut self.dice), mail, encoding: encoding(who) })
    }

    fn ego_address(&mut self, day: Day, at_work: bool) -> Address {
        let ego = &self.world.ego;
        let mail = match ego.post_on(day) {
            Some(post) if at_work && self.dice.chance(0.97) => ego.mail_at(post.employer),
            _ if day < self.world.years_ago(8.5) => ego.old_mail.clone(),
            _ => ego.mail.clone(),
        };
        Address { name: ego.name.full(), mail, encoding: Encoding::QuotedUtf8 }
    }

    fn are_at_work_together(&self, person: &Person, day: Day) -> bool {
        let mine = self.world.ego.post_on(day).map(|post| post.employer);
        mine.is_some() && mine == person.post_on(day).map(|post| post.employer)
    }

    /// Some moment of a day at which people write.
    pub(super) fn working_hour(&mut self, day: Day) -> Timestamp {
        let (hour, minute) = (self.dice.between(7, 20), self.dice.between(0, 59));
        Timestamp(at(day, hour, minute).0 + self.dice.between(0, 59))
    }

    /// A short body; now and then with a line that mbox must quote.
    pub(super) fn sentences(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.dice.below(3) {
            text.push_str(self.dice.pick(SENTENCES));
            text.push('\n');
        }
        if self.dice.chance(0.01) {
            text.push_str("From here on it is all downhill.\n");
        }
        text
    }
}

fn encoding(who: Who) -> Encoding {
    [Encoding::QuotedUtf8, Encoding::Base64, Encoding::QuotedLatin1, Encoding::Base64, Encoding::Raw][who.0 % 5]
}

/// How this person's name stands in a header: mail programs and people differ, but each keeps to their way.
fn spelling(who: Who, person: &Person, at_work: bool, dice: &mut Dice) -> String {
    let name = &person.name;
    if person.in_story && !at_work {
        return name.full();
    }
    match who.0 % 8 {
        0 if at_work => format!("{}, {}", name.family, name.given),
        1 | 2 if !name.native.is_empty() => name.native.clone(),
        3 if !at_work => name.given.clone(),
        4 if dice.chance(0.3) => String::new(),
        _ => name.full(),
    }
}
