//! The people of the story, placed by hand. Chance invents everybody else around them.

use super::employers::Employer;
use super::people::{Books, Circle, Connection, Direction, Ego, Name, Person, Post, Traffic, Who};
use tertius_model::Day;

/// Where the story's people stand in the list of people.
#[derive(Clone, Debug)]
pub(super) struct Cast {
    pub best_friend: Who,
    pub climber: Who,
    /// The connector: a close friend, missing on LinkedIn, who works where ego would like to.
    pub insider: Who,
    pub sister: Who,
    pub gap: Vec<Who>,
    pub partner: Who,
    pub mother: Who,
    pub cofounder: Who,
    pub recruiter: Who,
    pub handshake: Who,
    /// Many records: LinkedIn with credentials, phone book with a nickname, mail from another address.
    pub merged: Who,
    pub merged_native: Who,
    pub namesakes: [Who; 2],
    pub couple: [Who; 2],
    pub target: Who,
    pub second_target: Who,
    pub third_target: Who,
    /// Fits the goal, but only the recruiter knows them.
    pub cold_target: Who,
    pub path_end: Who,
    pub advisor: Who,
    pub manager: Who,
}

/// Builds the list of people; each call adds one.
struct Stage {
    today: Day,
    people: Vec<Person>,
}

impl Stage {
    fn ago(&self, years: f64) -> Day {
        Day(self.today.0 - (years * 365.25) as i32)
    }

    fn enter(&mut self, name: [&str; 4], circle: Circle) -> &mut Person {
        let [given, family, nickname, native] = name.map(str::to_owned);
        let mut person = Person::new(Name { given, family, native, nickname }, circle);
        person.in_story = true;
        self.people.push(person);
        self.people.last_mut().expect("because one was pushed")
    }

    fn last(&self) -> Who {
        Who(self.people.len() - 1)
    }

    /// A close friend whom ego never connected with on LinkedIn: they have each other's numbers.
    fn friend(&mut self, name: [&str; 4], mail: &str, phone: &str, born: [u32; 3], per_year: f64) -> Who {
        let (from, to) = (self.ago(11.0), Day(self.today.0 - 9));
        let person = self.enter(name, Circle::Friends);
        person.mail = Some(mail.to_owned());
        person.phone = Some(phone.to_owned());
        person.birthday = Day::from_date(born[0] as i32, born[1], born[2]);
        person.books = Books { phone: true, google: per_year > 1.5, other: false };
        person.traffic = Some(Traffic { from, to, threads_per_year: per_year, direction: Direction::Both });
        self.last()
    }

    fn post(&self, employer: Employer, title: &'static str, from: f64, to: Option<f64>) -> Post {
        Post { employer, title, from: self.ago(from), to: to.map(|years| self.ago(years)) }
    }

    fn stranger(&mut self, name: [&str; 4], employer: Employer, title: &'static str) -> Who {
        let post = self.post(employer, title, 5.0, None);
        let person = self.enter(name, Circle::Stranger);
        person.posts.push(post);
        person.books.other = true;
        self.last()
    }
}

/// Ego and the story's people.
pub(super) fn enter(today: Day) -> (Ego, Vec<Person>, Cast) {
    let mut stage = Stage { today, people: Vec::new() };
    let gap = friends(&mut stage);
    let [partner, mother] = family(&mut stage);
    let [cofounder, recruiter, handshake] = contrasts(&mut stage);
    let [merged, merged_native] = many_records(&mut stage);
    let (namesakes, couple) = look_alikes(&mut stage);
    let [target, second_target, third_target, cold_target, path_end] = strangers(&mut stage);
    let [advisor, manager] = colleagues(&mut stage);
    let cast = Cast {
        best_friend: gap[0],
        climber: gap[1],
        insider: gap[2],
        sister: gap[3],
        gap,
        partner,
        mother,
        cofounder,
        recruiter,
        handshake,
        merged,
        merged_native,
        namesakes,
        couple,
        target,
        second_target,
        third_target,
        cold_target,
        path_end,
        advisor,
        manager,
    };
    for (connector, known) in [
        (cast.insider, target),
        (cofounder, second_target),
        (cofounder, path_end),
        (merged, third_target),
        (advisor, path_end),
        (recruiter, cold_target),
    ] {
        stage.people[connector.0].copies.push(known);
    }
    (ego(&stage), stage.people, cast)
}

fn ego(stage: &Stage) -> Ego {
    let name = Name { given: "Mara".to_owned(), family: "Velten".to_owned(), ..Name::default() };
    Ego {
        name,
        mail: "mara.velten@example.com".to_owned(),
        old_mail: "mvelten@example.net".to_owned(),
        phone: "+4917139200007".to_owned(),
        slug: "mara-velten".to_owned(),
        born: Day::from_date(stage.today.date().0 - 38, 5, 17).unwrap_or_default(),
        posts: vec![
            stage.post(Employer::KESTREL, "Data Analyst", 14.6, Some(10.6)),
            stage.post(Employer::HALDEN, "Product Manager", 10.6, Some(6.4)),
            stage.post(Employer::QUILLMARK, "Co-founder", 6.4, Some(3.1)),
            stage.post(Employer::TIDEWRIGHT, "Product Lead", 3.0, None),
        ],
    }
}

fn friends(stage: &mut Stage) -> Vec<Who> {
    let best = stage.friend(
        ["Joana", "Figueiredo", "Jo", ""],
        "joana.figueiredo@example.net",
        "+4917139200011",
        [1987, 9, 3],
        0.9,
    );
    let climber = stage.friend(
        ["Bartosz", "Wiśniewski", "Bart", ""],
        "bartosz.w@example.org",
        "+4917139200012",
        [1985, 2, 21],
        2.5,
    );
    let insider = stage.friend(
        ["Amara", "Okonkwo", "Ama", ""],
        "amara.okonkwo@example.com",
        "+447700900021",
        [1986, 11, 30],
        6.0,
    );
    let posts = vec![
        stage.post(Employer::SKYLEDGER, "Meteorologist", 11.0, Some(4.5)),
        stage.post(Employer::FERNWEATHER, "Head of Forecasting", 4.5, None),
    ];
    stage.people[insider.0].posts = posts;
    let sister =
        stage.friend(["Klara", "Velten", "", ""], "klara.velten@example.org", "+4917139200013", [1991, 4, 8], 4.0);
    stage.people[sister.0].circle = Circle::Family;
    let linh = stage.friend(["Linh", "Trần", "", ""], "linh.tran@example.net", "+33639980041", [1987, 1, 27], 2.0);
    let yusuf =
        stage.friend(["Yusuf", "Demir", "", ""], "yusuf.demir@example.org", "+493023125017", [1979, 6, 14], 1.4);
    stage.people[yusuf.0].circle = Circle::Neighbours;
    let farid = stage.friend(
        ["Farid", "Mansour", "", "فريد منصور"],
        "farid.mansour@example.com",
        "+4917139200014",
        [1988, 12, 5],
        2.2,
    );
    let dilnoza = stage.friend(
        ["Dilnoza", "Karimova", "Dila", ""],
        "dilnoza.k@example.net",
        "+4917139200015",
        [1986, 8, 19],
        3.0,
    );
    stage.people[dilnoza.0].circle = Circle::School;
    vec![best, climber, insider, sister, linh, yusuf, farid, dilnoza]
}

fn family(stage: &mut Stage) -> [Who; 2] {
    let partner =
        stage.friend(["Tomás", "Arruda", "Tom", ""], "tomas.arruda@example.com", "+4917139200008", [1986, 3, 2], 7.0);
    let mother = stage.friend(
        ["Renate", "Velten", "Mama", ""],
        "renate.velten@example.net",
        "+493023125009",
        [1956, 10, 22],
        2.0,
    );
    // Couples do connect: so that the gap is made of friends.
    let since = stage.ago(9.0);
    let person = &mut stage.people[partner.0];
    person.connection = Some(Connection { since, shown_mail: person.mail.clone() });
    for who in [partner, mother] {
        stage.people[who.0].circle = Circle::Family;
    }
    [partner, mother]
}

/// The three whom a count of messages ranks wrongly.
fn contrasts(stage: &mut Stage) -> [Who; 3] {
    let posts = vec![
        stage.post(Employer::HALDEN, "Lead Engineer", 9.8, Some(6.4)),
        stage.post(Employer::QUILLMARK, "Co-founder and CTO", 6.4, Some(3.1)),
        stage.post(Employer(8), "Chief Technology Officer", 2.8, None),
    ];
    let (from, to, since) = (stage.ago(9.5), stage.ago(1.5), stage.ago(9.3));
    let person = stage.enter(["Ravi", "Chandrasekaran", "", ""], Circle::Team(Employer::QUILLMARK));
    person.mail = Some("ravi.chandra@example.org".to_owned());
    person.phone = Some("+447700900033".to_owned());
    person.posts = posts;
    person.books.phone = true;
    person.connection = Some(Connection { since, shown_mail: person.mail.clone() });
    person.traffic = Some(Traffic { from, to, threads_per_year: 34.0, direction: Direction::Both });
    let cofounder = stage.last();

    let (post, since) = (stage.post(Employer::TALENTSPAN, "Senior Recruiter", 6.0, None), stage.ago(2.3));
    let person = stage.enter(["Brad", "Colborne", "", ""], Circle::Conference);
    person.posts.push(post);
    let shown_mail = Some(person.mail_at(Employer::TALENTSPAN));
    person.connection = Some(Connection { since, shown_mail });
    let recruiter = stage.last();

    let (post, since) = (stage.post(Employer(10), "Business Development Manager", 2.0, None), Day(stage.today.0 - 20));
    let person = stage.enter(["Cosima", "Reuter", "", ""], Circle::Conference);
    person.posts.push(post);
    person.connection = Some(Connection { since, shown_mail: None });
    [cofounder, recruiter, stage.last()]
}

fn many_records(stage: &mut Stage) -> [Who; 2] {
    let posts = vec![
        stage.post(Employer::HALDEN, "Research Lead", 11.0, Some(5.0)),
        stage.post(Employer::NORTHMERE, "Head of Risk Modelling", 5.0, None),
    ];
    let (from, since) = (stage.ago(10.4), stage.ago(8.2));
    let to = Day(stage.today.0 - 30);
    let person = stage.enter(["Siobhán", "O'Rourke", "Shiv", ""], Circle::Team(Employer::HALDEN));
    person.mail = Some("shiv.orourke@example.net".to_owned());
    person.phone = Some("+447700900042".to_owned());
    person.posts = posts;
    person.slug = "siobhán-o-rourke-phd".to_owned();
    person.books = Books { phone: true, google: true, other: false };
    person.connection = Some(Connection { since, shown_mail: None });
    person.traffic = Some(Traffic { from, to, threads_per_year: 9.0, direction: Direction::Both });
    let merged = stage.last();

    let (post, from, since) =
        (stage.post(Employer(13), "Solutions Architect", 6.0, None), stage.ago(8.0), stage.ago(7.5));
    let person = stage.enter(["Xiuying", "Wang", "", "王秀英"], Circle::University);
    person.mail = Some("xiuying.wang@example.com".to_owned());
    person.phone = Some("+12025550144".to_owned());
    person.posts.push(post);
    person.books.phone = true;
    person.connection = Some(Connection { since, shown_mail: Some("xiuying.wang@example.com".to_owned()) });
    person.traffic = Some(Traffic { from, to, threads_per_year: 4.0, direction: Direction::Both });
    [merged, stage.last()]
}

/// Two pairs that a careless merge would make two people of: namesakes, and a couple with one landline.
fn look_alikes(stage: &mut Stage) -> ([Who; 2], [Who; 2]) {
    let (older, newer) = (stage.ago(10.2), stage.ago(2.6));
    let posts = [
        stage.post(Employer::KESTREL, "Engineering Manager", 14.0, None),
        stage.post(Employer::TIDEWRIGHT, "Finance Partner", 2.7, None),
    ];
    let to = Day(stage.today.0 - 12);
    let mut namesakes = Vec::new();
    for (post, (from, until, slug)) in
        posts.into_iter().zip([(older, stage.ago(4.0), "thomas-mueller-kr"), (newer, to, "thmueller-finance")])
    {
        let person = stage.enter(["Thomas", "Müller", "", ""], Circle::Team(post.employer));
        person.posts.push(post);
        person.slug = slug.to_owned();
        person.connection = Some(Connection { since: from, shown_mail: None });
        person.traffic = Some(Traffic { from, to: until, threads_per_year: 5.0, direction: Direction::Both });
        namesakes.push(stage.last());
    }
    let phone = "+493023125140";
    let ingrid = stage.friend(["Ingrid", "Nováková", "", ""], "ingrid.novakova@example.org", phone, [1968, 7, 11], 1.2);
    let pavel = stage.friend(["Pavel", "Novák", "", ""], "pavel.novak@example.com", phone, [1966, 5, 25], 1.2);
    for who in [ingrid, pavel] {
        stage.people[who.0].circle = Circle::Neighbours;
        stage.people[who.0].books.google = false;
    }
    ([namesakes[0], namesakes[1]], [ingrid, pavel])
}

/// People at distance two: no tie of ego's own.
fn strangers(stage: &mut Stage) -> [Who; 5] {
    [
        stage.stranger(["Henrike", "Sandvik", "", ""], Employer::FERNWEATHER, "Head of Climate Data Products"),
        stage.stranger(["Olabisi", "Adewale", "", ""], Employer::SKYLEDGER, "Senior Product Manager, Climate Data"),
        stage.stranger(["Lucía", "Montalbán", "", ""], Employer::NORTHMERE, "Climate Risk Data Manager"),
        stage.stranger(["Gareth", "Pomeroy", "", ""], Employer(14), "Product Manager, Climate Reporting"),
        stage.stranger(["Matteo", "Bellandi", "", ""], Employer::OSTARA, "Partner"),
    ]
}

fn colleagues(stage: &mut Stage) -> [Who; 2] {
    let today = stage.today;
    let (post, from) = (stage.post(Employer(22), "Board Member", 9.0, None), stage.ago(5.8));
    let person = stage.enter(["Gudrun", "Eikeland", "", ""], Circle::Client);
    person.posts.push(post);
    person.connection = Some(Connection { since: from, shown_mail: None });
    person.traffic = Some(Traffic { from, to: Day(today.0 - 25), threads_per_year: 3.0, direction: Direction::Both });
    let advisor = stage.last();

    let (post, from) = (stage.post(Employer::TIDEWRIGHT, "VP Product", 6.0, None), stage.ago(2.95));
    let person = stage.enter(["Désirée", "Lacombe", "", ""], Circle::Team(Employer::TIDEWRIGHT));
    person.posts.push(post);
    person.phone = Some("+33639980077".to_owned());
    person.books.phone = true;
    person.connection = Some(Connection { since: from, shown_mail: None });
    person.traffic = Some(Traffic { from, to: Day(today.0 - 2), threads_per_year: 30.0, direction: Direction::Both });
    [advisor, stage.last()]
}
