//! Everybody around the story: circles, careers that overlap with ego's, and who is connected where.

use super::cast;
use super::dice::Dice;
use super::employers::{EMPLOYERS, Employer, FIRST_ORDINARY, TITLES};
use super::lines::plain;
use super::names::Register;
use super::people::{Circle, Connection, Direction, Person, Post, Traffic, Who, World};
use tertius_model::Day;

/// How a circle is filled: how many, how many mail threads a year, and how many are on LinkedIn and in the phone.
struct Filling {
    circle: Circle,
    n: usize,
    threads_per_year: f64,
    connected: f64,
    in_phone: f64,
}

const fn filling(circle: Circle, n: usize, rates: [f64; 3]) -> Filling {
    Filling { circle, n, threads_per_year: rates[0], connected: rates[1], in_phone: rates[2] }
}

static FILLINGS: &[Filling] = &[
    filling(Circle::University, 28, [0.9, 0.78, 0.45]),
    filling(Circle::Climbing, 13, [1.2, 0.35, 0.7]),
    filling(Circle::Team(Employer::KESTREL), 34, [5.0, 0.75, 0.12]),
    filling(Circle::Team(Employer::HALDEN), 44, [5.5, 0.85, 0.2]),
    filling(Circle::Team(Employer::QUILLMARK), 14, [9.0, 0.95, 0.5]),
    filling(Circle::Team(Employer::TIDEWRIGHT), 50, [6.5, 0.72, 0.25]),
    filling(Circle::Neighbours, 8, [0.6, 0.1, 0.8]),
    filling(Circle::Family, 9, [1.0, 0.1, 0.95]),
    filling(Circle::School, 14, [1.2, 0.15, 0.6]),
    filling(Circle::Conference, 52, [0.25, 0.97, 0.03]),
    filling(Circle::Client, 34, [3.2, 0.8, 0.3]),
    filling(Circle::Stranger, 72, [0.0, 0.0, 0.0]),
];

/// Invents everybody.
pub(super) fn invent(seed: u64, today: Day) -> World {
    let (ego, people, cast) = cast::enter(today);
    let reserved: Vec<String> = people.iter().map(|person| person.name.full()).chain([ego.name.full()]).collect();
    let mut register = Register::new(reserved);
    let mut dice = Dice::new(seed, "people");
    let mut world = World { today, ego, people, cast };
    for filling in FILLINGS {
        for _ in 0..filling.n {
            let person = newcomer(&world, filling, &mut register, &mut dice);
            world.people.push(person);
        }
    }
    keep_slugs_apart(&mut world.people);
    introduce_strangers(&mut world, &mut dice);
    world
}

/// Names of people who are seen nowhere but in one meeting of hundreds.
pub(super) fn bystanders(seed: u64, world: &World, n: usize) -> Vec<Person> {
    let mut register = Register::new(world.people.iter().map(|person| person.name.full()));
    let mut dice = Dice::new(seed, "bystanders");
    (0..n).map(|_| Person::new(register.name(&mut dice), Circle::Stranger)).collect()
}

fn newcomer(world: &World, filling: &Filling, register: &mut Register, dice: &mut Dice) -> Person {
    let mut person = Person::new(register.name(dice), filling.circle);
    person.posts = career(world, filling.circle, dice);
    if !matches!(filling.circle, Circle::Team(_) | Circle::Conference | Circle::Client | Circle::Stranger)
        || dice.chance(0.3)
    {
        person.mail = private_mail(&person, dice);
    }
    person.traffic = traffic(world, filling, &person, dice);
    if filling.circle == Circle::Stranger {
        person.books.other = dice.chance(0.5);
        person.mail = None;
        return person;
    }
    let since =
        person.traffic.as_ref().map_or(Day(world.today.0 - dice.between(60, 3000) as i32), |traffic| traffic.from);
    if dice.chance(filling.connected) {
        let shown_mail = person.mail.clone().filter(|_| dice.chance(0.06));
        let since = Day((since.0 + dice.between(3, 200) as i32).min(world.today.0 - 25));
        person.connection = Some(Connection { since, shown_mail });
    }
    person.books.phone = dice.chance(filling.in_phone);
    person.books.google = person.books.phone && dice.chance(0.45);
    if person.books.phone {
        person.phone = Some(register.phone(dice));
    }
    if dice.chance(if person.books.phone { 0.3 } else { 0.0 }) {
        let year = world.today.date().0 - dice.between(26, 68) as i32;
        person.birthday = Day::from_date(year, dice.between(1, 12) as u32, dice.between(1, 28) as u32);
    }
    person
}

fn private_mail(person: &Person, dice: &mut Dice) -> Option<String> {
    let (given, family) = (plain(&person.name.given, ""), plain(&person.name.family, ""));
    let local = match dice.below(4) {
        0 => format!("{given}.{family}"),
        1 => format!("{given}{family}{}", dice.between(70, 99)),
        2 => format!("{}.{family}", &given[..1]),
        _ => format!("{given}_{family}"),
    };
    Some(format!("{local}@{}", dice.pick(&["example.com", "example.org", "example.net", "post.example"])))
}

fn career(world: &World, circle: Circle, dice: &mut Dice) -> Vec<Post> {
    let today = world.today.0;
    let elsewhere = |dice: &mut Dice| Employer(FIRST_ORDINARY + dice.below(EMPLOYERS.len() - FIRST_ORDINARY));
    let Circle::Team(employer) = circle else {
        if circle == Circle::Family && dice.chance(0.6) {
            return Vec::new();
        }
        let changed = Day(today - dice.between(300, 3200) as i32);
        let first = Post {
            employer: elsewhere(dice),
            title: dice.pick(TITLES),
            from: Day(changed.0 - 1500),
            to: Some(changed),
        };
        let second = Post { employer: elsewhere(dice), title: dice.pick(TITLES), from: changed, to: None };
        return if dice.chance(0.4) { vec![first, second] } else { vec![Post { from: first.from, ..second }] };
    };
    let span = world.ego.post_at(employer);
    let end = span.to.unwrap_or(world.today).0;
    let from = Day(span.from.0 + dice.between(-700, i64::from(end - span.from.0) * 6 / 10) as i32);
    let left = Day(from.0.max(span.from.0) + dice.between(200, 2400) as i32);
    let mut posts = vec![Post { employer, title: dice.pick(TITLES), from, to: (left.0 < today).then_some(left) }];
    if left.0 < today {
        posts.push(Post { employer: elsewhere(dice), title: dice.pick(TITLES), from: left, to: None });
    }
    posts
}

fn traffic(world: &World, filling: &Filling, person: &Person, dice: &mut Dice) -> Option<Traffic> {
    if filling.threads_per_year == 0.0 {
        return None;
    }
    // A few people carry most of the mail: the cube spreads the rates over two orders of magnitude.
    let threads_per_year = filling.threads_per_year * 4.0 * dice.unit().powi(3) + 0.1;
    let first_day = world.years_ago(11.0).0;
    let (from, to) = match filling.circle {
        Circle::Team(employer) => {
            let (mine, theirs) = (world.ego.post_at(employer), person.posts.first()?);
            let end = mine.to.unwrap_or(world.today).0.min(theirs.to.unwrap_or(world.today).0);
            // Some stay in touch after the time together, with private addresses and far less often.
            let after = if person.mail.is_some() { dice.between(0, 1500) as i32 } else { 0 };
            (mine.from.0.max(theirs.from.0), end + after)
        }
        Circle::Conference | Circle::Client => {
            let from = world.today.0 - dice.between(80, 2900) as i32;
            (from, (from + dice.between(60, 900) as i32).min(world.today.0))
        }
        _ => (first_day + dice.between(0, 1800) as i32, world.today.0 - dice.between(1, 1200) as i32),
    };
    let direction =
        if filling.circle == Circle::Conference && dice.chance(0.4) { Direction::OnlyThey } else { Direction::Both };
    Some(Traffic { from: Day(from.max(first_day)), to: Day(to.min(world.today.0 - 1)), threads_per_year, direction })
}

fn keep_slugs_apart(people: &mut [Person]) {
    for i in 0..people.len() {
        let base = people[i].slug.clone();
        let mut n = 2;
        while people[..i].iter().any(|other| other.slug == people[i].slug) {
            people[i].slug = format!("{base}-{n}");
            n += 1;
        }
    }
}

/// Gives each stranger somebody whom ego writes with and who brings the stranger into a thread.
fn introduce_strangers(world: &mut World, dice: &mut Dice) {
    let strangers = world.those(|person| person.circle == Circle::Stranger && !person.in_story);
    let connectors = world.those(|person| {
        !person.in_story
            && person.posts.len() == 1
            && person.posts[0].to.is_none()
            && person.traffic.as_ref().is_some_and(|traffic| {
                traffic.threads_per_year > 0.8
                    && traffic.to.0 - traffic.from.0 > 300
                    && traffic.direction == Direction::Both
            })
    });
    let story = [world.cast.insider, world.cast.cofounder, world.cast.merged, world.cast.advisor, world.cast.climber];
    for (i, &Who(stranger)) in strangers.iter().enumerate() {
        let connector = match story.get(i / 3) {
            Some(&connector) => connector,
            None if connectors.is_empty() => continue,
            None => dice.pick(&connectors),
        };
        world.people[connector.0].copies.push(Who(stranger));
        // A colleague of the connector, more often than not: their employer stands in the address.
        if let Some(post) = world.people[connector.0].posts.last().cloned().filter(|_| dice.chance(0.6)) {
            let title = dice.pick(TITLES);
            world.people[stranger].posts = vec![Post { title, ..post }];
        }
    }
}
