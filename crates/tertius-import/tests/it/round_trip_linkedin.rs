//! Random files of a LinkedIn export beside connections and messages, and read back: exactly that content.

use crate::read::said;
use proptest::collection::vec;
use proptest::prelude::*;
use tertius_model::Timestamp;

/// One line of such a file: somebody, and when.
#[derive(Clone, Debug)]
struct Row {
    given: String,
    family: String,
    /// Where the person stands in the file; their profile and address follow from it.
    n: usize,
    /// Whole minutes, as most of these files have.
    time: i64,
    /// Received or given, incoming or outgoing.
    is_theirs: bool,
    /// What people write into a free text.
    words: String,
}

impl Row {
    fn name(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    fn slug(&self) -> String {
        format!("person-{}", self.n)
    }

    fn url(&self) -> String {
        format!("https://www.linkedin.com/in/{}", self.slug())
    }

    /// The person as they are rendered.
    fn who(&self) -> String {
        format!("\"{}\" <linkedin {}>", self.name(), self.slug())
    }

    fn named(&self) -> String {
        format!("\"{}\"", self.name())
    }

    /// The two parties of what was done, doer first.
    fn way(&self, they: &str) -> String {
        if self.is_theirs { format!("{they} -> ego") } else { format!("ego -> {they}") }
    }

    fn clock(&self) -> (i64, i64) {
        let second = self.time.rem_euclid(86_400);
        (second / 3_600, second / 60 % 60)
    }

    /// `2024-06-18 10:42:00`
    fn iso(&self) -> String {
        let (hour, minute) = self.clock();
        format!("{} {hour:02}:{minute:02}:00", Timestamp(self.time).day())
    }

    /// `1/29/26, 2:37 PM`
    fn american(&self) -> String {
        let (year, month, day) = Timestamp(self.time).day().date();
        let (hour, minute) = self.clock();
        let half = if hour < 12 { "AM" } else { "PM" };
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        format!("{month}/{day}/{:02}, {hour}:{minute:02} {half}", year % 100)
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        "[A-ZÀ-Ý][a-zà-ÿ]{2,8}",
        "[A-ZŁ][a-zøł]{2,9}",
        20_000_000..28_000_000_i64,
        any::<bool>(),
        "[a-z]{1,5}[,;\"'\n ]?[a-z]{1,5}",
    );
    vec(row, 1..10).prop_map(|rows| {
        let numbered = rows.into_iter().enumerate();
        let row = |(n, (given, family, minutes, is_theirs, words))| Row {
            given,
            family,
            n,
            time: minutes * 60,
            is_theirs,
            words,
        };
        numbered.map(row).collect()
    })
}

/// A table as LinkedIn writes it: cells quoted where they must be, no byte order mark, plain line ends.
fn table<'r>(header: &str, rows: impl IntoIterator<Item = &'r Row>, cells: impl Fn(&Row) -> Vec<String>) -> String {
    let mut text = format!("{header}\n");
    for row in rows {
        let quoted = cells(row).into_iter().map(|cell| match cell.contains([',', '"', '\n']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell,
        });
        text += &(quoted.collect::<Vec<_>>().join(",") + "\n");
    }
    text
}

fn check(id: &str, path: &str, text: &str, expected: impl IntoIterator<Item = String>) {
    let mut expected: Vec<String> = expected.into_iter().collect();
    expected.sort();
    assert_eq!(said(id, path, text.as_bytes()), expected, "{text}");
}

fn cells<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn invitations_of_every_year(rows in rows()) {
        let told = |row: &Row, they: String| format!("stated {} Invited(LinkedIn): {}", row.iso(), row.way(&they));
        let direction = |row: &Row| if row.is_theirs { "INCOMING" } else { "OUTGOING" };
        let parties = |row: &Row, they: String, me: &str| {
            if row.is_theirs { [they, me.to_owned()] } else { [me.to_owned(), they] }
        };
        let today = table("From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl", &rows, |row| {
            let ([from, to], [from_url, to_url]) =
                (parties(row, row.name(), "Kim Berg"), parties(row, row.url(), "https://www.linkedin.com/in/kim-berg"));
            cells([&from, &to, &row.american(), &row.words, direction(row), &from_url, &to_url])
        });
        let own = ["own linkedin kim-berg".to_owned()];
        check("linkedin-invitations", "Invitations.csv", &today, rows.iter().map(|row| told(row, row.who())).chain(own));
        let once = table("From,To,Sent At,Message,Direction", &rows, |row| {
            let [from, to] = parties(row, row.name(), "Kim Berg");
            cells([&from, &to, &row.american(), "", direction(row)])
        });
        check("linkedin-invitations", "Invitations.csv", &once, rows.iter().map(|row| told(row, row.named())));
        let first = &rows[0];
        let registration = table(
            "Registration Date,Registration IP Address,Invited by (First Name),Invited by (Last Name),Subscription Types",
            [first],
            |row| cells([&row.american(), "192.0.2.7", &row.given, &row.family, ""]),
        );
        let told = format!("stated {} Invited(LinkedIn): {} -> ego", first.iso(), first.named());
        check("linkedin-registration", "Registration.csv", &registration, [told]);
    }

    #[test]
    fn praise_received_and_given(rows in rows()) {
        let (received, given): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.is_theirs);
        for (rows, who, id, file) in [
            (&received, "Endorser", "linkedin-endorsements-received", "Endorsement_Received_Info.csv"),
            (&given, "Endorsee", "linkedin-endorsements-given", "Endorsement_Given_Info.csv"),
        ] {
            let header = format!(
                "Endorsement Date,Skill Name,{who} First Name,{who} Last Name,{who} Public Url,Endorsement Status"
            );
            let text = table(&header, rows.iter().copied(), |row| {
                let date = format!("{} UTC", row.iso().replace('-', "/"));
                cells([&date, &row.words, &row.given, &row.family, &row.url()[12..], "ACCEPTED"])
            });
            check(id, file, &text, rows.iter().map(|row| format!("stated {} Endorsed: {}", row.iso(), row.way(&row.who()))));
        }
        for (rows, id, file) in [
            (&received, "linkedin-recommendations-received", "Recommendations_Received.csv"),
            (&given, "linkedin-recommendations-given", "Recommendations_Given.csv"),
        ] {
            let header = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status";
            let text = table(header, rows.iter().copied(), |row| {
                cells([&row.given, &row.family, "Acme", "Lead", &row.words, &row.american(), "VISIBLE"])
            });
            let told = |row: &&Row| format!("stated {} Recommended: {}", row.iso(), row.way(&row.named()));
            check(id, file, &text, rows.iter().map(told));
        }
    }

    #[test]
    fn contacts_and_notes(rows in rows()) {
        let card = |row: &Row| format!("card \"{}\" given=\"{}\" family=\"{}\"", row.name(), row.given, row.family);
        let header = "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,\
                      InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles";
        let text = table(header, &rows, |row| {
            let emails = format!("p{0}@example.org;p{0}@example.net", row.n);
            let phone = format!(" +4477009{:05}", row.n);
            let name = row.name();
            cells(["GOOGLE_CONTACTS", &row.given, &row.family, "Acme", "Lead", &emails, &phone, &row.american(), "", "", "", &name, "Apr 12, 1990", "", "", &row.url()])
        });
        let told = rows.iter().map(|row| {
            format!(
                "{} | email p{1}@example.org | email p{1}@example.net | phone +4477009{1:05} | linkedin {2} | job \"Lead\" at \"Acme\" | birthday 1990-04-12",
                card(row), row.n, row.slug()
            )
        });
        check("linkedin-contacts", "Contacts.csv", &text, told);
        let header = "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On";
        let text = table(header, &rows, |row| cells([&row.given, &row.family, &row.url(), &row.words, &row.iso(), ""]));
        let told = rows.iter().map(|row| {
            format!("{} | linkedin {} | note {:?} | revised {}", card(row), row.slug(), row.words, row.iso())
        });
        check("linkedin-notes", "Notes.csv", &text, told);
    }

    #[test]
    fn what_the_owner_is(rows in rows()) {
        let profile = table(
            "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers",
            &rows[..1],
            |row| cells([&row.given, &row.family, "", "", "Apr 12", &row.words, &row.words, "", "", "", "[someone]", "", ""]),
        );
        let told = [format!("own name {}", rows[0].named()), "own account twitter:someone".to_owned()];
        check("linkedin-profile", "Profile.csv", &profile, told);
        let month = |row: &Row| ["Jan", "Jun", "Sep"][row.n % 3];
        let positions = table("Company Name,Title,Description,Location,Started On,Finished On", &rows, |row| {
            cells([&format!("Acme {}", row.n), "Lead, at large", &row.words, "", &format!("{} 2019", month(row)), ""])
        });
        let number = |row: &Row| ["01", "06", "09"][row.n % 3];
        let told = rows.iter().map(|row| format!("own job \"Lead, at large\" at \"Acme {}\" 2019-{}..", row.n, number(row)));
        check("linkedin-positions", "Positions.csv", &positions, told);
        let education = table("School Name,Start Date,End Date,Notes,Degree Name,Activities", &rows, |row| {
            cells([&format!("School {}", row.n), "2009", "2014", &row.words, "MSc", ""])
        });
        let told = rows.iter().map(|row| format!("own school \"MSc\" at \"School {}\" 2009..2014", row.n));
        check("linkedin-education", "Education.csv", &education, told);
    }

    #[test]
    fn where_the_owner_is_reached(rows in rows()) {
        let emails = table("Email Address,Confirmed,Primary,Updated On", &rows, |row| {
            cells([&format!("P{}@Example.org", row.n), "Yes", "No", &row.american()])
        });
        let told = |row: &Row| format!("own email p{}@example.org", row.n);
        check("linkedin-emails", "Email Addresses.csv", &emails, rows.iter().map(told));
        let phone = |row: &Row| format!("own phone +4477009{:05}", row.n);
        let number = |row: &Row| format!(" +44 77 009{:05}", row.n);
        let phones = table("Extension,Number,Type", &rows, |row| cells(["", &number(row), "Mobile"]));
        check("linkedin-phones", "PhoneNumbers.csv", &phones, rows.iter().map(phone));
        let phones = table("Number,Extension,Is_WhatsApp_Number", &rows, |row| cells([&number(row), "", "true"]));
        check("linkedin-whatsapp-phones", "Whatsapp Phone Numbers.csv", &phones, rows.iter().map(phone));
        let verified = table(
            "First name,Middle name,Last name,Verification type,Organization name,Email address,Country,State,City,Year of birth,Issuing authority,Document type,Verification service provider,Verified date,Expiry date",
            &rows[..1],
            |row| cells([&row.given, "", &row.family, "WORKPLACE", "Acme", &format!("p{}@example.org", row.n), "", "", "", "", "", "", "", &row.american(), ""]),
        );
        let told = [format!("own name {}", rows[0].named()), told(&rows[0])];
        check("linkedin-verifications", "Verifications.csv", &verified, told);
    }
}
