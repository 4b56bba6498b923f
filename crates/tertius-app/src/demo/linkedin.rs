//! Ego's "Complete" LinkedIn export.

use super::DemoFile;
use super::dates::{
    at, birth_date, connected_on, java_date, linkedin_endorsement, linkedin_message, linkedin_padded, linkedin_short,
    month_year,
};
use super::dice::Dice;
use super::employers::{EMPLOYERS, SENTENCES, SKILLS};
use super::lines::Table;
use super::people::{Circle, Person, Who, World};
use std::fmt::Write as _;
use tertius_model::{Day, Timestamp};

const PREAMBLE: &str = "Notes:\n\"When exporting your connection data, you may notice that some of the email addresses are missing. You will only see email addresses for connections who have allowed their connections to see or download their email address using this setting https://www.linkedin.com/psettings/privacy/email. You can learn more here https://www.linkedin.com/help/linkedin/answer/261\"\n\n";

/// The files of the export.
pub(super) fn files(seed: u64, world: &World) -> Vec<DemoFile> {
    let mut dice = Dice::new(seed, "linkedin");
    let connections = connections(world, &mut dice);
    let messages = messages(world, &mut dice);
    let invitations = invitations(world, &mut dice);
    let endorsements = endorsements(world, &mut dice);
    let (year, month, day) = world.today.date();
    let folder = format!("Complete_LinkedInDataExport_{month:02}-{day:02}-{year}");
    [
        ("Connections.csv", connections),
        ("messages.csv", messages),
        ("Invitations.csv", invitations),
        ("Endorsement_Received_Info.csv", endorsements),
        ("Recommendations_Received.csv", recommendations_received(world)),
        ("Recommendations_Given.csv", recommendations_given(world)),
        ("Profile.csv", profile(world)),
        ("Positions.csv", positions(world)),
        ("Education.csv", education(world)),
        ("Email Addresses.csv", own_addresses(world)),
        ("PhoneNumbers.csv", own_phones(world)),
        ("Skills.csv", skills()),
        ("Company Follows.csv", follows(world, &mut dice)),
    ]
    .into_iter()
    .map(|(name, table)| DemoFile { path: format!("{folder}/{name}"), bytes: table.into_bytes() })
    .collect()
}

/// The URL as Connections.csv writes it, percent-encoded.
fn encoded_url(slug: &str) -> String {
    let mut url = "https://www.linkedin.com/in/".to_owned();
    for byte in slug.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            url.push(char::from(byte));
        } else {
            write!(url, "%{byte:02X}").expect("because a String takes every write");
        }
    }
    url
}

fn connections(world: &World, dice: &mut Dice) -> Table {
    let mut table = Table::new(PREAMBLE, "First Name,Last Name,URL,Email Address,Company,Position,Connected On", "\n");
    let mut connected: Vec<(Day, Who)> = Vec::new();
    for who in world.those(|person| person.connection.is_some()) {
        connected.extend(world.person(who).connection.as_ref().map(|connection| (connection.since, who)));
    }
    connected.sort_by_key(|&(since, Who(i))| (std::cmp::Reverse(since), i));
    for (n, (since, who)) in connected.into_iter().enumerate() {
        let person = world.person(who);
        // Members who closed their profile leave only a date behind.
        if n % 63 == 40 {
            table.row(&["", "", "", "", "", "", &connected_on(Day(since.0 - 1))]);
        }
        let (given, family) = decorated(world, who, dice);
        let mail = person.connection.as_ref().and_then(|connection| connection.shown_mail.clone()).unwrap_or_default();
        let post = person.post_on(world.today);
        let (company, title) = post.map_or(("", ""), |post| (post.employer.name(), post.title));
        table.row(&[&given, &family, &encoded_url(&person.slug), &mail, company, title, &connected_on(since)]);
    }
    table
}

/// A name as members dress it up.
fn decorated(world: &World, who: Who, dice: &mut Dice) -> (String, String) {
    let person = world.person(who);
    let (given, family) = (person.name.given.clone(), person.name.family.clone());
    if who == world.cast.merged {
        return (given, format!("{family}, PhD, CFA"));
    }
    if who == world.cast.merged_native {
        return (given, format!("{family} {}", person.name.native));
    }
    if person.in_story {
        return (given, family);
    }
    match dice.below(24) {
        0 => (given, format!("{family}, MBA")),
        1 => (format!("{given} 🌱"), family),
        2 => (format!("Dr. {given}"), family),
        3 => (format!(" {given}"), format!("{family} ")),
        4 => (given, format!("{}.", family.chars().next().unwrap_or('X'))),
        5 => (given.to_uppercase(), family.to_uppercase()),
        6 if !person.name.native.is_empty() => (given, format!("{family} ({})", person.name.native)),
        _ => (given, family),
    }
}

fn raw_url(slug: &str) -> String {
    format!("https://www.linkedin.com/in/{slug}")
}

fn messages(world: &World, dice: &mut Dice) -> Table {
    let mut table = Table::new(
        "",
        "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER,IS MESSAGE DRAFT,IS CONVERSATION DRAFT",
        "\n",
    );
    let ego = (world.ego.name.full(), raw_url(&world.ego.slug));
    let mut talkers = world.those(|person| person.connection.is_some() && !person.in_story);
    dice.shuffle(&mut talkers);
    talkers.truncate(70);
    for &who in talkers.iter().chain([&world.cast.recruiter, &world.cast.cofounder]) {
        let is_recruiter = who == world.cast.recruiter;
        let person = world.person(who);
        let them = (person.name.full(), raw_url(&person.slug));
        let conversation = format!("2-{:016x}{:016x}==", dice.next(), dice.next());
        let since = person.connection.as_ref().map_or(world.today, |connection| connection.since);
        let latest = if who == world.cast.cofounder { world.years_ago(1.5) } else { Day(world.today.0 - 4) };
        let day = Day(dice.between(i64::from(since.0.min(latest.0)), i64::from(latest.0)) as i32);
        let mut time = at(day, dice.between(7, 21), dice.between(0, 59));
        for turn in 0..if is_recruiter { 3 } else { 1 + dice.below(6) } {
            let ((from, from_url), (to, to_url)) =
                if turn % 2 == 0 || is_recruiter { (&them, &ego) } else { (&ego, &them) };
            if time.day() >= world.today {
                break;
            }
            let (date, text) = (linkedin_message(time), dice.pick(SENTENCES));
            table.row(&[&conversation, "", from, from_url, to, to_url, &date, "", text, "INBOX", "No", "No"]);
            time = Timestamp(time.0 + 3000 + dice.below(200_000) as i64);
        }
    }
    // Accounts that no longer exist: many people under one name, or nobody.
    for n in 0..5 {
        let (ego_name, ego_url) = &ego;
        let date = linkedin_message(at(Day(world.today.0 - 400 - 90 * n), 10, 5));
        let conversation = format!("2-{:016x}==", dice.next());
        let text = "I would like to tell you about our services.";
        table.row(&[
            &conversation,
            "",
            "LinkedIn Member",
            "",
            ego_name,
            ego_url,
            &date,
            "",
            text,
            "ARCHIVE",
            "No",
            "No",
        ]);
    }
    table
}

fn invitations(world: &World, dice: &mut Dice) -> Table {
    let header = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl";
    let mut table = Table::new("", header, "\n");
    let (ego, ego_url) = (world.ego.name.full(), raw_url(&world.ego.slug));
    for who in world.those(|person| person.connection.is_some()) {
        let person = world.person(who);
        let since = person.connection.as_ref().map_or(world.today, |connection| connection.since);
        let told = who == world.cast.handshake;
        if !told && dice.chance(0.5) {
            continue;
        }
        let sent = linkedin_short(at(Day(since.0 - 1), dice.between(7, 21), dice.between(0, 59)));
        let (name, url) = (person.name.full(), raw_url(&person.slug));
        if told || dice.chance(0.55) {
            let message = if told { "Nice to have met you at the fair!" } else { "" };
            table.row(&[&name, &ego, &sent, message, "INCOMING", &url, &ego_url]);
        } else {
            table.row(&[&ego, &name, &sent, "", "OUTGOING", &ego_url, &url]);
        }
    }
    table
}

fn endorsements(world: &World, dice: &mut Dice) -> Table {
    let header =
        "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,Endorsement Status";
    let mut table = Table::new("", header, "\n");
    let colleagues = world.those(|person| {
        person.connection.is_some()
            && matches!(person.circle, Circle::Team(_))
            && (!person.in_story || !person.copies.is_empty())
    });
    for who in colleagues {
        if !dice.chance(0.3) {
            continue;
        }
        let person = world.person(who);
        let since = person.connection.as_ref().map_or(world.today, |connection| connection.since);
        let date = linkedin_endorsement(at(Day((since.0 + 40).min(world.today.0 - 2)), 10, 0));
        let url = format!("www.linkedin.com/in/{}", person.slug);
        let skill = dice.pick(SKILLS);
        table.row(&[&date, skill, &person.name.given, &person.name.family, &url, "ACCEPTED"]);
    }
    table
}

const RECOMMENDATION: &str = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status";

fn recommend(world: &World, table: &mut Table, who: Who, text: &str, day: Day) {
    let Person { name, posts, .. } = world.person(who);
    let (company, title) = posts.last().map_or(("", ""), |post| (post.employer.name(), post.title));
    let date = linkedin_padded(at(day, 14, 37));
    table.row(&[&name.given, &name.family, company, title, text, &date, "VISIBLE"]);
}

fn recommendations_received(world: &World) -> Table {
    let mut table = Table::new("", RECOMMENDATION, "\n");
    let text =
        "I built a company with Mara. She listens first, decides late and well, and I would do it again tomorrow.";
    recommend(world, &mut table, world.cast.cofounder, text, world.years_ago(2.9));
    let text = "Mara asks the question that everybody else in the room was afraid of, \"why?\", and then stays for the answer.";
    recommend(world, &mut table, world.cast.merged, text, world.years_ago(6.2));
    table
}

fn recommendations_given(world: &World) -> Table {
    let mut table = Table::new("", RECOMMENDATION, "\n");
    let text = "Ravi makes hard systems look simple, and people braver.";
    recommend(world, &mut table, world.cast.cofounder, text, world.years_ago(2.85));
    table
}

fn profile(world: &World) -> Table {
    let mut table = Table::new(
        "",
        "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers",
        "\n",
    );
    let ego = &world.ego;
    table.row_of(&[
        ("First Name", ego.name.given.clone()),
        ("Last Name", ego.name.family.clone()),
        ("Birth Date", birth_date(ego.born)),
        ("Headline", "Product Lead | energy, data, people".to_owned()),
        ("Summary", "I turn measurements into decisions, and I am invented.".to_owned()),
        ("Industry", "Software Development".to_owned()),
        ("Geo Location", "Berlin, Germany".to_owned()),
    ]);
    table
}

fn positions(world: &World) -> Table {
    let mut table = Table::new("", "Company Name,Title,Description,Location,Started On,Finished On", "\n");
    for post in world.ego.posts.iter().rev() {
        let (from, to) = (month_year(post.from), post.to.map(month_year).unwrap_or_default());
        table.row(&[post.employer.name(), post.title, "", "Berlin", &from, &to]);
    }
    table
}

fn education(world: &World) -> Table {
    let mut table = Table::new("", "School Name,Start Date,End Date,Notes,Degree Name,Activities", "\n");
    let year = world.today.date().0;
    table.row(&[
        "Nordheim University",
        &(year - 20).to_string(),
        &(year - 15).to_string(),
        "",
        "MSc Statistics",
        "Choir",
    ]);
    table
}

fn own_addresses(world: &World) -> Table {
    let mut table = Table::new("", "Email Address,Confirmed,Primary,Updated On", "\n");
    let date = |years| linkedin_short(at(world.years_ago(years), 9, 12));
    table.row(&[&world.ego.mail, "Yes", "Yes", &date(8.4)]);
    table.row(&[&world.ego.old_mail, "Yes", "No", &date(11.0)]);
    table
}

fn own_phones(world: &World) -> Table {
    let mut table = Table::new("", "Extension,Number,Type", "\n");
    table.row(&["", &format!(" {}", world.ego.phone), "Mobile"]);
    table
}

fn skills() -> Table {
    let mut table = Table::new("", "Name", "\n");
    for skill in SKILLS {
        table.row(&[skill]);
    }
    table
}

fn follows(world: &World, dice: &mut Dice) -> Table {
    let mut table = Table::new("", "Organization,Followed On", "\n");
    for _ in 0..12 {
        let followed = java_date(at(Day(world.today.0 - dice.between(30, 2500) as i32), 10, 42));
        table.row(&[dice.pick(EMPLOYERS), &followed]);
    }
    table
}
