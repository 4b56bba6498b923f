//! Loose connections: who is one step removed, through whom, and on what evidence.

use crate::scenario::play;
use insta::assert_snapshot;

const ANA: &str = "
    me me@x.example
    letters 2024-01-01..2026-04-20 every 14 Ana Ruiz <ana@x.example> <-> me@x.example";

fn check(more: &str) -> String {
    play(&format!("{ANA}\n{more}"))
}

#[test]
fn a_stranger_in_copy_appears_with_the_friend_as_connector() {
    let said = check(
        "mail 2026-03-01 Ana Ruiz <ana@x.example> -> me@x.example cc Zoe Quist <zoe@quist.example>
         ask loose",
    );
    assert_snapshot!(said, @r"
    Zoe Quist at Quist 0.021 via Ana Ruiz (observed)
    ");
}

#[test]
fn one_row_per_person_with_every_friend_between() {
    let said = check(
        "letters 2025-01-01..2026-04-20 every 14 Bo Lindqvist <bo@y.example> <-> me@x.example
         mail 2026-03-01 Ana Ruiz <ana@x.example> -> me@x.example, Zoe Quist <zoe@quist.example>
         mail 2026-03-02 Bo Lindqvist <bo@y.example> -> me@x.example, Zoe Quist <zoe@quist.example>
         ask loose",
    );
    assert_snapshot!(said, @r"
    Zoe Quist at Quist 0.035 via Ana Ruiz (observed), Bo Lindqvist (observed)
    ");
}

#[test]
fn somebody_who_only_wrote_is_no_connector() {
    let said = play(
        "me me@x.example
         mail 2025-01-01..2026-04-01 every 7 Sal Pitch <sal@pitch.example> -> me@x.example, Zoe Quist <zoe@quist.example>
         ask loose
         ask path zoe@quist.example",
    );
    assert_snapshot!(said, @r"
    nobody
    nobody
    ");
}

#[test]
fn an_all_hands_of_five_hundred_makes_no_links() {
    let said = check(
        "meeting 2026-03-01 boss@x.example me@x.example ana@x.example zoe@quist.example +500
         ask loose
         ask why boss@x.example",
    );
    assert_snapshot!(said, @r"
    nobody
    boss@x.example · none 0.00
      intensity: met on 1 day within 1 day; at its height 0 of 90 days
      one-way: only together with many others, never to each other
      no-evidence: no day of contact is known
      last-contact: last sign from them 9 weeks ago
    ");
}

#[test]
fn a_small_dinner_makes_links_and_who_declined_was_not_there() {
    let said = check(
        "meeting 2026-03-01 ana@x.example me@x.example zoe@quist.example -dan@gone.example
         meeting 2026-03-08 ana@x.example -me@x.example una@met.example
         ask loose
         ask why zoe@quist.example
         ask why dan@gone.example",
    );
    assert_snapshot!(said, @r"
    una@met.example at Met 0.060 via Ana Ruiz (observed)
    zoe@quist.example · tie 0.06
      years: in contact both ways in 1 different year
      intensity: met on 1 day within 1 day; at its height 0 of 90 days
      last-contact: last contact 9 weeks ago
      last-contact: last sign from them 9 weeks ago
    dan@gone.example · none 0.00
      no-evidence: no day of contact is known
      no-evidence: no message or meeting with them was imported; assumed from how deep the tie is
    ");
}

#[test]
fn a_shared_employer_is_context_and_no_path() {
    let said = check(
        "linkedin Ana Ruiz, Halden GmbH, Engineer, since 2020-01-01, ana@x.example
         file people.csv
             Name,Email,Company,Title
             Ulf Berg,ulf@b.example,Halden GmbH,Buyer
         end
         mail 2026-02-01 Ulf Berg <ulf@b.example> -> me@x.example
         ask loose --company Halden
         ask loose",
    );
    assert_snapshot!(said, @r"
    Ulf Berg · Buyer at Halden GmbH 0.009 via Ana Ruiz (inferred) · no verified path yet
    nobody
    ");
}

#[test]
fn part_of_a_companys_name_never_matches() {
    let zoe = "linkedin Ana Ruiz, Nord AB, Engineer, since 2020-01-01, ana@x.example
         linkedin Una Met, Shelley & Sons, Nurse, since 2020-01-01
         mail 2026-03-01 Ana Ruiz <ana@x.example> -> me@x.example, Zoe Quist <zoe@shelley-sons.example>";
    let said = check(&format!("{zoe}\nask loose --company Shell\nask reach Shell\nask loose --company Shelley"));
    assert_snapshot!(said, @r"
    nobody
    nobody
    Zoe Quist at Shelley Sons 0.021 via Ana Ruiz (observed)
    ");
}

#[test]
fn a_goal_in_plain_words_finds_titles_and_abbreviations() {
    let said = check(
        "file people.csv
             Name,Email,Company,Title
             Zoe Quist,zoe@quist.example,Quist AG,Chief Technology Officer
             Yan Ohm,yan@ohm.example,Ohm AG,Nurse
         end
         mail 2026-03-01 Ana Ruiz <ana@x.example> -> me@x.example, zoe@quist.example, yan@ohm.example
         ask loose --for CTO
         ask loose --for a nurse at Ohm",
    );
    assert_snapshot!(said, @r"
    Zoe Quist · Chief Technology Officer at Quist AG 0.021 via Ana Ruiz (observed)
    Yan Ohm · Nurse at Ohm AG 0.021 via Ana Ruiz (observed)
    ");
}

#[test]
fn a_newsletter_and_a_robot_link_nobody() {
    let said = check(
        "mail 2026-03-01 News <no-reply@news.example> -> me@x.example, Zoe Quist <zoe@quist.example>
         ask loose
         ask people",
    );
    assert_snapshot!(said, @r"
    nobody
    0.39 0.68 Ana Ruiz · correspondent
    ");
}
