//! A temporary folder with a vault, a small invented network to import, and the real binary to ask.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The clock of every test.
pub const AS_OF: &str = "2026-11-01";

/// What a run of the program gave.
#[derive(Debug)]
pub struct Answer {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Answer {
    /// The one JSON document on standard output; anything else on either stream fails the test.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.err, "", "nothing but the answer");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.out))
    }

    /// The JSON error on standard error, its kind, message and hint; anything else fails the test.
    pub fn json_error(&self) -> [String; 3] {
        assert_eq!(self.out, "", "an error prints no answer");
        let document: serde_json::Value =
            serde_json::from_str(&self.err).unwrap_or_else(|error| panic!("{error} in {}", self.err));
        let error = document["error"].as_object().unwrap();
        assert_eq!(error.keys().collect::<Vec<_>>(), ["hint", "kind", "message"]);
        ["kind", "message", "hint"].map(|field| error[field].as_str().unwrap_or_default().to_owned())
    }

    /// Standard output of a run that went well.
    pub fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }
}

/// A place to work in.
pub struct Scene {
    folder: TempDir,
}

impl Scene {
    /// An empty place.
    pub fn empty() -> Scene {
        Scene { folder: tempfile::tempdir().unwrap() }
    }

    /// A place with the small network's files in `in/`.
    pub fn with_files() -> Scene {
        let scene = Scene::empty();
        for (name, text) in small_network() {
            scene.write(&format!("in/{name}"), text.as_bytes());
        }
        scene
    }

    /// A place where the small network has been imported.
    pub fn imported() -> Scene {
        let scene = Scene::with_files();
        scene.run(&["import", "in"]).done();
        scene
    }

    /// A path in this place.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The vault.
    pub fn vault(&self) -> PathBuf {
        self.path("vault.db")
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The program on this place's vault, with a fixed clock and a known environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bare(self.folder.path());
        command.arg("--vault").arg(self.vault()).args(["--as-of", AS_OF]).args(arguments);
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Answer {
        finish(&mut self.command(arguments))
    }

    /// Text without the place's own path and without durations.
    pub fn plain(&self, text: &str) -> String {
        let text = text.replace(&self.folder.path().display().to_string(), "PLACE");
        let Some((before, rest)) = text.split_once(" after, in ") else { return text };
        let after = rest.split_once(" s\n").map_or("", |(_, after)| after);
        format!("{before} after, in TIME\n{after}")
    }
}

/// The program in a folder, with nothing of the tester's environment that changes answers.
pub fn bare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tertius"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in ["TERTIUS_VAULT", "NO_COLOR", "CLICOLOR_FORCE", "COLUMNS", "XDG_DATA_HOME"] {
        command.env_remove(name);
    }
    command.env("HOME", folder).env("COLUMNS", "100");
    command
}

/// Runs a command to its end.
pub fn finish(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    Answer {
        code: output.status.code().expect("because nobody kills this run"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Mira Holt's world: Ana, a friend in mail and phone; Bo, a co-worker on LinkedIn; Chidi and Dana, whom only Ana
/// knows; two people called Eva Lind; a man with two addresses; a recruiter who was never answered.
fn small_network() -> Vec<(&'static str, String)> {
    vec![
        ("linkedin/Profile.csv", PROFILE.to_owned()),
        ("linkedin/Connections.csv", CONNECTIONS.to_owned()),
        ("linkedin/Positions.csv", POSITIONS.to_owned()),
        ("linkedin/Email Addresses.csv", OWN_ADDRESSES.to_owned()),
        ("phone.vcf", CARDS.to_owned()),
        ("calendar.ics", CALENDAR.to_owned()),
        ("mail.mbox", mail()),
    ]
}

const PROFILE: &str = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers\n\
    Mira,Holt,,,,Engineer,,,,\"Graz, Austria\",,,\n";
const OWN_ADDRESSES: &str =
    "Email Address,Confirmed,Primary,Updated On\nmira@example.org,Yes,Yes,\"1/29/20, 2:37 PM\"\n";
const POSITIONS: &str = "Company Name,Title,Description,Location,Started On,Finished On\n\
    Kestrel Works,Engineer,,Graz,Jan 2019,\n";
const CONNECTIONS: &str = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
    Bo,Ek,https://www.linkedin.com/in/bo-ek-1,,Kestrel Works,Head of Design,16 Dec 2019\n\
    Eva,Lind,https://www.linkedin.com/in/eva-lind-1,,Halden Bank,Analyst,2 Feb 2020\n\
    Rick,Stone,https://www.linkedin.com/in/rick-stone-9,,Talent Ahoy,Recruiter,3 Oct 2026\n\
    Jürgen,Köhler,https://www.linkedin.com/in/juergen-koehler,,Wolkenwerk GmbH,Geschäftsführer,11 Mar 2018\n\
    ,,,,,,1 Jan 2021\n";
const CARDS: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Ruiz\r\nN:Ruiz;Ana;;;\r\nEMAIL:ana@example.com\r\n\
    TEL;TYPE=CELL:+1 202 555 0101\r\nCATEGORIES:Friends\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jürgen Köhler\r\nN:Köhler;Jürgen;;;\r\nEMAIL:jk@example.net\r\n\
    EMAIL:juergen@wolkenwerk.example\r\nURL:https://www.linkedin.com/in/juergen-koehler\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eva Lind\r\nN:Lind;Eva;;;\r\nEMAIL:eva@example.net\r\n\
    ORG:Municipal Theatre\r\nTITLE:Stage manager\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nFN:王小明\r\nTEL:+1 202 555 0102\r\nEND:VCARD\r\n\
    BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kestrel Works\r\nORG:Kestrel Works\r\nTEL:+1 202 555 0199\r\nX-ABShowAs:COMPANY\r\nEND:VCARD\r\n";
const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n\
    BEGIN:VEVENT\r\nUID:lunch@example.org\r\nDTSTART:20260903T110000Z\r\nDTEND:20260903T120000Z\r\n\
    ORGANIZER:mailto:mira@example.org\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Mira Holt:mailto:mira@example.org\r\n\
    ATTENDEE;PARTSTAT=ACCEPTED;CN=Bo Ek:mailto:bo@kestrel-works.example\r\nSUMMARY:Lunch\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:dinner@example.org\r\nDTSTART:20260910T180000Z\r\nDTEND:20260910T210000Z\r\n\
    ORGANIZER;CN=Ana Ruiz:mailto:ana@example.com\r\nATTENDEE;PARTSTAT=ACCEPTED;CN=Mira Holt:mailto:mira@example.org\r\n\
    ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana Ruiz:mailto:ana@example.com\r\n\
    ATTENDEE;PARTSTAT=ACCEPTED;CN=Chidi Okafor:mailto:chidi@fernlight.example\r\nSUMMARY:Dinner\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

const MIRA: &str = "Mira Holt <mira@example.org>";
const ANA: &str = "Ana Ruiz <ana@example.com>";
const BO: &str = "Bo Ek <bo@kestrel-works.example>";
const CHIDI: &str = "Chidi Okafor <chidi@fernlight.example>";
const DANA: &str = "Dana Petrov <dana@fernlight.example>";

fn mail() -> String {
    let mut mbox = String::new();
    for year in 2019..=2026 {
        for month in (1..=10).step_by(3) {
            mbox += &message(&format!("{year}-{month:02}-03T09:00:00"), ANA, &[MIRA], &[]);
            mbox += &message(&format!("{year}-{month:02}-03T18:30:00"), MIRA, &[ANA], &[]);
        }
        mbox += &message(&format!("{year}-05-11T10:00:00"), BO, &[MIRA], &[]);
        mbox += &message(&format!("{year}-05-12T10:00:00"), MIRA, &[BO], &[]);
        mbox += &message(&format!("{year}-06-20T08:00:00"), ANA, &[CHIDI], &[MIRA]);
        mbox += &message(&format!("{year}-06-21T08:00:00"), CHIDI, &[ANA], &[MIRA]);
    }
    mbox += &message("2026-07-01T08:00:00", ANA, &[DANA, MIRA], &[]);
    mbox += &message("2026-10-04T08:00:00", "Rick Stone <rick@talent-ahoy.example>", &[MIRA], &[]);
    mbox += &message("2026-10-11T08:00:00", "Rick Stone <rick@talent-ahoy.example>", &[MIRA], &[]);
    mbox += "From - Thu Oct 15 08:00:00 2026\nFrom: nobody at all\nSubject: broken\n\nx\n\n";
    mbox
}

fn message(time: &str, from: &str, to: &[&str], copy: &[&str]) -> String {
    let (day, clock) = time.split_once('T').unwrap();
    let [year, month, date] = <[&str; 3]>::try_from(day.split('-').collect::<Vec<_>>()).unwrap();
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months[month.parse::<usize>().unwrap() - 1];
    let copy = if copy.is_empty() { String::new() } else { format!("Cc: {}\n", copy.join(", ")) };
    format!(
        "From - Thu Jan 01 00:00:00 1970\nFrom: {from}\nTo: {}\n{copy}Date: {date} {month} {year} {clock} +0000\n\
         Message-ID: <{day}-{}@example.org>\nSubject: hello\n\nText.\n\n",
        to.join(", "),
        clock.replace(':', "")
    )
}
