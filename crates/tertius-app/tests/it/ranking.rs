//! Orders that a user would argue about: who comes first, whom to ask, and the reasons printed beside it.

use crate::scenario::{Scene, play};
use insta::assert_snapshot;

/// Two friends who answer within the week, Ana a little more often.
const FRIENDS: &str = "
    me me@x.example
    letters 2024-01-01..2026-04-20 every 5 Ana Ruiz <ana@a.example> <-> me@x.example
    letters 2024-01-01..2026-04-20 every 6 Bo Lindqvist <bo@b.example> <-> me@x.example";

/// The names at the beginnings of the lines that are not indented.
fn names(said: &str) -> Vec<&str> {
    let heads = said.lines().filter(|line| !line.starts_with(' '));
    heads.map(|line| line.split(" · ").next().unwrap().split(" at ").next().unwrap()).collect()
}

/// The connectors listed under the first person.
fn to_ask(said: &str) -> Vec<&str> {
    let listed = said.lines().skip(1).take_while(|line| line.starts_with(' '));
    listed.map(|line| line.trim().split(char::is_numeric).next().unwrap().trim()).collect()
}

#[test]
fn of_five_people_the_friend_and_the_old_partner_open_more_than_the_recruiter_and_the_handshake() {
    let said = play(
        "me me@x.example
         letters 2023-07-03..2026-04-30 every 1 Cole Amsel <cole@halden.example> <-> me@x.example
         meeting 2021-01-15..2026-04-15 every 30 bea@friedl.example me@x.example
         letters 2020-01-01..2024-11-01 every 1 Ines Coral <ines@lumen.example> <-> me@x.example
         mail 2026-01-10..2026-04-25 every 4 Rex Rauch <rex@recruit.example> -> me@x.example, r@target.example
         linkedin Hana Shake, Norte SA, Buyer, since 2026-04-11, hana@norte.example
         mail 2026-03-01 Cole Amsel <cole@halden.example> -> me@x.example, Colle Target <c@target.example>
         mail 2026-03-01 Bea Friedl <bea@friedl.example> -> me@x.example, Bella Target <b@target.example>
         mail 2026-03-01 Ines Coral <ines@lumen.example> -> me@x.example, Inge Target <i@target.example>
         mail 2026-03-01 Hana Shake <hana@norte.example> -> me@x.example, Hanna Target <h@target.example>
         ask parts",
    );
    let order = names(&said);
    let place = |name: &str| order.iter().position(|one| one.starts_with(name)).unwrap();
    assert!(place("Bella").max(place("Inge")) < place("Hanna"), "{said}");
    assert!(!said.contains("r@target.example"), "a recruiter whom nobody answered opens nobody: {said}");
    assert_snapshot!("five_people", said);
}

#[test]
fn the_warm_stranger_who_fits_comes_before_the_warmer_one_who_does_not() {
    let said = play(&format!(
        "{FRIENDS}
         file people.csv
             Name,Email,Company,Title
             Vera Lead,vera@v.example,Vau AG,VP Engineering
             Nils Nurse,nils@n.example,Klinikum,Krankenpfleger
             Otto Help,otto@o.example,Vau AG,Assistant to the VP Engineering
         end
         mail 2026-01-01..2026-04-01 every 10 Ana Ruiz <ana@a.example> -> me@x.example, nils@n.example
         mail 2026-03-01 Bo Lindqvist <bo@b.example> -> me@x.example, vera@v.example, otto@o.example
         ask parts --for Leiter Entwicklung
         ask loose --for Leiter Entwicklung"
    ));
    assert_eq!(names(&said)[0], "Vera Lead");
    assert!(!said.contains("Nils") && !said.contains("Otto"), "{said}");
    assert_snapshot!("fit_before_warmth", said);
}

#[test]
fn a_list_opens_several_doors_rather_than_one_twice() {
    // Ulla and Umma lead to the same three people, Vito, a little less warm, to three others.
    let said = play(&format!(
        "{FRIENDS}
         mail 2026-03-01 Ana Ruiz <ana@a.example> -> me@x.example, Ulla One <u1@u.example>
         mail 2026-03-01 Ana Ruiz <ana@a.example> -> me@x.example, Umma Two <u2@u.example>
         mail 2026-03-01 Bo Lindqvist <bo@b.example> -> me@x.example, Vito Three <v3@v.example>
         mail 2026-02-01 u1@u.example -> d1@d.example, d2@d.example, d3@d.example
         mail 2026-02-01 u2@u.example -> d1@d.example, d2@d.example, d3@d.example
         mail 2026-02-01 v3@v.example -> e1@e.example, e2@e.example, e3@e.example
         ask parts"
    ));
    let order: Vec<&str> = names(&said).into_iter().take(3).collect();
    assert!(order[1].starts_with("Vito Three"), "{said}");
    assert_snapshot!("doors", said);
}

#[test]
fn scores_fall_along_the_list() {
    let mut scene = Scene::new();
    scene.play(FRIENDS);
    scene.play(
        "mail 2026-03-01 Ana Ruiz <ana@a.example> -> me@x.example, u1@u.example
         mail 2026-03-02 Ana Ruiz <ana@a.example> -> me@x.example, u2@u.example
         mail 2026-03-03 Bo Lindqvist <bo@b.example> -> me@x.example, u3@u.example, u4@u.example",
    );
    scene.play("import");
    let request = tertius_app::LooseRequest { top: 9, ..Default::default() };
    let scores: Vec<f64> = scene.app.loose(&request).unwrap().iter().map(|row| row.score).collect();
    assert!(scores.len() == 4 && scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
}

/// Zoe stands beside Ana and Bo; Ana answers more.
const ZOE: &str = "
    mail 2026-03-01 Ana Ruiz <ana@a.example> -> me@x.example, Zoe Quist <zoe@q.example>
    mail 2026-03-02 Bo Lindqvist <bo@b.example> -> me@x.example, Zoe Quist <zoe@q.example>";

#[test]
fn whoever_left_two_asks_unanswered_is_not_asked_a_third_time() {
    let mut scene = Scene::new();
    let before = scene.play(&format!("{FRIENDS}\n{ZOE}\nask connectors"));
    assert_eq!(to_ask(&before), ["Ana Ruiz", "Bo Lindqvist"], "{before}");
    scene.play(
        "mail 2026-03-01 Bo Lindqvist <bo@b.example> -> me@x.example, Yan Ohm <yan@o.example>
         as of 2026-02-01
         as of 2026-05-01
         import",
    );
    let after = scene
        .play("asked Ana Ruiz <> Zoe Quist\nasked Ana Ruiz <> Yan Ohm\nask connectors --place nowhere\nask connectors");
    let zoe = after.lines().skip_while(|line| *line != "Zoe Quist").collect::<Vec<_>>().join("\n");
    assert_eq!(to_ask(&zoe), ["Bo Lindqvist", "Ana Ruiz"], "{after}");
    assert!(zoe.contains("Ana Ruiz 0.00"), "{after}");
    assert_snapshot!("never_a_third_time", after);
}

#[test]
fn whoever_said_no_about_one_person_is_still_asked_about_another() {
    let mut scene = Scene::new();
    let said = scene.play(&format!(
        "{FRIENDS}\n{ZOE}
         mail 2026-03-01 Ana Ruiz <ana@a.example> -> me@x.example, Yan Ohm <yan@o.example>
         as of 2026-03-05
         asked Ana Ruiz <> Zoe Quist declined
         as of 2026-05-01
         ask connectors"
    ));
    let of = |name: &str| said.lines().skip_while(|line| *line != name).collect::<Vec<_>>().join("\n");
    assert_eq!(to_ask(&of("Zoe Quist"))[0], "Bo Lindqvist", "{said}");
    assert_eq!(to_ask(&of("Yan Ohm"))[0], "Ana Ruiz", "{said}");
    assert_snapshot!("a_no_is_about_one", said);
}

#[test]
fn one_friend_is_not_asked_for_everything() {
    // Ana and Bo know each of four people about equally well.
    let strangers: String = (1..=4)
        .map(|n| {
            format!(
                "mail 2026-03-01 Ana Ruiz <ana@a.example> -> me@x.example, s{n}@s.example
                 mail 2026-03-02 Bo Lindqvist <bo@b.example> -> me@x.example, s{n}@s.example\n"
            )
        })
        .collect();
    let said = play(&format!("{FRIENDS}\n{strangers}\nask connectors"));
    let firsts: Vec<&str> = said
        .lines()
        .zip(said.lines().skip(1))
        .filter(|(head, _)| !head.starts_with(' '))
        .map(|(_, first)| first.trim().split(" 1.00").next().unwrap())
        .collect();
    assert!(firsts.contains(&"Ana Ruiz") && firsts.contains(&"Bo Lindqvist"), "{said}");
    assert_snapshot!("asks_are_spread", said);
}

#[test]
fn the_second_to_ask_is_from_another_circle() {
    // Ana and Cy know each other, Bo knows neither.
    let said = play(&format!(
        "{FRIENDS}
         letters 2024-01-01..2026-04-20 every 6 Cy Neu <cy@c.example> <-> me@x.example
         mail 2026-02-01 Ana Ruiz <ana@a.example> -> Cy Neu <cy@c.example>, Zoe Quist <zoe@q.example>, me@x.example
         {ZOE}
         mail 2026-02-03 Bo Lindqvist <bo@b.example> -> me@x.example, Zoe Quist <zoe@q.example>
         mail 2026-03-03 Cy Neu <cy@c.example> -> me@x.example, Zoe Quist <zoe@q.example>
         ask connectors"
    ));
    assert_eq!(to_ask(&said)[1], "Bo Lindqvist", "{said}");
    assert_snapshot!("another_circle", said);
}

#[test]
fn part_of_a_companys_name_is_nobodys_name_and_a_former_employer_counts_in_part() {
    let mut scene = Scene::new();
    scene.play(&format!(
        "{FRIENDS}
         folder older
         linkedin Ida Past, Banana Inc., Buyer, since 2020-01-01, ida@i.example
         linkedin Old Stay, Halden GmbH, Buyer, since 2020-01-01
         folder newer
         linkedin Ida Past, Norte SA, Head of Purchasing, since 2020-01-01, ida@i.example
         linkedin New Stay, Halden GmbH, Buyer, since 2026-01-01
         mail 2026-03-01 Ana Ruiz <ana@a.example> -> me@x.example, Pia Now <pia@p.example>
         file people.csv
             Name,Email,Company,Title
             Pia Now,pia@p.example,Anabanana AG,Buyer
         end"
    ));
    let said = scene.play(
        "ask loose --company Ana\nask loose --company banana\nask search banana\nask person Ida Past\nask changes",
    );
    assert!(said.starts_with("nobody\nnobody\n"), "{said}");
    assert_snapshot!("past_employers", said);
}

#[test]
fn a_slip_of_the_hand_still_finds_the_friend() {
    let said = play(&format!("{FRIENDS}\nask search lindqvits\nask search lind\nask people lindqvits"));
    assert!(names(&said).iter().all(|name| name.contains("Lindqvist")), "{said}");
}

#[test]
fn a_weekly_friend_who_fell_silent_comes_before_a_yearly_one_who_is_due_in_summer() {
    let said = play(
        "me me@x.example
         letters 2022-01-01..2026-02-20 every 7 Wea Kly <wea@w.example> <-> me@x.example
         letters 2018-07-01..2025-07-15 every 365 Yea Rly <yea@y.example> <-> me@x.example
         letters 2022-01-01..2026-04-29 every 7 Day Now <day@d.example> <-> me@x.example
         label Yea Rly close-friend
         label Wea Kly close-friend
         label Day Now close-friend
         ask keep 30",
    );
    assert_eq!(names(&said), ["Wea Kly falling"], "{said}");
    assert_snapshot!("keep_rhythm", said);
}

#[test]
fn of_two_dormant_ties_the_head_met_briefly_comes_before_the_old_desk_neighbour() {
    let said = play(
        "me me@x.example
         linkedin Hea Dof, Norte SA, Head of Research, since 2019-02-01, hea@h.example
         linkedin Des Kmate, Ost AG, Clerk, since 2012-02-01, des@d.example
         letters 2019-02-01..2019-07-01 every 2 Hea Dof <hea@h.example> <-> me@x.example
         letters 2012-01-01..2021-06-01 every 9 Des Kmate <des@d.example> <-> me@x.example
         label Hea Dof mentor
         ask keep 30",
    );
    assert_eq!(names(&said)[0], "Hea Dof dormant", "{said}");
    assert_snapshot!("keep_dormant", said);
}

#[test]
fn a_birthday_and_a_new_job_give_the_first_line() {
    let said = play(
        "me me@x.example
         file phone.vcf
             BEGIN:VCARD
             VERSION:3.0
             FN:Bea Friedl
             EMAIL:bea@b.example
             BDAY:1980-05-04
             END:VCARD
         end
         letters 2023-01-01..2026-04-20 every 14 Bea Friedl <bea@b.example> <-> me@x.example
         letters 2023-01-01..2026-04-20 every 14 Mo Ved <mo@m.example> <-> me@x.example
         folder older
         linkedin Mo Ved, Halden GmbH, Engineer, since 2020-01-01, mo@m.example
         linkedin Di Stay, Ytterby AB, Buyer, since 2025-01-10
         folder newer
         linkedin Mo Ved, Norte SA, Head of Research, since 2020-01-01, mo@m.example
         linkedin Di Stay, Ytterby AB, Buyer, since 2025-01-10
         linkedin Cy Neu, Lumen GmbH, Baker, since 2026-04-20
         ask keep 30",
    );
    assert_eq!(names(&said), ["Bea Friedl birthday", "Mo Ved moved"], "{said}");
    assert!(said.contains("happy birthday on 4 May") && said.contains("Head of Research at Norte SA"), "{said}");
    assert_snapshot!("keep_occasions", said);
}

#[test]
fn minutes_bound_the_week_and_nothing_is_invented_in_the_digest_and_the_calendar() {
    let mut scene = Scene::new();
    scene.play(
        "me me@x.example
         letters 2022-01-01..2026-01-20 every 7 Wea Kly <wea@w.example> <-> me@x.example
         letters 2022-01-01..2026-02-20 every 9 Kla Gen <kla@k.example> <-> me@x.example
         label Wea Kly close-friend",
    );
    assert_eq!(scene.app.keep(6).unwrap().len(), 1);
    assert_eq!(scene.app.keep(0).unwrap().len(), 0);
    assert_snapshot!("digest", scene.app.keep_digest(30).unwrap());
    let calendar = scene.app.keep_calendar(30).unwrap();
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2);
    assert!(calendar.ends_with("END:VCALENDAR\r\n") && calendar.lines().all(|line| line.len() <= 75));
    // What we write a calendar program of ours reads back.
    let path = scene.path("week.ics");
    std::fs::write(&path, &calendar).unwrap();
    let view = scene.import(&[path]).unwrap();
    assert_eq!(view.errors.len(), 0, "{:?}", view.errors);
}

#[test]
fn reviving_who_opens_most_comes_before_a_close_friend_who_opens_fewer() {
    let said = play(
        "me me@x.example
         linkedin Di Stay, Ytterby AB, Buyer, since 2025-01-10
         letters 2020-01-01..2023-04-01 every 7 Res Ting <res@r.example> <-> me@x.example
         letters 2024-01-01..2026-04-20 every 7 Clo Sefriend <clo@c.example> <-> me@x.example
         mail 2023-03-01 Res Ting <res@r.example> -> me@x.example, a1@a.example, a2@a.example, a3@a.example, a4@a.example
         mail 2023-03-08 Res Ting <res@r.example> -> me@x.example, a5@a.example, a6@a.example, a7@a.example, a8@a.example
         mail 2026-03-01 Clo Sefriend <clo@c.example> -> me@x.example, a1@a.example, b1@b.example
         ask grow",
    );
    assert_eq!(names(&said)[0].split(" +").next(), Some("revive Res Ting"), "{said}");
    assert_snapshot!("grow", said);
}
