//! Samples of iCalendar, and what survives when they are cut.

use crate::read::{batches, check_folder, files_under, read, testdata};

/// Damaged copies per sample; the fuzz targets try more.
const COPIES: usize = 200;

#[test]
fn samples() {
    check_folder("icalendar");
}

#[test]
fn any_truncation_is_survived() {
    for file in files_under(&testdata().join("icalendar")) {
        let bytes = std::fs::read(&file).unwrap();
        let step = (bytes.len() / 200).max(13);
        for len in (0..bytes.len()).step_by(step) {
            let text = read("cut.ics", &bytes[..len]);
            assert!(text.starts_with("format"), "{} at {len}", file.display());
        }
    }
}

#[test]
fn one_event_in_two_calendars_is_one_gathering() {
    let keys = |head: &str| -> Vec<_> {
        let event = "BEGIN:VEVENT\nUID:shared\nDTSTART:20240501T100000Z\nRRULE:FREQ=DAILY;COUNT=3\nATTENDEE:mailto:a@example.org\nEND:VEVENT\n";
        let bytes = format!("BEGIN:VCALENDAR\n{head}{event}END:VCALENDAR\n").into_bytes();
        batches("icalendar", "c.ics", &bytes).iter().flat_map(|batch| &batch.gatherings).map(|one| one.key).collect()
    };
    let mine = keys("X-WR-CALNAME:Mine\n");
    assert_eq!(mine, keys("X-WR-CALNAME:Theirs\nPRODID:other\n"));
    assert_eq!(mine.len(), 3);
    assert!(mine[0] != mine[1] && mine[1] != mine[2]);
}

#[test]
fn nothing_of_what_it_was_about_is_kept() {
    let bytes = std::fs::read(testdata().join("icalendar/google.ics")).unwrap();
    assert!(!read("google.ics", &bytes).contains("secret"));
}

#[test]
fn every_sample_of_cards_and_calendars_has_a_snapshot() {
    let snapshots = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/snapshots");
    for folder in ["vcard", "icalendar"] {
        for file in files_under(&testdata().join(folder)) {
            let name = format!("{folder}_{}.snap", file.file_name().unwrap().to_string_lossy());
            assert!(snapshots.join(&name).exists(), "no snapshot {name}");
        }
    }
}

/// Numbers that repeat from run to run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

#[test]
fn any_corruption_is_survived() {
    let mut dice = Dice(7);
    for file in ["vcard", "icalendar"].iter().flat_map(|folder| files_under(&testdata().join(folder))) {
        let bytes = std::fs::read(&file).unwrap();
        for _ in 0..COPIES {
            let mut bytes = bytes[..bytes.len().min(4_000)].to_vec();
            for _ in 0..=dice.roll(8) {
                let at = dice.roll(bytes.len());
                bytes[at] = b"\0\n\r :;,=\"\\0919Z-T\xff\xc3"[dice.roll(18)];
            }
            read("bad", &bytes);
        }
    }
}

#[test]
fn any_rule_ends() {
    let mut dice = Dice(11);
    let starts = ["20240101T100000Z", "00010101T000000Z", "99991231T235959Z", "20240229", "19700101T000000"];
    let frequencies = ["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
    let parts = [
        "INTERVAL=0",
        "INTERVAL=65535",
        "COUNT=0",
        "COUNT=4294967295",
        "UNTIL=99991231T235959Z",
        "UNTIL=00010101",
        "BYMONTH=2",
        "BYMONTHDAY=31,-31",
        "BYDAY=53MO,-53SU",
        "BYDAY=MO,TU",
        "BYYEARDAY=366,-366",
        "BYWEEKNO=53",
        "BYSETPOS=-366,1",
        "BYHOUR=25",
        "BYHOUR=3",
        "BYMINUTE=61",
        "BYSECOND=60",
        "WKST=XX",
    ];
    let ends = ["DURATION:P99999999999W", "DTEND:00010101T000000Z", "DURATION:-PT1H", "DTEND:99991231T235959Z"];
    for _ in 0..COPIES {
        let mut rule = format!("FREQ={}", frequencies[dice.roll(7)]);
        for _ in 0..dice.roll(4) {
            rule += &format!(";{}", parts[dice.roll(18)]);
        }
        let event = format!(
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:{}\n{}\nRRULE:{rule}\nATTENDEE:mailto:a@example.org\nEND:VEVENT\n",
            starts[dice.roll(5)],
            ends[dice.roll(4)]
        );
        let begun = std::time::Instant::now();
        let text = read("rule.ics", event.as_bytes());
        assert!(begun.elapsed().as_secs() < 5, "{event}");
        assert!(text.matches("gathering").count() <= 400, "{event}");
    }
}
